"""Organisations, desks, committees: entered as the directory's data, or registered by people where there is a service.

Offices, departments, their staff and the experts are entered by an administrator. Units register and are approved, and
everybody opens an account, by the services that pages call.
"""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from accounts.models import SYSTEM, Organisation, User
from accounts.services.codes import PhoneProof
from accounts.services.employments import ask_employment, confirm_employment
from accounts.services.memberships import give_membership
from accounts.services.people import register_person
from accounts.services.units import UnitData, approve_unit, register_unit
from accounts.states import DESK_ROLE, CodePurpose, OrganisationKind, Role
from committees.models import Committee, CommitteeMember, CommitteeTerm, Expert, ExpertTraining, Specialty
from committees.states import ExpertStatus, MemberPost, Rank
from config.lib import clock
from integrity.models import RiskJournal
from records.services.files import accept_upload
from review.process.season.cast import (
    PASSWORD,
    Clerk,
    Person,
    cast,
    clerks,
    credit_code,
    experts,
    id_number,
    keepers,
    office_phone,
    owners,
    staff,
)
from review.process.season.papers import sheet
from review.process.season.world import World

COURSE = "高级职称评审专家培训课程"
RISKY = "工艺与创意（演示）"  # the journal of the register that one applicant published in
TERM = (date(2022, 1, 1), date(2026, 12, 31))
TRAINED = (3, 20)  # month and day, in the year of the notice: before any of its meetings, in the moved batches as well


def enter_offices(world: World) -> None:
    """Offices and departments, with everybody at their desks."""
    for key, told in cast()["offices"].items():
        world.organisations[key] = _office(world, told)
    for key, told in cast()["departments"].items():
        world.organisations[key] = _office(world, {**told, "kind": OrganisationKind.DEPARTMENT})
    for clerk in clerks():
        if clerk.key in world.organisations:
            _seat(world, clerk, world.organisations[clerk.key])
    for clerk in staff():
        _seat(world, clerk, world.organisations[clerk.at])


def enter_keepers(world: World) -> None:
    """Who keeps the whole site, and another office's notice administrator, who sees nothing of this one (SYS-02).

    What goes to the special committee is received at the region's office (A-31).
    """
    desk = {"organisation": world.organisations["region"], "role": Role.OFFICE}
    give_membership(person=world.clerks["confirmer"], actor=SYSTEM, **desk)
    for clerk in keepers():
        if clerk.role:
            _seat(world, clerk, Organisation.objects.get(name=clerk.at))
        else:
            world.clerks[clerk.key] = person = _account(clerk)
            person.is_staff = person.is_superuser = True  # of no office: accounts, directories, adapters (ROLE-11)
            person.set_password(PASSWORD)
            person.save(update_fields=["is_staff", "is_superuser", "password"])


def enter_committees(world: World) -> None:
    """The terms of the two committees of a notice, and their experts, trained for its year."""
    for committee, key in zip(world.committees(), ("senior", "junior"), strict=True):
        term = committee.term_on(TERM[0]) or _term(committee)
        for panel, clerk in experts(key):
            expert = _expert(world, clerk, panel, senior=key == "senior")
            _train(expert, world.notice.year)
            chair = panel == "设计组" and clerk.name == cast()["experts"][key][panel][0]
            post = MemberPost.CHAIR if chair else MemberPost.MEMBER
            CommitteeMember.objects.get_or_create(term=term, expert=expert, defaults={"post": post})


def enter_risky_journal(world: World) -> None:
    """One entry of the register of doubtful journals (RISK-01)."""
    if not RiskJournal.objects.filter(name=RISKY).exists():
        RiskJournal.objects.create(
            name=RISKY, reason="未查到该刊号的出版许可（演示）", source="演示数据", issn="2024-0001"
        )


def register_units(world: World) -> None:
    """Every unit hands itself in and is approved by the desk it stands below (CHAN-18)."""
    for number, (key, told) in enumerate(cast()["units"].items()):
        manager = _manager_of(world, key)
        parent = world.organisations[told["parent"]]
        licence = sheet(
            "营业执照（演示）",
            [f"名称：{told['name']}", f"统一社会信用代码：{credit_code(number)}", f"住所：{told['place']}"],
        )
        upload = accept_upload(licence, name="营业执照.jpg", by=manager.pk)
        unit = register_unit(data=_unit_data(number, told, parent, manager), licence=upload, actor=manager)
        world.organisations[key] = approve_unit(unit.pk, actor=world.clerk_of(told["parent"]))
        world.clerks[key] = manager


