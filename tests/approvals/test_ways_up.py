"""Every way from the applicant to the next office, through the services (CHAN-08 … CHAN-26); the unit's order (UNIT-25).

The rules of the channel are really asked; what else a dossier may lack is tested with the declarations.
"""

from datetime import timedelta

import pytest

from accounts.models import Membership, Organisation
from accounts.states import OrganisationKind, Role
from config.lib import clock
from declarations.models import Achievement, Declaration
from declarations.selectors import findings_of
from declarations.states import State
from review.approvals import services
from review.approvals.archives import held_items
from review.approvals.guards.review import rows_asked
from review.approvals.models import Publicity
from review.approvals.services.deliberating import MemberGiven, Votes, add_member, save_group
from review.approvals.states import PublicityKind
from review.approvals.steps import missing_papers
from review.process.exceptions import MoveRefused
from review.process.services import perform, perform_many
from review.process.states import Action
from tests.approvals.test_walk import BOARD, CHECKED
from tests.approvals.world import OPINIONS, PNG, RECOMMENDED, attach, filled, verified
from tests.process.world import amended, person

SIGNED = {"checked": ["1", "2", "3", "4", "5"], "pledge": True, "signature": "M10 10L90 90"}
PANEL = [{"name": "专家甲", "title": "正高", "unit": "广西艺术学院"}]
# The stops of the three notices in one route.
ROUTE = [
    {"node": node, "when": when}
    for node, when in (
        ("applicant", "always"), ("unit", "always"), ("talent_market", "archive_hosted"), ("dispatch_unit", "dispatched"),
        ("paying_unit", "paying_unit_differs"), ("department", "has_department"), ("committee_office", "always"),
        ("committee", "always"),
    )
]  # fmt: skip
OF_CHANNELS = ("CHAN-", "ELIG-14", "E113")


@pytest.fixture(autouse=True)
def _channels_alone(monkeypatch):
    def asked(declaration, **kwargs):
        found = findings_of(declaration, **kwargs)
        return [each for each in found if each.rule.startswith(OF_CHANNELS) or each.code in OF_CHANNELS]

    monkeypatch.setattr("review.process.guards.findings_of", asked)


@pytest.fixture
def draft(world):
    rules = {"talent_market_with_unit_opinion": True}
    world.edition = amended(world.edition, route=ROUTE, unit_rules=rules)
    made = filled(world.declaration(State.DRAFT))
    made.stops.all().delete()
    return made


def body(kind, name, **told):
    """Another body with its clerk, below the city as the unit is."""
    above = Organisation.objects.get(name="钦州市文旅局")
    made = Organisation.objects.create(name=name, kind=kind, parent=above, **told)
    clerk = person(f"clerk of {name}")
    Membership.objects.create(user=clerk, organisation=made, role=Role.UNIT)
    return made, clerk


def changed(draft, **told):
    Declaration.objects.filter(pk=draft.pk).update(**told)
    return Declaration.objects.with_context().get(pk=draft.pk)


def submitted(draft):
    perform(draft.pk, Action.SUBMIT, actor=draft.applicant, signed_name=draft.basic.name, **SIGNED)
    return Declaration.objects.with_context().get(pk=draft.pk)


def grouped(case, clerk):
    group = save_group(actor=clerk, notice=case.edition.notice, unit=case.unit)
    for number in range(5):
        told = {"name": f"成员{number}号", "unit_name": "古龙窑", "title": "正高", "rank": "zhenggao"}
        add_member(group.pk, actor=clerk, member=MemberGiven(is_leader=not number, **told))
    return group


def defend(case, clerk):
    told = {"place": "", "panel": PANEL, "questions": "窑变", "opinion": "回答准确。"}
    services.record_defence(case.pk, actor=clerk, held_on=clock.local_date(clock.law()), **told)
    perform(case.pk, Action.PASS_DEFENCE, actor=clerk)


