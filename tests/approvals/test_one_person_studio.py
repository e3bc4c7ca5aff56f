"""A studio whose owner is its whole staff: nobody reviews their own file, and it still arrives (UNIT-07, G-32)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import OrganisationKind, Role
from config.lib import clock
from declarations.models import Declaration, DeclarationGrant, Recusal
from declarations.rules import READ
from declarations.states import State
from fees.gateways import sandbox
from fees.services import open_payment, receive_notice
from messaging.models import Message
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.guards.verification import unverified
from review.approvals.selectors import parts_to_verify
from review.process.services import perform, perform_many
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.world import ASPECTS, OPINIONS, PNG, at, filled
from tests.process.world import person

PHONE = "19000000055"
GIVEN = {"phone": PHONE, "reason": "钦人函〔2024〕5号", "until": "2024-08-20"}
CONFIRMED = {
    State.UNIT_CHECK: {"meets_conditions": "on", "photo_ok": "on", "responsible": "受托经办人"},
    State.UNIT_DELIBERATION: {"place": "公示栏", "contact": "0777-1"},
    State.UNIT_RECOMMEND: {
        "agree": "1", "responsible": "受托经办人", "head": "受托负责人", **{f"aspect_{n}": ASPECTS[a] for n, a in enumerate(ASPECTS)}
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _whole_dossier(monkeypatch):
    """What the dossier itself lacks is tested with the declarations."""
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])


@pytest.fixture
def studio(world, lin):
    """Lin owns the studio, is its only clerk, and has handed in for the title of 高级工艺美术师."""
    Membership.objects.filter(organisation=world.unit).delete()
    Membership.objects.create(user=lin, organisation=world.unit, role=Role.UNIT)
    case = filled(world.declaration(State.UNIT_CHECK, level="zg"))
    for stop, window in enumerate(["personal_unit", "office_department", "office_department", "committee_office"]):
        case.stops.filter(index=stop).update(window=window)
    case.stops.filter(index=0).update(reached_at=clock.law())
    return case


def helper(kind: str, name: str):
    """A clerk of another body."""
    body = Organisation.objects.create(name=name, kind=kind)
    someone = person("helper")
    someone.phone = PHONE
    someone.save()
    Membership.objects.create(user=someone, organisation=body, role=Role.UNIT)
    return someone


# ── the three ways ─────────────────────────────────────────────────────────────────────────────────────────────────
def by_an_agency(client, case, world, lin):
    """CHAN-09: the agency's clerk does the step with the agency's own people as experts."""
    agent = helper(OrganisationKind.AGENCY, "钦州市人才服务中心")
    posted(client, lin, "commission", case, **GIVEN)
    return agent, "", {"unit_name": "钦州市人才服务中心", "external": "on"}


def with_outside_experts(client, case, world, lin):
    """The office above names who verifies, because nobody can be commissioned; every member comes from outside."""
    neighbour = helper(OrganisationKind.UNIT, "隔壁工作室")
    tang = world.people[Role.LOCAL_OFFICE]
    client.force_login(tang)
    page = reverse("approvals:name_verifier", args=[case.ref])
    assert client.get(page).status_code == 404  # not theirs to see until they are asked
    assert posted(client, lin, "ask_verifier", case, expected=422, **{"ask-reason": ""})
    posted(client, lin, "ask_verifier", case, **{"ask-reason": "本单位仅我一人，附近没有代理机构。"})
    assert Message.objects.get(event="verifier_asked").person == tang
    posted(client, tang, "name_verifier", case, phone=PHONE, reason="指定相邻单位经办人")
    assert client.get(page).content.decode().count("指定核验人 ·") == 1
    assert Message.objects.get(event="commissioned").person == neighbour
    assert Message.objects.get(event="verifier_asked").done_at is not None
    return neighbour, "", {"unit_name": "广西艺术学院", "external": "on"}


def by_a_commissioned_group(client, case, world, lin):
    """Another unit's group sits for the studio."""
    host = helper(OrganisationKind.UNIT, "海韵工作室")
    posted(client, lin, "commission", case, **GIVEN)
    return host, "海韵工作室", {"unit_name": "海韵工作室", "external": "on"}


# ── hands ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def posted(client, who, page, case, *more, expected=302, **told):
    client.force_login(who)
    answer = client.post(reverse(f"approvals:{page}", args=[case.ref, *more]), told)
    assert answer.status_code == expected, answer.content.decode()
    return answer


def moved(client, who, case, action, **told):
    client.force_login(who)
    answer = client.post(reverse("process:act", args=[case.ref, action]), told)
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()


def kept_from_the_owner(client, case, lin):
    """E311: whatever the step, the owner's own file is closed to them at the desk, by page, by button and by service."""
    client.force_login(lin)
    for page in ("work", "defence", "deliberation", "publicity", "papers"):
        assert client.get(reverse(f"approvals:{page}", args=[case.ref])).status_code == 403
    before = case.state
    for action in ("pass_check", "pass_defence", "deliberate", "end_publicity", "recommend", "return", "decline"):
        client.post(reverse("process:act", args=[case.ref, action]), CONFIRMED.get(State(case.state), {}))
    case.refresh_from_db()
    assert case.state == before
    page = client.get(reverse("process:case", args=[case.ref])).content.decode()
    assert "审核推荐工作页" not in page


