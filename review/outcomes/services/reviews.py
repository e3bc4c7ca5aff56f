"""复查申请: a failed applicant asks whether procedure, tally, identity and materials were right (G-26, FORM-49)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.urls import reverse

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from messaging.letters import Letter, close_tasks, post
from notices.rules import terms_of
from records.models import Fact
from records.services.audit import audited, note
from records.services.calendar import working_days_after
from records.services.documents import request_document
from review.meetings.models import BallotBox
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import ReviewRequest
from review.outcomes.rules import DECIDERS, decides_on
from review.outcomes.states import ReviewMatter, ReviewRequestState


def ask_review(
    declaration: Declaration, *, matters: Sequence[str], facts: str, signed_name: str, actor: User
) -> ReviewRequest:
    """Hand in a request, once a result and within its working days. Raises ``OutcomeRefused``."""
    with audited():
        case, now = Declaration.objects.lock(declaration.pk), clock.law()
        if reasons := [*against_asking(case, actor=actor, now=now), *_against_form(case, matters, signed_name)]:
            raise OutcomeRefused(reasons)
        last_day = last_day_to_ask(case)
        assert last_day, "checked among the reasons"
        request = ReviewRequest.objects.create(
            declaration=case,
            matters=list(matters),
            facts=facts,
            signed_name=signed_name,
            asked_at=now,
            last_day=last_day,
        )
        post(_letters(request, case), now=now)
        request_document("FORM-49", "declaration", case.pk, by=actor.pk)
        note(Fact("review.ask", request.pk, actor.pk, now))
    return request


def refuse_review(request_id: int, *, checked: str, answer: str, actor: User) -> ReviewRequest:
    """Answer that the result stands; upholding a request is a move of its case (T39)."""
    with audited():
        case = Declaration.objects.lock(ReviewRequest.objects.values_list("declaration", flat=True).get(pk=request_id))
        if not decides_on(actor, case, *DECIDERS):
            raise OutcomeRefused([Reason("not_yours", "只有评委会所在职改办或监督人员可以答复复查申请。")])
        request = ReviewRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        if request.state != ReviewRequestState.RECEIVED:
            raise OutcomeRefused([Reason("E655", "该复查申请已经答复。")])
        now = clock.law()
        request.state, request.checked, request.answer = ReviewRequestState.REFUSED, checked, answer
        request.answered_by, request.answered_at = actor, now
        request.save(update_fields=["state", "checked", "answer", "answered_by", "answered_at"])
        close_tasks(subject_kind="review_request", subject_ids=[request.pk], now=now)
        post([_answer(request, case)], now=now)
        request_document("FORM-49", "declaration", case.pk, by=actor.pk)
        note(Fact("review.refuse", request.pk, actor.pk, now))
    return request


def last_day_to_ask(declaration: Declaration) -> date | None:
    """The last day of the request for a failed result; None where the notice knows no review (0 = off)."""
    rule = terms_of(declaration.edition).result
    days = rule.review_request_working_days if rule else 0
    return working_days_after(clock.local_date(declaration.state_since), days).last_day if days else None


def against_asking(declaration: Declaration, *, actor: User, now: datetime) -> Iterator[Reason]:
    """Why this person cannot ask for a review now."""
    if declaration.applicant_id != actor.pk or declaration.state != State.FAILED:
        yield Reason("E648", "只有评审未通过的申报人本人可以申请复查。")
        return
    last_day = last_day_to_ask(declaration)
    if last_day is None:
        yield Reason("E648", "本通知不受理复查申请。")
    elif clock.local_date(now) > last_day:
        yield Reason("E648", f"复查申请应在 {last_day:%Y-%m-%d} 前提出，现已超过期限。")
    if _asked_since_the_vote(declaration):
        yield Reason("E654", "本次评审结果已经申请过复查。")


def _against_form(declaration: Declaration, matters: Sequence[str], signed_name: str) -> Iterator[Reason]:
    if not matters or not set(matters) <= set(ReviewMatter.values):
        yield Reason("E654", "请选择复查事项；专家的学术评价不在复查范围。", field="matters")
    if signed_name.strip() != declaration.basic.name:
        yield Reason("E225", "签名须与申报人姓名一致。", field="signed_name")


def _asked_since_the_vote(declaration: Declaration) -> bool:
    boxes = BallotBox.objects.filter(ballots__entry__declaration=declaration, tallied_at__isnull=False)
    last = boxes.order_by("-tallied_at").values_list("tallied_at", flat=True).first()
    asked = ReviewRequest.objects.filter(declaration=declaration)
    return (asked.filter(asked_at__gte=last) if last else asked).exists()


def _letters(request: ReviewRequest, case: Declaration) -> list[Letter]:
    office = case.office_id
    staff = Membership.objects.current().filter(organisation=office, role=Role.OFFICE).exclude(user=case.applicant_id)
    url = reverse("outcomes:review_request", args=[request.ref])
    return [
        Letter(
            person_id=person,
            organisation_id=office,
            event="review_requested",
            title="收到复查申请",
            text=f"{case.applicant.name}对{case.level_name}评审结果申请复查，请核查后书面答复。",
            key=f"review_request:{request.pk}",
            url=url,
            button="去办理",
            needs_action=True,
            subject_kind="review_request",
            subject_id=request.pk,
        )
        for person in staff.values_list("user", flat=True).distinct()
    ]


def _answer(request: ReviewRequest, case: Declaration) -> Letter:
    return Letter(
        person_id=case.applicant_id,
        event="review_refused",
        title="复查申请已答复",
        text=f"经核查，维持原评审结果：{request.answer}",
        key=f"review_answer:{request.pk}",
        url=reverse("outcomes:ask_review", args=[case.ref]),
        button="查看答复",
        subject_kind="declaration",
        subject_id=case.pk,
    )
