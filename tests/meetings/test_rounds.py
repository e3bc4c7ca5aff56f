"""Rounds: who may put them together, who may sit, who reads what, who keeps away (COMM-03, COMM-09, COMM-13, COMM-16)."""

from datetime import timedelta

import pytest

from accounts.models import Organisation
from committees.models import Committee, Expert
from config.lib import clock
from declarations.models import Declaration, DeclarationGrant, Recusal
from declarations.rules import visible_to
from declarations.states import State
from messaging.models import Message
from records.models import AuditEntry
from review.meetings import guards
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Assignment, Opinion, Panel, Round, RoundExpert
from review.meetings.selectors.rounds import away_rows, candidates_to_read, seat_rows
from review.meetings.services.assigning import assign_evenly
from review.meetings.services.entries import withdraw_entry
from review.meetings.services.reading import save_opinion
from review.meetings.services.rounds import (
    add_panel,
    assign_reader,
    change_round,
    close_round,
    open_round,
    place_entries,
    pledge_discipline,
    recuse,
    seat_expert,
    start_meeting,
    start_reading,
    unseat_expert,
    withdraw_reader,
)
from review.meetings.states import Dimension, RoundState
from review.meetings.targeted import fits_round
from tests.meetings.world import case_of, expert_of

SCORES = dict.fromkeys(Dimension.values, 80)


def readable(user):
    return set(visible_to(user).values_list("pk", flat=True))


def submit(assignment):
    reader = assignment.expert.expert.user
    save_opinion(assignment.pk, scores=SCORES, comment="符合条件", recommends=True, actor=reader, submit=True)


def judged(guard, declaration, **asked):
    now = clock.law()
    answer = guard(declaration, asked, actor=declaration.applicant, now=now)
    return [answer] if answer is not None and not isinstance(answer, list) else answer or []


# ── putting together ─────────────────────────────────────────────────────────────────────────────────────
def test_only_the_committees_office_opens_a_round(room):
    told = {"notice": room.round.notice, "committee": room.round.committee, "name": "第二批"}

    assert open_round(**told, actor=room.clerk).state == RoundState.PREPARING
    with pytest.raises(MeetingRefused, match="只有评委会所在职改办和会务组可以办理"):
        open_round(**told, actor=room.stranger)


def test_a_suspended_committee_has_no_rounds(room):
    """COMM-11, COMM-12."""
    committee = room.round.committee
    committee.status = "suspended"
    committee.save(update_fields=["status"])

    with pytest.raises(MeetingRefused, match="评委会已停止评审"):
        open_round(notice=room.round.notice, committee=committee, name="第二批", actor=room.secretary)


def test_a_group_takes_the_entries_of_its_specialties(preparing):
    panel = add_panel(preparing.round.pk, name="陶瓷组", specialties=["taoci"], actor=preparing.secretary)

    assert list(panel.entries.values_list("number", flat=True)) == [1, 2]
    with pytest.raises(MeetingRefused, match="已有同名学科组"):
        add_panel(preparing.round.pk, name="陶瓷组", specialties=[], actor=preparing.secretary)


def test_entries_are_moved_into_another_group_by_hand(preparing):
    panel = Panel.objects.create(round=preparing.round, name="设计组")

    placed = place_entries(
        preparing.round.pk, entries=[preparing.entries[1].pk], panel=panel, actor=preparing.secretary
    )

    assert (placed, list(panel.entries.all())) == (1, [preparing.entries[1]])


# ── 双定向 apart (COMM-18) ────────────────────────────────────────────────────────────────────────────────
MODES = ("separate_committee", "separate_group", "separate_review")


def opted(entry):
    entry.declaration.options = ["targeted"]
    entry.declaration.save(update_fields=["options"])
    return entry


def test_a_group_takes_one_sort_alone(preparing):
    ordinary, targeted = preparing.entries[0], opted(preparing.entries[1])
    told = {"specialties": ["taoci"], "actor": preparing.secretary}

    common = add_panel(preparing.round.pk, name="陶瓷组", **told)
    apart = add_panel(preparing.round.pk, name="双定向组", targeted=True, **told)

    assert (list(common.entries.all()), list(apart.entries.all())) == ([ordinary], [targeted])
    for entry, panel in ((targeted, common), (ordinary, apart)):
        with pytest.raises(MeetingRefused, match="不能编在同一学科组"):
            place_entries(preparing.round.pk, entries=[entry.pk], panel=panel, actor=preparing.secretary)


