"""The check of originals, and the defence that comes after it for senior titles."""

from datetime import datetime

from accounts.models import Actor
from accounts.selectors import is_employed_at
from config.lib.flow import Asked
from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from declarations.parts import UnitStep
from declarations.selectors import attests_of, relevance_points
from declarations.states import Channel
from notices.rules import terms_of
from review.approvals.content import Part, parts_of_dossier
from review.approvals.models import UnitDefence, Verification
from review.approvals.running import done_since_asked
from review.approvals.states import Authenticity

NAMED = 5  # places named in a refusal; the page marks them all


def nothing_verified(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Once an original was laid beside it, the dossier stays where it is (T34a)."""
    if not declaration.verifications.exists():
        return None
    return Reason("E312", "单位已开始核验原件，不能取回；如需修改，请联系单位退回。")


def person_confirmed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The unit says that the person is theirs before it reviews (CHAN-06)."""
    if declaration.channel != Channel.UNIT or is_employed_at(declaration.applicant, declaration.unit):
        return None
    text = "还没有确认申报人是本单位人员。请先在“人员管理”确认人事关系；不是本单位人员的，请退回。"
    return Reason("CHAN-06", text)


def everything_verified(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Every part was laid beside its original as it stands today (UNIT-03)."""
    open_parts = unverified(declaration, parts_of_dossier(declaration))
    if not open_parts:
        return None
    names = "、".join(part.label for part in open_parts[:NAMED])
    more = f"等 {len(open_parts)} 项" if len(open_parts) > NAMED else ""
    return Reason("E301", f"未逐项核验原件，不能进入审议：{names}{more}。")


def copies_attested(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """Where there is no original, the unit's word 与原件一致 with signer, date and sealed sheet (MAT-07)."""
    copies = [part for part in parts_of_dossier(declaration) if part.has_copies]
    seen = verifications_by_part(declaration) if copies else {}
    return [
        Reason("MAT-07", f"{part.label}是复印件，须注明“与原件一致”，由审核人签名、注明日期并盖章。", field=part.key)
        for part in copies
        if part.key in seen and seen[part.key].finding == Authenticity.TRUE and not seen[part.key].attests_copy
    ]


def flagged_journals_judged(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """A journal on the risk list wants the unit's conclusion and how it was reached (RISK-03, UNIT-04)."""
    return [
        Reason("E315", f"{part.label}列入学术风险预警（{part.flag}），须填写核验结论和核验方法。", field=part.key)
        for part in unjudged_flags(declaration)
    ]


def late_flags_explained(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Listed after the unit's check: a desk above asks back, or says how it looked into it itself (RISK-03)."""
    open_parts = unjudged_flags(declaration)
    if not open_parts:
        return None
    names = "、".join(part.label for part in open_parts[:NAMED])
    text = f"{names}列入学术风险预警，没有单位核验结论。请退回单位补充核验，或写明本级核验的方法和结论。"
    return Reason("RISK-03", text, severity=Severity.WARN)


def meets_conditions(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """Who meets the review conditions goes on to deliberation, and somebody answers for it (UNIT-01, UNIT-26)."""
    found = []
    if not asked["meets_conditions"]:
        text = "不符合评审条件的，不能进入审议；请退回修改或办理“不予推荐”。"
        found.append(Reason("E313", text, field="meets_conditions"))
    if not asked.answers.get("photo_ok", True):
        found.append(Reason("E313", "证件照不符合要求的，请退回申报人更换。", field="photo_ok"))
    if not asked["responsible"].strip():
        found.append(Reason("E313", "请填写审核责任人。", field="responsible"))
    return found


def attested_by_the_unit(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """What only the unit can know is attested word by word by who answers for the check (PATH-24, PATH-28)."""
    given = asked.answers.get("attested") or ()
    open_points = [point for point in attests_of(declaration) if point not in given]
    if not open_points:
        return None
    text = f"须由单位逐项证明：{'、'.join(open_points)}；不能证明的，请退回或办理“不予推荐”。"
    return Reason("PATH-28", text, field="attested")


def items_of_the_specialty(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The unit ticks item by item that experience and results are of the specialty applied for (ELIG-19)."""
    given = asked.answers.get("relevant") or ()
    foreign = [point for point in relevance_points(declaration) if point not in given]
    if not foreign:
        return None
    more = f"等 {len(foreign)} 项" if len(foreign) > NAMED else ""
    text = f"请逐项核对：{'、'.join(foreign[:NAMED])}{more}；不相符的，请退回申报人更换。"
    return Reason("ELIG-19", text, field="relevant")


def defence_recorded(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Date, panel and opinion of the unit's defence, for the levels the notice names (UNIT-06)."""
    if declaration.level not in terms_of(declaration.edition).unit_flow.defense_levels:
        return None
    defence = UnitDefence.objects.filter(declaration=declaration).first()
    if defence is None or not (defence.panel and defence.opinion.strip()):
        return Reason("E304", "高级职称申报人须先答辩并填写答辩意见。")
    if not done_since_asked(declaration, defence.at, UnitStep.DEFENCE):
        return Reason("E304", "补正要求重新办理单位答辩，请重新填写答辩意见。")
    return None


def unverified(declaration: Declaration, parts: list[Part]) -> list[Part]:
    """Parts without a verification of their present content: a changed part asks again, the others do not."""
    seen = verifications_by_part(declaration)
    return [part for part in parts if not is_settled(part, seen.get(part.key))]


def unjudged_flags(declaration: Declaration) -> list[Part]:
    """Flagged journals on which the unit has not concluded, whenever they were listed (RISK-01, RISK-03)."""
    if not declaration.publications.exclude(risk="").exists():
        return []
    flagged = [part for part in parts_of_dossier(declaration) if part.flag]
    seen = verifications_by_part(declaration)
    return [part for part in flagged if awaits_judgment(part, seen.get(part.key))]


def awaits_judgment(part: Part, verification: Verification | None) -> bool:
    """A flagged journal without the unit's conclusion and method."""
    return bool(part.flag) and not (verification and verification.method.strip())


def is_settled(part: Part, verification: Verification | None) -> bool:
    """The original was seen, a copy attested (MAT-07), or what is wrong written down; and nothing changed since."""
    if verification is None or verification.content_digest != part.digest:
        return False
    if verification.finding != Authenticity.TRUE:
        return bool(verification.note.strip())
    return verification.attests_copy if part.has_copies else verification.original_seen


def verifications_by_part(declaration: Declaration) -> dict[str, Verification]:
    """What the unit found, by part key."""
    return {each.part: each for each in declaration.verifications.select_related("by")}
