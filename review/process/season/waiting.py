"""Whether who signs in has something to do next: nobody on the sign-in page of the demo finds an empty desk."""

from collections.abc import Callable, Iterable
from dataclasses import astuple

from accounts.demo import SignIn
from accounts.models import User
from accounts.states import Role
from fees.selectors import waiting_at
from notices.models import Notice
from notices.states import NoticeState
from review.meetings.models import BallotBox, RoundExpert
from review.meetings.selectors.reading import reading_desks
from review.meetings.selectors.rounds import round_list, round_page
from review.meetings.selectors.voting import meetings_to_sign, open_boxes_for, voting_list
from review.outcomes.selectors import objections_page, overviews
from review.process.desks import Filters, desk_page
from review.process.home import hero_of
from review.process.selectors import own_declarations


def without_work(listed: Iterable[SignIn]) -> list[str]:
    """Role and name of each who would find nothing to do; empty is well."""
    people = {
        person.username: person for person in User.objects.filter(username__in=[each.username for each in listed])
    }
    return [f"{each.label} {each.name}" for each in listed if not WORK[each.role](people[each.username])]


def _own_case(person: User) -> bool:
    return any(hero_of(case).url for case in own_declarations(person))


def _at_desk(role: Role) -> Callable[[User], bool]:
    return lambda person: bool(desk_page(person, role, Filters()).rows)


def _round(person: User) -> bool:
    return any(round_page(person, each).moves for each in round_list(person))


def _reading_or_vote(person: User) -> bool:
    if meetings_to_sign(person) or any(desk.following for desk in reading_desks(person)):
        return True
    return any(_may_vote(person, box) for box in open_boxes_for(person))


def _may_vote(person: User, box: BallotBox) -> bool:
    seat = RoundExpert.objects.get(round=box.meeting.round_id, expert__user=person, removed_at=None)
    return any(row.state == "open" for row in voting_list(box, seat).rows)


WORK: dict[str, Callable[[User], bool]] = {
    Role.APPLICANT: _own_case,
    **{role: _at_desk(role) for role in (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)},
    Role.SECRETARY: _round,
    Role.EXPERT: _reading_or_vote,
    Role.FINANCE: lambda person: any(astuple(waiting_at(person))),
    Role.SUPERVISION: lambda person: bool(objections_page(person, answered=False).rows),
    Role.CONFIRMER: lambda person: any(each.to_confirm for each in overviews(person)),
    Role.ADMIN: lambda person: Notice.objects.of_admin(person).filter(state=NoticeState.DRAFT).exists(),
    Role.SYSTEM: lambda person: person.is_staff and person.is_superuser,
}
