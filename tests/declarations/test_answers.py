"""The answers as people read them before they sign, and as offices read them afterwards."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.orders import SEND_SMS, SmsOrder
from accounts.states import CodePurpose
from accounts.views.steps import PROVEN
from declarations.fields import BASIC_FIELDS, CHANNEL_FIELDS, GROUNDS_FIELDS
from declarations.models import Declaration, Grounds
from declarations.pages.answers import answer_blocks
from declarations.parts import Section
from declarations.states import State
from declarations.views.applicant_answers import CHECKS
from records.models import Outbox


def test_a_date_is_said_as_exactly_as_it_was_asked(world):
    blocks = {block.section: block for block in answer_blocks(world.full(), editable=False)}

    basic = dict(blocks[Section.BASIC].rows)
    assert (basic["出生日期"].endswith("日"), basic["参加工作时间"].endswith("月")) == (True, True)
    line = dict(blocks[Section.RESUME].cards[0].rows)
    assert line["开始时间"].endswith("月")
    title = dict(blocks[Section.TITLES].cards[0].rows)
    assert any(value.endswith("日") for value in title.values() if isinstance(value, str))


# ── everything that can be answered (09-1) ─────────────────────────────────────────────────────────────────────────
DAY = date(2024, 3, 9)


def filler(column, number):
    """An answer of the column's type, unlike any other's."""
    if column.choices:
        return column.choices[-1][0]
    return {
        "BooleanField": True,
        "DateField": DAY + timedelta(days=number),
        "PositiveSmallIntegerField": 1900 + number,
        "JSONField": [f"答{number}"],
        "ForeignKey": None,
    }.get(column.get_internal_type(), f"答{number}")


def filled(row, names):
    """Every column gets an answer; back come the labels."""
    columns = [row._meta.get_field(name) for name in names]
    for number, column in enumerate(columns, 40):
        setattr(row, column.name, filler(column, number))
    row.save()
    return [str(column.verbose_name) for column in columns]


def shown(draft, *sections):
    draft = Declaration.objects.with_context().get(pk=draft.pk)
    blocks = [block for block in answer_blocks(draft, editable=False) if block.section in sections]
    return {label: value for block in blocks for label, value in block.rows}


def test_every_column_an_applicant_may_set_is_on_the_page(world):
    """09-1: whatever was answered to 基本信息 is read before signing; a new column need not be thought of."""
    draft = world.draft()
    asked = [name for name in BASIC_FIELDS if name != "phone"]

    labels = filled(draft.basic, asked)

    page = shown(draft, Section.BASIC)
    assert [label for label in labels if not page.get(label)] == []
    assert page["手机号"]


def test_every_ground_and_every_word_on_the_channel_is_on_the_page(world):
    """09-1: commission approval, day of filing, new work since … are not lost between form and signature."""
    draft = world.draft()
    Declaration.objects.filter(pk=draft.pk).update(relay=world.region_unit, menu="")
    draft = Declaration.objects.get(pk=draft.pk)
    plain = [name for name in CHANNEL_FIELDS if name not in {"relay", "menu"}]

    labels = filled(draft.grounds, GROUNDS_FIELDS) + filled(draft, plain)

    page = shown(draft, Section.OPTIONS)
    assert [label for label in labels if not page.get(label)] == []
    assert page["派遣单位"] == world.region_unit.name


def test_what_stands_beside_the_rows_is_on_the_page(world):
    """09-1: summary, gap, experts' words, objections to shared data (MAT-52, MAT-31, MAT-69, MAT-10)."""
    draft = world.full()
    appraisal = {"expert": "黄大明", "unit": "广西艺术研究院（演示）", "title": "研究员", "opinion": "有创见"}
    dispute = {"section": "education", "key": "x", "said": "大专", "origin": "", "reason": "毕业年份有误", "on": ""}
    shared = dispute | {"section": "insurance", "said": "3月", "reason": "缴费单位有误"}
    told = {"summary": "一、窑变。", "insurance_gap": "调动", "appraisals": [appraisal], "disputes": [dispute, shared]}
    Grounds.objects.filter(declaration=draft).update(**told)

    page = shown(draft, *Section)

    assert page["专业技术工作总结"] == "一、窑变。"
    assert page["情况说明"] == "调动"
    assert page["专家鉴定意见 1"] == "专家：黄大明；单位：广西艺术研究院（演示）；职称：研究员；意见：有创见"
    assert page["对共享数据“大专”的异议"] == "毕业年份有误"
    assert page["对共享数据“3月”的异议"] == "缴费单位有误"


