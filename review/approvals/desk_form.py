"""What every form of a desk has: refusals at their fields; and the mark of what the page showed (17-7)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import User
from config.lib.reason import Reason
from review.approvals.versions import mark_of


class DeskForm(forms.Form):
    """Shows a refusal at its field where the form has it, else above the form."""

    use_required_attribute = False

    def show(self, reasons: Iterable[Reason]) -> None:
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, reason.text)


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that says another thing there than here."""

    label: str
    theirs: str
    mine: str


class SeenForm(DeskForm):
    """A sheet that several clerks may write: it knows which version the page showed.

    Overtaken, it keeps what was typed, shows both, and takes over the new mark: saving again is a choice. What was
    kept unsaved brings the mark of the page it was typed on.
    """

    saved: tuple[str, ...] = ()  # fields that stand in the register under their own names
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, row: Any = None, **kwargs: Any) -> None:
        initial = {"seen": mark_of(row), **kwargs.pop("initial", {})}
        super().__init__(data, files, initial=initial, **kwargs)
        self.row = row
        self.theirs: Any = None
        self.clashes: list[Clash] = []

    def told(self, row: Any) -> Mapping[str, Any]:
        """What a row of the register says, by the names of the fields."""
        return {name: getattr(row, name) for name in self.saved} if row else {}

    def clean_seen(self) -> str | None:
        return self.cleaned_data["seen"] or None

    def overtaken(self, theirs: Any) -> None:
        """A colleague was first: both stand to be read, and nothing typed is lost."""
        self.theirs, self.clashes = theirs, list(self._clashes(self.told(theirs) if theirs else {}))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = mark_of(theirs)

    @property
    def newer(self) -> Any:
        """What a colleague saved after this was typed and kept; saving shows both (17-7)."""
        return None if self.is_bound or self.initial["seen"] == mark_of(self.row) else self.row

    @property
    def signer(self) -> User | None:
        """Who wrote what stands there."""
        return getattr(self.theirs, "signer", None) or getattr(self.theirs, "by", None)

    def label_of(self, name: str) -> str:
        """What a field is called away from its place on the form."""
        return str(self.fields[name].label)

    def _clashes(self, told: Mapping[str, Any]) -> Iterator[Clash]:
        for name, field in self.fields.items():
            if name == "seen":
                continue
            if isinstance(field, forms.FileField):  # a browser gives no file back: it has to be chosen again
                chosen = self.cleaned_data.get(name)
                yield from [Clash(self.label_of(name), "", f"{chosen.name}（请重新选择）")] if chosen else []
                continue
            theirs, mine = (self._words(field, value) for value in (told.get(name), self._typed(name)))
            if theirs != mine:
                yield Clash(self.label_of(name), theirs, mine)

    def _typed(self, name: str) -> Any:
        """As a person typed it; a tick as a tick."""
        if isinstance(self.fields[name], forms.BooleanField | forms.DateField | forms.IntegerField):
            return self.cleaned_data.get(name)
        return self[name].data

    def _words(self, field: forms.Field, value: Any) -> str:
        if isinstance(field, forms.BooleanField):
            return "已勾选" if value else "没有勾选"
        choices = getattr(field, "choices", None)
        if choices is not None:
            known = {str(key): str(label) for key, label in choices}
            return known.get(str(getattr(value, "pk", value)), "")
        return "" if value is None else str(value).replace("\r\n", "\n").strip()
