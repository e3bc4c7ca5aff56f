"""FORM-30: 表决统计表, 评审结果报告, 答辩记录; FORM-48: 签到表. Counts and digests, never how anybody voted."""

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime

from config.lib.text import chinese_date
from declarations.models import Declaration
from notices.rules import Terms, terms_of
from notices.selectors import current_edition
from records.services.documents import Form
from review.meetings.counting import needed, quorum_of, quorum_words, result_words, thaw
from review.meetings.models import BallotBox, DefenceRecord, Meeting, Result, RoundEntry, RoundExpert
from review.meetings.rules import may_read_entry, may_read_meeting
from review.meetings.states import BoxState, MeetingState, Outcome, Paper

MEETING, ENTRY = "meeting", "round_entry"  # subject kinds; their gates are the rules
GATES = {MEETING: may_read_meeting, ENTRY: may_read_entry}


def tally_table(meeting_id: int) -> Form:
    """表决结果统计表: every candidate with every number, the rule written out, the digests of each vote."""
    meeting, terms = _meeting(meeting_id)
    lines = _lines(meeting)
    boxes = list(meeting.boxes.filter(state=BoxState.TALLIED).order_by("pk"))
    context = {
        **_head(meeting),
        "lines": lines,
        "totals": _totals(lines),
        "boxes": [_box(number, box) for number, box in enumerate(boxes, 1)],
        "voided": [box.void_reason for box in meeting.boxes.filter(state=BoxState.VOIDED).order_by("pk")],
        "scrutineers": "、".join(meeting.scrutineers),
        "chair_seal": meeting.chair_seal,
        "sealed_on": _day(meeting.sealed_at),
    }
    title = f"{terms.year}年度{terms.series}系列{terms.term('title')}{Paper.TALLY.label}"
    return _form("tally_table", title, terms, context)


def result_report(meeting_id: int) -> Form:
    """评审结果报告: what was reviewed, how, with what result; signed by the chair (COMM-07)."""
    meeting, terms = _meeting(meeting_id)
    lines = _lines(meeting)
    context = {
        **_head(meeting),
        "addressee": (terms.result.senior_report_to if terms.result else "") or str(meeting.round.committee.office),
        "levels": _by_level(lines),
        "totals": _totals(lines),
        "passed": [line for line in lines if line["passed"]],
        "failed": [line for line in lines if not line["passed"]],
        "members_present": [seat.expert.name for seat in _present(meeting)],
        "defended": DefenceRecord.objects.filter(entry__round=meeting.round, recorded_at__isnull=False).count(),
        "minutes": meeting.minutes,
        "chair_seal": meeting.chair_seal,
        "sealed_on": _day(meeting.sealed_at),
        "is_sealed": meeting.state == MeetingState.SEALED,
    }
    return _form(
        "result_report", f"{terms.year}年度{terms.series}系列{terms.term('title')}{Paper.REPORT.label}", terms, context
    )


def defence_record(entry_id: int) -> Form:
    """专业答辩记录 of one person: minutes used, questions, opinion (COMM-04)."""
    related = (
        "round__committee",
        "panel",
        "declaration__applicant",
        "declaration__unit",
        "declaration__edition__notice",
    )
    entry = RoundEntry.objects.select_related(*related).get(pk=entry_id)
    record = DefenceRecord.objects.filter(entry=entry).select_related("recorded_by").first()
    terms = terms_of(entry.declaration.edition)
    context = {
        "committee": entry.round.committee.name,
        "panel": entry.panel.name if entry.panel else "",
        "number": entry.number,
        "person": _person(entry.declaration),
        "record": _defence(record),
        "limits": terms.committee_defense,
        "recorder": str(record.recorded_by) if record and record.recorded_by else "",
    }
    made = _form(
        "defence_record",
        f"{terms.year}年度{terms.series}系列{terms.term('title')}{Paper.DEFENCE.label}",
        terms,
        context,
    )
    return made._replace(application_no=entry.declaration.number or "")


def sign_in_sheet(meeting_id: int) -> Form:
    """评审会签到表 with agenda, scrutineers and the members' pledge; signed by hand."""
    meeting, terms = _meeting(meeting_id)
    marked = meeting.attendances.select_related("expert__expert__unit", "expert__panel").order_by("expert")
    seats = [
        {**_member(each.expert), "present": each.present}
        for each in marked
        if each.expert.removed_at is None or each.present
    ]
    context = {
        **_head(meeting),
        "seats": seats,
        "scrutineers": "、".join(meeting.scrutineers),
        "agenda": AGENDA,
        "entries": meeting.round.entries.count(),
    }
    title = f"{terms.year}年度{terms.series}系列{terms.term('title')}{Paper.SIGN_IN.label}"
    return _form("sign_in_sheet", title, terms, context)


