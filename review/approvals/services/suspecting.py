"""What a desk saw on a case that may be misconduct: recorded for whoever is entitled to find (MAT-05, INTEG-03)."""

from accounts.models import IdNumber, User, index_of_id_number
from declarations.models import Declaration
from integrity.exceptions import IntegrityRefused
from integrity.models import Suspicion
from integrity.states import SubjectKind
from integrity.suspicions import Suspect, report_suspicion
from review.approvals.exceptions import Refused
from review.approvals.rules import NOT_YOURS, has_desk, is_barred
from review.approvals.services.working import refuse


def suspect(declaration_id: int, *, act: str, place: str = "", facts: str, actor: User) -> Suspicion:
    """Record a suspicion against the applicant; the case goes on as it went. Raises ``Refused``."""
    declaration = Declaration.objects.with_context().get(pk=declaration_id)
    refuse(NOT_YOURS if is_barred(actor, declaration) or not has_desk(actor, declaration) else None)
    return record_suspicion(declaration, act=act, place=place, facts=facts, actor=actor)


def record_suspicion(
    declaration: Declaration, *, act: str, place: str = "", facts: str, by_reader: bool = False, actor: User
) -> Suspicion:
    """The same for whoever was let to the dossier by another gate, as a reader is. Raises ``Refused``."""
    suspected = Suspect(
        kind=SubjectKind.PERSON,
        identifier=_identifier(declaration),
        name=declaration.basic.name,
        case=declaration.ref,
        case_name=f"{declaration.number or ''} {declaration.level_name}（{declaration.unit.name}）".strip(),
    )
    try:
        return report_suspicion(suspected, act=act, place=place, facts=facts, by_reader=by_reader, actor=actor)
    except IntegrityRefused as refusal:
        raise Refused(*refusal.reasons) from refusal


def _identifier(declaration: Declaration) -> str:
    """As the archive knows the person: the index of the number of their account, else of the one declared."""
    own = IdNumber.objects.filter(user=declaration.applicant_id, is_current=True).first()
    return own.number_index if own else index_of_id_number(declaration.basic.id_number)
