"""Objections: two pages, a code, a frozen result, an answer; and nobody learns who objected."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership
from accounts.orders import SmsOrder
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message
from records.models import AuditEntry, Outbox
from records.rules import may_read_file
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import Objection
from review.outcomes.services.objections import join_objection, raise_objection, refuse_objection
from review.outcomes.states import ObjectionState
from review.process.exceptions import MoveRefused
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import PNG
from tests.outcomes.world import at

TEXT = "作品《荷塘》系师徒合作，未注明合作者。"
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def texts(phone):
    """Texts ordered for a number, oldest first."""
    orders = [SmsOrder.opened(row.payload) for row in Outbox.objects.filter(kind="sms.send").order_by("pk")]
    return [order for order in orders if order.phone == phone]


def object_url(shown, case):
    return reverse("outcomes:object", args=[shown.ref, case.ref])


def first_page(client, url, **given):
    answer = client.post(url, given)
    found = TICKET.search(answer.content.decode())
    return answer, found[1] if found else ""


# ── the two pages ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_anonymous_objection_takes_two_pages_and_gives_a_code_to_follow_it(client, results):
    case = results.one()
    url = object_url(results.publicised(case), case)

    _, ticket = first_page(client, url, way="anonymous")
    done = client.post(url, {"ticket": ticket, "text": TEXT})

    objection = Objection.objects.get()
    assert (done.status_code, done.url) == (302, reverse("outcomes:objected"))
    assert objection.tracking_code in client.get(done.url).content.decode()
    assert (objection.text, objection.named, objection.name, objection.phone) == (TEXT, False, "", "")


def test_a_named_objection_proves_its_phone_and_is_kept_sealed(client, results):
    case = results.one()
    url = object_url(results.publicised(case), case)

    page, ticket = first_page(client, url, way="named", name="梁 某某", phone="190 0000 2222")
    [order] = texts("19000002222")
    wrong = client.post(url, {"ticket": ticket, "text": TEXT, "code": "000000"})
    done = client.post(url, {"ticket": ticket, "text": TEXT, "code": order.secret})

    objection = Objection.objects.get()
    assert "190****2222" in page.content.decode()
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert (objection.name, objection.phone) == ("梁某某", "19000002222")
    raw = Objection.objects.filter(pk=objection.pk).extra(select={"raw": "name || phone"}).values_list("raw", flat=True)
    assert "19000002222" not in raw[0]
    assert "梁" not in raw[0]


def test_evidence_is_inspected_kept_through_a_wrong_code_and_read_by_those_who_handle_it_alone(client, results, world):
    case = results.one()
    url = object_url(results.publicised(case), case)
    _, ticket = first_page(client, url, way="named", name="梁某某", phone="19000002222")
    [order] = texts("19000002222")

    fake = client.post(
        url, {"ticket": ticket, "text": TEXT, "code": "0", "evidence": SimpleUploadedFile("证据.pdf", b"%PDF-1.4 no")}
    )
    wrong = client.post(
        url, {"ticket": ticket, "text": TEXT, "code": "000000", "evidence": SimpleUploadedFile("证据.png", PNG)}
    )
    kept = TICKET.search(wrong.content.decode())[1]
    client.post(url, {"ticket": kept, "text": TEXT, "code": order.secret})

    file = Objection.objects.get().evidence
    assert "已损坏" in fake.content.decode()
    assert "已收到您上传的文件" in wrong.content.decode()
    assert file.original_name == "证据.png"
    readers = {role: may_read_file(world.people[role], file) for role in (Role.SUPERVISION, Role.OFFICE, Role.UNIT)}
    assert readers == {Role.SUPERVISION: True, Role.OFFICE: True, Role.UNIT: False}
    assert may_read_file(case.applicant, file) is False


def test_a_second_click_is_no_second_objection(client, results):
    case = results.one()
    url = object_url(results.publicised(case), case)
    _, ticket = first_page(client, url, way="anonymous")

    answers = [client.post(url, {"ticket": ticket, "text": TEXT}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Objection.objects.count() == 1


def test_the_pages_say_what_is_missing(client, results):
    case = results.one()
    url = object_url(results.publicised(case), case)

    nobody, _ = first_page(client, url, way="named", name="", phone="123")
    _, ticket = first_page(client, url, way="anonymous")
    empty = client.post(url, {"ticket": ticket, "text": " "})

    assert nobody.status_code == 422
    assert "请填写姓名。" in nobody.content.decode()
    assert "请填写11位手机号码。" in nobody.content.decode()
    assert empty.status_code == 422


def test_name_and_phone_are_not_called_optional(client, results):
    """15-2: who objects with a name has to give both; 选填 was told beside fields that are asked for."""
    case = results.one()

    page = " ".join(client.get(object_url(results.publicised(case), case)).content.decode().split())

    assert page.count("（实名须填）") == 2
    assert "选填" not in page


def test_a_ticket_of_another_person_opens_nothing(client, results):
    one, other = results.several(2)
    shown = results.publicised(one, other)
    _, ticket = first_page(client, object_url(shown, one), way="anonymous")

    answer = client.post(object_url(shown, other), {"ticket": ticket, "text": TEXT})

    assert answer.status_code == 422
    assert Objection.objects.count() == 0


def test_there_is_no_form_for_who_is_not_listed_or_after_the_last_day(client, results):
    listed, unlisted = results.several(2)
    shown = results.publicised(listed)

    before = [client.get(object_url(shown, each)).status_code for each in (listed, unlisted)]
    with clock.law_at(at("2024-11-05T00:00")):
        after = client.get(object_url(shown, listed)).status_code
        with pytest.raises(OutcomeRefused):
            raise_objection(listed, text=TEXT)

    assert (before, after) == ([200, 404], 404)


def test_an_address_may_object_ten_times_an_hour(client, results):
    case = results.one()
    url = object_url(results.publicised(case), case)

    answers = [client.post(url, {"way": "anonymous"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


# ── following it ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_code_shows_state_and_reply_and_no_name(client, results, world):
    case = results.one()
    results.publicised(case)
    objection = raise_objection(case, text=TEXT, name="梁某某", phone="19000002222")
    refuse_objection(objection.pk, reply="未提供可以核查的事实。", actor=world.people[Role.SUPERVISION])

    page = client.post(reverse("outcomes:track"), {"code": objection.tracking_code.upper()})

    shown = page.content.decode()
    assert page.status_code == 200
    assert "不予受理" in shown
    assert "未提供可以核查的事实。" in shown
    for secret in ("梁某某", "19000002222", case.basic.name, TEXT):
        assert secret not in shown


def test_an_unknown_code_is_refused_and_counted(client, results):
    answers = [client.post(reverse("outcomes:track"), {"code": f"{n:016x}"}).status_code for n in range(31)]

    assert answers == [422] * 30 + [429]


# ── the desk ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_supervision_and_office_are_told_but_nobody_it_is_about(results, world):
    case = results.one()
    results.publicised(case)
    office = world.edition.notice.office
    Membership.objects.create(user=case.applicant, organisation=office, role=Role.SUPERVISION)

    raise_objection(case, text=TEXT)

    told = Message.objects.filter(event="objection_received").order_by("person").values_list("person", "needs_action")
    assert dict(told) == {world.people[Role.OFFICE].pk: False, world.people[Role.SUPERVISION].pk: True}


def test_taking_it_up_freezes_and_dismissing_it_lets_the_result_go_on(client, results, world):
    case = results.one()
    results.publicised(case)
    objection = raise_objection(case, text=TEXT, name="梁某某", phone="19000002222")
    client.force_login(world.people[Role.SUPERVISION])
    decide = lambda action, **given: client.post(  # noqa: E731
        reverse("process:decide_objection", args=[objection.ref, action]), given
    )

    decide("freeze", reason="异议有具体事实，需要核查。")
    frozen = Declaration.objects.get(pk=case.pk).state
    with clock.law_at(at("2024-11-06T10:00")), pytest.raises(MoveRefused):
        perform(case.pk, Action.END_PUBLICITY, actor=world.people[Role.OFFICE])
    decide("dismiss", reason="经核查，合作者已书面声明。", reply="合作者已书面声明由申报人独立完成。")

    objection.refresh_from_db()
    assert frozen == State.OBJECTION
    assert Declaration.objects.get(pk=case.pk).state == State.SECOND_PUBLICITY
    assert (objection.state, objection.finding, objection.reply, objection.resolved_by) == (
        ObjectionState.DISMISSED,
        "经核查，合作者已书面声明。",
        "合作者已书面声明由申报人独立完成。",
        world.people[Role.SUPERVISION],
    )
    told = [(order.event, order.office_id) for order in texts("19000002222")]
    assert told == [("objection_answered", case.office_id)]  # in the ledger of its office (SYS-02)
    assert not Message.objects.filter(subject_kind="objection", done_at=None, needs_action=True).exists()


def test_one_that_comes_meanwhile_is_joined_or_waits_for_its_own_answer(results, world):
    case, supervision = results.one(), world.people[Role.SUPERVISION]
    results.publicised(case)
    first = raise_objection(case, text=TEXT)
    perform(case.pk, Action.FREEZE, actor=supervision, objection="", reason="核查")
    joined, waiting = raise_objection(case, text="同上"), raise_objection(case, text="另有")

    join_objection(joined.pk, actor=supervision)
    perform(case.pk, Action.DISMISS, actor=supervision, reason="不成立")

    states = dict(Objection.objects.values_list("pk", "state"))
    assert states == {
        first.pk: ObjectionState.DISMISSED,
        joined.pk: ObjectionState.DISMISSED,
        waiting.pk: ObjectionState.RECEIVED,
    }


def test_an_open_objection_holds_the_confirmation_too(results, world):
    case = results.one(State.CONFIRM_PENDING)
    Objection.objects.create(declaration=case, text=TEXT, named=False, tracking_code="1", received_at=clock.law())
    made = results.confirmation()

    with pytest.raises(MoveRefused) as refused:
        perform(case.pk, Action.CONFIRM, actor=world.people[Role.CONFIRMER], document=made.pk)

    assert "E643" in refused.value.codes


def test_upholding_cancels_the_result_and_closes_every_objection(results, world):
    """INTEG-05."""
    case, supervision = results.one(), world.people[Role.SUPERVISION]
    results.publicised(case)
    raise_objection(case, text=TEXT)
    perform(case.pk, Action.FREEZE, actor=supervision, objection="", reason="核查")
    raise_objection(case, text="同上")

    moved = perform(case.pk, Action.UPHOLD, actor=supervision, reason="合作者属实", reply="已取消其评审结果。")

    assert moved.state == State.RESULT_CANCELLED
    assert set(Objection.objects.values_list("state", "reply")) == {(ObjectionState.UPHELD, "已取消其评审结果。")}


def test_who_objected_is_shown_to_supervision_alone_and_the_look_is_noted(client, results, world):
    """ROLE-10."""
    case = results.one()
    results.publicised(case)
    objection = raise_objection(case, text=TEXT, name="梁某某", phone="19000002222")
    url = reverse("outcomes:objection", args=[objection.ref])

    seen = {}
    for role in (Role.SUPERVISION, Role.OFFICE, Role.UNIT):
        client.force_login(world.people[role])
        page = client.get(url)
        seen[role] = "梁某某" in page.content.decode() if page.status_code == 200 else page.status_code

    assert seen == {Role.SUPERVISION: True, Role.OFFICE: False, Role.UNIT: 404}
    looks = AuditEntry.objects.filter(event__startswith="objection.", subject_id=objection.pk)
    assert list(looks.order_by("number").values_list("event", flat=True)) == [
        "objection.receive", "objection.identity", "objection.read",
    ]  # fmt: skip


def test_whoever_it_is_about_and_whoever_is_recused_does_not_handle_it(client, results, world):
    case, clerk = results.one(), world.people[Role.SUPERVISION]
    results.publicised(case)
    objection = raise_objection(case, text=TEXT)
    case.recusals.create(person=clerk, why="亲属", by=clerk)
    client.force_login(clerk)

    page = client.get(reverse("outcomes:objection", args=[objection.ref]))
    with pytest.raises(OutcomeRefused):
        refuse_objection(objection.pk, reply="。", actor=clerk)

    assert page.status_code == 404
