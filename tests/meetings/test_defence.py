"""专业答辩 and works: who is called, by which words, within which minutes (COMM-04, COMM-05, COMM-17, MAT-54, MAT-55)."""

from datetime import datetime, timedelta

import pytest

from config.lib import clock
from declarations.models import Recusal
from messaging.models import Message, Sms
from review.meetings import guards
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import DefenceRecord, WorkEvent
from review.meetings.services.defence import (
    call_for_many_works,
    call_for_works,
    receive_works,
    record_defence,
    return_works,
    schedule_defence,
    schedule_defences,
)
from tests.meetings.world import case_of

PLACE = "南宁市民族大道113号"
WHEN = datetime.fromisoformat("2024-10-22T09:30+08:00")


@pytest.fixture
def senior(reading):
    """A 正高 declaration of the round."""
    return reading.enter("expert_review", level="zg")


def schedule(room, entry, **changed):
    return schedule_defence(entry.pk, **{"starts_at": WHEN, "place": PLACE, **changed}, actor=room.secretary)


def record(room, entry, prepare=8, answer=14, **changed):
    told = {"questions": "窑变如何控制？", "opinion": "同意", **changed}
    return record_defence(entry.pk, prepare_used=prepare, answer_used=answer, **told, actor=room.secretary)


def test_the_person_is_told_at_once_in_site_and_by_text(reading, senior):
    """COMM-05, MSG-03."""
    made = schedule(reading, senior)

    words = f"老师：您的专业答辩定于10月22日09:30在{PLACE}进行，准备≤10分钟、答辩≤15分钟，请携带身份证。"
    assert Sms.objects.get(event="defense").text.endswith(words)
    message = Message.objects.get(event="defense")
    assert (message.person, message.needs_action) == (senior.declaration.applicant, True)
    assert (made.prepare_limit, made.answer_limit, made.told_at is not None) == (10, 15, True)


def test_another_place_is_told_again_and_the_same_words_are_not(reading, senior):
    schedule(reading, senior)
    schedule(reading, senior)
    schedule(reading, senior, place="柳州市")

    assert Sms.objects.filter(event="defense").count() == 2
    assert DefenceRecord.objects.get().place == "柳州市"


def test_a_group_is_called_one_after_the_other(reading, senior):
    second = reading.enter("expert_review", level="zg")

    schedule_defences([second.pk, senior.pk], starts_at=WHEN, minutes=30, place=PLACE, actor=reading.secretary)

    times = DefenceRecord.objects.order_by("entry__number").values_list("starts_at", flat=True)
    assert list(times) == [WHEN, WHEN + timedelta(minutes=30)]


def test_only_levels_of_the_notice_are_defended_and_only_ahead(reading, senior):
    with pytest.raises(MeetingRefused, match="第 1 号：该级别不安排专业答辩"):
        schedule(reading, reading.entries[0])
    with pytest.raises(MeetingRefused, match="答辩时间须晚于现在"):
        schedule(reading, senior, starts_at=clock.law() - timedelta(minutes=1))


@pytest.mark.parametrize(("prepare", "answer", "fits"), [(10, 15, True), (11, 5, False), (5, 16, False), (0, 0, True)])
def test_minutes_are_those_of_the_notice(reading, senior, prepare, answer, fits):
    """COMM-04, E601: 准备≤10, 答辩≤15, 合计≤25."""
    schedule(reading, senior)

    if fits:
        assert record(reading, senior, prepare, answer).recorded_at
    else:
        with pytest.raises(MeetingRefused) as refusal:
            record(reading, senior, prepare, answer)
        assert [reason.code for reason in refusal.value.reasons] == ["E601"]


def test_a_record_needs_a_call_and_an_opinion(reading, senior):
    with pytest.raises(MeetingRefused, match="请先安排时间、地点"):
        record(reading, senior)

    schedule(reading, senior)
    with pytest.raises(MeetingRefused, match="请填写答辩意见"):
        record(reading, senior, opinion=" ")
    assert record(reading, senior, opinion="", absent=True).absent


def test_a_finished_defence_is_not_called_again(reading, senior):
    schedule(reading, senior)
    record(reading, senior)

    with pytest.raises(MeetingRefused, match="已完成答辩"):
        schedule(reading, senior)


def test_the_guards_ask_for_call_and_record(reading, senior):
    """COMM-04: required before the vote."""
    case, now = case_of(senior), clock.law()
    told = {"actor": reading.secretary, "now": now}
    assert guards.defence_required(case, {}, **told) is None
    assert guards.defence_required(case_of(reading.entries[0]), {}, **told).code == "E613"
    assert guards.defence_scheduled(case, {}, **told).code == "E614"

    schedule(reading, senior)
    assert guards.defence_scheduled(case, {}, **told) is None
    assert guards.defence_held(case, {}, **told).text == "正高级须先答辩并填写答辩记录。"

    record(reading, senior)
    assert guards.defence_held(case, {}, **told) is None


def test_works_are_called_for_received_and_given_back(reading):
    """MAT-54, COMM-17, MSG-02."""
    entries = [entry.pk for entry in reading.entries]

    call_for_many_works(entries, due_at=WHEN, place=PLACE, manner="现场", actor=reading.secretary)
    assert Sms.objects.filter(event="representative_event").count() == 2
    assert Sms.objects.first().text.endswith(f"老师：请于10月22日09:30在{PLACE}以现场方式提交代表性成果。")

    with pytest.raises(MeetingRefused, match="尚未登记接收"):
        return_works(entries[0], actor=reading.secretary)
    receive_works(entries[0], received={"实物作品": 3}, actor=reading.secretary)
    returned = return_works(entries[0], actor=reading.secretary)

    assert (returned.received, returned.returned_at is not None) == ({"实物作品": 3}, True)


def test_works_are_called_for_in_time_and_received_when_called_for(reading):
    entry = reading.entries[0]

    with pytest.raises(MeetingRefused, match="提交时间须晚于现在"):
        call_for_works(entry.pk, due_at=clock.law(), place=PLACE, manner="现场", actor=reading.secretary)
    with pytest.raises(MeetingRefused, match="请先安排时间、地点"):
        receive_works(entry.pk, received={}, actor=reading.secretary)
    assert WorkEvent.objects.count() == 0


def test_recused_keepers_and_strangers_call_nobody(reading, senior):
    Recusal.objects.create(person=reading.clerk, declaration=senior.declaration, why="亲属关系", by=reading.secretary)

    for actor in (reading.clerk, reading.stranger):
        with pytest.raises(MeetingRefused):
            schedule_defence(senior.pk, starts_at=WHEN, place=PLACE, actor=actor)
