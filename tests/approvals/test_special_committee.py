"""高层次直评 from the applicant to the intake desk of the special committee, along the table, in a window of its own."""

from datetime import timedelta

import pytest

from accounts.models import Employment, IdNumber, Membership, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.services import drafts, sections
from declarations.states import State
from fees.models import Bill
from notices.services import close_due_gates
from review.approvals import services
from review.approvals.guards.review import rows_asked
from review.process.desks import Filters, desk_page
from review.process.exceptions import MoveRefused
from review.process.services import perform, perform_many
from review.process.states import Action
from review.process.workflow import WORKFLOW
from tests.approvals.test_walk import CHECKED
from tests.approvals.test_ways_up import SIGNED, defend, deliberate, forwarded, hang_to_the_end, recommend
from tests.approvals.world import RECOMMENDED, at, filled, verified
from tests.declarations.world import BASIC, LIN
from tests.process.world import person

SPECIAL = "广西壮族自治区高层次急需紧缺特殊人才直接评审高级职称评审委员会"
AFTER_THE_STAGES = at("2024-09-12T10:00")  # unit's, city's and departments' stages are over
AFTER_ITS_OWN = at("2024-10-01T00:00")  # the last second was 2024-09-30 23:59:59


@pytest.fixture(autouse=True)
def _whole_dossier(monkeypatch):
    """What a dossier itself lacks is tested with the declarations."""
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])


@pytest.fixture
def lin(world):
    who = world.people[Role.APPLICANT]
    IdNumber.objects.create(user=who, number=LIN)
    Employment.objects.create(user=who, organisation=world.unit, asked_at=clock.law(), confirmed_at=clock.law())
    return who


@pytest.fixture
def intake(world):
    """Who receives for the committee: its own office is the region's, not that of the notice."""
    region = Organisation.objects.get(name="自治区职改办")
    clerk = person("intake")
    Membership.objects.create(user=clerk, organisation=region, role=Role.OFFICE)
    return clerk


@pytest.fixture
def late(world):
    with clock.law_at(AFTER_THE_STAGES):
        yield world


def drafted(world, lin):
    told = {"level": "fg", "specialty": "taoci", "unit": world.unit, "kind": "special_direct"}
    draft = drafts.create_draft(applicant=lin, edition=world.edition, **told)
    sections.save_basic(draft.pk, BASIC, actor=lin)
    return filled(Declaration.objects.with_context().get(pk=draft.pk))


def read(case):
    return Declaration.objects.with_context().get(pk=case.pk)


def refused_in_time(case, action, actor, **told):
    """Not a second after the special window: the table's row says which gate it holds."""
    assert WORKFLOW.find(case.state, action).window
    with clock.law_at(AFTER_ITS_OWN), pytest.raises(MoveRefused) as refusal:
        perform(case.pk, action, actor=actor, **told)
    return refusal.value.codes


def test_a_talent_walks_to_the_special_committees_own_desk_when_the_stages_are_over(late, lin, intake):
    """A-31, PATH-21, PATH-29: own window on every stop, the committee's office receives, the notice's does not."""
    world, (zhou, gu, tang, ma) = (
        late,
        (late.people[role] for role in (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)),
    )
    case, shut = drafted(world, lin), {}
    signed = SIGNED | {"signed_name": case.basic.name}
    shut[Action.SUBMIT] = refused_in_time(case, Action.SUBMIT, lin, **signed)
    perform(case.pk, Action.SUBMIT, actor=lin, **signed)
    case = read(case)

    assert (case.committee.name, case.office.name) == (SPECIAL, "自治区职改办")
    assert [(stop.node, stop.organisation.name, stop.window) for stop in case.stops.all()] == [
        ("unit", "古龙窑", "special_direct"),
        ("department", "钦州市文旅局", "special_direct"),
        ("city_office", "钦州市职改办", "special_direct"),
        ("committee_office", "自治区职改办", ""),
    ]

    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    defend(case, zhou)
    deliberate(case, zhou)
    hang_to_the_end(case, zhou)
    shut[Action.RECOMMEND] = refused_in_time(read(case), Action.RECOMMEND, zhou, **RECOMMENDED)
    recommend(case, zhou)
    shut[Action.FORWARD] = refused_in_time(read(case), Action.FORWARD, gu)
    for clerk in (gu, tang):
        case = forwarded(read(case), clerk)

    assert case.state == State.OFFICE_REVIEW
    assert {action: "E401" in codes or "E402" in codes for action, codes in shut.items()} == dict.fromkeys(shut, True)
    assert [each.pk for each in desk_page(intake, Role.OFFICE, Filters()).rows] == [case.pk]
    assert desk_page(ma, Role.OFFICE, Filters()).rows == []
    rows = {row.value: {"ok": True, "note": ""} for row in rows_asked(case)}
    with clock.law_at(AFTER_ITS_OWN):  # what has come in time is judged without haste
        services.review_stop(case.pk, actor=intake, rows=rows, opinion="符合条件，同意受理。")
        with pytest.raises(MoveRefused):
            perform(case.pk, Action.ACCEPT, actor=ma)
        assert perform(case.pk, Action.ACCEPT, actor=intake).state == State.ACCEPTED
    assert Bill.objects.get(declaration=case).amount_fen == 38000


def test_who_still_holds_a_talents_file_at_its_end_is_told_of_to_the_special_committees_office(late, lin, intake):
    """PATH-29, T20a: the ordinary stages that were over long ago held nothing up; its own end does."""
    case = drafted(late, lin)
    perform(case.pk, Action.SUBMIT, actor=lin, signed_name=case.basic.name, **SIGNED)
    every = Declaration.objects.filter(pk=case.pk)

    assert perform_many(every, Action.HOLD) == 0
    with clock.law_at(AFTER_ITS_OWN + timedelta(minutes=1)):
        close_due_gates()
        assert perform_many(every, Action.HOLD) == 1

    assert read(case).late_holder == "古龙窑"
    assert [each.pk for each in desk_page(intake, Role.OFFICE, Filters(queue="overdue")).rows] == [case.pk]
