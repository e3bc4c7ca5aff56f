"""决策咨询类信息 as papers (000 二（二）2（3）¶3; DECN-01…05, DECN-07, DECN-08)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from declarations.eligibility.dossier import Dossier, Entry
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, human
from declarations.states import ItemKind
from notices.rules import Terms

NO_INSTRUCTION = "none"


def equivalent(adoption: Mapping[str, str], terms: Terms) -> tuple[str, Decimal] | None:
    """(核心, 1.5): what one piece counts as, by the notice's table; None where the table has no such row (DECN-07)."""
    law = terms.decision_info
    asked = tuple(adoption.get(name, "") for name in ("publication", "adoption", "instruction"))
    rows = law.table if law else ()
    found = (row for row in rows if (row.publication, row.adoption, row.instruction) == asked)
    return next(((row.category, row.value) for row in found), None)


@rule("DECN-01", "决策咨询类信息")
def adopted_information(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Only the offices the notice names prove an adoption; what it counts as is computed, the office confirms."""
    for entry in dossier.publications:
        if entry.kind == ItemKind.DECISION_INFO:
            yield _judged(entry, terms)


def _judged(entry: Entry, terms: Terms) -> Finding:
    law, told = terms.decision_info, entry.adoption
    if law is None:
        text = f"本通知不将决策咨询类信息折算为论文：“{entry.title}”。"
        return block(code="DECN-08", part=entry.key, title="决策咨询类信息", text=text)
    if told.get("issuer") not in law.issuers:
        text = f"仅认可{'或'.join(law.issuers)}出具的采用告知单。"
        return block(code="DECN-01", part=entry.key, field="issuer", title="采用告知单", text=text, missing=True)
    counted = equivalent(told, terms)
    if counted is None:
        text = f"“{entry.title}”的采用情况不计入折算，请核对。"
        return block(code="DECN-07", part=entry.key, field="publication", title="决策咨询类信息", text=text)
    text = f"“{entry.title}”视为{counted[0]}期刊论文 {counted[1].normalize():f} 篇，由职改办确认。"
    return human(code="DECN-02", part=entry.key, title="决策咨询类信息", text=text)
