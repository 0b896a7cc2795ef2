"""Every sentence that the program can tell a person, found in its source: errors, progress, results, labels, the log.

A template is the text of a string with its holes numbered: ``f"{path}: not TOML: {error}"`` is ``{1}: not TOML: {2}``.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator  # noqa: TC003 - read by people only
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TOLD = {"complain", "result", "tell", "line", "told", "shown", "_ask"}
_KEYWORDS = {"told", "reason"}
_LABELS = {"name_of": (0,), "Reading": (2, 3)}
_LOGS, _LEVELS = {"log", "_log", "logger"}, {"info", "warning", "error", "exception"}
_HELD = {
    "what",
    "told",
    "extra",
    "kind",
    "state",
    "place",
    "why",
    "reason",
    "outlets",
    "number",
    "old",
    "last",
    "coming",
}
_OUTSIDE = {
    "HTTPException", "SystemExit", "Exit", "LookupError", "AttributeError", "BadParameter", "KeyError",
    "IndexError", "TypeError",
}  # fmt: skip
_MADE = {"told", "line", "message", "what"}
_PLAIN = {
    "str", "repr", "len", "map", "sorted", "format", "read", "name", "path", "title", "key", "url", "run",
    "say", "text", "folder",
}  # fmt: skip
_LATIN, _HOLE = re.compile("[A-Za-z]"), re.compile(r"\{\d+\}")
_PERCENT = re.compile(r"%(?:[.]\d)?[sdrf]")
_FILE = re.compile(r"(\{1\})?[.][a-z]+|http://[^ ]*")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Wording:
    """What was found.

    Attributes:
        templates: each with the places that hold it.
        labels: the words that stand alone, with their places.
        unread: places whose text could not be traced to a string.
        traced: expressions that were looked at, and whether strictly.
    """

    templates: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    traced: set[tuple[int, bool]] = field(default_factory=set)


def template(node: ast.Constant | ast.JoinedStr) -> str:
    """The text with numbered holes."""
    if isinstance(node, ast.Constant):
        return str(node.value).replace("{", "{{").replace("}", "}}")
    parts, number = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value).replace("{", "{{").replace("}", "}}"))
        else:
            number += 1
            parts.append(f"{{{number}}}")
    return "".join(parts)


def logged(text: str) -> str:
    """The same of a text with the percent signs of the log."""
    numbers = itertools.count(1)
    return _PERCENT.sub(lambda _: f"{{{next(numbers)}}}", text)


class _Reader:
    def __init__(self, path: Path, functions: dict[str, list[tuple[ast.AST, _Reader]]], found: Wording) -> None:
        self.path, self.functions, self.found = path, functions, found
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node  # type: ignore[attr-defined]
            if isinstance(node, _FUNCTIONS):
                functions.setdefault(node.name, []).append((node, self))

    def read(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                self._raised(node.exc)
            elif isinstance(node, ast.Call) and self._name(node.func) in _TOLD and node.args:
                self._trace(node.args[0], node, strict=False)
            elif isinstance(node, ast.keyword) and node.arg in _KEYWORDS:
                self._trace(node.value, node, strict=False)
            elif isinstance(node, ast.keyword) and node.arg == "subject":
                self._label(node.value)
            if isinstance(node, ast.Call):
                for at in _LABELS.get(self._name(node.func), ()):
                    for one in node.args[at : at + 1]:
                        self._label(one)
                self._logged(node)

    def _label(self, node: ast.AST) -> None:
        """Words that stand alone; a variable holds one that is found where it is made."""
        if isinstance(node, ast.IfExp):
            self._label(node.body)
            self._label(node.orelse)
        elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            self.found.labels.setdefault(template(node), []).append(f"{self.path.relative_to(ROOT)}:{node.lineno}")

    def _logged(self, call: ast.Call) -> None:
        """The template of a line of the log."""
        func = call.func
        if not (isinstance(func, ast.Attribute) and func.attr in _LEVELS and self._name(func.value) in _LOGS):
            return
        for one in ast.walk(self.tree) if isinstance(call.args[0], ast.Name) else (call.args[0],):
            assigned = isinstance(one, ast.Assign) and self._named(one.targets[0], getattr(call.args[0], "id", ""))
            text = one.value if isinstance(one, ast.Assign) and assigned else one
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and (assigned or one is call.args[0]):
                self._add(logged(text.value), call.lineno)

    def _raised(self, call: ast.Call) -> None:
        name = self._name(call.func)
        if name in _OUTSIDE or not (name.endswith("Error") or name == "kind" or name.startswith("_")):
            return
        if name.startswith("_"):
            self._trace(call, call)
        elif call.args:
            self._trace(call.args[0], call)

    @staticmethod
    def _name(node: ast.AST) -> str:
        return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""

    def _trace(  # noqa: C901, PLR0912 - a branch for each form of expression
        self, node: ast.AST, place: ast.AST, *, strict: bool = True, seen: frozenset[int] = frozenset()
    ) -> None:
        if id(node) in seen or (id(node), strict) in self.found.traced:
            return
        seen |= {id(node)}
        self.found.traced.add((id(node), strict))
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Constant(value=str() as text):
                if any(letter.isalpha() for letter in text):
                    self._add(template(node), line)
            case ast.JoinedStr():
                self._add(template(node), line)
                for value in node.values:
                    if isinstance(value, ast.FormattedValue):
                        self._hole(value.value, seen)
            case ast.IfExp():
                self._trace(node.body, place, strict=strict, seen=seen)
                self._trace(node.orelse, place, strict=strict, seen=seen)
            case ast.BoolOp():
                for one in node.values:
                    self._trace(one, place, strict=strict, seen=seen)
            case ast.BinOp():
                self._trace(node.left, place, strict=strict, seen=seen)
                self._trace(node.right, place, strict=strict, seen=seen)
            case ast.List() | ast.Tuple():
                for one in node.elts:
                    self._trace(one, place, strict=strict, seen=seen)
            case ast.Starred():
                self._trace(node.value, place, strict=strict, seen=seen)
            case ast.ListComp() | ast.GeneratorExp():
                self._trace(node.elt, place, strict=strict, seen=seen)
            case ast.Name():
                self._assigned(node, place, strict=strict, seen=seen)
            case ast.Call():
                self._called(node, place, strict=strict, seen=seen)
            case ast.Subscript(value=ast.Name() as table):
                self._table(table.id, place, seen)
            case ast.Attribute() | ast.Subscript() | ast.Constant():
                pass  # the text of another error or value, found where that one is made
            case _:
                if strict:
                    self.found.unread.append(f"{self.path.relative_to(ROOT)}:{line}")

    def _hole(self, node: ast.AST, seen: frozenset[int]) -> None:
        """Words inside a hole: a choice of texts, or a name that holds one."""
        if isinstance(node, (ast.IfExp, ast.BoolOp, ast.Call)) or (isinstance(node, ast.Name) and node.id in _HELD):
            self._trace(node, node, strict=False, seen=seen)

    def _table(self, name: str, place: ast.AST, seen: frozenset[int]) -> None:
        """The texts of a table of the module."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and self._named(node.targets[0], name) and isinstance(node.value, ast.Dict):
                for value in node.value.values:
                    self._trace(value, place, strict=False, seen=seen)

    def _called(self, node: ast.Call, place: ast.AST, *, strict: bool, seen: frozenset[int]) -> None:
        name = self._name(node.func)
        if (name.endswith("Error") or name in {"join", "located", "list"}) and node.args:
            self._trace(node.args[0], place, strict=strict, seen=seen)
        elif name == "get" and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            self._table(node.func.value.id, place, seen)
            for one in node.args[1:]:
                self._trace(one, place, strict=False, seen=seen)
        elif name not in _PLAIN:
            for function, reader in self.functions.get(name, ()):
                for one in ast.walk(function):
                    made = isinstance(one, ast.Assign) and any(self._named(one.targets[0], word) for word in _MADE)
                    if made or (isinstance(one, (ast.Return, ast.Yield)) and one.value is not None):
                        reader._trace(one.value, place, strict=False, seen=seen)

    def _assigned(  # noqa: C901 - each way of giving a name its text
        self, node: ast.Name, place: ast.AST, *, strict: bool, seen: frozenset[int]
    ) -> None:
        scope: ast.AST = node
        while not isinstance(scope, (*_FUNCTIONS, ast.Module)):
            scope = scope.parent  # type: ignore[attr-defined]
        found = False
        for one in ast.walk(scope):
            values: list[ast.AST] = []
            if isinstance(one, ast.Assign) and any(self._named(target, node.id) for target in one.targets):
                values = [one.value]
            elif isinstance(one, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and self._named(one.target, node.id):
                values = [one.value] if one.value is not None else []
            elif isinstance(one, ast.Call) and self._name(one.func) in {"append", "extend", "add"}:
                values = list(one.args) if self._named(getattr(one.func, "value", None), node.id) else []
            for value in values:
                found = True
                self._trace(value, place, strict=strict, seen=seen)
        if not found:
            for one in self.tree.body:
                if (
                    isinstance(one, ast.Assign)
                    and self._named(one.targets[0], node.id)
                    and isinstance(one.value, ast.Constant)
                ):
                    found = True
                    self._trace(one.value, place, strict=False, seen=seen)
        arguments = scope.args if isinstance(scope, _FUNCTIONS) else None
        known = arguments and node.id in {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}
        loops = [one for one in ast.walk(scope) if isinstance(one, (ast.For, ast.comprehension))]
        looped = [one for one in loops if self._named(one.target, node.id)]
        for one in looped:
            self._trace(one.iter, place, strict=False, seen=seen)
        caught = any(isinstance(one, ast.ExceptHandler) and one.name == node.id for one in ast.walk(scope))
        if strict and not (found or known or looped or caught):
            self.found.unread.append(f"{self.path.relative_to(ROOT)}:{node.lineno}")

    @staticmethod
    def _named(target: ast.AST | None, name: str) -> bool:
        if isinstance(target, ast.Tuple):
            return any(_Reader._named(one, name) for one in target.elts)
        return isinstance(target, ast.Name) and target.id == name

    def _add(self, text: str, line: int) -> None:
        for one in map(str.strip, text.split("\n")):
            if _LATIN.search(_HOLE.sub("", one)) and not _FILE.fullmatch(one):
                self.found.templates.setdefault(one, []).append(f"{self.path.relative_to(ROOT)}:{line}")


def sources() -> Iterator[Path]:
    for room in ("audio", "briefing"):
        yield from sorted((ROOT / room).rglob("*.py"))


def every_text() -> set[str]:
    """The templates of all strings of the source, told or not."""
    found: set[str] = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                found.update(map(str.strip, template(node).split("\n")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(logged(node.value))
    return found


def wording() -> Wording:
    """Everything that ``audio`` and ``briefing`` can tell."""
    found = Wording()
    functions: dict[str, list[tuple[ast.AST, _Reader]]] = {}
    readers = [_Reader(path, functions, found) for path in sources()]
    for reader in readers:
        reader.read()
    return found


if __name__ == "__main__":
    every = wording()
    for text, places in sorted(every.templates.items(), key=lambda pair: pair[1]):
        print(text, places[0], sep="\t")  # noqa: T201
    for place in every.unread:
        print("UNREAD", place)  # noqa: T201
