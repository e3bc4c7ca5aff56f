"""File slots: those of the notice's checklist, those the channel asks for, and what pieces a paper or book consists of.

A slot hangs on the whole declaration or on one entry of a section; ``home`` names the section it is filled in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from accounts.states import Affiliation
from declarations.eligibility.dossier import Dossier, Entry
from declarations.eligibility.facts import facts_of, identity_unit, is_by, is_from_outside
from declarations.eligibility.kinds import is_reviewed
from declarations.parts import Section, slot_key
from declarations.states import Channel, ItemKind, PendingKind, TalentBasis
from notices.rules import ChecklistItem, Terms, applies
from notices.states import DeclarationKind, IssuerType

CORE, FOREIGN = "core", "foreign"  # classes of journals
FORMATS = ("pdf", "jpg", "png")


@dataclass(frozen=True, slots=True)
class Piece:
    """A named part of a proof. Pieces of one ``group`` stand for each other.

    One that goes ``by_notice`` is asked where the notice's checklist names it, and else only welcome or not mentioned.
    """

    name: str
    group: str = ""
    optional: bool = False
    by_notice: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """Where files go: code of the checklist, part they prove, what they are."""

    code: str
    label: str
    home: Section
    part: str = ""  # an entry's key; empty: the declaration as a whole
    hard: bool = False
    formats: tuple[str, ...] = FORMATS
    max_files: int = 10
    pieces: tuple[Piece, ...] = ()
    hint: str = ""
    issuers: tuple[str, ...] = ()  # who may have issued it, by IssuerType
    ways: tuple[tuple[str, ...], ...] = ()  # combinations of pieces, one of which is enough (MAT-17)

    @property
    def key(self) -> str:
        """The part key a permit or finding names."""
        return self.part or slot_key(self.code)

    @property
    def issuer_choices(self) -> list[tuple[str, str]]:
        """What is asked at the upload: nothing where there is one answer or none (A-33)."""
        return [(each, IssuerType(each).label) for each in self.issuers] if len(self.issuers) > 1 else []

    @property
    def takes_pdf(self) -> bool:
        """Whether several photos may come as one PDF (08-6)."""
        return "pdf" in self.formats

    @property
    def takes_video(self) -> bool:
        """Whether the making of a work may be shown (MAT-55)."""
        return "mp4" in self.formats


WHOLE_TEXT, REPORT_TEXT = "全文", "技术工作总结"  # what a paper or a report is itself
PAPER = (Piece("封面"), Piece("目录"), Piece("版权页"), Piece(WHOLE_TEXT), Piece("收录截图", optional=True))  # MAT-43
BOOK = (
    Piece("封面"),
    Piece("版权页", by_notice=True),
    Piece("目录及内容提要", group="contents"),
    Piece("主要章节", group="contents"),
    Piece("国家版本数据中心查询截图", optional=True, by_notice=True),
)  # MAT-47, MAT-48
REGISTER = (Piece("国家新闻出版署查询截图", by_notice=True), Piece("权威网站查询截图", by_notice=True))  # MAT-44
REPORT = (Piece(REPORT_TEXT), Piece("实践材料"), Piece("采纳单位评价"))  # MAT-49
INTERIM: dict[str, tuple[Piece, ...]] = {  # what a thing declared before it is finished is declared on (MAT-38)
    PendingKind.PROJECT_CLOSING: (Piece("立项材料"),),
    PendingKind.PUBLICATION: (Piece("用稿通知"), Piece(WHOLE_TEXT, optional=True)),
}
VERIFICATION = Piece("核验材料", optional=True)  # of a flagged journal (RISK-02)
PIECES = {"paper": PAPER, "paper_register": REGISTER, "book": BOOK, "work_report": REPORT}
# Slots of a publication: of which kind, and of which class of journal (MAT-45, MAT-46).
KINDS_OF = {
    "paper": (ItemKind.PAPER, ""),
    "paper_register": (ItemKind.PAPER, ""),
    "core_journal": (ItemKind.PAPER, CORE),
    "foreign_paper": (ItemKind.PAPER, FOREIGN),
    "book": (ItemKind.BOOK, ""),
    "work_report": (ItemKind.WORK_REPORT, ""),
}
OF_PRINT = frozenset({"paper_register", "core_journal", "foreign_paper"})  # nothing to show before it is printed

YEARS, OTHER_YEARS_PROOF = "years_proof", "其他年限证明"  # MAT-24: the notice's 等
# Slots of a checklist that prove entries of a section, or are at home in one.
HOMES = {
    "photo": Section.BASIC,
    "id_document": Section.BASIC,
    "extension_approval": Section.BASIC,
    "transition_proof": Section.BASIC,
    "discipline_proof": Section.BASIC,
    "education": Section.EDUCATION,
    "education_other": Section.EDUCATION,
    "education_overseas": Section.EDUCATION,  # UNIT-23
    "lower_title": Section.TITLES,
    "lower_title_basis": Section.TITLES,
    "skill_certificate": Section.TITLES,
    "ce_public": Section.TRAINING,
    "ce_reference": Section.TRAINING,
    "ce_industry": Section.TRAINING,
    "ce": Section.TRAINING,
    "social_insurance": Section.INSURANCE,
    "unit_nature": Section.BASIC,
    "experience_proof": Section.EXPERIENCE,
    "performance_proof": Section.ACHIEVEMENTS,
    "paper": Section.PUBLICATIONS,
    "paper_register": Section.PUBLICATIONS,
    "core_journal": Section.PUBLICATIONS,
    "foreign_paper": Section.PUBLICATIONS,
    "book": Section.PUBLICATIONS,
    "work_report": Section.PUBLICATIONS,
    "award_works": Section.ACHIEVEMENTS,
    "representative": Section.REPRESENTATIVE,
    "direct_proof": Section.OPTIONS,
    "direct_form": Section.OPTIONS,
    "years_proof": Section.OPTIONS,
    "approval": Section.OPTIONS,
    "contract": Section.OPTIONS,
    "exception_form": Section.OPTIONS,
    "exception_proof": Section.OPTIONS,
    "outside_letter": Section.OPTIONS,
    "commission_letter": Section.OPTIONS,
    "conversion_proof": Section.OPTIONS,
    "change_form": Section.OPTIONS,
    "decision_info": Section.PUBLICATIONS,
    "belonging_proof": Section.BASIC,
    "risk_proof": Section.PUBLICATIONS,
    "expert_appraisal": Section.PUBLICATIONS,
    "channel_opinion": Section.OPTIONS,
    "commission_approval": Section.OPTIONS,
    "talent_proof": Section.OPTIONS,
    "giant_letter": Section.OPTIONS,
    "former_result": Section.OPTIONS,
    "authority_proof": Section.TITLES,
    "exam_proof": Section.OPTIONS,
}
# Ticks and things which stand elsewhere in the dossier: no file goes into these.
NOT_FILES = frozenset({"photo", "representative", "pledge"})


FORM_43 = frozenset({DeclarationKind.CONVERSION, *DeclarationKind.unvoted})  # a form of their own
OF_REVIEW = frozenset({"self_assessment"})  # measured against review conditions: nothing where nobody votes (PATH-30)


def home_of_slot(code: str) -> Section:
    """The section a slot is filled in; what is at home nowhere else lies in 其他证明材料."""
    return HOMES.get(code, Section.MATERIALS)


def own_slot(code: str, label: str) -> Slot:
    """A slot the channel or an exception asks for, whatever the checklist says."""
    return Slot(code, label, home_of_slot(code), hard=True)


COMMISSION = own_slot("commission_letter", "单位委托人事代理机构函")  # CHAN-09, FORM-12
EXTENSION = own_slot("extension_approval", "延长退休批准文件")  # ELIG-03
DISCIPLINE = own_slot("discipline_proof", "处分决定和处分期满（解除）材料")  # ELIG-06
TRANSITION = own_slot("transition_proof", "退出参公管理过渡期证明")  # ELIG-02
CONVERSION = own_slot("conversion_proof", "从事现专业技术工作的证明")  # PATH-09
CHANGE_FORM = "change_form"  # FORM-43, signed and stamped
BELONGING = own_slot("belonging_proof", "户籍或人事档案托管证明")  # ELIG-11, ELIG-13
SKILL = own_slot("skill_certificate", "职业资格或职业技能等级证书原件")  # MAT-19: of the base, whatever is ticked
RISK = own_slot("risk_proof", "风险刊物核验材料")  # RISK-02, where the checklist has no slot for papers
TALENT = own_slot("talent_proof", "符合高层次直评条件的证明")  # PATH-20, PATH-27
GIANT_LETTER = own_slot("giant_letter", "企业法定代表人署名的推荐书")  # PATH-24
FORMER_RESULT = own_slot("former_result", "原评审通过但未确认的结果证明")  # PATH-23
AUTHORITY = own_slot("authority_proof", "区外职称发证机关的评审、批准证明")  # PATH-14
EXAMS = own_slot("exam_proof", "职称外语、计算机应用能力考试成绩或免试证明")  # COND-15
OTHER_HINT = "其他特殊情形须补充的材料，每份请写明材料名称；同一单位出具的证明请合并为一份。"  # MAT-11, MAT-62
ANYBODY = tuple(IssuerType.values)
OTHER = Slot("other", "其他辅助材料", Section.MATERIALS, max_files=30, hint=OTHER_HINT, issuers=ANYBODY)
DECISION = own_slot("decision_info", "采用告知单")  # DECN-01
OPINION = own_slot("channel_opinion", "申报渠道书面意见")  # CHAN-14
COMMISSION_APPROVAL = own_slot("commission_approval", "省级职改部门委托评审函、自治区职改办同意函")  # CHAN-15
APPRAISAL = own_slot("expert_appraisal", "专家鉴定意见（专家所在单位公章）")  # MAT-69, FORM-28


def slots_of(dossier: Dossier, terms: Terms) -> list[Slot]:
    """Every slot this declaration has now, in the order of the checklist; own slots of the channel after it."""
    listed = [slot for item in terms.checklist if item.max_files for slot in _of_item(item, dossier, terms)]
    own = [slot for slot in _own(dossier, terms) if (slot.code, slot.part) not in {(x.code, x.part) for x in listed}]
    return [*listed, *own, OTHER]


def slot_for(dossier: Dossier, terms: Terms, code: str, part: str = "") -> Slot | None:
    """The slot of this code and part, if the declaration has it."""
    return next((slot for slot in slots_of(dossier, terms) if (slot.code, slot.part) == (code, part)), None)


def is_unit_slot(terms: Terms, code: str) -> bool:
    """Whether the unit fills this slot at its step: its scans are none of the applicant's to change."""
    return any(item.code == code and "unit_step" in item.when for item in terms.checklist)


