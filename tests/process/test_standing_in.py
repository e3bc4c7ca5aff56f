"""代办 in a case: signed with one's own name, for somebody; never a way round who must keep away. And 移交 of open work."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import services as accounts
from accounts.exceptions import AccountRefused
from accounts.leaving import open_work
from accounts.models import Employment, Membership
from accounts.services import successors_of
from accounts.states import Role
from config.lib import clock
from declarations.models import DeclarationGrant, Recusal
from declarations.rules import desk_held, seen_at, visible_to
from declarations.selectors import may_read_files
from declarations.states import RouteNode, State
from fees.models import Bill
from fees.rules import bills_on_desk
from messaging.models import Message
from records.models import AuditEntry
from records.services.audit import audited
from review.approvals import services
from review.approvals.models import Batch, BatchEntry, Claim, SheetDraft
from review.approvals.rules import keeps_away, may_read_batch, works_at
from review.approvals.selectors.reaching import kept_from, people_at
from review.approvals.services.asking_office import has_clerk_at_hand
from review.approvals.services.handing_on import UnsignedSheets
from review.outcomes.rules import decides_on
from review.process.desks import queue_counts
from review.process.models import Assignment, MoveRecord
from review.process.rules import standing, stands_in_at
from review.process.services import perform
from review.process.sharing import assign_case
from review.process.states import Action
from tests.approvals.world import item
from tests.helpers import statements
from tests.process.world import IN_STAGE_1, build_world, person


@pytest.fixture
def world(db):
    with clock.law_at(IN_STAGE_1):
        yield build_world()


def colleague(organisation, name, role=None):
    """Belongs there; with a role, at a desk of their own."""
    someone = person(name)
    someone.name = name
    someone.save(update_fields=["name"])
    Employment.objects.create(user=someone, organisation=organisation, asked_at=clock.law(), confirmed_at=clock.law())
    if role:
        Membership.objects.create(user=someone, organisation=organisation, role=role)
    return someone


def stands_in(someone, absent, role):
    """For a week from today, named by the manager of the place."""
    seat = Membership.objects.get(user=absent, role=role)
    manager = Membership.objects.filter(organisation=seat.organisation, is_manager=True).first()
    if manager is None:
        Membership.objects.filter(pk=seat.pk).update(is_manager=True)
    today = clock.local_date(clock.law())
    return accounts.name_deputy(
        seat.pk,
        person_id=someone.pk,
        first_day=today,
        last_day=today + timedelta(days=6),
        reason="出差",
        actor=manager.user if manager else absent,
    )


# ── standing in ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_deputy_signs_with_their_own_name_and_the_record_says_for_whom(world):
    """ROLE-02, UNIT-17: who checks signs; the timeline and the audit chain name the deputy, never the absent alone."""
    case, zhou = world.declaration(State.UNIT_CHECK), world.people[Role.UNIT]
    wu = colleague(world.unit, "吴同事")
    assert standing(wu, case) == frozenset()
    stands_in(wu, zhou, Role.UNIT)

    perform(case.pk, Action.RETURN, actor=wu, reason="照片不清。", items=[item()])

    record = MoveRecord.objects.filter(declaration=case).latest("pk")
    assert (record.person, record.role, record.stood_in) == (wu, Role.UNIT, str(zhou))
    assert record.who == f"吴同事（代{zhou}）"
    entry = AuditEntry.objects.get(event="declaration.return", subject_id=case.pk)
    assert (entry.actor_id, entry.content) == (wu.pk, record.digest())


def test_the_sheet_of_a_deputy_says_for_whom_on_the_page_of_the_desks(world, client):
    """ROLE-02, UNIT-17: 已作出的审核 names who signed and for whom; a seat of one's own stands for nobody."""
    case, ma = world.declaration(State.OFFICE_REVIEW), world.people[Role.OFFICE]
    case.stops.update(reached_at=clock.law())
    wu = colleague(Membership.objects.get(user=ma, role=Role.OFFICE).organisation, "吴同事")
    stands_in(wu, ma, Role.OFFICE)

    services.review_stop(case.pk, actor=wu, rows={}, opinion="材料齐全")
    services.review_stop(case.pk, actor=ma, rows={}, opinion="同意受理")

    assert [each.who for each in case.stop_reviews.order_by("pk")] == [f"吴同事（代{ma}）", ma.name]
    client.force_login(ma)
    page = client.get(reverse("approvals:review", args=[case.ref])).content.decode()
    assert f"吴同事（代{ma}）" in page.partition('id="history"')[2]


