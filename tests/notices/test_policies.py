"""The registries of policies: documents that notices rest on, and the public page of columns (GEN-14, GEN-15)."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import SYSTEM
from accounts.states import Role
from committees.services import ensure_series
from config.lib.sheets import write_table
from notices.models import PolicyColumn, PolicyDocument
from notices.registers import DOCUMENTS as DOCUMENT_REGISTER
from records.models import AuditEntry
from records.services.outbox import drain_outbox
from tests.accounts.making import a_clerk, a_place
from tests.helpers import no_writes, statements
from tests.lib import corpus

pytestmark = pytest.mark.django_db
PDF = corpus.pdf()
DOCUMENTS, COLUMNS, PUBLIC = "/notices/policies/documents/", "/notices/policies/columns/", "/notices/policies/"


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


def test_a_document_is_entered_and_mended_with_its_history(browser, lu):
    """GEN-14: title, number, issuer, days, articles, link, in force from and to."""
    neither = browser.post(f"{DOCUMENTS}new/", {"issuer": "人社厅"})
    assert neither.context["form"].errors == {"title": ["名称和文号至少填写一项。"]}
    wrong = browser.post(
        f"{DOCUMENTS}new/",
        {"title": "甲", "in_force_from": "2024-02-01", "in_force_to": "2024-01-01", "url": "javascript:alert(1)"},
    )
    assert wrong.context["form"].errors == {
        "url": ["请填写完整的网址，如 https://rst.gxzf.gov.cn/。"],
        "in_force_to": ["失效日期不能早于施行日期。"],
    }
    said = {"title": "职称评审管理暂行规定", "doc_no": "人社部令第40号", "issuer": "人力资源社会保障部"}
    assert browser.post(f"{DOCUMENTS}new/", said).status_code == 302
    made = PolicyDocument.objects.get()

    browser.post(f"{DOCUMENTS}{made.pk}/", said | {"issued_on": "2019-07-01", "in_force_to": "2030-01-01"})

    page = words_of(browser.get(f"{DOCUMENTS}{made.pk}/"))
    assert "发文日期：2019-07-01" in page
    assert lu.name in page
    assert browser.post(f"{DOCUMENTS}new/", said).context["form"].errors == {
        "title": ["已有同名同文号的文件，请核对。"]
    }
    assert AuditEntry.objects.filter(event__startswith="policydocument.").count() == 2


def test_documents_are_found_by_title_and_number(browser):
    PolicyDocument.objects.create(title="暂行规定", doc_no="40号")
    PolicyDocument.objects.create(title="别的文件", doc_no="7号")

    page = words_of(browser.get(DOCUMENTS, {"q": "40"}))

    assert "暂行规定" in page
    assert "别的文件" not in page


def test_a_documents_own_file_is_everybodys_with_its_digest(browser, client):
    """GEN-14: file and link; what is no sound PDF is told at its field, and what was typed stays."""
    said = {"title": "暂行规定", "doc_no": "40号"}
    wrong = browser.post(f"{DOCUMENTS}new/", said | {"upload": SimpleUploadedFile("a.pdf", b"MZ no pdf")})
    assert set(wrong.context["form"].errors) == {"upload"}
    assert not PolicyDocument.objects.exists()
    assert browser.post(f"{DOCUMENTS}new/", said | {"upload": SimpleUploadedFile("规定.pdf", PDF)}).status_code == 302
    made = PolicyDocument.objects.get()
    assert "已上传（规定.pdf）" in words_of(browser.get(f"{DOCUMENTS}{made.pk}/"))
    browser.post(f"{DOCUMENTS}{made.pk}/", said | {"issuer": "人社部"})  # without another file the first stays
    bare = PolicyDocument.objects.create(title="没有原文")
    client.logout()

    page = words_of(client.get(PUBLIC))
    file = client.get(f"{DOCUMENTS}{made.pk}/file/")
    told = b"".join(file.streaming_content)
    assert f"SHA-256：{hashlib.sha256(told).hexdigest()}" in page
    assert (file["Content-Type"], "attachment" in file["Content-Disposition"]) == ("application/pdf", True)
    assert "没有原文" not in page
    assert [client.get(f"{DOCUMENTS}{pk}/file/").status_code for pk in (bare.pk, 99)] == [404, 404]


def test_documents_go_out_and_come_in(browser):
    """GEN-14: known by title and number; a fault names its row and column."""
    PolicyDocument.objects.create(title="暂行规定", doc_no="40号", issued_on="2019-07-01")
    out = browser.get(f"{DOCUMENTS}export/").content
    told = browser.post(f"{DOCUMENTS}import/", {"file": SimpleUploadedFile("o.xlsx", out)}).url
    drain_outbox()
    assert "共 1 行：不变 1 行" in words_of(browser.get(told))

    columns = DOCUMENT_REGISTER.sheet.columns
    rows = [
        ("暂行规定", "40号", "人社部", *[""] * 5),
        ("", "", "谁", *[""] * 5),
        ("甲", "1号", "", *[""] * 4, "javascript:x"),
    ]
    told = browser.post(
        f"{DOCUMENTS}import/", {"file": SimpleUploadedFile("s.xlsx", write_table("表", columns, rows))}
    ).url
    drain_outbox()
    page = words_of(browser.get(told))
    assert "第3行：“名称”：名称和文号至少填写一项。" in page
    assert "第4行：“网址”：请填写完整的网址" in page
    assert PolicyDocument.objects.get().issuer == ""


def test_everybody_reads_the_columns_with_their_codes(browser, client):
    """GEN-15, A-28: platform, owner, address and QR, by series, editable; what is hidden stays hidden."""
    series = ensure_series(name="工艺美术", actor=SYSTEM)
    said = {
        "name": "职称专栏",
        "owner": "人社厅",
        "url": "https://rst.gxzf.gov.cn/zc/",
        "position": 1,
        "is_shown": "on",
    }
    assert browser.post(f"{COLUMNS}new/", said | {"series": series.pk}).status_code == 302
    browser.post(f"{COLUMNS}new/", {"name": "内部专栏", "owner": "厅", "position": 2})
    twin = browser.post(f"{COLUMNS}new/", said | {"series": series.pk})
    assert twin.context["form"].errors == {"name": ["本系列已有同名的专栏，请核对。"]}
    client.logout()

    with no_writes():
        page = words_of(client.get(PUBLIC))

    assert "工艺美术系列" in page
    assert 'href="https://rst.gxzf.gov.cn/zc/"' in page
    assert "打开专栏的二维码" in page
    assert "内部专栏" not in page


def test_a_column_is_taken_off_the_page(browser):
    column = PolicyColumn.objects.create(name="旧专栏", owner="厅")
    assert "旧专栏" in words_of(browser.get(PUBLIC))

    browser.post(f"{COLUMNS}{column.pk}/", {"name": "旧专栏", "owner": "厅", "position": 10})

    assert "旧专栏" not in words_of(browser.get(PUBLIC))


def test_who_keeps_no_directory_is_told_whose_it_is(client, office):
    """ROLE-11."""
    client.force_login(a_clerk(office, "马审查"))

    pages = [f"{list_}{what}" for list_ in (DOCUMENTS, COLUMNS) for what in ("", "new/", "1/")]
    assert [client.get(page).status_code for page in pages] == [403] * 6


def test_what_is_not_there_is_not_there(browser):
    assert [browser.get(f"{list_}99/").status_code for list_ in (DOCUMENTS, COLUMNS)] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_any_length(browser, count):
    series = ensure_series(name="工艺美术", actor=SYSTEM)
    for number in range(count):
        PolicyDocument.objects.create(title=f"文件{number}", doc_no=f"{number}号")
        PolicyColumn.objects.create(series=series, name=f"专栏{number}", owner="厅")
    browser.get(DOCUMENTS)

    with statements() as documents, no_writes():
        browser.get(DOCUMENTS)
    with statements() as columns, no_writes():
        browser.get(COLUMNS)

    assert (len(documents), len(columns)) == (10, 10)
