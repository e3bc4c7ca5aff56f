"""What the applicant's pages say of things nobody did or was asked, and where they lead back to (ux §5)."""

from datetime import date

import pytest
from django.urls import reverse

from config.lib import clock
from declarations.models import Achievement, Declaration
from declarations.pages.tasklist import task_groups
from declarations.portraits import portrait_doubts
from declarations.selectors import completeness_of, patch_of
from declarations.services import sections
from notices.rules import terms_of

TOO_EARLY = "早于可用起始时间（2018-11-05），不能使用。"
TOLD = {
    "level": "fg", "specialty": "taoci", "kind": "ordinary", "channel": "unit", "education": "大专",
    "lower_title_on": "2018-11-05", "specialty_since_year": "2003", "specialty_since_month": "7",
}  # fmt: skip


@pytest.fixture
def lin(client, world):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def url(name, declaration, *rest):
    return reverse(f"declarations:{name}", args=[declaration.ref, *rest])


def read(client, address, **kwargs):
    return client.get(address, **kwargs).content.decode()


def badges(declaration):
    done = completeness_of(declaration, now=clock.law())
    groups = task_groups(declaration, terms_of(declaration.edition), done)
    return {task.id: task.badge[0] for _, tasks in groups for task in tasks if task.badge}


def lines_of(page):
    return "".join(page.split())


# ── a date before results count ────────────────────────────────────────────────────────────────────────────────────
def test_a_date_before_the_window_is_flagged_at_its_field(world, lin):
    """07-5: on the page of the entry, after it was added as after it was changed; the script knows the day, too."""
    declaration = world.full()
    row = declaration.achievements.first()
    address = url("entry", declaration, "achievement", row.pk)
    before = read(lin, address)
    told = {"kind": "work", "title": row.title, "clause": row.clause, "role": "独立完成"}

    answer = lin.post(address, told | {"achieved_on": "2017-01-05"})
    after = read(lin, address)

    assert (TOO_EARLY in before, 'data-since="2018-11-05"' in before) == (True, True)
    assert '<p class="caution" hidden>' in before
    assert answer.url == address
    assert '<p class="caution" >' in after
    assert Achievement.objects.get(pk=row.pk).achieved_on == date(2017, 1, 5)
    assert lin.post(address, told | {"achieved_on": "2020-01-05"}).url == url("rows", declaration, "achievement")


def test_a_date_typed_and_not_saved_is_flagged_as_well(world, lin):
    declaration = world.full()
    version, _, _ = patch_of(declaration, "achievement:new")
    typed = {"kind": "work", "achieved_on": "2017-01-05", "_version": version}
    lin.post(url("autosave", declaration, "achievement:new"), typed)

    page = read(lin, url("add", declaration, "achievement"), data={"kind": "work"})

    assert '<p class="caution" >' in page


def test_experience_is_judged_by_its_end(world, lin):
    declaration = world.full()
    row = declaration.experiences.first()
    row.started_on, row.ended_on = date(2015, 3, 1), date(2017, 3, 1)
    row.save()

    page = read(lin, url("entry", declaration, "experience", row.pk))

    assert page.index("id_ended_on") < page.index('<p class="caution" >')


# ── the hub of a draft nobody touched ──────────────────────────────────────────────────────────────────────────────
def test_a_new_draft_has_nothing_wrong_and_nothing_done_that_nobody_touched(world, lin):
    """05-1: begun with the years told, so that the rules have something to say of titles."""
    declaration = world.draft()
    sections.save_basic(declaration.pk, {"specialty_since": date(2003, 7, 1)}, actor=world.lin)
    declaration = Declaration.objects.with_context().get(pk=declaration.pk)

    told = badges(declaration)

    assert (told["titles"], told["education"], told["options"]) == ("还没有填写", "还没有填写", "选填")
    assert "有问题" not in told.values()
    page = read(lin, url("hub", declaration))
    assert ("评审条件还不够" in page, "未达到学历、资历条件" in page) == (False, False)


# ── the chooser ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_nothing_is_ticked_that_nobody_was_asked(world, lin):
    """04-2: 公务员, discipline and inquiry are asked in 基本信息 and nowhere before."""
    page = read(lin, reverse("declarations:new", args=["2024-craft-arts"]), data=TOLD | {"unit": world.unit.pk})

    assert "不是公务员（含参公人员）。" not in page
    assert "不在记过以上处分期内" not in page
    assert "没有立案审查调查" not in page
    assert "在“基本信息”中填写后再核对的：是不是公务员（参公人员）、受过的处分、立案审查调查和影响期" in lines_of(page)


