"""A notice is looked at as it will go out; a second one may hold nothing new (17-5, OFFICE-04)."""

import pytest
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.services.snapshots import take_snapshot
from declarations.states import State
from messaging.models import Message, Sms
from notices.states import Window
from records.models import AuditEntry, Outbox
from review.approvals import guards
from review.approvals.models import CorrectionNotice, SheetDraft
from review.approvals.states import Addressee, NoticeState
from review.process.models import MoveRecord
from tests.approvals.world import at, codes, filled, item, noticed, said
from tests.process.world import amended

IN_CORRECTION = at("2024-09-03T10:00")
ACTION = "request_correction"
TYPED = {
    "item_addressee": ["applicant", "unit"],
    "item_part": ["slot:id_document", "unit:check"],
    "item_defect": ["身份证件只有一面", "原件核验没有写明方法"],
    "item_todo": ["补齐反面", ""],
    "item_kind": ["missing", "remark"],
    "item_decided": ["", ""],
    "due_at": "2024-09-20T18:00",
}


# Under a notice that knows none, nothing is ticked (G-19).
RATIOS = {"unit_problem_ratio": "0.10", "department_unqualified_ratio": "0.20", "small_sample_below": 5}


@pytest.fixture
def case(world):
    world.edition = amended(world.edition, quality_thresholds=RATIOS)
    made = filled(world.declaration(State.OFFICE_REVIEW))
    made.stops.update(reached_at=clock.law())
    Declaration.objects.filter(pk=made.pk).update(window=Window.COMMITTEE_OFFICE)
    return made


@pytest.fixture
def as_ma(client, ma):
    client.force_login(ma)
    return client


def ledgers():
    """Everything a notice would leave behind."""
    models = (CorrectionNotice, Message, Sms, Outbox, MoveRecord, AuditEntry)
    return [model.objects.count() for model in models]


def words(response):
    return " ".join(response.content.decode().split())


def test_a_notice_is_shown_to_the_letter_before_it_goes_out_and_leaves_nothing_behind(as_ma, case, world):
    """17-5, lesson 11: the sheet, whom it reaches, when it is due; only then it is sent, with the same words."""
    address = reverse("process:act", args=[case.ref, ACTION])
    before = ledgers()
    with clock.law_at(IN_CORRECTION):
        looked = as_ma.post(address, TYPED | {"look": "1"})

        page = words(looked)
        case.refresh_from_db()
        assert (looked.status_code, case.state, ledgers()) == (200, State.OFFICE_REVIEW, before)
        for told in (
            "身份证件只有一面",
            "补齐反面",
            "原件核验没有写明方法",
            "2024年9月20日18:00",
            "2024-09-20 18:00",
            "1 项",
        ):
            assert told in page
        shown = looked.context["preview"].said
        assert str(world.people[Role.APPLICANT].name) in {each.to for each in shown}
        assert {each.way for each in shown} == {"站内消息", "短信"}

        sent = as_ma.post(address, dict(looked.context["given"]) | TYPED)

    assert sent.status_code == 302
    texts = list(Sms.objects.order_by("pk").values_list("text", flat=True))
    assert [each.text for each in shown if each.way == "短信"] == texts
    assert case.corrections.get().items.count() == 2


def test_what_would_be_refused_is_not_previewed(as_ma, case):
    """17-5: the same guards, the same sentences, nothing typed is lost."""
    with clock.law_at(IN_CORRECTION):
        page = as_ma.post(
            reverse("process:act", args=[case.ref, ACTION]), TYPED | {"look": "1", "due_at": "2024-09-01T10:00"}
        )

    assert page.status_code == 422
    assert "补正时限须晚于" in page.content.decode()
    assert "身份证件只有一面" in page.content.decode()


def test_a_notice_half_written_waits_for_its_author(as_ma, case):
    """17-7: repeated rows come back in their order; sent, nothing waits."""
    kept = as_ma.post(reverse("approvals:keep_draft", args=[case.ref, "notice"]), TYPED | {"_version": "0"})
    assert kept.json()["version"] == 1

    with clock.law_at(IN_CORRECTION):
        page = as_ma.get(reverse("process:act", args=[case.ref, ACTION]))
        rows = page.context["form"].shown_rows
        assert [row["defect"] for row in rows[:2]] == TYPED["item_defect"]
        assert [row["counts"] for row in rows[:2]] == [True, False]
        assert "有没有发出的内容" in page.content.decode()
        assert as_ma.post(reverse("process:act", args=[case.ref, ACTION]), TYPED).status_code == 302

    assert SheetDraft.objects.get().values == {}


# ── a second notice ────────────────────────────────────────────────────────────────────────────────────────────────
def new_places(case, *items):
    return codes(guards.only_what_was_named, case, items=list(items))


def test_a_second_notice_holds_only_what_was_named_before(case, ma):
    """OFFICE-04: earlier items still wrong; a new demand is refused at its row, whoever gives a reason."""
    noticed(case, ma, (Addressee.APPLICANT, "slot:id_document"), state=NoticeState.CLOSED)

    assert new_places(case, item(part="slot:id_document")) == []
    assert new_places(case, item(part="basic"), item(part="slot:id_document")) == ["E403"]
    assert said(guards.only_what_was_named, case, items=[item(part="slot:id_document"), item(part="basic")]) == [
        (
            "第 2 项（基本信息）不在此前一次性告知的事项之内，也不是补正后变更的内容，不得作为新的补正事项提出；"
            "只能列此前告知、仍未改好的，或补正引起的。"
        )
    ]


def test_what_the_correction_itself_broke_may_be_named(case, ma, zhou):
    """OFFICE-04: fields the applicant changed, papers that came since, steps the unit did again."""
    take_snapshot(case, occasion="submit", now=clock.law())
    noticed(case, ma, (Addressee.APPLICANT, "slot:id_document"), state=NoticeState.CLOSED)
    resume, unit = item(part="resume"), item(Addressee.UNIT, "unit:check")
    assert new_places(case, resume, unit) == ["E403", "E403"]

    case.resume.update(duty="车间主任")
    changed = Declaration.objects.get(pk=case.pk)
    take_snapshot(changed, occasion="resubmit", now=clock.law())
    told = {"round_trip": 1, "meets_conditions": True, "responsible": "周某", "by": zhou, "at": clock.law()}
    changed.unit_checks.create(**told)

    assert new_places(changed, resume, unit) == []


def test_a_first_notice_or_one_after_a_mere_return_is_free(case, ma):
    """OFFICE-04, G-03: an ordinary return inside stage 1 is no one-time notice."""
    assert new_places(case, item(part="basic")) == []
    noticed(case, ma, kind="return", state=NoticeState.CLOSED)
    assert new_places(case, item(part="resume")) == []


def test_another_desks_notice_binds_that_desk(case, gu):
    """OFFICE-04: once per office level."""
    noticed(case, gu, (Addressee.APPLICANT, "basic"), stop=1, state=NoticeState.CLOSED)

    assert new_places(case, item(part="resume")) == []
