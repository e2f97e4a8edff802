"""Which small faults can be put into a file? Operators of mutmut, and some it does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst
import libcst.matchers as m
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation import mutators as of_mutmut

Operator = Callable[[Any], Iterable[cst.CSTNode]]

IS_SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|AND|CONFLICT)\b|\b\w+ < \?")

SQL_FAULTS = (
    (r"(?<![<>])<(?![=>])", "<="),
    (r"<=", "<"),
    (r"(?<![<>])>(?!=)", ">="),
    (r">=", ">"),
    (r"\bAND\b", "OR"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bNOT EXISTS\b", "EXISTS"),
    (r"\bNOT IN\b", "IN"),
    (r"(?<!NOT )\bIN\b", "NOT IN"),
)

WIDER = {
    "ROLES": "TEAM",
    "TEAM": "SIGNED_IN",
    "EDIT": "DIRECTORY",
    "ANSWER_AND_REVEAL": "ANSWER",
    "REGISTER_AND_REVEAL": "REGISTER",
    "REFER_AND_REVEAL": "REFER",
    "ANSWER": "FEEDBACK",
    "PLAN": "TRAININGS",
    "APPROVE": "REMIND",
    "SIGNED_IN": "ANYONE",
    "ANYONE": "SIGNED_IN",
}
"""What a route of `admin/routes.py` or `account_routes.py` asks, and what lets others in."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one fault in it. `name` says where and which, without the number of its line."""

    name: str
    line: int
    code: str


def mutants_of(code: str) -> Iterator[Mutant]:
    """Every mutant of a file, from its beginning to its end."""
    wrapper = MetadataWrapper(cst.parse_module(code))
    found, lines, seen = _Places(), code.splitlines(keepends=True), dict[str, int]()
    wrapper.visit(found)
    for scope, span, node, change in found.changes:
        before = (
            "".join(lines[: span.start.line - 1]) + lines[span.start.line - 1][: span.start.column]
        )
        after = lines[span.end.line - 1][span.end.column :] + "".join(lines[span.end.line :])
        mutated = before + wrapper.module.code_for_node(_bare(node, change)) + after
        if mutated == code or not _compiles(mutated):
            continue
        name = _name(scope, code, mutated)
        seen[name] = seen.get(name, 0) + 1
        yield Mutant(
            name if seen[name] == 1 else f"{name} ({seen[name]})", span.start.line, mutated
        )


def _bare(node: cst.CSTNode, change: cst.CSTNode) -> cst.CSTNode:
    """A change without what stays around its place: parentheses, comments, empty lines."""
    if getattr(node, "lpar", ()) and getattr(change, "lpar", ()):
        return change.with_changes(lpar=(), rpar=())
    if isinstance(change, cst.SimpleStatementLine):
        return change.with_changes(
            leading_lines=(), trailing_whitespace=cst.TrailingWhitespace(newline=cst.Newline(""))
        )
    return change


def _name(scope: str, code: str, mutated: str) -> str:
    """`scope: words => words` of the lines that differ, with white space folded."""
    old, new = code.splitlines(), mutated.splitlines()
    start = next(n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    same_end = 0
    for one, other in zip(reversed(old[start:]), reversed(new[start:]), strict=False):
        if one != other:
            break
        same_end += 1
    was, became = (
        re.sub(r"\s+", " ", " ".join(lines[start : len(lines) - same_end])).strip()
        for lines in (old, new)
    )
    return f"{scope}: {was} => {became}"


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _negated(test: cst.BaseExpression) -> cst.CSTNode:
    """`if x` becomes `if not x`."""
    inside = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inside)


def _left_out(node: cst.SimpleStatementLine) -> Iterable[cst.CSTNode]:
    """A call whose answer nobody needs does not happen."""
    only = node.body[0]
    if len(node.body) == 1 and isinstance(only, cst.Expr) and not _is_text(only.value):
        yield node.with_changes(body=[cst.Pass()])


def _other_sql(node: cst.SimpleString | cst.FormattedStringText) -> Iterable[cst.CSTNode]:
    if not IS_SQL.search(node.value):
        return
    for pattern, other in SQL_FAULTS:
        for found in re.finditer(pattern, node.value):
            changed = node.value[: found.start()] + other + node.value[found.end() :]
            yield node.with_changes(value=changed)


def _other_string(node: cst.SimpleString) -> Iterable[cst.CSTNode]:
    if not IS_SQL.search(node.value):
        yield from list(of_mutmut.operator_string(node))[:1]


def _other_roles(node: cst.Name) -> Iterable[cst.CSTNode]:
    if node.value in WIDER:
        yield node.with_changes(value=WIDER[node.value])


OPERATORS: Sequence[tuple[type[cst.CSTNode] | tuple[type[cst.CSTNode], ...], Operator]] = (
    (cst.BaseNumber, of_mutmut.operator_number),
    (cst.Name, of_mutmut.operator_name),
    (cst.UnaryOperation, of_mutmut.operator_remove_unary_ops),
    (cst.CSTNode, of_mutmut.operator_keywords),
    (cst.CSTNode, of_mutmut.operator_swap_op),
    (cst.Match, of_mutmut.operator_match),
    (cst.IfExp, of_mutmut.operator_if_exp),
    (cst.Call, of_mutmut.operator_symmetric_string_methods_swap),
    (cst.SimpleStatementLine, _left_out),
    ((cst.SimpleString, cst.FormattedStringText), _other_sql),
    (cst.SimpleString, _other_string),
    (cst.Name, _other_roles),
)


class _Places(cst.CSTVisitor):
    """Walks through a file and notes every change that an operator makes somewhere in it."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[str, CodeRange, cst.CSTNode, cst.CSTNode]] = []
        self._scope: list[str] = []
        self._in_sql = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._scope.append(node.name.value)
        if self._says_nothing(node):
            return False
        self._in_sql += _is_sql(node)
        scope = ".".join(self._scope) or "module"
        if isinstance(node, cst.If | cst.While | cst.CompIf):
            self._note(scope, node.test, _negated(node.test))
        for kind, operator in OPERATORS:
            if isinstance(node, kind) and not (self._in_sql and operator is _other_string):
                for change in operator(node):
                    self._note(scope, node, change)
        return True

    def _note(self, scope: str, node: cst.CSTNode, change: cst.CSTNode) -> None:
        span = self.get_metadata(PositionProvider, node)
        self.changes.append((scope, span, node, change))

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._scope.pop()
        self._in_sql -= _is_sql(original_node)

    def _says_nothing(self, node: cst.CSTNode) -> bool:
        """Types, imports, decorators, documentation, the log; and values stored by their name."""
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom | cst.Decorator):
            return True
        if isinstance(node, cst.ClassDef):
            return any(m.matches(each.value, m.Name("StrEnum")) for each in node.bases)
        if isinstance(node, cst.SimpleStatementLine):
            only = node.body[0]
            words = cst.Module([node]).code.strip()
            return words.startswith(("__all__", "log.", "log =")) or (
                isinstance(only, cst.Expr) and _is_text(only.value)
            )
        return False


def _is_sql(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and m.matches(node.func, m.Name("Sql"))


def _is_text(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.SimpleString | cst.ConcatenatedString)
