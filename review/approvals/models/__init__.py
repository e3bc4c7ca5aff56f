from review.approvals.models.archive_verification import ArchiveVerification
from review.approvals.models.batch import Batch, BatchEntry, BatchPaper
from review.approvals.models.claim import Claim
from review.approvals.models.correction import CorrectionItem, CorrectionNotice
from review.approvals.models.deliberation import Deliberation, DeliberationGroup, GroupMember
from review.approvals.models.exception_decision import ExceptionDecision
from review.approvals.models.falsity import FalsityCase, FalsityFile
from review.approvals.models.letter_filing import LetterFiling
from review.approvals.models.opening import PartOpening
from review.approvals.models.phrase import Phrase
from review.approvals.models.posts import PostLevel, PostPlan
from review.approvals.models.publicity import Objector, OnlineSheet, Publicity, PublicityObjection
from review.approvals.models.recommendation import Recommendation
from review.approvals.models.refusal import Refusal
from review.approvals.models.sheet_draft import SheetDraft
from review.approvals.models.stop_review import StopReview
from review.approvals.models.supplement import Supplement, SupplementFile, SupplementStep
from review.approvals.models.suspension import Suspension
from review.approvals.models.unit_check import UnitCheck
from review.approvals.models.unit_defence import UnitDefence
from review.approvals.models.verification import Verification
from review.approvals.models.verifier import NamedVerifier

__all__ = [
    "ArchiveVerification",
    "Batch",
    "BatchEntry",
    "BatchPaper",
    "Claim",
    "CorrectionItem",
    "CorrectionNotice",
    "Deliberation",
    "DeliberationGroup",
    "ExceptionDecision",
    "FalsityCase",
    "FalsityFile",
    "GroupMember",
    "LetterFiling",
    "NamedVerifier",
    "Objector",
    "OnlineSheet",
    "PartOpening",
    "Phrase",
    "PostLevel",
    "PostPlan",
    "Publicity",
    "PublicityObjection",
    "Recommendation",
    "Refusal",
    "SheetDraft",
    "StopReview",
    "Supplement",
    "SupplementFile",
    "SupplementStep",
    "Suspension",
    "UnitCheck",
    "UnitDefence",
    "Verification",
]