def test_nobody_stands_in_for_the_applicant_or_for_who_is_recused(world):
    """E311, UNIT-07: a one-person studio does not judge itself through a deputy of its own choice."""
    unit, zhou = world.unit, world.people[Role.UNIT]
    own = world.declaration(State.UNIT_CHECK, applicant=zhou)
    other = world.declaration(State.UNIT_CHECK)
    wu = colleague(unit, "吴同事")
    stands_in(wu, zhou, Role.UNIT)

    assert [standing(wu, own), standing(wu, other)] == [frozenset(), frozenset({Role.UNIT})]
    assert [works_at(wu, own), works_at(wu, other)] == [False, True]
    assert not has_clerk_at_hand(own)  # so that an office above may still be asked to name somebody (G-32)

    Recusal.objects.create(person=zhou, declaration=other, why="近亲属", by=zhou)
    assert (standing(wu, other), works_at(wu, other)) == (frozenset(), False)


def test_a_seat_of_ones_own_is_not_lost_by_standing_in_for_somebody_recused(world):
    case, ma = world.declaration(State.OFFICE_REVIEW), world.people[Role.OFFICE]
    supervisor = world.people[Role.SUPERVISION]
    Recusal.objects.create(person=supervisor, declaration=case, why="近亲属", by=ma)

    stands_in(ma, supervisor, Role.SUPERVISION)

    assert standing(ma, case) >= {Role.OFFICE}
    assert Role.SUPERVISION not in standing(ma, case)
    assert (decides_on(ma, case, Role.OFFICE), decides_on(ma, case, Role.SUPERVISION)) == (True, False)


def test_the_second_person_of_a_rule_is_another_person_not_another_seat(world):
    """A deputy counts as themselves: their own application stays closed to them, whoever they stand in for."""
    zhou, wu = world.people[Role.UNIT], colleague(world.unit, "吴同事")
    own = world.declaration(State.UNIT_CHECK, applicant=wu)
    stands_in(wu, zhou, Role.UNIT)

    assert standing(wu, own) == frozenset({Role.APPLICANT})
    assert not works_at(wu, own)


def test_the_desk_opens_to_the_deputy_and_shuts_with_the_last_day(client, world):
    case, ma = world.declaration(State.OFFICE_REVIEW), world.people[Role.OFFICE]
    case.stops.update(reached_at=clock.law())
    wu = colleague(Membership.objects.get(user=ma).organisation, "吴同事")
    url = reverse("approvals:review", args=[case.ref])
    stands_in(wu, ma, Role.OFFICE)
    client.force_login(wu)

    during = client.get(url).status_code
    with clock.law_moved(timedelta(days=7)):
        after = client.get(url).status_code

    assert (during, after) == (200, 404)


def test_no_page_file_or_list_opens_by_standing_in_for_the_applicant_or_for_who_is_recused(client, world):
    """E311, ROLE-02: seen by a seat of one's own, or through somebody else, it stays open; without a statement more."""
    absent, other = (world.people[role] for role in (Role.DEPARTMENT, Role.UNIT))
    own = world.declaration(State.DEPT_REVIEW, applicant=absent)
    recused = world.declaration(State.DEPT_REVIEW, applicant=person("p1"))
    free = world.declaration(State.DEPT_REVIEW, applicant=person("p2"))
    Recusal.objects.create(person=absent, declaration=recused, why="近亲属", by=absent)
    wu = colleague(Membership.objects.get(user=absent).organisation, "吴同事")
    stands_in(wu, absent, Role.DEPARTMENT)

    with statements() as made:
        assert set(visible_to(wu)) == {free}
    assert len(made) == 1
    desk = desk_held(wu, Role.DEPARTMENT)
    assert set(seen_at(desk)) == {free}
    assert [may_read_files(wu, case.pk) for case in (own, recused, free)] == [False, False, True]
    counts = queue_counts(wu, Role.DEPARTMENT, current="waiting", desk=desk)
    assert {count for *_, count in counts} == {"1"}
    client.force_login(wu)
    pages = [client.get(reverse("process:case", args=[case.ref])).status_code for case in (own, recused, free)]
    assert pages == [404, 404, 200]

    Membership.objects.create(user=wu, organisation=other.memberships.get().organisation, role=Role.UNIT)
    assert set(visible_to(wu)) == {own, recused, free}  # a desk of their own has it, too
    assert set(seen_at(desk_held(wu, Role.DEPARTMENT))) == {free}


