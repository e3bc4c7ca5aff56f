"""The special ways of 2026 from the chooser to the desk: committee, window, places of an enterprise, the unit's word."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Employment, IdNumber, Organisation
from config.lib import clock
from config.lib.flow import Asked
from declarations import effects, guards
from declarations.choosing import chosen, weigh
from declarations.documents import LEADER_LETTER
from declarations.dossier import load_dossier
from declarations.exceptions import Refused, TakenMeanwhile
from declarations.forms.items import AchievementForm
from declarations.models import Declaration, Grounds, QuotaYear, SmallGiant
from declarations.quota import has_place, position_of, quota_of
from declarations.routes import stops_of
from declarations.selectors import attests_of, kinds_open, notices_to_declare_under, relevance_points
from declarations.services import entries, sections
from declarations.services.drafts import create_draft
from declarations.states import State, TalentBasis
from notices.rules import terms_of
from records.services.documents import preview
from review.approvals import guards as approvals
from review.process.exceptions import MoveRefused
from review.process.forms import CheckForm
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import said
from tests.declarations.talents import SPECIAL, raw_2026, raw_engineering
from tests.declarations.test_documents import needs_poppler, words_of
from tests.declarations.world import BASIC, build_world, id_number, person
from tests.process.world import in_threads, on_postgresql

IN_SEASON = datetime.fromisoformat("2026-08-05T10:00+08:00")
AFTER_STAGES = datetime.fromisoformat("2026-09-15T10:00+08:00")
AFTER_ALL = datetime.fromisoformat("2026-10-01T10:00+08:00")
SIGNED = {"checked": ["1", "2", "3", "4", "5"], "pledge": True, "signed_name": "覃𬭚", "signature": "M10 10L90 90"}
FULL = "企业本年度直接申报名额已满（基础2名、其中正高1名、人工智能另加2名）。"


@pytest.fixture
def world(db):
    with clock.law_at(IN_SEASON):
        yield build_world(raw_engineering())


@pytest.fixture
def _whole_dossiers(monkeypatch):
    """What a dossier itself lacks is tested elsewhere."""
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])


def colleague(world, number):
    """Another team leader of the same enterprise."""
    someone = person(f"leader{number}", "覃𬭚", f"1910000{number:04}")
    IdNumber.objects.create(user=someone, number=id_number(f"450102{1985 + number // 1000}0301{number % 1000:03}"))
    Employment.objects.create(user=someone, organisation=world.unit, confirmed_at=IN_SEASON)
    return someone


def recommended(world, number, *, level="fg", specialty="taoci", unit=None):
    """A draft that the enterprise recommends directly."""
    who = colleague(world, number)
    made = sections_of(world, who, level=level, specialty=specialty, unit=unit or world.unit)
    Grounds.objects.filter(declaration=made).update(talent_basis=TalentBasis.SMALL_GIANT)
    return Declaration.objects.with_context().get(pk=made.pk)


def sections_of(world, who, **choice):
    draft = drafted(world, who, kind="special_direct", **choice)
    sections.save_basic(draft.pk, BASIC, actor=who)
    return draft


def drafted(world, who, *, level="fg", specialty="taoci", unit=None, **choice):
    told = {"level": level, "specialty": specialty, "unit": unit or world.unit, **choice}
    return create_draft(applicant=who, edition=world.edition, **told)


def submit(draft):
    return perform(draft.pk, Action.SUBMIT, actor=draft.applicant, **SIGNED)


def refused(draft):
    with pytest.raises(MoveRefused) as refusal:
        submit(draft)
    return [(each.code, each.text) for each in refusal.value.reasons]


# ── the committee and its window (PATH-21, PATH-29) ────────────────────────────────────────────────────────────────
def test_a_talent_goes_to_the_special_committee_under_its_own_window(world):
    draft = drafted(world, world.lin, kind="special_direct")

    assert (draft.committee.name, draft.window, draft.slot) == (SPECIAL, "special_direct", "2026:fugao")
    assert [(stop.node.value, stop.window) for stop in stops_of(draft)] == [
        ("unit", "special_direct"),
        ("city_office", "special_direct"),
        ("committee_office", ""),
    ]


def test_the_special_committee_takes_drafts_when_the_stages_are_over_and_not_after_its_own_end(world):
    """PATH-21, TIME-10."""
    with clock.law_at(AFTER_STAGES):
        assert drafted(world, world.lin, kind="special_direct").window == "special_direct"
        with pytest.raises(Refused, match="不在办理时间内"):
            drafted(world, world.lin)
    with clock.law_at(AFTER_ALL), pytest.raises(Refused, match="不在办理时间内"):
        drafted(world, world.lin, kind="special_direct")


def test_no_junior_title_is_begun_with_the_special_committee(world):
    with pytest.raises(Refused, match="只用于直接申报高级职称"):
        drafted(world, world.lin, kind="special_direct", level="zj", specialty="ai")


@pytest.mark.usefixtures("_whole_dossiers")
def test_a_talent_is_handed_in_under_that_window(world):
    draft = sections_of(world, world.lin)

    with clock.law_at(AFTER_STAGES):
        assert submit(draft).state == State.UNIT_CHECK
    late = recommended(world, 1)
    with clock.law_at(AFTER_ALL):
        assert "E401" in [code for code, _ in refused(late)]


def test_the_chooser_offers_the_kinds_of_the_notice(world, client):
    client.force_login(world.lin)

    page = client.get(reverse("declarations:new", args=["2026-engineering"])).content.decode()

    for words in ("高层次直评", "认定（中级、初级", "重新确认（在区外", "核准确认（机关交流"):
        assert words in page


def test_a_notice_is_offered_while_anything_may_be_declared_under_it(world):
    """PATH-21, PATH-31."""
    terms = terms_of(world.edition)
    unvoted = ["initial_determination", "reconfirmation", "confirmation_of_approval"]

    assert kinds_open(terms, {"personal_unit", "special_direct"}, year=2026)[:3] == [
        "ordinary",
        "conversion",
        "special_direct",
    ]
    assert kinds_open(terms, {"special_direct"}, year=2026) == ["special_direct", *unvoted]
    assert kinds_open(terms, set(), year=2026) == unvoted
    assert kinds_open(terms, set(), year=2027) == []
    assert len(notices_to_declare_under(now=AFTER_ALL)) == 1


def test_the_chooser_says_who_decides_where_no_committee_votes(world):
    draft = chosen(
        world.edition,
        applicant=world.lin,
        choice={"level": "zj", "specialty": "taoci", "unit": world.unit, "kind": "initial_determination"},
    )

    weighed = weigh(draft, now=IN_SEASON)

    assert draft.committee is None
    assert weighed.outcome == "ask"
    assert any("不经评委会评审，全年受理" in each.text for each in weighed.findings)


# ── what is asked (PATH-22…28, COND-15, ELIG-19) ───────────────────────────────────────────────────────────────────
def test_the_page_asks_what_the_way_needs_and_keeps_what_belongs_to_the_basis(world, client):
    """PATH-24, PATH-27."""
    draft = drafted(world, world.lin, kind="special_direct")
    client.force_login(world.lin)
    url = reverse("declarations:options", args=[draft.ref])
    page = client.get(url).content.decode()
    assert "每家企业每年可推荐 2 人，其中正高级 1 人；人工智能专业另加 2 人。您所在的企业本年度已有 0 人提交。" in page
    told = {
        "talent_basis": "small_giant",
        "recommended_by": "陆振邦",
        "recommended_on": "2026-08-01",
        "team_leader": "on",
        "project_level": "广西",
        "project_name": "甲",
        "_version": draft.version,
    }

    client.post(url, told)

    grounds = Grounds.objects.get(declaration=draft)
    assert (grounds.talent_basis, grounds.recommended_by, grounds.recommended_on, grounds.team_leader) == (
        "small_giant",
        "陆振邦",
        date(2026, 8, 1),
        True,
    )
    assert (grounds.project_level, grounds.project_name) == ("", "")


def test_a_result_to_be_confirmed_is_asked_for(world, client):
    """PATH-23."""
    draft = drafted(world, world.lin, kind="confirmation_of_approval")
    client.force_login(world.lin)
    url = reverse("declarations:options", args=[draft.ref])

    told = {"former_committee": "甲评委会", "former_no": "〔2025〕1号", "former_on": "2025-05-01"}

    client.post(url, told | {"_version": draft.version})

    draft = Declaration.objects.get(pk=draft.pk)
    asked = load_dossier(draft).request
    assert (asked.former_committee, asked.former_no, asked.former_on) == ("甲评委会", "〔2025〕1号", date(2025, 5, 1))
    assert "former_result" in client.get(url).content.decode()


def test_the_facts_of_a_listed_enterprise_reach_the_rules(world):
    """PATH-24."""
    draft = recommended(world, 1)
    assert load_dossier(draft).unit.small_giant_until is None
    Organisation.objects.filter(pk=world.unit.pk).update(legal_representative="陆振邦")
    SmallGiant.objects.create(
        organisation=world.unit,
        certificate_no="示例1号",
        valid_from=date(2025, 1, 1),
        valid_until=date(2027, 12, 31),
    )

    unit = load_dossier(Declaration.objects.with_context().get(pk=draft.pk)).unit

    assert (unit.small_giant_from, unit.small_giant_until, unit.legal_representative) == (
        date(2025, 1, 1),
        date(2027, 12, 31),
        "陆振邦",
    )


def test_whoever_got_a_title_here_before_declares_no_first_time(world):
    """PATH-22."""
    draft = drafted(world, world.lin, options=["direct"])
    assert not load_dossier(draft).request.titled_before
    before = drafted(world, world.lin, level="zj", unit=world.region_unit)
    Declaration.objects.filter(pk=before.pk).update(state=State.CERTIFIED, submitted_at=IN_SEASON)

    assert load_dossier(draft).request.titled_before


def test_the_answers_page_shows_the_way_that_was_chosen(world, client):
    draft = recommended(world, 1)
    Grounds.objects.filter(declaration=draft).update(recommended_by="陆振邦")
    client.force_login(draft.applicant)

    page = client.get(reverse("declarations:hub", args=[draft.ref])).content.decode()
    answers = client.get(reverse("declarations:answers", args=[draft.ref])).content.decode()

    assert "高层次直评" in page
    assert "署名推荐的法定代表人" in answers
    assert "国家级专精特新“小巨人”企业推荐" in answers


# ── the enterprise's places of the year (PATH-25, PATH-26; E216) ───────────────────────────────────────────────────
@pytest.mark.usefixtures("_whole_dossiers")
def test_the_third_of_an_enterprise_is_refused_and_a_withdrawal_gives_the_place_back(world):
    first, second, third = (recommended(world, number) for number in (1, 2, 3))
    submit(first)
    submit(second)

    assert refused(third) == [("E216", FULL)]
    perform(first.pk, Action.WITHDRAW, actor=first.applicant)
    assert submit(third).state == State.UNIT_CHECK


@pytest.mark.usefixtures("_whole_dossiers")
def test_the_second_of_the_highest_rank_is_refused_while_a_place_is_left(world):
    """PATH-25."""
    submit(recommended(world, 1, level="zg"))

    assert refused(recommended(world, 2, level="zg")) == [("E216", FULL)]
    assert submit(recommended(world, 3, level="fg")).state == State.UNIT_CHECK


@pytest.mark.usefixtures("_whole_dossiers")
def test_artificial_intelligence_has_two_places_more_and_takes_them_first(world):
    """PATH-26."""
    for number in (1, 2):
        submit(recommended(world, number, specialty="ai"))

    for number in (3, 4):
        submit(recommended(world, number))
    assert refused(recommended(world, 5, specialty="ai")) == [("E216", FULL)]


@pytest.mark.usefixtures("_whole_dossiers")
def test_a_recall_frees_the_place_and_coming_back_takes_it_again(world):
    first, second, third = (recommended(world, number) for number in (1, 2, 3))
    submit(first)
    submit(second)
    perform(first.pk, Action.RECALL, actor=first.applicant)
    submit(third)

    assert refused(first) == [("E216", FULL)]


@pytest.mark.usefixtures("_whole_dossiers")
def test_other_enterprises_and_other_ways_take_no_place(world):
    other = Organisation.objects.create(
        name="另一企业（演示）", kind="unit", parent=world.city, affiliation="city", nature="private_enterprise"
    )
    submit(recommended(world, 1, unit=other))
    submit(recommended(world, 2, unit=other))
    talent = recommended(world, 3)
    Grounds.objects.filter(declaration=talent).update(talent_basis=TalentBasis.SPECIAL_TALENT)
    submit(talent)

    assert quota_of(Declaration.objects.get(pk=talent.pk)) is None
    assert has_place(recommended(world, 4))
    assert not has_place(recommended(world, 5, unit=other))


def test_the_lock_counts_again_when_the_guard_was_asked_too_early(world):
    """Between the look and the lock somebody else was faster."""
    first, second, third = (recommended(world, number) for number in (1, 2, 3))
    assert said(guards.recommendation_in_quota, third) == []
    Declaration.objects.filter(pk__in=[first.pk, second.pk]).update(state=State.UNIT_CHECK, submitted_at=IN_SEASON)

    with pytest.raises(TakenMeanwhile):
        effects.hold_recommendation(third, Asked(), actor=third.applicant, now=IN_SEASON)

    assert said(guards.recommendation_in_quota, third) == [FULL]
    assert QuotaYear.objects.count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_whole_dossiers")
def test_of_eight_for_the_last_place_exactly_one_wins(transactional_db, soak, proof):
    """PATH-25, SYS-09."""
    rounds = 20 if soak else 3
    won = []
    with clock.law_at(IN_SEASON):
        shared = build_world(raw_engineering())
        for turn in range(rounds):
            enterprise = Organisation.objects.create(
                name=f"企业{turn}（演示）",
                kind="unit",
                parent=shared.city,
                affiliation="city",
                nature="private_enterprise",
            )
            submit(recommended(shared, 100 * turn, unit=enterprise))
            drafts = [recommended(shared, 100 * turn + number, unit=enterprise) for number in range(1, 9)]

            answers = in_threads([lambda draft=draft: told(draft) for draft in drafts])

            assert [answer for answer in answers if isinstance(answer, Exception)] == []
            won.append(answers.count(State.UNIT_CHECK))
            assert answers.count("E216") == len(drafts) - 1
    proof("eight for the last place of an enterprise", rounds=rounds, winners=sum(won))
    assert won == [1] * rounds
    assert Declaration.objects.submitted().keeping_slots().count() == 2 * rounds


def told(draft):
    """The state reached, or the code of the refusal."""
    try:
        return submit(draft).state
    except MoveRefused as refusal:
        return refusal.codes[0]


# ── what the unit attests (PATH-24, PATH-28) ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("basis", "points"),
    [
        ("skill_master", ("仍从事相关工作", "长期坚守生产服务一线")),
        ("small_giant", ("申报人是本企业研发团队带头人",)),
        ("talent_project", ()),
    ],
)
def test_the_unit_attests_what_only_it_can_know(world, basis, points):
    draft = recommended(world, 1)
    Grounds.objects.filter(declaration=draft).update(talent_basis=basis)
    draft = Declaration.objects.with_context().get(pk=draft.pk)

    assert attests_of(draft) == points
    assert bool(said(approvals.attested_by_the_unit, draft)) is bool(points)
    assert said(approvals.attested_by_the_unit, draft, attested=list(points)) == []
    if len(points) > 1:
        assert said(approvals.attested_by_the_unit, draft, attested=[points[0]]) == [
            f"须由单位逐项证明：{points[1]}；不能证明的，请退回或办理“不予推荐”。"
        ]


def test_the_unit_ticks_item_by_item_that_it_is_of_the_specialty(db):
    """ELIG-19."""
    with clock.law_at(IN_SEASON):
        raw = raw_2026(code="2026-craft-arts")
        world = build_world(raw | {"limits": raw["limits"] | {"items_name_specialty": True}})
        draft = drafted(world, world.lin)
        told = {"kind": "work", "title": "窑变瓶", "clause": "fg-yj1", "achieved_on": date(2025, 5, 1), "role": "独立"}
        entries.add_entry(draft.pk, "achievement", told | {"specialty": "艺术陶瓷"}, actor=world.lin)
        form = CheckForm(declaration=draft)

        assert load_dossier(draft).achievements[0].specialty == "艺术陶瓷"
        assert relevance_points(draft) == ("“窑变瓶”与拟评专业相符",)
        assert list(form.fields)[:3] == ["meets_conditions", "photo_ok", "relevant"]
        assert said(approvals.items_of_the_specialty, draft) == [
            "请逐项核对：“窑变瓶”与拟评专业相符；不相符的，请退回申报人更换。"
        ]
        assert said(approvals.items_of_the_specialty, draft, relevant=["“窑变瓶”与拟评专业相符"]) == []


def test_the_item_s_page_asks_its_specialty_only_where_the_notice_does(db):
    """ELIG-19."""
    with clock.law_at(IN_SEASON):
        raw = raw_2026(code="2026-craft-arts")
        asking = build_world(raw | {"limits": raw["limits"] | {"items_name_specialty": True}})
        form = AchievementForm(declaration=drafted(asking, asking.lin))

        assert form.initial["specialty"] == "艺术陶瓷（坭兴陶）"


def test_other_notices_ask_no_specialty_of_an_item(world):
    draft = drafted(world, world.lin)

    assert "specialty" not in AchievementForm(declaration=draft).fields
    assert relevance_points(draft) == ()
    assert "relevant" not in CheckForm(declaration=draft).fields


# ── decided without a vote (PATH-14, PATH-23, PATH-30, PATH-31) ────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", ["initial_determination", "reconfirmation", "confirmation_of_approval"])
def test_what_no_committee_votes_on_is_begun_any_day_of_the_year(world, kind):
    """PATH-31, TIME-16."""
    with clock.law_at(AFTER_ALL + timedelta(days=60)):
        draft = drafted(world, world.lin, kind=kind, level="zj")

        assert (draft.committee, draft.window, draft.slot) == (None, "", "")
        assert {stop.window for stop in stops_of(draft)} == {""}


def test_2024_bound_a_determination_to_the_season(db):
    """PATH-31."""
    with clock.law_at(datetime.fromisoformat("2024-08-05T10:00+08:00")):
        world = build_world()
        assert drafted(world, world.lin, kind="initial_determination", level="zj").window == "personal_unit"


def test_a_determination_stops_at_the_middle_level(world):
    """PATH-30."""
    with pytest.raises(Refused, match="认定只适用于中级、初级职称"):
        drafted(world, world.lin, kind="initial_determination", level="fg")


@pytest.mark.parametrize(("kind", "votes"), [("reconfirmation", False), ("ordinary", True), ("special_direct", True)])
def test_the_office_sends_them_on_without_a_round(world, kind, votes):
    """PATH-14."""
    draft = drafted(world, world.lin, kind=kind)

    assert bool(said(guards.decided_without_a_vote, draft)) is votes
    assert bool(said(guards.goes_before_a_committee, draft)) is not votes


def test_the_dossier_of_craft_arts_2026_still_begins_as_ever(db):
    with clock.law_at(IN_SEASON):
        world = build_world(raw_2026(code="2026-craft-arts"))

        assert drafted(world, world.lin).window == "personal_unit"


# ── the letter of the enterprise (FORM-36) ─────────────────────────────────────────────────────────────────────────
@needs_poppler
@pytest.mark.usefixtures("_whole_dossiers")
def test_the_letter_says_certificate_role_specialty_and_the_place_of_the_year(world):
    """FORM-36, PATH-24…26: the role in the words of the rules, 人工智能 or not, which place of how many."""
    in_force = {"valid_from": date(2025, 7, 1), "valid_until": date(2028, 6, 30)}
    SmallGiant.objects.create(organisation=world.unit, certificate_no="XJR-2025-0077", **in_force)
    submit(recommended(world, 1))
    second = recommended(world, 2, specialty="ai")
    Grounds.objects.filter(declaration=second).update(recommended_by="陆掌柜", recommended_on=date(2026, 8, 3))

    words = "".join(words_of(preview(LEADER_LETTER, second.pk), layout=True).split())

    assert "None" not in words
    for each in (
        *("XJR-2025-0077", "2025年7月1日", "2028年6月30日", "系本企业研发团队带头人", "人工智能专业是"),
        *("本年度第2名", "名额2名，其中正高级不超过1名", "专业另加2名", "法定代表人（署名）：陆掌柜", "2026年8月3日"),
    ):
        assert each in words


@needs_poppler
@pytest.mark.parametrize("lapsed", [True, False])
def test_the_letter_names_no_certificate_that_is_not_in_force(world, lapsed):
    """FORM-36, PATH-24: the certificate of the day of declaring, none that has run out or has not begun."""
    days = (date(2020, 7, 1), date(2023, 6, 30)) if lapsed else (date(2030, 7, 1), date(2033, 6, 30))
    told = {"certificate_no": "XJR-0001", "valid_from": days[0], "valid_until": days[1]}
    SmallGiant.objects.create(organisation=world.unit, **told)

    words = "".join(words_of(preview(LEADER_LETTER, recommended(world, 1).pk), layout=True).split())

    assert "认定文件（证书）" in words
    assert "XJR-0001" not in words


@pytest.mark.usefixtures("_whole_dossiers")
def test_a_case_keeps_the_place_it_was_handed_in_with(world):
    """PATH-25: whoever comes later stands behind, whoever came earlier before."""
    first, second = recommended(world, 1), recommended(world, 2)
    submit(first)

    first.refresh_from_db()
    assert (position_of(first), position_of(second)) == (1, 2)
    submit(second)
    second.refresh_from_db()
    assert (position_of(first), position_of(second)) == (1, 2)
