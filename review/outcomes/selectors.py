"""What the pages of results read; every list in a constant number of statements."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from config.lib import clock
from config.lib.keyset import KeysetPage, ordered_page
from config.lib.text import normalise_name
from declarations.models import Declaration, DeclarationQuerySet, RouteStop
from declarations.rules import visible_to
from declarations.states import RouteNode, State
from notices.models import Notice
from notices.rules import terms_of
from records.models import CalendarDay, Document
from review.approvals.selectors.online import Tracked, tracked_at_unit
from review.outcomes.lines import PublicLine, lines_of
from review.outcomes.models import (
    Approval,
    ApprovalEntry,
    Certificate,
    Confirmation,
    Objection,
    ResultPublicity,
    ResultPublicityEntry,
)
from review.outcomes.rules import (
    confirmable_by,
    decided_by,
    notices_decided_by,
    objections_for,
    offices_of,
    review_requests_for,
)
from review.outcomes.states import ObjectionState, ReviewRequestState

RESULTS_BY = ("level", "specialty_name", "pk")
AFTER_THE_VOTE = (
    State.RECHECK,
    State.SECOND_PUBLICITY,
    State.OBJECTION,
    State.CONFIRM_PENDING,
    State.CONFIRMED,
    State.APPROVED,
    State.CERTIFIED,
    State.COMMISSION_RETURNED,
    State.NOT_CONFIRMED,
    State.RESULT_CANCELLED,
)


# ── documents a decision may stand in ──────────────────────────────────────────────────────────────────────────────
def confirmation_choices(declaration: Declaration) -> list[tuple[int, str]]:
    """(id, 文号) of documents of the authority that confirms this level."""
    made = Confirmation.objects.filter(notice=declaration.edition.notice_id).select_related("authority")
    if terms_of(declaration.edition).level(declaration.level).senior:
        made = made.filter(authority__kind=OrganisationKind.REGION_OFFICE)
    else:
        made = made.filter(authority=declaration.office_id)
    return [(each.pk, f"{each.doc_no}（{each.authority}）") for each in made]


def approval_choices(declaration: Declaration) -> list[tuple[int, str]]:
    """(id, 文号) of the 批复 of this notice."""
    return [(each.pk, each.doc_no) for each in Approval.objects.filter(notice=declaration.edition.notice_id)]


def authorities_of(user: User, notice: Notice) -> QuerySet[Organisation]:
    """Confirming authorities the person speaks for (T31)."""
    held = Membership.objects.of(user)
    above = held.filter(role=Role.CONFIRMER, organisation__kind=OrganisationKind.REGION_OFFICE)
    here = held.filter(role=Role.OFFICE, organisation__in=offices_of(notice))
    speaks = Q(pk__in=above.values("organisation")) | Q(pk__in=here.values("organisation"))
    return Organisation.objects.filter(speaks).order_by("pk")


def confirmations_drawn_up_by(user: User, notice: Notice) -> QuerySet[Confirmation]:
    """Documents of the authorities the person speaks for."""
    made = Confirmation.objects.filter(notice=notice, authority__in=authorities_of(user, notice))
    return made.select_related("authority")


def commissions_to_agree(user: User) -> DeclarationQuerySet:
    """Senior cases of another province which wait for this person's office to agree (CHAN-15)."""
    held = Membership.objects.of(user).filter(role=Role.CONFIRMER, organisation__kind=OrganisationKind.REGION_OFFICE)
    here = RouteStop.objects.filter(
        declaration=OuterRef("pk"),
        index=OuterRef("stop"),
        node=RouteNode.REGION_OFFICE,
        organisation__in=held.values("organisation"),
    )
    return visible_to(user).filter(Exists(here), state=State.LOCAL_OFFICE_REVIEW).exclude(applicant=user)


# ── the overview of a notice ───────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Overview:
    """A notice with how many results stand where, and how many of them wait for this person."""

    notice: Notice
    counts: dict[str, int]
    to_confirm: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def steps(self) -> list[tuple[str, str, int]]:
        """(state, words, count), in the order a result walks."""
        return [(state.value, state.label, self.counts.get(state.value, 0)) for state in AFTER_THE_VOTE]


def overviews(user: User) -> list[Overview]:
    """Every notice the person decides results of, the latest first; three statements."""
    notices = list(notices_decided_by(user).select_related("office", "series").order_by("-year", "-issued_on"))
    counted, confirming = _counts(results_seen_by(user)), _counts(confirmable_by(user))
    return [
        Overview(notice, counted.get(notice.pk, {}), sum(confirming.get(notice.pk, {}).values())) for notice in notices
    ]


