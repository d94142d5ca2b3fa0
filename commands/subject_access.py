"""What is held on one person, for that person, without what must be withheld; and a list of that for an officer."""

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from api.audiences.subject import Withheld, of_row
from audit.reading import Wanted, found
from commands.fields import BadArgument
from commands.receipts import counted
from commands.settings import SetUpProblem, records
from commands.traced import traced_in_audit
from policy.explain import day_in_words
from records import subject

CONSOLE = Console(highlight=False)
GIVEN, TO_REVIEW, READABLE = "given.json", "withheld.json", "given.md"
_PRIVATE = 0o600
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ANOTHER_SYSTEMS = "the text of a message of another system: that system answers for it, or read it before it is given"
_LOOKED_AT = 100_000
"""Entries of the audit trail that are told of one case, the newest."""


async def export(out: Path, cases: Sequence[str]) -> None:
    """Write three files into a new folder. Raises BadArgument and SetUpProblem.

    Whose data it is says standard input, by CRN or prison number, so that no list of processes shows it; or ``cases``.
    """
    engine = records()
    try:
        wanted = list(cases) or await _asked_for(engine)
        given: dict[str, Any] = {"made_at": datetime.now(UTC).isoformat(), "cases": {}}
        withheld: list[dict[str, str]] = []
        for case_id in wanted:
            async with traced_in_audit(engine, "export_for_subject", case_id):
                shown, left_out = await _case(engine, case_id)
            given["cases"][case_id] = shown
            withheld += [{"case": case_id, **asdict(one)} for one in left_out]
        _write(out, given, withheld)
    finally:
        await engine.dispose()
    CONSOLE.print(f"{counted(len(wanted), 'case', 'cases')} in {out}")
    CONSOLE.print(f"{READABLE} and {GIVEN} are for the person, once a reviewing officer has looked at {TO_REVIEW}:")
    CONSOLE.print(f"{counted(len(withheld), 'thing', 'things')} withheld, each with its place and its rule.")
    CONSOLE.print("The victim side is kept apart and was not asked: nothing of it is here.")


async def _asked_for(engine: AsyncEngine) -> list[str]:
    CONSOLE.print("CRN or prison number, then Enter:")
    number = sys.stdin.readline().strip().upper()
    cases = await subject.cases_of(engine, number) if number else []
    if not cases:
        raise BadArgument("no case is known by this number; `--case` names one by its id")
    return cases


async def _case(engine: AsyncEngine, case_id: str) -> tuple[dict[str, Any], list[Withheld]]:
    held = await subject.held(engine, case_id)
    if not held["cases"]:
        raise BadArgument(f"the records have no case {case_id}")
    given: dict[str, Any] = {}
    withheld: list[Withheld] = []
    for table, rows in held.items():
        given[table] = []
        for key, row in rows:
            shown, left_out = of_row(table, key, _plain(row))
            given[table] += [shown] if shown else []
            withheld += left_out
    numbers = await subject.messages(engine, case_id)
    withheld += [Withheld("intake_messages", str(n), "", _ANOTHER_SYSTEMS) for n in numbers]
    entries = [link.entry for link in await found(engine, Wanted(case_id=case_id, limit=_LOOKED_AT))]
    given["looked_at"] = [{"at": e.at, "capacities": e.capacities, "action": e.action} for e in entries]
    return given, withheld


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}


def _write(out: Path, given: dict[str, Any], withheld: list[dict[str, str]]) -> None:
    try:
        out.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise BadArgument(f"{out} is there already: name a new folder") from None
    except OSError as error:
        raise SetUpProblem(f"{out} cannot be made: {error.strerror}") from None
    for name, text in (
        (GIVEN, json.dumps(given, indent=2)),
        (TO_REVIEW, json.dumps(withheld, indent=2)),
        (READABLE, _readable(given)),
    ):
        with os.fdopen(os.open(out / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w") as file:
            file.write(text + "\n")


def _readable(given: dict[str, Any]) -> str:
    lines = ["# What is held about you", "", f"Made on {given['made_at'][:10]}."]
    for case_id, tables in given["cases"].items():
        lines += ["", f"## Case {case_id}"]
        for table, rows in tables.items():
            lines += ["", f"### {table.replace('_', ' ').capitalize()}", ""]
            lines += [f"- {'; '.join(_said(row))}" for row in rows] or ["Nothing that can be given."]
    return "\n".join(lines)


def _said(row: dict[str, Any]) -> list[str]:
    """Each thing that a row says, once."""
    said: dict[str, str] = {}
    for name, words in _flat(row):
        said.setdefault(name, words)
    return [f"{name.replace('_', ' ')}: {words}" for name, words in said.items()]


def _flat(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield name, ", ".join(map(_in_words, value if isinstance(value, list) else [value]))


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if _DAY.match(text):
        return day_in_words(date.fromisoformat(text[:10]))
    return text.replace("_", " ")
