"""Pages of the unit, the offices and the correction: who may, what they say, what they cost (S11, S14, S17)."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from config.lib import clock
from declarations.models import Achievement, Declaration, DeclarationGrant
from declarations.rules import READ
from declarations.states import Special, State
from records.models import AuditEntry, Outbox
from review.approvals.models import PartOpening, PublicityObjection
from review.approvals.states import Addressee
from tests.approvals.test_review import GOOD
from tests.approvals.world import (
    OPINIONS,
    PNG,
    attach,
    defended,
    deliberated,
    filled,
    group_of,
    hung,
    noticed,
    publicised_well,
    verified,
)
from tests.helpers import no_writes, statements
from tests.process.world import person

UNIT_PAGES = ("work", "defence", "deliberation", "publicity", "papers")


def url(name, case, *args):
    return reverse(f"approvals:{name}", args=[case.ref, *args])


def at_state(case, state, **changed):
    Declaration.objects.filter(pk=case.pk).update(state=state, **changed)
    case.refresh_from_db()
    return case


@pytest.fixture
def case(world):
    return filled(world.declaration(State.UNIT_CHECK))


@pytest.fixture
def as_zhou(client, zhou):
    client.force_login(zhou)
    return client


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", [*UNIT_PAGES, "review", "compose", "correction"])
def test_a_clerk_of_another_unit_cannot_find_the_case(client, case, world, name):
    client.force_login(world.people["outsider"])

    assert client.get(url(name, case)).status_code == 404


@pytest.mark.parametrize("name", [*UNIT_PAGES, "review", "compose"])
def test_a_desks_page_is_closed_to_the_applicant(client, case, lin, name):
    client.force_login(lin)

    assert client.get(url(name, case)).status_code == 403


@pytest.mark.parametrize("name", [*UNIT_PAGES, "review"])
def test_a_desks_page_is_the_routes_and_the_offices(client, case, world, name):
    case.stops.update(reached_at=clock.law())
    expert = person("qin")
    may_read = Permission.objects.get(content_type__app_label="declarations", codename=READ)
    DeclarationGrant.objects.create(
        content_object=case, user=expert, permission=may_read, expires_at=clock.law() + timedelta(days=9)
    )
    desks = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)
    others = (Role.SECRETARY, Role.FINANCE, Role.SUPERVISION)
    answers = []
    for user in [*(world.people[role] for role in (*desks, *others)), expert]:
        client.force_login(user)
        answers.append(client.get(url(name, case)).status_code)

    assert answers == [200] * 4 + [404] * 4


def test_forms_of_a_desk_are_not_asked_for_by_who_has_none(client, case, world):
    client.force_login(world.people[Role.SECRETARY])

    assert client.post(url("make", case, "FORM-17")).status_code == 404


@pytest.mark.parametrize("name", [*UNIT_PAGES, "review", "compose", "correction"])
def test_nobody_reads_without_signing_in(client, case, name):
    assert client.get(url(name, case)).status_code == 302


@pytest.mark.parametrize("name", UNIT_PAGES)
def test_a_page_of_the_unit_only_looks(as_zhou, case, name):
    with no_writes():
        response = as_zhou.get(url(name, case))

    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


def test_a_recused_clerk_cannot_find_the_case(as_zhou, case, zhou):
    case.recusals.create(person=zhou, why="亲属", by=zhou)

    assert as_zhou.get(url("work", case)).status_code == 404


def test_after_the_file_left_the_unit_looks_and_no_longer_acts(as_zhou, case):
    case.stops.update(reached_at=clock.law())
    at_state(case, State.DEPT_REVIEW, stop=1)

    page = as_zhou.get(url("work", case)).content.decode()

    assert "查看" in page
    assert "保存，看下一项" not in page
    assert "退回申报人" not in page


def test_the_admin_shows_what_was_signed_and_changes_nothing(client, case, world, ma, zhou):
    deliberated(case, world)
    noticed(case, ma, stop=3)
    ma.is_staff = ma.is_superuser = True
    ma.save()
    client.force_login(ma)

    for model in ("correctionnotice", "deliberation", "deliberationgroup", "publicity", "stopreview", "refusal"):
        assert client.get(reverse(f"admin:approvals_{model}_changelist")).status_code == 200
    notice = case.corrections.get()
    assert client.get(reverse("admin:approvals_correctionnotice_change", args=[notice.pk])).status_code == 200
    assert client.get(reverse("admin:approvals_deliberation_add")).status_code == 403
    assert AuditEntry.objects.filter(event="declaration.read", subject_id=case.pk, actor_id=ma.pk).count() == 1


ADMIN_OF_CASES = (
    "correctionnotice deliberation publicity recommendation stopreview exceptiondecision refusal namedverifier"
)


@pytest.mark.parametrize("model", ADMIN_OF_CASES.split())
def test_every_list_of_cases_in_the_admin_opens(client, db, model):
    client.force_login(User.objects.create_superuser("chief", password="correct horse"))

    assert client.get(reverse(f"admin:approvals_{model}_changelist")).status_code == 200


def test_an_admin_who_keeps_away_finds_nothing_that_was_signed(client, case, world, ma):
    deliberated(case, world)
    notice = noticed(case, ma, stop=3)
    chief = User.objects.create_superuser("chief", password="correct horse")
    client.force_login(chief)
    lists = [reverse(f"admin:approvals_{model}_changelist") for model in ("deliberation", "correctionnotice")]

    before = [client.get(address).context["cl"].result_count for address in lists]
    case.recusals.create(person=chief, why="亲属", by=ma)
    after = [client.get(address).context["cl"].result_count for address in lists]
    page = client.get(reverse("admin:approvals_correctionnotice_change", args=[notice.pk]))

    assert (before, after, page.status_code) == ([1, 1], [0, 0], 302)
    assert not AuditEntry.objects.filter(event="declaration.read").exists()


@pytest.mark.parametrize("name", [*UNIT_PAGES, "review"])
def test_whoever_looks_at_a_desks_page_is_noted(client, case, ma, name):
    case.stops.update(reached_at=clock.law())
    noticed(case, ma, stop=3)
    client.force_login(ma)

    client.get(url(name, case))

    noted = AuditEntry.objects.filter(event="declaration.read").values_list("subject_id", "actor_id")
    assert list(noted) == [(case.pk, ma.pk)]


def test_a_refused_post_is_noted_when_it_shows_the_case_and_only_then(client, case, zhou):
    client.force_login(zhou)
    noted = AuditEntry.objects.filter(event="declaration.read")

    shown = client.post(url("objection", case), {})
    after_page = noted.count()
    script = client.post(url("scan", case, "unit_pledge"), {}, headers={"X-Requested-With": "zc-upload"})
    elsewhere = client.post(url("verify", case), {"part": "nonsense"})

    assert (shown.status_code, after_page) == (422, 1)
    assert (script.status_code, elsewhere.status_code, noted.count()) == (422, 302, 1)


def test_a_clerk_who_looks_at_a_correction_is_noted_and_its_applicant_is_not(client, case, ma, lin, zhou):
    at_state(case, State.CORRECTION)
    noticed(case, ma, (Addressee.UNIT, "unit:pledge"), stop=3)
    for user in (lin, zhou):
        client.force_login(user)
        assert client.get(url("correction", case)).status_code == 200

    noted = AuditEntry.objects.filter(event="declaration.read").values_list("subject_id", "actor_id")
    assert list(noted) == [(case.pk, zhou.pk)]


# ── what it costs ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("work", 35), ("defence", 23), ("deliberation", 23), ("publicity", 34), ("papers", 38)]
)
def test_a_page_of_the_unit_costs_the_same_for_any_dossier(
    as_zhou, case, count, name, queries, django_assert_num_queries
):
    for number in range(2, count + 1):
        told = {"achieved_on": date(2022, 5, 1), "role": "独立完成"}
        Achievement.objects.create(declaration=case, rank=number, title=f"作品{number}", **told)

    with django_assert_num_queries(queries):
        as_zhou.get(url(name, case))


@pytest.mark.parametrize("count", [1, 3])
def test_the_papers_cost_the_same_for_any_number_of_sheets_that_hung(as_zhou, case, zhou, count):
    """14-5, UNIT-14: with a sheet on the board, its record and the photo beside the scans."""
    for _ in range(count - 1):
        hung(case, zhou, voided_at=clock.law())
    hung(case, zhou)
    at_state(case, State.UNIT_PUBLICITY)

    with no_writes(), statements() as made:
        shown = as_zhou.get(url("papers", case)).content.decode()

    assert (len(made), "现场照片" in shown) == (43, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_review_page_costs_the_same_for_any_history(client, case, gu, count, django_assert_num_queries):
    case.stops.update(reached_at=clock.law())
    at_state(case, State.DEPT_REVIEW, stop=1)
    for number in range(count):
        items = [(Addressee.APPLICANT, "basic")] * (number + 1)
        noticed(case, gu, *items, state="closed")
    client.force_login(gu)

    with django_assert_num_queries(68):  # the dossier is fourteen; the guards of the step ahead nineteen (S17)
        client.get(url("review", case))


@pytest.mark.parametrize("count", [1, 3])
def test_the_correction_page_costs_the_same_for_any_list(client, case, ma, lin, count, django_assert_num_queries):
    at_state(case, State.CORRECTION)
    noticed(case, ma, *[(Addressee.APPLICANT, "basic")] * count, stop=3)
    client.force_login(lin)

    with django_assert_num_queries(25):
        client.get(url("correction", case))


# ── the unit ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_first_part_that_waits_lies_open_and_saving_opens_the_next(as_zhou, case):
    page = as_zhou.get(url("work", case)).context
    assert page["board"].shown.part.key == "basic"

    saved = as_zhou.post(url("verify", case), {"part": "basic", "original_seen": "on", "finding": "true", "note": ""})

    assert saved.status_code == 302
    assert as_zhou.get(url("work", case)).context["board"].shown.part.section == "education"


def test_saving_a_later_part_goes_on_from_there(as_zhou, case):
    """14-2: not back to the first that waits; after the last one the first of the rest."""
    keys = [row.part.key for row in as_zhou.get(url("work", case)).context["board"].rows]
    told = {"original_seen": "on", "finding": "true", "note": ""}

    on = [as_zhou.post(url("verify", case), {"part": key, **told}) for key in (keys[2], keys[-1])]

    shown = [as_zhou.get(each.url).context["board"].shown.part.key for each in on]
    assert shown == [keys[3], keys[0]]


def test_a_refusal_stands_at_its_field(as_zhou, case):
    response = as_zhou.post(url("verify", case), {"part": "basic", "finding": "doubtful", "note": ""})

    assert response.status_code == 422
    assert response.context["form"].errors == {"note": ["存疑或不予采用的，请写明情况。"]}


def test_laying_a_part_open_is_noted_by_a_post_and_shown_by_a_get(as_zhou, case, zhou):
    response = as_zhou.post(url("open", case), {"part": "resume"})

    assert response.url == f"{url('work', case)}?part=resume#checks"
    assert PartOpening.objects.get().part == "resume"
    board = as_zhou.get(response.url).context["board"]
    assert (board.shown.part.key, board.ready) == ("resume", 1)


def test_ticking_all_opened_ticks_them(as_zhou, case):
    as_zhou.post(url("open", case), {"part": "resume"})

    as_zhou.post(url("verify_opened", case))

    assert [each.part for each in case.verifications.all()] == ["resume"]


def test_flagged_journals_are_counted_and_asked_how(as_zhou, case):
    case.publications.update(risk="疑似套号", risk_answer="已核实")
    paper = case.publications.get()

    page = as_zhou.get(url("work", case), {"part": f"publication:{paper.pk}"}).content.decode()

    assert "有 1 篇论文列入学术风险预警" in page
    assert "申报人核验说明：已核实" in page
    assert "核验方法" in page


def test_a_defence_is_entered_with_its_panel(as_zhou, case):
    at_state(case, State.UNIT_DEFENSE)
    told = {"held_on": "2024-08-02", "place": "会议室", "questions": "窑变", "opinion": "回答准确"}

    refused = as_zhou.post(url("defence", case), told | {"expert_name": "", "expert_title": "", "expert_unit": ""})
    assert refused.status_code == 422
    experts = {"expert_name": ["专家甲", ""], "expert_title": ["正高", ""], "expert_unit": ["广西艺术学院", ""]}
    assert as_zhou.post(url("defence", case), told | experts).status_code == 302

    case.refresh_from_db()
    assert case.unit_defence.panel == [{"name": "专家甲", "title": "正高", "unit": "广西艺术学院"}]


def test_below_senior_no_defence_is_asked(as_zhou, case):
    Declaration.objects.filter(pk=case.pk).update(level="zj")

    assert "不需要单位答辩" in as_zhou.get(url("defence", case)).content.decode()


def test_a_group_is_set_up_person_by_person_with_its_rules_in_sight(as_zhou, case, world):
    at_state(case, State.UNIT_DELIBERATION)
    as_zhou.post(url("group", case), {"name": "审议小组", "host": ""})
    kept = as_zhou.get(url("deliberation", case)).context["groups"][0][0]
    member = {"group": kept.pk, "unit_name": "古龙窑", "rank": "zhong", "professional": "on"}

    as_zhou.post(url("member", case), member | {"name": "王某"})
    page = as_zhou.get(url("deliberation", case)).content.decode()

    assert "王某为中级" in page
    as_zhou.post(url("member_out", case, kept.members.get().pk))
    assert not kept.members.exists()


def test_a_member_without_a_name_is_refused_at_the_field(as_zhou, case, world):
    at_state(case, State.UNIT_DELIBERATION)
    kept = group_of(world)

    refused = as_zhou.post(url("member", case), {"group": kept.pk, "name": "", "unit_name": "古龙窑"})

    assert (refused.status_code, "name" in refused.context["member_form"].errors) == (422, True)
    words = " ".join(refused.content.decode().split())
    assert f'method="post" action="{url("deliberation", case)}"' in words  # the opinion beside it is saved as its own


def test_another_units_group_is_not_there(as_zhou, case, world):
    assert as_zhou.post(url("member", case), {"group": 0, "name": "某", "unit_name": "某"}).status_code == 404
    assert as_zhou.post(url("member_out", case, 0)).status_code == 404


def test_a_deliberation_is_entered(as_zhou, case, world):
    at_state(case, State.UNIT_DELIBERATION)
    told = {
        "group": group_of(world).pk, "held_on": "2024-08-02", "place": "会议室", "votes_present": 5, "votes_for": 5,
        "votes_against": 0, "agree": "1", **{f"aspect_{n}": text for n, text in enumerate(OPINIONS.values())},
    }  # fmt: skip

    assert as_zhou.post(url("deliberation", case), told | {"votes_for": 9}).status_code == 422
    saved = as_zhou.post(url("deliberation", case), told, follow=True)
    assert "审议推荐意见已保存。" in saved.content.decode()

    case.refresh_from_db()
    assert (case.deliberation.aspects, case.deliberation.agree) == (OPINIONS, True)


def test_before_the_publicity_the_page_says_when_it_would_end_and_how_late_it_may_start(as_zhou, case):
    page = as_zhou.get(url("publicity", case)).content.decode()

    assert "2024-08-12" in page
    assert "最迟须在 <b>2024-08-15</b> 张贴" in page


def test_objections_are_written_down_and_resolved(as_zhou, case, zhou):
    at_state(case, State.UNIT_PUBLICITY)
    hung(case, zhou)

    assert as_zhou.post(url("objection", case), {"raised_by": "", "text": ""}).status_code == 422
    as_zhou.post(url("objection", case), {"raised_by": "", "text": "系师徒合作"})
    objection = PublicityObjection.objects.get()
    assert "异议成立，重新审核" not in as_zhou.get(url("publicity", case)).content.decode()
    as_zhou.post(url("resolve", case, objection.pk), {"upheld": "0", "finding": "系独立完成"})

    objection.refresh_from_db()
    assert (objection.upheld, objection.finding) == (False, "系独立完成")
    assert as_zhou.post(url("resolve", case, 0), {}).status_code == 404


def test_only_an_upheld_objection_leads_back_to_the_check(as_zhou, case, zhou):
    at_state(case, State.UNIT_PUBLICITY)
    told = {"text": "系师徒合作", "received_at": clock.law(), "received_by": zhou, "resolved_at": clock.law()}
    hung(case, zhou).objections.create(**told, upheld=True)

    assert "异议成立，重新审核" in as_zhou.get(url("publicity", case)).content.decode()


def test_who_objected_and_what_is_shown_to_who_handles_it_and_to_the_office(client, case, world, zhou, gu):
    case.stops.update(reached_at=clock.law())
    at_state(case, State.UNIT_PUBLICITY)
    sheet = hung(case, zhou)
    told = {"raised_by": "岑志明", "text": "系师徒合作", "received_at": clock.law(), "received_by": zhou}
    PublicityObjection.objects.create(publicity=sheet, **told)
    seen = {}
    for person_ in (zhou, world.people[Role.OFFICE], gu):
        client.force_login(person_)
        page = client.get(url("publicity", case)).content.decode()
        seen[person_.username] = ["岑志明" in page, "系师徒合作" in page, "还没有收到异议" in page]

    assert seen == {
        "unit-clerk": [True, True, False],
        "office-clerk": [True, True, False],
        "department-clerk": [False, False, False],
    }


def test_the_photo_of_the_board_comes_by_form_or_by_script(as_zhou, case, zhou):
    at_state(case, State.UNIT_PUBLICITY)
    sheet = hung(case, zhou)
    address = url("evidence", case, sheet.pk)

    assert as_zhou.post(address, {"file": SimpleUploadedFile("a.png", PNG)}).status_code == 302
    by_script = {"headers": {"X-Requested-With": "zc-upload"}}
    assert as_zhou.post(address, {"file": SimpleUploadedFile("a.png", PNG)}, **by_script).status_code == 200
    refused = as_zhou.post(address, {"file": SimpleUploadedFile("a.gif", b"GIF89a....")}, **by_script)

    assert (refused.status_code, "不支持" in refused.json()["error"]) == (422, True)
    assert as_zhou.post(url("evidence", case, 0), {}).status_code == 404


def test_missing_sheets_are_listed_and_come_back_as_pictures(as_zhou, case):
    at_state(case, State.UNIT_RECOMMEND)
    assert "还缺签字盖章的扫描件" in as_zhou.get(url("papers", case)).content.decode()

    for slot in ("unit_pledge", "deliberation_opinion", "deliberation_experts", "defense_opinion"):
        as_zhou.post(url("scan", case, slot), {"file": SimpleUploadedFile("盖章.png", PNG)})

    assert "单位的签章材料已齐" in as_zhou.get(url("papers", case)).content.decode()
    scan = case.materials.get(slot="unit_pledge")
    as_zhou.post(url("scan_out", case, scan.pk))
    assert not case.materials.filter(slot="unit_pledge", removed_at=None).exists()
    assert as_zhou.post(url("scan", case, "photo"), {}).status_code == 404
    assert as_zhou.post(url("scan_out", case, 0)).status_code == 404


def test_a_refused_scan_says_why_in_its_slot(as_zhou, case):
    at_state(case, State.UNIT_RECOMMEND)

    refused = as_zhou.post(url("scan", case, "unit_pledge"), {"file": SimpleUploadedFile("a.gif", b"GIF89a....")})

    assert (refused.status_code, refused.context["refused"]) == (422, "unit_pledge")


def test_forms_are_asked_of_the_workers_and_strange_ones_are_not_there(as_zhou, case):
    assert as_zhou.post(url("make", case, "FORM-15")).status_code == 302
    assert Outbox.objects.filter(about=f"FORM-15:declaration:{case.pk}").exists()
    assert as_zhou.post(url("make", case, "FORM-26")).status_code == 404
    assert as_zhou.post("/work" + f"/{case.ref}/forms/FORM-99/").status_code == 404


# ── desks above ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def at_department(case, client, world, zhou, gu):
    defended(case, zhou)
    deliberated(case, world)
    publicised_well(case, zhou)
    verified(case, zhou)
    attach(case, "unit_pledge", by=zhou)
    case.stops.update(reached_at=clock.law())
    client.force_login(gu)
    return at_state(case, State.DEPT_REVIEW, stop=1)


def test_the_review_page_shows_what_the_unit_and_the_system_found(client, at_department):
    with no_writes():
        page = client.get(url("review", at_department)).content.decode()

    for told in ("系统预审", "单位核验属实", "同意推荐", "本级审核", "材料完整性", "unit_pledge"):
        assert told in page


def test_the_sheet_is_signed_and_a_defect_wants_a_word(client, at_department):
    rows = {f"row_{row}": "1" for row in GOOD}

    refused = client.post(url("sign", at_department), rows | {"row_form": "0", "opinion": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["row_form_note"])
    assert client.post(url("sign", at_department), rows | {"opinion": "同意上报"}).status_code == 302

    signed = at_department.stop_reviews.get()
    assert (signed.opinion, {row: told["ok"] for row, told in signed.rows.items()}) == (
        "同意上报",
        dict.fromkeys(GOOD, True),
    )


def test_inside_stage_1_the_composer_returns_and_afterwards_it_notifies(client, at_department):
    page = client.get(url("compose", at_department), follow=True)
    assert (page.context["form"].formal, page.redirect_chain[-1][0].endswith("/do/return/")) == (False, True)

    with clock.law_at(clock.law().replace(month=8, day=26)):
        page = client.get(url("compose", at_department), follow=True)

    told = page.context["form"].formal, page.redirect_chain[-1][0].endswith("/do/request_correction/")
    assert told == (True, True)


def test_more_rows_lose_nothing_that_was_typed_and_keep_nothing(client, at_department):
    """UNIT-18: a tick for the ratio is not taken from a desk on the way."""
    typed = {
        "item_addressee": ["unit", "applicant"], "item_part": ["unit:pledge", "basic"],
        "item_defect": ["未盖章", ""], "item_todo": ["请补盖", "换一张"], "item_decided": ["", "1"],
    }  # fmt: skip

    with no_writes():
        page = client.post(client.get(url("compose", at_department)).url, typed | {"more": "1"})

    first, second, *empty = page.context["form"].shown_rows
    told = {
        "addressee": "unit",
        "part": "unit:pledge",
        "defect": "未盖章",
        "todo": "请补盖",
        "counts": False,
        "kind": "",
        "decided": "",
    }
    assert (page.status_code, first) == (200, told | {"wrong": []})
    assert (second["todo"], second["counts"], len(empty)) == ("换一张", False, 3)
    assert 'value="unit:pledge" selected' in " ".join(page.content.decode().split())


def test_a_sheet_is_signed_with_a_verdict_on_every_row(client, at_department):
    page = client.post(url("sign", at_department), {"opinion": "同意"})

    assert (page.status_code, at_department.stop_reviews.exists()) == (422, False)
    assert "请选择合格或不合格。" in page.content.decode()


def test_notes_of_the_sheet_are_offered_to_the_composer(client, at_department):
    rows = {f"row_{row}": "1" for row in GOOD} | {"row_form": "0", "row_form_note": "第3项缺版权页", "opinion": ""}
    client.post(url("sign", at_department), rows)

    assert "第3项缺版权页" in client.get(url("compose", at_department), follow=True).content.decode()


def test_what_the_composer_sends_the_act_page_understands(client, at_department):
    action = client.get(url("compose", at_department)).url
    rows = {
        "item_addressee": ["applicant", "unit", "applicant"], "item_part": ["basic", "unit:pledge", "basic"],
        "item_defect": ["照片不清", "未盖章", ""], "item_todo": ["", "", ""], "item_decided": ["", "1"],
    }  # fmt: skip

    assert client.post(action, rows).status_code == 302

    items = [(each.addressee, each.defect, each.counts) for each in at_department.corrections.get().items.all()]
    assert items == [("applicant", "照片不清", False), ("unit", "未盖章", False)]  # UNIT-18


def test_a_refused_list_is_the_same_page_with_everything_typed_and_each_defect_at_its_row(client, at_department):
    action = client.get(url("compose", at_department)).url
    rows = {
        "item_addressee": ["applicant", "applicant", "unit"], "item_part": ["basic", "basic", "unit:pledge"],
        "item_defect": ["照片不清", "", ""], "item_todo": ["换一张", "", "请补盖"], "item_decided": ["1"],
    }  # fmt: skip

    page = client.post(action, rows)

    assert (page.status_code, page.templates[0].name) == (422, "process/compose.html")
    first, second, *_ = page.context["form"].shown_rows
    assert (first["defect"], first["todo"], first["wrong"]) == ("照片不清", "换一张", [])
    assert (second["todo"], second["wrong"]) == ("请补盖", ["第 2 项没有写明存在问题。"])
    assert not at_department.corrections.exists()


def test_a_due_time_outside_the_window_is_refused_on_the_composer(client, at_department):
    rows = {
        "item_addressee": ["applicant"], "item_part": ["basic"], "item_defect": ["照片不清"], "item_todo": [""],
        "due_at": "2024-08-01T10:00",
    }  # fmt: skip

    with clock.law_at(clock.law().replace(month=8, day=26)):
        page = client.post(client.get(url("compose", at_department)).url, rows)

    assert (page.status_code, page.templates[0].name) == (422, "process/compose.html")
    assert "due_at" in page.context["form"].errors
    assert "照片不清" in page.content.decode()


def test_a_unit_that_returns_meets_the_composer_too(as_zhou, case):
    page = as_zhou.get(reverse("process:act", args=[case.ref, "return"]))

    assert (page.status_code, page.templates[0].name) == (200, "process/compose.html")
    assert "不得再提新的事项" not in page.content.decode()


def test_a_desk_without_its_turn_composes_nothing(client, at_department, world):
    client.force_login(world.people[Role.OFFICE])

    assert client.get(url("compose", at_department)).url == url("review", at_department)


def test_the_office_decides_on_an_exception(client, at_department, ma):
    at_state(at_department, State.OFFICE_REVIEW, stop=3, options=[Special.EXCEPTIONAL])
    client.force_login(ma)

    assert client.post(url("exception", at_department), {"agree": "1", "reason": ""}).status_code == 422
    told = {"agree": "1", "relaxes": ["学历"], "reason": "获国家级金奖"}
    assert client.post(url("exception", at_department), told).status_code == 302

    at_department.refresh_from_db()
    assert (at_department.exception_decision.agree, at_department.exception_decision.relaxes) == (True, ["学历"])


def test_a_city_office_names_a_verifier_by_phone(client, case, world):
    case.stops.update(reached_at=clock.law())
    friend = person("friend")
    friend.phone = "19000000077"
    friend.save()
    client.force_login(world.people[Role.LOCAL_OFFICE])

    assert client.post(url("verifier", case), {"phone": "19000000088", "reason": "个人工作室"}).status_code == 422
    assert client.post(url("verifier", case), {"phone": "190 0000 0077", "reason": "个人工作室"}).status_code == 302

    assert case.verifiers.get().person == friend
    client.force_login(friend)
    assert client.get(url("work", case)).status_code == 200


def test_a_re_review_shows_what_changed(client, at_department, gu):
    for round_trip, title in enumerate(["窑变瓶", "凤舞木棉"]):
        data = {
            "request": {}, "basic": {"post": title}, "grounds": {}, "entries": {}, "insurance": [], "files": [],
        }  # fmt: skip
        at_department.snapshots.create(
            round_trip=round_trip,
            occasion="resubmit" if round_trip else "submit",
            taken_at=clock.law(),
            data=data,
            digest="0",
        )
    at_state(at_department, State.DEPT_REVIEW, round_trip=1)

    page = client.get(url("review", at_department)).content.decode()

    assert "<del>窑变瓶</del>" in page
    assert "<ins>凤舞木棉</ins>" in page


# ── the correction ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def corrected(case, client, ma, lin):
    at_state(case, State.CORRECTION)
    noticed(case, ma, (Addressee.APPLICANT, "basic"), (Addressee.UNIT, "unit:pledge"), stop=3)
    client.force_login(lin)
    return case


def test_remarks_stand_once_with_place_state_and_the_way_there(client, corrected):
    with no_writes():
        response = client.get(url("correction", corrected))

    page = response.content.decode()
    assert "还有 <b>1</b> 项等您办理" in page
    assert reverse("declarations:basic", args=[corrected.ref]) in page
    assert "此项已公示，改动后单位需补充公示。" in page
    assert "由用人单位办理" in page
    assert response.context["hand_in"] == ""


def test_when_all_is_answered_the_file_can_be_handed_back(client, corrected):
    item = corrected.corrections.get().items.first()

    assert "还有 1 处需要修改" in client.get(reverse("process:home")).content.decode()
    told = client.post(url("answer", corrected, item.pk), {"answer": "已更换"}, follow=True)
    assert "已记录，您的事项已全部办理。" in told.content.decode()
    assert "可以交回了" in client.get(reverse("process:home")).content.decode()
    assert client.get(url("correction", corrected)).context["hand_in"].endswith("/do/resubmit/")

    client.post(url("take_back", corrected, item.pk))
    assert client.get(url("correction", corrected)).context["hand_in"] == ""


def test_an_item_of_somebody_else_is_not_answered_and_a_strange_one_is_not_there(client, corrected):
    of_unit = corrected.corrections.get().items.last()

    assert client.post(url("answer", corrected, of_unit.pk), {"answer": "已盖章"}).status_code == 422
    assert client.post(url("answer", corrected, 0), {"answer": "…"}).status_code == 404


def test_items_of_the_unit_alone_ask_nothing_of_the_applicant(client, case, ma, lin, zhou):
    at_state(case, State.CORRECTION)
    noticed(case, ma, (Addressee.UNIT, "unit:pledge"), stop=3)
    client.force_login(lin)
    told = client.get(url("correction", case)).content.decode()
    assert "您的材料已锁定" in told
    assert "补正时限" in told
    assert "建议您最迟在" not in told  # nobody hands in what is locked

    client.force_login(zhou)
    page = client.get(url("correction", case))
    assert page.context["waiting"] == 1
    client.post(url("answer", case, case.corrections.get().items.get().pk), {"answer": "已盖章"})
    assert client.get(url("correction", case)).context["hand_in"].endswith("/do/resubmit/")


def test_a_second_notice_of_a_desk_shows_that_it_is_one(client, corrected, ma):
    corrected.corrections.update(state="closed")
    noticed(corrected, ma, stop=3, override_reason="补正后新出现的问题")

    assert "本级第 2 次告知，理由：补正后新出现的问题" in client.get(url("correction", corrected)).content.decode()
