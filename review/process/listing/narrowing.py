"""By what a list can be narrowed: what the notices offer, and what was taken (16-1).

Read from the terms of the notices, not from the declarations: 200,000 of them are not walked for a list of choices
(16-2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from declarations.rules import Desk, declared_at
from declarations.states import LOOKS, State
from notices.models import NoticeEdition
from notices.rules import is_parsed, terms_of
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


@dataclass(frozen=True, slots=True)
class Named:
    """What an edition calls its levels and specialties, by code."""

    levels: Mapping[str, str]
    specialties: Mapping[str, str]


_named: dict[str, Named] = {}  # by digest: a few lines of each edition, which never changes


def narrowings(desk: Desk, filters: Filters) -> list[Narrowing]:
    """Notice, level, specialty and state a queue can hold; one statement, whatever its length.

    And one more in a process that has not read some of these editions yet.
    """
    editions = _declared_under(desk)
    within = _named_by([each for each in editions if filters.notice in {"", each.notice.code}])
    levels = {code: name for each in within for code, name in each.levels.items()}
    specialties = {code: name for each in within for code, name in each.specialties.items()}
    states = queue_of(desk.role, filters.queue).states or State
    return [
        Narrowing(
            "notice", "通知", list({each.notice.code: each.notice.title for each in editions}.items()), filters.notice
        ),
        Narrowing("level", "级别", list(levels.items()), filters.level),
        Narrowing("specialty", "专业", _by_name(specialties.items()), filters.specialty),
        Narrowing("state", "状态", [(state, LOOKS[State(state)].label) for state in states], filters.state),
    ]


def _declared_under(desk: Desk) -> list[NoticeEdition]:
    """Editions of the desk's cases, the newest notice first; where one says a thing anew, the later word stands."""
    found = declared_at(desk).select_related("notice").defer("terms", "notice__draft", "notice__amending")
    return list(found.order_by("-notice__year", "notice", "number"))


def _named_by(editions: Sequence[NoticeEdition]) -> list[Named]:
    """At most one statement, for all that this process has not read: the law is large, and these are many years'."""
    new = [each for each in editions if each.digest not in _named]
    unread = [each.pk for each in new if not is_parsed(each)]
    read = NoticeEdition.objects.in_bulk(unread) if unread else {}
    for each in new:
        terms = terms_of(read.get(each.pk, each))
        levels, specialties = ({one.code: one.name for one in named} for named in (terms.levels, terms.specialties))
        _named[each.digest] = Named(levels, specialties)
    return [_named[each.digest] for each in editions]


def _by_name(choices: Iterable[tuple[str, str]]) -> Choices:
    return sorted(choices, key=lambda each: each[1])
