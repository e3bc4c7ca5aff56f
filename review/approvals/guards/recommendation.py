"""The unit's recommendation: its words and its papers (UNIT-01, UNIT-15, UNIT-16, UNIT-19)."""

import re
from datetime import datetime

from accounts.models import Actor, Membership
from accounts.states import Role, UnitNature
from config.lib.flow import Asked
from config.lib.reason import Reason, Severity
from config.lib.widgets import written
from declarations.eligibility.paths import is_exceptional
from declarations.models import Declaration
from declarations.states import Special
from notices.rules import Terms, terms_of
from review.approvals.models import UnitCheck
from review.approvals.posts import posts_for
from review.approvals.steps import missing_papers

# 同意, 同意推荐, 我单位一致同意推荐其申报, 同意上报。 … and nothing else (G-39)
BARE = re.compile(
    r"(经(研究|审核|审议|讨论)[，,]?)?(我?单位|本单位)?(一致|均|研究)?同意"
    r"(推荐|申报|上报|报送)*(其|该同志|该申报人)?(推荐|申报|上报|报送|参评|参加评审)*(.{0,12}职称)?(评审)?"
)
PUNCTUATION = re.compile(r"[\s。．.，,；;！!、：:“”\"'（）()]+")


def recommendation_has_substance(
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> list[Reason]:
    """Every aspect the notice names, in words that say something of this person (UNIT-15)."""
    terms = terms_of(declaration.edition)
    return [
        *(reason for aspect in terms.unit_flow.recommendation.aspects if (reason := _poor(terms, aspect, asked))),
        *_unexplained_exception(terms, declaration, asked),
        *_posts_not_considered(terms, declaration, asked),
    ]


def recommendation_agrees(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Only 同意 goes up; 不同意 is a decision of its own, with its reason to the applicant (UNIT-16)."""
    if asked["agree"]:
        return None
    return Reason("E316", "推荐结论为“不同意推荐”的，请办理“不予推荐”。", field="agree")


def checked_by_another(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Who checked does not recommend, where the unit has a second clerk (ROLE-02); a warning, for people are away."""
    check = UnitCheck.objects.filter(declaration=declaration).last()
    if check is None or check.by_id != actor.pk:
        return None
    clerks = Membership.objects.current().filter(organisation=declaration.unit_id, role=Role.UNIT)
    if not clerks.exclude(user__in=[actor.pk, declaration.applicant_id]).exists():  # the applicant may not (E311)
        return None
    text = "本单位有两名以上经办人，原件审核和出具推荐意见应由不同人员办理；确需同一人办理的请说明。"
    return Reason("W117", text, severity=Severity.WARN)


def unit_scans_in_place(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """Every paper of the unit signed, sealed and scanned, the pledge first of all (UNIT-01, UNIT-08)."""
    return [
        Reason("E308", _missing(row.code, row.label), field=f"slot:{row.code}") for row in missing_papers(declaration)
    ]


def is_bare_agreement(text: str) -> bool:
    """Whether a text only says 同意推荐 in one way or another."""
    return bool(BARE.fullmatch(PUNCTUATION.sub("", text)))


def _poor(terms: Terms, aspect: str, asked: Asked) -> Reason | None:
    rule, text = terms.unit_flow.recommendation, str(asked["aspects"].get(aspect, "")).strip()
    if not text:
        return Reason("E307", f"请填写{aspect}的评价。", field=aspect)
    if rule.reject_bare_agree and is_bare_agreement(text):
        return Reason("E307", f"推荐意见不能简单填写“同意推荐”，请写明{aspect}的具体情况。", field=aspect)
    if written(text) < rule.min_chars:
        return Reason("E307", f"{aspect}的评价不少于 {rule.min_chars} 字。", field=aspect)
    return None


def _unexplained_exception(terms: Terms, declaration: Declaration, asked: Asked) -> list[Reason]:
    """Where the notice wants it, an exception is explained in words of its own (MAT-67; 002 五（三）)."""
    wanted = terms.unit_flow.recommendation.explain_exception and is_exceptional(declaration.options, terms)
    if not wanted or str(asked.answers.get("exception_note", "")).strip():
        return []
    return [Reason("E307", _exception_words(declaration), field="exception_note")]


def _exception_words(declaration: Declaration) -> str:
    what = "破格" if Special.EXCEPTIONAL in declaration.options else "无职称"
    return f"{what}申报的，须在推荐意见中说明{what}情况。"


def _posts_not_considered(terms: Terms, declaration: Declaration, asked: Asked) -> list[Reason]:
    """全面岗位管理: an institution says how the post structure and its vacancies were considered (UNIT-19, PATH-33).

    What it writes is the explanation; more people than posts, without a plan that covers them, are told in numbers.
    """
    nature = (declaration.employer or declaration.unit).nature
    wanted = terms.post_ratio.mode == "warn" and nature == UnitNature.INSTITUTION
    if not wanted or str(asked.answers.get("post_note", "")).strip():
        return []
    text = "事业单位推荐应考虑岗位结构比例和空缺，请说明；推荐人数超过本级岗位空缺的须写明理由。"
    if (posts := posts_for(declaration)) and posts.exceeded:
        text = f"推荐人数超过本级岗位空缺：{posts.words}。请写明理由。"
    return [Reason("W106", text, field="post_note", severity=Severity.WARN)]


def _missing(code: str, label: str) -> str:
    if code == "unit_pledge":
        return "未上传单位承诺书（盖章、负责人手写签名）。"
    return f"未上传{label}的签字盖章扫描件。"
