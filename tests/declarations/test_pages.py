"""The applicant's pages: who sees them, what they show, what a post does; GETs write nothing."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from config.lib import clock
from declarations.models import Declaration, EditPermit, Material
from declarations.services import entries, sections
from declarations.states import State
from records.models import AuditEntry
from tests.declarations.pictures import portrait, scan
from tests.declarations.world import BASIC, attach
from tests.helpers import no_writes

WORK = {"kind": "work", "title": "凤舞木棉", "clause": "fg-yj1", "achieved_on": "2022-05-01", "role": "独立完成"}
SECTIONS = ("education", "titles", "training", "resume", "experience", "achievement", "publication")
SINGLE = ("basic", "options", "insurance", "representative", "materials", "hub", "check", "answers", "request")


@pytest.fixture
def browser_of(client):
    def sign_in(user):
        client.force_login(user, backend="accounts.backends.PhoneBackend")
        return client

    return sign_in


@pytest.fixture
def lin(world, browser_of):
    return browser_of(world.lin)


def url(name, declaration, *rest):
    return reverse(f"declarations:{name}", args=[declaration.ref, *rest])


def posted(client, address, data, **kwargs):
    return client.post(address, data, **kwargs)


# ── who ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", SINGLE)
def test_a_page_is_there_for_its_applicant_alone_and_only_looks(world, browser_of, name):
    declaration = world.draft()

    for person, status in ((world.lin, 200), (world.bai, 404)):
        client = browser_of(person)
        with no_writes():
            assert client.get(url(name, declaration)).status_code == status


@pytest.mark.parametrize("section", SECTIONS)
def test_lists_of_rows_are_there_for_their_applicant_alone(world, browser_of, section):
    declaration = world.full()
    row = getattr(declaration, {"education": "educations", "titles": "titles", "training": "trainings", "resume": "resume"}.get(section, f"{section}s")).first()  # fmt: skip

    addresses = [
        url("rows", declaration, section), url("add", declaration, section), url("entry", declaration, section, row.pk),
    ]  # fmt: skip
    for person, status in ((world.lin, 200), (world.bai, 404)):
        client = browser_of(person)
        with no_writes():
            assert {client.get(address).status_code for address in addresses} == {status}


def test_visitors_are_sent_to_sign_in(client, world):
    response = client.get(url("hub", world.draft()))

    assert response.status_code == 302
    assert "sign" in response.url


def test_posts_of_a_stranger_change_nothing(world, browser_of):
    declaration = world.full()
    before = Declaration.objects.get(pk=declaration.pk).version
    bai = browser_of(world.bai)
    row = declaration.achievements.first()
    file = declaration.materials.first()

    answers = [
        posted(bai, url("basic", declaration), BASIC),
        posted(bai, url("add", declaration, "achievement"), WORK),
        posted(bai, url("remove", declaration, "achievement", row.pk), {}),
        posted(bai, url("order", declaration, "achievement"), {"move": f"{row.pk}:down"}),
        posted(bai, url("change_file", declaration, file.pk, "remove"), {}),
        posted(bai, url("autosave", declaration, "basic"), {"post": "x"}),
        posted(bai, url("make_paper", declaration, "self-assessment"), {}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Declaration.objects.get(pk=declaration.pk).version == before


def test_dossier_pages_are_not_kept_by_the_browser(world, lin):
    assert lin.get(url("basic", world.draft()))["Cache-Control"] == "private, no-store"


# ── the chooser ────────────────────────────────────────────────────────────────────────────────────────────────────
def choice(world, **told):
    return {
        "level": "fg", "specialty": "taoci", "kind": "ordinary", "channel": "unit", "unit": world.unit.pk,
        "education": "大专", "lower_title_on": "2018-11-05", "specialty_since_year": "2003",
        "specialty_since_month": "7", **told,
    }  # fmt: skip


def test_one_open_notice_is_chosen_at_once(world, lin):
    assert lin.get(reverse("declarations:choose")).url == reverse("declarations:new", args=["2024-craft-arts"])


def test_the_instant_answer_shows_the_committee_and_the_arithmetic(world, lin):
    with no_writes():
        page = lin.get(reverse("declarations:new", args=["2024-craft-arts"]), choice(world)).content.decode()

    assert "正、副高级职称评审委员会" in page
    assert "2018-11-05 取得工艺美术师，到 2024-12-31 共 6年1个月，要求 5年" in page
    assert "可以申报" in page


def test_a_middle_level_from_a_city_is_refused_with_its_way(world, lin):
    address = reverse("declarations:new", args=["2024-craft-arts"])

    asked = lin.get(address, choice(world, level="zj")).content.decode()
    answer = posted(lin, address, choice(world, level="zj"))

    assert "现在还不能申报" in asked
    assert answer.status_code == 422
    assert "请咨询所在市职改办（钦州市职改办）" in answer.content.decode()
    assert not Declaration.objects.exists()


def test_posting_the_choice_begins_the_draft(world, lin):
    answer = posted(lin, reverse("declarations:new", args=["2024-craft-arts"]), choice(world))

    draft = Declaration.objects.get()
    assert answer.url == url("hub", draft)
    assert draft.basic.specialty_since == date(2003, 7, 1)
    assert [record.action for record in draft.moves.all()] == ["begin"]  # T01 keeps its record


def test_after_the_season_only_what_needs_no_season_is_taken(world, lin):
    """TIME-01, PATH-14: a title is confirmed anew all year; for anything else the door is shut, and says so."""
    with clock.law_moved(timedelta(days=60)):
        page = lin.get(reverse("declarations:choose"), follow=True).content.decode()
        refused = posted(lin, reverse("declarations:new", args=["2024-craft-arts"]), choice(world)).content.decode()
    with clock.law_moved(timedelta(days=400)):
        over = lin.get(reverse("declarations:choose")).content.decode()

    assert 'value="reconfirmation"' in page
    assert "不在办理时间内" in refused
    assert "现在没有正在接收申报的通知" in over
    assert not Declaration.objects.exists()


def test_nothing_is_dated_after_today(world, lin):
    declaration = world.draft()
    told = {"started_on_year": "2024", "started_on_month": "12", "unit": "甲", "duty": "乙"}

    page = posted(lin, url("add", declaration, "resume"), told)

    assert page.status_code == 422
    assert "时间不能在今天之后。" in page.content.decode()
    assert posted(lin, url("add", declaration, "resume"), told | {"unit": "甲\u0007"}).status_code == 422


def test_in_a_correction_the_hub_leads_back_to_its_list(world, lin):
    declaration = world.draft()
    Declaration.objects.filter(pk=declaration.pk).update(state=State.CORRECTION)
    EditPermit.objects.create(declaration=declaration, part="basic", granted_at=clock.law(), opens_at=clock.law())

    for name in ("hub", "check"):
        page = lin.get(url(name, declaration)).content.decode()
        assert reverse("approvals:correction", args=[declaration.ref]) in page


# ── hub and meter ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_hub_counts_and_links_what_is_missing(world, lin):
    page = lin.get(url("hub", world.draft())).content.decode()

    assert "还缺什么" in page
    assert ("上传身份证件" in page, "不可缺少" in page, "缺少不可缺少" in page) == (True, True, False)
    assert "前面各部分完成后才能开始" in page


def test_a_full_dossier_may_be_signed(world, lin):
    declaration = world.full()

    hub, check = (lin.get(url(name, declaration)).content.decode() for name in ("hub", "check"))

    assert "都填好了" in hub
    assert reverse("process:act", args=[declaration.ref, "submit"]) in check
    assert check.count('name="checked"') == 5
    assert "本人已对学历、资历" in check


def test_what_was_handed_in_leads_to_its_case(world, lin):
    declaration = world.draft()
    Declaration.objects.filter(pk=declaration.pk).update(state=State.UNIT_CHECK)

    assert lin.get(url("hub", declaration)).url == reverse("process:case", args=[declaration.ref])
    page = lin.get(url("basic", declaration)).content.decode()
    assert "材料已提交，现在不能修改" in page
    assert ('type="file"' in page, "上传照片" in page) == (False, False)


def test_the_hub_counts_the_conditions_and_the_works_a_clause_asks_for(world, lin):
    """COND-01: told with a link, before the check page; it holds up nobody."""
    declaration = world.full()
    row = declaration.publications.get()
    before = lin.get(url("hub", declaration)).content.decode()
    entries.change_entry(declaration.pk, "publication", row.pk, {"clause": "fg-xs1"}, actor=world.lin)

    hub = lin.get(url("hub", declaration)).content.decode()

    assert ("都填好了" in before, "评审条件还不够" in before) == (True, False)
    assert ("都填好了" in hub, "符合 0/1 条" in hub, "有 1/2 篇" in hub) == (False, True, True)
    assert "可以提交" in hub
    assert f'href="{url("rows", declaration, "publication")}">学术成果对应的评审条件还不够' in hub


@pytest.mark.parametrize("count", [1, 3])
def test_the_hub_costs_the_same_for_any_number_of_works(world, lin, count, django_assert_num_queries):
    declaration = world.draft()
    for number in range(count):
        entries.add_entry(declaration.pk, "achievement", WORK | {"title": f"作品{number}"}, actor=world.lin)

    with django_assert_num_queries(27):
        lin.get(url("hub", declaration))


# ── sections ───────────────────────────────────────────────────────────────────────────────────────────────────────
def basic_form(**told):
    months = {
        f"{name}_{part}": value
        for name in ("work_since", "specialty_since")
        for part, value in (("year", "2003"), ("month", "7"))
    }
    plain = {name: value for name, value in BASIC.items() if name not in {"work_since", "specialty_since"}}
    return plain | months | told


def test_basic_information_is_saved_and_goes_on(world, lin):
    declaration = world.draft()

    answer = posted(lin, url("basic", declaration), basic_form(_version="0"))

    declaration.basic.refresh_from_db()
    assert answer.url == url("rows", declaration, "education")
    assert (declaration.basic.ethnicity, declaration.basic.work_since) == ("壮族", date(2003, 7, 1))


def test_a_wrong_number_is_told_at_its_field_and_kept(world, lin):
    declaration = world.draft()

    answer = posted(lin, url("basic", declaration), basic_form(phone="123"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写11位手机号码。" in page
    assert 'value="123"' in page


def test_an_older_page_does_not_overwrite_a_newer_one(world, lin):
    declaration = world.draft()
    posted(lin, url("basic", declaration), basic_form(_version="0", post="甲"))

    answer = posted(lin, url("basic", declaration), basic_form(_version="0", post="乙"))

    declaration.basic.refresh_from_db()
    assert answer.status_code == 422
    assert "此页内容已在别处修改过" in answer.content.decode()
    assert declaration.basic.post == "甲"


def test_what_is_typed_and_not_saved_is_marked_on_its_list(world, lin):
    """Ux §3.8: the person sees that it does not count yet."""
    declaration = world.draft()
    entries.add_entry(declaration.pk, "achievement", WORK, actor=world.lin)
    row, here = declaration.achievements.get(), url("rows", declaration, "achievement")
    untouched = lin.get(here).content.decode().count("草稿，未保存")

    posted(lin, url("autosave", declaration, f"achievement:{row.pk}"), {**WORK, "title": "凤舞", "_version": 0})
    changed = lin.get(here).content.decode()
    posted(lin, url("autosave", declaration, "achievement:new"), {"kind": "patent", "title": "百花", "_version": 1})
    both = lin.get(here).content.decode()
    posted(lin, url("entry", declaration, "achievement", row.pk), {**WORK, "title": "凤舞", "_version": 1})
    saved = lin.get(here).content.decode()

    assert (untouched, changed.count("草稿，未保存"), both.count("草稿，未保存")) == (0, 1, 2)
    assert "凤舞木棉" in changed  # what counts is what was saved
    assert f"{url('add', declaration, 'achievement')}?kind=patent" in both
    assert saved.count("草稿，未保存") == 1


def test_the_kind_somebody_chose_opens_also_while_another_waits(world, lin):
    """What was typed of a patent is kept; who asks for a work gets a work's form."""
    declaration = world.draft()
    posted(lin, url("autosave", declaration, "achievement:new"), {"kind": "patent", "title": "百花", "_version": 0})

    page = lin.get(url("add", declaration, "achievement") + "?kind=work").context["form"]

    assert page.initial["kind"] == "work"
    assert page.initial["title"] == "百花"


