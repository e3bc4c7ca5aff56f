"""Fields that another answer asks for: folded until it is given, open without JavaScript, labelled by what asks."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

ANY = "*"  # whatever is answered


@dataclass(frozen=True, slots=True)
class When:
    """Shown when ``field`` is answered with one of ``values``; ``words`` stand where 选填 would be untrue."""

    field: str
    values: tuple[str, ...]
    words: str

    @property
    def wanted(self) -> str:
        """The values, for the page."""
        return "|".join(self.values)


def is_asked(bound: BoundField) -> bool:
    """Whether it is open from the start: asked for, filled in, or wrong. The page's script goes on from there."""
    when: When = getattr(bound.field, "when")  # noqa: B009 - set by ask_when
    given = bound.form[when.field].value()
    told = {
        "on" if each is True else str(each) for each in (given if isinstance(given, list | tuple) else [given]) if each
    }
    asked = bool(told) if ANY in when.values else not told.isdisjoint(when.values)
    return asked or bool(bound.value()) or bool(bound.errors)


def ask_when(form: Any, field: str, values: tuple[str, ...], words: str, *names: str) -> None:
    """These fields of a form are asked for by another one, where both are there."""
    for name in names:
        if name in form.fields and field in form.fields:
            form.fields[name].when = When(field, values, words)
