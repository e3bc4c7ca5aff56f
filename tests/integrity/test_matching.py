"""Journals by name and number: what is listed, what is borrowed, what is genuine (RISK-01, A-11, A-19). No database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrity.journals import plain_cn, plain_issn, plain_name
from integrity.matching import LONGEST, Known, Mark, Register, Written

REAL = {"name": "南国工艺", "issn": "1000-1234", "cn": "45-1234"}


def known(pk, name, *, aliases=(), issn="", cn="", said="涉嫌非法出版", **more):
    names = frozenset(plain_name(each) for each in (name, *aliases))
    return Known(pk, name, names, plain_issn(issn), plain_cn(cn), said, **more)


def catalogued(pk=1, said="中文核心期刊要目总览 2023年版", **more):
    return known(pk, **(REAL | {"said": said, "core": True} | more))


def risk(register, **told):
    return register.mark(Written.of(**(REAL | told))).risk


@pytest.fixture
def register():
    """《艺苑》 is listed, with its other name and a number; 《南国工艺》 is genuine."""
    listed = known(7, "艺苑", aliases=["艺苑（学术版）"], issn="2222-3333", cn="CN 45-9999/J")
    return Register([listed], [catalogued()])


@pytest.mark.parametrize(
    "told",
    [
        {"name": "艺苑", "issn": "", "cn": ""},
        {"name": " 艺 苑 (学术版)", "issn": "", "cn": ""},
        {"name": "艺苑", "issn": "9999-9999", "cn": "11-2222"},
    ],
)
def test_a_listed_journal_is_met_by_any_of_its_names(register, told):
    assert risk(register, **told) == "涉嫌非法出版"


@pytest.mark.parametrize("told", [{"issn": "ISSN 22223333", "cn": ""}, {"issn": "", "cn": "45-9999"}])
def test_a_listed_number_under_another_name_says_whose_it_is(register, told):
    assert risk(register, name="艺苑新编", **told) == "刊号与名单中的《艺苑》相同：涉嫌非法出版"


def test_the_genuine_journal_itself_is_not_doubted(register):
    assert register.mark(Written.of(**REAL)) == Mark(catalogued="中文核心期刊要目总览 2023年版")
    assert risk(register, cn="") == ""
    assert risk(register, issn="", cn="") == ""


@pytest.mark.parametrize("name", ["南国工艺教研版", "南囯工艺"])
def test_a_genuine_number_under_another_name_is_a_clone(register, name):
    """Cloned-journal fraud keeps the number and alters a character of the name."""
    told = risk(register, name=name)

    assert told == "疑似冒用刊号：ISSN 1000-1234、CN 45-1234 登记的刊物是《南国工艺》，与所填刊名不符"


@pytest.mark.parametrize("told", [{"issn": "3333-4444", "cn": ""}, {"cn": "45-4321"}])
def test_a_genuine_name_with_other_numbers_is_a_clone(register, told):
    assert risk(register, **told).startswith("疑似冒用刊名：《南国工艺》登记的刊号是")


def test_a_listed_clone_does_not_taint_whom_it_copies():
    clone = known(7, "南国工艺", issn="9999-0000", said="冒用《南国工艺》刊名")
    register = Register([clone], [catalogued()])

    assert risk(register) == ""
    assert risk(register, issn="9999-0000", cn="") == "冒用《南国工艺》刊名"
    assert risk(register, issn="", cn="") == "冒用《南国工艺》刊名"


def test_a_genuine_journal_that_is_listed_itself_stays_flagged():
    register = Register([known(7, "南国工艺", said="已被吊销")], [catalogued()])

    assert risk(register) == "已被吊销"


def test_a_journal_renamed_between_editions_is_no_clone():
    register = Register([], [catalogued(1, "2020年版"), catalogued(2, "2023年版", name="南国工艺研究")])

    assert [risk(register, name=name) for name in ("南国工艺", "南国工艺研究")] == ["", ""]


def test_only_core_editions_that_rule_on_the_day_are_named():
    editions = [
        catalogued(1, "2020年版", until=date(2023, 12, 31)),
        catalogued(2, "2023年版", since=date(2024, 1, 1)),
        catalogued(3, "在册期刊名录", core=False),
    ]
    register = Register([], editions)

    named = [register.mark(Written.of(**REAL, on=day)).catalogued for day in (date(2023, 5, 1), date(2024, 1, 1))]
    assert named == ["2020年版", "2023年版"]
    assert register.mark(Written.of(**(REAL | {"issn": "5555-5555"}))).catalogued == ""


def test_nothing_is_said_of_what_nobody_knows(register):
    assert register.mark(Written.of("无名之刊", "7777-8888", "12-3456")) == Mark()
    assert register.mark(Written.of("", "", "")) == Mark()


def test_a_sentence_fits_its_column():
    register = Register([known(1, "长", said="原" * 500)], [])

    assert len(risk(register, name="长")) == LONGEST


words = st.sampled_from(["", "甲刊", "乙刊", "丙刊"])
numbers = st.sampled_from(["", "1000-0001", "1000-0002"])
codes = st.sampled_from(["", "45-0001", "45-0002"])
journals = st.lists(st.tuples(words, numbers, codes), max_size=5)


@given(listed=journals, genuine=journals, asked=st.tuples(words, numbers, codes))
def test_what_bears_on_a_journal_answers_as_the_whole_does(listed, genuine, asked):
    """On save only rows with a shared name or number are read; at night all of them."""
    shelves = [
        [known(pk, name, issn=issn, cn=cn, core=True) for pk, (name, issn, cn) in enumerate(rows, 1) if name]
        for rows in (listed, genuine)
    ]
    written = Written.of(*asked)
    bearing = [
        [each for each in shelf if written.name in each.names or each.shares_number(written)] for shelf in shelves
    ]

    assert Register(*bearing).mark(written) == Register(*shelves).mark(written)
