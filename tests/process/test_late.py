"""The files held late, decided by their office in one sitting (G-07, T20b): ticked, looked at, then one by one."""

import html
import re

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message
from review.approvals.models import Refusal
from review.process.doors import doors_of
from review.process.models import MoveRecord
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import at
from tests.helpers import no_writes, statements
from tests.process.world import person

IN_SEPTEMBER = at("2024-09-03T10:00")
LATE = {"decision": "allow_late", "due_at": "2024-09-20T18:00", "reason": "单位经办人住院", "basis": "医院证明"}
REFUSED = {"decision": "refuse_late", "due_at": "", "reason": "无正当理由", "basis": "通知三（三）"}


@pytest.fixture
def ma(world, client):
    client.force_login(world.people[Role.OFFICE])
    with clock.law_at(IN_SEPTEMBER):
        yield client


def late(world, name, *, holder="古龙窑", level="zg"):
    case = world.declaration(State.OVERDUE_HELD, applicant=person(name), level=level)
    Declaration.objects.filter(pk=case.pk).update(late_holder=holder)
    return case


def words(response):
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", response.content.decode())))


def send(client, cases, **more):
    return client.post(reverse("process:late"), {"cases": [case.pk for case in cases], **more})


def test_the_list_names_holder_and_last_day_and_moves_nothing(world, ma):
    """G-07: a list to the committee's office."""
    late(world, "lin-a"), late(world, "lin-b", holder="钦州市文旅局")

    with no_writes():
        page = words(ma.get(reverse("process:late")))

    assert all(word in page for word in ("Lin-A", "Lin-B", "古龙窑", "钦州市文旅局", "2024-09-2218:00"))


def test_a_decision_is_looked_at_by_name_before_anything_moves(world, ma):
    """G-07: one confirmation listing them by name; who cannot be decided is listed with the reason."""
    first, gone = late(world, "lin-a"), late(world, "lin-b")
    perform(gone.pk, Action.WITHDRAW, actor=gone.applicant)

    shown = words(send(ma, [first, gone], **LATE))

    assert "将办理1份" in shown
    assert "Lin-A（正高级工艺美术师" in shown
    assert "跳过" in shown
    assert "Lin-B（正高级工艺美术师）：该申报已不在此环节" in shown
    first.refresh_from_db()
    assert first.state == State.OVERDUE_HELD


def test_each_goes_the_one_road_with_the_same_reason_and_a_result_of_its_own(world, ma):
    """G-07, T20b: a record, a letter and a state for every single case; what was decided meanwhile is said so."""
    first, second, gone = (late(world, f"lin-{each}") for each in "abc")
    perform(gone.pk, Action.WITHDRAW, actor=gone.applicant)

    page = words(send(ma, [first, second, gone], confirm="1", **LATE))

    records = MoveRecord.objects.filter(action=Action.ALLOW_LATE)
    assert "已办理共2份" in page
    assert "没有办理Lin-C（正高级工艺美术师）：该申报已不在此环节" in page
    assert {record.answers["reason"] for record in records} == {"单位经办人住院（依据：医院证明）"}
    assert len({record.answers["sitting"] for record in records}) == 1
    assert [record.person for record in records] == [world.people[Role.OFFICE]] * 2
    for case in (first, second):
        case.refresh_from_db()
        assert (case.state, case.due_at) == (State.UNIT_CHECK, at("2024-09-20T18:00"))
    assert Message.objects.filter(event="late_allowed_known").count() == 2


def test_a_refusal_of_several_prints_the_reason_and_the_signer_of_each(world, ma):
    """OFFICE-06, FORM-26: the office's words, not only that it was late."""
    cases = [late(world, "lin-a"), late(world, "lin-b")]

    send(ma, cases, confirm="1", **REFUSED)

    kept = Refusal.objects.filter(declaration__in=cases)
    assert {(each.reason, each.by, each.code) for each in kept} == {
        ("无正当理由（依据：通知三（三））", world.people[Role.OFFICE], "late")
    }
    assert kept.count() == 2
    assert set(Declaration.objects.values_list("state", flat=True)) == {State.NOT_ACCEPTED}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": ""}, "这个字段是必填项"),
        ({"basis": ""}, "这个字段是必填项"),
        ({"decision": ""}, "请选择一种决定"),
        ({"due_at": ""}, "请填写新的报送时限"),
        ({"cases": []}, "请勾选要决定的申报"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(world, ma, changed, said):
    """T20b: a written reason."""
    case = late(world, "lin-a")

    answer = ma.post(reverse("process:late"), {"cases": [case.pk], "confirm": "1", **LATE, **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in words(answer) or "必填" in words(answer) or "请填写" in words(answer)
    assert all(value in page for name, value in LATE.items() if name not in changed and name != "decision")
    case.refresh_from_db()
    assert case.state == State.OVERDUE_HELD


def test_a_time_after_receiving_skips_with_its_reason_and_back_keeps_what_was_typed(world, ma):
    """T20b: at most the end of the office's own window."""
    case = late(world, "lin-a")

    shown = words(send(ma, [case], **LATE | {"due_at": "2024-09-23T10:00"}))
    back = ma.post(reverse("process:late"), {"cases": [case.pk], "back": "1", **LATE}).content.decode()

    assert "新的时限不得晚于2024-09-2218:00" in shown
    assert "确认同意延后接收" not in shown
    assert "单位经办人住院" in back
    assert 'value="2024-09-20T18:00"' in back
    assert re.search(rf'value="{case.pk}"\s+checked', back)


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.UNIT, Role.DEPARTMENT, Role.SECRETARY, Role.FINANCE, Role.APPLICANT])
def test_the_list_is_the_offices(world, client, role):
    """SYS-02."""
    client.force_login(world.people[role])

    assert client.get(reverse("process:late")).status_code == 403


def test_another_office_neither_sees_nor_decides(world, client):
    """SYS-02: a foreign case is not there, and posting its number moves nothing."""
    case = late(world, "lin-a")
    elsewhere = Organisation.objects.create(name="别的职改办", kind="office")
    other = person("other-office")
    Membership.objects.create(user=other, organisation=elsewhere, role=Role.OFFICE)
    client.force_login(other)

    with clock.law_at(IN_SEPTEMBER):
        listed, tried = client.get(reverse("process:late")), send(client, [case], confirm="1", **LATE)

    case.refresh_from_db()
    assert "Lin-A" not in words(listed)
    assert (tried.status_code, case.state) == (422, State.OVERDUE_HELD)


def test_nobody_decides_on_their_own_late_file(world, client):
    """E311."""
    ma = world.people[Role.OFFICE]
    own = world.declaration(State.OVERDUE_HELD, applicant=ma)
    client.force_login(ma)

    with clock.law_at(IN_SEPTEMBER):
        send(client, [own], confirm="1", **LATE)

    own.refresh_from_db()
    assert own.state == State.OVERDUE_HELD


def test_the_desk_has_a_door_to_it_while_something_waits(world):
    ma = world.people[Role.OFFICE]
    before = [door.label for door in doors_of(ma, Role.OFFICE)]
    late(world, "lin-a")

    door = next(each for each in doors_of(ma, Role.OFFICE) if each.url == reverse("process:late"))

    assert (door.count, door.label in before) == (1, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(world, ma, count):
    for number in range(count):
        late(world, f"lin-{number}")

    with statements() as made:
        ma.get(reverse("process:late"))

    assert len(made) == STATEMENTS


STATEMENTS = 11
