"""Whether the 自评表 somebody signed still says what is declared (MAT-56).

A notice refuses a missing scan, not an old one, and a correction may leave its slot shut: so it is told, and holds up
nobody. Who filled in the printed form by hand never made one here.
"""

from datetime import datetime

from config.lib import clock
from declarations.documents import SELF_ASSESSMENT
from declarations.documents.common import Case
from declarations.documents.self_assessment import said_in
from declarations.dossier import load_dossier
from declarations.models import Declaration
from declarations.services.materials import SUBJECT
from notices.rules import terms_of
from records.selectors import latest_document
from records.services.documents import digest_of_data

SLOT = "self_assessment"
CHANGED = "填报内容在生成自评表以后改过，请重新生成、签名、扫描上传。"
NOT_SCANNED = "自评表已重新生成，请把新的一份签名、扫描，替换原来的扫描件。"


def why_assessment_is_old(declaration: Declaration, *, now: datetime) -> str:
    """What to do about the 自评表; empty while the one made here, and its scan, are of what is declared now."""
    terms = terms_of(declaration.edition)
    document = latest_document(SELF_ASSESSMENT, SUBJECT, declaration.pk) if terms.self_assessment else None
    if document is None:
        return ""
    today = clock.local_date(now)
    case = Case(declaration, terms, declaration.basic, load_dossier(declaration, today=today), today)
    if digest_of_data(said_in(case)) != document.data_digest:
        return CHANGED
    scans = declaration.materials.filter(slot=SLOT, removed_at=None)
    return NOT_SCANNED if scans.exists() and not scans.filter(uploaded_at__gte=document.issued_at).exists() else ""
