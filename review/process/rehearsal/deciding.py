"""What is done for many cases at once: a committee's sitting, the list of results, confirmation, approval."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from committees.models import CommitteeMember, Expert
from committees.states import MemberPost
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from notices.states import DeclarationKind, Window
from review.outcomes.models import ResultPublicityEntry
from review.outcomes.services.decisions import draw_up_approval, draw_up_confirmation
from review.outcomes.services.publicity import publicise_results
from review.process.exceptions import MoveRefused
from review.process.rehearsal.house import House
from review.process.rehearsal.offers import Played
from review.process.rehearsal.steps import move
from review.process.season.acts import review
from review.process.season.acts.review import Sitting
from review.process.season.cast import Person
from review.process.states import Action

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GROUP = "综合组"
Refused = Callable[[Person, str, MoveRefused], None]
Told = Callable[[], None]


@dataclass(slots=True)
class HouseSitting(Sitting):
    """One committee's round: a single group, everybody of its term comes."""

    refused: Refused | None = None
    step: int = 0

    @property
    def secretary(self) -> Any:
        assert isinstance(self.world, House)
        return self.world.clerk_at(self.committee.office_id)

    @property
    def name(self) -> str:
        return f"{self.world.notice.year}年{self.batch}（彩排）"

    @property
    def readers_each(self) -> int:
        return 3

    def panels(self) -> list[dict[str, Any]]:
        """One group for every specialty."""
        return [{"name": GROUP, "specialties": [each.code for each in self.world.terms.specialties]}]

    def seated(self) -> Iterable[tuple[str, Expert, bool]]:
        """Everybody of the committee's term."""
        members = CommitteeMember.objects.filter(term__committee=self.committee).select_related("expert__user")
        for each in members.order_by("pk"):
            yield GROUP, each.expert, each.post == MemberPost.CHAIR

    def absent(self) -> Sequence[str]:
        """Nobody stays away."""
        return ()

    def move(self, person: Person, action: Action, *, explained: Any = None, **answers: Any) -> None:
        """A refusal stops this person and nobody else."""
        try:
            move(self.world.cases[person.name], action, actor=self.secretary, **answers)
        except MoveRefused as refusal:
            assert self.refused
            self.refused(person, action, refusal)

    def go_on(self) -> bool:
        """The next thing of the round; False when there is nothing left."""
        PROGRAMME[self.step](self)
        self.step += 1
        return self.step < len(PROGRAMME)


def _later(days: int) -> datetime:
    return clock.law() + days * DAY


def _call_defences(sitting: Sitting) -> None:
    review.call_defences(sitting, _later(1), HOUR / 2)
    review.call_works(sitting, _later(2))


def _hear(sitting: Sitting) -> None:
    review.hear_defences(sitting)
    review.receive_all_works(sitting)


def _meet(sitting: Sitting) -> None:
    review.open_vote(sitting)
    review.vote(sitting)


PROGRAMME: tuple[Callable[[HouseSitting], None], ...] = (
    lambda sitting: review.put_together(sitting, _later(30)),
    review.give_out,
    review.read,
    _call_defences,
    lambda _: None,
    _hear,
    lambda sitting: review.call_meeting(sitting, _later(2)),
    lambda _: None,
    _meet,
    review.count,
)


# ── results ────────────────────────────────────────────────────────────────────────────────────────────────────────
def publicise(house: House, people: Iterable[Played]) -> None:
    """One list for the cases of an office that hang nowhere yet (COMM-06)."""
    for office, cases in _by_office(house, people, State.SECOND_PUBLICITY).items():
        shown = ResultPublicityEntry.objects.filter(declaration__in=[case.pk for _, case in cases])
        known = set(shown.values_list("declaration", flat=True))
        if waiting := [case for _, case in cases if case.pk not in known]:
            told = {"contact": "彩排办公室 0771-0000000", "actor": house.clerk_at(office)}
            publicise_results(house.notice, declarations=waiting, **told)


def confirm(house: House, people: Iterable[Played], refused: Refused, moved: Told) -> None:
    """One document for each authority, then everybody in it, from when the notice says (T31)."""
    by_authority: dict[int, list[tuple[Played, Declaration]]] = defaultdict(list)
    span = house.terms.windows().get(Window.CONFIRM)
    for person, case in _standing(house, people, State.CONFIRM_PENDING):
        if span and clock.law() < span.opens_at and case.kind not in DeclarationKind.unvoted:
            continue
        authority, _ = house.confirmer_of(case)
        by_authority[authority.pk].append((person, case))
    for cases in by_authority.values():
        authority, actor = house.confirmer_of(cases[0][1])
        told = {"authority": authority, "doc_no": _number(house, "确认"), "dated": clock.local_date(clock.law())}
        document = draw_up_confirmation(house.notice, **told, actor=actor)
        _each(cases, Action.CONFIRM, actor, document.pk, refused, moved)


def approve(house: House, people: Iterable[Played], refused: Refused, moved: Told) -> None:
    """One 批复 for what each office has (T32)."""
    for office, cases in _by_office(house, people, State.CONFIRMED).items():
        today, actor = clock.local_date(clock.law()), house.clerk_at(office)
        told = {"issuer": house.terms.issuer, "doc_no": _number(house, "批复"), "dated": today, "effective_on": today}
        title = f"关于{house.notice.year}年度职称评审结果的批复（彩排）"
        document = draw_up_approval(house.notice, **told, title=title, actor=actor)
        _each(cases, Action.APPROVE, actor, document.pk, refused, moved)


def _each(
    cases: list[tuple[Played, Declaration]],
    action: str,
    actor: User,
    document: int,
    refused: Refused,
    moved: Told,
) -> None:
    for person, case in cases:
        try:
            move(case.pk, action, actor=actor, document=document)
        except MoveRefused as refusal:
            refused(person, action, refusal)
        moved()


def _by_office(house: House, people: Iterable[Played], state: str) -> dict[int, list[tuple[Played, Declaration]]]:
    found: dict[int, list[tuple[Played, Declaration]]] = defaultdict(list)
    for person, case in _standing(house, people, state):
        assert case.office_id
        found[case.office_id].append((person, case))
    return found


def _standing(house: House, people: Iterable[Played], state: str) -> Iterator[tuple[Played, Declaration]]:
    for person in people:
        if person.name in house.cases and (case := house.case(person)).state == state:
            yield person, case


def _number(house: House, what: str) -> str:
    return f"彩排{what}〔{house.notice.year}〕{next(house.numbers)}号"
