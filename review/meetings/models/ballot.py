"""The double envelope (design §9): no time, sequence or history that could join voter and choice."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from config.lib.fields import EncryptedCharField, SealIdField
from review.meetings.models.meeting import Meeting
from review.meetings.models.round import RoundEntry, RoundExpert
from review.meetings.states import BoxState, Choice, Outcome


class BallotBox(models.Model):
    """One opening of the vote: what was frozen then, and the digests that went into the chain."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="boxes")
    state = models.CharField(max_length=10, choices=BoxState, default=BoxState.OPEN)
    frozen = models.JSONField()  # present, recusals, candidates, rule version
    frozen_digest = models.CharField(max_length=64)
    public_key = models.BinaryField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    short_reason = models.CharField(max_length=200, blank=True)  # why it was closed with votes missing; never whose
    bulletin = models.JSONField(default=list)  # receipts, sorted
    bulletin_digest = models.CharField(max_length=64, blank=True)
    tally_digest = models.CharField(max_length=64, blank=True)
    tallied_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BoxState.values), name="box_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=BoxState.VOIDED) | ~Q(void_reason=""), name="a_void_box_says_why"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state=BoxState.OPEN), name="one_open_box_per_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:vote", args=[self.ref])

    @property
    def votes_due(self) -> int:
        """Votes those present may cast in it: for every candidate everybody but the recused."""
        away = sum(map(len, self.frozen["recused"].values()))
        return len(self.frozen["present"]) * len(self.frozen["candidates"]) - away

    @property
    def is_open(self) -> bool:
        return self.state == BoxState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == BoxState.CLOSED

    @property
    def is_tallied(self) -> bool:
        return self.state == BoxState.TALLIED

    @property
    def is_voided(self) -> bool:
        return self.state == BoxState.VOIDED

    @property
    def is_running(self) -> bool:
        """Opened and not yet counted: it may still be voided."""
        return self.state in BoxState.running

    @property
    def is_public(self) -> bool:
        """Its receipts are published."""
        return self.state in BoxState.public


class BoxKey(models.Model):
    """The private half of a box's key, in a table of its own that can be emptied and written anew."""

    seal_id = SealIdField()
    box = models.OneToOneField(BallotBox, models.CASCADE, related_name="key")
    secret = EncryptedCharField("私钥", max_length=400)  # DER in base64

    def __str__(self) -> str:
        return str(self.box)


class Ballot(models.Model):
    """One candidate's item in a box."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    box = models.ForeignKey(BallotBox, models.CASCADE, related_name="ballots")
    entry = models.ForeignKey(RoundEntry, models.PROTECT, related_name="ballots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "entry"], name="one_ballot_per_candidate")]

    def __str__(self) -> str:
        return str(self.entry)


class Envelope(models.Model):
    """That somebody voted, and their sealed choice. Destroyed with the key when the votes are counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="envelopes")
    voter = models.ForeignKey(RoundExpert, models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "voter"], name="one_sealed_ballot_per_voter")]

    def __str__(self) -> str:
        return str(self.ballot)


class OpenedVote(models.Model):
    """A vote without its voter, published sorted by nonce."""

    append_only: ClassVar = True

    nonce = models.CharField(primary_key=True, max_length=32)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=1, choices=Choice)

    class Meta:
        ordering = ["nonce"]

    def __str__(self) -> str:
        return self.nonce


class Result(models.Model):
    """The count of one candidate and what it means, with every number it was judged by."""

    append_only: ClassVar = True

    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="result")
    present = models.PositiveSmallIntegerField("实到")  # entitled to vote on this candidate
    agree = models.PositiveSmallIntegerField("同意")
    against = models.PositiveSmallIntegerField("不同意")
    abstain = models.PositiveSmallIntegerField("弃权")
    not_cast = models.PositiveSmallIntegerField("未投", default=0)
    needed = models.PositiveSmallIntegerField("需要同意票")
    outcome = models.CharField("结果", max_length=8, choices=Outcome)

    class Meta:
        verbose_name = verbose_name_plural = "表决结果"
        constraints = [
            models.CheckConstraint(
                condition=Q(present=F("agree") + F("against") + F("abstain") + F("not_cast")),
                name="votes_add_up_to_people_present",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ballot} {self.get_outcome_display()}"

    @property
    def is_passed(self) -> bool:
        return self.outcome == Outcome.PASSED
