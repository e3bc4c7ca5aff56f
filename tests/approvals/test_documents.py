"""Forms of units and offices, as PDF with every character in place (FORM-15 … FORM-19, FORM-25, FORM-26)."""

import subprocess

import pytest

from config.lib import clock
from declarations.documents import BOXES
from declarations.models import Declaration
from declarations.states import State
from notices.rules import terms_of
from records.services.documents import print_document
from review.approvals import effects, services
from review.approvals.documents import opinions_of
from review.approvals.states import Addressee, CheckRow, Paper
from tests.approvals.test_recommendation import ASPECTS
from tests.approvals.test_review import GOOD
from tests.approvals.world import (
    OPINIONS,
    RECOMMENDED,
    at,
    defended,
    deliberated,
    filled,
    item,
    publicised_well,
    run,
)
from tests.process.world import amended

RARE = "覃𬭚"


@pytest.fixture
def case(world, lin):
    lin.name = RARE
    lin.save()
    case = filled(world.declaration(State.UNIT_RECOMMEND))
    case.basic.name = RARE
    case.basic.save()
    return case


def printed(case, kind, clerk) -> str:
    """The words of a form, as a PDF reader finds them."""
    document = print_document(kind, "declaration", case.pk, by=clerk.pk)
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=document.file.path.read_bytes(), capture_output=True, check=True
    )
    return text.stdout.decode().replace("\n", "")


@pytest.mark.parametrize("kind", [Paper.UNIT_PLEDGE, Paper.DELIBERATION, Paper.DEFENCE, Paper.RECOMMENDATION])
def test_a_form_of_the_unit_can_be_printed_blank(case, zhou, kind, caplog):
    words = printed(case, kind, zhou)

    assert kind.label in words
    assert RARE in words
    assert [record.message for record in caplog.records if record.message.startswith("PDF")] == []


def test_what_is_entered_stands_on_the_forms(case, world, zhou):
    defended(case, zhou)
    deliberated(case, world)
    publicised_well(case, zhou)
    run(effects.record_recommendation, case, actor=zhou, **RECOMMENDED)

    assert "专家甲" in printed(case, Paper.DEFENCE, zhou)
    assert "到会 5 人，同意 5 人，不同意 0 人" in printed(case, Paper.DELIBERATION, zhou)
    recommendation = printed(case, Paper.RECOMMENDATION, zhou)
    assert "2024年8月6日至2024年8月12日，共 5 个工作日" in recommendation
    assert "未收到异议" in recommendation
    assert "周某" in printed(case, Paper.UNIT_PLEDGE, zhou)


def test_the_sheet_names_everybody_on_it_and_nothing_more_personal(case, world, zhou):
    other = filled(world.declaration(State.UNIT_PUBLICITY, level="fg", applicant=world.people["outsider"]))
    Declaration.objects.filter(pk=case.pk).update(state=State.UNIT_PUBLICITY)
    case.refresh_from_db()
    for each in (case, other):
        run(effects.open_publicity_here, each, actor=zhou, place="", contact="")

    words = printed(case, Paper.PUBLICITY, zhou)

    assert RARE in words
    assert "拟推荐下列人员" in words
    assert "2024年8月6日至2024年8月12日" in words
    assert case.basic.id_number not in words
    assert case.basic.phone not in words


def test_a_supplementary_sheet_shows_before_and_after(case, zhou):
    publicised_well(case, zhou)
    case.achievements.update(title="凤舞木棉")
    run(effects.open_supplementary, case, actor=zhou, place="", contact="")

    words = printed(case, Paper.PUBLICITY, zhou)

    assert "补充公示" in words
    assert "窑变·左江岩画纹瓶" in words
    assert "凤舞木棉" in words


