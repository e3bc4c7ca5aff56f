"""The unit's steps and the corrections, walked by ``perform``: what the guards and effects do together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import SYSTEM, Employment
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked
from declarations.models import Declaration
from declarations.states import State
from notices.models import Gate
from notices.rules import terms_of
from notices.services import close_due_gates
from records.models import Outbox
from review.approvals import services
from review.approvals.selectors import open_notice
from review.approvals.services.deliberating import Votes
from review.approvals.states import Addressee, NoticeState, Paper
from review.process import choosers
from review.process.exceptions import MoveRefused
from review.process.services import perform, perform_many
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.world import OPINIONS, PNG, RECOMMENDED, at, filled, group_of, item, verified

A, U, D = Addressee.APPLICANT, Addressee.UNIT, Addressee.DEPARTMENT
CHECKED = {"meets_conditions": True, "photo_ok": True, "responsible": "周某", "opinion": ""}
BOARD = {"place": "公示栏", "contact": "0777-1"}
SIGNED = {"confirm": True, "signed_name": "Lin", "signature": "M10 10L90 90"}


@pytest.fixture(autouse=True)
def _whole_dossier(monkeypatch):
    """What the dossier itself lacks is tested with the declarations."""
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])


@pytest.fixture
def case(world):
    case = filled(world.declaration(State.UNIT_CHECK))
    for stop, window in enumerate(["personal_unit", "office_department", "office_department", "committee_office"]):
        case.stops.filter(index=stop).update(window=window)
    return case


def state_of(case) -> str:
    return Declaration.objects.values_list("state", flat=True).get(pk=case.pk)


def to_recommendation(case, world):
    """UNIT_CHECK → UNIT_RECOMMEND, as a unit does it, in seven days."""
    zhou = world.people[Role.UNIT]
    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    panel = [{"name": "专家甲", "title": "正高", "unit": "广西艺术学院"}]
    told = {"place": "", "panel": panel, "questions": "窑变", "opinion": "回答准确。"}
    services.record_defence(case.pk, actor=zhou, held_on=clock.local_date(clock.law()), **told)
    perform(case.pk, Action.PASS_DEFENCE, actor=zhou)
    deliberate(case, world)
    perform(case.pk, Action.DELIBERATE, actor=zhou, **BOARD)
    publicise(case, world)


def deliberate(case, world):
    votes = Votes(agree=5, against=0, present=5)
    services.record_deliberation(
        case.pk, actor=world.people[Role.UNIT], group=group_of(world), held_on=clock.local_date(clock.law()),
        place="会议室", aspects=OPINIONS, votes=votes, agree=True,
    )  # fmt: skip


def publicise(case, world):
    sheet = case.publicities.running().get()
    services.attach_publicity_evidence(sheet.pk, actor=world.people[Role.UNIT], upload=PNG, name="公示栏.png")
    with clock.law_moved(timedelta(days=8)):
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.END_PUBLICITY) == 1


def scan_all(case, world):
    for slot in ("unit_pledge", "deliberation_opinion", "deliberation_experts", "defense_opinion"):
        services.attach_unit_scan(case.pk, actor=world.people[Role.UNIT], slot=slot, upload=PNG, name=f"{slot}.png")


def forward(case, clerk):
    services.review_stop(case.pk, actor=clerk, rows=GOOD, opinion="同意上报")
    perform(case.pk, Action.FORWARD, actor=clerk)


def test_a_senior_case_walks_through_the_unit_in_the_notices_order(case, world, zhou):
    """UNIT-05, UNIT-25: no step is entered before the one before it is done."""
    verified(case, zhou)
    seen = [state_of(case)]
    for ahead, told in ((Action.DELIBERATE, BOARD), (Action.RECOMMEND, RECOMMENDED)):
        with pytest.raises(MoveRefused):
            perform(case.pk, ahead, actor=zhou, **told)
    assert state_of(case) == State.UNIT_CHECK
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    seen.append(state_of(case))
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.PASS_DEFENCE, actor=zhou)
    assert refusal.value.codes == ["E304"]

    panel = [{"name": "专家甲", "title": "正高", "unit": "广西艺术学院"}]
    services.record_defence(
        case.pk,
        actor=zhou,
        held_on=clock.local_date(clock.law()),
        place="",
        panel=panel,
        questions="窑变",
        opinion="准确",
    )
    perform(case.pk, Action.PASS_DEFENCE, actor=zhou)
    seen.append(state_of(case))
    deliberate(case, world)
    perform(case.pk, Action.DELIBERATE, actor=zhou, **BOARD)
    seen.append(state_of(case))
    publicise(case, world)
    seen.append(state_of(case))
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    assert refusal.value.codes == ["E308"] * 4
    scan_all(case, world)
    perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    seen.append(state_of(case))

    assert seen == [
        State.UNIT_CHECK, State.UNIT_DEFENSE, State.UNIT_DELIBERATION, State.UNIT_PUBLICITY, State.UNIT_RECOMMEND, State.DEPT_REVIEW,
    ]  # fmt: skip


def test_another_notice_orders_the_units_steps_otherwise(world, monkeypatch):
    """UNIT-20, UNIT-25: in 2017 everybody was publicised before the deliberation, and defended before it too."""
    terms = terms_of(world.edition)
    steps = ("check", "publicity", "defense", "deliberation", "recommend")
    of_2017 = replace(terms, unit_flow=replace(terms.unit_flow, steps=steps))
    monkeypatch.setattr(choosers, "terms_of", lambda _edition: of_2017)
    case, seen = world.declaration(State.UNIT_CHECK), []
    while case.state != State.UNIT_RECOMMEND:
        case.state = choosers.next_unit_step(case, Asked())
        seen.append(case.state)

    assert seen == [State.UNIT_PUBLICITY, State.UNIT_DEFENSE, State.UNIT_DELIBERATION, State.UNIT_RECOMMEND]


def test_nobody_can_end_a_publicity_early_by_hand(case, world, zhou):
    verified(case, zhou)
    to_recommendation(case, world)
    Declaration.objects.filter(pk=case.pk).update(state=State.UNIT_PUBLICITY)
    case.publicities.update(ended_at=None)

    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.END_PUBLICITY, actor=zhou)

    assert refusal.value.codes == ["E305"]


def test_an_upheld_objection_leads_back_to_the_check_and_the_sheet_is_taken_back(case, world, zhou):
    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    panel = [{"name": "专家甲", "title": "正高", "unit": "广西艺术学院"}]
    services.record_defence(
        case.pk,
        actor=zhou,
        held_on=clock.local_date(clock.law()),
        place="",
        panel=panel,
        questions="窑变",
        opinion="准确",
    )
    perform(case.pk, Action.PASS_DEFENCE, actor=zhou)
    deliberate(case, world)
    perform(case.pk, Action.DELIBERATE, actor=zhou, **BOARD)
    objection = services.raise_unit_objection(case.pk, actor=zhou, text="系师徒合作。")
    services.resolve_unit_objection(objection.pk, actor=zhou, upheld=True, finding="属实")

    perform(case.pk, Action.REOPEN_CHECK, actor=zhou, reason="未注明合作者")

    assert (state_of(case), case.publicities.running().count()) == (State.UNIT_CHECK, 0)


def test_after_a_return_steps_stay_done_when_nothing_they_rest_on_changed(case, world, zhou, lin):
    to_recommendation(case, world)
    perform(case.pk, Action.RETURN, actor=zhou, items=[item(A, "slot:id_document", "缺反面")])
    assert (state_of(case), open_notice(case).state) == (State.DRAFT, NoticeState.OPEN)
    Declaration.objects.filter(pk=case.pk).update(state=State.UNIT_CHECK)  # submitting is the declarations' matter

    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)

    assert state_of(case) == State.UNIT_RECOMMEND


def test_after_a_return_that_changed_what_they_rest_on_the_steps_are_taken_again(case, world, zhou):
    to_recommendation(case, world)
    perform(case.pk, Action.RETURN, actor=zhou, items=[item(A, "achievement", "缺本人作用")])
    case.achievements.update(role="第一作者，独立完成烧成")
    verified(case, zhou)
    Declaration.objects.filter(pk=case.pk).update(state=State.UNIT_CHECK)

    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)

    assert state_of(case) == State.UNIT_DEFENSE


# ── corrections ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def at_office(case, world, zhou, gu):
    """Recommended, reviewed by department and city, waiting at the committee's office on 9-5."""
    to_recommendation(case, world)
    scan_all(case, world)
    perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    forward(case, gu)
    forward(case, world.people[Role.LOCAL_OFFICE])
    with clock.law_at(at("2024-09-05T10:00")):
        yield case


