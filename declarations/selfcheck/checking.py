"""我能报吗, before anybody signs in: what somebody tells becomes a partial dossier for the rules of SUBMIT (S04).

No rule stands here (04-1…04-3): the same core is asked, for the choice itself and for the other ways in. A visitor may
ask for every kind and way the notice has (PATH-02, PATH-14, PATH-20…30).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from declarations.eligibility import Dossier, Finding
from declarations.eligibility.dossier import Barring, Body, OtherCommittee, Person, Request, Schooling
from declarations.selfcheck.answers import Answers
from declarations.selfcheck.judging import judged, outcome_of
from declarations.selfcheck.ways import Way, to_committee, ways_of
from notices.rules import Terms
from notices.states import DeclarationKind

Competent = Callable[[str, str], tuple[OtherCommittee, ...]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules answered: conditions, what only material will show, and other ways in."""

    dossier: Dossier
    conditions: tuple[Finding, ...]
    later: tuple[Finding, ...]
    ways: tuple[Way, ...]

    @property
    def outcome(self) -> str:
        """不能申报, 需要核实 or 可以申报."""
        return outcome_of(self.conditions)

    @property
    def asked(self) -> str:
        """Who looks into what the rules cannot judge."""
        kind = self.dossier.request.kind
        return "认定部门" if kind == DeclarationKind.INITIAL_DETERMINATION else "审核单位"


def check(
    answers: Answers,
    terms: Terms,
    today: date,
    *,
    competent: Competent = lambda rank, place: (),
    barrings: tuple[Barring, ...] | None = None,
) -> Checked:
    """Judge an answer sheet. ``barrings`` None: nobody has signed in, so the integrity archive was not asked."""
    dossier = dossier_of(answers, terms, competent=competent, barrings=barrings or ())
    conditions, later = judged(dossier, terms, today, archive_asked=barrings is not None)
    ways = tuple(ways_of(dossier, terms, today, conditions)) if outcome_of(conditions) == "no" else ()
    return Checked(dossier, conditions, later, ways)


# ── the partial dossier ────────────────────────────────────────────────────────────────────────────────────────────
def dossier_of(answers: Answers, terms: Terms, *, competent: Competent, barrings: tuple[Barring, ...] = ()) -> Dossier:
    """The facts as SUBMIT would find them; what was not asked stands at its default."""
    schooling = Schooling(
        level=answers.education,
        graduated_on=answers.graduated_on,
        degree_code=answers.degree_code,
        degree_field=answers.degree_field,
    )
    unit = _unit(answers)
    return Dossier(
        request=_request(answers, terms, competent),
        person=_person(answers),
        unit=unit,
        employer=unit,
        schooling=(schooling,) if answers.education else (),
        titles=answers.titles(terms),
        barrings=barrings,
    )


def _request(answers: Answers, terms: Terms, competent: Competent) -> Request:
    asked = Request(
        level=answers.level,
        specialty=answers.specialty,
        kind=answers.kind,
        options=answers.options(terms),
        direct_basis=answers.direct_basis,
        relaxes=answers.relaxes(terms),
        talent_basis=answers.talent_basis,
        team_leader="team_leader" in answers.situations,
        project_level=answers.project_level,
        project_name=answers.project_name,
        project_year=answers.project_year,
        former_committee=answers.former_committee,
        former_no=answers.former_no,
        former_on=answers.former_on,
        channel=answers.channel,
        freelancer=answers.freelancer,
        archive_hosted="archive_hosted" in answers.situations,
        new_work_since=answers.new_work_since,
        dispatched="dispatched" in answers.situations,
    )
    return to_committee(asked, terms, answers.affiliation, competent(terms.level(answers.level).rank, answers.city))


def _person(answers: Answers) -> Person:
    told = answers.situations
    return Person(
        sex=answers.sex,
        born_on=answers.born_on,
        unit_nature="" if answers.freelancer else answers.nature,
        specialty_since=answers.specialty_since,
        is_civil_servant="civil_servant" in told,
        transition_until=answers.transition_until,
        is_retired="retired" in told,
        retired_on=answers.retired_on if "retired" in told else None,
        extension_until=answers.extension_until,
        discipline="记过" if "discipline" in told else "",
        discipline_until=answers.until,
        under_investigation="investigation" in told,
        sanction_until=answers.until if "sanction" in told else None,
        employed_since=answers.employed_since,
        works_outside="works_outside" in told,
        household_inside="household_inside" in told,
        archive_agency=answers.archive_agency,
        archive_since=answers.archive_since,
    )


def _unit(answers: Answers) -> Body:
    return Body(
        affiliation=answers.affiliation,
        legal_person="branch" not in answers.situations,
        place=answers.city,
        zone=answers.zone,
        small_giant_until=answers.giant_until,
    )
