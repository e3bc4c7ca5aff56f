"""The directory of organisations: kept with its history, by who keeps it; in and out as a sheet (issue 4)."""

from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import sheetway
from accounts.directory import COLUMNS
from accounts.importing import import_organisations
from accounts.models import Organisation
from accounts.states import Role
from config.lib import csvfile, tables
from config.lib.sheets import read_table, write_table
from records.models import AuditEntry, SheetImport
from records.services import sheets
from records.services.outbox import drain_outbox
from records.states import SheetState
from tests.accounts.making import a_clerk, a_person, a_place, a_uscc
from tests.helpers import no_writes, statements

pytestmark = pytest.mark.django_db
LIST = "/accounts/directory/"
PLACE = {
    "name": "靖西锦绣坊（演示）",
    "kind": "unit",
    "legal_person": "yes",
    "affiliation": "county",
    "status": "active",
}


@pytest.fixture
def system(client_of):
    keeper = a_person("系统管理员")
    keeper.is_staff = keeper.is_superuser = True
    keeper.save(update_fields=["is_staff", "is_superuser"])
    browser = client_of(keeper)
    browser.person = keeper
    return browser


@pytest.fixture
def keeper(office):
    """The notice administrator of the committee's office."""
    return a_clerk(office, "通知管理员", role=Role.ADMIN)


@pytest.fixture
def browser(client_of, keeper):
    return client_of(keeper)


@pytest.fixture
def unit(unit):
    """With a code that is one."""
    unit.uscc = a_uscc()
    unit.save(update_fields=["uscc"])
    return unit


@pytest.fixture
def elsewhere():
    """A unit of another committee-forming body."""
    other = a_place("office", "柳州高新区职改办（演示）")
    return a_place("unit", "柳东汽车（演示）", parent=other, uscc=a_uscc())


def words_of(answer):
    return " ".join(answer.content.decode().split())


def line(**cells):
    told = {"名称": "", "类别": "用人单位", "独立法人": "是", "隶属关系": "区直", "状态": "正常"} | cells
    return [told.get(column, "") for column in COLUMNS]


def workbook(*lines):
    return write_table("组织", tuple(COLUMNS), lines)


def handed_in(browser, data, name="organisations.xlsx"):
    answer = browser.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, words_of(answer)
    drain_outbox()
    return answer.url


# ── who keeps which part ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_notice_administrator_keeps_what_stands_below_the_own_office(browser, unit, elsewhere):
    """SYS-02, ROLE-11."""
    page = words_of(browser.get(LIST))

    assert unit.name in page
    assert elsewhere.name not in page


@pytest.mark.parametrize("what", ["", "edit/"])
def test_a_body_of_another_office_is_not_there(browser, elsewhere, what):
    """SYS-02: missing and not yours look the same, on every address."""
    assert browser.get(f"{LIST}{elsewhere.pk}/{what}").status_code == 404
    assert browser.get(f"{LIST}999999/{what}").status_code == 404
    assert browser.post(f"{LIST}{elsewhere.pk}/{what}", PLACE).status_code in {404, 405}


def test_the_seats_of_another_office_are_not_there(browser, elsewhere):
    """SYS-02."""
    assert browser.post(f"{LIST}{elsewhere.pk}/seats/", {}).status_code == 404
    assert browser.post(f"{LIST}{elsewhere.pk}/seats/1/end/").status_code == 404


@pytest.mark.parametrize("what", ["", "new/", "export/", "import/"])
def test_who_keeps_no_directory_is_told_whose_it_is(client_of, ma, what):
    """ROLE-11."""
    answer = client_of(ma).get(f"{LIST}{what}")

    assert answer.status_code == 403
    assert "通知管理员" in words_of(answer)


def test_the_systems_administrator_keeps_all_of_it(system, unit, elsewhere):
    """ROLE-11."""
    page = words_of(system.get(LIST))

    assert unit.name in page
    assert elsewhere.name in page


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("words", ["传习", "mzgy", "code", "lower code"])
def test_a_body_is_found_by_name_initials_and_code(browser, unit, city, words):
    sought = {"code": unit.uscc, "lower code": unit.uscc.lower()}.get(words, words)
    page = words_of(browser.get(LIST, {"q": sought}))

    assert unit.name in page
    assert city.name not in page


