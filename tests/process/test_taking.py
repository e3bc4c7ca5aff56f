"""A desk's list is taken away: with a reason, by a worker, gone after a day (16-6, AZ7)."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localtime

from accounts import directory, sheetway
from accounts.models import SYSTEM, Membership, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from committees.models import Expert, Series
from committees.states import Rank
from config.lib import clock
from config.lib.sheets import read_table
from declarations.models import Recusal
from declarations.rules import ends_at
from declarations.states import State
from records.models import AuditEntry, Outbox
from records.services.outbox import deliver_due
from records.states import OutboxState
from review.process.models import Export
from review.process.states import ExportState
from review.process.taking import services
from review.process.taking.printing import PRINTED
from review.process.taking.roster import COLUMNS
from tests.declarations.test_documents import needs_poppler, words_of
from tests.helpers import statements
from tests.process.world import person


@pytest.fixture
def gu(world):
    user = world.people[Role.DEPARTMENT]
    user.current_role = Role.DEPARTMENT
    user.save()
    return user


@pytest.fixture
def browser(gu, client):
    client.force_login(gu)
    return client


def at_department(world, name, **changes):
    user = person(name)
    user.name = changes.pop("called", name)
    user.save(update_fields=["name"])
    case = world.declaration(State.DEPT_REVIEW, applicant=user)
    case.stops.filter(index__lte=case.stop).update(reached_at=case.created_at)
    for name_of, value in changes.items():
        setattr(case, name_of, value)
    case.save(update_fields=[*changes, "changed_at"])
    return case


def ask(browser, title="花名册", file_format="xlsx", **query):
    return browser.post(
        f"{reverse('process:export')}?role=department&queue=all" + "".join(f"&{k}={v}" for k, v in query.items()),
        {"title": title, "reason": "核对人数", "file_format": file_format},
    )


def marks_in(content):
    """The first line of all, and the sheet as it is stored: whether any cell is a formula."""
    with ZipFile(BytesIO(content)) as book:
        return book.read("xl/sharedStrings.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode()


def test_the_file_holds_what_the_list_shows_and_says_who_took_it(world, browser, gu):
    """16-6, FORM-47, AZ7, IN9: the same filter and order; codes and formulas are text, ID numbers are masked."""
    at_department(world, "b", called="=1+1", number="007"), at_department(world, "a", called="安二")
    at_department(world, "c", called="周三", level_name="别的")
    recused = at_department(world, "d", called="回避人")
    Recusal.objects.create(person=gu, declaration=recused, why="亲属", by=gu)

    answer = ask(browser, sort="-number")
    before = Export.objects.get()
    deliver_due()
    export = Export.objects.get()
    response = browser.get(reverse("process:download", args=[export.ref]))
    rows = [row.cells for row in read_table(response.content, columns=COLUMNS)]
    words, stored = marks_in(response.content)

    assert answer["Location"] == reverse("process:downloads")
    assert (before.state, before.total, export.state, export.done) == (ExportState.WAITING, 3, ExportState.READY, 3)
    for told in (f"{gu.name} 于 2024-08-05", "核对人数", str(export.ref)[:8]):
        assert told in words
    assert rows[0]["姓名"] == "=1+1"
    assert sorted(row["姓名"] for row in rows) == ["=1+1", "周三", "安二"]
    assert (rows[0]["申报编号"], rows[0]["身份证号码"], rows[0]["出生年月"]) == ("007", "450***********0011", "1970-01")
    assert {row["办理时限"] for row in rows} == {f"{localtime(ends_at(recused)):%Y-%m-%d %H:%M}"}  # as the list says it
    assert '<c r="B3" t="s">' in stored
    assert "<f>" not in stored
    assert set(AuditEntry.objects.filter(event__startswith="desk.export").values_list("event", flat=True)) == {
        "desk.export",
        "desk.export_fetched",
    }


@needs_poppler
def test_the_list_on_paper_names_who_took_it_and_no_id_number(world, browser, gu, monkeypatch):
    """FORM-47: XLSX and PDF. A paper nobody would read to its end is refused with the other way named."""
    at_department(world, "b", called="莫桂香"), at_department(world, "a", called="安二")
    refused = ask(browser, file_format="docx")

    ask(browser, title="一处/花名册", file_format="pdf"), deliver_due()
    paper = browser.get(reverse("process:download", args=[Export.objects.get().ref]))
    monkeypatch.setattr(services, "MOST_PRINTED", 1)
    too_many = ask(browser, file_format="pdf").content.decode()

    words = words_of(paper.content)
    assert (refused.status_code, paper["Content-Type"]) == (422, "application/pdf")
    assert paper["Content-Disposition"].endswith(".pdf")
    assert [
        each for each in ("莫桂香", "安二", "一处/花名册", "共2人", "核对人数", *PRINTED) if each not in words
    ] == []
    assert f"{gu.name}于2024-08-05" in words
    assert "0011" not in words
    assert "打印件一次最多 1 份，请先筛选，或导出表格（XLSX）。" in too_many


def test_a_file_is_its_owners_and_goes_after_a_day(world, browser, client):
    """AZ7: somebody else's is not there; what ran out is emptied."""
    at_department(world, "a"), ask(browser), deliver_due()
    address = reverse("process:download", args=[Export.objects.get().ref])

    client.force_login(world.people[Role.OFFICE])
    other = client.get(address).status_code
    client.force_login(world.people[Role.DEPARTMENT])
    Export.objects.update(expires_at=clock.machine() - timedelta(seconds=1))

    assert other == 404
    assert client.get(address).status_code == 404
    assert services.forget_exports() == 1
    assert bytes(Export.objects.get().content) == b""
    assert "已失效" in client.get(reverse("process:downloads")).content.decode()


