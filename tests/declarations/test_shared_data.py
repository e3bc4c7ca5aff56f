"""Shared data through a port: local registry, HTTP interface, the person's way (MAT-10, A-12, A-14 … A-17)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.models import SYSTEM, IdNumber
from config.lib import clock
from declarations.dossier import load_dossier
from declarations.eligibility import examine
from declarations.exceptions import Refused
from declarations.gateways import Subject, gateway_for
from declarations.gateways.http import HttpSharedData
from declarations.gateways.local import LocalRegistry
from declarations.gateways.port import GatewayDown
from declarations.gateways.wire import WireBroken, columns_of, read_fact
from declarations.models import HeldTitle, InsuranceMonth, SharedFetch, SharedRecord, Training
from declarations.registering import import_shared
from declarations.services import entries, shared
from declarations.services.sections import add_insurance
from declarations.services.shared import FETCH, ask_for_shared, deliver_fetch, drop_dispute, raise_dispute
from declarations.states import FetchState, SharedKind, State
from notices.rules import terms_of
from records.models import AuditEntry, Outbox
from records.services.outbox import drain_outbox
from tests.declarations.test_services import put
from tests.declarations.world import id_number
from tests.helpers import no_writes
from tests.standins.share import ShareStandIn

DAY = date(2024, 8, 1)
LIN = id_number("45010219800301001")
SCHOOL = {
    "level": "大专",
    "school": "广西艺术学院",
    "major": "陶瓷艺术设计",
    "form": "全日制",
    "graduated_on": "2003-06-30",
}
TITLE = {"name": "工艺美术师", "rank": "中级", "series": "工艺美术", "granted_on": "2018-11-05"}
COURSE = {"year": "2024", "category": "公需", "hours": "30", "passed": "是"}
PAID = {"payer": "古龙窑", "first": "2024-01", "last": "2024-07", "by_unit": "是"}
SECTIONS = {"education": SCHOOL, "titles": TITLE, "training": COURSE, "insurance": PAID}
KIND_OF = {"education": "education", "titles": "title", "training": "training", "insurance": "insurance"}


@pytest.fixture(autouse=True)
def _fresh_breaker():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def service():
    with ShareStandIn() as standin:
        yield standin


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def sheet(kind, *rows, name="覃𬭚", number=LIN):
    """A CSV of this kind."""
    columns = columns_of(kind)
    lines = [",".join(("身份证号码", "姓名", *columns))]
    lines += [",".join((number, name, *(row.get(key, "") for key in columns.values()))) for row in rows]
    return "\n".join(lines).encode()


def register(kind, *rows, day=DAY, **of):
    return import_shared(sheet(kind, *rows, **of), kind=kind, provider="自治区人社厅", data_on=day, actor=SYSTEM)


def fetched(world, draft, section):
    """Asked by Lin, delivered by a worker."""
    fetch = ask_for_shared(draft.pk, section, actor=world.lin)
    drain_outbox()
    fetch.refresh_from_db()
    return fetch


def url(name, draft, *rest):
    return reverse(f"declarations:{name}", args=[draft.ref, *rest])


# ── facts as they travel ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_fact_becomes_fields_of_ours():
    assert read_fact("title", TITLE)["rank"] == "zhong"
    assert read_fact("training", COURSE) == {"year": 2024, "category": "公需", "hours": Decimal("30.0"), "passed": True}
    assert read_fact("insurance", PAID | {"last": "2024/7"})["last"] == date(2024, 7, 1)
    assert read_fact("education", SCHOOL | {"unknown": "x"})["started_on"] is None


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        ("education", SCHOOL | {"level": "天才"}, "学历“天才”"),
        ("education", {"level": "本科"}, "缺少毕业院校、学习形式、毕业时间"),
        ("title", TITLE | {"granted_on": "去年"}, "取得时间“去年”"),
        ("skill", {"name": "陶瓷", "grade": "大师", "granted_on": "2020-01-01"}, "技能等级“大师”"),
        ("training", COURSE | {"hours": "NaN"}, "学时“NaN”"),
        ("training", COURSE | {"year": 1}, "年度“1”"),
        ("training", COURSE | {"passed": "也许"}, "合格“也许”"),
        ("insurance", PAID | {"last": "2023-12"}, "结束月份早于"),
        ("insurance", PAID | {"payer": 3}, "缴费单位“3”"),
        ("insurance", [], "应为一组键值"),
    ],
)
def test_half_a_fact_is_none(kind, raw, words):
    with pytest.raises(WireBroken, match=words):
        read_fact(kind, raw)


# ── the local registry ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_sheet_is_registered_whole_sealed_and_once(world):
    for day in (DAY, DAY + timedelta(1)):
        assert register("education", SCHOOL, SCHOOL | {"level": "本科"}, day=day).taken == 2

    assert SharedRecord.objects.count() == 2
    assert set(SharedRecord.objects.values_list("data_on", flat=True)) == {DAY + timedelta(1)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, number_index FROM declarations_sharedrecord")
        kept = str(cursor.fetchall())
    assert LIN not in kept
    assert AuditEntry.objects.filter(event="shared.imported").count() == 2


def test_faults_are_told_by_line_and_nothing_is_registered(db):
    wrong = sheet("training", COURSE, COURSE | {"category": "趣味"}) + b"\n123,X,2024,\xe5\x85\xac\xe9\x9c\x80,1,"

    report = import_shared(wrong, kind="training", provider="x", data_on=DAY, actor=SYSTEM)

    assert report.sentences == [
        "第3行：类别“趣味”无法识别。",
        "第4行：身份证号码应为18位（末位可以是X），请核对。",
    ]
    assert not SharedRecord.objects.exists()


def test_a_line_tells_all_of_its_faults_at_once(db):
    """A-12: whoever mends a sheet mends it once."""
    wrong = sheet("training", COURSE | {"category": "趣味", "hours": "许多", "year": "x"}, number="123", name="?")

    report = import_shared(wrong, kind="training", provider="x", data_on=DAY, actor=SYSTEM)

    person = "身份证号码应为18位（末位可以是X），请核对。姓名只能包含汉字、间隔号“·”和字母，请按身份证填写。"
    assert report.sentences == [f"第2行：{person}年度“x”无法识别；类别“趣味”无法识别；学时“许多”无法识别。"]


def test_the_registry_answers_by_any_of_a_person_s_numbers(world):
    other = id_number("45010219800301203")
    register("education", SCHOOL)
    asked = Subject("覃𬭚", (other, LIN))

    [answer] = LocalRegistry().ask("education", asked)

    assert (answer.provider, answer.data_on, answer.rows[0]["school"]) == ("自治区人社厅", DAY, "广西艺术学院")
    assert LocalRegistry().ask("title", asked) == []


def test_what_stands_under_another_name_is_held_back(world):
    register("education", SCHOOL, name="别人")
    draft = world.draft()

    fetch = fetched(world, draft, "education")

    assert (fetch.state, draft.educations.count()) == (FetchState.NOTHING, 0)
    assert "登记的姓名与您的姓名不一致" in fetch.told


# ── the person's way ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("section", SECTIONS)
def test_what_is_known_appears_with_source_and_date_and_needs_no_proof(world, section):
    register(KIND_OF[section], SECTIONS[section])
    draft = world.draft()

    fetch = fetched(world, draft, section)

    assert (fetch.state, fetch.told[:4]) == (FetchState.DONE, "取得 7" if section == "insurance" else "取得 1")
    related = {"education": "educations", "titles": "titles", "training": "trainings", "insurance": "insurance_months"}
    row = getattr(draft, related[section]).first()
    assert (row.source, row.provider, row.data_on) == ("shared", "自治区人社厅", DAY)
    assert row.origin_words.startswith("自治区人社厅（数据日期 2024-08-01），2024-08-05 取得")


def test_titles_and_skills_come_together(world):
    register("title", TITLE)
    register("skill", {"name": "陶瓷工", "grade": "技师（二级）", "granted_on": "2020-05-01"})
    draft = world.draft()

    fetched(world, draft, "titles")

    found = HeldTitle.objects.filter(declaration=draft).values_list("kind", "name", "grade", "verified_online")
    assert sorted(found) == [("skill", "陶瓷工", "技师（二级）", False), ("title", "工艺美术师", "", True)]
    assert [each.shared for each in load_dossier(draft).titles] == [True, True]


def test_the_highest_education_is_marked(world):
    register("education", SCHOOL, SCHOOL | {"level": "本科", "graduated_on": "2010-06-30"})
    draft = world.draft()

    fetched(world, draft, "education")

    assert [each.is_highest for each in draft.educations.all()] == [False, True]


def test_what_was_typed_is_never_overwritten(world):
    register("training", COURSE | {"hours": "90"}, COURSE | {"year": "2023"})
    draft = world.draft()
    typed = {"year": 2024, "category": "公需", "hours": 12, "passed": False}
    entries.add_entry(draft.pk, "training", typed, actor=world.lin)

    fetch = fetched(world, draft, "training")

    mine = Training.objects.get(declaration=draft, year=2024)
    assert (mine.hours, mine.source, Training.objects.filter(source="shared").count()) == (Decimal("12.0"), "manual", 1)
    assert "您已手工填写的没有改动：2024 公需科目" in fetch.told


def test_typed_months_stay_and_the_others_come(world):
    register("insurance", PAID)
    draft = world.draft()
    may = date(2024, 5, 1)
    add_insurance(draft.pk, payer="古龙窑", first=may, last=may, by_unit=True, actor=world.lin)

    fetched(world, draft, "insurance")

    assert InsuranceMonth.objects.get(declaration=draft, month=may).source == "manual"
    assert InsuranceMonth.objects.filter(declaration=draft, source="shared").count() == 6


def test_asked_again_rows_are_renewed_in_place_and_what_is_gone_goes(world):
    register("title", TITLE, TITLE | {"name": "助理工艺美术师", "rank": "初级", "granted_on": "2012-01-01"})
    draft = world.draft()
    fetched(world, draft, "titles")
    base = draft.titles.get(name="工艺美术师")
    entries.choose_base(draft.pk, base.pk, actor=world.lin)
    SharedRecord.objects.filter(content__rank="初级").delete()
    SharedRecord.objects.update(content=TITLE | {"specialty": "陶瓷"}, data_on=DAY + timedelta(30))

    fetch = fetched(world, draft, "titles")

    row = draft.titles.get()
    assert (row.pk, row.is_base, row.specialty, row.data_on) == (base.pk, True, "陶瓷", DAY + timedelta(30))
    assert "共享数据中已经没有的，已移除：助理工艺美术师" in fetch.told


def test_a_shared_row_is_read_only(world):
    """SYS-05, MAT-10: filled in and read-only."""
    register("education", SCHOOL)
    draft = world.draft()
    fetched(world, draft, "education")
    pk = draft.educations.get().pk

    for change in (
        lambda: entries.change_entry(draft.pk, "education", pk, {"school": "别的"}, actor=world.lin),
        lambda: entries.remove_entry(draft.pk, "education", pk, actor=world.lin),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert [reason.code for reason in refusal.value.reasons] == ["E905"]


def test_twice_is_asked_once_and_an_old_asking_keeps_nobody_waiting(world):
    draft = world.draft()
    first = ask_for_shared(draft.pk, "education", actor=world.lin)

    assert ask_for_shared(draft.pk, "education", actor=world.lin) == first
    assert Outbox.objects.filter(kind=FETCH).count() == 1
    with clock.law_moved(timedelta(minutes=11)):
        second = ask_for_shared(draft.pk, "education", actor=world.lin)
    first.refresh_from_db()
    assert (first.state, second.pk != first.pk) == (FetchState.DOWN, True)


def test_the_number_stands_in_no_payload(world):
    ask_for_shared(world.draft().pk, "education", actor=world.lin)

    assert LIN not in str(Outbox.objects.get(kind=FETCH).payload)


def test_who_is_not_identified_goes_the_manual_way(world):
    draft = world.draft()
    IdNumber.objects.filter(user=world.lin).delete()

    with pytest.raises(Refused) as refusal:
        ask_for_shared(draft.pk, "education", actor=world.lin)
    assert "手工填写" in str(refusal.value)


def test_only_the_applicant_asks_and_only_while_it_is_open(world):
    draft = world.draft()

    with pytest.raises(Refused):
        ask_for_shared(draft.pk, "education", actor=world.bai)
    put(draft, state=State.UNIT_CHECK)
    with pytest.raises(Refused):
        ask_for_shared(draft.pk, "education", actor=world.lin)


def test_an_answer_after_submission_changes_nothing(world):
    register("education", SCHOOL)
    draft = world.draft()
    fetch = ask_for_shared(draft.pk, "education", actor=world.lin)
    put(draft, state=State.UNIT_CHECK)

    drain_outbox()

    fetch.refresh_from_db()
    assert (fetch.state, draft.educations.count()) == (FetchState.LATE, 0)


def test_every_asking_is_noted_and_kept_as_it_came(world):
    register("education", SCHOOL)
    draft = world.draft()

    fetch = fetched(world, draft, "education")
    deliver_fetch({"fetch": fetch.pk})

    read = AuditEntry.objects.get(event="declaration.shared_read")
    assert (read.subject_id, read.actor_id) == (draft.pk, world.lin.pk)
    assert fetch.answer[0]["rows"][0]["school"] == "广西艺术学院"
    assert SharedFetch.objects.count() == 1


# ── objections ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_objection_opens_the_manual_way_and_tells_the_office(world):
    register("training", COURSE)
    draft = world.draft()
    fetched(world, draft, "training")

    raise_dispute(draft.pk, "training", draft.trainings.get().pk, reason="实为60学时", actor=world.lin)
    entries.add_entry(
        draft.pk, "training", {"year": 2024, "category": "公需", "hours": 60, "passed": True}, actor=world.lin
    )
    again = fetched(world, draft, "training")

    row = draft.trainings.get()
    assert (row.source, row.hours) == ("manual", Decimal("60.0"))
    assert "您已手工填写的没有改动" in again.told
    draft.refresh_from_db()
    dossier = load_dossier(draft)
    [finding] = [each for each in examine(dossier, terms_of(draft.edition), DAY) if each.rule == "MAT-10"]
    assert (finding.severity, finding.part) == ("human", "training")
    assert "实为60学时" in finding.text
    assert "自治区人社厅" in finding.text


def test_what_was_objected_to_is_not_brought_again_until_the_objection_is_taken_back(world):
    register("insurance", PAID)
    draft = world.draft()
    fetched(world, draft, "insurance")
    raise_dispute(draft.pk, "insurance", draft.insurance_months.first().pk, reason="不是本人", actor=world.lin)
    assert draft.insurance_months.count() == 0

    told = fetched(world, draft, "insurance").told
    assert "您提出过异议的没有再取" in told
    assert draft.insurance_months.count() == 0

    draft.refresh_from_db()
    [kept] = draft.grounds.disputes
    assert kept["said"] == "古龙窑 2024-01 至 2024-07 共 7 个月"
    drop_dispute(draft.pk, "insurance", kept["key"], actor=world.lin)
    fetched(world, draft, "insurance")
    assert draft.insurance_months.count() == 7


def test_an_objection_wants_words_and_a_shared_row(world):
    draft = world.draft()
    typed = entries.add_entry(
        draft.pk, "training", {"year": 2024, "category": "公需", "hours": 1, "passed": True}, actor=world.lin
    )

    with pytest.raises(Refused) as refusal:
        raise_dispute(draft.pk, "training", typed.pk, reason=" ", actor=world.lin)
    assert [reason.code for reason in refusal.value.reasons] == ["E904", "SHARE-2"]


# ── the interface over HTTP ────────────────────────────────────────────────────────────────────────────────────────
def http(service, **more):
    return HttpSharedData(**(service.options | more))


def test_the_interface_answers_signed_questions(service):
    service.facts["education", LIN] = [SCHOOL]

    [answer] = http(service).ask("education", Subject("覃𬭚", (LIN,)))

    assert (answer.provider, answer.data_on, len(answer.rows)) == (service.provider, date(2024, 8, 1), 1)
    assert service.asked == [{"kind": "education", "name": "覃𬭚", "id_number": LIN}]
    assert http(service).ask("title", Subject("覃𬭚", (LIN,))) == []


def test_a_wrong_secret_is_no_answer(service):
    service.facts["education", LIN] = [SCHOOL]

    with pytest.raises(GatewayDown):
        http(service, secret="another").ask("education", Subject("覃𬭚", (LIN,)))


@pytest.mark.parametrize("mode", ["delay", "silent", "broken", "error", "moved", "odd"])
def test_whatever_is_no_answer_leads_to_the_manual_way(world, service, settings, mode):
    """SYS-03."""
    service.facts["education", LIN] = [SCHOOL]
    service.mode = mode
    settings.SHARED_DATA = {"*": {"adapter": "declarations.gateways.http.HttpSharedData", "options": service.options}}
    draft = world.draft()

    fetch = fetched(world, draft, "education")

    assert (fetch.state, draft.educations.count()) == (FetchState.DOWN, 0)
    assert fetch.told == "共享数据暂时取不到。请手工填写并上传证明材料，也可以稍后再试。"
    assert Outbox.objects.get(kind=FETCH).state == "D"


def test_one_silent_interface_takes_nothing_from_the_other(world, service, settings):
    """MAT-10: each kind is settled by itself, and what was shared by the silent one before stays."""
    register("title", TITLE)
    service.facts["skill", LIN] = [{"name": "陶瓷工艺品制作师", "grade": "高级工", "granted_on": "2020-01-01"}]
    http_only = {"adapter": "declarations.gateways.http.HttpSharedData", "options": service.options}
    settings.SHARED_DATA = {"skill": http_only}
    draft = world.draft()
    assert fetched(world, draft, "titles").state == FetchState.DONE
    before = set(draft.titles.values_list("name", flat=True))

    service.mode = "error"
    draft.titles.filter(name=TITLE["name"]).delete()
    fetch = fetched(world, draft, "titles")

    assert fetch.state == FetchState.DONE
    assert "职业技能等级" in fetch.told
    assert "的数据暂时取不到" in fetch.told
    assert set(draft.titles.values_list("name", flat=True)) == before


def test_a_late_answer_does_not_speak_over_a_settled_asking(world, monkeypatch):
    draft = world.draft()
    fetch = ask_for_shared(draft.pk, "education", actor=world.lin)

    def answered_meanwhile(*_):
        SharedFetch.objects.filter(pk=fetch.pk).update(state=FetchState.DONE, told="取得 1 条。")
        raise GatewayDown

    monkeypatch.setattr(shared, "_asked", answered_meanwhile)
    drain_outbox()

    fetch.refresh_from_db()
    assert (fetch.state, fetch.told) == (FetchState.DONE, "取得 1 条。")


def test_a_kind_may_have_an_interface_of_its_own(service, settings):
    settings.SHARED_DATA = {
        "insurance": {"adapter": "declarations.gateways.http.HttpSharedData", "options": service.options}
    }

    assert isinstance(gateway_for("insurance"), HttpSharedData)
    assert isinstance(gateway_for("education"), LocalRegistry)


def test_after_failures_in_a_row_nobody_asks_for_a_while(service):
    service.mode = "error"
    gateway = http(service, failures=2, pause=60)
    subject = Subject("覃𬭚", (LIN,))

    for _ in range(3):
        with pytest.raises(GatewayDown):
            gateway.ask("education", subject)
    assert len(service.asked) == 2

    cache.clear()  # the pause is over
    service.mode = "ok"
    assert gateway.ask("education", subject) == []
    service.mode = "error"
    with pytest.raises(GatewayDown):
        gateway.ask("education", subject)
    service.mode = "ok"
    assert gateway.ask("education", subject) == []  # one failure after an answer opens nothing


def test_plain_http_off_this_machine_is_refused():
    with pytest.raises(ImproperlyConfigured):
        HttpSharedData(base_url="http://share.example.invalid", app_id="x", secret="y")
    assert HttpSharedData(base_url="http://share.example.invalid", app_id="x", secret="y", plain_http=True)


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_asks_waits_and_shows(world, lin):
    register("education", SCHOOL)
    draft = world.draft()
    page = url("rows", draft, "education")
    assert "从共享数据取得" in lin.get(page).content.decode()

    assert lin.post(url("shared_ask", draft, "education")).url == page
    assert "正在获取" in lin.get(page).content.decode()
    with no_writes():
        waiting = lin.get(url("shared_progress", draft, "education"))
    assert ("hx-get" in waiting.content.decode(), "HX-Refresh" in waiting) == (True, False)
    drain_outbox()
    assert lin.get(url("shared_progress", draft, "education"))["HX-Refresh"] == "true"

    shown = lin.get(page).content.decode()
    assert "数据共享" in shown
    assert "自治区人社厅（数据日期 2024-08-01）" in shown
    assert "有异议" in shown
    row = draft.educations.get()
    assert "通过数据共享获取的内容不能修改" in lin.get(url("entry", draft, "education", row.pk)).content.decode()


def test_an_objection_is_raised_and_taken_back_on_pages(world, lin):
    register("insurance", PAID)
    draft = world.draft()
    fetched(world, draft, "insurance")
    address = url("shared_dispute", draft, "insurance", draft.insurance_months.first().pk)
    assert "同一缴费单位" in lin.get(address).content.decode()

    assert lin.post(address, {"reason": ""}).status_code == 422
    assert lin.post(address, {"reason": "不是本人"}).url == url("insurance", draft)
    page = lin.get(url("insurance", draft)).content.decode()
    assert "您有异议的共享数据：古龙窑 2024-01 至 2024-07 共 7 个月" in page
    draft.refresh_from_db()
    key = draft.grounds.disputes[0]["key"]
    lin.post(url("shared_undispute", draft, "insurance"), {"key": key})
    assert "您有异议的共享数据" not in lin.get(url("insurance", draft)).content.decode()


def test_pages_of_shared_data_are_there_for_their_applicant_alone(world, client):
    register("education", SCHOOL)
    draft = world.draft()
    fetched(world, draft, "education")
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")

    assert client.get(url("shared_progress", draft, "education")).status_code == 404
    assert client.post(url("shared_ask", draft, "education")).status_code == 404
    assert client.get(url("shared_dispute", draft, "education", draft.educations.get().pk)).status_code == 404
    assert client.get(f"/declare/{draft.ref}/shared/resume/progress/").status_code == 404


def test_a_typed_row_is_not_objected_to(world, lin):
    draft = world.draft()
    typed = entries.add_entry(
        draft.pk, "training", {"year": 2024, "category": "公需", "hours": 1, "passed": True}, actor=world.lin
    )

    assert lin.get(url("shared_dispute", draft, "training", typed.pk)).status_code == 404


def test_the_admin_brings_sheets_in_masks_numbers_and_notes_looks(world, client):
    keeper = world.bai
    keeper.is_staff = keeper.is_superuser = True
    keeper.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(keeper, backend="accounts.backends.PhoneBackend")
    said = {"kind": SharedKind.EDUCATION.value, "provider": "自治区教育厅", "data_on": "2024-08-01"}
    upload = SimpleUploadedFile("x.csv", sheet("education", SCHOOL))

    assert client.post("/admin/declarations/sharedrecord/sheet/", said | {"file": upload}).status_code == 302
    drain_outbox()
    listed = client.get("/admin/declarations/sharedrecord/", {"q": "覃𬭚"}).content.decode()
    assert ("自治区教育厅" in listed, LIN in listed) == (True, False)
    record = SharedRecord.objects.get()
    shown = client.get(f"/admin/declarations/sharedrecord/{record.pk}/change/").content.decode()
    assert LIN not in shown
    assert AuditEntry.objects.filter(event="shared.read", subject_id=record.pk).exists()
    assert client.get("/admin/declarations/sharedrecord/add/").status_code == 403
    assert client.get("/admin/declarations/sharedfetch/").status_code == 200


def test_a_whole_id_number_is_looked_for_in_a_form_and_never_in_an_address(world, client):
    """V14 14.2.1: posted, it lies in no log and no history; every row that is shown is noted."""
    keeper = world.bai
    keeper.is_staff = keeper.is_superuser = True
    keeper.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(keeper, backend="accounts.backends.PhoneBackend")
    register("education", SCHOOL)
    record = SharedRecord.objects.get()
    page = "/admin/declarations/sharedrecord/lookup/"

    assert page in client.get("/admin/declarations/sharedrecord/").content.decode()
    assert client.get("/admin/declarations/sharedrecord/", {"q": LIN}).context["cl"].result_count == 0
    found = client.post(page, {"id_number": LIN})

    assert (found.context["found"], LIN in found.content.decode().partition("<h2>")[2]) == ([record], False)
    assert AuditEntry.objects.filter(event="shared.read", subject_id=record.pk).count() == 1
    assert client.post(page, {"id_number": LIN[:-1]}).context["found"] is None
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    assert client.post(page, {"id_number": LIN}).status_code == 302
