"""Where the notice's own text still prints what an amendment changes; what a card says in sentences (GEN-10, ADMIN-04)."""

import copy

import pytest
from django.urls import reverse

from accounts.states import Role
from notices.drafting.comparing import Difference
from notices.drafting.places import WHOLE
from notices.drafting.printed import printed_still
from notices.drafting.sentences import sentences_of
from notices.drafting.standing import seen_at, whole_of
from notices.rules import dump_terms
from notices.services import Edit, begin_amendment, edit_draft
from tests.accounts.making import a_clerk


def changed(before, after, label="评审费"):
    return Difference(("fees",), label, before, after, "")


BODY = [
    {"num": "一、", "title": "时间", "text": "8月23日前报送。\n2024年8月23日18:00截止，18月23日不是。"},
    {"num": "二、", "title": "收费", "text": "高级380元，1380元和38元不是。地址：民族大道113号工信厅。"},
]


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("2024-08-23 18:00", [("一", "8月23日"), ("一", "8月23日")]),
        ("380", [("二", "380")]),
        ("民族大道113号工信厅", [("二", "民族大道113号工信厅")]),
        ("5", []),
        ("是", []),
        ("2024-01-01", []),
    ],
)
def test_every_occurrence_is_told_with_its_place(before, found):
    """GEN-10: a day as the text writes it, a figure that stands alone, a wording."""
    told = printed_still([changed(before, "别的")], BODY, ["一", "二"])

    assert [(each.number, each.words) for each in told] == found
    assert all(each.place == f"body/{'一二'.index(each.number)}" for each in told)


def test_what_the_amendment_changes_in_the_text_itself_is_not_told_again():
    text = Difference(("body", 1, "text"), "通知全文", "380", "400", "")

    assert printed_still([text], BODY, ["一", "二"]) == []


def test_who_publishes_sees_every_place_and_an_empty_amendment_says_so(client, notice):
    """GEN-10, 24-4."""
    first, second = (a_clerk(notice.office, name, role=Role.ADMIN) for name in ("拟稿人", "发布人"))
    begin_amendment(notice.pk, actor=first)
    client.force_login(second)
    wall = " ".join(client.get(reverse("notices:wall", args=[notice.code])).content.decode().split())
    assert "还没有改动" in wall
    assert "没有必须改正的问题" not in wall
    desk = client.get(reverse("notices:attachments", args=[notice.code])).content.decode()
    assert "正在生成" not in desk
    notice.refresh_from_db()

    edits = [Edit(("fees", "amounts"), {**notice.amending["fees"]["amounts"], "zg": 460})]
    seen = seen_at(whole_of(notice), ("fees",))
    edit_draft(notice.pk, edits, at=("fees",), seen=seen, said="修改：评审费", actor=first)
    page = " ".join(client.get(reverse("process:publish_amendment", args=[notice.code])).content.decode().split())

    assert "通知全文中还写着修改前的内容" in page
    assert "<mark>450</mark>" in page
    assert f'href="/notices/desk/{notice.code}/edit/body/' in page


@pytest.fixture(scope="module")
def whole():
    from notices.rules import complete_terms, stated_in
    from tests.notices.conftest import _file

    return dump_terms(complete_terms(stated_in(copy.deepcopy(_file))))


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("uploads", "单张图片上限：10 MB"),
        ("social_insurance", "连续缴费月数：6个月"),
        ("reminders", "截止前几小时提醒：72、24、2小时"),
        ("eligibility", "公务员：公务员（含参公）不得申报；例外人员：机构改革退出参公管理且在过渡期的事业单位人员"),
        ("photo", "彩色"),
        ("limits", "业绩成果条数上限：20条"),
        ("faq", "没有工艺美术师"),
    ],
)
def test_a_card_speaks_in_sentences_with_units(whole, key, sentence):
    """ADMIN-04: a switch is its own sentence, a figure has its unit, nothing is said twice."""
    told = sentences_of(WHOLE.below(key), whole)

    if key == "faq":
        assert "（未填写）" not in told
    else:
        assert sentence in told
