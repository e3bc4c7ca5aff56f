"""What an applicant loses by ending a declaration, said on the page that asks once more (T34, S03)."""

from config.lib import clock
from declarations.models import Declaration
from declarations.routes import submission_window
from declarations.rules import gate_of
from declarations.states import State
from notices.rules import terms_of
from review.process.selectors import clock_text
from review.process.states import Action

GONE = "不再审核，也不能恢复。只是想改材料的，不要在这里办理。"
KEPT = "保留：已填内容和附件，以后的申报可以从“从以往申报带入”取回；办理经过和文书仍可查看。"


def losses_of(action: Action, declaration: Declaration) -> list[str]:
    """Line by line, for a case that was handed in; nothing for any other action."""
    if action != Action.WITHDRAW or not declaration.was_handed_in:
        return []
    return [GONE, *_done_so_far(declaration), _again(declaration), KEPT]


def _done_so_far(declaration: Declaration) -> list[str]:
    found = []
    if declaration.state != State.UNIT_CHECK:
        found.append("单位和上级已经做的核对、公示、推荐和审核全部作废。")
    if declaration.number:
        found.append(f"申报编号 {declaration.number} 不再使用，原来签名的承诺书作废。")
    if declaration.state == State.ACCEPTED:
        found.append("没有缴的缴费单取消，不能再缴费。")
    return found


def _again(declaration: Declaration) -> str:
    """Withdrawing frees the slot; another draft needs the window (G-23)."""
    gate = gate_of(declaration, submission_window(terms_of(declaration.edition), declaration.kind))
    if gate is None or not gate.is_open(clock.law()):
        return "这个通知的申报时间已经结束：终止以后，本年度不能再按它申报。"
    until = f"{clock_text(gate.closes_at)} 前" if gate.closes_at else "申报期内"
    return f"{until}可以另建一份重新申报，要从填报、单位审核重新办起。"
