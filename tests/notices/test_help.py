"""The help centre: articles per role, found and linked from their pages, kept by administrators (A-02, SYS-01, S29)."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.timezone import localtime

from accounts.models import User
from accounts.states import Role
from config.lib import clock
from notices.exceptions import NoticeRefused
from notices.help.seeds import Seed, article_for, group_of, pages, seeds
from notices.models import HelpArticle
from notices.services import helping
from notices.services.helping import seed_help, state_of
from notices.states import HelpRole
from records.models import AuditEntry
from tests.helpers import no_writes
from tests.notices.test_desk import admin_of

BACKEND = "accounts.backends.PhoneBackend"


@pytest.fixture
def keeper(draft):
    return admin_of(draft.office, "管理员")


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper, backend=BACKEND)
    return client


@pytest.fixture
def article(db):
    return HelpArticle.objects.get(slug="applicant-correct")


def words(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def told(article, **changed):
    values = {name: getattr(article, name) for name in helping.FIELDS if name != "is_shown"}
    return values | {"is_shown": "on", "seen": state_of(article), "what": "save"} | changed


def send(client, article, **changed):
    return client.post(reverse("help:edit", args=[article.slug]), told(article, **changed))


# ── what comes with the house ────────────────────────────────────────────────────────────────────────────
def test_every_role_has_articles_of_its_own():
    """MSG-09, A-02: help articles by role."""
    roles = {seed.role for seed in seeds()}

    assert roles == set(HelpRole)
    assert len(seeds()) >= 18
    assert all(len(seed.text) > 20 and len(seed.title) <= 80 and len(seed.lead) <= 200 for seed in seeds())


def test_the_database_has_what_the_files_say(db):
    held = {each.slug: each.text for each in HelpArticle.objects.all()}

    assert held == {seed.slug: seed.text for seed in seeds()}


def test_pages_that_articles_are_for_exist():
    """A renamed address would lose its help unseen."""
    names = {name for name in _names(get_resolver()) if isinstance(name, str)}

    assert {page.split("@")[0] for page in pages()} <= names


def _names(resolver, space=""):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from _names(each, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}"


def test_no_page_is_claimed_by_two_articles():
    claimed = [page for seed in seeds() for page in seed.pages]

    assert len(claimed) == len(set(claimed))


def test_links_inside_articles_lead_somewhere(client, db):
    inside = {url for seed in seeds() for url in re.findall(r"\]\((/[^)]*)\)", seed.text)}

    assert inside
    assert {url: client.get(url).status_code for url in inside} == dict.fromkeys(inside, 200)


def test_what_nobody_edited_follows_its_file(article, monkeypatch):
    newer = Seed("applicant-correct", "补正", HelpRole.APPLICANT, 50, "新的说明", (), "新的正文", "f" * 64)
    monkeypatch.setattr(helping, "seeds", lambda: (newer,))

    seed_help()

    article.refresh_from_db()
    assert (article.text, article.history.first().history_change_reason) == ("新的正文", "随程序更新")


def test_what_somebody_edited_stays_theirs(desk, article, monkeypatch):
    send(desk, article, text="我们自己的说法")
    newer = Seed("applicant-correct", "补正", HelpRole.APPLICANT, 50, "新的说明", (), "新的正文", "f" * 64)
    monkeypatch.setattr(helping, "seeds", lambda: (newer,))

    seed_help()

    article.refresh_from_db()
    assert article.text == "我们自己的说法"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────
def test_the_index_lists_every_role_without_an_account(client, db):
    with no_writes():
        page = words(client.get(reverse("help:index")))

    assert all(role.label in page for role in HelpRole)
    assert all(seed.title in page for seed in seeds())


def test_articles_are_dated_by_the_clock_of_the_pages(client, desk):
    HelpArticle.objects.update(updated_at=clock.machine())
    with clock.law_at(datetime.fromisoformat("2024-08-05T10:00+08:00")):
        shown = [words(client.get(reverse(name, args=args))) for name, args in (
            ("help:article", ["admin-notice"]), ("help:articles", []),
        )]  # fmt: skip

    assert all("2024-08-05" in page for page in shown)


def test_ones_own_role_stands_first(client, db):
    client.force_login(User.objects.create_user("申报人"), backend=BACKEND)

    groups = client.get(reverse("help:index")).context["groups"]

    assert groups[0].role == HelpRole.APPLICANT


@pytest.mark.parametrize(
    ("asked", "found", "missing"),
    [
        ({"q": "补正"}, {"applicant-correct", "unit-correct"}, {"expert-vote"}),
        ({"q": "手机 二维码"}, {"applicant-upload"}, {"unit-correct"}),
        ({"q": "补正", "role": "unit"}, {"unit-correct"}, {"applicant-correct"}),
        ({"role": "finance"}, {"finance-books"}, {"unit-correct"}),
        ({"q": "量子力学"}, set(), {seed.slug for seed in seeds()}),
        ({"q": "_"}, set(), {seed.slug for seed in seeds()}),
    ],
)
def test_articles_are_found_by_words_and_role(client, db, asked, found, missing):
    response = client.get(reverse("help:index"), asked)

    slugs = {each.slug for group in response.context["groups"] for each in group.articles}
    assert found <= slugs
    assert not missing & slugs


@pytest.mark.parametrize("count", [1, 3])
def test_the_index_and_an_article_cost_the_same_for_any_number(client, db, count, django_assert_num_queries):
    for number in range(count):
        HelpArticle.objects.create(slug=f"x{number}", title="题", role="unit", lead="一", text="文")

    with django_assert_num_queries(1):
        client.get(reverse("help:index"))
    with django_assert_num_queries(2):
        client.get(reverse("help:article", args=["x0"]))


def test_an_article_is_plain_text_with_a_few_marks(client, article):
    HelpArticle.objects.filter(pk=article.pk).update(
        text="## 时间\n\n**最要紧**的是时间。\n<script>alert(1)</script>\n\n1. 第一\n2. 第二\n\n- [通知](/notices/)\n"
        "- [坏](javascript:alert(1))\n- [外](//evil.example/)"
    )

    page = client.get(article.get_absolute_url()).content.decode()

    body = page.split('<div class="prose">')[1].split("</div>")[0]
    assert "<h2>时间</h2>" in body
    assert "<strong>最要紧</strong>" in body
    assert "<ol><li>第一</li><li>第二</li></ol>" in body
    assert '<a href="/notices/">通知</a>' in body
    assert "&lt;script&gt;" in body
    assert 'href="javascript' not in body
    assert 'href="//evil' not in body


def test_one_taken_down_leads_to_the_index(client, article):
    HelpArticle.objects.filter(pk=article.pk).update(is_shown=False)

    assert client.get(article.get_absolute_url()).url == reverse("help:index")
    assert client.get(reverse("help:article", args=["nothing"])).status_code == 404


def test_the_old_address_leads_here(client):
    assert client.get("/about/help/").url == reverse("help:index")


# ── from every page ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "role", "slug"),
    [
        ("declarations:hub", Role.APPLICANT, "applicant-fill"),
        ("process:desk", Role.UNIT, "unit-review"),
        ("process:desk", Role.LOCAL_OFFICE, "office-review"),
        ("process:case", Role.APPLICANT, "applicant-after"),
        ("process:case", Role.OFFICE, "office-review"),
        ("accounts:sign_in", "", "public-account"),
        ("admin:index", Role.ADMIN, ""),
    ],
)
def test_a_page_knows_its_article_for_the_role_that_reads_it(name, role, slug):
    """S29: context articles."""
    assert article_for(name, role) == slug


def test_a_page_leads_to_its_article_and_others_to_the_index(client, db):
    """S29, ALL-1: 帮助 and the hotline stand in the same place on every page (WCAG 3.2.6)."""
    check = words(client.get(reverse("accounts:sign_in")))
    other = words(client.get(reverse("statement", args=["privacy"])))

    assert f'<a href="{reverse("help:article", args=["public-account"])}">帮助 <span' in check
    assert '<a href="/help/public-about/">帮助 <span' in other


@pytest.mark.parametrize(
    ("role", "group"), [("", "public"), (Role.CONFIRMER, "office"), (Role.RELAY, "unit"), (Role.EXPERT, "expert")]
)
def test_every_role_reads_the_articles_of_a_group(role, group):
    assert group_of(role) == group


def test_an_address_without_a_name_is_no_article():
    assert article_for("", Role.UNIT) == ""
    with pytest.raises(NoReverseMatch):
        reverse("help:article", args=[""])


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────
def test_only_notice_administrators_write(client, article, db):
    client.force_login(User.objects.create_user("路人"), backend=BACKEND)
    asked = [reverse("help:articles"), reverse("help:new_article"), reverse("help:edit", args=[article.slug])]

    assert [client.get(each).status_code for each in asked] == [403, 403, 403]
    assert client.post(reverse("help:undo", args=[article.slug])).status_code == 403
    client.logout()
    assert client.get(asked[0]).status_code == 302


def test_a_preview_writes_nothing(desk, article):
    with no_writes():
        page = send(desk, article, text="**新**的正文", what="preview")

    assert "预览（还没有保存）" in words(page)
    assert "<strong>新</strong>的正文" in page.content.decode()


def test_an_article_is_edited_and_undone(desk, article, keeper):
    """A-02: editable, with history."""
    before = article.text

    saved = send(desk, article, text="新的正文", title="被退回怎么办")
    article.refresh_from_db()
    after = (article.text, article.title, article.edited_by)
    page = words(desk.get(reverse("help:history", args=[article.slug])))
    seeded = HelpArticle.objects.exclude(pk=article.pk).first()  # laid down by the machine's clock, shown by the law's
    with clock.law_moved(timedelta(days=-700)):
        laid = localtime(clock.shown_by_law(seeded.updated_at))
        assert f"{laid:%Y-%m-%d %H:%M}" in words(desk.get(reverse("help:history", args=[seeded.slug])))
    undone = desk.post(reverse("help:undo", args=[article.slug]))

    assert saved.url == reverse("help:edit", args=[article.slug])
    assert after == ("新的正文", "被退回怎么办", keeper)
    assert "修改 · " in page
    assert undone.status_code == 302
    article.refresh_from_db()
    assert article.text == before
    assert AuditEntry.objects.latest("number").event == "help.save"


def test_a_new_article_stands_in_the_index(desk, article):
    values = told(article, slug="Unit-Own", title="本单位的提示", role="unit", seen="")

    desk.post(reverse("help:new_article"), values)

    assert "本单位的提示" in words(desk.get(reverse("help:index")))
    assert HelpArticle.objects.get(title="本单位的提示").slug == "unit-own"


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"title": ""}, "title", "请填写这一项"),
        ({"slug": "unit-start"}, "slug", "这个网址名称已经用了。"),
        ({"slug": "中文"}, "slug", ""),
        ({"role": "king"}, "role", ""),
        ({"text": "长" * 20001}, "text", ""),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(desk, article, changed, field, said):
    article.slug = "ours"  # the address of one that came with the house cannot be changed
    HelpArticle.objects.filter(pk=article.pk).update(slug=article.slug)
    page = send(desk, article, **changed)

    assert page.status_code == 422
    assert said in " ".join(page.context["form"].errors[field])
    assert HelpArticle.objects.get(pk=article.pk).edited_by is None


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk, article):
    values = told(article, text="后来的")
    send(desk, article, text="先来的")

    page = desk.post(reverse("help:edit", args=[article.slug]), values)

    assert page.status_code == 422
    assert "这篇文章刚被别人改过" in words(page)
    assert "后来的" in words(page)


def test_what_was_never_changed_cannot_be_undone(desk, article):
    page = desk.post(reverse("help:undo", args=[article.slug]), follow=True)

    assert "没有可以撤销的修改。" in words(page)


# ── addresses that pages name ────────────────────────────────────────────────────────────────────────────
def test_the_address_of_an_article_that_came_with_the_house_stays(desk, article, keeper):
    """Every page's 帮助 names it; a renamed one would come again with the next migration."""
    send(desk, article, slug="renamed", text="我们自己的说法")

    article.refresh_from_db()
    assert (article.slug, article.text) == ("applicant-correct", "我们自己的说法")
    assert 'name="slug"' in desk.get(reverse("help:edit", args=[article.slug])).content.decode()
    values = {name: getattr(article, name) for name in helping.FIELDS} | {"slug": "renamed"}
    with pytest.raises(NoticeRefused, match="网址名称不能改"):
        helping.save_article(article.pk, values, seen=state_of(article), actor=keeper)


