"""The pages of the working calendar: a year, a notice entered by one and approved by another (ADMIN-10)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from declarations.states import State
from messaging.models import Message
from records.models import CalendarChange, CalendarDay
from records.models.calendar_change import Day
from records.services.calendar import working_days_after
from records.services.calendar_changes import propose_days
from records.states import ChangeState, DaySource
from review.process.calendars import touched_by
from tests.accounts.making import a_clerk, a_place
from tests.approvals.world import hung
from tests.helpers import no_writes, statements

pytestmark = pytest.mark.django_db
PAGE = "/directory/calendar/"
SAID = {
    "year": "2027",
    "source": "official",
    "title": "国务院办公厅关于2027年部分节假日安排的通知（演示）",
    "doc_no": "国办发明电〔2026〕0号",
    "text": "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日至11日放假调休，共7天。2月14日上班。",
    "without": ["清明节", "劳动节", "端午节", "中秋节", "国庆节"],
}


@pytest.fixture
def office():
    return a_place("office", "自治区工艺美术系列职改办（演示）")


@pytest.fixture
def lu(office):
    return a_clerk(office, "陆通知", role=Role.ADMIN)


@pytest.fixture
def gan(office):
    return a_clerk(office, "甘第二", role=Role.ADMIN)


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_notice_takes_effect_when_a_second_person_approves(as_, lu, gan):
    """ADMIN-10: entered by one, approved by another, with its history; the same person cannot."""
    told = as_(lu).post(f"{PAGE}new/", SAID)
    change = CalendarChange.objects.get()
    assert told.url == reverse("process:calendar_change", args=[change.ref])
    own = words_of(as_(lu).get(told.url))
    assert "提出人不能批准自己录入的安排" in own
    assert "批准并生效" not in own
    assert "不能批准自己提出的变更" in words_of(as_(lu).post(told.url, {"do": "approve"}, follow=True))
    assert not CalendarDay.objects.filter(date__year=2027, source=DaySource.OFFICIAL).exists()
    assert list(Message.objects.filter(person=gan, done_at=None).values_list("title", flat=True)) == [
        "2027年工作日历待批准"
    ]

    page = words_of(as_(gan).get(told.url))
    assert "2027-02-14" in page
    as_(gan).post(told.url, {"do": "approve"})

    change.refresh_from_db()
    assert (change.state, change.decided_by) == (ChangeState.APPROVED, gan.pk)
    year = words_of(as_(lu).get(f"{PAGE}?year=2027"))
    assert "春节调休上班" in year
    assert "修改：2027-02-14" in year or "新增：2027-02-14" in year
    assert gan.name in year
    assert not Message.objects.filter(person=gan, done_at=None, needs_action=True).exists()
    assert "2027年工作日历已生效" in Message.objects.filter(person=lu).values_list("title", flat=True)


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(as_, lu):
    wrong = as_(lu).post(f"{PAGE}new/", SAID | {"text": "一、元旦：1月1日（周四）放假。", "title": ""})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"title": ["请填写依据文件的名称。"]}

    doubt = as_(lu).post(f"{PAGE}new/", SAID | {"text": "一、元旦：1月1日（周四）放假。"})
    assert doubt.context["form"].errors == {"text": ["2027年1月1日（周五），通知写的是周四，请核对年份。"]}
    assert "1月1日（周四）放假" in words_of(doubt)

    neither = as_(lu).post(f"{PAGE}new/", SAID | {"text": ""})
    assert neither.context["form"].errors == {"text": ["请粘贴通知正文，或上传日期表，二者选一。"]}
    assert not CalendarChange.objects.exists()


def test_two_doubts_of_one_text_are_told_together(as_, lu):
    """ADMIN-10: the second doubt is told as the first is, and the text stays."""
    text = "二、春节：2月5日（周六）至11日放假调休，共8天。"
    told = as_(lu).post(f"{PAGE}new/", SAID | {"text": text})

    assert told.status_code == 422
    assert told.context["form"].errors == {
        "text": [
            "2027年2月5日（周五），通知写的是周六，请核对年份。",
            "春节：写的是共8天，按起止日期是7天，请核对。",
        ]
    }
    assert text in words_of(told)


def test_holidays_that_lack_are_named_before_it_is_submitted_and_to_the_second_person(as_, lu, gan):
    """ADMIN-10: a year of two holidays is nobody's intention; who means it says so holiday by holiday."""
    asked = as_(lu).post(f"{PAGE}new/", SAID | {"without": ["劳动节"]})

    assert asked.status_code == 422
    (said,) = asked.context["form"].errors["without"]
    assert said.startswith("没有读到清明节、端午节、中秋节、国庆节：")
    page = words_of(asked)
    assert "春节：2月5日至11日放假调休" in page
    assert 'value="国庆节"' in page
    assert 'value="春节"' not in page
    assert not CalendarChange.objects.exists()

    url = as_(lu).post(f"{PAGE}new/", SAID).url
    assert "没有清明节、劳动节、端午节、中秋节、国庆节。" in words_of(as_(gan).get(url))