def deliberate(case, clerk):
    services.record_deliberation(
        case.pk, actor=clerk, group=grouped(case, clerk), held_on=clock.local_date(clock.law()), place="会议室",
        aspects=OPINIONS, votes=Votes(agree=5, against=0, present=5), agree=True,
    )  # fmt: skip
    perform(case.pk, Action.DELIBERATE, actor=clerk, **BOARD)


def hang_to_the_end(case, clerk):
    sheet = case.publicities.running().get()
    services.attach_publicity_evidence(sheet.pk, actor=clerk, upload=PNG, name="公示栏.png")
    with clock.law_moved(timedelta(days=12)):
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.END_PUBLICITY) == 1


def recommend(case, clerk, **told):
    for row in missing_papers(Declaration.objects.with_context().get(pk=case.pk)):
        services.attach_unit_scan(case.pk, actor=clerk, slot=row.code, upload=PNG, name=f"{row.code}.png")
    perform(case.pk, Action.RECOMMEND, actor=clerk, **RECOMMENDED | told)


def walked_by(case, clerk):
    """The unit's step from the check to the recommendation, by whoever carries it out."""
    verified(case, clerk)
    perform(case.pk, Action.PASS_CHECK, actor=clerk, **CHECKED)
    defend(case, clerk)
    deliberate(case, clerk)
    hang_to_the_end(case, clerk)
    recommend(case, clerk)
    return Declaration.objects.with_context().get(pk=case.pk)


def forwarded(case, clerk):
    """The relaying desk's sheet, and on."""
    with pytest.raises(MoveRefused):  # not before its own word (S17)
        perform(case.pk, Action.FORWARD, actor=clerk)
    rows = {row.value: {"ok": True, "note": ""} for row in rows_asked(case)}
    services.review_stop(case.pk, actor=clerk, rows=rows, opinion="同意上报")
    perform(case.pk, Action.FORWARD, actor=clerk)
    return Declaration.objects.with_context().get(pk=case.pk)


def nodes(case):
    return [stop.node for stop in case.stops.order_by("index")]


# ── whose step the unit's is ───────────────────────────────────────────────────────────────────────────────────────
def test_a_private_units_people_go_by_their_unit(draft, zhou):
    """CHAN-08: the work unit reviews, deliberates, publicises and recommends; then its department has it."""
    case = walked_by(submitted(draft), zhou)

    assert (nodes(case), case.state) == (["unit", "department", "committee_office"], State.DEPT_REVIEW)


def test_an_agency_does_the_units_step_by_commission_alone(draft, zhou):
    """CHAN-09: refused without the unit's letter; then the agency's clerk walks it, and the unit's own has no turn."""
    agency, agent = body(OrganisationKind.AGENCY, "钦州市人才服务中心")
    draft = changed(draft, channel="agency", unit=agency)
    with pytest.raises(MoveRefused) as refused:
        submitted(draft)
    assert "CHAN-09" in refused.value.codes
    attach(draft, "commission_letter")

    case = submitted(draft)
    with pytest.raises(MoveRefused):
        perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    case = walked_by(case, agent)

    assert (nodes(case)[:2], case.state) == (["unit", "department"], State.DEPT_REVIEW)


@pytest.mark.parametrize(
    ("channel", "kind", "hosted", "other"),
    [
        ("agency", OrganisationKind.AGENCY, True, {"archive_hosted": False}),
        ("association", OrganisationKind.ASSOCIATION, False, {"archive_hosted": True}),
    ],
)
def test_a_freelancer_goes_by_the_archives_agency_or_else_by_an_association(draft, channel, kind, hosted, other):
    """CHAN-10: the one where the archive is hosted, the other where it is not; never the wrong way round."""
    node, clerk = body(kind, "自由职业者服务机构")
    draft = changed(draft, channel=channel, unit=node, employer=None, freelancer=True, archive_hosted=hosted)
    with pytest.raises(MoveRefused) as refused:
        submitted(changed(draft, **other))
    assert {"CHAN-10", "E113"} & set(refused.value.codes)

    case = walked_by(submitted(changed(draft, archive_hosted=hosted)), clerk)

    assert (nodes(case)[:2], case.state) == (["unit", "department"], State.DEPT_REVIEW)


