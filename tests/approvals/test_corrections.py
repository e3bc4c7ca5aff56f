"""Returns and one-time notices (OFFICE-04, OFFICE-05, OFFICE-08, G-03, G-04, G-31, T03, T12 … T17)."""

from datetime import timedelta

import pytest

from accounts.models import SYSTEM, User
from config.lib import clock
from declarations.models import BasicInfo, Declaration, EditPermit
from declarations.services.snapshots import take_snapshot
from declarations.states import EndReason, State
from notices.models import Gate
from review.approvals import effects, guards, services
from review.approvals.exceptions import Refused
from review.approvals.models import CorrectionNotice, Refusal
from review.approvals.selectors import (
    addressee_stop,
    addressees_of,
    first_addressee_state,
    lowest_addressee,
    open_notice,
    parts_of,
)
from review.approvals.states import Addressee, NoticeKind, NoticeState
from tests.approvals.world import at, codes, filled, hand_back, hung, item, noticed, run, said

A, U, D, L = Addressee.APPLICANT, Addressee.UNIT, Addressee.DEPARTMENT, Addressee.LOCAL_OFFICE
IN_CORRECTION = at("2024-09-05T10:00")


@pytest.fixture
def at_office(world):
    return world.declaration(State.OFFICE_REVIEW)


@pytest.fixture
def at_department(world):
    return world.declaration(State.DEPT_REVIEW)


# ── giving one ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_notice_holds_at_least_one_defect_in_words(at_office):
    assert codes(guards.items_given, at_office, items=[]) == ["E411"]
    assert codes(guards.items_given, at_office, items=[item(defect="  ")]) == ["E411"]
    assert codes(guards.items_given, at_office, items=[item(), item(U, "unit:pledge", "未盖章")]) == []


def test_the_unit_asks_the_applicant_and_nobody_else(world):
    case = world.declaration(State.UNIT_CHECK)

    assert codes(guards.items_given, case, items=[item()]) == []
    assert codes(guards.items_given, case, items=[item(U, "unit:pledge")]) == ["E411"]


def test_a_desk_asks_those_below_it(at_department, world):
    at_office = world.declaration(State.OFFICE_REVIEW, level="fg")

    assert codes(guards.items_given, at_department, items=[item(D, "desk:opinion")]) == ["E411"]
    assert codes(guards.items_given, at_office, items=[item(D, "desk:opinion"), item(L, "desk:opinion")]) == []
    assert [value for value, _ in addressees_of(at_department)] == ["applicant", "unit"]
    assert [value for value, _ in addressees_of(at_office)] == ["applicant", "unit", "department", "local_office"]


def test_a_step_of_the_unit_is_not_the_applicants_to_mend(at_office):
    assert codes(guards.items_given, at_office, items=[item(A, "unit:pledge")]) == ["E411"]


def test_places_are_named_entry_by_entry_and_file_by_file(world):
    case = filled(world.declaration(State.OFFICE_REVIEW))
    labels = dict(parts_of(case))

    entry = case.achievements.get()
    assert labels[f"achievement:{entry.pk}"] == "业绩成果 1 · 窑变·左江岩画纹瓶"
    assert labels["slot:id_document"] == "材料：身份证件"
    assert labels["unit:pledge"] == "单位：单位承诺书"
    assert "slot:pledge" not in labels  # a tick, no file


@pytest.mark.parametrize(
    ("moment", "open_", "closed"),
    [
        ("2024-08-23T18:00:00", [], ["E412"]),
        ("2024-08-23T18:00:01", ["E412"], []),
    ],
)
def test_an_ordinary_return_ends_with_stage_1_to_the_second(at_department, moment, open_, closed):
    assert codes(guards.first_stage_open, at_department, now=at(moment)) == open_
    assert codes(guards.first_stage_closed, at_department, now=at(moment)) == closed


