"""What the applicant's home says: one next action, eight steps, who holds the case (ux S03)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localtime

from accounts.selectors import employment_waiting
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.pages.tasklist import advice_of
from declarations.routes import submission_window
from declarations.rules import ends_at, gate_of
from declarations.states import Channel, EndReason, Look, State
from notices.rules import terms_of
from notices.states import DeclarationKind
from review.approvals.models import FalsityCase
from review.approvals.selectors import open_notice
from review.approvals.selectors.falsity import doubt_asked
from review.approvals.selectors.remarking import back_by
from review.approvals.selectors.supplements import PendingRow, pending_until, still_to_prove
from review.outcomes.expecting import defence_of, expected_of
from review.outcomes.progress import holder_of
from review.outcomes.services.reviews import last_day_to_ask
from review.process.selectors import Step, last_reason, newest_steps
from review.process.states import Action

# The eight steps of a declaration as its applicant sees them, and the states that lie in each.
STEPS = (
    ("填报", (State.DRAFT,)),
    ("单位审核推荐", State.at_unit),
    ("上级审核", State.on_the_way),
    ("职改办审查", (State.OFFICE_REVIEW, State.CORRECTION)),
    ("缴费", (State.ACCEPTED,)),
    ("评审", (*State.before_vote, State.VOTING, State.RECHECK)),
    ("公示确认", (State.SECOND_PUBLICITY, State.OBJECTION, State.CONFIRM_PENDING, State.CONFIRMED, State.APPROVED)),
    ("发证", (State.CERTIFIED, State.COMMISSION_RETURNED)),
)
WITH_A_VOTE = ("缴费", "评审")
WAITING = {
    State.UNIT_CHECK: "在单位核对原件，通常 3–5 个工作日。",
    State.UNIT_DEFENSE: "单位将组织答辩考评，请留意单位通知。",
    State.UNIT_DELIBERATION: "单位审议推荐小组正在审议。",
    State.UNIT_PUBLICITY: "单位正在公示，期满无异议后出具推荐意见。",
    State.UNIT_RECOMMEND: "单位正在出具推荐意见。",
    State.UNIT_SUPP_PUBLICITY: "单位正在补充公示变更的内容。",
    State.OVERDUE_HELD: "材料未按时报送，正由评委会所在职改办决定，这不是您的原因。",
    State.REPORTED: "已报送成功，等待列入评审批次。",
    State.OBJECTION: "公示期间收到异议，正在核查，结果确认暂停。",
}
BACK_FROM_CORRECTION = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW)
CHECKED_AGAIN = "单位正在核对改动的内容，核对后逐级报回职改办。"
ENDED = {
    State.NOT_RECOMMENDED: "单位没有推荐本次申报。您可以向单位了解原因，明年再申报。",
    State.WITHDRAWN: "您撤回了这次申报。",
    State.NOT_ACCEPTED: "这次申报没有被受理。",
    State.FAILED: "这次评审没有通过。",
    State.NOT_CONFIRMED: "评审结果没有得到确认。",
    State.RESULT_CANCELLED: "评审结果已被取消。",
    State.RESULT_INVALID: "同一年度申报了多个同级别职称，全年结果无效。",
    State.REVOKED: "职称已被撤销。",
}
# A draft that was handed in before is not a new one; a correction without a point for the applicant is not theirs.
RETURNED = Look("todo", "undo-2", "退回，请修改")
RECALLED = Look("todo", "undo-2", "已取回，须重新提交")
UNIT_CORRECTS = Look("flow", "clock", "审核单位补正中")
NEWEST = 3  # of what happened, on the home page
LATER = "以后年度开放申报时可以再申报。"
LAPSED = {
    EndReason.FIRST_DEADLINE: "没有在申报期内提交，视为放弃本次申报。",
    EndReason.CORRECTION_OVERDUE: "没有在时限内完成补正，视为放弃申报。",
    EndReason.UNPAID: "没有在规定时间内缴费，视为放弃本次申报。",
}


@dataclass(frozen=True, slots=True)
class Hero:
    """The one next action, or that nothing is asked of the person now."""

    title: str
    text: str
    tone: str = "info"
    url: str = ""
    button: str = ""
    due: datetime | date | None = None
    due_of: str = "截止时间"  # whose
    look: Look | None = None  # where the state's own words do not say whose turn it is (03-1)


@dataclass(frozen=True, slots=True)
class StepMark:
    """One of the eight steps, for the ``steps`` piece."""

    label: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HomeCard:
    """One declaration on the home page."""

    declaration: Declaration
    hero: Hero
    steps: tuple[StepMark, ...]
    holder: str
    newest: tuple[Step, ...]  # 最近动态, the newest first (03-4)

    @property
    def look(self) -> Look:
        """The state in words: whose turn it is first."""
        return self.hero.look or self.declaration.look

    @property
    def discard(self) -> str:
        """Where a draft nobody ever handed in is thrown away (T34); empty for any other case."""
        if self.declaration.state != State.DRAFT or self.declaration.was_handed_in:
            return ""
        return reverse("process:act", args=[self.declaration.ref, Action.WITHDRAW])


def card_of(declaration: Declaration) -> HomeCard:
    """Everything the home page says of one declaration; a constant number of queries."""
    hero = hero_of(declaration)
    holder, newest = own_words(holder_of(declaration)), newest_steps(declaration, NEWEST)
    return HomeCard(declaration, hero, steps_of(declaration, hero.look), holder, tuple(newest))


def own_words(holder: str) -> str:
    """Who holds the case, to its applicant: 现在由您办理."""
    return "您" if holder == Role.APPLICANT.label else holder


def hero_of(declaration: Declaration) -> Hero:
    """Exactly one primary action, or none (03-1)."""
    if doubt := doubt_asked(declaration):
        return _doubted(declaration, doubt)
    if declaration.state in ASKING:
        return ASKING[State(declaration.state)](declaration)
    if declaration.state == State.ABANDONED or declaration.state in ENDED:
        return Hero("这次申报已结束", _over(declaration), "over")
    if (rows := still_to_prove(declaration)) and (until := pending_until(declaration)):
        return _to_prove(declaration, rows, until)
    if _waits_for_the_unit(declaration):
        return _waiting(
            declaration, f"已请{declaration.unit.name}确认您是本单位人员，确认后开始核对原件，通常 3–5 个工作日。"
        )
    return _waiting(declaration, _what_goes_on(declaration))


def _what_goes_on(declaration: Declaration) -> str:
    """Whose work it is; a file on its way back from a correction is looked at for what changed (17-6, T16)."""
    told = WAITING.get(State(declaration.state), f"{declaration.look.words}。有新进展会通知您。")
    if not declaration.round_trip or declaration.state not in BACK_FROM_CORRECTION:
        return told
    return f"补正已交回，{CHECKED_AGAIN if declaration.state == State.UNIT_CHECK else told}"


def _waiting(declaration: Declaration, text: str) -> Hero:
    """Somebody else's turn, and until when: the same day the progress page tells without signing in (03-1, 13-1)."""
    expected = expected_of(declaration, now=clock.law())
    return Hero("现在不用您做什么", text + expected.told, due=expected.day, due_of=expected.of)