def open_account(world: World, person: Person) -> User:
    """An applicant's account."""
    world.people[person.name] = registered(person.name, person.id_number, person.phone)
    return world.people[person.name]


def join_unit(world: World, person: Person, unit: str) -> None:
    """The person says where they belong; the unit says yes (CHAN-06)."""
    account, organisation = world.people[person.name], world.organisations[unit]
    asked = ask_employment(person=account, organisation=organisation, since=date(2018, 3, 1))
    confirm_employment(asked.pk, actor=world.clerks[unit])


def registered(name: str, number: str, phone: str) -> User:
    """An account of its own for everybody; the code that proves a phone is somebody else's test."""
    known = User.objects.by_phone(phone)
    proof = PhoneProof(phone, CodePurpose.REGISTER, clock.machine())
    return known or register_person(name=name, id_number=number, password=None, proof=proof)


def give_everybody_the_password() -> None:
    """One hash for all of them: two hundred hashings of one word would take longer than a whole stage of the season."""
    cast = Q(is_superuser=False) | Q(memberships__isnull=False)  # not who keeps this machine
    User.objects.filter(cast).update(password=make_password(PASSWORD))


def _office(world: World, told: dict[str, str]) -> Organisation:
    parent = world.organisations.get(told.get("parent", ""))
    office = Organisation.objects.filter(name=told["name"]).first() or Organisation(
        name=told["name"], kind=told["kind"]
    )
    office.parent, office.contact_phone = parent, office_phone(len(world.organisations))
    office.save()
    return office


def _seat(world: World, clerk: Clerk, organisation: Organisation) -> None:
    person = _account(clerk)
    role = clerk.role or DESK_ROLE[OrganisationKind(organisation.kind)]
    if not person.memberships.filter(organisation=organisation, role=role).exists():
        give_membership(person=person, organisation=organisation, role=role, is_manager=clerk.manager, actor=SYSTEM)
    world.clerks[clerk.key] = person


def _account(clerk: Clerk) -> User:
    return registered(clerk.name, id_number(clerk.born, "女", int(clerk.phone[-4:])), clerk.phone)


def _manager_of(world: World, unit: str) -> User:
    if owner := owners().get(unit):
        return world.people.get(owner) or open_account(world, world.person(owner))
    clerk = next(each for each in clerks() if each.key == unit)
    return _account(clerk)


def _unit_data(number: int, told: dict[str, str], parent: Organisation, manager: User) -> UnitData:
    return UnitData(
        name=told["name"],
        kind=told.get("kind", OrganisationKind.UNIT),
        uscc=credit_code(number),
        legal_representative=manager.name,
        parent=parent,
        affiliation=told["affiliation"],
        place=f"广西{told['place']}",
        contact_phone=office_phone(100 + number),
        nature=told["nature"],
        industry="制造业",
        address=f"广西{told['place']}演示路{number + 1}号",
    )


def _term(committee: Committee) -> CommitteeTerm:
    starts, ends = TERM
    return CommitteeTerm.objects.create(
        committee=committee, number=1, starts_on=starts, ends_on=ends, approval_doc_no="桂职改（演示）〔2022〕1号"
    )


def _expert(world: World, clerk: Clerk, panel: str, *, senior: bool) -> Expert:
    account = _account(clerk)
    world.experts[clerk.name] = account
    known = Expert.objects.filter(user=account).first()
    if known:
        return known
    expert = Expert.objects.create(
        user=account,
        name=clerk.name,
        unit_name="广西演示大学艺术学院" if panel == "设计组" else "广西演示工艺美术馆",
        title="正高级工艺美术师" if senior else "高级工艺美术师",
        rank=Rank.ZHENGGAO if senior else Rank.FUGAO,
        status=ExpertStatus.LISTED,
        listed_on=TERM[0],
    )
    expert.series.add(world.notice.series)
    codes = next(each["specialties"] for each in cast()["panels"] if each["name"] == panel)
    expert.specialties.set(Specialty.objects.filter(series=world.notice.series, code__in=codes))
    return expert


def _train(expert: Expert, year: int) -> None:
    done = {"completed_on": date(year, *TRAINED)}
    ExpertTraining.objects.get_or_create(expert=expert, course=COURSE, year=year, defaults=done)


Enter = Callable[[World], None]
DIRECTORY: tuple[Enter, ...] = (enter_offices, enter_risky_journal)
