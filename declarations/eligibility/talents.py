"""Senior titles declared directly to the special committee.

002 一（二）1, 000 二（一）2, 004 四; PATH-20, PATH-21, PATH-24…29.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from committees.states import Rank
from declarations.eligibility.dossier import Dossier, Title
from declarations.eligibility.facts import is_by
from declarations.eligibility.findings import Finding, Severity
from declarations.eligibility.kinds import legal_basis, special_committees, talent_bases
from declarations.eligibility.quota import is_ai
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, human, warn, yet_to_come
from declarations.eligibility.seniority import grade_of
from declarations.parts import Section, slot_key
from declarations.states import TalentBasis
from notices.rules import Terms
from notices.rules.switches import SmallGiant
from notices.states import DeclarationKind

OPTIONS, TITLES = Section.OPTIONS.value, Section.TITLES.value
LETTER = "giant_letter"
KIND = DeclarationKind.SPECIAL_DIRECT
HUMAN = Severity.HUMAN


@rule("PATH-29", "直接评审高级职称", "直接评审", at_start=True)
def the_special_committee(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """This way leads to a senior title and to the special committee alone (PATH-21); by which document (PATH-20)."""
    request = dossier.request
    if request.kind != KIND:
        return
    committees = special_committees(terms, request.level)
    if request.level in {each.code for each in terms.levels} and terms.level(request.level).rank not in Rank.senior:
        text = "高层次直评只用于直接申报高级职称，请选择正高级或副高级。"
        yield block(code="PATH-21", part=OPTIONS, field="level", title="高层次直评", text=text)
    elif request.committee and request.committee not in committees:
        text = f"所选评委会不受理该级别/该单位，请选择有权限的评委会：{'、'.join(committees) or '本通知没有'}。"
        yield block(code="E109", part=OPTIONS, title="高层次直评", text=text)
    else:
        until = terms.special_direct.deadline if terms.special_direct else None
        lines = (f"申报截止 {until:%Y-%m-%d %H:%M}，不适用通知的其他阶段时间",) if until else ()
        text = f"由{'、'.join(committees)}受理。"
        source = legal_basis(terms, request.talent_basis)
        yield human(code="PATH-29", part=OPTIONS, title="高层次直评", text=text, source=source, arithmetic=lines)


@rule("PATH-20", "高层次急需紧缺")
def a_basis_for_the_special_committee(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """One of the ways of the year; whether somebody is such a talent is for people to judge."""
    request = dossier.request
    if request.kind != KIND:
        return
    if request.talent_basis not in talent_bases(terms):
        text = "请选择高层次直评的依据。"
        yield block(code="PATH-20", part=OPTIONS, field="talent_basis", title="高层次直评", text=text, missing=True)
    elif request.talent_basis == TalentBasis.SPECIAL_TALENT:
        text = "按高层次急需紧缺特殊人才直接申报，由职改办核实证明材料。"
        source = legal_basis(terms, request.talent_basis)
        yield human(code="PATH-20", part=OPTIONS, field="talent_basis", title="高层次直评", text=text, source=source)


@rule("PATH-24", "专精特新")
def recommended_by_a_small_giant(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A listed enterprise, its team leader, a letter its legal representative signed (004 四)."""
    law = terms.rules.small_giant
    if law is None or not is_by(dossier, TalentBasis.SMALL_GIANT):
        return
    found = [*_listed(dossier, today, terms.rules.document), *_letter(dossier, law, today), *_leader(dossier, law)]
    yield from found
    if not found:
        text = f"由{law.signature}署名推荐的{law.role}，由单位证明、职改办核实。"
        yield human(
            code="PATH-24", part=OPTIONS, title="“小巨人”企业推荐", text=text, source=terms.rules.direct_doc or ""
        )


def _listed(dossier: Dossier, today: date, source: str) -> Iterator[Finding]:
    """The certificate of the enterprise is in force on the day of declaring."""
    unit, day = dossier.workplace, dossier.declared_by(today)
    say = partial(block, code="PATH-24", part=OPTIONS, field="talent_basis", title="“小巨人”企业", source=source)
    if unit.small_giant_until is None:
        yield say(text=f"{unit.name or '所在单位'}不在国家级专精特新“小巨人”企业名单内，不能以此途径申报。")
    elif unit.small_giant_until < day or (unit.small_giant_from and unit.small_giant_from > day):
        since = unit.small_giant_from or "未登记起始"
        line = f"认定有效期 {since} 至 {unit.small_giant_until}；申报日 {day}"
        yield say(text="所在单位的国家级专精特新“小巨人”企业认定不在有效期内。", arithmetic=(line,))


