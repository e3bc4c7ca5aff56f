"""Formal figures at the end of a round, and a person's decision on each: nothing follows by itself (G-19)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import SYSTEM, Membership, Organisation, User
from accounts.states import DESK_ROLE, OrganisationKind, Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from messaging.letters import Letter, close_tasks, post
from notices.models import Notice
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.models import Suspension
from review.approvals.rules import NOT_YOURS
from review.approvals.services.working import MOVED_ON, refuse
from review.meetings.models import Round
from review.meetings.states import RoundState
from review.process.models import QualityCase, QualityCount, Unqualified
from review.process.quality import counting, rules
from review.process.quality.states import QualityRule, QualityState

SUBJECT = "quality"
NO_REASON = Reason("UNIT-18", "请写明理由。", field="reason")
NO_ADDRESSEE = Reason("UNIT-18", "请选择由谁说明。", field="addressees")
NO_DAY = Reason("UNIT-18", "请填写今天以后的说明期限。", field="due_on")
NO_WORDS = Reason("UNIT-18", "请写明情况和原因。", field="explanation")
NO_PLAN = Reason("DEPT-02", "请写明书面整改方案。", field="plan")
NO_TEXT = Reason("DEPT-03", "请写明通报内容。", field="circular")
NO_RANGE = Reason("DEPT-03", "请写明通报范围。", field="recipients")
LATER = Reason("DEPT-03", "通报日期不能晚于今天。", field="circular_on")
NO_LIFT_REASON = Reason("DEPT-02", "请写明解除的理由。", field="lift_reason")
NO_NUMBER = Reason("DEPT-02", "请填写决定文号。", field="document_no")
ONLY_UNITS = Reason("DEPT-02", "暂停的是用人单位的推荐申报权限。", field="reason")
NOT_THIS = Reason("DEPT-02", "只有主管部门推荐不符合率达到标准的，才能暂停推荐申报。", field="reason")
TWICE = Reason("DEPT-02", "该单位该年度已被暂停推荐申报。", field="reason")
NOT_FAILED = Reason("DEPT-02", "该申报不是评审未通过。")


def count_closed_rounds() -> int:
    """The sweep's: draft what reached its threshold for every closed round not counted yet; how many rounds."""
    waiting = Round.objects.filter(state=RoundState.CLOSED, quality_count=None).select_related("notice").order_by("pk")
    for each in waiting:
        with audited():
            _, fresh = QualityCount.objects.get_or_create(round=each, defaults={"at": clock.law()})
            if fresh:
                draft_cases(each.notice)
    return len(waiting)


def draft_cases(notice: Notice) -> list[QualityCase]:
    """One draft for each body at or over its threshold; a draft nobody decided yet gets the new figures."""
    with audited():
        now = clock.law()
        reached = [(rule, share) for rule in QualityRule for share in counting.shares(notice, rule) if share.reached]
        drafted = [_draft(notice, rule, share, now) for rule, share in reached if not _decided(notice, rule, share)]
        for matter in drafted:
            _tell(matter, notice.office, "draft", now)
    return drafted


def mark_unqualified(declaration_id: int, *, actor: User, reason: str) -> Unqualified:
    """Say of who failed that it was for the conditions (G-20). Raises ``Refused``."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        office = rules.notices_of(actor).filter(pk=declaration.edition.notice_id)
        barred = declaration.applicant_id == actor.pk or declaration.recusals.filter(person=actor).exists()
        refuse(
            None if office.exists() and not barred else NOT_YOURS,
            None if declaration.state == State.FAILED else NOT_FAILED,
            None if reason.strip() else NO_REASON,
        )
        told = {"reason": reason.strip(), "by": actor, "at": now}
        mark, _ = Unqualified.objects.update_or_create(declaration=declaration, defaults=told)
        note(Fact("process.unqualified", declaration.pk, actor.pk, now))
    return mark


def drop_case(case_id: int, *, actor: User, reason: str) -> QualityCase:
    """Nothing follows, and why. Raises ``Refused``."""
    with audited():
        matter, now = _locked(case_id), clock.law()
        _refuse_deciding(matter, actor, reason)
        return _decided_as(matter, QualityState.DROPPED, actor, reason, now)


def ask_case(
    case_id: int, *, actor: User, addressees: Collection[Organisation], due_on: date | None, reason: str
) -> list[QualityCase]:
    """Ask for the explanation; whom, picks the office (G-33): one case for each of them. Raises ``Refused``."""
    with audited():
        matter, now = _locked(case_id), clock.law()
        allowed = {each.pk for each in may_be_asked(matter)}
        _refuse_deciding(matter, actor, reason)
        refuse(
            None if addressees and all(each.pk in allowed for each in addressees) else NO_ADDRESSEE,
            None if due_on and due_on > clock.local_date(now) else NO_DAY,
        )
        asked = [matter, *(_twin(matter) for _ in range(len(addressees) - 1))]
        own = {each.pk: _numbers_of(matter, each) for each in addressees}
        for each, addressee in zip(asked, addressees, strict=True):
            each.addressee, each.due_on, each.numbers = addressee, due_on, own[addressee.pk]
            _decided_as(each, QualityState.ASKED, actor, reason, now)
            _tell(each, addressee, "ask", now)
    return asked


def may_be_asked(matter: QualityCase) -> list[Organisation]:
    """The unit itself; for a department's figure the units behind it, and the department (G-33)."""
    if matter.rule == QualityRule.UNIT:
        return [matter.subject]
    return [*counting.units_behind(matter.notice, matter.subject_id), matter.subject]


