from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MeetingsConfig(AppConfig):
    name = "review.meetings"
    label = "meetings"
    verbose_name = "评审会议"

    def ready(self) -> None:
        from accounts.selectors import register_roles  # app ready
        from records.rules import register_gate  # app ready
        from records.services import outbox  # app ready
        from records.services.documents import register_form  # app ready
        from review.meetings import rules, triggers  # app ready
        from review.meetings.documents import BUILDERS, GATES  # app ready
        from review.meetings.services.rewriting import REWRITE, rewrite_tables  # app ready

        post_migrate.connect(triggers.install, sender=self)
        outbox.register(REWRITE, rewrite_tables)
        register_roles(rules.expert_roles)
        for kind, gate in GATES.items():
            register_gate(kind, gate)
        for paper, builder in BUILDERS.items():
            register_form(paper, builder)