def test_nobody_reads_before_it_stands_apart(preparing):
    entry = opted(preparing.entries[0])
    assert judged(guards.stands_apart, preparing.entries[1].declaration) == []
    assert [each.code for each in judged(guards.stands_apart, entry.declaration)] == ["E656"]

    add_panel(preparing.round.pk, name="双定向组", specialties=["taoci"], targeted=True, actor=preparing.secretary)

    assert judged(guards.stands_apart, entry.declaration) == []


@pytest.mark.parametrize(
    ("targeted", "round_is", "modes", "takes"),
    [
        (True, True, MODES, True),
        (True, False, MODES, True),  # in a group of its own
        (True, False, ("separate_review",), False),
        (False, True, MODES, False),
        (False, False, (), True),
    ],
)
def test_a_round_takes_its_own_sort(targeted, round_is, modes, takes):
    declaration = Declaration(options=["targeted"] if targeted else [])

    assert fits_round(declaration, Round(targeted=round_is), modes) is takes


def test_a_round_of_its_own_committee_is_its_own(room):
    committee = room.round.committee
    told = {"notice": room.round.notice, "committee": committee, "actor": room.secretary}
    assert (open_round(**told, name="第二批").targeted, open_round(**told, name="第三批", targeted=True).targeted) == (
        False,
        True,
    )

    committee.kind = "targeted"
    assert open_round(**told, name="第四批").targeted


# ── sitting ──────────────────────────────────────────────────────────────────────────────────────────────
def test_the_course_of_the_notice_stands_on_the_seat(room):
    untrained = expert_of(room.round.committee, name="未训", trained=False)

    trained_seat, other = room.seats[0], seat_expert(room.round.pk, expert=untrained, actor=room.secretary)

    assert (str(trained_seat.trained_on), other.trained_on) == ("2024-09-01", None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "suspended"}, "评审专家暂停，不能参加评审。"),
        ({"status": "left"}, "评审专家退出，不能参加评审。"),
        ({"user": None}, "没有本系统账户，不能阅读材料和投票。"),
    ],
)
def test_who_may_not_sit_is_told_why(room, change, said):
    expert = expert_of(room.round.committee, name="覃九")
    Expert.objects.filter(pk=expert.pk).update(**change)
    expert.refresh_from_db()

    with pytest.raises(MeetingRefused, match=said):
        seat_expert(room.round.pk, expert=expert, actor=room.secretary)


def test_one_chair_and_one_seat_a_person(room):
    with pytest.raises(MeetingRefused, match="覃1已在本批次"):
        seat_expert(room.round.pk, expert=room.seats[0].expert, actor=room.secretary)
    with pytest.raises(MeetingRefused, match="本批次已有主任委员"):
        room.seat(is_chair=True)


def test_who_left_may_come_back(room):
    unseat_expert(room.seats[1].pk, why="出差", actor=room.secretary)

    seat = seat_expert(room.round.pk, expert=room.seats[1].expert, actor=room.secretary)

    assert (seat.pk, seat.removed_at, seat.removed_why) == (room.seats[1].pk, None, "")


def test_leaving_takes_readings_back_but_not_what_was_handed_in(reading):
    first, second = (
        assign_reader(entry.pk, seat=reading.seats[1], actor=reading.secretary) for entry in reading.entries
    )
    submit(first)

    unseat_expert(reading.seats[1].pk, why="身体原因", actor=reading.secretary)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.withdrawn_at is None, second.withdrawn_at is not None) == (True, True)
    assert readable(reading.voters[1]) == set()
    with pytest.raises(MeetingRefused, match="该专家已退出本批次"):
        unseat_expert(reading.seats[1].pk, why="再次", actor=reading.secretary)


