from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "integrity"
    label = "integrity"
    verbose_name = "诚信档案"

    def ready(self) -> None:
        from integrity import registers

        for each in registers.EVERY:
            each.register_sheet()