def _over(declaration: Declaration) -> str:
    """What ended it, in the words of its end and of whoever ended it; and whom to tell that it is wrong (03-5)."""
    if declaration.state == State.WITHDRAWN:
        return " ".join(filter(None, [_ended(declaration), last_reason(declaration)]))
    if declaration.state == State.ABANDONED:
        lapsed = LAPSED.get(EndReason(declaration.ended_because), "") if declaration.ended_because else ""
        told = [lapsed or last_reason(declaration)]
    else:
        told = [_ended(declaration), last_reason(declaration)]
    return " ".join(filter(None, [*told, _whom_to_tell(declaration)]))


def _whom_to_tell(declaration: Declaration) -> str:
    """Where to object to an end: the office the notice names in its contacts (D.1 contacts)."""
    contacts, unit = terms_of(declaration.edition).contacts, declaration.state == State.NOT_RECOMMENDED
    office, phones = contacts.office or declaration.edition.notice.office.name, "、".join(contacts.phones)
    first = "可以先向单位提出，也可以" if unit else "可以"
    return f"您对这一结果有异议的，{first}向{office}反映{f'（电话 {phones}）' if phones else ''}。"


def _ended(declaration: Declaration) -> str:
    """What the end means; whoever is sent to the unit for the reason gets the unit's number (S03)."""
    phone = declaration.unit.contact_phone if declaration.state == State.NOT_RECOMMENDED else ""
    after = NEXT[State(declaration.state)](declaration) if declaration.state in NEXT else ""
    return ENDED[State(declaration.state)] + after + (f"{declaration.unit.name}联系电话：{phone}。" if phone else "")


