"""申报材料清单 of one declaration (FORM-03): every row of the notice's list, whether it applies, what was uploaded."""

from dataclasses import dataclass, replace

from config.lib.files import NAMES, media_types
from declarations.documents.common import SHEETS, Case, case_of
from declarations.eligibility.facts import facts_of
from declarations.eligibility.materials import missing_pieces
from declarations.eligibility.slots import Slot, is_unit_slot, slots_of
from declarations.models import Material, Pledge
from notices.rules import ChecklistItem, applies
from notices.rules.facts import when_words
from records.services.documents import Form

LIST_TITLE = "申报材料清单"
YES, PARTLY, NO, NOT_ASKED, BY_THE_UNIT = "是", "不齐", "否", "不适用", "由单位上传"
MADE = "系统生成"
LACKS = frozenset({PARTLY, NO})


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row as it is printed."""

    code: str
    name: str
    requirement: str
    hard: bool
    applies: str
    uploaded: str
    files: int = 0
    pages: int = 0


def material_list(declaration_id: int) -> Form:
    """The list as it stands now, to be checked against the originals and signed."""
    case = case_of(declaration_id)
    rows = list_rows(case)
    context = {
        "case": case,
        "declaration": case.declaration,
        "basic": case.basic,
        "rows": rows,
        "files": sum(row.files for row in rows),
        "pages": sum(row.pages for row in rows),
        "lacking": [row.name for row in rows if row.hard and row.uploaded in LACKS],
    }
    return Form(
        template="pdf/material_list.html",
        context=context,
        title=LIST_TITLE,
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        stylesheets=SHEETS,
    )


def list_rows(case: Case) -> list[ListRow]:
    """The rows of the notice in its order; what the channel or a fact asks for besides stands behind them."""
    places: dict[str, list[Slot]] = {}
    for slot in slots_of(case.dossier, case.terms):
        places.setdefault(slot.code, []).append(slot)
    files = list(case.declaration.materials.filter(removed_at=None).select_related("file"))
    listed = [_listed(case, item, places.pop(item.code, []), files) for item in case.terms.checklist]
    own = [_counted(_of_slot(case, slots), slots, case, files) for slots in places.values()]
    return [*listed, *(row for row in own if row.hard or row.files)]


def _listed(case: Case, item: ChecklistItem, slots: list[Slot], files: list[Material]) -> ListRow:
    row = ListRow(
        code=item.code,
        name=item.label,
        requirement=_requirement(item.formats, item.max_files, slots),
        hard=item.hard,
        applies=when_words(item.when) or "全部申报人",
        uploaded=NOT_ASKED,
    )
    if not applies(item.when, facts_of(case.dossier, case.terms, item.code) | {"unit_step"}):
        return row
    if item.code == "photo":
        there = int(case.basic.photo_id is not None)
        return replace(row, uploaded=YES if there else NO, files=there, pages=there)
    if not item.max_files:
        ticked = _ticked(case, item.code) if item.code in TICKS else None
        return replace(row, uploaded=MADE if ticked is None else YES if ticked else NO)
    if is_unit_slot(case.terms, item.code):
        mine = _there(item.code, files)
        return replace(_with_files(row, mine), uploaded=YES if mine else BY_THE_UNIT)
    return _counted(row, slots, case, files)


def _of_slot(case: Case, slots: list[Slot]) -> ListRow:
    first = slots[0]
    asked = _requirement(first.formats, first.max_files, slots)
    return ListRow(first.code, first.label, asked, first.hard, "本次申报", NOT_ASKED)


def _counted(row: ListRow, slots: list[Slot], case: Case, files: list[Material]) -> ListRow:
    """Uploaded when every place of this code has what it must; in part when only some have."""
    if not slots:
        return row
    mine = _there(row.code, files)
    whole = all(not missing_pieces(slot, case.dossier) for slot in slots)
    return replace(_with_files(row, mine), uploaded=YES if whole else PARTLY if mine else NO)


def _there(code: str, files: list[Material]) -> list[Material]:
    return [each for each in files if each.slot == code]


def _with_files(row: ListRow, mine: list[Material]) -> ListRow:
    return replace(row, files=len(mine), pages=sum(each.file.pages for each in mine))


def _requirement(formats: tuple[str, ...], most: int, slots: list[Slot]) -> str:
    """封面、目录、版权页、全文；PDF、JPG、PNG，每处最多10份."""
    if not most:
        return "在线填写或勾选"
    pieces = dict.fromkeys(piece.name for slot in slots for piece in slot.pieces if not piece.optional)
    types = media_types(formats)
    kinds = "、".join(NAMES[each] for each in NAMES if each in types)
    return "；".join(filter(None, ("、".join(pieces), f"{kinds}，每处最多{most}份")))


def _ticked(case: Case, code: str) -> bool:
    """Rows no file proves: they are ticked, signed or written elsewhere in the dossier."""
    dossier = case.dossier
    if code == "pledge":
        return Pledge.objects.filter(declaration=case.declaration).exists()
    return {
        "representative": bool(dossier.representatives),
        "representative_paper": any(each.representative_paper for each in dossier.publications),
        "summary": bool(dossier.summary.strip()),
        "outside_filing": case.declaration.letter_filed_on is not None,
    }[code]


TICKS = frozenset({"pledge", "representative", "representative_paper", "summary", "outside_filing"})