# ── whom it passes behind the unit ─────────────────────────────────────────────────────────────────────────────────
def test_an_archive_at_the_talent_market_is_verified_there_after_the_units_opinion(draft, zhou):
    """CHAN-17, CHAN-24: the market has no turn before the unit recommended; unit and host both verify, or it stays."""
    market, mo = body(OrganisationKind.AGENCY, "钦州市人才市场")
    case = submitted(changed(draft, archive_hosted=True, relay=market))
    with pytest.raises(MoveRefused):
        perform(case.pk, Action.FORWARD, actor=mo)
    case = walked_by(case, zhou)
    assert (nodes(case)[:3], case.state) == (["unit", "talent_market", "department"], State.RELAY_REVIEW)

    with pytest.raises(MoveRefused) as refused:
        perform(case.pk, Action.FORWARD, actor=mo)
    assert "CHAN-24" in refused.value.codes
    found = {each.part.key: ("true", "") for each in held_items(case)}
    services.verify_from_archive(case.pk, actor=mo, found=found)
    assert {(each.unit.by, each.archive.by) for each in held_items(case)} == {(zhou, mo)}

    assert forwarded(case, mo).state == State.DEPT_REVIEW


@pytest.mark.parametrize(
    ("told", "node", "asks"),
    [({"dispatched": True}, "dispatch_unit", True), ({"dispatched": False}, "paying_unit", False)],
)
def test_who_dispatches_or_pays_has_its_word_between_the_unit_and_the_offices(draft, zhou, told, node, asks):
    """CHAN-20, CHAN-26: the actual unit reviews first; the other body confirms the contract, and passes it on."""
    relay, clerk = body(OrganisationKind.UNIT, "钦州市人力资源公司")
    case = walked_by(submitted(changed(draft, relay=relay, **told)), zhou)

    assert (nodes(case)[:3], case.state) == (["unit", node, "department"], State.RELAY_REVIEW)
    assert ("employment" in rows_asked(case)) is asks
    with pytest.raises(MoveRefused):  # nobody else's turn
        perform(case.pk, Action.FORWARD, actor=zhou)
    assert forwarded(case, clerk).state == State.DEPT_REVIEW


# ── the unit's order ───────────────────────────────────────────────────────────────────────────────────────────────
def test_2017_publicises_before_it_deliberates_and_hangs_again_what_changed(draft, world, zhou):
    """UNIT-10, UNIT-13, UNIT-20, UNIT-25: everybody hangs first; a later change is hung before and after, then it goes."""
    steps = ["check", "publicity", "defense", "deliberation", "recommend"]
    draft = changed(draft, edition=amended(world.edition, unit_flow={"steps": steps}))
    case, seen = submitted(draft), []

    def stands():
        seen.append(Declaration.objects.values_list("state", flat=True).get(pk=case.pk))

    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED | BOARD)
    stands()
    hang_to_the_end(case, zhou)
    stands()
    defend(case, zhou)
    stands()
    deliberate(case, zhou)
    stands()
    assert seen == [State.UNIT_PUBLICITY, State.UNIT_DEFENSE, State.UNIT_DELIBERATION, State.UNIT_RECOMMEND]

    Achievement.objects.filter(declaration=case).update(award="自治区级银奖")
    verified(case, zhou)
    with pytest.raises(MoveRefused) as refused:
        recommend(case, zhou)
    assert "E306" in refused.value.codes
    perform(case.pk, Action.SUPPLEMENT, actor=zhou, **BOARD)
    [change] = Publicity.objects.get(kind=PublicityKind.SUPPLEMENTARY).changes
    assert ("自治区级金奖" in change["before"], "自治区级银奖" in change["after"]) == (True, True)
    hang_to_the_end(case, zhou)
    recommend(case, zhou)
    stands()

    assert seen[-1] == State.DEPT_REVIEW
