"""Who is barred until when, and which journals are doubtful.

The one door through which every point of a declaration's way asks the archive (INTEG-10, docs/decisions/0009).
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from integrity.matching import Known, Register, Written
from integrity.models import CatalogueJournal, IntegrityRecord, RiskJournal, Suspicion, VerificationLink
from integrity.rules import finds, kept_from
from integrity.states import CatalogueKind, LinkKind, SubjectKind, SuspicionState

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


def suspicions_on(case: UUID) -> QuerySet[Suspicion]:
    """What was seen on a case, the newest first."""
    return Suspicion.objects.filter(case=case).select_related("reported_by")


def suspicions_waiting_for(user: User) -> QuerySet[Suspicion]:
    """What this person has to hear and find: never what they reported themselves (MAT-05)."""
    if not finds(user):
        return Suspicion.objects.none()
    waiting = Suspicion.objects.filter(state=SuspicionState.OPEN).exclude(reported_by=user)
    return waiting.exclude(identifier__in=kept_from(user))


def register_on(day: date) -> Register:
    """The whole register and all catalogues, for a comparison of many papers: two statements (RISK-01, A-19)."""
    return Register(_listed(RiskJournal.objects.listed_on(day)), _genuine(CatalogueJournal.objects.all()))


def register_about(journals: Iterable[Written], day: date) -> Register:
    """As much of it as bears on these journals; it answers for them as the whole does."""
    asked = tuple(journals)
    listed = RiskJournal.objects.listed_on(day).called(asked)
    return Register(_listed(listed), _genuine(CatalogueJournal.objects.called(asked)))


def verification_links() -> list[tuple[str, list[VerificationLink]]]:
    """Where papers and books are verified, by what is verified there (RISK-05)."""
    shown = list(VerificationLink.objects.filter(is_shown=True))
    grouped = [(kind.label, [each for each in shown if each.kind == kind]) for kind in LinkKind]
    return [(label, links) for label, links in grouped if links]


def _listed(journals: QuerySet[RiskJournal]) -> list[Known]:
    return [
        Known(each.pk, each.name, _names(each.names), each.issn, each.cn, _reason(each))
        for each in journals.order_by("pk")
    ]


def _genuine(journals: QuerySet[CatalogueJournal]) -> list[Known]:
    return [
        Known(
            each.pk,
            each.name,
            _names(each.names),
            each.issn,
            each.cn,
            str(each.catalogue),
            core=each.catalogue.kind == CatalogueKind.CORE,
            since=each.catalogue.valid_from,
            until=each.catalogue.valid_to,
        )
        for each in journals.select_related("catalogue").order_by("catalogue__name", "-catalogue__edition", "pk")
    ]


def _names(line: str) -> frozenset[str]:
    return frozenset(line.split())


def _reason(journal: RiskJournal) -> str:
    """The reason with the list it comes from, so that whoever reads it can look it up."""
    origin = " ".join(part for part in (journal.source, journal.edition) if part)
    return f"{journal.reason}（来源：{origin}）" if origin else journal.reason
