"""A return or a one-time notice as it is written: many defects, looked at as a whole before it goes out (OFFICE-04)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from review.approvals.guards.corrections import first_notice, item_field
from review.approvals.models import CorrectionNotice
from review.approvals.selectors import addressees_of, notices_of, parts_of
from review.approvals.selectors.composing import (
    asked_of_the_unit,
    defects_of_the_sheet,
    last_moment_for_correction,
)
from review.approvals.selectors.phrases import phrases_for
from review.approvals.services.drafting import draft_of
from review.approvals.states import Addressee, DefectKind
from review.process.exceptions import MoveRefused
from review.process.move_form import MoveForm
from review.process.previewing import preview_of
from review.process.quality.ticking import is_ticked_for

MORE_ROWS = 3  # empty ones below what was typed
OWN = ("csrfmiddlewaretoken", "look", "more")  # of the page, not of the notice


class ItemsForm(MoveForm):
    """Several defects: the fields ``item_addressee``, ``…_part``, ``…_defect``, ``…_todo``, ``…_counts``, repeated.

    With ``more`` it only shows what was typed and further empty rows: nothing is judged.
    """

    page = "process/compose.html"
    kept_at = "notice"
    formal = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, declaration: Declaration, **kwargs: Any) -> None:
        self.typed = data if isinstance(data, MultiValueDict) else MultiValueDict()
        more = "more" in self.typed
        super().__init__(None if more else data, declaration=declaration, **kwargs)
        if more:
            self._ask_again(self.typed)
            self.initial = {name: self.typed[name] for name in self.fields if name in self.typed}
        self.wrong: dict[str, list[str]] = {}

    @property
    def is_meant(self) -> bool:
        """Not while it is only looked at as it would go out (17-5)."""
        return "look" not in self.typed

    def page_context(self, actor: User, action: str) -> dict[str, Any]:
        """What a click puts in, what was typed and not sent; looked at, the notice as it would go out (17-5)."""
        told: dict[str, Any] = {"phrases": phrases_for(actor), "again": self._again(actor), **self._kept(actor)}
        if self.is_meant or not self.is_valid():
            return told
        try:
            told["preview"] = preview_of(
                self.declaration.pk, action, actor=actor, explained=self.explained(), **self.answers()
            )
        except MoveRefused as refusal:
            self.show(refusal.reasons)
        else:
            self.page = "process/preview.html"
            told["given"] = [
                (name, value) for name, values in self.typed.lists() for value in values if name not in OWN
            ]
        return told

    def _again(self, actor: User) -> str:
        """What a second notice of this desk takes, before anything is typed in vain (17-5, OFFICE-04)."""
        if not self.at_review:
            return ""
        found = first_notice(self.declaration, Asked(), actor=actor, now=clock.law())
        return found.text if found else ""

    def _kept(self, actor: User) -> dict[str, Any]:
        draft = draft_of(self.declaration, actor, self.kept_at)
        if draft and draft.values and not self.typed:
            self.typed = MultiValueDict(draft.values)
            self.initial |= {name: self.typed[name] for name in self.fields if name in self.typed}
        typed_at = draft.at if draft and draft.values and not self.is_bound else None
        return {"draft_version": draft.version if draft else 0, "typed_at": typed_at}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["items"] = self.rows()
        return cleaned

    def show(self, reasons: Iterable[Reason]) -> None:
        """What is wrong with one item is said at its row too."""
        told = list(reasons)
        for reason in told:
            self.wrong.setdefault(reason.field, []).append(reason.text)
        super().show(told)

    @property
    def addressees(self) -> list[tuple[str, str]]:
        """Who may be addressed: the desks this declaration passes."""
        return addressees_of(self.declaration)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Every place an item can point at, with its words."""
        return parts_of(self.declaration)

    @property
    def at_review(self) -> bool:
        """Above the unit: a desk with a sheet, which may ask but once."""
        return self.declaration.state not in State.at_unit

    @property
    def ticks(self) -> bool:
        """Whether an item can count in the ratio of problems here (UNIT-18)."""
        return is_ticked_for(self.declaration)

    @property
    def failed(self) -> list[str]:
        """What the desk's own sheet found wanting."""
        return defects_of_the_sheet(self.declaration)

    @property
    def notices(self) -> list[CorrectionNotice]:
        """What was returned or asked for before."""
        return list(notices_of(self.declaration))

    @property
    def shown_rows(self) -> list[dict[str, Any]]:
        """The rows given so far and some empty ones, so that nothing depends on a script."""
        empty = {"addressee": Addressee.APPLICANT, "part": "", "defect": "", "todo": "", "kind": "", "decided": ""}
        offered = asked_of_the_unit(self.declaration) if self.at_review and not self.typed else []
        rows = self.rows() or offered
        given = [row | {"wrong": self.wrong.get(item_field(at), [])} for at, row in enumerate(rows, 1)]
        return [*given, *[empty] * MORE_ROWS]

    def rows(self) -> list[dict[str, Any]]:
        """The rows in which something was written, in order."""
        columns = [self.typed.getlist(f"item_{name}") for name in ("addressee", "part", "defect", "todo")]
        return [
            {
                "addressee": who,
                "part": part,
                "defect": defect.strip()[:300],
                "todo": todo.strip()[:300],
                **self._counted(row),
            }
            for row, (who, part, defect, todo) in enumerate(zip(*columns, strict=False))
            if (defect.strip() or todo.strip()) and who in Addressee.values
        ]

    def _counted(self, row: int) -> dict[str, Any]:
        """程序、真实性、基本条件、硬件缺失 count, the other kinds do not, unless the desk says otherwise (G-19)."""
        kind, decided = self._told("kind", row), self._decided(row)
        kind = kind if kind in DefectKind.values else ""
        preset = not kind or kind in DefectKind.counted
        counts = self.ticks and {"1": True, "0": False}.get(decided, preset)
        return {"kind": kind, "decided": decided, "counts": counts}

    def _decided(self, row: int) -> str:
        """What the desk chose; a page or draft from before there was a choice has ticks, and one taken away counts."""
        if "item_decided" in self.typed or not self.ticks:
            return self._told("decided", row)
        return "" if str(row) in self.typed.getlist("item_counts") else "0"

    def _told(self, name: str, row: int) -> str:
        """A column that not every page sends: empty where nothing came."""
        given = self.typed.getlist(f"item_{name}")
        return given[row] if row < len(given) else ""

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Kinds of defect, each with what follows from it."""
        return [
            (kind.value, f"{kind.label}（{'计入' if kind in DefectKind.counted else '不计入'}）") for kind in DefectKind
        ]


class CorrectionForm(ItemsForm):
    formal = True
    due_at = forms.DateTimeField(
        label="补正时限",
        help_text="须逐级报回本级的最后时刻；涉及公示内容的，要留出补充公示的工作日。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def build(self) -> None:
        self.fields["due_at"].initial = last_moment_for_correction(self.declaration)
