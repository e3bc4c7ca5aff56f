"""Begin a declaration: committee from level and unit, slot from the notice, the person from the account."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import IdNumber, Organisation, User
from accounts.selectors import numbers_besides
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import birth_date_of, sex_of
from declarations.choosing import against_wanted, chosen, facts_at_start
from declarations.eligibility import examine
from declarations.models import BasicInfo, Declaration, Grounds
from declarations.openings import why_closed
from declarations.routes import submission_window
from declarations.services.changing import refuse
from declarations.states import Channel
from notices.models import NoticeEdition
from notices.rules import Terms, terms_of
from notices.states import DeclarationKind
from records.models import Fact
from records.services.audit import audited, note

# What bars a draft; letters and papers are asked again when there is something to answer with.
AT_CREATION = ("CHAN-01", "CHAN-02", "CHAN-07", "CHAN-10", "ELIG-08", "PATH-32", "PATH-29", "PATH-30")
# Of the basic information of the year before; nothing that could have changed a bar.
CARRIED_OVER = (
    "former_name",
    "ethnicity",
    "politics",
    "native_place",
    "post",
    "work_since",
    "specialty_since",
    "health",
    "inheritor_level",
    "master_title",
    "retirement_category",
)

Beginning = Callable[..., Declaration]
_beginning: list[Beginning] = []


def register_beginning(begin: Beginning) -> None:
    """The process floor registers its T01 here, so that a draft begun on our pages gets its record."""
    _beginning[:] = [begin]


def begin(edition: NoticeEdition, *, applicant: User, choice: Mapping[str, Any]) -> Declaration:
    """Begin as a person does on a page: through T01. Raises ``Refused``."""
    start = _beginning[0] if _beginning else create_draft
    return start(applicant=applicant, edition=edition, **choice)


def create_draft(
    *,
    applicant: User,
    edition: NoticeEdition,
    level: str,
    specialty: str,
    unit: Organisation,
    employer: Organisation | None = None,
    channel: str = Channel.UNIT,
    freelancer: bool = False,
    archive_hosted: bool = False,
    letter_kind: str = "",
    letter_issuer: str = "",
    outside_reason: str = "",
    options: Iterable[str] = (),
    kind: str = DeclarationKind.ORDINARY,
    committee: str = "",
    now: datetime | None = None,
) -> Declaration:
    """A draft under this edition. Raises ``Refused``: notice not open, or the level, unit or person cannot be (T01).

    ``unit`` carries out the unit's step; ``employer`` is where the person works, when that is another body (CHAN-09).
    ``committee`` names one chosen instead of the derived one, where both are competent (04-1).
    A second draft is allowed; the slot of the year is taken at submission (design §5).
    """
    choice = {
        "level": level, "specialty": specialty, "kind": kind, "options": list(options), "committee": committee,
        "unit": unit, "employer": employer, "channel": channel,
        "freelancer": freelancer, "archive_hosted": archive_hosted,
        "letter_kind": letter_kind, "letter_issuer": letter_issuer, "outside_reason": outside_reason,
    }  # fmt: skip
    return _started(edition, applicant, choice, now)


def _started(edition: NoticeEdition, applicant: User, choice: Mapping[str, Any], now: datetime | None) -> Declaration:
    with audited():
        now = now or clock.law()
        terms = terms_of(edition)
        draft = chosen(edition, applicant=applicant, choice=choice)
        closed = why_closed(edition.notice, terms, kind=draft.kind, level=draft.level, now=now)
        reasons = (closed, against_wanted(edition, choice))
        refuse(*(each for each in reasons if each), *problems_at_start(draft, terms, now))
        return _begun(draft, terms, now)


def problems_at_start(draft: Declaration, terms: Terms, now: datetime) -> list[Reason]:
    """Why this level, specialty, unit and person cannot be, as far as it can be known before anything is filled in."""
    findings = examine(facts_at_start(draft, now=now), terms, clock.local_date(now), only=AT_CREATION)
    return [Reason(each.code, each.text, each.field) for each in findings if each.blocks]


def _begun(draft: Declaration, terms: Terms, now: datetime) -> Declaration:
    level = terms.level(draft.level)
    draft.rank, draft.level_name = level.rank, level.name
    draft.specialty_name = terms.specialty(draft.specialty).name
    draft.slot = terms.slot_key(draft.level, draft.kind)
    draft.window = submission_window(terms, draft.kind)
    draft.created_at = draft.changed_at = draft.state_since = now
    draft.save()
    BasicInfo.objects.create(declaration=draft, **_from_account(draft))
    Grounds.objects.create(declaration=draft)
    note(Fact("declaration.create", draft.pk, draft.applicant_id, now))
    return draft


def _from_account(draft: Declaration) -> dict[str, object]:
    """Nothing is asked twice that the account or the year before already knows (WCAG 3.3.7)."""
    person = draft.applicant
    number = IdNumber.objects.filter(user=person, is_current=True).first()
    known: dict[str, object] = {"name": person.name, "phone": person.phone, "email": person.email}
    if number:
        own = str(number.number)
        known |= {"id_number": own, "sex": sex_of(own), "born_on": birth_date_of(own)}
        known["other_numbers"] = numbers_besides(person, own)
    workplace = draft.employer or draft.unit
    if not draft.freelancer:
        known["unit_nature"] = workplace.nature
    return known | _from_last_year(draft)


def _from_last_year(draft: Declaration) -> dict[str, object]:
    before = BasicInfo.objects.filter(declaration__applicant=draft.applicant_id).order_by("-pk").first()
    return {name: getattr(before, name) for name in CARRIED_OVER} if before else {}
