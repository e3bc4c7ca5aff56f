"""Print → seal → photo over all the unit's cases: which sealed sheets are there, which are missing (14-5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.states import Role
from config.lib.keyset import KeysetPage
from declarations.models import Declaration, DeclarationQuerySet
from declarations.states import State
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.selectors.sheets import SealedSheet, sealed_sheets_of
from review.approvals.states import Addressee
from review.process.desks import queue_rows, units_own
from review.process.listing.ordering import page_of


@dataclass(frozen=True, slots=True)
class SealingRow:
    """One case and its sheets."""

    case: Declaration
    sheets: tuple[SealedSheet, ...]

    @property
    def missing(self) -> tuple[SealedSheet, ...]:
        return tuple(each for each in self.sheets if each.is_missing)

    @property
    def there(self) -> tuple[SealedSheet, ...]:
        return tuple(each for each in self.sheets if each.scans)


def to_seal(user: User) -> DeclarationQuerySet:
    """Cases whose papers are the unit's to sign and seal now: at its steps, or sent back with items for the unit."""
    items = CorrectionItem.objects.filter(
        notice__in=CorrectionNotice.objects.running(), addressee=Addressee.UNIT, notice__declaration=OuterRef("pk")
    )
    owed = Q(Exists(items), state=State.CORRECTION)
    return queue_rows(user, Role.UNIT, "all").filter(units_own(user), Q(state__in=State.at_unit) | owed)


def sealing_page(user: User, *, after: str = "", before: str = "") -> KeysetPage:
    """One page, the oldest first. Four statements."""
    page = page_of(to_seal(user).with_context(), "arrived", after=after, before=before)
    sheets = sealed_sheets_of(page.rows)
    return KeysetPage([SealingRow(case, tuple(sheets[case.pk])) for case in page.rows], page.before, page.after)


def make_missing(cases: Sequence[Declaration], *, actor: User) -> tuple[int, list[str]]:
    """Ask for every form whose sealed sheet is missing: how many were asked for, and who was left out and why."""
    asked, held = 0, []
    sheets = sealed_sheets_of(cases)
    for case in cases:
        forms = [each.kind for each in sheets[case.pk] if each.is_missing and each.kind]
        if not forms:
            held.append(f"{case.applicant.name}：没有需要打印的签章表。")
        for kind in forms:
            try:
                services.request_form(case, kind, actor=actor)
            except Refused as refusal:
                held.append(f"{case.applicant.name}：{refusal}")
            else:
                asked += 1
    return asked, held
