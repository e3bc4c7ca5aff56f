"""Who works at the desk a case stands at, and which pages open to them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Actor, Membership, Organisation, System, User
from accounts.models.membership import MembershipQuerySet
from accounts.states import DESK_ROLE, OrganisationKind, Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, DeclarationGrant, DeclarationQuerySet, Recusal, RouteStop
from declarations.rules import CARRY_OUT, carries_out_for, read_declaration, seats_among, seats_in
from declarations.states import RouteNode, State
from notices.models import Notice
from review.approvals.models import Batch, DeliberationGroup, Publicity
from review.approvals.running import current_notice, lowest_in, stop_of
from review.approvals.states import Addressee

BATCH = "batch"  # the gate of a batch's papers
REPORTERS = (OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY_OFFICE, OrganisationKind.CITY_OFFICE)
NOT_YOURS = Reason("not_yours", "您无权办理此事项。")
KEEPS_AWAY = Reason("not_yours", "本批次有您须回避的申报，名册和文件请由其他经办人办理。")
ON_SHEET = Reason("E311", "这张公示表上有您本人或您须回避的申报，网上公示请由其他经办人办理。")
OWN_CASE = Reason("E311", "本人申报材料不得由本人审核，请委托人事代理机构、邀请外单位专家或委托外单位进行。")


def desk_of(declaration: Declaration) -> RouteStop | None:
    """The desk whose turn it is: the stop, or in a correction the one whose items come first; None at the applicant."""
    if declaration.state == State.CORRECTION:
        return stop_of(declaration, lowest_in(current_notice(declaration)))
    return declaration.stops.filter(index=declaration.stop).select_related("organisation").first()


def works_at(actor: Actor, declaration: Declaration) -> bool:
    """Whether this person works at the desk that has its turn; never on their own case, never when recused."""
    if isinstance(actor, System) or is_barred(actor, declaration):
        return False
    stop = desk_of(declaration)
    return stop is not None and (holds_desk(actor, stop) or (stop.index == 0 and is_named_verifier(actor, declaration)))


def may_report(actor: Actor, sender: Organisation) -> bool:
    """Whether this person reports batches in the name of an upper desk (DEPT-05)."""
    if not isinstance(actor, User) or sender.kind not in REPORTERS:
        return False
    return _reporting(actor, sender).exists()


def may_read_batch(user: User, batch_id: int) -> bool:
    """Papers of a batch are for who sends it and for the office that gets it; they name everybody in it."""
    batch = Batch.objects.select_related("sender").filter(pk=batch_id).first()
    if batch is None:
        return False
    offices = RouteStop.objects.filter(
        declaration__batch_entry__batch=batch, node=RouteNode.COMMITTEE_OFFICE, declaration__submitted_at__isnull=False
    )
    cases = Declaration.objects.filter(batch_entry__batch=batch)
    at_office = seats_among(user, cases).filter(role=Role.OFFICE, organisation__in=offices.values("organisation"))
    if at_office.exists():
        return not barred_in(user, cases).exists()
    return may_report(user, batch.sender) and not keeps_away(user, batch)


def may_read_publicity_objection(user: User, objection_id: int) -> bool:
    """Proof that came with an objection is for who answers it and for the committee's office, not for its subject."""
    declaration = Declaration.objects.filter(publicities__objections=objection_id).first()
    if declaration is None or is_barred(user, declaration):
        return False
    return works_at(user, declaration) or works_in_office(user, declaration)


def keeps_away(user: User, batch: Batch) -> bool:
    """Whether the batch holds a case this person has no part in: the roster and its papers name everybody."""
    return barred_at(user, batch.sender, Declaration.objects.filter(batch_entry__batch=batch)).exists()


def keeps_off_sheet(user: User, publicity: Publicity) -> bool:
    """Whether somebody on the printed sheet is this person, or one they are recused from: its page is not theirs."""
    if publicity.sheet is None:
        return is_barred(user, publicity.declaration)
    shared = Publicity.objects.filter(sheet=publicity.sheet, voided_at=None)
    return barred_in(user, Declaration.objects.filter(publicities__in=shared)).exists()


def barred_in(user: User, cases: DeclarationQuerySet) -> DeclarationQuerySet:
    """``is_barred`` of many: their own cases, and those they are recused from."""
    return cases.filter(_bars([user.pk]))


