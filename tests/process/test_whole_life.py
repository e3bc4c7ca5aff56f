"""A life nobody planned: honest work, meddling by anybody, time that passes, in any order (Hypothesis).

Whatever happens, the history is one unbroken walk along rows of the table, what was refused changed nothing, and who
has ended is asked for nothing.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from config.lib import clock
from declarations.exceptions import Refused as NotDeclared
from declarations.models import Declaration
from declarations.states import State
from fees.models import Bill
from fees.states import BillState
from messaging.models import Message
from review.approvals.exceptions import Refused
from review.approvals.models import CorrectionNotice
from review.approvals.states import Addressee
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Round
from review.process.exceptions import MoveRefused
from review.process.models import MoveRecord
from review.process.season.acts import applicant, offices, review, unit
from review.process.season.acts.applicant import own_items
from review.process.season.player import deliver, moment
from review.process.season.playing import play_season
from review.process.services import perform
from review.process.states import Action
from review.process.tasks import CLOCK_ACTIONS, sweep
from review.process.workflow import WORKFLOW
from tests.process.test_every_move import ANSWERS

LIVES = 50  # from each of the four beginnings
# Where lives begin: filled in, with the unit, on its way, before the committee.
BEGINS = [moment(day) for day in ("07-08 09:00", "07-25 09:00", "08-27 09:00", "10-17 12:00")]
ENDS = moment("11-30 12:00")
WHO = "黄丽芬"  # of a county's firm: every desk of the route has a turn
DESKS = ("jinxiu", "jingxi", "baise", "office", "secretary", "finance", "supervision", "confirmer", "gulong")
HELD_UP = (MoveRefused, Refused, NotDeclared, MeetingRefused)


class Life(RuleBasedStateMachine):
    """One declaration; every example goes back to the same morning."""

    world = person = begins = None
    steps, deepest = 0, set()

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now = self.begins
        self.sitting = review.Sitting(self.world, "senior", self.world.committees()[0], [self.person])
        self.sitting.round = Round.objects.first()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # ── what happens ──────────────────────────────────────────────────────────────────────────────────────────
    @rule()
    def whose_turn_it_is_works(self):
        type(self).steps += 1
        with clock.law_at(self.now), suppress(*HELD_UP):
            for act in self._honest():
                with transaction.atomic():
                    act(self.world, self.person)

    @rule(action=st.sampled_from(sorted(Action)), desk=st.sampled_from((WHO, *DESKS)))
    def somebody_meddles(self, action, desk):
        type(self).steps += 1
        actor = self.world.people[WHO] if desk == WHO else self.world.clerks[desk]
        before = self._everything()
        with clock.law_at(self.now):
            try:
                with transaction.atomic():
                    perform(self.world.cases[WHO], action, actor=actor, due_at=self.now, **ANSWERS)
            except MoveRefused:
                assert self._everything() == before
            else:
                assert MoveRecord.objects.latest("pk").person == actor

    @rule(hours=st.sampled_from((1, 20, 72, 168, 400)))
    def time_passes(self, hours):
        """The clock's own work comes late here, and does everything that is due; done again, it finds nothing."""
        type(self).steps += 1
        self.now = min(self.now + timedelta(hours=hours), ENDS)
        with clock.law_at(self.now):
            sweep()
            deliver()
            if hours == 20:
                again = sweep()
                assert {action: again[action] for action in CLOCK_ACTIONS} == dict.fromkeys(CLOCK_ACTIONS, 0)

    # ── what holds ────────────────────────────────────────────────────────────────────────────────────────────
    @invariant()
    def its_history_is_one_walk_along_the_table(self):
        here = State.DRAFT
        for move in MoveRecord.objects.filter(declaration=self.world.cases[WHO]).exclude(source="").order_by("pk"):
            row = WORKFLOW.find(move.source, move.action)
            assert (move.source, move.target in row.targets) == (here, True)
            here = move.target
        assert Declaration.objects.get(pk=self.world.cases[WHO]).state == here
        type(self).deepest.add(str(here))

    @invariant()
    def who_has_ended_is_asked_for_nothing(self):
        case = Declaration.objects.get(pk=self.world.cases[WHO])
        if case.state in State.settled:
            assert not CorrectionNotice.objects.running().filter(declaration=case).exists()
            assert not Bill.objects.filter(declaration=case, state=BillState.OPEN).exists()
            asked = Message.objects.filter(
                subject_kind="declaration", subject_id=case.pk, needs_action=True, done_at=None
            )
            assert list(asked.values_list("event", "title")) == []

    # ── how ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _everything(self):
        case = Declaration.objects.filter(pk=self.world.cases[WHO]).values().get()
        return case, MoveRecord.objects.count(), Message.objects.count()

    def _honest(self):
        case = self.world.case(self.person)
        if case.state == State.CORRECTION:
            return self._corrected(case)
        return HONEST.get(State(case.state), lambda life, case: [])(self, case)

    def _corrected(self, case):
        for addressee, desk in (
            (Addressee.APPLICANT, applicant),
            (Addressee.UNIT, unit),
            (Addressee.LOCAL_OFFICE, offices),
        ):
            if own_items(case, addressee):
                return [desk.answer_all if desk is applicant else desk.answer_own, desk.hand_back]
        return [applicant.hand_back]

    def _drafted(self, case):
        return [applicant.answer_all, applicant.submit]

    def _publicised(self, case):
        hung = case.publicities.filter(evidence=None, voided_at=None).exists()
        return [unit.photograph_sheet] if hung else []

    def _recommended(self, case):
        return [unit.recommend]

    def _late(self, case):
        until = moment("09-19 18:00")
        return [lambda world, person: offices.allow_late(world, person, until, "经办人住院，同意延后接收。")]

    def _listed(self, case):
        return [lambda world, person: review.put_together(self.sitting, moment("11-30 18:00"))]

    def _given_out(self, case):
        return [lambda world, person: review.give_out(self.sitting)]

    def _read(self, case):
        return [
            lambda world, person: review.read(self.sitting),
            lambda world, person: review.call_meeting(self.sitting, self.now),
            lambda world, person: review.open_vote(self.sitting),
        ]


