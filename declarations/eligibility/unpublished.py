"""What was never printed: reports signed and sealed, and what experts say of them (MAT-50, MAT-69)."""

from collections.abc import Iterator
from datetime import date

from config.lib.text import quoted
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, human
from declarations.eligibility.slots import APPRAISAL
from declarations.parts import Section
from declarations.states import ItemKind
from notices.rules import Terms

PUBLICATIONS = Section.PUBLICATIONS.value


def wants_signed_reports(terms: Terms) -> bool:
    """Whether unpublished reports are signed by the person and sealed by the unit before they are scanned (MAT-50)."""
    return any(item.code == "work_report" and item.wants_signature for item in terms.checklist)


@rule("MAT-50", "个人署名和申报单位盖章", "未在期刊发表")
def reports_are_signed_and_sealed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Which of the three kinds a report is, and that the scan shows signature and seal (003 三2（3）③)."""
    for entry in dossier.publications if wants_signed_reports(terms) else ():
        if entry.kind != ItemKind.WORK_REPORT:
            continue
        if not entry.report_kind:
            text = f"请选择{quoted(entry.title)}是哪一种未发表材料。"
            yield block(code="MAT-50", part=entry.key, field="report_kind", title="技术报告", text=text, missing=True)
        if not entry.signed_sealed:
            text = f"{quoted(entry.title)}须个人署名、申报单位盖章后再扫描上传，请确认。"
            yield block(code="MAT-50", part=entry.key, field="signed_sealed", title="技术报告", text=text, missing=True)


@rule("MAT-69", "专家鉴定意见")
def experts_appraise(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Organised by the unit's personnel office: who appraised, of which unit, what was found; people see the seal."""
    law = terms.expert_appraisal
    if not law.required or not dossier.publications:
        return
    if not dossier.appraisals:
        text = "请填写专家鉴定意见：专家姓名、单位、职称和意见。"
        yield block(code="MAT-69", part=PUBLICATIONS, field="appraisals", title="专家鉴定意见", text=text, missing=True)
    for each in dossier.appraisals:
        lacking = [name for name, said in each.asked() if not said.strip()]
        if lacking:
            text = f"专家鉴定意见须写明{'、'.join(lacking)}。"
            yield block(code="MAT-69", part=PUBLICATIONS, title="专家鉴定意见", text=text, missing=True)
    if dossier.papers_in(APPRAISAL.code):
        text = f"专家鉴定意见须加盖{law.seal or '专家所在单位公章'}，请核对扫描件。"
        yield human(code="MAT-69", part=PUBLICATIONS, title="专家鉴定意见", text=text)
