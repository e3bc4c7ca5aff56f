"""Print → seal → photo in one page (14-5): every sheet, what is missing by name, the phone as the desk's camera (08-7)."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.models import Membership
from config.lib import clock
from declarations.models import PhoneLink
from declarations.services.phone import take_photo, token_of
from declarations.states import State
from records.models import Outbox
from records.services.documents import preview
from review.approvals import services
from review.approvals.services import papers
from tests.approvals.world import PNG, filled, hung
from tests.declarations.test_documents import needs_poppler, words_of

BACKEND = "accounts.backends.PhoneBackend"


@pytest.fixture
def case(world):
    return filled(world.declaration(State.UNIT_RECOMMEND))


@pytest.fixture
def desk(client, zhou):
    client.force_login(zhou, backend=BACKEND)
    return client


def words(response):
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())


def url(name, case, *args):
    return reverse(f"approvals:{name}", args=[case.ref, *args])


def test_the_loop_names_the_photo_of_the_board_among_what_is_missing(desk, case, zhou):
    """UNIT-08, UNIT-14: every sheet is on the page with its form; the camera of a phone is one tap away."""
    sheet = hung(case, zhou, ended_at=clock.law())

    page = desk.get(url("papers", case))

    asked = "单位审核承诺书、审议推荐意见（组长签字、单位公章）、评议会专家名单及职称信息材料、单位答辩意见、单位内部公示现场照片。"
    assert asked in words(page)
    for kind in ("FORM-15", "FORM-16", "FORM-17", "FORM-17-1", "FORM-19"):
        assert url("make", case, kind) in page.content.decode()
    assert 'capture="environment"' in page.content.decode()

    services.attach_publicity_evidence(sheet.pk, actor=zhou, upload=PNG, name="公示栏.png")
    assert "现场照片。" not in words(desk.get(url("papers", case)))


@needs_poppler
def test_the_result_of_a_publicity_is_a_paper_without_the_objectors_name(case, zhou):
    """FORM-17, UNIT-13: days, photo, each objection by day and result."""
    sheet = hung(case, zhou, ended_at=clock.law())
    told = {"received_at": clock.law(), "received_by": zhou, "resolved_at": clock.law(), "upheld": False}
    sheet.objections.create(text="未注明合作者。", raised_by="岑志明", finding="系独立完成", **told)

    said = words_of(preview("FORM-17-1", case.pk))

    for part in ("2024年8月6日至2024年8月12日，共5个工作日", "缺少", "办结：不成立。", "单位（公章）"):
        assert part in said
    assert not any(secret in said for secret in ("岑志明", "合作者", "系独立完成"))


def test_the_loop_goes_on_from_the_page_of_the_sheets(desk, case, zhou):
    """UNIT-14, 14-5: the board's photo and sheet lead back there, refused or not; no record before the end."""
    sheet = hung(case, zhou)
    photo = url("board_photo", case, sheet.pk)

    wrong = desk.post(photo, {"file": SimpleUploadedFile("a.gif", b"GIF89a.....", content_type="image/gif")})
    printed = desk.post(url("make", case, "FORM-17"), {"next": url("papers", case)})
    early = desk.post(url("make", case, "FORM-17-1"), follow=True)
    kept = desk.post(photo, {"file": SimpleUploadedFile("a.png", PNG, content_type="image/png")})

    assert (wrong.status_code, wrong.templates[0].name) == (422, "approvals/papers.html")
    assert "不支持GIF 图片" in words(wrong)
    assert [answer.url for answer in (printed, kept)] == [url("papers", case)] * 2
    assert "公示还没有期满结束" in words(early)
    kinds = Outbox.objects.values_list("payload__kind", flat=True)
    assert ("FORM-17" in kinds, "FORM-17-1" in kinds) == (True, False)


