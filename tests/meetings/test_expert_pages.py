"""An expert's desk, the dossier and the opinion (S20, S21)."""

from datetime import date

import pytest
from django.test import Client

from accounts.context import standings_of
from accounts.models import IdNumber
from accounts.states import Role
from config.lib import clock
from declarations.models import Achievement, BasicInfo, HeldTitle, Material
from integrity.models import IntegrityRecord
from integrity.states import RecordState
from records.models import AuditEntry
from records.services.files import store_file
from review.meetings.models import Assignment, Opinion, RoundExpert
from review.meetings.rules import is_expert
from review.meetings.services.assigning import assign_evenly
from review.meetings.services.reading import save_opinion
from review.meetings.services.rounds import assign_reader, recuse
from review.meetings.states import OpinionState
from tests.meetings.pages import cost, said, signed_in

FULL = {"performance": 90, "innovation": 80, "solving": 85, "representative": 88}
DRAFT = {**FULL, "comment": "成果突出", "recommends": "1", "notes": "第3项追问"}


@pytest.fixture
def qin(reading):
    return signed_in(reading.voters[1])


@pytest.fixture
def dossier(entry):
    return f"/meetings/reading/{entry.declaration.ref}/"


def achievement(declaration, title, rank, *, star=False):
    return Achievement.objects.create(
        declaration=declaration,
        title=title,
        rank=rank,
        achieved_on=date(2023, 5, 1),
        role="独立完成",
        is_representative=star,
    )


def test_what_was_not_supplemented_in_time_is_marked_for_those_who_judge(reading, given, qin, dossier, entry):
    """TIME-11, MAT-38: 未按期补交，不予采用."""
    work = achievement(entry.declaration, "窑变课题", 1)
    achievement(entry.declaration, "铜鼓壶", 2)
    Achievement.objects.filter(pk=work.pk).update(pending_kind="课题结题", disregarded_at=clock.law())

    page = qin.get(dossier).content.decode()

    assert page.count("未按期补交，不予采用") == 1


# ── the desk ─────────────────────────────────────────────────────────────────────────────────────────────
def test_an_expert_has_a_desk_without_a_membership(reading, given, qin):
    user = reading.voters[1]
    assert (user.current_role, is_expert(user), is_expert(reading.secretary)) == ("", True, False)
    assert Role.EXPERT in {standing.value for standing in standings_of(user)}

    page = said(qin.get("/meetings/reading/"))

    assert "已提交0/1" in page
    assert "第1号" in page
    assert signed_in(reading.secretary).get("/meetings/reading/").status_code == 403
    assert Client().get("/meetings/reading/").status_code == 302


def test_the_pledge_comes_first(reading, given, qin, dossier):
    RoundExpert.objects.filter(pk=given.expert_id).update(pledged_at=None)
    assert "请先签署评审工作纪律承诺" in said(qin.get("/meetings/reading/"))
    address = f"/meetings/rounds/{reading.round.ref}/pledge/"
    assert qin.post(address, {}).status_code == 422

    qin.post(address, {"agreed": "on"})

    assert RoundExpert.objects.get(pk=given.expert_id).pledged_at is not None
    assert "您已签署" in said(qin.get(address))
    assert signed_in(reading.stranger).get(address).status_code == 404


def test_an_open_vote_stands_first_on_the_desk(room):
    box = room.open(room.meet(present=2))

    assert "正在投票" in said(signed_in(room.voters[1]).get("/meetings/reading/"))
    assert "正在投票" not in said(signed_in(room.voters[2]).get("/meetings/reading/"))
    assert box.get_absolute_url() in signed_in(room.voters[1]).get("/meetings/reading/").content.decode()


# ── the dossier ──────────────────────────────────────────────────────────────────────────────────────────
def test_the_representative_work_stands_first_and_numbers_stay_away(given, qin, dossier, entry):
    case = entry.declaration
    achievement(case, "壮锦《凤舞木棉》", 1)
    achievement(case, "坭兴陶《窑变·左江岩画纹瓶》", 2, star=True)

    page = qin.get(dossier).content.decode()

    first, second = page.index("窑变·左江岩画纹瓶"), page.index("凤舞木棉")
    assert first < second < page.rindex("窑变·左江岩画纹瓶")
    assert (case.basic.id_number in page, "19000000001" in page, "4501" in page) == (False, False, False)


