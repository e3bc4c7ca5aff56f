"""Forms as pieces: label, hint, error, control; values in and out of our own controls."""

from datetime import date

import pytest
from django import forms
from django.forms import modelform_factory
from django.template import Context, Template

from accounts.models import Organisation
from config.lib import widgets
from config.lib.pinyin import initials
from config.lib.sentences import FIELDS
from tests.ui.markup import tidy


class Small(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致 <b>")
    way = forms.ChoiceField(label="方式", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="我承诺")
    note = forms.CharField(label="备注", required=False)


# ── fields ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_field_has_label_hint_error_and_control_in_this_order():
    form = Small({})
    written = tidy(form["name"].as_field_group())
    order = [
        written.index(part)
        for part in ('<label for="id_name">', 'id="id_name_helptext"', 'id="id_name_error"', "<input")
    ]

    assert order == sorted(order)
    assert 'aria-describedby="id_name_helptext id_name_error"' in written
    assert 'aria-invalid="true"' in written
    assert "&lt;b&gt;" in written


def test_an_optional_field_says_so():
    assert "（选填）" in Small()["note"].as_field_group()
    assert "（选填）" not in Small()["name"].as_field_group()


def test_a_group_of_choices_is_a_fieldset_with_its_legend():
    written = tidy(Small()["way"].as_field_group())

    assert written.startswith('<fieldset class="field ')
    assert "<legend>方式</legend>" in written
    assert written.count('class="choice"') == 2


def test_the_summary_links_every_error_to_its_field():
    written = tidy(Template("{% load ui %}{% errors form %}").render(Context({"form": Small({"name": ""})})))

    assert "有 3 处需要修改" in written
    assert 'href="#id_name"' in written
    assert 'href="#id_way_group"' in written


def test_what_is_missing_is_asked_for_in_the_same_words_twice():
    form = Small({})
    summary = Template("{% load ui %}{% errors form %}").render(Context({"form": form}))
    asked = {"name": "请填写这一项。", "way": "请选择。", "agreed": "请先勾选这一项。"}

    assert all(words in form[name].as_field_group() for name, words in asked.items())
    assert all(f"{form[name].label}：{words}" in summary for name, words in asked.items())


def test_a_field_with_words_of_its_own_keeps_them():
    class Own(forms.Form):
        title = forms.CharField(label="您的作品叫什么？", error_messages={"required": "请写出作品全称。"})

    form = Own({})

    assert "您的作品叫什么：请写出作品全称。" in Template("{% load ui %}{% errors f %}").render(Context({"f": form}))


def test_the_summary_counts_sentences_and_says_a_label_once():
    form = Small({"name": "坭兴", "way": "x", "agreed": "on"})
    form.errors.clear()
    form.add_error("name", "姓名须为本人姓名。")
    form.add_error("name", "请与身份证一致。")
    form.fields["name"].label = "姓名"

    summary = tidy(Template("{% load ui %}{% errors form %}").render(Context({"form": form})))

    assert "有 2 处需要修改" in summary
    assert ">姓名须为本人姓名。</a>" in summary
    assert ">姓名：请与身份证一致。</a>" in summary


def test_a_form_in_order_has_no_summary():
    written = Template("{% load ui %}{% errors form other %}").render(Context({"form": Small(), "other": None}))

    assert written.strip() == ""


def test_a_whole_form_is_its_summary_and_its_fields():
    written = tidy(Small({}))

    assert written.startswith('<div class="errors"')
    assert written.count('class="field wrong') == 3


# ── controls ───────────────────────────────────────────────────────────────────────────────────────────────────────
class Controls(forms.Form):
    since = widgets.MonthField(label="时间", last_year=2024, first_year=2000, required=False)
    city = forms.ChoiceField(label="城市", choices=[("lz", "柳州市")], widget=widgets.SearchSelect, required=False)
    text = forms.CharField(label="总结", widget=widgets.LongText(least=2000), required=False)
    ballot = forms.ChoiceField(label="表决", choices=[("y", "同意")], widget=widgets.BallotCards, required=False)
    signature = widgets.SignatureField(label="签名", required=False)
    number = forms.CharField(label="号码", widget=widgets.id_number_input(), required=False)


def cleaned(**data):
    form = Controls(data)
    return form.cleaned_data if form.is_valid() else form.errors.get_json_data()


def test_a_month_is_the_first_of_its_days():
    assert cleaned(since_year="2019", since_month="11")["since"] == date(2019, 11, 1)
    assert cleaned()["since"] is None


@pytest.mark.parametrize("half", [{"since_year": "2019"}, {"since_month": "3"}, {"since": "gibberish"}])
def test_half_a_month_is_refused(half):
    assert cleaned(**half)["since"][0]["message"] == "请选择年份和月份。"


def test_a_month_comes_back_as_it_was_chosen():
    written = tidy(Controls(initial={"since": date(2019, 3, 1)})["since"])

    assert '<option value="2019" selected>' in written
    assert '<option value="3" selected>' in written


def test_a_search_list_knows_the_initials_of_its_options():
    assert 'data-initials="lzs"' in str(Controls()["city"])


def test_a_counted_text_says_how_much_is_asked():
    assert 'data-least="2000" data-most="0">不少于 2000 字' in tidy(Controls()["text"])
    assert widgets.written(" 已 写\n三字 ") == 4


def test_a_ballot_has_nothing_preselected():
    written = str(Controls()["ballot"].as_field_group())

    assert 'class="vote"' in written
    assert "checked" not in written


def test_an_id_number_is_kept_out_of_the_browser():
    written = str(Controls()["number"])

    assert "data-sensitive" in written
    assert 'autocomplete="off"' in written


@pytest.mark.parametrize("strokes", ["M1 2L3 4", "M1 2L3 4L5 6M7 8L9 10"])
def test_a_signature_is_its_strokes(strokes):
    assert cleaned(signature=strokes)["signature"] == strokes


@pytest.mark.parametrize("hostile", ["M1 2", "M1 2L3 4<script>", 'M1 2L3 4"/>', "M1 2L3 4" + "L1 1" * 20_000])
def test_anything_else_is_no_signature(hostile):
    assert cleaned(signature=hostile)["signature"][0]["code"] == "invalid"


def test_a_stored_signature_is_a_picture_with_a_name():
    assert widgets.signature_svg("M1 2L3 4", "韦秀兰") == (
        '<svg class="sign" viewBox="0 0 600 180" role="img" aria-label="韦秀兰的签名"><path d="M1 2L3 4"/></svg>'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [("韦秀兰", "wxl"), ("覃桂英", "qgy"), ("柳州（LZ）2024", "lzlz2024"), ("阿依古丽·买买提", "ayglmmt"), ("", "")],
)
def test_initials_are_those_people_type(text, found):
    assert initials(text) == found


# ── the house's own sentences ──────────────────────────────────────────────────────────────────────────────────────
class Everything(forms.Form):
    count = forms.IntegerField(label="件数", max_value=20)
    least = forms.IntegerField(label="至少", min_value=1)
    score = forms.DecimalField(label="评分", max_digits=5, decimal_places=1)
    email = forms.EmailField(label="电子邮箱")
    day = forms.DateField(label="日期")
    words = forms.CharField(label="说明", max_length=4)
    more = forms.CharField(label="总结", min_length=4)
    way = forms.ChoiceField(label="方式", choices=[("a", "甲")])


def test_what_is_wrong_is_said_in_plain_chinese():
    form = Everything({
        "count": "21", "least": "x", "score": "1.25", "email": "lin", "day": "昨天", "words": "一二三四五", "more": "一",
        "way": "b",
    })  # fmt: skip

    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "count": ["不能大于 20。"],
        "least": ["请填写整数，例如 12。"],
        "score": ["小数最多 1 位。"],
        "email": ["请填写正确的电子邮箱，例如 name@example.cn。"],
        "day": ["请填写日期，例如 2024-08-15。"],
        "words": ["最多 4 个字，现在有 5 个。"],
        "more": ["至少 4 个字，现在有 1 个。"],
        "way": ["这个选项现在不能选，请从列表中重新选择。"],
    }


def test_no_sentence_of_djangos_is_left_for_the_kinds_of_fields_we_use():
    kinds = [forms.IntegerField, forms.DecimalField, forms.DateField, forms.DateTimeField, forms.ChoiceField]
    kinds += [forms.MultipleChoiceField, forms.ModelChoiceField, forms.FileField]

    for kind in kinds:
        assert {code: str(words) for code, words in kind.default_error_messages.items()} == FIELDS[kind]
    assert str(forms.CharField().error_messages["required"]) == "请填写这一项。"


@pytest.mark.django_db
def test_an_empty_option_asks_to_choose():
    written = str(modelform_factory(Organisation, fields=["kind", "parent"])())

    assert written.count('<option value="" selected>请选择</option>') == 2
    assert "-----" not in written
