from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "review.approvals"
    label = "approvals"
    verbose_name = "审核推荐"

    def ready(self) -> None:
        from declarations.remarks import register_asking  # app ready
        from records.rules import register_gate  # app ready
        from records.services.documents import register_form
        from review.approvals.documents import BUILDERS
        from review.approvals.rules import BATCH, may_read_batch
        from review.approvals.selectors.remarking import asked_of_the_applicant

        register_asking(asked_of_the_applicant)
        register_gate(BATCH, may_read_batch)
        for kind, builder in BUILDERS.items():
            register_form(kind, builder)
