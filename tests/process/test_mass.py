"""Messages to many: nobody is told before somebody saw how many, five samples, and typed the number (27-2)."""

import re

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from declarations.models import BasicInfo, Declaration
from declarations.states import State
from messaging import gateways
from messaging.models import MassMessage, Message, Sms
from messaging.states import MassState
from records.models import AuditEntry, Outbox
from records.services.outbox import drain_outbox
from tests.helpers import no_writes
from tests.process.world import person
from tests.standins.clouds import AliyunStandIn

TEXT = "{name}老师：您的{level}申报还没有提交，请在截止前提交。"


@pytest.fixture
def admin(world, client):
    someone = person("notice-admin")
    Membership.objects.create(user=someone, organisation=world.edition.notice.office, role=Role.ADMIN)
    client.force_login(someone)
    return someone


@pytest.fixture
def drafts(world):
    """Two people with a draft, one of them with two; and one who has handed in."""
    cases = [world.declaration(State.DRAFT, applicant=person(f"p{n}")) for n in range(2)]
    Declaration.objects.filter(pk__in=[each.pk for each in cases]).update(submitted_at=None)
    world.declaration(State.DEPT_REVIEW, applicant=person("reported"))
    for number, case in enumerate(cases):
        basic = BasicInfo.objects.get(declaration=case)
        basic.phone = f"1900000010{number}"
        basic.save()
    return cases


def lists(world):
    return reverse("process:mass_list", args=[world.edition.notice.code])


def written(client, world, **changed):
    said = {"audience": "drafts", "title": "请尽快提交", "text": TEXT, "with_sms": "on"} | changed
    return client.post(lists(world), said)


def words_of(answer):
    return re.sub(r"\s+", "", answer.content.decode())


def test_written_looked_at_confirmed_sent_once(world, client, admin, drafts):
    """27-2: count, samples with names masked, the number typed; then a letter and a text each, however often it runs."""
    look = written(client, world)
    page = client.get(look.url)
    seen = re.search(r'name="seen"\s+value="(\w+)"', page.content.decode())[1]
    assert '<bclass="num">2</b>人' in words_of(page)
    assert "已存为草稿，还没有发送" in words_of(page)
    assert drafts[0].applicant.name not in page.content.decode()
    assert not Message.objects.filter(event="mass").exists()

    wrong = client.post(look.url, {"seen": seen, "number": "3"})
    assert (wrong.status_code, "人数与名单不一致" in wrong.content.decode()) == (422, True)
    client.post(look.url, {"seen": seen, "number": "2"})
    again = client.post(look.url, {"seen": seen, "number": "2"})
    drain_outbox()
    Outbox.objects.filter(kind="message.mass").update(state="P", done_at=None)
    drain_outbox()

    assert "已经确认发送" in again.content.decode()
    letters = Message.objects.filter(event="mass").order_by("person")
    assert {each.person_id for each in letters} == {case.applicant_id for case in drafts}
    assert all(each.person.name in each.text and "{" not in each.text for each in letters)
    assert sorted(sms.phone for sms in Sms.objects.filter(event="mass")) == ["19000000100", "19000000101"]
    assert MassMessage.objects.get().state == MassState.SENT
    assert AuditEntry.objects.filter(event="message.mass").count() == 1


def test_a_list_that_changed_since_is_looked_at_again(world, client, admin, drafts):
    look = written(client, world)
    seen = re.search(r'name="seen"\s+value="(\w+)"', client.get(look.url).content.decode())[1]
    Declaration.objects.filter(pk=drafts[0].pk).update(state=State.WITHDRAWN)
    other = world.declaration(State.DRAFT, applicant=person("late"))
    Declaration.objects.filter(pk=other.pk).update(submitted_at=None)

    answer = client.post(look.url, {"seen": seen, "number": "2"})

    assert "名单在您核对以后有了变化" in answer.content.decode()
    assert MassMessage.objects.get().state == MassState.DRAFT