# ── the phone ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_phone_without_a_sign_in_puts_one_sheet_and_no_other(desk, case, zhou, world, client):
    """08-7, 14-5: the code of one slot; what comes is the clerk's scan; ended at the desk it takes nothing more."""
    opened = desk.post(url("phone_open", case, "unit_pledge"))
    link = PhoneLink.objects.get()
    assert (opened.status_code, opened.url) == (302, url("phone", case, link.ref))
    shown = desk.get(opened.url)
    assert "用手机拍“单位审核承诺书”" in words(shown)
    camera = urlsplit(shown.context["address"]).path
    assert camera == reverse("declarations:camera", args=[token_of(link)])

    phone = type(client)()
    assert "单位审核承诺书" in words(phone.get(camera))
    taken = phone.post(camera, {"file": SimpleUploadedFile("a.png", PNG, content_type="image/png")})
    assert taken.status_code == 200
    scan = case.materials.get(slot="unit_pledge")
    assert (scan.uploaded_by, scan.came_by) == (zhou, link)
    assert scan.file.original_name in words(desk.get(url("phone_came", case, link.ref)))

    assert desk.post(url("phone_end", case, link.ref)).url == url("papers", case)
    again = phone.post(camera, {"file": SimpleUploadedFile("b.png", PNG, content_type="image/png")})
    assert (again.status_code, case.materials.filter(slot="unit_pledge").count()) == (410, 1)
    assert desk.post(url("phone_open", case, "id_document")).status_code == 404  # the applicant's
    client.force_login(world.people["outsider"], backend=BACKEND)
    assert client.post(url("phone_open", case, "unit_pledge")).status_code == 404
    assert client.get(url("phone", case, link.ref)).status_code == 404


def test_the_photo_of_the_board_has_a_code_of_its_own(desk, case, zhou, world, client):
    """UNIT-14, 08-7: its phone puts the photo beside the sheet and into no slot; a later one takes its place."""
    sheet = hung(case, zhou)
    assert url("board_phone", case, sheet.pk) in desk.get(url("papers", case)).content.decode()

    opened = desk.post(url("board_phone", case, sheet.pk))
    shown = desk.get(opened.url)
    link = PhoneLink.objects.get()
    assert "用手机拍“单位内部公示现场照片”" in words(shown)
    phone = type(client)()
    for name in ("a.png", "b.png"):
        taken = phone.post(
            urlsplit(shown.context["address"]).path, {"file": SimpleUploadedFile(name, PNG, content_type="image/png")}
        )
        assert taken.status_code == 200

    sheet.refresh_from_db()
    assert sheet.evidence.uploaded_by == zhou.pk
    assert not case.materials.filter(came_by=link).exists()
    assert words(desk.get(url("phone_came", case, link.ref))).count(sheet.evidence.original_name) == 1
    case.publicities.update(voided_at=clock.law())  # while the phone was still in the hand
    late = SimpleUploadedFile("c.png", PNG, content_type="image/png")
    assert "这次公示已撤销" in words(phone.post(urlsplit(shown.context["address"]).path, {"file": late}))
    assert case.publicities.get().evidence == sheet.evidence
    client.force_login(world.people["outsider"], backend=BACKEND)
    assert client.post(url("board_phone", case, sheet.pk)).status_code == 404


def test_a_clerk_who_left_the_desk_takes_nothing_by_an_open_code(desk, case, zhou, client):
    """A link is no right of its own: the scan is judged when it comes."""
    desk.post(url("phone_open", case, "unit_pledge"))
    camera = reverse("declarations:camera", args=[token_of(PhoneLink.objects.get())])
    Membership.objects.filter(user=zhou).delete()

    phone = type(client)()
    refused = phone.post(camera, {"file": SimpleUploadedFile("a.png", PNG, content_type="image/png")})

    assert refused.status_code == 422
    assert not case.materials.filter(slot="unit_pledge").exists()


def test_a_sheet_is_looked_at_before_the_case_is_held(desk, case, monkeypatch, client):
    """08-7: whoever holds the code, without a sign-in, cannot keep the case locked with a heavy file."""
    desk.post(url("phone_open", case, "unit_pledge"))
    link, accept, held = PhoneLink.objects.get(), papers.accept_upload, []

    def watched(*args, **told):
        held.append(len(connection.savepoint_ids))
        return accept(*args, **told)

    monkeypatch.setattr(papers, "accept_upload", watched)
    outside = len(connection.savepoint_ids)

    attached = take_photo(link.pk, upload=PNG, name="承诺书.png")

    assert (held, attached.material.came_by) == ([outside], link)
