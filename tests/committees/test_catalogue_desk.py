"""The catalogue of specialties and the conditions by version, with the procedure of their revision (GEN-08, GEN-09)."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import SYSTEM
from accounts.states import Role
from committees import cataloguing
from committees.cataloguing import COLUMNS
from committees.keeping import put_committee
from committees.models import Committee, ConditionSet, Specialty
from committees.services import ensure_series, ensure_specialty
from committees.states import ConditionState
from config.lib import clock
from config.lib.sheets import write_table
from records.services.outbox import drain_outbox
from tests.accounts.making import a_clerk, a_person, a_place
from tests.helpers import no_writes, statements
from tests.lib import corpus
from tests.process.world import in_threads

pytestmark = pytest.mark.django_db
LIST, SETS = "/directory/catalogue/", "/directory/conditions/"
PDF = corpus.pdf()


@pytest.fixture
def series():
    made = ensure_series(name="工艺美术", actor=SYSTEM)
    ensure_specialty(made, code="taoci", industry="陶瓷", name="陶瓷艺术", sample=False, actor=SYSTEM)
    return made


@pytest.fixture
def taoci(series):
    return series.specialties.get()


@pytest.fixture
def office():
    return a_place("office", "自治区工艺美术系列职改办（演示）")


@pytest.fixture
def lu(office):
    return a_clerk(office, "陆通知", role=Role.ADMIN)


@pytest.fixture
def browser(client, lu):
    client.force_login(lu)
    return client


def words_of(answer):
    return " ".join(answer.content.decode().split())


def entry(series, **more):
    return {"series": series.pk, "code": "cixiu", "name": "刺绣", "industry": ""} | more


# ── specialties ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_specialty_is_added_and_ended_with_its_approval(browser, series, lu):
    """GEN-09: by validity, with the approving document and its history."""
    wrong = browser.post(f"{LIST}new/", entry(series, code="刺 绣", valid_from="2024-02-01", valid_to="2024-01-01"))
    assert set(wrong.context["form"].errors) == {"code"}
    days = browser.post(f"{LIST}new/", entry(series, valid_from="2024-02-01", valid_to="2024-01-01"))
    assert days.context["form"].errors == {"valid_to": ["停用日期不能早于启用日期。"]}
    assert browser.post(f"{LIST}new/", entry(series, valid_from="2024-01-01")).status_code == 302
    made = Specialty.objects.get(code="cixiu")

    ended = entry(series, valid_from="2024-01-01", valid_to="2025-12-31", approval_doc_no="桂人社〔2025〕1号")
    browser.post(f"{LIST}{made.pk}/", ended)

    page = words_of(browser.get(f"{LIST}{made.pk}/"))
    assert "停用日期：2025-12-31" in page
    assert "批准文号：（空） → 桂人社〔2025〕1号" in page
    assert lu.name in page
    twin = browser.post(f"{LIST}new/", entry(series, name="苗绣"))
    assert twin.context["form"].errors == {"code": ["本系列已有这个代码，请换一个或修改原有的专业。"]}


def test_a_specialty_in_use_is_ended_and_not_rewritten(browser, series, taoci, monkeypatch):
    """ADMIN-05, GEN-09: old entries are immutable once used."""
    monkeypatch.setattr(cataloguing, "_uses", [lambda specialty: specialty == taoci])
    said = {"series": series.pk, "code": "taoci", "name": "陶瓷艺术", "industry": "陶瓷"}

    renamed = browser.post(f"{LIST}{taoci.pk}/", said | {"name": "坭兴陶"})
    assert "已有申报使用这个专业" in words_of(renamed)
    assert browser.post(f"{LIST}{taoci.pk}/", said | {"valid_to": "2025-12-31"}).status_code == 302

    taoci.refresh_from_db()
    assert (taoci.name, taoci.valid_to) == ("陶瓷艺术", date(2025, 12, 31))


def test_the_catalogue_goes_out_and_comes_in(browser, series, taoci):
    out = browser.get(f"{LIST}export/").content
    told = browser.post(f"{LIST}import/", {"file": SimpleUploadedFile("c.xlsx", out)}).url
    drain_outbox()
    assert "共 1 行：不变 1 行。" in words_of(browser.get(told))

    rows = [
        ("工艺美术", "taoci", "陶瓷", "陶瓷艺术", "", "2025-12-31", "桂1号"),
        ("工艺美术", "cixiu", "", "刺绣", "2024-01-01", "", ""),
    ]
    told = browser.post(f"{LIST}import/", {"file": _sheet(rows)}).url
    drain_outbox()
    assert "共 2 行：新增 1 行，修改 1 行。" in words_of(browser.get(told))
    browser.post(told)
    drain_outbox()
    assert list(Specialty.objects.order_by("code").values_list("code", "valid_to")) == [
        ("cixiu", None),
        ("taoci", date(2025, 12, 31)),
    ]


def test_each_fault_of_the_catalogues_sheet_by_row_and_column(browser, series):
    rows = [
        ("没有", "a", "", "甲", "", "", ""),
        ("工艺美术", "b b", "", "乙", "", "", ""),
        ("工艺美术", "c", "", "丙", "去年", "", ""),
        ("工艺美术", "d", "", "=1", "", "", ""),
        ("工艺美术", "e", "", "戊", "2024-02-01", "2024-01-01", ""),
    ]
    told = browser.post(f"{LIST}import/", {"file": _sheet(rows)}).url
    drain_outbox()

    page = words_of(browser.get(told))
    for sentence in (
        "第2行：“系列”：没有“没有”。",
        "第3行：“代码”：代码只能用字母、数字、连字符和下划线。",
        "第4行：“启用日期”：日期“去年”应写作 2024-01-31。",
        "第5行：“专业”：不能以 = 开头。",
        "第6行：“停用日期”：停用日期不能早于启用日期。",
    ):
        assert sentence in page
    assert Specialty.objects.count() == 1


def _sheet(rows):
    return SimpleUploadedFile("c.xlsx", write_table("目录", tuple(COLUMNS), rows))


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_any_length(browser, series, count):
    for number in range(count):
        ensure_specialty(series, code=f"s{number}", industry="", name=f"专业{number}", sample=False, actor=SYSTEM)
        ConditionSet.objects.create(series=series, name=f"条件{number}", proposed_by="厅")
    browser.get(LIST)

    with statements() as catalogue, no_writes():
        browser.get(LIST, {"state": "now", "q": "专业", "series": series.pk})
    with statements() as sets, no_writes():
        browser.get(SETS)

    assert (len(catalogue), len(sets)) == (11, 10)


def test_who_keeps_no_directory_is_told_whose_it_is(client, office):
    """ROLE-11: the catalogue of all offices is the administrators'."""
    client.force_login(a_clerk(office, "马审查", role=Role.OFFICE))

    pages = [f"{LIST}{what}" for what in ("", "new/", "1/", "export/", "import/")]
    pages += [f"{SETS}{what}" for what in ("", "new/", "1/", "1/edit/")]
    assert [client.get(page).status_code for page in pages] == [403] * 9


