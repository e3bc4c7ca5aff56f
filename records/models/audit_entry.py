"""One link of the chain: who did what to which thing, when. Ids and hashes, no texts."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self

from django.db import models

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, before it has its place in the chain. ``actor_id`` is None for the clock."""

    event: str
    subject_id: int
    actor_id: int | None
    at: datetime
    content: str = ""  # digest of the record it speaks of


class AuditEntry(models.Model):
    append_only: ClassVar = True

    number = models.PositiveBigIntegerField("序号", primary_key=True)  # without gaps, unlike a sequence
    event = models.CharField("事件", max_length=60)
    subject_id = models.BigIntegerField("对象")
    actor_id = models.BigIntegerField("操作人", null=True)  # no foreign key: a person may go, the entry stays
    at = models.DateTimeField("时间")
    content = models.CharField("内容摘要", max_length=64, blank=True)
    previous = models.CharField("前一条", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        constraints = [models.UniqueConstraint(fields=["previous"], name="one_successor_per_audit_entry")]
        indexes = [
            models.Index(fields=["event", "subject_id"], name="audit_of_a_thing"),
            models.Index(fields=["actor_id", "at"], name="audit_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event} {self.subject_id}"

    @classmethod
    def after(cls, last: Self | None, fact: Fact) -> Self:
        entry = cls(
            number=last.number + 1 if last else 1,
            event=fact.event,
            subject_id=fact.subject_id,
            actor_id=fact.actor_id,
            at=fact.at,
            content=fact.content,
            previous=last.digest if last else GENESIS,
        )
        entry.digest = entry.computed_digest()
        return entry

    def computed_digest(self) -> str:
        moment = self.at.astimezone(UTC).isoformat()
        told = [self.number, self.event, self.subject_id, self.actor_id, moment, self.content, self.previous]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class AuditAnchor(models.Model):
    """The head of the chain at one moment, kept apart: without it, cutting off the tail would show nowhere (OP5)."""

    append_only: ClassVar = True

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    digest = models.CharField("摘要", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "审计链锚点"

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