def test_the_worker_gives_nothing_to_who_lost_the_desk(world, browser, gu):
    """16-6: rights count when it is written."""
    at_department(world, "a"), ask(browser)
    Membership.objects.filter(user=gu).update(ended_at=clock.law())

    deliver_due()

    assert Export.objects.get().state == ExportState.FAILED


def test_a_sixth_export_of_a_day_an_empty_and_a_too_long_list_are_refused(world, browser, monkeypatch):
    """AZ7: said on the page, nothing is queued."""
    empty = ask(browser)
    at_department(world, "a"), at_department(world, "b")
    with monkeypatch.context() as patch:
        patch.setattr(services, "MOST", 1)
        long = ask(browser)
    for _ in range(5):
        assert ask(browser).status_code == 302

    sixth = ask(browser)

    assert (empty.status_code, long.status_code, sixth.status_code) == (422, 422, 422)
    assert "列表里没有申报" in empty.content.decode()
    assert "请先筛选" in long.content.decode()
    assert "最多导出 5 次" in sixth.content.decode()
    assert Export.objects.count() == 5


def test_a_list_with_every_filter_leaves_a_digest_on_record_and_no_name(world, browser, gu):
    """16-6, SYS-06: the chain holds ids and digests, whatever was searched for."""
    case = at_department(world, "a", called="欧阳明月")
    narrowed = {"level": case.level, "specialty": case.specialty, "state": case.state, "sort": "-number"}

    answer = ask(browser, q="欧阳明月", notice=case.edition.notice.code, **narrowed)

    assert answer.status_code == 302
    assert "欧阳明月" in QueryDict(Export.objects.get().query)["q"]
    assert re.fullmatch("[0-9a-f]{64}", AuditEntry.objects.get(event="desk.export").content)


def test_a_file_may_be_called_what_no_sheet_may_be(world, browser):
    """16-6: the name is the file's, with what no file system takes left out; the sheet has one of its own."""
    at_department(world, "a"), ask(browser, title="花名册 2024/7"), deliver_due()

    export = Export.objects.get()
    response = browser.get(reverse("process:download", args=[export.ref]))

    assert export.state == ExportState.READY
    assert "2024_7.xlsx" in response["Content-Disposition"]


