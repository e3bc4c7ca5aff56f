"""To whom a mass message about a notice may go: groups of its applicants, and the desks that hold its files (27-2)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Membership
from accounts.states import DESK_ROLE, Role
from declarations.models import BasicInfo, Declaration, DeclarationQuerySet, RouteStop
from declarations.states import State
from notices.models import Notice
from review.approvals.models import CorrectionNotice

OF_A_CASE = ("name", "number", "level", "unit")
OF_A_DESK = ("name", "unit")


@dataclass(frozen=True, slots=True)
class Reached:
    """One person of an audience, once however many files they have, with the words of their latest one."""

    person: int
    organisation: int | None
    phone: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Audience:
    """A group by its name, the variables a message to it may use, and who is in it."""

    code: str
    label: str
    names: tuple[str, ...]
    people: Callable[[Notice], Iterator[Reached]]


def _submitted_before(cases: DeclarationQuerySet) -> DeclarationQuerySet:
    running = CorrectionNotice.objects.running().filter(declaration=OuterRef("pk"))
    return cases.filter(Q(state__in=(State.DRAFT, State.CORRECTION)), Exists(running))


def _applicants(group: Callable[[DeclarationQuerySet], DeclarationQuerySet]) -> Callable[[Notice], Iterator[Reached]]:
    def people(notice: Notice) -> Iterator[Reached]:
        cases = group(Declaration.objects.filter(edition__notice=notice)).select_related("applicant", "unit")
        phones = dict(BasicInfo.objects.filter(declaration__in=cases.values("pk")).values_list("declaration", "phone"))
        seen = set()
        for case in cases.defer("edition__terms").order_by("-pk"):
            if case.applicant_id not in seen:
                seen.add(case.applicant_id)
                words = {"name": case.applicant.name, "number": case.number or "", "level": case.level_name}
                phone = phones.get(case.pk) or case.applicant.phone  # of the application (MSG-13)
                yield Reached(case.applicant_id, None, phone, words | {"unit": case.unit.name})

    return people


def _desks(notice: Notice) -> Iterator[Reached]:
    here = RouteStop.objects.filter(index=F("declaration__stop"), declaration__edition__notice=notice)
    here = here.filter(declaration__in=Declaration.objects.live())
    held = Membership.objects.current().filter(organisation__in=here.values("organisation"))
    held = held.filter(role__in={*DESK_ROLE.values(), Role.OFFICE}).select_related("user", "organisation")
    seen = set()
    for each in held.order_by("pk"):
        if each.user_id not in seen:
            seen.add(each.user_id)
            words = {"name": each.user.name, "unit": each.organisation.name}
            yield Reached(each.user_id, each.organisation_id, each.user.phone, words)


AUDIENCES = {
    each.code: each
    for each in (
        Audience(
            "drafts",
            "还没有提交的申报人",
            OF_A_CASE,
            _applicants(lambda cases: cases.filter(state=State.DRAFT, submitted_at=None)),
        ),
        Audience("returned", "被退回、须补正还没有交回的申报人", OF_A_CASE, _applicants(_submitted_before)),
        Audience("unpaid", "待缴费的申报人", OF_A_CASE, _applicants(lambda cases: cases.filter(state=State.ACCEPTED))),
        Audience(
            "live",
            "已提交、还在办理的申报人",
            OF_A_CASE,
            _applicants(lambda cases: cases.live().filter(submitted_at__isnull=False)),
        ),
        Audience("desks", "手上有本通知申报的单位、部门、职改办的经办人", OF_A_DESK, _desks),
    )
}
