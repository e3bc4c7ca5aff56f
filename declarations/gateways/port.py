"""What we ask of whoever shares data about a person, and how it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

Row = Mapping[str, Any]  # one fact as ``wire`` reads it: fields of our own rows


class GatewayDown(Exception):
    """No answer one could use: away, slow, not understood. The person goes the manual way, or asks again later."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom is asked: the confirmed name with every ID number, the present one first."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known. ``other_name``: facts were held back because they stand under another name."""

    provider: str
    data_on: date
    rows: tuple[Row, ...] = ()
    other_name: bool = False


class SharedDataGateway(Protocol):
    """One source of facts."""

    name: str

    def ask(self, kind: str, subject: Subject) -> list[Answer]:
        """What is known of this kind, by provider; an empty list where nothing is. Raises ``GatewayDown``."""
