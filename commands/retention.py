"""How long what is kept of a case stays: the terms, what is due, erasing it, and holds."""

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from temporalio.common import WorkflowIDConflictPolicy

from commands.answer import print_json
from commands.fields import BadArgument
from commands.receipts import counted, table
from commands.settings import SetUpProblem, connect, records
from commands.traced import traced_in_audit
from models.duties import PROJECT_DEFAULT
from models.queues import TASK_QUEUE
from models.retention import DueCase, Erased, Terms
from policy.calendar import london_date
from policy.explain import day_in_words
from records import retention
from schedules import DAILY_RETENTION
from workflows.retention import RetentionWorkflow

CONSOLE = Console(highlight=False)
RETENTION = "THROUGHCARE_RETENTION"
SHOWN = 20
"""Cases that are named when what is due is said in words; --json has all."""


def terms() -> Terms | None:
    """The terms in the file that ``THROUGHCARE_RETENTION`` names; without it nothing is erased. Raises SetUpProblem."""
    named = os.environ.get(RETENTION)
    if not named:
        return None
    try:
        return Terms.model_validate(tomllib.loads(Path(named).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        raise SetUpProblem(f"{RETENTION} names a file that cannot be read") from None
    except tomllib.TOMLDecodeError as error:
        raise SetUpProblem(f"{RETENTION}: not TOML: {error}") from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors(include_input=False))
        raise SetUpProblem(f"{RETENTION}: {wrong}") from None


async def show(as_json: bool) -> None:
    """Show the terms, and whether anything is erased."""
    found = terms()
    said = found or Terms()
    if as_json:
        print_json({"erases": found is not None, **said.model_dump(mode="json")})
        return
    for unit, section in (("years", said.cases), ("years", said.victims), ("days", said.messages)):
        for name, info in type(section).model_fields.items():
            value = getattr(section, name)
            default = f" ({PROJECT_DEFAULT})" if value == info.default else ""
            CONSOLE.print(f"{name}: {value} {unit}{default}: {info.description}", soft_wrap=True)
    if found is None:
        CONSOLE.print(f"Nothing is erased: {RETENTION} names no file with terms (docs/retention.md).")


async def due(as_json: bool) -> None:
    """Show the cases whose time is over, by the terms in force or by the defaults. Nothing is erased by looking."""
    engine, today = records(), london_date(datetime.now(UTC))
    found: list[DueCase] = []
    after: str | None = None
    while True:
        some, after = await retention.due(engine, (terms() or Terms()).cases, today, after=after)
        found += some
        if after is None:
            break
    await engine.dispose()
    if as_json:
        print_json({"due": [one.model_dump(mode="json") for one in found]})
        return
    rows = [[one.case_id, one.ended_in.replace("_", " "), *map(day_in_words, (one.closed_on, one.kept_until))]
            for one in found[:SHOWN]]  # fmt: skip
    if rows:
        CONSOLE.print(table("to be erased", ["case", "ended in", "closed", "kept until"], rows))
    CONSOLE.print(f"{counted(len(found), 'case', 'cases')} to be erased")


async def run() -> None:
    """Erase what is due now. Raises SetUpProblem where there are no terms."""
    if terms() is None:
        raise SetUpProblem(f"nothing says how long cases are kept: set {RETENTION} (docs/retention.md)")
    temporal = await connect()
    done = await temporal.execute_workflow(
        RetentionWorkflow.run,
        Erased(),
        id=f"{DAILY_RETENTION}-by-hand",
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    CONSOLE.print(f"{counted(done.cases, 'case', 'cases')} erased, {done.kept_after_all} kept after all")
    gone = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in done.dropped.model_dump().items())
    CONSOLE.print(f"gone: {gone}")


async def hold(case_id: str, why: str) -> None:
    """Let nothing of a case be erased until the hold is released. Raises BadArgument when there is no such case."""
    engine, now = records(), datetime.now(UTC)
    try:
        async with traced_in_audit(engine, "hold_case", case_id) as account:
            if not await retention.hold(engine, case_id, why, account, now):
                raise BadArgument("the records have no case with this id")
    finally:
        await engine.dispose()
    CONSOLE.print(f"nothing of {case_id} is erased until `throughcare retention release {case_id}`")


async def release(case_id: str) -> None:
    """End a hold. Raises BadArgument when there is none."""
    engine = records()
    try:
        async with traced_in_audit(engine, "release_case", case_id):
            if not await retention.release(engine, case_id):
                raise BadArgument("there is no hold on this case: `throughcare retention holds` lists them")
    finally:
        await engine.dispose()
    CONSOLE.print(f"{case_id} is erased when its time is over")


async def holds(as_json: bool) -> None:
    """List the cases that are held."""
    engine = records()
    found = await retention.holds(engine)
    await engine.dispose()
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    if not found:
        CONSOLE.print("No case is held.")
        return
    rows = [[one.case_id, day_in_words(london_date(one.set_at)), one.set_by, one.why] for one in found]
    CONSOLE.print(table("held", ["case", "since", "by", "why"], rows))
