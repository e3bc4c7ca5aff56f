"""The sheet on the unit's board: days, objections, changes, photo (UNIT-10 … UNIT-14, T07, T08, T10)."""

from datetime import date, timedelta

import pytest

from accounts.models import SYSTEM
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message
from records.models import Outbox
from review.approvals import effects, guards, services
from review.approvals.exceptions import Refused
from review.approvals.models import Publicity
from review.approvals.publicised import counted_days
from review.approvals.selectors.publicity import latest_start, strip_of
from review.approvals.states import Addressee, PublicityKind
from review.approvals.steps import step_is_done
from tests.approvals.world import PNG, at, attach, codes, filled, hung, noticed, publicised_well, run, said
from tests.process.world import person


@pytest.fixture
def case(world):
    return filled(world.declaration(State.UNIT_PUBLICITY))


# ── days ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("put_up", "count", "first", "last"),
    [
        (date(2024, 8, 7), 5, date(2024, 8, 8), date(2024, 8, 14)),  # a weekend between
        (date(2024, 8, 8), 5, date(2024, 8, 9), date(2024, 8, 15)),
        (date(2024, 9, 26), 5, date(2024, 9, 27), date(2024, 10, 9)),  # 9-29 is worked, 10-1…10-7 are not
        (date(2024, 9, 30), 1, date(2024, 10, 8), date(2024, 10, 8)),
    ],
)
def test_working_days_are_counted_on_the_official_calendar(db, put_up, count, first, last):
    days = counted_days(put_up, count)

    assert (days.first, days.last, days.certain) == (first, last, True)


def test_the_first_day_counts_only_where_the_notice_says_so(db):
    assert counted_days(date(2024, 8, 7), 5, from_first=True).last == date(2024, 8, 13)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2024-08-12T23:59:59", ["E305"]), ("2024-08-13T00:00:00", [])],
)
def test_the_last_day_belongs_to_the_public(case, zhou, moment, expected):
    hung(case, zhou)

    assert codes(guards.publicity_over, case, now=at(moment)) == expected


def test_who_asks_too_early_is_told_the_day(case, zhou):
    hung(case, zhou)

    told = said(guards.publicity_over, case, now=at("2024-08-09T10:00"))

    assert told == ["公示未满 5 个工作日，不得上报：公示至 2024年8月12日，2024年8月13日起可办理。"]


def test_without_a_running_sheet_nothing_is_over(case):
    assert codes(guards.publicity_over, case) == ["E305"]


# ── objections ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_open_objection_holds_the_case_and_an_upheld_one_sends_it_back(case, zhou):
    """UNIT-13: only without objection it goes up."""
    hung(case, zhou)
    assert codes(guards.unit_objection_upheld, case) == ["E310"]

    objection = services.raise_unit_objection(case.pk, actor=zhou, text="作品《荷塘》系师徒合作，未注明合作者。")
    assert said(guards.unit_objections_closed, case) == ["公示异议未处理完毕。"]

    services.resolve_unit_objection(objection.pk, actor=zhou, upheld=True, finding="属实")
    assert codes(guards.unit_objections_closed, case) == ["E310"]
    assert codes(guards.unit_objection_upheld, case) == []


def test_an_objection_that_proved_wrong_no_longer_holds(case, zhou):
    hung(case, zhou)
    objection = services.raise_unit_objection(case.pk, actor=zhou, text="未注明合作者。", raised_by="岑志明")

    services.resolve_unit_objection(objection.pk, actor=zhou, upheld=False, finding="系独立完成")

    assert codes(guards.unit_objections_closed, case) == []
    with pytest.raises(Refused, match="已经办结"):
        services.resolve_unit_objection(objection.pk, actor=zhou, upheld=True, finding="又查")


