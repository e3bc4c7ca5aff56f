"""裁剪证件照 (MAT-12, W112): by one button or by numbers, on the server, with nothing but forms."""

import pytest
from django.urls import reverse

from declarations.exceptions import Refused
from declarations.models import BasicInfo
from declarations.portraits import Box, centred, trimmed
from declarations.services.materials import save_photo
from declarations.services.portraits import crop_photo
from tests.declarations.pictures import portrait


def photo_of(draft):
    return BasicInfo.objects.select_related("photo").get(declaration=draft).photo


@pytest.fixture
def draft(world):
    draft = world.draft()
    save_photo(draft.pk, upload=portrait(800, 600), name="p.jpg", actor=world.lin)
    return draft


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((800, 600), Box(185, 0, 429, 600)),
        ((413, 900), Box(0, 161, 413, 578)),
        ((500, 700), Box(0, 0, 500, 700)),
        ((1, 1), Box(0, 0, 1, 1)),
    ],
)
def test_the_shape_of_a_portrait_is_cut_from_the_middle(size, box):
    """W112: 宽高比约 5:7."""
    assert centred(*size) == box


def test_so_many_percent_come_off_each_side():
    assert trimmed(800, 600, left=10, right=20, top=0, bottom=50) == Box(80, 0, 560, 300)
    assert trimmed(10, 10, left=45, right=45, top=0, bottom=0) == Box(4, 0, 2, 10)


def test_one_button_gives_the_photo_its_shape(draft, lin):
    page = reverse("declarations:crop", args=[draft.ref])
    before = photo_of(draft)

    assert page in lin.get(reverse("declarations:basic", args=[draft.ref])).content.decode()
    answer = lin.post(page, {"seen": before.ref, "how": "shape"})

    after = photo_of(draft)
    assert (answer.status_code, answer.url) == (302, page)
    assert (after.width, after.height) == (429, 600)
    assert not before.uses.filter(subject_id=draft.pk).exists()


def test_numbers_cut_each_side(draft, lin):
    page = reverse("declarations:crop", args=[draft.ref])
    told = {"seen": photo_of(draft).ref, "how": "sides", "left": "25", "right": "25", "top": "", "bottom": "10"}

    assert lin.post(page, told).status_code == 302
    assert (photo_of(draft).width, photo_of(draft).height) == (400, 540)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"left": "60", "right": "40"}, "一共最多裁去 90%"),
        ({"left": "-1"}, "请填写 0 到 90 的整数"),
        ({"how": "sides"}, "没有裁剪"),
    ],
)
def test_what_would_leave_nothing_is_refused(draft, lin, told, said):
    before = photo_of(draft)

    answer = lin.post(reverse("declarations:crop", args=[draft.ref]), {"seen": before.ref} | told)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert photo_of(draft) == before


def test_a_photo_changed_elsewhere_is_not_cut(world, draft):
    seen = photo_of(draft).ref
    save_photo(draft.pk, upload=portrait(413, 579), name="q.jpg", actor=world.lin)

    with pytest.raises(Refused) as refusal:
        crop_photo(draft.pk, seen=seen, cut=centred, actor=world.lin)

    assert "已在别处更换" in refusal.value.reasons[0].text
    assert photo_of(draft).width == 413


def test_it_is_one_s_own_photo_and_there_is_one(world, draft, lin, client):
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")
    assert client.get(reverse("declarations:crop", args=[draft.ref])).status_code == 404

    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    BasicInfo.objects.filter(declaration=draft).update(photo=None)
    assert client.get(reverse("declarations:crop", args=[draft.ref])).status_code == 404