def test_an_export_the_outbox_gave_up_is_said_to_have_failed_and_is_not_counted(world, browser):
    """AZ7: five a day are five that came about; the page says that nothing will come."""
    at_department(world, "a"), at_department(world, "b")
    for _ in range(5):
        ask(browser)
    dead = Export.objects.first()
    Outbox.objects.filter(key=str(dead.ref)).update(state=OutboxState.FAILED)

    assert ask(browser).status_code == 422
    services.end_dead_exports()

    assert Export.objects.get(pk=dead.pk).state == ExportState.FAILED
    assert {each.state for each in Export.objects.exclude(pk=dead.pk)} == {ExportState.WAITING}
    assert "没有生成，不计入每天的次数" in browser.get(reverse("process:downloads")).content.decode()
    assert ask(browser).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_lines_cost_the_same_for_any_number(world, gu, count):
    """16-2."""
    for number in range(count):
        at_department(world, f"p{number}")
    rows = services.desk_rows(gu, Role.DEPARTMENT, services.filters_in("queue=all"))

    with statements() as made:
        assert len(list(services.roster_lines(rows.order_by("pk")))) == count

    assert len(made) == 3


def test_a_long_list_of_the_directory_is_written_by_a_worker_for_its_keeper_alone(world, client, monkeypatch):
    """16-6, FORM-47: short ones at once; a longer one waits in 我的下载, and the guard of its page holds there, too."""
    keeper = User.objects.create_user("陆一帆", current_role=Role.ADMIN)
    give_membership(person=keeper, organisation=world.edition.notice.office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(keeper)
    address = reverse("accounts:organisations_export")
    whole = read_table(client.get(address).content, columns=tuple(directory.COLUMNS))
    monkeypatch.setattr(sheetway, "AT_ONCE", 1)

    client.head(address)
    asked = client.get(address)  # a link or a prefetch orders nothing
    assert (asked.status_code, Export.objects.exists()) == (200, False)
    coming = " ".join(client.get(f"{address}?from=import").content.decode().split())
    assert f'href="{reverse("accounts:organisations_import")}">返回导入组织<' in coming
    assert client.post(address, {"reason": " "}).status_code == 422
    waits = client.post(address, {"reason": "送科室核对"}, follow=True)
    deliver_due()
    again = client.post(address, {"reason": "送科室核对"})
    Membership.objects.filter(user=keeper).update(ended_at=clock.law())
    deliver_due()

    given, refused = Export.objects.order_by("pk")
    assert waits.redirect_chain[-1][0] == again.url == reverse("process:downloads")
    assert f"共 {len(whole)} 行，正在生成" in waits.content.decode()
    assert (given.state, given.done, refused.state) == (ExportState.READY, len(whole), ExportState.FAILED)
    assert read_table(bytes(given.content), columns=tuple(directory.COLUMNS)) == whole
    assert "用途：送科室核对" in ZipFile(BytesIO(bytes(given.content))).read("xl/sharedStrings.xml").decode()
    assert client.get(reverse("process:downloads")).status_code == 403


def test_a_list_that_outgrew_a_file_while_it_waited_is_not_cut(world, client, monkeypatch):
    """16-6: given up and asked for anew, rather than short without a word."""
    keeper = User.objects.create_user("陆一帆", current_role=Role.ADMIN)
    give_membership(person=keeper, organisation=world.edition.notice.office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(keeper)
    monkeypatch.setattr(sheetway, "AT_ONCE", 1)
    client.post(reverse("accounts:organisations_export"), {"reason": "核对"})
    monkeypatch.setattr(sheetway, "MOST_ROWS", 1)

    deliver_due()

    assert Export.objects.get().state == ExportState.FAILED


def test_an_offices_clerk_fetches_the_experts_in_whatever_role_they_act(world, client, monkeypatch):
    """16-6: the list goes by membership, and so does the page where it is fetched."""
    ma = world.people[Role.OFFICE]
    ma.current_role = Role.APPLICANT
    ma.save()
    for number in range(2):
        expert = Expert.objects.create(name=f"专家{number}", unit=world.unit, title="高级工程师", rank=Rank.FUGAO)
        expert.series.set(Series.objects.all())
    client.force_login(ma)
    monkeypatch.setattr(sheetway, "AT_ONCE", 1)

    waits = client.post(reverse("committees:experts_export"), {"reason": "核对"}, follow=True)

    assert (waits.redirect_chain[-1][0], waits.status_code) == (reverse("process:downloads"), 200)
    assert Export.objects.get().listing == "committees:experts"
