"""The arithmetic of a meeting, in whole numbers only: 2/3 is not 0.67 (domain §1.1). Knows no database."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Rules(Protocol):
    """What a meeting copied from its edition when it was convened, and a box froze when it was opened."""

    @property
    def quorum_num(self) -> int: ...
    @property
    def quorum_den(self) -> int: ...
    @property
    def pass_num(self) -> int: ...
    @property
    def pass_den(self) -> int: ...
    @property
    def members(self) -> int: ...


class FrozenRules(NamedTuple):
    """The rules as a box keeps them, in this order."""

    quorum_num: int
    quorum_den: int
    pass_num: int
    pass_den: int
    members: int


def freeze(rules: Rules) -> list[int]:
    """For the box."""
    return [rules.quorum_num, rules.quorum_den, rules.pass_num, rules.pass_den, rules.members]


def thaw(frozen: Sequence[int]) -> FrozenRules:
    """From the box."""
    return FrozenRules(*frozen)


def has_quorum(rules: Rules, present: int) -> bool:
    """出席人数不少于三分之二: den·present ≥ num·members."""
    return rules.quorum_den * present >= rules.quorum_num * rules.members


def quorum_of(rules: Rules) -> int:
    """The smallest number of people that is a quorum."""
    return _least(rules.quorum_num, rules.quorum_den, rules.members)


def passes(rules: Rules, *, agree: int, present: int) -> bool:
    """同意票不少于出席人数的三分之二: den·agree ≥ num·present. Abstaining is not agreeing."""
    return rules.pass_den * agree >= rules.pass_num * present


def needed(rules: Rules, present: int) -> int:
    """The smallest number of agreeing votes that passes."""
    return _least(rules.pass_num, rules.pass_den, present)


def quorum_words(rules: Rules, present: int) -> str:
    """应到 13，实到 11，需要 ≥ 9（3×11 = 33 ≥ 2×13 = 26）: the sentence that shows its sum (23-1)."""
    sum_ = _sum(rules.quorum_den, present, rules.quorum_num, rules.members)
    return f"应到 {rules.members} 人，实到 {present} 人，需要 ≥ {quorum_of(rules)} 人（{sum_}）"


def result_words(rules: Rules, *, agree: int, present: int) -> str:
    """需要 ≥ 8（3×9 = 27 ≥ 2×11 = 22）."""
    return f"需要 ≥ {needed(rules, present)}（{_sum(rules.pass_den, agree, rules.pass_num, present)}）"


def _least(numerator: int, denominator: int, whole: int) -> int:
    return -(-numerator * whole // denominator)


def _sum(left: int, have: int, right: int, whole: int) -> str:
    sign = "≥" if left * have >= right * whole else "<"
    return f"{left}×{have} = {left * have} {sign} {right}×{whole} = {right * whole}"
