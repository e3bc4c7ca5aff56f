"""The sheet on a page beside the board, and objections from whoever reads it there (UNIT-10 … UNIT-13, S15)."""

import secrets
from uuid import UUID, uuid4

from django.urls import reverse

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from messaging.letters import Letter, post
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.documents import request_document
from records.services.files import use_file
from review.approvals.models import Objector, OnlineSheet, Publicity, PublicityObjection
from review.approvals.rules import ON_SHEET, desk_of, keeps_off_sheet
from review.approvals.selectors.online import EVIDENCE, beside_of, online_of, still_hangs
from review.approvals.selectors.reaching import people_at
from review.approvals.services.publicity import AT_BOARD, NOT_RUNNING, RECEIVED, no_text
from review.approvals.services.working import refuse, working
from review.approvals.states import Paper

OVER = Reason("E310", "该人员的公示已经结束，请向公示单位或其上级职改办反映。")


def open_online(declaration_id: int, *, actor: User) -> OnlineSheet:
    """Show the running sheet on a page as well; printed ones are made again with its address. Raises ``Refused``."""
    with working(declaration_id, actor=actor, event="online", states=AT_BOARD) as work:
        running = work.declaration.publicities.running().first()
        refuse(*_reasons(running, actor))
        assert running is not None, "refused above"
        told = {"opened_by": actor, "opened_at": work.now}
        online, _ = OnlineSheet.objects.get_or_create(sheet=_sheet_of(running), defaults=told)
        if online.closed_at:
            online.closed_at = online.closed_by = None
            online.save(update_fields=["closed_at", "closed_by"])
        _print_again(online, actor)
    return online


def close_online(declaration_id: int, *, actor: User) -> OnlineSheet:
    """Take the page down; the sheet on the board goes on hanging. Raises ``Refused``."""
    with working(declaration_id, actor=actor, event="offline", states=AT_BOARD) as work:
        running = work.declaration.publicities.running().first()
        online = online_of(running)
        refuse(*_reasons(running if online else None, actor))
        assert online is not None, "refused above"
        online.closed_by, online.closed_at = actor, work.now
        online.save(update_fields=["closed_by", "closed_at"])
        _print_again(online, actor)
    return online


def raise_online(
    publicity: Publicity, text: str, *, key: str, name: str = "", phone: str = "", evidence: StoredFile | None = None
) -> Objector:
    """Anybody may object while the page hangs; who did is sealed. It holds the case like one received at the unit.

    The same ``key`` gives the same objection again. Raises ``Refused`` once the sheet is down.
    """
    with audited():
        case, now = Declaration.objects.lock(publicity.declaration_id), clock.law()
        if already := raised_before(key):
            return already
        hangs = case.state in AT_BOARD and still_hangs(publicity.pk, now)
        refuse(None if hangs else OVER, no_text(text, "异议内容", "text"))
        objection = PublicityObjection.objects.create(publicity=publicity, text=text.strip(), received_at=now)
        told = {"name": name, "phone": phone, "named": bool(name), "evidence": evidence, "request_key": key}
        objector = Objector.objects.create(objection=objection, tracking_code=secrets.token_hex(8), **told)
        if evidence:
            use_file(evidence, EVIDENCE, objection.pk)
        post(_letters(objection, case), now=now)
        note(Fact("approvals.objection_online", objection.pk, None, now))
    return objector


def raised_before(key: str) -> Objector | None:
    """The objection that the first of two clicks made."""
    return Objector.objects.filter(request_key=key).first()


def _reasons(running: Publicity | None, actor: User) -> list[Reason]:
    """Opening and closing a page is nobody's who hangs on it: a closed one takes no more objections to them (E311)."""
    if running is None:
        return [NOT_RUNNING]
    return [ON_SHEET] if keeps_off_sheet(actor, running) else []


def _print_again(online: OnlineSheet, actor: User) -> None:
    """Everybody on the sheet has a printed one of their own; its address comes and goes with the page."""
    for each in beside_of(online):
        request_document(Paper.PUBLICITY, "declaration", each.declaration_id, by=actor.pk)


def _sheet_of(running: Publicity) -> UUID:
    """A sheet from before people shared one gets its name now."""
    if running.sheet is None:
        running.sheet = uuid4()
        running.save(update_fields=["sheet"])
    return running.sheet


def _letters(objection: PublicityObjection, case: Declaration) -> list[Letter]:
    stop = desk_of(case)
    people = people_at(case, stop) if stop else []
    return [
        Letter(
            person_id=person,
            organisation_id=stop.organisation_id if stop else None,
            event=RECEIVED,
            title="网上公示收到异议",
            text=f"{case.applicant.name}的公示收到一件异议，请核查；办结前不能上报。",
            key=f"{RECEIVED}:{objection.pk}",
            url=reverse("approvals:publicity", args=[case.ref]),
            button="去核查",
            needs_action=True,
            subject_kind=RECEIVED,
            subject_id=objection.pk,
        )
        for person in people
    ]
