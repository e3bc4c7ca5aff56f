"""An amendment as data: laid over the terms before it, and told key by key."""

from collections.abc import Iterator, Mapping
from typing import Any

# What declarations, slots and certificates are named after cannot be another thing tomorrow.
NEVER_CHANGED = ("code", "series", "year", "ruleset")


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
