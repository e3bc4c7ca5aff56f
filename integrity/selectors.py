"""Who is barred until when, and which journals are doubtful.

The one door through which every point of a declaration's way asks the archive (INTEG-10, docs/decisions/0009).
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from integrity.models import IntegrityRecord, RiskJournal
from integrity.states import RecordState, SubjectKind

PEOPLE = (SubjectKind.PERSON,)


def records_on(identifiers: Iterable[str], today: date, *, kinds: Iterable[str] = PEOPLE) -> QuerySet[IntegrityRecord]:
    """Records in force of any of these identifiers, the one that lasts longest first."""
    records = IntegrityRecord.objects.in_force(today).filter(subject_kind__in=tuple(kinds), identifier__in=identifiers)
    return records.order_by("-ends_on", "-pk")


def bars_for(identifiers: Iterable[str], today: date, *, kinds: Iterable[str] = PEOPLE) -> IntegrityRecord | None:
    """The record in force that bars longest, of any of a person's identities (``accounts.selectors.identity_of``).

    For a unit pass its credit code and ``kinds=[SubjectKind.UNIT]``. Who is shown more than the end date is the
    caller's affair (INTEG-02).
    """
    wanted = [each for each in identifiers if each]
    return records_on(wanted, today, kinds=kinds).first() if wanted else None


def record_count(identifiers: Iterable[str], *, kinds: Iterable[str] = PEOPLE) -> int:
    """How many records a subject has, over ones included, revoked ones not: the number on a case's chip (S25)."""
    wanted = [each for each in identifiers if each]
    records = IntegrityRecord.objects.filter(subject_kind__in=tuple(kinds), identifier__in=wanted)
    return records.exclude(state=RecordState.REVOKED).count() if wanted else 0


def match_journal(*, name: str, issn: str = "", cn: str = "", today: date) -> RiskJournal | None:
    """The entry of the register that this journal meets, by any of its names, ISSN or CN number (RISK-01)."""
    return RiskJournal.objects.listed_on(today).called(name=name, issn=issn, cn=cn).order_by("pk").first()
