"""The blank letters of outside units stand with the notice's attachments (FORM-01, FORM-02, CHAN-11)."""

import subprocess

import pytest
from django.urls import reverse

from accounts.models import SYSTEM
from notices.models import Notice
from notices.services import amend_notice, attach_file
from records.models import Document, Outbox
from records.rules import passes_gate
from records.services.documents import DOCUMENT, make_document
from tests.helpers import no_writes
from tests.notices.test_loading_and_publishing import WHY
from tests.notices.test_pages import PIXEL, page


def work():
    """What the workers do with the requests."""
    for row in Outbox.objects.filter(kind=DOCUMENT).order_by("pk"):
        make_document(row.payload)


def words_of(document):
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=document.file.path.read_bytes(), capture_output=True, check=True
    )
    return text.stdout.decode().replace("\n", "")


def test_publishing_asks_the_workers_for_both_letters(notice, caplog):
    work()

    assert sorted(Document.objects.values_list("kind", "title")) == [
        ("FORM-01", "中直驻桂或外省单位属地评审模板"),
        ("FORM-02", "中直驻桂或外省单位委托评审模板"),
    ]
    assert [record.message for record in caplog.records if record.message.startswith("PDF")] == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("FORM-01", ["属地评审授权函", "附件1", "由贵单位按规定公示、确认并办理发文、发证"]),
        ("FORM-02", ["委托评审函", "附件2", "由我单位按管理权限办理发文、发证"]),
    ],
)
def test_a_letter_says_what_the_notice_knows_and_leaves_the_rest_blank(notice, kind, said):
    work()

    words = words_of(Document.objects.get(kind=kind))

    known = [
        notice.office.name,
        notice.title,
        "2024年度",
        "工艺美术",
        "□正高级工艺美术师",
        "□省级人力资源社会保障行政部门",
    ]
    asked = ["申报人姓名", "身份证号码", "工作单位", "申报专业", "联系人", "联系电话", "公章"]
    assert [each for each in [*said, *known, *asked] if each not in words] == []


def test_the_public_page_offers_them_when_they_are_made(client, notice):
    before = page(client, "detail", notice.code)
    work()

    after = page(client, "detail", notice.code)

    assert before.count("空白表正在生成") == 2
    assert "空白表正在生成" not in after
    address = reverse("notices:attachment", args=[notice.code, 1])
    assert f'href="{address}"' in after
    with no_writes():
        response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"


def test_an_uploaded_file_stands_before_the_blank_one(client, notice):
    work()
    attach_file(notice.pk, num=1, upload=PIXEL, name="模板.png", actor=SYSTEM)

    response = client.get(reverse("notices:attachment", args=[notice.code, 1]))

    assert response["Content-Type"] == "image/png"
    response.close()


def test_an_amendment_prints_anew_only_what_reads_otherwise(notice):
    work()
    amend_notice(notice.pk, changes={"contacts": {"phones": ["1"]}}, actor=SYSTEM, **WHY)
    work()
    assert Document.objects.count() == 2

    amend_notice(notice.pk, changes={"title": "新标题"}, actor=SYSTEM, **WHY)
    work()

    assert Document.objects.count() == 4
    assert "新标题" in words_of(Document.objects.filter(kind="FORM-01").latest("pk"))


def test_blanks_of_public_notices_pass_the_gate_of_files(notice):
    assert passes_gate(None, "notice", notice.pk)
    Notice.objects.update(is_public=False)
    assert not passes_gate(None, "notice", notice.pk)