def test_no_letter_tells_a_deputy_of_the_case_of_who_is_away(world):
    """E311, MSG-01: said as lists show it; a seat of one's own on the case's way keeps its letters."""
    absent = world.people[Role.DEPARTMENT]
    own = world.declaration(State.DEPT_REVIEW, applicant=absent)
    recused = world.declaration(State.DEPT_REVIEW, applicant=person("p1"))
    free = world.declaration(State.DEPT_REVIEW, applicant=person("p2"))
    Recusal.objects.create(person=absent, declaration=recused, why="近亲属", by=absent)
    wu = colleague(Membership.objects.get(user=absent).organisation, "吴同事")
    stands_in(wu, absent, Role.DEPARTMENT)

    with statements() as made:
        kept = kept_from([own.pk, recused.pk, free.pk])
    assert len(made) == 1
    assert kept == {(own.pk, wu.pk), (recused.pk, absent.pk), (recused.pk, wu.pk)}
    assert [wu.pk in people_at(case, case.stops.get(index=1)) for case in (own, recused, free)] == [False, False, True]
    Membership.objects.create(user=wu, organisation=world.unit, role=Role.UNIT)
    assert wu.pk in people_at(own, own.stops.get(index=0))


def test_an_office_opens_nothing_to_the_deputy_of_who_keeps_away_nor_do_its_books(world):
    """ROLE-09: the order of who is away is for another clerk of finance."""
    qian, ma = world.people[Role.FINANCE], world.people[Role.OFFICE]
    of_ma, of_qian = (world.declaration(State.ACCEPTED, applicant=each) for each in (ma, qian))
    for case in (of_ma, of_qian):
        told = {"number": case.ref, "amount_fen": 1, "payer_name": "某", "issued_at": clock.law()}
        Bill.objects.create(declaration=case, **told)
    wu = colleague(Membership.objects.get(user=ma).organisation, "吴同事")
    stands_in(wu, ma, Role.OFFICE)
    stands_in(wu, qian, Role.FINANCE)

    assert set(visible_to(wu)) == set(seen_at(desk_held(wu, Role.OFFICE))) == {of_qian}
    assert [bill.declaration for bill in bills_on_desk(wu)] == [of_ma]


def test_a_batch_with_a_case_of_who_is_away_is_not_the_deputys_to_report(world):
    """DEPT-05: its roster names everybody; who stands in for one of them keeps away from it, too."""
    gu = world.people[Role.DEPARTMENT]
    case = world.declaration(State.DEPT_REVIEW)
    department = Membership.objects.get(user=gu).organisation
    batch = Batch.objects.create(notice=world.edition.notice, sender=department, made_by=gu, made_at=clock.law())
    BatchEntry.objects.create(batch=batch, declaration=case)
    wu = colleague(department, "吴同事")
    stands_in(wu, gu, Role.DEPARTMENT)
    before = [keeps_away(wu, batch), may_read_batch(wu, batch.pk)]

    Recusal.objects.create(person=gu, declaration=case, why="近亲属", by=gu)

    assert before == [False, True]
    assert [keeps_away(wu, batch), may_read_batch(wu, batch.pk)] == [True, False]


def test_the_record_says_for_whom_by_the_seat_that_opened_the_step(world):
    """UNIT-17: a clerk of finance who stands in for the office confirms as its deputy; by a seat of one's own, not."""
    ma, ke, qian = (world.people[role] for role in (Role.OFFICE, Role.CONFIRMER, Role.FINANCE))
    junior = world.declaration(State.CONFIRM_PENDING, level="fg")
    senior = world.declaration(State.CONFIRM_PENDING, applicant=person("senior"))
    relayed = world.declaration(State.RELAY_REVIEW, applicant=person("relayed"))
    relayed.stops.filter(index=0).update(node=RouteNode.DISPATCH_UNIT)
    stands_in(qian, ma, Role.OFFICE)
    above = Membership.objects.get(user=ke).organisation
    wu = colleague(above, "吴同事")
    stands_in(wu, ke, Role.CONFIRMER)
    gan = colleague(world.unit, "甘同事")
    stands_in(gan, world.people[Role.UNIT], Role.UNIT)

    told = [
        stands_in_at(qian, junior, Role.OFFICE),
        stands_in_at(wu, senior, Role.CONFIRMER),
        stands_in_at(gan, relayed, Role.RELAY),
        stands_in_at(qian, junior, Role.FINANCE),
        stands_in_at(ma, junior, Role.OFFICE),
    ]

    assert told == [str(ma), str(ke), str(world.people[Role.UNIT]), "", ""]