def test_a_second_notice_of_the_same_desk_wants_a_reason_from_who_is_in_charge(at_office, ma, gu):
    """OFFICE-04: told once."""
    assert codes(guards.first_notice, at_office) == []
    noticed(at_office, gu, stop=1)
    assert codes(guards.first_notice, at_office) == []  # another desk's

    noticed(at_office, ma, state=NoticeState.CLOSED)

    assert said(guards.first_notice, at_office) == [
        "已作过一次性告知，不得再次提出新的补正事项（需负责人说明）。这将是本级第 2 次告知。"
    ]
    assert codes(guards.first_notice, at_office, explained={"E403": "补正后新出现的问题"}) == []
    assert codes(guards.first_notice, at_office, override_reason="补正后新出现的问题") == []


@pytest.mark.parametrize(("moment", "expected"), [("2024-09-30T18:00:00", []), ("2024-09-30T18:00:01", ["E413"])])
def test_corrections_end_with_their_window(at_office, moment, expected):
    """TIME-04."""
    assert codes(guards.corrections_allowed, at_office, now=at(moment)) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2024-09-30T18:00:00", []),
        ("2024-09-30T18:00:01", ["E414"]),
        ("2024-09-01T08:00:00", ["E414"]),  # editing opens then
        ("2024-09-01T08:00:01", []),
    ],
)
def test_the_time_given_lies_inside_the_correction_window(at_department, due, expected):
    """TIME-04."""
    now = at("2024-08-25T10:00")

    assert codes(guards.due_within_correction, at_department, now=now, due_at=at(due)) == expected


@pytest.mark.parametrize(
    ("due", "part", "expected"),
    [
        ("2024-09-13T18:00", "achievement", []),  # five working days 9-6 … 9-12 between putting up and forwarding
        ("2024-09-12T18:00", "achievement", ["W115"]),
        ("2024-09-12T18:00", "slot:id_document", []),  # nothing of it hung there
    ],
)
def test_the_office_is_warned_when_the_change_cannot_hang_in_time(at_office, due, part, expected):
    answers = {"due_at": at(due), "items": [item(A, part)]}

    assert codes(guards.time_for_supplementary, at_office, now=IN_CORRECTION, **answers) == expected


# ── the moves ──────────────────────────────────────────────────────────────────────────────────────────────────────
def moved(case: Declaration, state: str) -> Declaration:
    """What ``perform`` does before the effects run."""
    Declaration.objects.filter(pk=case.pk).update(state=state)
    case.refresh_from_db()
    return case


def test_the_one_time_notice_opens_what_it_names_and_nothing_else(at_office, ma):
    """OFFICE-04: content and time, item by item."""
    moved(at_office, State.CORRECTION)
    items = [item(A, "basic"), item(A, "achievement:7"), item(U, "unit:pledge")]
    with clock.law_at(at("2024-09-05T10:00")):
        run(effects.issue_notice, at_office, actor=ma, items=items, due_at=at("2024-09-20T18:00"))

    at_office.refresh_from_db()
    notice = open_notice(at_office)
    assert (notice.kind, notice.state, notice.stop, notice.round_trip) == ("correction", "open", 3, 0)
    assert sorted(at_office.permits.values_list("part", flat=True)) == ["achievement:7", "basic"]
    assert (at_office.due_at, at_office.window, at_office.stop) == (at("2024-09-20T18:00"), "", 0)


def test_a_notice_given_before_the_window_opens_editing_with_it(at_department, gu):
    moved(at_department, State.CORRECTION)
    with clock.law_at(at("2024-08-25T10:00")):
        run(effects.issue_notice, at_department, actor=gu, items=[item()], due_at=at("2024-09-20T18:00"))

    assert EditPermit.objects.get().opens_at == at("2024-09-01T08:00")
    with clock.law_at(at("2024-08-31T10:00")):
        assert codes(guards.correction_open, at_department) == ["E415"]
    with clock.law_at(at("2024-09-01T08:00")):
        assert codes(guards.correction_open, at_department) == []