def test_who_joined_after_the_confirmation_is_not_told(world, client, admin, drafts):
    """27-2: only the confirmed list is told; a changed one comes back with a sentence and may be confirmed anew."""
    look = written(client, world)
    seen = re.search(r'name="seen"\s+value="(\w+)"', client.get(look.url).content.decode())[1]
    client.post(look.url, {"seen": seen, "number": "2"})
    late = world.declaration(State.DRAFT, applicant=person("late"))
    Declaration.objects.filter(pk=late.pk).update(submitted_at=None)
    drain_outbox()

    assert not Message.objects.filter(event="mass").exists()
    assert not Sms.objects.filter(event="mass").exists()
    letter = Message.objects.get(person=admin, event="mass.changed")
    assert (letter.url, "名单在确认以后有了变化" in letter.text) == (look.url, True)
    page = client.get(look.url).content.decode()
    assert "名单在确认以后有了变化" in page

    seen = re.search(r'name="seen"\s+value="(\w+)"', page)[1]
    client.post(look.url, {"seen": seen, "number": "3"})
    drain_outbox()
    assert Message.objects.filter(event="mass").count() == 3


def test_a_draft_is_written_anew_or_thrown_away_until_it_was_confirmed(world, client, admin, drafts):
    """27-2: what nobody has confirmed may be changed and deleted; what was is on record as it went."""
    look = written(client, world)
    first = MassMessage.objects.get()
    where = {
        step: reverse(f"process:{step}_mass", args=[world.edition.notice.code, first.ref]) for step in ("edit", "drop")
    }
    page = client.get(look.url).content.decode()
    assert all(url in page for url in where.values())
    said = {"audience": "drafts", "title": "还差一步", "text": "{name}老师：请提交。", "with_sms": ""}

    wrong = client.post(where["edit"], said | {"text": "{nmes}"})
    assert (wrong.status_code, "还差一步" in wrong.content.decode()) == (422, True)
    assert client.post(where["edit"], said).url == look.url

    first.refresh_from_db()
    assert (first.title, first.text, first.with_sms, first.by) == ("还差一步", "{name}老师：请提交。", False, admin)
    seen = re.search(r'name="seen"\s+value="(\w+)"', client.get(look.url).content.decode())[1]
    client.post(look.url, {"seen": seen, "number": "2"})
    shown = client.get(look.url).content.decode()
    assert [url for url in where.values() if url in shown] == []
    assert "已经确认发送" in client.post(where["edit"], said | {"title": "改"}).content.decode()
    client.post(where["drop"])
    MassMessage.objects.update(state=MassState.DRAFT)  # as a list that changed brings it back
    assert "可能有人已经收到" in client.post(where["edit"], said | {"title": "改"}).content.decode()
    client.post(where["drop"])
    assert MassMessage.objects.get().title == "还差一步"

    second = written(client, world)
    client.post(second.url + "drop/")
    assert client.get(second.url).status_code == 404


def test_a_text_no_channel_takes_is_told_at_its_field(world, client, admin, drafts, settings):
    """A-04, 27-2: a cloud sends approved words only; an inbox takes any."""
    with AliyunStandIn() as cloud:
        settings.SMS_GATEWAY = "messaging.gateways.aliyun.AliyunSms"
        settings.SMS_GATEWAY_OPTIONS = cloud.options()
        answer = written(client, world)
        assert (answer.status_code, "没有在短信通道报备" in answer.content.decode()) == (422, True)
        assert written(client, world, with_sms="").status_code == 302
        assert written(client, world, text="{name}老师：您的申报已审核通过，请登录系统缴费。").status_code == 302
    gateways._made.cache_clear()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"text": "{nmes}老师"}, "变量“nmes”不能用在这里"),
        ({"text": "{name"}, "花括号不成对"),
        ({"audience": "desks", "text": "{level}"}, "变量“level”不能用在这里"),
        ({"audience": "everybody"}, "发给谁"),
        ({"title": ""}, "标题"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(world, client, admin, changed, fault):
    """ADMIN-06, 27-2."""
    answer = written(client, world, **changed)

    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert changed.get("title", "请尽快提交") in answer.content.decode()
    assert not MassMessage.objects.exists()


def test_it_is_for_administrators_of_the_notices_own_office(world, client, admin, drafts):
    """SYS-02."""
    look = written(client, world)
    for where in (lists(world), look.url):
        with no_writes():
            assert client.get(where).status_code == 200
    Membership.objects.filter(user=admin).update(organisation=world.unit)
    assert [client.get(where).status_code for where in (lists(world), look.url)] == [404, 404]
    client.force_login(drafts[0].applicant)
    assert client.get(lists(world)).status_code == 403
