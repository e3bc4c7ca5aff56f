from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "review.approvals"
    label = "approvals"
    verbose_name = "审核推荐"
