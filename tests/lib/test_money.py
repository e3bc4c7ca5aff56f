from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lib.money import amount_in_words, fen, yuan


@given(st.integers(0, 10**13))
def test_out_and_in_again(amount):
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("450", 45000), ("450.5", 45050), ("￥1,234.50", 123450), ("４５０元", 45000), (450, 45000), (Decimal("0.01"), 1)],
)
def test_amounts_as_people_write_them(typed, amount):
    assert fen(typed) == amount


@pytest.mark.parametrize("typed", ["", "4,5", "1.234", "-1", "1e3", "NaN", "一百", "12,34.00"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match="yuan"):
        fen(typed)


def test_a_float_is_no_money():
    with pytest.raises(TypeError):
        fen(0.1)


def test_a_debt_has_a_sign():
    assert (yuan(-45001), yuan(5)) == ("-450.01", "0.05")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (45000, "肆佰伍拾元整"),
        (100005, "壹仟元零伍分"),
        (100050, "壹仟元伍角整"),
        (1000000, "壹万元整"),
        (1000100, "壹万零壹元整"),
        (10050000, "壹拾万零伍佰元整"),
        (12000000, "壹拾贰万元整"),
        (10000000000, "壹亿元整"),
        (10000010000, "壹亿零壹佰元整"),
        (20305040600 + 78, "贰亿零叁佰零伍万零肆佰零陆元柒角捌分"),
        (-45000, "负肆佰伍拾元整"),
    ],
)
def test_capital_numerals(amount, words):
    assert amount_in_words(amount) == words


@given(st.integers(1, 10**12))
def test_capital_numerals_never_stutter(amount):
    words = amount_in_words(amount)

    assert "零零" not in words
    assert not words.startswith("零")
    assert "零元" not in words
    assert words.endswith(("整", "分"))
