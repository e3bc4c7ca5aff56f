from django.apps import AppConfig


class ProcessConfig(AppConfig):
    name = "review.process"
    label = "process"
    verbose_name = "办理流程"

    def ready(self) -> None:
        from declarations.services.drafts import register_beginning  # app ready
        from records.services import outbox  # app ready
        from review.process import receivers  # app ready: receivers connect by being imported
        from review.process.effects import CERTIFY  # app ready
        from review.process.following import FOLLOW, follow_asked  # app ready
        from review.process.services import begin_declaration  # app ready

        register_beginning(begin_declaration)
        outbox.register(CERTIFY, receivers.certify)
        outbox.register(FOLLOW, follow_asked)