def test_what_is_not_there_is_not_there(browser):
    assert [browser.get(page).status_code for page in (f"{LIST}99/", f"{SETS}99/", f"{SETS}99/edit/")] == [404] * 3


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────
def proposed(browser, series):
    said = {"series": series.pk, "name": "高级评审条件", "proposed_by": "自治区文旅厅", "need": "新增数字工艺"}
    answer = browser.post(f"{SETS}new/", said)
    assert answer.status_code == 302, answer.context["form"].errors
    return ConditionSet.objects.latest("pk")


def step(browser, held, name, **said):
    return browser.post(f"{SETS}{held.pk}/", {"step": name} | {f"{name}-{key}": value for key, value in said.items()})


def uploaded(browser, held):
    files = {name: SimpleUploadedFile(f"{name}.pdf", PDF) for name in ("text", "explanation", "opinions")}
    said = {"proposed_by": held.proposed_by, "need": held.need}
    return browser.post(f"{SETS}{held.pk}/edit/", said | files)


ISSUED = {"doc_no": "桂人社发〔2026〕1号", "co_issuers": "自治区人社厅、自治区文旅厅", "issued_on": "2026-01-10"}


def in_force(browser, series, *, since="2026-02-01"):
    held = proposed(browser, series)
    step(browser, held, "draft")
    uploaded(browser, held)
    step(browser, held, "submit")
    step(browser, held, "issue", **ISSUED)
    step(browser, held, "enforce", effective_from=since)
    held.refresh_from_db()
    return held


def test_conditions_walk_from_a_need_to_being_in_force(browser, series, lu):
    """GEN-08: 提出需求→拟稿→报人社→联合印发→生效, with 正文, 起草说明, 征求意见采纳情况 and the co-issuers."""
    held = proposed(browser, series)
    step(browser, held, "draft")
    early = step(browser, held, "submit")
    assert early.status_code == 302
    assert "报人社部门前须上传：正文、起草说明、征求意见采纳情况。" in words_of(browser.get(early.url))
    assert uploaded(browser, held).status_code == 302
    step(browser, held, "submit")
    blank = step(browser, held, "issue")
    assert set(blank.context["form"].errors) == {"doc_no", "co_issuers", "issued_on"}
    step(browser, held, "issue", **ISSUED)
    soon = step(browser, held, "enforce", effective_from="2025-01-01")
    assert soon.context["form"].errors == {"effective_from": ["施行日期不能早于印发日期。"]}
    step(browser, held, "enforce", effective_from="2026-02-01")

    held.refresh_from_db()
    assert (held.state, held.effective_from) == (ConditionState.IN_FORCE, date(2026, 2, 1))
    page = words_of(browser.get(f"{SETS}{held.pk}/"))
    assert "进度：联合印发 → 生效" in page
    assert lu.name in page


def test_what_was_submitted_is_not_edited_any_more(browser, series):
    """ADMIN-05: immutable."""
    held = in_force(browser, series)

    assert browser.get(f"{SETS}{held.pk}/edit/").status_code == 404
    assert uploaded(browser, held).status_code == 404
    assert "已不在这一步" in words_of(browser.post(f"{SETS}{held.pk}/", {"step": "draft"}, follow=True))