def back_to_office(case, world):
    """A corrected file level by level upward again."""
    forward(case, world.people[Role.DEPARTMENT])
    forward(case, world.people[Role.LOCAL_OFFICE])


def test_a_correction_of_the_applicant_walks_the_whole_route_again_in_its_own_time(at_office, world, ma, lin, zhou):
    case = at_office
    due = at("2024-09-20T18:00")
    perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=[item(A, "slot:id_document", "缺反面")], due_at=due)
    services.answer_item(open_notice(case).items.get().pk, actor=lin)
    perform(case.pk, Action.RESUBMIT, actor=lin, **SIGNED)
    assert state_of(case) == State.UNIT_CHECK

    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)  # long after stage 1 closed: its own time counts
    assert state_of(case) == State.UNIT_RECOMMEND
    perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    back_to_office(case, world)

    case.refresh_from_db()
    assert (case.state, case.round_trip, case.due_at) == (State.OFFICE_REVIEW, 1, at("2024-10-11T18:00"))
    services.review_stop(case.pk, actor=ma, rows=GOOD, opinion="")
    perform(case.pk, Action.ACCEPT, actor=ma)
    assert (state_of(case), open_notice(case)) == (State.ACCEPTED, None)


def test_a_correction_that_changes_what_hung_must_hang_again_before_it_goes_up(at_office, world, ma, lin, zhou):
    """OFFICE-08: 补充公示 before it is reported again."""
    case = at_office
    due = at("2024-09-30T18:00")
    perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=[item(A, "achievement", "缺本人作用")], due_at=due)
    services.answer_item(open_notice(case).items.get().pk, actor=lin)
    case.achievements.update(role="第一作者")
    perform(case.pk, Action.RESUBMIT, actor=lin, **SIGNED)
    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    assert refusal.value.codes == ["E306"]

    perform(case.pk, Action.SUPPLEMENT, actor=zhou, **BOARD)
    assert state_of(case) == State.UNIT_SUPP_PUBLICITY
    publicise(case, world)
    perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)

    assert state_of(case) == State.DEPT_REVIEW