def test_what_bars_a_person_is_for_the_desks_and_not_for_experts(given, qin, dossier, entry):
    """COMM-02, COMM-15: ability and results are judged; discipline, inquiry and retirement were judged before."""
    case = entry.declaration
    told = {"politics": "群众", "discipline": "警告", "retirement_category": "male", "archive_agency": "演示人才市场"}
    told |= {
        "discipline_until": date(2023, 3, 4),
        "sanction_until": date(2023, 5, 6),
        "extension_until": date(2027, 8, 9),
    }
    BasicInfo.objects.filter(declaration=case).update(**told, post="技艺总监", under_investigation=True)
    paper = store_file(b"%PDF-1.4", name="paper.pdf", media_type="application/pdf", by=None)
    for slot in ("discipline_proof", "extension_approval", "other_proof"):
        told = {"slot": slot, "label": f"附件：{slot}", "uploaded_by": case.applicant, "uploaded_at": clock.law()}
        Material.objects.create(declaration=case, file=paper, **told)

    page = said(qin.get(dossier))

    assert "技艺总监" in page
    assert "附件：other_proof" in page
    hidden = ("处分", "立案", "2023-03-04", "2023-05-06", "2027-08-09", "退休", "政治面貌", "演示人才市场")
    assert [words for words in (*hidden, "discipline_proof", "extension_approval") if words in page] == []


def test_an_expert_reads_what_the_register_says_of_a_journal(given, qin, dossier, entry):
    """RISK-01: the flag is visible to experts, with the applicant's answer (RISK-02)."""
    paper = {"title": "论文", "rank": 1, "published_on": date(2023, 4, 1), "own_part": "独撰", "venue": "南国工艺"}
    entry.declaration.publications.create(**paper, risk="疑似冒用刊号", risk_answer="已在官网核验")

    page = said(qin.get(dossier))

    assert "学术风险预警" in page
    assert "疑似冒用刊号" in page
    assert "已在官网核验" in page


def test_reading_is_noted_and_kept_by_no_browser(reading, given, qin, dossier, entry):
    answer = qin.get(dossier)

    assert answer["Cache-Control"].startswith("no-store")
    read = AuditEntry.objects.get(event="declaration.read")
    assert (read.subject_id, read.actor_id) == (entry.declaration_id, reading.voters[1].pk)


def test_only_who_was_given_it_reads_it(reading, given, qin, dossier, entry):
    for user in (reading.voters[2], reading.secretary, entry.declaration.applicant):
        assert signed_in(user).get(dossier).status_code == 404

    recuse(expert=reading.seats[1].expert, declaration=entry.declaration, why="亲属关系", actor=reading.secretary)
    for address in (dossier, f"{dossier}submit/", f"{dossier}next/", entry.declaration.get_absolute_url()):
        assert qin.get(address).status_code == 404
    assert "第1号" not in said(qin.get("/meetings/reading/"))


def test_integrity_records_are_a_reference(given, qin, dossier, entry):
    """COMM-15."""
    number = IdNumber.objects.create(user=entry.declaration.applicant, number="450102197001010011", is_current=True)
    IntegrityRecord.objects.create(
        subject_kind="person",
        identifier=number.number_index,
        name="Lin",
        act="plagiarism",
        facts="x",
        basis="x",
        decision_no="1",
        decided_on=date(2024, 1, 1),
        starts_on=date(2024, 1, 1),
        ends_on=date(2026, 12, 31),
        state=RecordState.ENTERED,
    )

    assert "有1条有效诚信记录，供参考。" in said(qin.get(dossier))


def test_chapters_are_ticked_as_read(given, qin, dossier, entry):
    HeldTitle.objects.create(declaration=entry.declaration, name="工艺美术师", granted_on=date(2018, 12, 1))

    answer = qin.post(f"{dossier}tick/", {"part": "titles"})
    assert answer.url == f"{dossier}#c-titles"
    assert Assignment.objects.get().read_parts == ["titles"]
    qin.post(f"{dossier}tick/", {"part": "titles"})
    qin.post(f"{dossier}tick/", {"part": "x\r\ny"})

    assert Assignment.objects.get().read_parts == []


