from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    label = "messaging"
    verbose_name = "消息"

    def ready(self) -> None:
        from accounts.context import register_unread  # app ready
        from accounts.orders import SEND_SMS, register_inboxes
        from messaging import services
        from messaging.selectors import count_unread
        from records.services import outbox

        register_unread(count_unread)
        register_inboxes(services.AccountInboxes())
        outbox.register(SEND_SMS, services.deliver_sms, query=services.query_sms)
