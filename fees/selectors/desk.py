"""The lists of the finance desk: filters, keyset pages, a constant number of statements (16-2)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from config.lib.text import whole_number
from fees.models import Bill, BillQuerySet, DailyCheck, OutsidePayment, Payment, PaymentEvent, ReceiptRequest
from fees.rules import bills_on_desk
from fees.states import BillState, PaymentState, ReceiptState, Verdict

PAGE = 50
REFUND_ASKED = Q(refund_asked_by__isnull=False, state__in=PaymentState.refundable)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    queue: str = "all"
    words: str = ""
    level: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and the tokens of the pages before and after."""

    rows: list[Any]
    before: str = ""
    after: str = ""


QUEUES = {
    "all": ("全部", Q()),
    "open": ("待缴", Q(state=BillState.OPEN)),
    "processing": ("处理中", Q(state=BillState.PROCESSING)),
    "paid": ("已缴", Q(state=BillState.PAID)),
    "over": ("已过期、已取消", Q(state__in=(BillState.EXPIRED, BillState.CANCELLED))),
    "refunded": ("已退", Q(state=BillState.REFUNDED)),
}


def desk_page(user: User, filters: Filters) -> Page:
    """Bills of the desk, newest first; one statement whatever their number."""
    queue = QUEUES.get(filters.queue, QUEUES["all"])[1]
    bills = bills_on_desk(user).for_lists().filter(queue)
    if filters.level:
        bills = bills.filter(declaration__level=filters.level)
    if filters.words:
        named = Q(payer_name__icontains=filters.words) | Q(number__startswith=filters.words)
        bills = bills.filter(
            named | Q(declaration__number=filters.words) | Q(payments__order_no=filters.words)
        ).distinct()
    return keyset_page(bills, filters.after, filters.before)


def queue_counts(user: User) -> list[tuple[str, str, int]]:
    """(code, label, number) of every tab; one statement."""
    counts = bills_on_desk(user).aggregate(
        **{code: Count("pk", filter=where) for code, (_, where) in QUEUES.items() if where}
    )
    counts["all"] = bills_on_desk(user).count()
    return [(code, label, counts[code]) for code, (label, _) in QUEUES.items()]