def test_the_reason_for_a_second_notice_is_kept(at_office, ma):
    noticed(at_office, ma, state=NoticeState.ANSWERED)
    moved(at_office, State.CORRECTION)
    with clock.law_at(IN_CORRECTION):
        run(
            effects.issue_notice, at_office, actor=ma, items=[item()], due_at=at("2024-09-20T18:00"),
            explained={"E403": "补正后新出现的问题"},
        )  # fmt: skip

    first, second = at_office.corrections.all()
    assert (first.state, second.state) == (NoticeState.CLOSED, NoticeState.OPEN)
    assert (second.override_reason, second.override_by) == ("补正后新出现的问题", ma)


def test_a_return_inside_stage_1_runs_to_its_end(world, zhou):
    case = moved(world.declaration(State.UNIT_CHECK), State.DRAFT)

    run(effects.record_return, case, actor=zhou, items=[item()])

    notice = open_notice(case)
    assert (notice.kind, notice.due_at, notice.opens_at <= clock.law()) == ("return", at("2024-08-23T18:00"), True)
    assert not case.permits.exists()  # the whole draft may be changed


def test_handing_in_again_answers_the_return(world, zhou, lin):
    case = world.declaration(State.UNIT_CHECK)
    noticed(case, zhou, kind=NoticeKind.RETURN)

    run(effects.close_return, case, actor=lin)

    notice = CorrectionNotice.objects.get()
    assert (notice.state, notice.items.get().answered_by) == (NoticeState.CLOSED, lin)


def test_a_return_with_items_of_the_unit_stays_open_until_the_unit_has_answered(world, gu, lin, zhou):
    case = world.declaration(State.UNIT_RECOMMEND)
    notice = noticed(case, gu, (A, "basic"), (U, "unit:pledge"), kind=NoticeKind.RETURN, stop=1)
    run(effects.close_return, case, actor=lin)
    assert CorrectionNotice.objects.get().state == NoticeState.OPEN

    services.answer_item(notice.items.get(addressee=U).pk, actor=zhou, answer="已盖章")
    run(effects.answer_passing, case, actor=zhou)

    assert CorrectionNotice.objects.get().state == NoticeState.CLOSED


def test_a_return_goes_to_the_applicant_or_waits_at_the_unit(at_department, gu):
    moved(at_department, State.UNIT_RECOMMEND)
    run(effects.record_return, at_department, actor=gu, items=[item(U, "unit:pledge")])
    run(effects.go_to_addressee, at_department, actor=gu)
    assert (at_department.stop, open_notice(at_department).stop) == (0, 1)

    moved(at_department, State.DRAFT)
    run(effects.go_to_addressee, at_department, actor=gu)
    assert (at_department.stop, at_department.window) == (0, "personal_unit")


# ── whose turn ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("items", "addressee", "stop", "state"),
    [
        ([(A, "basic"), (U, "unit:pledge")], A, None, State.UNIT_CHECK),
        ([(U, "unit:pledge"), (D, "desk:opinion")], U, 0, State.UNIT_RECOMMEND),
        ([(U, "unit:recommendation"), (U, "unit:deliberation")], U, 0, State.UNIT_DELIBERATION),
        ([(U, "unit:publicity")], U, 0, State.UNIT_PUBLICITY),
        ([(U, "unit:defence"), (U, "unit:publicity")], U, 0, State.UNIT_DEFENSE),
        ([(U, "slot:unit_pledge")], U, 0, State.UNIT_RECOMMEND),
        ([(D, "desk:opinion"), (L, "desk:opinion")], D, 1, State.DEPT_REVIEW),
        ([(L, "desk:opinion")], L, 2, State.LOCAL_OFFICE_REVIEW),
    ],
)
def test_the_lowest_addressee_moves_first_and_the_walk_begins_there(world, ma, items, addressee, stop, state):
    case = moved(world.declaration(State.OFFICE_REVIEW), State.CORRECTION)
    noticed(case, ma, *items)

    assert lowest_addressee(case) == addressee
    assert first_addressee_state(case) == state
    desk = addressee_stop(case)
    assert (desk.index if desk else None) == stop


