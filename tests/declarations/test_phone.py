"""电脑填、手机拍: one slot, fifteen minutes, no longer than the session at the desk (08-7)."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import SignedIn
from accounts.services.sessions import end_sessions
from config.lib import clock
from config.lib.text import mask_name
from declarations.exceptions import Refused
from declarations.models import Declaration, Material, PhoneLink
from declarations.services import phone
from declarations.services.materials import attach_material
from declarations.services.phone import LIFE, end_phone_link, is_live, link_of, open_phone_link, token_of
from declarations.states import State
from records.models import AuditEntry
from tests.declarations.pictures import scan
from tests.helpers import no_writes

OVER = "二维码已失效，请回到电脑上重新生成。"


@pytest.fixture
def draft(world):
    return world.draft()


@pytest.fixture
def desk(client, world):
    """Lin's browser at the desk."""
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def opened(desk, draft, slot="id_document", **where):
    answer = desk.post(reverse("declarations:phone_open", args=[draft.ref]), {"slot": slot, **where})
    assert answer.status_code == 302
    return PhoneLink.objects.latest("pk")


def camera(link):
    return reverse("declarations:camera", args=[token_of(link)])


def shot(words="身份证"):
    return {"file": SimpleUploadedFile("IMG_1.png", scan(words), content_type="image/png")}


def later(by):
    """The links are older by so much: the machine's clock does not move."""
    for link in PhoneLink.objects.all():
        link.made_at -= by
        link.expires_at -= by
        link.save(update_fields=["made_at", "expires_at"])


def test_a_photo_taken_on_the_phone_lies_in_the_slot_at_the_desk(desk, draft):
    link, phone = opened(desk, draft), Client()
    page = desk.get(reverse("declarations:phone", args=[draft.ref, link.ref])).content.decode()
    assert "<svg" in page
    assert phone.get(camera(link)).status_code == 200

    answer = phone.post(camera(link), shot())

    material = Material.objects.get(declaration=draft)
    assert (answer.status_code, material.slot, material.uploaded_by) == (200, "id_document", draft.applicant)
    came = desk.get(reverse("declarations:phone_came", args=[draft.ref, link.ref])).content.decode()
    assert "已传来的文件（1）" in came
    assert 'hx-trigger="every 3s"' in came
    assert AuditEntry.objects.filter(event__startswith="declaration.phone").count() == 2


def test_the_desk_counts_what_came_by_this_code(desk, draft, world):
    """08-7: a file that lay there before is told apart."""
    attach_material(draft.pk, slot="id_document", upload=scan("反面"), name="反面.png", actor=world.lin)
    link, phone = opened(desk, draft), Client()
    came = reverse("declarations:phone_came", args=[draft.ref, link.ref])
    before = desk.get(came).content.decode()

    phone.post(camera(link), shot("正面"))

    assert ("已传来的文件（0）" in before, "原有 1 份文件" in before) == (True, True)
    assert "已传来的文件（1）" in desk.get(came).content.decode()


def test_the_phone_says_whose_page_it_is_and_promises_nothing_before_it_was_sent(desk, draft, world):
    """08-7: the house's name and the owner's, masked; several photos at once."""
    page = Client().get(camera(opened(desk, draft))).content.decode()

    assert f"{mask_name(world.lin.name)}的职称申报材料" in page
    assert "职称申报评审</p>" in page
    assert ("照片已在电脑上" in page, " multiple" in page) == (False, True)


def test_several_photos_come_in_one_go_without_a_script(desk, draft):
    """08-7: and what came before one was refused is said."""
    link, phone = opened(desk, draft), Client()
    bad = SimpleUploadedFile("坏.png", b"GIF89a......", content_type="image/png")

    answer = phone.post(camera(link), {"file": [shot("一")["file"], shot("二")["file"], bad]})

    page = answer.content.decode()
    assert (answer.status_code, Material.objects.filter(came_by=link).count()) == (422, 2)
    assert ("2 张已传到电脑" in page, "不支持GIF 图片" in page) == (True, True)


def test_after_the_desk_said_done_the_phone_says_so_too(desk, draft):
    """08-7: not that a code has failed."""
    link, phone = opened(desk, draft), Client()
    phone.post(camera(link), shot())
    desk.post(reverse("declarations:phone_end", args=[draft.ref, link.ref]))

    page = phone.get(camera(link))

    assert page.status_code == 410
    assert "拍照已结束" in page.content.decode()
    assert "二维码已失效" not in page.content.decode()


def test_the_script_on_the_phone_gets_a_row_or_a_sentence(desk, draft):
    link, phone = opened(desk, draft), Client()

    kept = phone.post(camera(link), shot(), headers={"X-Requested-With": "zc-upload"})
    wrong = {"file": SimpleUploadedFile("a.png", b"GIF89a......", content_type="image/png")}
    refused = phone.post(camera(link), wrong, headers={"X-Requested-With": "zc-upload"})

    assert (kept.status_code, "<li" in kept.content.decode()) == (200, True)
    assert (refused.status_code, "不支持GIF 图片" in refused.json()["error"]) == (422, True)


def test_the_phone_sees_the_name_of_the_slot_and_nothing_else(desk, draft, world):
    link, phone = opened(desk, draft), Client()
    phone.post(camera(link), shot())

    page = phone.get(camera(link)).content.decode()

    assert link.label in page
    for hidden in (world.lin.name, draft.level_name, "身份证号码", "/files/", str(draft.ref)):
        assert hidden not in page


def test_no_slot_but_the_links_own_can_be_filled(desk, draft):
    link, phone = opened(desk, draft), Client()

    phone.post(camera(link), shot() | {"slot": "ce_public", "part": "x", "piece": "y"})

    assert list(Material.objects.values_list("slot", "part", "piece")) == [("id_document", "", "")]