# ── the pledge opens the readings ────────────────────────────────────────────────────────────────────────
def test_nothing_may_be_read_before_the_phase_and_the_pledge(preparing):
    """COMM-13, ROLE-08."""
    fresh = preparing.seat()
    assigned = [
        assign_reader(preparing.entries[0].pk, seat=seat, actor=preparing.secretary)
        for seat in (*preparing.seats[1:3], fresh)
    ]
    assert [readable(each.expert.expert.user) for each in assigned] == [set()] * 3

    start_reading(preparing.round.pk, actor=preparing.secretary)
    pledged, unpledged = preparing.voters[1], fresh.expert.user
    assert (readable(pledged), readable(unpledged)) == ({preparing.entries[0].declaration_id}, set())

    pledge_discipline(fresh.pk, actor=unpledged)
    assert readable(unpledged) == {preparing.entries[0].declaration_id}


def test_nobody_pledges_for_another(room):
    fresh = room.seat()

    with pytest.raises(MeetingRefused, match="须由专家本人签署"):
        pledge_discipline(fresh.pk, actor=room.secretary)


def test_readings_end_on_the_last_day_of_the_round_and_move_with_it(reading):
    assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    tomorrow = clock.law() + timedelta(days=1)

    change_round(reading.round.pk, name="第一批", readers_each=3, ends_at=tomorrow, actor=reading.secretary)
    assert DeclarationGrant.objects.get().expires_at == tomorrow
    with clock.law_moved(timedelta(days=2)):
        assert readable(reading.voters[1]) == set()

    later = tomorrow + timedelta(days=5)
    change_round(reading.round.pk, name="第一批", readers_each=3, ends_at=later, actor=reading.secretary)
    with clock.law_moved(timedelta(days=2)):
        assert readable(reading.voters[1]) == {reading.entries[0].declaration_id}


def test_experts_are_told_what_waits_for_them(preparing):
    for entry in preparing.entries:
        assign_reader(entry.pk, seat=preparing.seats[1], actor=preparing.secretary)

    start_reading(preparing.round.pk, actor=preparing.secretary)
    start_reading(preparing.round.pk, actor=preparing.secretary)

    message = Message.objects.get(event="reading_started")
    assert (message.person, message.needs_action) == (preparing.voters[1], True)
    assert message.text == "第一批：请您评审 2 份申报材料，并逐份提交评审意见。"


# ── assignment ───────────────────────────────────────────────────────────────────────────────────────────
def test_the_lot_fills_every_entry_evenly(preparing):
    for _ in range(3):
        preparing.seat()

    drawn = assign_evenly(preparing.round.pk, actor=preparing.secretary)

    assert (drawn.given, drawn.short) == (6, ())
    assert [row.load for row in seat_rows(preparing.round)] == [1] * 6
    assert assign_evenly(preparing.round.pk, actor=preparing.secretary).given == 0


def test_the_lot_passes_over_who_must_keep_away_and_says_what_is_short(preparing):
    first = preparing.entries[0]
    Recusal.objects.create(
        person=preparing.voters[2], declaration=first.declaration, why="亲属关系", by=preparing.secretary
    )

    drawn = assign_evenly(preparing.round.pk, actor=preparing.secretary)

    assert [(entry.number, missing) for entry, missing in drawn.short] == [(1, 1)]
    assert not Assignment.objects.filter(entry=first, expert=preparing.seats[2]).exists()


def test_the_lot_keeps_to_the_groups(preparing):
    ceramics = add_panel(preparing.round.pk, name="陶瓷组", specialties=["taoci"], actor=preparing.secretary)
    weaving = add_panel(preparing.round.pk, name="织绣组", specialties=["zhijin"], actor=preparing.secretary)
    RoundExpert.objects.filter(pk=preparing.seats[1].pk).update(panel=ceramics)
    RoundExpert.objects.filter(pk=preparing.seats[2].pk).update(panel=weaving)

    assign_evenly(preparing.round.pk, actor=preparing.secretary)

    readers = set(Assignment.objects.values_list("expert", flat=True))
    assert readers == {preparing.seats[0].pk, preparing.seats[1].pk}


def own_unit(room, entry, seat):
    seat.expert.unit = entry.declaration.unit
    seat.expert.save(update_fields=["unit"])


def own_case(room, entry, seat):
    entry.declaration.applicant = seat.expert.user
    entry.declaration.save(update_fields=["applicant"])


