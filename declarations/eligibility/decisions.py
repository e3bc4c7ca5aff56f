"""决策咨询类信息 as papers (000 二（二）2（3）¶3; DECN-01…08)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from config.lib.text import quoted
from declarations.eligibility.dossier import Dossier, Entry
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, human
from declarations.parts import Section
from declarations.states import ItemKind
from notices.rules import Terms
from notices.rules.material import DecisionInfo

NO_INSTRUCTION = "none"
TITLE = "决策咨询类信息"

Way = Mapping[str, str]
Worth = tuple[str, Decimal]  # 核心, 1.5


@dataclass(frozen=True, slots=True)
class Counted:
    """What one piece counts as.

    ``rivals`` are of another category and more in number: 0.5 of 国家权威 or 1 of 核心, the notice does not say which
    is higher, so the office does (DECN-06).
    """

    category: str
    value: Decimal
    rivals: tuple[Worth, ...] = ()


def equivalent(adoption: Way, terms: Terms) -> Worth | None:
    """(核心, 1.5): what one adoption counts as, by the notice's table; None where it has no such row (DECN-07)."""
    law = terms.decision_info
    asked = tuple(adoption.get(name, "") for name in ("publication", "adoption", "instruction"))
    rows = law.table if law else ()
    found = (row for row in rows if (row.publication, row.adoption, row.instruction) == asked)
    return next(((row.category, row.value) for row in found), None)


def ways_of(entry: Entry) -> list[Way]:
    """Every way in which a piece was adopted, and instructed on."""
    also = (
        {"publication": way.publication, "adoption": way.adoption, "instruction": way.instruction}
        for way in entry.also_adopted
    )
    return [entry.adoption, *also]


def way_words(way: Way) -> str:
    """中央信息刊物单篇采用，领导批示."""
    instruction = way.get("instruction", "")
    told = "" if instruction in {"", NO_INSTRUCTION} else f"，{instruction}批示"
    bulletin = way.get("publication", "")
    kind = "" if "信息" in bulletin else "信息刊物"
    return f"{bulletin}{kind}{way.get('adoption', '')}采用{told}"


def adoption_lines(kept: Mapping[str, Any]) -> list[str]:
    """What is kept with a publication, in words: each way, and who proves it."""
    if not kept:
        return []
    ways = [way_words(way) for way in (kept, *kept.get("also", ()))]
    return [*ways, *([f"告知单由{kept['issuer']}出具"] if kept.get("issuer") else [])]


def highest(ways: Sequence[Way], terms: Terms) -> Counted | None:
    """The highest of all ways, never their sum, unless the notice adds them up; None where nothing counts (DECN-06).

    Categories are ranked by the notice, numbers only within one category.
    """
    law = terms.decision_info
    worths = [worth for way in ways if (worth := equivalent(way, terms))]
    if law is None or not worths:
        return None
    if law.accumulate:
        worths = list(_added(worths).items())
    category, value = min(worths, key=lambda worth: (_place(worth[0], law), -worth[1]))
    rivals = {worth for worth in worths if worth[0] != category and worth[1] > value}
    return Counted(category, value, tuple(sorted(rivals, key=lambda worth: _place(worth[0], law))))


def _added(worths: Sequence[Worth]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for category, value in worths:
        sums[category] += value
    return sums


def _place(category: str, law: DecisionInfo) -> int:
    ranked = law.category_rank
    return ranked.index(category) if category in ranked else len(ranked)


@rule("DECN-01", "决策咨询类信息")
def adopted_information(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Only the offices the notice names prove an adoption; what it counts as is computed, the office confirms."""
    for same in _pieces(dossier):
        first, *again = same
        yield _judged(first, [way for entry in same for way in ways_of(entry)], terms)
        for entry in again if terms.decision_info else ():
            text = f"{quoted(entry.title)}已经填写过；同一篇按最高标准计，不累计，请合并为一条。"
            yield block(code="DECN-06", part=entry.key, title=TITLE, text=text)


@rule("DECN-06", "按最高标准计，不累计")
def converted_in_all(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Beside the list of publications: what all pieces count as together, by category (DECN-08)."""
    pieces = [highest([way for entry in same for way in ways_of(entry)], terms) for same in _pieces(dossier)]
    counted = [piece for piece in pieces if piece]
    if len(counted) > 1:
        sums = _added([(piece.category, piece.value) for piece in counted])
        text = f"决策咨询类信息折算合计：{'、'.join(_worth_words(each) for each in sums.items())}，由职改办确认。"
        lines = tuple(_worth_words((piece.category, piece.value)) for piece in counted)
        yield human(code="DECN-06", part=Section.PUBLICATIONS.value, title=TITLE, text=text, arithmetic=lines)


def _pieces(dossier: Dossier) -> list[list[Entry]]:
    """Entries of the same piece together: the same title, however it is punctuated."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in dossier.publications:
        if entry.kind == ItemKind.DECISION_INFO:
            letters = "".join(char for char in entry.title.casefold() if char.isalnum())
            found[letters or entry.key].append(entry)
    return list(found.values())


def _judged(entry: Entry, ways: Sequence[Way], terms: Terms) -> Finding:
    law = terms.decision_info
    if law is None:
        text = f"本通知不将决策咨询类信息折算为论文：{quoted(entry.title)}。"
        return block(code="DECN-08", part=entry.key, title=TITLE, text=text)
    if entry.adoption.get("issuer") not in law.issuers:
        text = f"仅认可{'或'.join(law.issuers)}出具的采用告知单。"
        return block(code="DECN-01", part=entry.key, field="issuer", title="采用告知单", text=text, missing=True)
    counted = highest(ways, terms)
    if counted is None:
        text = f"{quoted(entry.title)}的采用情况不计入折算，请核对。"
        return block(code="DECN-07", part=entry.key, field="publication", title=TITLE, text=text)
    return _confirmed(entry, ways, counted, terms)


def _confirmed(entry: Entry, ways: Sequence[Way], counted: Counted, terms: Terms) -> Finding:
    text = f"{quoted(entry.title)}视为{_worth_words((counted.category, counted.value))}，由职改办确认。"
    if counted.rivals:
        others = "、".join(_worth_words(each) for each in counted.rivals)
        text = f"{text}另可视为{others}，通知未规定两者孰高，请职改办确定按哪一种计。"
    code = "DECN-06" if counted.rivals else "DECN-02"
    lines = tuple(_line(way, terms) for way in ways) if len(ways) > 1 else ()
    return human(code=code, part=entry.key, title=TITLE, text=text, arithmetic=lines)


def _line(way: Way, terms: Terms) -> str:
    worth = equivalent(way, terms)
    return f"{way_words(way)}：{_worth_words(worth) if worth else '不计入折算'}"


def _worth_words(worth: Worth) -> str:
    category, value = worth
    return f"{category}期刊论文 {value.normalize():f} 篇"
