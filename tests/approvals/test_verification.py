"""Laying the dossier beside its originals (UNIT-01 … UNIT-06, RISK-03, T04, T34a)."""

import pytest

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Achievement, Publication
from declarations.states import State
from notices.rules import terms_of
from review.approvals import guards, services
from review.approvals.content import parts_of_dossier
from review.approvals.exceptions import Refused
from review.approvals.models import Verification
from review.approvals.selectors.verification import board_of
from review.approvals.states import Addressee, Authenticity
from tests.approvals.world import attach, codes, defended, filled, noticed, said, verified
from tests.process.world import person


@pytest.fixture
def case(world):
    return filled(world.declaration(State.UNIT_CHECK))


def keys(case):
    return [part.key for part in parts_of_dossier(case)]


def test_every_entry_and_every_hard_file_is_laid_beside_its_original(case):
    """UNIT-03."""
    rows = {
        "education": case.educations.get(), "titles": case.titles.get(), "experience": case.experiences.get(),
        "achievement": case.achievements.get(), "publication": case.publications.get(),
    }  # fmt: skip

    assert keys(case) == [
        "basic", f"education:{rows['education'].pk}", f"titles:{rows['titles'].pk}", "resume",
        f"experience:{rows['experience'].pk}", f"achievement:{rows['achievement'].pk}",
        f"publication:{rows['publication'].pk}", "slot:id_document",
    ]  # fmt: skip


def test_the_units_own_scans_are_not_laid_beside_originals(case):
    attach(case, "unit_pledge")

    assert "slot:unit_pledge" not in keys(case)


def test_an_unverified_part_holds_the_case(case, zhou):
    """UNIT-03: nothing goes on until all items are done."""
    verified(case, zhou)
    assert codes(guards.everything_verified, case) == []

    Verification.objects.filter(declaration=case, part="resume").delete()

    assert said(guards.everything_verified, case) == ["未逐项核验原件，不能进入审议：工作简历。"]


def test_a_changed_part_asks_again_and_the_others_do_not(case, zhou):
    verified(case, zhou)
    case.achievements.update(award="国家级金奖")

    assert said(guards.everything_verified, case) == ["未逐项核验原件，不能进入审议：业绩成果 1 · 窑变·左江岩画纹瓶。"]


def test_a_better_scan_asks_again_for_its_part(case, zhou):
    verified(case, zhou)
    attach(case, "id_document", content=b"another scan")

    assert codes(guards.everything_verified, case) == ["E301"]


@pytest.mark.parametrize("field", ["rank", "is_representative"])
def test_where_an_entry_stands_in_its_list_is_nothing_an_original_could_show(case, zhou, field):
    verified(case, zhou)
    Achievement.objects.filter(declaration=case).update(**{field: 7 if field == "rank" else True})

    assert codes(guards.everything_verified, case) == []


def test_another_identity_number_asks_again_and_another_phone_does_not(case, zhou):
    verified(case, zhou)
    case.basic.phone = "19000000002"
    case.basic.save()
    assert codes(guards.everything_verified, case) == []

    case.basic.id_number = "450102197001010038"
    case.basic.save()

    assert codes(guards.everything_verified, case) == ["E301"]


def test_a_doubt_counts_as_verified_when_it_is_written_down(case, zhou):
    verified(case, zhou)
    case.verifications.filter(part="resume").update(finding=Authenticity.DOUBTFUL, original_seen=False)
    assert codes(guards.everything_verified, case) == ["E301"]

    case.verifications.filter(part="resume").update(note="起止时间与社保不符")

    assert codes(guards.everything_verified, case) == []


