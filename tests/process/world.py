"""The cast, whose relation to a declaration every reader knows.

Lin applicant · Zhou unit · Gu department · Tang local office · Ma committee's office · Mi secretary · Qian finance ·
Jian supervision · Ke region's office (confirms) · Bai of another unit.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import SYSTEM, Actor, Employment, Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from committees.models import Committee
from config.lib import clock
from declarations.models import BasicInfo, Declaration, RouteStop
from declarations.states import State
from notices.models import NoticeEdition
from notices.rules import digest_of, dump_terms, parse_terms, terms_of
from notices.rules.amending import laid_over
from notices.services import load_notice, publish_notice
from review.process.models import MoveRecord
from review.process.states import Action
from tests.remembering import remembered

CRAFT_ARTS = settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml"
IN_STAGE_1 = datetime.fromisoformat("2024-08-05T10:00+08:00")

on_postgresql = pytest.mark.postgres
STOP_AT = {
    State.DEPT_REVIEW: 1,
    State.LOCAL_OFFICE_REVIEW: 2,
    State.OFFICE_REVIEW: 3,
}
# Where a case came from when it stands here, for the choosers that ask.
CAME_FROM = {
    State.OVERDUE_HELD: (State.UNIT_CHECK, Action.HOLD),
    State.OBJECTION: (State.SECOND_PUBLICITY, Action.FREEZE),
    State.NOT_RECOMMENDED: (State.UNIT_CHECK, Action.DECLINE),
    State.NOT_ACCEPTED: (State.OFFICE_REVIEW, Action.REFUSE),
    State.ABANDONED: (State.DRAFT, Action.LAPSE),
}


@dataclass
class World:
    edition: NoticeEdition
    unit: Organisation
    people: dict[str, User] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        return SYSTEM if role == Role.SYSTEM else self.people[role]

    def declaration(self, state: str = State.DRAFT, *, level: str = "zg", applicant: User | None = None) -> Declaration:
        """A declaration that stands in a state, with its route; it did not walk there (the season walks)."""
        now = clock.law()
        terms_level = {"zg": ("zhenggao", "正高级工艺美术师"), "fg": ("fugao", "高级工艺美术师")}[level]
        made = Declaration.objects.create(
            applicant=applicant or self.people[Role.APPLICANT],
            edition=self.edition,
            committee=Committee.objects.get(name__contains="正、副高级"),
            level=level,
            rank=terms_level[0],
            level_name=terms_level[1],
            specialty="taoci",
            specialty_name="艺术陶瓷（坭兴陶）",
            unit=self.unit,
            employer=self.unit,
            slot=f"2024:{terms_level[0]}",
            state=state,
            state_since=now,
            created_at=now,
            submitted_at=None if state == State.DRAFT else now,
            stop=STOP_AT.get(state, 0),
            window="" if state in (*State.settled, *State.before_vote) else "personal_unit",
        )
        BasicInfo.objects.create(
            declaration=made, name=str(made.applicant), id_number="450102197001010011", phone="19000000001"
        )
        self._route(made)
        self._history(made)
        Employment.objects.get_or_create(user=made.applicant, organisation=self.unit, defaults={"confirmed_at": now})
        return made

    def _route(self, made: Declaration) -> None:
        nodes = ("unit", "department", "city_office", "committee_office")
        desks = (self.unit, *list(self.unit.chain())[1:4])
        for index, (node, desk) in enumerate(zip(nodes, desks, strict=True)):
            RouteStop.objects.create(
                declaration=made, index=index, node=node, organisation=desk, name=desk.name, window="personal_unit",
                reached_at=made.created_at if index <= made.stop else None,
            )  # fmt: skip

    def _history(self, made: Declaration) -> None:
        if made.state in CAME_FROM:
            source, action = CAME_FROM[State(made.state)]
            MoveRecord.objects.create(
                declaration=made, action=action, source=source, target=made.state, at=made.created_at
            )


@remembered
def build_world(words: Path | dict[str, Any] = CRAFT_ARTS) -> World:
    region = Organisation.objects.create(name="自治区职改办", kind=OrganisationKind.REGION_OFFICE)
    notice = load_notice(words, actor=SYSTEM)
    edition = publish_notice(notice.pk, actor=SYSTEM)
    office = edition.notice.office
    city = Organisation.objects.create(name="钦州市职改办", kind=OrganisationKind.CITY_OFFICE, parent=office)
    department = Organisation.objects.create(name="钦州市文旅局", kind=OrganisationKind.DEPARTMENT, parent=city)
    unit = Organisation.objects.create(
        name="古龙窑", kind=OrganisationKind.UNIT, parent=department, affiliation="city", nature="private_enterprise"
    )
    other = Organisation.objects.create(name="另一单位", kind=OrganisationKind.UNIT, parent=city)
    desks = {
        Role.UNIT: unit, Role.DEPARTMENT: department, Role.LOCAL_OFFICE: city, Role.OFFICE: office,
        Role.SECRETARY: office, Role.FINANCE: office, Role.SUPERVISION: office, Role.CONFIRMER: region,
    }  # fmt: skip
    people = {role: person(f"{role}-clerk") for role in desks}
    for role, desk in desks.items():
        Membership.objects.create(user=people[role], organisation=desk, role=role)
    people |= {Role.APPLICANT: person("lin"), "outsider": person("bai")}
    Membership.objects.create(user=people["outsider"], organisation=other, role=Role.UNIT)
    return World(edition=edition, unit=unit, people=people)


def acting(user: User, role: str) -> User:
    """The person, who has chosen this of their roles to act in."""
    user.current_role = role
    user.save(update_fields=["current_role"])
    return user


def amended(edition: NoticeEdition, **changes: Any) -> NoticeEdition:
    """The same notice with other terms, as a second edition in force."""
    plain = dump_terms(parse_terms(laid_over(dump_terms(terms_of(edition)), changes)))
    return NoticeEdition.objects.create(
        notice=edition.notice,
        number=edition.notice.editions.count() + 1,
        terms=plain,
        digest=digest_of(plain),
        published_at=edition.published_at,
        effective_at=edition.published_at,
        reason="试验",
        basis="试验",
    )


def person(name: str) -> User:
    return User.objects.create(username=name, name=name.title())


def in_threads(work: Iterable[Callable[[], object]]) -> list[object]:
    """Run all at once, each on its own connection; return what they returned or raised."""
    results: list[object] = []

    def run(job):
        try:
            results.append(job())
        except Exception as error:  # noqa: BLE001  # the test judges what was raised
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
