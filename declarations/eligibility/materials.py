"""Files: the hard checklist, the pieces of papers and books, scans with words of their own.

MAT-03, MAT-11, MAT-39, MAT-43, MAT-47, MAT-49, MAT-56…58.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from config.lib.text import quoted
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import identity_unit
from declarations.eligibility.findings import Finding
from declarations.eligibility.people import insurance_applies, months_asked, months_relied_on
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, lacking, warn
from declarations.eligibility.slots import OTHER, Slot, slots_of
from declarations.parts import Section, slot_key
from notices.rules import Terms

# Slots whose absence another rule reports in its own words.
SPOKEN_FOR = frozenset(
    {
        "self_assessment", "name_id_proof", "outside_letter", "commission_letter", "social_insurance", "contract",
        "lower_title_basis", "epidemic_proof", "commission_approval",
    }
)  # fmt: skip
SPOKEN_FOR_BY_MODE = {"unit_stamp_only": "exception_form", "pre_approval": "approval"}  # E212
LICENCE = "business_licence"
NATURE = ("unit_nature", LICENCE)  # the slots a notice may ask it in
MATERIALS = Section.MATERIALS.value
SUMMARY = Section.EXPERIENCE.value  # written below the experiences it sums up
EVIDENCE = {"experience_proof": "经历", "performance_proof": "业绩"}


@rule("MAT-03", "不可缺少的硬件材料")
def hard_materials(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Whatever the checklist marks as 不可缺少 is there, piece by piece (MAT-43, MAT-47, MAT-49)."""
    spoken = SPOKEN_FOR | {SPOKEN_FOR_BY_MODE.get(terms.exception.approval_mode, "") if terms.exception else ""}
    for slot in slots_of(dossier, terms):
        if slot.code in spoken or not (slot.hard or slot.pieces):
            continue
        if slot.code == LICENCE and dossier.workplace.has_licence:
            continue  # the unit's own account has it (MAT-63)
        for piece in missing_pieces(slot, dossier):
            yield _missing(slot, piece, dossier)


def missing_pieces(slot: Slot, dossier: Dossier) -> list[str]:
    """Pieces still to be uploaded, alternatives joined by 或; one empty name for a slot of no pieces."""
    there = dossier.papers_in(slot.code, slot.part)
    if not slot.pieces:
        return [] if there else [""]
    given = {paper.piece for paper in there}
    if slot.ways:
        return (
            []
            if any(given.issuperset(way) for way in slot.ways)
            else ["，或".join("、".join(way) for way in slot.ways)]
        )
    groups: dict[str, list[str]] = defaultdict(list)
    for piece in slot.pieces:
        if not piece.optional:
            groups[piece.group or piece.name].append(piece.name)
    return ["或".join(names) for names in groups.values() if not given & set(names)]


def _missing(slot: Slot, piece: str, dossier: Dossier) -> Finding:
    owner = next((quoted(entry.title) for entry in dossier.entries if entry.key == slot.part), "")
    what = f"{owner}{piece}" if piece else f"{owner}{slot.label}"
    return block(
        code="E201",
        part=slot.key,
        title=what,
        text=lacking(what),
        slot=slot.code,
        piece="" if "或" in piece else piece,
        missing=True,
        hard=True,
    )


