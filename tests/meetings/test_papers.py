"""FORM-30 and FORM-48: every number of the vote, no voter; opened by its office and chair alone."""

import subprocess
from datetime import timedelta

import pytest

from config.lib import clock
from declarations.models import Recusal
from records.rules import passes_gate
from records.services.documents import print_document
from records.services.files import read_file
from review.meetings import documents
from review.meetings.models import BallotBox, Meeting
from review.meetings.services.ballots import ask_to_void, void_box
from review.meetings.services.defence import record_defence, schedule_defence
from review.meetings.services.sitting import seal_meeting
from review.meetings.states import Paper
from tests.meetings.test_ballots import moved  # noqa: F401 - a fixture
from tests.meetings.world import AGAINST, AGREE


def words_of(paper, kind, subject):
    document = print_document(paper, kind, subject, by=None)
    told = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=read_file(document.file), capture_output=True, check=True
    )
    return "".join(told.stdout.decode().split())


@pytest.fixture
def counted(big_room, moved):  # noqa: F811
    """Voted, counted, sealed; the first candidate passed, the second failed; names with rare characters."""
    for entry, name in zip(big_room.entries, ("覃𬭚", "农䶮"), strict=True):
        entry.declaration.applicant.name = name
        entry.declaration.applicant.save(update_fields=["name"])
    void = big_room.open()
    ask_to_void(void.pk, reason="终端故障", actor=big_room.secretary)
    void_box(void.pk, actor=big_room.chair)
    box = big_room.open(void.meeting)
    from review.meetings.services.ballots import cast

    for ballot, choice in zip(box.ballots.order_by("entry__number"), (AGREE, AGAINST), strict=True):
        for voter in big_room.voters:
            cast(ballot.pk, choice=choice, actor=voter)
    big_room.count(box)
    seal_meeting(box.meeting_id, chair_seal="覃1", minutes="逐人评议后投票。", actor=big_room.chair)
    return Meeting.objects.get()


def test_the_tally_table_shows_every_number_and_digest(counted):
    box = BallotBox.objects.get(state="tallied")

    words = words_of(Paper.TALLY, documents.MEETING, counted.pk)

    assert "应到6人，实到6人，需要≥4人（3×6=18≥2×6=12）" in words
    assert "1覃𬭚古龙窑" in words
    assert ("660004通过" in words, "606004未通过" in words) == (True, True)
    assert "表决2人，通过1人，未通过1人" in words
    assert "终端故障" in words
    assert {box.frozen_digest, box.bulletin_digest, box.tally_digest} <= {
        digest for digest in (box.frozen_digest, box.bulletin_digest, box.tally_digest) if digest in words
    }


def test_the_report_names_who_passed(counted):
    words = words_of(Paper.REPORT, documents.MEETING, counted.pk)

    assert "自治区职改办：" in words
    assert words.index("三、通过人员") < words.index("覃𬭚") < words.index("四、未通过人员") < words.index("农䶮")
    assert "主任委员（签章）：覃1" in words
    assert "逐人评议后投票。" in words


def test_the_sign_in_sheet_lists_the_seats(counted):
    words = words_of(Paper.SIGN_IN, documents.MEETING, counted.pk)

    assert "6人（满4人方可开会）" in words
    assert words.count("正高级工艺美术师") == 6
    assert "独立投票，不委托他人" in words


def test_the_defence_record_has_its_minutes(reading):
    entry = reading.enter("expert_review", level="zg")
    soon = clock.law() + timedelta(days=1)
    schedule_defence(entry.pk, starts_at=soon, place="南宁", actor=reading.secretary)
    told = {"questions": "窑变如何控制？", "opinion": "思路清晰，同意。", "actor": reading.secretary}
    record_defence(entry.pk, prepare_used=8, answer_used=14, **told)

    words = words_of(Paper.DEFENCE, documents.ENTRY, entry.pk)

    assert "准备8分钟，答辩及提问14分钟，合计22分钟" in words
    assert ("窑变如何控制？" in words, "思路清晰，同意。" in words) == (True, True)


def test_papers_open_to_the_office_and_the_chair_without_who_keeps_away(big_room, counted):
    def may(user):
        return passes_gate(user, documents.MEETING, counted.pk)

    case = big_room.entries[0].declaration
    told = [big_room.secretary, big_room.clerk, big_room.chair, big_room.voters[1], big_room.stranger, case.applicant]
    assert [may(user) for user in told] == [True, True, True, False, False, False]

    Recusal.objects.create(person=big_room.clerk, declaration=case, why="亲属关系", by=big_room.secretary)
    assert may(big_room.clerk) is False
    entry = big_room.entries[0].pk
    assert passes_gate(big_room.secretary, documents.ENTRY, entry) is True
    assert passes_gate(big_room.clerk, documents.ENTRY, entry) is False
    assert passes_gate(big_room.secretary, documents.MEETING, 10**6) is False
