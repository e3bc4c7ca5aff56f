"""Sharing out a desk's work: who is to take which case; it shuts nobody out, and it can be taken back (S16)."""

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.rules import seats_in
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
    if not seats_in(person, case.pk).filter(organisation=desk.organisation_id, role=Role(role)).exists():
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
        held = assignment_of(case)
        told |= {"person": person, "before": held.person if held else None, "by": actor, "at": now}
        made, _ = Assignment.objects.update_or_create(declaration=case, defaults=told)
        note(Fact("desk.assigned", case.pk, actor.pk, now, str(person.pk)))
        if person != actor:
            post([_letter(case, made)], now=now)
    return None


def against_taking_back(case: Declaration, *, actor: User) -> Reason | None:
    """Why it cannot be taken back: one's own sharing out, while the case still stands there, and nobody else's."""
    if desk_of(case) is None or case.state not in CLAIMED_IN or not works_at(actor, case):
        return NOT_HERE
    held = assignment_of(case)
    if held is None:
        return Reason("assign.none", "没有分配给谁。")
    if held.by_id != actor.pk:
        return Reason("assign.others", f"由{held.by.name}分配给{held.person.name}，不能撤销；需要的请重新分配。")
    return None


def take_back(case_id: int, *, actor: User) -> Reason | None:
    """As it was before: whose it was has it again if they still may, else it is nobody's in particular."""
    now = clock.law()
    with audited():
        case = Declaration.objects.lock(case_id)
        if against := against_taking_back(case, actor=actor):
            return against
        held = assignment_of(case)
        assert held is not None, "against_taking_back asked for it"
        again = held.before if held.before and _may_have(case, held.before, held) else None
        if again:
            held.person, held.before, held.by, held.at = again, None, actor, now
            held.save(update_fields=["person", "before", "by", "at"])
            if again != actor:
                post([_letter(case, held)], now=now)
        else:
            held.delete()
        note(Fact("desk.unassigned", case.pk, actor.pk, now, str(again.pk) if again else ""))
    return None


def _may_have(case: Declaration, person: User, held: Assignment) -> bool:
    """Still of the desk, and not to keep away."""
    seats = seats_in(person, case.pk).filter(organisation=held.organisation_id)
    return person.is_active and not is_barred(person, case) and seats.exists()


def assignment_of(case: Declaration) -> Assignment | None:
    """Whose it is at the desk where it stands now."""
    here = {"stop": case.stop, "round_trip": case.round_trip}
    return Assignment.objects.filter(declaration=case, **here).select_related("person", "before", "by").first()


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
