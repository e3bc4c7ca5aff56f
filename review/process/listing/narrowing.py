"""By what a list can be narrowed: what the notices offer, and what was taken (16-1).

Read from the terms of the notices, not from the declarations: 200,000 of them are not walked for a list of choices
(16-2).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from declarations.models import Declaration
from declarations.states import LOOKS, State
from notices.models import NoticeEdition
from notices.rules import terms_of
from review.process.desks import Filters, queue_of


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A way to narrow a list: its name in the address, what it is called, its choices, and the one taken."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    taken: str

    @property
    def words(self) -> str:
        """What was taken, as people read it; a value nobody knows is shown as it stands in the address."""
        return dict(self.choices).get(self.taken, self.taken)


Choices = list[tuple[str, str]]


def narrowings(role: str, filters: Filters) -> list[Narrowing]:
    """Notice, level, specialty and state a queue can hold; one statement, whatever its length."""
    editions = _declared_under()
    within = [each for each in editions if filters.notice in {"", each.notice.code}]
    levels = {level.code: level.name for each in within for level in terms_of(each).levels}
    specialties = {one.code: one.name for each in within for one in terms_of(each).specialties}
    states = queue_of(role, filters.queue).states or State
    return [
        Narrowing(
            "notice", "通知", list({each.notice.code: each.notice.title for each in editions}.items()), filters.notice
        ),
        Narrowing("level", "级别", list(levels.items()), filters.level),
        Narrowing("specialty", "专业", _by_name(specialties.items()), filters.specialty),
        Narrowing("state", "状态", [(state, LOOKS[State(state)].label) for state in states], filters.state),
    ]


def _declared_under() -> list[NoticeEdition]:
    """Editions somebody declared under, the newest notice first; where one says a thing anew, the later word stands."""
    declared = Exists(Declaration.objects.filter(edition=OuterRef("pk")))
    found = (
        NoticeEdition.objects.filter(declared)
        .select_related("notice")
        .defer("terms", "notice__draft", "notice__amending")
    )
    return list(found.order_by("-notice__year", "notice", "number"))


def _by_name(choices: Iterable[tuple[str, str]]) -> Choices:
    return sorted(choices, key=lambda each: each[1])
