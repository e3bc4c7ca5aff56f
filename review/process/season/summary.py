"""What a played season left behind, and whether everything holds (the issue's JSON)."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q

from committees.models import Committee
from declarations.models import Declaration, RouteStop
from declarations.states import State
from fees.models import Bill, Payment
from fees.states import BillState, PaymentState
from messaging.models import Message, Sms
from records.models import AuditEntry, Document
from records.selectors import audit_problem
from review.meetings.models import Envelope, OpenedVote, Result
from review.outcomes.models import Certificate
from review.process.models import MoveRecord
from review.process.tasks import sweep
from review.process.workflow import WORKFLOW


def summarise(code: str, *, seconds: float, surprises: Sequence[str] = ()) -> dict[str, Any]:
    """One JSON object; ``holds`` says whether the exit code may be 0."""
    by_state = Counter(Declaration.objects.values_list("state", flat=True))
    lapsed = Declaration.objects.filter(state=State.ABANDONED).count()
    return {
        "notice": code,
        "declarations": sum(by_state.values()),
        "by_state": dict(sorted(by_state.items())),
        "moves": MoveRecord.objects.count(),
        "messages": {"in_site": Message.objects.count(), "sms": Sms.objects.count()},
        "documents": Document.objects.count(),
        "certificates": Certificate.objects.count(),
        "audit": {"entries": AuditEntry.objects.count(), "ok": audit_problem() is None},
        "invariants": invariants(surprises),
        "fees": fees(),
        "deadlines": {"lapsed": lapsed, "second_run_changes": sum(sweep().values())},
        "seconds": round(seconds, 1),
    }


def holds(summary: dict[str, Any]) -> bool:
    """Every check at once."""
    return all(
        (
            summary["audit"]["ok"],
            summary["invariants"]["ok"],
            summary["fees"]["balanced"],
            summary["deadlines"]["second_run_changes"] == 0,
        )
    )


def fees() -> dict[str, Any]:
    """Bills and money: every paid bill has exactly one payment that counts, of its amount."""
    paid = Bill.objects.filter(state=BillState.PAID)
    counted = Payment.objects.filter(state=PaymentState.PAID)
    odd = (
        counted.exclude(amount_fen=F("bill__amount_fen")).exists()
        or counted.exclude(bill__state=BillState.PAID).exists()
    )
    return {
        "bills": Bill.objects.count(),
        "paid": paid.count(),
        "balanced": not odd and paid.count() == counted.count(),
    }


def invariants(surprises: Sequence[str] = ()) -> dict[str, Any]:
    """What must be true of any season; the names of those that are not, and what went otherwise than the cast tells."""
    broken = [*(name for name, true in INVARIANTS.items() if not true()), *surprises]
    return {"ok": not broken, **({"broken": broken} if broken else {})}


def _states_follow_the_table() -> bool:
    rows = {
        (source, move.action, target) for move in WORKFLOW.moves for source in move.sources for target in move.targets
    }
    walked = MoveRecord.objects.exclude(source="").values_list("source", "action", "target").distinct()
    return set(walked) <= rows


def _each_move_starts_where_the_last_ended() -> bool:
    last: dict[int, str] = {}
    for declaration, source, target in MoveRecord.objects.order_by("pk").values_list("declaration", "source", "target"):
        if source and last.get(declaration) != source:
            return False
        last[declaration] = target
    return last == dict(Declaration.objects.values_list("pk", "state"))


def _one_live_declaration_a_slot() -> bool:
    taken = Declaration.objects.taking_slots()
    return not taken.values("applicant", "slot").annotate(many=Count("pk")).filter(many__gt=1).exists()


def _only_paid_cases_were_reviewed() -> bool:
    reviewed = Declaration.objects.filter(entry__isnull=False)
    return not reviewed.exclude(bill__state=BillState.PAID).exists()


def _no_envelope_outlived_its_tally() -> bool:
    return not Envelope.objects.filter(ballot__box__state="tallied").exists()


def _votes_are_those_counted() -> bool:
    counted = sum(
        agree + against + abstain
        for agree, against, abstain in Result.objects.values_list("agree", "against", "abstain")
    )
    return counted == OpenedVote.objects.count()


def _certificates_only_after_approval() -> bool:
    return not Certificate.objects.exclude(declaration__state__in=[State.CERTIFIED, State.REVOKED]).exists()


def _commissioned_cases_have_no_certificate() -> bool:
    return not Certificate.objects.filter(declaration__letter_kind="commissioned").exists()


def _committees_kept_their_scope() -> bool:
    foreign = Declaration.objects.filter(committee__in=Committee.objects.filter(scope="区直"))
    return not foreign.exclude(Q(employer__affiliation="region") | Q(unit__affiliation="region")).exists()


def _stops_are_passed_in_order() -> bool:
    return not RouteStop.objects.filter(passed_at__isnull=False, reached_at=None).exists()


INVARIANTS = {
    "states follow the table": _states_follow_the_table,
    "each move starts where the last ended": _each_move_starts_where_the_last_ended,
    "one live declaration a person and slot": _one_live_declaration_a_slot,
    "only paid cases were reviewed": _only_paid_cases_were_reviewed,
    "no envelope outlived its tally": _no_envelope_outlived_its_tally,
    "the votes published are those counted": _votes_are_those_counted,
    "certificates come after approval": _certificates_only_after_approval,
    "commissioned cases have no certificate": _commissioned_cases_have_no_certificate,
    "committees kept their scope": _committees_kept_their_scope,
    "stops are passed in order": _stops_are_passed_in_order,
}


def as_json(summary: dict[str, Any]) -> str:
    """As it is printed and kept."""
    return json.dumps(summary, ensure_ascii=False, indent=1)
