"""数据共享: what the person objects to is for people to compare with the proof (MAT-10)."""

from collections.abc import Iterator
from datetime import date

from declarations.eligibility.dossier import Dossier
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import human
from notices.rules import Terms


@rule("MAT-10", "数据共享")
def objections_are_looked_at(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The note to unit and office: what the authority said, what is wrong with it."""
    for each in dossier.disputes:
        origin = f"（{each.origin}）" if each.origin else ""
        text = f"申报人对共享数据“{each.said}”{origin}有异议：“{each.reason}”。已改为手工填写，请核对证明材料。"
        yield human(code="MAT-10", part=each.section, title="共享数据异议", text=text)
