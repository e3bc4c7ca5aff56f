"""Who decides on results, who reads what of them."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from declarations.models import Declaration, DeclarationQuerySet
from declarations.rules import kept_by, seats_in, visible_to
from declarations.states import State
from notices.models import Notice, NoticeEdition
from notices.rules import terms_of
from review.outcomes.models import Approval, Certificate, Confirmation, Objection, ResultPublicity, ReviewRequest

DECIDERS = (Role.OFFICE, Role.SUPERVISION)
Row = TypeVar("Row", bound=Model)


# ── where a person stands ──────────────────────────────────────────────────────────────────────────────────────────
def offices_of(notice: Notice) -> QuerySet[Organisation]:
    """The office of a notice, those of the committees that reviewed under it, and who determined titles (PATH-30)."""
    cases = Declaration.objects.filter(edition__notice=notice)
    committees = cases.exclude(committee=None).values("committee__office")
    authorities = cases.exclude(authority=None).values("authority")
    return Organisation.objects.filter(Q(pk=notice.office_id) | Q(pk__in=committees) | Q(pk__in=authorities))


def holds(user: User, offices: QuerySet[Organisation] | Iterable[int], *roles: str) -> bool:
    """Whether the person holds one of these roles at one of these organisations."""
    return Membership.objects.of(user).filter(organisation__in=offices, role__in=roles).exists()


def keeps_results(user: User, notice: Notice) -> bool:
    """Whether the person is of an office that publicises and approves the results of this notice."""
    return holds(user, offices_of(notice), Role.OFFICE)


def confirms_for(user: User, authority: Organisation, notice: Notice) -> bool:
    """Whether the person speaks for this authority: the region's office, or an office of the notice (T31)."""
    if holds(user, [authority.pk], Role.CONFIRMER):
        return authority.kind == OrganisationKind.REGION_OFFICE
    return holds(user, [authority.pk], Role.OFFICE) and offices_of(notice).filter(pk=authority.pk).exists()


def decides_on(user: User, declaration: Declaration, *roles: str) -> bool:
    """Whether the person holds one of these roles at the case's office. Nobody on their own case, nobody recused."""
    if declaration.applicant_id == user.pk or declaration.recusals.filter(person=user).exists():
        return False
    return seats_in(user, declaration.pk).filter(organisation=declaration.office_id, role__in=roles).exists()


# ── declarations whose result somebody decides ─────────────────────────────────────────────────────────────────────
def decided_by(user: User, *roles: str) -> QuerySet[Declaration]:
    """Cases of the offices where the person holds one of these roles; own and recused ones are not among them."""
    offices = Membership.objects.of(user).filter(role__in=roles).values("organisation")
    return visible_to(user).filter(kept_by(offices)).exclude(applicant=user)


def confirmable_by(user: User) -> DeclarationQuerySet:
    """Results waiting for this person: senior ones at the region's office, the others at their own (COMM-07).

    The same people as ``process.rules.standing`` lets confirm; a test holds the two together.
    """
    waiting = visible_to(user).filter(state=State.CONFIRM_PENDING).exclude(applicant=user)
    senior = _senior(waiting)
    above = Membership.objects.of(user).filter(role=Role.CONFIRMER, organisation__kind=OrganisationKind.REGION_OFFICE)
    own = decided_by(user, Role.OFFICE).filter(pk=OuterRef("pk"))
    return waiting.filter((senior & Q(Exists(above))) | (~senior & Q(Exists(own))))


def _senior(rows: QuerySet[Declaration]) -> Q:
    editions = NoticeEdition.objects.filter(pk__in=rows.values("edition")).only("digest")
    found = Q(pk__in=[])
    for edition in editions:
        levels = [level.code for level in terms_of(edition).levels if level.senior]
        found |= Q(edition=edition.pk, level__in=levels)
    return found