def test_sent_back_it_is_a_draft_again(browser, series):
    held = proposed(browser, series)
    step(browser, held, "draft")
    uploaded(browser, held)
    step(browser, held, "submit")
    assert step(browser, held, "back").context["form"].errors == {"reason": ["请填写。"]}

    step(browser, held, "back", reason="补充论证")

    held.refresh_from_db()
    assert held.state == ConditionState.DRAFTING
    assert "补充论证" in words_of(browser.get(f"{SETS}{held.pk}/"))


def test_a_revision_is_a_new_version_and_ends_the_one_before(browser, series):
    """GEN-08: what was filed under the old version keeps it."""
    old = in_force(browser, series)
    new = in_force(browser, series, since="2027-01-01")

    old.refresh_from_db()
    assert (new.version, new.state) == (2, ConditionState.IN_FORCE)
    assert (old.state, old.effective_to) == (ConditionState.REPEALED, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2026-12-31", "生效（至2026-12-31止）", "待施行（自2027-01-01起）"),
        ("2027-01-01", "废止", "生效"),
    ],
)
def test_a_version_to_come_leaves_the_present_one_in_force(browser, series, day, before, after):
    """GEN-08: in force from its day to its last one, not from when somebody writes it down."""
    old = in_force(browser, series)
    new = in_force(browser, series, since="2027-01-01")
    old.refresh_from_db()

    with clock.law_at(datetime.fromisoformat(f"{day}T12:00+08:00")):
        pages = [words_of(browser.get(f"{SETS}{each.pk}/")) for each in (old, new)]
        shown = words_of(browser.get(SETS))
        assert (old.standing, new.standing) == (before, after)

    assert f"第1版 · {before}" in pages[0]
    assert f"第2版 · {after}" in pages[1]
    assert before in shown
    assert after in shown


def test_one_revision_is_under_way_at_a_time(browser, series):
    proposed(browser, series)
    said = {"series": series.pk, "name": "高级评审条件", "proposed_by": "厅", "need": "又改"}

    assert browser.post(f"{SETS}new/", said).context["form"].errors == {"name": ["已有一个版本正在修订，请先办完。"]}


def test_the_database_refuses_an_issue_without_number_and_two_in_force(series):
    """GEN-08."""
    with pytest.raises(IntegrityError), transaction.atomic():
        ConditionSet.objects.create(series=series, name="甲", proposed_by="厅", state=ConditionState.ISSUED)
    told = {"doc_no": "1", "co_issuers": "厅", "issued_on": date(2026, 1, 1), "effective_from": date(2026, 1, 1)}
    ConditionSet.objects.create(series=series, name="甲", state=ConditionState.IN_FORCE, **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConditionSet.objects.create(series=series, name="甲", version=2, state=ConditionState.IN_FORCE, **told)


def test_a_draft_file_is_read_by_keepers_alone_until_it_is_issued(browser, client, series, lu):
    held = proposed(browser, series)
    uploaded(browser, held)
    held.refresh_from_db()
    address = held.text.get_absolute_url()
    stranger = a_person("路人")

    client.force_login(stranger)
    before = client.get(address).status_code
    ConditionSet.objects.filter(pk=held.pk).update(
        state=ConditionState.ISSUED, doc_no="1", co_issuers="厅", issued_on=date(2026, 1, 1)
    )

    after = client.get(address)
    assert (before, after.status_code) == (404, 200)
    after.close()


def test_what_is_no_pdf_is_refused(browser, series):
    held = proposed(browser, series)
    said = {"proposed_by": "厅", "need": "x", "text": SimpleUploadedFile("a.pdf", b"MZ not a pdf")}

    answer = browser.post(f"{SETS}{held.pk}/edit/", said)

    assert set(answer.context["form"].errors) == {"text"}
    held.refresh_from_db()
    assert held.text is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twins_entered_at_once_are_answered_with_a_sentence():
    """SYS-09: a committee and a specialty; who comes second reads why."""
    made = ensure_series(name="工艺美术", actor=SYSTEM)
    office = a_place("office", "职改办")
    lu = a_clerk(office, "陆通知", role=Role.ADMIN)
    days = {"valid_from": None, "valid_to": None, "approval_doc_no": ""}
    words = {"series": made, "code": "taoci", "industry": "", "name": "陶瓷"} | days
    authority = {"name": "高级评委会", "office": office, "series": made, "ranks": ["fugao"]}

    specialties = in_threads([lambda: cataloguing.put_specialty(words, specialty=None, actor=lu)] * 4)
    committees = in_threads([lambda: put_committee(authority, committee=None, reason="", actor=lu)] * 4)

    for answers, model, code in ((specialties, Specialty, "specialty.twin"), (committees, Committee, "committee.twin")):
        lost = [each for each in answers if isinstance(each, Exception)]
        assert [[reason.code for reason in each.reasons] for each in lost] == [[code]] * 3
        assert model.objects.count() == 1
