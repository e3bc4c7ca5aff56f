"""The pages ask what the notice asks: an engineer of the Liudong zone meets other fields than a craftsman."""

import os
from datetime import date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from accounts.models import SYSTEM, Employment, Organisation
from accounts.states import OrganisationKind
from config.lib import clock
from config.lib.flow import Asked
from declarations import guards
from declarations.documents import DIRECT, EXCEPTION
from declarations.documents.direct_form import direct_form
from declarations.documents.exception_form import exception_form
from declarations.dossier import load_dossier
from declarations.effects import take_route
from declarations.eligibility import judge
from declarations.eligibility.slots import OTHER_YEARS_PROOF
from declarations.exceptions import Refused
from declarations.models import Declaration, Grounds
from declarations.routes import stops_of
from declarations.services import drafts, entries, sections
from notices.rules import terms_of
from notices.services import load_notice, publish_notice
from records.services.documents import preview
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.declarations.test_documents import needs_poppler, words_of
from tests.declarations.world import attach, person

LIUDONG = settings.BASE_DIR / "notices" / "data" / "2024-liudong-engineering.yaml"
IN_WINDOW = datetime.fromisoformat("2024-08-05T10:00+08:00")
ZONE = "柳东新区（柳州高新区）"
EXPLAINED = "测试"


@pytest.fixture
def wei(db, client):
    """An engineer of a unit of the zone with a draft; signed in."""
    with clock.law_at(IN_WINDOW):
        yield begun(client)


def begun(client) -> Declaration:
    """The draft of an engineer of the zone, who is signed in."""
    notice = load_notice(LIUDONG, actor=SYSTEM)
    edition = publish_notice(notice.pk, actor=SYSTEM, explained=EXPLAINED)
    unit = Organisation.objects.create(
        name="柳州示例机械有限公司（演示）", kind=OrganisationKind.UNIT, parent=notice.office, affiliation="city",
        nature="private_enterprise", place="柳州市", zone=ZONE,
    )  # fmt: skip
    Organisation.objects.create(name="柳州示例人力资源有限公司（演示）", kind=OrganisationKind.UNIT)
    user = person("wei", "韦工", "19000000009")
    Employment.objects.create(user=user, organisation=unit, confirmed_at=IN_WINDOW)
    client.force_login(user, backend="accounts.backends.PhoneBackend")
    return drafts.create_draft(applicant=user, edition=edition, level="gcs", specialty="gczy", unit=unit)


def page(client, name, draft, *words):
    response = client.get(reverse(f"declarations:{name}", args=[draft.ref, *words]))
    assert response.status_code == 200
    return response.content.decode()


def findings(draft, *rules):
    fresh = Declaration.objects.with_context().get(pk=draft.pk)
    found = judge(load_dossier(fresh, today=IN_WINDOW.date()), terms_of(fresh.edition), IN_WINDOW.date())
    return [each.code for each in found if each.rule in rules and each.blocks]


def test_options_ask_for_menu_and_dispatch(client, wei):
    asked = page(client, "options", wei)

    assert "菜单二：满足业绩成果条件中两项" in asked
    assert "我是劳务派遣人员" in asked
    assert "提前1年申报（工程类专业学位硕士）" in asked
    assert "申报前审批" not in asked


def test_a_dispatched_person_s_file_goes_by_the_dispatcher(client, wei):
    """CHAN-19, CHAN-26, MAT-66."""
    relay = Organisation.objects.get(name__contains="人力资源")
    given = {"menu": "2", "dispatched": "on", "relay": relay.pk, "_version": 0}

    assert client.post(reverse("declarations:options", args=[wei.ref]), given).status_code == 302

    wei.refresh_from_db()
    assert (wei.menu, wei.dispatched, wei.relay) == ("2", True, relay)
    assert [stop.node for stop in stops_of(wei)] == ["unit", "dispatch_unit", "committee_office"]
    assert findings(wei, "ELIG-14") == ["E112"]  # the contract is still to come
    assert f'name="relay" value="{relay.pk}"' in page(client, "options", wei)
    told = page(client, "answers", wei)
    assert "菜单二" in told
    assert relay.name in told