def test_the_one_time_notice_lists_everything_with_addressee_place_and_time(case, ma, zhou):
    """OFFICE-04, UNIT-24: problems are told in the form the notice names, by its clause."""
    Declaration.objects.filter(pk=case.pk).update(state=State.CORRECTION, stop=3)
    case.refresh_from_db()
    items = [item(Addressee.APPLICANT, "slot:id_document", "缺反面"), item(Addressee.UNIT, "unit:pledge", "未盖章")]
    with clock.law_at(at("2024-09-05T10:00")):
        run(effects.issue_notice, case, actor=ma, items=items, due_at=at("2024-09-20T18:00"))
        words = printed(case, Paper.CORRECTION, ma)

    for told in (
        "申报人",
        "身份证件",
        "缺反面",
        "用人单位",
        "单位承诺书",
        "未盖章",
        "2024年9月20日18:00",
        "视为放弃申报",
        "三（三）",
    ):
        assert told in words
    assert "次告知，理由" not in words


def test_a_refusal_says_who_refused_why_and_by_which_clause(case, ma):
    """UNIT-24: the reason carries its legal basis."""
    Declaration.objects.filter(pk=case.pk).update(
        state=State.NOT_ACCEPTED, stop=3, ended_because="wrong_procedure", state_since=clock.law()
    )
    case.refresh_from_db()
    run(effects.close_notices, case, actor=ma, code="wrong_procedure", reason="未经审议即公示。")

    words = printed(case, Paper.REFUSAL, ma)

    for told in ("不予受理告知书", "未按规定程序上报", "未经审议即公示。", "三（三）", "自治区工艺美术系列职改办"):
        assert told in words


def test_what_the_clock_ended_is_told_without_an_officer(case, ma):
    Declaration.objects.filter(pk=case.pk).update(
        state=State.ABANDONED, ended_because="first_deadline", state_since=clock.law()
    )

    words = printed(case, Paper.REFUSAL, ma)

    assert "视为放弃申报告知书" in words
    assert "本告知由系统按通知规定的时限作出" in words


def test_the_boxes_of_the_review_form_get_what_was_said(case, world, zhou, gu):
    defended(case, zhou)
    deliberated(case, world)
    publicised_well(case, zhou)
    run(effects.record_recommendation, case, actor=zhou, **RECOMMENDED)
    Declaration.objects.filter(pk=case.pk).update(state=State.DEPT_REVIEW, stop=1)
    services.review_stop(case.pk, actor=gu, rows=GOOD, opinion="同意上报")

    said = opinions_of(case)

    assert set(said) == {"defence", "deliberation", "publicity", "unit", "department"} <= {box.key for box in BOXES}
    assert (said["unit"].signer, said["department"].text, said["department"].seal) == (
        "吴某",
        "同意上报",
        "钦州市文旅局",
    )


def test_aspects_and_rows_stand_in_the_notices_order_whatever_the_database_did(case, world, zhou, gu):
    """PostgreSQL sorts the keys of JSON by their length and bytes."""
    deliberated(case, world, aspects=backwards(OPINIONS))
    run(effects.record_recommendation, case, actor=zhou, **(RECOMMENDED | {"aspects": backwards(ASPECTS)}))
    Declaration.objects.filter(pk=case.pk).update(state=State.DEPT_REVIEW, stop=1)
    services.review_stop(case.pk, actor=gu, rows=backwards(GOOD), opinion="同意上报")

    said = opinions_of(case)

    terms = terms_of(case.edition)
    for box, aspects in (
        ("unit", terms.unit_flow.recommendation.aspects),
        ("deliberation", terms.deliberation.aspects),
    ):
        assert [line.partition("：")[0] for line in said[box].text.splitlines()][:-1] == list(aspects)
    assert [label for label, _ in said["department"].facts] == [row.label for row in CheckRow if row in GOOD]


def backwards(told):
    return dict(reversed(told.items()))


WITH_TITLES = [Paper.UNIT_PLEDGE, Paper.DELIBERATION, Paper.DEFENCE, Paper.RECOMMENDATION]


@pytest.mark.parametrize("kind", WITH_TITLES)
def test_forms_speak_as_their_notice_does(case, zhou, kind):
    """GEN-16: 专业技术资格 where the notice of 2017 says so, 职称 from 2024 on."""
    before = printed(case, kind, zhou)
    case.edition = amended(case.edition, terminology={"title": "专业技术资格"})
    case.save()

    after = printed(case, kind, zhou)

    assert ("申报职称" in before, "申报专业技术资格" in before) == (True, False)
    assert ("申报职称" in after, "申报专业技术资格" in after) == (False, True)
