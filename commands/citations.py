"""Which tests cite which rows of the catalogue: found in the tests' own source, not declared by hand.

A test cites a row by its id: in its name (``test_gu_18_…``), its docstring, its parameters or its body. The parameters
of a table it is given by name count as the test's own.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ID = re.compile(r"\b(?:PF-\d+\.\d+[a-z]\d?|(?:EV|GU|DE|TI|ST|IN)-\d\d)\b")
_IN_NAME = re.compile(r"(?:^|_)(ev|gu|de|ti|st|in)_(\d\d)(?=_|$)|(?:^|_)pf_(\d+)_(\d+[a-z]\d?)(?=_|$)")


_PLAYED = ("commands", "examples")
"""Tests that read what a scenario printed, or led to when it was played once for several of them."""


def citations(tests: Path) -> dict[str, set[str]]:
    """Every id to the tests that cite it, as ``file::test``; empty where there are no tests."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in sorted(set(tests.rglob("test_*.py")) - {f for name in _PLAYED for f in (tests / name).rglob("*.py")}):
        for name, ids in _tests_of(file):
            for cited in ids:
                found[cited].add(f"{file.relative_to(tests.parent).as_posix()}::{name}")
    return found


def _tests_of(file: Path) -> Iterator[tuple[str, set[str]]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tables = {target.id: _ids(node) for node in tree.body for target in _targets(node)}
    for owner, node in _functions(tree):
        own = _ids(node) | _named(node.name) | _named(owner)
        given = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        yield (f"{owner}::{node.name}" if owner else node.name, own.union(*(tables.get(n, set()) for n in given)))


def _targets(node: ast.stmt) -> list[ast.Name]:
    if isinstance(node, ast.Assign):
        return [t for t in node.targets if isinstance(t, ast.Name)]
    return [node.target] if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else []


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        owner, body = (node.name, node.body) if isinstance(node, ast.ClassDef) else ("", [node])
        for each in body:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name.startswith("test"):
                yield owner, each


def _ids(node: ast.AST) -> set[str]:
    strings = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return {cited for text in strings for cited in ID.findall(text)}


def _named(name: str) -> set[str]:
    """The ids in a test's name: ``test_ev_36_…`` and ``test_pf_7_6e_…``."""
    matches = list(_IN_NAME.finditer(name))
    return {f"{m[1].upper()}-{m[2]}" if m[1] else f"PF-{m[3]}.{m[4]}" for m in matches}
