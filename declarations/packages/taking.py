"""Take the rows and files of a 电子档案 into a draft; forms judge the rows as on the pages (MAT-70, A-25)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import zip_longest
from typing import Any

from accounts.models import User
from config.lib.text import normalise_name, quoted
from declarations.eligibility.dossier import PaidMonth
from declarations.exceptions import Refused
from declarations.fields import BASIC_FIELDS
from declarations.forms.base import DossierForm
from declarations.forms.entries import FORMS
from declarations.forms.sections import BasicForm, InsuranceForm, InsuranceGapForm, SummaryForm
from declarations.models import Declaration
from declarations.packages.archive import Packed, Paper, one_form, shown
from declarations.packages.salvaging import Reading
from declarations.parts import Section, entry_key, section_of
from declarations.services.changing import refuse
from declarations.services.entries import add_entry, backwards, choose_base
from declarations.services.items import star_item
from declarations.services.library import clauses_known, identity_of, same_rows, why_unknown
from declarations.services.materials import Placed, attach_kept, save_photo
from declarations.services.packages import refused_as, why_not_taken
from declarations.services.sections import add_insurance, explain_insurance, grounds_of, save_basic, save_summary
from declarations.states import ItemKind
from notices.rules import terms_of
from records.models import StoredFile

TAKE, SKIP, BAD = "take", "skip", "bad"
LISTS: dict[str, str] = {
    Section.EDUCATION: "schooling",
    Section.TITLES: "titles",
    Section.TRAINING: "courses",
    Section.RESUME: "jobs",
    Section.EXPERIENCE: "experiences",
    Section.ACHIEVEMENTS: "achievements",
    Section.PUBLICATIONS: "publications",
}
# What a file calls otherwise than the form.
NAMES: dict[str, dict[str, str]] = {
    Section.EXPERIENCE: {"ended_on": "on"},
    Section.ACHIEVEMENTS: {"achieved_on": "on", "pending_kind": "pending", "designated_work": "designated"},
    Section.PUBLICATIONS: {
        "published_on": "on",
        "pending_kind": "pending",
        "is_representative_paper": "representative_paper",
    },
}
LONGEST = 120  # of what a file is called and who issued it
NOT_TAKEN = frozenset({"phone", "email"})  # of the account


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report."""

    tone: str  # take, skip, bad
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """A package that was looked at: its words, the admitted files by path, why others were refused.

    ``reading`` knows what of the words is told as a fault already.
    """

    words: Packed
    kept: Mapping[str, int]
    refused: Mapping[str, str]
    reading: Reading = field(default_factory=lambda: Reading(None))

    def files(self) -> dict[str, StoredFile]:
        """The admitted files by their path; one query."""
        files = StoredFile.objects.in_bulk(list(self.kept.values()))
        return {name: files[pk] for name, pk in self.kept.items() if pk in files}


class _Taking:
    """One package on its way into one draft: what became of each row, and which key it has now."""

    def __init__(self, draft: Declaration, given: Given, actor: User) -> None:
        self.pk, self.draft, self.actor, self.words = draft.pk, draft, actor, given.words
        self.terms = terms_of(draft.edition)
        self.kept, self.refused, self.reading = given.files(), given.refused, given.reading
        self.keys: dict[str, str] = {}
        self.lines: list[Line] = []

    def why_no_file(self, name: str) -> str:
        return self.refused.get(name) or f"包内没有文件“{shown(name)}”。"

    def tell(self, tone: str, place: str, text: str) -> None:
        self.lines.append(Line(tone, place, text))


def take(declaration_id: int, given: Given, *, actor: User) -> list[Line]:
    """Take everything that fits, in the caller's transaction, and tell line by line what became of it.

    Raises ``Refused``: not a draft, or not one's own. A line of tone ``bad`` is the caller's reason to undo it all.
    """
    taking = _Taking(Declaration.objects.lock(declaration_id), given, actor)
    refuse(*why_not_taken(taking.draft, actor))
    if strange := list(_of_somebody_else(taking)):
        taking.lines += [Line(BAD, Section.BASIC.label, why) for why in strange]
        return taking.lines
    taking.tell(SKIP, "申报级别、专业、单位和特殊选项", "以本草稿为准，不从包中取。")
    _take_basic(taking)
    for section in LISTS:
        _take_rows(taking, section)
    _take_insurance(taking)
    _take_texts(taking)
    _take_marks(taking)
    _take_files(taking)
    return taking.lines