# ── gates ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def notices_decided_by(user: User) -> QuerySet[Notice]:
    """Notices whose results the person publicises, supervises, confirms or approves."""
    held = Membership.objects.of(user)
    offices = held.filter(role__in=DECIDERS).values("organisation")
    kept = Q(committee__office__in=offices) | Q(authority__in=offices)
    here = Declaration.objects.filter(kept, edition__notice=OuterRef("pk"))
    above = held.filter(role=Role.CONFIRMER, organisation__kind=OrganisationKind.REGION_OFFICE)
    return Notice.objects.published().filter(Q(office__in=offices) | Q(Exists(here)) | Q(Exists(above)))


def read_decided_notice(user: User, code: str) -> Notice:
    """The only way a page of results gets its notice: missing and forbidden look the same."""
    return _found(notices_decided_by(user).select_related("office", "series").filter(code=code))


def objections_for(user: User) -> QuerySet[Objection]:
    """Objections against results of the person's offices."""
    return Objection.objects.filter(declaration__in=decided_by(user, *DECIDERS))


def read_objection(user: User, ref: UUID) -> Objection:
    """One of them, with its case."""
    context = ("declaration__edition__notice__office", "declaration__applicant", "declaration__committee", "evidence")
    return _found(objections_for(user).select_related(*context).filter(ref=ref))


def review_requests_for(user: User) -> QuerySet[ReviewRequest]:
    """复查申请 to the person's offices."""
    return ReviewRequest.objects.filter(declaration__in=decided_by(user, *DECIDERS))


def read_review_request(user: User, ref: UUID) -> ReviewRequest:
    """One of them, with its case."""
    context = ("declaration__edition__notice__office", "declaration__applicant", "declaration__committee")
    return _found(review_requests_for(user).select_related(*context).filter(ref=ref))


def read_confirmation(user: User, ref: UUID) -> Confirmation:
    """A document of a notice whose results the person decides."""
    documents = Confirmation.objects.filter(notice__in=notices_decided_by(user))
    return _found(documents.select_related("authority", "notice").filter(ref=ref))


def read_approval(user: User, ref: UUID) -> Approval:
    """A document of a notice whose results the person decides."""
    documents = Approval.objects.filter(notice__in=notices_decided_by(user))
    return _found(documents.select_related("notice").filter(ref=ref))


def read_own_certificate(user: User, ref: UUID) -> Certificate:
    """The applicant's own certificate."""
    found = Certificate.objects.select_related("declaration__edition__notice", "declaration__applicant")
    return _found(found.filter(declaration__ref=ref, declaration__applicant=user))


# ── gates of files ─────────────────────────────────────────────────────────────────────────────────────────────────
def may_read_personal_paper(user: User, declaration_id: int) -> bool:
    """评审表 and certificate: the person, and the offices that issue them (CERT-02)."""
    own = Declaration.objects.filter(pk=declaration_id, applicant=user).exists()
    return own or decided_by(user, Role.OFFICE, Role.SUPERVISION).filter(pk=declaration_id).exists()


def may_read_objection(user: User, objection_id: int) -> bool:
    """Evidence of an objection: who handles it; never the person it is about."""
    return objections_for(user).filter(pk=objection_id).exists()


def may_read_confirmation(user: User, confirmation_id: int) -> bool:
    """Who decides on results of its notice."""
    return Confirmation.objects.filter(pk=confirmation_id, notice__in=notices_decided_by(user)).exists()


def may_read_result_publicity(user: User, publicity_id: int) -> bool:
    """The sheets of a list: who decides on results of its notice; the public has its page while it hangs (15-3)."""
    return ResultPublicity.objects.filter(pk=publicity_id, notice__in=notices_decided_by(user)).exists()


def may_read_published(user: User, _subject_id: int) -> bool:
    """What was published is everybody's who signed in; others read it on the public pages."""
    return bool(user.pk)


def _found(rows: QuerySet[Row]) -> Row:
    one = rows.first()
    if one is None:
        raise Http404
    return one