def barred_among(user: User, cases: Collection[int]) -> set[int]:
    """``barred_in`` by number; one statement, none for no case."""
    return set(barred_in(user, Declaration.objects.filter(pk__in=cases)).values_list("pk", flat=True))


def barred_at(user: User, sender: Organisation, cases: DeclarationQuerySet) -> DeclarationQuerySet:
    """``barred_in``, at the desk that reports them: also those of whom this person stands in for there (E311)."""
    away = _reporting(user, sender).lent().values("deputy_of")
    return cases.filter(_bars([user.pk]) | _bars(away))


def _bars(people: Any) -> Q:
    recused = Recusal.objects.filter(declaration=OuterRef("pk"), person__in=people)
    return Q(applicant__in=people) | Q(Exists(recused))


def _reporting(user: User, sender: Organisation) -> MembershipQuerySet:
    """This person's seat at the desk that reports; one, at most."""
    role = DESK_ROLE[OrganisationKind(sender.kind)]
    return Membership.objects.of(user).filter(organisation=sender, role=role)


def read_sender(user: User, sender: int, code: str) -> tuple[Organisation, Notice]:
    """The desk and the notice of a page of batches; anything else is not there."""
    desk = Organisation.objects.filter(pk=sender).first()
    notice = Notice.objects.filter(code=code).first()
    if desk is None or notice is None or not may_report(user, desk):
        raise Http404
    return desk, notice


def is_barred(actor: User, declaration: Declaration) -> bool:
    """The applicant (E311) and who is recused have no desk in this case, whatever else they are."""
    return actor.pk == declaration.applicant_id or declaration.recusals.filter(person=actor).exists()


def holds_desk(actor: User, stop: RouteStop) -> bool:
    """A membership at the stop's organisation, in the role of its desk."""
    return _seats_at(actor, stop).exists()


def stands_in_at_desk(actor: User, stop: RouteStop) -> str:
    """Whom the person signs for as a deputy at this stop; empty where they have a seat of their own at its desk."""
    held = list(_seats_at(actor, stop).select_related("deputy_of").order_by("pk"))
    own = not held or any(seat.deputy_of is None for seat in held)
    return "" if own else str(held[0].deputy_of)


def _seats_at(actor: User, stop: RouteStop) -> MembershipQuerySet:
    return seats_in(actor, stop.declaration_id).filter(organisation=stop.organisation_id, role=role_at(stop))


def still_at_desk(person: User, case: Declaration, index: int) -> bool:
    """Whether the person has a seat, of whatever kind, at this stop of the case's route."""
    stop = case.stops.filter(index=index).select_related("organisation").first()
    return stop is not None and holds_desk(person, stop)


def role_at(stop: RouteStop) -> Role:
    """The role of its desk: a relay is a unit; a committee may have its office at a county or city office."""
    return role_for(stop.node, stop.organisation.kind)


def role_for(node: str, kind: str) -> Role:
    """``role_at`` of a node of the route at an organisation of this kind, for many stops at once."""
    if node in RouteNode.relays:
        return Role.UNIT
    if node == RouteNode.COMMITTEE_OFFICE:
        return Role.OFFICE
    return DESK_ROLE[OrganisationKind(kind)]


def judges_at(actor: User, declaration: Declaration, stop: RouteStop) -> bool:
    """Whether this person speaks for one stop of the route, whoever has the case itself (MAT-38)."""
    if is_barred(actor, declaration):
        return False
    return holds_desk(actor, stop) or (stop.index == 0 and is_named_verifier(actor, declaration))


def is_named_verifier(actor: User, declaration: Declaration) -> bool:
    """Named by an office above, or commissioned by the unit, and the time is not over (G-32, CHAN-09, UNIT-07)."""
    return carries_out_for(actor, declaration)


def is_addressed(actor: User, declaration: Declaration, addressee: Addressee) -> bool:
    """Whether items for this addressee are this person's to answer (T16)."""
    if addressee == Addressee.APPLICANT:
        return actor.pk == declaration.applicant_id
    stop = stop_of(declaration, addressee)
    if stop is None or is_barred(actor, declaration):
        return False
    return holds_desk(actor, stop) or (stop.index == 0 and is_named_verifier(actor, declaration))


def works_in_office(actor: User, declaration: Declaration) -> bool:
    """Whether this person is of the committee's office, which has a say at any time."""
    if is_barred(actor, declaration):
        return False
    return seats_in(actor, declaration.pk).filter(organisation=declaration.office_id, role=Role.OFFICE).exists()


