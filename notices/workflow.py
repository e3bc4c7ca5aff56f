"""The life of a notice as a table: a draft is edited, a published notice only amended."""

from accounts.states import Role
from config.lib.flow import Flow, Move
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
