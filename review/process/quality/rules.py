"""Who works on a case of the ratios: the office decides, the addressee explains, the department notifies (DEPT-03)."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from notices.models import Notice
from review.approvals.models import Suspension
from review.process.models import QualityCase
from review.process.quality.states import QualityRule, QualityState

ANSWERING = (Role.UNIT, Role.DEPARTMENT)  # in whose desks an addressee explains
READING = (Role.OFFICE, *ANSWERING)


def notices_of(user: User) -> QuerySet[Notice]:
    """Published notices of the offices this person decides for."""
    desks = Membership.objects.of(user).filter(role=Role.OFFICE).values("organisation")
    return Notice.objects.filter(office__in=desks, editions__isnull=False).distinct().order_by("-year", "pk")


def visible_cases(user: User) -> QuerySet[QualityCase]:
    """The office's own; to the addressee and to the department above it what was decided to be asked."""
    told = Q(state__in=QualityState.told)
    mine = Membership.objects.of(user)
    answering = mine.filter(role__in=ANSWERING).values("organisation")
    department = mine.filter(role=Role.DEPARTMENT).values("organisation")
    seen = Q(notice__in=notices_of(user)) | told & (
        Q(addressee__in=answering) | Q(subject__in=answering) | Q(subject__parent__in=department)
    )
    told_of = ("notice", "subject", "subject__parent", "addressee", "suspension")
    return QualityCase.objects.filter(seen).select_related(*told_of)


def suspensions_of(user: User, notice: Notice) -> list[Suspension]:
    """Of this person's units: what keeps them from recommending under this notice (DEPT-02). One statement."""
    units = Membership.objects.of(user).filter(role=Role.UNIT).values("organisation")
    return list(Suspension.objects.in_force().filter(unit__in=units, year=notice.year).select_related("unit"))


def read_case(user: User, ref: UUID) -> QualityCase:
    """The only way a page gets one: missing and forbidden look the same."""
    case = visible_cases(user).filter(ref=ref).first()
    if case is None:
        raise Http404
    return case


def may_open_paper(user: User, case_id: int) -> bool:
    """The gate of a case's papers."""
    return visible_cases(user).filter(pk=case_id).exists()


def decides(user: User, case: QualityCase) -> bool:
    """A clerk of the office whose notice it is."""
    return notices_of(user).filter(pk=case.notice_id).exists()


def answers(user: User, case: QualityCase) -> bool:
    """A clerk of who was asked to explain."""
    return Membership.objects.of(user).filter(organisation=case.addressee_id, role__in=ANSWERING).exists()


def notifies(user: User, case: QualityCase) -> bool:
    """A unit's ratio is notified by its department where it has one, else by the office (DEPT-03)."""
    department = department_of(case.subject) if case.rule == QualityRule.UNIT else None
    if department is None:
        return decides(user, case)
    return Membership.objects.of(user).filter(organisation=department, role=Role.DEPARTMENT).exists()


def department_of(unit: Organisation) -> Organisation | None:
    """The department a unit stands directly under."""
    parent = unit.parent
    return parent if parent and parent.kind == OrganisationKind.DEPARTMENT else None
