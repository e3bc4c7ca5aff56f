"""The cast: Lin declares from 古龙窑 (a private enterprise of 钦州), Bai is somebody else; the notice is published."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from accounts.models import SYSTEM, Employment, IdNumber, Organisation, User
from accounts.states import OrganisationKind
from config.lib.files import SCANS, Inspected, inspect_upload
from declarations.models import Declaration, HeldTitle
from declarations.services import drafts, entries, items, materials, sections
from notices.models import NoticeEdition
from notices.services import load_notice, publish_notice
from records.services.files import store_file
from tests.declarations.pictures import portrait, scan
from tests.remembering import remembered

CRAFT_ARTS = settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml"
IN_STAGE_1 = datetime.fromisoformat("2024-08-05T10:00+08:00")
LIN = "45010219800301001" + "8"


@dataclass
class World:
    edition: NoticeEdition
    city: Organisation
    unit: Organisation
    region_unit: Organisation
    lin: User
    bai: User

    @remembered
    def draft(self, *, level: str = "fg", unit: Organisation | None = None, **choice) -> Declaration:
        """Lin's draft, as begun on the chooser."""
        told = {"level": level, "specialty": "taoci", "unit": unit or self.unit, **choice}
        return drafts.create_draft(applicant=self.lin, edition=self.edition, **told)

    @remembered
    def full(self, **choice) -> Declaration:
        """Lin's draft with everything it needs."""
        draft = self.draft(**choice)
        fill(draft, self.lin)
        return Declaration.objects.with_context().get(pk=draft.pk)


@remembered
def build_world(words: Path | dict = CRAFT_ARTS) -> World:
    """The cast under a notice, by default that of 2024."""
    notice = load_notice(words, actor=SYSTEM)
    edition = publish_notice(notice.pk, actor=SYSTEM)
    kind = OrganisationKind
    city = Organisation.objects.create(name="钦州市职改办", kind=kind.CITY_OFFICE, parent=edition.notice.office)
    unit = Organisation.objects.create(
        name="钦州古龙窑坭兴陶艺有限公司（演示）", kind=kind.UNIT, parent=city, affiliation="city", nature="private_enterprise",
        place="钦州市", contact_phone="0777-2800000",
    )  # fmt: skip
    region = Organisation.objects.create(
        name="广西八桂工艺美术研究所（演示）", kind=kind.UNIT, parent=edition.notice.office, affiliation="region",
        nature="institution",
    )  # fmt: skip
    lin = person("lin", "覃𬭚", "19000000001")
    IdNumber.objects.create(user=lin, number=id_number("45010219800301001"))
    Employment.objects.create(user=lin, organisation=unit, confirmed_at=IN_STAGE_1)
    return World(edition, city, unit, region, lin, person("bai", "农䶮", "19000000002"))


def person(username: str, name: str, phone: str) -> User:
    return User.objects.create(username=username, name=name, phone=phone)


