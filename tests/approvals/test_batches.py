"""Reporting in batches, where the notice names the documents that go with one (CHAN-22, DEPT-05, MAT-71)."""

import threading
import time
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import OrganisationKind, Role
from config.lib import clock
from config.lib.sheets import read_table
from declarations.models import Declaration, Recusal, RouteStop
from declarations.states import State
from notices.rules import dump_terms, parse_terms, terms_of
from records.models import AuditEntry, Document
from records.services.files import read_file
from records.services.outbox import drain_outbox
from review.approvals import guards, services
from review.approvals.exceptions import Refused
from review.approvals.guards.batch import goes_in_a_batch
from review.approvals.models import Batch, BatchEntry
from review.approvals.rules import may_read_batch
from review.approvals.selectors.batching import reporting_of
from review.approvals.services.batching import ROSTER_COLUMNS
from review.approvals.states import BatchForm
from tests.approvals.world import codes, filled, said
from tests.declarations.pictures import scan
from tests.declarations.test_documents import needs_poppler, words_of
from tests.process.world import in_threads, on_postgresql, person

TITLES = ("委托评审函件", "名册表")


@pytest.fixture
def case(world, monkeypatch):
    """At the last desk before the office, under a notice that wants batches."""
    in_batches(monkeypatch, terms_of(world.edition))
    made = filled(world.declaration(State.LOCAL_OFFICE_REVIEW))
    return last_before_office(made)


def in_batches(monkeypatch, terms):
    asked = parse_terms(dump_terms(terms) | {"batch_documents": [{"title": title, "copies": 1} for title in TITLES]})
    for module in (
        "review.approvals.guards.batch",
        "review.approvals.services.batching",
        "review.approvals.documents.batch",
        "review.approvals.selectors.batching",
        "review.approvals.views.review",
    ):
        monkeypatch.setattr(f"{module}.terms_of", lambda _: asked)


def last_before_office(case):
    office = case.stops.get(node="committee_office")
    Declaration.objects.filter(pk=case.pk).update(stop=office.index - 1)
    case.refresh_from_db()
    return case


def test_the_region_agrees_to_a_case_and_reports_nothing(case, world):
    """CHAN-15, DEPT-05: its word stands between the desk that reports and the office; only the former makes a batch."""
    office = case.stops.get(node="committee_office")
    case.stops.filter(pk=office.pk).update(index=office.index + 1)
    region = Organisation.objects.get(kind=OrganisationKind.REGION_OFFICE)
    told = {"organisation": region, "name": region.name, "window": office.window}
    RouteStop.objects.create(declaration=case, index=office.index, node="region_office", **told)

    below = goes_in_a_batch(case)
    Declaration.objects.filter(pk=case.pk).update(stop=office.index)
    case.refresh_from_db()

    assert (below, goes_in_a_batch(case)) == (True, False)


@pytest.fixture
def desk(case):
    return case.stops.get(index=case.stop).organisation


@pytest.fixture
def clerk(desk):
    return clerk_of(desk)


def clerk_of(desk):
    made = person("石报")
    Membership.objects.create(user=made, organisation=desk, role=Role.LOCAL_OFFICE)
    return made


def put(case, clerk):
    return services.put_in_batch(case.pk, actor=clerk).batch


def paper(batch, clerk, title):
    return services.attach_batch_paper(batch.pk, title=title, upload=scan(title), name="scan.png", actor=clerk)


def sealed(case, clerk):
    batch = put(case, clerk)
    for title in TITLES:
        batch = paper(batch, clerk, title)
    return batch


def test_what_is_in_no_sealed_batch_does_not_reach_the_office(case, clerk):
    """DEPT-05, CHAN-22."""
    assert said(guards.reported_in_batch, case) == ["须列入报送批次，连同委托评审函件、名册表一并报送。"]

    batch = put(case, clerk)
    assert said(guards.reported_in_batch, case) == ["本批次还没有上传全部盖章文件：委托评审函件、名册表。"]

    assert paper(batch, clerk, TITLES[0]).sealed_at is None
    assert paper(batch, clerk, TITLES[1]).sealed_at
    assert codes(guards.reported_in_batch, case) == []
    assert AuditEntry.objects.filter(event="approvals.batch_paper").count() == 2


def test_only_the_last_desk_before_the_office_reports_in_batches(case):
    case.stop -= 1

    assert not goes_in_a_batch(case)
    assert codes(guards.reported_in_batch, case) == []


def test_other_notices_know_no_batches(world):
    case = last_before_office(world.declaration(State.LOCAL_OFFICE_REVIEW))

    assert codes(guards.reported_in_batch, case) == []


def test_a_case_is_in_one_batch_and_put_twice_is_put_once(case, clerk):
    assert put(case, clerk) == put(case, clerk)
    assert BatchEntry.objects.count() == 1


