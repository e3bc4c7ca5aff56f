"""Entries of the integrity archive and of the journal register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError

from accounts.models import Actor, User, index_of_id_number
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import id_number_problem, normalise_uscc, uscc_problem
from integrity.exceptions import IntegrityRefused
from integrity.journals import plain_cn, plain_issn
from integrity.models import CatalogueJournal, IntegrityRecord, JournalCatalogue, RiskJournal
from integrity.rules import kept_from
from integrity.states import RecordState, SubjectKind
from records.models import Fact
from records.services.audit import audited, note

PEOPLE = frozenset({SubjectKind.PERSON, SubjectKind.EXPERT, SubjectKind.OFFICE_STAFF})  # known by an ID number

BACKWARDS = Reason("integrity.period", "记录期止不能早于记录期起。", field="ends_on")
TWICE = Reason("integrity.twice", "同一认定文书已经为此人（单位）录入过记录。", field="decision_no")
REVOKED = Reason("integrity.revoked", "这条记录已经撤销。")
NAMELESS = Reason("journal.name", "请填写刊名。", field="name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found and decided about somebody. ``number`` is an ID number or a credit code, in clear."""

    subject_kind: str
    number: str
    name: str
    act: str
    facts: str
    basis: str
    decision_no: str
    decided_on: date
    starts_on: date
    ends_on: date


def enter_record(*, finding: Finding, actor: Actor) -> IntegrityRecord:
    """Enter an established finding; from its first day on it bars (INTEG-01). Only the index of an ID number is kept.

    Raises ``IntegrityRefused``.
    """
    _refuse_bad_finding(finding)
    identifier = identifier_of(finding.subject_kind, finding.number)
    refuse_the_tied(actor, identifier, field="number")
    return write_record(finding, identifier, actor=actor)


def write_record(finding: Finding, identifier: str, *, actor: Actor) -> IntegrityRecord:
    """The entry of a finding about whoever is known by ``identifier``. Raises ``IntegrityRefused``: entered before."""
    record = IntegrityRecord(
        subject_kind=finding.subject_kind,
        identifier=identifier,
        name=finding.name,
        act=finding.act,
        facts=finding.facts,
        basis=finding.basis,
        decision_no=finding.decision_no,
        decided_on=finding.decided_on,
        starts_on=finding.starts_on,
        ends_on=finding.ends_on,
        state=RecordState.ENTERED,
    )
    try:
        with audited():
            now = clock.law()
            record.entered_by, record.entered_at = actor if isinstance(actor, User) else None, now
            record.save()
            note(Fact("integrity.entered", record.pk, actor.pk, now))
    except IntegrityError as twin:
        raise IntegrityRefused(TWICE) from twin
    return record


def revoke_record(record_id: int, *, reason: str, actor: Actor) -> IntegrityRecord:
    """Take an entry back, after an appeal or because it was wrong: it bars nobody any more, and stays readable.

    Raises ``IntegrityRefused``, for the person it is about and for who is recused from them too.
    """
    with audited():
        record = IntegrityRecord.objects.select_for_update(of=("self",)).get(pk=record_id)
        if record.state == RecordState.REVOKED:
            raise IntegrityRefused(REVOKED)
        refuse_the_tied(actor, record.identifier)
        record.state, record.revocation, record.revoked_at = RecordState.REVOKED, reason, clock.law()
        record.revoked_by = actor if isinstance(actor, User) else None
        record.save(update_fields=["state", "revocation", "revoked_at", "revoked_by"])
        note(Fact("integrity.revoked", record.pk, actor.pk, record.revoked_at))
    return record


def expire_records() -> int:
    """Mark what ran out; how many. In force or not was never a question of this mark, only of the dates."""
    today = clock.local_date(clock.law())
    over = IntegrityRecord.objects.filter(state__in=RecordState.in_force, ends_on__lt=today)
    expired = 0
    for record in over.order_by("pk"):
        record.state = RecordState.EXPIRED
        record.save(update_fields=["state"])  # save(), not update(): records keep their history
        expired += 1
    return expired


def put_journal(
    *,
    name: str,
    reason: str,
    actor: Actor,
    aliases: Sequence[str] = (),
    issn: str = "",
    cn: str = "",
    source: str = "",
    edition: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RiskJournal:
    """List a journal, or change the entry of the same name and numbers. Raises ``IntegrityRefused``."""
    name = name.strip()
    if not name:
        raise IntegrityRefused(NAMELESS)
    if valid_from and valid_to and valid_to < valid_from:
        raise IntegrityRefused(Reason("journal.period", "有效期止不能早于起。", field="valid_to"))
    with audited():
        same = RiskJournal.objects.select_for_update(of=("self",)).filter(
            name=name, issn=plain_issn(issn), cn=plain_cn(cn)
        )
        journal = same.first() or RiskJournal(name=name, issn=issn, cn=cn)
        journal.aliases, journal.reason, journal.source, journal.edition = list(aliases), reason, source, edition
        journal.valid_from, journal.valid_to = valid_from, valid_to
        journal.save()
        note(Fact("journal.listed", journal.pk, actor.pk, clock.law()))
    return journal


def put_in_catalogue(
    catalogue: JournalCatalogue,
    *,
    name: str,
    aliases: Sequence[str] = (),
    issn: str = "",
    cn: str = "",
    subject: str = "",
) -> CatalogueJournal:
    """Name a journal in an edition of a catalogue, or change its line there (A-19). Raises ``IntegrityRefused``."""
    name = name.strip()
    if not name:
        raise IntegrityRefused(NAMELESS)
    journal = CatalogueJournal.objects.filter(catalogue=catalogue, name=name, cn=plain_cn(cn)).first()
    journal = journal or CatalogueJournal(catalogue=catalogue, name=name, cn=cn)
    journal.aliases, journal.issn, journal.subject = list(aliases), issn, subject
    journal.save()
    return journal


def identifier_of(subject_kind: str, number: str) -> str:
    """How a subject is known in the archive: the blind index of a person's ID number, the credit code of a body."""
    return index_of_id_number(number) if subject_kind in PEOPLE else normalise_uscc(number)


def refuse_the_tied(actor: Actor, identifier: str, *, field: str = "") -> None:
    """Nobody handles what is written of themselves or of whom they keep away from. Raises ``IntegrityRefused``."""
    if isinstance(actor, User) and identifier in kept_from(actor):
        raise IntegrityRefused(Reason("integrity.tied", "不得办理本人或应当回避的人员的诚信记录。", field=field))


def _refuse_bad_finding(finding: Finding) -> None:
    judge = id_number_problem if finding.subject_kind in PEOPLE else uscc_problem
    problem = judge(finding.number)
    reasons = [Reason("integrity.number", problem, field="number")] if problem else []
    if finding.ends_on < finding.starts_on:
        reasons.append(BACKWARDS)
    if reasons:
        raise IntegrityRefused(*reasons)
