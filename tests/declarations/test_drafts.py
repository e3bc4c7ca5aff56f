"""Beginning a declaration (T01): committee, slot, what is known already."""

from datetime import datetime

import pytest
import yaml

from accounts.models import SYSTEM
from config.lib import clock
from declarations import guards
from declarations.dossier import competent_committees, load_dossier, read_at_once
from declarations.exceptions import Refused
from declarations.models import Declaration
from declarations.selectors import completeness_of, findings_of
from declarations.services.entries import add_entry
from notices.services import load_notice, publish_notice
from tests.approvals.world import codes
from tests.declarations.world import CRAFT_ARTS

WORK = {"kind": "work", "clause": "fg-yj1", "achieved_on": "2022-01-01", "role": "独立"}


def test_a_draft_knows_what_the_account_knows(world):
    draft = world.draft()

    assert (draft.state, draft.slot, draft.rank, draft.level_name) == ("draft", "2024:fugao", "fugao", "高级工艺美术师")
    assert draft.committee.name == "广西壮族自治区工艺美术系列正、副高级职称评审委员会"
    assert draft.window == "personal_unit"
    basic = draft.basic
    assert (basic.name, basic.sex, basic.unit_nature, basic.phone) == (
        "覃𬭚",
        "男",
        "private_enterprise",
        "19000000001",
    )


def test_a_middle_level_from_a_city_is_led_to_its_city(world):
    """CHAN-03, CHAN-04: the committee takes these levels from 区直 units only; it tells the way."""
    with pytest.raises(Refused) as refusal:
        world.draft(level="zj")

    assert [reason.code for reason in refusal.value.reasons] == ["E109"]
    assert "请咨询所在市职改办（钦州市职改办）" in refusal.value.reasons[0].text
    assert not Declaration.objects.exists()


def test_the_notice_of_the_city_s_own_committee_is_named_where_it_is_loaded(world):
    """E109, CHAN-03, CHAN-04: 请选择有权限的评委会：{评委会及通知链接}."""
    name = "钦州市工艺美术系列中级评审委员会（演示）"
    raw = yaml.safe_load(CRAFT_ARTS.read_text(encoding="utf-8"))
    theirs = [{**raw["committees"][1], "name": name, "scope": "钦州市"}, *raw["committees"]]
    words = raw | {"code": "2024-qinzhou", "title": "钦州市2024年度通知（演示）", "committees": theirs}
    notice = load_notice(words, actor=SYSTEM)
    publish_notice(notice.pk, actor=SYSTEM, explained="测试")

    with pytest.raises(Refused) as refusal:
        world.draft(level="zj")

    assert refusal.value.reasons[0].text.endswith(f"请选择有权限的评委会：{name}（《钦州市2024年度通知（演示）》）。")
    [found] = competent_committees(world.edition.notice.series_id, "zhong", "钦州市")
    assert found.url == notice.get_absolute_url()


def test_a_middle_level_of_a_region_s_unit_has_its_committee(world):
    draft = world.draft(level="zj", unit=world.region_unit)

    assert draft.committee.name.endswith("中、初级职称评审委员会")
    assert draft.slot == "2024:zhong"


@pytest.mark.parametrize("moment", ["2024-07-02T07:59:50+08:00", "2024-08-23T18:00:01+08:00"])
def test_no_draft_begins_outside_the_window(world, moment):
    # The clock runs on from there: ten seconds are enough for the slowest machine.
    with clock.law_at(datetime.fromisoformat(moment)), pytest.raises(Refused) as refusal:
        world.draft()

    assert [reason.code for reason in refusal.value.reasons] == ["E401"]


@pytest.mark.parametrize("status", ["pending", "refused", "active"])
def test_a_unit_that_was_not_let_in_receives_nothing(world, status):
    """CHAN-08."""
    draft = world.draft()
    draft.unit.status = status

    assert codes(guards.route_is_known, draft) == ([] if status == "active" else ["E114"])


def test_a_second_draft_is_allowed(world):
    world.draft()

    assert world.draft().pk


def test_what_was_told_last_time_is_not_asked_again(world):
    from declarations.services.sections import save_basic

    first = world.draft()
    save_basic(first.pk, {"ethnicity": "壮族", "master_title": "大师", "is_retired": True}, actor=world.lin)

    second = world.draft()

    assert (second.basic.ethnicity, second.basic.master_title, second.basic.is_retired) == ("壮族", "大师", False)


def test_a_full_dossier_lacks_nothing(world):
    declaration = world.full()

    assert [each for each in findings_of(declaration, now=clock.law()) if each.blocks] == []
    assert completeness_of(declaration, now=clock.law()).percent == 100


@pytest.mark.parametrize("count", [1, 3])
def test_loading_a_dossier_costs_the_same_for_any_length(world, count, django_assert_num_queries):
    declaration = world.full()
    for number in range(count):
        add_entry(declaration.pk, "achievement", WORK | {"title": f"作品{number}"}, actor=world.lin)

    fresh = Declaration.objects.with_context().get(pk=declaration.pk)
    with django_assert_num_queries(15):
        load_dossier(fresh)


def test_what_was_brought_along_is_judged_the_same_and_not_read_again(world, django_assert_num_queries):
    declaration = world.full()
    told = load_dossier(declaration)
    fresh = Declaration.objects.with_context().get(pk=declaration.pk)

    with django_assert_num_queries(10):
        read_at_once(fresh)
    with django_assert_num_queries(4):
        assert load_dossier(fresh) == told
