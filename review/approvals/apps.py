from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "review.approvals"
    label = "approvals"
    verbose_name = "审核推荐"

    def ready(self) -> None:
        from records.services.documents import register_form  # app ready
        from review.approvals.documents import BUILDERS

        for kind, builder in BUILDERS.items():
            register_form(kind, builder)
