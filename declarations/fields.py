"""Which columns an applicant may set on the one-form sections; nothing else is taken from input (AZ3)."""

# Name and number come from the verified account and are not among them.
BASIC_FIELDS = (
    "former_name",
    "ethnicity",
    "politics",
    "native_place",
    "phone",
    "email",
    "unit_nature",
    "post",
    "work_since",
    "specialty_since",
    "health",
    "inheritor_level",
    "master_title",
    "is_civil_servant",
    "transition_until",
    "is_retired",
    "retired_on",
    "extension_until",
    "retirement_category",
    "discipline",
    "discipline_until",
    "under_investigation",
    "sanction_until",
    "epidemic_service",
    "name_differs",
    "employed_since",
    "works_outside",
    "household_inside",
    "archive_agency",
    "archive_since",
)
GROUNDS_FIELDS = (
    *("direct_basis", "relaxes", "exception_reason", "new_work_since"),
    *("early_one_year", "approval_no", "approval_on"),
    *("talent_basis", "recommended_by", "recommended_on", "team_leader"),
    *("project_level", "project_name", "project_year"),
    *("former_committee", "former_no", "former_on"),
    *("foreign_exam", "computer_exam"),
    *("commission_approval_no", "commission_approval_on"),
)
CHANNEL_FIELDS = (
    *("letter_kind", "letter_issuer", "outside_reason", "dispatched", "relay"),
    *("menu", "letter_filed_on", "archive_hosted"),
)