def registered(room, entry, seat):
    recuse(expert=seat.expert, declaration=entry.declaration, why="师生关系", actor=room.secretary)


@pytest.mark.parametrize(("why", "words"), [(own_unit, "同单位"), (own_case, "本人申报"), (registered, "师生关系")])
def test_who_must_keep_away_is_given_nothing(preparing, why, words):
    """E603."""
    entry, seat = preparing.entries[0], preparing.seats[1]
    why(preparing, entry, seat)

    with pytest.raises(MeetingRefused) as refusal:
        assign_reader(entry.pk, seat=seat, actor=preparing.secretary)

    assert [reason.code for reason in refusal.value.reasons] == ["E603"]
    assert words in {away for _, away in candidates_to_read(entry, seat_rows(preparing.round))}
    assert [(row.seat, row.why) for row in away_rows(preparing.secretary, preparing.round) if row.entry == entry] == [
        (seat, words)
    ]


def test_a_recusal_takes_everything_back_at_once(reading):
    entry = reading.entries[0]
    given = assign_reader(entry.pk, seat=reading.seats[1], actor=reading.secretary)
    submit(given)

    recuse(expert=reading.seats[1].expert, declaration=entry.declaration, why="合作关系", actor=reading.voters[1])

    assert readable(reading.voters[1]) == set()
    assert Assignment.objects.get(pk=given.pk).withdrawn_at is not None
    assert AuditEntry.objects.filter(event="declaration.recuse", subject_id=entry.declaration_id).count() == 1


def test_strangers_register_no_recusal(room):
    with pytest.raises(MeetingRefused, match="只有评委会所在职改办和会务组可以办理"):
        recuse(
            expert=room.seats[1].expert, declaration=room.entries[0].declaration, why="亲属关系", actor=room.stranger
        )


def test_a_keeper_decides_nothing_on_a_case_they_are_recused_from(preparing):
    entry = preparing.entries[0]
    Recusal.objects.create(
        person=preparing.secretary, declaration=entry.declaration, why="亲属关系", by=preparing.clerk
    )

    with pytest.raises(MeetingRefused, match="您应回避"):
        assign_reader(entry.pk, seat=preparing.seats[1], actor=preparing.secretary)
    assert assign_evenly(preparing.round.pk, actor=preparing.secretary).given == 3


def test_a_reading_is_taken_back_until_the_opinion_is_in(reading):
    given = assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    withdraw_reader(given.pk, actor=reading.secretary)
    assert readable(reading.voters[1]) == set()

    again = assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    submit(again)
    with pytest.raises(MeetingRefused, match="不能再收回"):
        withdraw_reader(again.pk, actor=reading.secretary)


def test_a_withdrawn_declaration_is_read_no_more_and_other_grants_stay(reading):
    entry = reading.entries[0]
    assign_reader(entry.pk, seat=reading.seats[1], actor=reading.secretary)
    grant = DeclarationGrant.objects.get()
    other = DeclarationGrant.objects.create(
        user=reading.stranger,
        permission=grant.permission,
        content_object=entry.declaration,
        reason="监督",
        expires_at=grant.expires_at,
    )

    withdraw_entry(case_of(entry), now=clock.law())

    assert readable(reading.voters[1]) == set()
    other.refresh_from_db()
    assert other.expires_at == grant.expires_at


# ── phases ───────────────────────────────────────────────────────────────────────────────────────────────
def test_reading_starts_with_entries_only(preparing):
    empty = open_round(
        notice=preparing.round.notice, committee=preparing.round.committee, name="空", actor=preparing.secretary
    )

    with pytest.raises(MeetingRefused, match="准备中、已列入申报的批次"):
        start_reading(empty.pk, actor=preparing.secretary)


def test_the_meeting_waits_for_every_opinion(reading):
    first = assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    assign_reader(reading.entries[1].pk, seat=reading.seats[1], actor=reading.secretary)
    submit(first)

    with pytest.raises(MeetingRefused, match="还有 1 份专家评审意见未提交"):
        start_meeting(reading.round.pk, actor=reading.secretary)

    withdraw_reader(Assignment.objects.last().pk, actor=reading.secretary)
    assert start_meeting(reading.round.pk, actor=reading.secretary).state == RoundState.MEETING


