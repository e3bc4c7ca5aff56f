"""Recheck, confirmation, approval, certificate, revocation, review requests: what the moves find and leave."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import SYSTEM, IdNumber, Membership, Organisation
from accounts.states import OrganisationKind, Role
from config.lib import clock
from declarations.models import BasicInfo, Declaration
from declarations.states import LetterKind, Special, State
from integrity.models import IntegrityRecord
from integrity.states import RecordState
from messaging.models import Message
from notices.rules import terms_of
from records.models import Outbox
from records.services.outbox import drain_outbox
from review.outcomes.effects import area_limit
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import Certificate, Recheck, ReviewRequest
from review.outcomes.rules import confirmable_by
from review.outcomes.services.decisions import draw_up_approval, draw_up_confirmation
from review.outcomes.services.reviews import ask_review, refuse_review
from review.outcomes.states import CertificateState, ReviewRequestState
from review.process.batches import perform_each, reasons_of_each
from review.process.exceptions import MoveRefused
from review.process.rules import standing
from review.process.services import perform
from review.process.states import Action
from tests.outcomes.world import at

WHY = "程序有误：计票时遗漏一票。"


def refusal(case, action, actor, **answers):
    with pytest.raises(MoveRefused) as refused:
        perform(case.pk, action, actor=actor, **answers)
    return str(refused.value)


def state(case):
    return Declaration.objects.get(pk=case.pk).state


# ── recheck ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_recheck_lets_a_passed_result_through_and_never_turns_a_failed_one(results, world):
    passed, failed = results.several(2, State.RECHECK)
    results.vote(passed)
    results.vote(failed, passed=False)
    office = world.people[Role.OFFICE]

    perform(passed.pk, Action.PASS_RECHECK, actor=office, opinion="材料与程序无误。")

    assert state(passed) == State.SECOND_PUBLICITY
    assert Recheck.objects.get(declaration=passed).passed is True
    assert refusal(failed, Action.PASS_RECHECK, office, opinion="。") == "该申报未通过表决，不能直接复核通过。"


def test_findings_of_a_recheck_cancel_the_result(results, world):
    """COMM-10."""
    case = results.one(State.RECHECK)
    results.vote(case)

    perform(case.pk, Action.FAIL_RECHECK, actor=world.people[Role.OFFICE], findings=["procedure"], opinion="无公示")

    assert state(case) == State.RESULT_CANCELLED
    assert Recheck.objects.get(declaration=case).findings == ["procedure"]


# ── confirmation ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_may_confirm_is_the_same_for_the_list_and_for_the_table(results, world):
    cases = [results.one(State.CONFIRM_PENDING, junior=junior) for junior in (False, True, False)]
    both = world.people[Role.OFFICE]
    region = Organisation.objects.get(kind=OrganisationKind.REGION_OFFICE)
    own = cases[2]
    own.applicant = both
    own.save()

    for person in (both, world.people[Role.CONFIRMER], world.people[Role.SUPERVISION], world.people["outsider"]):
        listed = set(confirmable_by(person).values_list("pk", flat=True))
        assert listed == {case.pk for case in cases if Role.CONFIRMER in standing(person, case)}
    Membership.objects.create(user=both, organisation=region, role=Role.CONFIRMER)
    assert set(confirmable_by(both).values_list("pk", flat=True)) == {cases[0].pk, cases[1].pk}


def test_confirmation_stands_in_a_document_of_the_right_authority(results, world):
    """COMM-07."""
    senior, junior = results.one(State.CONFIRM_PENDING), results.one(State.CONFIRM_PENDING, junior=True)
    region, office = world.people[Role.CONFIRMER], world.people[Role.OFFICE]
    of_region = results.confirmation()
    today = clock.local_date(clock.law())
    of_office = draw_up_confirmation(
        results.notice, authority=results.notice.office, doc_no="桂工美职改〔2024〕3号", dated=today, actor=office
    )

    assert "请先登记结果确认文件。" in refusal(senior, Action.CONFIRM, region, document=None)
    assert "不是该级别评审结果的确认机关" in refusal(senior, Action.CONFIRM, region, document=of_office.pk)
    assert "不是该级别评审结果的确认机关" in refusal(junior, Action.CONFIRM, office, document=of_region.pk)
    perform(senior.pk, Action.CONFIRM, actor=region, document=of_region.pk)
    perform(junior.pk, Action.CONFIRM, actor=office, document=of_office.pk)

    assert [state(case) for case in (senior, junior)] == [State.CONFIRMED] * 2
    assert of_region.entries.get().declaration_id == senior.pk


def test_documents_are_registered_by_their_authority_once_and_not_ahead_of_time(results, world):
    region = Membership.objects.get(user=world.people[Role.CONFIRMER]).organisation
    today = clock.local_date(clock.law())
    results.confirmation()
    ask = {"authority": region, "doc_no": "桂职办〔2024〕98号", "dated": today + timedelta(days=1)}

    with pytest.raises(OutcomeRefused) as refused:
        draw_up_confirmation(results.notice, actor=world.people[Role.OFFICE], **ask)

    assert [reason.code for reason in refused.value.reasons] == ["not_yours", "E651", "E652"]


def test_exclusions_are_asked_again_and_retirement_is_for_a_person_to_judge(results, world):
    """ELIG-09."""
    civil, retired, fine = results.several(3, State.CONFIRM_PENDING)
    BasicInfo.objects.filter(declaration=civil).update(is_civil_servant=True, unit_nature="private_enterprise")
    BasicInfo.objects.filter(declaration=retired).update(is_retired=True)
    region, made = world.people[Role.CONFIRMER], results.confirmation()

    outcomes = dict(perform_each([civil, retired, fine], Action.CONFIRM, actor=region, document=made.pk))
    again = perform_each(
        [civil, retired],
        Action.CONFIRM,
        actor=region,
        document=made.pk,
        explained={each.pk: {"E605": "延长退休已获批准。"} for each in (civil, retired)},
    )

    assert {case.pk: [reason.code for reason in told or []] for case, told in outcomes.items()} == {
        civil.pk: ["E605"], retired.pk: ["E605"], fine.pk: [],
    }  # fmt: skip
    assert [reasons is None for _, reasons in again] == [False, True]
    assert [state(case) for case in (civil, retired, fine)] == [State.CONFIRM_PENDING, State.CONFIRMED, State.CONFIRMED]


@pytest.mark.parametrize(
    ("ends_on", "kept_as", "expected"),
    [
        (date(2099, 12, 31), RecordState.ENTERED, State.CONFIRM_PENDING),
        (date(2099, 12, 31), RecordState.SYNCED, State.CONFIRM_PENDING),
        (date(2099, 12, 31), RecordState.SUSPECTED, State.CONFIRMED),
        (date(2099, 12, 31), RecordState.REVOKED, State.CONFIRMED),
        (date(2024, 10, 1), RecordState.ENTERED, State.CONFIRMED),  # over since before the confirmation
    ],
)
def test_a_record_entered_after_the_vote_stops_the_confirmation(results, world, ends_on, kept_as, expected):
    """INTEG-10: what the archive learns between the vote and the confirmation counts; clues and old records do not."""
    case, other = results.several(2, State.CONFIRM_PENDING)
    made = results.confirmation()
    told = {"act": "plagiarism", "facts": "x", "basis": "x", "decision_no": "1", "name": case.basic.name}
    IntegrityRecord.objects.create(
        subject_kind="person",
        identifier=identifier_of(case),
        state=kept_as,
        decided_on=date(2024, 9, 1),
        starts_on=date(2024, 9, 1),
        ends_on=ends_on,
        **told,
    )

    outcomes = perform_each([case, other], Action.CONFIRM, actor=world.people[Role.CONFIRMER], document=made.pk)

    assert (state(case), state(other)) == (expected, State.CONFIRMED)
    refused = [reason.code for reason in dict(outcomes)[case] or []]
    assert refused == ([] if expected == State.CONFIRMED else ["E605"])


def identifier_of(case):
    number = "450102199001010016"
    return IdNumber.objects.create(user=case.applicant, number=number, is_current=True).number_index


def test_a_look_before_deciding_moves_nobody(results, world):
    case, made = results.one(State.CONFIRM_PENDING), results.confirmation()

    [(_, fine)] = reasons_of_each([case], Action.CONFIRM, actor=world.people[Role.CONFIRMER], document=made.pk)
    [(_, nobody)] = reasons_of_each([case], Action.CONFIRM, actor=world.people["outsider"], document=made.pk)

    assert fine is None
    assert [reason.code for reason in nobody] == ["not_yours"]
    assert state(case) == State.CONFIRM_PENDING


def test_the_page_confirms_a_list_names_who_is_held_and_takes_an_explanation(client, results, world):
    retired, fine = results.several(2, State.CONFIRM_PENDING)
    BasicInfo.objects.filter(declaration=retired).update(is_retired=True)
    made = results.confirmation()
    client.force_login(world.people[Role.CONFIRMER])
    url = reverse("process:confirm_results", args=[results.notice.code])
    everybody = {"people": [retired.pk, fine.pk], "document": made.pk}

    looked = client.post(url, {**everybody, "check": "1"}).content.decode()
    untouched = [state(case) for case in (retired, fine)]
    first = client.post(url, everybody)
    second = client.post(
        url, {"people": [retired.pk], "document": made.pk, f"explain_{retired.pk}": "延长退休已获批准。"}
    )

    assert "1 人没有发现问题，可以确认。" in looked
    assert untouched == [State.CONFIRM_PENDING] * 2
    assert (first.status_code, second.status_code) == (422, 302)
    assert f'name="explain_{retired.pk}"' in first.content.decode()
    assert [state(case) for case in (retired, fine)] == [State.CONFIRMED] * 2
    assert [case.moves.latest("pk").ip for case in (retired, fine)] == ["127.0.0.1"] * 2  # SYS-06
    assert Outbox.objects.filter(about=f"FORM-31:confirmation:{made.pk}").exists()


def test_people_are_looked_at_before_there_is_a_document(client, results, world):
    case = results.one(State.CONFIRM_PENDING)
    client.force_login(world.people[Role.CONFIRMER])
    url = reverse("process:confirm_results", args=[results.notice.code])

    page = client.get(url).content.decode()
    looked = client.post(url, {"people": [case.pk], "check": "1"})

    assert "登记结果确认文件</a>" in page
    assert "确认所选人员" not in page
    assert (looked.status_code, state(case)) == (200, State.CONFIRM_PENDING)
    assert "1 人没有发现问题" in looked.content.decode()


def test_not_confirming_may_be_entered_in_the_document(results, world):
    case, made = results.one(State.CONFIRM_PENDING), results.confirmation()

    perform(case.pk, Action.NOT_CONFIRM, actor=world.people[Role.CONFIRMER], reason="受处分影响期内", document=made.pk)

    assert state(case) == State.NOT_CONFIRMED
    assert made.entries.values_list("confirmed", "reason").get() == (False, "受处分影响期内")


# ── approval and certificate ───────────────────────────────────────────────────────────────────────────────────────
def test_no_approval_before_confirmation_nor_dated_before_it(results, world):
    """COMM-07."""
    case, office = results.one(State.CONFIRMED), world.people[Role.OFFICE]
    early = results.approval(doc_no="早")

    assert refusal(case, Action.APPROVE, office, document=early.pk) == "结果尚未确认，不能批复。"
    with clock.law_at(at("2024-11-20T10:00")):
        results.confirmation(case)
        assert "早于结果确认日期" in refusal(case, Action.APPROVE, office, document=early.pk)
        assert refusal(case, Action.APPROVE, office, document=None) == "请先登记批复文件。"


def test_an_approved_case_is_certified_by_the_system_with_everything_copied(results, world):
    """CERT-01."""
    case = results.one(State.CONFIRMED)
    results.confirmation(case)
    made = results.approval()

    perform(case.pk, Action.APPROVE, actor=world.people[Role.OFFICE], document=made.pk)
    drain_outbox()

    certificate = Certificate.objects.get(declaration=case)
    assert state(case) == State.CERTIFIED
    assert (certificate.holder, certificate.masked_id, certificate.title, certificate.authority) == (
        case.basic.name, "450***********0011", "正高级工艺美术师", made.issuer,
    )  # fmt: skip
    assert certificate.number == f"GX2024-1-{case.pk:07d}"
    assert len(certificate.token) >= 22
    assert Message.objects.filter(person=case.applicant, event="certified").exists()


def test_certificates_never_come_before_the_approval(results, world):
    """CERT-01."""
    case = results.one(State.APPROVED)

    assert refusal(case, Action.CERTIFY, SYSTEM) == "评审结果尚未批复，不能发放证书。"


def test_a_commissioned_result_goes_back_with_a_letter_and_without_certificate(results, world):
    """CERT-05, CHAN-23."""
    case = results.one(State.CONFIRMED)
    Declaration.objects.filter(pk=case.pk).update(letter_kind=LetterKind.COMMISSIONED, letter_issuer="中直设计院")
    results.confirmation(case)
    made = results.approval()

    perform(case.pk, Action.APPROVE, actor=world.people[Role.OFFICE], document=made.pk)

    assert state(case) == State.COMMISSION_RETURNED
    assert not Certificate.objects.exists()
    assert Outbox.objects.filter(about=f"FORM-02R:declaration:{case.pk}").count() == 1


def test_a_targeted_title_carries_its_area_and_another_none(results):
    """CERT-04."""
    case = results.one(State.APPROVED)
    terms = terms_of(case.edition)
    limited = replace(terms.targeted_eval, area_limited=True, counties=("融水", "三江"))
    case.employer.place = "广西柳州市三江侗族自治县"
    targeted = replace(terms, targeted_eval=limited)

    assert area_limit(case, targeted) == ""
    case.options = [Special.TARGETED]
    assert area_limit(case, targeted) == "三江"


def test_where_the_notice_knows_no_certificate_the_approval_is_the_end(results, world, monkeypatch):
    """CERT-08."""
    case = results.one(State.CONFIRMED)
    results.confirmation(case)
    made, terms = results.approval(), terms_of(case.edition)
    on_paper = replace(terms, certificate=replace(terms.certificate, mode="none"))
    for module in ("review.process.effects", "review.outcomes.guards"):
        monkeypatch.setattr(f"{module}.terms_of", lambda _edition: on_paper)

    perform(case.pk, Action.APPROVE, actor=world.people[Role.OFFICE], document=made.pk)
    drain_outbox()

    assert (state(case), Certificate.objects.count()) == (State.APPROVED, 0)
    assert refusal(case, Action.CERTIFY, SYSTEM) == "本通知不发放电子证书。"


def test_an_issuer_without_legal_personality_is_explained_from_2026_on(results, world, monkeypatch):
    """GEN-07."""
    from review.outcomes.services import decisions

    terms = terms_of(results.notice.editions.latest("number"))
    strict = replace(terms, rules=replace(terms.rules, issuer_must_be_legal_person="warn"))
    monkeypatch.setattr(decisions, "terms_of", lambda _edition: strict)  # as if the rules of 2026 were this notice's
    today = clock.local_date(clock.law())
    ask = {"issuer": "某领导小组", "doc_no": "1号", "dated": today, "effective_on": today, "title": "批复"}
    ask |= {"actor": world.people[Role.OFFICE], "legal_person": False}

    with pytest.raises(OutcomeRefused) as refused:
        draw_up_approval(results.notice, **ask)
    made = draw_up_approval(results.notice, **ask, explanation="机构改革过渡期，已报备。")

    assert [reason.code for reason in refused.value.reasons] == ["W110"]
    assert made.explanation == "机构改革过渡期，已报备。"


def test_the_page_approves_a_list(client, results, world):
    one, other = results.several(2, State.CONFIRMED)
    results.confirmation(one)
    made = results.approval()
    client.force_login(world.people[Role.OFFICE])

    page = client.post(
        reverse("process:approve_results", args=[made.ref]), {"people": [one.pk, other.pk], "document": made.pk}
    )

    assert page.status_code == 422
    assert "结果尚未确认，不能批复。" in page.content.decode()
    assert [state(case) for case in (one, other)] == [State.APPROVED, State.CONFIRMED]


def test_revoking_voids_the_certificate_from_that_day(results, world):
    """INTEG-05."""
    case = results.one(State.CERTIFIED)
    results.approval(case)
    from review.outcomes.effects import issue_certificate

    issue_certificate(case, None, actor=None, now=clock.law())
    with clock.law_at(at("2025-03-01T10:00")):
        perform(case.pk, Action.REVOKE, actor=world.people[Role.CONFIRMER], reason="提供虚假材料（第四十九条）")

    certificate = Certificate.objects.get(declaration=case)
    assert (certificate.state, certificate.void_on) == (CertificateState.VOID, date(2025, 3, 1))


# ── review requests (G-26) ─────────────────────────────────────────────────────────────────────────────────────────
def request_of(case, **changed):
    given = {"matters": ["tally"], "facts": WHY, "signed_name": case.basic.name, "actor": case.applicant, **changed}
    return ask_review(case, **given)


def test_a_failed_applicant_asks_once_within_five_working_days(results):
    case, late = results.several(2, State.FAILED)
    results.vote(case, passed=False)

    with clock.law_at(at("2024-11-04T23:00")):
        asked = request_of(case)
        with pytest.raises(OutcomeRefused) as twice:
            request_of(case)
    with clock.law_at(at("2024-11-05T00:01")), pytest.raises(OutcomeRefused) as too_late:
        request_of(late)

    assert asked.last_day == date(2024, 11, 4)
    assert str(twice.value) == "本次评审结果已经申请过复查。"
    assert str(too_late.value) == "复查申请应在 2024-11-04 前提出，现已超过期限。"


def test_a_request_says_what_and_is_signed_by_its_applicant(results, world):
    case = results.one(State.FAILED)

    with pytest.raises(OutcomeRefused) as refused:
        request_of(case, matters=["score"], signed_name="别人")
    with pytest.raises(OutcomeRefused) as not_theirs:
        request_of(case, actor=world.people["outsider"])

    assert [reason.code for reason in refused.value.reasons] == ["E654", "E225"]
    assert not_theirs.value.reasons[0].code == "E648"


def test_a_request_that_is_upheld_takes_the_result_up_again(results, world):
    case, office = results.one(State.FAILED), world.people[Role.OFFICE]
    results.vote(case, passed=False)
    without = refusal(case, Action.REVIEW_AGAIN, office, reason=WHY, road="recheck")
    asked = request_of(case)

    perform(case.pk, Action.REVIEW_AGAIN, actor=office, reason="计票确有遗漏。", checked="核对原始记录", road="recheck")

    asked.refresh_from_db()
    assert without == "没有在期限内提出、尚待答复的复查申请。"
    assert state(case) == State.RECHECK
    assert (asked.state, asked.answer, asked.checked, asked.answered_by) == (
        ReviewRequestState.UPHELD, "计票确有遗漏。", "核对原始记录", office,
    )  # fmt: skip
    assert refusal(case, Action.PASS_RECHECK, office, opinion="。") == "该申报未通过表决，不能直接复核通过。"


def test_a_request_that_is_refused_is_answered_in_writing(results, world):
    case, office = results.one(State.FAILED), world.people[Role.OFFICE]
    asked = request_of(case)

    refuse_review(asked.pk, checked="核对签到、票数", answer="程序与计票无误。", actor=office)
    with pytest.raises(OutcomeRefused):
        refuse_review(asked.pk, checked="。", answer="。", actor=office)

    assert ReviewRequest.objects.get().state == ReviewRequestState.REFUSED
    assert state(case) == State.FAILED
    assert Message.objects.filter(person=case.applicant, event="review_refused").count() == 1
    assert not Message.objects.filter(subject_kind="review_request", done_at=None).exists()
    assert Outbox.objects.filter(about=f"FORM-49:declaration:{case.pk}").count() == 2


def test_the_pages_of_a_request(client, results, world):
    case = results.one(State.FAILED)
    url = reverse("outcomes:ask_review", args=[case.ref])
    client.force_login(case.applicant)
    client.post(url, {"matters": ["tally"], "facts": WHY, "signed_name": case.basic.name})
    asked = ReviewRequest.objects.get()
    client.force_login(world.people[Role.OFFICE])
    inbox = client.get(reverse("outcomes:reviews")).content.decode()
    client.post(reverse("outcomes:review_request", args=[asked.ref]), {"checked": "已核对", "answer": "维持。"})
    client.force_login(case.applicant)

    assert case.basic.name in inbox
    assert "维持。" in client.get(url).content.decode()
    client.force_login(world.people["outsider"])
    assert client.get(url).status_code == 404
