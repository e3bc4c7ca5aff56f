"""The working calendar changes by two people, from a notice as people have it (ADMIN-10, TIME-19)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from config.lib.csvfile import SheetBroken
from config.lib.sheets import write_table
from records.exceptions import DaysRefused
from records.models import AuditEntry, CalendarChange, CalendarDay
from records.models.calendar_change import Day
from records.services.calendar import is_working_day, working_days_after
from records.services.calendar_changes import (
    approve_change,
    changes_of,
    propose_days,
    refuse_change,
    turned_days,
    withdraw_change,
)
from records.services.holiday_notices import days_in_sheet, days_in_text
from records.states import ChangeState, DaySource

LU, GAN = 41, 42
NOTICE_2026 = """各省、自治区、直辖市人民政府：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""
MADE_UP_2027 = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。"


def refused(command, *args, **said):
    with pytest.raises(DaysRefused) as refusal:
        command(*args, **said)
    return list(refusal.value.sentences)


def proposed(days=None, *, year=2027, source=DaySource.OFFICIAL, by=LU):
    days = days_in_text(MADE_UP_2027, year=2027) if days is None else days
    return propose_days(days, year=year, title="国办通知（演示）", doc_no="国办发明电〔2026〕0号", source=source, by=by)


# ── the text ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_notice_of_2026_is_read_as_the_official_calendar_has_it(db):
    """ADMIN-10: a State Council notice as text, against the table that was seeded from the official years."""
    days = days_in_text(NOTICE_2026, year=2026)

    stands = {row.date: row.is_work for row in CalendarDay.objects.filter(date__year=2026)}
    assert [each for each in days if stands[each.date] != each.is_work] == []
    assert sum(not each.is_work for each in days) == 33
    assert [each.date for each in days if each.is_work] == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert days[0] == Day(date(2026, 1, 1), False, "元旦")
    assert Day(date(2026, 9, 20), True, "国庆节调休上班") in days


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("一、元旦：1月1日（周四）放假。", "2027年1月1日（周五），通知写的是周四，请核对年份。"),
        ("一、元旦：1月1日至3日放假，共4天。", "元旦：写的是共4天，按起止日期是3天，请核对。"),
        (
            "一、元旦：1月1日放假。1月4日上班。",
            "元旦：2027年1月4日（周一）不是周末，不需要调休上班，请核对年份和日期。",
        ),
        ("一、元旦：2月30日放假。", "没有2月30日这一天，请核对。"),
        ("一、元旦：1月3日至1日放假。", "“1月3日至1日”的起止日期不对，请核对。"),
        ("一、元旦：1月1日放假。\n二、春节：1月1日放假。", "春节：2027年1月1日（周五）出现了两次。"),
        ("关于做好工作的通知", "没有读到放假或上班的日期。请粘贴通知正文中“一、元旦：1月1日……放假”各条。"),
    ],
)
def test_every_doubt_of_a_text_is_told(text, sentence):
    """ADMIN-10: what a notice says twice is compared; one day wrong and nothing is taken."""
    assert refused(days_in_text, text, year=2027) == [sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("元旦：9999年12月31日放假", "9999年12月31日：年份应在1900年至2100年之间，请核对。"),
        ("元旦：9999年12月31日至31日放假", "9999年12月31日：年份应在1900年至2100年之间，请核对。"),
        ("元旦：0001年1月1日放假", "1年1月1日：年份应在1900年至2100年之间，请核对。"),
    ],
)
def test_a_year_nobody_means_is_told(text, sentence):
    assert sentence in refused(days_in_text, text, year=2027)


def test_a_number_of_days_that_is_endless_is_no_failure():
    """Python refuses to read numbers of more than 4300 digits."""
    assert len(days_in_text(f"元旦：1月1日放假，共{'1' * 5000}天", year=2027)) == 1


def test_a_far_day_of_a_sheet_is_told():
    sheet = "日期,类别,名称\n9999-12-31,休息,元旦\n".encode()

    assert refused(days_in_sheet, sheet) == ["第2行“日期”：年份应在1900年至2100年之间，请核对。"]


def test_a_holiday_over_two_lines_and_in_one_sentence_is_read():
    days = days_in_text("国庆节：10月1日至3日放假调休，10月10日上班\n（周日）。补休：10月4日休息", year=2026)

    assert [(each.date.day, each.is_work) for each in days] == [
        (1, False),
        (2, False),
        (3, False),
        (4, False),
        (10, True),
    ]


# ── the sheet ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_sheet_of_days_is_read_as_xlsx_and_as_csv():
    rows = [("2027-01-01", "休息", "元旦"), ("2027/2/14", "上班", "春节调休")]
    wanted = [Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 2, 14), True, "春节调休")]

    assert days_in_sheet(write_table("日期", ("日期", "类别", "名称"), rows)) == wanted
    assert days_in_sheet("日期,类别,名称\n2027-01-01,休息,元旦\n2027/2/14,上班,春节调休\n".encode("gb18030")) == wanted


