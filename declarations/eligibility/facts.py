"""The facts a checklist row may ask for (``notices.states.FACTS``), true of this dossier."""

from collections.abc import Callable, Iterable, Iterator

from accounts.states import Affiliation
from declarations.eligibility.dossier import Body, Course, Dossier, PaidMonth, Schooling, Title
from declarations.eligibility.kinds import is_reviewed
from declarations.states import Channel, ItemKind, Special, TalentBasis
from notices.rules import Terms
from notices.rules.people import Direct
from notices.rules.terms import REGION_UNITS
from notices.states import DeclarationKind

SOCIAL = "social_group"  # 社会团体, a social organisation and no enterprise
NON_PUBLIC = frozenset({"private_enterprise", "individual", "other_non_public"})
OTHER_CITIES = "外市"
PUBLIC = "公需"
STATE_OWNED = frozenset({"state_enterprise", "institution"})


def facts_of(dossier: Dossier, terms: Terms, slot: str = "") -> frozenset[str]:
    """Facts of the declaration; ``shared`` is a fact of the slot: whether its data came by data sharing (MAT-10)."""
    told = _told(dossier, terms) | {"shared": slot in SHARED and SHARED[slot](dossier, terms)}
    groups = {f"group_{each}" for each in (dossier.request.specialty, group_of(dossier, terms)) if each}
    return frozenset(name for name, true in told.items() if true) | groups


def _told(dossier: Dossier, terms: Terms) -> dict[str, bool]:
    request, person, nature = dossier.request, dossier.person, nature_of(dossier, terms)
    options = {name: Special(name) in request.options for name in ("direct", "exceptional", "high_skill", "targeted")}
    return (
        options
        | _of_items(dossier)
        | {
            "conversion": request.kind == DeclarationKind.CONVERSION,
            "reviewed": is_reviewed(request.kind),
            **{kind: request.kind == kind for kind in (DeclarationKind.SPECIAL_DIRECT.value, *DeclarationKind.unvoted)},
            **{basis.value: is_by(dossier, basis) for basis in TalentBasis},
            "lowest_level": is_lowest(request.level, terms),
            "senior": any(level.senior for level in terms.levels if level.code == request.level),
            "private_enterprise": nature == "private_enterprise" and not request.freelancer,
            "non_public": nature in NON_PUBLIC,
            "social_organisation": nature == SOCIAL,
            "state_owned": nature in STATE_OWNED,
            "freelancer": request.freelancer,
            "outside_unit": is_from_outside(dossier, terms),
            "agency": request.channel == Channel.AGENCY,
            "name_or_id_differs": bool(differences(dossier, terms)),
            "epidemic_priority": person.epidemic_service,
            "issued_in_region_outside_city": any(
                title.kind == "title" and title.origin == "region" for title in dossier.bases
            ),
            "dispatched": request.dispatched,
            "early_one_year": request.early_one_year,
            "overseas_degree": any(each.overseas for each in dossier.schooling),
            "years_relied_on": _relies_on_years(dossier, terms),
        }
    )


def is_by(dossier: Dossier, basis: TalentBasis) -> bool:
    """Whether a senior title is declared directly by this basis."""
    request = dossier.request
    return request.kind == DeclarationKind.SPECIAL_DIRECT and request.talent_basis == basis


def identity_unit(dossier: Dossier, terms: Terms) -> Body:
    """The unit whose nature is the person's 身份性质: where they work, or where their relation is (ELIG-15)."""
    return counting_unit(dossier.workplace, dossier.personnel_unit, terms)


def counting_unit(workplace: Body, relation: Body | None, terms: Terms) -> Body:
    """Of the two the one this notice goes by."""
    return relation if relation and terms.eligibility.identity_basis == "personnel_unit" else workplace


def registered_nature(dossier: Dossier, terms: Terms) -> str:
    """What that unit is registered as; empty for a freelancer, to whom the agency lends nothing."""
    return "" if dossier.request.freelancer else identity_unit(dossier, terms).nature


def nature_of(dossier: Dossier, terms: Terms) -> str:
    """身份性质: what that unit is registered as; what was filled in only where it is registered as nothing (MAT-15)."""
    return registered_nature(dossier, terms) or dossier.person.unit_nature