@pytest.mark.parametrize(
    ("upheld", "others", "says"),
    [
        (False, 0, "异议不成立。公示期满后继续办理。"),
        (False, 1, "异议不成立。还有 1 件异议正在核查，办结前不能上报。"),
        (True, 0, "异议成立。单位将重新审核、退回修改或不予推荐。"),
    ],
)
def test_a_closed_objection_is_told_to_the_applicant_and_the_units_other_clerks(case, zhou, upheld, others, says):
    """UNIT-13: what comes next, and neither who objected nor what was found out; who closed it needs no letter."""
    hung(case, zhou)
    colleague = person("同事")
    colleague.memberships.create(organisation=case.unit, role=Role.UNIT)
    for _ in range(others + 1):
        objection = services.raise_unit_objection(case.pk, actor=zhou, text="未注明合作者。", raised_by="岑志明")

    services.resolve_unit_objection(objection.pk, actor=zhou, upheld=upheld, finding="问过师傅本人")

    letters = Message.objects.filter(event="publicity_objection_closed")
    assert {each.person_id for each in letters} == {case.applicant_id, colleague.pk}
    for each in letters:
        assert each.text.endswith(says)
        assert not any(secret in each.text + each.title for secret in ("岑志明", "问过师傅", "合作者"))


@pytest.mark.parametrize(
    ("earlier", "later", "says"),
    [
        (True, 0, "异议不成立。另有异议成立，单位将重新审核、退回修改或不予推荐。"),
        (False, 1, "异议不成立。公示期已满，单位继续办理。"),
    ],
)
def test_what_is_said_of_a_closed_objection_is_what_follows(case, zhou, earlier, later, says):
    """UNIT-13: another that was upheld still holds the case (E310), and a sheet taken down hangs no longer."""
    hung(case, zhou)
    ids = [services.raise_unit_objection(case.pk, actor=zhou, text="未注明合作者。").pk for _ in range(2)]
    services.resolve_unit_objection(ids[0], actor=zhou, upheld=earlier, finding="查过")
    over = case.publicities.get().last_day + timedelta(days=later)

    with clock.law_at(at(f"{over}T10:00")):
        services.resolve_unit_objection(ids[1], actor=zhou, upheld=False, finding="查过")

    letters = Message.objects.filter(event="publicity_objection_closed", person=case.applicant)
    assert letters.order_by("pk").last().text.endswith(says)


def test_an_objection_says_something_and_hangs_on_a_sheet(case, zhou):
    with pytest.raises(Refused, match="没有正在进行的公示"):
        services.raise_unit_objection(case.pk, actor=zhou, text="未注明合作者。")
    hung(case, zhou)
    with pytest.raises(Refused, match="请填写异议内容"):
        services.raise_unit_objection(case.pk, actor=zhou, text="  ")


# ── what went up, what changed ─────────────────────────────────────────────────────────────────────────────────────
def test_what_did_not_hang_never_goes_up(case, zhou):
    """UNIT-14."""
    assert said(guards.publicised_long_enough, case) == ["公示未满 5 个工作日，不得上报。"]

    publicised_well(case, zhou)

    assert codes(guards.publicised_long_enough, case) == []


@pytest.mark.parametrize(
    "changed", [{"working_days": 4}, {"voided_at": at("2024-08-14T10:00")}, {"kind": PublicityKind.SUPPLEMENTARY}]
)
def test_too_short_taken_back_or_only_supplementary_is_not_enough(case, zhou, changed):
    sheet = publicised_well(case, zhou)
    Publicity.objects.filter(pk=sheet.pk).update(**changed)

    assert codes(guards.publicised_long_enough, case) == ["E305"]


def test_without_its_photo_it_has_not_hung(case, zhou):
    hung(case, zhou, ended_at=clock.law())

    assert said(guards.publicised_long_enough, case) == ["请上传单位内部公示的现场照片或公示材料。"]


def test_an_edited_achievement_must_hang_again(case, zhou):
    """UNIT-13."""
    publicised_well(case, zhou)
    assert codes(guards.nothing_changed_since_publicity, case) == []
    assert codes(guards.something_changed_since_publicity, case) == ["E306"]

    case.achievements.update(title="凤舞木棉")

    assert said(guards.nothing_changed_since_publicity, case) == ["公示后材料有变更，须补充公示：业绩成果。"]
    assert codes(guards.something_changed_since_publicity, case) == []