def test_each_fault_of_a_sheet_by_row_and_column():
    sheet = "日期,类别,名称\n2027年,休息,\n,休息,x\n2027-01-01,放羊,\n2027-01-02,休息,\n2027-01-02,上班,\n"

    assert refused(days_in_sheet, sheet.encode()) == [
        "第2行“日期”：日期“2027年”应写作 2024-01-31。",
        "第3行“日期”：请填写。",
        "第4行“类别”：请写“休息”或“上班”。",
        "第6行“日期”：2027-01-02 出现了两次。",
    ]
    with pytest.raises(SheetBroken, match="缺少列"):
        days_in_sheet("甲,乙\n1,2\n".encode())


# ── two people ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_nothing_counts_before_a_second_person_has_approved(db):
    """ADMIN-10: two-person approval."""
    before = working_days_after(date(2027, 2, 4), 1)
    change = proposed()
    assert working_days_after(date(2027, 2, 4), 1) == before

    assert refused(approve_change, change.ref, by=LU) == ["提出人不能批准自己提出的变更，请由另一位管理员批准。"]
    assert working_days_after(date(2027, 2, 4), 1) == before

    approve_change(change.ref, by=GAN)

    assert working_days_after(date(2027, 2, 4), 1) == (date(2027, 2, 12), True)
    assert is_working_day(date(2027, 2, 14))
    assert CalendarDay.objects.filter(date__year=2027, source=DaySource.OFFICIAL).count() == 365
    first = CalendarDay.objects.get(pk=date(2027, 2, 14)).history.latest()
    assert (first.history_user_id, first.history_change_reason) == (GAN, "国办通知（演示）")
    assert list(AuditEntry.objects.values_list("event", "actor_id")) == [
        ("calendar.proposed", LU),
        ("calendar.approved", GAN),
    ]


def test_the_database_refuses_one_person_deciding_alone(db):
    """ADMIN-10."""
    change = proposed()

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarChange.objects.filter(pk=change.pk).update(state=ChangeState.APPROVED, decided_by=LU)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarChange.objects.filter(pk=change.pk).update(state=ChangeState.APPROVED)


def test_a_change_is_decided_once(db):
    change = proposed()
    refuse_change(change.ref, reason="日期不对", by=GAN)

    assert refused(approve_change, change.ref, by=GAN) == ["这份变更已经办理。"]
    assert not CalendarDay.objects.filter(date__year=2027, source=DaySource.OFFICIAL).exists()
    assert proposed().state == ChangeState.PROPOSED  # mended and entered again


def test_who_entered_it_withdraws_it_and_nobody_else(db):
    change = proposed()

    assert refused(withdraw_change, change.ref, by=GAN) == ["只有提出人可以撤回。"]
    assert refused(refuse_change, change.ref, reason="x", by=LU) == ["请直接撤回自己提出的变更。"]
    assert withdraw_change(change.ref, by=LU).state == ChangeState.WITHDRAWN


def test_one_change_of_a_year_waits_at_a_time(db):
    proposed()

    assert refused(proposed, by=GAN) == ["这一年已有一份变更待批准，请先批准、撤回或由他人退回。"]


def test_a_regional_day_changes_nothing_else(db):
    """三月三: the days of a region are rows of their own, and an official notice leaves them alone."""
    three_three = [Day(date(2027, 4, 9), False, "三月三")]
    change = proposed(three_three, source=DaySource.REGIONAL)
    assert [(each.date, each.was_work, each.is_work) for each in changes_of(change)] == [
        (date(2027, 4, 9), True, False)
    ]
    approve_change(change.ref, by=GAN)

    approve_change(proposed().ref, by=GAN)

    assert CalendarDay.objects.filter(date__year=2027, source=DaySource.REGIONAL).count() == 1
    assert not is_working_day(date(2027, 4, 9))


def test_what_stands_already_is_no_change_and_a_far_day_is_refused(db):
    same = [Day(date(2026, 10, 1), False, CalendarDay.objects.get(pk=date(2026, 10, 1)).name)]

    assert refused(proposed, same, year=2026, source=DaySource.REGIONAL) == ["与现有日历完全一致，不需要变更。"]
    assert refused(proposed, [Day(date(2029, 1, 1), False, "元旦")]) == [
        "日期应在2027年内，或与它相连的前后几天：2029-01-01。"
    ]


def test_only_days_that_turn_are_felt_by_computations(db):
    turned = turned_days(proposed())

    assert turned[date(2027, 2, 14)] is True
    assert turned[date(2027, 2, 9)] is False
    assert date(2027, 7, 1) not in turned
