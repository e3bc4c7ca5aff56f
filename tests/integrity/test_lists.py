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
from integrity import importing
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

    about = register_about(name=name, issn=issn, cn=cn, day=DAY)

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


def handed_in(admin, journals, said):
    """Handed in at the list and taken by a worker; the page of what became of it."""
    waits = admin.post(f"/admin/integrity/{journals}/sheet/", said, follow=True).content.decode()
    assert "完成后本页自动显示结果" in waits
    drain_outbox()
    return admin.get(f"/admin/integrity/{journals}/sheet/{SheetImport.objects.latest('pk').ref}/", follow=True)


def test_the_admin_takes_a_sheet_and_names_its_faults(admin):
    """A-11: a worker takes it; no page of an office waits for ten thousand lines."""
    said = {"source": "自治区职改办", "edition": "2024年第2批"}
    page = handed_in(admin, "riskjournal", {"file": a_sheet(f"{RISKS}艺苑,,,,,,,,\n")} | said)
    assert "第2行：请填写原因。" in page.content.decode()
    assert not RiskJournal.objects.exists()

    done = handed_in(admin, "riskjournal", {"file": a_sheet(f"{RISKS}艺苑,,,,查无此刊,,,,\n")} | said)
    assert "已导入 1 行。" in done.content.decode()
    journal = RiskJournal.objects.get()
    assert (journal.source, journal.edition) == ("自治区职改办", "2024年第2批")
    assert "导入 CSV" in admin.get("/admin/integrity/riskjournal/").content.decode()


def test_the_admin_takes_a_catalogue(admin, catalogue):
    said = {"file": a_sheet(GENUINE), "catalogue": catalogue.pk}

    assert "已导入 2 行。" in handed_in(admin, "cataloguejournal", said).content.decode()
    assert catalogue.journals.count() == 2
    wrong = admin.post("/admin/integrity/cataloguejournal/sheet/", said | {"file": a_sheet("甲\n乙\n")})
    assert "缺少列：刊名" in wrong.content.decode()


def test_what_became_of_a_sheet_is_told_to_who_brought_it(admin, catalogue):
    admin.post("/admin/integrity/riskjournal/sheet/", {"file": a_sheet(f"{RISKS}艺苑,,,,x,,,,\n")})
    page = f"sheet/{SheetImport.objects.get().ref}/"
    SheetImport.objects.update(by=0)

    assert admin.get(f"/admin/integrity/riskjournal/{page}").status_code == 404
    assert admin.get(f"/admin/integrity/cataloguejournal/{page}").status_code == 404


def test_a_worker_that_stumbles_tells_and_leaves_no_file(admin, monkeypatch):
    def stumble(*_):
        raise RuntimeError

    monkeypatch.setitem(sheets._takers, importing.RISKS, stumble)

    page = handed_in(admin, "riskjournal", {"file": a_sheet(f"{RISKS}艺苑,,,,x,,,,\n")})

    sheet = SheetImport.objects.get()
    assert (sheet.state, sheet.faults) == (SheetState.FAILED, [sheets.STUMBLED])
    assert sheets.STUMBLED in page.content.decode()
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
    admin.post("/admin/integrity/riskjournal/sheet/", {"file": a_sheet(f"{RISKS}艺苑,,,,x,,,,\n")})
    path = sheets.path_of(SheetImport.objects.get())
    assert (sheets.forget_old_sheets(), path.stat().st_mode & 0o777) == (0, 0o600)

    os.utime(path, (0, 0))

    assert (sheets.forget_old_sheets(), path.exists()) == (1, False)


def test_who_may_not_add_brings_no_sheet(client):
    looker = a_person("看看")
    looker.is_staff = True
    looker.save(update_fields=["is_staff"])
    client.force_login(looker)

    assert client.get("/admin/integrity/riskjournal/sheet/").status_code == 403


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
    assert admin.post(f"/admin/integrity/verificationlink/{first.pk}/change/", said).status_code == 302

    page = Client().get("/papers/").content.decode()
    assert "中国知网" not in page  # no longer public: the tick was left out
    VerificationLink.objects.filter(pk=first.pk).update(is_shown=True)
    assert "核对年期" in Client().get("/papers/").content.decode()
