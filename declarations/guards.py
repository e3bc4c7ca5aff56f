"""Why a declaration may not move now, in the words its people will read."""

from datetime import datetime

from django.db.models import OuterRef, Q

from accounts.models import Actor
from accounts.states import OrganisationStatus
from config.lib.flow import Asked, BulkGuard, bulk_guard
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.quota import has_place, quota_of
from declarations.routes import stops_of
from declarations.rules import gate_closed, gate_of
from declarations.states import RouteNode
from notices.models import NoticeEdition
from notices.rules import terms_of
from notices.states import DeclarationKind


def pledge_given(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Five self-checks and the commitment (MAT-02)."""
    if asked["pledge"] and len(asked["checked"]) >= 5 and asked["signed_name"]:  # noqa: PLR2004  # MAT-02 names five
        return None
    return Reason("E224", "请完成自查并签署承诺书。", field="pledge")


def signed_by_the_applicant(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The name typed is the name declared."""
    if not asked["signed_name"] or asked["signed_name"].strip() == declaration.basic.name:
        return None
    return Reason("E225", "签名须与申报人姓名一致。", field="signed_name")


def signature_given(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """By hand, or by a code texted to the person's own phone (ux.md 09-2)."""
    if asked.answers.get("signature") or asked.answers.get("phone_proved_at"):
        return None
    return Reason("E224", "请手写签名；不便手写的，可以改用短信验证码确认。", field="signature")


def slot_free(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """One title of a level (or any title) a person and year (ELIG-16, ELIG-17)."""
    same = Declaration.objects.taking_slots().filter(applicant=declaration.applicant, slot=declaration.slot)
    if not same.exclude(pk=declaration.pk).exists():
        return None
    terms = terms_of(declaration.edition)
    if terms.one_per_year.scope == "any_level":
        return Reason("E106", f"同一年度不得申报评审两个以上{terms.term('title')}。")
    return Reason("E106", "同一年度只能申报评审一个同级别职称。")


def recommendation_in_quota(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """So many an enterprise and year, one of them 正高, and some more for 人工智能 (PATH-25, PATH-26).

    Counted without a lock, for the page and the refusal; the effect ``hold_recommendation`` counts again under one.
    """
    law = quota_of(declaration)
    if law is None or has_place(declaration):
        return None
    base, high, ai = law.direct_senior_max, law.zhenggao_max, law.ai_extra
    return Reason("E216", f"企业本年度直接申报名额已满（基础{base}名、其中正高{high}名、人工智能另加{ai}名）。")


def route_is_known(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Somebody must stand at the unit's step who was let in (CHAN-08); a suspended unit is told of as such (E309)."""
    if declaration.unit.status not in {OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED}:
        return Reason("E114", f"{declaration.unit} 尚未通过注册审核，暂不能接收申报材料。")
    if declaration.relay and declaration.relay.status != OrganisationStatus.ACTIVE:
        return Reason("E114", f"{declaration.relay} 现在不能接收申报材料，请在特殊选项中核对派遣单位或社保缴纳单位。")
    return None


def goes_the_way_it_was_handed_in(
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """A correction changes the dossier, not the desks: another dispatching or paying unit never saw the case.

    Its stops are those of the submission; who names another body behind the unit hands in anew (CHAN-17, CHAN-20,
    CHAN-26).
    """
    known = {(stop.node, stop.organisation_id) for stop in declaration.stops.all()}
    added = [stop for stop in stops_of(declaration) if stop.node in RouteNode.relays]
    missing = [stop.organisation.name for stop in added if (stop.node.value, stop.organisation.pk) not in known]
    if not missing:
        return None
    return Reason("CHAN-20", f"申报渠道有变动，材料须先经{'、'.join(missing)}审核，请撤回后重新提交。")


def goes_before_a_committee(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """What a committee votes on is accepted, paid and put into a round (T18)."""
    if declaration.kind not in DeclarationKind.unvoted:
        return None
    return Reason("PATH-30", f"{declaration.get_kind_display()}不经评委会评审，请审核后报请确认。")


def decided_without_a_vote(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """认定, 重新确认 and 核准确认 go to the confirming authority without a committee (PATH-14, PATH-23, PATH-30)."""
    if declaration.kind in DeclarationKind.unvoted:
        return None
    return Reason("PATH-30", f"{declaration.get_kind_display()}须经评委会评审，不能直接报请确认。")


def returned_before(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Handed in at least once."""
    return Reason("E401", "该申报尚未提交过。") if declaration.submitted_at is None else None


RETURNED_BEFORE = BulkGuard(returned_before, lambda _now: Q(submitted_at__isnull=False))


def _closed(now: datetime) -> Q:
    return Q(due_at__lt=now) | Q(gate_closed(OuterRef("window")), due_at=None)


@bulk_guard(where=_closed)
def time_over(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The clock takes a case only when its own deadline has passed or, without one, its gate was closed (TIME-05)."""
    if declaration.due_at:
        over = declaration.due_at < now
    else:
        gate = gate_of(declaration)
        over = gate is not None and gate.closed_at is not None
    return None if over else Reason("E401", "办理时限未到。")


def late_policy(policy: str) -> BulkGuard:
    """Whether the notice lets the office decide on a holder's delay, or ends the case by itself (G-07)."""

    def where(_now: datetime) -> Q:
        editions = NoticeEdition.objects.filter(notice__state="published").only("digest", "terms")
        return Q(edition__in=[each.pk for each in editions if terms_of(each).late_policy.holder_late == policy])

    @bulk_guard(where=where)
    def judge(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
        fits = terms_of(declaration.edition).late_policy.holder_late == policy
        return None if fits else Reason("E405", "本通知对逾期另有规定。")

    return judge