def test_an_answer_that_nothing_asks_for_is_not_missing(world):
    page = shown(world.full(), Section.BASIC)

    assert (page["公务员（含参照公务员法管理单位人员）"], page["处分"]) == ("否", "无")
    assert {"过渡期截止日期", "处分期满日期", "延长退休至"} & set(page) == set()
    assert page["电子邮箱"] == ""  # 未填写


def test_nobody_signs_an_answer_to_what_was_never_asked(world):
    """09-1, ELIG-10…13: this notice takes nobody by household or archive, so nothing is said of either."""
    page = shown(world.full(), Section.BASIC)

    unasked = {"户口在广西", "在区外工作", "人事档案托管机构", "档案托管起始时间", "另有的身份证号码数"}
    assert unasked & set(page) == set()
    assert (page["出生日期"] != "", page["已办理离退休手续"]) == (True, "否")


def test_a_box_left_unticked_is_an_answer_on_every_card(world):
    """09-1: 否 where it was not ticked, 未填写 where the row needs a word, nothing for what nobody asked."""
    draft = world.full()
    draft.trainings.update(passed=False)
    draft.publications.update(not_for_degree=False, own_part="")
    blocks = {each.section: each for each in answer_blocks(Declaration.objects.get(pk=draft.pk), editable=False)}

    course = dict(blocks[Section.TRAINING].cards[0].rows)
    paper = dict(blocks[Section.PUBLICATIONS].cards[0].rows)

    assert course["已完成（考试合格）"] == "否"
    assert paper["非为完成学历教育或获取学位而发表"] == "否"
    assert paper["本人作用（署名次序、承担章节）"] == ""  # 未填写
    assert {"专利", "国（境）外学历"} & set(course | paper) == set()


# ── signing: by hand, or by a code to one's own phone (ux.md 09-2) ─────────────────────────────────────────────────
TICKS = {"checked": CHECKS, "pledge": "on", "signed_name": "覃𬭚"}


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def submit(client, declaration, **told):
    return client.post(reverse("process:act", args=[declaration.ref, "submit"]), {**TICKS, **told})


def code_sent():
    return SmsOrder.opened(Outbox.objects.filter(kind=SEND_SMS).latest("pk").payload).secret


def test_nobody_signs_by_a_typed_name_alone(world, lin):
    declaration = world.full()

    answer = submit(lin, declaration)

    assert answer.status_code == 422
    assert "不便手写的，可以改用短信验证码确认" in answer.content.decode()
    assert not declaration.pledges.exists()


def test_everything_that_is_missing_of_a_signature_is_told_at_once_each_at_its_field(world, lin):
    """09-3, ALL-5: the handwriting does not wait until the ticks, the pledge and the name are mended."""
    declaration = world.full()
    url = reverse("process:act", args=[declaration.ref, "submit"])

    nothing = lin.post(url, {}).context["form"].errors
    another = lin.post(url, {"checked": CHECKS[:2], "signed_name": "覃华"}).context["form"].errors

    assert set(nothing) == {"checked", "pledge", "signed_name", "signature"}
    assert [len(each) for each in nothing.values()] == [1, 1, 1, 1]
    assert set(another) == {"checked", "pledge", "signed_name", "signature"}
    assert another["signed_name"] == ["签名须与申报人姓名一致。"]


