"""A believable dossier for each person, entered through the services that the pages call; the same at every run."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from accounts.models import SYSTEM, Actor, User
from config.lib import clock
from config.lib.period import add_months
from declarations.documents import EXCEPTION, SELF_ASSESSMENT
from declarations.dossier import load_dossier
from declarations.eligibility.slots import VERIFICATION, Piece, Slot, slots_of
from declarations.models import Declaration
from declarations.parts import Section, entry_key
from declarations.registering import register_fact
from declarations.services.entries import add_entry, choose_base
from declarations.services.items import star_item
from declarations.services.materials import attach_material, save_photo
from declarations.services.sections import add_insurance, explain_insurance, save_basic, save_options
from declarations.states import LetterKind, SharedKind, Source, Special
from notices.rules import terms_of
from records.services.audit import audited
from records.services.documents import request_document
from review.process.season.cast import Person, email_of, is_shown
from review.process.season.papers import booklet, portrait, sheet
from review.process.season.works import Case, achievements, experiences, publications

DAY = timedelta(days=1)
POLITICS = ("群众", "中共党员", "群众", "民盟盟员")
PROVED = ("experience_proof", "performance_proof")
COURSE = {"category": "公需", "hours": "30", "passed": "是"}
LONG = {"全文", "技术工作总结", "主要章节"}  # pieces of several pages
PRIVATE = "private_enterprise"
# The title held before each level, the years since, the education.
BEFORE = {"zg": ("高级工艺美术师", "fugao", 6), "fg": ("工艺美术师", "zhong", 6), "zj": ("助理工艺美术师", "chu", 5)}
SKILLED = {"zj": "技师（二级）", "zl": "高级工（三级）"}  # what a level asks of a skill certificate
FORMER = "广西演示工艺品厂"
# Who came from another unit this year: on the first of which month, and how they explain it. Of 庞春梅's months to
# July the declaring unit paid four, March to June, as the office writes (texts.RETURNS).
MOVED = {
    "覃永贵": (4, "2024年2月—3月本人由原单位转入，社保关系转移期间由原单位缴纳，现附情况说明及原单位证明（演示）。"),
    "庞春梅": (3, "2024年3月由原单位转入（演示）。"),
}


def fill_in(declaration: Declaration, person: Person, account: User) -> None:
    """The whole dossier, files last: they hang on what was entered."""
    case = Case(declaration, person, account)
    fill_in_facts(declaration, person, account)
    _enter_items(case)
    _attach_files(case)
    _print_forms(case)


def fill_in_facts(declaration: Declaration, person: Person, account: User) -> None:
    """Who the person is; what somebody has who never got further."""
    case = Case(declaration, person, account)
    _register_shared(case)
    _enter_person(case)
    _enter_options(case)
    _enter_past(case)


def _register_shared(case: Case) -> None:
    """What other authorities know of the person, for 从共享数据取得 (MAT-10)."""
    person, day = case.person, date(case.year, 6, 30)
    school = {name: value for name, value in _education(person).items() if name != "is_highest"}
    facts: tuple[tuple[SharedKind, str, dict[str, Any]], ...] = (
        (SharedKind.EDUCATION, "学历数据共享（演示）", school | {"graduated_on": school["graduated_on"].isoformat()}),
        (SharedKind.TRAINING, "继续教育信息管理系统（演示）", COURSE | {"year": case.year}),
    )
    for kind, provider, content in facts:
        register_fact(person.id_number, person.name, kind, content, provider=provider, data_on=day)


# ── who the person is ──────────────────────────────────────────────────────────────────────────────────────────────
def _enter_person(case: Case) -> None:
    person = case.person
    values = {
        "ethnicity": person.ethnicity,
        "politics": POLITICS[person.number % len(POLITICS)],
        "native_place": "广西",
        "phone": person.phone,
        "email": email_of(person),
        "post": case.craft.post,
        "work_since": _began(person),
        "specialty_since": _began(person),
        "health": "健康",
        "inheritor_level": person.inheritor,
        "master_title": f"{person.master}（演示）" if person.master else "",
    }
    save_basic(case.pk, values, actor=case.account)
    save_photo(case.pk, upload=portrait(person.number, person.sex), name="证件照.jpg", actor=case.account)


def _enter_options(case: Case) -> None:
    values: dict[str, Any] = {}
    if Special.EXCEPTIONAL in case.declaration.options:
        relaxes = ["资历"] if case.person.fate == "exceptional_approved" else ["学历"]
        values = {
            "relaxes": relaxes,
            "exception_reason": f"作品《{case.craft.works[0]}》获自治区级金奖2项（演示），申请放宽{relaxes[0]}。",
        }
    if case.declaration.letter_kind == LetterKind.COMMISSIONED:
        values["letter_issuer"] = case.declaration.letter_issuer
    if values:
        save_options(case.pk, options=case.declaration.options, values=values, actor=case.account)


def _enter_past(case: Case) -> None:
    _add(case, Section.EDUCATION, _education(case.person), shared=case.shared)
    for title in _titles(case):
        row = _add(case, Section.TITLES, title, shared=case.shared)
        choose_base(case.pk, row.pk, actor=case.account)
    for year, category in ((case.year, "公需"), (case.year - 1, "公需"), (case.year - 1, "专业")):
        hours = 30 if category == "公需" else 60
        _add(
            case,
            Section.TRAINING,
            {"year": year, "category": category, "hours": hours, "passed": True},
            shared=case.shared,
        )
    for job in _jobs(case):
        _add(case, Section.RESUME, job)
    _enter_insurance(case)


def _began(person: Person) -> date:
    return date(person.born.year + (19 if person.fate == "exceptional_refused" else 22), 8, 1)


def _education(person: Person) -> dict[str, Any]:
    level = (
        "中专"
        if person.fate == "exceptional_refused"
        else "本科"
        if person.level in {"zg", "zl"} or person.number % 2
        else "大专"
    )
    return {
        "level": level,
        "degree": "学士" if level == "本科" else "",
        "school": "广西演示艺术学院" if level == "本科" else "广西演示工艺美术学校",
        "major": "工艺美术",
        "form": "全日制",
        "graduated_on": date(_began(person).year, 6, 30),
        "certificate_no": f"YS{person.born:%Y}{person.number:06d}",
        "is_highest": True,
    }


def _titles(case: Case) -> Iterator[dict[str, Any]]:
    person, craft = case.person, case.craft
    if person.fate == "high_skill":
        granted = date(case.year - 4, 6, 18)
        yield {
            "kind": "skill",
            "name": craft.skill,
            "grade": SKILLED[person.level],
            "granted_on": granted,
            "certificate_no": f"YSJS{person.number:04d}",
            "authority": "演示技能鉴定中心",
        }
    elif person.level in BEFORE:
        name, rank, years = BEFORE[person.level]
        years = 3 if person.fate == "exceptional_approved" else years
        yield {
            "kind": "title",
            "name": name,
            "rank": rank,
            "series": "工艺美术",
            "specialty": craft.craft,
            "granted_on": date(case.year - years, 11, 5),
            "certificate_no": f"YSZC{person.number:05d}",
            "authority": "演示评审委员会",
        }


def _changed_unit(case: Case) -> date:
    month, _ = MOVED.get(case.person.name, (0, ""))
    return date(case.year, month, 1) if month else date(case.year - 7, 9, 1)


def _jobs(case: Case) -> Iterator[dict[str, Any]]:
    began, changed = _began(case.person), _changed_unit(case)
    if began < changed:
        yield {
            "started_on": began,
            "ended_on": changed - DAY,
            "unit": FORMER,
            "duty": f"{case.craft.craft}制作",
        }
        began = changed
    yield {"started_on": began, "ended_on": None, "unit": case.workplace, "duty": case.craft.post}


def _enter_insurance(case: Case) -> None:
    if case.declaration.freelancer:
        return  # nobody pays for them (MAT-35)
    last = add_months(clock.local_date(clock.law()).replace(day=1), -1)
    first = add_months(last, -17)
    if case.person.name not in MOVED:
        _add_months(case, case.workplace, first, last)
        return
    changed = _changed_unit(case)
    _add_months(case, FORMER, first, add_months(changed, -1))
    _add_months(case, case.workplace, changed, last)
    explain_insurance(case.pk, MOVED[case.person.name][1], actor=case.account)


def _add_months(case: Case, payer: str, first: date, last: date) -> None:
    actor: Actor = SYSTEM if case.shared else case.account
    source = Source.SHARED if case.shared else Source.MANUAL
    add_insurance(case.pk, payer=payer, first=first, last=last, by_unit=True, actor=actor, source=source)


# ── what the person did ────────────────────────────────────────────────────────────────────────────────────────────
def _enter_items(case: Case) -> None:
    for values in experiences(case):
        _add(case, Section.EXPERIENCE, values)
    works = [_add(case, Section.ACHIEVEMENTS, values) for values in achievements(case)]
    for values in publications(case):
        _add(case, Section.PUBLICATIONS, values)
    star_item(case.pk, entry_key(Section.ACHIEVEMENTS, works[0].pk), actor=case.account)


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _attach_files(case: Case) -> None:
    declaration = Declaration.objects.with_context().get(pk=case.pk)
    soft = set(PROVED)  # the first entry of a list is proved, the rest draw a mild warning: nobody is green everywhere
    for slot in slots_of(load_dossier(declaration), terms_of(declaration.edition)):
        if slot.pieces:
            for piece in _wanted(slot.pieces):
                _attach(case, slot, piece)
        elif slot.hard or slot.code in soft:
            soft.discard(slot.code)
            _attach(case, slot)


def _print_forms(case: Case) -> None:
    """自评表 to be signed, for some; 破格申报审批表 for whom it concerns (FORM-07, FORM-04)."""
    wanted = [SELF_ASSESSMENT] if is_shown(case.person) else []
    wanted += [EXCEPTION] if Special.EXCEPTIONAL in case.declaration.options else []
    with audited():
        for kind in wanted:
            request_document(kind, "declaration", case.pk, by=case.account.pk)


def _wanted(pieces: tuple[Piece, ...]) -> Iterator[str]:
    groups: set[str] = set()
    for piece in pieces:
        if (piece.optional and piece != VERIFICATION) or piece.group in groups:
            continue
        groups |= {piece.group} - {""}
        yield piece.name


def _attach(case: Case, slot: Slot, piece: str = "") -> None:
    title = f"{piece or slot.label}（演示）"[:30]
    lines = [
        f"姓名：{case.person.name}",
        f"单位：{case.workplace}",
        f"材料：{slot.label}",
        f"材料编号：{case.pk:04d}-{slot.part.partition(':')[2] or '总'}",
    ]
    long = piece in LONG
    upload = (
        booklet(title, [lines, ["正文（演示）。" * 20]])
        if long
        else sheet(title, [*lines, "本页为演示材料，内容均为虚构。"])
    )
    name = f"{piece or slot.code}.{'pdf' if long else 'jpg'}"
    attach_material(case.pk, slot=slot.code, part=slot.part, piece=piece, upload=upload, name=name, actor=case.account)


def _add(case: Case, section: str, values: dict[str, Any], *, shared: bool = False) -> Any:
    if shared:
        return add_entry(case.pk, section, values, actor=SYSTEM, source=Source.SHARED)
    return add_entry(case.pk, section, values, actor=case.account)
