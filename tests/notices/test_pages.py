"""Pages that everybody reads without an account."""

import re
from datetime import datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse, reverse_lazy
from django.utils.timezone import localtime

from accounts.models import SYSTEM, User
from config.lib import clock
from notices.exceptions import NoticeRefused
from notices.models import Attachment, Notice
from notices.rules import parse_terms
from notices.services import amend_notice, attach_file, close_due_gates, extend_window, load_notice, publish_notice
from tests.helpers import no_writes

WHY = {"reason": "平台故障", "basis": "桂职办〔2024〕9号"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636460f85f0f0002870180eb47ba92"
    "0000000049454e44ae426082"
)


def page(client, name, *args):
    with no_writes():
        response = client.get(reverse(f"notices:{name}", args=args))
    return response.content.decode() if response.status_code == 200 else response.status_code


def at(text):
    return clock.law_at(datetime.fromisoformat(f"{text}+08:00"))


def without_tags(shown):
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def test_the_list_shows_the_stage_and_the_next_deadline(client, notice):
    shown = page(client, "list")

    assert notice.title in shown
    assert "个人申报及所在单位审核推荐" in shown
    assert "2024-08-23 18:00" in shown
    assert "还剩 34 天" in shown


def test_the_portal_shows_stage_deadline_publication_and_attachments(client, notice):
    """02-1: times to the minute; between two stages what goes on besides them is the stage."""
    with at("2024-07-20T10:00"):
        during = " ".join(client.get("/").content.decode().split())
    with at("2024-08-31T10:00"):
        between = " ".join(client.get("/").content.decode().split())

    published = localtime(notice.editions.get().published_at)
    assert f"发布时间：{published:%Y-%m-%d %H:%M}" in without_tags(during)
    assert "2024-08-23 18:00" in during
    assert "#attachments" in during
    assert "办理中" not in between
    assert "等待期材料补充报送" in between


def test_an_amendment_is_told_as_an_update_and_not_as_the_publication(client, notice):
    """02-1: an extension three weeks later does not move the day the notice came out."""
    first = notice.editions.get()
    with at("2024-07-23T09:30"):
        later = {"stages": {"personal_unit": {"end": "2024-08-25T18:00+08:00"}}}
        amend_notice(notice.pk, changes=later, reason="系统故障", basis="通知", actor=SYSTEM)
        shown = without_tags(client.get("/").content.decode())

    assert f"发布时间：{localtime(first.published_at):%Y-%m-%d %H:%M}；更新时间：2024-07-23 09:30" in shown


def test_a_draft_and_what_is_not_public_are_not_there(client, draft):
    """GEN-01."""
    assert (page(client, "detail", draft.code), page(client, "detail", "nowhere")) == (404, 404)
    assert draft.title not in page(client, "list")

    publish_notice(draft.pk, actor=SYSTEM)
    Notice.objects.update(is_public=False)

    assert page(client, "detail", draft.code) == 404


def test_the_page_shows_windows_fees_committees_and_contacts(client, notice):
    shown = page(client, "detail", notice.code)

    for words in ("2024-07-15 08:00", "2024-08-30 18:00", "2024-10-15 18:00", ">450<", ">380<", "桂价费〔2006〕359号"):
        assert words in shown
    for committee in parse_terms(notice.draft).committees:
        assert committee.name in shown
    assert "0771-8095080" in shown
    assert "附件6　广西工艺美术系列职称评审政策专栏平台一览表" in shown


def test_the_page_shows_every_clause_of_the_text(client, notice, terms):
    """GEN-01."""
    shown = page(client, "detail", notice.code)

    missing = [block.text for clause in terms.body for block in clause.blocks if block.text not in shown]
    assert missing == []
    assert "1、个人申报及所在单位审核推荐</td>" in shown


@pytest.mark.parametrize(
    ("moment", "badge"),
    [("2024-07-01T10:00", "未开始"), ("2024-08-23T18:00:00", "办理中"), ("2024-08-23T18:00:01", "已截止")],
)
def test_windows_say_how_they_stand(client, notice, moment, badge):
    from notices.selectors import window_rows

    with at(moment):
        [row] = [
            row
            for row in window_rows(notice.gates.all(), now=datetime.fromisoformat(f"{moment}+08:00"))
            if row.name == "personal_unit"
        ]

    assert row.look[0] == badge


def test_after_the_round_the_notice_says_so(client, notice):
    with at("2025-02-01T10:00"):
        close_due_gates()

        assert "已结束" in page(client, "list")
        assert "下一个截止" not in page(client, "detail", notice.code)


def test_before_the_round_it_says_when_it_begins(client, notice):
    Notice.objects.first().editions.first()
    with at("2024-07-20T10:00"):
        extend_window(
            notice.pk, "personal_unit", opens_at=datetime.fromisoformat("2024-07-25T08:00+08:00"), actor=SYSTEM, **WHY
        )

        assert "2024-07-25 08:00" in page(client, "detail", notice.code)


