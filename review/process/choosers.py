"""Where a step leads when its row allows several states."""

from config.lib.flow import Asked
from declarations.models import Declaration
from declarations.states import LetterKind, RouteNode, State
from notices.rules import Terms, terms_of
from review.approvals.selectors import first_addressee_state, open_notice, step_done
from review.approvals.states import Addressee, NoticeKind
from review.meetings.states import Outcome
from review.process.reopening import last_place, place_before_the_end

STATE_AT = {
    RouteNode.UNIT: State.UNIT_CHECK,
    RouteNode.DISPATCH_UNIT: State.RELAY_REVIEW,
    RouteNode.PAYING_UNIT: State.RELAY_REVIEW,
    RouteNode.TALENT_MARKET: State.RELAY_REVIEW,
    RouteNode.DEPARTMENT: State.DEPT_REVIEW,
    RouteNode.COUNTY_OFFICE: State.LOCAL_OFFICE_REVIEW,
    RouteNode.CITY_OFFICE: State.LOCAL_OFFICE_REVIEW,
    RouteNode.REGION_OFFICE: State.LOCAL_OFFICE_REVIEW,
    RouteNode.COMMITTEE_OFFICE: State.OFFICE_REVIEW,
}
# The unit's steps by their names in the notice (requirements D.1 ``unit_flow.steps``).
STATE_OF_STEP = {
    "check": State.UNIT_CHECK,
    "defense": State.UNIT_DEFENSE,
    "deliberation": State.UNIT_DELIBERATION,
    "publicity": State.UNIT_PUBLICITY,
    "recommend": State.UNIT_RECOMMEND,
}


def next_unit_step(declaration: Declaration, asked: Asked) -> State:
    """The next of the unit's steps that the notice asks for and is not done yet (UNIT-05, UNIT-20, UNIT-25, T03)."""
    terms = terms_of(declaration.edition)
    steps: list[str] = list(terms.unit_flow.steps)
    done = next(name for name, state in STATE_OF_STEP.items() if state == declaration.state)
    ahead = steps[steps.index(done) + 1 :]
    return next(STATE_OF_STEP[step] for step in ahead if _asked_for(terms, declaration, step))


def after_publicity(declaration: Declaration, asked: Asked) -> State:
    """The unit's next step; a supplementary publicity interrupted the recommendation and leads back to it."""
    if declaration.state == State.UNIT_SUPP_PUBLICITY:
        return State.UNIT_RECOMMEND
    return next_unit_step(declaration, asked)


def next_stop(declaration: Declaration, asked: Asked) -> State:
    """The desk that comes next on the stored route."""
    stop = declaration.stops.get(index=declaration.stop + 1)
    return STATE_AT[RouteNode(stop.node)]


def back_to_applicant(declaration: Declaration, asked: Asked) -> State:
    """An ordinary return goes to the draft; while a correction runs, the file goes back into it (T03)."""
    notice = open_notice(declaration)
    return State.CORRECTION if notice and notice.kind == NoticeKind.CORRECTION else State.DRAFT


def back_to_addressee(declaration: Declaration, asked: Asked) -> State:
    """To the applicant when an item is theirs, else to the unit (T12a)."""
    addressees = {item["addressee"] for item in asked["items"]}
    return State.DRAFT if Addressee.APPLICANT in addressees else State.UNIT_RECOMMEND


def first_addressee(declaration: Declaration, asked: Asked) -> State:
    """The lowest desk that had something to answer; from there level by level upward (T16a–c)."""
    return State(first_addressee_state(declaration))


def came_from(declaration: Declaration, asked: Asked) -> State:
    """Where it stood before it came here."""
    return last_place(declaration)


def before_the_end(declaration: Declaration, asked: Asked) -> State:
    """Where a reopened case goes back to (T38)."""
    return place_before_the_end(declaration)


def by_outcome(declaration: Declaration, asked: Asked) -> State:
    """A failed vote ends the case; a passed one goes on as the notice says (T27)."""
    if asked["outcome"] == Outcome.FAILED:
        return State.FAILED
    terms = terms_of(declaration.edition)
    return State.RECHECK if terms.recheck and (terms.recheck.by or terms.recheck.sample) else _publicised(terms)


def after_recheck(declaration: Declaration, asked: Asked) -> State:
    """To the second publicity, where the notice has one (T28)."""
    return _publicised(terms_of(declaration.edition))


def by_letter(declaration: Declaration, asked: Asked) -> State:
    """A commissioned result goes back to who commissioned it: no local certificate (CHAN-23)."""
    return State.COMMISSION_RETURNED if declaration.letter_kind == LetterKind.COMMISSIONED else State.APPROVED


def review_road(declaration: Declaration, asked: Asked) -> State:
    """What a review request that was upheld asks for (T39)."""
    return State(asked["road"])


def _asked_for(terms: Terms, declaration: Declaration, step: str) -> bool:
    if step == "recommend":
        return True
    if step == "defense" and declaration.level not in terms.unit_flow.defense_levels:
        return False
    return not step_done(declaration, step)


def _publicised(terms: Terms) -> State:
    shown = terms.result and terms.result.second_publicity_working_days
    return State.SECOND_PUBLICITY if shown else State.CONFIRM_PENDING
