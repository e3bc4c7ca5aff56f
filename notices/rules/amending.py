"""An amendment as data: laid over the terms before it, and told key by key."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# What declarations, slots and certificates are named after cannot be another thing tomorrow, nor can the rule set.
NEVER_CHANGED = ("code", "series", "year", "ruleset", "rules")
# When and where things are done, and how it is said: whoever has handed in follows these, and keeps the law they filed
# under (GEN-08).
ARRANGEMENTS = (
    "stages", "correction.start", "correction.end", "correction.recheck_until", "fees.window", "fees.start",
    "fees.end", "invoice.request_end", "pending_supplement.deadline", "special_direct.deadline", "reminders",
    "messages", "contacts", "faq", "policy_columns", "attachments", "body", "title", "doc_no", "cc", "addressees",
)  # fmt: skip
FILE = re.compile(r"^[0-9a-f]{64}$")  # an attachment's file by its digest
MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?\+08:00$")


def laid_over(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with ``changes``: tables are merged key by key, lists and single values replaced."""
    merged = dict(base)
    for name, value in changes.items():
        below = merged.get(name)
        merged[name] = laid_over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def differences(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """Every place where two mappings differ: ``{path, before, after}``; a list is one place."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted(before.keys() | after.keys()):
            yield from differences(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    elif before != after:
        yield {"path": path, "before": before, "after": after}


def only_arrangements(changes: Iterable[Mapping[str, Any]]) -> bool:
    """Whether an amendment leaves the law itself as it was, and moves only times, places and wording."""
    return all(_is_below(change["path"], ARRANGEMENTS) for change in changes)


def never_changes(path: str) -> bool:
    """Whether a key stays as it was published."""
    return _is_below(path, NEVER_CHANGED)


def said(value: Any) -> str:
    """A value of the terms as people read it; moments without their zone."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(said, value))
    if isinstance(value, dict):
        return "，".join(said(each) for each in value.values() if each != "")
    if FILE.match(str(value)):
        return f"文件{str(value)[:8]}"
    return MOMENT.sub(r"\1 \2", str(value))


def _is_below(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(f"{root}.") for root in roots)
