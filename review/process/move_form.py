"""What every form of a move has: its declaration, refusals at their fields, an explanation for each warning."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import User
from config.lib.flow import Asked, Guard, reasons_in
from config.lib.reason import Reason, Severity
from config.lib.text import whole_number
from declarations.models import Declaration
from review.approvals.unsaved import unsaved_of

EXPLAIN = "explain_"
# Where a refusal is mended, by its code (requirements F2): the refusal leads there.
MENDED_AT = {
    "E301": "approvals:work",
    "E302": "approvals:deliberation",
    "E303": "approvals:deliberation",
    "E304": "approvals:defence",
    "E305": "approvals:publicity",
    "E306": "approvals:publicity",
    "E308": "approvals:papers",
    "E310": "approvals:publicity",
    "E314": "approvals:deliberation",
    "E315": "approvals:work",
    "E404": "approvals:review",
    "E415": "approvals:correction",
    "E416": "approvals:review",
}


class MoveForm(forms.Form):
    """Asks nothing but the confirmation, and an explanation for each warning it was shown."""

    page = "process/act.html"
    kept_at = ""  # where what is typed is kept by itself until the step is taken (ux §3.8); "" keeps nothing
    signing: tuple[Guard, ...] = ()  # guards of a signature: they speak beside what the form itself finds (09-3)

    def __init__(self, data: Mapping[str, Any] | None = None, *, declaration: Declaration, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.declaration = declaration
        self.build()
        self._ask_again(self.data)

    def _ask_again(self, typed: Iterable[str]) -> None:
        for name in typed:
            if name.startswith(EXPLAIN):
                self._ask_why(name.removeprefix(EXPLAIN))

    def build(self) -> None:
        """Fields that follow from the notice."""

    @property
    def is_meant(self) -> bool:
        """Whether it was sent to be carried out, and not only to be looked at."""
        return True

    def page_context(self, actor: User, action: str) -> dict[str, Any]:
        """What else its page shows to this person: what they typed before and did not send lies in the fields."""
        if not self.kept_at:
            return {}
        unsaved = unsaved_of(self.declaration, actor, self.kept_at)
        if unsaved.at and not self.is_bound:
            self._ask_again(unsaved.values)
            self.initial |= {name: text for name, text in unsaved.single.items() if name in self.fields}
        return {"unsaved": unsaved}

    @property
    def draft(self) -> tuple[str, int | None] | None:
        """What was kept for this page, in the version it was sent with: the step settles it, and no newer one."""
        return (self.kept_at, whole_number(self.data.get("_version"))) if self.kept_at else None

    def answers(self) -> dict[str, Any]:
        """What the guards and effects are handed."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith(EXPLAIN)}

    def explained(self) -> dict[str, str]:
        """Warning code → why the person goes on all the same."""
        given = self.cleaned_data.items()
        return {name.removeprefix(EXPLAIN): value for name, value in given if name.startswith(EXPLAIN)}

    def tell_of_signature(self, *, actor: User, now: datetime, **proof: Any) -> None:
        """What is missing of the signature, told with all else that is wrong and not after it (09-3, ALL-5)."""
        known = Asked({"signed_name": "", **self.cleaned_data, **proof})
        found = [
            each for guard in self.signing for each in reasons_in(guard(self.declaration, known, actor=actor, now=now))
        ]
        self.show(each for each in found if each.field in self.fields and not self.has_error(each.field))

    def show(self, reasons: Iterable[Reason]) -> None:
        """Every refusal at its field where the form has it, else above the form with the way to where it is mended."""
        for reason in reasons:
            here = reason.field in self.fields
            self.add_error(reason.field if here else None, reason.text if here else self._with_the_way(reason))
            if reason.severity is Severity.WARN:
                self._ask_why(reason.code)

    def _with_the_way(self, reason: Reason) -> str:
        where = MENDED_AT.get(reason.code)
        if where is None:
            return reason.text
        return format_html('<a href="{}">{}</a>', reverse(where, args=[self.declaration.ref]), reason.text)

    def _ask_why(self, code: str) -> None:
        self.fields[EXPLAIN + code] = forms.CharField(
            label="仍要继续，请说明理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )
