"""The unit's recommendation: substance, papers, right (UNIT-01, UNIT-15, UNIT-16, UNIT-19, DEPT-02)."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.states import OrganisationStatus, UnitNature
from config.lib import clock
from config.lib.reason import Reason, Severity
from declarations.models import EditPermit
from declarations.states import State
from integrity.models import IntegrityRecord
from integrity.states import RecordState, SubjectKind
from records.models import Outbox
from review.approvals import effects, guards, services
from review.approvals.exceptions import Refused
from review.approvals.guards.recommendation import is_bare_agreement
from review.approvals.states import Addressee
from review.process.forms import RecommendationForm
from tests.approvals.world import ASPECTS, PNG, RECOMMENDED, attach, codes, noticed, run, said

SLOTS = ("unit_pledge", "deliberation_opinion", "deliberation_experts", "defense_opinion")


@pytest.fixture
def case(world):
    return world.declaration(State.UNIT_RECOMMEND)


@pytest.mark.parametrize(
    "text",
    [
        "同意推荐",
        "同意。",
        "同意推荐！",
        "我单位同意推荐",
        "经研究，同意推荐。",
        "单位一致同意推荐其申报高级工艺美术师职称",
        "同意申报",
        "同意上报",
        "本单位同意该同志申报。",
    ],
)
def test_a_bare_agreement_is_refused_however_it_is_dressed(case, text):
    """UNIT-15: not merely 同意推荐."""
    answers = RECOMMENDED | {"aspects": ASPECTS | {"思想品德": text}}

    assert is_bare_agreement(text)
    assert said(guards.recommendation_has_substance, case, **answers) == [
        "推荐意见不能简单填写“同意推荐”，请写明思想品德的具体情况。"
    ]


@pytest.mark.parametrize(
    "text", ["为人正直，同意推荐。", "同意推荐，理由是近三年主持两项研究。", "主持完成坭兴陶窑变工艺研究。", ""]
)
def test_words_that_say_something_are_no_bare_agreement(text):
    assert not is_bare_agreement(text)


def test_five_aspects_with_substance_pass(case):
    assert codes(guards.recommendation_has_substance, case, **RECOMMENDED) == []


@pytest.mark.parametrize("aspect", ASPECTS)
def test_each_of_the_five_aspects_is_asked(case, aspect):
    """UNIT-15."""
    answers = RECOMMENDED | {"aspects": ASPECTS | {aspect: "  "}}

    assert said(guards.recommendation_has_substance, case, **answers) == [f"请填写{aspect}的评价。"]


def test_an_institution_says_how_it_considered_its_posts(case):
    """UNIT-19."""
    case.employer.nature = UnitNature.INSTITUTION

    assert codes(guards.recommendation_has_substance, case, **RECOMMENDED) == ["W106"]
    assert codes(guards.recommendation_has_substance, case, explained={"W106": "现有空缺两个"}, **RECOMMENDED) == []
    answers = RECOMMENDED | {"post_note": "正高岗位核定3个，现聘1人。"}
    assert codes(guards.recommendation_has_substance, case, **answers) == []


def test_only_agreement_goes_up(case):
    """UNIT-16."""
    assert codes(guards.recommendation_agrees, case, **RECOMMENDED) == []
    assert codes(guards.recommendation_agrees, case, **RECOMMENDED | {"agree": False}) == ["E316"]


# ── papers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_paper_of_the_unit_is_scanned_first(case, zhou):
    """UNIT-01, UNIT-08: 承诺书, the opinion signed and stamped, the list with the proofs of titles."""
    assert said(guards.unit_scans_in_place, case) == [
        "未上传单位承诺书（盖章、负责人手写签名）。",
        "未上传审议推荐意见（组长签字、单位公章）的签字盖章扫描件。",
        "未上传评议会专家名单及职称信息材料的签字盖章扫描件。",
        "未上传单位答辩意见的签字盖章扫描件。",
    ]

    for slot in SLOTS:
        attach(case, slot, by=zhou)

    assert codes(guards.unit_scans_in_place, case) == []


def test_no_defence_opinion_is_asked_below_senior(case, zhou):
    case.level = "zj"
    for slot in SLOTS[:3]:
        attach(case, slot, by=zhou)

    assert codes(guards.unit_scans_in_place, case) == []


def test_a_paper_the_notice_found_wanting_must_be_scanned_anew(case, zhou, ma):
    for slot in SLOTS:
        attach(case, slot, by=zhou)
    with clock.law_moved(timedelta(minutes=1)):
        noticed(case, ma, (Addressee.UNIT, "unit:pledge"), (Addressee.UNIT, "slot:defense_opinion"), stop=3)
        assert codes(guards.unit_scans_in_place, case) == ["E308", "E308"]

        attach(case, "unit_pledge", by=zhou)
        attach(case, "defense_opinion", by=zhou)

        assert codes(guards.unit_scans_in_place, case) == []


def test_the_unit_scans_its_own_papers_and_nothing_else(case, zhou, world):
    scan = services.attach_unit_scan(case.pk, actor=zhou, slot="unit_pledge", upload=PNG, name="承诺书.png")
    assert (scan.label, scan.uploaded_by) == ("单位审核承诺书", zhou)

    with pytest.raises(Refused, match="不需要单位提供"):
        services.attach_unit_scan(case.pk, actor=zhou, slot="id_document", upload=PNG, name="身份证.png")
    with pytest.raises(Refused, match="无权"):
        services.attach_unit_scan(
            case.pk, actor=world.people["outsider"], slot="unit_pledge", upload=PNG, name="承诺书.png"
        )
    with pytest.raises(Refused, match="不支持"):
        services.attach_unit_scan(case.pk, actor=zhou, slot="unit_pledge", upload=b"GIF89a.....", name="承诺书.gif")


def test_a_wrong_scan_is_taken_out_and_stays_as_history(case, zhou):
    scan = services.attach_unit_scan(case.pk, actor=zhou, slot="unit_pledge", upload=PNG, name="承诺书.png")

    services.remove_unit_scan(scan.pk, actor=zhou)

    scan.refresh_from_db()
    assert scan.removed_at is not None
    with pytest.raises(Refused, match="已不存在"):
        services.remove_unit_scan(scan.pk, actor=zhou)


def test_the_applicants_file_is_not_the_units_to_take_out(case, zhou):
    with pytest.raises(Refused, match="已不存在"):
        services.remove_unit_scan(attach(case, "id_document").pk, actor=zhou)


# ── right ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_suspended_unit_recommends_nobody(case):
    """DEPT-02."""
    assert codes(guards.unit_not_suspended, case) == []

    case.unit.status = OrganisationStatus.SUSPENDED

    assert said(guards.unit_not_suspended, case) == ["古龙窑被暂停本年度推荐申报权限。"]


@pytest.mark.parametrize(("ends_on", "expected"), [(date(2024, 8, 5), ["W116"]), (date(2024, 8, 4), [])])
def test_a_unit_in_the_integrity_archive_explains_itself_to_its_last_day(case, ends_on, expected):
    """OFFICE-09."""
    case.unit.uscc = "91350100M000100Y43"
    IntegrityRecord.objects.create(
        subject_kind=SubjectKind.UNIT, identifier=case.unit.uscc, name="古龙窑", act="false_materials", facts="…", basis="…",
        decision_no="1", decided_on=date(2023, 1, 1), starts_on=date(2023, 1, 1), ends_on=ends_on, state=RecordState.ENTERED,
    )  # fmt: skip

    assert codes(guards.unit_record_explained, case) == expected


def test_the_unit_answers_its_own_items_as_the_file_passes_it(case, zhou, ma):
    notice = noticed(case, ma, (Addressee.APPLICANT, "basic"), (Addressee.UNIT, "unit:pledge"), stop=3)
    assert said(guards.unit_items_answered, case) == ["还有应由单位补正的事项没有办理：unit:pledge 有误。"]

    services.answer_item(notice.items.get(addressee=Addressee.UNIT).pk, actor=zhou, answer="已重新盖章签名")

    assert codes(guards.unit_items_answered, case) == []


# ── effects ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_recommendation_is_kept_with_the_words_of_the_commitment(case, zhou):
    run(effects.record_recommendation, case, actor=zhou, **RECOMMENDED)

    said_then = case.recommendations.get()
    assert (said_then.aspects, said_then.responsible, said_then.head) == (ASPECTS, "周某", "吴某")
    assert said_then.pledge_text.startswith("本单位已明确审核责任人")
    assert Outbox.objects.filter(about=f"FORM-18:declaration:{case.pk}").count() == 1


def test_the_check_is_kept_with_who_answers_for_it(case, zhou):
    """UNIT-01: 审核责任人."""
    run(
        effects.record_check,
        case,
        actor=zhou,
        meets_conditions=True,
        photo_ok=True,
        responsible=" 周某 ",
        opinion="属实",
    )

    check = case.unit_checks.get()
    assert (check.responsible, check.opinion, check.meets_conditions, check.by) == ("周某", "属实", True, zhou)
    assert not EditPermit.objects.exists()


def test_an_empty_form_asks_for_every_aspect_at_its_field_at_once(case):
    form = RecommendationForm({}, declaration=case)

    assert set(form.errors) >= {f"aspect_{number}" for number in range(len(form.aspects))}


def test_the_form_marks_what_the_guard_asks_of_this_person_and_nothing_else(case):
    assert not RecommendationForm(declaration=case).fields["post_note"].required

    case.employer.nature = UnitNature.INSTITUTION
    form = RecommendationForm({}, declaration=case)

    assert form.fields["post_note"].required
    assert form.errors["post_note"][0].startswith("事业单位推荐应考虑岗位结构比例和空缺")
    assert "exception_note" not in form.fields  # of 破格 alone


def test_a_warning_is_explained_only_when_nothing_else_is_to_be_mended(case):
    missing = Reason("E308", "未上传单位承诺书。", field="slot:unit_pledge")
    warning = Reason("W117", "应由不同人员办理。", severity=Severity.WARN)
    both, alone = (RecommendationForm({}, declaration=case) for _ in range(2))

    both.show([missing, warning])
    alone.show([warning])

    assert ["explain_W117" in form.fields for form in (both, alone)] == [False, True]
    papers = reverse("approvals:papers", args=[case.ref])
    assert both.non_field_errors() == [f'<a href="{papers}">未上传单位承诺书。</a>']
    assert f'<li><a href="{papers}">未上传' in render_to_string("ui/errors.html", {"forms": [both], "count": 1})
