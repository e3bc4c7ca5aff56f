"""What each part of the dossier is called on the hub, and which the notice does not ask (S05, 05-1).

Only what is the same under every notice is written here; the rest is read off the notice.
"""

from declarations.eligibility.kinds import is_reviewed
from declarations.eligibility.slots import KINDS_OF, NOT_FILES, home_of_slot
from declarations.models import Declaration
from declarations.parts import Section
from declarations.states import ItemKind
from notices.rules import Terms
from notices.rules.facts import when_words

LABELS = {
    Section.BASIC: "核对基本信息",
    Section.OPTIONS: "选择特殊选项",
    Section.EDUCATION: "填写学历",
    Section.TITLES: "填写现职称和资格证书",
    Section.TRAINING: "填写继续教育",
    Section.INSURANCE: "填写社会保险",
    Section.RESUME: "填写工作简历",
    Section.EXPERIENCE: "填写专业技术工作经历",
    Section.ACHIEVEMENTS: "填写业绩成果",
    Section.PUBLICATIONS: "填写学术成果",
    Section.REPRESENTATIVE: "标注代表性成果",
    Section.MATERIALS: "上传其他证明材料",
}
SHOWN = 3  # so many materials are named, the others are 其他


def hint_of(section: Section, terms: Terms) -> str:
    """One line on what belongs into a section, in the words of this notice."""
    same = {
        Section.BASIC: "姓名、民族、联系方式、单位和照片",
        Section.TITLES: "勾选一个作为申报资格",
        Section.INSURANCE: "最近的养老保险缴费月份和单位",
        Section.RESUME: "从参加工作到现在",
        Section.EXPERIENCE: "取得下一级职称以来，按重要程度排序",
        Section.ACHIEVEMENTS: "按重要程度排序，选择对应的评审条件",
        Section.REPRESENTATIVE: "从以上三类中选一项，专家首先看它",
    }
    own = {
        Section.OPTIONS: _options,
        Section.EDUCATION: _education,
        Section.TRAINING: _training,
        Section.PUBLICATIONS: _publications,
        Section.MATERIALS: _materials,
    }
    return own[section](terms) if section in own else same[section]


def why_not_asked(section: Section, declaration: Declaration, terms: Terms) -> str:
    """Why the notice does not ask for a part at all; empty where it does (不适用)."""
    if section is Section.REPRESENTATIVE:
        if terms.representative is None or not terms.limits.representative:
            return "本通知不要求标注代表性成果"
        if not is_reviewed(declaration.kind):
            return "不经评委会评审，不需要标注代表性成果"
    if section is Section.TRAINING and terms.ce is None:
        return "本通知不要求继续教育"
    if section is Section.INSURANCE and terms.social_insurance is None:
        return "本通知不要求社会保险缴费记录"
    return ""


def _options(terms: Terms) -> str:
    labels = "、".join(each.label for each in terms.special_options)
    return f"{labels}；没有的直接保存" if labels else "申报渠道和所选方式需要说明的内容"


def _education(terms: Terms) -> str:
    ways = "，或".join(each.replace("+", "和") for each in terms.education.accepted)
    return f"每个学历附{ways}" if ways else "从取得的第一个学历填起"


def _training(terms: Terms) -> str:
    return "公需科目须先完成" if terms.ce and terms.ce.must_pass_before_submit else "按年度填写学时"


def _publications(terms: Terms) -> str:
    listed = {item.code for item in terms.checklist}
    kinds = [kind for code, (kind, journals) in KINDS_OF.items() if code in listed and not journals]
    if terms.decision_info:
        kinds.append(ItemKind.DECISION_INFO)
    return "、".join(dict.fromkeys(ItemKind(kind).label for kind in kinds)) or "论文、著作"


def _materials(terms: Terms) -> str:
    """What the checklist has at home nowhere else and asks of every applicant."""
    names = [
        item.label.partition("（")[0]
        for item in terms.checklist
        if home_of_slot(item.code) is Section.MATERIALS
        and item.max_files
        and item.code not in NOT_FILES
        and not when_words(item.when)
    ]
    return "、".join([*names[:SHOWN], "其他证明材料"])
