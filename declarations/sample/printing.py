"""The forms a sample's person would print, from rows that stand nowhere: to be looked at, marked 样张 (24-3)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Model

from accounts.models import Organisation
from config.lib import clock
from declarations.documents.common import Case
from declarations.documents.direct_form import direct_form_of
from declarations.documents.exception_form import exception_form_of
from declarations.documents.review_form import review_form_of
from declarations.documents.self_assessment import self_assessment_of
from declarations.documents.statements import change_application_of
from declarations.eligibility.dossier import Body, Entry
from declarations.eligibility.slots import FORM_43
from declarations.models import (
    Achievement,
    BasicInfo,
    Declaration,
    Education,
    Experience,
    Grounds,
    HeldTitle,
    Publication,
    ResumeLine,
    Training,
)
from declarations.parts import RELATED, Section
from declarations.sample.trying import TryOut
from declarations.states import Special
from notices.states import DeclarationKind
from records.services.documents import Form, specimen

NOWHERE = 0  # the key of a declaration that is in no table
SELF_ASSESSMENT, REVIEW, DIRECT, EXCEPTION, CHANGE = "self-assessment", "review", "direct", "exception", "change"
MAKERS: dict[str, Callable[[Case], Form]] = {
    SELF_ASSESSMENT: self_assessment_of,
    REVIEW: lambda case: review_form_of(case, sections={}),
    DIRECT: direct_form_of,
    EXCEPTION: exception_form_of,
    CHANGE: change_application_of,
}


def forms_for(tried: TryOut) -> dict[str, str]:
    """Word → title of each form this person meets."""
    return {word: form.title for word, form in _forms(tried)}


def specimen_of(tried: TryOut, word: str) -> bytes:
    """The PDF of one of them. Raises ``LookupError`` for a form this person does not meet."""
    return specimen(dict(_forms(tried))[word])


def _forms(tried: TryOut) -> Iterator[tuple[str, Form]]:
    case = _case(tried)
    for word in _asked(tried):
        yield word, MAKERS[word](case)


def _asked(tried: TryOut) -> Iterator[str]:
    request = tried.dossier.request
    if request.kind not in DeclarationKind.unvoted:
        yield from (SELF_ASSESSMENT, REVIEW)
    if Special.DIRECT in request.options:
        yield DIRECT
    if Special.EXCEPTIONAL in request.options:
        yield EXCEPTION
    if request.kind in FORM_43:
        yield CHANGE


# ── rows that stand nowhere ────────────────────────────────────────────────────────────────────────────────────────
def _case(tried: TryOut) -> Case:
    """What a form reads of a stored declaration, filled from the dossier; nothing of it is saved."""
    dossier, asked = tried.dossier, tried.asked
    request = dossier.request
    declaration = Declaration(
        pk=NOWHERE,
        level=request.level,
        rank=asked.level.rank,
        level_name=asked.level.name,
        specialty=request.specialty,
        specialty_name=asked.specialty.name,
        kind=request.kind,
        options=sorted(request.options),
        freelancer=request.freelancer,
        unit=_organisation(dossier.unit),
        employer=_organisation(dossier.employer) if dossier.employer else None,
    )
    declaration.grounds = Grounds(**_same(request, Grounds), declaration=declaration)
    _keep(declaration, Section.EDUCATION, [_education(each) for each in dossier.schooling])
    _keep(declaration, Section.TITLES, [_title(each) for each in dossier.titles])
    _keep(declaration, Section.TRAINING, [Training(**_same(each, Training), hours=30) for each in dossier.courses])
    _keep(
        declaration,
        Section.RESUME,
        [ResumeLine(**_same(each, ResumeLine), duty="专业技术岗位") for each in dossier.jobs],
    )
    _keep(declaration, Section.EXPERIENCE, [_experience(each) for each in dossier.experiences])
    _keep(declaration, Section.ACHIEVEMENTS, [_achievement(each) for each in dossier.achievements])
    _keep(declaration, Section.PUBLICATIONS, [_publication(each) for each in dossier.publications])
    basic = BasicInfo(**_same(dossier.person, BasicInfo), ethnicity="壮族", post="专业技术岗位")
    return Case(declaration, asked.terms, basic, dossier, clock.local_date(tried.at))


def _keep(declaration: Declaration, section: str, rows: Iterable[Model]) -> None:
    """As if they had been fetched with it: the forms find them without asking the database."""
    name = RELATED[Section(section)]
    found = getattr(declaration, name).all()
    found._result_cache = list(rows)  # noqa: SLF001 - how prefetching itself does it
    found._prefetch_done = True  # noqa: SLF001
    if not hasattr(declaration, "_prefetched_objects_cache"):
        declaration._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # noqa: SLF001
    declaration._prefetched_objects_cache[name] = found  # type: ignore[attr-defined]  # noqa: SLF001


def _same(told: Any, model: type[Model]) -> dict[str, Any]:
    """The facts that the model calls by the same name."""
    names = {field.name for field in model._meta.concrete_fields} - {"id", "declaration", "kind", "photo"}
    found = {name: getattr(told, name) for name in names if hasattr(told, name)}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in found.items()}


def _number(key: str) -> int:
    return int(key.rpartition(":")[2]) if key.rpartition(":")[2].isdigit() else NOWHERE


def _organisation(body: Body) -> Organisation:
    return Organisation(name=body.name, kind=body.kind)


def _education(each: Any) -> Education:
    return Education(pk=_number(each.key), **_same(each, Education), major="示例专业", form="全日制", is_highest=True)


def _title(each: Any) -> HeldTitle:
    return HeldTitle(pk=_number(each.key), **_same(each, HeldTitle), kind=each.kind)


def _item(each: Entry, model: type[Model]) -> dict[str, Any]:
    return {"pk": _number(each.key), **_same(each, model), "is_representative": each.representative}


def _experience(each: Entry) -> Experience:
    told = _item(each, Experience) | {"ended_on": each.on, "content": "组织实施。", "duty": "主持"}
    return Experience(**told)


def _achievement(each: Entry) -> Achievement:
    told = _item(each, Achievement) | {"achieved_on": each.on, "kind": each.kind, "role": "独立完成"}
    return Achievement(**told | {"works": list(each.works), "pending_kind": each.pending})


def _publication(each: Entry) -> Publication:
    told = _item(each, Publication) | {"published_on": each.on, "kind": each.kind, "own_part": "独撰"}
    return Publication(
        **told | {"venue": "示例期刊（演示）", "pending_kind": each.pending, "adoption": dict(each.adoption)}
    )