def explain_case(case_id: int, *, actor: User, explanation: str, plan: str = "") -> QualityCase:
    """The addressee's words; a department's figure also asks for a written plan (DEPT-02). Raises ``Refused``."""
    with audited():
        matter, now = _locked(case_id), clock.law()
        asks_plan = matter.rule == QualityRule.DEPARTMENT
        refuse(
            None if rules.answers(actor, matter) else NOT_YOURS,
            None if matter.state in {QualityState.ASKED, QualityState.ANSWERED} else MOVED_ON,
            None if explanation.strip() else NO_WORDS,
            NO_PLAN if asks_plan and not plan.strip() else None,
        )
        matter.explanation, matter.plan = explanation.strip(), plan.strip()
        matter.answered_by, matter.answered_at, matter.state = actor, now, QualityState.ANSWERED
        matter.save(update_fields=["explanation", "plan", "answered_by", "answered_at", "state"])
        close_tasks(subject_kind=SUBJECT, subject_ids=[matter.pk], now=now)
        _tell(matter, _who_notifies(matter), "notify", now)
        note(Fact("process.quality_explained", matter.pk, actor.pk, now))
    return matter


def circulate_case(case_id: int, *, actor: User, circular: str, circular_on: date, recipients: str) -> QualityCase:
    """The 通报: text, day, to whom; it closes the matter (DEPT-03). Raises ``Refused``."""
    with audited():
        matter, now = _locked(case_id), clock.law()
        refuse(
            None if rules.notifies(actor, matter) else NOT_YOURS,
            None if matter.state in {QualityState.ASKED, QualityState.ANSWERED} else MOVED_ON,
            None if circular.strip() else NO_TEXT,
            None if recipients.strip() else NO_RANGE,
            LATER if circular_on > clock.local_date(now) else None,
        )
        matter.circular, matter.circular_on, matter.recipients = circular.strip(), circular_on, recipients.strip()
        matter.circulated_by, matter.state = actor, QualityState.CLOSED
        matter.save(update_fields=["circular", "circular_on", "recipients", "circulated_by", "state"])
        close_tasks(subject_kind=SUBJECT, subject_ids=[matter.pk], now=now)
        note(Fact("process.quality_circulated", matter.pk, actor.pk, now))
    return matter


def suspend_unit(case_id: int, *, actor: User, reason: str, document_no: str) -> Suspension:
    """The unit asked recommends nobody in the year after the notice's (DEPT-02). Raises ``Refused``."""
    with audited():
        matter, now = _locked(case_id), clock.law()
        unit, year = matter.addressee, matter.notice.year + 1
        refuse(
            None if rules.decides(actor, matter) else NOT_YOURS,
            None if matter.rule == QualityRule.DEPARTMENT else NOT_THIS,
            None if matter.state in QualityState.told else MOVED_ON,
            None if unit and unit.kind in OrganisationKind.units else ONLY_UNITS,
            None if reason.strip() else NO_REASON,
            None if document_no.strip() else NO_NUMBER,
            TWICE if unit and _is_suspended(unit, year) else None,
        )
        assert unit is not None
        told = {"reason": reason.strip(), "document_no": document_no.strip(), "decided_by": actor, "decided_at": now}
        matter.suspension = Suspension.objects.create(unit=unit, year=year, **told)
        matter.save(update_fields=["suspension"])
        matter.suspensions.add(matter.suspension)
        _tell(matter, unit, "suspended", now)
        note(Fact("process.suspended", matter.suspension.pk, actor.pk, now))
    return matter.suspension


def lift_suspension(case_id: int, *, actor: User, reason: str, document_no: str = "") -> Suspension:
    """The unit may recommend again; the decision stays to be read, with who lifted it and why. Raises ``Refused``."""
    with audited():
        matter, now = _locked(case_id), clock.law()
        held = Suspension.objects.select_for_update(of=("self",))
        suspension = held.filter(pk=matter.suspension_id).first() if matter.suspension_id else None
        refuse(
            None if rules.decides(actor, matter) else NOT_YOURS,
            None if suspension and suspension.lifted_at is None else MOVED_ON,
            None if reason.strip() else NO_LIFT_REASON,
        )
        assert suspension is not None, "refused above"
        suspension.lift_reason, suspension.lift_document_no = reason.strip(), document_no.strip()
        suspension.lifted_by, suspension.lifted_at = actor, now
        suspension.save(update_fields=["lift_reason", "lift_document_no", "lifted_by", "lifted_at"])
        _tell(matter, suspension.unit, "lifted", now)
        note(Fact("process.suspension_lifted", suspension.pk, actor.pk, now))
    return suspension