def _of_item(item: ChecklistItem, dossier: Dossier, terms: Terms) -> Iterator[Slot]:
    if item.code in NOT_FILES or "unit_step" in item.when:
        return  # a tick, or a scan of the unit's
    if item.code in OF_REVIEW and not is_reviewed(dossier.request.kind):
        return
    if not applies(item.when, facts_of(dossier, terms, item.code)):
        return
    parts = _parts(item.code, dossier)
    if parts is None:
        yield _slot(item, pieces=_kinds_of_years_proof(terms) if item.code == YEARS else ())
    else:
        slots = (_slot(item, part, _as_asked(pieces, item)) for part, pieces in parts)
        yield from (_with_ways(slot, terms) for slot in slots) if item.code == "education" else slots


def _kinds_of_years_proof(terms: Terms) -> tuple[Piece, ...]:
    """Of what sort a proof of years is: one of those the notice names, or another; one is enough (MAT-24)."""
    named = terms.direct.years_proof if terms.direct else ()
    return tuple(Piece(name, group=YEARS) for name in (*named, OTHER_YEARS_PROOF)) if named else ()


def _slot(item: ChecklistItem, part: str = "", pieces: tuple[Piece, ...] = ()) -> Slot:
    return Slot(
        item.code,
        item.label,
        home_of_slot(item.code),
        part,
        item.hard,
        item.formats,
        item.max_files,
        pieces,
        issuers=item.issuers,
    )


