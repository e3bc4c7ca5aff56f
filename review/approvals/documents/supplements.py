"""等待期材料补充提交表 (FORM-41): each item declared before it was finished, its interim and its final documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from declarations.models import Achievement, Material, Publication
from declarations.parts import Section, entry_key
from declarations.rules import gate_of
from notices.states import Window
from records.services.documents import Form
from review.approvals.documents.common import Case, case_of, form
from review.approvals.models import Supplement
from review.approvals.models.supplement import PROOFS
from review.approvals.states import Paper

SETTLED = {"supplemented_at": "已采用", "disregarded_at": "未按期补交，不予采用"}
WAITS = "待补交"


@dataclass(frozen=True, slots=True)
class SupplementLine:
    """One item as it is printed."""

    title: str
    section: str
    kind: str
    proof: str  # 结题证明, 发表证明
    interim: list[str]
    final: list[str]
    said: str
    handed_in: str
    stands: str
    words: list[str]  # of the desks


def supplement_form(declaration_id: int) -> Form:
    """Every pending item of the declaration, to be handed in before the date of the notice (MAT-38, TIME-11)."""
    case = case_of(declaration_id)
    gate = gate_of(case.declaration, Window.PENDING_SUPPLEMENT)
    context = {
        "basic": case.basic,
        "lines": _lines(case),
        "until": localtime(gate.closes_at) if gate and gate.closes_at else None,
        "to": case.declaration.office.name,
    }
    return form(case, "supplement_form", Paper.SUPPLEMENT.label, context)


def _lines(case: Case) -> list[SupplementLine]:
    declaration = case.declaration
    found = declaration.supplements.prefetch_related("kept__file", "steps").order_by("pk")
    latest = {each.part: each for each in found}
    files = list(declaration.materials.filter(removed_at=None).exclude(part="").select_related("file"))
    return [
        _line(section, item, latest.get(entry_key(section.value, item.pk)), files)
        for section, model in ((Section.ACHIEVEMENTS, Achievement), (Section.PUBLICATIONS, Publication))
        for item in model._default_manager.filter(declaration=declaration).exclude(pending_kind="")
    ]


def _line(section: Section, item: Any, supplement: Supplement | None, files: Iterable[Material]) -> SupplementLine:
    kept = [each.file for each in supplement.kept.all()] if supplement else []
    brought = {file.pk for file in kept}
    mine = [each for each in files if each.part == entry_key(section.value, item.pk) and each.file_id not in brought]
    return SupplementLine(
        title=item.title,
        section=section.label,
        kind=item.pending_kind,
        proof=PROOFS[item.pending_kind],
        interim=[f"{each.piece or each.label}（{each.file.pages}页）" for each in mine],
        final=[f"{file.original_name}（{file.pages}页）" for file in kept],
        said=supplement.said if supplement else "",
        handed_in=f"{localtime(supplement.handed_in_at):%Y-%m-%d %H:%M}" if supplement else "",
        stands=_stands(item, supplement),
        words=[_word(step) for step in supplement.steps.all()] if supplement else [],
    )


def _stands(item: Any, supplement: Supplement | None) -> str:
    settled = next((words for column, words in SETTLED.items() if getattr(item, column)), "")
    return settled or (supplement.get_state_display() if supplement else WAITS)


def _word(step: Any) -> str:
    said = "" if step.by_id is None else "确认" if step.agrees else "退回"
    return f"{localtime(step.at):%Y-%m-%d} {step.name}{said}{f'：{step.note}' if step.note else ''}"
