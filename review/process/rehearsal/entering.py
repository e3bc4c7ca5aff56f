"""A sample becomes a declaration by the roads people take: chooser, 特殊选项, a 电子档案 that is taken in."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.http import QueryDict

from accounts.models import Organisation
from accounts.services.employments import ask_employment, confirm_employment
from accounts.states import OrganisationKind
from config.lib.reason import Reason
from declarations.eligibility.dossier import Body, Dossier
from declarations.exceptions import Refused
from declarations.forms.sections import OptionsForm
from declarations.models import Declaration
from declarations.packages.dossier_file import write_dossier
from declarations.packages.importing import take_package
from declarations.sample import sample
from declarations.sample.packed import PHOTO, SCAN, packed_words
from declarations.services import packages, sections
from declarations.states import PackageState
from notices.rules.reading import read_mapping
from review.process.rehearsal.house import House, body
from review.process.rehearsal.offers import Played
from review.process.season.cast import id_number
from review.process.season.directory import registered
from review.process.season.papers import portrait, sheet
from review.process.services import begin_declaration

AS_THE_DRAFT_SAYS = "以本草稿为准"


def enter(house: House, person: Played, deliver: Callable[[], int]) -> Declaration:
    """The whole draft of this person. Raises ``Refused`` with what the pages would say."""
    dossier = renamed(sample(person.asked), person.name)
    unit, employer, relay = _bodies(house, dossier, person.asked.nature)
    _open_account(house, person, dossier, unit, employer or unit)
    draft = _begin(house, person, dossier, unit, employer)
    _answer_options(draft, dossier, relay)
    _take_package(draft, dossier, deliver)
    if dossier.appraisals:
        told = [{field.name: getattr(each, field.name) for field in fields(each)} for each in dossier.appraisals]
        sections.save_appraisals(draft.pk, told, actor=draft.applicant)
    return house.case(person)


def renamed(dossier: Dossier, name: str) -> Dossier:
    """The same under another name, wherever the dossier says it: payer of a freelancer, owner of a firm."""
    return read_mapping(Dossier, _replaced(write_dossier(dossier), dossier.person.name, name))


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, old, new) for each in value]
    return new if value == old else value


def _bodies(
    house: House, dossier: Dossier, nature: str
) -> tuple[Organisation, Organisation | None, Organisation | None]:
    request, employer = dossier.request, dossier.employer
    unit = body(house, dossier.unit, nature="" if employer or request.freelancer else nature)
    relay = None
    if request.relay:
        kind = OrganisationKind.AGENCY if request.relay_is_agency else OrganisationKind.UNIT
        relay = body(house, Body(name=request.relay, kind=kind.value, affiliation="city"), nature="")
    return unit, body(house, employer, nature=nature) if employer else None, relay


def _open_account(house: House, person: Played, dossier: Dossier, unit: Organisation, workplace: Organisation) -> None:
    told = dossier.person
    assert told.born_on, "every sample was born"
    account = registered(person.name, id_number(told.born_on, told.sex, person.number), person.phone)
    house.people[person.name] = account
    house.clerks[person.unit] = house.clerk_at(unit.pk)
    if not dossier.request.freelancer:
        asked = ask_employment(person=account, organisation=workplace, since=told.employed_since or date(2018, 3, 1))
        confirm_employment(asked.pk, actor=house.clerk_at(workplace.pk))


def _begin(
    house: House, person: Played, dossier: Dossier, unit: Organisation, employer: Organisation | None
) -> Declaration:
    request = dossier.request
    choice = {name: getattr(request, name) for name in ("level", "specialty", "kind", "channel", "freelancer")}
    choice |= {"archive_hosted": request.freelancer and request.archive_hosted, "unit": unit, "employer": employer}
    draft = begin_declaration(applicant=house.people[person.name], edition=house.edition, **choice)
    house.cases[person.name] = draft.pk
    return draft


def _answer_options(draft: Declaration, dossier: Dossier, relay: Organisation | None) -> None:
    """What the page of 特殊选项 asks of this draft; without questions it is left alone."""
    declaration = Declaration.objects.with_context().get(pk=draft.pk)
    told = {name: _answer(name, dossier, relay) for name in OptionsForm(declaration=declaration).fields}
    answers = {name: value for name, value in told.items() if value not in (None, "", [], False)}
    form = OptionsForm(_posted(answers), declaration=declaration)
    if not form.is_valid():
        raise Refused(*(Reason("options", str(said[0]), name) for name, said in form.errors.items()))
    values = {name: value for name, value in form.cleaned_data.items() if name != "options"}
    sections.save_options(draft.pk, options=form.cleaned_data["options"], values=values, actor=draft.applicant)


def _posted(answers: dict[str, Any]) -> Any:
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return data


def _answer(name: str, dossier: Dossier, relay: Organisation | None) -> Any:
    if name == "relay":
        return relay.pk if relay else None
    value = getattr(dossier.request, name)
    if isinstance(value, frozenset | tuple):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    if isinstance(value, date):
        return f"{value:%Y-%m}" if name == "new_work_since" else value.isoformat()
    return "on" if value is True else value


def _take_package(draft: Declaration, dossier: Dossier, deliver: Callable[[], int]) -> None:
    package = packages.keep_package(draft.pk, _zipped(packed_words(dossier)), actor=draft.applicant)
    deliver()
    package.refresh_from_db()
    skipped = [line["text"] for line in package.report if line["tone"] == "skip"]
    left = [text for text in skipped if AS_THE_DRAFT_SAYS not in text]
    if package.state != PackageState.READY or left:
        raise Refused(Reason("package", "；".join(left) or str(package.fault) or "电子档案没有通过检查"))
    take_package(package.pk, actor=draft.applicant)


def _zipped(words: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in (("dossier.json", words), (PHOTO, _photo()), (SCAN, _scan())):
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _photo() -> bytes:
    return portrait(1, "女")


@lru_cache(maxsize=1)
def _scan() -> bytes:
    return sheet(
        "证明材料（样张）", ["本页为彩排用样张，内容均为虚构。", json.dumps({"彩排": True}, ensure_ascii=False)]
    )