def _as_asked(pieces: tuple[Piece, ...], item: ChecklistItem) -> tuple[Piece, ...]:
    """The pieces this checklist asks for: what it names is a must, what it does not name is welcome at most."""
    named = (
        replace(piece, optional=piece.optional and not item.names(piece.name)) if piece.by_notice else piece
        for piece in pieces
    )
    return tuple(piece for piece in named if piece.optional or not piece.by_notice or item.names(piece.name))


def _with_ways(slot: Slot, terms: Terms) -> Slot:
    """学历证书+学籍材料, or 学历认证: combinations where the notice writes a plus (MAT-17), else any one (MAT-16)."""
    ways = tuple(tuple(way.split("+")) for way in terms.education.accepted)
    if all(len(way) == 1 for way in ways):
        return slot
    pieces = tuple(Piece(name, group=slot.code) for way in ways for name in way)
    return replace(slot, pieces=pieces, ways=ways, hint=terms.education.note or "")


def _parts(code: str, dossier: Dossier) -> list[tuple[str, tuple[Piece, ...]]] | None:
    """The entries a slot hangs on with the pieces asked; None: it hangs on the declaration."""
    if code in KINDS_OF:
        kind, journals = KINDS_OF[code]
        mine = (each for each in dossier.publications if each.kind == kind and not (each.pending and code in OF_PRINT))
        return [(each.key, _pieces(code, each)) for each in mine if journals in {"", each.journal_class}]
    if code == "award_works":
        return [(entry.key, ()) for entry in dossier.representatives if entry.is_award_work]
    if code == "performance_proof":
        return [(entry.key, INTERIM.get(entry.pending, ())) for entry in dossier.achievements]
    keys = {
        "education": [each.key for each in dossier.schooling if not each.shared],
        "lower_title": [each.key for each in dossier.bases if each.kind != "skill" and not each.shared],
        "skill_certificate": [each.key for each in dossier.titles if each.kind == "skill" and not each.shared],
        "experience_proof": [each.key for each in dossier.experiences],
    }.get(code)
    return None if keys is None else [(key, ()) for key in keys]


