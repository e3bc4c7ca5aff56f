"""The sheet of who hosts the archive: one verdict an item (CHAN-24)."""

from collections.abc import Iterator
from typing import Any

from django import forms

from config.lib.widgets import SegmentedRadio
from review.approvals.archives import Held
from review.approvals.forms import DeskForm
from review.approvals.states import Authenticity


class ArchiveForm(DeskForm):
    """Fields by part key; what was said of the present content stands already there."""

    def __init__(self, data: Any = None, *, held: list[Held]) -> None:
        super().__init__(data)
        self.held = held
        for each in held:
            said = each.archive if each.is_settled else None
            self.fields[f"found:{each.part.key}"] = forms.ChoiceField(
                label=f"{each.part.label}：与所存档案是否相符",
                choices=Authenticity.choices,
                widget=SegmentedRadio,
                error_messages={"required": "请选择核验结果。"},
                initial=said.finding if said else None,
            )
            self.fields[f"note:{each.part.key}"] = forms.CharField(
                label="情况（存疑或不予采用的填写）", max_length=300, required=False, initial=said.note if said else ""
            )

    def rows(self) -> Iterator[tuple[Held, Any, Any]]:
        """Each item with its two fields."""
        for each in self.held:
            yield each, self[f"found:{each.part.key}"], self[f"note:{each.part.key}"]

    def found(self) -> dict[str, tuple[str, str]]:
        """What was said, by part key, as the service takes it."""
        given = self.cleaned_data
        keys = (each.part.key for each in self.held)
        return {key: (given[f"found:{key}"], given[f"note:{key}"]) for key in keys}
