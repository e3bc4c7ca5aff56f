"""The words of the wire, read strictly: a JSON object with every field of its type, or ``WireBroken``."""

import json
from datetime import datetime
from typing import Any

from fees.gateways.port import Money

CURRENCY = "CNY"
MOST_FEN = 10_000_000  # a hundred thousand yuan: no review fee is near it


class WireBroken(Exception):
    """Not what was agreed."""


def dumps(content: dict[str, Any]) -> bytes:
    """Canonical JSON in UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def loads(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises ``WireBroken``."""
    try:
        content = json.loads(body)
    except ValueError as error:
        raise WireBroken("not JSON") from error
    if not isinstance(content, dict):
        raise WireBroken("not an object")
    return content


def text(content: dict[str, Any], name: str, *, most: int = 80) -> str:
    """A non-empty string. Raises ``WireBroken``."""
    value = content.get(name)
    if not isinstance(value, str) or not value or len(value) > most or not value.isprintable():
        raise WireBroken(f"{name} is no text")
    return value


def fen(content: dict[str, Any], name: str) -> int:
    """A whole number of fen; a float, a boolean or a text is none. Raises ``WireBroken``."""
    value = content.get(name)
    if type(value) is not int or not 0 <= value <= MOST_FEN:
        raise WireBroken(f"{name} is no amount")
    return value


def moment(content: dict[str, Any], name: str) -> datetime:
    """An ISO moment with its offset. Raises ``WireBroken``."""
    try:
        value = datetime.fromisoformat(text(content, name))
    except ValueError as error:
        raise WireBroken(f"{name} is no moment") from error
    if value.tzinfo is None:
        raise WireBroken(f"{name} has no offset")
    return value


def money(content: dict[str, Any], *, event_id: str) -> Money:
    """What was paid. Raises ``WireBroken``, also for any currency but ours."""
    if content.get("currency") != CURRENCY:
        raise WireBroken("another currency")
    return Money(
        order_no=text(content, "order_no", most=60),
        provider_ref=text(content, "provider_ref"),
        amount_fen=fen(content, "amount_fen"),
        paid_at=moment(content, "paid_at"),
        event_id=event_id,
    )
