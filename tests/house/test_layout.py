"""The house as it is drawn: what would break it silently is checked by machine."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.setting_aside import set_aside

ROOT = Path(__file__).resolve().parents[2]
WINGS = ("platform", "tenants", "audit", "billing", "network")
LONGEST_FILE = 450
NEW_ROWS = {"user"}  # a person that was just made by the manager


def sources() -> list[Path]:
    found = [path for wing in WINGS for path in (ROOT / wing).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    """Every file of ours, parsed once; put aside from the garbage collector, which would look through millions of nodes again and again."""
    found = [(path, ast.parse(path.read_text())) for path in sources()]
    set_aside()
    return found


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize("name", ["platform/__init__.py", "platform/conftest.py"])
def test_platform_is_a_source_root_and_never_a_package(name: str) -> None:
    """A package of this name shadows the standard library's `platform`; bare pytest would still pass."""
    assert not (ROOT / name).exists()


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_pages_and_api_fetch_through_gates() -> None:
    """No view writes `Claim.objects`: what is not in the gate does not exist for that person."""
    found = [
        where(path, node)
        for path, tree in trees()
        if {"pages", "api"} & set(path.relative_to(ROOT).parts[2:-1])
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and not _is_empty_set(path, node)
    ]
    assert found == []


def _is_empty_set(path: Path, node: ast.Attribute) -> bool:
    return ".objects.none()" in path.read_text().splitlines()[node.lineno - 1]


def test_nothing_is_sent_to_celery_outside_the_outbox() -> None:
    found = [
        where(p, c)
        for p, tree in trees()
        for c in calls(tree)
        if isinstance(c.func, ast.Attribute) and c.func.attr in {"delay", "apply_async"}
    ]
    assert found == []


def test_no_float_comes_near_money() -> None:
    found = [
        where(path, node)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
        and "_minor" in ast.unparse(node)
    ]
    assert found == []


def test_domain_effects_are_not_signals() -> None:
    """Events are history rows with subscribers; a model signal would fire outside the action that explains it."""
    names = re.compile(r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed)\b")
    assert [str(path.relative_to(ROOT)) for path in sources() if names.search(path.read_text())] == []


def test_saving_an_existing_row_names_its_columns() -> None:
    """A bare `save()` writes every column and undoes what another transaction wrote in between."""
    found = [
        where(path, call)
        for path, tree in trees()
        if path.name not in {"records.py"}
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "save" and not _names_columns(call)
    ]
    assert found == []


def _names_columns(call: ast.Call) -> bool:
    keywords = {keyword.arg for keyword in call.keywords}
    receiver = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    not_a_row = (
        bool(call.args)
        or receiver.split(".")[-1] in {"form", "image", "plain", "workbook", "book"}
        or "super()" in receiver
    )
    return bool(keywords & {"update_fields", "force_insert"}) or not_a_row or receiver in NEW_ROWS


def test_there_is_no_streaming_response() -> None:
    """A streaming view would hold a connection and a thread for each viewer; live updates have an endpoint of their own."""
    assert [str(path.relative_to(ROOT)) for path in sources() if "StreamingHttpResponse" in path.read_text()] == []


PROPER_NAMES = {"GPS", "Stripe"}


def test_processes_have_a_name_in_each_language() -> None:
    """History keeps the English name of what acted by itself; the timeline shows it in the reader's language, so it has to be marked."""
    found = [
        where(path, node)
        for path, tree in trees()
        for node in calls(tree)
        if isinstance(node.func, ast.Name) and node.func.id == "Process" and node.args
        if isinstance(node.args[0], ast.Constant) and node.args[0].value not in PROPER_NAMES
    ]
    assert found == []


def test_no_room_is_called_utils() -> None:
    words = {"utils", "helpers", "core", "misc"}
    assert [
        str(path.relative_to(ROOT)) for path in sources() if words & {path.stem, *path.relative_to(ROOT).parts}
    ] == []


def test_no_file_has_grown_too_long() -> None:
    assert [
        str(path.relative_to(ROOT)) for path in sources() if len(path.read_text().splitlines()) > LONGEST_FILE
    ] == []


def test_templates_hold_no_inline_script_or_style() -> None:
    """The content security policy would silently drop them."""
    bad = re.compile(r"<script(?![^>]*\b(src|type=\"application/json\"|nonce)\b)|\son\w+=\"|\sstyle=\"|<style", re.I)
    found = [
        str(path.relative_to(ROOT))
        for wing in WINGS
        for path in (ROOT / wing).rglob("*.html")
        if bad.search(path.read_text())
    ]
    assert found == []


CLOCKS = {"now", "today", "database_now"}


def test_no_test_reads_the_clock_while_it_is_collected() -> None:
    """A run that crosses midnight would compare yesterday's `today()` of a parameter with the product's."""
    files = {path: ast.parse(path.read_text()) for path in (ROOT / "tests").rglob("*.py")}
    builders = {name for path, tree in files.items() if "builders" in path.parts for name in _tell_time(tree)}
    found = [
        where(path, node)
        for path, tree in files.items()
        for node, called in _at_import(tree)
        if (CLOCKS | builders | _tell_time(tree)) & set(called)
    ]
    assert found == []


def _tell_time(tree: ast.Module) -> set[str]:
    """Return the file's functions whose answer depends on the clock."""
    plain = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not _is_fixture(node)]
    return {node.name for node in plain if CLOCKS & set(_called(node.body))}


def _is_fixture(node: ast.FunctionDef) -> bool:
    return node.name.startswith("test_") or any("fixture" in ast.unparse(one) for one in node.decorator_list)


def _called(nodes: list[Any]) -> Iterator[str]:
    """Yield the names of the functions called in `nodes`, but for what waits in a lambda or a function."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2]
        if not isinstance(node, ast.Lambda | ast.FunctionDef):
            yield from _called(list(ast.iter_child_nodes(node)))


def _at_import(tree: ast.AST) -> Iterator[tuple[ast.AST, list[str]]]:
    """Yield what is evaluated when the file is imported: statements of the module and of classes, decorators, defaults."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _at_import(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                node,
                list(_called([*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)])),
            )
        elif isinstance(node, ast.stmt):
            yield node, list(_called([node]))
