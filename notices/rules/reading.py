"""Between the mapping of a notice file and frozen dataclasses: one reader, one writer, driven by the types alone."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from notices.exceptions import Fault, TermsRefused

LAW_ZONE = ZoneInfo("Asia/Shanghai")

# A bare date stands for the first or the last second of that day (G-08).
Start = Annotated[datetime, time(0, 0, 0)]
End = Annotated[datetime, time(23, 59, 59)]


class OneOf:
    """Of a text: one of these words, ``Annotated[str, OneOf("unit", "agency")]``; an empty one says nothing."""

    def __init__(self, *words: str) -> None:
        self.words = words

    @property
    def words_for(self) -> str:
        return " | ".join(word or '""' for word in self.words)


@dataclasses.dataclass(frozen=True, slots=True)
class DayOf:
    """Of a day: of the years from the first to the last, ``Annotated[date, DayOf(1900, 2100)]``."""

    first: int
    last: int

    @property
    def words_for(self) -> str:
        return WORDS[date]

    def read(self, raw: Any) -> date:
        """Raises ``OutOfYears`` for a day nobody means."""
        day = _day(raw)
        if not self.first <= day.year <= self.last:
            raise OutOfYears(f"年份应在{self.first}年至{self.last}年之间，现为{_shown(raw)}")
        return day


class OutOfYears(ValueError):
    """Says it in words."""


T = TypeVar("T")
EMPTY: Mapping[str, Any] = MappingProxyType({})


def key(
    meaning: str,
    default: Any = dataclasses.MISSING,
    *,
    name: str = "",
    read: Callable[[Any], Any] | None = None,
) -> Any:
    """A key of the file: what it means, its default, its name where Python reserves it, its own reader if odd."""
    metadata = {"meaning": meaning, "name": name, "read": read}
    if isinstance(default, Mapping):
        return dataclasses.field(default_factory=lambda: MappingProxyType(dict(default)), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    """One field of a section as the file knows it."""

    name: str
    attribute: str
    kind: Any
    meaning: str
    read: Callable[[Any], Any] | None
    required: bool
    default: Any


@cache
def keys_of(section: type) -> tuple[Key, ...]:
    """The keys of a section in the order of the schema."""
    hints = get_type_hints(section, include_extras=True)
    return tuple(_key_of(field, hints[field.name]) for field in dataclasses.fields(section))


def _key_of(field: "dataclasses.Field[Any]", kind: Any) -> Key:
    made = field.default_factory
    return Key(
        name=field.metadata["name"] or field.name,
        attribute=field.name,
        kind=kind,
        meaning=field.metadata["meaning"],
        read=field.metadata["read"],
        required=field.default is dataclasses.MISSING and made is dataclasses.MISSING,
        default=field.default if made is dataclasses.MISSING else made(),
    )


def read_mapping(section: type[T], raw: Any) -> T:
    """The section that ``raw`` describes. Raises ``TermsRefused`` with every fault and its path."""
    reader = _Reader()
    value = reader.section(section, raw, "")
    if reader.faults:
        raise TermsRefused(reader.faults)
    return value  # type: ignore[no-any-return]


class _Reader:
    """Reads on after a fault, so that an editor sees all of them at once; a value with a fault is None."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def refuse(self, path: str, text: str) -> None:
        self.faults.append(Fault(path, text))

    def section(self, section: type, raw: Any, path: str) -> Any:
        if not isinstance(raw, Mapping):
            return self.refuse(path, "应为一组键值")
        keys = keys_of(section)
        for unknown in raw.keys() - {key.name for key in keys}:
            self.refuse(_below(path, unknown), "未知的键")
        return section(**{key.attribute: self.value_of(key, raw, path) for key in keys})

    def value_of(self, key: Key, raw: Mapping[str, Any], path: str) -> Any:
        path = _below(path, key.name)
        if key.name not in raw:
            return self.refuse(path, "不能缺少") if key.required else key.default
        if key.read is None:
            return self.read(key.kind, raw[key.name], path)
        try:
            return key.read(raw[key.name])
        except ValueError as fault:
            return self.refuse(path, str(fault))

    def read(self, kind: Any, raw: Any, path: str) -> Any:
        origin, args = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            return None if raw is None else self.read(_not_none(args), raw, path)
        if dataclasses.is_dataclass(kind):
            return self.section(kind, raw, path)  # type: ignore[arg-type]
        if origin is tuple:
            return self.row(args, raw, path)
        if origin is frozenset:
            return frozenset(self.row((args[0], ...), raw, path) or ())
        if origin is Mapping:
            return self.table(args[1], raw, path)
        return self.leaf(kind, raw, path)

    def row(self, args: tuple[Any, ...], raw: Any, path: str) -> Any:
        if not isinstance(raw, list | tuple):
            return self.refuse(path, "应为列表")
        kinds = [args[0]] * len(raw) if args[-1] is Ellipsis else list(args)
        if len(kinds) != len(raw):
            return self.refuse(path, f"应有{len(kinds)}项")
        return tuple(
            self.read(kind, item, f"{path}[{n}]") for n, (kind, item) in enumerate(zip(kinds, raw, strict=True))
        )

    def table(self, kind: Any, raw: Any, path: str) -> Any:
        if not isinstance(raw, Mapping):
            return self.refuse(path, "应为一组键值")
        return MappingProxyType({str(name): self.read(kind, item, _below(path, name)) for name, item in raw.items()})

    def leaf(self, kind: Any, raw: Any, path: str) -> Any:
        try:
            return _leaf(kind, raw)
        except OutOfYears as far:
            return self.refuse(path, str(far))
        except (TypeError, ValueError, InvalidOperation, ZeroDivisionError, OverflowError):
            return self.refuse(path, f"应为{describe(kind)}，现为{_shown(raw)}")


