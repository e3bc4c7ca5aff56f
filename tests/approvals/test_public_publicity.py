"""The unit's sheet as a page, and objections from whoever reads it (UNIT-10 … UNIT-13, S15)."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.orders import SmsOrder
from accounts.states import Role
from config.lib import clock
from declarations.models import Achievement
from declarations.states import State
from messaging.models import Message
from records.models import AuditEntry, Outbox
from records.rules import may_read_file
from review.approvals import guards, services
from review.approvals.documents.publicity import publicity_sheet
from review.approvals.exceptions import Refused
from review.approvals.models import Objector, OnlineSheet, PublicityObjection
from review.approvals.services.online import raise_online
from review.approvals.states import PublicityKind
from tests.approvals.world import PNG, at, codes, filled, hung
from tests.helpers import no_writes
from tests.process.world import person

TEXT = "作品《荷塘》系师徒合作，未注明合作者。"
SHEET = "11111111-1111-4111-8111-111111111111"
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest.fixture(autouse=True)
def nobody_was_counted():
    cache.clear()


@pytest.fixture
def case(world):
    return filled(world.declaration(State.UNIT_PUBLICITY))


@pytest.fixture
def beside(world, zhou):
    """Somebody else's case on the same sheet."""
    other = filled(world.declaration(State.UNIT_PUBLICITY, applicant=person("qin")))
    hung(other, zhou, sheet=SHEET)
    return other


@pytest.fixture
def online(case, zhou):
    hung(case, zhou, sheet=SHEET)
    return services.open_online(case.pk, actor=zhou)


def board(online, *args):
    return reverse("approvals:object" if args else "approvals:online", args=[online.token, *args])


def shown(answer):
    """The page without its tokens: one in a thousand says Lin."""
    return " ".join(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).split())


def objected(client, online, case, **given):
    url = board(online, case.ref)
    page = client.post(url, given or {"way": "anonymous"})
    return url, TICKET.search(page.content.decode())[1]


# ── the page ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_shows_what_hangs_on_the_board_and_no_number_of_a_person(client, case, zhou):
    """UNIT-12: the lines of the board; whoever typed an ID number or a telephone into a text is masked (OP8)."""
    award = "金奖，联系 19000000001、0771-2345678，证件 450102197001010011，证书 0771-12"
    Achievement.objects.filter(declaration=case).update(award=award)
    hung(case, zhou, sheet=SHEET)
    opened = services.open_online(case.pk, actor=zhou)

    with no_writes():
        answer = client.get(board(opened))

    page = shown(answer)
    told = (
        "坭兴陶窑变工艺研究",
        "窑变·左江岩画纹瓶",
        "坭兴陶窑变呈色机理与烧成制度研究",
        "高级工艺美术师",
        "广西艺术学院",
    )
    assert [words for words in told if words not in page] == []
    assert re.findall(r"19000000001|450102197001010011|0771-2345678", page) == []
    assert "证书 0771-12" in page  # a number that is no telephone
    assert answer["X-Robots-Tag"] == "noindex, noarchive"
    assert "no-store" in answer["Cache-Control"]
    assert len(opened.token) >= 22  # 128 bits


def test_the_last_day_belongs_to_the_public_and_then_no_name_stands_there(client, case, online, lin):
    """UNIT-11: to the end of the last counted working day; afterwards 410, whatever else is asked of it."""
    with clock.law_at(at("2024-08-12T23:59:00")):
        last = client.get(board(online))
    with clock.law_at(at("2024-08-13T00:00:10")):
        after, form = client.get(board(online)), client.get(board(online, case.ref))

    assert (last.status_code, after.status_code, form.status_code) == (200, 410, 404)
    assert "坭兴陶" in shown(last)
    assert [words for words in ("坭兴陶", lin.name, "正高级") if words in shown(after)] == []


def test_taken_back_closed_or_unknown_it_shows_nobody(client, case, online, zhou):
    taken = case.publicities.get()
    assert client.get(reverse("approvals:online", args=["x" * 22])).status_code == 404
    services.close_online(case.pk, actor=zhou)
    assert client.get(board(online)).status_code == 410
    again = services.open_online(case.pk, actor=zhou)
    assert (again.token, client.get(board(online)).status_code) == (online.token, 200)

    taken.voided_at = clock.law()
    taken.save(update_fields=["voided_at"])

    assert client.get(board(online)).status_code == 410


