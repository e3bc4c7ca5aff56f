from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "review.outcomes"
    label = "outcomes"
    verbose_name = "评审结果"
