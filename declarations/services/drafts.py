"""Begin a declaration: committee from level and unit, slot from the notice, the person from the account."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import IdNumber, Organisation, User
from committees.models import Committee
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import birth_date_of, sex_of
from declarations.dossier import barrings_of, belongs_to, body_of, competent_committees
from declarations.eligibility import Dossier, examine
from declarations.eligibility.dossier import Person, Request
from declarations.models import BasicInfo, Declaration, Grounds
from declarations.routes import submission_window
from declarations.services.changing import refuse
from declarations.states import Channel
from notices.models import Gate, NoticeEdition
from notices.rules import Terms, terms_of
from notices.states import DeclarationKind, NoticeState
from records.models import Fact
from records.services.audit import audited, note

# What is asked again when there is something to answer it with: letters and papers come with the dossier.
AT_CREATION = ("CHAN-01", "CHAN-02", "CHAN-07", "CHAN-10", "ELIG-08", "PATH-32")
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
NOT_OPEN = Reason("E401", "不在申报时间内。")


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
    now: datetime | None = None,
) -> Declaration:
    """A draft under this edition. Raises ``Refused``: notice not open, or the level, unit or person cannot be (T01).

    ``unit`` carries out the unit's step; ``employer`` is where the person works, when that is another body (CHAN-09).
    A second draft is allowed; the slot of the year is taken at submission (design §5).
    """
    with audited():
        now = now or clock.law()
        terms = terms_of(edition)
        choice = Declaration(
            applicant=applicant,
            edition=edition,
            level=level,
            specialty=specialty,
            unit=unit,
            employer=employer,
            channel=channel,
            freelancer=freelancer,
            archive_hosted=archive_hosted,
            letter_kind=letter_kind,
            letter_issuer=letter_issuer,
            outside_reason=outside_reason,
            options=sorted(set(options)),
            kind=kind,
        )
        choice.committee = committee_for(terms, level, employer or unit, kind=kind)
        refuse(*([] if _is_open(edition, terms, level, now) else [NOT_OPEN]), *problems_at_start(choice, terms, now))
        return _begun(choice, terms, now)


def committee_for(terms: Terms, level: str, workplace: Organisation, *, kind: str = "") -> Committee | None:
    """The committee of the notice that is competent for this level and unit (CHAN-01…05); None: of another notice."""
    of_kind = kind if kind in {DeclarationKind.SPECIAL_DIRECT, DeclarationKind.TARGETED} else "ordinary"
    found = terms.committee_for(level, workplace.affiliation, of_kind)
    return Committee.objects.select_related("office").filter(name=found.name).first() if found else None


def request_facts(choice: Declaration, *, now: datetime) -> Dossier:
    """What the rules can look at before anything is filled in; for the chooser's instant check and for T01."""
    workplace = choice.employer or choice.unit
    rank = _rank(terms_of(choice.edition), choice.level)
    series = choice.edition.notice.series_id
    request = Request(
        level=choice.level,
        specialty=choice.specialty,
        kind=choice.kind,
        options=frozenset(choice.options),
        committee=choice.committee.name if choice.committee else "",
        competent=() if choice.committee else competent_committees(series, rank, workplace.place),
        channel=choice.channel,
        freelancer=choice.freelancer,
        archive_hosted=choice.archive_hosted,
        employment_confirmed=choice.channel != Channel.UNIT or belongs_to(choice.applicant_id, choice.unit_id),
        letter_kind=choice.letter_kind,
        letter_issuer=choice.letter_issuer,
        outside_reason=choice.outside_reason,
    )
    return Dossier(
        request=request,
        person=Person(unit_nature=workplace.nature),
        unit=body_of(choice.unit),
        employer=body_of(choice.employer) if choice.employer else None,
        barrings=barrings_of(choice.applicant_id, today=clock.local_date(now)),
    )


def problems_at_start(choice: Declaration, terms: Terms, now: datetime) -> list[Reason]:
    """Why this level, specialty, unit and person cannot be, as far as it can be known before anything is filled in."""
    findings = examine(request_facts(choice, now=now), terms, clock.local_date(now), only=AT_CREATION)
    return [Reason(each.code, each.text, each.field) for each in findings if each.blocks]


def _is_open(edition: NoticeEdition, terms: Terms, level: str, now: datetime) -> bool:
    notice = edition.notice
    gates = Gate.objects.filter(notice=notice, window=submission_window(terms), level__in={"", level})
    gate = gates.order_by("-level").first()
    return notice.state == NoticeState.PUBLISHED and (gate is None or gate.is_open(now))


def _rank(terms: Terms, level: str) -> str:
    return next((each.rank for each in terms.levels if each.code == level), "")


def _begun(draft: Declaration, terms: Terms, now: datetime) -> Declaration:
    level = terms.level(draft.level)
    draft.rank, draft.level_name = level.rank, level.name
    draft.specialty_name = terms.specialty(draft.specialty).name
    draft.slot = terms.slot_key(draft.level, draft.kind)
    draft.window = submission_window(terms)
    draft.state_since = now
    draft.created_at = draft.changed_at = now
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
    workplace = draft.employer or draft.unit
    if not draft.freelancer:
        known["unit_nature"] = workplace.nature
    return known | _from_last_year(draft)


def _from_last_year(draft: Declaration) -> dict[str, object]:
    before = BasicInfo.objects.filter(declaration__applicant=draft.applicant_id).order_by("-pk").first()
    if before is None:
        return {}
    return {name: getattr(before, name) for name in CARRIED_OVER}