def _of_somebody_else(taking: _Taking) -> Iterator[str]:
    """A package tells whose it is: another person's papers are not taken for one's own (MAT-59, MAT-70)."""
    told, own, basic = taking.words.person, taking.draft.applicant, taking.draft.basic
    names = {normalise_name(each) for each in (own.name, basic.former_name) if each}
    if told.name and normalise_name(told.name) not in names:
        yield f"这是“{shown(told.name)}”的电子档案，不是您本人的，不能导入。"
    if told.born_on and basic.born_on and told.born_on != basic.born_on:
        yield f"电子档案中的出生日期（{told.born_on}）与您的（{basic.born_on}）不同，不能导入。"


def _take_basic(taking: _Taking) -> None:
    """What the package says and the draft does not: an empty word overwrites nothing."""
    basic, person = taking.draft.basic, taking.words.person
    asked = [name for name in BASIC_FIELDS if hasattr(person, name) and name not in NOT_TAKEN]
    told = {name: value for name in asked if (value := getattr(person, name)) and value != getattr(basic, name)}
    form = BasicForm(_raw(told, BasicForm.months), declaration=taking.draft, instance=basic)
    for name in list(form.fields):
        if name not in told:
            del form.fields[name]
    place = Section.BASIC.label
    if not form.fields or not form.is_valid():
        _tell_errors(taking, place, form)
        return
    save_basic(taking.pk, form.cleaned_data, actor=taking.actor)
    taking.tell(TAKE, place, "、".join(str(field.label) for field in form.fields.values()))


def _take_rows(taking: _Taking, section: str) -> None:
    there = same_rows(taking.draft, section)
    clauses = clauses_known(taking.draft, section)
    for index, row in enumerate(getattr(taking.words, LISTS[section])):
        place = f"{Section(section).label}第 {taking.reading.number(LISTS[section], index)} 条{_title(row)}"
        unread = taking.reading.refused(LISTS[section], index)
        if why := _not_for_us(section, row, taking):
            taking.tell(SKIP, place, why)
            continue
        form = _form(taking, section, row, clauses)
        if not form.is_valid() or unread:
            _tell_row(taking, section, place, form, unread)
            continue
        same = there.get(identity_of(section, form.cleaned_data))
        if same:
            taking.keys[getattr(row, "key", "")] = entry_key(section, same)
            taking.tell(SKIP, place, "本申报已有这一条，不重复添加。")
        else:
            _add(taking, section, row, form, place)


def _tell_row(taking: _Taking, section: str, place: str, form: DossierForm, unread: Collection[str]) -> None:
    """Everything that is wrong with a row, also what would show only when the rest is mended; nothing is told twice."""
    told = {ours for ours, theirs in NAMES.get(section, {}).items() if theirs in unread} | set(unread)
    for name in told & form.errors.keys():
        del form.errors[name]
    _tell_errors(taking, place, form)
    if reason := backwards(form.cleaned_data):
        taking.tell(BAD, place, reason.text)


def _add(taking: _Taking, section: str, row: Any, form: DossierForm, place: str) -> None:
    try:
        added = add_entry(taking.pk, section, form.cleaned_data, actor=taking.actor)
    except Refused as refusal:
        taking.tell(BAD, place, refused_as(refusal))
        return
    taking.keys[getattr(row, "key", "")] = entry_key(section, added.pk)
    lost = getattr(row, "clause", "") and "clause" in form.fields and not form.cleaned_data.get("clause")
    taking.tell(TAKE, place, "添加；本通知没有原来的评审条件，请重新选择。" if lost else "添加。")


