"""Objections raised at the unit while the sheet hangs (UNIT-13, T08)."""

from accounts.models import User
from config.lib.reason import Reason
from declarations.states import State
from review.approvals.content import digest_of
from review.approvals.models import PublicityObjection
from review.approvals.services.working import Work, refuse, working

AT_BOARD = (State.UNIT_PUBLICITY, State.UNIT_SUPP_PUBLICITY)
ANSWERED = Reason("E310", "该异议已经办结。")


def raise_unit_objection(declaration_id: int, *, actor: User, text: str, raised_by: str = "") -> PublicityObjection:
    """Write down an objection received at the unit; ``raised_by`` may stay empty. Raises ``Refused``."""
    with working(declaration_id, actor=actor, event="objection", states=AT_BOARD) as work:
        publicity = work.declaration.publicities.running().first()
        refuse(None if publicity else Reason("E310", "没有正在进行的公示。"), _empty(text, "异议内容", "text"))
        assert publicity is not None, "refused above"
        work.content = digest_of([text, raised_by])
        return PublicityObjection.objects.create(
            publicity=publicity,
            raised_by=raised_by.strip(),
            text=text.strip(),
            received_at=work.now,
            received_by=actor,
        )


def resolve_unit_objection(objection_id: int, *, actor: User, upheld: bool, finding: str) -> PublicityObjection:
    """What the unit found out about it. Raises ``Refused``: not theirs, already resolved, nothing found."""
    declaration_id = PublicityObjection.objects.values_list("publicity__declaration", flat=True).get(pk=objection_id)
    with working(declaration_id, actor=actor, event="objection_resolved", states=AT_BOARD) as work:
        objection = PublicityObjection.objects.get(pk=objection_id)
        refuse(ANSWERED if objection.resolved_at else None, _empty(finding, "核查结论", "finding"))
        return _resolve(work, objection, actor, upheld=upheld, finding=finding.strip())


def _resolve(
    work: Work, objection: PublicityObjection, actor: User, *, upheld: bool, finding: str
) -> PublicityObjection:
    objection.upheld, objection.finding = upheld, finding
    objection.resolved_by, objection.resolved_at = actor, work.now
    objection.save(update_fields=["upheld", "finding", "resolved_by", "resolved_at"])
    work.content = digest_of([objection.pk, upheld, finding])
    return objection


def _empty(text: str, what: str, field: str) -> Reason | None:
    return None if text.strip() else Reason("E310", f"请填写{what}。", field=field)
