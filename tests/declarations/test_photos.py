"""多张照片合成一份: pages in their owner's order, one PDF in the slot, the photos kept (08-6)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.lib import clock
from declarations.exceptions import Refused
from declarations.models import Material, PhotoPage
from declarations.pages.slot_files import photos_in
from declarations.services.photos import (
    MOST_PHOTOS,
    add_photos,
    ask_to_combine,
    combine_asked,
    combine_photos,
    move_photo,
    remove_photo,
)
from declarations.states import PackageState, State
from records.rules import may_read_file
from records.services.outbox import drain_outbox
from tests.declarations.pictures import scan
from tests.declarations.world import IN_STAGE_1, build_world
from tests.helpers import no_writes
from tests.process.world import in_threads, on_postgresql

WHERE = {"slot": "id_document", "part": "", "piece": ""}


@pytest.fixture
def draft(world):
    return world.draft()


@pytest.fixture
def lin(client, world):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def added(draft, *words):
    uploads = [(scan(word), f"{word}.png") for word in words]
    return add_photos(draft.pk, **WHERE, uploads=uploads, actor=draft.applicant).pages


def order(draft):
    return [page.file.original_name.removesuffix(".png") for page in photos_in(draft, **WHERE)]


def seen(draft):
    return [page.pk for page in photos_in(draft, **WHERE)]


def combined(draft, **told):
    return combine_photos(draft.pk, **WHERE, **{"seen": seen(draft), "actor": draft.applicant, **told})


def test_photos_stand_in_the_order_chosen_and_move_one_by_one(draft):
    one, two, three = added(draft, "一", "二", "三")
    assert order(draft) == ["一", "二", "三"]

    move_photo(three.pk, steps=-1, actor=draft.applicant)
    assert order(draft) == ["一", "三", "二"]
    move_photo(one.pk, steps=-1, actor=draft.applicant)
    assert order(draft) == ["一", "三", "二"]
    remove_photo(one.pk, actor=draft.applicant)
    added(draft, "四")

    assert order(draft) == ["三", "二", "四"]


def test_one_pdf_of_them_lies_in_the_slot_and_the_photos_stay(draft):
    pages = added(draft, "一", "二", "三")

    attached = combined(draft)

    material = Material.objects.get(declaration=draft)
    assert (material, material.file.pages, material.file.media_type) == (attached.material, 3, "application/pdf")
    assert list(material.photos.values_list("pk", flat=True)) == [page.pk for page in pages]
    assert all(may_read_file(draft.applicant, page.file) for page in pages)
    assert order(draft) == []


def test_who_saw_another_order_is_asked_to_look_again(draft):
    added(draft, "一", "二")
    before = seen(draft)
    move_photo(before[1], steps=-1, actor=draft.applicant)

    with pytest.raises(Refused, match="照片刚有变动"):
        combined(draft, seen=before)

    assert not Material.objects.exists()


def test_nothing_and_too_much_are_refused(draft):
    with pytest.raises(Refused, match="请先上传照片"):
        combined(draft)
    added(draft, *(f"第{number}页" for number in range(MOST_PHOTOS)))

    with pytest.raises(Refused, match=f"最多{MOST_PHOTOS}张照片"):
        added(draft, "多一张")


def test_a_pdf_is_no_photo(draft):
    with pytest.raises(Refused, match="请上传JPG、PNG"):
        add_photos(draft.pk, **WHERE, uploads=[(b"%PDF-1.4 x", "a.pdf")], actor=draft.applicant)


def test_a_bad_photo_is_named_and_holds_no_other_up(draft, lin):
    """08-6."""
    address = f"{reverse('declarations:photos', args=[draft.ref])}?slot=id_document"
    chosen = [("一.png", scan("一")), ("坏.png", b"x" * 200), ("二.png", scan("二"))]
    files = [SimpleUploadedFile(name, data, content_type="image/png") for name, data in chosen]

    shown = lin.post(address, {**WHERE, "files": files}, follow=True).content.decode()

    assert order(draft) == ["一", "二"]
    assert ("已添加 2 张照片" in shown, "“坏.png”：" in shown) == (True, True)


def test_nobody_else_and_nothing_after_submission(draft, world):
    (page,) = added(draft, "一")
    with pytest.raises(Refused):
        add_photos(draft.pk, **WHERE, uploads=[(scan("二"), "二.png")], actor=world.bai)
    with pytest.raises(Refused):
        remove_photo(page.pk, actor=world.bai)
    type(draft).objects.filter(pk=draft.pk).update(state=State.UNIT_CHECK)

    for command in (
        lambda: added(draft, "三"),
        lambda: combined(draft),
        lambda: remove_photo(page.pk, actor=world.lin),
    ):
        with pytest.raises(Refused, match="材料已提交"):
            command()


def test_the_page_works_without_a_script(lin, draft):
    address = reverse("declarations:photos", args=[draft.ref])
    files = [SimpleUploadedFile(f"{word}.png", scan(word), content_type="image/png") for word in ("一", "二")]
    with no_writes():
        assert lin.get(address, WHERE).status_code == 200
    assert lin.post(address, {**WHERE, "files": files}).status_code == 302
    first, second = seen(draft)

    lin.post(reverse("declarations:arrange_photos", args=[draft.ref]), {**WHERE, "move": f"{second}:up"})
    assert order(draft) == ["二", "一"]
    lin.post(reverse("declarations:combine_photos", args=[draft.ref]), {**WHERE, "seen": [second, first]})
    drain_outbox()

    assert Material.objects.get(declaration=draft).file.pages == 2
    page = lin.get(address, WHERE).content.decode()
    assert "已合成的" in page
    assert page.count('href="/files/') == 2
    lin.post(reverse("declarations:arrange_photos", args=[draft.ref]), {**WHERE, "out": str(first)})
    assert PhotoPage.objects.count() == 2  # what became a PDF stays


# ── by a worker ────────────────────────────────────────────────────────────────────────────────────────────────────
def ask(draft, **told):
    return ask_to_combine(draft.pk, **{**WHERE, "seen": seen(draft), "actor": draft.applicant, **told})


def test_the_request_only_asks_and_the_page_waits_for_the_worker(lin, draft):
    """08-6, IN5: nothing is drawn up in the request; without a script the page comes back by itself."""
    pages = added(draft, "一", "二")
    address = reverse("declarations:photos", args=[draft.ref])

    lin.post(reverse("declarations:combine_photos", args=[draft.ref]), {**WHERE, "seen": [page.pk for page in pages]})

    assert not Material.objects.exists()
    waiting = lin.get(address, WHERE).content.decode()
    assert re.search(r'<noscript><meta\s+http-equiv="refresh"\s+content="3"\s*></noscript>', waiting)
    assert ("正在合成" in waiting, "按这个顺序合成" in waiting) == (True, False)
    progress = reverse("declarations:photos_progress", args=[draft.ref])
    assert "HX-Refresh" not in lin.get(progress, WHERE)

    drain_outbox()

    assert lin.get(progress, WHERE)["HX-Refresh"] == "true"
    ready = " ".join(lin.get(address, WHERE).content.decode().split())
    assert ("已合成一份 2 页的 PDF" in ready, "http-equiv" in ready) == (True, False)


def test_a_second_click_meets_the_first_and_a_second_run_changes_nothing(draft):
    added(draft, "一", "二")
    job = ask(draft)
    assert ask(draft) == job

    combine_asked({"job": job.pk})
    combine_asked({"job": job.pk})

    job.refresh_from_db()
    assert (job.state, Material.objects.get(), job.fault) == (PackageState.READY, job.material, "")


def test_a_worker_lost_after_the_pdf_was_there_says_ready_and_not_failed(draft):
    added(draft, "一", "二")
    job = ask(draft)
    attached = combined(draft)

    combine_asked({"job": job.pk})

    job.refresh_from_db()
    assert (job.state, job.material) == (PackageState.READY, attached.material)


def test_what_moved_meanwhile_is_told_on_the_page(lin, draft):
    pages = added(draft, "一", "二")
    job = ask(draft)
    move_photo(pages[0].pk, steps=1, actor=draft.applicant)

    drain_outbox()

    job.refresh_from_db()
    assert job.state == PackageState.FAILED
    page = lin.get(reverse("declarations:photos", args=[draft.ref]), WHERE).content.decode()
    assert ("照片刚有变动" in page, "按这个顺序合成" in page) == (True, True)


def test_others_ask_for_nothing(lin, draft, world):
    added(draft, "一")
    with pytest.raises(Refused):
        ask(draft, actor=world.bai)
    assert lin.get(reverse("declarations:photos_progress", args=[draft.ref]), WHERE).status_code == 404


def test_in_the_free_slot_they_become_one_paper_with_a_name(lin, draft):
    """08-6, MAT-11: what a free slot keeps is named by who brings it."""
    where = {**WHERE, "slot": "other"}
    pages = add_photos(draft.pk, **where, uploads=[(scan("奖"), "奖.png")], actor=draft.applicant).pages
    address = reverse("declarations:photos", args=[draft.ref])
    assert 'name="label"' in lin.get(address, where).content.decode()
    ids = {"seen": [page.pk for page in pages]}

    unnamed = lin.post(reverse("declarations:combine_photos", args=[draft.ref]), where | ids, follow=True)
    assert "请填写材料名称。" in unnamed.content.decode()
    lin.post(reverse("declarations:combine_photos", args=[draft.ref]), where | ids | {"label": "获奖合影"})
    drain_outbox()

    material = Material.objects.get(declaration=draft)
    assert (material.slot, material.label, material.file.pages) == ("other", "获奖合影", 1)
    materials = lin.get(reverse("declarations:materials", args=[draft.ref])).content.decode()
    assert f"{address}?slot=other" in materials


def test_a_page_without_files_says_so(lin, draft):
    answer = lin.post(reverse("declarations:photos", args=[draft.ref]), WHERE)

    assert (answer.status_code, "请先选择文件。" in answer.content.decode()) == (422, True)


def test_strangers_and_unknown_places_find_nothing(lin, client, draft, world):
    address = reverse("declarations:photos", args=[draft.ref])
    assert lin.get(address, {"slot": "nowhere"}).status_code == 404
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")

    assert client.get(address, WHERE).status_code == 404


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_put_together_twice_at_once_it_is_put_together_once(transactional_db):
    with clock.law_at(IN_STAGE_1):
        draft = build_world().draft()
        added(draft, "一", "二")
        ids = seen(draft)

        results = in_threads([lambda: combined(draft, seen=ids)] * 3)

        assert Material.objects.filter(declaration=draft).count() == 1
        assert sum(isinstance(result, Refused) for result in results) == 2