def _shown(raw: Any) -> str:
    """A value as the file writes it, not as Python does."""
    if isinstance(raw, str):
        return f"“{raw}”"
    plain = raw.isoformat() if isinstance(raw, date) else str(raw)  # a datetime is one, too
    return " " + {"None": "null", "True": "true", "False": "false"}.get(plain, plain)


def _leaf(kind: Any, raw: Any) -> Any:
    if get_origin(kind) is Literal:
        return _one_of(get_args(kind), raw)
    if get_origin(kind) is Annotated:
        return _marked(get_args(kind)[1], raw)
    return LEAVES[kind](raw)


def _marked(mark: Any, raw: Any) -> Any:
    if isinstance(mark, OneOf):
        return _one_of(mark.words, _text(raw))
    if isinstance(mark, DayOf):
        return mark.read(raw)
    return _moment(raw, mark)


def _one_of(allowed: tuple[str, ...], raw: Any) -> str:
    for word in allowed:
        if raw == word:
            return word
    raise ValueError


def _moment(raw: Any, of_day: time) -> datetime:
    if isinstance(raw, str):
        raw = date.fromisoformat(raw) if len(raw) == len("2024-07-02") else datetime.fromisoformat(raw)
    if isinstance(raw, datetime):
        return raw.replace(tzinfo=LAW_ZONE) if raw.tzinfo is None else raw.astimezone(LAW_ZONE)
    if isinstance(raw, date):
        return datetime.combine(raw, of_day, LAW_ZONE)
    raise ValueError


def _day(raw: Any) -> date:
    if isinstance(raw, str):
        return date.fromisoformat(raw)
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    raise ValueError


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw


def _switch(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _whole(raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise ValueError


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise TypeError
    value = Decimal(str(raw))
    if not value.is_finite():
        raise ValueError
    return value


def _fraction(raw: Any) -> Fraction:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Fraction):
        raise TypeError  # a float would be a third that is not a third
    value = Fraction(raw)
    if not 0 < value <= 1:
        raise ValueError
    return value


LEAVES: Mapping[Any, Callable[[Any], Any]] = {
    str: _text,
    bool: _switch,
    int: _whole,
    date: _day,
    Decimal: _decimal,
    Fraction: _fraction,
}
WORDS = {
    str: "文字（数字请加引号）",
    bool: "true 或 false",
    int: "整数",
    date: "日期 YYYY-MM-DD",
    Decimal: "数",
    Fraction: '不大于1的分数，如 "2/3"',
    Start: "时间（+08:00；只写日期＝当日 00:00:00）",
    End: "时间（+08:00；只写日期＝当日 23:59:59）",
}


def describe(kind: Any) -> str:
    """The type of a key in words."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return f"{describe(_not_none(args))}，或 null"
    if origin is Literal:
        return " | ".join(args)
    if origin is tuple:
        return f"[{describe(args[0])}]" if args[-1] is Ellipsis else f"[{'，'.join(map(describe, args))}]"
    if origin is frozenset:
        return f"[{describe(args[0])}]"
    if origin is Mapping:
        return f"{{<键>: {describe(args[1])}}}"
    return _words_of_a_leaf(kind)


def _words_of_a_leaf(kind: Any) -> str:
    mark = get_args(kind)[1] if get_origin(kind) is Annotated else None
    if isinstance(mark, OneOf | DayOf):
        return mark.words_for
    return "一组键值" if dataclasses.is_dataclass(kind) else WORDS[kind]


def section_in(kind: Any) -> type | None:
    """The section a key leads to, through lists, tables and ``| null``."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind
    return next((found for part in get_args(kind) if (found := section_in(part))), None)


def write_mapping(value: Any, *, brief: bool = False) -> Any:
    """Plain JSON of a section, which ``read_mapping`` reads again; ``brief`` leaves out what is the default."""
    if dataclasses.is_dataclass(value):
        pairs = [(key, getattr(value, key.attribute)) for key in keys_of(type(value))]  # type: ignore[arg-type]
        return {
            key.name: write_mapping(item, brief=brief) for key, item in pairs if not (brief and _is_default(key, item))
        }
    if isinstance(value, Mapping):
        return {name: write_mapping(item, brief=brief) for name, item in value.items()}
    if isinstance(value, tuple | frozenset):
        items = sorted(value) if isinstance(value, frozenset) else value
        return [write_mapping(item, brief=brief) for item in items]
    return _plain(value)


def write_stated(value: Any, raw: Any) -> Any:
    """Plain JSON of the keys that ``raw`` has, as ``value`` was read from it: a printed default stays printed."""
    if isinstance(raw, Mapping) and isinstance(value, Mapping):
        return {str(name): write_stated(value[str(name)], item) for name, item in raw.items()}
    if isinstance(raw, Mapping) and dataclasses.is_dataclass(value):
        keys = [key for key in keys_of(type(value)) if key.name in raw]  # type: ignore[arg-type]
        return {key.name: write_stated(getattr(value, key.attribute), raw[key.name]) for key in keys}
    if isinstance(raw, list | tuple) and isinstance(value, tuple):
        return [write_stated(item, said) for item, said in zip(value, raw, strict=True)]
    return write_mapping(value)


def _is_default(key: Key, item: Any) -> bool:
    return not key.required and bool(key.default == item)


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | Fraction) else value


def _not_none(args: tuple[Any, ...]) -> Any:
    return next(arg for arg in args if arg is not NoneType)


def _below(path: str, name: Any) -> str:
    return f"{path}.{name}" if path else str(name)
