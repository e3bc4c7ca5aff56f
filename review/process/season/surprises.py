"""Whether everybody ended as the cast tells: the season's own check on its story."""

from collections import Counter
from collections.abc import Iterator, Sequence

from declarations.models import Declaration
from declarations.states import EndReason, State
from review.process.models import MoveRecord
from review.process.season.cast import Person, people
from review.process.season.world import World
from review.process.states import Action

ENDS = {
    "fail": State.FAILED,
    "commissioned": State.COMMISSION_RETURNED,
    "exceptional_refused": State.NOT_ACCEPTED,
    "city_late_refused": State.NOT_ACCEPTED,
    "correction_unanswered": State.ABANDONED,
    "unpaid": State.ABANDONED,
    "never_submitted": State.ABANDONED,
    "withdrawn": State.WITHDRAWN,
}
BECAUSE = {
    "never_submitted": EndReason.FIRST_DEADLINE,
    "correction_unanswered": EndReason.CORRECTION_OVERDUE,
    "unpaid": EndReason.UNPAID,
    "city_late_refused": EndReason.LATE,
}
# What must be found among the moves of somebody with this fate or detour.
WALKED = {
    "returned": (Action.RETURN,),
    "corrected": (Action.REQUEST_CORRECTION, Action.RESUBMIT, Action.SUPPLEMENT),
    "unit_correction": (Action.REQUEST_CORRECTION, Action.RESUBMIT),
    "unit_late_allowed": (Action.HOLD, Action.ALLOW_LATE),
    "city_late_refused": (Action.HOLD, Action.REFUSE_LATE),
    "objection": (Action.FREEZE, Action.DISMISS),
}
LEVELS = Counter(zg=6, fg=26, zj=18, zl=10, yy=4)
PASSED = (State.CERTIFIED, State.COMMISSION_RETURNED)


def surprises(world: World, played: Sequence[Person] = ()) -> list[str]:
    """One line for whatever is not as the cast tells (demo.md §1, §2); of some people, or of all and their number."""
    found = [line for person in played or people() for line in _of_person(world, person)]
    return [*found, *_of_the_refused(world), *([] if played else _of_all())]


def _of_person(world: World, person: Person) -> Iterator[str]:
    case = Declaration.objects.filter(pk=world.cases.get(person.name)).first()
    if case is None:
        yield f"{person.name}: never began"
        return
    if case.state != ENDS.get(person.fate, State.CERTIFIED):
        yield f"{person.name}: {case.state}"
    if case.ended_because != BECAUSE.get(person.fate, case.ended_because):
        yield f"{person.name}: ended because of {case.ended_because}"
    walked = set(MoveRecord.objects.filter(declaration=case).values_list("action", flat=True))
    for action in (*WALKED.get(person.fate, ()), *((Action.RESUBMIT,) if person.detour else ())):
        if action not in walked:
            yield f"{person.name}: no {action}"


def _of_all() -> Iterator[str]:
    if Counter(Declaration.objects.values_list("level", flat=True)) != LEVELS:
        yield "levels differ from the composition"
    passed = Counter(Declaration.objects.filter(state__in=PASSED).values_list("level", flat=True))
    if (passed["zg"], passed["fg"]) != (4, 18):
        yield f"passed: {dict(passed)}"


def _of_the_refused(world: World) -> Iterator[str]:
    for person in people("refused"):
        if "E109" not in world.refusals.get(person.name, []):
            yield f"{person.name}: not refused with E109"