def overview_of(user: User, notice: Notice) -> Overview:
    """The same for one notice."""
    counted = _counts(results_seen_by(user).filter(edition__notice=notice))
    confirming = _counts(confirmable_by(user).filter(edition__notice=notice))
    return Overview(notice, counted.get(notice.pk, {}), sum(confirming.get(notice.pk, {}).values()))


def results_seen_by(user: User) -> DeclarationQuerySet:
    """Results of the person's offices, and those that wait for the region's confirmation or passed it."""
    seen = decided_by(user, Role.OFFICE, Role.SUPERVISION).filter(pk=OuterRef("pk"))
    above = confirmable_by(user).filter(pk=OuterRef("pk"))
    return Declaration.objects.filter(Q(Exists(seen)) | Q(Exists(above)), state__in=AFTER_THE_VOTE)


def results_in(user: User, notice: Notice, state: str) -> QuerySet[Declaration]:
    """The people of a notice in one state, as a page lists them."""
    rows = results_seen_by(user).filter(edition__notice=notice, state=state)
    return rows.listed().select_related("basic").order_by(*RESULTS_BY)


def to_publicise(user: User, notice: Notice) -> QuerySet[Declaration]:
    """Passed results that have not been on a list yet (T28)."""
    shown = ResultPublicityEntry.objects.filter(declaration=OuterRef("pk"))
    return results_in(user, notice, State.SECOND_PUBLICITY).filter(~Q(Exists(shown)))


def to_confirm(user: User, notice: Notice) -> QuerySet[Declaration]:
    """Results of a notice that wait for this person's confirmation."""
    rows = confirmable_by(user).filter(edition__notice=notice)
    return rows.listed().select_related("basic").order_by(*RESULTS_BY)


def to_approve(user: User, notice: Notice) -> QuerySet[Declaration]:
    """Confirmed results of the person's office without a 批复."""
    rows = decided_by(user, Role.OFFICE).filter(edition__notice=notice, state=State.CONFIRMED)
    listed = rows.select_related(
        "applicant", "unit", "employer", "edition", "basic", "confirmation_entry__confirmation"
    )
    return listed.order_by(*RESULTS_BY)


