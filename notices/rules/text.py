"""The text of a notice or rule-set file: YAML to values, every fault in our words and at its line."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import yaml

from notices.exceptions import Fault, TermsRefused

T = TypeVar("T")

# What the parser says, and what the person is told; the first that is found in its words holds.
SAID: Mapping[str, str] = {
    r"cannot start any token.*\\t|\\t.*cannot start any token": "不能用制表符（Tab），缩进请用空格",
    r"found character .* cannot start any token": "文字不能以这个符号开头，请加引号",
    "mapping values are not allowed": "一行里多了一个冒号，或缩进不对；文字中有冒号的请加引号",
    "could not find expected ':'": "这个键后面缺少冒号，或上一行的缩进、引号不对",
    "unknown escape": "双引号里的反斜杠要写两个，或改用单引号",
    "quoted scalar": "引号没有成对",
    "expected ',' or": "方括号、花括号里缺少逗号，或括号没有成对",
    "but found '<stream end>'": "此处意外结束，括号或引号没有成对",
    "expected <block end>|expected the node content": "缩进不对，或括号、引号没有成对",
    "undefined alias|expected alphabetic or numeric": "文字不能以 * 或 & 开头，请加引号",
    "impossible value": "没有这样的日期或数",
    "could not determine a constructor|undefined tag": "不能使用“!”开头的标记，请加引号",
    "unhashable key": "键应为文字；花括号、方括号开头的文字请加引号",
    "special characters": "含有不能使用的控制字符",
    "expected a single document": "一份文件只能写一份通知，请去掉多余的“---”",
}
OTHERWISE = "此处的写法不符合 YAML"
IMPOSSIBLE = "impossible value"
ALIAS = "undefined alias"  # told as one: a notice repeats nothing by reference, and a bomb is made of references
TOO_DEEP = "层次太多，不是一份通知"
TWICE = "这个键在第{line}行已经写过，请只保留一处"


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, ALIAS, self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  # its signature
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as fault:  # 2024-13-45 looks like a date and is none
            raise yaml.constructor.ConstructorError(None, None, IMPOSSIBLE, node.start_mark) from fault


def read_yaml(text: str, read: Callable[[Any], T]) -> T:
    """What ``read`` makes of a file's text. Raises ``TermsRefused``: every fault with its line and key."""
    try:
        return read(_parsed(text))
    except yaml.YAMLError as fault:
        raise TermsRefused([_told(fault, text)]) from fault
    except RecursionError:
        raise TermsRefused([Fault("", TOO_DEEP)]) from None
    except TermsRefused as refusal:
        raise TermsRefused(list(_at_their_lines(refusal.faults, text))) from refusal


def _parsed(text: str) -> Any:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if twice := list(_twice(node, "")):
            raise TermsRefused(twice)
        return loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _twice(node: yaml.Node | None, path: str) -> Iterator[Fault]:
    """Keys written again: the parser would silently take the last (ADMIN-03), so its line is the one to be named."""
    if isinstance(node, yaml.MappingNode):
        first, again = dict[tuple[str, str], int](), dict[str, int]()
        for name, value in node.value:
            here = f"{path}.{name.value}" if path else str(name.value)
            key = (name.tag, str(name.value))
            if key in first:
                again[here] = first[key]
            first.setdefault(key, name.start_mark.line + 1)
            yield from _twice(value, here)
        yield from (Fault(here, TWICE.format(line=line)) for here, line in again.items())
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _twice(value, f"{path}[{number}]")


def lines_of(text: str) -> dict[str, int]:
    """Every path of a file with the number of its line, from one. The text must have been read before."""
    return {path: line + 1 for path, line in _lines(yaml.compose(text, _Loader), "")}


def line_of(path: str, lines: Mapping[str, int]) -> int | None:
    """The line of a path, or of the nearest above it that the file has: ``checklist.photo.when`` → ``checklist``."""
    while path and path not in lines:
        path = re.sub(r"(\.[^.\[]*|\[\d+\])$", "", path) if re.search(r"[.\[]", path) else ""
    return lines.get(path)


def _told(fault: yaml.YAMLError, text: str) -> Fault:
    words = str(fault)
    mark = getattr(fault, "problem_mark", None)
    if "end of stream" in words or "<stream end>" in words:
        mark = getattr(fault, "context_mark", None) or mark  # where the quote or bracket was opened
    line, column = (mark.line, mark.column) if mark else _place(text, getattr(fault, "position", 0))
    said = next((ours for theirs, ours in SAID.items() if re.search(theirs, words)), OTHERWISE)
    return Fault(f"第{line + 1}行第{column + 1}列", f"{said}（不是正确的 YAML）")


def _place(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def _at_their_lines(faults: tuple[Fault, ...], text: str) -> Iterator[Fault]:
    """What is missing stands at the line of what it is missing in."""
    lines = lines_of(text)
    for fault in faults:
        line = line_of(fault.path, lines)
        yield Fault(f"第{line}行 {fault.path}", fault.text) if line else fault


def _lines(node: yaml.Node | None, path: str) -> Iterator[tuple[str, int]]:
    """Every path of a document with the line it stands on, from zero."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            here = f"{path}.{name.value}" if path else str(name.value)
            yield here, name.start_mark.line
            yield from _lines(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield f"{path}[{number}]", value.start_mark.line
            yield from _lines(value, f"{path}[{number}]")
