from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NoticesConfig(AppConfig):
    name = "notices"
    label = "notices"
    verbose_name = "年度通知"

    def ready(self) -> None:
        from notices import documents, registers  # app ready
        from notices.policies import may_read_document
        from notices.postings import may_read_posting
        from notices.selectors import ENCLOSURE, may_read_attachment, may_read_enclosure  # app ready
        from notices.services.attachments import SUBJECT
        from notices.services.helping import seed_help
        from notices.services.posting import SUBJECT as POSTING
        from records.rules import register_gate

        register_gate(SUBJECT, may_read_attachment)
        register_gate(ENCLOSURE, may_read_enclosure)
        register_gate(POSTING, may_read_posting)
        register_gate(documents.SUBJECT, documents.may_read_blank)
        register_gate(registers.SUBJECT, may_read_document)
        documents.register()
        for each in registers.EVERY:
            each.register_sheet()
        post_migrate.connect(seed_help, sender=self)