def test_autosave_keeps_and_offers_what_was_typed(world, lin):
    declaration = world.draft()
    address = url("autosave", declaration, "basic")

    first = lin.post(address, {"post": "技艺总监", "_version": "0"})
    second = lin.post(address, {"post": "别的", "_version": "0"})

    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert (second.status_code, second.json()["values"]) == (409, {"post": "技艺总监"})
    page = lin.get(url("basic", declaration)).content.decode()
    assert 'value="技艺总监"' in page
    assert 'data-version="1"' in page
    assert f'value="{declaration.basic.phone}"' in page  # never kept with what was typed, and not lost by it either


def test_options_ask_for_their_grounds(world, lin):
    declaration = world.draft()

    bare = posted(lin, url("options", declaration), {"options": ["exceptional"]})
    told = posted(lin, url("options", declaration), {"options": ["exceptional"], "relaxes": ["资历"], "then": "hub"})

    assert "请选择破格放宽的条件。" in bare.content.decode()
    assert told.url == url("hub", declaration)
    declaration.refresh_from_db()
    assert declaration.options == ["exceptional"]


def test_an_exception_nobody_needs_is_told_of_and_taken_back_with_one_button(world, lin):
    """PATH-15: on the page of the options and on the hub; the saving is that of the page."""
    declaration = world.full()
    told = {"relaxes": ["资历"], "exception_reason": "获全国性奖项"}
    sections.save_options(declaration.pk, options=["exceptional"], values=told, actor=world.lin)
    shown = [lin.get(url(name, declaration)).content.decode() for name in ("options", "hub")]

    answer = posted(lin, url("ordinary", declaration), {})

    declaration.refresh_from_db()
    assert ["不需要破格" in page and "改为正常申报" in page for page in shown] == [True, True]
    assert (answer.url, declaration.options) == (url("hub", declaration), [])
    assert declaration.grounds.relaxes == []
    assert "不需要破格" not in lin.get(url("hub", declaration)).content.decode()


