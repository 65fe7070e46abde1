"""What import contracts cannot see: signatures, and writes through a queryset."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "lantas"
NOT_DOMAINS = {"kernel", "config", "console", "running", "adapters", "science", "demo"}
DOMAINS = sorted(
    folder.name
    for folder in ROOT.iterdir()
    if folder.is_dir() and folder.name not in NOT_DOMAINS and folder.name[0] != "_"
)
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "raw"}


def functions(name: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for domain in DOMAINS:
        paths = [ROOT / domain / f"{name}.py", *(ROOT / domain / name).glob("*.py")]
        for path in filter(Path.exists, paths):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{domain}.{path.stem}.{node.name}", node


def keywords(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in function.args.kwonlyargs}


def test_there_is_a_domain_to_look_at() -> None:
    assert "response" in DOMAINS


def test_every_question_asks_who_is_asking() -> None:
    deaf = [name for name, f in functions("queries") if "seen_by" not in keywords(f)]
    assert deaf == []


@pytest.mark.parametrize("word", ["by", "at"])
def test_every_deed_says_who_and_when(word: str) -> None:
    silent = [name for name, f in functions("actions") if word not in keywords(f)]
    assert silent == []


@pytest.mark.parametrize("door", ["web", "api", "jobs"])
def test_doors_do_not_write(door: str) -> None:
    found = [
        f"{name} calls .{call.func.attr}()"
        for name, function in functions(door)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
    ]
    assert found == []


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name} {lines}"
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts and "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := _code_lines(node)) > 40
    ]
    assert long == []


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    end = node.end_lineno or node.lineno
    doc = ast.get_docstring(node, clean=False)
    return end - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)