def test_before_the_round_the_card_names_the_stage_people_wait_for(client, notice):
    """02-1: not the window for supplements, which opens at midnight of the same day."""
    with at("2024-06-20T10:00"):
        shown = re.sub(r"\s+", " ", page(client, "list"))

    assert '个人申报及所在单位审核推荐：<b class="num">2024-07-02 08:00</b> 开始' in shown


def test_amendments_are_told_in_words(client, notice):
    extend_window(
        notice.pk,
        "personal_unit",
        closes_at=datetime.fromisoformat("2024-08-25T18:00+08:00"),
        told=["申报人"],
        actor=SYSTEM,
        **WHY,
    )

    assert "本通知有修订" in page(client, "detail", notice.code)
    shown = page(client, "editions", notice.code)
    for words in (
        "平台故障",
        "桂职办〔2024〕9号",
        "申报人",
        "个人申报及所在单位审核推荐 · 截止",
        "2024-08-23 18:00",
        "2024-08-25 18:00",
    ):
        assert words in shown


def test_other_amendments_are_told_in_words_too(client, notice):
    amend_notice(
        notice.pk,
        changes={
            "contacts": {"phones": ["1", "2"]},
            "recheck": None,
            "issuer_legal_person": False,
            "labels": {"a": "b"},
        },
        actor=SYSTEM,
        **WHY,
    )

    shown = page(client, "editions", notice.code)

    for words in ("1、2", "<td>否</td>", "<td>不设</td>"):
        assert words in shown


def test_a_notice_without_amendments_says_so(client, notice):
    assert "没有修改过" in page(client, "editions", notice.code)


def test_the_policy_columns_of_all_public_notices(client, notice):
    """GEN-15."""
    assert "职称改革专栏" in page(client, "policies")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_length(client, draft, raw, count, django_assert_num_queries):
    for number in range(count):
        load_notice(raw | {"code": f"n{number}"}, actor=SYSTEM)
        publish_notice(Notice.objects.get(code=f"n{number}").pk, actor=SYSTEM, explained="测试")
    page(client, "list")  # editions are parsed once a process

    with django_assert_num_queries(3):
        client.get(reverse("notices:list"))


@pytest.mark.parametrize("address", ["/", reverse_lazy("notices:list")])
def test_notices_of_earlier_years_stand_apart(client, notice, raw, address):
    """S02: this year's by the law clock; what is already announced for the next one is no past."""
    old = load_notice(raw | {"code": "n2023", "year": 2023, "title": "二〇二三年的通知"}, actor=SYSTEM)
    publish_notice(old.pk, actor=SYSTEM)

    shown = client.get(address).content.decode()
    current, earlier = shown.split("往年通知")[0], shown.split("往年通知")[-1]
    with at("2025-02-01T10:00"):
        later = client.get(address).content.decode()

    assert (notice.title in current, old.title in current) == (True, False)
    assert (notice.title in earlier, old.title in earlier) == (False, True)
    assert later.index("本年度通知") < later.index("本年度还没有公开的通知") < later.index("往年通知")
    assert later.index("往年通知") < later.index(notice.title) < later.index(old.title)


# ── questions and people to ask ──────────────────────────────────────────────────────────────────────────
def test_the_page_answers_what_people_keep_asking(client, notice):
    """GEN-11: contacts with address and postcode; the questions of this notice, with their answers."""
    shown = " ".join(page(client, "detail", notice.code).split())

    assert "530022" in shown
    assert "gxgxwzgb@163.com" in shown
    assert 'id="faq"' in shown
    assert "<strong>缴费完成才表示本次材料报送成功</strong>" in shown


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        (
            "2017-craft-arts",
            ["罗秀清", "www.Gxeqgyls.com", 'href="http://www.Gxeqgyls.com"', "自治区二轻工业联社人事劳动部"],
        ),
        (
            "2024-liudong-engineering",
            ["0772-5305230", "589551755", "实名入群", 'href="https://www.ldhrd.com/"', "2629373"],
        ),
    ],
)
def test_every_notice_says_whom_to_ask(client, db, file, parts):
    """GEN-12, GEN-13: a person and a site; several phones, links, the group and its rule."""
    notice = load_notice(settings.BASE_DIR / "notices" / "data" / f"{file}.yaml", actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM, explained="样例")

    shown = page(client, "detail", notice.code)

    assert all(part in shown for part in parts)


def test_a_notice_without_questions_has_no_such_part(client, db, raw):
    load_notice(raw | {"faq": []}, actor=SYSTEM)
    publish_notice(Notice.objects.get().pk, actor=SYSTEM, explained="样例")

    assert 'id="faq"' not in page(client, "detail", raw["code"])


# ── attachments ──────────────────────────────────────────────────────────────────────────────────────────
def test_an_attachment_is_downloaded_without_an_account(client, notice):
    """ADMIN-02."""
    attach_file(notice.pk, num=3, upload=PIXEL, name="清单.png", actor=SYSTEM)

    response = client.get(reverse("notices:attachment", args=[notice.code, 3]))

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "attachment" in response["Content-Disposition"]
    assert b"".join(response.streaming_content)[:4] == b"\x89PNG"
    assert page(client, "attachment", notice.code, 4) == 404
    assert reverse("notices:attachment", args=[notice.code, 3]) in page(client, "detail", notice.code)


