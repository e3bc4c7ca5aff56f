"""Attachments on the notice desk: their files belong to the text, move with their numbers, and are frozen (ADMIN-02)."""

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import SYSTEM, Organisation
from notices.drafting.standing import seen_at, whole_of
from notices.exceptions import NoticeRefused
from notices.models import Notice
from notices.rules import complete_terms, problems
from notices.rules.enclosures import cited, renumbered
from notices.selectors import enclosed_files
from notices.services import add_attachment, begin_amendment, move_attachment, publish_notice, undo_draft
from notices.services.attachments import AT
from records.services.files import store_file
from tests.helpers import no_writes
from tests.notices.test_desk import admin_of
from tests.notices.test_pages import PIXEL

FAKE = b"%PDF-1.7 not one"


def another_picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(made, "PNG")
    return made.getvalue()


def fetched(response) -> bytes:
    return b"".join(response.streaming_content)  # read to its end, it closes itself


@pytest.fixture
def keeper(draft):
    return admin_of(draft.office, "拟稿人")


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper, backend="accounts.backends.PhoneBackend")
    return client


def url(name, notice, *more):
    return reverse(f"notices:{name}", args=[notice.code, *more])


def seen(notice):
    notice.refresh_from_db()
    return seen_at(whole_of(notice), AT)


