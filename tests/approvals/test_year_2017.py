"""2017 at the desks: nothing is added once the file is with the committee, an exception is explained (MAT-09, MAT-67)."""

import pytest
from django.conf import settings

from accounts.models import SYSTEM
from config.lib import clock
from declarations.exceptions import Refused
from declarations.models import Declaration
from declarations.services.materials import attach_material
from declarations.states import State
from notices.rules import terms_of
from notices.services import load_notice, publish_notice
from review.approvals import guards
from review.process.exceptions import MoveRefused
from review.process.forms import RecommendationForm
from review.process.services import perform
from review.process.states import Action
from review.process.workflow import WORKFLOW
from tests.approvals.world import PNG, RECOMMENDED, at, codes, item, said
from tests.process.world import amended

NO_SUPPLEMENT = "申报材料上报至评委会后不允许补充材料，不能告知补正。"
WITH_THE_OFFICE = at("2017-08-05T10:00")


@pytest.fixture
def of_2017(db):
    """The edition of that year."""
    with clock.law_at(at("2017-06-01T10:00")):
        notice = load_notice(settings.BASE_DIR / "notices" / "data" / "2017-craft-arts.yaml", actor=SYSTEM)
        return publish_notice(notice.pk, actor=SYSTEM, explained="测试")


def under(edition, case, **changed):
    """The case, declared under another edition."""
    Declaration.objects.filter(pk=case.pk).update(edition=edition, **changed)
    return Declaration.objects.with_context().get(pk=case.pk)


# ── MAT-09 ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_2017_takes_no_supplement_at_the_committee(world, of_2017, ma, lin):
    """MAT-09: neither a correction nor a file of the applicant's own."""
    assert terms_of(of_2017).correction.after_committee == "forbidden"
    case = under(of_2017, world.declaration(State.OFFICE_REVIEW), window="committee_office", level="gj")

    with clock.law_at(WITH_THE_OFFICE):
        assert said(guards.corrections_allowed, case, now=WITH_THE_OFFICE) == [NO_SUPPLEMENT]
        with pytest.raises(MoveRefused) as refused:
            perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=[item()], due_at=at("2017-08-09T10:00"))
        with pytest.raises(Refused):
            attach_material(case.pk, slot="education", upload=PNG, name="x.png", actor=lin)

    assert "E413" in refused.value.codes
    assert Declaration.objects.get(pk=case.pk).state == State.OFFICE_REVIEW
    assert not case.corrections.exists()


def test_it_is_the_notice_that_forbids(world):
    """MAT-09 ≠ TIME-04: the same case, the notice of 2024; and a notice with corrections that ends them there."""
    now = at("2024-09-05T10:00")
    case = world.declaration(State.OFFICE_REVIEW)
    assert codes(guards.corrections_allowed, case, now=now) == []

    forbidding = amended(world.edition, correction={"after_committee": "forbidden"})
    case = under(forbidding, case)

    assert said(guards.corrections_allowed, case, now=now) == [NO_SUPPLEMENT]
    case = under(forbidding, case, state=State.LOCAL_OFFICE_REVIEW, stop=2)  # on its way there, corrections go on
    assert codes(guards.corrections_allowed, case, now=now) == []


def test_no_other_move_gives_the_file_back_from_the_committee_s_office():
    """MAT-09: from there only a correction leads to the applicant."""
    back = {State.DRAFT, State.CORRECTION, State.UNIT_CHECK, State.UNIT_RECOMMEND}
    moves = [move for move in WORKFLOW.leaving(State.OFFICE_REVIEW) if back & {*move.targets}]

    assert [move.action for move in moves] == [Action.REQUEST_CORRECTION]


# ── MAT-67 ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("options", "note", "expected"),
    [
        (["exceptional"], "", ["E307"]),
        (["exceptional"], " \n", ["E307"]),
        (["exceptional"], "作品获国家级金奖，经职改办批准破格。", []),
        ([], "", []),
    ],
)
def test_2017_wants_the_exception_explained_in_the_recommendation(world, of_2017, options, note, expected):
    """MAT-67: a paragraph of its own, not empty; approval and proofs are of the dossier."""
    case = under(of_2017, world.declaration(State.UNIT_RECOMMEND), options=options)
    answers = RECOMMENDED | {"aspects": {}, "exception_note": note}

    assert codes(guards.recommendation_has_substance, case, **answers) == expected


def test_the_form_asks_for_the_explanation_where_the_notice_does(world, of_2017):
    case = world.declaration(State.UNIT_RECOMMEND)
    Declaration.objects.filter(pk=case.pk).update(options=["exceptional"])
    of_2024 = Declaration.objects.with_context().get(pk=case.pk)

    assert not RecommendationForm(declaration=of_2024).fields["exception_note"].required
    assert RecommendationForm(declaration=under(of_2017, case)).fields["exception_note"].required
