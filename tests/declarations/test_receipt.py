"""What is made of a dossier and signed: the receipt of a submission (S10), papers that count no more, an old 自评表 (MAT-56)."""

import shutil
import subprocess

import pytest
from django.urls import reverse

from committees.models import ConditionSet, Series
from config.lib import clock
from declarations.documents import EXCEPTION, PLEDGE, RECEIPT, SELF_ASSESSMENT
from declarations.documents.receipt import counts_of
from declarations.models import Declaration
from declarations.pages.assessment import CHANGED, NOT_SCANNED, why_assessment_is_old
from declarations.services import entries, sections
from declarations.services.materials import remove_material
from notices.models import EditionConditions
from notices.rules import terms_of
from records.models import Outbox
from records.services.documents import DOCUMENT, preview, print_document
from review.process.selectors import papers_of
from review.process.services import perform
from review.process.states import Action
from tests.declarations.world import attach

CHECKS = ["学历", "资历", "专业技术工作经历", "业绩成果", "学术成果"]
SIGNED = {"checked": CHECKS, "pledge": True, "signature": "M10 10L90 90", "signed_name": "覃𬭚"}
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")


@pytest.fixture
def draft(world):
    return world.full()


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def submit(draft):
    return perform(draft.pk, Action.SUBMIT, actor=draft.applicant, **SIGNED)


def made(kind, draft):
    return print_document(kind, "declaration", draft.pk, by=draft.applicant_id)


def page(lin, name, draft):
    return lin.get(reverse(name, args=[draft.ref])).content.decode()


@needs_poppler
def test_the_receipt_says_what_was_handed_in_under_which_digest_and_who_has_it_next(draft, world):
    case = submit(draft)

    pdf = preview(RECEIPT, case.pk)
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    words = "".join(text.split())

    asked = [each.payload["kind"] for each in Outbox.objects.filter(kind=DOCUMENT)]
    assert RECEIPT in asked
    frozen = case.snapshots.get()
    for each in ("申报回执", case.number, frozen.digest, "2024年8月5日", world.unit.name, "业绩成果2条", "个文件"):
        assert each in words
    assert case.stops.count() > 1
    assert all(stop.name in words for stop in case.stops.all())
    assert case.basic.id_number not in words


def test_what_is_handed_in_keeps_the_conditions_it_was_filed_under(draft):
    """GEN-08: number and version stand in what was frozen and on the receipt; a later version does not reach them."""
    terms = terms_of(draft.edition)
    place, said = next((at, each) for at, each in enumerate(terms.condition_sets) if each.covers(draft.level))
    issued = {"doc_no": said.doc_no, "co_issuers": "人社厅", "issued_on": "2022-08-01", "effective_from": "2022-09-01"}
    series = Series.objects.get(name=terms.series)
    held = ConditionSet.objects.create(series=series, name="条件", proposed_by="厅", state="in_force", **issued)
    EditionConditions.objects.create(edition=draft.edition, place=place, conditions=held)

    frozen = submit(draft).snapshots.get()

    kept = {"doc_no": said.doc_no, "version": "1", "name": "条件", "effective_from": "2022-09-01"}
    assert frozen.data["conditions"] == [kept]
    assert ("适用的评审条件", f"{said.doc_no}（第1版）") in counts_of(frozen)


def test_the_page_after_handing_in_offers_the_receipt_of_this_submission_alone(draft, lin):
    submit(draft)
    first = made(RECEIPT, draft)
    offered = page(lin, "process:submitted", draft)
    perform(draft.pk, Action.RECALL, actor=draft.applicant)
    submit(draft)
    again = page(lin, "process:submitted", draft)

    assert (first.file.get_absolute_url() in offered, first.file.get_absolute_url() in again) == (True, False)
    assert "正在生成" in again


def test_papers_of_a_recalled_submission_and_of_a_dropped_way_are_void(draft, lin):
    told = {"relaxes": ["资历"], "exception_reason": "作品获国家级行业展金奖。"}
    sections.save_options(draft.pk, options=["exceptional"], values=told, actor=draft.applicant)
    made(EXCEPTION, draft)
    sections.save_options(draft.pk, options=[], values={}, actor=draft.applicant)
    submit(draft)
    first = [made(kind, draft).pk for kind in (PLEDGE, RECEIPT)]
    standing = {each.document.kind: each.void for each in papers_of(Declaration.objects.get(pk=draft.pk))}
    perform(draft.pk, Action.RECALL, actor=draft.applicant)
    recalled = {each.document.kind: each.void for each in papers_of(Declaration.objects.get(pk=draft.pk))}
    submit(draft)
    second = [made(kind, draft).pk for kind in (PLEDGE, RECEIPT)]
    papers = {each.document.pk: each.void for each in papers_of(Declaration.objects.get(pk=draft.pk))}

    assert standing == {EXCEPTION: True, PLEDGE: False, RECEIPT: False}
    assert recalled == {EXCEPTION: True, PLEDGE: True, RECEIPT: True}
    assert [papers[pk] for pk in (*first, *second)] == [True, True, False, False]
    assert page(lin, "process:case", draft).count("已作废") == 3


def test_a_self_assessment_made_before_the_last_change_is_told_of(draft, lin):
    """MAT-56: the paper that is signed says what is declared."""

    def why():
        return why_assessment_is_old(Declaration.objects.with_context().get(pk=draft.pk), now=clock.law())

    nothing_made = why()
    made(SELF_ASSESSMENT, draft)
    not_scanned = why()  # the scan in the slot is of before
    remove_material(draft.pk, draft.materials.get(slot="self_assessment").pk, actor=draft.applicant)
    attach(draft.pk, draft.applicant, "self_assessment")
    fresh = why()
    row = draft.achievements.first()
    entries.change_entry(draft.pk, "achievement", row.pk, {"award": "国家级行业展金奖"}, actor=draft.applicant)

    assert (nothing_made, not_scanned, fresh, why()) == ("", NOT_SCANNED, "", CHANGED)
    for name in ("declarations:hub", "declarations:check", "declarations:materials"):
        assert CHANGED in page(lin, name, draft)
    made(SELF_ASSESSMENT, draft)
    assert why() == NOT_SCANNED
