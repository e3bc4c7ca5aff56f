"""What a unit does: lay originals beside the dossier, hear a defence, deliberate, publicise, recommend, answer."""

from datetime import date
from typing import Any

from accounts.models import User
from committees.states import Rank
from config.lib import clock
from declarations.eligibility.paths import is_exceptional
from declarations.models import Declaration
from notices.rules import terms_of
from review.approvals.guards.verification import unverified
from review.approvals.models import DeliberationGroup, Publicity
from review.approvals.selectors import groups_of, parts_to_verify
from review.approvals.services import (
    MemberGiven,
    add_member,
    answer_item,
    attach_publicity_evidence,
    attach_unit_scan,
    name_verifier,
    open_online,
    record_defence,
    record_deliberation,
    remove_unit_scan,
    request_form,
    save_group,
    verify_part,
)
from review.approvals.services.deliberating import Votes
from review.approvals.states import Addressee, Paper
from review.approvals.steps import missing_papers, unit_rows
from review.process.season import texts
from review.process.season.acts.applicant import own_items
from review.process.season.cast import Person, cast, is_shown
from review.process.season.papers import sheet
from review.process.season.world import World
from review.process.services import perform
from review.process.states import Action

HOST = "haiyun"  # whose group sits for the one-person studio next door (UNIT-07)
FLAGGED = "在国家新闻出版主管部门网站查询刊号，并向编辑部电话核实（演示）。"


def clerk(world: World, person: Person) -> User:
    """Who does the unit's step for this person: never they themselves (E311)."""
    if person.fate == "one_person_agency":
        return world.clerks["agency"]
    return world.clerks[HOST] if person.fate == "one_person_group" else world.clerks[person.unit]


def be_named(world: World, person: Person) -> None:
    """The county's office names who checks the owner of a one-person studio (G-32)."""
    office = world.clerks["hepu"]
    reason = "申报单位仅有申报人一人，指定相邻单位经办人办理核验（演示）。"
    name_verifier(world.cases[person.name], actor=office, person=world.clerks[HOST], reason=reason)


def verify(world: World, person: Person) -> None:
    """Every part that has no verification in its present form."""
    declaration, actor = world.case(person), clerk(world, person)
    for part in unverified(declaration, parts_to_verify(declaration)):
        method = FLAGGED if part.flag else ""
        verify_part(declaration.pk, actor=actor, part=part.key, original_seen=True, method=method)


def pass_check(world: World, person: Person) -> None:
    """The originals agree, the conditions are met (T04)."""
    actor = clerk(world, person)
    told = {
        "meets_conditions": True,
        "photo_ok": True,
        "responsible": actor.name,
        "opinion": "原件核对无误，符合评审条件。",
    }
    act(world, person, Action.PASS_CHECK, **told)


def hold_defence(world: World, person: Person) -> None:
    """The unit's defence of a senior title (UNIT-06)."""
    record_defence(
        world.cases[person.name],
        actor=clerk(world, person),
        held_on=_today(),
        place="本单位会议室（演示）",
        panel=[
            {"name": name, "title": top_title(world), "unit": "广西演示工艺美术馆"}
            for name in cast()["deliberators"][:3]
        ],
        questions=texts.words(person)["question"],
        opinion=texts.defence(person),
    )
    if is_shown(person):
        request_form(world.case(person), Paper.DEFENCE, actor=clerk(world, person))
    scan(world, person, "defense_opinion")


def pass_defence(world: World, person: Person) -> None:
    """On to the deliberation (T05)."""
    act(world, person, Action.PASS_DEFENCE)


def deliberate(world: World, person: Person) -> None:
    """The group sits and is of one mind; its papers are signed, sealed, scanned (UNIT-08, UNIT-09)."""
    declaration, actor = world.case(person), clerk(world, person)
    record_deliberation(
        declaration.pk,
        actor=actor,
        group=group_for(world, person),
        held_on=_today(),
        place="本单位会议室（演示）",
        aspects=texts.deliberation(person, terms_of(declaration.edition).deliberation.aspects),
        votes=Votes(agree=5, against=0, present=5),
        agree=True,
    )
    if is_shown(person):
        request_form(declaration, Paper.DELIBERATION, actor=actor)
    for slot in ("deliberation_opinion", "deliberation_experts"):
        scan(world, person, slot)


def set_up_group(world: World, person: Person) -> None:
    """The unit's group of this year is named when the first of its people comes before it (UNIT-07)."""
    group_for(world, person)


def hang_sheet(world: World, person: Person) -> None:
    """The sheet goes up on the unit's board (T06)."""
    act(world, person, Action.DELIBERATE, **_place(world.case(person)))


def hang_supplement(world: World, person: Person) -> None:
    """What changed after the publicity hangs again (T10)."""
    act(world, person, Action.SUPPLEMENT, **_place(world.case(person)))


def show_online(world: World, person: Person) -> None:
    """The sheet hangs on a page as well (S15)."""
    open_online(world.cases[person.name], actor=clerk(world, person))


def photograph_sheet(world: World, person: Person) -> None:
    """The photo of the board (UNIT-14)."""
    sheet_ = Publicity.objects.filter(declaration=world.cases[person.name], evidence=None, voided_at=None).last()
    assert sheet_, "a sheet hangs or hung"
    unit = world.case(person).unit.name
    days = f"{sheet_.first_day:%Y-%m-%d}至{sheet_.last_day:%Y-%m-%d}"
    photo = sheet("公示现场照片（演示）", [f"单位：{unit}", f"公示时间：{days}", "申报人员名单及材料公示于公示栏。"])
    attach_publicity_evidence(sheet_.pk, actor=clerk(world, person), upload=photo, name="公示照片.jpg")


