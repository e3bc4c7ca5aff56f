"""Shape of the list on which an office decides late files in one sitting (G-07, T20b)."""

from typing import Any

from django import forms

from declarations.models import Declaration
from review.process.states import Action

DECISIONS = ((Action.ALLOW_LATE.value, "同意延后接收"), (Action.REFUSE_LATE.value, "逾期不予受理"))


class LateListForm(forms.Form):
    """Who, what, until when, and one reason with its basis for all of them."""

    cases = forms.TypedMultipleChoiceField(
        label="申报",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要决定的申报。", "invalid_choice": "所选申报已不在列表中，请重新勾选。"},
    )
    decision = forms.ChoiceField(
        label="决定", choices=DECISIONS, widget=forms.RadioSelect, error_messages={"required": "请选择一种决定。"}
    )
    due_at = forms.DateTimeField(
        label="新的报送时限",
        required=False,
        help_text="同意延后接收时填写，不得晚于接收审核截止时间。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        help_text="写入每一份的办理记录；不予受理的，印入告知书。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = forms.CharField(label="依据", max_length=150, help_text="如通知条款、停电公告、医院证明的文号。")

    def __init__(self, *args: Any, rows: list[Declaration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in rows}
        self.fields["cases"].choices = [(pk, str(row)) for pk, row in self.rows.items()]

    def clean_due_at(self) -> Any:
        """A file that is allowed to come late needs its new time."""
        due_at = self.cleaned_data.get("due_at")
        if self.cleaned_data.get("decision") == Action.ALLOW_LATE and due_at is None:
            raise forms.ValidationError("同意延后接收的，请填写新的报送时限。")
        return due_at

    @property
    def ticked(self) -> list[Declaration]:
        """The cases chosen, in the order of the list."""
        return [row for pk, row in self.rows.items() if pk in self.cleaned_data["cases"]]

    @property
    def decided(self) -> Action:
        """The move each of them takes."""
        return Action(self.cleaned_data["decision"])

    def answers(self) -> dict[str, Any]:
        """What every single move is handed: the one reason with its basis, and the time where there is one."""
        told = self.cleaned_data
        answers = {"reason": f"{told['reason'].strip()}（依据：{told['basis'].strip()}）"}
        return answers | ({"due_at": told["due_at"]} if self.decided == Action.ALLOW_LATE else {})
