"""The sheet on the unit's board: everybody who hangs there together, by name and nothing more personal (FORM-17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from config.lib.clock import local_date
from config.lib.qr import qr_svg_file
from config.lib.text import unended
from records.services.documents import Form
from review.approvals.documents.common import case_of, form, in_words
from review.approvals.models import OnlineSheet, Publicity
from review.approvals.states import Paper, PublicityKind

HEAD = ("name", "education", "title", "level", "specialty")
LISTS = (("experience", "专业技术工作经历（能力）"), ("achievement", "业绩成果"), ("publication", "论文著作等学术成果"))


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the roster, and the lists below it."""

    head: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    changes: tuple[Mapping[str, str], ...]


def publicity_sheet(declaration_id: int) -> Form:
    """The newest sheet of a declaration. Raises ``Publicity.DoesNotExist`` before one was put up."""
    case = case_of(declaration_id)
    sheet = case.declaration.publicities.filter(voided_at=None).latest("pk")
    people = [person_of(each) for each in beside(sheet)]
    supplementary = sheet.kind == PublicityKind.SUPPLEMENTARY
    online = OnlineSheet.objects.filter(sheet=sheet.sheet, closed_at=None).first()
    url = settings.SITE_URL.rstrip("/") + reverse("approvals:online", args=[online.token]) if online else ""
    context = {
        "online_url": url,
        "sheet": sheet,
        "people": people,
        "supplementary": supplementary,
        "first_day": in_words(sheet.first_day),
        "last_day": in_words(sheet.last_day),
        "put_up_on": in_words(local_date(sheet.started_at)),
        "source": unended(case.terms.unit_flow.publicity.source or ""),
        "place": unended(sheet.place),
        "contact": unended(sheet.contact),
        "all_applicants": case.terms.unit_flow.publicity.scope == "all_applicants",
    }
    what = "变更材料补充公示" if supplementary else f"申报{case.terms.year}年度{case.terms.term('title')}人员公示"
    printed = form(case, "publicity_sheet", what, context)
    return printed._replace(images={"online.svg": qr_svg_file(url)}) if url else printed


def publicity_record(declaration_id: int) -> Form:
    """公示结果记录: what hung to its end, its photo, objections by day and result, nobody's name (FORM-17)."""
    case = case_of(declaration_id)
    ended = case.declaration.publicities.ended().prefetch_related("objections").order_by("pk")
    rows = [_result(each) for each in ended]
    return form(case, "publicity_record", Paper.PUBLICITY_RECORD.label, {"rows": rows})


def _result(sheet: Publicity) -> dict[str, Any]:
    return {
        "kind": sheet.get_kind_display(),
        "first_day": in_words(sheet.first_day),
        "last_day": in_words(sheet.last_day),
        "days": sheet.working_days,
        "place": unended(sheet.place),
        "contact": unended(sheet.contact),
        "evidence": sheet.evidence_id is not None,
        "objections": [
            {
                "received": in_words(local_date(each.received_at)),
                "resolved": in_words(local_date(each.resolved_at)) if each.resolved_at else "",
                "result": "成立" if each.upheld else "不成立",
            }
            for each in sheet.objections.all()
        ],
    }


def beside(sheet: Publicity) -> list[Publicity]:
    """The people of one printed sheet, in the order they came."""
    same = Publicity.objects.filter(sheet=sheet.sheet, voided_at=None)
    return list(same.select_related("declaration").order_by("pk"))


def person_of(sheet: Publicity) -> Person:
    """What hung there of one person, from the frozen words and not from today's dossier."""
    content: Mapping[str, Any] = sheet.content
    told = {
        kind: tuple(each["text"] for key, each in content.items() if key.startswith(f"{kind}:")) for kind, _ in LISTS
    }
    return Person(
        head=tuple(content.get(key, {}).get("text", "") for key in HEAD),
        lists=tuple((label, told[kind]) for kind, label in LISTS),
        changes=tuple(sheet.changes),
    )
