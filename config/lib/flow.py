"""A life as a table: rows in, questions out.

Knows no model. A ``Flow`` is built at import and refuses a table that could lose or trap a case; whoever runs it
(``review.process.services``) only asks which row applies.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from config.lib.reason import Reason, Severity


class FlowError(Exception):
    """The table itself is wrong. Raised at import, never at run time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person entered: the answers of the row's form, and why each warning was passed over."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    explained: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.answers[name]

    def passes_over(self, reason: Reason) -> bool:
        return reason.severity is Severity.WARN and bool(self.explained.get(reason.code, "").strip())


Answer = Reason | Sequence[Reason] | None  # a guard that looks at a whole dossier has many reasons


class Guard(Protocol):
    """Reads only, and answers why this step is not possible now."""

    def __call__(self, thing: Any, asked: Asked, /, *, actor: Any, now: datetime) -> Answer: ...


class Effect(Protocol):
    """Changes what else must change, in the same transaction."""

    def __call__(self, thing: Any, asked: Asked, /, *, actor: Any, now: datetime) -> None: ...


class Chooser(Protocol):
    """Picks one of the row's targets."""

    def __call__(self, thing: Any, asked: Asked, /) -> str: ...


@dataclass(frozen=True, slots=True)
class BulkGuard:
    """A guard that can be asked of a whole table: ``where(now)`` selects exactly what ``judge`` lets pass."""

    judge: Guard
    where: Callable[[datetime], Any]

    def __call__(self, thing: Any, asked: Asked, /, *, actor: Any, now: datetime) -> Answer:
        return self.judge(thing, asked, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class BulkEffect:
    """An effect written for many; a single case is a list of one, so the two can never differ.

    ``asks``: what a person entered is part of it, handed over as ``asked``; the clock enters nothing.
    """

    on_all: Callable[..., None]
    asks: bool = False

    def __call__(self, thing: Any, asked: Asked, /, *, actor: Any, now: datetime) -> None:
        entered = {"asked": asked} if self.asks else {}
        self.on_all([thing], actor=actor, now=now, **entered)


def bulk_guard(*, where: Callable[[datetime], Any]) -> Callable[[Guard], BulkGuard]:
    """Mark a guard as bulk. A property test per guard holds the condition and the judgement equal."""
    return lambda judge: BulkGuard(judge, where)


@dataclass(frozen=True, slots=True)
class Move:
    """One row. ``window`` names the gate the step must find open; ``bulk`` allows the set-based road.

    The chooser of a bulk row is asked case by case; it must not query.
    """

    action: str
    source: str | tuple[str, ...]
    target: str | tuple[str, ...]
    by: str | tuple[str, ...]
    choose: Chooser | None = None
    window: str = ""
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    form: str = ""
    messages: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()  # official forms to be made after the move
    bulk: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return _as_tuple(self.source)

    @property
    def targets(self) -> tuple[str, ...]:
        return _as_tuple(self.target)

    @property
    def roles(self) -> tuple[str, ...]:
        return _as_tuple(self.by)

    def target_for(self, thing: Any, asked: Asked) -> str:
        target = self.choose(thing, asked) if self.choose else self.targets[0]
        assert target in self.targets, f"{self.action} may not lead to {target}"
        return target


class Flow:
    """The whole table, checked once."""

    def __init__(self, *, states: Iterable[str], start: str, settled: Iterable[str], moves: Iterable[Move]) -> None:
        self.states = tuple(states)
        self.start = start
        self.settled = frozenset(settled)
        self.moves = tuple(moves)
        self._rows = {(source, move.action): move for move in self.moves for source in move.sources}
        if problems := list(self._problems()):
            raise FlowError("; ".join(problems))

    def find(self, state: str, action: str) -> Move | None:
        return self._rows.get((state, action))

    def leaving(self, state: str) -> list[Move]:
        return [move for move in self.moves if state in move.sources]

    def rows_of(self, action: str) -> list[Move]:
        return [move for move in self.moves if move.action == action]

    def as_mermaid(self) -> str:
        """The diagram that officials read; generated, never drawn."""
        steps = [f"    {source} --> {target}: {move.action}" for source, target, move in self._edges()]
        ends = [f"    {state} --> [*]" for state in self.states if state in self.settled]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *steps, *ends])

    def _edges(self) -> Iterator[tuple[str, str, Move]]:
        for move in self.moves:
            for source in move.sources:
                for target in move.targets:
                    yield source, target, move

    def _problems(self) -> Iterator[str]:
        yield from self._unknown_states()
        yield from self._double_rows()
        yield from self._unclear_targets()
        yield from self._half_bulk_rows()
        yield from self._lost_states()

    def _unknown_states(self) -> Iterator[str]:
        named = {self.start, *self.settled}.union(*((*move.sources, *move.targets) for move in self.moves))
        yield from (f"unknown state {state}" for state in sorted(named - set(self.states)))

    def _double_rows(self) -> Iterator[str]:
        pairs = Counter((source, move.action) for move in self.moves for source in move.sources)
        yield from (f"two rows for {action} from {source}" for (source, action), count in pairs.items() if count > 1)

    def _unclear_targets(self) -> Iterator[str]:
        for move in self.moves:
            if (len(move.targets) > 1) != (move.choose is not None):
                yield f"{move.action}: several targets and a chooser belong together"

    def _half_bulk_rows(self) -> Iterator[str]:
        for move in self.moves:
            whole = all(isinstance(part, BulkGuard | BulkEffect) for part in (*move.guards, *move.effects))
            if move.bulk and not (whole and move.guards):
                yield f"{move.action}: a bulk row needs bulk guards and bulk effects"

    def _lost_states(self) -> Iterator[str]:
        forward = {(source, target) for source, target, _ in self._edges()}
        backward = {(target, source) for source, target in forward}
        for state in self.states:
            if state not in _spread({self.start}, forward):
                yield f"{state} cannot be reached"
            if state not in _spread(self.settled, backward):
                yield f"no settled state can be reached from {state}"


def _spread(seeds: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    reached = set(seeds)
    while fresh := {target for source, target in edges if source in reached} - reached:
        reached |= fresh
    return reached


def reasons_in(answer: Answer) -> list[Reason]:
    """What a guard said, as a list."""
    if answer is None:
        return []
    return [answer] if isinstance(answer, Reason) else list(answer)


def _as_tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)
