import io
import subprocess
from datetime import datetime

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction

from config.lib import pdf
from config.lib.files import digest_of
from records import rules
from records.models import AuditEntry, Document, FileUse, Outbox
from records.selectors import Making, document_progress, latest_document
from records.services import documents
from records.services.documents import (
    Form,
    digest_of_data,
    issue_document,
    preview,
    print_document,
    register_form,
    request_document,
    verify_url,
)
from records.services.files import read_file
from records.services.outbox import drain_outbox
from records.states import OutboxState

KIND, SUBJECT = "test.form", "test.case"
CODE, MADE = "A1B2C3D4E5F6", datetime.fromisoformat("2024-09-12T10:00+08:00")


@pytest.fixture(autouse=True)
def own_owners(monkeypatch):
    monkeypatch.setattr(documents, "_owners", {})
    monkeypatch.setattr(rules, "_gates", {})


@pytest.fixture
def words():
    """What the form says; a test may change it between two requests."""
    return {"title": "职称评审表", "application_no": "2024-0001"}


@pytest.fixture
def owner(words):
    def builder(subject_id):
        return Form("pdf/base.html", {"case": subject_id}, notice_title="2024年度通知", **words)

    register_form(KIND, builder)


def request(subject=5, by=7):
    return request_document(KIND, SUBJECT, subject, by=by)


def words_in(document):
    content = read_file(document.file)
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


# ── asked for, made, issued ────────────────────────────────────────────────────────────────────────────────────────
def test_a_requested_form_is_made_by_the_outbox(db, owner):
    request()
    drain_outbox()

    document = Document.objects.get()
    assert (document.kind, document.subject_kind, document.subject_id, document.title) == (
        KIND,
        SUBJECT,
        5,
        "职称评审表",
    )
    assert (document.issued_by_id, document.sha256) == (7, digest_of(read_file(document.file)))
    assert (document.file.original_name, document.file.pages, document.file.uploaded_by) == ("职称评审表.pdf", 1, None)
    assert Outbox.objects.get(kind=documents.DOCUMENT).provider_ref == str(document.pk)


def test_the_paper_carries_the_code_of_its_row(db, owner):
    document = print_document(KIND, SUBJECT, 5, by=7)

    assert len(document.code) == 22
    assert document.code in words_in(document)
    assert verify_url(document.code).replace("\n", "") in words_in(document).replace("\n", "")


def test_issuing_is_a_fact(db, owner):
    document = print_document(KIND, SUBJECT, 5, by=7)

    entry = AuditEntry.objects.get(event="document.issued")
    assert (entry.subject_id, entry.actor_id, entry.content) == (document.pk, 7, document.sha256)


def test_a_handler_run_twice_issues_once(db, owner):
    request()
    payload = Outbox.objects.get().payload

    assert documents.make_document(payload) == documents.make_document(payload)
    assert Document.objects.count() == 1


def test_the_same_words_issue_no_second_paper_and_new_words_do(db, owner, words):
    request()
    drain_outbox()
    request()
    drain_outbox()
    assert Document.objects.count() == 1

    words["application_no"] = "2024-0002"
    request()
    drain_outbox()

    assert [document.data_digest for document in Document.objects.all()] != []
    assert Document.objects.count() == 2
    assert latest_document(KIND, SUBJECT, 5).pk == Document.objects.order_by("-pk")[0].pk


def test_digests_do_not_depend_on_the_order_of_keys():
    assert digest_of_data({"a": 1, "b": "文"}) == digest_of_data({"b": "文", "a": 1})
    assert digest_of_data({"a": 1}) != digest_of_data({"a": 2})


def test_a_form_without_code_is_for_filling_in(db, words):
    register_form(KIND, lambda pk: Form("pdf/base.html", {}, "承诺书", verifiable=False))

    document = print_document(KIND, SUBJECT, 5, by=None)

    assert "验证码" not in words_in(document)


