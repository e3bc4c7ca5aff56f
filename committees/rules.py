"""What a committee may judge, and whether it is composed as the law asks."""

from datetime import date

from committees.models import Committee, CommitteeTerm, Expert
from committees.states import CommitteeStatus, ExpertStatus
from config.lib.reason import Reason, Severity


def authority_problem(committee: Committee, *, rank: str, day: date, specialty: str = "") -> Reason | None:
    """Why this committee may not judge this rank and specialty on this day (E604: COMM-01, COMM-12)."""
    begun = committee.valid_from is None or committee.valid_from <= day
    ended = committee.valid_to is not None and committee.valid_to < day
    named = not specialty or not committee.specialties or specialty in committee.specialties
    if committee.status in CommitteeStatus.working and rank in committee.ranks and named and begun and not ended:
        return None
    return Reason("E604", "评委会无此级别/专业评审权限或已停止评审。")


def composition_problem(term: CommitteeTerm) -> Reason | None:
    """Fewer members than the committee needs, or an even number of them (W114: 40号令; a warning)."""
    committee, members = term.committee, term.members.count()
    least = committee.min_members or 0
    if members >= least and (members % 2 or not committee.odd):
        return None
    return Reason("W114", f"评委会组成人数{members}不足{least}或不为单数，请核实。", severity=Severity.WARN)


def expert_problem(expert: Expert, *, course: str | None, year: int) -> Reason | None:
    """Why this expert may not take part (E602): not in the pool, or the course of a senior round not done (COMM-03)."""
    if expert.status != ExpertStatus.LISTED:
        return Reason("E602", f"{expert.name}：评审专家{expert.get_status_display()}，不能参加评审。")
    if course and not expert.trainings.filter(course=course, year=year).exists():
        return Reason("E602", f"{expert.name}：评审专家未完成《{course}》。")
    return None
