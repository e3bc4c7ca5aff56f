"""Objections raised at the unit while the sheet hangs (UNIT-13, T08)."""

from accounts.models import User
from accounts.orders import text_phone
from config.lib.reason import Reason
from declarations.states import State
from messaging.letters import close_tasks
from review.approvals.content import digest_of
from review.approvals.models import Objector, PublicityObjection
from review.approvals.services.telling import tell_of_objection
from review.approvals.services.working import Work, refuse, working

RECEIVED = "publicity_objection"  # the letter and the task it asks for
AT_BOARD = (State.UNIT_PUBLICITY, State.UNIT_SUPP_PUBLICITY)
ANSWERED = Reason("E310", "该异议已经办结。")
NOT_RUNNING = Reason("E310", "没有正在进行的公示。")
NO_REPLY = Reason("E310", "请填写答复，提出人凭查询码查看。", field="reply")


def raise_unit_objection(declaration_id: int, *, actor: User, text: str, raised_by: str = "") -> PublicityObjection:
    """Write down an objection received at the unit; ``raised_by`` may stay empty. Raises ``Refused``."""
    with working(declaration_id, actor=actor, event="objection", states=AT_BOARD) as work:
        publicity = work.declaration.publicities.running().first()
        refuse(None if publicity else NOT_RUNNING, no_text(text, "异议内容", "text"))
        assert publicity is not None, "refused above"
        work.content = digest_of([text, raised_by])
        return PublicityObjection.objects.create(
            publicity=publicity,
            raised_by=raised_by.strip(),
            text=text.strip(),
            received_at=work.now,
            received_by=actor,
        )


def resolve_unit_objection(
    objection_id: int, *, actor: User, upheld: bool, finding: str, reply: str = ""
) -> PublicityObjection:
    """What the unit found out about it, and what who raised it online may read. Raises ``Refused``."""
    declaration_id = PublicityObjection.objects.values_list("publicity__declaration", flat=True).get(pk=objection_id)
    with working(declaration_id, actor=actor, event="objection_resolved", states=AT_BOARD) as work:
        objection = PublicityObjection.objects.get(pk=objection_id)
        unanswered = objection.received_by_id is None and not reply.strip()
        refuse(
            ANSWERED if objection.resolved_at else None,
            no_text(finding, "核查结论", "finding"),
            NO_REPLY if unanswered else None,
        )
        return _resolve(work, objection, actor, upheld=upheld, finding=finding.strip(), reply=reply.strip())


def _resolve(
    work: Work, objection: PublicityObjection, actor: User, *, upheld: bool, finding: str, reply: str
) -> PublicityObjection:
    objection.upheld, objection.finding, objection.reply = upheld, finding, reply
    objection.resolved_by, objection.resolved_at = actor, work.now
    objection.save(update_fields=["upheld", "finding", "reply", "resolved_by", "resolved_at"])
    work.content = digest_of([objection.pk, upheld, finding, reply])
    _tell_objector(objection, work)
    tell_of_objection(objection, work.declaration, actor=actor, now=work.now)
    return objection


def _tell_objector(objection: PublicityObjection, work: Work) -> None:
    """Who raised it online and gave a number is told of the answer; its words stand behind the tracking code."""
    close_tasks(subject_kind=RECEIVED, subject_ids=[objection.pk], now=work.now)
    objector = Objector.objects.filter(objection=objection).first()
    if objector and objector.phone:
        text_phone(
            objector.phone,
            event="objection_answered",
            text="您提出的单位公示异议已有答复，请在“查询异议办理情况”页面凭查询码查看。",
            key=f"{RECEIVED}:{objection.pk}:answered",
            office_id=work.declaration.office_id,
        )


def no_text(text: str, what: str, field: str) -> Reason | None:
    """Why an empty field is refused."""
    return None if text.strip() else Reason("E310", f"请填写{what}。", field=field)
