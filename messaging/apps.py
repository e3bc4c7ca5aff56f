from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    label = "messaging"
    verbose_name = "消息"

    def ready(self) -> None:
        from accounts.context import register_unread  # app ready
        from accounts.leaving import register_keeper  # app ready
        from accounts.orders import SEND_MAIL, SEND_SMS, register_inboxes
        from messaging.mailing import deliver_mail
        from messaging.selectors import count_unread
        from messaging.sending import deliver_sms, query_sms
        from messaging.services import AccountInboxes, OpenTasks
        from records.services import outbox

        register_unread(count_unread)
        register_inboxes(AccountInboxes())
        register_keeper(OpenTasks())
        outbox.register(SEND_SMS, deliver_sms, query=query_sms)
        outbox.register(SEND_MAIL, deliver_mail, last=True)
