import string
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from config.lib import text

TODAY = date(2024, 8, 1)
births = st.dates(date(1900, 1, 1), TODAY)
REGIONS = ["450102", "451481", "459999", "110000", "810000", "820000", "830000", "911456", "710000"]


def id_number(born, region="450102", serial="123"):
    body = f"{region}{born:%Y%m%d}{serial}"
    return body + ric.calc_check_digit(body + "0")


numbers = st.builds(id_number, births, st.sampled_from(REGIONS), st.from_regex(r"\A[0-9]{3}\Z"))


# ── identity numbers ───────────────────────────────────────────────────────────────────────────────────────────────
@given(numbers)
def test_every_real_number_is_accepted(number):
    assert text.id_number_problem(number, today=TODAY) is None


@given(numbers, st.integers(0, 17), st.sampled_from(string.digits))
def test_one_wrong_digit_is_always_noticed(number, place, digit):
    wrong = number[:place] + digit + number[place + 1 :]

    assert wrong == number or text.id_number_problem(wrong, today=TODAY)


@given(numbers, st.integers(0, 16))
def test_two_swapped_digits_are_always_noticed(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or text.id_number_problem(swapped, today=TODAY)


@given(st.text())
def test_any_text_gets_an_answer(value):
    for judge in (text.id_number_problem, text.phone_problem, text.contact_phone_problem, text.name_problem):
        assert judge(value) is None or judge(value).endswith("。")
    assert text.uscc_problem(value) is None or text.uscc_problem(value).endswith("。")


@given(births, st.integers(0, 999))
def test_birth_date_and_sex_are_read_from_the_number(born, serial):
    number = id_number(born, serial=f"{serial:03d}")

    assert text.birth_date_of(number) == born
    assert text.sex_of(number) == ("男" if serial % 2 else "女")


@pytest.mark.parametrize(
    "typed", ["４５０１０２１９９００１０１１２３{}", " 450102 19900101 123{} ", "450102\t19900101123{}"]
)
def test_full_width_digits_blanks_and_small_x_are_the_same_number(typed):
    number = id_number(date(1990, 1, 1))

    assert text.normalise_id_number(typed.format(number[-1].lower())) == number


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "18位"),
        ("450102900101123", "18位"),  # the old fifteen digits
        ("45010219900101123", "18位"),
        ("050102199001011230", "18位"),
        (id_number(date(1990, 1, 1))[:-1] + "?", "18位"),
        ("450102199001011230", "校验位"),
        (id_number(TODAY + timedelta(days=1)), "不合理"),
        (id_number(date(2050, 1, 1)), "不合理"),
    ],
)
def test_what_is_wrong_is_said(number, said):
    assert said in text.id_number_problem(number, today=TODAY)


@pytest.mark.parametrize("day", ["19900230", "19901301", "18991231", "19000000"])
def test_a_day_that_never_was_is_refused(day):
    body = f"450102{day}123"

    assert "出生日期" in text.id_number_problem(body + ric.calc_check_digit(body + "0"), today=TODAY)


def test_arabic_digits_are_no_digits():
    assert "18位" in text.id_number_problem("٤٥٠١٠٢١٩٩٠٠١٠١١٢٣٤", today=TODAY)


def test_a_strange_province_is_not_refused():
    number = id_number(date(1990, 1, 1), region="990102")

    assert text.id_number_problem(number, today=TODAY) is None


# ── telephones ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "typed",
    ["19000001234", "190-0000-1234", "+86 190 0000 1234", "0086-19000001234", "８６19000001234", "190 00001234"],
)
def test_a_mobile_number_however_typed(typed):
    assert text.normalise_phone(typed) == "19000001234"
    assert text.phone_problem(typed) is None


@pytest.mark.parametrize("typed", ["", "1900000123", "12000001234", "190000012345", "0771-5507957"])
def test_no_mobile_number(typed):
    assert text.phone_problem(typed) == "请填写11位手机号码。"


