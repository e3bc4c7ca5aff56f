"""Settings, URLs and the doors of the servers; the Celery application stands here so that tasks find it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