def test_without_a_file_the_page_says_where_the_thing_is(client, notice):
    shown = page(client, "detail", notice.code)

    assert 'href="#checklist"' in shown
    assert f'href="{reverse("notices:policies")}"' in shown
    assert shown.count("申报时由系统按您填写的内容生成") == 2
    assert shown.count("空白表正在生成") == 2  # FORM-01, FORM-02: tests/notices/test_blank_letters.py


def test_a_catalogue_that_is_an_attachment_stands_on_the_page(client, db):
    """FORM-09, GEN-17: 附件1 of the Liudong notice is what the page lists by industry."""
    file = settings.BASE_DIR / "notices" / "data" / "2024-liudong-engineering.yaml"
    edition = publish_notice(load_notice(file, actor=SYSTEM).pk, actor=SYSTEM, explained="样例")

    shown = page(client, "detail", edition.notice.code)

    assert re.search(r'href="#offer"\s*>附件1　广西职称评审专业目录', shown)
    offered = shown[shown.index('id="offer"') : shown.index("</section>", shown.index('id="offer"'))]
    assert all(each.name in offered for each in parse_terms(edition.terms).specialties)


def test_a_new_file_replaces_the_old_one_in_a_draft(draft):
    first = attach_file(draft.pk, num=3, upload=PIXEL, name="一.png", actor=SYSTEM)
    second = attach_file(draft.pk, num=3, upload=PIXEL, name="二.png", actor=SYSTEM)

    assert first.pk == second.pk
    assert Attachment.objects.get().file.original_name == "二.png"
    assert Attachment.history.count() == 2


def test_what_is_published_gets_a_missing_file_once(notice):
    """ADMIN-02, GEN-10: a file that was missing may come later; another one is an amendment."""
    attach_file(notice.pk, num=3, upload=PIXEL, name="一.png", actor=SYSTEM)

    with pytest.raises(NoticeRefused, match="附件3已有文件，发布后更换须走修订"):
        attach_file(notice.pk, num=3, upload=PIXEL, name="二.png", actor=SYSTEM)

    assert Attachment.objects.get().file.original_name == "一.png"


def test_a_number_the_notice_does_not_print_takes_no_file(notice):
    with pytest.raises(NoticeRefused, match="没有附件9"):
        attach_file(notice.pk, num=9, upload=PIXEL, name="一.png", actor=SYSTEM)


def test_attachments_of_public_notices_pass_the_gate_of_files(notice):
    from records.rules import passes_gate

    held = attach_file(notice.pk, num=3, upload=PIXEL, name="一.png", actor=SYSTEM)

    assert passes_gate(None, "notices.attachment", held.pk)
    Notice.objects.update(is_public=False)
    assert not passes_gate(None, "notices.attachment", held.pk)


# ── admin ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def chief(client, db):
    client.force_login(User.objects.create_superuser("chief", password="correct horse"))
    return client


def test_the_admin_only_looks_at_notices(chief, draft):
    """They are drafted and published at the desk (tests/notices/test_desk.py)."""
    address = reverse("admin:notices_notice_change", args=[draft.pk])

    before = chief.get(address)
    refused = chief.post(address, {"title": "另一个"})
    publish_notice(draft.pk, actor=SYSTEM)
    after = chief.get(address).content.decode()

    assert (before.status_code, refused.status_code) == (200, 403)
    assert "viewsitelink" not in before.content.decode()
    assert "viewsitelink" in after


def test_attachments_are_uploaded_in_the_admin(chief, notice):
    address = reverse("admin:notices_attachment_add")

    refused = chief.post(address, {"notice": notice.pk, "num": 3, "upload": SimpleUploadedFile("a.png", b"no picture")})
    chief.post(address, {"notice": notice.pk, "num": 3, "upload": SimpleUploadedFile("a.png", PIXEL)})

    assert refused.status_code == 200
    assert Attachment.objects.get().file.original_name == "a.png"


def test_a_long_text_is_folded_by_its_chapters_and_reached_by_an_index(client, notice, terms):
    """GEN-01: nothing of it is left out, and every chapter is found from the list of what the page holds."""
    page = " ".join(client.get(notice.get_absolute_url()).content.decode().split())
    chapters = [part for part in terms.body if part.depth == 0 and part.title]

    assert page.count('<details class="fold">') >= len(chapters) > 3
    for position, part in enumerate(terms.body, 1):
        if part in chapters:
            assert f'href="#p{position}"' in page
            assert f'id="p{position}"' in page
    assert page.count(f"<h3>{chapters[0].num}{chapters[0].title}</h3>") == 1
    assert "桂职办〔2022〕45号" in page
    assert "本年度开评的专业（13 个）" in page
