"""Samples as people hand them in: bodies and an account, a draft, 特殊选项 on its page, the rest as a 电子档案."""

import json
from dataclasses import fields
from datetime import date
from itertools import count
from typing import Any

from django.urls import reverse

from accounts.models import Employment, IdNumber, Organisation, User
from accounts.states import OrganisationKind
from config.lib import clock
from declarations.eligibility.dossier import Body, Dossier
from declarations.forms.sections import OptionsForm
from declarations.models import Declaration, SmallGiant
from declarations.packages import archive
from declarations.packages.importing import take_package
from declarations.sample import Offering, sample
from declarations.services import drafts, packages, sections
from declarations.states import PackageState
from notices.models import NoticeEdition
from notices.rules.reading import write_mapping
from records.services.outbox import drain_outbox
from tests.declarations.packages import zipped
from tests.declarations.pictures import portrait, scan
from tests.declarations.world import id_number, person

PHOTO, SCAN = "证件照.jpg", "材料.png"
# What no rule looks at, and the pages ask all the same.
BESIDES: dict[type, dict[str, Any]] = {
    archive.Person: {"ethnicity": "壮族", "politics": "群众", "post": "技术负责人", "photo": PHOTO},
    archive.Schooling: {"form": "全日制", "major": "示例专业", "certificate_no": "106071200307"},
    archive.Title: {"certificate_no": "GX0105", "authority": "示例发证机关（演示）"},
    archive.Course: {"hours": 30},
    archive.Job: {"duty": "技术负责人"},
    archive.Entry: {"content": "组织实施。", "duty": "主持", "role": "独立完成", "effect": "已投产。", "venue": "示例期刊（演示）", "own_part": "独撰"},
    archive.Paper: {"file": SCAN},
}  # fmt: skip
LISTS = {
    "schooling": archive.Schooling, "titles": archive.Title, "courses": archive.Course, "jobs": archive.Job,
    "experiences": archive.Entry, "achievements": archive.Entry, "publications": archive.Entry, "papers": archive.Paper,
}  # fmt: skip
_numbers = count(1)


def stored(asked: Offering, edition: NoticeEdition, client: Any) -> Declaration:
    """The draft of the sample's person, filled by the roads people take; the client stays signed in."""
    dossier, number = sample(asked), next(_numbers)
    unit, employer, relay = _bodies(dossier, edition, asked.nature)
    own = _person(dossier, number, employer or unit)
    draft = _begun(dossier, edition, own, unit, employer)
    client.force_login(own, backend="accounts.backends.PhoneBackend")
    _options(draft, dossier, relay, client)
    _package(draft, dossier, own)
    told = [{field.name: getattr(each, field.name) for field in fields(each)} for each in dossier.appraisals]
    if told:
        sections.save_appraisals(draft.pk, told, actor=own)
    return Declaration.objects.with_context().get(pk=draft.pk)


def _bodies(dossier: Dossier, edition: NoticeEdition, nature: str) -> tuple[Organisation, ...]:
    employer = dossier.employer
    unit = _organisation(dossier.unit, edition, nature="" if employer or dossier.request.freelancer else nature)
    request = dossier.request
    relay = None
    if request.relay:
        kind = OrganisationKind.AGENCY if request.relay_is_agency else OrganisationKind.UNIT
        relay = _organisation(Body(name=request.relay, kind=kind.value), edition, nature="")
    return unit, _organisation(employer, edition, nature=nature) if employer else None, relay


def _organisation(body: Body, edition: NoticeEdition, *, nature: str) -> Organisation:
    told = {
        name: getattr(body, name) for name in ("name", "kind", "affiliation", "place", "zone", "legal_representative")
    }
    made = Organisation.objects.create(**told, nature=nature, parent=edition.notice.office)
    if body.small_giant_from:
        days = {"valid_from": body.small_giant_from, "valid_until": body.small_giant_until}
        SmallGiant.objects.create(organisation=made, certificate_no="示例1号", **days)
    return made


def _person(dossier: Dossier, number: int, workplace: Organisation) -> User:
    told = dossier.person
    own = person(f"sample{number}", told.name, f"1900001{number:04}")
    sex = 2 * (number % 500) + (told.sex == "男")  # the last digit but one: odd for men
    assert told.born_on
    IdNumber.objects.create(user=own, number=id_number(f"450102{told.born_on:%Y%m%d}{sex:03}"))
    if not dossier.request.freelancer:
        Employment.objects.create(user=own, organisation=workplace, confirmed_at=clock.law())
    return own


def _begun(dossier: Dossier, edition: NoticeEdition, own: User, unit: Any, employer: Any) -> Declaration:
    request = dossier.request
    names = ("level", "specialty", "kind", "channel", "freelancer")
    told = {name: getattr(request, name) for name in names} | {
        "archive_hosted": request.freelancer and request.archive_hosted
    }
    return drafts.begin(edition, applicant=own, choice={**told, "unit": unit, "employer": employer})


def _options(draft: Declaration, dossier: Dossier, relay: Organisation | None, client: Any) -> None:
    """What the page of 特殊选项 asks of this draft, answered; a page without questions is left alone."""
    form = OptionsForm(declaration=Declaration.objects.with_context().get(pk=draft.pk))
    told = {name: _answer(name, dossier, relay) for name in form.fields}
    answer = {name: value for name, value in told.items() if value not in (None, "", [], False)}
    response = client.post(reverse("declarations:options", args=[draft.ref]), answer | {"_version": 0})
    assert response.status_code == 302, (answer, response.context["form"].errors)


def _answer(name: str, dossier: Dossier, relay: Organisation | None) -> Any:
    if name == "relay":
        return relay.pk if relay else None
    value = getattr(dossier.request, name)
    if isinstance(value, frozenset | tuple):
        return list(value)
    if isinstance(value, date):
        return f"{value:%Y-%m}" if name == "new_work_since" else value.isoformat()
    return "on" if value is True else value


def _package(draft: Declaration, dossier: Dossier, own: User) -> None:
    words = packed(dossier)
    data = zipped([("dossier.json", words), (PHOTO, portrait()), (SCAN, scan("样例"))])
    package = packages.keep_package(draft.pk, data, actor=own)
    drain_outbox()
    package.refresh_from_db()
    assert package.state == PackageState.READY, package.report or package.fault
    skipped = [line for line in package.report if line["tone"] == "skip" and "以本草稿为准" not in line["text"]]
    assert skipped == []
    take_package(package.pk, actor=own)


def packed(dossier: Dossier) -> bytes:
    """The words of a package: the dossier with what the pages ask besides."""
    whole = {field.name: getattr(dossier, field.name) for field in fields(dossier)}
    whole["person"] = _widened(dossier.person, archive.Person)
    for name, kind in LISTS.items():
        whole[name] = tuple(_widened(each, kind) for each in whole[name])
    return _text(archive.Packed(**whole))


def _text(words: archive.Packed) -> bytes:
    return json.dumps(write_mapping(words, brief=True), ensure_ascii=False).encode()


def _widened(row: Any, kind: type) -> Any:
    known = {field.name: getattr(row, field.name) for field in fields(row)}
    return kind(**known | BESIDES[kind])