def test_a_supplementary_page_shows_what_changed_and_nothing_else(client, case, zhou):
    """UNIT-10: changes after the publicity hang again, the changes only."""
    change = {"part": "basic", "label": "业绩成果", "before": "市级金奖", "after": "自治区级金奖"}
    made = hung(
        case, zhou, kind=PublicityKind.SUPPLEMENTARY, changes=[change], sheet="2" * 8 + "-1111-4111-8111-111111111111"
    )
    case.state = State.UNIT_SUPP_PUBLICITY
    case.save(update_fields=["state"])
    page = shown(client.get(board(services.open_online(case.pk, actor=zhou))))

    assert "<del>市级金奖</del>" in page
    assert "<ins>自治区级金奖</ins>" in page
    assert "坭兴陶窑变工艺研究" not in page
    assert made.content  # there was more to show


def test_the_printed_sheet_carries_the_address_while_the_page_is_open(case, online, zhou):
    printed = publicity_sheet(case.pk)
    assert printed.context["online_url"].endswith(board(online))
    assert b"<svg" in printed.images["online.svg"]

    services.close_online(case.pk, actor=zhou)

    assert publicity_sheet(case.pk).context["online_url"] == ""


def test_a_shared_sheet_is_printed_again_for_everybody_on_it(case, beside, online, zhou):
    """UNIT-12: each person's stored sheet gets the QR, and loses it when the page is taken down."""
    services.close_online(case.pk, actor=zhou)

    rows = Outbox.objects.filter(kind="records.document", payload__kind="FORM-17")
    asked = Counter(rows.values_list("payload__subject_id", flat=True))
    assert asked == {case.pk: 2, beside.pk: 2}


def test_whose_sheet_it_is_does_not_take_it_down_through_a_colleagues_case(client, case, beside, online, zhou, world):
    """UNIT-13, E311: closing the page would stop objections to oneself; who is recused has no hand in it either."""
    clerk, recused = beside.applicant, person("recused")
    for each in (clerk, recused):
        each.memberships.create(organisation=world.unit, role=Role.UNIT)
    beside.recusals.create(person=recused, by=zhou, why="kin")

    for actor in (clerk, recused):
        for step in (services.close_online, services.open_online):
            with pytest.raises(Refused, match="请由其他经办人办理"):
                step(case.pk, actor=actor)
        client.force_login(actor)
        assert "停止网上公示" not in shown(client.get(reverse("approvals:publicity", args=[case.ref])))

    assert OnlineSheet.objects.get().closed_at is None
    services.close_online(case.pk, actor=zhou)  # who is not on it


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.OFFICE, Role.APPLICANT])
def test_only_the_units_desk_opens_the_page(case, zhou, world, role):
    hung(case, zhou)

    with pytest.raises(Refused):
        services.open_online(case.pk, actor=world.people[role])

    assert not OnlineSheet.objects.exists()


# ── objections ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_anonymous_objection_holds_the_case_and_is_followed_by_its_code(client, case, online, zhou, lin):
    """UNIT-13: only without objection it goes up; the answer is read with the code, and nobody is named."""
    url, ticket = objected(client, online, case)
    done = client.post(url, {"ticket": ticket, "text": TEXT})
    twice = client.post(url, {"ticket": ticket, "text": TEXT})

    objection = PublicityObjection.objects.get()  # the second click made no second one
    code = objection.objector.tracking_code
    assert (done.status_code, twice.status_code, done.url) == (302, 302, reverse("approvals:objected"))
    assert code in shown(client.get(done.url))
    assert codes(guards.unit_objections_closed, case) == ["E310"]
    letters = Message.objects.filter(event="publicity_objection")
    assert list(letters.values_list("person", "needs_action", "done_at")) == [(zhou.pk, True, None)]

    on_site = objection.publicity.objections.create(text="口头", received_at=clock.law(), received_by=zhou)
    client.force_login(zhou)
    answer = reverse("approvals:resolve", args=[case.ref, objection.pk])
    refused = client.post(answer, {"upheld": "0", "finding": "系独立完成。"})
    asked = {each.pk: form.fields["reply"].required for each, form in refused.context["objections"]}
    assert (refused.status_code, asked) == (422, {objection.pk: True, on_site.pk: False})
    assert shown(refused).count("请填写答复") == 2  # at its field and above the page, for this one alone
    services.resolve_unit_objection(on_site.pk, actor=zhou, upheld=False, finding="查过")
    client.logout()
    with pytest.raises(Refused, match="请填写答复"):
        services.resolve_unit_objection(objection.pk, actor=zhou, upheld=False, finding="系独立完成。")
    services.resolve_unit_objection(
        objection.pk, actor=zhou, upheld=False, finding="找师傅核实，系独立完成。", reply="经核查，异议不成立。"
    )

    track = shown(client.post(reverse("outcomes:track"), {"code": code}))
    assert ("异议不成立" in track, "经核查，异议不成立。" in track, "找师傅" in track) == (True, True, False)
    assert codes(guards.unit_objections_closed, case) == []
    assert letters.get().done_at is not None