def _not_for_us(section: str, row: Any, taking: _Taking) -> str:
    if getattr(row, "shared", False):
        return "通过数据共享获取的内容由系统重新获取，不从包中取。"
    if section == Section.TRAINING and not taking.terms.year - 6 < row.year <= taking.terms.year:
        return f"本通知不收 {row.year} 年度的继续教育。"
    kind = getattr(row, "kind", "")
    known = section == Section.TITLES or kind in ItemKind.values
    return why_unknown(section, kind, taking.terms) if kind and known else ""


def _form(taking: _Taking, section: str, row: Any, clauses: frozenset[str]) -> DossierForm:
    kind = FORMS[section]
    told = _told(section, row)
    if told.get("clause") not in clauses:
        told["clause"] = ""
    form = kind(_raw(told, kind.months), declaration=taking.draft)
    if "clause" in form.fields:
        form.fields["clause"].required = False  # conditions are of one notice: it is chosen again
    return form


def _told(section: str, row: Any) -> dict[str, Any]:
    """A row of the file as its form would be filled in."""
    other = NAMES.get(section, {})
    told = {field.name: getattr(row, field.name) for field in fields(row)}
    told |= {ours: told[theirs] for ours, theirs in other.items()}
    if section == Section.TITLES and row.kind == "qualification":
        told |= {"qualification": row.grade, "grade": ""}
    told |= {f"work_{number}": name for number, name in enumerate(told.pop("works", ()), 1)}
    return told | dict(told.pop("adoption", {}))


def _raw(told: dict[str, Any], months: tuple[str, ...]) -> dict[str, str]:
    """As a browser would send it."""
    raw = {}
    for name, value in told.items():
        if value in (None, False, "") or isinstance(value, tuple | Mapping):
            continue
        if isinstance(value, date):
            raw[name] = f"{value:%Y-%m}" if name in months else value.isoformat()
        else:
            raw[name] = "on" if value is True else str(value)
    return raw


def _tell_errors(taking: _Taking, place: str, form: Any) -> None:
    for name, errors in form.errors.items():
        label = f"“{form.fields[name].label}”：" if name in form.fields else ""
        for error in errors:
            taking.tell(BAD, place, f"{label}{error}")


def _title(row: Any) -> str:
    told = next((word for name in ("title", "name", "school", "unit") if (word := getattr(row, name, ""))), "")
    return f"“{told[:40]}”" if told else ""


def _take_insurance(taking: _Taking) -> None:
    """Stretch by stretch through the form of the page: no month of next year, no word too long."""
    months = [each for each in taking.words.paid_months if not each.shared]
    fresh, faults = 0, 0
    for payer, by_unit, first, last in _stretches(months):
        told = {"payer": payer, "by_unit": "1" if by_unit else "0", "first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}"}
        form = InsuranceForm(told)
        if form.is_valid():
            fresh += add_insurance(taking.pk, **form.cleaned_data, actor=taking.actor)
        else:
            faults += 1
            _tell_errors(taking, f"{Section.INSURANCE.label}“{payer[:40]}”{first:%Y-%m}", form)
    if months and not faults:
        taking.tell(TAKE if fresh else SKIP, Section.INSURANCE.label, f"{len(months)} 个月，其中 {fresh} 个月是新的。")


def _stretches(months: Iterable[PaidMonth]) -> Iterator[tuple[str, bool, date, date]]:
    """Months without a gap at one payer, paid one way."""
    rows = sorted({(each.payer, each.by_unit, each.month.replace(day=1)) for each in months})
    first: date | None = None
    for row, after in zip_longest(rows, rows[1:]):
        payer, by_unit, month = row
        first = first or month
        if after is None or after[:2] != row[:2] or _number(after[2]) != _number(month) + 1:
            yield payer, by_unit, first, month
            first = None


def _number(month: date) -> int:
    return month.year * 12 + month.month


