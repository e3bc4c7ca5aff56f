"""n of N by unit and by department under one notice; the thresholds are the notice's (G-19, G-20).

A unit's N is all it handed in under the notice; its n are cases in whose correction, refusal or cancellation the
committee's office ticked 计入问题率. A department's N are the people it sent on; its n those the office refused as
ticked, and those it marked as failed for not meeting the conditions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import Organisation, User
from config.lib import clock
from declarations.models import Declaration, RouteStop
from declarations.rules import visible_to
from declarations.states import EndReason, RouteNode, State
from notices.models import Notice
from notices.rules import terms_of
from notices.rules.procedure import QualityThresholds
from notices.selectors import current_edition, editions_in_force
from review.approvals.models import CorrectionItem
from review.process.models import MoveRecord
from review.process.models.quality import Unqualified, percent
from review.process.quality.states import QualityRule
from review.process.states import Action

ENDS = (Action.REFUSE, Action.CANCEL, Action.FAIL_RECHECK, Action.UPHOLD)


@dataclass(frozen=True, slots=True)
class Share:
    """One body's figure."""

    organisation_id: int
    name: str
    problems: int
    total: int
    threshold: Decimal
    small_below: int

    @property
    def reached(self) -> bool:
        """The threshold itself counts (``>=``); nobody is reached by nothing."""
        return self.problems > 0 and self.problems >= self.threshold * self.total

    @property
    def percent(self) -> str:
        return percent(self.problems, self.total)

    @property
    def is_small(self) -> bool:
        """Few cases: the figure says so (G-19)."""
        return self.total < self.small_below


def thresholds_of(notice: Notice) -> QualityThresholds | None:
    """What this notice asks; None: it knows no ratios."""
    return terms_of(current_edition(notice.pk, now=clock.law())).quality_thresholds


def met_first(notices: Sequence[Notice]) -> Notice | None:
    """Of an office's notices, newest first: the newest that knows ratios, else the newest. One statement."""
    editions = editions_in_force(notices, now=clock.law())
    ruled = (each for each in notices if each.pk in editions and terms_of(editions[each.pk]).quality_thresholds)
    return next(ruled, notices[0] if notices else None)


def shares(notice: Notice, rule: str) -> list[Share]:
    """Every body of the notice, the worst first. One statement."""
    limits = thresholds_of(notice)
    if limits is None:
        return []
    counted, ratio = (
        (_by_unit(notice), limits.unit_problem_ratio)
        if rule == QualityRule.UNIT
        else (_by_department(notice), limits.department_unqualified_ratio)
    )
    found = [Share(body, name, n, total, ratio, limits.small_sample_below) for body, name, n, total in counted]
    return sorted(found, key=lambda each: (-Decimal(each.problems) / each.total, each.name))


def problem_cases(notice: Notice, rule: str, organisation_id: int) -> QuerySet[Declaration]:
    """The cases of one body that count."""
    if rule == QualityRule.UNIT:
        return _handed_in(notice).filter(found_problematic(), unit=organisation_id)
    return _handed_in(notice).filter(found_unqualified(), Exists(_sent_on(organisation_id)))


def units_behind(notice: Notice, department_id: int) -> QuerySet[Organisation]:
    """Units whose people made up a department's figure: by default it is they who answer (G-33)."""
    cases = problem_cases(notice, QualityRule.DEPARTMENT, department_id)
    return Organisation.objects.filter(pk__in=cases.values("unit")).order_by("name")


def failed_unmarked(notice: Notice, user: User) -> QuerySet[Declaration]:
    """Who did not pass and of whom nobody has said whether it was for the conditions; recusals subtracted."""
    failed = visible_to(user).filter(edition__notice=notice, state=State.FAILED, unqualified=None)
    return failed.select_related("applicant", "unit").order_by("unit__name", "pk")


def found_problematic() -> Q:
    """The committee's office ticked 计入问题率 on an item, a refusal or a cancellation that still stands (G-19)."""
    items = CorrectionItem.objects.filter(
        counts=True,
        notice__declaration=OuterRef("pk"),
        notice__declaration__stops__index=F("notice__stop"),
        notice__declaration__stops__node=RouteNode.COMMITTEE_OFFICE,
    )
    return Q(Exists(items)) | Q(Exists(_ticked_ends()))


def found_unqualified() -> Q:
    """Refused by the committee's office as ticked, or failed for not meeting the conditions (G-20)."""
    marked = Unqualified.objects.filter(declaration=OuterRef("pk"))
    return Q(Exists(marked), state=State.FAILED) | Q(Exists(_ticked_ends()), state=State.NOT_ACCEPTED)


def _ticked_ends() -> QuerySet[MoveRecord]:
    """One that was opened again does not stand: the case is no longer where it led. 逾期 never counts (G-19)."""
    own = MoveRecord.objects.filter(declaration=OuterRef("pk"), target=OuterRef("state"), answers__counts=True)
    at_office = Q(action=Action.REFUSE, source=State.OFFICE_REVIEW) | Q(action__in=ENDS[1:])
    in_time = Q(answers__code__isnull=True) | ~Q(answers__code=EndReason.LATE.value)
    return own.filter(at_office, in_time)


def _handed_in(notice: Notice) -> QuerySet[Declaration]:
    return Declaration.objects.filter(edition__notice=notice, submitted_at__isnull=False)


def _sent_on(department: int | OuterRef) -> QuerySet[RouteStop]:
    """The department's stop of a case that went on beyond it."""
    own = RouteStop.objects.filter(declaration=OuterRef("pk"), node=RouteNode.DEPARTMENT, organisation=department)
    return own.filter(_went_on())


def _went_on() -> Exists:
    """A later stop of the same case was reached."""
    later = RouteStop.objects.filter(declaration=OuterRef("declaration"), index__gt=OuterRef("index"))
    return Exists(later.filter(reached_at__isnull=False))


def _by_unit(notice: Notice) -> Iterable[tuple[int, str, int, int]]:
    rows = _handed_in(notice).annotate(bad=found_problematic()).values("unit", "unit__name")
    counted = rows.annotate(n=Count("pk", filter=Q(bad=True)), total=Count("pk"))
    return counted.order_by("unit").values_list("unit", "unit__name", "n", "total")


def _by_department(notice: Notice) -> Iterable[tuple[int, str, int, int]]:
    handed_in = _handed_in(notice)
    stops = RouteStop.objects.filter(_went_on(), node=RouteNode.DEPARTMENT, declaration__in=handed_in)
    unqualified = Q(declaration__in=handed_in.filter(found_unqualified()))
    counted = stops.values("organisation", "organisation__name").annotate(
        n=Count("declaration", distinct=True, filter=unqualified), total=Count("declaration", distinct=True)
    )
    return counted.order_by("organisation").values_list("organisation", "organisation__name", "n", "total")
