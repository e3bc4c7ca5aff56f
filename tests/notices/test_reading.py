"""From file to terms and back; what is refused, and with which words."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal, get_args, get_origin

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices.exceptions import TermsRefused
from notices.rules import Terms, digest_of, dump_terms, parse_terms
from notices.rules.people import RECHECK_ALL
from notices.rules.procedure import Correction, Stage
from notices.rules.reading import LAW_ZONE, OneOf, keys_of, read_mapping, section_in, write_mapping
from notices.rules.schema import label_of, schema_rows


def faults(mapping):
    with pytest.raises(TermsRefused) as refused:
        parse_terms(mapping)
    return [(fault.path, fault.text) for fault in refused.value.faults]


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("brief", [False, True])
def test_what_is_written_reads_the_same(terms, brief):
    assert parse_terms(dump_terms(terms, brief=brief)) == terms


@pytest.mark.parametrize("brief", [False, True])
def test_what_is_exported_as_yaml_reads_the_same(terms, brief):
    exported = yaml.safe_dump(dump_terms(terms, brief=brief), allow_unicode=True)

    assert parse_terms(yaml.safe_load(exported)) == terms


def test_the_digest_does_not_hang_on_the_order_of_keys(terms):
    plain = dump_terms(terms)

    assert digest_of(dict(reversed(plain.items()))) == digest_of(plain)


words = st.text("职称评审abc1 ", max_size=6)
moments = st.datetimes(*(datetime.fromisoformat(f"{year}-01-01") for year in (2000, 2050)), timezones=st.just(LAW_ZONE))
LEAVES = {
    str: words,
    bool: st.booleans(),
    int: st.integers(-10, 10_000),
    date: st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    Decimal: st.decimals(0, 100, places=2),
    Fraction: st.integers(1, 9).flatmap(lambda below: st.integers(1, below).map(lambda above: Fraction(above, below))),
}


def values_of(key):
    return st.just(RECHECK_ALL) if key.read else values(key.kind)


def values(kind):
    """Every value a type of the schema can have."""
    args = get_args(kind)
    if kind in LEAVES:
        return LEAVES[kind]
    if section_in(kind) is kind:
        return st.builds(kind, **{key.attribute: values_of(key) for key in keys_of(kind)})
    if type(None) in args:
        return st.none() | values(args[0])
    return COMPOSED[get_origin(kind)](*args)


def rows(*kinds):
    if kinds[-1] is Ellipsis:
        return st.lists(values(kinds[0]), max_size=2).map(tuple)
    return st.tuples(*map(values, kinds))


COMPOSED = {
    Literal: lambda *options: st.sampled_from(options),
    Annotated: lambda base, note: st.sampled_from(note.words) if isinstance(note, OneOf) else moments,
    tuple: rows,
    Mapping: lambda _, kind: st.dictionaries(words, values(kind), max_size=2).map(MappingProxyType),
}


@pytest.mark.parametrize("section", sorted({s for key in keys_of(Terms) if (s := section_in(key.kind))}, key=repr))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_value_of_any_section_survives_the_way_there_and_back(section, data):
    value = data.draw(values(section))

    assert read_mapping(section, write_mapping(value)) == value
    assert read_mapping(section, write_mapping(value, brief=True)) == value


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────
def test_an_unknown_key_is_refused_with_its_path(raw):
    raw["stages"]["personal_unit"]["begin"] = raw["stages"]["personal_unit"].pop("start")
    raw["levels"][2]["colour"] = "blue"
    raw["fee"] = 1

    assert sorted(faults(raw)) == [
        ("fee", "未知的键"),
        ("levels[2].colour", "未知的键"),
        ("stages.personal_unit.begin", "未知的键"),
    ]


def test_keys_in_angle_brackets_are_data(raw):
    raw["stages"]["harvest"] = {"start": "2024-10-01", "end": "2024-10-02"}
    raw["labels"] = {"committee": "评委会"}

    terms = parse_terms(raw)

    assert terms.stages["harvest"].end == datetime(2024, 10, 2, 23, 59, 59, tzinfo=LAW_ZONE)
    assert terms.term("committee") == "评委会"


def test_a_missing_key_is_named_and_a_missing_optional_one_takes_its_default(raw):
    del raw["title"], raw["voting"], raw["reminders"]

    assert faults(raw) == [("title", "不能缺少")]


def test_what_a_file_leaves_out_takes_the_schemas_default(raw):
    for name in ("voting", "reminders", "result", "recheck", "representative", "unit_flow"):
        del raw[name]

    terms = parse_terms(raw)

    assert terms.voting.quorum == Fraction(2, 3)
    assert terms.reminders.before_hours == (72, 24, 2)
    assert terms.result.second_publicity_working_days == 5
    assert terms.unit_flow.steps == ("check", "deliberation", "publicity", "recommend")
    assert (terms.recheck, terms.representative) == (None, None)


def test_the_recheck_at_confirmation_is_all_by_default_and_can_be_none_or_some(raw):
    asked = raw["eligibility"]
    everything = parse_terms(raw).eligibility.recheck_at_confirmation

    del asked["recheck_at_confirmation"]
    assert parse_terms(raw).eligibility.recheck_at_confirmation == everything
    asked["recheck_at_confirmation"] = False
    assert set(parse_terms(raw).eligibility.recheck_at_confirmation.values()) == {"skip"}
    asked["recheck_at_confirmation"] = {"retired": "automatic"}
    assert parse_terms(raw).eligibility.recheck_at_confirmation == everything | {"retired": "automatic"}


def test_a_notice_that_leaves_most_out_reads_the_same_again(raw):
    required = {"code", "title", "series", "year", "issuer", "issued_on", "ruleset", "levels", "committees", "route"}
    few = {name: value for name, value in raw.items() if name in required}

    terms = parse_terms(few)

    assert parse_terms(dump_terms(terms)) == terms
    assert set(dump_terms(terms, brief=True)) == required
    assert terms.windows() == {}
    assert terms.option("direct") is None


def test_null_turns_a_feature_off(raw):
    raw |= {
        "representative": None,
        "pending_supplement": None,
        "recheck": None,
        "result": None,
        "cross_series_up": None,
    }

    terms = parse_terms(raw)

    assert (terms.result, terms.recheck, terms.pending_supplement, terms.cross_series_up) == (None,) * 4
    assert "pending_supplement" not in terms.windows()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("year", "2024", "应为整数"),
        ("year", True, "应为整数"),
        ("issuer_legal_person", "yes", "应为true 或 false"),
        ("contacts.postcode", 530022, "应为文字（数字请加引号）"),
        ("ruleset", 2024, "应为文字"),
        ("correction.end", 20240930, "应为时间"),
        ("quality_thresholds", {"unit_problem_ratio": "NaN"}, "应为数"),
        ("quality_thresholds", {"unit_problem_ratio": [1]}, "应为数"),
        ("issued_on", datetime.fromisoformat("2024-07-02T08:00"), "应为日期"),
        ("voting.quorum", "3/2", "应为不大于1的分数"),
        ("voting.quorum", 0.67, "应为不大于1的分数"),
        ("voting.quorum", "1/0", "应为不大于1的分数"),
        ("correction.end", "9月30日", "应为时间"),
        ("levels", {"zg": 1}, "应为列表"),
        ("fees", [450], "应为一组键值"),
        ("fees.amounts", 450, "应为一组键值"),
        ("photo.min_px", [1], "应有2项"),
        ("eligibility.recheck_at_confirmation", {"retired": "perhaps"}, "应为 true、false"),
        ("fees.amounts.zg", None, "应为整数"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_it_should_be(raw, path, value, said):
    *sections, last = path.split(".")
    place = raw
    for name in sections:
        place = place[name]
    place[last] = value

    [(where, text)] = faults(raw)

    assert where.startswith(path)
    assert text.startswith(said)


def test_a_file_that_is_no_mapping_is_refused():
    assert faults(["a", "list"]) == [("", "应为一组键值")]


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        (date(2024, 9, 30), "2024-09-30T00:00:00+08:00", "2024-09-30T23:59:59+08:00"),
        ("2024-09-30", "2024-09-30T00:00:00+08:00", "2024-09-30T23:59:59+08:00"),
        ("2024-09-30T18:00:00+08:00", "2024-09-30T18:00:00+08:00", "2024-09-30T18:00:00+08:00"),
        ("2024-09-30T10:00:00+00:00", "2024-09-30T18:00:00+08:00", "2024-09-30T18:00:00+08:00"),
        (datetime.fromisoformat("2024-09-30T18:00"), "2024-09-30T18:00:00+08:00", "2024-09-30T18:00:00+08:00"),
        (
            datetime(2024, 9, 30, 10, tzinfo=timezone(timedelta(0))),
            "2024-09-30T18:00:00+08:00",
            "2024-09-30T18:00:00+08:00",
        ),
    ],
)
def test_a_bare_date_is_the_whole_day_and_every_moment_is_of_beijing(written, start, end):
    stage = read_mapping(Stage, {"start": written, "end": written})

    assert (stage.start.isoformat(), stage.end.isoformat()) == (start, end)


def test_a_bare_date_ends_the_recheck_at_its_last_second():
    assert read_mapping(Correction, {"recheck_until": "2024-10-11"}).recheck_until.second == 59


# ── the schema in words ──────────────────────────────────────────────────────────────────────────────────
def test_every_key_has_a_meaning_and_a_default():
    rows = list(schema_rows())

    assert [row.path for row in rows if not (row.meaning and row.kind and row.default)] == []
    assert len({row.path for row in rows}) == len(rows)
    by_path = {row.path: row for row in rows}
    assert by_path["stages.<…>.end_to_end"].default == "false"
    assert by_path["voting.pass"].default == "2/3"
    assert by_path["unit_flow.recommendation.min_chars"].default == "0"
    assert by_path["levels[].code"].default == "必填"
    assert by_path["correction"].default == "见各键"


def test_a_path_can_be_said_in_words():
    assert label_of("stages.personal_unit.end") == "各阶段起止 · 个人申报及所在单位审核推荐 · 截止"
    assert label_of("voting.pass") == "表决 · 同意票不少于到会人数的"
