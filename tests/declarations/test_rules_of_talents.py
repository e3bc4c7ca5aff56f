"""Special ways of 2026, each at its boundary: talents declared directly, first declarations, decisions without a vote."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.eligibility.dossier import Body
from declarations.eligibility.kinds import direct_bases, kinds_of, legal_basis, talent_bases
from declarations.eligibility.quota import Place, fits, is_ai
from declarations.eligibility.registry import RULES
from declarations.eligibility.seniority import counts_of
from declarations.eligibility.slots import slot_for, slots_of
from declarations.packages.dossier_file import precheck
from declarations.routes import is_all_year, submission_window, window_of
from declarations.sample import EARLY, PATHS, TALENTS, UNVOTED, NoSuchOffering, offering, sample
from declarations.states import TalentBasis
from notices.rules import dump_terms, parse_terms
from notices.rules.switches import SmallGiant
from notices.services import read_notice_file
from tests.declarations import dossiers
from tests.declarations.dossiers import FULL, TITLE, asking, changed, craft_arts
from tests.declarations.talents import CRAFT_ARTS, SPECIAL, craft_2026, engineering_2026, with_rules

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 8, 5, 10, tzinfo=ZONE)  # inside the windows
TODAY = NOW.date()


def made(path, level, terms=None, specialty=""):
    """The sample of a way, and the terms it is for."""
    terms = terms or engineering_2026()
    return sample(offering(terms, today=TODAY, level=level, specialty=specialty, path=path)), terms


def blocks(dossier, terms, at=NOW):
    return [each.code for each in precheck(dossier, terms, at=at).findings if each.blocks]


def asked(dossier, **facts):
    return replace(dossier, request=replace(dossier.request, **facts))


codes = partial(dossiers.codes, today=TODAY)
found = partial(dossiers.found, today=TODAY)
said = partial(dossiers.said, today=TODAY)


# ── samples ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_each_new_way_has_a_sample_that_can_be_handed_in_under_the_rules_of_2026():
    taken = {}
    for terms in (craft_2026(), engineering_2026()):
        for level in terms.levels:
            for path in PATHS:
                try:
                    dossier = sample(offering(terms, today=TODAY, level=level.code, path=path))
                except NoSuchOffering:
                    continue
                taken.setdefault(path, {})[terms.code, level.code] = blocks(dossier, terms)

    assert set(taken) == set(PATHS) - {EARLY}  # of engineering in 2024
    assert {path: lacking for path, lacking in taken.items() if any(lacking.values())} == {}
    assert set(taken[TalentBasis.TALENT_PROJECT]) == {("2026-engineering", "zg"), ("2026-engineering", "fg")}
    assert {level for _, level in taken[TalentBasis.SKILL_MASTER]} == {"zg"}
    assert {level for _, level in taken["initial_determination"]} == {"zj", "zl", "yy"}


@pytest.mark.parametrize("path", [*TALENTS, *UNVOTED])
def test_every_file_of_a_special_way_is_a_must(path):
    level = {"skill_master": "zg", "initial_determination": "zj"}.get(path, "fg")
    dossier, terms = made(path, level)
    own = {"talent_proof", "giant_letter", "former_result", "authority_proof", "skill_certificate"}
    papers = [paper for paper in dossier.papers if paper.slot in own]

    for paper in papers:
        left = replace(dossier, papers=tuple(each for each in dossier.papers if each != paper))
        assert blocks(left, terms), paper.slot
    assert bool(papers) is (path != "initial_determination")


# ── the special committee (PATH-20, PATH-21, PATH-29) ──────────────────────────────────────────────────────────────
def test_only_the_special_committee_takes_talents_and_only_for_senior_titles():
    """PATH-21."""
    dossier, terms = made("special_talent", "fg")

    assert dossier.request.committee == SPECIAL
    assert codes(dossier, "PATH-29", "PATH-20", terms=terms) == []
    other = asked(dossier, committee=terms.committees[0].name)
    assert codes(other, "PATH-29", terms=terms) == ["E109"]
    assert said(asked(dossier, level="zj"), "PATH-29", terms=terms) == [
        "高层次直评只用于直接申报高级职称，请选择正高级或副高级。"
    ]


def test_the_committee_of_the_ordinary_review_takes_everybody_else():
    assert found(FULL, "PATH-29", "PATH-20", "PATH-24", "PATH-27", "PATH-28", terms=engineering_2026()) == []


@pytest.mark.parametrize(
    ("moment", "refused"),
    [("2026-09-30T23:59:59+08:00", []), ("2026-10-01T00:00:00+08:00", ["E401"])],
)
def test_talents_have_a_deadline_of_their_own(moment, refused):
    """PATH-21, PATH-29: 30 September, weeks after the ordinary window is closed."""
    at = datetime.fromisoformat(moment)
    talent, terms = made("special_talent", "fg")
    ordinary, _ = made("ordinary", "fg")

    assert [code for code in blocks(talent, terms, at) if code == "E401"] == refused
    assert "E401" in blocks(ordinary, terms, at)


def test_no_window_of_the_stages_rules_a_talent_on_its_way():
    """PATH-29."""
    terms = craft_arts()
    nodes = ("applicant", "unit", "department", "city_office", "committee_office")

    assert [window_of(terms, node, "special_direct") for node in nodes] == [*["special_direct"] * 4, ""]
    assert submission_window(changed(special_direct={"deadline": None}), "special_direct") == ""


def test_the_basis_is_one_of_the_year():
    """PATH-20: 2024 knows the special talents only, 2026 four ways."""
    assert talent_bases(craft_arts()) == ("special_talent",)
    assert talent_bases(engineering_2026()) == tuple(TalentBasis.values)
    dossier, terms = made("small_giant", "fg")
    assert said(asked(dossier, talent_basis=""), "PATH-20", terms=terms) == ["请选择高层次直评的依据。"]
    assert codes(asked(dossier, talent_basis="small_giant"), "PATH-20", terms=craft_arts()) == ["PATH-20"]


def test_the_document_behind_the_way_is_of_its_year():
    """PATH-20, PATH-29."""
    terms_2017 = read_notice_file(CRAFT_ARTS.with_name("2017-craft-arts.yaml"))

    assert legal_basis(terms_2017, "special_talent") == "桂职改〔2016〕3号（试行）"
    assert legal_basis(craft_arts(), "special_talent") == "桂人社规〔2023〕6号"
    assert legal_basis(engineering_2026(), "small_giant") == "桂人社规〔2023〕6号"
    assert "special_direct" not in kinds_of(terms_2017)  # its notice names no committee for it


def test_neither_years_nor_a_lower_title_are_asked_of_talents():
    dossier, terms = made("special_talent", "zg")

    assert codes(dossier, "COND-13", "MAT-22", terms=terms) == []
    assert [each.code for each in found(dossier, "COND-13", terms=terms)] == ["COND-14"]


# ── 小巨人 (PATH-24…26) ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, False),
        ({"small_giant_until": None}, True),
        ({"small_giant_until": TODAY}, False),
        ({"small_giant_until": TODAY - timedelta(days=1)}, True),
        ({"small_giant_from": TODAY}, False),
        ({"small_giant_from": TODAY + timedelta(days=1)}, True),
        ({"small_giant_from": None}, False),
        ({"legal_representative": ""}, False),
        ({"legal_representative": "别人"}, True),
    ],
)
def test_the_enterprise_is_listed_on_the_day_and_its_own_head_signs(facts, refused):
    """PATH-24."""
    dossier, terms = made("small_giant", "fg")
    other = replace(dossier, unit=replace(dossier.unit, **facts))

    assert (codes(other, "PATH-24", terms=terms) == ["PATH-24"]) is refused


def test_the_day_of_declaring_counts_and_not_the_day_somebody_looks():
    dossier, terms = made("small_giant", "fg")
    lapsed = replace(dossier, unit=replace(dossier.unit, small_giant_until=TODAY - timedelta(days=1)))

    assert codes(asked(lapsed, declared_on=TODAY - timedelta(days=1)), "PATH-24", terms=terms) == []


@pytest.mark.parametrize("facts", [{"recommended_by": " "}, {"recommended_on": None}, {"team_leader": False}])
def test_the_letter_is_signed_and_dated_and_speaks_of_a_team_leader(facts):
    """PATH-24."""
    dossier, terms = made("small_giant", "fg")

    assert codes(asked(dossier, **facts), "PATH-24", terms=terms) == ["PATH-24"]


def test_whoever_works_for_an_agency_is_recommended_by_the_employer():
    dossier, terms = made("small_giant", "fg")
    agency = replace(dossier, employer=dossier.unit, unit=Body(name="人才交流中心", kind="agency"))

    assert codes(agency, "PATH-24", terms=terms) == []


@pytest.mark.parametrize(
    ("level", "specialty", "switch", "warned"),
    [("zg", "ai", False, True), ("zg", "ai", True, False), ("fg", "ai", False, False), ("zg", "taoci", False, False)],
)
def test_what_the_rules_leave_open_about_the_cap_is_said(level, specialty, switch, warned):
    """PATH-26, G-13."""
    dossier, _ = made("small_giant", level, specialty=specialty)
    giant = dump_terms(engineering_2026())["rules"]["small_giant"] | {"ai_within_zhenggao_max": switch}

    told = found(dossier, "PATH-26", terms=with_rules(small_giant=giant))

    assert [each.severity for each in told] == (["warn"] if warned else [])


# ── the quota, as arithmetic (PATH-25, PATH-26) ────────────────────────────────────────────────────────────────────
LAW = SmallGiant(direct_senior_max=2, zhenggao_max=1, ai_extra=2, signature="法定代表人", role="研发团队带头人")
Z, F = Place(zhenggao=True, ai=False), Place(zhenggao=False, ai=False)
AZ, AF = Place(zhenggao=True, ai=True), Place(zhenggao=False, ai=True)
PLACES = st.lists(st.sampled_from([Z, F, AZ, AF]), max_size=7)
LAWS = st.builds(
    SmallGiant,
    direct_senior_max=st.integers(0, 3),
    zhenggao_max=st.integers(0, 2),
    ai_extra=st.integers(0, 3),
    ai_within_zhenggao_max=st.booleans(),
    signature=st.just("法定代表人"),
    role=st.just("研发团队带头人"),
)


@pytest.mark.parametrize(
    ("places", "fit"),
    [
        ([F, F], True),
        ([F, F, F], False),
        ([Z, F], True),
        ([Z, Z], False),
        ([F, F, AF, AF], True),
        ([F, F, AF, AF, AF], False),
        ([F, AF, AF, AF], True),  # the third of 人工智能 takes a place of the base
        ([Z, F, AZ, AZ], True),  # the cap is of the base alone
        ([Z, AZ, AZ, AZ], False),
        ([Z, AZ, AZ, AF], True),  # a 副高 stands in the base, both 正高 in the extra places
    ],
)
def test_two_a_year_one_of_them_the_highest_and_two_more_of_artificial_intelligence(places, fit):
    """PATH-25, PATH-26."""
    assert fits(places, LAW) is fit


def test_the_cap_may_cover_the_extra_places_too():
    """G-13."""
    within = replace(LAW, ai_within_zhenggao_max=True)

    assert fits([AZ], within)
    assert not fits([Z, AZ], within)


@given(PLACES, LAWS)
def test_they_fit_exactly_when_somebody_could_seat_them(places, law):
    """Against trying every choice of who of 人工智能 sits in the base, the extra places filled first."""
    ai = [each for each in places if each.ai]
    rest = [each for each in places if not each.ai]
    spilled = max(0, len(ai) - law.ai_extra)
    seatings = [[*rest, *chosen] for chosen in combinations(ai, spilled)]

    def stands(base):
        counted = places if law.ai_within_zhenggao_max else base
        return len(base) <= law.direct_senior_max and sum(each.zhenggao for each in counted) <= law.zhenggao_max

    assert fits(places, law) is any(map(stands, seatings))


@given(PLACES, LAWS, st.data())
def test_a_withdrawal_never_undoes_an_admission(places, law, data):
    """PATH-25."""
    if places and fits(places, law):
        gone = data.draw(st.integers(0, len(places) - 1))
        assert fits([*places[:gone], *places[gone + 1 :]], law)


def test_a_specialty_is_of_artificial_intelligence_by_the_words_of_the_rules():
    terms = engineering_2026()

    assert is_ai(terms, terms.rules.small_giant, "ai")
    assert not is_ai(terms, terms.rules.small_giant, "taoci")


# ── talent projects, masters of skill (PATH-27, PATH-28) ───────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("project", "level", "text"),
    [
        ("国家级", "zg", []),
        ("广西", "fg", []),
        ("国家级", "fg", ["国家级人才项目入选者可直接申报正高级工程师，不能申报高级工程师。"]),
        ("广西", "zg", ["广西人才项目入选者可直接申报高级工程师，不能申报正高级工程师。"]),
        ("市级", "fg", ["请选择人才项目的层级（国家级、广西）。"]),
    ],
)
def test_a_project_leads_to_its_own_level(project, level, text):
    """PATH-27."""
    dossier, terms = made("talent_project", level)

    assert said(asked(dossier, project_level=project), "PATH-27", terms=terms) == text


def test_a_project_leads_to_no_other_series():
    """PATH-27."""
    dossier, _ = made("talent_project", "zg")

    assert said(dossier, "PATH-27", terms=craft_2026()) == [
        "国家级人才项目入选者可直接申报正高级工程师，不能申报正高级工艺美术师。"
    ]


@pytest.mark.parametrize("facts", [{"project_name": " "}, {"project_year": None}])
def test_the_project_is_named(facts):
    dossier, terms = made("talent_project", "zg")

    assert codes(asked(dossier, **facts), "PATH-27", terms=terms) == ["PATH-27"]


@pytest.mark.parametrize(
    ("grade", "refused"), [("首席技师", False), ("特级技师", False), ("高级技师（一级）", True), ("技师（二级）", True)]
)
def test_only_the_two_highest_grades_lead_straight_up(grade, refused):
    """PATH-28."""
    dossier, terms = made("skill_master", "zg")
    held = replace(dossier, titles=tuple(replace(each, grade=grade) for each in dossier.titles))

    assert (codes(held, "PATH-28", terms=terms) == ["PATH-28"]) is refused


def test_masters_of_skill_declare_the_highest_level_only_with_the_scan_of_the_certificate():
    """PATH-28."""
    dossier, terms = made("skill_master", "zg")

    assert said(asked(dossier, level="fg"), "PATH-28", terms=terms) == [
        "首席技师直接申报的是正高级，不能申报高级工程师。"
    ]
    assert slot_for(dossier, terms, "skill_certificate", "titles:1").hard
    assert codes(replace(dossier, papers=()), "MAT-03", terms=terms).count("E201") > 0
    assert [each.text for each in found(dossier, "PATH-28", terms=terms)] == [
        "持首席技师证书直接申报；由单位证明仍从事相关工作、长期坚守生产服务一线。"
    ]


# ── first declarations (PATH-22) ───────────────────────────────────────────────────────────────────────────────────
def test_returnees_may_declare_directly_with_their_first_declaration_only():
    """PATH-22."""
    dossier, terms = made("first_time", "fg")

    assert codes(dossier, "PATH-02", "MAT-22", terms=terms) == []
    assert [each.severity for each in found(dossier, "PATH-02", terms=terms)] == ["human"]
    held = replace(dossier, titles=(TITLE,))
    assert said(held, "PATH-02", terms=terms) == ["“海外归国人员”只适用于首次申报职称，已有职称的请逐级申报。"]
    assert codes(asked(dossier, titled_before=True), "PATH-02", terms=terms) == ["PATH-22"]


def test_the_bases_of_2026_stand_beside_the_printed_ones():
    """PATH-22."""
    assert direct_bases(craft_2026())[-3:] == ("海外归国人员", "党政机关交流", "部队转业安置")
    assert direct_bases(craft_arts()) == craft_arts().direct.bases
    dossier, _ = made("first_time", "fg")
    assert codes(dossier, "PATH-02", terms=craft_arts()) == ["PATH-02"]


def test_2026_opens_them_where_the_notice_prints_no_basis_at_all():
    raw = dump_terms(engineering_2026())
    silent = parse_terms(raw | {"direct": None})
    dossier, _ = made("first_time", "fg")

    assert codes(dossier, "PATH-02", terms=silent) == []
    assert codes(asked(dossier, direct_basis="其他"), "PATH-02", terms=silent) == ["PATH-02"]


# ── decided without a vote (PATH-14, PATH-23, PATH-30, PATH-31) ────────────────────────────────────────────────────
@pytest.mark.parametrize(("level", "refused"), [("zg", True), ("fg", True), ("zj", False), ("zl", False)])
def test_a_determination_goes_up_to_the_middle_level(level, refused):
    """PATH-30."""
    dossier, terms = made("initial_determination", "zj")

    assert (codes(asked(dossier, level=level), "PATH-30", terms=terms) == ["PATH-30"]) is refused


def test_people_outside_the_public_sector_may_turn_to_the_agency_of_their_archive():
    """PATH-30."""
    dossier, terms = made("initial_determination", "zj")
    private = replace(dossier, person=replace(dossier.person, unit_nature="private_enterprise"))
    no_commission = parse_terms(
        dump_terms(terms) | {"unit_rules": dump_terms(terms)["unit_rules"] | {"agency_by_commission": False}}
    )

    assert "也可由人事档案托管机构办理" in found(private, "PATH-30", terms=terms)[0].text
    assert "也可由人事档案托管机构办理" not in found(dossier, "PATH-30", terms=terms)[0].text
    for who, says in (
        (private, ["由人事代理机构办理的，须上传所在单位的委托函。"]),
        (dossier, ["本通知不接受委托人事代理机构办理。"]),
    ):
        assert said(asked(who, channel="agency"), "CHAN-09", terms=no_commission) == says


def test_no_season_binds_what_no_committee_votes_on():
    """PATH-31, TIME-16."""
    terms, old = engineering_2026(), craft_arts()
    long_after = datetime(2026, 12, 24, 10, tzinfo=ZONE)
    dossier, _ = made("initial_determination", "zj")

    assert [submission_window(terms, kind) for kind in UNVOTED] == ["", "", ""]
    assert submission_window(old, "initial_determination") == "personal_unit"  # 2024 bound it to a time
    assert is_all_year(old, "reconfirmation")
    assert "E401" not in blocks(dossier, terms, long_after)


def test_what_nobody_votes_on_needs_no_achievements_and_no_committee():
    dossier, terms = made("reconfirmation", "fg")

    assert (dossier.achievements, dossier.experiences, dossier.request.committee) == ((), (), "")
    assert "self_assessment" not in {slot.code for slot in slots_of(dossier, terms)}
    assert "E109" in codes(asked(dossier, kind="ordinary"), "CHAN-02", terms=terms)
    assert codes(asked(dossier, kind="ordinary"), "MAT-39", "MAT-40", "MAT-53", terms=terms) != []
    assert sum(each.reviewed for each in RULES) > 5


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, []),
        ({"origin": "region"}, ["只有在区外（含中直、外省、部队）取得的职称需要重新确认。"]),
        ({"series": "经济"}, ["重新确认须为本系列的职称；不再从事原系列工作的，请申报转评。"]),
        ({"rank": "zhong", "name": "工程师"}, ["所填职称与申请重新确认的级别（高级工程师）不一致。"]),
        ({"is_base": False}, ["请填写须重新确认的区外职称，并勾选为申报资格。"]),
    ],
)
def test_reconfirmed_is_an_outside_title_of_the_same_series_and_level(facts, text):
    """PATH-14."""
    dossier, terms = made("reconfirmation", "fg")
    held = replace(dossier, titles=tuple(replace(each, **facts) for each in dossier.titles))

    assert said(held, "PATH-14", terms=terms) == text


def test_reconfirming_is_not_held_up_by_not_being_reconfirmed():
    """PATH-10, PATH-14."""
    dossier, terms = made("reconfirmation", "fg")

    assert found(dossier, "PATH-10", terms=terms) == []
    assert [each.code for each in found(asked(dossier, kind="ordinary"), "PATH-10", terms=terms)] == ["W108"]


@pytest.mark.parametrize("field", ["former_committee", "former_no", "former_on"])
def test_a_result_to_be_confirmed_is_named_in_full(field):
    """PATH-23."""
    dossier, terms = made("confirmation_of_approval", "fg")
    nothing = None if field == "former_on" else " "

    assert codes(dossier, "PATH-23", terms=terms) == []
    assert codes(asked(dossier, **{field: nothing}), "PATH-23", terms=terms) == ["PATH-23"]


@pytest.mark.parametrize(("days", "refused"), [(0, False), (1, True)])
def test_a_result_to_be_confirmed_has_been_reached(days, refused):
    dossier, terms = made("confirmation_of_approval", "fg")
    told = asked(dossier, former_on=TODAY + timedelta(days=days))

    assert (codes(told, "PATH-23", terms=terms) == ["PATH-23"]) is refused


@pytest.mark.parametrize(
    ("kind", "rule", "text"),
    [
        ("confirmation_of_approval", "PATH-23", "本通知不办理核准确认。"),
        ("reconfirmation", "PATH-14", "本通知不办理职称重新确认。"),
        ("initial_determination", "PATH-30", "本通知不办理职称认定。"),
    ],
)
def test_a_year_that_does_not_know_a_kind_refuses_it(kind, rule, text):
    raw = dump_terms(craft_arts())
    silent = parse_terms(raw | {"initial_determination": None, "rules": raw["rules"] | {"reconfirmation": None}})

    assert said(asking(kind=kind), rule, terms=silent) == [text]
    assert kind not in kinds_of(silent)


# ── overrides, identity, exams, relevance (COND-03, COND-08, COND-15, ELIG-15, ELIG-19) ────────────────────────────
def test_another_document_goes_before_the_conditions_and_is_named_beside_them():
    """COND-08."""
    raw = dump_terms(craft_arts())
    place = next(n for n, each in enumerate(raw["condition_sets"]) if each["levels"] == ["fg"])
    row = {"education": "大专", "base": "zj", "months": 60}
    override = {
        "doc_no": "桂人社规〔2021〕11号",
        "text": "满3年即可",
        "clause": "fg-yj1",
        "replaces": row,
        "by": row | {"months": 36},
    }
    raw["condition_sets"][place] |= {"overrides": [override]}
    terms = parse_terms(raw)
    since = replace(
        FULL, titles=(replace(TITLE, granted_on=date(2021, 6, 1)),)
    )  # three years and a half by the cut-off
    conditions = terms.condition_set("fg")

    assert codes(since, "COND-13", terms=craft_arts()) == ["COND-13"]
    assert codes(since, "COND-13", terms=terms) == []
    assert counts_of(since, terms, TODAY)[0].words.endswith("（按桂人社规〔2021〕11号：满3年即可）")
    assert (conditions.beside("fg-yj1"), conditions.beside("fg-yj2")) == ("（按桂人社规〔2021〕11号：满3年即可）", "")
    assert len(conditions.rows) == len(conditions.education_seniority)


@pytest.mark.parametrize(
    ("basis", "dispatched", "counts"),
    [
        ("actual_unit", True, "private_enterprise"),
        ("personnel_unit", True, "institution"),
        ("personnel_unit", False, "private_enterprise"),
    ],
)
def test_identity_follows_the_unit_the_notice_names(basis, dispatched, counts):
    """ELIG-15, MAT-15."""
    terms = changed(eligibility={"identity_basis": basis})
    hirer = Body(name="派遣公司", nature="institution")
    dossier = replace(
        FULL,
        unit=replace(FULL.unit, nature="private_enterprise"),
        personnel_unit=hirer if dispatched else None,
    )
    agreeing = replace(dossier, person=replace(dossier.person, unit_nature=counts))
    other = replace(dossier, person=replace(dossier.person, unit_nature="social_group"))

    assert [each.severity for each in found(agreeing, "ELIG-15", terms=terms)] == ["ok"]
    assert [each.severity for each in found(other, "ELIG-15", terms=terms)] == ["human"]


def test_exams_are_asked_only_where_the_notice_requires_them():
    """COND-15."""
    required = changed(exams={"foreign_language": "required", "doc_no": "某文件"})

    assert found(FULL, "COND-15") == []
    assert said(FULL, "COND-15", terms=required) == ["请填写职称外语考试成绩或免试情况。"]
    assert codes(asking(foreign_exam="免试"), "COND-15", terms=required) == []
    assert slot_for(FULL, required, "exam_proof").hard
    assert slot_for(FULL, craft_arts(), "exam_proof") is None


def test_items_say_their_specialty_where_the_notice_looks_at_it():
    """ELIG-19."""
    asks = changed(limits={"items_name_specialty": True})
    named = replace(FULL, achievements=tuple(replace(each, specialty="艺术陶瓷") for each in FULL.achievements))

    assert found(FULL, "ELIG-19") == []
    assert [(each.severity, each.part) for each in found(FULL, "ELIG-19", terms=asks)] == [
        ("warn", entry.key) for entry in FULL.entries
    ]
    told = [each for each in found(named, "ELIG-19", terms=asks) if each.severity == "human"]
    assert [len(each.arithmetic) for each in told] == [len(FULL.achievements)]


def test_specialties_outside_the_opened_groups_are_refused():
    """COND-03: the five groups of the Liudong notice."""
    terms = read_notice_file(CRAFT_ARTS.with_name("2024-liudong-engineering.yaml"))
    level = terms.levels[0].code
    groups = {each.group for each in terms.specialties_for(level)}
    of_another = asking(level=level, specialty="taoci")

    assert groups == {"工程专业", "住建行业", "自然资源行业", "水利水电行业", "生态环境行业"}
    assert said(of_another, "CHAN-01", terms=terms) == ["所选专业不在本年度开评专业目录内。"]
