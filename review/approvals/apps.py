from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "review.approvals"
    label = "approvals"
    verbose_name = "审核推荐"

    def ready(self) -> None:
        from accounts.leaving import register_keeper  # app ready
        from declarations.remarks import register_asking  # app ready
        from declarations.services.phone import register_phone_taker
        from declarations.services.risk import FLAGGED
        from records.rules import register_gate  # app ready
        from records.services import outbox
        from records.services.documents import register_form
        from records.services.sheets import register_taker
        from review.approvals import post_sheet
        from review.approvals.documents import BUILDERS
        from review.approvals.documents.batch import BATCH_BUILDERS
        from review.approvals.rules import BATCH, may_read_batch, may_read_publicity_objection
        from review.approvals.selectors.online import EVIDENCE
        from review.approvals.selectors.remarking import asked_of_the_applicant
        from review.approvals.services.flagging import tell_of_flags
        from review.approvals.services.handing_on import KEEPERS
        from review.approvals.services.phone import BOARD, BOARD_PHOTOS, UNIT, UNIT_PHOTOS

        register_asking(asked_of_the_applicant)
        register_phone_taker(UNIT, UNIT_PHOTOS)
        register_phone_taker(BOARD, BOARD_PHOTOS)
        for keeper in KEEPERS:
            register_keeper(keeper)
        outbox.register(FLAGGED, tell_of_flags)
        register_gate(BATCH, may_read_batch)
        register_gate(EVIDENCE, may_read_publicity_objection)
        register_taker(post_sheet.KIND, post_sheet.take_post_sheet)
        for kind, builder in (BUILDERS | BATCH_BUILDERS).items():
            register_form(kind, builder)
