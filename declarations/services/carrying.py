"""What was answered on 我能报吗, or before beginning, is carried into the declaration and not asked again (04-4)."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Actor
from declarations.choosing import Known
from declarations.eligibility.seniority import level_below
from declarations.models import Declaration
from declarations.selfcheck.answers import NOTHING_HELD, Answers
from declarations.services.autosave import keep_patch
from declarations.services.sections import save_basic, save_options
from declarations.unsaved import CARRIED
from notices.rules import Terms, terms_of

# Sex and birth come from the verified account; these it does not know.
_DATES = (
    *("specialty_since", "employed_since", "archive_since"),
    *("transition_until", "retired_on", "extension_until"),
)
# What one kind or way asks stands with the grounds (PATH-02, PATH-20…28).
_GROUNDS = (
    *("new_work_since", "direct_basis", "talent_basis"),
    *("project_level", "project_name", "project_year"),
    *("former_committee", "former_no", "former_on"),
)
_TICKS = {
    "civil_servant": "is_civil_servant",
    "retired": "is_retired",
    "investigation": "under_investigation",
    "works_outside": "works_outside",
    "household_inside": "household_inside",
}


def known_by(answers: Answers, terms: Terms) -> Known:
    """For the instant answer of the chooser."""
    return Known(answers.education, None, answers.specialty_since, answers.titles(terms))


def told_at_start(choice: Mapping[str, Any], known: Known, terms: Terms) -> Answers:
    """The few answers of the chooser as an answer sheet; of the title nothing but when it was granted was asked."""
    below = level_below(choice["level"], terms) if known.lower_title_on else None
    return Answers(
        level=choice["level"],
        specialty=choice["specialty"],
        education=known.education,
        specialty_since=known.specialty_since,
        held=f"level:{below.code}" if below else NOTHING_HELD,
        granted_on=known.lower_title_on if below else None,
    )


def carry(declaration_id: int, answers: Answers, *, actor: Actor, whence: str = "can-i") -> None:
    """Fill a draft just begun: facts are saved, rows that are not whole yet stand typed in their forms.

    Until somebody types over such a row, it says where it is from.
    """
    marked = {CARRIED: whence}
    draft = Declaration.objects.select_related("edition").get(pk=declaration_id)
    terms = terms_of(draft.edition)
    if basic := _basic(answers):
        save_basic(draft.pk, basic, actor=actor)
    options, values = _options(answers, terms)
    if options or values:
        save_options(draft.pk, options=options, values=values, actor=actor)
    if answers.education:
        keep_patch(draft.pk, "education:new", _schooling(answers) | marked, version=0, actor=actor)
    if title := _held(answers, terms):
        keep_patch(draft.pk, "titles:new", title | marked, version=0, actor=actor)


def _basic(answers: Answers) -> dict[str, Any]:
    dates = {name: value for name in _DATES if (value := getattr(answers, name))}
    ticked = {field: True for told, field in _TICKS.items() if told in answers.situations}
    agency = {"archive_agency": answers.archive_agency} if answers.archive_agency else {}
    return dates | ticked | agency | _sanctions(answers)


def _sanctions(answers: Answers) -> dict[str, Any]:
    """The one date that was asked, where it can only be of one thing; which discipline it was, the form asks.

    记过以上 may be 降低岗位等级 as well: nothing is written that nobody said (ELIG-06, ELIG-07).
    """
    told = {"sanction": "sanction_until", "discipline": "discipline_until"}
    columns = [column for situation, column in told.items() if situation in answers.situations]
    return {columns[0]: answers.until} if len(columns) == 1 and answers.until else {}


def _options(answers: Answers, terms: Terms) -> tuple[list[str], dict[str, Any]]:
    values: dict[str, Any] = {"dispatched": True} if "dispatched" in answers.situations else {}
    values |= {name: value for name in _GROUNDS if (value := getattr(answers, name))}
    if relaxes := answers.relaxes(terms):
        values["relaxes"] = list(relaxes)
    if "team_leader" in answers.situations:
        values["team_leader"] = True
    return sorted(answers.options(terms)), values


def _schooling(answers: Answers) -> dict[str, Any]:
    """As the form of a new row would have been left half typed."""
    told = {"level": answers.education, "degree_code": answers.degree_code, "degree_field": answers.degree_field}
    day = answers.graduated_on
    month = {"graduated_on_year": day.year, "graduated_on_month": day.month} if day else {}
    return {name: value for name, value in told.items() if value} | month


def _held(answers: Answers, terms: Terms) -> dict[str, Any]:
    title = answers.title(terms)
    if title is None:
        return {}
    own = title.kind == "title" and title.series == terms.series
    told = {
        "kind": title.kind,
        "name": title.name if own else "",
        "rank": title.rank,
        "series": title.series,
        "qualification" if title.kind == "qualification" else "grade": title.grade,
        "granted_on": title.granted_on.isoformat(),
        "origin": title.origin,
    }
    return {name: value for name, value in told.items() if value}
