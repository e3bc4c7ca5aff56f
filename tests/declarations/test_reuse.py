"""Where else a file or a number stands: for its owner, and as a warning for who reviews (RISK-06)."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.claims import certificate_number, numbers_in
from declarations.models import Achievement, ClaimedNumber, Declaration, HeldTitle, Material, Recusal
from declarations.reuse import Elsewhere, reused_in
from declarations.services import drafts, entries, materials
from declarations.services.claims import note_claims
from declarations.states import NumberKind, State
from tests.declarations.pictures import scan
from tests.declarations.world import person
from tests.helpers import statements

PATENT = {
    "kind": "patent", "title": "一种窑变装置", "clause": "fg-yj1", "achieved_on": date(2022, 5, 1), "role": "独立完成",
    "patent": "实用新型 ZL 2020 2 1234567.8",
}  # fmt: skip
SAME = "专利号 2020212345678"


# ── numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("实用新型专利 ZL202021234567.8", [(NumberKind.PATENT, "2020212345678")]),
        ("ＺＬ ２０２０ ２ １２３４５６７．８", [(NumberKind.PATENT, "2020212345678")]),
        ("发明专利 201810123456X（2019年授权）", [(NumberKind.PATENT, "201810123456X")]),
        ("获奖证书编号 GXGY-2022-0183", [(NumberKind.AWARD, "GXGY20220183")]),
        ("桂科AB18126001项目，2022年结题", [(NumberKind.AWARD, "AB18126001")]),
        ("国家级行业展银奖，2022年5月", []),
        ("2022-05-01 获得，编号 20220501", []),
        ("收入 12000 元", []),
        ("", []),
    ],
)
def test_numbers_in_a_text(text, found):
    """A day, a year and a sum of money are no number of an award."""
    assert list(numbers_in(text)) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [("GX2018-0105", "GX20180105"), (" gx 2018 — 0105 ", "GX20180105"), ("桂职证第12345号", "桂职证第12345号"), ("无", ""), ("123", "")],
)  # fmt: skip
def test_certificate_numbers_have_one_form(text, number):
    assert certificate_number(text) == number


# ── the cast ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def gu(world):
    """Of the office: sees every declaration of the notice."""
    found = person("gu", "顾二", "19000000009")
    Membership.objects.create(user=found, organisation=world.edition.notice.office, role=Role.OFFICE)
    return found


def handed_in(declaration, state=State.UNIT_CHECK):
    Declaration.objects.filter(pk=declaration.pk).update(state=state, submitted_at=clock.law())
    note_claims(declaration)
    return Declaration.objects.with_context().get(pk=declaration.pk)


def claimed(draft, owner, proof="证书", **told):
    """A patent with its proof."""
    row = entries.add_entry(draft.pk, "achievement", PATENT | told, actor=owner)
    part = f"achievement:{row.pk}"
    materials.attach_material(draft.pk, slot="performance_proof", part=part, upload=scan(proof), actor=owner)
    return draft


def of_bai(world, **choice):
    told = {"level": "fg", "specialty": "taoci", "unit": world.unit, **choice}
    return drafts.create_draft(applicant=world.bai, edition=world.edition, **told)


@pytest.fixture(autouse=True)
def _bai_belongs(request):
    if "world" in request.fixturenames:
        world = request.getfixturevalue("world")
        from accounts.models import Employment, IdNumber
        from tests.declarations.world import id_number

        IdNumber.objects.create(user=world.bai, number=id_number("45010219850301002"))
        Employment.objects.create(user=world.bai, organisation=world.unit, confirmed_at=clock.law())


# ── the warning ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_same_number_and_file_of_another_person_is_told(world, gu):
    """RISK-06: patent and proof of two people; the name is masked."""
    mine = handed_in(claimed(world.draft(), world.lin))
    theirs = handed_in(claimed(of_bai(world), world.bai, patent="ZL202021234567.8"))

    found = reused_in(mine, gu)

    there = Elsewhere(theirs.ref, "农*", 2024, theirs.level_name, "业绩成果")
    assert [(each.section, each.own, each.seen, each.others) for each in found] == [
        ("业绩成果", False, (there,), ()), ("业绩成果", False, (there,), ()),
    ]  # fmt: skip
    assert {each.what.partition("“")[0] for each in found} == {"附件", SAME}


def test_who_may_not_see_the_other_is_told_year_and_kind_alone(world, gu):
    """Another office's reader, or somebody recused from it, learns no name."""
    mine = handed_in(claimed(world.draft(), world.lin))
    theirs = handed_in(claimed(of_bai(world), world.bai))
    Recusal.objects.create(person=gu, declaration=theirs, why="亲属", by=gu)

    assert {(each.seen, each.others) for each in reused_in(mine, gu)} == {((), ((2024, "业绩成果", 1),))}