@pytest.mark.parametrize("typed", ["0771-5507957", "(0771)5507957", "07715507957", "5507957", "0771-5507957-12"])
def test_landlines_are_good_for_calling(typed):
    assert text.contact_phone_problem(typed) is None


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "name",
    [
        "覃𬭚",
        "黄垚",
        "韦翀",
        "农䶮",
        "阿依古丽·买买提",
        "𠮷田",
        "〇",
        "欧阳明月",
        "Anna-Marie O'Neil",
        "王",
        "李\U0002ceef",
        "张\U00030edd",
    ],
)
def test_real_names_pass(name):
    assert text.name_problem(name) is None
    assert text.normalise_name(name) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 韦  秀兰 ", "韦秀兰"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("Anna  Marie", "Anna Marie"),
        ("e\u0301va", "éva"),
    ],
)
def test_names_are_written_one_way(typed, name):
    assert text.normalise_name(typed) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "张三1",
        "张\u200b三",
        "张\u202e三",
        "张\0三",
        "张\ue000",
        "·张",
        "张<b>",
        "=cmd",
        "张，三",
        "a" * 51,
        "张三（女）",
    ],
)
def test_what_is_no_name_is_refused(name):
    assert text.name_problem(name)


def test_private_characters_are_named_as_such():
    assert "自造字" in text.name_problem("张\ue123")


@pytest.mark.parametrize("bad", ["\0", "\x1b", "\u200b", "\u202e", "\ufeff", "\ud800", "\x85"])
def test_unwanted_characters_are_found(bad):
    assert text.control_characters_in(f"文{bad}字")
    assert not text.control_characters_in("第一行\n第二行\t𬭚")


# ── organisations ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_credit_code_is_checked():
    assert text.uscc_problem("91110000600037341L") is None
    assert text.uscc_problem(" 91110000 600037341l ") is None
    assert "校验位" in text.uscc_problem("91110000600037342L")
    assert "18位" in text.uscc_problem("9111000060003734")


# ── masks ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳明月", "欧**月"),
        ("阿依古丽·买买提", "阿******提"),
        ("王", "*"),
        ("", ""),
        ("覃𬭚", "覃*"),
    ],
)
def test_a_masked_name(name, shown):
    assert text.mask_name(name) == shown


def test_masked_numbers():
    assert text.mask_id_number("450102199001011238") == "450***********1238"
    assert text.mask_phone("13800001234") == "138****1234"
    assert text.mask_phone("5507957") == "*****57"
    assert text.mask_phone("110") == "***"
    assert text.mask_id_number("E1234567") == "********"


@given(numbers)
def test_a_mask_keeps_length_and_hides_the_birth_date(number):
    masked = text.mask_id_number(number)

    assert len(masked) == len(number)
    assert masked[6:14] == "*" * 8


@given(numbers, st.text(alphabet="中文， \n"), st.text(alphabet="中文。 "))
def test_numbers_inside_a_text_are_masked(number, before, after):
    masked = text.mask_numbers_in(f"{before}{number}，{after}13800001234")

    assert number not in masked
    assert "13800001234" not in masked


def test_other_numbers_inside_a_text_stay():
    assert text.mask_numbers_in("订单 20240801123456789012 金额 23000") == "订单 20240801123456789012 金额 23000"


def test_dates_in_words():
    assert text.chinese_date(date(2024, 8, 5)) == "2024年8月5日"
    assert text.chinese_month(date(2024, 8, 5)) == "2024年8月"


# ── names in marks, names of files ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("铜鼓", "“铜鼓”"),
        ("“纹样‘转译’研究”", "“纹样‘转译’研究”"),
        ("“纹样转译” 版权页", "“纹样转译” 版权页"),
        ("早期作品“铜鼓”", "“早期作品‘铜鼓’”"),
    ],
)
def test_a_name_stands_in_one_pair_of_marks(name, told):
    assert text.quoted(name) == told


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("“铜鼓”和‘壮锦’《图录》·一.pdf", "“铜鼓”和‘壮锦’《图录》·一.pdf"),
        ('证书: "金奖"?<1>|2*.pdf', "证书_ _金奖___1__2_.pdf"),
        ("a/b\\c.png", "a_b_c.png"),
        ("末尾有点. . ", "末尾有点"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("console.pdf", "console.pdf"),
        ("???", "___"),
        (" . ", ""),
    ],
)
def test_a_file_name_is_one_windows_takes_with_the_marks_people_type(typed, kept):
    assert text.file_name(typed) == kept


def test_a_long_file_name_is_cut():
    assert text.file_name("长" * 300, longest=50) == "长" * 50