def test_a_sealed_batch_is_changed_only_by_taking_its_papers_back(case, clerk):
    batch = sealed(case, clerk)

    for command in (
        lambda: services.take_out_of_batch(case.pk, actor=clerk),
        lambda: paper(batch, clerk, TITLES[0]),
    ):
        with pytest.raises(Refused, match="已经齐备"):
            command()
    services.reopen_batch(batch.pk, actor=clerk)
    services.take_out_of_batch(case.pk, actor=clerk)
    assert not BatchEntry.objects.exists()
    with pytest.raises(Refused):
        paper(batch, clerk, TITLES[0])


def test_a_list_is_closed_with_its_first_stamped_paper(case, clerk, world):
    """CHAN-22, MAT-71: a stamped roster names everybody of its batch and nobody else."""
    late = another(world.declaration(State.LOCAL_OFFICE_REVIEW, applicant=person("后到")))
    batch = put(case, clerk)
    paper(batch, clerk, TITLES[1])

    for command in (lambda: put(late, clerk), lambda: services.take_out_of_batch(case.pk, actor=clerk)):
        with pytest.raises(Refused, match="已上传盖章文件"):
            command()
    assert [entry.declaration for entry in batch.entries.all()] == [case]

    services.reopen_batch(batch.pk, actor=clerk)
    assert put(late, clerk) == batch
    assert not batch.papers.exists()


def test_the_page_offers_no_change_of_a_stamped_list(case, clerk, desk, client, world):
    """CHAN-22: what would be refused is not offered; taking the papers back is."""
    another(world.declaration(State.LOCAL_OFFICE_REVIEW, applicant=person("后到")))
    batch = put(case, clerk)
    paper(batch, clerk, TITLES[0])
    client.force_login(clerk)

    page = client.get(reverse("approvals:batches", args=[case.edition.notice.code, desk.pk])).content.decode()

    assert reverse("approvals:out_of_batch", args=[case.ref]) not in page
    assert reverse("approvals:reopen_batch", args=[batch.pk]) in page
    assert "已上传盖章文件，名单不再变动" in page
    assert "列入本批次</button>" not in page


def test_once_something_went_up_the_papers_stay(case, clerk):
    batch = sealed(case, clerk)
    Declaration.objects.filter(pk=case.pk).update(state=State.OFFICE_REVIEW)

    with pytest.raises(Refused, match="已有申报报送"):
        services.reopen_batch(batch.pk, actor=clerk)


def test_a_document_nobody_asked_for_is_refused(case, clerk):
    with pytest.raises(Refused, match="没有要求"):
        paper(put(case, clerk), clerk, "别的")


def test_the_roster_names_everybody_of_the_batch(case, clerk):
    """FORM-24."""
    batch = put(case, clerk)

    [row] = read_table(services.roster_of(batch), columns=ROSTER_COLUMNS)

    told = [row.cells[name] for name in ("序号", "姓名", "单位", "学历", "现职称", "取得时间", "申报职称")]
    assert told == ["1", case.applicant.name, case.unit.name, "大专", "高级工艺美术师", "2017-12-20", case.level_name]
    assert date.fromisoformat(row.cells["取得时间"])


@needs_poppler
def test_the_letter_and_the_roster_are_made_printed_and_come_back_sealed(case, clerk, desk, client, zhou):
    """FORM-23, FORM-24, MAT-71: whom, how many, which list; named as the notice does; without the scans it stays."""
    batch = put(case, clerk)
    client.force_login(clerk)
    page = reverse("approvals:batches", args=[case.edition.notice.code, desk.pk])
    make = [reverse("approvals:make_batch_form", args=[batch.pk, kind]) for kind in BatchForm]

    assert [client.post(url).status_code for url in make] == [302, 302]
    drain_outbox()

    letter, roster = Document.objects.filter(subject_kind="batch", subject_id=batch.pk).order_by("kind")
    assert (letter.title, roster.title) == TITLES
    shown = client.get(page).content.decode()
    assert "第 1 批（1 人）" in shown
    assert all(each.file.get_absolute_url() in shown for each in (letter, roster))
    said, listed = (words_of(read_file(each.file)) for each in (letter, roster))
    office = case.edition.notice.office.name
    for words in (
        f"{office}：",
        f"单位（系统、地区）{case.applicant.name}同志",
        "所附《名册表》",
        "共1人",
        f"{desk.name}（公章）",
    ):
        assert words in said
    for words in (
        case.applicant.name,
        case.unit.name,
        "大专",
        "高级工艺美术师",
        case.level_name,
        f"{desk.name}（公章）",
    ):
        assert words in listed
    assert told_of(case) == ["本批次还没有上传全部盖章文件：委托评审函件、名册表。"]

    client.force_login(zhou)
    assert client.post(make[0]).status_code == 404
    services.take_out_of_batch(case.pk, actor=clerk)
    with pytest.raises(Refused, match="还没有列入申报"):
        services.request_batch_form(batch.pk, BatchForm.LETTER, actor=clerk)


def told_of(case):
    return said(guards.reported_in_batch, case)