def test_a_round_closes_when_all_is_decided_and_takes_the_readings_back(reading):
    assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    Round.objects.update(state=RoundState.MEETING)
    with pytest.raises(MeetingRefused, match="还有 2 份申报未完成评审"):
        close_round(reading.round.pk, actor=reading.secretary)

    for entry in reading.entries:
        type(entry.declaration).objects.filter(pk=entry.declaration_id).update(state=State.RECHECK)
    close_round(reading.round.pk, actor=reading.secretary)

    assert readable(reading.voters[1]) == set()
    with pytest.raises(MeetingRefused, match="本批次已结束"):
        change_round(reading.round.pk, name="x", readers_each=1, ends_at=None, actor=reading.secretary)


# ── guards: why a declaration cannot go on (T23…T26) ─────────────────────────────────────────────────────
def test_a_round_takes_only_what_is_its_own_and_only_while_it_is_put_together(preparing):
    case = case_of(preparing.entries[0])
    assert judged(guards.round_takes_it, case, round=preparing.round.pk) == []
    assert judged(guards.committee_has_authority, case) == []

    Round.objects.update(state=RoundState.READING)
    assert [reason.code for reason in judged(guards.round_takes_it, case, round=preparing.round.pk)] == ["E610"]

    Committee.objects.filter(pk=case.committee_id).update(ranks=["zhong"])
    assert [reason.code for reason in judged(guards.committee_has_authority, case_of(preparing.entries[0]))] == ["E604"]


def test_reading_needs_enough_trained_readers_who_need_not_keep_away(preparing):
    case = case_of(preparing.entries[0])
    assert [reason.text for reason in judged(guards.readers_assigned, case)] == [
        "每份材料须由不少于 3 名专家评审，请先分配专家。"
    ]

    assign_evenly(preparing.round.pk, actor=preparing.secretary)
    for guard in (guards.readers_assigned, guards.readers_trained, guards.no_reader_recused):
        assert judged(guard, case) == []

    preparing.seats[0].expert.trainings.all().delete()
    Expert.objects.filter(pk=preparing.seats[1].expert_id).update(status="suspended")
    own_unit(preparing, preparing.entries[0], preparing.seats[2])
    told = [reason.text for reason in judged(guards.readers_trained, case)]
    assert told == ["覃1：评审专家未完成《高级职称评审专家培训课程》。", "覃2：评审专家暂停，不能参加评审。"]
    assert [reason.text for reason in judged(guards.no_reader_recused, case)] == ["专家应回避：覃3。"]


def test_the_vote_waits_for_as_many_opinions_as_the_round_asks(reading):
    case = case_of(reading.entries[0])
    given = [assign_reader(reading.entries[0].pk, seat=seat, actor=reading.secretary) for seat in reading.seats]
    assert [reason.text for reason in judged(guards.opinions_in, case)] == ["还缺 3 份专家评审意见。"]

    for assignment in given:
        submit(assignment)
    assert judged(guards.opinions_in, case) == []

    recuse(expert=reading.seats[0].expert, declaration=case, why="亲属关系", actor=reading.secretary)
    assert [reason.text for reason in judged(guards.opinions_in, case)] == ["还缺 1 份专家评审意见。"]


def test_guards_of_a_case_in_no_round_do_not_break(room):
    stray = room.world.declaration(State.EXPERT_REVIEW, level="zg")

    assert [reason.code for reason in judged(guards.readers_assigned, stray)] == ["E612"]
    assert judged(guards.opinions_in, stray) == []
    assert [reason.code for reason in judged(guards.defence_held, stray)] == ["E616"]
    assert [reason.code for reason in judged(guards.defence_scheduled, stray)] == ["E614"]


def test_a_unit_of_another_name_is_no_recusal(room):
    other = Organisation.objects.create(name="另一研究所", kind="unit")
    own_unit(room, room.enter(unit=other), room.seats[1])

    assert [row.entry.number for row in away_rows(room.secretary, room.round)] == [2]
    assert Opinion.objects.count() == 0