def test_the_turn_stays_with_the_applicant_until_they_hand_the_file_back(world, ma, lin):
    case = moved(world.declaration(State.OFFICE_REVIEW), State.CORRECTION)
    notice = noticed(case, ma, (A, "basic"), (U, "unit:pledge"))
    assert codes(guards.own_items_answered, case) == ["E415"]

    services.answer_item(notice.items.first().pk, actor=lin)

    assert lowest_addressee(case) == A
    assert codes(guards.own_items_answered, case) == []


def test_nothing_is_open_where_there_is_no_notice(at_office):
    assert codes(guards.correction_open, at_office) == ["E415"]
    assert (lowest_addressee(at_office), addressee_stop(at_office)) == (None, None)


def test_walking_again_starts_at_the_addressee_with_the_time_still_running(world, ma, lin):
    case = moved(world.declaration(State.OFFICE_REVIEW), State.CORRECTION)
    with clock.law_at(IN_CORRECTION):
        run(effects.issue_notice, case, actor=ma, items=[item(A, "basic")], due_at=at("2024-09-20T18:00"))
        services.answer_item(case.corrections.get().items.get().pk, actor=lin, answer="已更换照片")
        hand_back(case, lin, state=State.UNIT_CHECK)

    case.refresh_from_db()
    assert (case.round_trip, case.stop, case.due_at) == (1, 0, at("2024-09-20T18:00"))
    assert not case.permits.filter(used_at=None).exists()
    assert open_notice(case).state == NoticeState.ANSWERED


def test_a_publicity_found_wanting_hangs_again_when_the_unit_hands_back(world, ma, zhou):
    case = moved(filled(world.declaration(State.OFFICE_REVIEW)), State.CORRECTION)
    hung(case, zhou, ended_at=clock.law())
    noticed(case, ma, (U, "unit:publicity"))

    hand_back(case, zhou, state=State.UNIT_PUBLICITY)

    assert (case.publicities.running().count(), case.publicities.ended().count()) == (1, 0)


def test_at_the_committees_office_a_corrected_file_has_the_time_of_the_re_review(at_office, ma):
    """TIME-04: re-reviewed after 9-22."""
    at_office.due_at = at("2024-09-20T18:00")
    noticed(at_office, ma, state=NoticeState.ANSWERED)

    run(effects.back_at_noticing_desk, at_office, actor=ma)

    at_office.refresh_from_db()
    assert at_office.due_at == at("2024-10-11T18:00")


def test_below_the_committees_office_the_time_given_goes_on(at_department, gu):
    at_department.due_at = at("2024-09-20T18:00")
    noticed(at_department, gu, state=NoticeState.ANSWERED)

    run(effects.back_at_noticing_desk, at_department, actor=gu)

    assert at_department.due_at == at("2024-09-20T18:00")


def test_a_desk_that_sends_the_file_up_has_put_its_own_items_right(at_department, gu, ma):
    notice = noticed(at_department, ma, (D, "desk:opinion"), (L, "desk:opinion"), stop=3)

    run(effects.answer_passing, at_department, actor=gu)

    assert list(notice.items.order_by("pk").values_list("answered_by", flat=True)) == [gu.pk, None]


def test_while_a_correction_is_walked_the_unit_may_send_it_back_too(world, ma, zhou, lin):
    case = world.declaration(State.UNIT_CHECK)
    outer = noticed(case, ma, (A, "basic"), stop=3, state=NoticeState.ANSWERED)
    case.due_at = outer.due_at
    case.save()
    outer.items.update(answered_at=clock.law(), answered_by=lin)
    moved(case, State.CORRECTION)

    run(effects.record_return, case, actor=zhou, items=[item(A, "resume")])

    assert [each.state for each in case.corrections.all()] == [NoticeState.ANSWERED, NoticeState.OPEN]
    assert (open_notice(case).kind, open_notice(case).due_at) == (NoticeKind.CORRECTION, outer.due_at)
    assert [permit.part for permit in case.permits.all()] == ["resume"]


