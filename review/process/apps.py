from django.apps import AppConfig


class ProcessConfig(AppConfig):
    name = "review.process"
    label = "process"
    verbose_name = "办理流程"

    def ready(self) -> None:
        from review.process import receivers  # noqa: F401  # app ready: receivers connect by being imported
