"""The chooser: kinds that are taken now, closed ones with their dates; a committee chosen among competent ones (S04)."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from config.lib import clock
from declarations.choosing import chosen
from declarations.exceptions import Refused
from declarations.models import Declaration
from declarations.openings import openings_of
from declarations.services import sections
from declarations.services.drafts import create_draft
from notices.models import Gate
from notices.rules import terms_of
from tests.declarations.talents import raw_engineering
from tests.declarations.world import build_world

IN_SEASON = datetime.fromisoformat("2026-08-05T10:00+08:00")
AFTER_STAGES = datetime.fromisoformat("2026-09-15T10:00+08:00")
NEXT_YEAR = datetime.fromisoformat("2027-01-05T10:00+08:00")
BACKEND = "accounts.backends.PhoneBackend"
OTHER = "广西高校工程系列高级职称评审委员会（演示）"
ITS_OWN = "区直单位工程系列高级职称评审委员会（演示）"


@pytest.fixture
def world(db):
    with clock.law_at(IN_SEASON):
        yield build_world(raw_engineering())


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend=BACKEND)
    return client


def address(world):
    return reverse("declarations:new", args=[world.edition.notice.code])


def choice(world, **told):
    return {"level": "fg", "specialty": "ai", "kind": "ordinary", "channel": "unit", "unit": world.unit.pk} | told


def radio(page, kind):
    """The tag of one kind's radio."""
    return re.search(rf'<input type="radio" name="kind" value="{kind}"[^>]*>', page).group()


def test_every_kind_is_offered_while_its_window_is_open(lin, world):
    page = lin.get(address(world)).content.decode()

    assert not openings_of(world.edition.notice, terms_of(world.edition), now=IN_SEASON).closed
    assert "disabled" not in radio(page, "ordinary")
    assert "checked" in radio(page, "ordinary")


def test_a_closed_kind_stays_in_sight_with_its_dates_and_why(lin, world):
    """S04, TIME-02: the stages are over; the special committee and what waits for no season are open (PATH-21, PATH-31)."""
    gate = Gate.objects.get(notice=world.edition.notice, window="personal_unit")
    with clock.law_at(AFTER_STAGES):
        page = " ".join(lin.get(address(world)).content.decode().split())

    assert "disabled" in radio(page, "ordinary")
    assert "disabled" in radio(page, "conversion")
    for kind in ("special_direct", "initial_determination", "reconfirmation", "confirmation_of_approval"):
        assert "disabled" not in radio(page, kind)
    assert f"—{localtime(gate.closes_at):%Y-%m-%d %H:%M}），已经截止。</small>" in page
    assert "checked" in radio(page, "special_direct")  # the first that is open


@pytest.mark.parametrize("kind", ["ordinary", "conversion"])
def test_a_closed_kind_posted_without_the_page_is_refused_at_its_field(lin, world, kind):
    with clock.law_at(AFTER_STAGES):
        answer = lin.post(address(world), choice(world, kind=kind))

    assert answer.status_code == 422
    [said] = answer.context["form"].errors["kind"]
    assert said.startswith("不在办理时间内（")
    assert said.endswith("），已经截止。")
    assert not Declaration.objects.exists()


def test_the_service_says_the_same_as_the_page(world):
    told = choice(world) | {"unit": world.unit}
    with clock.law_at(AFTER_STAGES), pytest.raises(Refused) as refusal:
        create_draft(applicant=world.lin, edition=world.edition, **told)

    [reason] = [each for each in refusal.value.reasons if each.code == "E401"]
    assert (reason.field, reason.text.endswith("已经截止。")) == ("kind", True)


def test_what_waits_for_no_season_is_of_its_year(lin, world):
    """PATH-31, TIME-16."""
    openings = openings_of(world.edition.notice, terms_of(world.edition), now=NEXT_YEAR)

    assert openings.open == ()
    assert openings.closed["initial_determination"] == "不在办理时间内：全年受理，2026年度已经结束。"
    with clock.law_at(NEXT_YEAR):
        page = lin.get(address(world)).content.decode()
    assert "现在不在申报时间内" in page
    assert "开始填写</button>" not in page


