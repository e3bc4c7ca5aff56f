"""Which codes the product raises and with which sentences, read from its source."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts", "committees", "config", "declarations", "fees", "integrity", "messaging", "notices", "records", "review",
)  # fmt: skip
CODE = re.compile(r"[EW]\d{3}")


@dataclass(frozen=True, slots=True)
class Raised:
    """One place that raises a code, and a sentence it says there."""

    code: str
    where: str
    text: str


def raised() -> list[Raised]:
    """Every code that a call of the product carries as a literal, with its sentences; one row a sentence."""
    paths = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return [row for path in paths for row in _Source(path).raised()]


class _Source:
    """A module, read as far as literals, names and functions of its own lead."""

    def __init__(self, path: Path, given: dict[str, list[str]] | None = None) -> None:
        self.given = given or {}  # what a caller hands to a function of this module
        self.path = path
        self.where = str(path.relative_to(ROOT))
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    def raised(self) -> Iterator[Raised]:
        for call in self.calls:
            for code in sorted(self._codes(call)):
                if _name(call) != "get":  # what somebody explained is looked up, nothing is raised
                    texts = {text for source, at in self._sources(call) for text in self._sentences(source, at)}
                    yield from (Raised(code, self.where, text) for text in sorted(texts) or [""])

    def _codes(self, call: ast.Call) -> set[str]:
        """Literal, or by the name of a constant of the module (``Reason(HARD_MATERIAL, …)``)."""
        named = [each.id for each in _given(call) if isinstance(each, ast.Name)]
        tops = [each.value for each in self.tree.body if isinstance(each, ast.Assign) and _target(each) in named]
        return {str(each.value) for each in [*_given(call), *tops] if _is_code(each)}

    def _sources(self, call: ast.Call) -> list[tuple[ast.expr, ast.Call]]:
        """The sentence given right there; of ``say = partial(Finding, code=…)`` those given where ``say`` is called."""
        if _name(call) != "partial":
            return [(each, call) for each in _text_of(call)]
        scope = self._scope(call)
        bound = next(each for each in ast.walk(scope) if isinstance(each, ast.Assign) and each.value is call)
        said = (each for each in ast.walk(scope) if isinstance(each, ast.Call) and _name(each) == _target(bound))
        own = (each for each in said if not any(map(_is_code, _given(each))))
        return [(source, each) for each in own if not _is_no_finding(each) for source in _text_of(each)]

    def _sentences(self, source: ast.expr, at: ast.AST) -> list[str]:  # noqa: PLR0911 - one answer a kind of node
        """The sentences an expression may come to; none where nothing literal is found."""
        match source:
            case ast.Constant(value=str() as text):
                return [text]
            case ast.JoinedStr():
                parts = [self._sentences(each, at) for each in source.values]
                return ["".join(each) for each in product(*parts)]
            case ast.FormattedValue():
                return self._sentences(source.value, at) or [f"{{{ast.unparse(source.value)}}}"]
            case ast.IfExp():
                return [*self._sentences(source.body, at), *self._sentences(source.orelse, at)]
            case ast.BinOp(op=ast.Add()):
                left, right = self._sentences(source.left, at), self._sentences(source.right, at)
                return ["".join(each) for each in product(left, right)] if right else left
            case ast.Name():
                return self._bound(source.id, at)
            case ast.Call():
                return self._said_by(source, at)
        return []

    def _said_by(self, call: ast.Call, at: ast.AST) -> list[str]:
        """What a function of this module, or one imported from a module of ours, returns for these arguments."""
        home = self if _name(call) in {each.name for each in self.functions} else self._home_of(_name(call))
        for one in home.functions if home else ():
            if one.name == _name(call):
                names = [each.arg for each in one.args.args]
                told = {name: self._sentences(each, at) for name, each in zip(names, call.args, strict=False)}
                there = _Source(home.path, {name: texts for name, texts in told.items() if texts})
                returns = [each for each in ast.walk(one) if isinstance(each, ast.Return) and each.value]
                return [text for each in returns for text in there._sentences(each.value, there._twin(each))]
        return []

    def _twin(self, node: ast.Return) -> ast.AST:
        """The same statement in this reading of the module."""
        same = (each for each in ast.walk(self.tree) if isinstance(each, ast.Return))
        return next(each for each in same if each.lineno == node.lineno)

    def _bound(self, name: str, at: ast.AST) -> list[str]:
        """By the nearest assignment above, by the callers of the function, by the module, by an import."""
        if name in self.given:
            return self.given[name]
        scope = self._scope(at)
        above = [each for each in _assignments(scope, name) if each.lineno <= at.lineno]
        if isinstance(scope, ast.FunctionDef) and above:
            return self._sentences(max(above, key=lambda each: each.lineno).value, at)
        if isinstance(scope, ast.FunctionDef) and name in (names := [each.arg for each in scope.args.args]):
            place = names.index(name)
            callers = [each for each in self.calls if _name(each) == scope.name and len(each.args) > place]
            return [text for each in callers for text in self._sentences(each.args[place], each)]
        home = self._home_of(name)
        return self._top(name) or (home._top(name) if home else [])

    def _top(self, name: str) -> list[str]:
        """What the module itself says under this name."""
        tops = (each for each in self.tree.body if isinstance(each, ast.Assign) and _target(each) == name)
        return [text for each in tops for text in self._sentences(each.value, each)]

    def _home_of(self, name: str) -> "_Source | None":
        """The module of ours from which a name is imported."""
        for each in self.tree.body:
            if isinstance(each, ast.ImportFrom) and each.module and any(one.name == name for one in each.names):
                path = ROOT / f"{each.module.replace('.', '/')}.py"
                return _module(path) if path.exists() else None
        return None

    def _scope(self, node: ast.AST) -> ast.AST:
        """The innermost function around a node, or the module."""
        around = [each for each in self.functions if any(inner is node for inner in ast.walk(each))]
        return max(around, key=lambda each: each.lineno, default=self.tree)


@cache
def _module(path: Path) -> _Source:
    return _Source(path)


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(each.value for each in call.keywords)]


def _text_of(call: ast.Call) -> list[ast.expr]:
    """What may be the sentence of a call: its ``text``, or the second thing given by place, after the code."""
    named = [each.value for each in call.keywords if each.arg == "text"]
    return named or call.args[1:2]


def _is_code(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CODE.fullmatch(node.value))


def _is_no_finding(call: ast.Call) -> bool:
    """``severity=OK``: the condition is fulfilled, so nothing is raised."""
    return any(each.arg == "severity" and ast.unparse(each.value).endswith("OK") for each in call.keywords)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _target(assigned: ast.Assign) -> str:
    return getattr(assigned.targets[0], "id", "")


def _assignments(scope: ast.AST, name: str) -> list[ast.Assign]:
    return [each for each in ast.walk(scope) if isinstance(each, ast.Assign) and _target(each) == name]
