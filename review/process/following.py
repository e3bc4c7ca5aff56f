"""Declarations follow the amendments of their notice; what was decided never does (design §4, docs/decisions/0008)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.urls import reverse

from accounts.models import SYSTEM, Actor, User
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.letters import Letter, post
from notices.messages import AMENDED, amendment_words
from notices.models import Notice, NoticeEdition
from notices.rules.amending import only_arrangements
from records.models import Fact
from records.services.audit import audited, note
from records.services.outbox import enqueue

BATCH = 500
FOLLOWED = "declaration.follow_edition"
FOLLOW = "notice.follow_edition"


def follow_amendments() -> int:
    """Every undecided case stands under the edition in force, as far as it follows by itself; how many were moved.

    Drafts never handed in follow whatever was amended. What was handed in keeps the law it was filed under (GEN-08)
    and follows only amendments of times, places and wording; ``follow_edition`` re-points chosen ones besides.
    """
    now = clock.law()
    return sum(_follow(edition, _by_itself(edition), actor=SYSTEM) for edition in _amended(now))


def follow_edition(edition_id: int, numbers: Collection[str] | None, *, actor: Actor) -> int:
    """Re-point chosen undecided cases, by their numbers (None: all of the notice); how many were moved.

    For an amendment whose basis says that it also holds for what was already handed in (GEN-10).
    """
    edition = NoticeEdition.objects.select_related("notice").get(pk=edition_id)
    chosen = Q() if numbers is None else Q(number__in=numbers)
    return _follow(edition, _behind(edition).filter(chosen), actor=actor)


def cases_behind(edition: NoticeEdition) -> dict[str, int]:
    """What an edition would reach: drafts, handed in, and decided ones that stay (24-4)."""
    return _counted(Declaration.objects.filter(edition__notice=edition.notice_id, edition__number__lt=edition.number))


@dataclass(frozen=True, slots=True)
class Reach:
    """Cases of one state that an amendment meets, and what it means for them."""

    label: str
    count: int
    effect: str


def reach_of(notice: Notice, *, arrangements: bool) -> list[Reach]:
    """Whom an amendment of this notice reaches, state by state (24-4).

    ``arrangements``: it leaves the law as it was.
    """
    filed = Case(When(submitted_at=None, then=Value(False)), default=Value(True))
    held = Declaration.objects.filter(edition__notice=notice).values("state", filed=filed).order_by()
    found = {(row["state"], row["filed"]): row["count"] for row in held.annotate(count=Count("pk"))}
    return [
        Reach(State(state).label, found[state, filed], _effect_on(state, is_filed=filed, arrangements=arrangements))
        for state in State.values
        for filed in (False, True)
        if (state, filed) in found
    ]


def _effect_on(state: str, *, is_filed: bool, arrangements: bool) -> str:
    if state not in State.undecided:
        return "已有结论，不变"
    if not is_filed:
        return "尚未提交，按修订后的内容办理"
    if arrangements:
        return "按修订后的时间、地点和表述办理"
    return "仍按提交时的规定办理；发布后可另行决定适用修订后的规定"


def open_by_state(notice: Notice) -> list[Reach]:
    """The undecided cases of a notice, state by state: what is still open when its round ends."""
    return _by_state(Declaration.objects.filter(edition__notice=notice, state__in=State.undecided))


def _by_state(cases: QuerySet[Declaration]) -> list[Reach]:
    found = dict(cases.values_list("state").annotate(count=Count("pk")).order_by())
    return [Reach(State(state).label, found[state], "") for state in State.values if state in found]


def behind_by_state(edition: NoticeEdition) -> list[Reach]:
    """Undecided cases that keep an earlier law until somebody decides otherwise."""
    return _by_state(_behind(edition).exclude(_goes_by_itself(edition)))


def follows_by_itself(edition: NoticeEdition) -> int:
    """How many are under an earlier edition only until the next sweep."""
    return _by_itself(edition).count()


@dataclass(frozen=True, slots=True)
class Basis:
    """What one amendment rests on, and whether it changed the law."""

    number: int
    basis: str
    arrangements: bool


def bases_of(edition: NoticeEdition) -> list[Basis]:
    """The amendments that make up what is in force, the first one first: one of times hides none of the law."""
    amended = NoticeEdition.objects.filter(notice=edition.notice_id, number__gt=1, number__lte=edition.number)
    rows = amended.order_by("number").values_list("number", "basis", "changes")
    return [Basis(number, basis, only_arrangements(changes)) for number, basis, changes in rows]


def numbers_behind(edition: NoticeEdition, numbers: Collection[str]) -> set[str]:
    """Which of these numbers are undecided cases under an earlier edition."""
    return set(_behind(edition).filter(number__in=numbers).values_list("number", flat=True))


def ask_to_follow(edition: NoticeEdition, numbers: Collection[str] | None, *, actor: User) -> None:
    """Have a worker do ``follow_edition``: thousands of cases are no request's work."""
    told = {"edition": edition.pk, "numbers": sorted(numbers) if numbers is not None else None, "actor": actor.pk}
    with audited():
        enqueue(FOLLOW, [(f"{edition.pk}:{actor.pk}:{clock.machine().isoformat()}", told)])
        note(Fact("notice.apply_amendment", edition.notice_id, actor.pk, clock.law(), edition.digest))