HONEST = {
    State.DRAFT: Life._drafted,
    State.UNIT_CHECK: lambda life, case: [unit.verify, unit.pass_check],
    State.UNIT_DEFENSE: lambda life, case: [unit.hold_defence, unit.pass_defence],
    State.UNIT_DELIBERATION: lambda life, case: [unit.deliberate, unit.hang_sheet],
    State.UNIT_PUBLICITY: Life._publicised,
    State.UNIT_SUPP_PUBLICITY: Life._publicised,
    State.UNIT_RECOMMEND: Life._recommended,
    State.LOCAL_OFFICE_REVIEW: lambda life, case: [offices.forward],
    State.OFFICE_REVIEW: lambda life, case: [offices.accept],
    State.OVERDUE_HELD: Life._late,
    State.ACCEPTED: lambda life, case: [applicant.pay],
    State.REPORTED: Life._listed,
    State.IN_ROUND: Life._given_out,
    State.EXPERT_REVIEW: Life._read,
}


@pytest.mark.postgres
@pytest.mark.parametrize("part", range(len(BEGINS)))
def test_whatever_happens_every_life_is_a_walk_along_the_table(db, part, soak, proof):
    """200 lives of 30 steps: in CI the same ones each time, in a soak others."""
    Life.begins = BEGINS[part]
    Life.world = play_season(until=Life.begins, names=frozenset({WHO}))
    Life.person = Life.world.person(WHO)
    Life.steps, Life.deepest = 0, set()
    if WHO not in Life.world.cases:
        with clock.law_at(Life.begins):
            applicant.begin(Life.world, Life.person)
            applicant.fill_in(Life.world, Life.person)

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=30,
            derandomize=not soak,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    proof("lives nobody planned", lives=LIVES, steps=Life.steps, states=len(Life.deepest))
