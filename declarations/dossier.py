"""Gather one declaration into plain facts; the rules ask no database (design §5). About fifteen queries, always."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.models import Employment, IdNumber, Organisation
from accounts.states import OrganisationKind
from committees.models import Committee
from config.lib import clock
from declarations import row_facts as rows
from declarations.eligibility import dossier as facts
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import counting_unit
from declarations.models import (
    BasicInfo,
    Declaration,
    Material,
)
from declarations.states import Channel, Special
from declarations.ways import giant_facts, titled_before, ways_of
from integrity.selectors import records_on
from notices.rules import Terms, terms_of
from notices.selectors import notices_naming
from records.models import StoredFile

# Nobody can judge a dossier without these (MAT-14); 单位性质 is asked of people who have a unit.
REQUIRED = (
    "name",
    "id_number",
    "sex",
    "born_on",
    "ethnicity",
    "politics",
    "phone",
    "post",
    "work_since",
    "specialty_since",
)
WIDE_SCOPES = ("", "全区", "区直")
LISTS = (
    *("educations", "titles", "trainings", "insurance_months", "resume"),
    *("experiences", "achievements", "publications"),
)


def read_at_once(declaration: Declaration) -> None:
    """Bring the dossier's rows along, for a page that both shows and judges them.

    What was brought is not read again: it is of this moment, and nothing for a command, which reads under its lock.
    """
    basic = Prefetch("basic", BasicInfo.objects.select_related("photo"))
    kept = Prefetch("materials", _kept(), to_attr="brought_materials")
    prefetch_related_objects([declaration], basic, kept, *LISTS)


def kept_materials(declaration: Declaration) -> list[Material]:
    """Files that lie in the dossier: those ``read_at_once`` brought, else read now."""
    brought: list[Material] | None = getattr(declaration, "brought_materials", None)
    return list(_kept().filter(declaration=declaration)) if brought is None else brought


def load_dossier(declaration: Declaration, *, today: date | None = None) -> Dossier:
    """The dossier as it stands. ``today`` decides which integrity records are in force; by default the law's day."""
    day = today or clock.local_date(clock.law())
    unit = body_of(declaration.unit, **giant_facts(declaration, declaration.unit))
    at_unit = declaration.employer_id == declaration.unit_id
    kept = kept_materials(declaration)
    words = {each.part: each.words for each in kept if each.words}
    return Dossier(
        request=_request(declaration),
        person=_person(declaration),
        unit=unit,
        employer=unit if at_unit else _employer(declaration),
        personnel_unit=body_of(declaration.relay) if declaration.dispatched and declaration.relay else None,
        schooling=tuple(rows.schooling(each) for each in declaration.educations.all()),
        titles=tuple(rows.title(each) for each in declaration.titles.all()),
        courses=tuple(rows.course(each) for each in declaration.trainings.all()),
        paid_months=tuple(rows.paid_month(each) for each in declaration.insurance_months.all()),
        jobs=tuple(rows.job(each) for each in declaration.resume.all()),
        experiences=tuple(rows.experience(each) for each in declaration.experiences.all()),
        achievements=tuple(rows.achievement(each) for each in declaration.achievements.all()),
        publications=tuple(rows.publication(each, words) for each in declaration.publications.all()),
        papers=tuple(rows.papers(kept)),
        barrings=barrings_of(declaration.applicant_id, today=day),
        summary=_summary(declaration),
        appraisals=tuple(_appraisals(declaration)),
        disputes=tuple(_disputes(declaration)),
    )


def body_of(organisation: Organisation, **known: Any) -> facts.Body:
    """A unit as the rules see it, with the city office above it, and whatever else is ``known`` of it."""
    city = (above.name for above in organisation.chain() if above.kind == OrganisationKind.CITY_OFFICE)
    return facts.Body(
        name=organisation.name,
        kind=organisation.kind,
        affiliation=organisation.affiliation,
        legal_person=organisation.legal_person,
        branch_type=organisation.branch_type,
        city_office=next(city, ""),
        place=organisation.place,
        zone=organisation.zone,
        has_licence=organisation.licence_id is not None,
        nature=organisation.nature,
        legal_representative=organisation.legal_representative,
        **known,
    )


def counting_body(declaration: Declaration, terms: Terms) -> facts.Body:
    """The unit by which the person counts under this notice: where they work, or where their relation is (ELIG-15)."""
    relation = declaration.relay if declaration.dispatched else None
    workplace = body_of(declaration.employer or declaration.unit)
    return counting_unit(workplace, body_of(relation) if relation else None, terms)