def test_a_correction_of_the_unit_leaves_the_applicants_data_locked(at_office, world, ma, lin, zhou):
    """OFFICE-08: each item goes back to its addressee."""
    case = at_office
    items = [item(U, "unit:deliberation", "未加盖公章、组长未签字")]
    perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=items, due_at=at("2024-09-20T18:00"))
    assert not case.permits.exists()
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.RESUBMIT, actor=lin, **SIGNED)
    assert "E406" in refusal.value.codes

    services.answer_item(open_notice(case).items.get().pk, actor=zhou, answer="重新审议")
    perform(case.pk, Action.RESUBMIT, actor=zhou, confirm=True)
    assert state_of(case) == State.UNIT_DELIBERATION
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.DELIBERATE, actor=zhou, **BOARD)
    assert refusal.value.codes == ["E314"]
    deliberate(case, world)
    perform(case.pk, Action.DELIBERATE, actor=zhou, **BOARD)
    assert state_of(case) == State.UNIT_RECOMMEND
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    assert refusal.value.codes == ["E308", "E308"]  # opinion and expert list are scanned anew


def test_a_correction_of_the_department_stays_with_the_department(at_office, world, ma, lin, gu):
    case = at_office
    items = [item(D, "desk:opinion", "审核意见未签署姓名")]
    perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=items, due_at=at("2024-09-20T18:00"))
    services.answer_item(open_notice(case).items.get().pk, actor=gu, answer="已补签")

    perform(case.pk, Action.RESUBMIT, actor=gu, confirm=True)

    assert state_of(case) == State.DEPT_REVIEW
    back_to_office(case, world)
    assert state_of(case) == State.OFFICE_REVIEW


def test_an_unanswered_correction_lapses_and_an_answered_one_is_held(at_office, world, ma, lin):
    """OFFICE-05, MAT-08: a missed time is abandonment, what a holder delays is not."""
    case = at_office
    due = at("2024-09-20T18:00")
    perform(
        case.pk,
        Action.REQUEST_CORRECTION,
        actor=ma,
        items=[item(A, "slot:id_document", "缺反面"), item(U, "unit:pledge")],
        due_at=due,
    )
    with clock.law_at(due + timedelta(seconds=1)):
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.HOLD) == 0
        answered = open_notice(case).items.filter(addressee=A)
        answered.update(answered_at=clock.law(), answered_by=lin)
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.LAPSE) == 0
        answered.update(answered_at=None)

        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.LAPSE) == 1
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.LAPSE) == 0

    case.refresh_from_db()
    assert (case.state, case.ended_because) == (State.ABANDONED, "correction_overdue")
    assert case.corrections.get().state == NoticeState.OVERDUE