def test_a_whole_notice_and_a_regional_one_are_asked_about_nothing(as_, lu, gan):
    """ADMIN-10: two holidays may share their days, and the first of October is known without a name."""
    rest = "三、清明节：4月5日放假。四、劳动节：5月1日至2日放假。五、端午节：6月9日放假。六、国庆节、中秋节：10月1日至7日放假。"
    whole = SAID | {"text": SAID["text"] + "\n" + rest.replace("。", "。\n"), "without": []}

    url = as_(lu).post(f"{PAGE}new/", whole).url

    assert "有法定节日没有列出" not in words_of(as_(gan).get(url))
    as_(lu).post(url, {"do": "withdraw"})
    regional = SAID | {"text": "一、三月三：4月9日放假。", "source": "regional", "without": []}
    assert as_(lu).post(f"{PAGE}new/", regional).status_code == 302
    assert "没有列出的法定节日" not in words_of(as_(lu).get(f"{PAGE}new/"))


def test_a_sheet_of_days_is_entered_the_same_way(as_, lu):
    sheet = "日期,类别,名称\n2027-04-09,休息,三月三\n".encode()
    said = SAID | {"text": "", "source": "regional", "file": SimpleUploadedFile("days.csv", sheet)}

    as_(lu).post(f"{PAGE}new/", said)

    assert CalendarChange.objects.get().named_days == [Day(date(2027, 4, 9), False, "三月三")]
    broken = as_(lu).post(f"{PAGE}new/", said | {"file": SimpleUploadedFile("days.csv", b"a,b\n1,2\n")})
    assert broken.context["form"].errors == {"file": ["缺少列：日期、类别。"]}


def test_who_refuses_says_why_and_who_entered_it_reads_it(as_, lu, gan):
    url = as_(lu).post(f"{PAGE}new/", SAID).url

    silent = as_(gan).post(url, {"do": "refuse"})
    assert silent.context["form"].errors == {"reason": ["请写明原因。"]}
    as_(gan).post(url, {"do": "refuse", "reason": "少了国庆节"})

    assert CalendarChange.objects.get().state == ChangeState.REFUSED
    assert "少了国庆节" in words_of(as_(lu).get(url))
    assert Message.objects.filter(person=lu, text="原因：少了国庆节").exists()


def test_publicities_the_change_reaches_are_shown_before_it_is_approved(world, as_):
    """ADMIN-10, UNIT-11: a day taken away within a running publicity shows it, with the day it would end."""
    zhou = world.people[Role.UNIT]
    running = hung(world.declaration(State.UNIT_PUBLICITY), zhou)
    middle = running.first_day + timedelta(days=1)
    assert middle.weekday() < 5

    (found,) = touched_by({middle: False})

    assert found.where == "1 份"  # other offices' people are not named (SYS-02)
    assert (found.first_day, found.last_day, found.moves) == (running.first_day, running.last_day, True)
    assert found.by_change == working_days_after(running.last_day, 1).last_day
    assert touched_by({running.last_day + timedelta(days=60): False}) == []
    taken = [Day(middle, False, "防汛停工")]
    change = propose_days(taken, year=middle.year, title="演示", doc_no="1", source="regional", by=zhou.pk)
    lu = a_clerk(world.edition.notice.office, "陆通知", role=Role.ADMIN)
    page = words_of(as_(lu).get(f"{PAGE}changes/{change.ref}/"))
    assert found.by_change.isoformat() in page
    assert "不一致" in page


def test_who_keeps_no_directory_is_told_whose_it_is(as_, office):
    """ROLE-11."""
    browser = as_(a_clerk(office, "马审查"))

    assert [browser.get(f"{PAGE}{what}").status_code for what in ("", "new/")] == [403, 403]


def test_a_change_there_is_not_is_not_there(as_, lu):
    assert as_(lu).get(f"{PAGE}changes/6f0b1c2e-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("year", ["2026", "2027", "2040", "1", "x", "99999"])
def test_any_year_is_a_page_that_writes_nothing(as_, lu, year):
    browser = as_(lu)
    with no_writes():
        answer = browser.get(f"{PAGE}?year={year}")

    assert answer.status_code == 200
    if year == "2040":
        assert "这一年还没有日历" in words_of(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_a_year_costs_the_same_for_any_number_of_changes(as_, lu, gan, count):
    for number in range(count):
        days = [Day(date(2027, 4, 9 + number), False, "三月三")]
        change = propose_days(days, year=2027, title=f"文件{number}", doc_no="1", source="regional", by=lu.pk)
        as_(gan).post(f"{PAGE}changes/{change.ref}/", {"do": "approve"})
    browser = as_(lu)
    browser.get(f"{PAGE}?year=2027")

    with statements() as made:
        browser.get(f"{PAGE}?year=2027")

    assert len(made) == 14