def test_a_named_objection_proves_its_phone_is_sealed_and_each_look_is_noted(client, case, online, zhou, world):
    url, ticket = objected(client, online, case, way="named", name="梁某某", phone="19000002222")
    [order] = [SmsOrder.opened(row.payload) for row in Outbox.objects.filter(kind="sms.send")]
    proof = SimpleUploadedFile("证据.png", PNG)

    wrong = client.post(url, {"ticket": ticket, "text": TEXT, "code": "000000", "evidence": proof})
    kept = TICKET.search(wrong.content.decode())[1]
    client.post(url, {"ticket": kept, "text": TEXT, "code": order.secret})

    objector = Objector.objects.get()
    raw = Objector.objects.extra(select={"raw": "name || phone"}).values_list("raw", flat=True)[0]
    assert (wrong.status_code, objector.name, objector.phone) == (422, "梁某某", "19000002222")
    assert [words for words in ("19000002222", "梁") if words in raw] == []
    readers = [
        may_read_file(world.people[role], objector.evidence) for role in (Role.UNIT, Role.OFFICE, Role.DEPARTMENT)
    ]
    assert (readers, may_read_file(case.applicant, objector.evidence)) == ([True, True, False], False)

    client.force_login(zhou)
    resolve = reverse("approvals:resolve", args=[case.ref, objector.objection_id])
    looks = [
        client.get(reverse("approvals:publicity", args=[case.ref])),
        client.post(reverse("approvals:objection", args=[case.ref]), {}),  # refused: the same page with its names
        client.post(resolve, {}),
        client.post(reverse("approvals:evidence", args=[case.ref, case.publicities.get().pk]), {}),
    ]
    noted = AuditEntry.objects.filter(event="publicity_objection.identity", subject_id=objector.objection_id)
    assert ["梁某某" in shown(each) for each in looks] == [True] * 4
    assert noted.count() == 4

    services.resolve_unit_objection(objector.objection_id, actor=zhou, upheld=True, finding="属实", reply="成立。")
    told = [SmsOrder.opened(row.payload) for row in Outbox.objects.filter(kind="sms.send").order_by("pk")][-1]
    assert (told.phone, "梁" in told.text, "查询码" in told.text) == ("19000002222", False, True)
    assert told.office_id == case.office_id  # 短信记录 of its notice administrator (SYS-02)


def test_who_is_objected_to_learns_nothing_of_it_though_they_work_at_the_desk(case, online, lin, zhou, world):
    """The applicant is a clerk of the unit: the letter goes past them."""
    colleague = person("colleague")
    for clerk in (lin, colleague):
        clerk.memberships.create(organisation=world.unit, role=Role.UNIT)

    raise_online(case.publicities.get(), TEXT, key="k")

    told = Message.objects.filter(event="publicity_objection").values_list("person", flat=True)
    assert set(told) == {zhou.pk, colleague.pk}


def test_nobody_objects_to_what_no_longer_hangs(case, online):
    publicity = case.publicities.get()
    with clock.law_at(at("2024-08-13T00:00:10")), pytest.raises(Refused, match="已经结束"):
        raise_online(publicity, TEXT, key="late")
    publicity.voided_at = clock.law() - timedelta(minutes=1)
    publicity.save(update_fields=["voided_at"])
    with pytest.raises(Refused, match="已经结束"):
        raise_online(publicity, TEXT, key="void")

    assert not PublicityObjection.objects.exists()


def test_an_address_may_object_ten_times_an_hour(client, case, online):
    answers = [client.post(board(online, case.ref), {}).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
