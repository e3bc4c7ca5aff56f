"""The form of one section: its single values as the schema says; what changed comes out as the file would say it."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from notices.drafting.fields import field_for
from notices.drafting.places import Place, leaves_of, stands_at, value_at
from notices.drafting.words import Choices, schema_path
from notices.exceptions import Fault
from notices.rules.reading import write_mapping

Directory = Mapping[str, Choices]


class PlaceForm(forms.Form):
    """``seen`` is the digest of what the editor looked at: two people at one place do not overwrite each other."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        place: Place,
        whole: Mapping[str, Any],
        seen: str,
        only: Collection[str] = (),
        fixed: Collection[str] = (),
        directory: Directory | None = None,
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.place = place
        self.leaves = {str(leaf.steps[-1]): leaf for leaf in leaves_of(place) if not only or leaf.steps[-1] in only}
        self.current = {name: _now(leaf, whole) for name, leaf in self.leaves.items()}
        for name, leaf in self.leaves.items():
            names = (directory or {}).get(schema_path(leaf.steps), ())
            self.fields[name] = field_for(leaf, whole, directory=names, value=self.current[name])
            self.fields[name].disabled = leaf.path in fixed
            self.initial[name] = self.current[name]

    @property
    def values(self) -> dict[str, Any]:
        """Every value of the section as the file would say it."""
        return {name: self.cleaned_data[name] for name in self.leaves}

    @property
    def changes(self) -> dict[str, Any]:
        """The values that are not what stood there; an order that means nothing is no change."""
        told = self.values.items()
        return {name: value for name, value in told if not self._is_same(name, value)}

    def _is_same(self, name: str, value: Any) -> bool:
        before = self.current[name]
        if isinstance(self.fields[name], forms.MultipleChoiceField):
            return sorted(value) == sorted(before or [])
        return bool(value == before)

    def show(self, faults: Collection[Fault]) -> None:
        """Faults of the file at their fields; the others above the form."""
        for fault in faults:
            name = self._field_of(fault.path)
            self.add_error(name, fault.text if name else str(fault))

    def _field_of(self, path: str) -> str | None:
        below = path.removeprefix(self.place.path).lstrip(".").split(".")[0].split("[")[0]
        return below if path.startswith(self.place.path) and below in self.fields else None


def _now(leaf: Place, whole: Mapping[str, Any]) -> Any:
    """What stands there, by the file, the rule set or the schema's default; nothing in a new section."""
    if stands_at(whole, leaf.steps):
        return value_at(whole, leaf.steps)
    key = leaf.key
    return None if key is None or key.required else write_mapping(key.default)
