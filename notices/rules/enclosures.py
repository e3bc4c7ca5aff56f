"""The attachments a notice prints, as plain JSON: their order is their number, and other parts cite the number."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Steps = tuple[str, ...]
SECTIONS = {"exception": "破格", "direct": "直接申报", "self_assessment": "自评"}
TEMPLATES = ("outside_units", "templates")
OUTSIDE = "外单位授权、委托"


def renumbered(whole: Mapping[str, Any], order: Sequence[int]) -> dict[Steps, Any]:
    """The edits that put the attachments in this order of their old numbers, one after another from 1.

    What is left out of ``order`` goes; what cites a number goes on citing the same attachment.
    """
    by_num = {each["num"]: each for each in whole["attachments"]}
    new = {old: place for place, old in enumerate(order, 1)}
    rows = [{**by_num[old], "num": new[old]} for old in order]
    moved = {steps: new[num] for steps, num, _ in cited(whole) if num in new and new[num] != num}
    return {("attachments",): rows, **moved}


def cited(whole: Mapping[str, Any]) -> Iterator[tuple[Steps, int, str]]:
    """Where a number is cited: the place, the number, the place in words."""
    for name, words in SECTIONS.items():
        section = whole.get(name)
        if section and section.get("attachment") is not None:
            yield (name, "attachment"), section["attachment"], words
    for kind, num in (whole.get("outside_units") or {}).get("templates", {}).items():
        yield (*TEMPLATES, kind), num, f"{OUTSIDE}（{kind}）"


def cited_in(whole: Mapping[str, Any], num: int) -> list[str]:
    """The places that cite an attachment, in words."""
    return [words for _, cited_num, words in cited(whole) if cited_num == num]
