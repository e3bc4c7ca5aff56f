from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "review.outcomes"
    label = "outcomes"
    verbose_name = "评审结果"

    def ready(self) -> None:
        from records.rules import register_gate  # app ready
        from records.services.documents import register_form  # app ready
        from review.outcomes import rules  # app ready
        from review.outcomes.documents import BUILDERS  # app ready

        for kind, builder in BUILDERS.items():
            register_form(kind, builder)
        # 评审表 and certificate are the person's and the office's, not the whole route's (CERT-02).
        for kind in ("FORM-02R", "FORM-20", "FORM-33", "FORM-43", "FORM-49"):
            register_gate(kind, rules.may_read_personal_paper)
        register_gate("objection", rules.may_read_objection)
        register_gate("confirmation", rules.may_read_confirmation)
        register_gate("approval", rules.may_read_published)
        register_gate("result_publicity", rules.may_read_result_publicity)
