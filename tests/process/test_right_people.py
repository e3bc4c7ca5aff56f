"""Returns, corrections and lateness are told to whom they concern: who must act is asked, the others know."""

from dataclasses import replace
from datetime import datetime

import pytest

from accounts.models import User
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message, Sms
from notices.rules import terms_of
from review.approvals.states import Addressee, NoticeKind
from review.process.services import perform
from review.process.states import Action
from review.process.tasks import sweep
from tests.approvals.world import at, item, noticed
from tests.helpers import statements
from tests.process.world import person

A, U, D = Addressee.APPLICANT, Addressee.UNIT, Addressee.DEPARTMENT
LAST_INSTANT = datetime.fromisoformat("2024-08-23T18:00:00+08:00")
TOO_LATE = datetime.fromisoformat("2024-08-23T18:00:01+08:00")
IN_SEPTEMBER = at("2024-09-03T10:00")
DUE = at("2024-09-20T18:00")


@pytest.fixture(autouse=True)
def phones(world):
    """Every clerk has a phone; the applicant's is the one of the application."""
    for number, user in enumerate(world.people.values()):
        user.phone = f"1910000{number:04d}"
        user.save()
    return {user.pk: user.phone for user in User.objects.all()}


def letters(case) -> dict[str, list[tuple[str, bool]]]:
    """Event → who was told, and whether something is asked of them."""
    told: dict[str, list[tuple[str, bool]]] = {}
    for each in Message.objects.filter(subject_id=case.pk).select_related("person").order_by("pk"):
        told.setdefault(each.person.username, []).append((each.event, each.needs_action))
    return told


def texted(case) -> set[str]:
    """Who got a text message, by the number it went to; the applicant's is the one of the application (MSG-13)."""
    owners = {each.phone: each.username for each in User.objects.all()} | {"19000000001": "lin"}
    return {owners[each.phone] for each in Sms.objects.filter(subject_id=case.pk)}


def at_the_office(world):
    case = world.declaration(State.OFFICE_REVIEW)
    Declaration.objects.filter(pk=case.pk).update(window="committee_office")
    return case


def said_to(case, username: str) -> str:
    return " ".join(
        Message.objects.filter(subject_id=case.pk, person__username=username).values_list("text", flat=True)
    )


# ── returns (T12a) ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_return_of_the_units_own_items_asks_the_unit_and_only_informs_the_applicant(world):
    """UNIT-02, MSG-05: with a text to who must act; who need not act is not sent to mend anything."""
    case = world.declaration(State.DEPT_REVIEW)

    perform(case.pk, Action.RETURN, actor=world.actor(Role.DEPARTMENT), items=[item(U, "unit:pledge", "未盖章")])

    assert letters(case) == {"unit-clerk": [("returned_to_unit", True)], "lin": [("return_known", False)]}
    assert texted(case) == {"unit-clerk"}
    assert "无需操作" in said_to(case, "lin")
    assert "未盖章" in said_to(case, "unit-clerk")


def test_a_return_to_the_applicant_asks_them_and_their_unit_hears_of_it(world):
    """UNIT-02, MSG-05."""
    case = world.declaration(State.DEPT_REVIEW)

    perform(case.pk, Action.RETURN, actor=world.actor(Role.DEPARTMENT), items=[item(A, "basic", "照片不清")])

    assert letters(case) == {"lin": [("returned", True)], "unit-clerk": [("return_watched", False)]}
    assert texted(case) == {"lin"}
    assert "督促" in said_to(case, "unit-clerk")


# ── formal notices (T12, T15) ──────────────────────────────────────────────────────────────────────────────────────
def test_a_correction_of_the_department_alone_asks_the_department_and_tells_applicant_and_unit(world):
    """MSG-05: text and task to the addressees, a line to applicant and unit for information."""
    case = at_the_office(world)

    with clock.law_at(IN_SEPTEMBER):
        perform(
            case.pk, Action.REQUEST_CORRECTION, actor=world.actor(Role.OFFICE), due_at=DUE,
            items=[item(D, "desk:opinion", "审核意见未签署姓名")],
        )  # fmt: skip

    assert letters(case) == {
        "department-clerk": [("correction_asked", True)],
        "lin": [("correction_known", False)],
        "unit-clerk": [("correction_watched", False)],
    }
    assert texted(case) == {"department-clerk"}
    assert "放弃" not in said_to(case, "lin")
    assert "主管部门" in said_to(case, "lin")


def test_a_correction_of_several_asks_each_of_them_once(world):
    """MSG-05."""
    case = at_the_office(world)
    items = [item(A, "basic", "缺反面"), item(U, "unit:pledge", "未盖章"), item(U, "unit:check", "缺日期")]

    with clock.law_at(IN_SEPTEMBER):
        perform(case.pk, Action.REQUEST_CORRECTION, actor=world.actor(Role.OFFICE), due_at=DUE, items=items)

    assert letters(case) == {"lin": [("to_correct", True)], "unit-clerk": [("correction_asked", True)]}
    assert texted(case) == {"lin", "unit-clerk"}


def test_of_two_desks_each_reads_its_own_items(world):
    """MSG-05: what another desk has to do is not told to it as its own."""
    case = world.declaration(State.LOCAL_OFFICE_REVIEW)
    items = [item(U, "unit:check", "没有核对原件"), item(D, "desk:opinion", "部门没有盖章")]

    perform(case.pk, Action.RETURN, actor=world.actor(Role.LOCAL_OFFICE), items=items)

    assert "补正的事项：没有核对原件。" in said_to(case, "unit-clerk")
    assert "补正的事项：部门没有盖章。" in said_to(case, "department-clerk")