def test_the_list_is_narrowed_by_kind(browser, unit, city):
    page = words_of(browser.get(LIST, {"kind": "city_office", "status": "active"}))

    assert city.name in page
    assert unit.name not in page
    assert unit.name in words_of(browser.get(LIST, {"kind": "no such", "status": "no such"}))


def test_pages_follow_each_other_and_lead_back(browser, office):
    for number in range(60):
        a_place("unit", f"单位{number:02d}", parent=office)
    first = browser.get(LIST, {"kind": "unit"}).context["page"]
    second = browser.get(LIST, {"kind": "unit", "after": first.after}).context["page"]
    back = browser.get(LIST, {"kind": "unit", "before": second.before}).context["page"]

    assert [each.name for each in first.rows] == [f"单位{number:02d}" for number in range(50)]
    assert [each.name for each in second.rows] == [f"单位{number:02d}" for number in range(50, 60)]
    assert ([each.pk for each in back.rows], back.before, second.after) == ([each.pk for each in first.rows], "", "")
    assert browser.get(LIST, {"after": "no~token"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_length(browser, office, count):
    for number in range(count):
        a_place("unit", f"单位{number}", parent=office)
    browser.get(LIST)

    with statements() as made, no_writes():
        browser.get(LIST)

    assert len(made) == 11


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_one_costs_the_same_for_any_number_of_people_and_changes(browser, unit, department, city, count):
    for number in range(count):
        a_clerk(unit, f"经办{number}")
        unit.parent = city if number % 2 else department
        unit.place = f"地方{number}"
        unit.save()
    browser.get(f"{LIST}{unit.pk}/")

    with statements() as made, no_writes():
        page = words_of(browser.get(f"{LIST}{unit.pk}/"))

    assert "经办0" in page
    assert len(made) <= 18


# ── entering and changing ──────────────────────────────────────────────────────────────────────────────────────────
def test_an_organisation_is_entered_below_the_own_office(browser, city, keeper):
    """CHAN-07: what a unit is asked for, at its field; nothing typed is lost."""
    wrong = browser.post(f"{LIST}new/", PLACE | {"uscc": "123", "branch_type": "银行", "contact_phone": "1"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {
        "uscc": ["统一社会信用代码应为18位，请核对。"],
        "contact_phone": ["请填写手机号码，或带区号的固定电话，如 0771-2345678。"],
        "parent": ["用人单位须填写。"],
        "branch_type": ["具有独立法人资格的不填分支机构类型。"],
    }
    assert PLACE["name"] in words_of(wrong)

    code = a_uscc()
    good = browser.post(f"{LIST}new/", PLACE | {"uscc": code.lower(), "parent": city.pk})

    made = Organisation.objects.get(uscc=code)
    assert good.url == f"{LIST}{made.pk}/"
    assert (made.parent, made.status, made.history.get().history_user) == (city, "active", keeper)
    assert AuditEntry.objects.filter(event="organisation.enter", subject_id=made.pk, actor_id=keeper.pk).exists()


def test_a_change_is_told_in_the_history_with_who_and_why(browser, unit, keeper, city, department):
    """Directory with history (issue 4)."""
    told = PLACE | {"name": unit.name, "uscc": unit.uscc, "parent": city.pk, "place": "百色市", "reason": "划转"}

    assert browser.post(f"{LIST}{unit.pk}/edit/", told).status_code == 302

    page = words_of(browser.get(f"{LIST}{unit.pk}/"))
    assert f"上级（主管部门或职改办）：{department.name} → {city.name}" in page
    assert "所在地：南宁市 → 百色市" in page
    assert "隶属关系：（空） → 县（市、区）属" in page
    assert "说明：划转" in page
    assert keeper.name in page


def test_an_industry_is_chosen_from_the_list_and_an_older_word_stays(browser, unit):
    """CHAN-01."""
    unit.industry = "工艺美术品制造"
    unit.save(update_fields=["industry"])
    address = f"{LIST}{unit.pk}/edit/"

    form = browser.get(address).context["form"]
    assert ("工艺美术品制造", "工艺美术品制造") in form.fields["industry"].choices
    assert form.initial["industry"] == "工艺美术品制造"
    assert "industry" in browser.post(address, PLACE | {"industry": "某业"}).context["form"].errors


def test_a_body_cannot_stand_below_itself_nor_below_another_offices(browser, city, department, elsewhere, office):
    below = a_place("county_office", "靖西市职改办（演示）", parent=city)
    told = PLACE | {"name": city.name, "kind": "city_office"}

    circle = browser.post(f"{LIST}{city.pk}/edit/", told | {"parent": below.pk})
    assert circle.context["form"].errors == {"parent": ["上级不能是本组织自己或其下级。"]}
    foreign = browser.post(f"{LIST}{city.pk}/edit/", told | {"parent": elsewhere.parent_id})
    assert "parent" in foreign.context["form"].errors
    nobody = browser.post(f"{LIST}{city.pk}/edit/", told)
    assert nobody.context["form"].errors == {"parent": ["上级应在本职改办范围内。"]}
    city.refresh_from_db()
    assert city.parent == office


def test_a_code_stands_once(browser, unit, city):
    twin = browser.post(f"{LIST}new/", PLACE | {"uscc": unit.uscc, "parent": city.pk})

    assert twin.context["form"].errors == {"uscc": ["该统一社会信用代码已经登记在另一个组织名下，请核对。"]}


def test_the_own_office_is_edited_though_its_superior_is_another_bodys(browser, office):
    top = a_place("region_office", "自治区职改办（演示）")
    office.parent = top
    office.save()
    told = PLACE | {"name": office.name, "kind": "office", "parent": top.pk, "place": "南宁市"}

    assert browser.post(f"{LIST}{office.pk}/edit/", told).status_code == 302
    office.refresh_from_db()
    assert (office.place, office.parent) == ("南宁市", top)


def test_a_registration_that_waits_is_not_decided_here(browser, unit):
    """CHAN-18 has a desk of its own."""
    Organisation.objects.filter(pk=unit.pk).update(status="pending")
    told = PLACE | {"name": unit.name, "uscc": unit.uscc, "parent": unit.parent_id}

    answer = browser.post(f"{LIST}{unit.pk}/edit/", told)

    assert "请在“单位注册审核”中办理" in words_of(answer)
    unit.refresh_from_db()
    assert unit.status == "pending"


# ── seats ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_systems_administrator_seats_and_ends(system, office, lin):
    """ROLE-11: accounts are the system administrator's."""
    assert system.post(f"{LIST}{office.pk}/seats/", {"phone": "19999999999", "role": "admin"}).status_code == 422
    said = {"phone": lin.phone, "role": "admin", "as_manager": "on"}
    assert system.post(f"{LIST}{office.pk}/seats/", said).status_code == 302

    held = office.memberships.get(user=lin)
    assert (held.role, held.is_manager, held.given_by) == ("admin", True, system.person)
    assert system.post(f"{LIST}{office.pk}/seats/", said).status_code == 422
    system.post(f"{LIST}{office.pk}/seats/{held.pk}/end/")
    held.refresh_from_db()
    assert held.ended_at


def test_a_notice_administrator_seats_nobody(browser, unit, lin, zhou):
    """ROLE-11."""
    said = {"phone": lin.phone, "role": "unit"}

    assert browser.post(f"{LIST}{unit.pk}/seats/", said).status_code == 403
    assert browser.post(f"{LIST}{unit.pk}/seats/{zhou.memberships.get().pk}/end/").status_code == 403
    assert "任命" not in words_of(browser.get(f"{LIST}{unit.pk}/"))


# ── sheets ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_sheet_is_tried_told_and_taken_only_after_a_word(browser, office, city):
    """Import with a dry run: nothing is written before the confirmation."""
    code = a_uscc()
    data = workbook(
        line(名称="新窑（演示）", 统一社会信用代码=code, 上级=city.name, 联系电话="0771-5551234"),
        line(名称=city.name, 类别="市职改办", 上级=office.name, 隶属关系="市属", 所在地="百色市"),
        line(名称=office.name, 类别="评委会所在职改办", 隶属关系=""),
    )

    told = handed_in(browser, data)

    assert SheetImport.objects.get().faults == []
    assert "共 3 行：新增 1 行，修改 1 行，不变 1 行。" in words_of(browser.get(told))
    assert not Organisation.objects.filter(uscc=code).exists()
    assert not AuditEntry.objects.filter(event__startswith="organisation.").exists()

    browser.post(told)
    drain_outbox()

    assert "已导入" in words_of(browser.get(told))
    made = Organisation.objects.get(uscc=code)
    assert (made.contact_phone, made.parent) == ("0771-5551234", city)
    city.refresh_from_db()
    assert city.place == "百色市"
    assert AuditEntry.objects.filter(event__startswith="organisation.").count() == 2
    assert not sheets.path_of(SheetImport.objects.get()).exists()
    browser.post(told)  # a second click takes nothing twice
    assert drain_outbox() in {0, None}


def test_each_fault_by_row_and_column_and_nothing_is_taken(browser, city, unit, elsewhere, keeper):
    """Row and column errors; taken whole or not at all."""
    data = workbook(
        line(名称="好单位", 统一社会信用代码=a_uscc(), 上级=city.name),
        line(名称="坏一", 统一社会信用代码="91450100000000004X", 上级=city.name, 类别="公司"),
        line(名称="坏二", 统一社会信用代码=a_uscc(), 上级="没有这个", 类别="公司"),
        line(名称="=HYPERLINK(1)", 统一社会信用代码=a_uscc(), 上级=city.name),
        line(名称="坏三", 统一社会信用代码=elsewhere.uscc, 上级=city.name),
        line(名称="坏四", 独立法人="也许", 联系电话="+86x"),
    )

    told = handed_in(browser, data)

    page = words_of(browser.get(told))
    for sentence in (
        "第3行：“类别”：“公司”不在清单中，请从清单中选择；“统一社会信用代码”：统一社会信用代码校验位不正确，请核对营业执照或法人证书。",
        "第4行：“上级”：没有找到“没有这个”；“类别”：“公司”不在清单中，请从清单中选择。",
        "第5行：“名称”：不能以 = 开头。",
        "第6行：“统一社会信用代码”：该统一社会信用代码已经登记在另一个组织名下，请核对。",
        "第7行：“独立法人”",
    ):
        assert sentence in page
    assert not Organisation.objects.filter(name="好单位").exists()
    assert SheetImport.objects.get().state == SheetState.REFUSED
    browser.post(told)  # what was refused cannot be confirmed
    drain_outbox()
    assert not Organisation.objects.filter(name="好单位").exists()


def test_what_goes_out_comes_in_and_changes_nothing(browser, system, unit, city, department, office):
    """Export the same way: the exported sheet is the import's own shape, with codes and telephones as text."""
    unit.contact_phone, unit.affiliation, unit.nature = "0771-5551234", "region", "institution"
    unit.save()
    answer = browser.get(f"{LIST}export/")

    rows = {row.cells["名称"]: row.cells for row in read_table(answer.content, columns=tuple(COLUMNS))}
    assert rows[unit.name]["统一社会信用代码"] == unit.uscc
    assert rows[unit.name]["联系电话"] == "0771-5551234"
    told = handed_in(browser, answer.content)
    assert f"共 {len(rows)} 行：不变 {len(rows)} 行。" in words_of(browser.get(told))


def test_an_exported_cell_is_text_and_no_formula(system):
    """A name that looks like a formula leaves as words."""
    a_place("office", "=1+1")

    book = ZipFile(BytesIO(system.get(f"{LIST}export/").content))

    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_blank_sheet_has_the_columns_alone(browser):
    answer = browser.get(f"{LIST}export/?blank=1")

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", "甲\n乙\n".encode(), "缺少列：名称、类别。"),
        ("a.xlsx", b"PK\x03\x04 broken", "XLSX"),
        ("a.csv", b"\xff\xff\xff", "编码"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_told_at_its_field(browser, name, data, sentence):
    answer = browser.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, data)})

    assert answer.status_code == 422
    assert not SheetImport.objects.exists()
    assert sentence in "".join(answer.context["form"].errors["file"])


def test_a_file_that_is_too_large_is_not_even_read(browser, monkeypatch):
    monkeypatch.setattr(csvfile, "LARGEST", 4)
    unread = SimpleNamespace(size=5, read=lambda: pytest.fail("read"))
    with pytest.raises(csvfile.SheetBroken):
        csvfile.sheet_in(unread)

    answer = browser.post(f"{LIST}import/", {"file": SimpleUploadedFile("a.csv", b"12345")})

    assert answer.status_code == 422
    assert "请分批导入" in "".join(answer.context["form"].errors["file"])


def test_a_csv_of_too_many_rows_is_told_as_a_workbook_is(browser, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    sheet = "名称,类别\n甲,\n乙,\n丙,\n".encode()

    answer = browser.post(f"{LIST}import/", {"file": SimpleUploadedFile("a.csv", sheet)})

    assert answer.status_code == 422
    assert "表格超过 2 行，请分批导入。" in "".join(answer.context["form"].errors["file"])


def test_one_organisation_stands_in_a_sheet_once(keeper, unit, city):
    """ADMIN-08, A-12: the second line names the first, also under another name, and nothing is taken."""
    new = {"名称": "新窑", "统一社会信用代码": a_uscc(), "上级": city.name}
    twice = workbook(line(**new), line(**new | {"联系电话": "0771-5551234"}), line(**new | {"名称": "新窑工坊"}))

    report = import_organisations(twice, actor=keeper)

    assert report.faults == tuple((number, "与第2行说的是同一条，请只保留一行。") for number in (3, 4))
    assert not Organisation.objects.filter(name="新窑").exists()
    namesake = line(**new | {"统一社会信用代码": a_uscc()})
    assert import_organisations(workbook(line(**new), namesake), actor=keeper).taken == 2


def test_a_csv_without_a_column_leaves_what_is_there(keeper, unit, city):
    unit.place, unit.affiliation = "南宁市", "region"
    unit.save()

    report = import_organisations(f"名称,类别,联系电话\n{unit.name},用人单位,0771-5551234\n".encode(), actor=keeper)

    unit.refresh_from_db()
    assert (report.taken, report.faults, unit.place, unit.contact_phone) == (1, (), "南宁市", "0771-5551234")


def test_what_became_of_a_sheet_is_told_to_who_brought_it(browser, system, city):
    told = handed_in(browser, workbook(line(名称="新窑", 统一社会信用代码=a_uscc(), 上级=city.name)))

    assert system.get(told).status_code == 404
    assert system.post(told).status_code == 404
    assert reverse("accounts:organisations_import") in words_of(browser.get(told))


def test_a_sheet_that_lay_too_long_is_handed_in_anew(browser, city):
    told = handed_in(browser, workbook(line(名称="新窑", 统一社会信用代码=a_uscc(), 上级=city.name)))
    sheets.path_of(SheetImport.objects.get()).unlink()

    page = words_of(browser.post(told, follow=True))

    assert "请重新上传" in page
    assert SheetImport.objects.get().state == SheetState.CHECKED


def test_a_list_longer_than_an_import_takes_is_narrowed_first(browser, city, unit, monkeypatch):
    """16-6: a page writes no endless file; nothing is cut off unseen."""
    monkeypatch.setattr(sheetway, "MOST_ROWS", 2)

    whole = browser.get(f"{LIST}export/", follow=True)
    narrowed = browser.get(f"{LIST}export/", {"q": city.name})

    assert "请先按条件查询，分几次导出" in words_of(whole)
    assert narrowed["Content-Disposition"].endswith(".xlsx")