def test_a_flagged_journal_wants_the_units_conclusion_and_how_it_was_reached(case, zhou):
    """UNIT-04, RISK-03."""
    verified(case, zhou)
    paper = Publication.objects.get(declaration=case)
    Publication.objects.filter(pk=paper.pk).update(risk="疑似套号")
    assert codes(guards.flagged_journals_judged, case) == ["E315"]

    case.verifications.filter(part=f"publication:{paper.pk}").update(method="新闻出版署网站查询")

    assert codes(guards.flagged_journals_judged, case) == []


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({"meets_conditions": True, "responsible": "周某"}, []),
        ({"meets_conditions": False, "responsible": "周某"}, ["E313"]),
        ({"meets_conditions": True, "responsible": "  "}, ["E313"]),
        ({"meets_conditions": True, "responsible": "周某", "photo_ok": False}, ["E313"]),
    ],
)
def test_who_meets_the_conditions_goes_on_and_somebody_answers_for_it(case, answers, fields):
    """UNIT-26."""
    assert codes(guards.meets_conditions, case, **answers) == fields


def test_the_first_verified_item_ends_the_time_for_recall(case, zhou):
    assert codes(guards.nothing_verified, case) == []

    verified(case, zhou)

    assert codes(guards.nothing_verified, case) == ["E312"]


def test_nothing_is_recalled_while_a_correction_is_walked(case, zhou):
    assert codes(guards.no_open_correction, case) == []

    noticed(case, zhou)

    assert codes(guards.no_open_correction, case) == ["E317"]


def test_a_senior_title_wants_a_defence_before_the_deliberation(world, zhou):
    case = world.declaration(State.UNIT_DEFENSE, level="fg")
    assert said(guards.defence_recorded, case) == ["高级职称申报人须先答辩并填写答辩意见。"]

    defended(case, zhou)

    assert codes(guards.defence_recorded, case) == []


def test_no_defence_is_asked_below_senior(world):
    case = world.declaration(State.UNIT_DEFENSE)
    case.level = "zj"

    assert codes(guards.defence_recorded, case) == []


def test_a_defence_older_than_the_notice_that_asks_for_it_is_no_answer(world, zhou, ma):
    case = world.declaration(State.UNIT_DEFENSE)
    defended(case, zhou)
    noticed(case, ma, (Addressee.UNIT, "unit:defence"), stop=3)
    assert codes(guards.defence_recorded, case) == ["E304"]

    defended(case, zhou)

    assert codes(guards.defence_recorded, case) == []


# ── the services ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_unit_keeps_what_it_found(case, zhou):
    done = services.verify_part(case.pk, actor=zhou, part="resume", original_seen=True)

    assert (done.finding, done.by, done.content_digest != "") == (Authenticity.TRUE, zhou, True)
    assert codes(guards.everything_verified, case) == ["E301"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"original_seen": False}, "original_seen"),
        ({"original_seen": True, "finding": "doubtful"}, "note"),
        ({"original_seen": False, "finding": "rejected", "note": " "}, "note"),
    ],
)
def test_true_without_its_original_and_doubt_without_a_word_are_refused(case, zhou, told, field):
    with pytest.raises(Refused) as refusal:
        services.verify_part(case.pk, actor=zhou, part="resume", **told)

    assert [reason.field for reason in refusal.value.reasons] == [field]


def test_a_part_that_is_not_there_cannot_be_verified(case, zhou):
    with pytest.raises(Refused, match="已不存在"):
        services.verify_part(case.pk, actor=zhou, part="achievement:0", original_seen=True)


def test_basic_information_lies_beside_the_papers_that_prove_it(case, zhou):
    """14-2, 17-1: who somebody is, is checked against the identity paper and the photo, not against nothing."""
    board = board_of(case, zhou, "basic")

    identity = [file.label for row in board.rows if row.part.key == "slot:id_document" for file in row.part.files]
    assert identity
    assert [sheet.label for sheet in board.sheets][: len(identity)] == identity
    assert all(sheet.url for sheet in board.sheets)


def test_ticking_all_ticks_what_was_opened_and_nothing_else(case, zhou):
    services.open_part(case.pk, actor=zhou, part="resume")
    services.open_part(case.pk, actor=zhou, part="basic")
    case.resume.update(duty="车间主任")

    assert services.verify_all_opened(case.pk, actor=zhou) == 1
    assert [each.part for each in case.verifications.all()] == ["basic"]


