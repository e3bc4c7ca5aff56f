from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "review.meetings"
    label = "meetings"
    verbose_name = "评审会议"

    def ready(self) -> None:
        from records.services import outbox  # app ready
        from review.meetings.services import rewriting  # app ready

        outbox.register(rewriting.REWRITE, rewriting.rewrite_tables)
