"""Dossiers as plain facts, for the rules: one that lacks nothing, and small changes of it."""

from dataclasses import replace
from datetime import date
from functools import cache

from django.conf import settings

from declarations.eligibility.dossier import (
    Body,
    Course,
    Dossier,
    Entry,
    Job,
    PaidMonth,
    Paper,
    Person,
    Request,
    Schooling,
    Title,
)
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import examine
from notices.rules import Terms, dump_terms, parse_terms
from notices.services import read_notice_file

TODAY = date(2024, 8, 5)
COMMITTEE = "广西壮族自治区工艺美术系列正、副高级职称评审委员会"
UNIT = "钦州古龙窑坭兴陶艺有限公司（演示）"


@cache
def craft_arts() -> Terms:
    """The 2024 notice as it is."""
    return read_notice_file(settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml")


def changed(**sections) -> Terms:
    """The 2024 notice with other terms: ``changed(seniority={"start": "month_after_grant"})``."""
    raw = dump_terms(craft_arts())
    for name, values in sections.items():
        raw[name] = {**raw[name], **values} if isinstance(values, dict) and isinstance(raw[name], dict) else values
    return parse_terms(raw)


PERSON = Person(
    name="覃𬭚",
    sex="男",
    born_on=date(1980, 3, 1),
    has_photo=True,
    photo_pixels=(590, 826),
    unit_nature="private_enterprise",
    work_since=date(2003, 7, 1),
    specialty_since=date(2003, 7, 1),
)
TITLE = Title(
    key="titles:1",
    name="工艺美术师",
    rank="zhong",
    series="工艺美术",
    granted_on=date(2018, 11, 5),
    verified_online=True,
    is_base=True,
)
EXPERIENCE = Entry(
    section="experience",
    key="experience:1",
    title="窑变釉色研究",
    clause="fg-jl1",
    started_on=date(2019, 3, 1),
    on=None,
)
WORK = Entry(
    section="achievement",
    key="achievement:1",
    title="窑变·左江岩画纹瓶",
    kind="work",
    clause="fg-yj1",
    on=date(2022, 5, 1),
    representative=True,
)
SECOND_WORK = replace(WORK, key="achievement:2", title="骆越铜鼓壶", clause="fg-yj2", representative=False)
ARTICLE = Entry(
    section="publication",
    key="publication:1",
    title="坭兴陶窑变呈色机理与烧成制度研究",
    kind="paper",
    clause="fg-xs2",  # asks for one
    on=date(2023, 4, 1),
    not_for_degree=True,
)
PAPERS = (
    Paper(slot="id_document"),
    Paper(slot="education", part="education:1"),
    Paper(slot="lower_title", part="titles:1"),
    Paper(slot="ce_public"),
    Paper(slot="social_insurance"),
    Paper(slot="self_assessment"),
    Paper(slot="experience_proof", part="experience:1"),
    Paper(slot="performance_proof", part="achievement:1"),
    Paper(slot="performance_proof", part="achievement:2"),
    *(Paper(slot="paper", part="publication:1", piece=piece) for piece in ("封面", "目录", "版权页", "全文")),
)


def months(*names: str, payer: str = UNIT, by_unit: bool = True) -> tuple[PaidMonth, ...]:
    """Paid months: ``months("2024-02", "2024-03")``."""
    return tuple(PaidMonth(month=date.fromisoformat(f"{name}-01"), payer=payer, by_unit=by_unit) for name in names)


FULL = Dossier(
    request=Request(level="fg", specialty="taoci", committee=COMMITTEE),
    person=PERSON,
    unit=Body(name=UNIT, affiliation="city", city_office="钦州市职改办"),
    schooling=(Schooling(key="education:1", level="大专", graduated_on=date(2003, 6, 30)),),
    titles=(TITLE,),
    courses=(
        Course(year=2024, category="公需", passed=True),
        Course(year=2023, category="公需", passed=True),
        Course(year=2023, category="专业", passed=True),
    ),
    paid_months=months("2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07"),
    jobs=(Job(key="resume:1", started_on=date(2003, 7, 1), unit=UNIT),),
    experiences=(EXPERIENCE,),
    achievements=(WORK, SECOND_WORK),
    publications=(ARTICLE,),
    papers=PAPERS,
)


def person(**facts) -> Dossier:
    """The full dossier of a person with other facts."""
    return replace(FULL, person=replace(PERSON, **facts))


def asking(**facts) -> Dossier:
    """The full dossier with another request."""
    return replace(FULL, request=replace(FULL.request, **facts))


def without(slot: str, piece: str = "") -> Dossier:
    """The full dossier without a file."""
    kept = tuple(paper for paper in PAPERS if (paper.slot, piece) not in {(slot, ""), (slot, paper.piece)})
    return replace(FULL, papers=kept)


def found(dossier: Dossier, *rules: str, terms: Terms | None = None, today: date = TODAY) -> list[Finding]:
    """What some rules answer."""
    return examine(dossier, terms or craft_arts(), today, only=rules)


def codes(dossier: Dossier, *rules: str, terms: Terms | None = None, today: date = TODAY) -> list[str]:
    """Codes of the blocks these rules answer with."""
    return [each.code for each in found(dossier, *rules, terms=terms, today=today) if each.blocks]


def said(
    dossier: Dossier, *rules: str, severity: str = "block", terms: Terms | None = None, today: date = TODAY
) -> list[str]:
    """Their sentences."""
    answers = found(dossier, *rules, terms=terms, today=today)
    return [each.text for each in answers if each.severity == severity]
