from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    label = "notices"
    verbose_name = "年度通知"

    def ready(self) -> None:
        from notices import documents  # app ready
        from notices.selectors import may_read_attachment  # app ready
        from notices.services.attachments import SUBJECT
        from records.rules import register_gate

        register_gate(SUBJECT, may_read_attachment)
        register_gate(documents.SUBJECT, documents.may_read_blank)
        documents.register()
