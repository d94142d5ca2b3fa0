"""Adopting case after case, several at a time; or saying what each would open. Safe to stop anywhere and run again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from adoption import csv_files, json_lines
from adoption.journal import Journal
from adoption.said import Problem, Row, SaidOfCase, Unreadable, row_of
from client import AnotherCase, CaseClient, CaseNotReached, CaseRefused
from models.messages import Adopted
from models.outcome import DutyLine, Receipt
from policy.adoption import adopt
from policy.calendar import CURRENT, london_date
from policy.refusal import Refused
from records.restrictions import restrict_from_the_start
from workflows.merge import merged

AT_ONCE = 16
"""Cases on their way at a time."""

PATIENCE = timedelta(minutes=2)
"""How long one case may take before the run stops: no worker is there to take it."""


BY = "adoption"
"""Who is said to have set a restriction that a case came with."""


class NobodyTakesIt(Exception):
    """The server has the case, and no worker took it."""

    def __init__(self) -> None:
        super().__init__("no worker takes the cases on: start one with `throughcare worker`, then run this again")


@dataclass(frozen=True)
class Result:
    """What became of one row. Without a receipt nothing was done for it now; ``already`` it was here before."""

    line: int | None
    case_id: str | None = None
    receipt: Receipt | None = None
    already: bool = False
    problems: list[Problem] = field(default_factory=list)


def late_among(receipt: Receipt) -> list[DutyLine]:
    """The open work that was late on the day of adoption."""
    return [d for d in receipt.opened if d.due_on is not None and d.due_on < london_date(receipt.at)]


Tell = Callable[[Result], None]

Restrict = Callable[[str, Sequence[str]], Awaitable[None]]
"""Puts a case that is still to come under restriction: its id, and who may look into it beside those it names."""


def restricting_in(records: Callable[[], AsyncEngine]) -> Restrict:
    """Restricts cases in the records, which are asked for only where a case is restricted."""
    return lambda case_id, staff: restrict_from_the_start(records(), case_id, staff, BY, datetime.now(UTC))


def said_in(file: Path, details: Path | None) -> Iterable[SaidOfCase | Problem]:
    """The cases of a file, by its ending: .csv, with its second file, or .jsonl. Raises Unreadable."""
    if file.suffix.lower() == ".csv":
        return csv_files.read(file, details)
    if details is not None:
        raise Unreadable([Problem(None, "the second file goes with CSV; in JSON Lines each line has its own facts")])
    if file.suffix.lower() in {".jsonl", ".ndjson", ".json"}:
        return json_lines.read(file)
    raise Unreadable([Problem(None, "give a file that ends in .csv or .jsonl")])


def rows_in(said: Iterable[SaidOfCase | Problem], tell: Tell) -> Iterable[tuple[Row, list[Problem]]]:
    """Every case that can be read, once. What cannot be is told."""
    lines: dict[str, int] = {}
    for one in said:
        if isinstance(one, Problem):
            tell(Result(one.line, problems=[one]))
            continue
        try:
            row, problems = row_of(one)
        except Unreadable as wrong:
            tell(Result(one.line, problems=wrong.problems))
            continue
        before = lines.setdefault(row.start.case_id, row.line)
        if before != row.line:
            twice = Problem(row.line, f"this case is on line {before} already: one row a case", "case")
            tell(Result(row.line, problems=[twice]))
            continue
        yield row, problems


def rehearse_all(said: Iterable[SaidOfCase | Problem], now: datetime, tell: Tell) -> None:
    """Say what adopting each case would open. Nothing leaves this process."""
    for row, problems in rows_in(said, tell):
        try:
            receipt = rehearsed(row, now)
        except Refused as refused:
            reasons = [Problem(row.line, str(reason)) for reason in refused.reasons]
            tell(Result(row.line, row.start.case_id, problems=[*problems, *reasons]))
        else:
            unused = [row.problem(n) for n in receipt.not_used]
            tell(Result(row.line, row.start.case_id, receipt, problems=[*problems, *unused]))


def rehearsed(row: Row, now: datetime) -> Receipt:
    """What adopting a case would lead to, by the policy of this process. Raises Refused."""
    message = Adopted(start=row.start, past=row.past)
    outcome = adopt(None, message, now, 1, CURRENT)
    state = merged({}, outcome.change)
    while "adopting" in state:
        outcome = adopt(state, message, now, outcome.receipt.sequence + 1, CURRENT)
        state = merged(state, outcome.change)
    return outcome.receipt


async def adopt_all(
    cases: CaseClient,
    said: Iterable[SaidOfCase | Problem],
    journal: Journal,
    tell: Tell,
    restrict: Restrict,
    at_once: int = AT_ONCE,
) -> None:
    """Adopt each case. Raises CaseProblem when the server is gone and NobodyTakesIt when there is no worker.

    A restricted case is put under restriction before it comes; what ``restrict`` raises stops the run.
    """
    turns = asyncio.Semaphore(at_once)

    async def one(row: Row, problems: list[Problem]) -> None:
        try:
            if row.restricted_to is not None:
                await restrict(row.start.case_id, row.restricted_to)
            tell(await _adopted(cases, row, problems, journal))
        finally:
            turns.release()

    try:
        async with asyncio.TaskGroup() as group:
            for row, problems in rows_in(said, tell):
                if journal.row_of(row.start.case_id) == row.digest:
                    tell(Result(row.line, row.start.case_id, already=True))
                    continue
                await turns.acquire()
                group.create_task(one(row, problems))
    except* Exception as failed:
        raise failed.exceptions[0] from None


async def _adopted(cases: CaseClient, row: Row, problems: list[Problem], journal: Journal) -> Result:
    case_id = row.start.case_id
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            receipt, came = await _asked(cases, row)
    except AnotherCase:
        words = "a case with this id is here and did not come from this row as it stands: tell it what is new as facts"
        return Result(row.line, case_id, problems=[Problem(row.line, words, "case")])
    except CaseRefused as refused:
        reasons = [
            Problem(row.line, str(r["words"]), str(r["field"]) if r.get("field") else None) for r in refused.reasons
        ]
        return Result(row.line, case_id, problems=[*problems, *reasons])
    except TimeoutError:
        raise NobodyTakesIt from None
    journal.note(case_id, row.digest)
    unused = [row.problem(n) for n in receipt.not_used]
    return Result(row.line, case_id, receipt, already=not came, problems=[*problems, *unused])


async def _asked(cases: CaseClient, row: Row) -> tuple[Receipt, bool]:
    """Adopt one case. What the client says of being cancelled is an error, which a timeout would not know."""
    try:
        return await cases.adopt(row.start, row.past, row.digest)
    except CaseNotReached:
        this = asyncio.current_task()
        if this is not None and this.cancelling():
            raise asyncio.CancelledError from None
        raise
