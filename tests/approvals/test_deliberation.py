"""The deliberation group and its opinion (UNIT-07 … UNIT-09, E302, E303, W105)."""

from datetime import date, timedelta

import pytest

from accounts.states import Role
from config.lib import clock
from declarations.states import State
from review.approvals import guards, services
from review.approvals.exceptions import Refused
from review.approvals.guards import reasons_against_group
from review.approvals.models import GroupMember
from review.approvals.selectors.deliberation import rules_of_group
from review.approvals.services.deliberating import MemberGiven, Votes
from review.approvals.states import Addressee
from review.approvals.steps import step_is_done
from tests.approvals.world import OPINIONS, codes, deliberated, filled, group_of, hung, members, noticed


@pytest.fixture
def case(world):
    return filled(world.declaration(State.UNIT_DELIBERATION))


@pytest.mark.parametrize(
    ("professionals", "others", "expected"),
    [
        (3, 2, ["E302"]),  # §F: of five three are refused, four are right
        (4, 1, []),
        (4, 3, ["E302"]),  # of seven four are refused, five are right
        (5, 2, []),
        (4, 2, ["W105"]),  # six are unusual, not wrong
        (0, 0, ["E302", "W105"]),
    ],
)
def test_two_thirds_are_professionals_and_there_are_five_or_seven(case, professionals, others, expected):
    assert [reason.code for reason in reasons_against_group(case, members(professionals, others))] == expected


def test_too_few_professionals_are_told_in_numbers(case):
    told = [reason.text for reason in reasons_against_group(case, members(3, 2))]

    assert told == ["审议推荐小组专业技术人才不足2/3：5 人中须有 4 人，现有 3 人。"]


@pytest.mark.parametrize(
    ("level", "rank", "expected"),
    [
        ("zg", "zhenggao", []),
        ("zg", "fugao", ["E303"]),  # one level too low
        ("zj", "zhong", []),
        ("zj", "chu", ["E303"]),  # §F: for 工程师 a 助理 is refused
        ("zj", "fugao", []),
        ("zl", "", ["E303"]),
    ],
)
def test_every_professional_holds_the_title_sought_or_a_higher_one(case, level, rank, expected):
    case.level = level

    assert [reason.code for reason in reasons_against_group(case, members(5, rank=rank))] == expected


def test_leaders_of_the_unit_need_no_title(case):
    assert reasons_against_group(case, members(4, 1)) == []


def test_who_is_too_low_is_named(case):
    group = members(5)
    group[2] |= {"name": "王某", "rank": "zhong"}

    assert [each.text for each in reasons_against_group(case, group)] == ["小组成员职称级别低于申报级别：王某为中级。"]


def test_the_applicant_does_not_sit_in_the_group(case):
    group = members(5)
    group[1]["name"] = case.applicant.name

    assert [reason.code for reason in reasons_against_group(case, group)] == ["E311"]


def test_without_a_deliberation_there_is_no_group_to_judge_and_nothing_to_go_on_with(case):
    assert codes(guards.group_is_lawful, case) == []
    assert codes(guards.deliberation_recorded, case) == ["E314"]
    assert codes(guards.deliberation_agrees, case) == []


def test_a_whole_deliberation_passes(case, world):
    deliberated(case, world)

    for guard in (guards.group_is_lawful, guards.deliberation_recorded, guards.deliberation_agrees):
        assert codes(guard, case) == []


def test_an_unusual_size_passes_with_its_explanation(case, world):
    deliberated(case, world, who=members(5, 1))

    assert codes(guards.group_is_lawful, case) == ["W105"]
    assert codes(guards.group_is_lawful, case, explained={"W105": "邀请一位外单位专家"}) == []


@pytest.mark.parametrize("aspect", OPINIONS)
def test_each_of_the_four_aspects_is_asked(case, world, aspect):
    """UNIT-09."""
    deliberated(case, world, aspects=OPINIONS | {aspect: " "})

    assert codes(guards.deliberation_recorded, case) == ["E314"]


def test_a_group_without_leader_and_a_meeting_of_tomorrow_are_refused(case, world):
    group = members(5)
    group[0]["is_leader"] = False
    deliberated(case, world, who=group, held_on=date(2024, 8, 6))

    assert codes(guards.deliberation_recorded, case) == ["E314", "E314"]


def test_who_was_not_agreed_to_is_not_publicised(case, world):
    """UNIT-09: a clear word whether recommended."""
    deliberated(case, world, agree=False)

    assert codes(guards.deliberation_agrees, case) == ["E316"]


