"""Who keeps a round, who reads, who votes, who must keep away."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet, Value
from django.http import Http404

from accounts.models import Membership, User
from accounts.states import Role
from committees.models import Expert
from committees.states import ExpertStatus
from config.lib.reason import Reason
from declarations.models import Declaration, Recusal
from declarations.rules import read_declaration, seats_in, visible_to
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Assignment, Ballot, BallotBox, Meeting, Round, RoundEntry, RoundExpert
from review.meetings.models.round import RoundEntryQuerySet

KEEPERS = (Role.SECRETARY, Role.OFFICE)
M = TypeVar("M", bound=Model)


# ── who keeps a round ──────────────────────────────────────────────────────────────────────────────────────────────
def keeps(user: User, office_id: int) -> bool:
    """Whether the person is of the committee's office or its secretariat."""
    return Membership.objects.of(user).filter(organisation=office_id, role__in=KEEPERS).exists()


def keeps_the_office(user: User, office_id: int) -> None:
    """Raises ``MeetingRefused`` for anybody else."""
    if not keeps(user, office_id):
        raise MeetingRefused([Reason("not_yours", "只有评委会所在职改办和会务组可以办理。")])


def keeps_entry(user: User, entry: RoundEntry) -> None:
    """Raises ``MeetingRefused`` for who keeps no such round, and for who has a part in this case (design §10)."""
    keeps_the_office(user, entry.round.committee.office_id)
    own = entry.declaration.applicant_id == user.pk
    seats = seats_in(user, entry.declaration_id).filter(organisation=entry.round.committee.office_id, role__in=KEEPERS)
    recused = Recusal.objects.filter(declaration=entry.declaration_id, person=user)
    if own or recused.exists() or not seats.exists():
        raise MeetingRefused([Reason("E603", "您应回避本人申报或已登记回避的申报。")])


def moves_declarations_of(user: User, round_: Round) -> bool:
    """Whether this is one of the secretariat, which alone moves cases between steps of a round (T23…T26, ROLE-07)."""
    held = Membership.objects.of(user).filter(organisation=round_.committee.office_id, role=Role.SECRETARY)
    return held.exists()


def rounds_kept_by(user: User) -> QuerySet[Round]:
    """Rounds of the offices the person keeps."""
    offices = Membership.objects.of(user).filter(role__in=KEEPERS).values("organisation")
    return Round.objects.filter(committee__office__in=offices).select_related("committee__office", "notice")


def entries_seen_by(user: User) -> RoundEntryQuerySet:
    """Entries a keeper works with: none of their own, none they are recused from."""
    return RoundEntry.objects.filter(declaration__in=visible_to(user).exclude(applicant=user).values("pk"))


def read_round(user: User, ref: UUID) -> Round:
    """The only way a view gets a round: missing and forbidden look the same."""
    return _found(rounds_kept_by(user).filter(ref=ref))


def read_entry(user: User, round_: Round, number: int) -> RoundEntry:
    """An entry of a round the person keeps, by its number on the list."""
    found = _found(
        entries_seen_by(user)
        .filter(round=round_, number=number)
        .select_related("declaration__applicant", "declaration__edition__notice", "declaration__unit", "panel")
    )
    found.round = round_
    return found


def read_meeting(user: User, ref: UUID) -> Meeting:
    """A meeting, for its secretariat."""
    meeting: Meeting = _found(_meetings().filter(ref=ref, round__in=rounds_kept_by(user).values("pk")))
    return meeting


def read_chaired(user: User, ref: UUID) -> Meeting:
    """A meeting, for the chair who signs it."""
    chairs = seats_of(user).filter(is_chair=True).values("round")
    meeting: Meeting = _found(_meetings().filter(ref=ref, round__in=chairs))
    return meeting


def read_box(user: User, ref: UUID) -> BallotBox:
    """A box, for the secretariat of its meeting."""
    boxes = _boxes().filter(ref=ref, meeting__round__in=rounds_kept_by(user).values("pk"))
    return _found(boxes)


def read_bulletin(user: User, ref: UUID) -> BallotBox:
    """A box's published receipts: for its secretariat and for everybody who sits in the round."""
    kept, sat = rounds_kept_by(user).values("pk"), seats_of(user).values("round")
    boxes = _boxes().filter(ref=ref)
    return _found(boxes.filter(meeting__round__in=kept) | boxes.filter(meeting__round__in=sat))


# ── who reads and votes ────────────────────────────────────────────────────────────────────────────────────────────
def is_expert(user: User) -> bool:
    """Whether the person stands in the pool of experts: their desk is the reading list, without a membership."""
    return Expert.objects.filter(user=user, status=ExpertStatus.LISTED).exists()


def expert_roles(user: User) -> QuerySet[Expert, tuple[str, str]]:
    """For ``accounts.selectors.register_roles``: an expert's role follows from the pool (ROLE-08)."""
    listed = Expert.objects.filter(user=user, status=ExpertStatus.LISTED)
    return listed.annotate(role=Value(Role.EXPERT), place=Value("评审专家库")).values_list("role", "place")