# ── leaving ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def busy(world):
    """Zhou has three cases given to them, one on the table with a sheet half written; Wu sits at the same desk."""
    zhou, wu = world.people[Role.UNIT], colleague(world.unit, "吴同事", Role.UNIT)
    Membership.objects.filter(user=wu).update(is_manager=True)
    mine = [world.declaration(State.UNIT_CHECK, applicant=person(f"a{number}")) for number in range(2)]
    wus = world.declaration(State.UNIT_CHECK, applicant=wu)
    for case in (*mine, wus):
        assert assign_case(case.pk, zhou, Role.UNIT, actor=zhou) is None
    services.claim_case(mine[0].pk, actor=zhou)
    services.keep_draft(mine[0].pk, "review", {"opinion": ["材料齐全"]}, version=0, actor=zhou)
    return zhou, wu, mine, wus


def test_what_lies_open_is_listed_and_handed_to_a_colleague_but_never_their_own_case(busy):
    """Nothing stays with somebody who left; who must keep away from a case does not inherit it."""
    zhou, wu, mine, wus = busy
    seat = zhou.memberships.get()
    listed = [each.kind for each in open_work(seat)]

    accounts.end_membership(seat.pk, actor=wu, successor=wu)

    assert sorted(listed) == ["分配的申报"] * 3 + ["未签署的审查内容", "正在审查的申报"]
    assert set(Assignment.objects.values_list("declaration", "person")) == {(case.pk, wu.pk) for case in mine}
    assert not Assignment.objects.filter(declaration=wus).exists()
    assert (Claim.objects.count(), SheetDraft.objects.get().person) == (0, wu)
    told = Message.objects.filter(event__startswith="handed_").values_list("event", "person", "title")
    assert set(told) == {
        ("handed_over", wu.pk, f"{zhou.name}移交给您 3 件未办完的工作"),
        ("handed_back", wu.pk, f"{zhou.name}离开岗位，2 件未办完的工作已退回待办"),
    }
    noted = AuditEntry.objects.filter(event="desk.handed_over").values_list("subject_id", "actor_id", "content")
    assert set(noted) == {(mine[0].pk, wu.pk, str(wu.pk)), (mine[1].pk, wu.pk, str(wu.pk)), (wus.pk, wu.pk, "")}


@pytest.mark.parametrize("door", ["end", "dismiss", "page"])
def test_without_a_successor_everything_goes_back_to_the_queue_by_every_door(client, busy, door):
    zhou, wu, _, _ = busy
    seat = zhou.memberships.get()
    if door == "end":
        accounts.end_membership(seat.pk, actor=zhou)
    elif door == "dismiss":
        accounts.dismiss(seat.pk, actor=wu)
    else:
        client.force_login(wu)
        url = reverse("accounts:end_membership", args=[seat.organisation_id, seat.pk])
        shown = client.get(url).content.decode()
        assert shown.count("分配的申报") == 2  # E311: who reviews Wu's own case is told to anybody but Wu
        assert client.post(url, {}).status_code == 302

    left = [model.objects.filter(person=zhou).exists() for model in (Assignment, Claim, SheetDraft)]
    assert left == [False, False, False]


def test_a_stranger_does_not_inherit(world, busy):
    zhou, wu, _, _ = busy
    seat = zhou.memberships.get()

    with pytest.raises(AccountRefused) as refusal:
        accounts.end_membership(seat.pk, actor=wu, successor=world.people["outsider"])

    assert (refusal.value.codes, Assignment.objects.filter(person=zhou).count()) == (["member.successor"], 3)