def _letter(dossier: Dossier, law: SmallGiant, today: date) -> Iterator[Finding]:
    request, known = dossier.request, dossier.workplace.legal_representative
    say = partial(block, code="PATH-24", title="推荐书", hard=True)
    if not (request.recommended_by.strip() and request.recommended_on):
        text = f"请填写署名推荐的{law.signature}姓名和推荐书日期。"
        yield say(part=OPTIONS, field="recommended_by", text=text, missing=True)
    elif late := yet_to_come(request.recommended_on, today):
        text = "推荐书日期晚于今天，请核对。"
        yield say(part=OPTIONS, field="recommended_on", text=text, arithmetic=late)
    elif known and request.recommended_by.strip() != known:
        text = f"推荐书须由{law.signature}署名，所填姓名与单位登记的{law.signature}不一致。"
        line = f"单位登记：{known}；所填：{request.recommended_by}"
        yield say(part=OPTIONS, field="recommended_by", text=text, arithmetic=(line,))
    if not dossier.papers_in(LETTER):
        text = f"请上传{law.signature}署名的推荐书。"
        yield say(part=slot_key(LETTER), slot=LETTER, text=text, missing=True)


def _leader(dossier: Dossier, law: SmallGiant) -> Iterator[Finding]:
    if not dossier.request.team_leader:
        text = f"此途径只适用于{law.role}，请确认本人是{law.role}（由单位证明）。"
        yield block(code="PATH-24", part=OPTIONS, field="team_leader", title=law.role, text=text, missing=True)


@rule("PATH-26", "人工智能")
def whether_the_cap_covers_the_extra_places(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The rules do not say whether 正高 ≤ 1 counts the extra places for 人工智能, too (G-13)."""
    law = terms.rules.small_giant
    if law is None or law.ai_within_zhenggao_max or not is_by(dossier, TalentBasis.SMALL_GIANT):
        return
    if terms.level(dossier.request.level).rank == Rank.ZHENGGAO.value and is_ai(terms, law, dossier.request.specialty):
        text = f"人工智能专业另加名额是否计入正高级 {law.zhenggao_max} 名的限额，文件未载明，现按不计入办理。"
        source = terms.rules.document
        yield warn(code="PATH-26", part=OPTIONS, field="talent_basis", title="名额", text=text, source=source)


@rule("PATH-27", "先进制造技术人才")
def of_a_talent_project(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """国家级 leads to 正高级工程师, 广西 to 高级工程师: no other level, no other series (004 四)."""
    law, request = terms.rules.talent_projects, dossier.request
    if not is_by(dossier, TalentBasis.TALENT_PROJECT):
        return
    say = partial(block, part=OPTIONS, title="人才项目", source=terms.rules.direct_doc or "")
    if request.project_level not in law:
        text = f"请选择人才项目的层级（{'、'.join(law)}）。"
        yield say(code="PATH-27", field="project_level", text=text, missing=True)
        return
    if not (request.project_name.strip() and request.project_year):
        yield say(code="PATH-27", field="project_name", text="请填写人才项目名称和入选年度。", missing=True)
    target, level = law[request.project_level], terms.level(request.level).name
    if level != target:
        text = f"{request.project_level}人才项目入选者可直接申报{target}，不能申报{level}。"
        yield say(code="PATH-27", field="project_level", text=text)
    elif request.project_name.strip():
        text = f"按{request.project_level}人才项目“{request.project_name}”直接申报{target}，由职改办核实。"
        yield say(code="PATH-27", severity=HUMAN, text=text)


@rule("PATH-28", "首席技师")
def a_master_of_skill(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """首席技师, 特级技师 to 正高级; that they still work and stand on the front line the unit attests (004 四)."""
    law = terms.rules.skill_masters
    if law is None or not is_by(dossier, TalentBasis.SKILL_MASTER):
        return
    held = master_certificates(dossier, terms)
    level = terms.level(dossier.request.level)
    say = partial(block, code="PATH-28", title="高技能领军人才", source=terms.rules.direct_doc or "")
    if not held:
        told = "、".join(grade_of(each) for each in dossier.titles if each.kind == "skill") or "没有填写"
        text = f"须填写{'或'.join(law.grades)}证书。"
        yield say(part=TITLES, text=text, arithmetic=(f"技能等级：{told}",), missing=told == "没有填写")
    elif Rank(level.rank).label != law.target:
        text = f"{grade_of(held[0])}直接申报的是{law.target}，不能申报{level.name}。"
        yield say(part=OPTIONS, field="level", text=text)
    else:
        text = f"持{grade_of(held[0])}证书直接申报；由单位证明{'、'.join(law.attests)}。"
        yield say(part=held[0].key, severity=HUMAN, text=text)


def master_certificates(dossier: Dossier, terms: Terms) -> list[Title]:
    """Certificates of a grade that leads straight to a senior title."""
    law = terms.rules.skill_masters
    return [each for each in dossier.titles if law and each.kind == "skill" and grade_of(each) in law.grades]
