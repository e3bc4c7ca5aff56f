from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User


class Message(models.Model):
    """One line in somebody's inbox, written in the transaction it speaks of (MSG-01)."""

    person = models.ForeignKey(User, models.CASCADE, related_name="inbox", verbose_name="收件人")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )  # whose desk
    event = models.CharField("事件", max_length=40)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容")
    url = models.CharField("办理地址", max_length=200, blank=True)
    button = models.CharField("按钮", max_length=20, blank=True)
    needs_action = models.BooleanField("需要处理", default=False)
    due_at = models.DateTimeField("办理时限", null=True, blank=True)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=160)  # once per (event, person, occasion)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    done_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站内消息"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_message_per_person_and_key")]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="unread_messages"),
            models.Index(fields=["person", "-at", "-id"], name="inbox_latest_first"),
            models.Index(
                fields=["subject_kind", "subject_id"],
                condition=Q(needs_action=True, done_at=None),
                name="open_tasks_about_a_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title
