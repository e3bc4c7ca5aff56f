from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProcessConfig(AppConfig):
    name = "review.process"
    label = "process"
    verbose_name = "办理流程"

    def ready(self) -> None:
        from accounts.leaving import register_barring, register_keeper  # app ready
        from accounts.longlists import register_orderer  # app ready
        from declarations.services.drafts import register_beginning  # app ready
        from records.rules import register_gate  # app ready
        from records.services import outbox  # app ready
        from records.services.documents import register_form  # app ready
        from review.approvals.ahead import register_reasons  # app ready
        from review.approvals.beside import register_list  # app ready
        from review.approvals.rules import barred_among  # app ready
        from review.process import receivers  # app ready: receivers connect by being imported
        from review.process.assigned import AssignedCases  # app ready
        from review.process.beside import in_list  # app ready
        from review.process.effects import CERTIFY  # app ready
        from review.process.following import FOLLOW, follow_asked  # app ready
        from review.process.listing.searching import install_search  # app ready
        from review.process.mass import SEND, send_mass  # app ready
        from review.process.quality import documents  # app ready
        from review.process.quality.rules import may_open_paper  # app ready
        from review.process.selectors import held_up  # app ready
        from review.process.services import begin_declaration  # app ready
        from review.process.taking.services import KIND, order_list, write_export  # app ready

        post_migrate.connect(install_search, sender=self)
        register_beginning(begin_declaration)
        register_gate(documents.SUBJECT, may_open_paper)
        for kind, builder in documents.BUILDERS.items():
            register_form(kind, builder)
        register_list(in_list)
        register_reasons(held_up)
        register_keeper(AssignedCases())
        register_barring(barred_among)
        register_orderer(order_list)
        outbox.register(CERTIFY, receivers.certify)
        outbox.register(FOLLOW, follow_asked)
        outbox.register(KIND, write_export)
        outbox.register(SEND, send_mass, lease=timedelta(minutes=15))
