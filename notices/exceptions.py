"""Refusals of this floor."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.lib.reason import Reason


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the file of a notice: where it stands and what is wrong with it."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}：{self.text}" if self.path else self.text


class TermsRefused(ValueError):
    """The mapping is not a notice; every fault is named with its path."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("；".join(map(str, faults)))
        self.faults = tuple(faults)


class NoticeRefused(Exception):
    """A notice cannot be published, amended or loaded now; the reasons are sentences for the office."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("；".join(reason.text for reason in reasons))
        self.reasons = reasons