def test_the_units_delay_in_a_correction_is_held_with_the_units_name(at_office, ma, zhou):
    case = at_office
    due = at("2024-09-20T18:00")
    perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=[item(U, "unit:pledge", "未盖章")], due_at=due)

    with clock.law_at(due + timedelta(seconds=1)):
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.HOLD) == 1

    case.refresh_from_db()
    assert (case.state, case.late_holder) == (State.OVERDUE_HELD, "古龙窑")


def test_a_return_not_back_at_the_end_of_stage_1_is_not_abandoned(case, zhou, lin):
    perform(case.pk, Action.RETURN, actor=zhou, items=[item(A, "basic", "照片不清")])

    with clock.law_at(at("2024-08-23T18:00:01")):
        close_due_gates()
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.LAPSE) == 0
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.TURN_TO_CORRECTION) == 1

    case.refresh_from_db()
    assert (case.state, case.due_at, [permit.part for permit in case.permits.all()]) == (
        State.CORRECTION, at("2024-09-30T18:00"), ["basic"],
    )  # fmt: skip
    with clock.law_at(at("2024-09-02T09:00")):
        services.answer_item(open_notice(case).items.get().pk, actor=lin)
        perform(case.pk, Action.RESUBMIT, actor=lin, **SIGNED)
    assert state_of(case) == State.UNIT_CHECK


def test_declining_ends_the_case_and_takes_the_sheet_back(case, world, zhou):
    to_recommendation(case, world)

    perform(case.pk, Action.DECLINE, actor=zhou, reason="公示后发现材料不实")

    assert (state_of(case), case.publicities.running().count()) == (State.NOT_RECOMMENDED, 0)


def test_the_clock_is_an_actor_like_any_other_and_has_no_desk(case):
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.PASS_CHECK, actor=SYSTEM, **CHECKED)

    assert refusal.value.codes == ["not_yours"]


# ── notices: once, in their window, and back in time ───────────────────────────────────────────────────────────────
IN_TIME = at("2024-09-20T18:00")


def notify(case, ma, *items, due_at=IN_TIME, **told):
    wanted = items or [item(A, "slot:id_document", "缺反面")]
    return perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=list(wanted), due_at=due_at, **told)


def answered(case, lin):
    services.answer_item(open_notice(case).items.unanswered().get().pk, actor=lin)
    perform(case.pk, Action.RESUBMIT, actor=lin, **SIGNED)


def up_again(case, world):
    zhou = world.people[Role.UNIT]
    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    back_to_office(case, world)


def test_the_office_notifies_once_and_again_only_with_the_word_of_who_is_in_charge(at_office, world, ma, lin):
    case = at_office
    notify(case, ma)
    answered(case, lin)
    up_again(case, world)

    with pytest.raises(MoveRefused) as refusal:
        notify(case, ma)
    assert refusal.value.codes == ["E403"]
    assert state_of(case) == State.OFFICE_REVIEW

    notify(case, ma, explained={"E403": "补正材料显示证件已过期，经负责人同意。"})
    assert state_of(case) == State.CORRECTION
    assert [notice.override_reason for notice in case.corrections.order_by("pk")] == [
        "", "补正材料显示证件已过期，经负责人同意。",
    ]  # fmt: skip


def test_no_notice_is_given_after_the_correction_window(at_office, ma):
    """TIME-04."""
    with clock.law_at(at("2024-09-30T18:00:01")), pytest.raises(MoveRefused) as refusal:
        notify(at_office, ma, due_at=at("2024-10-08T18:00"))

    assert "E413" in refusal.value.codes


def test_a_correction_is_resubmitted_whole_and_in_time(at_office, ma, lin):
    notify(at_office, ma, item(A, "slot:id_document", "缺反面"), item(A, "basic", "照片不清"))
    services.answer_item(open_notice(at_office).items.first().pk, actor=lin)

    with pytest.raises(MoveRefused) as refusal:
        perform(at_office.pk, Action.RESUBMIT, actor=lin, **SIGNED)
    assert refusal.value.codes == ["E415"]

    services.answer_item(open_notice(at_office).items.last().pk, actor=lin)
    with clock.law_at(IN_TIME + timedelta(seconds=1)), pytest.raises(MoveRefused) as refusal:
        perform(at_office.pk, Action.RESUBMIT, actor=lin, **SIGNED)
    assert "E402" in refusal.value.codes