def levels_on_desk(user: User) -> list[tuple[str, str]]:
    """(code, name) of the levels that have bills here, for the filter."""
    levels = bills_on_desk(user).order_by("declaration__level").values_list("declaration__level", "level_name")
    return list(dict(levels.distinct()).items())


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at the desk, by the kind of work."""

    vouchers: int
    refunds: int
    odd: int
    receipts: int
    unknown: int
    unbalanced: int


def waiting_at(user: User) -> Waiting:
    """Numbers for the head of the desk, a short statement or two each."""
    bills = bills_on_desk(user)
    payments = Payment.objects.filter(bill__in=bills)
    return Waiting(
        vouchers=OutsidePayment.objects.filter(bill__in=bills).waiting().count(),
        refunds=payments.filter(Q(state=PaymentState.REFUND_DUE) | REFUND_ASKED).count(),
        odd=payments.filter(state=PaymentState.ODD).count(),
        receipts=ReceiptRequest.objects.filter(bill__in=bills, state=ReceiptState.REQUESTED).count(),
        unknown=unknown_events(user).count(),
        unbalanced=unbalanced_days(user),
    )


def vouchers_waiting(user: User, *, after: str = "", before: str = "", batch: str = "") -> Page:
    """Entries that a second person has to look at, newest first."""
    entries = OutsidePayment.objects.filter(bill__in=bills_on_desk(user)).waiting()
    if batch:
        entries = entries.filter(batch=batch)
    return keyset_page(entries.select_related("bill__declaration", "entered_by", "voucher"), after, before)


def refunds_waiting(user: User, *, after: str = "", before: str = "") -> Page:
    """Money to give back: due, of a wrong amount, asked for, or on its way."""
    open_states = (PaymentState.REFUND_DUE, PaymentState.ODD, PaymentState.REFUNDING)
    payments = Payment.objects.filter(bill__in=bills_on_desk(user)).filter(Q(state__in=open_states) | REFUND_ASKED)
    return keyset_page(payments.select_related("bill__declaration", "refund_asked_by"), after, before)


def receipts_of_desk(user: User, *, state: str = "", after: str = "", before: str = "") -> Page:
    """Requests for receipts, newest first."""
    asked = ReceiptRequest.objects.filter(bill__in=bills_on_desk(user))
    if state in ReceiptState.values:
        asked = asked.filter(state=state)
    return keyset_page(asked.select_related("bill__declaration", "file"), after, before)


def receipts_to_issue(user: User) -> QuerySet[ReceiptRequest]:
    """Everything asked for and not issued, oldest first, for the list that leaves."""
    asked = ReceiptRequest.objects.filter(bill__in=bills_on_desk(user), state=ReceiptState.REQUESTED)
    return asked.select_related("bill").order_by("pk")


def bills_to_pay(user: User) -> BillQuerySet:
    """Bills still waiting for money, for the template of a list."""
    return bills_on_desk(user).payable().order_by("number")


def payments_of(bill: Bill) -> list[Payment]:
    """Every attempt, newest first, with who asked for a refund."""
    return list(bill.payments.select_related("refund_asked_by", "refunded_by").order_by("-pk"))


def vouchers_of(bill: Bill) -> list[OutsidePayment]:
    """Every entry, newest first."""
    entries = bill.outside_payments.select_related("entered_by", "confirmed_by", "refused_by", "voucher")
    return list(entries.order_by("-pk"))


def events_of(bill: Bill) -> list[PaymentEvent]:
    """What providers told about this bill's orders, newest first."""
    return list(PaymentEvent.objects.filter(payment__bill=bill).order_by("-pk")[:PAGE])


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A day of the account's statement, with the differences that are this desk's to clear up."""

    check: DailyCheck
    mismatches: list[dict[str, Any]]

    @property
    def differs_elsewhere(self) -> bool:
        return not self.check.is_balanced and not self.mismatches and bool(self.check.mismatches)


def recent_checks(user: User, *, days: int = 60) -> list[CheckShown]:
    """Statements held against our rows, newest first, of the accounts this desk shares."""
    return _shown(user, DailyCheck.objects.filter(provider__in=_accounts_of(user)).order_by("-day", "provider")[:days])


def unbalanced_days(user: User) -> int:
    """How many statements have a difference that is this desk's to clear up."""
    differing = DailyCheck.objects.filter(provider__in=_accounts_of(user)).exclude(mismatches=[])
    return sum(bool(shown.mismatches) for shown in _shown(user, differing))


def unknown_events(user: User) -> QuerySet[PaymentEvent]:
    """Money for orders that are not ours, newest first, on the accounts this desk shares."""
    strays = PaymentEvent.objects.filter(verdict=Verdict.UNKNOWN_ORDER, provider__in=_accounts_of(user))
    return strays.order_by("-pk")


def _accounts_of(user: User) -> QuerySet[Payment, str]:
    """The merchant accounts that took money for bills of this desk.

    Offices may share one: money that belongs to no bill may then be of any of them, and each of them sees it.
    """
    return Payment.objects.filter(bill__in=bills_on_desk(user)).values_list("provider", flat=True)


def _shown(user: User, checks: QuerySet[DailyCheck]) -> list[CheckShown]:
    """Differences of orders that are another desk's are left out; what is nobody's stays."""
    found = list(checks)
    named = {_order(each) for check in found for each in check.mismatches}
    elsewhere = Payment.objects.filter(order_no__in=named).exclude(bill__in=bills_on_desk(user))
    hidden = set(elsewhere.values_list("order_no", flat=True))
    return [CheckShown(check, [each for each in check.mismatches if _order(each) not in hidden]) for check in found]


def _order(mismatch: dict[str, Any]) -> str:
    return str(mismatch["order_no"])


def keyset_page(rows: QuerySet[Any], after: str, before: str, *, size: int = PAGE) -> Page:
    """Newest first, by primary key. A token that is no number asks for the first page."""
    token = whole_number(after or before)
    if token is None:
        found = list(rows.order_by("-pk")[: size + 1])
        return Page(found[:size], after=str(found[size - 1].pk) if len(found) > size else "")
    if after:
        found = list(rows.filter(pk__lt=token).order_by("-pk")[: size + 1])
        more = len(found) > size
        return Page(
            found[:size], before=str(found[0].pk) if found else "", after=str(found[size - 1].pk) if more else ""
        )
    found = list(rows.filter(pk__gt=token).order_by("pk")[: size + 1])
    shown = found[:size][::-1]
    return Page(shown, before=str(shown[0].pk) if len(found) > size else "", after=str(shown[-1].pk) if shown else "")