def test_a_level_with_a_gate_of_its_own_is_asked_by_itself(lin, world):
    """TIME-06: the kind stays open for the level whose own gate is; for the others the sentence is at the kind."""
    everybody = Gate.objects.get(notice=world.edition.notice, window="personal_unit")
    late = datetime.fromisoformat("2026-10-01T00:00+08:00")
    Gate.objects.create(
        notice=world.edition.notice, window="personal_unit", level="zj", opens_at=everybody.opens_at, closes_at=late
    )
    with clock.law_at(AFTER_STAGES):
        page = lin.get(address(world)).content.decode()
        answer = lin.post(address(world), choice(world))

    assert "disabled" not in radio(page, "ordinary")
    assert answer.context["form"].errors["kind"][0].endswith("已经截止。")


# ── another competent committee (04-1) ─────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def several(db):
    """A notice with three committees for 副高级: two of the whole region, one of its own units only."""
    raw = raw_engineering()
    first = next(each for each in raw["committees"] if "fg" in each["levels"])
    beside = ({"name": OTHER, "scope": "全区"}, {"name": ITS_OWN, "scope": "区直"})
    raw["committees"] = [*raw["committees"], *(first | each | {"levels": ["fg"]} for each in beside)]
    with clock.law_at(IN_SEASON):
        yield build_world(raw)


def test_where_several_are_competent_another_may_be_chosen_and_the_rule_is_shown(several, client):
    client.force_login(several.lin, backend=BACKEND)

    page = client.get(address(several), choice(several)).content.decode()
    client.post(address(several), choice(several, committee=OTHER))

    assert "同样有权受理" in page
    assert f">{OTHER}</b>（受理全区" in page
    assert Declaration.objects.get().committee.name == OTHER


def test_a_committee_that_is_not_competent_cannot_be_chosen(several, client):
    """CHAN-03: 区直 only, and the unit is a city's."""
    client.force_login(several.lin, backend=BACKEND)
    for send in (client.get, client.post):
        answer = send(address(several), choice(several, committee=ITS_OWN))
        [said] = answer.context["form"].errors["committee"]
        assert said.startswith("所选评委会不受理该级别/该单位，请选择有权限的评委会：")
        assert OTHER in said

    assert not Declaration.objects.exists()


def test_without_a_choice_the_first_competent_one_is_derived(several):
    told = choice(several) | {"unit": several.unit}

    derived = chosen(several.edition, applicant=several.lin, choice=told).committee

    assert derived is not None
    assert derived.name != OTHER


def test_what_was_chosen_stays_while_it_is_competent(several):
    told = choice(several, committee=OTHER) | {"unit": several.unit}
    draft = create_draft(applicant=several.lin, edition=several.edition, **told)

    again = sections.change_request(draft.pk, level="fg", specialty="taoci", actor=several.lin)
    above = sections.change_request(draft.pk, level="zg", specialty="taoci", actor=several.lin)

    assert again.committee.name == OTHER
    assert above.committee.name != OTHER


def test_a_notice_with_one_committee_a_level_asks_nothing(lin, world):
    assert 'name="committee"' not in lin.get(address(world)).content.decode()


# ── by the industry of the unit (CHAN-01) ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("industry", "first"), [("建筑业", ["住建"]), ("制造业", []), ("", [])])
def test_specialties_of_the_unit_s_industry_stand_first_and_all_can_be_chosen(db, client, industry, first):
    raw = raw_engineering()
    one = raw["specialties"][0]
    raw["specialties"] = [*raw["specialties"], one | {"code": "zj", "group": "住建行业", "name": "住建"}]
    raw["industries"] = {"住建行业": ["建筑业", "房地产业"]}
    with clock.law_at(IN_SEASON):
        world = build_world(raw)
        world.unit.industry = industry
        world.unit.save(update_fields=["industry"])
        client.force_login(world.lin, backend=BACKEND)

        choices = client.get(address(world)).context["form"].fields["specialty"].choices

    groups = {label: [name for _, name in listed] for label, listed in choices if isinstance(listed, list)}
    codes = [code for label, listed in choices for code, _ in (listed if isinstance(listed, list) else [(label, "")])]
    assert groups.get(f"与单位行业（{industry}）相应", []) == first
    assert sorted(filter(None, codes)) == sorted(each["code"] for each in raw["specialties"])