# ── answering ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_items_are_answered_by_their_addressee_alone(world, ma, lin, zhou, gu):
    case = moved(world.declaration(State.OFFICE_REVIEW), State.CORRECTION)
    notice = noticed(case, ma, (A, "basic"), (U, "unit:pledge"), (D, "desk:opinion"))
    people = {A: lin, U: zhou, D: gu}

    for each in notice.items.all():
        for addressee, who in people.items():
            if addressee == each.addressee:
                assert services.answer_item(each.pk, actor=who).answered_by == who
            else:
                with pytest.raises(Refused, match="无权"):
                    services.answer_item(each.pk, actor=who)


def test_an_answer_without_words_claims_nothing_and_can_be_taken_back(world, ma, lin):
    """11-1: what a desk reads is what is known, not 已按要求修改."""
    case = moved(world.declaration(State.OFFICE_REVIEW), State.CORRECTION)
    pk = noticed(case, ma).items.get().pk

    assert services.answer_item(pk, actor=lin, answer="  ").answer == "表示已办理，未另作说明。"
    assert services.take_back_answer(pk, actor=lin).answered_at is None


def test_where_nothing_was_changed_a_word_is_asked_and_the_record_says_so(world, ma, lin):
    case = moved(filled(world.declaration(State.OFFICE_REVIEW)), State.CORRECTION)
    take_snapshot(case, occasion="submit", now=clock.law())
    item = noticed(case, ma).items.get()

    with pytest.raises(Refused, match="还没有改动"):
        services.answer_item(item.pk, actor=lin)
    assert services.answer_item(item.pk, actor=lin, answer="照片即近期所拍").answer == "没有改动，说明：照片即近期所拍"

    services.take_back_answer(item.pk, actor=lin)
    BasicInfo.objects.filter(declaration=case).update(post="工艺师")
    assert services.answer_item(item.pk, actor=lin).answer == "已修改，未另作说明。"


def test_a_change_elsewhere_does_not_answer_an_item(world, ma, lin):
    case = moved(filled(world.declaration(State.OFFICE_REVIEW)), State.CORRECTION)
    take_snapshot(case, occasion="submit", now=clock.law())
    BasicInfo.objects.filter(declaration=case).update(post="工艺师")

    with pytest.raises(Refused, match="还没有改动"):
        services.answer_item(noticed(case, ma, (A, "achievement")).items.get().pk, actor=lin)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"state": NoticeState.CLOSED}, "已不在此环节"),
        ({"opens_at": at("2024-09-01T08:00"), "due_at": at("2024-09-30T18:00")}, "2024-09-01 08:00 起办理"),
    ],
)
def test_nothing_is_answered_before_its_time_or_after_its_notice(world, ma, lin, changed, word):
    case = moved(world.declaration(State.OFFICE_REVIEW), State.CORRECTION)

    with pytest.raises(Refused, match=word):
        services.answer_item(noticed(case, ma, **changed).items.get().pk, actor=lin)


def test_nothing_is_answered_after_the_time_given(world, ma, lin):
    case = moved(world.declaration(State.OFFICE_REVIEW), State.CORRECTION)
    pk = noticed(case, ma).items.get().pk
    Declaration.objects.filter(pk=case.pk).update(due_at=clock.law() - timedelta(seconds=1))

    with pytest.raises(Refused, match="视为放弃申报"):
        services.answer_item(pk, actor=lin)


# ── ends ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_acceptance_closes_everything(at_office, ma):
    noticed(at_office, ma)
    EditPermit.objects.create(declaration=at_office, part="basic", granted_at=clock.law(), opens_at=clock.law())

    run(effects.close_notices, moved(at_office, State.ACCEPTED), actor=ma)

    assert open_notice(at_office) is None
    assert not at_office.permits.filter(used_at=None).exists()
    assert not Refusal.objects.exists()