def recommend(world: World, person: Person) -> None:
    """Five aspects, the pledge of the unit, up (T09)."""
    act(world, person, Action.RECOMMEND, **recommendation_of(world, person))


def recommendation_of(world: World, person: Person) -> dict[str, Any]:
    """The words of the recommendation, once every paper of the unit is signed, sealed and scanned."""
    declaration, actor = world.case(person), clerk(world, person)
    if not declaration.materials.filter(slot="unit_pledge", removed_at=None).exists():
        scan(world, person, "unit_pledge")
        if is_shown(person):
            request_form(declaration, Paper.UNIT_PLEDGE, actor=actor)
    for row in missing_papers(declaration):
        scan(world, person, row.code)
    aspects = texts.recommendation(person, terms_of(declaration.edition).unit_flow.recommendation.aspects)
    told: dict[str, Any] = {"aspects": aspects, "agree": True, "responsible": actor.name, "head": actor.name}
    series = world.terms.series
    told["post_note"] = f"本单位{series}专业岗位结构比例和空缺允许推荐（演示）。"
    exceptional = is_exceptional(declaration.options, world.terms)
    told["exception_note"] = "申报人业绩突出，按破格条件推荐（演示）。" if exceptional else ""
    return told


def give_back(world: World, person: Person) -> None:
    """An ordinary return inside stage 1, with what is wrong (T03)."""
    work = world.case(person).achievements.order_by("rank").last()
    assert work
    item = {"addressee": Addressee.APPLICANT, "part": f"achievement:{work.pk}", "defect": texts.RETURNS["works"]}
    act(world, person, Action.RETURN, items=[item | {"todo": "补充作用说明和照片。", "counts": True}])


def answer_own(world: World, person: Person) -> None:
    """What the unit itself was asked is done: new scans where they were asked for (T16b)."""
    declaration, actor = world.case(person), clerk(world, person)
    for item in own_items(declaration, Addressee.UNIT):
        if item.part.startswith("slot:"):
            rescan(world, person, item.part.partition(":")[2])
        answer_item(item.pk, actor=actor, answer="已补签字、盖章并重新扫描上传。")


def hand_back(world: World, person: Person) -> None:
    """The unit's own correction goes up again (T16b)."""
    act(world, person, Action.RESUBMIT, confirm=True)


def scan(world: World, person: Person, slot: str, *, anew: bool = False) -> None:
    """A stamped sheet of the unit's, scanned into its slot. The list of experts is one sheet for the whole unit."""
    declaration = world.case(person)
    row = next((row for row in unit_rows(declaration) if row.code == slot), None)
    if row is None:
        return  # this notice asks for no such paper
    of_all = slot in {"deliberation_experts", "unit_pledge"}
    about = (
        ["适用于本单位本年度全部申报人员。"]
        if of_all
        else [f"申报人：{person.name}", f"申报职称：{declaration.level_name}"]
    )
    again = ["（补正后重新签字盖章）"] if anew else []
    page = sheet(f"{row.label}（演示）"[:26], [f"单位：{declaration.unit.name}", *about, *again, "组长签字：（已签）"])
    attach_unit_scan(declaration.pk, actor=clerk(world, person), slot=slot, upload=page, name=f"{slot}.jpg")


def rescan(world: World, person: Person, slot: str) -> None:
    """The faulty scan comes out, the new one goes in."""
    actor = clerk(world, person)
    for material in world.case(person).materials.filter(slot=slot, removed_at=None):
        remove_unit_scan(material.pk, actor=actor)
    scan(world, person, slot, anew=True)


def group_for(world: World, person: Person) -> DeliberationGroup:
    """The unit's group of this year; set up when it is first needed (UNIT-07)."""
    declaration = world.case(person)
    found = next(iter(groups_of(declaration)), None)
    if found:
        return found
    keeper = clerk(world, person)
    host = world.organisations[HOST].name if person.fate == "one_person_group" else ""
    group = save_group(actor=keeper, notice=world.notice, unit=declaration.unit, host=host)
    for number, name in enumerate(cast()["deliberators"]):
        add_member(group.pk, actor=keeper, member=_member(world, name, leader=number == 0))
    return group


def act(world: World, person: Person, action: Action, **answers: Any) -> None:
    """A move of the unit's."""
    perform(world.cases[person.name], action, actor=clerk(world, person), **answers)


def top_title(world: World) -> str:
    """The highest title of the notice, which those who judge hold."""
    return max(world.terms.levels, key=lambda level: Rank.height(level.rank)).name


def _member(world: World, name: str, *, leader: bool) -> MemberGiven:
    return MemberGiven(
        name=name,
        unit_name="广西演示工艺美术馆",
        post="研究馆员" if leader else "特邀专家",
        is_leader=leader,
        title=top_title(world),
        rank="zhenggao",
        external=not leader,
    )


def _place(declaration: Declaration) -> dict[str, str]:
    unit = declaration.unit
    return {"place": texts.PUBLICITY_PLACE.format(unit=unit.name), "contact": f"办公室 {unit.contact_phone}"}


def _today() -> date:
    return clock.local_date(clock.law())