def test_a_button_throws_nothing_away_that_was_typed_and_not_saved(world, lin):
    declaration = world.full()
    told = {"relaxes": ["资历"], "exception_reason": "获全国性奖项"}
    sections.save_options(declaration.pk, options=["exceptional"], values=told, actor=world.lin)
    lin.post(url("autosave", declaration, "options"), {"exception_reason": "另获金奖", "_version": "1"})

    posted(lin, url("ordinary", declaration), {})

    declaration.refresh_from_db()
    assert declaration.options == ["exceptional"]
    assert "另获金奖" in lin.get(url("options", declaration)).content.decode()


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_years_of_insurance_end_with_the_present_one(world, lin, year):
    """MAT-31; a correction may still come in January."""
    address = url("insurance", world.draft())
    with clock.law_at(datetime.fromisoformat(f"{year}-08-05T10:00+08:00")):
        fields = lin.get(address).context["form"].fields
        span = {"payer": "古龙窑", "first_year": "2024", "first_month": "2", "last_month": "1", "by_unit": "1"}
        ahead = posted(lin, address, span | {"last_year": str(year + 1)})

    assert [fields[name].widget.years[0] for name in ("first", "last")] == [year, year]
    assert "缴费月份不能晚于本月" in ahead.content.decode()


def test_insurance_spans_come_and_go(world, lin):
    declaration = world.draft()
    span = {
        "payer": "古龙窑",
        "first_year": "2024",
        "first_month": "2",
        "last_year": "2024",
        "last_month": "7",
        "by_unit": "1",
    }

    posted(lin, url("insurance", declaration), span)
    assert declaration.insurance_months.count() == 6
    posted(lin, url("insurance_remove", declaration), {"payer": "古龙窑", "first": "2024-02-01", "last": "2024-07-01"})
    assert declaration.insurance_months.count() == 0
    posted(lin, url("insurance", declaration), {"do": "explain", "insurance_gap": "4月刚到本单位。"})
    declaration.grounds.refresh_from_db()
    assert declaration.grounds.insurance_gap == "4月刚到本单位。"


