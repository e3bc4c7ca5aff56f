"""Last year's notice beside this year's: what is new, gone or different, place by place (24-1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from notices.drafting.places import WHOLE, Place, Step
from notices.drafting.words import row_label, step_words, title_of, value_words
from notices.rules.reading import keys_of
from notices.rules.terms import FROZEN

NAMES = ("code", "name", "num", "label", "title")  # what items of two years are recognised by


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two notices differ, in words."""

    steps: tuple[Step, ...]  # in the later notice; in the earlier one for what is gone
    label: str
    before: str
    after: str
    why: str  # what changed it, where the system did: 规则集, 日期顺延

    @property
    def top(self) -> str:
        """The key of the file it lies under."""
        return str(self.steps[0])


def differences_of(
    before: Mapping[str, Any], after: Mapping[str, Any], *, by_ruleset: Mapping[str, Any]
) -> list[Difference]:
    """Every difference between two whole notices. ``by_ruleset``: the paths that the later one's rule set gives."""
    found = _of_section(WHOLE, before, after, (before, after))
    return [Difference(steps, label, old, new, _why(steps, by_ruleset)) for steps, label, old, new in found]


Found = tuple[tuple[Step, ...], str, str, str]
Wholes = tuple[Mapping[str, Any], Mapping[str, Any]]


def _why(steps: tuple[Step, ...], by_ruleset: Mapping[str, Any]) -> str:
    path = ".".join(map(str, steps))
    given = any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in by_ruleset)
    return "规则集" if given else ""


def _of(place: Place, old: Any, new: Any, wholes: Wholes) -> Iterator[Found]:
    if old == new:
        return
    if place.section and isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _of_section(place, old, new, wholes)
    elif place.items and isinstance(old, list) and isinstance(new, list):
        yield from _of_items(place, old, new, wholes)
    elif place.rows and isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _of_rows(place, old, new, wholes)
    else:
        yield _told(place, old, new, wholes)


def _of_section(place: Place, old: Mapping[str, Any], new: Mapping[str, Any], wholes: Wholes) -> Iterator[Found]:
    for key in keys_of(place.section) if place.section else ():
        if key.name != FROZEN:
            yield from _of(place.below(key.name), old.get(key.name), new.get(key.name), wholes)


def _of_items(place: Place, old: list[Any], new: list[Any], wholes: Wholes) -> Iterator[Found]:
    """Items are the same thing where code, name or number say so; an order that changed is no difference."""
    earlier, later = _by_name(old), _by_name(new)
    for name, (number, item) in later.items():
        if name in earlier:
            yield from _of(place.below(number), earlier[name][1], item, wholes)
        else:
            yield (
                place.below(number).steps,
                f"{step_words(place.steps, wholes[1])} · 新增",
                "—",
                title_of(item, wholes[1]),
            )
    for name, (number, item) in earlier.items():
        if name not in later:
            yield (
                place.below(number).steps,
                f"{step_words(place.steps, wholes[0])} · 删去",
                title_of(item, wholes[0]),
                "—",
            )


def _of_rows(place: Place, old: Mapping[str, Any], new: Mapping[str, Any], wholes: Wholes) -> Iterator[Found]:
    for name in [*new, *(each for each in old if each not in new)]:
        if name in old and name in new:
            yield from _of(place.below(name), old[name], new[name], wholes)
        else:
            words = row_label(place, name, wholes[1])
            said = ("—", "有") if name in new else ("有", "—")
            yield place.below(name).steps, f"{step_words(place.steps, wholes[1])} · {words}", *said


def _told(place: Place, old: Any, new: Any, wholes: Wholes) -> Found:
    words = [_said(place, value, whole) for value, whole in zip((old, new), wholes, strict=True)]
    return place.steps, step_words(place.steps, wholes[1]), words[0], words[1]


def _said(place: Place, value: Any, whole: Mapping[str, Any]) -> str:
    if not place.is_branch:
        return value_words(place, value, whole)
    return "不设" if value is None else title_of(value, whole) if place.section else f"{len(value)}项"


def _by_name(items: list[Any]) -> dict[str, tuple[int, Any]]:
    named: dict[str, tuple[int, Any]] = {}
    for number, item in enumerate(items):
        name = next((f"{each}:{item[each]}" for each in NAMES if item.get(each)), f"#{number}")
        named[name if name not in named else f"{name}#{number}"] = (number, item)
    return named