def test_the_time_for_editing_is_said_when_it_lies_ahead(world):
    """G-03: a notice given before the correction window opens says from when it may be answered."""
    case = at_the_office(world)

    with clock.law_at(at("2024-08-28T10:00")):
        Declaration.objects.filter(pk=case.pk).update(due_at=DUE)
        perform(
            case.pk, Action.REQUEST_CORRECTION, actor=world.actor(Role.OFFICE), due_at=DUE,
            items=[item(A, "basic", "缺反面")],
        )  # fmt: skip

    assert "2024-09-01 08:00" in said_to(case, "lin")


# ── returns that become corrections (T12b) ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("state", "items", "asked", "informed"),
    [
        (State.DRAFT, [(A, "basic")], "lin", "unit-clerk"),
        (State.UNIT_RECOMMEND, [(U, "unit:pledge")], "unit-clerk", "lin"),
    ],
)
def test_a_return_that_turned_into_a_correction_is_told_to_both(world, state, items, asked, informed):
    """G-03, MSG-05: who owes the answer is asked, the other one informed; both read from when to when."""
    case = world.declaration(state)
    Declaration.objects.filter(pk=case.pk).update(submitted_at=case.created_at)
    noticed(case, world.actor(Role.DEPARTMENT), *items, kind=NoticeKind.RETURN, stop=1)

    with clock.law_at(TOO_LATE):
        sweep()

    case.refresh_from_db()
    told = letters(case)
    assert case.state == State.CORRECTION
    assert [needs for _, needs in told.pop(asked)] == [True]
    assert [needs for _, needs in told.pop(informed)] == [False]
    assert (told, texted(case)) == ({}, {asked})
    assert all("2024-09-01 08:00" in said_to(case, name) for name in (asked, informed))
    assert all("2024-09-30 18:00" in said_to(case, name) for name in (asked, informed))


@pytest.mark.parametrize("count", [1, 3])
def test_telling_both_costs_the_same_for_any_number(world, count):
    """TIME-05: the clock's road stays set-based."""
    for number in range(count):
        case = world.declaration(State.DRAFT, applicant=person(f"p{number}"))
        Declaration.objects.filter(pk=case.pk).update(submitted_at=case.created_at)
        noticed(case, world.actor(Role.DEPARTMENT), (A, "basic"), kind=NoticeKind.RETURN, stop=1)

    with clock.law_at(TOO_LATE), statements() as made:
        sweep()

    assert Message.objects.filter(event="turned_watched").count() == count
    assert len([each for each in made if "records_outbox" not in each]) <= 130


# ── lateness (G-07) ────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_was_late_is_told_beside_the_office_and_the_applicant(world):
    """MSG-06, E405: the late holder reads whose delay it was and who decides now."""
    case = world.declaration(State.UNIT_RECOMMEND)

    with clock.law_at(TOO_LATE):
        sweep()

    assert letters(case) == {
        "office-clerk": [("held_overdue", True)],
        "lin": [("held_told", False)],
        "unit-clerk": [("held_holder", False)],
    }
    assert said_to(case, "unit-clerk").startswith(f"{world.unit.name}未在 2024-08-23 18:00 前报送")


def test_who_let_a_case_lapse_is_told_where_the_notice_lets_it_lapse(world, monkeypatch):
    """MSG-06, OFFICE-07."""
    case, terms = world.declaration(State.UNIT_RECOMMEND), terms_of(world.edition)
    by_itself = replace(terms, late_policy=replace(terms.late_policy, holder_late="automatic"))
    monkeypatch.setattr("declarations.guards.terms_of", lambda _edition: by_itself)

    with clock.law_at(TOO_LATE):
        sweep()

    assert letters(case) == {"lin": [("lapsed_holder", False)], "unit-clerk": [("lapsed_at_desk", False)]}


def test_what_the_office_decides_of_a_late_file_reaches_applicant_and_holder(world):
    """MSG-06: with the office's reason."""
    case, other = world.declaration(State.UNIT_RECOMMEND), world.declaration(State.UNIT_CHECK, level="fg")
    with clock.law_at(TOO_LATE):
        sweep()
    ma = world.actor(Role.OFFICE)

    with clock.law_at(IN_SEPTEMBER):
        perform(case.pk, Action.REFUSE_LATE, actor=ma, reason="无正当理由")
        perform(other.pk, Action.ALLOW_LATE, actor=ma, reason="经办人住院", due_at=DUE)

    assert [letters(case)[name][-1] for name in ("lin", "unit-clerk")] == [
        ("refused_late", False), ("refused_late_holder", False),
    ]  # fmt: skip
    assert [letters(other)[name][-1] for name in ("lin", "unit-clerk")] == [
        ("late_allowed_known", False), ("late_allowed", True),
    ]  # fmt: skip
    assert "无正当理由" in said_to(case, "lin")
    assert "放弃" not in said_to(case, "lin")


@pytest.mark.parametrize(
    ("policy", "words"),
    [("not_accepted", "不予受理"), ("abandoned", "视为放弃本次申报"), ("abandoned_for_year", "视为放弃本年度申报资格")],
)
def test_what_missing_the_deadline_means_is_said_as_the_notice_says_it(world, monkeypatch, policy, words):
    """TIME-05, OFFICE-07: ``late_policy.after_deadline``."""
    case, terms = world.declaration(), terms_of(world.edition)
    said = replace(terms, late_policy=replace(terms.late_policy, after_deadline=policy))
    monkeypatch.setattr("review.process.messages.terms_of", lambda _edition: said)

    with clock.law_at(TOO_LATE):
        sweep()

    assert words in said_to(case, "lin")
