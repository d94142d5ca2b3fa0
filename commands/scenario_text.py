"""The text of a scenario as JSON objects, one a line: read from a file or standard input, never trusted."""

import sys
from collections.abc import Iterable, Iterator
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any

from commands.scenario_fields import Problem

LONGEST_LINE = 100_000
LARGEST_FILE = 5_000_000
MOST_SHOWN = 50


class ScenarioError(Exception):
    """The scenario cannot be played. ``problems`` holds one message for each thing wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    @property
    def shown(self) -> list[str]:
        """The messages, not more than people read."""
        more = len(self.problems) - MOST_SHOWN
        return [*self.problems[:MOST_SHOWN], *([f"and {more} more"] if more > 0 else [])]


class Wrong(Exception):
    """A line is wrong: each field at fault, with what is wrong and what to do."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(*problems)


def read_text(source: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises ScenarioError when there is none."""
    name = printable(source)
    try:
        raw = sys.stdin.buffer.read(LARGEST_FILE + 1) if source == "-" else _read_file(Path(source))
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "not the name of a file"
        raise ScenarioError([f"{name}: {why.lower()}; give the path of a scenario file"]) from None
    if len(raw) > LARGEST_FILE:
        raise ScenarioError([f"{name}: larger than {LARGEST_FILE // 1_000_000} MB; a scenario is shorter"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        number = raw[: problem.start].count(b"\n") + 1
        raise ScenarioError([f"line {number}: not UTF-8 text; save the file as UTF-8"]) from None


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Each line that says something, with its number; blank lines and those that begin with # say nothing."""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line and not line.startswith("#"):
            yield number, line


def object_of(line: str) -> dict[str, Any]:
    """The JSON object on a line. Raises Wrong."""
    if len(line) > LONGEST_LINE:
        raise Wrong(("", f"longer than {LONGEST_LINE:,} characters; one line says one thing"))
    try:
        said = JSONDecoder(object_pairs_hook=_each_once).decode(line)
    except JSONDecodeError as problem:
        where = f"{problem.msg} (column {problem.colno})"
        raise Wrong(("", f"not JSON: {where}; one line holds one JSON object")) from None
    except (RecursionError, ValueError):
        raise Wrong(("", "not JSON that can be read: nested too deeply, or a number too long")) from None
    if not isinstance(said, dict):
        raise Wrong(("", 'not a JSON object; write a line such as {"at": "+2w", "event": "…"}'))
    return said


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Wrong((next(name for name in names if names.count(name) > 1), "given twice; keep one of them"))
    return found


def printable(name: str) -> str:
    """A name as it can be shown on any terminal."""
    return name if name.isprintable() else ascii(name)