def oversees(actor: User, declaration: Declaration) -> RouteStop | None:
    """The office above the unit where this person works: it may name a verifier (G-32)."""
    if is_barred(actor, declaration):
        return None
    return next((stop for stop in offices_above(declaration) if holds_desk(actor, stop)), None)


def speaking_for(actor: User, declaration: Declaration) -> list[RouteStop]:
    """The offices on its way in whose name this person speaks about the case, once it has reached a desk of theirs."""
    if is_barred(actor, declaration) or not has_desk(actor, declaration):
        return []
    return [stop for stop in offices_above(declaration) if holds_desk(actor, stop)]


def offices_above(declaration: Declaration) -> QuerySet[RouteStop]:
    """The offices on its way, the lowest first."""
    nodes = (*RouteNode.chain_offices, RouteNode.COMMITTEE_OFFICE)
    return declaration.stops.filter(node__in=nodes).select_related("organisation").order_by("index")


def keeps_group(actor: User, group: DeliberationGroup) -> bool:
    """A unit's own clerks keep its deliberation groups; who carries out its step once, the one they set up."""
    own = group.created_by_id == actor.pk and carries_out_at(actor, group.unit, group.notice)
    return own or works_in_unit(actor, group.unit)


def may_set_up_group(actor: User, unit: Organisation, notice: Notice) -> bool:
    """A unit that cannot form a group has it set up by whoever carries out its step (UNIT-07, CHAN-09, G-32)."""
    return works_in_unit(actor, unit) or carries_out_at(actor, unit, notice)


def carries_out_at(actor: User, unit: Organisation, notice: Notice) -> bool:
    """Whether a dated grant gives this person the unit's step of a case that is there now."""
    cases = Declaration.objects.filter(unit=unit, edition__notice=notice, state__in=State.at_unit)
    rights = DeclarationGrant.objects.filter(content_object__in=cases, user=actor, expires_at__gt=clock.law())
    return rights.filter(permission__codename=CARRY_OUT).exists()


def works_in_unit(actor: User, unit: Organisation) -> bool:
    """Whether this person is a clerk of the unit, whatever case is at hand."""
    return Membership.objects.of(actor).filter(organisation=unit, role=Role.UNIT).exists()


def may_commission(actor: User, declaration: Declaration) -> bool:
    """A clerk of the unit, even on their own case: who is the whole unit has nobody else to do it (G-32)."""
    if declaration.recusals.filter(person=actor).exists():
        return False
    return seats_in(actor, declaration.pk).filter(organisation=declaration.unit_id, role=Role.UNIT).exists()


def read_commissionable(user: User, ref: UUID) -> Declaration:
    """A declaration whose unit's step this person may give to somebody else. Raises ``Http404``."""
    declaration = read_declaration(user, ref)
    if not may_commission(user, declaration):
        raise Http404
    return declaration


def read_to_name_verifier(user: User, ref: UUID) -> Declaration:
    """A declaration at the unit's step, for an office above that was asked to name who verifies it (G-32)."""
    declaration = read_declaration(user, ref)
    if oversees(user, declaration) is None:
        raise Http404
    return declaration


def read_at_desk(user: User, ref: UUID) -> Declaration:
    """A declaration for a desk's page: not there for who has no desk in it, closed to its own applicant (E311).

    The unit and the offices that had it before may look again; they are told apart by ``works_at``.
    """
    declaration = read_declaration(user, ref)
    if declaration.applicant_id == user.pk:
        raise PermissionDenied(OWN_CASE.text)
    if not has_desk(user, declaration):
        raise Http404
    return declaration


def has_desk(user: User, declaration: Declaration) -> bool:
    """Whether the case reached a desk of theirs, or stands in their office: an expert or a secretary only reads it."""
    held = set(seats_in(user, declaration.pk).values_list("organisation", "role"))
    reached = declaration.stops.filter(reached_at__isnull=False).select_related("organisation")
    return (
        any((stop.organisation_id, role_at(stop)) in held for stop in reached)
        or works_in_office(user, declaration)
        or is_named_verifier(user, declaration)
    )


def read_correction(user: User, ref: UUID) -> Declaration:
    """A declaration with something to answer, for the applicant or for the desk whose turn it is."""
    declaration = read_declaration(user, ref)
    if declaration.applicant_id != user.pk and not works_at(user, declaration):
        raise Http404
    return declaration