@pytest.mark.parametrize("token", ["", "x", "0" * 32, f"{'0' * 32}:forged"])
def test_a_code_nobody_signed_opens_nothing(db, token):
    with pytest.raises(Refused, match=OVER):
        link_of(token)


def test_a_link_ended_while_its_file_is_looked_at_takes_none(desk, draft, monkeypatch):
    """08-7: what counts is the moment the file would lie in the slot."""
    link = opened(desk, draft)
    admit = phone.admit

    def admit_slowly(*args, **told):
        end_phone_link(link.pk, actor=draft.applicant)
        return admit(*args, **told)

    monkeypatch.setattr(phone, "admit", admit_slowly)

    with pytest.raises(Refused, match=OVER):
        phone.take_photo(link.pk, upload=scan("身份证"), name="x.png")
    assert not Material.objects.exists()


def test_it_ends_after_fifteen_minutes(desk, draft):
    link, phone = opened(desk, draft), Client()
    later(LIFE - timedelta(seconds=20))
    assert phone.get(camera(link)).status_code == 200

    later(timedelta(seconds=21))

    assert phone.get(camera(link)).status_code == 410
    answer = phone.post(camera(link), shot())
    assert (answer.status_code, OVER in answer.content.decode()) == (410, True)
    assert not Material.objects.exists()
    came = desk.get(reverse("declarations:phone_came", args=[draft.ref, link.ref])).content.decode()
    assert "hx-trigger" not in came
    assert "重新生成二维码" in came


def test_it_ends_with_the_session_at_the_desk(desk, draft):
    link, phone = opened(desk, draft), Client()

    desk.logout()

    assert phone.get(camera(link)).status_code == 410


def test_it_ends_when_the_session_is_idle_too_long_or_ended_elsewhere(desk, draft, world):
    link = opened(desk, draft)
    store = desk.session
    store.delete()
    assert not is_live(PhoneLink.objects.get(pk=link.pk))

    desk.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    another = opened(desk, draft)
    end_sessions(world.lin)

    assert not PhoneLink.objects.filter(pk=another.pk).exists()


def test_it_ends_when_the_desk_says_so_and_a_new_one_ends_the_one_before(desk, draft):
    first = opened(desk, draft)
    second = opened(desk, draft, "ce_public")
    assert [is_live(PhoneLink.objects.get(pk=link.pk)) for link in (first, second)] == [False, True]

    desk.post(reverse("declarations:phone_end", args=[draft.ref, second.ref]))

    assert not is_live(PhoneLink.objects.get(pk=second.pk))


def test_a_draft_that_was_handed_in_meanwhile_takes_no_photo(desk, draft):
    link, phone = opened(desk, draft), Client()
    Declaration.objects.filter(pk=draft.pk).update(state=State.UNIT_CHECK, submitted_at=clock.law())

    answer = phone.post(camera(link), shot())

    assert (answer.status_code, Material.objects.count()) == (422, 0)


def test_only_the_applicant_opens_and_sees_a_code(desk, draft, world):
    link, sign_in = opened(desk, draft), SignedIn.objects.get(user=world.lin)
    stranger = Client()
    stranger.force_login(world.bai, backend="accounts.backends.PhoneBackend")

    for name in ("phone", "phone_came"):
        assert stranger.get(reverse(f"declarations:{name}", args=[draft.ref, link.ref])).status_code == 404
    assert (
        stranger.post(reverse("declarations:phone_open", args=[draft.ref]), {"slot": "id_document"}).status_code == 404
    )
    with pytest.raises(Refused):
        open_phone_link(draft.pk, slot="id_document", actor=world.bai, sign_in=sign_in)


@pytest.mark.parametrize("where", [{"slot": "nowhere"}, {"slot": "other"}, {"slot": "id_document", "piece": "封面"}])
def test_a_place_that_is_not_asked_for_gets_no_code(desk, draft, where):
    desk.post(reverse("declarations:phone_open", args=[draft.ref]), where)

    assert not PhoneLink.objects.exists()


def test_a_free_slot_asks_for_a_name_first_and_its_photos_carry_it(desk, draft):
    """08-7, MAT-11: 其他 as the named slots."""
    asked = desk.get(reverse("declarations:materials", args=[draft.ref])).content.decode()
    assert 'id="label-phone"' in asked
    link = opened(desk, draft, slot="other", label=" 获奖合影 ")

    assert Client().post(camera(link), shot()).status_code == 200

    material = Material.objects.get(declaration=draft)
    assert (material.slot, material.label, material.came_by) == ("other", "获奖合影", link)


def test_another_code_for_a_free_slot_keeps_its_name(desk, draft):
    """08-7, MAT-11: 重新生成二维码 asks for nothing that was told."""
    link = opened(desk, draft, slot="other", label="获奖合影")
    end_phone_link(link.pk, actor=draft.applicant)
    page = desk.get(reverse("declarations:phone", args=[draft.ref, link.ref])).content.decode()
    again = page[page.index(reverse("declarations:phone_open", args=[draft.ref])) :]

    fields = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', again))
    made = opened(desk, draft, **{name: fields[name] for name in ("slot", "part", "piece", "label")})

    assert (made.pk != link.pk, made.slot, made.label) == (True, "other", "获奖合影")


def test_pages_only_look(desk, draft):
    link = opened(desk, draft)
    with no_writes():
        desk.get(reverse("declarations:phone_came", args=[draft.ref, link.ref]))
        Client().get(camera(link))


def test_ending_somebody_elses_code_does_nothing(desk, draft, world):
    link = opened(desk, draft)

    end_phone_link(link.pk, actor=world.bai)

    assert is_live(PhoneLink.objects.get(pk=link.pk))
