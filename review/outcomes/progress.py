"""Progress without signing in (S13): number, last four digits of the phone, a code; then where it is and with whom.

Every way of being wrong looks the same. What was asked in the first step travels sealed in the form, so that a page
and a portal of another house (MSG-10) walk the same two steps without a session.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Self

from django.utils.timezone import localtime

from accounts.exceptions import AccountRefused
from accounts.services import CODE_LIFE, send_code, use_code
from accounts.states import CodePurpose
from config.lib import clock
from config.lib.crypto import SealBroken, seal, unseal
from declarations.models import Declaration
from declarations.states import State
from notices.rules import terms_of
from review.approvals.selectors import addressee_stop
from review.outcomes.expecting import Expected, expected_of

COLUMN = "outcomes.progress.ticket"
WRONG = "信息不符或验证码不正确、已失效。请核对申报编号和手机号后四位，重新获取验证码。"
STILL = (
    "已收到、还没有用过的验证码在 {until:%H:%M} 前仍然有效，可以对照短信再输（最多 5 次）；"
    "没有收到的，请核对申报编号和手机号后四位，过一分钟重新获取。"
)
WITH_STOP = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW)
APPLICANT = "申报人"
WITH_APPLICANT = (State.DRAFT, State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What was typed in the first step, and the word the code is bound to."""

    number: str
    tail: str
    binding: str
    until: int = 0  # by the machine's clock, to when its code may be used; whether one was sent is not told

    def sealed(self) -> str:
        """As it stands in the form."""
        return seal(json.dumps(asdict(self)), column=COLUMN)

    @classmethod
    def opened(cls, token: str) -> Self | None:
        """None for a token that is not ours."""
        try:
            return cls(**json.loads(unseal(token, column=COLUMN)))
        except (SealBroken, ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a declaration is; no remarks, no files, no person."""

    number: str
    step: str
    holder: str
    since: datetime
    expected: Expected

    def as_json(self) -> dict[str, str | None]:
        """For the other portals: what the page says, nothing more and nothing less."""
        return {
            "number": self.number,
            "step": self.step,
            "holder": self.holder,
            "since": _iso(self.since),
            "due_of": self.expected.of or None,
            "due": _iso(self.expected.day),
            "told": self.expected.told or None,
        }


def _iso(day: datetime | date | None) -> str | None:
    """A moment to the minute in the law's zone; a day by itself stands as a day."""
    if isinstance(day, datetime):
        return localtime(day).isoformat(timespec="minutes")
    return day.isoformat() if day else None


def ask(*, number: str, tail: str, ip: str | None) -> tuple[str, str]:
    """Send a code to the applicant's phone when number and tail belong together; (ticket, code shown in the demo).

    The ticket comes whether they do or not, and whether the phone may be texted again or not.
    """
    until = int((clock.machine() + CODE_LIFE).timestamp())
    ticket, shown = Ticket(number.strip(), tail.strip(), secrets.token_hex(16), until), ""
    if case := _case_of(ticket):
        with suppress(AccountRefused):  # asked too often: to say so would tell that the numbers were right
            shown = send_code(phone=case.basic.phone, purpose=CodePurpose.PROGRESS, binding=ticket.binding, ip=ip).shown
    return ticket.sealed(), shown


def answer(*, token: str, code: str) -> Progress | None:
    """Where the declaration is, or None: for a wrong number, tail, code or token alike."""
    ticket = Ticket.opened(token)
    case = _case_of(ticket) if ticket else None
    if ticket is None or case is None:
        return None
    try:
        use_code(phone=case.basic.phone, purpose=CodePurpose.PROGRESS, binding=ticket.binding, code=code)
    except AccountRefused:
        return None
    return progress_of(case)


def wrong_words(token: str) -> str:
    """One sentence for every way of being wrong, told of the ticket alone: a code that came may be typed once more."""
    ticket, now = Ticket.opened(token), clock.machine()
    if ticket is None or ticket.until <= now.timestamp():
        return WRONG
    until = localtime(clock.shown_by_law(datetime.fromtimestamp(ticket.until, tz=now.tzinfo)))
    return f"信息不符或验证码不正确。{STILL.format(until=until)}"


def progress_of(declaration: Declaration) -> Progress:
    """What may be said of a declaration to somebody who only holds the phone."""
    return Progress(
        number=declaration.number or "",
        step=_step_of(declaration, holder := holder_of(declaration)),
        holder=holder,
        since=declaration.state_since,
        expected=expected_of(declaration, now=clock.law()),
    )


def _step_of(declaration: Declaration, holder: str) -> str:
    """As the applicant's home says it: a correction without a point for them is its desk's (03-1)."""
    if declaration.state == State.CORRECTION and holder != APPLICANT:
        return "审核单位补正中"
    return declaration.look.words


def holder_of(declaration: Declaration) -> str:
    """The office that has it now; empty when nobody has work with it."""
    state = declaration.state
    if state in State.settled:
        return ""
    if state in WITH_APPLICANT:
        return APPLICANT
    if state == State.CORRECTION:
        stop = addressee_stop(declaration)
        return stop.name if stop else APPLICANT
    if state in WITH_STOP:
        here = declaration.stops.filter(index=declaration.stop).first()
        return here.name if here else ""
    return _office_of(declaration)


def _office_of(declaration: Declaration) -> str:
    terms = terms_of(declaration.edition)
    senior = terms.level(declaration.level).senior
    if declaration.state == State.CONFIRM_PENDING and senior and terms.result and terms.result.senior_report_to:
        return terms.result.senior_report_to
    return str(declaration.office)


def _case_of(ticket: Ticket) -> Declaration | None:
    rows = Declaration.objects.with_context().select_related("basic", "committee__office")
    case = rows.filter(number=ticket.number).first() if ticket.number else None
    fits = case is not None and len(ticket.tail) == 4 and str(case.basic.phone).endswith(ticket.tail)  # noqa: PLR2004
    return case if fits else None