def id_number(first: str) -> str:
    """A synthetic number with its right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11]


BASIC = {
    "ethnicity": "壮族",
    "politics": "群众",
    "native_place": "广西钦州",
    "phone": "19000000001",
    "unit_nature": "private_enterprise",
    "post": "技艺总监",
    "work_since": date(2003, 7, 1),
    "specialty_since": date(2003, 7, 1),
    "health": "健康",
    "inheritor_level": "市级",
    "master_title": "钦州市工艺美术大师",
}


def fill(draft: Declaration, lin: User) -> None:
    """Everything the dossier of a 高级 applicant needs, by the services a page would call."""
    pk = draft.pk
    sections.save_basic(pk, BASIC, actor=lin)
    materials.save_photo(pk, upload=portrait(), name="zhaopian.jpg", actor=lin)
    _qualification(pk, lin)
    _work(pk, lin)
    for slot in ("id_document", "ce_public", "social_insurance", "self_assessment"):
        _lay(pk, lin, slot)


def _qualification(pk: int, lin: User) -> None:
    school = {"level": "大专", "form": "全日制", "school": "广西艺术学院", "major": "陶瓷艺术设计"}
    days = {"started_on": date(2000, 9, 1), "graduated_on": date(2003, 6, 1)}
    education = entries.add_entry(pk, "education", school | days | {"certificate_no": "106071200306"}, actor=lin)
    _lay(pk, lin, "education", f"education:{education.pk}")
    held = {"kind": "title", "name": "工艺美术师", "rank": "zhong", "series": "工艺美术"}
    granted = {"granted_on": date(2018, 11, 5), "certificate_no": "GX2018-0105", "authority": "自治区职改办"}
    title = entries.add_entry(pk, "titles", held | granted, actor=lin)
    HeldTitle.objects.filter(pk=title.pk).update(verified_online=True)  # as data sharing would have it
    entries.choose_base(pk, title.pk, actor=lin)
    _lay(pk, lin, "lower_title", f"titles:{title.pk}")
    for year, category in ((2024, "公需"), (2023, "公需"), (2023, "专业")):
        entries.add_entry(pk, "training", {"year": year, "category": category, "hours": 30, "passed": True}, actor=lin)
    unit = Declaration.objects.get(pk=pk).unit.name
    sections.add_insurance(pk, payer=unit, first=date(2024, 1, 1), last=date(2024, 7, 1), by_unit=True, actor=lin)
    job = {"started_on": date(2003, 7, 1), "unit": unit, "duty": "陶艺师、技艺总监"}
    entries.add_entry(pk, "resume", job, actor=lin)


def _work(pk: int, lin: User) -> None:
    experience = {"title": "坭兴陶窑变釉色传承项目", "clause": "fg-jl1", "started_on": date(2019, 3, 1), "duty": "主持",
                  "content": "整理窑变烧成制度，试烧六十窑，形成可复制的工艺参数。"}  # fmt: skip
    done = entries.add_entry(pk, "experience", experience, actor=lin)
    _lay(pk, lin, "experience_proof", f"experience:{done.pk}")
    works = (("坭兴陶《窑变·左江岩画纹瓶》", "fg-yj1", "国家级行业展银奖"), ("坭兴陶《骆越铜鼓壶》", "fg-yj2", ""))
    for name, clause, award in works:
        told = {"kind": "work", "title": name, "clause": clause, "achieved_on": date(2022, 5, 1), "role": "独立完成"}
        row = entries.add_entry(pk, "achievement", told | {"award": award, "effect": "被自治区博物馆收藏。"}, actor=lin)
        _lay(pk, lin, "performance_proof", f"achievement:{row.pk}", nth=name)
        if award:
            items.star_item(pk, f"achievement:{row.pk}", actor=lin)
    paper = {"kind": "paper", "title": "坭兴陶窑变呈色机理与烧成制度研究", "clause": "fg-xs2", "not_for_degree": True,
             "published_on": date(2023, 4, 1), "venue": "八桂陶艺（演示）", "cn": "CN45-1234/J", "own_part": "独撰"}  # fmt: skip
    article = entries.add_entry(pk, "publication", paper, actor=lin)
    for piece in ("封面", "目录", "版权页", "全文"):
        _lay(pk, lin, "paper", f"publication:{article.pk}", piece)


def _lay(pk: int, lin: User, slot: str, part: str = "", piece: str = "", nth: str = "") -> None:
    """What ``attach`` would leave behind; a child looks at each sheet once a run, not once a test."""
    before = Declaration.objects.filter(applicant=lin, pk__lt=pk).count()
    words = f"{lin.username} {before} {slot} {part.partition(':')[0]} {piece} {nth}" if part else f"{slot}  "
    data, found = _looked_at(words)
    told = {"media_type": found.media_type, "width": found.width, "height": found.height, "warnings": found.warnings}
    file = store_file(data, name="scan.png", by=lin.pk, **told)
    materials.attach_material(pk, slot=slot, part=part, piece=piece, upload=file, name="scan.png", actor=lin)


@cache
def _looked_at(words: str) -> tuple[bytes, Inspected]:
    with TemporaryDirectory() as folder:
        clean = Path(folder, "clean")
        found = inspect_upload(scan(words), allowed=SCANS, into=clean)
        return clean.read_bytes(), found


def attach(pk: int, lin: User, slot: str, part: str = "", piece: str = "", **told) -> materials.Attached:
    return materials.attach_material(
        pk, slot=slot, part=part, piece=piece, upload=scan(f"{slot} {part} {piece}"), name="scan.png", actor=lin, **told
    )
