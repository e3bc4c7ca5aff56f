"""Shape of the pages on which many declarations of a round take one step."""

from typing import Any

from django import forms

from declarations.models import Declaration


class RoundMoveForm(forms.Form):
    """Who goes, and one explanation for all who were warned of."""

    cases = forms.TypedMultipleChoiceField(
        label="申报", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages={"required": "请选择申报。"}
    )
    explanation = forms.CharField(
        label="有提醒的申报仍要办理，请说明理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.declaration.pk: row for row in rows}
        self.fields["cases"].choices = [(pk, str(row.declaration)) for pk, row in self.rows.items()]

    @property
    def chosen(self) -> list[Declaration]:
        """The declarations ticked."""
        return [self.rows[pk].declaration for pk in self.cleaned_data["cases"]]

    def explained(self) -> dict[int, dict[str, str]]:
        """The explanation, for each ticked case and each warning it was shown."""
        text = self.cleaned_data["explanation"].strip()
        told = {pk: {reason.code: text for reason in self.rows[pk].reasons} for pk in self.cleaned_data["cases"]}
        return {pk: codes for pk, codes in told.items() if codes} if text else {}