@rule("MAT-31", "养老保险缴费记录")
def insurance_is_proved(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Typed-in months that are relied on, and an explanation of a gap, need the record or a proof (MAT-32)."""
    slot = next((each for each in slots_of(dossier, terms) if each.code == "social_insurance"), None)
    if slot and slot.hard and not dossier.papers_in(slot.code) and not _insurance_is_shared(dossier, terms, today):
        text = lacking(slot.label)
        place = Section.INSURANCE.value
        yield block(code="E201", part=place, slot=slot.code, title=slot.label, text=text, missing=True, hard=True)


def _insurance_is_shared(dossier: Dossier, terms: Terms, today: date) -> bool:
    """Every month asked for came by data sharing; months beyond them are of no account (MAT-10)."""
    law = terms.social_insurance
    if law is None or dossier.request.freelancer or not insurance_applies(dossier, terms):
        return False  # the slot is there because something was typed
    shared = {each.month for each in months_relied_on(dossier, law, today) if each.shared}
    return shared.issuperset(months_asked(dossier, law, today))


@rule("MAT-33", "法人营业执照")
def the_unit_s_nature_is_proved(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Licence or registry extract of a non-public unit; 原则上, so a word of its own will do (002 二（二）4)."""
    law = terms.social_insurance
    if law is None or not law.unit_nature_proof or dossier.request.freelancer:
        return
    if not insurance_applies(dossier, terms) or identity_unit(dossier, terms).has_licence:
        return
    asked = next((slot.code for slot in slots_of(dossier, terms) if slot.code in NATURE), LICENCE)
    if dossier.papers_in(asked):
        return
    text = f"未提供{'或'.join(law.unit_nature_proof)}，请填写情况说明。"
    yield warn(code="W113", part=slot_key(asked), slot=asked, title="单位性质证明", text=text)
    if not dossier.person.nature_note.strip():
        place = Section.BASIC.value
        yield block(code="W113", part=place, field="nature_note", title="单位性质情况说明", text=text, missing=True)


@rule("MAT-65", "卫健部门", "疫情防控")
def epidemic_service_is_proved(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice wants a proof of the priority, it is there (003 三3（4）)."""
    law = terms.eligibility.epidemic_priority
    if dossier.person.epidemic_service and law.enabled and law.proof and not dossier.papers_in("epidemic_proof"):
        text = f"请上传{law.proof}出具的参与疫情防控证明；没有证明的，不作为优先条件，请取消勾选。"
        place = slot_key("epidemic_proof")
        yield block(code="MAT-65", part=place, slot="epidemic_proof", title="疫情防控证明", text=text, missing=True)


@rule("MAT-52", "专业技术工作总结", reviewed=True)
def a_summary_of_enough_words(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """So many characters, blanks not counted (003 三2（4）)."""
    least = terms.summary.min_chars
    count = len("".join(dossier.summary.split()))
    if least and count < least:
        text = f"专业技术工作总结字数不少于{least}字（当前{count}字）。"
        yield block(code="E208", part=SUMMARY, field="summary", title="专业技术工作总结", text=text, missing=True)


@rule("MAT-56", "自评表", reviewed=True)
def the_self_assessment_is_signed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Generated, signed on paper, scanned into its slot."""
    if terms.self_assessment and not dossier.papers_in("self_assessment"):
        text = f"请将{terms.year}年自评表扫描件上传到“{terms.self_assessment.slot}”。"
        place = slot_key("self_assessment")
        yield block(
            code="E220", part=place, slot="self_assessment", title="自评表扫描件", text=text, missing=True, hard=True
        )


@rule("MAT-39", "原则上需要提供充分的佐证材料")
def entries_have_evidence(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """In principle every experience and achievement has a proof; without one it may go on."""
    for slot in slots_of(dossier, terms):
        if slot.code in EVIDENCE and not slot.hard and not slot.pieces and not dossier.papers_in(slot.code, slot.part):
            entry = next(entry for entry in dossier.entries if entry.key == slot.part)
            text = f"{quoted(entry.title)}还没有佐证材料。"
            yield warn(code="MAT-39", part=slot.part, slot=slot.code, title="佐证材料", text=text)


@rule("MAT-11", "同一单位出具的证明")
def one_paper_of_one_issuer(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Several auxiliary proofs of one issuer belong into one file."""
    issuers = [paper.issuer.strip() for paper in dossier.papers_in(OTHER.code) if paper.issuer.strip()]
    for issuer in sorted({each for each in issuers if issuers.count(each) > 1}):
        text = f"同一单位出具的证明请合并为一份材料（{issuer}）。"
        yield warn(code="W109", part=MATERIALS, title="辅助材料", text=text)