def _counts(rows: QuerySet[Declaration]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    counted = rows.order_by().values_list("edition__notice", "state").annotate(Count("pk"))
    for notice, state, count in counted:
        found.setdefault(notice, {})[state] = count
    return found


def publicities_of(notice: Notice) -> QuerySet[ResultPublicity]:
    """The lists of a notice, the latest first, with how many people stand on each."""
    return ResultPublicity.objects.filter(notice=notice).annotate(people=Count("entries"))


def confirmations_of(notice: Notice) -> QuerySet[Confirmation]:
    """Documents of confirmation, with how many results stand in each."""
    entered = Count("entries", filter=Q(entries__confirmed=True))
    return Confirmation.objects.filter(notice=notice).select_related("authority").annotate(people=entered)


def approvals_of(notice: Notice) -> QuerySet[Approval]:
    """批复 of a notice, with how many people stand in each."""
    return Approval.objects.filter(notice=notice).annotate(people=Count("entries"))


# ── objections and review requests ─────────────────────────────────────────────────────────────────────────────────
def objections_page(user: User, *, answered: bool, after: str = "", before: str = "") -> KeysetPage:
    """Objections to the person's offices, open ones oldest first; who objected is not among what a list shows."""
    rows = objections_for(user).select_related(
        "declaration__applicant", "declaration__unit", "declaration__edition__notice"
    )
    rows = rows.defer("name", "phone")
    if answered:
        over = rows.exclude(state__in=ObjectionState.open).annotate(over_at=Coalesce("resolved_at", "received_at"))
        return ordered_page(over, "-over_at", "-pk", after=after, before=before)
    waiting = rows.filter(state__in=ObjectionState.open)
    return ordered_page(waiting, "received_at", "pk", after=after, before=before)


def reviews_page(user: User, *, answered: bool, after: str = "", before: str = "") -> KeysetPage:
    """复查申请 to the person's offices."""
    rows = review_requests_for(user).select_related(
        "declaration__applicant", "declaration__unit", "declaration__edition"
    )
    if answered:  # with its moment, as the table itself holds
        over = rows.exclude(state=ReviewRequestState.RECEIVED)
        return ordered_page(over, "-answered_at", "-pk", after=after, before=before)
    waiting = rows.filter(state=ReviewRequestState.RECEIVED)
    return ordered_page(waiting, "asked_at", "pk", after=after, before=before)


def tracked(code: str) -> Tracked | None:
    """What somebody who objected may follow, to a result or to a unit's sheet; the code is the only key."""
    known = Objection.objects.defer("name", "phone").filter(tracking_code=code.strip().lower()).first()
    if known is None:
        return tracked_at_unit(code)
    return Tracked(known.get_state_display(), known.received_at, known.accepted_at, known.resolved_at, known.reply)


def other_objections(objection: Objection) -> QuerySet[Objection]:
    """Others against the same result."""
    return (
        Objection.objects.defer("name", "phone").filter(declaration=objection.declaration_id).exclude(pk=objection.pk)
    )


# ── public reads ───────────────────────────────────────────────────────────────────────────────────────────────────
def running_publicities(now: datetime) -> QuerySet[ResultPublicity]:
    """Lists that hang today, last day included (COMM-06)."""
    running = ResultPublicity.objects.filter(last_day__gte=clock.local_date(now), notice__is_public=True)
    return running.select_related("notice").annotate(people=Count("entries"))


def public_approvals() -> QuerySet[Approval]:
    """批复 with people in them, the latest first (COMM-07)."""
    entered = ApprovalEntry.objects.filter(approval=OuterRef("pk"))
    made = Approval.objects.filter(Exists(entered), notice__is_public=True).select_related("notice")
    return made.annotate(people=Count("entries")).order_by("-dated", "-pk")


@dataclass(frozen=True, slots=True)
class Publicised:
    """One person of a list that hangs, as the objection form names them."""

    publicity: ResultPublicity
    line: PublicLine
    declaration: Declaration


def publicised(ref: UUID, declaration: UUID, *, now: datetime) -> Publicised | None:
    """None when the list is down, or never had this person on it."""
    running = ResultPublicity.objects.filter(ref=ref, last_day__gte=clock.local_date(now)).select_related("notice")
    entry = ResultPublicityEntry.objects.filter(publicity__in=running, declaration__ref=declaration)
    found = entry.select_related("publicity__notice", "declaration").first()
    if found is None:
        return None
    line = next(line for line in lines_of(found.publicity) if line.declaration == str(declaration))
    return Publicised(found.publicity, line, found.declaration)


def approval_of_publicity(publicity: ResultPublicity) -> list[Approval]:
    """The 批复 in which people of this list were approved: what stands in its place afterwards."""
    people = publicity.entries.values("declaration")
    return list(public_approvals().filter(entries__declaration__in=people).distinct())


def certificate_by_number(number: str, name: str) -> Certificate | None:
    """For whoever holds a certificate: number and name must both be right, and nothing tells which was wrong (AZ8)."""
    asked = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    found = Certificate.objects.filter(number=asked).first()
    return found if found and normalise_name(found.holder) == normalise_name(name) else None


def certificate_by_token(token: str) -> Certificate | None:
    """The certificate behind a QR code."""
    return Certificate.objects.filter(token=token).first()


@dataclass(frozen=True, slots=True)
class Checked:
    """What the public learns of an official form: that the system issued it, and whether it still counts."""

    document: Document
    newer: Document | None
    void: Certificate | None

    @property
    def standing(self) -> str:
        """valid, replaced or void."""
        if self.void:
            return "void"
        return "replaced" if self.newer else "valid"


def checked_document(code: str) -> Checked | None:
    """The document behind a printed code; its words stay where they are."""
    document = Document.objects.filter(code=code).first()
    if document is None:
        return None
    same = Document.objects.filter(
        kind=document.kind, subject_kind=document.subject_kind, subject_id=document.subject_id, pk__gt=document.pk
    )
    about_case = document.kind in {"FORM-33", "FORM-20", "FORM-43"} and document.subject_kind == "declaration"
    void = Certificate.objects.exclude(void_on=None).filter(declaration=document.subject_id) if about_case else None
    return Checked(document, same.order_by("-pk").first(), void.first() if void is not None else None)


# ── days of a publicity ────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class DayMark:
    """One day of a strip, for the ``calendar`` piece."""

    date: date
    kind: str  # counted, rest, or empty for the day the list is put up
    note: str = ""
    today: bool = False
    unsure: bool = False


def strip_of_days(first: date, last: date, *, today: date, started: date) -> list[DayMark]:
    """Every day from ``first`` to ``last``; one query."""
    rows = {row.date: row for row in CalendarDay.objects.filter(date__gte=first, date__lte=last)}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [_mark(day, rows.get(day), today, started) for day in days]


def _mark(day: date, row: CalendarDay | None, today: date, started: date) -> DayMark:
    works = row.is_work if row else day.weekday() < 5  # noqa: PLR2004 - Saturday
    kind = "counted" if works and day > started else ("" if works else "rest")
    note = "发布当日，不计" if day == started else (row.name if row else "")
    return DayMark(day, kind, note, today=day == today, unsure=row is None or row.source == "derived")