def test_ticking_all_leaves_flagged_journals_to_be_judged_one_by_one(case, zhou):
    paper = case.publications.get()
    case.publications.update(risk="疑似套号")
    services.open_part(case.pk, actor=zhou, part=f"publication:{paper.pk}")

    assert services.verify_all_opened(case.pk, actor=zhou) == 0


def test_a_clerk_of_another_unit_verifies_nothing(case, world):
    with pytest.raises(Refused, match="无权"):
        services.verify_part(case.pk, actor=world.people["outsider"], part="resume", original_seen=True)


def test_nobody_verifies_their_own_case_even_as_the_units_clerk(case, world, lin):
    Membership.objects.create(user=lin, organisation=world.unit, role=Role.UNIT)

    with pytest.raises(Refused) as refusal:
        services.verify_part(case.pk, actor=lin, part="resume", original_seen=True)

    assert [reason.code for reason in refusal.value.reasons] == ["E311"]


def test_a_recused_clerk_verifies_nothing(case, zhou):
    case.recusals.create(person=zhou, why="亲属", by=zhou)

    with pytest.raises(Refused, match="无权"):
        services.verify_part(case.pk, actor=zhou, part="resume", original_seen=True)


def test_nothing_is_verified_after_the_window_closed(case, zhou, world):
    gate = world.edition.notice.gates.get(window="personal_unit")
    gate.closed_at = clock.law()
    gate.save()

    with pytest.raises(Refused, match="不在办理时间内"):
        services.verify_part(case.pk, actor=zhou, part="resume", original_seen=True)


def test_an_office_names_a_verifier_where_the_unit_is_the_applicant_alone(case, world):
    tang, other = world.people[Role.LOCAL_OFFICE], person("friend")

    services.name_verifier(case.pk, actor=tang, person=other, reason="个人工作室，无其他人员")

    assert services.verify_part(case.pk, actor=other, part="resume", original_seen=True).by == other
    given = other.declarationgrant_set.values_list("permission__codename", "reason")
    assert set(given) == {("view_declaration", "指定核验人"), ("change_declaration", "指定核验人")}


def test_a_verifier_is_neither_the_applicant_nor_named_by_the_unit(case, world, lin, zhou):
    with pytest.raises(Refused, match="核验人不能是申报人本人"):
        services.name_verifier(case.pk, actor=world.people[Role.LOCAL_OFFICE], person=lin, reason="个人工作室")
    with pytest.raises(Refused, match="无权"):
        services.name_verifier(case.pk, actor=zhou, person=person("friend"), reason="个人工作室")


def test_a_defence_is_entered_at_its_step_with_its_panel(world, zhou):
    case = world.declaration(State.UNIT_DEFENSE)
    told = {
        "held_on": clock.local_date(clock.law()), "place": "会议室", "questions": "窑变与氧化还原气氛如何控制？", "opinion": "回答准确。",
    }  # fmt: skip

    with pytest.raises(Refused, match="请填写答辩专家"):
        services.record_defence(case.pk, actor=zhou, panel=[{"name": " ", "title": "", "unit": ""}], **told)
    services.record_defence(
        case.pk, actor=zhou, panel=[{"name": "专家甲", "title": "正高", "unit": "广西艺术学院"}], **told
    )

    assert codes(guards.defence_recorded, case) == []


def test_the_condition_of_an_entry_is_told_by_its_place_not_by_its_code(world):
    """COND-01: 业绩第1条, as on paper; a desk never reads a code of the notice's file."""
    case = filled(world.declaration(State.UNIT_CHECK))
    sets = terms_of(case.edition).condition_sets
    code = next(clause.code for each in sets for clause in each.clauses if clause.group == "业绩")
    case.achievements.update(clause=code)

    lines = [line for part in parts_of_dossier(case) for line in part.lines if line[0] == "对应评审条件"]

    assert lines
    assert {text for _, text in lines} == {"业绩第1条"}