def test_a_draft_claims_nothing(world, gu):
    mine = handed_in(claimed(world.draft(), world.lin))
    claimed(of_bai(world), world.bai)

    assert reused_in(mine, gu) == []


@pytest.mark.parametrize(("state", "count"), [(State.FAILED, 2), (State.CERTIFIED, 2), (State.UNIT_CHECK, 0), (State.WITHDRAWN, 0)])  # fmt: skip
def test_ones_own_work_counts_when_it_was_reviewed_before(world, gu, state, count):
    handed_in(claimed(world.draft(level="zg"), world.lin), state)
    now = handed_in(claimed(world.draft(), world.lin))

    assert [each.own for each in reused_in(now, gu)] == [True] * count


def test_ones_own_diploma_comes_again_every_year(world, gu):
    for draft in (world.draft(level="zg"), world.draft()):
        HeldTitle.objects.create(
            declaration=draft, name="工艺美术师", granted_on=date(2018, 1, 1), certificate_no="GX2018-0105"
        )
        last = handed_in(draft, State.CERTIFIED)

    assert reused_in(last, gu) == []


def test_somebody_elses_certificate_number_is_told(world, gu):
    for draft in (of_bai(world), world.draft()):
        HeldTitle.objects.create(
            declaration=draft, name="工艺美术师", granted_on=date(2018, 1, 1), certificate_no="GX2018-0105"
        )
        last = handed_in(draft)

    assert [(each.section, each.what) for each in reused_in(last, gu)] == [("现职称与资格证书", "证书编号 GX20180105")]


def test_a_file_taken_out_is_no_claim(world, gu):
    mine = handed_in(claimed(world.draft(), world.lin))
    theirs = handed_in(claimed(of_bai(world), world.bai, patent="ZL201920000001.1"))
    Material.objects.filter(declaration=theirs).update(removed_at=clock.law())

    assert reused_in(mine, gu) == []


@pytest.mark.parametrize("count", [1, 3])
def test_asking_costs_the_same_for_any_number(world, gu, count):
    mine, theirs = world.draft(), of_bai(world)
    for number in range(count):
        claimed(mine, world.lin, proof=f"证书{number}", title=f"装置{number}", patent=f"ZL20202123456{number}.8")
        claimed(theirs, world.bai, proof=f"证书{number}", patent=f"ZL20202123456{number}.8")
    for draft in Declaration.objects.all():
        handed_in(draft)

    with statements() as made:
        found = reused_in(mine, gu)

    assert (len(found), len(made)) == (2 * count, 5)


def test_noting_again_notes_the_same(world):
    mine = handed_in(claimed(world.draft(), world.lin))
    before = list(ClaimedNumber.objects.values_list("part", "kind", "number"))

    call_command("noteclaims")

    assert list(ClaimedNumber.objects.values_list("part", "kind", "number")) == before
    Achievement.objects.filter(declaration=mine).update(patent="")
    note_claims(mine)
    assert not ClaimedNumber.objects.exists()


def test_the_office_reads_the_warning_and_is_not_stopped_by_it(world, gu, client):
    mine = handed_in(claimed(world.draft(), world.lin))
    handed_in(claimed(of_bai(world), world.bai))
    client.force_login(gu, backend="accounts.backends.PhoneBackend")

    page = client.get(reverse("approvals:review", args=[mine.ref])).content.decode()

    assert "重复使用提醒" in page
    assert SAME in page
    assert "农*" in page
    assert "农䶮" not in page.partition("重复使用提醒")[2].partition("</section>")[0]


# ── one's own places ───────────────────────────────────────────────────────────────────────────────────────────────
def test_the_preview_tells_where_else_the_file_stands(world, client):
    first, second = claimed(world.draft(level="zg"), world.lin), claimed(world.draft(), world.lin)
    claimed(of_bai(world), world.bai)
    here, there = (Material.objects.get(declaration=each) for each in (second, first))
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    response = client.get(reverse("declarations:file", args=[second.ref, here.pk]))

    assert [(place.pk, place.year) for place in response.context["elsewhere"]] == [(there.pk, 2024)]
    assert reverse("declarations:file", args=[first.ref, there.pk]) in response.content.decode()


def test_a_file_that_stands_nowhere_else_says_nothing(world, client):
    draft = claimed(world.draft(), world.lin)
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    page = client.get(reverse("declarations:file", args=[draft.ref, Material.objects.get().pk])).content.decode()

    assert "这份文件还用在" not in page
