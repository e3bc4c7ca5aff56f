"""The facts a checklist row may ask for (``notices.states.FACTS``), true of this dossier."""

from declarations.eligibility.dossier import Dossier
from declarations.states import Channel, ItemKind, Special
from notices.rules import Terms
from notices.states import DeclarationKind

NON_PUBLIC = frozenset({"private_enterprise", "individual", "other_non_public"})
STATE_OWNED = frozenset({"state_enterprise", "institution"})


def facts_of(dossier: Dossier, terms: Terms, slot: str = "") -> frozenset[str]:
    """Facts of the declaration; ``shared`` is a fact of the slot: whether its data came by data sharing (MAT-10)."""
    told = _told(dossier, terms) | {"shared": slot in SHARED and SHARED[slot](dossier)}
    group = _group(dossier, terms)
    return frozenset(name for name, true in told.items() if true) | ({f"group_{group}"} if group else set())


def _told(dossier: Dossier, terms: Terms) -> dict[str, bool]:
    request, person = dossier.request, dossier.person
    options = {name: Special(name) in request.options for name in ("direct", "exceptional", "high_skill", "targeted")}
    return (
        options
        | _of_items(dossier)
        | {
            "conversion": request.kind == DeclarationKind.CONVERSION,
            "lowest_level": is_lowest(request.level, terms),
            "senior": any(level.senior for level in terms.levels if level.code == request.level),
            "private_enterprise": person.unit_nature == "private_enterprise" and not request.freelancer,
            "non_public": person.unit_nature in NON_PUBLIC,
            "state_owned": person.unit_nature in STATE_OWNED,
            "freelancer": request.freelancer,
            "outside_unit": dossier.workplace.is_outside,
            "agency": request.channel == Channel.AGENCY,
            "name_or_id_differs": person.name_differs,
            "years_relied_on": request.opted(Special.DIRECT) and "年限" in request.direct_basis,
            "epidemic_priority": person.epidemic_service,
            "issued_in_region_outside_city": any(title.origin == "region" for title in dossier.bases),
        }
    )


def _of_items(dossier: Dossier) -> dict[str, bool]:
    kinds = {entry.kind for entry in dossier.publications}
    return {
        "paper": ItemKind.PAPER in kinds,
        "book": ItemKind.BOOK in kinds,
        "work_report": ItemKind.WORK_REPORT in kinds,
        "academic_item": bool(kinds),
        "award_work": any(entry.is_award_work for entry in dossier.representatives),
    }


def is_lowest(level: str, terms: Terms) -> bool:
    """Whether nothing stands below this level: levels are listed from the highest down."""
    return bool(terms.levels) and terms.levels[-1].code == level


def _group(dossier: Dossier, terms: Terms) -> str:
    found = (each.group for each in terms.specialties if each.code == dossier.request.specialty)
    return next(found, "")


SHARED = {
    "education": lambda dossier: bool(dossier.schooling) and all(each.shared for each in dossier.schooling),
    "lower_title": lambda dossier: any(each.shared for each in dossier.bases),
    "skill_certificate": lambda dossier: any(each.shared for each in dossier.titles if each.kind == "skill"),
    "ce_public": lambda dossier: any(each.shared for each in dossier.courses if each.category == "公需"),
    "ce_reference": lambda dossier: any(each.shared for each in dossier.courses),
    "social_insurance": lambda dossier: any(each.shared for each in dossier.paid_months),
}