def test_a_commission_ends_with_the_last_desk_of_who_carried_it_out(world):
    """CHAN-09: the unit is told to name somebody else; the case does not wait for who is gone."""
    zhou = world.people[Role.UNIT]
    case = world.declaration(State.UNIT_CHECK, applicant=zhou)
    agent = world.people["outsider"]
    until = clock.local_date(clock.law()) + timedelta(days=5)
    services.commission(case.pk, actor=zhou, person=agent, reason="钦人函〔2024〕5号", until=until)
    assert works_at(agent, case)

    accounts.dismiss(agent.memberships.get().pk, actor=zhou)

    assert not works_at(agent, case)
    assert not DeclarationGrant.objects.filter(user=agent, expires_at__gt=clock.law()).exists()
    assert Message.objects.filter(event="commission_left", person=zhou, needs_action=True).count() == 1


def test_the_work_stays_with_the_colleague_when_the_leaver_had_a_deputy(busy):
    """S16: the deputy goes with who is away, and is nobody to hand over to."""
    zhou, wu, mine, _ = busy
    deputy = colleague(zhou.memberships.get().organisation, "甘同事")
    stands_in(deputy, zhou, Role.UNIT)
    seat = zhou.memberships.get()

    assert list(successors_of(seat)) == [wu]
    accounts.end_membership(seat.pk, actor=wu, successor=wu)

    assert set(Assignment.objects.values_list("declaration", "person")) == {(case.pk, wu.pk) for case in mine}


def test_sheets_of_one_case_are_handed_on_as_one_and_emptied_ones_go(busy):
    """UNIT-03, S16: a part is a sheet of its own; who leaves, and who takes over, count cases."""
    zhou, wu, mine, _ = busy
    case, seat = mine[0], zhou.memberships.get()
    for place in ("defence", "deliberation", "recommend"):
        services.keep_draft(case.pk, place, {"opinion": ["看到一半"]}, version=0, actor=zhou)
    for place, clerk in (("check", zhou), ("review", wu)):
        services.keep_draft(case.pk, place, {}, version=0, actor=clerk)
    services.keep_draft(case.pk, "defence", {"opinion": ["我的"]}, version=0, actor=wu)
    sheets, before = UnsignedSheets(), SheetDraft.objects.filter(person=zhou).count()

    listed = [each.kind for each in sheets.open_at(seat)]
    Membership.objects.filter(pk=seat.pk).update(ended_at=clock.law())
    with audited():
        counted = sheets.pass_on(seat, wu, actor=zhou, now=clock.law())

    assert (before, listed, counted) == (5, ["未签署的审查内容"], (1, 1))
    assert not SheetDraft.objects.filter(person=zhou).exists()
    assert sorted(SheetDraft.objects.filter(person=wu).values_list("values", flat=True), key=str) == [
        {"opinion": ["我的"]}, {"opinion": ["材料齐全"]}, {"opinion": ["看到一半"]}, {"opinion": ["看到一半"]},
    ]  # fmt: skip
    assert AuditEntry.objects.filter(event="approvals.draft_handed_over", content=str(wu.pk)).count() == 1


def test_the_audit_chain_names_only_who_got_the_draft(busy):
    """17-7: who must keep away from a case does not inherit what was typed there, and is not said to."""
    zhou, wu, mine, _ = busy
    Recusal.objects.create(person=wu, declaration=mine[0], why="近亲属", by=zhou)

    accounts.end_membership(zhou.memberships.get().pk, actor=wu, successor=wu)

    assert not SheetDraft.objects.exists()
    assert AuditEntry.objects.get(event="approvals.draft_handed_over").content == ""


def test_a_week_of_standing_in_ends_no_right_somebody_had_before(world):
    """G-32, CHAN-09: a verifier named by an office needs no desk; a deputy's seat gave no right."""
    zhou, tang = world.people[Role.UNIT], world.people[Role.LOCAL_OFFICE]
    case = world.declaration(State.UNIT_CHECK, applicant=zhou)
    office = Membership.objects.get(user=tang).organisation
    verifier = colleague(office, "覃核验")
    services.name_verifier(case.pk, actor=tang, person=verifier, reason="个人工作室")
    made = stands_in(verifier, tang, Role.LOCAL_OFFICE)

    assert open_work(made) == []
    with clock.law_moved(timedelta(days=8)):
        assert accounts.end_lapsed_deputies() == 1
        assert works_at(verifier, case)
    assert not Message.objects.filter(event="commission_left").exists()
    own = Membership.objects.create(user=verifier, organisation=office, role=Role.LOCAL_OFFICE)
    accounts.dismiss(own.pk, actor=zhou)
    assert works_at(verifier, case)
