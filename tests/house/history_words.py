"""What the actions write into history, read from the source: every verb, and every key of `before` and `after`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Told:
    """One `record(…)` call: its verb where it is written out (else empty), and the keys of its values."""

    path: Path
    line: int
    verb: str
    keys: frozenset[str]


def told_in(path: Path, tree: ast.Module) -> Iterator[Told]:
    """Yield each call of `record` in a file."""
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    names = {name: dicts for function in [tree, *functions] for name, dicts in _assigned(function).items()}
    for function in functions:
        here = {**names, **_assigned(function)}
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record" and len(call.args) >= 3:
                yield Told(path, call.lineno, _verb(call.args[1]), frozenset(_keys_of(call, here)))


def _verb(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _assigned(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what is assigned to each plain name, `|=` included."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = (
                    zip(target.elts, node.value.elts, strict=False)
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                    else [(target, node.value)]
                )
                for one, value in pairs:
                    if isinstance(one, ast.Name):
                        found.setdefault(one.id, []).append(value)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.setdefault(node.target.id, []).append(node.value)
    return found


def _keys_of(call: ast.Call, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg in ("before", "after"):
            yield from _keys(keyword.value, names, depth=0)


def _keys(node: ast.expr, names: dict[str, list[ast.expr]], depth: int) -> Iterator[str]:
    """Yield the keys of a dict, of dicts that are put together, and of the dicts behind a name."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                yield from _keys(value, names, depth)
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value
    elif isinstance(node, ast.BinOp):
        yield from _keys(node.left, names, depth)
        yield from _keys(node.right, names, depth)
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body, names, depth)
        yield from _keys(node.orelse, names, depth)
    elif isinstance(node, ast.Name) and depth < 3:
        for value in names.get(node.id, ()):
            yield from _keys(value, names, depth + 1)