def _is_suspended(unit: Organisation, year: int) -> bool:
    """Under the unit's lock: two matters of it are decided one after the other."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    return Suspension.objects.in_force().filter(unit=unit, year=year).exists()


def _decided(notice: Notice, rule: str, share: counting.Share) -> bool:
    made = QualityCase.objects.filter(notice=notice, rule=rule, subject=share.organisation_id)
    return made.exclude(state=QualityState.DRAFT).exists()


def _draft(notice: Notice, rule: str, share: counting.Share, now: datetime) -> QualityCase:
    numbers = counting.problem_cases(notice, rule, share.organisation_id).order_by("number")
    figures = {"threshold": share.threshold, "problems": share.problems, "total": share.total, "drafted_at": now}
    figures["numbers"] = list(numbers.values_list("number", flat=True))
    matter, _ = QualityCase.objects.update_or_create(
        notice=notice, rule=rule, subject_id=share.organisation_id, addressee=None, defaults=figures
    )
    note(Fact("process.quality_drafted", matter.pk, SYSTEM.pk, now))
    return matter


def _locked(case_id: int) -> QualityCase:
    locked = QualityCase.objects.select_for_update(of=("self",))
    return locked.select_related("notice", "notice__office", "subject", "subject__parent", "addressee").get(pk=case_id)


def _refuse_deciding(matter: QualityCase, actor: User, reason: str) -> None:
    refuse(
        None if rules.decides(actor, matter) else NOT_YOURS,
        None if matter.state == QualityState.DRAFT else MOVED_ON,
        None if reason.strip() else NO_REASON,
    )


def _decided_as(matter: QualityCase, state: str, actor: User, reason: str, now: datetime) -> QualityCase:
    matter.state, matter.decision, matter.decided_by, matter.decided_at = state, reason.strip(), actor, now
    matter.save()
    close_tasks(subject_kind=SUBJECT, subject_ids=[matter.pk], now=now)
    note(Fact("process.quality_decided", matter.pk, actor.pk, now))
    return matter


def _twin(matter: QualityCase) -> QualityCase:
    """The same figures for another addressee."""
    names = ("notice", "rule", "subject", "threshold", "problems", "total", "numbers", "drafted_at")
    return QualityCase(**{name: getattr(matter, name) for name in names})


def _numbers_of(matter: QualityCase, addressee: Organisation) -> list[str]:
    """A unit reads of its own cases alone; whose ratio it is, of all."""
    numbers: list[str] = matter.numbers
    if addressee.pk == matter.subject_id:
        return numbers
    own = set(Declaration.objects.filter(number__in=numbers, unit=addressee).values_list("number", flat=True))
    return [each for each in numbers if each in own]


# ── who is told ────────────────────────────────────────────────────────────────────────────────────────────────────
WORDS = {
    "draft": ("问题率达到标准，请决定是否处理", "{subject}{rule}为 {figure}，达到 {limit}。", "去决定"),
    "ask": ("请说明申报材料问题情况", "{subject}{rule}为 {figure}{part}，达到 {limit}，请于 {due} 前说明。", "去说明"),
    "notify": ("请办理通报", "{subject}{rule}为 {figure}，单位已说明，请通报。", "去通报"),
    "lifted": (
        "解除暂停推荐申报",
        "因{subject}{rule}为 {figure}{part}作出的 {year} 年度暂停推荐申报决定已经解除。",
        "查看",
    ),
    "suspended": ("暂停推荐申报", "{subject}{rule}为 {figure}{part}，{year} 年度暂停推荐申报。", "查看"),
}


def _tell(matter: QualityCase, body: Organisation, what: str, now: datetime) -> None:
    title, text, button = WORDS[what]
    said = text.format(
        subject=matter.subject,
        rule=matter.get_rule_display(),
        figure=f"{matter.problems}/{matter.total}（{matter.percent}）",
        part=f"（其中你单位 {matter.own_problems} 份）" if matter.of_others else "",
        limit=matter.limit,
        due=matter.due_on,
        year=matter.notice.year + 1,
    )
    letters = [
        Letter(
            person_id=person,
            organisation_id=body.pk,
            event=f"quality_{what}",
            title=title,
            text=said,
            key=f"quality_{what}:{matter.pk}:{now.isoformat()}",
            url=matter.get_absolute_url(),
            button=button,
            needs_action=what not in {"suspended", "lifted"},
            subject_kind=SUBJECT,
            subject_id=matter.pk,
        )
        for person in _clerks(body).values_list("user", flat=True).distinct()
    ]
    post(letters, now=now)


def _who_notifies(matter: QualityCase) -> Organisation:
    department = rules.department_of(matter.subject) if matter.rule == QualityRule.UNIT else None
    return department or matter.notice.office


def _clerks(body: Organisation) -> QuerySet[Membership]:
    office = body.kind not in (*OrganisationKind.units, OrganisationKind.DEPARTMENT)  # any kind may be a committee's
    role = Role.OFFICE if office else DESK_ROLE[OrganisationKind(body.kind)]
    return Membership.objects.current().filter(organisation=body, role=role)
