"""Tables of what a try-out and a rehearsal found: their cells, drawn by one partial (24-3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from declarations.eligibility.findings import Finding
from declarations.parts import Section
from declarations.remarks import page_of
from declarations.sample.trying import TryOut

NONE = "—"
MARKS = {
    "block": ("不符合", "bad", "circle-x"),
    "warn": ("提醒", "todo", "circle-alert"),
    "human": ("需核实", "flow", "circle-question-mark"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in it: words with small lines below, or a badge; ``look``: its classes."""

    words: object = ""
    lines: Sequence[str] = ()
    look: str = ""
    mark: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Table:
    """``headed``: the first cell of a row names it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    headed: bool = True

    def __iter__(self) -> Iterator[list[tuple[str, Cell]]]:
        """Every row, its cells beside their heads."""
        for row in self.rows:
            yield list(zip(self.heads, row, strict=True))


# ── try-out ────────────────────────────────────────────────────────────────────────────────────────────────────────
def found_in(tried: TryOut) -> Table:
    """What is wrong, doubtful or to be looked at."""
    heads = ("结论", "代码", "说明", "位置", "依据", "最早符合")
    return Table("核对结果", heads, [_finding(each) for each in tried.findings], headed=False)


def fulfilled_in(tried: TryOut) -> Table:
    """The conditions the sample meets."""
    rows = [
        (Cell(each.title or each.rule), Cell(each.text, each.arithmetic), Cell(each.clause or each.source or NONE))
        for each in tried.fulfilled
    ]
    return Table("已符合的条件", ("条件", "说明", "依据"), rows)


def materials_in(tried: TryOut) -> Table:
    """What the sample has to hand in."""
    rows = [
        (
            Cell(f"{each.slot.label}：{each.about}" if each.about else each.slot.label, _pieces(each.pieces)),
            Cell(each.slot.home.label),
            Cell("必须提供" if each.slot.hard else "有的提供"),
            Cell("已上传" if each.there else "没有"),
        )
        for each in tried.materials
    ]
    return Table("要交的材料", ("材料", "填在", "要求", "样例"), rows)


def _finding(finding: Finding) -> Sequence[Cell]:
    section = page_of(finding.part)  # the same words as the list of materials below it
    return (
        Cell(mark=MARKS[finding.severity.value]),
        Cell(finding.code, look="num nowrap"),
        Cell(finding.text, finding.arithmetic),
        Cell(Section(section).label if section in Section.values else NONE),
        Cell(finding.clause or finding.source or NONE),
        Cell(str(finding.earliest or NONE), look="num nowrap"),
    )


def _pieces(pieces: Sequence[str]) -> Sequence[str]:
    return (f"（{'、'.join(pieces)}）",) if pieces else ()


# ── rehearsal ──────────────────────────────────────────────────────────────────────────────────────────────────────
def papers_of(report: dict[str, Any]) -> Table:
    """The papers that would be made, one of each kind looked at."""
    rows = [
        (
            Cell(each["title"] or each["kind"]),
            Cell(each["count"], look="num"),
            Cell(f"已生成，{each['pages']} 页" if each["pages"] else "没有生成"),
        )
        for each in report["documents"]
    ]
    return Table("文书", ("文书", "份数", "样张"), rows)


def letters_of(report: dict[str, Any]) -> Table:
    """The messages that would go out, one of each kind as it would read."""
    rows = [
        (
            Cell(each["title"] or each["event"]),
            Cell(each["channel"], look="nowrap"),
            Cell(each["count"], look="num"),
            Cell(each["text"]),
        )
        for each in report["messages"]
    ]
    return Table("消息", ("事项", "方式", "条数", "示例"), rows)