def words(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def upload(name="清单.png", data=PIXEL):
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def sent(client, notice, num, **told):
    at = ("edit_attachment", notice, num) if num else ("new_attachment", notice)
    return client.post(url(*at), {"title": "清单", "form": "", "seen": seen(notice), **told})


def nums(notice):
    notice.refresh_from_db()
    return [(each["num"], each["title"]) for each in whole_of(notice)["attachments"]]


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_says_where_each_content_comes_from(desk, draft):
    with no_writes():
        page = words(desk.get(url("attachments", draft)))

    assert "附件5 2024年申报工艺美术系列职称自评表" in page
    assert "申报时由系统按您填写的内容生成" in page
    assert desk.get(url("edit_place", draft, "attachments")).url == url("attachments", draft)
    assert desk.get(url("add", draft, "attachments")).url == url("new_attachment", draft)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_files(desk, draft, keeper, count, django_assert_num_queries):
    from notices.services.attachments import Upload

    for number in range(count):
        add_attachment(
            draft.pk,
            title=f"表{number}",
            form="",
            upload=Upload(PIXEL, f"{number}.png"),
            seen=seen(draft),
            actor=keeper,
        )

    with django_assert_num_queries(11):
        desk.get(url("attachments", draft))


def test_another_offices_attachments_are_not_there(client, draft):
    """SYS-02."""
    elsewhere = Organisation.objects.create(name="别的职改办", kind="office")
    client.force_login(admin_of(elsewhere, "外人"), backend="accounts.backends.PhoneBackend")

    asked = [
        client.get(url("attachments", draft)),
        client.get(url("new_attachment", draft)),
        client.get(url("edit_attachment", draft, 3)),
        client.get(url("enclosure_file", draft, 3)),
        client.post(url("attachments", draft), {"what": "remove", "item": "3"}),
    ]

    assert {each.status_code for each in asked} == {404}


@pytest.mark.parametrize(("what", "item"), [("burn", "3"), ("up", "x"), ("remove", ""), ("up", "-1")])
def test_what_no_button_sends_is_not_there(desk, draft, what, item):
    assert desk.post(url("attachments", draft), {"what": what, "item": item}).status_code == 404


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_is_uploaded_replaced_and_taken_away(desk, draft):
    """ADMIN-02: number, title, file; each step is one that can be undone."""
    first = sent(desk, draft, 3, title="材料清单", upload=upload())
    uploaded = enclosed_files(complete_terms(Notice.objects.get(pk=draft.pk).draft))[3]
    got = fetched(desk.get(url("enclosure_file", draft, 3)))
    sent(desk, draft, 3, title="材料清单", drop_file="on")

    row = whole_of(Notice.objects.get(pk=draft.pk))["attachments"][2]
    assert first.url == url("attachments", draft)
    assert uploaded.original_name == "清单.png"
    assert got[:4] == b"\x89PNG"
    assert row == {"num": 3, "title": "材料清单", "form": "", "file": ""}
    undo_draft(draft.pk, actor=SYSTEM)
    assert enclosed_files(complete_terms(Notice.objects.get(pk=draft.pk).draft))[3].original_name == "清单.png"


def test_a_new_one_gets_the_next_number(desk, draft):
    sent(desk, draft, 0, title="专业目录", upload=upload("目录.png"))

    assert nums(draft)[-1] == (7, "专业目录")


@pytest.mark.parametrize(
    ("told", "field", "said"),
    [
        ({"title": ""}, "title", "请填写这一项"),
        ({"upload": upload("目录.pdf", FAKE)}, "upload", "文件已损坏或不完整"),
        ({"upload": upload("目录.docx", b"PK\x03\x04")}, "upload", ""),
        ({"upload": upload("空.png", b"")}, "upload", ""),
        ({"form": "FORM-99"}, "form", ""),
    ],
)
def test_a_bad_file_or_field_is_told_where_it_is(desk, draft, told, field, said):
    """IN3: every upload is parsed in a limited child; nothing is written before it is sound."""
    before = nums(draft)

    page = sent(desk, draft, 0, **told)

    assert page.status_code == 422
    assert said in " ".join(page.context["form"].errors[field])
    assert nums(draft) == before


def test_moving_keeps_files_and_citations_together(desk, draft, keeper):
    """The number is the place; 破格 goes on citing its own form (PATH-16)."""
    sent(desk, draft, 4, title="破格申报职称审批表", form="FORM-04", upload=upload("破格.png"))
    before = whole_of(draft)["exception"]["attachment"]

    desk.post(url("attachments", draft), {"what": "up", "item": "4", "seen": seen(draft)})

    draft.refresh_from_db()
    whole = whole_of(draft)
    assert before == 4
    assert whole["exception"]["attachment"] == 3
    assert [each["num"] for each in whole["attachments"]] == [1, 2, 3, 4, 5, 6]
    assert enclosed_files(complete_terms(draft.draft))[3].original_name == "破格.png"
    assert not [each for each in problems(complete_terms(draft.draft)) if each.code == "E704"]


def test_a_cited_one_is_not_taken_away(desk, draft):
    page = desk.post(url("attachments", draft), {"what": "remove", "item": "4", "seen": seen(draft)}, follow=True)

    assert "附件4在“破格”中被引用，请先到那里改用别的附件。" in words(page)
    assert len(nums(draft)) == 6


def test_those_after_it_move_up(desk, draft):
    desk.post(url("attachments", draft), {"what": "remove", "item": "3", "seen": seen(draft)})

    assert [num for num, _ in nums(draft)] == [1, 2, 3, 4, 5]
    whole = whole_of(draft)
    assert (whole["exception"]["attachment"], whole["self_assessment"]["attachment"]) == (3, 4)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(draft, keeper):
    old = seen(draft)
    move_attachment(draft.pk, 1, 1, seen=old, actor=keeper)

    with pytest.raises(NoticeRefused, match="这里刚被别人改过"):
        move_attachment(draft.pk, 1, 1, seen=old, actor=keeper)


def test_the_ends_of_the_list_stay(draft, keeper):
    move_attachment(draft.pk, 1, -1, seen=seen(draft), actor=keeper)

    assert nums(draft)[0][1] == "中直驻桂或外省单位属地评审模板"


# ── the law of it ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("order", [[6, 5, 4, 3, 2, 1], [2, 1, 3, 4, 5, 6], [1, 2, 4, 5, 6]])
def test_what_cites_an_attachment_goes_on_citing_the_same(terms, order):
    from notices.rules import dump_terms

    whole = dump_terms(terms)
    title = {each["num"]: each["title"] for each in whole["attachments"]}
    edits = renumbered(whole, order)
    after = {each["num"]: each["title"] for each in edits[("attachments",)]}

    assert list(after) == list(range(1, len(order) + 1))
    for steps, num, _ in cited(whole):
        if num in order:
            assert after[edits.get(steps, num)] == title[num]


def test_a_typed_digest_opens_nobodys_file(draft, raw):
    """SYS-08: a text names only what was uploaded as an enclosure."""
    private = store_file(b"a secret paper", name="身份证.png", media_type="image/png")
    raw["attachments"][2]["file"] = private.sha256

    assert enclosed_files(complete_terms(raw)) == {}


def test_the_public_reads_what_was_frozen(client, desk, draft):
    """ADMIN-02, design §4: the file stands in the edition by its digest; a later one waits for its amendment."""
    sent(desk, draft, 3, title="材料清单", upload=upload("一.png"))
    publish_notice(draft.pk, actor=SYSTEM, explained="样例")
    begin_amendment(draft.pk, actor=SYSTEM)
    sent(desk, draft, 3, title="材料清单", upload=upload("二.png", another_picture()))
    client.logout()

    public = client.get(url("attachment", draft, 3))

    assert (public.status_code, fetched(public)[16:24]) == (200, b"\0\0\0\1\0\0\0\1")  # one pixel, not two by two
    assert "%E4%B8%80.png" in public["Content-Disposition"]
    edition = draft.editions.get()
    assert edition.terms["attachments"][2]["file"] == enclosed_files(complete_terms(raw_of(edition)))[3].sha256
    assert client.get(url("enclosure_file", draft, 3)).status_code == 302


def raw_of(edition):
    return {name: value for name, value in edition.terms.items() if name != "rules"}


def test_a_drafts_file_is_not_public_before_it_is_published(desk, client, draft):
    from records.rules import passes_gate

    sent(desk, draft, 3, title="材料清单", upload=upload())

    assert not passes_gate(None, "notices.enclosure", draft.pk)
    publish_notice(draft.pk, actor=SYSTEM, explained="样例")
    assert passes_gate(None, "notices.enclosure", draft.pk)