def _pieces(code: str, entry: Entry) -> tuple[Piece, ...]:
    if code in OF_PRINT:
        return PIECES.get(code, ())
    pieces = INTERIM.get(entry.pending, PIECES[code])
    return (*pieces, VERIFICATION) if entry.risk else pieces


def _own(dossier: Dossier, terms: Terms) -> Iterator[Slot]:
    """Slots that the channel or a fact brings, whatever the checklist says."""
    request, person = dossier.request, dossier.person
    if request.channel == Channel.AGENCY and not request.freelancer:
        yield COMMISSION
    if person.extension_until:
        yield EXTENSION
    if person.discipline and "discipline_jiguo_plus" in terms.eligibility.exclusions:
        yield DISCIPLINE
    if person.is_civil_servant and person.transition_until:
        yield TRANSITION
    if request.kind in FORM_43:
        yield own_slot(CHANGE_FORM, f"{DeclarationKind(request.kind).label}申报表（本人签名、单位签署意见并盖章）")
    if request.kind == DeclarationKind.CONVERSION:
        yield CONVERSION
    if person.works_outside or person.archive_since:
        yield BELONGING
    yield from _of_outside(dossier, terms)
    yield from _of_ways(dossier, terms)
    yield from _of_rows(dossier, terms)


def takes_commission(dossier: Dossier, terms: Terms) -> bool:
    """Whether people of another province ask for a senior title here by commission (CHAN-15)."""
    other_province = identity_unit(dossier, terms).affiliation == Affiliation.OTHER_PROVINCE
    senior = any(level.senior for level in terms.levels if level.code == dossier.request.level)
    return terms.outside_units.other_province_senior is not None and other_province and senior


def _of_outside(dossier: Dossier, terms: Terms) -> Iterator[Slot]:
    if terms.outside_units.written_opinion and is_from_outside(dossier, terms):
        yield OPINION
    if takes_commission(dossier, terms):
        yield COMMISSION_APPROVAL
    if terms.expert_appraisal.required and dossier.publications:
        yield APPRAISAL


def _of_ways(dossier: Dossier, terms: Terms) -> Iterator[Slot]:
    """What the special ways and an authority's decision are proved with (PATH-14, PATH-20…28); exams asked for."""
    if is_by(dossier, TalentBasis.SMALL_GIANT):
        yield GIANT_LETTER
    if is_by(dossier, TalentBasis.SPECIAL_TALENT) or is_by(dossier, TalentBasis.TALENT_PROJECT):
        yield TALENT
    if dossier.request.kind == DeclarationKind.CONFIRMATION_OF_APPROVAL:
        yield FORMER_RESULT
    if dossier.request.kind == DeclarationKind.RECONFIRMATION:
        yield AUTHORITY
    if "required" in {terms.exams.foreign_language, terms.exams.computer}:
        yield EXAMS


def _of_rows(dossier: Dossier, terms: Terms) -> Iterator[Slot]:
    master = is_by(dossier, TalentBasis.SKILL_MASTER)  # the certificate's scan is a must, base or not (PATH-28)
    for title in dossier.titles:
        if title.kind == "skill" and (master or title.is_base) and not title.shared:
            yield replace(SKILL, part=title.key)
    has_papers = any(item.code == "paper" for item in terms.checklist)
    for entry in dossier.publications:
        if entry.kind == ItemKind.DECISION_INFO:
            yield replace(DECISION, part=entry.key)
        if entry.risk and not has_papers:
            yield replace(RISK, part=entry.key)