def _after_failing(declaration: Declaration) -> str:
    """What is still open is told with its day, what is over as over (03-5)."""
    last = last_day_to_ask(declaration)
    if last is None:
        return LATER
    if clock.local_date(clock.law()) <= last:
        return f"您可以在 {last:%Y-%m-%d} 前申请复查，也可以在以后年度再申报。"
    return f"申请复查的时间已于 {last:%Y-%m-%d} 截止。{LATER}"


def _after_withdrawing(declaration: Declaration) -> str:
    gate = gate_of(declaration, submission_window(terms_of(declaration.edition), declaration.kind))
    if gate is None or not gate.is_open(clock.law()):
        return f"这次申报的时间已经结束。{LATER}"
    until = f"{localtime(gate.closes_at):%Y-%m-%d %H:%M} 前" if gate.closes_at else "申报期内"
    return f"{until}可以重新申报。"


def _waits_for_the_unit(declaration: Declaration) -> bool:
    """Whether the unit has not said yet that the person is theirs (CHAN-06)."""
    at_check = declaration.state == State.UNIT_CHECK and declaration.channel == Channel.UNIT
    return at_check and employment_waiting(declaration.applicant, declaration.unit) is not None


def steps_of(declaration: Declaration, look: Look | None = None) -> tuple[StepMark, ...]:
    """The eight-step bar, six where nobody votes (PATH-30); an ended case keeps the place where it ended."""
    told = look or declaration.look
    at = _step_of(declaration)
    ended = declaration.is_settled and declaration.state not in {
        State.CERTIFIED,
        State.COMMISSION_RETURNED,
        State.APPROVED,
    }
    marks = []
    unvoted = declaration.kind in DeclarationKind.unvoted
    for index, (label, _) in enumerate(STEPS):
        if unvoted and label in WITH_A_VOTE:
            continue
        state = "done" if index < at else ("" if index > at else ("fail" if ended else "now"))
        if declaration.state == State.CERTIFIED:
            state = "done"
        marks.append(StepMark(label, state, told.words if index == at else ""))
    return tuple(marks)


def _step_of(declaration: Declaration) -> int:
    state = declaration.state
    if declaration.is_settled and state not in {State.CERTIFIED, State.COMMISSION_RETURNED, State.APPROVED}:
        last = declaration.moves.order_by("-pk").exclude(action=Action.INVALIDATE).first()
        state = last.source if last and last.source else State.DRAFT
    if state == State.OVERDUE_HELD:  # the desk that was late has not done its step
        held = declaration.moves.filter(target=State.OVERDUE_HELD).latest("pk")
        state = held.source
    return next((index for index, (_, states) in enumerate(STEPS) if state in states), 0)


def _draft(declaration: Declaration) -> Hero:
    returned = declaration.submitted_at and open_notice(declaration)
    kind = f"（{declaration.other_kind}）" if declaration.other_kind else ""
    title, look = f"继续填写{declaration.level_name}{kind}申报材料", None
    text = f"可以随时离开，内容自动保存。{_best_by(declaration)}"
    if returned:
        title, text, look = "申报被退回，请修改后重新提交", last_reason(declaration), RETURNED
    elif declaration.was_handed_in:
        title, look = "申报已取回，须重新签名提交", RECALLED
        text = f"取回以后单位看不到这份申报：修改好以后，请重新核对、签名并提交。{_best_by(declaration)}"
    url = reverse("declarations:hub", args=[declaration.ref])
    return Hero(title, text, "todo", url, "继续填写", ends_at(declaration), look=look)