# ── done, and staying done ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_deliberation_stays_done_while_what_it_rests_on_stays(case, world):
    deliberated(case, world)
    assert step_is_done(case, "deliberation")

    case.achievements.update(title="凤舞木棉")

    assert not step_is_done(case, "deliberation")


def test_in_a_correction_changes_are_publicised_again_and_not_deliberated_again(case, world):
    deliberated(case, world)
    case.achievements.update(title="凤舞木棉")
    case.round_trip = 1

    assert step_is_done(case, "deliberation")


def test_a_correction_that_names_the_deliberation_asks_for_a_new_one(case, world, ma):
    deliberated(case, world)
    noticed(case, ma, (Addressee.UNIT, "unit:deliberation"), stop=3)
    case.round_trip = 1
    assert not step_is_done(case, "deliberation")
    assert codes(guards.deliberation_recorded, case) == ["E314"]

    deliberated(case, world)

    assert step_is_done(case, "deliberation")


def test_an_objection_that_proved_true_asks_the_group_again(case, world, zhou):
    deliberated(case, world)
    with clock.law_moved(timedelta(days=1)):
        sheet = hung(case, zhou, voided_at=clock.law())
        told = {"received_at": clock.law(), "received_by": zhou, "resolved_at": clock.law()}
        sheet.objections.create(text="系师徒合作", upheld=False, **told)
        assert step_is_done(case, "deliberation")

        sheet.objections.create(text="系师徒合作", upheld=True, **told)
        assert not step_is_done(case, "deliberation")


def test_a_disagreeing_deliberation_is_not_done(case, world):
    deliberated(case, world, agree=False)

    assert not step_is_done(case, "deliberation")


# ── the services ───────────────────────────────────────────────────────────────────────────────────────────────────
def entered(case, world, group, **changed):
    told = {
        "held_on": clock.local_date(clock.law()), "place": "会议室", "aspects": OPINIONS, "agree": True,
        "votes": Votes(agree=4, against=1, present=5),
    }  # fmt: skip
    return services.record_deliberation(case.pk, actor=world.people[Role.UNIT], group=group, **told | changed)


def test_the_people_of_a_deliberation_are_kept_as_they_sat(case, world):
    group = group_of(world)
    entered(case, world, group)
    GroupMember.objects.filter(group=group).delete()

    case.refresh_from_db()
    assert [member["name"] for member in case.deliberation.members] == [f"成员{n}" for n in range(1, 6)]
    assert codes(guards.group_is_lawful, case) == []


@pytest.mark.parametrize(
    ("votes", "agree", "word"),
    [
        (Votes(agree=6, against=0, present=6), True, "不能多于小组 5 人"),
        (Votes(agree=4, against=2, present=5), True, "不能多于到会人数"),
        (Votes(agree=2, against=2, present=4), True, "未过到会人数的半数"),
    ],
)
def test_votes_that_cannot_be_are_refused(case, world, votes, agree, word):
    with pytest.raises(Refused, match=word):
        entered(case, world, group_of(world), votes=votes, agree=agree)


def test_a_deliberation_is_entered_at_its_step_and_not_before(world):
    case = world.declaration(State.UNIT_CHECK)

    with pytest.raises(Refused, match="现在不办理"):
        entered(case, world, group_of(world))


def test_a_group_has_one_leader(world, zhou):
    group = group_of(world)

    with pytest.raises(Refused, match="只有一位组长"):
        services.add_member(group.pk, actor=zhou, member=MemberGiven(name="又一位", unit_name="古龙窑", is_leader=True))


def test_only_the_units_own_clerks_keep_its_group(world):
    group, bai = group_of(world), world.people["outsider"]

    with pytest.raises(Refused, match="无权"):
        services.add_member(group.pk, actor=bai, member=MemberGiven(name="外人", unit_name="另一单位"))
    with pytest.raises(Refused, match="无权"):
        services.remove_member(group.members.first().pk, actor=bai)
    with pytest.raises(Refused, match="无权"):
        services.save_group(actor=bai, notice=world.edition.notice, unit=world.unit)


def test_the_rules_stand_as_sentences_whether_kept_or_broken(case, world):
    group = group_of(world, 4, rank="fugao")

    told = {(line.text, line.holds, line.warns) for line in rules_of_group(case, group.members.all())}

    assert told == {
        ("小组人数一般为5人或7人，现为4人。", False, True),
        ("专业技术人才 4 人，需要不少于 3 人", True, False),
        ("小组成员职称级别低于申报级别：成员1为副高级、成员2为副高级、成员3为副高级、成员4为副高级。", False, False),
        ("组长 成员1", True, False),
    }