@needs_poppler
def test_the_approval_form_of_a_direct_declaration_is_made(client, wei, caplog):
    """FORM-05, MAT-23, MAT-24."""
    basis = terms_of(wei.edition).direct.bases[0]
    told = {"level": "本科", "form": "全日制", "school": "广西示例大学", "graduated_on": date(2015, 6, 1)}
    entries.add_entry(wei.pk, "education", told, actor=wei.applicant)
    sections.save_basic(wei.pk, {"specialty_since": date(2015, 7, 1)}, actor=wei.applicant)
    url = reverse("declarations:options", args=[wei.ref])

    assert client.post(url, {"options": "direct", "direct_basis": basis, "menu": "1", "_version": 0}).status_code == 302
    assert "生成直接申报职称审批表（PDF）" in page(client, "options", wei)
    words = words_of(preview(DIRECT, wei.pk))

    assert caplog.messages == []
    for each in (
        "直接申报职称审批表", "韦工", basis, "2015-07-01从事本专业技术工作，到2024-12-31共9年5个月；本科须满7年",
        "养老保险缴费证明", "申请直接申报工程师", "用人单位审核意见",
    ):  # fmt: skip
        assert each in words
    assert "职改办审核意见" not in words


def test_a_proof_of_years_says_of_what_sort_it_is(client, wei):
    """MAT-24, FORM-05: the form lists the sorts handed in; what came before they were asked is of another sort."""
    basis = next(each for each in terms_of(wei.edition).direct.bases if "年限" in each)
    url = reverse("declarations:options", args=[wei.ref])
    client.post(url, {"options": "direct", "direct_basis": basis, "menu": "1", "_version": 0})
    assert "几项中至少传一项" in page(client, "options", wei)

    with pytest.raises(Refused, match="请选择这份文件是哪一部分"):
        attach(wei.pk, wei.applicant, "years_proof")
    attach(wei.pk, wei.applicant, "years_proof", piece="工资银行流水")
    assert [each.partition("（")[0] for each in direct_form(wei.pk).context["proofs"]] == ["工资银行流水"]

    files = wei.materials.filter(slot="years_proof")
    files.update(piece="")
    import_module("declarations.migrations.0023_sorts_of_years_proof").name_them(apps, None)
    assert [each.piece for each in files] == [OTHER_YEARS_PROOF]


@needs_poppler
def test_a_year_early_stands_on_the_exceptional_form(client, wei):
    """FORM-06, MAT-25, PATH-05, PATH-18."""
    told = {"level": "硕士", "form": "全日制", "school": "广西示例大学", "graduated_on": date(2022, 6, 1)}
    entries.add_entry(wei.pk, "education", told | {"degree_code": "0855"}, actor=wei.applicant)
    url = reverse("declarations:options", args=[wei.ref])

    assert client.post(url, {"early_one_year": "on", "menu": "1", "_version": 0}).status_code == 302
    assert "生成破格申报职称审批表（PDF）" in page(client, "options", wei)
    words = words_of(preview(EXCEPTION, wei.pk))

    assert "☑工程类专业学位硕士，学位代码及领域：0855" in words
    assert "职改办审核意见" not in words
    assert findings(wei, "PATH-05") == []
    assert findings(wei, "PATH-17") == ["E212"]


@pytest.mark.parametrize(("level", "rank"), [("gcs", "中级"), ("zlgcs", "初级"), ("jsy", "初级")])
def test_the_level_settles_the_committee_by_its_full_name(client, wei, level, rank):
    """CHAN-05: 工程师 to the one, 助理工程师 and 技术员 to the other; nobody chooses past it."""
    sections.change_request(wei.pk, level=level, specialty="gczy", actor=wei.applicant)

    wei.refresh_from_db()
    name = f"柳州高新区工程系列{rank}专业技术职务评审委员会"
    assert wei.committee.name == name
    assert f"{name}【柳州高新区职称改革工作领导小组办公室】" in page(client, "answers", wei)
    assert findings(wei, "CHAN-02") == []


def test_the_four_controls_of_an_item_are_on_the_pages(client, wei):
    """MAT-37: clause and menu are asked for; 代表性成果 by one star, 代表作 by one tick; the rules judge each."""
    publication = reverse("declarations:add", args=[wei.ref, "publication"])
    told = {
        "kind": "paper", "title": "轻量化铸造工艺", "published_on": "2023-04-01", "venue": "铸造（演示）",
        "own_part": "第一作者", "not_for_degree": "on", "url": "https://example.org/1",
    }  # fmt: skip
    bare = client.post(publication, told)
    assert (bare.status_code, "clause" in bare.context["form"].errors) == (422, True)
    menu = client.post(reverse("declarations:options", args=[wei.ref]), {"_version": 0})
    assert (menu.status_code, "请选择成果多选菜单" in menu.content.decode()) == (422, True)
    assert client.post(publication, told | {"clause": _clause(wei)}).status_code == 302

    assert sorted(findings(wei, "COND-10", "COND-05", "MAT-53", "MAT-42")) == ["COND-05", "E207", "E207"]

    client.post(reverse("declarations:options", args=[wei.ref]), {"menu": "1", "_version": 0})
    row = wei.publications.get()
    client.post(
        reverse("declarations:entry", args=[wei.ref, "publication", row.pk]),
        told | {"clause": _clause(wei), "is_representative_paper": "on"},
    )
    client.post(reverse("declarations:representative", args=[wei.ref]), {"item": f"publication:{row.pk}"})
    assert findings(wei, "COND-10", "MAT-53", "MAT-42") == []
    assert findings(wei, "COND-05") == ["COND-06"]  # the menu is judged by what was entered