def bare_dossier(declaration: Declaration) -> Dossier:
    """Level, specialty, titles, and by whose nature the person counts: enough to choose the conditions (COND-02)."""
    relay = declaration.relay if declaration.dispatched else None
    return Dossier(
        request=facts.Request(
            level=declaration.level,
            specialty=declaration.specialty,
            kind=declaration.kind,
            options=frozenset(declaration.options),
            freelancer=declaration.freelancer,
        ),
        person=facts.Person(unit_nature=declaration.basic.unit_nature),
        unit=facts.Body(nature=declaration.unit.nature),
        employer=facts.Body(nature=declaration.employer.nature) if declaration.employer else None,
        personnel_unit=facts.Body(nature=relay.nature) if relay else None,
        titles=tuple(rows.title(each) for each in declaration.titles.all()),
    )


def barrings_of(person_id: int, *, today: date) -> tuple[facts.Barring, ...]:
    """Integrity records in force under any of the person's numbers (ELIG-08)."""
    indices = IdNumber.objects.filter(user_id=person_id).values("number_index")
    found = records_on(indices, today)  # type: ignore[arg-type] # a query in a query
    return tuple(facts.Barring(until=each.ends_on, decision=each.decision_no) for each in found)


def belongs_to(person_id: int, organisation_id: int) -> bool:
    """Whether the unit confirmed that this person is theirs (CHAN-06)."""
    theirs = Employment.objects.filter(user_id=person_id, organisation_id=organisation_id, ended_at=None)
    return theirs.filter(confirmed_at__isnull=False).exists()


def competent_committees(series_id: int, rank: str, place: str) -> tuple[facts.OtherCommittee, ...]:
    """Committees of a place that take this rank, with the notice they work under where one is loaded (E109)."""
    local = Committee.objects.working().filter(series_id=series_id).exclude(scope__in=WIDE_SCOPES)
    names = [each.name for each in local if rank in each.ranks and each.scope.removesuffix("市") in place]
    held = notices_naming(names, now=clock.law()) if names else {}
    told = ((name, held.get(name)) for name in names)
    return tuple(
        facts.OtherCommittee(name=name, notice=notice.title, url=notice.get_absolute_url())
        if notice
        else facts.OtherCommittee(name=name)
        for name, notice in told
    )


def _kept() -> QuerySet[Material]:
    return Material.objects.filter(removed_at=None).select_related("file")


def _employer(declaration: Declaration) -> facts.Body | None:
    employer = declaration.employer
    return body_of(employer, **giant_facts(declaration, employer)) if employer else None


def _request(declaration: Declaration) -> facts.Request:
    grounds = getattr(declaration, "grounds", None)
    committee = declaration.committee
    return facts.Request(
        level=declaration.level,
        specialty=declaration.specialty,
        kind=declaration.kind,
        options=frozenset(declaration.options),
        committee=committee.name if committee else "",
        competent=() if committee else _competent(declaration),
        channel=declaration.channel,
        freelancer=declaration.freelancer,
        archive_hosted=declaration.archive_hosted,
        employment_confirmed=declaration.channel != Channel.UNIT
        or belongs_to(declaration.applicant_id, declaration.unit_id),
        letter_kind=declaration.letter_kind,
        letter_issuer=declaration.letter_issuer,
        letter_filed_on=declaration.letter_filed_on,
        letter_filed_no=declaration.letter_filed_no,
        outside_reason=declaration.outside_reason,
        direct_basis=grounds.direct_basis if grounds else "",
        relaxes=tuple(grounds.relaxes) if grounds else (),
        exception_reason=grounds.exception_reason if grounds else "",
        new_work_since=grounds.new_work_since if grounds else None,
        insurance_gap=grounds.insurance_gap if grounds else "",
        early_one_year=bool(grounds and grounds.early_one_year),
        early_used=_early_used(declaration) if grounds and grounds.early_one_year else 0,
        approval_no=grounds.approval_no if grounds else "",
        approval_on=grounds.approval_on if grounds else None,
        titled_before=titled_before(declaration) if Special.DIRECT in declaration.options else False,
        **ways_of(grounds),
        menu=declaration.menu,
        dispatched=declaration.dispatched,
        relay=declaration.relay.name if declaration.relay else "",
        **_from_elsewhere(declaration),
        declared_on=clock.local_date(declaration.submitted_at) if declaration.submitted_at else None,
    )


def _early_used(declaration: Declaration) -> int:
    """How often this person handed in another declaration a year early, in whatever year (PATH-05)."""
    others = Declaration.objects.filter(applicant=declaration.applicant_id, grounds__early_one_year=True)
    return others.taking_slots().exclude(pk=declaration.pk).count()


def _appraisals(declaration: Declaration) -> Iterator[facts.Appraisal]:
    grounds = getattr(declaration, "grounds", None)
    for each in grounds.appraisals if grounds else ():
        yield facts.Appraisal(**each)