def _take_texts(taking: _Taking) -> None:
    grounds, words = grounds_of(taking.draft), taking.words
    if words.summary.strip() and not grounds.summary:
        form = SummaryForm({"summary": words.summary}, least=0)
        if _fits(taking, "专业技术工作总结", form, f"{len(words.summary)} 字。"):
            save_summary(taking.pk, form.cleaned_data["summary"], actor=taking.actor)
    if words.request.insurance_gap.strip() and not grounds.insurance_gap:
        gap = InsuranceGapForm({"insurance_gap": words.request.insurance_gap})
        if _fits(taking, "养老保险缴费情况说明", gap, "添加。"):
            explain_insurance(taking.pk, gap.cleaned_data["insurance_gap"], actor=taking.actor)


def _fits(taking: _Taking, place: str, form: Any, told: str) -> bool:
    """Tell what becomes of a text; one the page would refuse is a fault, and nothing is cut."""
    if form.is_valid():
        taking.tell(TAKE, place, told)
        return True
    _tell_errors(taking, place, form)
    return False


def _take_marks(taking: _Taking) -> None:
    """代表性成果 and 以该资格申报, where the draft has none."""
    base = next((each.key for each in taking.words.titles if each.is_base and each.key in taking.keys), "")
    if base and not taking.draft.titles.filter(is_base=True).exists():
        choose_base(taking.pk, int(taking.keys[base].rpartition(":")[2]), actor=taking.actor)
    star = next((each.key for each in taking.words.representatives if each.key in taking.keys), "")
    lists = (taking.draft.experiences, taking.draft.achievements, taking.draft.publications)
    if star and not any(rows.filter(is_representative=True).exists() for rows in lists):
        star_item(taking.pk, taking.keys[star], actor=taking.actor)


def _take_files(taking: _Taking) -> None:
    _take_photo(taking)
    found = list(_placed(taking))
    answers = attach_kept(taking.pk, [placed for _, placed in found], actor=taking.actor) if found else []
    for (place, _), why in zip(found, answers, strict=True):
        taking.tell(SKIP if why else TAKE, place, why.text if why else "添加。")


def _placed(taking: _Taking) -> Iterator[tuple[str, Placed]]:
    called = {item.code: item.label for item in taking.terms.checklist}
    for index, each in enumerate(taking.words.papers):
        number = taking.reading.number("papers", index)
        words = each.label or each.piece or called.get(each.slot, each.slot)
        place = f"材料第 {number} 份{quoted(words[:40])}"
        name = one_form(each.file)
        if faults := list(_faults_of_paper(taking, each, taking.reading.refused("papers", index))):
            taking.lines += [Line(BAD, place, fault) for fault in faults]
        elif each.part and each.part not in taking.keys:
            taking.tell(SKIP, place, f"它所证明的{_section_words(each.part)}条目没有带入，不取。")
        elif name in taking.kept:
            told = {name: getattr(each, name) for name in ("slot", "piece", "label", "issuer", "issuer_type")}
            part = taking.keys[each.part] if each.part else ""
            yield place, Placed(file=taking.kept[name], part=part, is_copy=each.is_copy, **told)


def _faults_of_paper(taking: _Taking, paper: Paper, unread: Collection[str]) -> Iterator[str]:
    if not paper.file and "file" not in unread:
        yield "没有写明文件在包内的路径。"
    if paper.file and one_form(paper.file) not in taking.kept:
        yield taking.why_no_file(one_form(paper.file))
    if max(len(paper.label), len(paper.issuer)) > LONGEST:
        yield f"名称或出具单位超过 {LONGEST} 字。"


def _take_photo(taking: _Taking) -> None:
    photo, place = one_form(taking.words.person.photo), "证件照"
    if not photo:
        return
    if taking.draft.basic.photo_id:
        taking.tell(SKIP, place, "本申报已有照片。")
    elif photo not in taking.kept:
        taking.tell(BAD, place, taking.why_no_file(photo))
    else:
        try:
            save_photo(taking.pk, upload=taking.kept[photo], actor=taking.actor)
            taking.tell(TAKE, place, "添加。")
        except Refused as refusal:
            taking.tell(BAD, place, refused_as(refusal))


def _section_words(part: str) -> str:
    section = section_of(part)
    return f"“{Section(section).label}”" if section in Section.values else ""