def differences(dossier: Dossier, terms: Terms) -> tuple[str, ...]:
    """Why materials stand under another name or number, in words: as ticked, or as the notice counts.

    A notice may count a former name or a second number by themselves (MAT-61); 15 digits grown to 18 are one number
    (MAT-60) and no ``other_numbers``.
    """
    person, counts = dossier.person, terms.id_mismatch.counts
    told = (
        (person.name_differs, "已填写“材料所用姓名或身份证号码与填写不一致”"),
        ("former_name" in counts and bool(person.former_name), f"曾用名：{person.former_name}"),
        ("id_change" in counts and bool(person.other_numbers), "使用过另外的身份证号码"),
    )
    return tuple(words for true, words in told if true)


def may_use_archive_agency(dossier: Dossier, terms: Terms) -> bool:
    """非公有制经济组织 and 社会组织: their people may turn to the agency that hosts the archive (PATH-30)."""
    return nature_of(dossier, terms) in NON_PUBLIC | {SOCIAL} or dossier.request.freelancer


def is_from_outside(dossier: Dossier, terms: Terms) -> bool:
    """Whether the person counts as one of an outside unit: letters, filing and channel go by 身份性质 (ELIG-15)."""
    return is_outside(identity_unit(dossier, terms), terms)


def is_outside(unit: Body, terms: Terms) -> bool:
    """中直 and 外省 units everywhere; a city's notice counts 区直 units and those of other cities too (CHAN-12)."""
    law = terms.outside_units
    if unit.is_outside:
        return True
    if unit.affiliation == Affiliation.REGION:
        return any(REGION_UNITS in each for each in law.includes)
    city = terms.eligibility.alternative.unit_registered_in if terms.eligibility.alternative else None
    other_city = bool(city and unit.place and city not in unit.place)
    return other_city and any(OTHER_CITIES in each for each in law.includes)


def _relies_on_years(dossier: Dossier, terms: Terms) -> bool:
    """Years of work carry the declaration: directly by years, or 破格 of the years (MAT-24)."""
    request = dossier.request
    return (request.opted(Special.DIRECT) and (terms.direct or Direct()).is_by_years(request.direct_basis)) or (
        request.opted(Special.EXCEPTIONAL) and "资历" in request.relaxes
    )


def _of_items(dossier: Dossier) -> dict[str, bool]:
    kinds = {entry.kind for entry in dossier.publications}
    classes = {entry.journal_class for entry in dossier.publications}
    return {
        "paper": ItemKind.PAPER in kinds,
        "core_journal": "core" in classes,
        "foreign_paper": "foreign" in classes,
        "book": ItemKind.BOOK in kinds,
        "work_report": ItemKind.WORK_REPORT in kinds,
        "academic_item": bool(kinds),
        "award_work": any(entry.is_award_work for entry in dossier.representatives),
    }


def is_lowest(level: str, terms: Terms) -> bool:
    """Whether nothing stands below this level: levels are listed from the highest down."""
    return bool(terms.levels) and terms.levels[-1].code == level


def group_of(dossier: Dossier, terms: Terms) -> str:
    """The group (industry) of the specialty; empty before one is chosen."""
    found = (each.group for each in terms.specialties if each.code == dossier.request.specialty)
    return next(found, "")


# What each slot proves: where all of it came by data sharing nothing is left to prove (MAT-10, MAT-26, MAT-31, MAT-32).
SHARED: dict[str, Callable[[Dossier, Terms], bool]] = {
    "education": lambda dossier, _: _all_shared(dossier.schooling),
    "lower_title": lambda dossier, _: _all_shared(dossier.bases),
    "lower_title_basis": lambda dossier, _: _all_shared(dossier.bases),
    "skill_certificate": lambda dossier, _: _all_shared(each for each in dossier.titles if each.kind == "skill"),
    "ce_public": lambda dossier, terms: _all_shared(_courses(dossier, terms, "public_course_year", PUBLIC)),
    "ce_reference": lambda dossier, terms: _all_shared(_courses(dossier, terms, "reference_year")),
    # an explanation of a gap has its own proof, whatever was shared
    "social_insurance": lambda dossier, _: (
        _all_shared(dossier.paid_months) and not dossier.request.insurance_gap.strip()
    ),
}


def _all_shared(rows: Iterable[Schooling | Title | Course | PaidMonth]) -> bool:
    shared = [row.shared for row in rows]
    return bool(shared) and all(shared)


def _courses(dossier: Dossier, terms: Terms, year: str, category: str = "") -> Iterator[Course]:
    asked = getattr(terms.ce, year, None)
    rows = (each for each in dossier.courses if each.passed and each.year == asked)
    return (each for each in rows if category in {"", each.category})