def seats_of(user: User) -> QuerySet[RoundExpert]:
    """The person's own seats, in all rounds."""
    return RoundExpert.objects.filter(expert__user=user, removed_at=None)


def seat_of(user: User, round_: Round) -> RoundExpert | None:
    """The person's own seat in the round."""
    return seats_of(user).filter(round=round_).select_related("expert").first()


def read_seat(user: User, ref: UUID) -> RoundExpert:
    """The person's own seat in the round of this ref."""
    return _found(seats_of(user).filter(round__ref=ref).select_related("round__committee", "expert"))


def read_assignment(user: User, ref: UUID) -> Assignment:
    """What an expert was given to read, by the declaration's ref: through its gate, so that a recusal hides it."""
    declaration = read_declaration(user, ref)
    mine = Assignment.objects.filter(expert__in=seats_of(user), withdrawn_at=None, entry__declaration=declaration)
    assignment: Assignment = _found(mine.select_related("entry__round", "expert__expert", "opinion"))
    assignment.entry.declaration = declaration
    return assignment


def read_voting(user: User, ref: UUID) -> tuple[BallotBox, RoundExpert]:
    """A box and the person's own seat in its round."""
    box = _found(_boxes().filter(ref=ref, meeting__round__in=seats_of(user).values("round")))
    return box, _found(seats_of(user).filter(round=box.meeting.round_id).select_related("expert"))


def read_ballot(user: User, ref: UUID) -> tuple[Ballot, RoundExpert]:
    """One candidate's paper and the person's own seat in the round."""
    papers = Ballot.objects.select_related("box__meeting__round", "entry__declaration__applicant")
    ballot = _found(papers.filter(ref=ref, box__meeting__round__in=seats_of(user).values("round")))
    return ballot, _found(seats_of(user).filter(round=ballot.box.meeting.round_id).select_related("expert"))


# ── who must keep away ─────────────────────────────────────────────────────────────────────────────────────────────
def must_keep_away(expert: Expert, declaration: Declaration) -> Reason | None:
    """Own case, own unit, or a registered recusal (E603, COMM-13)."""
    if (expert.pk, declaration.pk) not in keeping_away([expert], [declaration]):
        return None
    return Reason("E603", f"专家应回避：{expert.name}。")


def keeping_away(experts: Iterable[Expert], declarations: Iterable[Declaration]) -> dict[tuple[int, int], str]:
    """(expert, declaration) → why, for every pair that must not meet. One query, whatever the numbers."""
    people, cases = list(experts), list(declarations)
    registered = {
        (recusal.person_id, recusal.declaration_id): recusal.why
        for recusal in Recusal.objects.filter(declaration__in=[case.pk for case in cases])
    }
    return {
        (expert.pk, case.pk): why
        for expert in people
        for case in cases
        if (why := _why_away(expert, case, registered.get((expert.user_id or 0, case.pk), "")))
    }


def kept_from(user: User, declarations: Iterable[Declaration]) -> set[int]:
    """Ids of declarations of which this person sees nothing: own, as an expert own unit's, recused."""
    cases = list(declarations)
    found = {case.pk for case in cases if case.applicant_id == user.pk}
    found |= set(Recusal.objects.filter(person=user, declaration__in=cases).values_list("declaration", flat=True))
    experts = Expert.objects.filter(user=user)
    return found | {declaration for _, declaration in keeping_away(experts, cases)}


def _why_away(expert: Expert, case: Declaration, registered: str) -> str:
    if expert.user_id is not None and expert.user_id == case.applicant_id:
        return "本人申报"
    if expert.unit_id is not None and expert.unit_id in {case.unit_id, case.employer_id}:
        return "同单位"
    return registered


# ── papers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def may_read_meeting(user: User, meeting_id: int) -> bool:
    """The gate of a meeting's papers: its secretariat and its chair, without who has a part in one of its cases."""
    cases = Declaration.objects.filter(entry__ballots__box__meeting=meeting_id)
    return _may_read(user, Round.objects.filter(meetings=meeting_id), cases)


def may_read_entry(user: User, entry_id: int) -> bool:
    """The same for the papers of one entry."""
    return _may_read(user, Round.objects.filter(entries=entry_id), Declaration.objects.filter(entry=entry_id))


def _may_read(user: User, rounds: QuerySet[Round], cases: QuerySet[Declaration]) -> bool:
    round_ = rounds.select_related("committee").first()
    if round_ is None or cases.filter(applicant=user).exists() or cases.filter(recusals__person=user).exists():
        return False
    return keeps(user, round_.committee.office_id) or seats_of(user).filter(round=round_, is_chair=True).exists()


def _meetings() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("round__committee__office", "round__notice")


def _boxes() -> QuerySet[BallotBox]:
    return BallotBox.objects.select_related("meeting__round__committee__office", "meeting__round__notice")


def _found(rows: QuerySet[M]) -> M:
    row = rows.first()
    if row is None:
        raise Http404
    return row
