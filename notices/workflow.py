"""The life of a notice as a table: a draft is edited, a published notice only amended."""

from accounts.states import Role
from config.lib.flow import Flow, Move
from config.lib.reason import Reason
from notices.exceptions import NoticeRefused
from notices.models import Notice
from notices.states import NoticeAction, NoticeState

S, A = NoticeState, NoticeAction

NOTICE_FLOW = Flow(
    states=NoticeState.values,
    start=S.DRAFT,
    settled=[S.CLOSED],
    moves=[
        Move(A.PUBLISH, S.DRAFT, S.PUBLISHED, by=(Role.ADMIN, Role.SYSTEM)),
        Move(A.AMEND, S.PUBLISHED, S.PUBLISHED, by=(Role.ADMIN, Role.OFFICE, Role.SYSTEM)),
        Move(A.CLOSE, S.PUBLISHED, S.CLOSED, by=(Role.ADMIN, Role.OFFICE, Role.SYSTEM)),
        Move(A.REOPEN, S.CLOSED, S.PUBLISHED, by=(Role.ADMIN, Role.SYSTEM)),
    ],
)


def target_of(notice: Notice, action: str) -> str:
    """The state an action leads to. Raises ``NoticeRefused`` where the table has no such row."""
    move = NOTICE_FLOW.find(notice.state, action)
    if move is None:
        label, doing = notice.get_state_display(), NoticeAction(action).label
        raise NoticeRefused(Reason("E713", f"通知现为“{label}”，不能{doing}。"))
    return move.targets[0]
