"""Unit and archive's host each verify each item they hold; with one record alone it does not go on (CHAN-24)."""

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import OrganisationKind, Role
from declarations.models import Declaration
from declarations.states import State
from review.approvals import guards, services
from review.approvals.archives import HELD, archive_said, held_items
from review.approvals.exceptions import Refused
from review.approvals.models import ArchiveVerification
from review.approvals.states import Authenticity
from review.process.exceptions import MoveRefused
from review.process.services import perform
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.world import codes, filled, said, verified
from tests.process.world import person

BACKEND = "accounts.backends.PhoneBackend"
TRUE, DOUBTFUL = Authenticity.TRUE.value, Authenticity.DOUBTFUL.value


@pytest.fixture
def case(world):
    """With the talent market that hosts the archive; the unit has verified everything."""
    made = filled(world.declaration(State.RELAY_REVIEW))
    market = Organisation.objects.create(name="南宁市人才服务中心（演示）", kind=OrganisationKind.AGENCY)
    made.stops.filter(index=0).update(node="talent_market", organisation=market, name=market.name, window="")
    Declaration.objects.filter(pk=made.pk).update(window="", archive_hosted=True)
    verified(made, world.people[Role.UNIT])
    return Declaration.objects.with_context().get(pk=made.pk)


@pytest.fixture
def mo(case):
    """Clerk of the talent market."""
    clerk = person("mo")
    market = Organisation.objects.get(kind=OrganisationKind.AGENCY)
    Membership.objects.create(user=clerk, organisation=market, role=Role.UNIT)
    return clerk


def keys(case):
    return [each.part.key for each in held_items(case)]


def verify(case, mo, **changed):
    found = dict.fromkeys(keys(case), (TRUE, "")) | changed
    return services.verify_from_archive(case.pk, actor=mo, found=found)


def test_what_an_archive_holds_is_asked_item_by_item(case):
    items = held_items(case)

    assert {each.part.section for each in items} == HELD
    assert all(each.unit and not each.archive for each in items)
    assert said(guards.verified_from_archive, case)[0].startswith("请先按所存档案逐项核验：")


def test_both_records_stand_on_the_item_and_then_it_goes_on(case, mo):
    verify(case, mo)

    assert codes(guards.verified_from_archive, case) == []
    assert {(each.unit.finding, each.archive.finding) for each in held_items(case)} == {(TRUE, TRUE)}
    assert {each.archive.organisation.name for each in archive_said(case)} == {"南宁市人才服务中心（演示）"}


def test_one_item_left_out_holds_the_case(case, mo):
    first, *others = keys(case)
    services.verify_from_archive(case.pk, actor=mo, found=dict.fromkeys(others, (TRUE, "")))
    label = held_items(case)[0].part.label

    assert said(guards.verified_from_archive, case) == [f"请先按所存档案逐项核验：{label}。"]
    services.review_stop(case.pk, actor=mo, rows=GOOD, opinion="")
    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.FORWARD, actor=mo)
    assert "CHAN-24" in refusal.value.codes


def test_what_is_not_true_by_the_archive_goes_back_not_up(case, mo):
    first = keys(case)[0]
    verify(case, mo, **{first: (DOUBTFUL, "档案中没有毕业生登记表。")})

    assert said(guards.verified_from_archive, case)[0].startswith("按所存档案核验不属实，不能上报")


def test_a_doubt_wants_a_word_at_its_field(case, mo):
    first = keys(case)[0]
    with pytest.raises(Refused) as refusal:
        verify(case, mo, **{first: (DOUBTFUL, " ")})

    assert [(each.code, each.field) for each in refusal.value.reasons] == [("E301", f"note:{first}")]
    assert not ArchiveVerification.objects.exists()


def test_a_changed_item_is_asked_again_and_the_others_not(case, mo):
    verify(case, mo)
    case.educations.update(school="另一所学校")

    waiting = [each.part.key for each in held_items(Declaration.objects.get(pk=case.pk)) if not each.is_settled]

    assert [key.partition(":")[0] for key in waiting] == ["education"]


def test_elsewhere_nobody_is_asked(case, mo, world):
    case.stops.filter(index=0).update(node="paying_unit")

    assert codes(guards.verified_from_archive, case) == []
    with pytest.raises(Refused):
        services.verify_from_archive(case.pk, actor=mo, found={})
    with pytest.raises(Refused):
        services.verify_from_archive(case.pk, actor=world.people[Role.DEPARTMENT], found={})


def test_the_page_of_the_talent_market(case, mo, world, client):
    address = reverse("approvals:archive", args=[case.ref])
    client.force_login(mo, backend=BACKEND)
    page = client.get(address).content.decode()
    told = {f"found:{key}": TRUE for key in keys(case)}
    first = keys(case)[0]

    doubted = client.post(address, told | {f"found:{first}": DOUBTFUL})
    saved = client.post(address, told)

    assert "单位核验属实" in page
    assert doubted.status_code == 422
    assert "请写明情况" in doubted.content.decode()
    assert saved.url == reverse("approvals:review", args=[case.ref])
    assert "档案托管机构核验" in client.get(saved.url).content.decode()
    assert ArchiveVerification.objects.filter(declaration=case, finding=TRUE).count() == len(told)
    client.force_login(world.people[Role.UNIT], backend=BACKEND)
    assert client.get(address).status_code == 404
