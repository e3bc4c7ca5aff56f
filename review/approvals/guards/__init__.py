"""Why a unit or an office may not go on, in the words its people read. The table names them from here."""

from review.approvals.guards.archive import verified_from_archive
from review.approvals.guards.batch import reported_in_batch
from review.approvals.guards.corrections import (
    APPLICANT_ANSWERED,
    APPLICANT_UNANSWERED,
    NOTHING_RETURNED,
    OPEN_RETURN,
    correction_open,
    corrections_allowed,
    due_within_correction,
    first_notice,
    first_stage_closed,
    first_stage_open,
    items_given,
    no_open_correction,
    own_items_answered,
    time_for_supplementary,
    unit_items_answered,
)
from review.approvals.guards.deliberation import (
    deliberation_agrees,
    deliberation_recorded,
    group_is_lawful,
    reasons_against_group,
)
from review.approvals.guards.falsity import falsity_found, falsity_proved, nothing_doubted
from review.approvals.guards.filing import letter_on_file
from review.approvals.guards.integrity import applicant_not_barred, unit_not_suspended, unit_record_explained
from review.approvals.guards.publicity import (
    nothing_changed_since_publicity,
    publicised_long_enough,
    publicity_over,
    something_changed_since_publicity,
    unit_objection_upheld,
    unit_objections_closed,
)
from review.approvals.guards.recommendation import (
    checked_by_another,
    recommendation_agrees,
    recommendation_has_substance,
    unit_scans_in_place,
)
from review.approvals.guards.review import education_verified, exception_decided, stop_review_passes, stop_reviewed
from review.approvals.guards.second_notice import only_what_was_named
from review.approvals.guards.verification import (
    attested_by_the_unit,
    copies_attested,
    defence_recorded,
    everything_verified,
    flagged_journals_judged,
    items_of_the_specialty,
    late_flags_explained,
    meets_conditions,
    nothing_verified,
    person_confirmed,
)

__all__ = [
    "APPLICANT_ANSWERED",
    "APPLICANT_UNANSWERED",
    "NOTHING_RETURNED",
    "OPEN_RETURN",
    "applicant_not_barred",
    "attested_by_the_unit",
    "checked_by_another",
    "copies_attested",
    "correction_open",
    "corrections_allowed",
    "defence_recorded",
    "deliberation_agrees",
    "deliberation_recorded",
    "due_within_correction",
    "education_verified",
    "everything_verified",
    "exception_decided",
    "falsity_found",
    "falsity_proved",
    "first_notice",
    "first_stage_closed",
    "first_stage_open",
    "flagged_journals_judged",
    "group_is_lawful",
    "items_given",
    "items_of_the_specialty",
    "late_flags_explained",
    "letter_on_file",
    "meets_conditions",
    "no_open_correction",
    "nothing_changed_since_publicity",
    "nothing_doubted",
    "nothing_verified",
    "only_what_was_named",
    "own_items_answered",
    "person_confirmed",
    "publicised_long_enough",
    "publicity_over",
    "reasons_against_group",
    "recommendation_agrees",
    "recommendation_has_substance",
    "reported_in_batch",
    "something_changed_since_publicity",
    "stop_review_passes",
    "stop_reviewed",
    "time_for_supplementary",
    "unit_items_answered",
    "unit_not_suspended",
    "unit_objection_upheld",
    "unit_objections_closed",
    "unit_record_explained",
    "unit_scans_in_place",
    "verified_from_archive",
]