def checked(client, case, who, lin):
    kept_from_the_owner(client, case, lin)
    for part in unverified(case, parts_to_verify(case)):
        told = {"part": part.key, "original_seen": "on", "finding": "true", "method": "电话核实"}
        client.force_login(who)
        assert client.post(reverse("approvals:verify", args=[case.ref]), told).status_code == 302
    moved(client, who, case, "pass_check", **CONFIRMED[State.UNIT_CHECK])


def defended(client, case, who, lin):
    kept_from_the_owner(client, case, lin)
    panel = {"expert_name": "专家甲", "expert_title": "正高级工艺美术师", "expert_unit": "广西艺术学院"}
    posted(client, who, "defence", case, held_on="2024-08-05", questions="窑变", opinion="回答准确。", **panel)
    moved(client, who, case, "pass_defence")


def deliberated(client, case, who, lin, host, member):
    kept_from_the_owner(client, case, lin)
    posted(client, who, "group", case, name="审议推荐小组", host=host)
    group = case.unit.groups.get()
    for number in range(5):
        told = {"group": group.pk, "name": f"专家{number}号", "title": "正高级工艺美术师", "rank": "zhenggao", **member}
        posted(client, who, "member", case, professional="on", **told, **({} if number else {"is_leader": "on"}))
    told = {"group": group.pk, "held_on": "2024-08-05", "place": "会议室", "votes_present": 5, "votes_for": 5}
    told |= {"votes_against": 0, "agree": "1"} | {f"aspect_{n}": OPINIONS[a] for n, a in enumerate(OPINIONS)}
    posted(client, who, "deliberation", case, **told)
    moved(client, who, case, "deliberate", **CONFIRMED[State.UNIT_DELIBERATION])


def hung(client, case, who, lin):
    kept_from_the_owner(client, case, lin)
    sheet = case.publicities.running().get()
    posted(client, who, "evidence", case, sheet.pk, file=SimpleUploadedFile("board.png", PNG))
    with clock.law_moved(timedelta(days=8)):
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.END_PUBLICITY) == 1
    case.refresh_from_db()


def recommended(client, case, who, lin):
    kept_from_the_owner(client, case, lin)
    for slot in ("unit_pledge", "deliberation_opinion", "deliberation_experts", "defense_opinion"):
        posted(client, who, "scan", case, slot, file=SimpleUploadedFile(f"{slot}.png", PNG))
    moved(client, who, case, "recommend", **CONFIRMED[State.UNIT_RECOMMEND])


def received_and_paid(case, world):
    """Up the offices as any file, and the fee: 缴费完成才表示报送成功 (FEE-03)."""
    for role in (Role.DEPARTMENT, Role.LOCAL_OFFICE):
        services.review_stop(case.pk, actor=world.people[role], rows=GOOD, opinion="同意上报")
        perform(case.pk, Action.FORWARD, actor=world.people[role])
    with clock.law_at(at("2024-09-05T10:00")):
        services.review_stop(case.pk, actor=world.people[Role.OFFICE], rows=GOOD, opinion="")
        perform(case.pk, Action.ACCEPT, actor=world.people[Role.OFFICE])
        case.refresh_from_db()
        order = open_payment(case.bill.pk, actor=case.applicant)
        assert sandbox.pay(order.order_no)
        receive_notice(*sandbox.notice(order.order_no))


@pytest.mark.parametrize("way", [by_an_agency, with_outside_experts, by_a_commissioned_group])
def test_a_one_person_studio_reports_its_owner_by_each_of_the_three_ways(client, studio, world, lin, way):
    """UNIT-07, CHAN-09, G-32, E311: through the pages, and at no step by the owner's own hand."""
    who, host, member = way(client, studio, world, lin)

    checked(client, studio, who, lin)
    defended(client, studio, who, lin)
    deliberated(client, studio, who, lin, host, member)
    hung(client, studio, who, lin)
    recommended(client, studio, who, lin)
    received_and_paid(studio, world)

    studio.refresh_from_db()
    by_hand = studio.moves.exclude(person=None).values_list("action", "person__username").order_by("pk")
    assert studio.state == State.REPORTED
    assert [name for action, name in by_hand][:4] == [who.username] * 4
    assert lin.username not in {name for _, name in by_hand}
    assert studio.verifications.exclude(by=who).count() == 0


def test_the_office_is_asked_only_where_nobody_in_the_unit_can_do_it(studio, world, lin):
    """G-32: not with another clerk at hand; a second ask on one day tells nobody twice; a right given before stays."""
    studio, tang = Declaration.objects.get(pk=studio.pk), world.people[Role.LOCAL_OFFICE]
    other = Membership.objects.create(user=person("second-clerk"), organisation=world.unit, role=Role.UNIT)
    for asker in (lin, other.user):
        with pytest.raises(Refused, match="本单位还有其他经办人"):
            services.ask_for_verifier(studio.pk, actor=asker, reason="忙")
    assert not DeclarationGrant.objects.exists()

    Recusal.objects.create(declaration=studio, person=other.user, by=lin, why="亲属")
    told = {"giver": world.people[Role.OFFICE], "reason": "督查", "expires_at": clock.law() + timedelta(days=400)}
    may_read = Permission.objects.get(content_type__app_label="declarations", codename=READ)
    DeclarationGrant.objects.create(user=tang, content_object=studio, permission=may_read, **told)
    for reason in ("本单位仅我一人。", "再次请求。"):
        services.ask_for_verifier(studio.pk, actor=lin, reason=reason)

    assert Message.objects.filter(event="verifier_asked", person=tang).count() == 1
    kept = DeclarationGrant.objects.get(user=tang)
    assert {name: getattr(kept, name) for name in told} == told