def test_a_correction_resubmitted_but_not_back_at_the_office_by_its_due_time_is_held_with_the_holders_name(
    at_office, ma, lin
):
    notify(at_office, ma)
    answered(at_office, lin)

    with clock.law_at(IN_TIME + timedelta(seconds=1)):
        every = Declaration.objects.filter(pk=at_office.pk)
        assert perform_many(every, Action.LAPSE) == 0
        assert perform_many(every, Action.HOLD) == 1

    at_office.refresh_from_db()
    assert (at_office.state, at_office.late_holder) == (State.OVERDUE_HELD, "古龙窑")


def test_a_correction_of_applicant_and_unit_begins_with_the_applicant(at_office, ma, lin, zhou):
    notify(at_office, ma, item(A, "slot:id_document", "缺反面"), item(U, "unit:pledge", "未盖章"))
    services.answer_item(open_notice(at_office).items.get(addressee=A).pk, actor=lin)

    perform(at_office.pk, Action.RESUBMIT, actor=lin, **SIGNED)
    assert state_of(at_office) == State.UNIT_CHECK

    verified(at_office, zhou)
    perform(at_office.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    with pytest.raises(MoveRefused) as refusal:
        perform(at_office.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED)
    assert {"E308", "E415"} <= set(refusal.value.codes)  # its own item, and the pledge scanned anew


def test_not_accepting_says_why_and_ends_the_case_with_its_paper(at_office, ma):
    """OFFICE-06."""
    told = {"code": "wrong_procedure", "reason": "未按规定程序审议推荐。"}

    perform(at_office.pk, Action.REFUSE, actor=ma, **told)

    at_office.refresh_from_db()
    assert (at_office.state, at_office.ended_because) == (State.NOT_ACCEPTED, "wrong_procedure")
    asked = Outbox.objects.filter(about__endswith=f":declaration:{at_office.pk}").values_list("about", flat=True)
    assert [about.split(":")[0] for about in asked].count(Paper.REFUSAL) == 1


def test_a_file_is_not_accepted_before_every_row_holds(at_office, ma):
    with pytest.raises(MoveRefused) as refusal:
        perform(at_office.pk, Action.ACCEPT, actor=ma)
    assert refusal.value.codes == ["E416"]

    bad = GOOD | {"procedure": {"ok": False, "note": "未经审议"}}
    services.review_stop(at_office.pk, actor=ma, rows=bad, opinion="")
    with pytest.raises(MoveRefused) as refusal:
        perform(at_office.pk, Action.ACCEPT, actor=ma)
    assert refusal.value.codes == ["E404"]


def test_who_accepts_too_late_to_pay_is_told_and_says_why(at_office, ma):
    """T18, G-04, G-05: the office is warned; with its reason it may go on."""
    services.review_stop(at_office.pk, actor=ma, rows=GOOD, opinion="符合条件")
    Gate.objects.filter(notice=at_office.edition.notice, window="fees").update(closes_at=at("2024-09-06T18:00"))
    with pytest.raises(MoveRefused) as refusal:
        perform(at_office.pk, Action.ACCEPT, actor=ma)
    assert refusal.value.codes == ["E505"]
    assert "不足72小时" in refusal.value.reasons[0].text

    perform(at_office.pk, Action.ACCEPT, actor=ma, explained={"E505": "已电话告知申报人。"})

    at_office.refresh_from_db()
    assert at_office.state == State.ACCEPTED


def test_the_unit_reviews_its_own_people_only(world, zhou):
    """CHAN-06: first it says that the person is theirs."""
    case = world.declaration(State.UNIT_CHECK)
    asked = {"meets_conditions": True, "photo_ok": True, "responsible": "周某"}
    Employment.objects.filter(user=case.applicant).update(confirmed_at=None)

    with pytest.raises(MoveRefused) as unknown:
        perform(case.pk, Action.PASS_CHECK, actor=zhou, **asked)
    Employment.objects.filter(user=case.applicant).update(confirmed_at=clock.law())
    with pytest.raises(MoveRefused) as known:
        perform(case.pk, Action.PASS_CHECK, actor=zhou, **asked)

    assert ("CHAN-06" in unknown.value.codes, "CHAN-06" in known.value.codes) == (True, False)
