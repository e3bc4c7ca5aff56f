"""Lists that offices keep: the register and the catalogues, their sheets, the page of ways to verify (A-11, A-19)."""

import os
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import SYSTEM
from config.lib import csvfile
from config.lib.csvfile import SheetBroken, read_lines
from integrity import registers
from integrity.importing import import_catalogue, import_risk_journals
from integrity.matching import Mark, Written
from integrity.models import CatalogueJournal, JournalCatalogue, RiskJournal, VerificationLink
from integrity.selectors import register_about, register_on
from integrity.services import put_in_catalogue
from integrity.states import CatalogueKind
from records.models import AuditEntry, SheetImport
from records.services import sheets
from records.services.outbox import drain_outbox
from records.states import SheetState
from tests.accounts.making import a_person
from tests.helpers import no_writes, statements

pytestmark = pytest.mark.django_db
DAY = date(2024, 8, 5)
RISKS = "刊名,别名,ISSN,CN,原因,来源,版次,起,止\n"
GENUINE = (
    "刊名,别名,ISSN,CN,学科\n南国工艺,南国工艺美术,1000-1234,CN 45-1234/J,艺术\n广西文博,,1000-9999,45-5678,文博\n"
)


@pytest.fixture
def catalogue():
    return JournalCatalogue.objects.create(
        kind=CatalogueKind.CORE, name="中文核心期刊要目总览", edition="2023年版", valid_from=date(2024, 1, 1)
    )


@pytest.fixture
def admin(client):
    keeper = a_person("管理员")
    keeper.is_staff = keeper.is_superuser = True
    keeper.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(keeper)
    return client


def a_sheet(text):
    return SimpleUploadedFile("list.csv", text.encode())


# ── the register, at once and whole ────────────────────────────────────────────────────────────────────────────────
def test_the_reason_says_which_list_it_comes_from():
    import_risk_journals(
        f"{RISKS}艺苑,,,,涉嫌非法出版,,,,\n".encode(), source="新闻出版署", edition="2024年第1批", actor=SYSTEM
    )

    mark = register_on(DAY).mark(Written.of("艺苑"))
    assert mark.risk == "涉嫌非法出版（来源：新闻出版署 2024年第1批）"


@pytest.mark.parametrize(
    "asked",
    [
        ("南国工艺", "1000-1234", "45-1234"),
        ("南国工艺教研版", "1000-1234", ""),
        ("南国工艺", "", "45-5678"),
        ("艺苑", "", ""),
        ("别的", "2222-3333", ""),
        ("", "", ""),
    ],
)
def test_one_journal_is_answered_as_by_the_whole_register(catalogue, asked):
    import_catalogue(GENUINE.encode(), catalogue=catalogue, actor=SYSTEM)
    import_risk_journals(f"{RISKS}艺苑,,2222-3333,,涉嫌非法出版,,,,\n".encode(), actor=SYSTEM)
    name, issn, cn = asked

    about = register_about([Written.of(name, issn, cn)], DAY)

    written = Written.of(name, issn, cn, DAY)
    assert about.mark(written) == register_on(DAY).mark(written)


def test_what_is_listed_no_longer_flags_no_longer():
    import_risk_journals(f"{RISKS}艺苑,,,,涉嫌非法出版,,,2023-01-01,2023/12/31\n".encode(), actor=SYSTEM)

    assert register_on(DAY).mark(Written.of("艺苑")) == Mark()
    assert register_on(date(2023, 12, 31)).mark(Written.of("艺苑")).risk


def test_the_whole_register_is_two_statements(catalogue):
    import_catalogue(GENUINE.encode(), catalogue=catalogue, actor=SYSTEM)

    with statements() as made:
        register_on(DAY)

    assert len(made) == 2


# ── sheets ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_catalogue_comes_in_by_edition_and_again_without_doubling(catalogue):
    for _ in range(2):
        report = import_catalogue(GENUINE.encode("gb18030"), catalogue=catalogue, actor=SYSTEM)

    assert (report.taken, report.faults, CatalogueJournal.objects.count()) == (2, (), 2)
    journal = CatalogueJournal.objects.get(name="南国工艺")
    assert (journal.aliases, journal.cn, journal.subject) == (["南国工艺美术"], "45-1234", "艺术")
    assert AuditEntry.objects.filter(event="catalogue.imported", subject_id=catalogue.pk).count() == 2