def test_an_exception_of_the_zone_shows_its_stamped_form_and_its_proofs(client, wei):
    """MAT-25, PATH-18: step 3-2 brings the form's slot and the proofs'; each is missed by itself."""
    url = reverse("declarations:options", args=[wei.ref])
    assert "破格申报职称审批表（单位盖章）" not in page(client, "options", wei)

    assert client.post(url, {"early_one_year": "on", "menu": "1", "_version": 0}).status_code == 302
    asked = page(client, "options", wei)
    assert ("破格申报职称审批表（单位盖章）" in asked, "达到破格申报条件的证明材料" in asked) == (True, True)
    assert (findings(wei, "PATH-17"), missing(wei)) == (["E212"], {"exception_proof"})

    attach(wei.pk, wei.applicant, "exception_form")
    assert (findings(wei, "PATH-17"), missing(wei)) == ([], {"exception_proof"})
    attach(wei.pk, wei.applicant, "exception_proof", label="专业学位证书")
    assert missing(wei) == set()
    proof = wei.materials.get(slot="exception_proof")
    assert exception_form(wei.pk).context["proofs"] == [f"{proof.label}（{proof.file.pages}页）"]


def missing(draft):
    """Which of the papers of an exception are missed as 不可缺少."""
    fresh = Declaration.objects.with_context().get(pk=draft.pk)
    found = judge(load_dossier(fresh, today=IN_WINDOW.date()), terms_of(fresh.edition), IN_WINDOW.date())
    return {each.slot for each in found if each.code == "E201" and each.slot.startswith("exception")}


def test_the_file_never_goes_to_the_own_unit(wei):
    with pytest.raises(Refused):
        sections.save_options(wei.pk, options=[], values={"relay": wei.unit}, actor=wei.applicant)


def test_what_was_said_to_an_option_goes_with_it(wei):
    said = {"relaxes": ["资历"], "exception_reason": "作品获奖。"}
    sections.save_options(wei.pk, options=["exceptional"], values=said, actor=wei.applicant)
    sections.save_options(wei.pk, options=[], values=said, actor=wei.applicant)

    grounds = Grounds.objects.get(declaration=wei)
    assert (grounds.relaxes, grounds.exception_reason) == ([], "")


@pytest.mark.parametrize("kind", ["x", "work"])
def test_a_strange_kind_is_a_paper(client, wei, kind):
    url = reverse("declarations:add", args=[wei.ref, "publication"])

    assert "论文题目" in client.get(f"{url}?kind={kind}").content.decode()


def test_the_unit_s_zone_counts(wei):
    assert findings(wei, "ELIG-12") == []

    Organisation.objects.filter(pk=wei.unit_id).update(zone="")
    assert findings(wei, "ELIG-12") == ["E107"]


def test_the_summary_is_written_below_the_experiences(client, wei):
    assert "不少于 2000 字" in page(client, "rows", wei, "experience")
    url = reverse("declarations:rows", args=[wei.ref, "experience"])

    assert client.post(url, {"summary": "工" * 1999, "_version": 0}).status_code == 302
    assert findings(wei, "MAT-52") == ["E208"]
    again = client.post(url, {"summary": "工" * 2000, "_version": 0})
    assert again.status_code == 422  # an older page: nothing is overwritten unseen
    assert client.post(url, {"summary": "工" * 2000, "_version": 1}).status_code == 302
    assert findings(wei, "MAT-52") == []


def test_the_summary_counts_what_is_still_to_be_written(client, wei):
    """06-5, MAT-52: the least of the notice is the counter's."""
    shown = page(client, "rows", wei, "experience")

    assert 'data-least="2000" data-most="20000"' in " ".join(shown.split())


def test_a_paper_has_its_class_its_address_and_its_words_in_chinese(client, wei):
    url = reverse("declarations:add", args=[wei.ref, "publication"])
    asked = client.get(f"{url}?kind=paper").content.decode()

    assert all(words in asked for words in ("刊物类别", "论文查询网址", "收录情况", "中文标题", "代表作"))
    told = {
        "kind": "paper", "title": "Casting", "published_on": "2023-04-01", "venue": "Foundry", "own_part": "第一作者",
        "not_for_degree": "on", "journal_class": "foreign", "url": "ftp://x", "clause": _clause(wei),
    }  # fmt: skip
    assert client.post(url, told).status_code == 422
    assert client.post(url, told | {"url": "https://example.org/1"}).status_code == 302
    assert findings(wei, "MAT-46") == ["MAT-46"] * 3
    assert findings(wei, "MAT-42") == ["E207"]


