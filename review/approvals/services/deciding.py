"""What the desks above the unit sign: their sheet, the office's word on 破格, a verifier where a unit has none."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import Special, State
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.content import digest_of
from review.approvals.guards.filing import filing_asked
from review.approvals.guards.review import review_here, rows_asked
from review.approvals.models import ExceptionDecision, LetterFiling, NamedVerifier, StopReview
from review.approvals.rules import NOT_YOURS, is_barred, oversees, stands_in_at_desk, works_in_office
from review.approvals.services.commissioning import (
    GIVEN_IN,
    end_grants,
    last_moment,
    let_carry_out,
    tell_of_right,
)
from review.approvals.services.drafting import settle_draft
from review.approvals.services.working import MOVED_ON, Work, refuse, working
from review.approvals.states import CheckRow
from review.approvals.versions import hold_to

REVIEWED_IN = (*State.on_the_way, State.OFFICE_REVIEW)
NO_EXCEPTION = Reason("E212", "该申报不是破格申报。")
NOTHING_TO_FILE = Reason("E111", "该申报无须函件备案。")
OWN_VERIFIER = Reason("E311", "核验人不能是申报人本人或应回避的人员。", field="person")


def review_stop(
    declaration_id: int,
    *,
    actor: User,
    rows: Mapping[str, Mapping[str, Any]],
    opinion: str,
    seen: str | None = None,
    draft: int | None = None,
) -> StopReview:
    """Sign this desk's sheet; signed again, the newer one counts. Raises ``Refused``: a defect without a word.

    Raises ``Overtaken``: a colleague signed another than ``seen`` on the page (17-7). ``draft`` is the version of what
    was kept unsigned: it is settled, but for what another tab typed since.
    """
    with working(declaration_id, actor=actor, event="review", states=REVIEWED_IN) as work:
        hold_to(seen, review_here(work.declaration))
        judged = {row: _judged(rows[row]) for row in rows_asked(work.declaration) if row in rows}
        refuse(*(_silent(row.label, judged[row], row) for row in judged))
        work.content = digest_of([judged, opinion])
        settle_draft(work.declaration, actor, "review", version=draft)
        return _sign(work, actor, {str(row): told for row, told in judged.items()}, opinion.strip())


def decide_exception(
    declaration_id: int, *, actor: User, agree: bool, relaxes: Sequence[str], reason: str
) -> ExceptionDecision:
    """The office's word on a 破格 declaration, before review (PATH-16, OFFICE-12). Raises ``Refused``."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        refuse(
            None if works_in_office(actor, declaration) else NOT_YOURS,
            None if Special.EXCEPTIONAL in declaration.options else NO_EXCEPTION,
            None if declaration.state in BEFORE_ACCEPTANCE else MOVED_ON,
            None if reason.strip() else Reason("E212", "请写明理由。", field="reason"),
            None if relaxes or not agree else Reason("E212", "请选择放宽的条件。", field="relaxes"),
        )
        told = {"agree": agree, "relaxes": list(relaxes), "reason": reason.strip()}
        decision, _ = ExceptionDecision.objects.update_or_create(
            declaration=declaration, defaults={**told, "by": actor, "at": now}
        )
        note(Fact("approvals.exception", declaration.pk, actor.pk, now, digest_of(told)))
    return decision


def confirm_filing(declaration_id: int, *, actor: User, filed_on: date, number: str = "") -> LetterFiling:
    """An office above the unit has the paper letter on file since ``filed_on``, under this number (CHAN-13, FORM-11).

    Raises ``Refused``.

    Confirmed again, the newer day counts; both stand in the chain.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now, office = clock.law(), oversees(actor, declaration)
        refuse(
            None if office else NOT_YOURS,
            None if declaration.state in GIVEN_IN else MOVED_ON,
            None if filing_asked(declaration) else NOTHING_TO_FILE,
            None if filed_on <= clock.local_date(now) else Reason("E111", "备案日期不能晚于今天。", field="filed_on"),
        )
        assert office is not None
        said = {"filed_on": filed_on, "number": number.strip(), "organisation_id": office.organisation_id}
        told = said | {"by": actor, "at": now}
        filing, _ = LetterFiling.objects.update_or_create(declaration=declaration, defaults=told)
        note(Fact("approvals.filing", declaration.pk, actor.pk, now, digest_of(said)))
    return filing


def name_verifier(declaration_id: int, *, actor: User, person: User, reason: str) -> NamedVerifier:
    """Who carries out the unit's step of somebody who is the whole unit (G-32). Raises ``Refused``.

    An office above the unit names them; the right is dated: to the case's own deadline, else to the end of stage 1.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        office = oversees(actor, declaration)
        refuse(
            None if office else NOT_YOURS,
            None if declaration.state in GIVEN_IN else MOVED_ON,
            OWN_VERIFIER if is_barred(person, declaration) else None,
            None if reason.strip() else Reason("E311", "请写明理由。", field="reason"),
        )
        assert office is not None
        for before in NamedVerifier.objects.filter(declaration=declaration, ended_at=None):
            end_grants(declaration, now=now, person_id=before.person_id)
        NamedVerifier.objects.filter(declaration=declaration, ended_at=None).update(ended_at=now)
        verifier = NamedVerifier.objects.create(
            declaration=declaration,
            person=person,
            organisation_id=office.organisation_id,
            reason=reason.strip(),
            by=actor,
            at=now,
        )
        until = last_moment(declaration, now)
        grant = let_carry_out(declaration, person, giver=actor, reason="指定核验人", until=until)
        tell_of_right(declaration, grant, f"{office.organisation}指定您为核验人", now=now)
        note(Fact("approvals.verifier", declaration.pk, actor.pk, now, digest_of([person.pk, reason])))
    return verifier


BEFORE_ACCEPTANCE = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW, State.CORRECTION, State.OVERDUE_HELD)


def _sign(work: Work, actor: User, rows: dict[str, Any], opinion: str) -> StopReview:
    here = work.declaration.stops.select_related("organisation").get(index=work.declaration.stop)
    return StopReview.objects.create(
        declaration=work.declaration,
        stop=here.index,
        round_trip=work.declaration.round_trip,
        organisation_id=here.organisation_id,
        rows=rows,
        opinion=opinion,
        signer=actor,
        stood_in=stands_in_at_desk(actor, here),
        at=work.now,
    )


def _judged(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"ok": told.get("ok"), "note": str(told.get("note", "")).strip()[:300]}


def _silent(label: str, judged: Mapping[str, Any], row: str) -> Reason | None:
    if judged["note"] or judged["ok"] is None:
        return None
    if row in CheckRow.reasoned:
        return Reason("E416", f"“{label}”：请写明理由。", field=f"row_{row}_note")
    return None if judged["ok"] else Reason("E416", f"“{label}”不合格的，请写明情况。", field=f"row_{row}_note")
