"""What the season knows while it plays: organisations and accounts by the keys of the cast, cases by name."""

from dataclasses import dataclass, field
from datetime import timedelta

from accounts.models import Organisation, User
from committees.models import Committee
from declarations.models import Declaration
from declarations.states import RouteNode
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, terms_of
from review.meetings.models import RoundExpert
from review.process.season.cast import Person, people

GROUPS = ("people", "refused", "earlier", "later", "between")


@dataclass
class World:
    """One notice being played. ``shift`` moves the dates of the story, for a notice of another time."""

    shift: timedelta = timedelta(0)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    clerks: dict[str, User] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    experts: dict[str, User] = field(default_factory=dict)
    seats: dict[str, RoundExpert] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    _notice: Notice | None = None

    @property
    def notice(self) -> Notice:
        assert self._notice, "the notice is loaded first"
        return self._notice

    @notice.setter
    def notice(self, notice: Notice) -> None:
        self._notice = notice

    @property
    def edition(self) -> NoticeEdition:
        return self.notice.editions.select_related("notice__office").latest("number")

    @property
    def terms(self) -> Terms:
        return terms_of(self.edition)

    def committees(self) -> list[Committee]:
        """The senior committee of the notice, and the one for 中级 and below."""
        ordinary = [each for each in self.terms.committees if each.kind == "ordinary"]
        return [Committee.objects.select_related("office").get(name=each.name) for each in ordinary]

    def clerk_of(self, key: str) -> User:
        """Who works at this desk; an office of the series answers with its first clerk."""
        return self.clerks["office"] if key == "series" else self.clerks[key]

    def clerk_at(self, organisation_id: int) -> User:
        """Who works at this organisation."""
        return self.clerks[next(key for key, desk in self.organisations.items() if desk.pk == organisation_id)]

    def clerk_here(self, declaration: Declaration) -> User:
        """Who works at the desk where the case stands; the series' office answers with its first clerk."""
        stop = declaration.stops.get(index=declaration.stop)
        if stop.node == RouteNode.COMMITTEE_OFFICE:
            return self.clerks["office"]
        return self.clerk_at(stop.organisation_id)

    def person(self, name: str) -> Person:
        """A declaring person by name."""
        return next(each for group in GROUPS for each in people(group) if each.name == name)

    def case(self, person: Person) -> Declaration:
        """The person's declaration as it stands now."""
        return Declaration.objects.with_context().get(pk=self.cases[person.name])

    @classmethod
    def beside(cls, other: "World", shift: timedelta = timedelta(0)) -> "World":
        """The same organisations and people under another notice."""
        return cls(shift, other.organisations, other.clerks, other.people, other.experts)
