"""Papers other bodies sign for the applicant: the unit's letter of commission, the archive's word on a degree."""

from typing import Any

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.documents.common import SHEETS, Case, case_of, in_words
from declarations.models import Declaration, DeclarationGrant
from declarations.rules import CARRY_OUT
from declarations.states import Channel
from records.services.documents import Form

COMMISSION_TITLE = "单位委托办理申报审核函"
EDUCATION_TITLE = "学历确认意见"
PROCEDURES = ("审核审议", "公示", "推荐")  # 000 二(一)4: what a unit may commission


def commission_letter(declaration_id: int) -> Form:
    """单位委托人事代理机构（或外单位审议小组）函: who is commissioned with which steps for whom, sealed (FORM-12)."""
    case = case_of(declaration_id)
    declaration = case.declaration
    by_channel = declaration.channel == Channel.AGENCY
    context = {
        "unit": case.workplace,
        "to": declaration.unit.name if by_channel else "",
        "trustees": [] if by_channel else _trustees(declaration),
        "procedures": PROCEDURES,
    }
    return _form(case, "unit_commission", COMMISSION_TITLE, context)


def education_opinion(declaration_id: int) -> Form:
    """学历确认意见: the certificates, the archive department's opinion, room for 档案专用章 (FORM-29; 002 三(三)1)."""
    case = case_of(declaration_id)
    rows = [(each, in_words(each.graduated_on)) for each in case.declaration.educations.all()]
    return _form(case, "education_opinion", EDUCATION_TITLE, {"rows": rows})


def _trustees(declaration: Declaration) -> list[dict[str, str]]:
    """Who holds the unit's step by a dated right now, of which body, and until when."""
    rights = DeclarationGrant.objects.filter(content_object=declaration, permission__codename=CARRY_OUT)
    held = rights.filter(expires_at__gt=clock.law()).select_related("user").order_by("pk")
    return [
        {
            "name": right.user.name,
            "organisation": _body_of(right, declaration),
            "until": in_words(clock.local_date(right.expires_at)),
            "reason": right.reason.removeprefix("受委托："),
        }
        for right in held
    ]


def _body_of(right: DeclarationGrant, declaration: Declaration) -> str:
    desks = Membership.objects.of(right.user).filter(role=Role.UNIT).exclude(organisation=declaration.unit_id)
    first = desks.select_related("organisation").first()
    return first.organisation.name if first else ""


def _form(case: Case, template: str, title: str, context: dict[str, Any]) -> Form:
    return Form(
        template=f"pdf/{template}.html",
        context={"case": case, "declaration": case.declaration, "basic": case.basic, **context},
        title=title,
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        stylesheets=SHEETS,
    )
