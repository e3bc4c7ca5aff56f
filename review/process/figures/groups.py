"""What a figure counts, and what the list behind it shows: one condition for both, so that they cannot differ."""

from collections.abc import Mapping
from functools import reduce
from operator import or_

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from declarations.models import RouteStop
from declarations.parts import SLOT, Section
from declarations.states import RouteNode, State
from review.approvals.models import CorrectionItem
from review.process.models import MoveRecord
from review.process.states import Action

UNITS = "unit"  # what the unit itself has to put right (T16b)
OTHER = "other"  # the opinion of a desk on the way
PROBLEMS: Mapping[str, str] = {**dict(Section.choices), UNITS: "单位环节", OTHER: "其他"}
# Everything stands in exactly one of these.
RESULTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "running": ("办理中", tuple(state for state in State if state not in State.settled)),
    "passed": ("已批复、发证", (State.APPROVED, State.CERTIFIED)),
    "fed_back": ("委托结果已反馈", (State.COMMISSION_RETURNED,)),
    "failed": (
        "未通过、取消",
        (State.FAILED, State.NOT_CONFIRMED, State.RESULT_CANCELLED, State.RESULT_INVALID, State.REVOKED),
    ),
    "ended": ("未进入评审", (State.NOT_RECOMMENDED, State.WITHDRAWN, State.ABANDONED, State.NOT_ACCEPTED)),
}


def _came_to(*states: str) -> Q:
    return Q(Exists(MoveRecord.objects.filter(declaration=OuterRef("pk"), target__in=states)))


def _passed() -> Q:
    """A vote carried it. Others come to the same states without one: by authority, by another look (PATH-14, T39)."""
    tallies = MoveRecord.objects.filter(declaration=OuterRef("pk"), action=Action.TALLY)
    return Q(Exists(tallies.exclude(target=State.FAILED)))


def _came_up() -> Q:
    stops = RouteStop.objects.filter(declaration=OuterRef("pk"), node=RouteNode.COMMITTEE_OFFICE)
    return Q(Exists(stops.filter(reached_at__isnull=False)))


# How far cases came, whatever became of them afterwards; who lapsed as a draft never came anywhere.
STEPS: Mapping[str, tuple[str, Q]] = {
    "submitted": ("已提交", Q(submitted_at__isnull=False)),
    "came_up": ("已报到评委会所在职改办", _came_up()),
    "accepted": ("审核通过", _came_to(State.ACCEPTED)),
    "reported": ("缴费完成", _came_to(State.REPORTED)),
    "in_round": ("进入评审批次", _came_to(State.IN_ROUND)),
    "passed": ("表决通过", _passed()),
    "certified": ("取得电子证书", _came_to(State.CERTIFIED)),
}


def problem_of() -> Case:
    """The group of a correction item, in SQL."""
    return Case(
        *(When(_lies_in(code), then=Value(code)) for code in PROBLEMS if code != OTHER),
        default=Value(OTHER),
        output_field=CharField(),
    )


def has_problem(code: str) -> Q:
    """Cases of which a desk above the unit asked to put something of this group right."""
    above = CorrectionItem.objects.filter(notice__declaration=OuterRef("pk"), notice__stop__gt=0)
    return Q(Exists(above.filter(_lies_in(code))))


def _lies_in(code: str) -> Q:
    """``declarations.parts.section_of`` in SQL: file slots lie in 其他证明材料."""
    if code == OTHER:
        return ~reduce(or_, (_lies_in(known) for known in PROBLEMS if known != OTHER))
    found = Q(part=code) | Q(part__startswith=f"{code}:")
    return found | Q(part__startswith=f"{SLOT}:") if code == Section.MATERIALS else found
