from integrity.views.public import verifying

__all__ = ["verifying"]
