"""The answers as people read them before they sign, and as offices read them afterwards."""

import re

import pytest
from django.urls import reverse

from accounts.orders import SEND_SMS, SmsOrder
from accounts.states import CodePurpose
from accounts.views.steps import PROVEN
from declarations.pages.answers import answer_blocks
from declarations.parts import Section
from declarations.views.applicant_answers import CHECKS
from records.models import Outbox


def test_a_date_is_said_as_exactly_as_it_was_asked(world):
    blocks = {block.section: block for block in answer_blocks(world.full(), editable=False)}

    basic = dict(blocks[Section.BASIC].rows)
    assert (basic["出生日期"].endswith("日"), basic["参加工作时间"].endswith("月")) == (True, True)
    line = dict(blocks[Section.RESUME].cards[0].rows)
    assert line["开始时间"].endswith("月")
    title = dict(blocks[Section.TITLES].cards[0].rows)
    assert any(value.endswith("日") for value in title.values() if isinstance(value, str))


# ── signing: by hand, or by a code to one's own phone (ux.md 09-2) ─────────────────────────────────────────────────
TICKS = {"checked": CHECKS, "pledge": "on", "signed_name": "覃𬭚"}


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def submit(client, declaration, **told):
    return client.post(reverse("process:act", args=[declaration.ref, "submit"]), {**TICKS, **told})


def code_sent():
    return SmsOrder.opened(Outbox.objects.filter(kind=SEND_SMS).latest("pk").payload).secret


def test_nobody_signs_by_a_typed_name_alone(world, lin):
    declaration = world.full()

    answer = submit(lin, declaration)

    assert answer.status_code == 422
    assert "不便手写的，可以改用短信验证码确认" in answer.content.decode()
    assert not declaration.pledges.exists()


def test_strokes_are_a_signature_and_nothing_else_is(world, lin):
    declaration = world.full()

    assert submit(lin, declaration, signature="</path><script>").status_code == 422
    assert submit(lin, declaration, signature="M10 10L90 90").status_code == 302

    signed = declaration.pledges.get()
    assert (signed.signature, signed.phone_proved_at) == ("M10 10L90 90", None)


@pytest.mark.django_db(transaction=True)
def test_who_cannot_write_signs_with_the_phone_and_ticks_nothing_twice(world, lin):
    declaration = world.full()
    check = reverse("declarations:check", args=[declaration.ref])

    asked = lin.post(reverse("declarations:sign", args=[declaration.ref]), TICKS)
    proven = lin.post(asked.url, {"do": "check", "code": code_sent()}, follow=True)
    page = proven.content.decode()
    answer = submit(lin, declaration)

    assert proven.redirect_chain[-1][0].startswith(check)
    assert "已用短信验证码确认" in page
    assert len(re.findall(r"checked\s+>", page)) == 6
    assert 'value="覃𬭚"' in page
    assert answer.status_code == 302
    signed = declaration.pledges.get()
    assert (signed.signature, signed.phone_proved_at is not None) == ("", True)
    assert PROVEN + CodePurpose.SIGN not in lin.session  # good once


@pytest.mark.django_db(transaction=True)
def test_a_wrong_code_signs_nothing(world, lin):
    declaration = world.full()
    asked = lin.post(reverse("declarations:sign", args=[declaration.ref]), TICKS)
    wrong = f"{(int(code_sent()) + 1) % 10**6:06d}"

    assert lin.post(asked.url, {"do": "check", "code": wrong}).status_code == 422
    assert submit(lin, declaration).status_code == 422


def test_nobody_asks_for_a_code_on_somebody_elses_case(world, client):
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")

    assert client.post(reverse("declarations:sign", args=[world.full().ref]), TICKS).status_code == 404
    assert not Outbox.objects.filter(kind=SEND_SMS).exists()