def test_what_the_chooser_was_told_is_not_asked_again(world, lin):
    """04-4: as the answers of 我能报吗; rows that are not whole wait in their forms."""
    lin.post(reverse("declarations:new", args=["2024-craft-arts"]), TOLD | {"unit": world.unit.pk}, follow=True)

    draft = Declaration.objects.get()
    assert draft.basic.specialty_since == date(2003, 7, 1)
    education, title = (read(lin, url("add", draft, section)) for section in ("education", "titles"))
    assert '<option value="大专" selected>' in education
    assert ('value="2018-11-05"' in title, 'value="工艺美术师"' in title) == (True, True)
    assert "取自开始申报时的回答，请补全后保存" in read(lin, url("rows", draft, "education"))
    assert badges(draft)["titles"] == "取自开始时的回答，请补全"


def test_a_choice_without_answers_leaves_nothing_typed(world, lin):
    bare = {name: TOLD[name] for name in ("level", "specialty", "kind", "channel")}

    lin.post(reverse("declarations:new", args=["2024-craft-arts"]), bare | {"unit": world.unit.pk})

    assert not Declaration.objects.get().patches.exclude(values={}).exists()


# ── from the check page and back ───────────────────────────────────────────────────────────────────────────────────
def test_a_change_from_the_check_page_leads_back_to_it(world, lin):
    """09-1: 修改 returns here, over a list and its rows as well as from a form."""
    declaration = world.full()
    check = url("check", declaration)
    assert f"{url('basic', declaration)}?from=check" in read(lin, check)

    basic = read(lin, url("basic", declaration), data={"from": "check"})
    rows, entry = (read(lin, url(name, declaration, "education", *rest)) for name, *rest in (["rows"], ["entry", declaration.educations.first().pk]))  # fmt: skip

    assert all(check in page for page in (basic, rows, entry))
    assert "保存并返回核对" in lines_of(basic)
    assert lin.post(url("rows", declaration, "education"), {"then": "check"}).url == check


def test_after_the_hub_one_goes_back_to_the_hub(world, lin):
    declaration, other = world.full(), world.draft(level="zg")
    lin.get(url("basic", declaration), {"from": "check"})

    assert "返回核对" not in read(lin, url("basic", other))
    lin.get(url("hub", declaration))
    assert "返回核对" not in read(lin, url("basic", declaration))


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_deleted_leaves_nobody_off_the_entry(world, lin):
    """08-5: back at its slot, with a way to take it back; a name that has its own marks is not marked twice."""
    declaration = world.full()
    row = declaration.achievements.first()
    file = declaration.materials.get(part=f"achievement:{row.pk}", removed_at=None)

    answer = lin.post(url("change_file", declaration, file.pk, "remove"))
    page = read(lin, answer.url)

    assert answer.url == url("entry", declaration, "achievement", row.pk) + f"#slot-{file.slot}"
    assert (url("file", declaration, file.pk) in page, "撤销删除" in page, "““" in page) == (True, True, False)
    assert "还没有传齐" in page


def test_a_portrait_is_not_asked_for_small_print():
    """MAT-12: 1寸 at 300 dpi is enough; less is told with what is wanted."""
    low = "图像分辨率偏低（413×579像素），小字可能看不清。"

    assert portrait_doubts(413, 579, [low, "图像模糊"]) == ("图像模糊",)
    assert portrait_doubts(200, 280, [low]) == ("照片只有 200×280 像素，请换成不小于 295×413 像素的。",)


# ── the page that is signed ────────────────────────────────────────────────────────────────────────────────────────
def test_what_was_explained_is_not_asked_for_again(world, lin):
    """09-1: the months that lack are told, and that the explanation is there."""
    declaration = world.full()
    declaration.insurance_months.first().delete()
    sections.explain_insurance(declaration.pk, "当月由原单位缴纳。", actor=world.lin)

    page = read(lin, url("check", declaration))

    assert "养老保险缴费记录不完整，已附情况说明，由单位核对。" in page
    assert "请填写情况说明并上传证明" not in page


def test_every_fact_of_a_row_stands_once_and_as_it_was_asked(world, lin):
    """09-1: the title is the heading; hours without a needless decimal; the designated work by its name."""
    declaration = world.full()
    row = declaration.achievements.first()
    row.works, row.designated_work = ["左江岩画纹瓶", "骆越铜鼓壶", ""], 2
    row.save()

    page = lines_of(read(lin, url("check", declaration)))

    assert page.count(row.title) == 3  # heading, 代表性成果, the link of its file
    assert ("30.0" in page, "<dd>30</dd>" in page) == (False, True)
    assert "骆越铜鼓壶（第2件）" in page