def _best_by(declaration: Declaration) -> str:
    """By when to hand in so that the unit can still publicise: the window is the unit's, too (05, TIME-01)."""
    if declaration.due_at:
        return ""
    advice = advice_of(terms_of(declaration.edition), gate_of(declaration), now=clock.law())
    return advice.told if advice else ""


def _correction(declaration: Declaration) -> Hero:
    notice = open_notice(declaration)
    unanswered = notice.items.filter(addressee="applicant", answered_at=None).count() if notice else 0
    if notice and not notice.items.filter(addressee="applicant").exists():
        text = "补正事项由审核单位办理，您的材料已锁定。"
        return Hero("现在不用您做什么", text, due=declaration.due_at, due_of="补正时限", look=UNIT_CORRECTS)
    url = reverse("approvals:correction", args=[declaration.ref])
    left = f"还有 {unanswered} 处需要修改。" if unanswered else "补正事项已全部办理，可以交回了。"
    day = back_by(notice, declaration.due_at or notice.due_at) if notice else None
    soon = f"建议您最迟在 {day} 交回单位" if day else "请尽早交回单位"
    return Hero(
        "请按告知内容补正" if unanswered else "请核对后交回",
        f"{left}须逐级报回职改办，{soon}。",
        "todo",
        url,
        "去补正" if unanswered else "去交回",
        declaration.due_at,
    )


def _pay(declaration: Declaration) -> Hero:
    url = reverse("fees:bill", args=[declaration.ref])
    expected = expected_of(declaration, now=clock.law())
    text = f"缴费完成才表示本次材料报送成功，逾期不缴费者视为放弃本次职称申报。{expected.told}"
    return Hero("审核通过，请缴纳评审费", text, "todo", url, "去缴费", expected.day, expected.of)


def _defence(declaration: Declaration) -> Hero:
    """Called to the defence: when and where, as soon as it is fixed (COMM-04, COMM-05)."""
    called = defence_of(declaration)
    if called is None:
        return _waiting(declaration, "专业答辩的时间、地点定了以后短信通知您；答辩已经完成的，等待评审。")
    limits = f"准备不超过 {called.prepare_limit} 分钟，答辩不超过 {called.answer_limit} 分钟"
    text = f"地点：{called.place}。请携带身份证；{limits}。"
    return Hero("请参加专业答辩", text, "todo", due=called.starts_at, due_of="答辩时间")


def _to_prove(declaration: Declaration, rows: list[PendingRow], until: datetime) -> Hero:
    """Nothing else is asked now: proofs of items declared before they were finished (MAT-38)."""
    named = "、".join(f"“{row.item.title}”的{row.proof}" for row in rows)
    text = f"{named}还没有补交，须逐级确认后在截止前报到职改办；逾期不作为评审材料。"
    url = reverse("approvals:supplement", args=[declaration.ref])
    return Hero("补交结题、发表证明", text, "todo", url, "去补交", until)


def _doubted(declaration: Declaration, doubt: FalsityCase) -> Hero:
    """Asked for proof by an office: quickly answered, and worse than anything else to miss (OFFICE-10)."""
    text = f"{doubt.organisation.name}对材料的真实性有疑问，请说明情况、上传证明；不举证的，按规定不予受理。"
    url = reverse("approvals:proof", args=[declaration.ref])
    return Hero("请对申报材料的真实性举证", text, "todo", url, "去举证", doubt.due_at)


def _certified(declaration: Declaration) -> Hero:
    url = reverse("outcomes:certificate", args=[declaration.ref])
    return Hero("恭喜，电子证书已发放", f"您已取得{declaration.level_name}职称。", "ok", url, "查看证书")


NEXT = {State.FAILED: _after_failing, State.WITHDRAWN: _after_withdrawing}
ASKING = {
    State.DRAFT: _draft,
    State.CORRECTION: _correction,
    State.ACCEPTED: _pay,
    State.DEFENSE: _defence,
    State.CERTIFIED: _certified,
}
