from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "review.meetings"
    label = "meetings"
    verbose_name = "评审会议"
