"""BV6: the arithmetic of quorum and pass line, for every committee one could meet."""

from fractions import Fraction
from types import SimpleNamespace

import pytest

from review.meetings.counting import (
    freeze,
    has_quorum,
    needed,
    passes,
    quorum_of,
    quorum_words,
    result_words,
    thaw,
)

TWO_THIRDS = SimpleNamespace(members=13, quorum_num=2, quorum_den=3, pass_num=2, pass_den=3)


def rules(members, quorum=Fraction(2, 3), passing=Fraction(2, 3)):
    return SimpleNamespace(
        members=members,
        quorum_num=quorum.numerator,
        quorum_den=quorum.denominator,
        pass_num=passing.numerator,
        pass_den=passing.denominator,
    )


def test_pass_and_quorum_are_two_thirds_of_whole_people(proof):
    tried = 0
    for whole in range(61):
        for part in range(whole + 1):
            assert passes(TWO_THIRDS, agree=part, present=whole) is (3 * part >= 2 * whole)
            assert has_quorum(rules(whole), part) is (3 * part >= 2 * whole)
            for _abstain in range(whole - part + 1):
                tried += 1

    proof("ballot arithmetic (BV6)", triples=tried)
    assert tried >= 37_820


@pytest.mark.parametrize("fraction", [Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(4, 5)])
def test_the_line_is_the_smallest_number_that_passes(fraction):
    for whole in range(1, 61):
        line = needed(rules(whole, passing=fraction), whole)
        least = quorum_of(rules(whole, quorum=fraction))

        assert line == least
        assert passes(rules(whole, passing=fraction), agree=line, present=whole)
        assert not passes(rules(whole, passing=fraction), agree=line - 1, present=whole)


@pytest.mark.parametrize(
    ("members", "least"), [(5, 4), (7, 5), (9, 6), (11, 8), (13, 9), (15, 10), (25, 17), (27, 18), (31, 21)]
)
def test_the_table_of_the_law_book(members, least):
    assert (quorum_of(rules(members)), needed(rules(members), members)) == (least, least)


def test_sentences_show_their_sums():
    assert quorum_words(TWO_THIRDS, 11) == "应到 13 人，实到 11 人，需要 ≥ 9 人（3×11 = 33 ≥ 2×13 = 26）"
    assert quorum_words(TWO_THIRDS, 8) == "应到 13 人，实到 8 人，需要 ≥ 9 人（3×8 = 24 < 2×13 = 26）"
    assert result_words(TWO_THIRDS, agree=9, present=11) == "需要 ≥ 8（3×9 = 27 ≥ 2×11 = 22）"


def test_a_box_keeps_the_rules_it_was_opened_under():
    assert thaw(freeze(TWO_THIRDS)) == (2, 3, 2, 3, 13)
