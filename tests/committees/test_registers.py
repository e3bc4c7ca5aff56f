"""Series, commissions and courses at the directory's desk; committees and conditions by sheet (GEN-08, GEN-09, CHAN-16)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from committees.models import Commission, Committee, ConditionSet, ExpertTraining, Series
from committees.sheets import COMMITTEE_COLUMNS, CONDITION_COLUMNS
from committees.states import ConditionState
from config.lib.sheets import write_table
from records.models import AuditEntry
from records.services.outbox import drain_outbox
from tests.accounts.making import a_person, a_place
from tests.committees.making import an_expert
from tests.helpers import no_writes, statements

pytestmark = pytest.mark.django_db
HERE = "/directory/"
COMMITTEE = (
    "评委会甲",
    "自治区工艺美术系列职改办（演示）",
    "工艺美术",
    "",
    "副高级；正高级",
    "taoci",
    "全区",
    "25",
    "是",
    "",
    "桂1号",
    "2024-01-01",
    "",
)


def words_of(answer):
    return " ".join(answer.content.decode().split())


def handed_in(browser, where, columns, rows):
    """A sheet tried by a worker: where it is told what became of it."""
    sheet = SimpleUploadedFile("s.xlsx", write_table("表", columns, rows))
    told = browser.post(f"{HERE}{where}/import/", {"file": sheet}).url
    drain_outbox()
    return told


def taken(browser, told):
    browser.post(told)
    drain_outbox()
    return words_of(browser.get(told))


@pytest.fixture
def system(client):
    keeper = a_person("系统管理员")
    keeper.is_staff = keeper.is_superuser = True
    keeper.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(keeper)
    return client


# ── registers ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_series_is_the_systems_to_keep_and_its_cited_name_stays(system, desk, series, committee, draft_of_a_notice):
    """GEN-09, ROLE-11: notices cite it by name."""
    assert system.post(f"{HERE}series/new/", {"name": "经济", "code": "080"}).status_code == 302
    twin = system.post(f"{HERE}series/new/", {"name": "经济"})
    assert twin.context["form"].errors == {"name": ["已有这个系列，请核对。"]}
    renamed = system.post(f"{HERE}series/{series.pk}/", {"name": "美术"})
    assert "已有通知使用这个系列" in words_of(renamed)
    assert system.post(f"{HERE}series/{series.pk}/", {"name": series.name, "code": "270"}).status_code == 302
    assert "国家代码：（空） → 270" in words_of(system.get(f"{HERE}series/{series.pk}/"))
    assert AuditEntry.objects.filter(event__startswith="series.").count() >= 2

    with no_writes():
        assert "经济" in words_of(desk.get(f"{HERE}series/"))
        shown = words_of(desk.get(f"{HERE}series/{series.pk}/"))
    assert "保存" not in shown.split("<main")[1]
    assert desk.post(f"{HERE}series/{series.pk}/", {"name": "改"}).status_code == 403
    assert [desk.get(f"{HERE}series/{page}").status_code for page in ("new/", "import/")] == [403, 403]


@pytest.fixture
def draft_of_a_notice(series, office):
    return series.notices.create(
        code="x-2026", title="通知", year=2026, office=office, issued_on=date(2026, 1, 1), draft={}
    )


def test_a_commission_is_entered_for_the_own_committees_alone(desk, browser, committee, elsewhere, client):
    """CHAN-16, SYS-02: from whom, to which committee, by which letter, accepted when."""
    city = a_place("department", "柳州市工信局（演示）")
    said = {
        "sender": city.pk,
        "committee": committee.pk,
        "ranks": ["fugao"],
        "letter_no": "柳工信函〔2026〕1号",
        "letter_on": "2026-02-01",
        "valid_from": "2026-02-01",
    }
    wrong = desk.post(f"{HERE}commissions/new/", said | {"accepted_on": "2026-01-01", "valid_to": "2025-01-01"})
    assert wrong.context["form"].errors == {
        "accepted_on": ["同意受理日期不能早于委托函日期。"],
        "valid_to": ["止期不能早于起期。"],
    }
    foreign = desk.post(f"{HERE}commissions/new/", said | {"committee": elsewhere.pk})
    assert set(foreign.context["form"].errors) == {"committee"}
    assert desk.post(f"{HERE}commissions/new/", said).status_code == 302
    made = Commission.objects.get()

    assert desk.post(f"{HERE}commissions/{made.pk}/", said | {"accepted_on": "2026-02-09"}).status_code == 302
    assert "同意受理日期：2026-02-09" in words_of(desk.get(f"{HERE}commissions/{made.pk}/"))
    assert (
        browser.post(f"{HERE}commissions/{made.pk}/", said).status_code == 403
    )  # a clerk reads, an administrator writes
    assert "柳州市工信局" in words_of(browser.get(f"{HERE}commissions/"))
    Commission.objects.filter(pk=made.pk).update(committee=elsewhere)
    assert desk.get(f"{HERE}commissions/{made.pk}/").status_code == 404
    assert "柳州市工信局" not in words_of(desk.get(f"{HERE}commissions/"))


def test_commissions_and_courses_go_out_and_come_in(desk, committee, series):
    """CHAN-16: what went out untouched changes nothing, and every fault is named by row and column."""
    a_place("department", "柳州市工信局（演示）")
    head = ("委托单位", "受委托评委会", "委托评审的层级", "委托函文号", "委托函日期", "同意受理日期", "自", "至")
    good = ("柳州市工信局（演示）", committee.name, "副高级", "柳1号", "2026-02-01", "", "2026-02-01", "")
    bad = ("没有的局", committee.name, "副高级", "柳2号", "2026-02-01", "", "去年", "")
    page = words_of(desk.get(handed_in(desk, "commissions", head, [good, bad])))
    said = "第3行：“委托单位”：没有“没有的局”，或不在您维护的范围内；“自”：日期“去年”应写作 2024-01-31。"
    assert said in page  # every fault of a line at once
    assert not Commission.objects.exists()
    assert "共 1 行：新增 1 行" in taken(desk, handed_in(desk, "commissions", head, [good]))
    assert Commission.objects.get().ranks == ["fugao"]
    out = desk.get(f"{HERE}commissions/export/").content
    told = desk.post(f"{HERE}commissions/import/", {"file": SimpleUploadedFile("o.xlsx", out)}).url
    drain_outbox()
    assert "共 1 行：不变 1 行" in words_of(desk.get(told))

    an_expert("陶专家", series)
    courses = [("陶专家", "评审专家培训", "2026", "2026-03-01"), ("生人", "评审专家培训", "2026", "2026-03-01")]
    head = ("专家", "课程", "年度", "完成日期")
    assert "第3行：“专家”：没有“生人”" in words_of(desk.get(handed_in(desk, "trainings", head, courses)))
    taken(desk, handed_in(desk, "trainings", head, courses[:1]))
    assert ExpertTraining.objects.get().course == "评审专家培训"


# ── committees ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_committees_go_out_and_come_in(desk, committee, series):
    """ADMIN-09, COMM-01: known by name; ranks and specialties by their words and codes."""
    out = desk.get(f"{HERE}committees/export/").content
    told = desk.post(f"{HERE}committees/import/", {"file": SimpleUploadedFile("o.xlsx", out)}).url
    drain_outbox()
    assert "共 1 行：不变 1 行" in words_of(desk.get(told))

    told = handed_in(desk, "committees", COMMITTEE_COLUMNS, [COMMITTEE])
    assert "共 1 行：新增 1 行" in taken(desk, told)
    made = Committee.objects.get(name="评委会甲")
    assert (made.ranks, made.specialties, made.min_members) == (["fugao", "zhenggao"], ["taoci"], 25)
    ended = (*COMMITTEE[:-1], "2026-12-31")
    taken(desk, handed_in(desk, "committees", COMMITTEE_COLUMNS, [ended]))
    made.refresh_from_db()
    assert made.valid_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        (1, "柳州高新区职改办（演示）", "“所在职改办”：没有“柳州高新区职改办（演示）”"),
        (3, "别的", "“类别”：没有“别的”"),
        (4, "特级", "“评审权限（级别）”：没有“特级”"),
        (5, "wusi", "“评审权限（专业）”：没有“wusi”"),
        (7, "很多", "“组成人数下限”："),
        (10, "=1", "“核准备案文号”：不能以 = 开头。"),
        (11, "去年", "“权限起”：日期“去年”应写作 2024-01-31。"),
        (12, "2023-01-01", "“权限止”：止期不能早于起期。"),
    ],
)
def test_a_fault_of_a_committees_line_is_named(desk, series, committee, elsewhere, column, value, sentence):
    """ADMIN-09: by row and column, and nothing is written."""
    row = [*COMMITTEE[:column], value, *COMMITTEE[column + 1 :]]

    page = words_of(desk.get(handed_in(desk, "committees", COMMITTEE_COLUMNS, [row])))

    assert f"第2行：{sentence}" in page
    assert not Committee.objects.filter(name="评委会甲").exists()


def test_who_only_works_at_the_office_takes_no_committees_in(browser, committee):
    assert browser.get(f"{HERE}committees/import/").status_code == 403
    assert browser.get(f"{HERE}committees/export/").status_code == 200


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────
ISSUED = ("工艺美术", "高级评审条件", "1", "工信厅", "", "桂职办〔2022〕45号", "人社厅", "2022-08-01", "2022-09-01", "")


def test_versions_issued_before_are_entered_from_a_sheet(desk, series):
    """GEN-08: with their numbers and days; a line without a number is a need."""
    need = ("工艺美术", "中级评审条件", "", "工信厅", "新增数字工艺", "", "", "", "", "")
    told = handed_in(desk, "conditions", CONDITION_COLUMNS, [ISSUED, need])
    assert "共 2 行：新增 2 行" in taken(desk, told)

    held = ConditionSet.objects.get(name="高级评审条件")
    assert (held.state, held.version, held.effective_from) == (ConditionState.IN_FORCE, 1, date(2022, 9, 1))
    assert ConditionSet.objects.get(name="中级评审条件").state == ConditionState.DEMAND
    out = desk.get(f"{HERE}conditions/export/").content
    told = desk.post(f"{HERE}conditions/import/", {"file": SimpleUploadedFile("o.xlsx", out)}).url
    drain_outbox()
    assert "共 2 行：不变 2 行" in words_of(desk.get(told))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({3: "别的厅"}, "已报送或印发，内容不能再改"),
        ({2: "2"}, "“施行日期”：已有一个版本正在施行"),
        ({2: "2", 6: ""}, "“联合印发单位”：已印发的版本须填写。"),
        ({2: "2", 8: "2022-01-01"}, "“施行日期”：止期不能早于起期。"),
        ({2: "2", 8: "", 9: "2025-01-01"}, "“施行日期”：有废止日期的，须填写施行日期。"),
        ({0: "没有"}, "“系列”：没有“没有”"),
    ],
)
def test_what_was_issued_is_not_rewritten_by_a_sheet(desk, series, changed, sentence):
    """ADMIN-05, GEN-08."""
    taken(desk, handed_in(desk, "conditions", CONDITION_COLUMNS, [ISSUED]))
    row = [changed.get(at, value) for at, value in enumerate(ISSUED)]

    page = words_of(desk.get(handed_in(desk, "conditions", CONDITION_COLUMNS, [row])))

    assert sentence in page
    assert ConditionSet.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_any_length(desk, committee, count):
    for number in range(count):
        Series.objects.create(name=f"系列{number}")
        sender = a_place("department", f"局{number}")
        Commission.objects.create(
            sender=sender, committee=committee, letter_no=f"{number}号", letter_on="2026-01-01", valid_from="2026-01-01"
        )
    desk.get(f"{HERE}series/")

    with statements() as series_made, no_writes():
        desk.get(f"{HERE}series/")
    with statements() as made, no_writes():
        desk.get(f"{HERE}commissions/")

    assert (len(series_made), len(made)) == (10, 12)