def _clause(draft) -> str:
    conditions = terms_of(draft.edition).condition_set(draft.level, group="工程专业")
    return next(each.code for each in conditions.clauses if each.group == "学术")


def test_a_qualification_stands_for_a_title(client, wei):
    url = reverse("declarations:add", args=[wei.ref, "titles"])
    told = {"kind": "qualification", "name": "二级建造师", "granted_on": "2019-05-01", "certificate_no": "1",
            "authority": "自治区住建厅", "origin": "local"}  # fmt: skip

    assert "请选择职业资格的级别" in client.post(url, told).content.decode()
    assert client.post(url, told | {"qualification": "初级_二级"}).status_code == 302
    row = wei.titles.get()
    entries.choose_base(wei.pk, row.pk, actor=wei.applicant)
    assert (row.rank, row.qualification) == ("", "初级_二级")
    assert findings(wei, "MAT-22") == []


def test_education_asks_for_the_code_of_the_degree(client, wei):
    asked = client.get(reverse("declarations:add", args=[wei.ref, "education"])).content.decode()

    assert "专业学位代码" in asked


def test_a_craftsman_is_asked_none_of_it(client, world):
    draft = world.draft()
    client.force_login(world.lin)
    seen = page(client, "options", draft) + page(client, "rows", draft, "experience") + page(client, "basic", draft)
    seen += client.get(reverse("declarations:add", args=[draft.ref, "publication"]) + "?kind=paper").content.decode()

    for words in ("成果多选菜单", "劳务派遣", "提前1年", "专业技术工作总结", "刊物类别", "代表作", "档案托管起始时间"):
        assert words not in seen


def test_an_unpublished_report_says_its_kind_and_that_it_is_signed_and_sealed(client, wei):
    """MAT-50."""
    address = reverse("declarations:add", args=[wei.ref, "publication"])
    asked = client.get(f"{address}?kind=work_report").content.decode()
    assert ("未发表材料种类" in asked, "已个人署名并由申报单位盖章" in asked) == (True, True)

    said = {
        "kind": "work_report", "title": "产线改造总结", "published_on": "2023-05-01", "venue": "柳州示例机械有限公司",
        "own_part": "独立完成", "clause": "gczy-gcs-xs2", "report_kind": "summary", "signed_sealed": "on",
        "not_for_degree": "on",
    }  # fmt: skip
    assert client.post(address, said).status_code == 302
    [entry] = load_dossier(wei).publications
    assert (entry.report_kind, entry.signed_sealed) == ("summary", True)


def test_the_photo_and_the_course_are_asked_in_the_notice_s_words(client, wei):
    """MAT-13, MAT-28."""
    basic, training = page(client, "basic", wei), page(client, "rows", wei, "training")

    assert ("2寸" in basic, "二次照片扫描件" in basic) == (True, True)
    assert "年度公需科目" in training


PAGES = [("options",), ("basic",), ("rows", "experience"), ("add", "publication", "?kind=paper"), ("add", "titles")]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_as_a_person_sees_them(browser, live_server, client, width):
    with clock.law_at(IN_WINDOW):
        draft = begun(client)
        for name, *words in PAGES:
            query = words.pop() if words and words[-1].startswith("?") else ""
            url = reverse(f"declarations:{name}", args=[draft.ref, *words]) + query
            with opened(browser, live_server.url, width=width, cookies=session_cookie(client)) as seen:
                seen.goto(live_server.url + url)
                assert inspect(seen).problems == []
                if folder := os.environ.get("JOURNEY_SHOTS"):
                    seen.screenshot(path=f"{folder}/{name}-{'-'.join(words)}-{width}.png", full_page=True)


def test_a_correction_cannot_name_a_body_that_never_saw_the_case(wei):
    """CHAN-20, CHAN-26: the stops are those of the submission; who names another body behind the unit hands in anew."""
    asked = {"actor": wei.applicant, "now": wei.created_at}
    take_route(wei, Asked(), **asked)
    assert guards.goes_the_way_it_was_handed_in(wei, Asked(), **asked) is None

    wei.relay = Organisation.objects.get(name="柳州示例人力资源有限公司（演示）")
    for wei.dispatched in (False, True):
        refused = guards.goes_the_way_it_was_handed_in(wei, Asked(), **asked)
        assert refused.text == "申报渠道有变动，材料须先经柳州示例人力资源有限公司（演示）审核，请撤回后重新提交。"

    take_route(wei, Asked(), **asked)  # handed in anew
    assert guards.goes_the_way_it_was_handed_in(wei, Asked(), **asked) is None
