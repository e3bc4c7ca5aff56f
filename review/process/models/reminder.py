from django.db import models

from accounts.models import User


class Reminder(models.Model):
    """A reminder that went out: once per (rule, person, thing, due) (design §7, TIME-18)."""

    rule = models.CharField(max_length=40)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    subject_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "person", "subject_id", "due_at"], name="one_reminder_per_rule_person_and_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_at:%Y-%m-%d %H:%M}"