def test_the_star_is_put_on_its_page(world, lin):
    declaration = world.draft()
    row = entries.add_entry(declaration.pk, "achievement", WORK, actor=world.lin)

    posted(lin, url("representative", declaration), {"item": f"achievement:{row.pk}"})

    row.refresh_from_db()
    assert row.is_representative


@pytest.mark.parametrize(
    "named", ["/somewhere/", "https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_after_the_star_one_comes_back_to_a_page_of_this_site_alone(world, lin, named):
    declaration = world.draft()
    row = entries.add_entry(declaration.pk, "achievement", WORK, actor=world.lin)
    address = url("representative", declaration)

    answer = posted(lin, address, {"item": f"achievement:{row.pk}", "back": named})

    assert (answer.status_code, answer.url) == (302, "/somewhere/" if named == "/somewhere/" else address)


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_kind_is_chosen_first_and_decides_the_fields(world, lin):
    declaration = world.draft()
    address = url("add", declaration, "publication")

    kinds = lin.get(address).content.decode()
    book = lin.get(address, {"kind": "book"}).content.decode()
    paper = lin.get(address, {"kind": "paper"}).content.decode()

    assert "技术工作总结" in kinds
    assert ("ISBN" in book, "CN 刊号" in book) == (True, False)
    assert ("ISSN" in paper, "CN 刊号" in paper) == (True, True)


def test_a_new_entry_opens_the_page_of_its_files(world, lin):
    declaration = world.draft()

    answer = posted(lin, url("add", declaration, "achievement") + "?kind=work", WORK)

    row = declaration.achievements.get()
    assert answer.url == url("entry", declaration, "achievement", row.pk)
    assert "业绩成果佐证材料" in lin.get(answer.url).content.decode()


def test_a_paper_s_page_has_a_place_for_each_of_its_parts(world, lin):
    declaration = world.full()

    page = lin.get(url("entry", declaration, "publication", declaration.publications.get().pk)).content.decode()

    for piece in ("封面", "目录", "版权页", "全文"):
        assert f'name="piece" value="{piece}"' in page


def test_the_date_tells_from_when_results_count(world, lin):
    declaration = world.full()

    page = lin.get(url("add", declaration, "achievement"), {"kind": "work"}).content.decode()

    assert "2018-11-05 及以后的才能使用（取得工艺美术师之日）" in page


def test_an_early_date_is_marked_on_its_card(world, lin):
    declaration = world.full()
    row = declaration.achievements.first()
    entries.change_entry(declaration.pk, "achievement", row.pk, {"achieved_on": date(2017, 1, 1)}, actor=world.lin)

    page = lin.get(url("rows", declaration, "achievement")).content.decode()

    assert "早于可用起始时间（2018-11-05）" in page
    assert "有问题" in page


def test_a_deleted_row_is_offered_back(world, lin):
    declaration = world.draft()
    row = entries.add_entry(declaration.pk, "achievement", WORK, actor=world.lin)

    posted(lin, url("remove", declaration, "achievement", row.pk), {})
    page = lin.get(url("rows", declaration, "achievement")).content.decode()
    posted(lin, url("restore", declaration, "achievement", row.pk), {})

    assert "最近删除的" in page
    assert declaration.achievements.get().pk == row.pk


def test_a_row_of_a_long_list_moves_by_number(world, lin):
    """07-2: without a script too; a place beyond the list is its end, a word is none."""
    draft = world.draft()
    for number in range(8):
        entries.add_entry(draft.pk, "achievement", WORK | {"title": f"作品{number}"}, actor=world.lin)
    rows, address = draft.achievements, url("order", draft, "achievement")
    last = rows.last()

    assert f'name="place_{last.pk}"' in lin.get(url("rows", draft, "achievement")).content.decode()
    lin.post(address, {"move": f"{last.pk}:to", f"place_{last.pk}": "2"})
    assert [row.title for row in rows.all()[:3]] == ["作品0", "作品7", "作品1"]
    lin.post(address, {"move": f"{last.pk}:to", f"place_{last.pk}": "99"})
    assert rows.last().title == "作品7"
    refused = lin.post(address, {"move": f"{last.pk}:to", f"place_{last.pk}": "末"}, follow=True)
    assert "请填写要移到第几位" in refused.content.decode()


def test_rows_move_by_buttons_and_by_dragging(world, lin):
    declaration = world.draft()
    keys = [entries.add_entry(declaration.pk, "achievement", WORK | {"title": t}, actor=world.lin).pk for t in "甲乙丙"]
    address = url("order", declaration, "achievement")

    posted(lin, address, {"move": f"{keys[2]}:up"})
    assert [row.title for row in declaration.achievements.all()] == ["甲", "丙", "乙"]
    lin.post(address, {"order": [str(key) for key in reversed(keys)]}, headers={"X-Requested-With": "fetch"})
    assert [row.title for row in declaration.achievements.all()] == ["丙", "乙", "甲"]


def test_a_button_pressed_twice_adds_one_row_and_other_words_another(world, lin):
    declaration = world.draft()
    address = url("add", declaration, "achievement") + "?kind=work"
    told = WORK | {"_once": lin.get(address).context["once"], "_version": "0"}

    first, twin = posted(lin, address, told), posted(lin, address, told | {"_version": "1"})
    other = posted(lin, address, told | {"title": "另一件"})

    assert first.url == twin.url != other.url
    assert declaration.achievements.count() == 2


def test_the_limit_takes_the_add_button_away(world, lin):
    declaration = world.draft()
    told = {"kind": "paper", "published_on": date(2023, 1, 1), "own_part": "独撰", "venue": "刊"}
    for number in range(7):
        entries.add_entry(declaration.pk, "publication", told | {"title": f"论文{number}"}, actor=world.lin)

    page = lin.get(url("rows", declaration, "publication")).content.decode()

    assert "已达 7 条上限" in page
    assert "7 / 7" in page


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def file_of(words="x", name="scan.png"):
    return SimpleUploadedFile(name, scan(words), content_type="image/png")


def test_a_plain_form_uploads_and_comes_back(world, lin):
    declaration = world.draft()

    answer = posted(lin, url("upload", declaration), {"slot": "id_document", "file": file_of()})

    assert answer.url.startswith(url("basic", declaration))
    assert Material.objects.get().label == "身份证件"


def test_the_upload_element_gets_its_row_or_the_reason(world, lin):
    declaration = world.draft()
    asked = {"headers": {"X-Requested-With": "zc-upload"}}

    good = lin.post(url("upload", declaration), {"slot": "id_document", "file": file_of()}, **asked)
    bad = lin.post(
        url("upload", declaration), {"slot": "id_document", "file": SimpleUploadedFile("a.pdf", b"MZ....")}, **asked
    )
    none = lin.post(url("upload", declaration), {"slot": "id_document"}, **asked)

    assert good.content.decode().strip().startswith('<li class="file">')
    assert (bad.status_code, "程序文件" in bad.json()["error"]) == (422, True)
    assert none.json() == {"error": "请先选择文件。"}


def test_a_file_is_looked_at_turned_replaced_and_removed(world, lin):
    declaration = world.draft()
    material = attach(declaration.pk, world.lin, "id_document").material
    address = url("file", declaration, material.pk)

    assert lin.get(address).status_code == 200
    posted(lin, url("change_file", declaration, material.pk, "rotate"), {"from": "file"})
    posted(lin, url("replace_file", declaration, material.pk), {"file": file_of("new")})
    posted(lin, url("change_file", declaration, declaration.materials.get(removed_at=None).pk, "remove"), {})

    assert declaration.materials.filter(removed_at=None).count() == 0
    assert declaration.materials.count() == 2


def test_the_photo_is_uploaded_by_itself(world, lin):
    declaration = world.draft()

    posted(lin, url("photo", declaration), {"file": SimpleUploadedFile("p.jpg", portrait(), content_type="image/jpeg")})

    declaration.basic.refresh_from_db()
    assert declaration.basic.photo.media_type == "image/jpeg"


def test_only_who_may_see_the_case_opens_its_files(world, browser_of):
    declaration = world.draft()
    file = attach(declaration.pk, world.lin, "id_document").material.file

    answer = browser_of(world.lin).get(file.get_absolute_url())
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")  # read to its end, it closes itself
    assert browser_of(world.bai).get(file.get_absolute_url()).status_code == 404


def test_the_self_assessment_is_asked_of_the_workers(world, lin):
    from records.models import Outbox

    declaration = world.draft()

    posted(lin, url("make_paper", declaration, "self-assessment"), {})

    assert Outbox.objects.filter(about=f"declarations.self_assessment:declaration:{declaration.pk}").count() == 1


def test_a_part_key_leads_to_its_page(world, lin):
    declaration = world.draft()
    row = entries.add_entry(declaration.pk, "achievement", WORK, actor=world.lin)
    places = {
        "basic": url("basic", declaration),
        f"achievement:{row.pk}": url("entry", declaration, "achievement", row.pk),
        "slot:self_assessment": url("materials", declaration) + "#slot-self_assessment",
        "slot:ce_public": url("rows", declaration, "training") + "#slot-ce_public",
        "unit:deliberation": url("hub", declaration),
    }

    assert {key: lin.get(url("place", declaration), {"key": key}).url for key in places} == places


def test_another_level_is_chosen_on_its_page(world, lin):
    declaration = world.draft(level="zj", unit=world.region_unit)

    answer = posted(lin, url("request", declaration), {"level": "zl", "specialty": "cixiu"})

    declaration.refresh_from_db()
    assert answer.url == url("hub", declaration)
    assert declaration.level_name == "助理工艺美术师"


def test_answers_show_every_part_in_order(world, lin):
    declaration = world.full()
    sections.explain_insurance(declaration.pk, "无", actor=world.lin)

    page = lin.get(url("answers", declaration)).content.decode()

    for words in ("覃𬭚", "广西艺术学院", "坭兴陶《窑变·左江岩画纹瓶》", "业绩第1条", "450***********", "代表性成果"):
        assert words in page
    assert declaration.basic.id_number not in page


# ── admin ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_recused_admin_finds_nothing_of_the_case_and_a_look_at_another_is_noted(world, browser_of):
    chief, kept = User.objects.create_superuser("chief", password="correct horse"), world.draft()
    client = browser_of(chief)
    addresses = [reverse("admin:declarations_declaration_change", args=[kept.pk])]

    def seen():
        listed = client.get(reverse("admin:declarations_declaration_changelist")).context["cl"].result_count
        recusals = client.get(reverse("admin:declarations_recusal_changelist")).context["cl"].result_count
        return listed, recusals, [client.get(address).status_code for address in addresses]

    before = seen()
    recusal = kept.recusals.create(person=chief, why="亲属", by=chief)
    addresses.append(reverse("admin:declarations_recusal_delete", args=[recusal.pk]))
    noted = list(AuditEntry.objects.filter(event="declaration.read").values_list("subject_id", "actor_id"))

    assert before == (1, 0, [200])
    assert seen() == (0, 0, [302, 403])
    assert noted == [(kept.pk, chief.pk)]
    assert AuditEntry.objects.filter(event="declaration.read").count() == 1


def test_only_what_an_admin_was_shown_is_noted(world, browser_of):
    chief, kept = User.objects.create_superuser("chief", password="correct horse"), world.draft()
    address = reverse("admin:declarations_declaration_change", args=[kept.pk])
    client = browser_of(chief)

    assert client.post(address, {"state": "certified"}).status_code == 403
    assert not AuditEntry.objects.filter(event="declaration.read").exists()
    assert client.get(address).status_code == 200
    assert AuditEntry.objects.filter(event="declaration.read").count() == 1


@pytest.mark.parametrize("tie", ["applicant", "recused"])
def test_an_admin_neither_finds_nor_changes_the_rows_of_a_case_of_their_own(world, browser_of, tie):
    kept = world.draft()
    chief = world.lin if tie == "applicant" else User.objects.create_superuser("chief", password="correct horse")
    chief.is_staff = chief.is_superuser = True
    chief.save(update_fields=["is_staff", "is_superuser"])
    if tie == "recused":
        kept.recusals.create(person=chief, why="亲属", by=chief)
    recusal = kept.recusals.create(person=world.bai, why="亲属", by=world.bai)
    client, before = browser_of(chief), kept.recusals.count()
    addresses = [
        reverse("admin:declarations_declaration_change", args=[kept.pk]),
        reverse("admin:declarations_declaration_history", args=[kept.pk]),
        reverse("admin:declarations_recusal_change", args=[recusal.pk]),
        reverse("admin:declarations_recusal_delete", args=[recusal.pk]),
    ]

    said = {"person": world.bai.pk, "declaration": kept.pk, "why": "不想让他看"}
    added = client.post(reverse("admin:declarations_recusal_add"), said)
    answers = [client.get(address).status_code for address in addresses]
    client.post(addresses[-1], {"post": "yes"})

    assert "declaration" in added.context["adminform"].form.errors
    assert answers == [302, 404, 302, 403]
    assert kept.recusals.count() == before


def test_a_recusal_is_entered_with_its_audit_entry_and_never_taken_back(world, browser_of):
    chief, case = User.objects.create_superuser("chief", password="correct horse"), world.draft()
    client = browser_of(chief)

    said = {"person": world.bai.pk, "declaration": case.pk, "why": "与申报人系近亲属"}
    assert client.post(reverse("admin:declarations_recusal_add"), said).status_code == 302

    recusal = case.recusals.get()
    assert (recusal.person, recusal.by) == (world.bai, chief)
    assert AuditEntry.objects.filter(event="declaration.recuse", subject_id=case.pk, actor_id=chief.pk).count() == 1
    for name in ("change", "delete"):
        address = reverse(f"admin:declarations_recusal_{name}", args=[recusal.pk])
        assert client.post(address, {**said, "why": "", "post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["declaration", "recusal", "declarationgrant", "pledge", "snapshot", "editpermit"])
def test_every_list_of_the_admin_opens(db, browser_of, model):
    client = browser_of(User.objects.create_superuser("chief", password="correct horse"))

    assert client.get(reverse(f"admin:declarations_{model}_changelist")).status_code == 200
