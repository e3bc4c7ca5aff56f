"""The work of units and offices that moves nothing; what moves a case goes through ``review.process``."""

from review.approvals.services.answering import answer_item, take_back_answer
from review.approvals.services.archiving import verify_from_archive
from review.approvals.services.asking_office import ask_for_verifier
from review.approvals.services.batching import (
    attach_batch_paper,
    put_in_batch,
    reopen_batch,
    request_batch_form,
    roster_of,
    take_out_of_batch,
)
from review.approvals.services.claiming import claim_case, release_case
from review.approvals.services.commissioning import commission, end_commission, last_moment, request_letter
from review.approvals.services.deciding import confirm_filing, decide_exception, name_verifier, review_stop
from review.approvals.services.deliberating import (
    MemberGiven,
    add_member,
    record_deliberation,
    remove_member,
    save_group,
)
from review.approvals.services.drafting import discard_draft, keep_draft
from review.approvals.services.online import close_online, open_online, raise_online
from review.approvals.services.papers import (
    attach_publicity_evidence,
    attach_unit_scan,
    remove_unit_scan,
    request_form,
)
from review.approvals.services.phone import open_board_phone, open_unit_phone
from review.approvals.services.phrasing import drop_phrase, keep_phrase
from review.approvals.services.publicity import raise_unit_objection, resolve_unit_objection
from review.approvals.services.reopening import reopen_steps
from review.approvals.services.supplements import confirm_supplement, hand_in_supplement, return_supplement
from review.approvals.services.verifying import (
    CopyWord,
    may_be_verified,
    open_part,
    record_defence,
    verify_all_opened,
    verify_part,
)

__all__ = [
    "CopyWord",
    "MemberGiven",
    "add_member",
    "answer_item",
    "ask_for_verifier",
    "attach_batch_paper",
    "attach_publicity_evidence",
    "attach_unit_scan",
    "claim_case",
    "close_online",
    "commission",
    "confirm_filing",
    "confirm_supplement",
    "decide_exception",
    "discard_draft",
    "drop_phrase",
    "end_commission",
    "hand_in_supplement",
    "keep_draft",
    "keep_phrase",
    "last_moment",
    "may_be_verified",
    "name_verifier",
    "open_board_phone",
    "open_online",
    "open_part",
    "open_unit_phone",
    "put_in_batch",
    "raise_online",
    "raise_unit_objection",
    "record_defence",
    "record_deliberation",
    "release_case",
    "remove_member",
    "remove_unit_scan",
    "reopen_batch",
    "reopen_steps",
    "request_batch_form",
    "request_form",
    "request_letter",
    "resolve_unit_objection",
    "return_supplement",
    "review_stop",
    "roster_of",
    "save_group",
    "take_back_answer",
    "take_out_of_batch",
    "verify_all_opened",
    "verify_from_archive",
    "verify_part",
]
