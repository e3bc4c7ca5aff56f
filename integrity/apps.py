from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "integrity"
    label = "integrity"
    verbose_name = "诚信档案"

    def ready(self) -> None:
        from integrity import importing
        from records.services.sheets import register_taker

        register_taker(importing.RISKS, importing.take_risk_sheet)
        register_taker(importing.CATALOGUE, importing.take_catalogue_sheet)