def test_materials_are_read_as_pictures(reading, given, qin, dossier, entry):
    file = store_file(b"%PDF-1.4", name="a.pdf", media_type="application/pdf", pages=2)
    told = {
        "declaration": entry.declaration,
        "uploaded_by": entry.declaration.applicant,
        "uploaded_at": file.uploaded_at,
    }
    proof = Material.objects.create(slot="performance_proof", file=file, label="3-1 获奖证书", **told)
    identity = Material.objects.create(slot="id_document", file=file, label="身份证", **told)

    page = qin.get(dossier).content.decode()
    assert "3-1 获奖证书" in page
    assert [f"/materials/{each.pk}/" in page for each in (proof, identity)] == [True, False]
    assert "第1页的图像还在生成" in said(qin.get(f"{dossier}materials/{proof.pk}/"))
    type(file).objects.update(pictured_at=file.uploaded_at)
    shown = qin.get(f"{dossier}materials/{proof.pk}/").content.decode()
    assert [f"/files/{file.ref}/{number}-1240.webp" in shown for number in (1, 2)] == [True, True]
    assert f'href="/files/{file.ref}/"' not in shown
    assert qin.get(f"{dossier}materials/{identity.pk}/").url == dossier


# ── the opinion ──────────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_is_kept_and_handed_in_after_reading_it_again(given, qin, dossier):
    assert qin.post(dossier, {**DRAFT, "then": "stay"}).url == dossier
    assert "当前总分85.8" in said(qin.get(dossier))
    assert qin.post(dossier, {**DRAFT, "then": "submit"}).url == f"{dossier}submit/"
    page = said(qin.get(f"{dossier}submit/"))
    assert ("工作绩效90" in page, "建议通过" in page, "成果突出" in page) == (True, True, True)

    qin.post(f"{dossier}submit/")

    opinion = Opinion.objects.get()
    assert (opinion.state, Assignment.objects.get().notes) == (OpinionState.SUBMITTED, "第3项追问")
    assert "总分85.8" in said(qin.get(dossier))
    assert qin.get(f"{dossier}submit/").url == dossier


def test_what_is_missing_is_said_when_it_is_handed_in(given, qin, dossier):
    qin.post(dossier, {"performance": "90", "then": "submit"})

    answer = qin.post(f"{dossier}submit/")

    assert answer.status_code == 422
    assert "请为“创新成果”评分。" in said(answer)
    assert "请填写评审意见。" in said(answer)


def test_impossible_scores_stay_in_the_form(given, qin, dossier):
    answer = qin.post(dossier, {**DRAFT, "solving": "101"})

    assert (answer.status_code, Opinion.objects.count()) == (422, 0)


def test_why_it_was_given_back_stands_at_the_form(given, qin, dossier):
    Opinion.objects.create(assignment=given, saved_at=given.assigned_at, reopened_why="评分与意见不符")

    assert "评分与意见不符" in said(qin.get(dossier))


def test_experts_do_not_see_each_others_opinions(reading, given, qin, dossier, entry):
    other = assign_reader(entry.pk, seat=reading.seats[2], actor=reading.secretary)
    told = {"scores": FULL, "comment": "另一位专家的话", "recommends": False}
    save_opinion(other.pk, **told, actor=reading.voters[2], submit=True)

    assert "另一位专家的话" not in qin.get(dossier).content.decode()


def test_one_after_the_other(reading, given, qin, dossier):
    second = assign_reader(reading.entries[1].pk, seat=reading.seats[1], actor=reading.secretary)
    told = {"scores": FULL, "comment": "好", "recommends": True, "actor": reading.voters[1], "submit": True}
    save_opinion(given.pk, **told)

    assert qin.get(f"{dossier}next/").url == f"/meetings/reading/{reading.entries[1].declaration.ref}/"
    save_opinion(second.pk, **told)
    assert qin.get(f"{dossier}next/").url == "/meetings/reading/"


def test_the_reading_list_costs_the_same_for_any_length(reading, qin):
    assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)
    one = cost(qin, "/meetings/reading/")
    for _ in range(2):
        reading.enter("expert_review")
    assign_evenly(reading.round.pk, actor=reading.secretary)

    assert cost(qin, "/meetings/reading/") == one <= 18
