import hashlib
import json
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.models import SYSTEM, Actor, User
from declarations.models import Declaration
from declarations.states import State
from review.process.states import Action


class MoveRecord(models.Model):
    """One step taken: the history of a declaration, as its people read it."""

    append_only: ClassVar = True

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="moves")
    action = models.CharField(max_length=30, choices=Action)
    source = models.CharField(max_length=24, choices=State, blank=True)  # empty: the declaration was begun
    target = models.CharField(max_length=24, choices=State)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # null: the clock
    role = models.CharField(max_length=20, blank=True)
    organisation = models.CharField(max_length=120, blank=True)  # as it was named then
    stood_in = models.CharField(max_length=60, blank=True)  # 代 …: for whom, where the person was a deputy
    at = models.DateTimeField()
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    explained = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["pk"]
        indexes = [models.Index(fields=["declaration", "id"], name="moves_of_a_declaration")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def actor(self) -> Actor:
        return self.person or SYSTEM

    @property
    def who(self) -> str:
        """The name under the step; a deputy signs with their own, and says for whom."""
        return f"{self.actor.name}（代{self.stood_in}）" if self.stood_in else self.actor.name

    def digest(self) -> str:
        told: list[object] = [self.action, self.source, self.target, self.answers, self.explained]
        told += [self.stood_in] if self.stood_in else []  # records from before deputies keep their digests
        return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()