@pytest.mark.parametrize("change", ["phone", "rank", "file", "resume"])
def test_what_did_not_hang_there_may_change(case, zhou, change):
    publicised_well(case, zhou)
    if change == "phone":
        case.basic.phone = "19000000009"
        case.basic.save()
    elif change == "rank":
        case.achievements.update(rank=3)
    elif change == "resume":
        case.resume.update(duty="主任")
    else:
        attach(case, "performance_proof", content=b"clearer scan")

    assert codes(guards.nothing_changed_since_publicity, case) == []


def test_a_supplementary_publicity_shows_before_and_after_and_settles_the_change(case, zhou):
    """UNIT-10, UNIT-13: changes after it are publicised by themselves."""
    publicised_well(case, zhou)
    case.achievements.update(title="凤舞木棉")
    with clock.law_at(at("2024-08-13T09:00")):
        run(effects.open_supplementary, case, actor=zhou, place="公示栏", contact="0777-1")

    sheet = case.publicities.running().get()
    assert (sheet.kind, sheet.working_days, sheet.last_day) == (PublicityKind.SUPPLEMENTARY, 5, date(2024, 8, 20))
    assert [(each["label"], "窑变" in each["before"], "凤舞木棉" in each["after"]) for each in sheet.changes] == [
        ("业绩成果", True, True)
    ]
    run(effects.end_publicity, case, actor=SYSTEM)
    assert codes(guards.nothing_changed_since_publicity, case) == []
    assert said(guards.publicised_long_enough, case) == ["请上传补充公示的现场照片或公示材料。"]


def test_a_publicity_found_wanting_hangs_again_in_full(case, zhou, ma):
    publicised_well(case, zhou)
    with clock.law_moved(timedelta(minutes=1)):
        noticed(case, ma, (Addressee.UNIT, "unit:publicity"), stop=3)
    assert not step_is_done(case, "publicity")
    assert codes(guards.publicised_long_enough, case) == ["E305"]
    assert codes(guards.something_changed_since_publicity, case) == []

    with clock.law_moved(timedelta(hours=1)):
        run(effects.open_supplementary, case, actor=zhou, place="", contact="")

    assert case.publicities.running().get().kind == PublicityKind.UNIT


# ── effects ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_sheet_goes_up_with_its_days_its_words_and_its_form(case, zhou):
    """UNIT-12: the roster's words frozen, printed as FORM-17."""
    with clock.law_at(at("2024-08-07T15:00")):
        run(effects.open_publicity_here, case, actor=zhou, place="", contact="")

    sheet = case.publicities.get()
    assert (sheet.first_day, sheet.last_day, sheet.working_days) == (date(2024, 8, 8), date(2024, 8, 14), 5)
    assert (sheet.place, sheet.content["name"]["text"]) == ("古龙窑公示栏", "Lin")
    assert (sheet.snapshot.occasion, sheet.days_certain, sheet.started_by) == ("publicity", True, zhou)
    assert Outbox.objects.filter(about=f"FORM-17:declaration:{case.pk}").count() == 1


def test_no_sheet_goes_up_where_the_step_leads_elsewhere(world, zhou):
    case = filled(world.declaration(State.UNIT_RECOMMEND))

    run(effects.open_publicity_here, case, actor=zhou)

    assert not case.publicities.exists()


def test_people_whose_days_and_place_are_the_same_share_a_sheet(world, zhou):
    first = filled(world.declaration(State.UNIT_PUBLICITY))
    second = filled(world.declaration(State.UNIT_PUBLICITY, level="fg"))
    third = filled(world.declaration(State.UNIT_PUBLICITY, applicant=world.people["outsider"]))
    for case, place in ((first, ""), (second, ""), (third, "工艺楼")):
        run(effects.open_publicity_here, case, actor=zhou, place=place)

    sheets = [case.publicities.get().sheet for case in (first, second, third)]
    assert sheets[0] == sheets[1] != sheets[2]


def test_sheets_come_down_for_many_in_one_statement(world, zhou, django_assert_num_queries):
    cases = [world.declaration(State.UNIT_PUBLICITY), world.declaration(State.UNIT_PUBLICITY, level="fg")]
    for case in cases:
        hung(case, zhou)

    with django_assert_num_queries(1):
        effects.end_publicity.on_all(cases, actor=SYSTEM, now=clock.law())

    assert Publicity.objects.ended().count() == 2