def test_a_plain_triple_is_enough(db):
    register_form(KIND, lambda pk: ("pdf/base.html", {}, "承诺书"))

    assert print_document(KIND, SUBJECT, 5, by=None).title == "承诺书"


def test_the_owner_hears_of_the_issue_in_the_same_transaction(db):
    heard = []

    def after(document):
        heard.append(document.title)
        assert connection.in_atomic_block

    register_form(KIND, lambda pk: Form("pdf/base.html", {}, "证书"), after=after)
    print_document(KIND, SUBJECT, 5, by=None)

    assert heard == ["证书"]


def test_a_preview_keeps_nothing(db, owner):
    with pikepdf.open(io.BytesIO(preview(KIND, 5))) as document:
        assert len(document.pages) == 1

    assert Document.objects.count() == 0


@pytest.mark.parametrize("lines", range(26, 34))
def test_the_verification_stands_in_the_foot_and_takes_no_page_of_its_own(lines):
    """However full the last page is: with the code a form has the pages it has without, and the code on the last."""
    form = Form("pdf/base.html", {}, "满" * 24 * lines)
    plain, coded = (documents._pdf(form, code=code, issued_at=MADE) for code in ("", CODE))
    pages = pdf.page_count(coded)

    last = subprocess.run(
        ["pdftotext", "-f", str(pages), "-", "-"], input=coded, capture_output=True, check=True
    ).stdout
    assert (pages, CODE in last.decode(), "满" in last.decode()) == (pdf.page_count(plain), True, True)


def test_a_finished_pdf_may_be_issued_as_it_is(db):
    made = pdf.html_to_pdf("<p>一</p>")

    document = issue_document(KIND, SUBJECT, 5, title="统计表", data={"agree": 14}, pdf=made, by=None, number="1号")

    assert (read_file(document.file), document.number) == (made, "1号")
    assert document.data_digest == digest_of_data({"agree": 14})


def test_what_was_issued_is_never_changed(db, owner):
    document = print_document(KIND, SUBJECT, 5, by=7)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(title="另一份")


def test_nobody_registered_is_a_mistake(db):
    with pytest.raises(AssertionError, match="nobody registered"):
        request()


# ── who may read it ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("gates", "place"), [([SUBJECT], SUBJECT), ([SUBJECT, KIND], KIND)])
def test_a_form_opens_through_its_own_gate_or_its_subjects(db, owner, gates, place):
    for gate in gates:
        rules.register_gate(gate, lambda user, pk: True)

    document = print_document(KIND, SUBJECT, 5, by=7)

    assert list(FileUse.objects.values_list("file_id", "subject_kind", "subject_id")) == [(document.file_id, place, 5)]


# ── progress ───────────────────────────────────────────────────────────────────────────────────────────────────────
def progress(subject=5):
    return document_progress(KIND, SUBJECT, subject)


def test_progress_from_nothing_to_ready(db, owner):
    assert progress().making is Making.NONE

    request(4)
    request(5)
    assert (progress().making, progress().before_it, progress().is_open) == (Making.WAITING, 1, True)

    Outbox.objects.update(state=OutboxState.SENDING)
    assert progress().making is Making.WORKING

    Outbox.objects.update(state=OutboxState.PENDING)
    drain_outbox()
    ready = progress()
    assert (ready.making, ready.document, ready.is_open) == (Making.READY, latest_document(KIND, SUBJECT, 5), False)


def test_a_newer_one_in_the_making_still_shows_the_last(db, owner):
    request()
    drain_outbox()
    request()

    assert (progress().making, progress().document) == (Making.WAITING, Document.objects.get())


def test_a_form_that_failed_says_so(db, owner):
    request()
    Outbox.objects.update(state=OutboxState.FAILED)

    assert progress().making is Making.FAILED


@pytest.mark.parametrize("others", [1, 3])
def test_progress_costs_the_same_for_any_queue(db, owner, others, django_assert_num_queries):
    for subject in range(others):
        request(subject)

    with django_assert_num_queries(3):
        document_progress(KIND, SUBJECT, 0)
