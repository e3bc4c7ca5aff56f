"""The rush before a window closes: real submissions of whole dossiers, and the sweep that closes it among them."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Employment, IdNumber
from config.lib import clock
from declarations.models import Declaration, Snapshot
from declarations.parts import entry_key
from declarations.selectors import findings_of
from declarations.services import sections
from declarations.states import EndReason, State
from notices.models import Gate
from notices.services import close_due_gates
from records.selectors import audit_problem
from review.process.exceptions import MoveRefused
from review.process.models import MoveRecord
from review.process.services import perform
from review.process.states import Action
from review.process.tasks import sweep
from tests.declarations.world import BASIC, IN_STAGE_1, build_world, id_number, person
from tests.process.world import in_threads, on_postgresql

SIGNED = {"checked": ["学历", "资历", "经历", "业绩", "学术"], "pledge": True, "signature": "M10 10L90 90"}
BEFORE, AFTER = timedelta(seconds=2), timedelta(seconds=0.5)  # when the first and the last of them try
PLAIN_ROWS = ("trainings", "insurance_months", "resume")
# Sections whose files name their row.
PROVED_ROWS = {"educations": "education", "titles": "titles", "experiences": "experience",
               "achievements": "achievement", "publications": "publication"}  # fmt: skip


@pytest.fixture
def shared_world(transactional_db):
    """The notice, the unit and Lin, committed, so that threads see them."""
    with clock.law_at(IN_STAGE_1):
        yield build_world()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_all_who_submit_around_the_closing_moment_nobody_is_late_and_everybody_is_answered(
    shared_world, soak, proof
):
    """TIME-01, TIME-05, SYS-09."""
    people, hands = (200, 24) if soak else (16, 8)
    drafts = complete_drafts(shared_world, people)
    closing = clock.law() + BEFORE + timedelta(seconds=0.5)
    Gate.objects.filter(window="personal_unit").update(closes_at=closing)
    tries = [(draft, closing - BEFORE + (BEFORE + AFTER) * n / people) for n, draft in enumerate(drafts)]

    results = in_threads([lambda share=tries[n::hands]: submit_each(share) for n in range(hands)] + [close_and_count])

    assert [result for result in results if isinstance(result, Exception)] == []
    counted = next(result for result in results if isinstance(result, int))
    answers = [answer for result in results if isinstance(result, list) for answer in result]
    submitted = MoveRecord.objects.filter(action=Action.SUBMIT)
    late = [each.pk for each in submitted if each.at > closing]
    moved = {pk for pk, told in answers if told == State.UNIT_CHECK}
    refused = [told for _, told in answers if told != State.UNIT_CHECK]
    proof(
        "submits around a closing gate", people=people, in_time=len(moved), refused=len(refused), late=len(late),
        after_the_count=submitted.count() - counted,
    )  # fmt: skip
    assert late == []
    assert submitted.count() == counted  # nobody slipped in after the gate was closed and counted
    assert sorted(pk for pk, _ in answers) == [draft.pk for draft in drafts]
    assert moved == set(submitted.values_list("declaration", flat=True))
    assert {tuple(codes) for codes in refused} <= {("E401",), ("moved_on",)}
    assert 0 < len(moved) < people
    assert_whole(drafts)


def assert_whole(drafts):
    """At the next minute: who moved has number, route, pledge and snapshot; who did not has lapsed, untouched."""
    sweep()
    for case in Declaration.objects.filter(pk__in=[draft.pk for draft in drafts]):
        papers = (case.stops.count(), case.pledges.count(), Snapshot.objects.filter(declaration=case).count())
        if case.submitted_at:
            assert (case.state, bool(case.number), papers) == (State.OVERDUE_HELD, True, (3, 1, 1))
        else:
            assert (case.state, case.ended_because, case.number, papers) == (
                State.ABANDONED, EndReason.FIRST_DEADLINE, None, (0, 0, 0),
            )  # fmt: skip
    assert audit_problem() is None


def submit_each(tries):
    """One hand: each at its moment; who they were and what they were answered."""
    answers = []
    for draft, moment in tries:
        time.sleep(max((moment - clock.law()).total_seconds(), 0))
        answers.append((draft.pk, submit(draft)))
    return answers


def submit(draft):
    try:
        return perform(draft.pk, Action.SUBMIT, actor=draft.applicant, signed_name=draft.basic.name, **SIGNED).state
    except MoveRefused as refusal:
        return refusal.codes


def close_and_count():
    """The sweep, its first step apart: how many were in when the gate was closed, before anything lapses."""
    while not close_due_gates():
        time.sleep(0.01)
    counted = MoveRecord.objects.filter(action=Action.SUBMIT).count()
    sweep()
    return counted


# ── whole dossiers, quickly ────────────────────────────────────────────────────────────────────────────────────────
def complete_drafts(world, people):
    """Lin's complete draft, and the same for others."""
    first = world.full()
    drafts = [first, *(copy_of(first, world, number) for number in range(1, people))]
    assert [finding.code for draft in drafts for finding in findings_of(draft, now=clock.law()) if finding.blocks] == []
    return drafts


def copy_of(whole, world, number):
    """A draft of somebody else with everything that lies in this one."""
    who = person(f"lin-{number}", f"覃𬭚{number}", f"1900001{number:04d}")
    IdNumber.objects.create(user=who, number=id_number(f"45010219800301{2 * number + 1:03d}"))
    Employment.objects.create(user=who, organisation=world.unit, confirmed_at=IN_STAGE_1)
    draft = replace(world, lin=who).draft()
    sections.save_basic(draft.pk, BASIC, actor=who)
    draft = Declaration.objects.with_context().get(pk=draft.pk)
    draft.basic.photo = whole.basic.photo
    draft.basic.save(update_fields=["photo"])
    keys = {"": ""}
    for rows in (*PLAIN_ROWS, *PROVED_ROWS):
        keys |= copy_rows(getattr(whole, rows).all(), draft, PROVED_ROWS.get(rows, rows))
    for material in whole.materials.all():
        material.pk, material.declaration, material.part = None, draft, keys.get(material.part, material.part)
        material.save(force_insert=True)
    return draft


def copy_rows(rows, draft, section):
    """The keys these rows had, and those of their copies."""
    keys = {}
    for row in rows:
        known = entry_key(section, row.pk)
        row.pk, row.declaration = None, draft
        row.save(force_insert=True)
        keys[known] = entry_key(section, row.pk)
    return keys