def _from_elsewhere(declaration: Declaration) -> dict[str, Any]:
    """Who commissioned and agreed, what else is under way, whether a talent market hands it on (CHAN-14…CHAN-17)."""
    grounds = getattr(declaration, "grounds", None)
    commission = declaration.commission if declaration.commission_id else None  # read for these cases alone
    return {
        "relay_is_agency": bool(declaration.relay and declaration.relay.kind == OrganisationKind.AGENCY),
        "parallel": _parallel(declaration),
        "commissioned_by": f"{commission.sender.name}（{commission.letter_no}）" if commission else "",
        "commission_approval_no": grounds.commission_approval_no if grounds else "",
        "commission_approval_on": grounds.commission_approval_on if grounds else None,
    }


def _parallel(declaration: Declaration) -> tuple[str, ...]:
    """Other declarations of this person that are under way, where the notice allows one channel alone (CHAN-14)."""
    if terms_of(declaration.edition).outside_units.multi_channel != "forbidden":
        return ()
    others = Declaration.objects.submitted().live().filter(applicant=declaration.applicant_id)
    found = others.exclude(pk=declaration.pk).select_related("unit").order_by("pk")
    return tuple(f"{each.level_name}（{each.unit.name}）" for each in found)


def _disputes(declaration: Declaration) -> Iterator[facts.Dispute]:
    grounds = getattr(declaration, "grounds", None)
    for each in grounds.disputes if grounds else ():
        yield facts.Dispute(**{name: each[name] for name in ("section", "said", "origin", "reason")})


def _summary(declaration: Declaration) -> str:
    grounds = getattr(declaration, "grounds", None)
    return grounds.summary if grounds else ""


def _competent(declaration: Declaration) -> tuple[str, ...]:
    workplace = declaration.employer or declaration.unit
    return competent_committees(declaration.edition.notice.series_id, declaration.rank, workplace.place)


def _person(declaration: Declaration) -> facts.Person:
    basic = declaration.basic
    photo = basic.photo
    return facts.Person(
        name=basic.name,
        former_name=basic.former_name,
        other_numbers=basic.other_numbers,
        shared_names=_shared_names(declaration),
        sex=basic.sex,
        born_on=basic.born_on,
        unfilled=tuple(_unfilled(declaration)),
        has_photo=photo is not None,
        photo_pixels=(photo.width, photo.height) if photo else (0, 0),
        photo_doubts=tuple(_photo_doubts(photo)) if photo else (),
        unit_nature=basic.unit_nature,
        nature_note=basic.nature_note,
        work_since=basic.work_since,
        specialty_since=basic.specialty_since,
        is_civil_servant=basic.is_civil_servant,
        transition_until=basic.transition_until,
        is_retired=basic.is_retired,
        retired_on=basic.retired_on,
        extension_no=basic.extension_no,
        extension_until=basic.extension_until,
        retirement_category=basic.retirement_category,
        discipline=basic.discipline,
        discipline_by=basic.discipline_by,
        discipline_on=basic.discipline_on,
        discipline_months=basic.discipline_months,
        discipline_until=basic.discipline_until,
        under_investigation=basic.under_investigation,
        sanction_until=basic.sanction_until,
        epidemic_service=basic.epidemic_service,
        name_differs=basic.name_differs,
        employed_since=basic.employed_since,
        works_outside=basic.works_outside,
        household_inside=basic.household_inside,
        archive_agency=basic.archive_agency,
        archive_since=basic.archive_since,
    )


def _shared_names(declaration: Declaration) -> tuple[str, ...]:
    grounds = getattr(declaration, "grounds", None)
    told = grounds.shared_names.values() if grounds else ()
    return tuple(dict.fromkeys(name for names in told for name in names))


def _photo_doubts(photo: StoredFile) -> Iterator[str]:
    """A photo taken before may be less than this notice wants (MAT-12)."""
    if photo.is_grey:
        yield "grey"
    if photo.is_blurred:
        yield "blurred"


def _unfilled(declaration: Declaration) -> Iterator[str]:
    basic, barred_by = declaration.basic, terms_of(declaration.edition).eligibility.exclusions
    asked = REQUIRED if declaration.freelancer else (*REQUIRED, "unit_nature")
    for name in asked:
        if not getattr(basic, name):
            yield str(BasicInfo._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    if "retired" in barred_by and basic.extension_until and not basic.extension_no:
        yield str(BasicInfo._meta.get_field("extension_no").verbose_name)  # type: ignore[union-attr]
    if "discipline_jiguo_plus" in barred_by:
        yield from _of_a_discipline(basic)


def _of_a_discipline(basic: BasicInfo) -> Iterator[str]:
    """A discipline is told whole: of what sort, by whom, since when (ELIG-06)."""
    if basic.discipline_until and not basic.discipline:
        yield "处分"  # an end is known, as told on 我能报吗, and not of what
    for name in ("discipline_by", "discipline_on") if basic.discipline else ():
        if not getattr(basic, name):
            yield str(BasicInfo._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
