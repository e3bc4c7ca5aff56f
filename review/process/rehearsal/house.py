"""Whom a notice needs to be lived through: offices, a department, units, committees with experts; all made up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from accounts.models import SYSTEM, Organisation, User
from accounts.services.memberships import give_membership
from accounts.states import DESK_ROLE, ROLES_OF, OrganisationKind, Role, UnitNature
from committees.models import Committee, CommitteeMember, CommitteeTerm, Expert, ExpertTraining, Specialty
from committees.states import ExpertStatus, MemberPost, Rank
from declarations.eligibility.dossier import Body
from declarations.models import Declaration, SmallGiant
from review.process.season.cast import PHONE, credit_code, id_number
from review.process.season.directory import registered
from review.process.season.world import World

Kind = OrganisationKind
CLERKS_FROM, EXPERTS_FROM = 2001, 5001
BORN = date(1975, 5, 6)
USUAL = 7  # experts of a committee whose size the notice does not say
REGION, SERIES, DEPARTMENT, CITY, COUNTY = "region", "series", "department", "city", "county"
ABOVE = {"region": DEPARTMENT, "city": CITY, "county": COUNTY}  # where a unit stands; elsewhere at the notice's office
TRAINED = (3, 20)  # month and day, in the year of the notice: before any of its meetings


@dataclass
class House(World):
    """The world of a rehearsal. ``desks`` knows who works at an organisation."""

    desks: dict[int, User] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def clerk_at(self, organisation_id: int) -> User:
        """Who works at this desk."""
        return self.desks[organisation_id]

    def clerk_here(self, declaration: Declaration) -> User:
        """Who works at the desk where the case stands."""
        return self.clerk_at(declaration.stops.get(index=declaration.stop).organisation_id)

    def office_of(self, declaration: Declaration) -> User:
        """Who works in the office of the committee, or of the authority that decides."""
        assert declaration.office_id, "every declaration has an office"
        return self.clerk_at(declaration.office_id)

    def confirmer_of(self, declaration: Declaration) -> tuple[Organisation, User]:
        """Senior results are confirmed by the region's office, the others by the case's own (COMM-07)."""
        senior = self.terms.level(declaration.level).senior
        authority = self.organisations[REGION] if senior else Organisation.objects.get(pk=declaration.office_id)
        return authority, self.clerk_at(authority.pk)


def furnish(house: House) -> None:
    """Offices and committees, once the notice is published and its names are entered."""
    own = house.notice.office
    region = own if own.kind == Kind.REGION_OFFICE else Organisation.objects.filter(kind=Kind.REGION_OFFICE).first()
    region = region or Organisation.objects.create(name="自治区职改办", kind=Kind.REGION_OFFICE)
    house.organisations |= {REGION: region, SERIES: own}
    if own.pk != region.pk and own.parent_id is None:
        Organisation.objects.filter(pk=own.pk).update(parent=region)
        own.parent = region
    _add(house, CITY, "彩排市职改办（演示）", Kind.CITY_OFFICE, own)
    _add(house, COUNTY, "彩排县职改办（演示）", Kind.COUNTY_OFFICE, house.organisations[CITY])
    _add(house, DEPARTMENT, "彩排主管部门（演示）", Kind.DEPARTMENT, own)
    for office in Organisation.objects.filter(kind__in=Kind.approvers):
        _seat(house, office)
    _seat_second_cashier(house)
    for committee in Committee.objects.filter(name__in=[each.name for each in house.terms.committees]):
        _fill(house, committee)


def body(house: House, told: Body, *, nature: str) -> Organisation:
    """A unit, agency or association as the sample's dossier tells it, with somebody at its desk."""
    number = next(house.numbers)
    parent = house.organisations[ABOVE.get(told.affiliation, SERIES)]
    made = Organisation.objects.create(
        name=told.name,
        kind=told.kind,
        uscc=credit_code(number),
        affiliation=told.affiliation,
        nature=nature or UnitNature.INSTITUTION,
        place=told.place,
        zone=told.zone,
        legal_representative=told.legal_representative,
        contact_phone=PHONE.format(9000 + number % 1000),
        parent=parent,
    )
    if told.small_giant_from:
        days = {"valid_from": told.small_giant_from, "valid_until": told.small_giant_until}
        SmallGiant.objects.create(organisation=made, certificate_no="示例1号", **days)
    _seat(house, made)
    return made


def _add(house: House, key: str, name: str, kind: str, parent: Organisation) -> None:
    told = {"name": name, "kind": kind, "parent": parent, "contact_phone": PHONE.format(9999)}
    house.organisations[key] = Organisation.objects.create(**told)


def _seat(house: House, organisation: Organisation) -> None:
    """One person with every role such a desk has."""
    number = CLERKS_FROM + next(house.numbers)
    person = registered(f"经办{_letters(number)}", id_number(BORN, "女", number), PHONE.format(number))
    kind = OrganisationKind(organisation.kind)
    for role in dict.fromkeys((DESK_ROLE[kind], *ROLES_OF[kind])):
        if role in Role.held:
            give_membership(person=person, organisation=organisation, role=role, is_manager=True, actor=SYSTEM)
    house.desks[organisation.pk] = person


def _seat_second_cashier(house: House) -> None:
    """A voucher wants two people of finance."""
    number = CLERKS_FROM + next(house.numbers)
    person = registered(f"经办{_letters(number)}", id_number(BORN, "女", number), PHONE.format(number))
    for office in Organisation.objects.filter(kind__in=(Kind.OFFICE, Kind.REGION_OFFICE, Kind.CITY_OFFICE)):
        give_membership(person=person, organisation=office, role=Role.FINANCE, actor=SYSTEM)
    house.clerks["finance2"] = person


def _fill(house: House, committee: Committee) -> None:
    """A term that covers the year of the notice, and as many experts as the notice wants, the first in the chair."""
    year = house.notice.year
    told = next(each for each in house.terms.committees if each.name == committee.name)
    term = CommitteeTerm.objects.create(
        committee=committee,
        number=1,
        starts_on=date(year - 1, 1, 1),
        ends_on=date(year + 2, 12, 31),
        approval_doc_no="桂职改（演示）〔2020〕1号",
    )
    for place in range(max(told.min_members or 0, USUAL)):
        expert = _expert(house)
        post = MemberPost.MEMBER if place else MemberPost.CHAIR
        CommitteeMember.objects.create(term=term, expert=expert, post=post)


def _expert(house: House) -> Expert:
    number, series, year = EXPERTS_FROM + next(house.numbers), house.notice.series, house.notice.year
    name = f"评委{_letters(number)}"
    account = registered(name, id_number(BORN, "男", number), PHONE.format(number))
    top = max(house.terms.levels, key=lambda level: Rank.height(level.rank))
    expert = Expert.objects.create(
        user=account,
        name=name,
        unit_name="彩排大学（演示）",
        title=top.name,
        rank=Rank.ZHENGGAO,
        status=ExpertStatus.LISTED,
        listed_on=date(year - 1, 1, 1),
    )
    expert.series.add(series)
    expert.specialties.set(Specialty.objects.filter(series=series))
    if house.terms.expert_training:
        done = {"completed_on": date(year, *TRAINED), "year": year}
        ExpertTraining.objects.create(expert=expert, course=house.terms.expert_training.course, **done)
    return expert


def _letters(number: int) -> str:
    """A name's second half in characters, for names are words."""
    return "".join("零壹贰叁肆伍陆柒捌玖"[int(digit)] for digit in str(number))
