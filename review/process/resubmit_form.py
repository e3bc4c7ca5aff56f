"""交回 after a correction: what changed, until when, to whom, and the applicant's signature under it (11-3…11-5)."""

from typing import Any

from django import forms

from config.lib.widgets import SignatureField
from declarations import guards as dg
from declarations.comparing import Change
from declarations.remarks import Times
from review.approvals.models import CorrectionItem
from review.approvals.selectors import lowest_addressee, open_notice
from review.approvals.selectors.answering import changes_since_handed_in
from review.approvals.selectors.remarking import times_of
from review.approvals.states import Addressee
from review.approvals.steps import unshown_changes
from review.process.move_form import EXPLAIN, MoveForm


class ResubmitForm(MoveForm):
    """The applicant signs the list of changes as they signed what they handed in; a desk confirms its own items."""

    page = "process/resubmit.html"
    signing = (dg.signed_by_the_applicant, dg.signature_given)

    confirm = forms.BooleanField(label="我已逐项核对：要求的内容已经更正，没有改动的已写明理由")
    signed_name = forms.CharField(
        label="签名（填写本人姓名）", max_length=60, error_messages={"required": "请填写本人姓名作为签名。"}
    )
    signature = SignatureField(label="手写签名", required=False)

    def build(self) -> None:
        self.of_applicant = lowest_addressee(self.declaration) in {None, Addressee.APPLICANT}
        if not self.of_applicant:
            del self.fields["signed_name"], self.fields["signature"]
        else:
            self.fields["signature"].asked_in_the_end = True  # by hand, or by a code: the guard asks for one of them

    @property
    def explanations(self) -> list[forms.BoundField]:
        """What a warning asks, if any."""
        return [self[name] for name in self.fields if name.startswith(EXPLAIN)]

    @property
    def changes(self) -> list[Change]:
        """Old and new since the last signature."""
        return (changes_since_handed_in(self.declaration) or []) if self.of_applicant else []

    @property
    def publicised(self) -> list[Any]:
        """Words that hung on the unit's board and are others now (11-3, UNIT-13)."""
        return unshown_changes(self.declaration)

    @property
    def times(self) -> Times | None:
        """Both deadlines of the notice that leads (11-5)."""
        notice = open_notice(self.declaration)
        return times_of(self.declaration, notice) if notice else None

    @property
    def items(self) -> list[CorrectionItem]:
        """What was asked and what was answered."""
        notice = open_notice(self.declaration)
        addressee = lowest_addressee(self.declaration)
        return list(notice.items.filter(addressee=addressee)) if notice and addressee else []

    @property
    def stops(self) -> list[str]:
        """Who gets it next, and after them: up to the desk that asked (T16a–c)."""
        notice = open_notice(self.declaration)
        if notice is None:
            return []
        on_the_way = self.declaration.stops.filter(index__gte=self.declaration.stop, index__lte=notice.stop)
        return [stop.name for stop in on_the_way.order_by("index")]
