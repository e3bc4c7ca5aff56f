"""The archive is asked of applicant and unit wherever a file goes on (INTEG-10, ELIG-08, DEPT-02)."""

from datetime import datetime

from accounts.models import Actor, Organisation
from accounts.states import OrganisationStatus
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason, Severity
from declarations.dossier import barrings_of
from declarations.models import Declaration
from integrity.selectors import bars_for
from integrity.states import SubjectKind
from notices.rules import terms_of
from review.approvals.models import Suspension


def applicant_not_barred(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Where the notice bars people of the archive, a record bars at every step; how long, never what for (INTEG-02)."""
    if "integrity" not in terms_of(declaration.edition).eligibility.exclusions:
        return None
    bars = barrings_of(declaration.applicant_id, today=clock.local_date(now))
    if not bars:
        return None
    until = max(bar.until for bar in bars)
    return Reason("E105", f"申报人已记入职称评审诚信档案库且在记录期限内（至 {until:%Y-%m-%d}），不得申报。")


def unit_not_suspended(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """A unit suspended, as such or for the year of the notice, carries nobody on (DEPT-02)."""
    year, bodies = declaration.edition.notice.year, _bodies(declaration)
    for_the_year = set(Suspension.objects.in_force().filter(unit__in=bodies, year=year).values_list("unit", flat=True))
    suspended = [each for each in bodies if each.pk in for_the_year or each.status == OrganisationStatus.SUSPENDED]
    return [Reason("E309", f"{body}被暂停本年度推荐申报权限。") for body in suspended]


def unit_record_explained(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """A unit in the archive is a warning: who passes the file on says why, and the next desk reads it (OFFICE-09)."""
    if SubjectKind.UNIT not in terms_of(declaration.edition).integrity.subjects:
        return []
    today = clock.local_date(now)
    found = [(body, bars_for([body.uscc or ""], today, kinds=[SubjectKind.UNIT])) for body in _bodies(declaration)]
    return [_warning(body, record.ends_on.isoformat()) for body, record in found if record]


def _bodies(declaration: Declaration) -> list[Organisation]:
    """The unit that declares and the one the person works at, once each."""
    employer = declaration.employer
    others = [employer] if employer and employer != declaration.unit else []
    return [declaration.unit, *others]


def _warning(body: Organisation, until: str) -> Reason:
    text = f"{body}已记入诚信档案库且在记录期限内（至 {until}），请核实申报材料并说明。"
    return Reason("W116", text, severity=Severity.WARN)
