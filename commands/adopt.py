"""The command that takes over a caseload: progress, what could not be used row by row, and the figures at the end."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from sqlalchemy.ext.asyncio import AsyncEngine

import exits
from adoption.adopting import NobodyTakesIt, Result, adopt_all, late_among, rehearse_all, restricting_in, said_in
from adoption.journal import Journal
from adoption.said import Problem, Unreadable
from client import CaseClient, CaseProblem
from commands.adoption_told import telling
from commands.answer import NOT_THERE, WRONG
from commands.settings import SetUpProblem, connect, data_folder, records
from policy.explain import day_in_words
from records.adoptions import AdoptionRun, RunState

WORDS_KEPT = 50
"""Things not used that the records keep in words, for the operator's page; all are counted."""

SHOWN = 8
"""Pieces of open work shown of each case in a dry run; --json has all."""


class Told:
    """Counts what became of the rows and says it: words for people, JSON lines for programs."""

    def __init__(self, dry_run: bool, as_json: bool, progress: Progress, total: int) -> None:
        self._dry_run, self._as_json, self._progress = dry_run, as_json, progress
        self._task = progress.add_task("reading" if dry_run else "adopting", total=total)
        self._run, self._rows, self._words = uuid4().hex, total, list[str]()
        self._began_at = datetime.now(UTC)
        self._console = Console(highlight=False, soft_wrap=True)
        self._began = monotonic()
        self.adopted = self.already = self.left_out = self.problems = self.opened = self.late = 0

    def __call__(self, result: Result) -> None:
        """One row is done with."""
        self._progress.advance(self._task)
        self.problems += len(result.problems)
        self._words += [str(one) for one in result.problems[: WORDS_KEPT - len(self._words)]]
        if result.receipt is None and not result.already:
            self.left_out += 1
        elif result.already:
            self.already += 1
        else:
            self.adopted += 1
        if result.receipt is not None:
            self.opened += len(result.receipt.opened)
            self.late += len(late_among(result.receipt))
        (self._as_object if self._as_json else self._in_words)(result)

    def so_far(self) -> AdoptionRun:
        """How far it is, in figures."""
        return AdoptionRun(
            self._run, self._began_at, datetime.now(UTC), RunState.RUNNING, self._rows, self.adopted, self.already,
            self.left_out, self.problems, self.opened, self.late, list(self._words),
        )  # fmt: skip

    def _in_words(self, result: Result) -> None:
        for problem in result.problems:
            self._console.print(str(problem), markup=False)
        if self._dry_run and result.receipt is not None:
            lines = result.receipt.opened
            shown = "; ".join(
                f"{d.kind} due {day_in_words(d.due_on) if d.due_on else 'on no date'}" for d in lines[:SHOWN]
            )
            more = f"; and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
            late = len(late_among(result.receipt))
            words = f"line {result.line}: {result.case_id}: {result.receipt.stage.replace('_', ' ')}; would be open: "
            self._console.print(f"{words}{len(lines)}, {late} late{': ' if lines else ''}{shown}{more}", markup=False)

    def _as_object(self, result: Result) -> None:
        for p in result.problems:
            self._write("problem", line=p.line, file=p.file or None, field=p.field, words=p.words)
        if result.case_id is None or (result.receipt is None and not result.already):
            return
        receipt = result.receipt
        state = "already_adopted" if result.already else "would_adopt" if self._dry_run else "adopted"
        opened = [line.model_dump(mode="json", exclude_none=True) for line in receipt.opened] if receipt else []
        late = [line.id for line in late_among(receipt)] if receipt else []
        stage = receipt.stage if receipt else None
        self._write("case", line=result.line, case=result.case_id, state=state, stage=stage, open=opened, late=late)

    def end(self, stopped: str | None = None) -> None:
        """A line of figures."""
        seconds = monotonic() - self._began
        rate = round(self.adopted / seconds, 1) if seconds else 0.0
        counts = {"adopted": self.adopted, "already": self.already, "left_out": self.left_out,
                  "problems": self.problems, "open": self.opened, "late": self.late}  # fmt: skip
        if self._as_json:
            self._write(
                "end", dry_run=self._dry_run, stopped=stopped, **counts, seconds=round(seconds, 1), per_second=rate
            )
            return
        if stopped:
            self._console.print(f"stopped: {stopped}", markup=False)
        verb = "could be adopted" if self._dry_run else "adopted"
        words = f"{self.adopted} {verb}, {self.already} were here already, {self.left_out} left out; "
        words += f"{self.opened} pieces of work open, {self.late} of them late; {self.problems} things not used"
        self._console.print(f"{words}; {seconds:.0f} s, {rate} a second", markup=False)

    def _write(self, what: str, **fields: Any) -> None:
        sys.stdout.write(json.dumps({"what": what, **{k: v for k, v in fields.items() if v is not None}}) + "\n")
        sys.stdout.flush()


def adopt_command(file: Path, facts: Path | None, dry_run: bool, as_json: bool, at_once: int) -> int:
    """Adopt the cases of a file: 0 when all was used, 2 when something was not, 1 when something is not there."""

    async def main() -> int:
        try:
            with _telling(file, dry_run, as_json) as told:
                if dry_run:
                    rehearse_all(said_in(file, facts), datetime.now(UTC), told)
                else:
                    await _adopt(file, facts, told, at_once)
                return WRONG if told.problems else 0
        except Unreadable as wrong:
            return _say(wrong.problems, WRONG)
        except (SetUpProblem, NobodyTakesIt, CaseProblem) as problem:
            return _say([problem], NOT_THERE)

    return exits.run(main)


async def _adopt(file: Path, facts: Path | None, told: Told, at_once: int) -> None:
    cases, journal = CaseClient(await connect()), Journal(data_folder() / "adopted.jsonl")
    async with AsyncExitStack() as later:

        @cache
        def opened() -> AsyncEngine:
            engine = records()
            later.push_async_callback(engine.dispose)
            return engine

        async with telling(opened, told.so_far):
            await adopt_all(cases, said_in(file, facts), journal, told, restricting_in(opened), at_once)


@contextmanager
def _telling(file: Path, dry_run: bool, as_json: bool) -> Iterator[Told]:
    """Tells of rows while it lasts; however it ends, the figures are said."""
    bar = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    errors = Console(stderr=True)
    with Progress(*bar, console=errors, disable=not errors.is_terminal, transient=True) as progress:
        told = Told(dry_run, as_json, progress, _rows_about(file))
        try:
            yield told
        except Unreadable:
            raise
        except BaseException:
            told.end("run the same command again to go on from here")
            raise
    told.end()


def _rows_about(file: Path) -> int:
    """How many rows the file has, about: a text with a line break counts twice."""
    try:
        with file.open("rb") as lines:
            return max(sum(1 for _ in lines) - (file.suffix.lower() == ".csv"), 0)
    except OSError:
        return 0


def _say(problems: Sequence[Problem | Exception], code: int) -> int:
    for problem in problems:
        sys.stderr.write(f"throughcare: {problem}\n")
    return code
