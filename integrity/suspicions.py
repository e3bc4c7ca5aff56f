"""Suspicions: recorded where they are seen, found by somebody else, entered or dismissed (INTEG-03, MAT-05)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from integrity.exceptions import IntegrityRefused
from integrity.models import Suspicion
from integrity.rules import finders_of
from integrity.services import BACKWARDS, Finding, refuse_the_tied, write_record
from integrity.states import SuspicionState
from messaging.letters import close_tasks
from messaging.services import tell
from records.models import Fact
from records.services.audit import audited, note

NO_FACTS = Reason("suspicion.facts", "请写明事实和证据。", field="facts")
NO_DEFENCE = Reason("suspicion.defence", "认定前须听取当事人陈述和申辩，请写明；未陈述的也请写明。", field="defence")
NO_FINDING = Reason("suspicion.finding", "请写明认定结论和理由。", field="finding")
OWN = Reason("suspicion.own", "线索须由登记人以外的人员认定。")
CLOSED = Reason("suspicion.closed", "这条线索已经办结。")
TASK = "suspicion"  # the subject of the message that asks to find


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """Who, and on which case it was seen. ``identifier`` is that of the archive, never a number in clear."""

    kind: str
    identifier: str
    name: str
    case: UUID
    case_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The document by which somebody entitled decided, and how long the record lasts."""

    basis: str
    decision_no: str
    decided_on: date
    starts_on: date
    ends_on: date


def report_suspicion(
    suspect: Suspect, *, act: str, facts: str, place: str = "", by_reader: bool = False, actor: User
) -> Suspicion:
    """Record what was seen and tell who may find; nothing follows from it by itself. Raises ``IntegrityRefused``."""
    if not facts.strip():
        raise IntegrityRefused(NO_FACTS)
    refuse_the_tied(actor, suspect.identifier)
    with audited():
        now = clock.law()
        suspicion = Suspicion.objects.create(
            subject_kind=suspect.kind,
            identifier=suspect.identifier,
            name=suspect.name,
            case=suspect.case,
            case_name=suspect.case_name,
            place=place[:200],
            act=act,
            facts=facts.strip(),
            reported_by=actor,
            reported_at=now,
            by_reader=by_reader,
        )
        _tell_who_finds(suspicion)
        note(Fact("integrity.suspected", suspicion.pk, actor.pk, now))
    return suspicion


def dismiss_suspicion(suspicion_id: int, *, defence: str, finding: str, actor: User) -> Suspicion:
    """查无实据: closed with its reasons; nothing is entered. Raises ``IntegrityRefused``."""
    with audited():
        suspicion = _open(suspicion_id, defence, finding, actor)
        return _close(suspicion, SuspicionState.DISMISSED, defence, finding, actor)


def establish_suspicion(suspicion_id: int, *, defence: str, finding: str, decision: Decision, actor: User) -> Suspicion:
    """Found by a decision: only now it is entered, and bars from its first day. Raises ``IntegrityRefused``."""
    if decision.ends_on < decision.starts_on:
        raise IntegrityRefused(BACKWARDS)
    with audited():
        suspicion = _open(suspicion_id, defence, finding, actor)
        found = Finding(
            subject_kind=suspicion.subject_kind,
            number="",  # the archive knows the person by the identifier
            name=suspicion.name,
            act=suspicion.act,
            facts=suspicion.facts,
            basis=decision.basis,
            decision_no=decision.decision_no,
            decided_on=decision.decided_on,
            starts_on=decision.starts_on,
            ends_on=decision.ends_on,
        )
        suspicion.record = write_record(found, suspicion.identifier, actor=actor)
        return _close(suspicion, SuspicionState.ESTABLISHED, defence, finding, actor)


def _tell_who_finds(suspicion: Suspicion) -> None:
    tell(
        finders_of(suspicion.identifier, but=suspicion.reported_by),
        event="suspicion",
        title="有新的学术不端线索待认定",
        text=f"{suspicion.name}：{suspicion.get_act_display()}。{suspicion.case_name}。请听取当事人陈述、申辩后认定。",
        key=f"suspicion:{suspicion.pk}",
        now=suspicion.reported_at,
        url=reverse("admin:integrity_suspicion_change", args=[suspicion.pk]),
        button="去认定",
        needs_action=True,
        subject=(TASK, suspicion.pk),
    )


def _open(suspicion_id: int, defence: str, finding: str, actor: User) -> Suspicion:
    suspicion = Suspicion.objects.select_for_update(of=("self",)).get(pk=suspicion_id)
    reasons = [
        *([CLOSED] if suspicion.state != SuspicionState.OPEN else []),
        *([] if defence.strip() else [NO_DEFENCE]),
        *([] if finding.strip() else [NO_FINDING]),
    ]
    if reasons:
        raise IntegrityRefused(*reasons)
    refuse_finding(suspicion, actor)
    return suspicion


def refuse_finding(suspicion: Suspicion, actor: User) -> None:
    """Who recorded it, and whoever it is about, find nothing on it. Raises ``IntegrityRefused``."""
    if suspicion.reported_by_id == actor.pk:
        raise IntegrityRefused(OWN)
    refuse_the_tied(actor, suspicion.identifier)


def _close(suspicion: Suspicion, state: SuspicionState, defence: str, finding: str, actor: User) -> Suspicion:
    suspicion.state, suspicion.defence, suspicion.finding = state, defence.strip(), finding.strip()
    suspicion.closed_by, suspicion.closed_at = actor, clock.law()
    suspicion.save(update_fields=["state", "defence", "finding", "closed_by", "closed_at", "record"])
    close_tasks(subject_kind=TASK, subject_ids=[suspicion.pk], now=suspicion.closed_at)
    note(Fact(f"integrity.{state}", suspicion.pk, actor.pk, suspicion.closed_at))
    return suspicion