def test_a_refusal_is_kept_with_who_refused_and_why(at_department, gu):
    moved(at_department, State.NOT_ACCEPTED)

    run(effects.close_notices, at_department, actor=gu, code="wrong_procedure", reason="未经审议即公示。")

    kept = at_department.refusals.get()
    assert (kept.organisation.name, kept.by, kept.code, kept.reason) == (
        "钦州市文旅局", gu, EndReason.WRONG_PROCEDURE, "未经审议即公示。",
    )  # fmt: skip


def test_what_the_clock_ends_is_kept_for_many_at_once(world, ma, django_assert_num_queries):
    """OFFICE-05: 视为放弃, with the paper that says so."""
    cases = [_case(world, number, State.CORRECTION) for number in range(3)]
    for case in cases:
        noticed(case, ma, stop=3)
        moved(case, State.ABANDONED)
    cases = list(Declaration.objects.with_context().filter(state=State.ABANDONED))

    with django_assert_num_queries(3):  # notices, permits, refusals
        effects.close_overdue_notices.on_all(cases, actor=SYSTEM, now=clock.law())

    assert set(CorrectionNotice.objects.values_list("state", flat=True)) == {NoticeState.OVERDUE}
    assert set(Refusal.objects.values_list("code", "by")) == {(EndReason.CORRECTION_OVERDUE, None)}


# ── what the clock asks of many ────────────────────────────────────────────────────────────────────────────────────
def _case(world, number, state):
    applicant = User.objects.create(username=f"p{number}", name=f"人{number}")
    return world.declaration(state, applicant=applicant)


def _answered(notice, *addressees):
    notice.items.filter(addressee__in=addressees).update(answered_at=clock.law())


SITUATIONS = {
    "nothing": lambda case, ma: None,
    "applicant owes": lambda case, ma: noticed(case, ma, (A, "basic")),
    "applicant owes in a return": lambda case, ma: noticed(case, ma, (A, "basic"), kind=NoticeKind.RETURN),
    "applicant answered": lambda case, ma: _answered(noticed(case, ma, (A, "basic")), A),
    "unit owes": lambda case, ma: noticed(case, ma, (U, "unit:pledge")),
    "unit owes in a return": lambda case, ma: noticed(case, ma, (U, "unit:pledge"), kind=NoticeKind.RETURN),
    "only the unit still owes": lambda case, ma: _answered(noticed(case, ma, (A, "basic"), (U, "unit:pledge")), A),
    "closed": lambda case, ma: noticed(case, ma, (A, "basic"), state=NoticeState.CLOSED),
    "closed return": lambda case, ma: noticed(case, ma, kind=NoticeKind.RETURN, state=NoticeState.CLOSED),
    "overdue": lambda case, ma: noticed(case, ma, (A, "basic"), state=NoticeState.OVERDUE),
    "two desks": lambda case, ma: (
        noticed(case, ma, (A, "basic"), stop=1, state=NoticeState.CLOSED),
        noticed(case, ma, (A, "basic"), stop=3, kind=NoticeKind.RETURN),
    ),
}


def test_bulk_conditions_select_exactly_what_their_guards_let_pass(world, ma):
    states = [State.DRAFT, State.UNIT_RECOMMEND, State.CORRECTION]
    cases = []
    for number, arrange in enumerate(SITUATIONS.values()):
        for place, state in enumerate(states):
            cases.append(_case(world, f"{number}-{place}", state))
            arrange(cases[-1], ma)

    bulk = (guards.OPEN_RETURN, guards.NOTHING_RETURNED, guards.APPLICANT_UNANSWERED, guards.APPLICANT_ANSWERED)
    for guard in bulk:
        selected = set(Declaration.objects.filter(guard.where(clock.law())).values_list("pk", flat=True))
        assert selected == {case.pk for case in cases if not codes(guard.judge, case)}
        assert 0 < len(selected) < len(cases)


