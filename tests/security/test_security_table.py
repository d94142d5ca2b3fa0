"""`docs/security.md` is whole: every item of ASVS levels 1 and 2 once, and every test that it names is there."""

import ast
import re
from pathlib import Path

from tests.security.asvs import items

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")
STATES = {"met", "partly", "not met", "the operator's"}
PROVED_BY_READING = {"V1.2.9", "V11.1.2", "V15.1.1", "V15.1.3", "V16.1.1"}
"""Items about documents, and one about the code, which whoever reads has before them."""

ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| V")]
FITTING = [row for row in ROWS if len(row) == 5]


def test_every_item_is_there_once() -> None:
    named = [id for row in ROWS for id in row[0].split(", ")]
    assert len(named) == len(set(named))
    assert set(named) == items()


def test_every_state_is_one_and_whatever_is_met_has_its_proof() -> None:
    assert {row[2] for row in FITTING} <= STATES
    assert all(row[3] for row in FITTING)
    unproved = {row[0] for row in FITTING if row[2] == "met" and not row[4]}
    assert unproved <= PROVED_BY_READING
    assert not [row[0] for row in FITTING if row[2] == "not met" and row[4]]


def test_every_test_that_is_named_is_there() -> None:
    missing = [named for row in FITTING for named in re.findall(r"`([^`]+)`", row[4]) if not _is_there(named)]
    assert missing == []


def _is_there(named: str) -> bool:
    path, _, name = named.partition("::")
    file = TESTS / path
    if not file.is_file():
        return False
    found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return name in {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