def test_what_was_refused_comes_back_on_the_check_page_with_all_that_was_typed(world, lin):
    """S09: answers, pledge and the way without handwriting stand beside the error; nothing is ticked twice."""
    declaration = world.full()

    page = submit(lin, declaration, signed_name="覃华", signature="M10 10L90 90")
    told = page.content.decode()

    assert (page.status_code, page.templates[0].name) == (422, "declarations/check.html")
    assert "签名须与申报人姓名一致" in told
    assert ('value="覃华"' in told, 'value="M10 10L90 90"' in told) == (True, True)
    assert len(re.findall(r"checked\s+>", told)) == 6
    assert "改用短信验证码确认" in told


def test_who_comes_back_to_the_check_page_after_handing_in_sees_where_the_file_is(world, lin):
    """ALL-8: nothing to sign a second time."""
    draft = world.full()
    Declaration.objects.filter(pk=draft.pk).update(state=State.UNIT_CHECK)

    answer = lin.get(reverse("declarations:check", args=[draft.ref]))

    assert (answer.status_code, answer.url) == (302, reverse("process:case", args=[draft.ref]))


def test_there_is_one_door_to_submitting(world, lin):
    declaration = world.full()

    answer = lin.get(reverse("process:act", args=[declaration.ref, "submit"]))

    assert answer.url == reverse("declarations:check", args=[declaration.ref])


def test_who_hands_in_again_ticks_again(world, lin):
    declaration = world.full()
    submit(lin, declaration)

    submit(lin, declaration, signature="M10 10L90 90")
    recalled = lin.post(reverse("process:act", args=[declaration.ref, "recall"]))
    page = lin.get(reverse("declarations:check", args=[declaration.ref])).content.decode()

    assert recalled.status_code == 302
    assert re.findall(r"checked\s+>", page) == []


def test_strokes_are_a_signature_and_nothing_else_is(world, lin):
    declaration = world.full()

    assert submit(lin, declaration, signature="</path><script>").status_code == 422
    assert submit(lin, declaration, signature="M10 10L90 90").status_code == 302

    signed = declaration.pledges.get()
    assert (signed.signature, signed.phone_proved_at) == ("M10 10L90 90", None)


@pytest.mark.django_db(transaction=True)
def test_who_cannot_write_signs_with_the_phone_and_ticks_nothing_twice(world, lin):
    declaration = world.full()
    check = reverse("declarations:check", args=[declaration.ref])

    asked = lin.post(reverse("declarations:sign", args=[declaration.ref]), TICKS)
    proven = lin.post(asked.url, {"do": "check", "code": code_sent()}, follow=True)
    page = proven.content.decode()
    answer = submit(lin, declaration)

    assert proven.redirect_chain[-1][0].startswith(check)
    assert "已用短信验证码确认" in page
    assert len(re.findall(r"checked\s+>", page)) == 6
    assert 'value="覃𬭚"' in page
    assert answer.status_code == 302
    signed = declaration.pledges.get()
    assert (signed.signature, signed.phone_proved_at is not None) == ("", True)
    assert timedelta(0) <= signed.at - signed.phone_proved_at < timedelta(minutes=5)  # one clock on the paper
    assert PROVEN + CodePurpose.SIGN not in lin.session  # good once


@pytest.mark.django_db(transaction=True)
def test_a_wrong_code_signs_nothing(world, lin):
    declaration = world.full()
    asked = lin.post(reverse("declarations:sign", args=[declaration.ref]), TICKS)
    wrong = f"{(int(code_sent()) + 1) % 10**6:06d}"

    assert lin.post(asked.url, {"do": "check", "code": wrong}).status_code == 422
    assert submit(lin, declaration).status_code == 422


def test_nobody_asks_for_a_code_on_somebody_elses_case(world, client):
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")

    assert client.post(reverse("declarations:sign", args=[world.full().ref]), TICKS).status_code == 404
    assert not Outbox.objects.filter(kind=SEND_SMS).exists()