def test_an_article_that_is_gone_leads_to_the_index(client, article):
    """Renamed before its address was kept; a word nobody names is not there."""
    HelpArticle.objects.filter(pk=article.pk).update(slug="renamed")

    assert client.get("/help/applicant-correct/").url == reverse("help:index")
    assert client.get("/help/nobody-names-this/").status_code == 404


@pytest.mark.parametrize("slug", ["desk", "new"])
def test_our_own_words_are_no_address(desk, article, slug):
    answer = desk.post(reverse("help:new_article"), told(article, slug=slug, seen=""))

    assert answer.status_code == 422
    assert "这个网址名称由系统使用" in words(answer)
    assert not HelpArticle.objects.filter(slug=slug).exists()


def own_article(desk, article, slug):
    desk.post(reverse("help:new_article"), told(article, slug=slug, seen=""))
    return HelpArticle.objects.get(slug=slug)


def test_taking_back_an_address_that_another_has_by_now_is_a_sentence(desk, article):
    made = own_article(desk, article, "ours")
    send(desk, made, slug="ours-renamed")
    own_article(desk, article, "ours")

    answer = desk.post(reverse("help:undo", args=["ours-renamed"]), follow=True)

    assert answer.status_code == 200
    assert "这个网址名称已经用了" in words(answer)
    made.refresh_from_db()
    assert made.slug == "ours-renamed"


def test_two_new_articles_at_once_are_a_sentence(desk, article, monkeypatch):
    """Both found the address free."""
    own_article(desk, article, "ours")
    monkeypatch.setattr(helping, "_is_taken", lambda *_: False)

    answer = desk.post(reverse("help:new_article"), told(article, slug="ours", seen=""))

    assert answer.status_code == 422
    assert "这个网址名称已经用了" in words(answer)