AGENDA = (
    "主任委员宣布到会人数和评审工作纪律，委员签署承诺",
    "会务组介绍申报受理、专家评审和答辩情况",
    "学科组汇报评议意见，委员审阅材料并讨论",
    "推选监票人、计票人，无记名投票表决",
    "监票人公布计票结果，主任委员签章",
)
BUILDERS = {
    Paper.TALLY: tally_table,
    Paper.REPORT: result_report,
    Paper.DEFENCE: defence_record,
    Paper.SIGN_IN: sign_in_sheet,
}


def _meeting(meeting_id: int) -> tuple[Meeting, Terms]:
    meeting = Meeting.objects.select_related("round__committee__office", "round__notice").get(pk=meeting_id)
    return meeting, terms_of(current_edition(meeting.round.notice_id, now=meeting.sealed_at or meeting.held_at))


def _form(template: str, title: str, terms: Terms, context: dict[str, Any]) -> Form:
    word = terms.term("title")
    return Form(f"pdf/{template}.html", context, title, notice_title=terms.title, title_word=word)


def _head(meeting: Meeting) -> dict[str, Any]:
    present = len(_present(meeting))
    return {
        "round": meeting.round.name,
        "committee": meeting.round.committee.name,
        "held_at": f"{chinese_date(localtime(meeting.held_at).date())} {localtime(meeting.held_at):%H:%M}",
        "place": meeting.place,
        "members": meeting.members,
        "present": present,
        "quorum": quorum_of(meeting),
        "quorum_words": quorum_words(meeting, present),
        "pass_line": needed(meeting, present),
        "fraction": f"{meeting.pass_num}/{meeting.pass_den}",
    }


def _present(meeting: Meeting) -> list[RoundExpert]:
    """As frozen at the first vote, or as signed in before one."""
    box = meeting.boxes.exclude(state=BoxState.VOIDED).order_by("pk").first()
    here = box.frozen["present"] if box else meeting.attendances.filter(present=True).values("expert")
    seats = RoundExpert.objects.filter(pk__in=here).select_related("expert")
    return list(seats.order_by("-is_chair", "pk"))


def _lines(meeting: Meeting) -> list[dict[str, Any]]:
    counted = Result.objects.filter(ballot__box__meeting=meeting, ballot__box__state=BoxState.TALLIED)
    related = (
        "ballot__box",
        "ballot__entry__panel",
        "ballot__entry__declaration__applicant",
        "ballot__entry__declaration__unit",
    )
    ordered = counted.select_related(*related).order_by("ballot__entry__number")
    return [_line(result) for result in ordered]


def _line(result: Result) -> dict[str, Any]:
    entry = result.ballot.entry
    rules = thaw(result.ballot.box.frozen["rule"])
    return {
        **_person(entry.declaration),
        "number": entry.number,
        "panel": entry.panel.name if entry.panel else "",
        "present": result.present,
        "agree": result.agree,
        "against": result.against,
        "abstain": result.abstain,
        "not_cast": result.not_cast,
        "needed": result.needed,
        "rule": result_words(rules, agree=result.agree, present=result.present),
        "outcome": result.get_outcome_display(),
        "passed": result.outcome == Outcome.PASSED,
    }


def _person(declaration: Declaration) -> dict[str, Any]:
    return {
        "name": declaration.applicant.name,
        "unit": declaration.unit.name,
        "level": declaration.level_name,
        "specialty": declaration.specialty_name,
    }


def _totals(lines: Iterable[dict[str, Any]]) -> dict[str, int]:
    told = list(lines)
    passed = sum(line["passed"] for line in told)
    return {"all": len(told), "passed": passed, "failed": len(told) - passed}


def _by_level(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    levels: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        levels.setdefault(line["level"], []).append(line)
    return [{"level": level, **_totals(told)} for level, told in levels.items()]


def _box(number: int, box: BallotBox) -> dict[str, Any]:
    return {
        "number": number,
        "opened_at": f"{localtime(box.opened_at):%Y-%m-%d %H:%M}",
        "receipts": len(box.bulletin),
        "due": box.votes_due,
        "short_reason": box.short_reason,
        "frozen": box.frozen_digest,
        "bulletin": box.bulletin_digest,
        "tally": box.tally_digest,
    }


def _defence(record: DefenceRecord | None) -> dict[str, Any]:
    if record is None:
        return {}
    used = (record.prepare_used or 0) + (record.answer_used or 0)
    return {
        "starts_at": f"{localtime(record.starts_at):%Y年%m月%d日 %H:%M}",
        "place": record.place,
        "prepare_used": record.prepare_used,
        "answer_used": record.answer_used,
        "used": used,
        "questions": record.questions,
        "opinion": record.opinion,
        "score": str(record.score) if record.score is not None else "",
        "absent": record.absent,
        "recorded_on": _day(record.recorded_at),
    }


def _member(seat: RoundExpert) -> dict[str, Any]:
    return {
        "name": seat.expert.name,
        "title": seat.expert.title,
        "unit": seat.expert.place_of_work,
        "panel": seat.panel.name if seat.panel else "",
        "post": "主任委员" if seat.is_chair else "委员",
        "pledged": seat.pledged_at is not None,
    }


def _day(moment: Any) -> str:
    return chinese_date(localtime(moment).date()) if moment else ""
