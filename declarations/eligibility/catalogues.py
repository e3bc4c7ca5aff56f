"""期刊目录: a paper declared as one of a core journal against the catalogues by edition (MAT-45, A-19)."""

from collections.abc import Iterator
from datetime import date

from config.lib.text import quoted
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import fulfilled, human
from declarations.eligibility.slots import CORE
from declarations.states import ItemKind
from notices.rules import Terms


@rule("MAT-45", "核心期刊")
def core_journals_are_catalogued(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Found by itself in an edition that rules on its day, or to be looked up by whoever reviews it.

    Never refused: catalogues differ by edition, and not every one was brought in.
    """
    for entry in dossier.publications:
        if entry.kind != ItemKind.PAPER or entry.journal_class != CORE:
            continue
        if entry.catalogued:
            text = f"论文{quoted(entry.title)}的期刊收录于{entry.catalogued}。"
            yield fulfilled(part=entry.key, title="核心期刊", text=text)
        else:
            text = f"没有在系统已有的核心期刊目录中查到论文{quoted(entry.title)}的期刊，请对照所附目录佐证材料核对。"
            yield human(code="MAT-45", part=entry.key, field="journal_class", title="核心期刊", text=text)