def test_all_lines_or_none_and_each_fault_by_its_line():
    sheet = f"{RISKS}好,,,,有原因,,,,\n坏一,,,,,,,,\n坏二,,,,x,,,2024年,\n\n{'长' * 121},,,,x,,,,\n倒,,,,x,,,2024-02-01,2024-01-01\n"

    report = import_risk_journals(sheet.encode(), actor=SYSTEM)

    assert report.sentences == [
        "第3行：请填写原因。",
        "第4行：日期“2024年”应写作 2024-01-31。",
        "第6行：刊名超过 120 字。",
        "第7行：有效期止不能早于起。",
    ]
    assert (report.taken, RiskJournal.objects.count()) == (0, 0)


def test_a_file_that_is_no_such_sheet_is_told(monkeypatch):
    with pytest.raises(SheetBroken, match="缺少列：原因"):
        read_lines("刊名\n甲".encode(), needed=("刊名", "原因"))
    with pytest.raises(SheetBroken, match="编码"):
        read_lines(b"\xff\xff\xff", needed=("刊名",))
    monkeypatch.setattr(csvfile, "LARGEST", 4)
    with pytest.raises(SheetBroken, match="超过"):
        read_lines("刊名\n甲".encode(), needed=("刊名",))


def handed_in(desk, register, text):
    """Handed in at the desk and tried by a worker; where it is told what became of it."""
    waits = desk.post(f"/papers/{register}/import/", {"file": a_sheet(text)})
    assert "完成后本页自动显示结果" in desk.get(waits.url).content.decode()
    drain_outbox()
    return waits.url


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_desk_takes_the_register_by_sheet_and_names_its_faults(admin):
    """A-11: tried first, then taken by a worker; no page of an office waits for ten thousand lines."""
    told = handed_in(admin, "journals", f"{RISKS}艺苑,,,,,,,,\n好,,12,,x,,,去年,\n")
    page = words_of(admin.get(told))
    assert "第2行：“原因”：请填写。" in page
    assert "第3行：“起”：日期“去年”应写作 2024-01-31；“ISSN”：“12”不是ISSN。" in page

    told = handed_in(
        admin, "journals", f"{RISKS}艺苑,艺苑月刊；艺苑增刊,1000-1234,CN 45-1234/J,查无此刊,职改办,2批,,\n"
    )
    assert "共 1 行：新增 1 行。" in words_of(admin.get(told))
    assert not RiskJournal.objects.exists()
    admin.post(told)
    drain_outbox()
    journal = RiskJournal.objects.get()
    assert (journal.aliases, journal.cn, journal.edition) == (["艺苑月刊", "艺苑增刊"], "45-1234", "2批")
    assert register_on(DAY).mark(Written.of("艺苑增刊")).risk

    again = admin.get("/papers/journals/export/").content
    told = admin.post("/papers/journals/import/", {"file": SimpleUploadedFile("again.xlsx", again)}).url
    drain_outbox()
    assert "共 1 行：不变 1 行。" in words_of(admin.get(told))


def test_the_desk_takes_the_journals_of_a_catalogue(admin, catalogue):
    """A-19."""
    head = "期刊目录,刊名,别名,ISSN,CN,学科\n"
    told = handed_in(admin, "catalogued", f"{head}没有的目录,甲,,,,\n{catalogue},乙,,,12,\n")
    page = words_of(admin.get(told))
    assert "第2行：“期刊目录”：没有“没有的目录”" in page
    assert "第3行：“CN”：“12”不是CN。" in page

    told = handed_in(admin, "catalogued", f"{head}{catalogue},南国工艺,,1000-1234,CN 45-1234/J,艺术\n")
    admin.post(told)
    drain_outbox()
    assert catalogue.journals.get().cn == "45-1234"


def test_a_journal_is_entered_and_mended_with_its_history(admin):
    """RISK-01: with its other names; what is changed is told, a twin is refused."""
    said = {"name": "艺苑", "aliases": "艺苑月刊\n艺苑增刊", "reason": "查无此刊"}
    assert admin.post("/papers/journals/new/", said).status_code == 302
    made = RiskJournal.objects.get()
    assert made.aliases == ["艺苑月刊", "艺苑增刊"]
    admin.post(f"/papers/journals/{made.pk}/", said | {"name": "艺苑天地"})

    assert register_on(DAY).mark(Written.of("艺苑天地")).risk
    assert "刊名：艺苑 → 艺苑天地" in words_of(admin.get(f"/papers/journals/{made.pk}/"))
    twin = admin.post("/papers/journals/new/", said | {"name": "艺苑天地"})
    assert twin.context["form"].errors == {"name": ["名单中已有同名、同刊号的期刊，请修改原有的一条。"]}


