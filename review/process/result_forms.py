"""Shape of the pages that decide on several results, or on an objection."""

from typing import Any

from django import forms

from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from review.process.batches import Outcome

EXPLAIN = "explain_"


class PeopleForm(forms.Form):
    """People of a list, ticked, and the document they are entered in; an explanation for each who was warned of."""

    document = forms.TypedChoiceField(label="文件", coerce=int, empty_value=None)
    people = forms.TypedMultipleChoiceField(
        label="人员", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages={"required": "请选择人员。"}
    )

    def __init__(
        self, *args: Any, rows: list[Declaration], documents: list[tuple[int, str]], label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in rows}
        self.fields["document"].choices = documents
        self.fields["document"].label = label
        self.fields["document"].required = not self.only_looked_at
        self.fields["people"].choices = [(pk, str(row)) for pk, row in self.rows.items()]

    @property
    def only_looked_at(self) -> bool:
        """先查一遍: nothing is entered anywhere, so no document is needed."""
        return "check" in self.data

    @property
    def chosen(self) -> list[Declaration]:
        """The declarations ticked."""
        return [self.rows[pk] for pk in self.cleaned_data["people"]]

    def explanation(self, declaration: Declaration) -> str:
        """Why the person goes on with this one in spite of a warning."""
        return self.data.get(f"{EXPLAIN}{declaration.pk}", "").strip()[:500]

    def explained(self, outcomes: list[Outcome]) -> dict[int, dict[str, str]]:
        """Explanations of those who were refused for warnings alone, by declaration and code."""
        told = {}
        for declaration, reasons in outcomes:
            if reasons and passable(reasons) and (text := self.explanation(declaration)):
                told[declaration.pk] = {reason.code: text for reason in reasons}
        return told


class AcceptForm(forms.Form):
    """Taking an objection up: why the result is frozen."""

    reason = forms.CharField(
        label="理由（告知申报人）",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不要写异议人的任何信息。",
    )


class FindingForm(AcceptForm):
    """The outcome of an investigation: what the applicant reads, and what the objector reads."""

    reply = forms.CharField(
        label="答复异议人",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="异议人凭查询码可以看到；实名的会同时收到短信提示。",
    )


def passable(reasons: list[Reason]) -> bool:
    """Whether a person may go on with an explanation: nothing but warnings stands against it (G-10)."""
    return all(reason.severity is Severity.WARN for reason in reasons)