def test_a_running_sheet_is_taken_back_and_one_that_ended_stays(case, zhou):
    publicised_well(case, zhou)
    running = hung(case, zhou)

    run(effects.void_publicity, case, actor=zhou)

    running.refresh_from_db()
    assert running.voided_at is not None
    assert case.publicities.ended().count() == 1


def test_the_photo_of_the_board_is_kept_with_its_sheet(case, zhou):
    sheet = hung(case, zhou)

    services.attach_publicity_evidence(sheet.pk, actor=zhou, upload=PNG, name="公示栏.png")

    sheet.refresh_from_db()
    assert sheet.evidence.original_name == "公示栏.png"
    assert sheet.evidence.uses.get().subject_kind == "declaration"


# ── the page's arithmetic ──────────────────────────────────────────────────────────────────────────────────────────
def test_the_strip_numbers_the_counted_days(db):
    days = counted_days(date(2024, 8, 8), 5)

    strip = strip_of(days, put_up=date(2024, 8, 8), today=date(2024, 8, 9))

    assert [(each.date.day, each.kind, each.note) for each in strip] == [
        (8, "", "贴出"), (9, "counted", "第 1 天"), (10, "rest", ""), (11, "rest", ""), (12, "counted", "第 2 天"),
        (13, "counted", "第 3 天"), (14, "counted", "第 4 天"), (15, "counted", "第 5 天"), (16, "", "期满"),
    ]  # fmt: skip
    assert [each.date.day for each in strip if each.today] == [9]


def test_the_unit_sees_the_latest_day_to_put_the_sheet_up(case):
    latest = latest_start(case)

    assert latest == date(2024, 8, 15)  # five days 8-16 … 8-22, forwarded on 8-23 before 18:00
    assert counted_days(latest, 5).last == date(2024, 8, 22)
    assert counted_days(latest + timedelta(days=1), 5).last >= date(2024, 8, 23)


# ── what the clock asks of many is what a guard says of one ────────────────────────────────────────────────────────
def test_bulk_conditions_select_exactly_what_their_guards_let_pass(world, zhou):
    moments = [at("2024-08-12T12:00"), at("2024-08-13T00:00"), at("2024-09-01T00:00")]
    cases = {name: filled(_case(world, number)) for number, name in enumerate(SITUATIONS)}
    for name, arrange in SITUATIONS.items():
        arrange(cases[name], zhou)

    for guard in (guards.publicity_over, guards.unit_objections_closed):
        for now in moments:
            selected = set(Declaration.objects.filter(guard.where(now)).values_list("pk", flat=True))
            passed = {case.pk for case in cases.values() if not codes(guard.judge, case, now=now)}
            assert selected == passed


def _case(world, number):
    applicant = type(world.people["outsider"]).objects.create(username=f"p{number}", name=f"人{number}")
    return world.declaration(State.UNIT_PUBLICITY, applicant=applicant)


def _objected(case, clerk, *, resolved=False, upheld=None, **sheet):
    objections = hung(case, clerk, **sheet).objections
    at_last = clock.law() if resolved else None
    objections.create(text="异议", received_at=clock.law(), received_by=clerk, resolved_at=at_last, upheld=upheld)


SITUATIONS = {
    "nothing": lambda case, clerk: None,
    "running": lambda case, clerk: hung(case, clerk),
    "running long": lambda case, clerk: hung(case, clerk, last_day=date(2024, 8, 20)),
    "ended": lambda case, clerk: hung(case, clerk, ended_at=clock.law()),
    "voided": lambda case, clerk: hung(case, clerk, voided_at=clock.law()),
    "ended, and again": lambda case, clerk: (hung(case, clerk, ended_at=clock.law()), hung(case, clerk)),
    "objected": lambda case, clerk: _objected(case, clerk),
    "resolved": lambda case, clerk: _objected(case, clerk, resolved=True, upheld=False),
    "upheld": lambda case, clerk: _objected(case, clerk, resolved=True, upheld=True),
    "objected long ago": lambda case, clerk: (_objected(case, clerk, voided_at=clock.law()), hung(case, clerk)),
}