def test_what_became_of_a_sheet_is_told_to_who_brought_it(admin):
    told = handed_in(admin, "journals", f"{RISKS}艺苑,,,,x,,,,\n")
    SheetImport.objects.update(by=0)

    assert admin.get(told).status_code == 404
    assert admin.get(told.replace("journals", "catalogued")).status_code == 404


def test_a_worker_that_stumbles_tells_and_leaves_no_file(admin, monkeypatch):
    def stumble(*_):
        raise RuntimeError

    monkeypatch.setitem(sheets._takers, registers.RISKS.kind, stumble)

    told = handed_in(admin, "journals", f"{RISKS}艺苑,,,,x,,,,\n")

    sheet = SheetImport.objects.get()
    assert (sheet.state, sheet.faults) == (SheetState.FAILED, [sheets.STUMBLED])
    assert sheets.STUMBLED in words_of(admin.get(told))
    assert not sheets.path_of(sheet).exists()
    sheets.take_sheet({"sheet": sheet.pk})  # a second worker finds it done


def test_a_sheet_is_noted_with_its_lines_or_not_at_all(catalogue):
    """A-11, A-19: the facts stand in the transaction of the lines; a line taken back leaves none."""
    import_risk_journals(f"{RISKS}好,,,,有原因,,,,\n坏一,,,,,,,,\n".encode(), actor=SYSTEM)
    assert not AuditEntry.objects.exists()

    import_risk_journals(f"{RISKS}好,,,,有原因,,,,\n".encode(), actor=SYSTEM)
    assert list(AuditEntry.objects.values_list("event", flat=True)) == ["journal.listed"]

    def fails():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        sheets.take_audited(
            read_lines(b"a\n1\n", needed=("a",)), lambda _: put_in_catalogue(catalogue, name="甲"), facts=fails
        )
    assert not CatalogueJournal.objects.exists()


def test_what_no_worker_took_away_is_swept(admin):
    admin.post("/papers/journals/import/", {"file": a_sheet(f"{RISKS}艺苑,,,,x,,,,\n")})
    path = sheets.path_of(SheetImport.objects.get())
    assert (sheets.forget_old_sheets(), path.stat().st_mode & 0o777) == (0, 0o600)

    os.utime(path, (0, 0))

    assert (sheets.forget_old_sheets(), path.exists()) == (1, False)


def test_who_keeps_no_directory_brings_no_sheet(client):
    """ROLE-11."""
    client.force_login(a_person("看看"))

    pages = [
        f"/papers/{register}/{what}" for register in ("journals", "links") for what in ("", "new/", "import/", "1/")
    ]
    assert [client.get(page).status_code for page in pages] == [403] * 8


def test_the_command_takes_a_catalogue_of_an_edition(tmp_path):
    file = tmp_path / "core.csv"
    file.write_text(GENUINE, encoding="utf-8")

    with pytest.raises(CommandError, match="--edition"):
        call_command("importjournals", file, catalogue="中国科技核心期刊")
    call_command("importjournals", file, catalogue="中国科技核心期刊", edition="2024年版")

    assert str(JournalCatalogue.objects.get()) == "中国科技核心期刊 2024年版"
    assert CatalogueJournal.objects.count() == 2


# ── how to verify ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_everybody_reads_where_papers_are_verified_and_the_office_edits_it(admin):
    """RISK-05, A-18."""
    with no_writes():
        page = Client().get("/papers/").content.decode()
    assert "国家新闻出版署 期刊查询" in page
    assert "国家版本数据中心" in page

    first = VerificationLink.objects.get(name="中国知网")
    said = {"kind": "paper", "name": "知网", "url": "https://www.cnki.net/", "how": "核对年期", "position": 1}
    assert admin.post(f"/papers/links/{first.pk}/", said).status_code == 302

    page = Client().get("/papers/").content.decode()
    assert "中国知网" not in page  # no longer public: the tick was left out
    VerificationLink.objects.filter(pk=first.pk).update(is_shown=True)
    assert "核对年期" in Client().get("/papers/").content.decode()