def follow_asked(told: dict[str, Any]) -> None:
    """Handler of the outbox; run twice it finds nobody behind any more."""
    follow_edition(told["edition"], told["numbers"], actor=User.objects.get(pk=told["actor"]))


def cases_of(notice: Notice) -> dict[str, int]:
    """What an amendment of this notice would reach: drafts, handed in, and decided ones that stay (24-4)."""
    return _counted(Declaration.objects.filter(edition__notice=notice))


def _counted(cases: QuerySet[Declaration]) -> dict[str, int]:
    undecided, filed = Q(state__in=State.undecided), Q(submitted_at__isnull=False)
    return cases.aggregate(
        drafts=Count("pk", filter=undecided & ~filed),
        submitted=Count("pk", filter=undecided & filed),
        decided=Count("pk", filter=~undecided),
    )


def _amended(now: datetime) -> list[NoticeEdition]:
    """The edition in force of every running notice that has been amended. One statement."""
    editions = NoticeEdition.objects.in_force(now).for_lists().filter(notice__state="published", number__gt=1)
    latest = {edition.notice_id: edition for edition in editions.order_by("notice", "number")}
    return list(latest.values())


def _behind(edition: NoticeEdition) -> QuerySet[Declaration]:
    below = Declaration.objects.filter(edition__notice=edition.notice_id, edition__number__lt=edition.number)
    return below.filter(state__in=State.undecided)


def _by_itself(edition: NoticeEdition) -> QuerySet[Declaration]:
    return _behind(edition).filter(_goes_by_itself(edition))


def _goes_by_itself(edition: NoticeEdition) -> Q:
    """Never handed in, or handed in under the law that still holds."""
    return Q(submitted_at=None) | Q(edition__number__gte=_law_since(edition))


def _law_since(edition: NoticeEdition) -> int:
    """The earliest edition under which the law was the same as now; later ones moved times and wording only."""
    since = edition.number
    earlier = NoticeEdition.objects.filter(notice=edition.notice_id, number__lte=edition.number)
    for number, changes in earlier.order_by("-number").values_list("number", "changes"):
        since = number
        if not only_arrangements(changes):
            break
    return since


def _follow(edition: NoticeEdition, cases: QuerySet[Declaration], *, actor: Actor) -> int:
    moved, after = 0, 0
    while True:
        with audited():
            held = cases.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))
            batch = list(held.values_list("pk", flat=True)[:BATCH])
            moved += _repoint(edition, batch, actor=actor)
        if len(batch) < BATCH:
            return moved
        after = batch[-1]


def _repoint(edition: NoticeEdition, held: Sequence[int], *, actor: Actor) -> int:
    """Read after the lock: who was decided while we waited stays."""
    now = clock.law()
    undecided = Declaration.objects.filter(pk__in=held, state__in=State.undecided).order_by("pk")
    cases = list(undecided.only("pk", "ref", "applicant_id", "level_name"))
    Declaration.objects.filter(pk__in=[case.pk for case in cases]).update(edition=edition)
    post(list(_letters(edition, cases)), now=now)
    note(*(Fact(FOLLOWED, case.pk, actor.pk, now, edition.digest) for case in cases))
    return len(cases)


def _letters(edition: NoticeEdition, cases: Sequence[Declaration]) -> Iterator[Letter]:
    text = amendment_words(edition)
    for case in cases:
        yield Letter(
            person_id=case.applicant_id,
            event=AMENDED,
            title="您的申报适用修订后的通知",
            text=f"{case.level_name}申报：{text}",
            key=f"{AMENDED}:{edition.pk}:{case.pk}",
            url=reverse("process:case", args=[case.ref]),
            button="查看申报",
            subject_kind="declaration",
            subject_id=case.pk,
        )