def test_papers_are_for_the_sender_and_the_office(case, clerk, world, ma, zhou, lin):
    batch = sealed(case, clerk)

    assert [may_read_batch(user, batch.pk) for user in (clerk, ma, zhou, lin)] == [True, True, False, False]
    assert not may_read_batch(clerk, 0)


def test_the_desk_does_it_all_on_one_page(case, clerk, desk, client):
    client.force_login(clerk)
    notice = case.edition.notice
    page = reverse("approvals:batches", args=[notice.code, desk.pk])
    assert reporting_of(desk, notice, clerk).waiting == [case]
    assert case.applicant.name in client.get(page).content.decode()

    client.post(reverse("approvals:put_in_batch", args=[notice.code, desk.pk]), {"case": [str(case.ref)]})
    batch = Batch.objects.get()
    assert reporting_of(desk, notice, clerk).waiting == []
    assert client.get(reverse("approvals:roster", args=[batch.pk])).status_code == 200
    for title in TITLES:
        upload = SimpleUploadedFile("x.png", scan(title), content_type="image/png")
        client.post(reverse("approvals:batch_paper", args=[batch.pk]), {"title": title, "file": upload})
    assert "文件齐备，可以上报" in client.get(page).content.decode()
    shown = "".join(client.get(reverse("approvals:review", args=[case.ref])).content.decode().split())
    assert "第1批，共1人" in shown
    client.post(reverse("approvals:reopen_batch", args=[batch.pk]))
    client.post(reverse("approvals:out_of_batch", args=[case.ref]))
    assert reporting_of(desk, notice, clerk).waiting == [case]


def recuse(person, case):
    Recusal.objects.create(person=person, declaration=case, why="近亲属", by=person)


def another(case):
    return last_before_office(filled(case))


def test_a_recused_clerk_sees_nobody_they_stay_away_from(case, clerk, desk, client, world):
    """CHAN-22: page, roster and papers subtract recusals; the roster names everybody, so it is another clerk's."""
    other = another(world.declaration(State.LOCAL_OFFICE_REVIEW, applicant=person("另一人")))
    put(other, clerk)
    batch = sealed(case, clerk)
    notice = case.edition.notice
    recuse(clerk, case)
    client.force_login(clerk)

    page = client.get(reverse("approvals:batches", args=[notice.code, desk.pk])).content.decode()

    [shown] = reporting_of(desk, notice, clerk).batches
    assert [entry.declaration for entry in shown.entries.all()] == [other]
    assert case.applicant.name not in page
    assert "须回避" in page
    assert client.get(reverse("approvals:roster", args=[batch.pk])).status_code == 404
    assert not may_read_batch(clerk, batch.pk)
    for command in (lambda: paper(batch, clerk, TITLES[0]), lambda: services.reopen_batch(batch.pk, actor=clerk)):
        with pytest.raises(Refused, match="须回避"):
            command()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_who_is_put_in_while_the_batch_is_sealed_goes_with_the_next(shared_world, monkeypatch):
    """CHAN-22, MAT-71: a stamped roster names everybody of its batch."""
    world = shared_world
    in_batches(monkeypatch, terms_of(world.edition))
    first, late = (another(world.declaration(State.LOCAL_OFFICE_REVIEW, applicant=person(name))) for name in "甲乙")
    clerk = clerk_of(first.stops.get(index=first.stop).organisation)
    batch = put(first, clerk)

    with sealing(batch):
        thread = started(lambda: put(late, clerk))
    thread.join()

    assert list(batch.entries.values_list("declaration", flat=True)) == [first.pk]
    assert BatchEntry.objects.get(declaration=late).batch.sealed_at is None


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_nobody_is_taken_out_while_the_batch_is_sealed(shared_world, monkeypatch):
    world = shared_world
    in_batches(monkeypatch, terms_of(world.edition))
    case = another(world.declaration(State.LOCAL_OFFICE_REVIEW))
    clerk = clerk_of(case.stops.get(index=case.stop).organisation)
    batch = put(case, clerk)

    with sealing(batch):
        thread = started(lambda: services.take_out_of_batch(case.pk, actor=clerk))
    thread.join()

    assert BatchEntry.objects.filter(batch=batch, declaration=case).exists()


@contextmanager
def sealing(batch):
    """The last paper is being attached while the block runs, and a moment longer."""
    with transaction.atomic():
        held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        yield
        time.sleep(0.5)
        held.sealed_at = clock.law()
        held.save(update_fields=["sealed_at"])


def started(job):
    thread = threading.Thread(target=lambda: in_threads([job]))
    thread.start()
    return thread


def test_others_find_no_such_page(case, clerk, desk, client, zhou):
    batch = put(case, clerk)
    client.force_login(zhou)
    notice = case.edition.notice

    for address in (
        reverse("approvals:batches", args=[notice.code, desk.pk]),
        reverse("approvals:roster", args=[batch.pk]),
    ):
        assert client.get(address).status_code == 404
    unit = Organisation.objects.filter(kind=OrganisationKind.UNIT).first()
    client.force_login(clerk)
    assert client.get(reverse("approvals:batches", args=[notice.code, unit.pk])).status_code == 404