def test_a_notice_without_corrections_turns_no_return_into_one(world, ma):
    case = _case(world, 1, State.DRAFT)
    noticed(case, ma, kind=NoticeKind.RETURN)
    case.edition.notice.state = "closed"
    case.edition.notice.save(update_fields=["state"])

    assert codes(guards.OPEN_RETURN.judge, case) == ["E415"]
    assert codes(guards.NOTHING_RETURNED.judge, case) == []
    assert not Declaration.objects.filter(guards.OPEN_RETURN.where(clock.law())).exists()


def test_a_return_not_back_at_the_end_of_stage_1_becomes_a_correction(world, zhou, gu, django_assert_num_queries):
    drafts = [_case(world, number, State.DRAFT) for number in range(3)]
    for case in drafts:
        noticed(case, zhou, (A, "achievement"), kind=NoticeKind.RETURN, stop=0)
    waiting = _case(world, 9, State.UNIT_RECOMMEND)
    noticed(waiting, gu, (U, "unit:pledge"), kind=NoticeKind.RETURN, stop=1)
    cases = list(Declaration.objects.with_context().order_by("pk"))

    with clock.law_at(at("2024-08-23T18:01")), django_assert_num_queries(8):
        effects.turn_return_to_correction.on_all(cases, actor=SYSTEM, now=clock.law())

    for case in Declaration.objects.all():
        notice = open_notice(case)
        assert (case.due_at, case.window, notice.kind) == (at("2024-09-30T18:00"), "", NoticeKind.CORRECTION)
        assert (notice.opens_at, notice.due_at) == (at("2024-09-01T08:00"), at("2024-09-30T18:00"))
    assert set(EditPermit.objects.values_list("part", "opens_at")) == {("achievement", at("2024-09-01T08:00"))}


# ── coming back ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_reopened_case_finds_its_notices_as_they_were(world, ma, gu, lin):
    case = world.declaration(State.CORRECTION)
    answered = noticed(case, gu, (A, "basic"), stop=1, state=NoticeState.ANSWERED)
    _answered(answered, A)
    noticed(case, ma, (A, "resume"), stop=3)
    mere = noticed(
        case, gu, (A, "basic"), stop=2, kind=NoticeKind.RETURN, state=NoticeState.CLOSED, closed_at=clock.law()
    )
    _answered(mere, A)
    with clock.law_moved(timedelta(minutes=5)):
        run(effects.close_overdue_notices, moved(case, State.ABANDONED), actor=SYSTEM)

    services.reopen_steps(moved(case, State.CORRECTION), now=clock.law())

    states = list(case.corrections.order_by("pk").values_list("state", flat=True))
    assert states == [NoticeState.ANSWERED, NoticeState.OPEN, NoticeState.CLOSED]


def test_a_reopened_publicity_hangs_its_days_anew(world, zhou):
    case = filled(world.declaration(State.UNIT_PUBLICITY))
    before = hung(case, zhou)
    run(effects.void_publicity, case, actor=zhou)

    with clock.law_at(at("2024-08-19T10:00")):
        services.reopen_steps(case, now=clock.law())

    again = case.publicities.running().get()
    assert (again.last_day.isoformat(), again.place, again.content) == ("2024-08-26", before.place, before.content)


def test_an_accepted_case_reopens_no_notice(world, ma):
    case = world.declaration(State.ACCEPTED)
    noticed(case, ma, stop=3, state=NoticeState.CLOSED, closed_at=clock.law())

    services.reopen_steps(case, now=clock.law())

    assert open_notice(case) is None


def test_the_correction_window_is_the_gate_and_not_the_paper(at_office):
    Gate.objects.filter(window="correction").update(closes_at=at("2024-10-10T18:00"))

    assert codes(guards.corrections_allowed, at_office, now=at("2024-10-05T10:00")) == []


def test_no_reason_is_no_override(at_office, ma):
    noticed(at_office, ma, state=NoticeState.CLOSED)

    assert codes(guards.first_notice, at_office, explained={"E403": "  "}) == ["E403"]
