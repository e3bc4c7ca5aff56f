"""What a notice offers: levels, options, conditions, specialties, committees."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from notices.rules.natures import Nature
from notices.rules.reading import EMPTY, key

COLUMN_MARK = "｜"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table with its head."""

    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One numbered part of the notice's own text."""

    num: str = key("序号，如 一、（一）、1.、（1）；首段和落款为空", "")
    title: str = key("标题", "")
    text: str = key("正文，一行一段；以“｜”分栏的行成表格", "")

    @property
    def depth(self) -> int:
        """0 章, 1 （一）, 2 1., 3 （1）; unnumbered parts stand at 0."""
        if self.num.startswith("（"):
            return 3 if self.num.strip("（）").isdigit() else 1
        return 2 if self.num.rstrip(".").isdigit() else 0

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text in its paragraphs; neighbouring lines with columns are one table."""
        lines = (line for line in self.text.splitlines() if line.strip())
        grouped = groupby(lines, key=lambda line: COLUMN_MARK in line)
        return tuple(block for in_columns, part in grouped for block in _blocks(list(part), in_columns=in_columns))


def _blocks(lines: list[str], *, in_columns: bool) -> list[Block]:
    if in_columns:
        head, *rows = (tuple(line.split(COLUMN_MARK)) for line in lines)
        return [Block(head=head, rows=tuple(rows))]
    return [Block(text=line) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    code: str = key("代码，申报引用它，发布后不变")
    rank: Literal["zhenggao", "fugao", "zhong", "chu"] = key("级别：正高、副高、中级、初级（G-28：助理与员同为初级）")
    name: str = key("职称名称")
    senior: bool = key("是否高级（须先答辩，结果报自治区职改办）")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialOption:
    code: Literal["high_skill", "targeted", "direct", "exceptional"] = key("特殊选项")
    label: str = key("显示名称")
    enabled: bool = key("本年度是否开放", True)
    requires: tuple[str, ...] = key("勾选后必须提供的清单代码", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class SeniorityRow:
    education: str = key("最低学历；不限＝不看学历")
    base: str = key("计时起点：下一级职称的级别代码、work（专业技术工作）或技能等级（高级工、技师、高级技师）")
    months: int = key("须满月数；0＝考核合格即可")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionClause:
    code: str = key("代码，条目引用它")
    group: Literal["学历资历", "经历", "业绩", "学术", "破格"] = key("组别（COND-01）")
    text: str = key("条文")
    count: int = key("条文要求的项数、篇数、件数；有几种写法（或…）的，写最少的一种", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another document goes before the conditions in one point (003 一（二）4¶1末; COND-08)."""

    doc_no: str = key("优先执行的文件")
    text: str = key("该文件的规定，显示在条文旁")
    clause: str = key("所替代的条文代码；空＝学历与资历", "")
    replaces: SeniorityRow | None = key("所替代的学历与资历行；null＝只加一行", None)
    by: SeniorityRow | None = key("改按的学历与资历行；null＝不改年限", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionSet:
    scope: str = key("适用范围：all、专业组、身份，或 targeted＝双定向（COND-02、COND-04、PATH-08）")
    natures: tuple[Nature, ...] = key("只适用于这些性质的单位：单位性质代码（COND-02）", ())
    levels: tuple[str, ...] = key("适用级别代码；空＝全部", ())
    doc_no: str = key("评审条件文号")
    trial: bool = key("试行", default=False)
    version: str = key("版本（GEN-08）", "")
    sample: bool = key("条文与年限为示例，可改", default=False)
    education_seniority: tuple[SeniorityRow, ...] = key("学历与资历，符合任一行即可", ())
    clauses: tuple[ConditionClause, ...] = key("条文", ())
    required: Mapping[str, int] = key("每组至少须满足的条数", EMPTY)
    overrides: tuple[Override, ...] = key("与其他文件不一致、以该文件为准的（COND-08）", ())

    @property
    def rows(self) -> tuple[SeniorityRow, ...]:
        """Education and years as they bind: a row that an override replaces stands no longer (COND-08)."""
        gone = [each.replaces for each in self.overrides if each.replaces]
        instead = tuple(each.by for each in self.overrides if each.by)
        return (*(row for row in self.education_seniority if row not in gone), *instead)

    def override_of(self, row: SeniorityRow) -> Override | None:
        """The document a row stands by, where it is not the conditions themselves."""
        return next((each for each in self.overrides if each.by == row), None)

    def beside(self, clause: str) -> str:
        """（按桂人社规〔2021〕11号：…）: what goes before a clause, for whoever reads it; mostly empty (COND-08)."""
        told = "；".join(f"按{each.doc_no}：{each.text}" for each in self.overrides if clause and each.clause == clause)
        return f"（{told}）" if told else ""

    def covers(self, level: str) -> bool:
        """Whether the set speaks of this level."""
        return not self.levels or level in self.levels


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyTerms:
    code: str = key("代码，申报引用它")
    group: str = key("专业组（行业）")
    name: str = key("专业名称")
    levels: tuple[str, ...] = key("本年度开评的级别代码；空＝全部", ())
    sample: bool = key("示例，可改", default=False)
    ai: bool = key("属于人工智能专业（PATH-26）；都不写的，按规则集的用词", default=False)

    def is_open_for(self, level: str) -> bool:
        """Whether this specialty is reviewed at this level this year (GEN-17)."""
        return not self.levels or level in self.levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    applicant_pledge: str | None = key("申报人承诺（FORM-14）", None)
    unit_pledge: str | None = key("单位审核承诺（FORM-15）", None)
    responsibility: str | None = key("责任提示", None)
    consequence: str = key(
        "申报人承诺不实的后果，印在承诺之后",
        "如有不实，本人愿意承担取消申报资格、撤销职称、记入职称评审诚信档案库等相应责任。",
    )
    version: str = key("文字版本，随承诺一并记录", "1")

    @property
    def pledged(self) -> tuple[str, ...]:
        """What an applicant signs, by paragraphs: the same on the screen, in the record and on paper (MAT-02)."""
        return tuple(each for each in (self.responsibility, self.applicant_pledge, self.consequence) if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    image_mb: int = key("单张图片上限（MB）", 10)
    pdf_mb: int = key("单个 PDF 上限（MB）", 30)
    video_mb: int = key("单个视频上限（MB）", 500)
    video_minutes: int = key("视频时长上限（分钟）", 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeTerms:
    name: str = key("评委会全称")
    levels: tuple[str, ...] = key("受理级别代码")
    scope: str | None = key("受理范围：全区、区直或区域名称；null＝未写明", None)
    office: str = key("评委会所在职改办")
    kind: Literal["ordinary", "special_direct", "targeted"] = key("普通、高层次直评、双定向", "ordinary")
    min_members: int | None = key("组成人数下限（W114）", None)
    odd: bool = key("人数应为单数（W114）", default=True)
