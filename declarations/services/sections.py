"""Sections that are one form: 基本信息, 特殊选项, 社保, and the choice of level and specialty."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from accounts.models import Actor, Organisation
from accounts.selectors import numbers_besides
from accounts.states import OrganisationKind, OrganisationStatus
from config.lib import clock
from config.lib.period import add_months
from config.lib.reason import Reason
from declarations.choosing import settle_committee
from declarations.dossier import bare_dossier
from declarations.eligibility.facts import nature_of
from declarations.fields import BASIC_FIELDS, CHANNEL_FIELDS, GROUNDS_FIELDS
from declarations.models import BasicInfo, Declaration, Grounds, InsuranceMonth
from declarations.parts import Section
from declarations.services.autosave import settle_patch
from declarations.services.changing import changing, refuse
from declarations.services.drafts import problems_at_start
from declarations.states import Source, Special, TalentBasis
from notices.rules import Terms, terms_of

SAID_TO: dict[str, tuple[str, Any]] = {
    "direct_basis": ("direct", ""),
    "relaxes": ("exceptional", []),
    "exception_reason": ("exceptional", ""),
}
SAID_TO_BASIS: dict[str, tuple[str, Any]] = {
    "recommended_by": (TalentBasis.SMALL_GIANT, ""),
    "recommended_on": (TalentBasis.SMALL_GIANT, None),
    "team_leader": (TalentBasis.SMALL_GIANT, False),
    "project_level": (TalentBasis.TALENT_PROJECT, ""),
    "project_name": (TalentBasis.TALENT_PROJECT, ""),
    "project_year": (TalentBasis.TALENT_PROJECT, None),
}
APPRAISAL_FIELDS = ("expert", "unit", "title", "opinion")
LONGEST_SPAN = 600  # months of insurance entered at once


def save_basic(
    declaration_id: int, values: Mapping[str, Any], *, actor: Actor, version: int | None = None
) -> BasicInfo:
    """基本信息. Raises ``Refused`` and ``Stale``."""
    with changing(declaration_id, Section.BASIC, actor=actor) as declaration:
        basic = declaration.basic
        _fill(basic, BASIC_FIELDS, values)
        _settle_numbers(declaration)
        _settle_nature(declaration)
        settle_patch(declaration, Section.BASIC, version=version, now=clock.law())
    return basic


def save_options(
    declaration_id: int,
    *,
    options: Iterable[str],
    values: Mapping[str, Any],
    actor: Actor,
    version: int | None = None,
) -> Declaration:
    """特殊选项 with what they ask for, and the letter of an outside unit (PATH-32, CHAN-11, CHAN-25)."""
    with changing(declaration_id, Section.OPTIONS, actor=actor) as declaration:
        terms = terms_of(declaration.edition)
        chosen = sorted(set(options))
        closed = [code for code in chosen if terms.option(code) is None]
        refuse(*(Reason("PATH-07", f"本年度不开放“{_label(terms, code)}”。", "options") for code in closed))
        refuse(*_wrong_relay(declaration, values.get("relay")))
        resettle = (Special.TARGETED in chosen) != (Special.TARGETED in declaration.options)
        refuse(*([TARGETED_STAYS] if resettle and declaration.submitted_at else []))
        declaration.options = chosen
        declaration.save(update_fields=["options"])
        if resettle:
            _settle_targeted(declaration, terms)
        _fill(declaration, CHANNEL_FIELDS, values)
        _fill(grounds_of(declaration), GROUNDS_FIELDS, _of_chosen(values, chosen))
        _settle_nature(declaration)
        settle_patch(declaration, Section.OPTIONS, version=version, now=clock.law())
    return declaration


def _settle_targeted(declaration: Declaration, terms: Terms) -> None:
    """双定向 ticked or unticked: another committee may be competent, and office and authority go with it (PATH-08)."""
    wanted = declaration.committee.name if declaration.committee else ""
    settle_committee(declaration, terms, wanted=wanted)
    declaration.save(update_fields=["committee", "commission"])


def _settle_numbers(declaration: Declaration) -> None:
    """A number the account has got since the draft was begun (MAT-60, MAT-61)."""
    basic = declaration.basic
    basic.other_numbers = numbers_besides(declaration.applicant, basic.id_number) if basic.id_number else 0
    basic.save(update_fields=["other_numbers"])


def _settle_nature(declaration: Declaration) -> None:
    """What the unit is registered as goes before what was typed (MAT-15, ELIG-15)."""
    basic, counts = declaration.basic, nature_of(bare_dossier(declaration), terms_of(declaration.edition))
    if counts != basic.unit_nature:
        basic.unit_nature = counts
        basic.save(update_fields=["unit_nature"])


def _wrong_relay(declaration: Declaration, relay: Organisation | None) -> list[Reason]:
    """The file goes to another body that works here, or to nobody (CHAN-20, CHAN-26)."""
    if relay is None:
        return []
    own = relay.pk in {declaration.unit_id, declaration.employer_id}
    if own or relay.status != OrganisationStatus.ACTIVE or relay.kind not in OrganisationKind.units:
        return [Reason("CHAN-20", "请选择本单位以外、已在本系统注册的派遣单位或社保缴纳单位。", "relay")]
    return []


def _of_chosen(values: Mapping[str, Any], chosen: list[str]) -> dict[str, Any]:
    """What was said to an option or a basis that is not ticked (any more) is not kept: no rule shall meet it."""
    left = {name: empty for name, (option, empty) in SAID_TO.items() if option not in chosen}
    basis = values.get("talent_basis")
    left |= {name: empty for name, (asked, empty) in SAID_TO_BASIS.items() if asked != basis}
    return dict(values) | left


def _label(terms: Any, code: str) -> str:
    return next((each.label for each in terms.special_options if each.code == code), code)


def change_request(declaration_id: int, *, level: str, specialty: str, actor: Actor) -> Declaration:
    """Another level or specialty before submission: committee and slot follow. Raises ``Refused`` (E109, CHAN-01)."""
    with changing(declaration_id, Section.OPTIONS, actor=actor, event="request") as declaration:
        terms = terms_of(declaration.edition)
        refuse(*([Reason("E908", "提交后不能改变申报级别和专业。")] if declaration.submitted_at else []))
        declaration.level, declaration.specialty = level, specialty
        wanted = declaration.committee.name if declaration.committee else ""
        settle_committee(declaration, terms, wanted=wanted)  # what was chosen stays while it is competent (04-1)
        refuse(*problems_at_start(declaration, terms, clock.law()))
        declaration.rank, declaration.level_name = terms.level(level).rank, terms.level(level).name
        declaration.specialty_name = terms.specialty(specialty).name
        declaration.slot = terms.slot_key(level, declaration.kind)
        declaration.save(
            update_fields=[
                *("level", "specialty", "committee", "commission"),
                *("rank", "level_name", "specialty_name", "slot"),
            ]
        )
    return declaration


TARGETED_STAYS = Reason("E908", "提交后不能改变是否申报“双定向”。", "options")  # another committee would be asked


def add_insurance(
    declaration_id: int,
    *,
    payer: str,
    first: date,
    last: date,
    by_unit: bool,
    actor: Actor,
    source: str = Source.MANUAL,
) -> int:
    """Months paid from ``first`` to ``last`` by one payer; months known already stay as they are. Returns how many."""
    start, until = first.replace(day=1), last.replace(day=1)
    span = (until.year - start.year) * 12 + until.month - start.month + 1
    with changing(declaration_id, Section.INSURANCE, actor=actor) as declaration:
        refuse(*([Reason("E906", "结束月份早于开始月份，请核对。", "last")] if span < 1 else []))
        refuse(*([Reason("E909", "一次最多填写50年的缴费月份。", "last")] if span > LONGEST_SPAN else []))
        known = set(_months(declaration).filter(payer=payer).values_list("month", flat=True))
        months = [add_months(start, offset) for offset in range(span)]
        fetched = clock.law() if source == Source.SHARED else None
        told = {"declaration": declaration, "payer": payer, "by_unit": by_unit, "source": source, "fetched_at": fetched}
        fresh = [InsuranceMonth(month=month, **told) for month in months if month not in known]
        InsuranceMonth.objects.bulk_create(fresh)
    return len(fresh)


def remove_insurance(declaration_id: int, *, payer: str, first: date, last: date, actor: Actor) -> None:
    """Take back typed-in months of a payer; those fetched by data sharing stay (MAT-10)."""
    with changing(declaration_id, Section.INSURANCE, actor=actor) as declaration:
        typed = _months(declaration).filter(payer=payer.replace("\0", ""), source=Source.MANUAL)
        typed.filter(month__gte=first.replace(day=1), month__lte=last).delete()


def explain_insurance(declaration_id: int, text: str, *, actor: Actor, version: int | None = None) -> Grounds:
    """Why months are missing at the declaring unit (MAT-31)."""
    with changing(declaration_id, Section.INSURANCE, actor=actor) as declaration:
        grounds = grounds_of(declaration)
        grounds.insurance_gap = text.strip()
        grounds.save(update_fields=["insurance_gap"])
        settle_patch(declaration, Section.INSURANCE, version=version, now=clock.law())
    return grounds


def save_summary(declaration_id: int, text: str, *, actor: Actor, version: int | None = None) -> Grounds:
    """专业技术工作总结, at whatever length it has got to (MAT-52). Raises ``Refused`` and ``Stale``."""
    with changing(declaration_id, Section.EXPERIENCE, actor=actor, event="summary") as declaration:
        grounds = grounds_of(declaration)
        grounds.summary = text.strip()
        grounds.save(update_fields=["summary"])
        settle_patch(declaration, Section.EXPERIENCE, version=version, now=clock.law())
    return grounds


def save_appraisals(declaration_id: int, appraisals: Iterable[Mapping[str, str]], *, actor: Actor) -> Grounds:
    """What experts said of publications that were not printed (MAT-69); rows with nothing in them are left out."""
    with changing(declaration_id, Section.PUBLICATIONS, actor=actor, event="appraisals") as declaration:
        grounds = grounds_of(declaration)
        told = [{name: each.get(name, "").strip() for name in APPRAISAL_FIELDS} for each in appraisals]
        grounds.appraisals = [each for each in told if any(each.values())]
        grounds.save(update_fields=["appraisals"])
    return grounds


def grounds_of(declaration: Declaration) -> Grounds:
    """The row of reasons; made when it is first needed."""
    found: Grounds = Grounds.objects.get_or_create(declaration=declaration)[0]
    return found


def _months(declaration: Declaration) -> Any:
    return InsuranceMonth.objects.filter(declaration=declaration)


def _fill(row: Any, allowed: Iterable[str], values: Mapping[str, Any]) -> None:
    given = [name for name in allowed if name in values]
    for name in given:
        setattr(row, name, values[name])
    if given:
        row.save(update_fields=given)
