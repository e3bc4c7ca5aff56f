"""Sharing out a desk's work: who is to take which case; it shuts nobody out, and it can be taken back (S16)."""

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from messaging.letters import Letter, post
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.rules import desk_of, is_barred, works_at
from review.approvals.services.claiming import CLAIMED_IN
from review.process.models import Assignment

ASSIGNED = "desk_assigned"
NOT_HERE = Reason("assign.elsewhere", "现在不由本处办理，不能分配。")


def colleagues_of(user: User, role: str) -> list[User]:
    """Who works at the same desks in the same role, the person too."""
    desks = Membership.objects.of(user).filter(role=role).values("organisation")
    held = Membership.objects.current().filter(role=role, organisation__in=desks)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("initials", "pk"))


def against_assigning(case: Declaration, person: User, role: str, *, actor: User) -> Reason | None:
    """Why this case cannot be that person's to work on."""
    desk = desk_of(case)
    if desk is None or case.state not in CLAIMED_IN or not works_at(actor, case):
        return NOT_HERE
    if is_barred(person, case):
        return Reason("assign.barred", f"{person.name}须回避，不能办理。")
    if not Membership.objects.of(person).filter(organisation=desk.organisation_id, role=Role(role)).exists():
        return Reason("assign.stranger", f"{person.name}不是“{desk.name}”的经办人。")
    held = assignment_of(case)
    return Reason("assign.same", f"已经分配给{person.name}。") if held and held.person_id == person.pk else None


def assign_case(case_id: int, person: User, role: str, *, actor: User) -> Reason | None:
    """Give a case to one of the desk, who is told; why not, where it cannot be."""
    now = clock.law()
    with audited():
        case = Declaration.objects.lock(case_id)
        if against := against_assigning(case, person, role, actor=actor):
            return against
        desk = desk_of(case)
        assert desk is not None, "against_assigning asked for it"
        told = {"stop": case.stop, "round_trip": case.round_trip, "organisation_id": desk.organisation_id}
        told |= {"person": person, "by": actor, "at": now}
        made, _ = Assignment.objects.update_or_create(declaration=case, defaults=told)
        note(Fact("desk.assigned", case.pk, actor.pk, now, str(person.pk)))
        if person != actor:
            post([_letter(case, made)], now=now)
    return None


def take_back(case_id: int, *, actor: User) -> Reason | None:
    """Nobody's in particular again."""
    with audited():
        case = Declaration.objects.lock(case_id)
        if not works_at(actor, case):
            return NOT_HERE
        gone, _ = Assignment.objects.filter(declaration=case).delete()
        if not gone:
            return Reason("assign.none", "没有分配给谁。")
        note(Fact("desk.unassigned", case.pk, actor.pk, clock.law()))
    return None


def assignment_of(case: Declaration) -> Assignment | None:
    """Whose it is at the desk where it stands now."""
    here = {"stop": case.stop, "round_trip": case.round_trip}
    return Assignment.objects.filter(declaration=case, **here).select_related("person").first()


def _letter(case: Declaration, made: Assignment) -> Letter:
    return Letter(
        person_id=made.person_id,
        organisation_id=made.organisation_id,
        event=ASSIGNED,
        title="分给您一份申报",
        text=f"{made.by.name}把{case.applicant.name}的{case.level_name}申报分给您办理。",
        key=f"{ASSIGNED}:{case.pk}:{made.at.isoformat()}",
        url=case.get_absolute_url(),
        button="去办理",
        subject_kind="declaration",
        subject_id=case.pk,
    )
