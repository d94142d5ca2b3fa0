"""How long what is kept of victims' contacts stays: what is due, erasing it, and holds. On the victim side alone."""

from datetime import UTC, datetime

from rich.console import Console
from temporalio.common import WorkflowIDConflictPolicy

from commands.answer import print_json
from commands.fields import BadArgument
from commands.receipts import counted, table
from commands.retention import RETENTION, SHOWN, terms
from commands.settings import SetUpProblem, connect_unsealed, victim_keyring, victim_records
from models.queues import VICTIM_TASK_QUEUE
from models.retention import DueContact, ErasedContacts, Terms
from policy.calendar import london_date
from policy.explain import day_in_words
from schedules import DAILY_VICTIM_RETENTION
from victims import retention
from victims.codec import sealed
from workflows.victim_retention import VictimRetentionWorkflow

CONSOLE = Console(highlight=False)


async def due(as_json: bool) -> None:
    """Show the contacts whose time is over, by the terms in force or by the default. Nothing is erased by looking."""
    engine, today = victim_records(), london_date(datetime.now(UTC))
    found: list[DueContact] = []
    after: str | None = None
    while True:
        some, after = await retention.due(engine, (terms() or Terms()).victims, today, after=after)
        found += some
        if after is None:
            break
    await engine.dispose()
    if as_json:
        print_json({"due": [one.model_dump(mode="json") for one in found]})
        return
    rows = [[one.contact_id, *map(day_in_words, (one.ended_on, one.kept_until))] for one in found[:SHOWN]]
    if rows:
        CONSOLE.print(table("to be erased", ["contact", "over", "kept until"], rows))
    CONSOLE.print(f"{counted(len(found), 'contact', 'contacts')} to be erased")


async def run() -> None:
    """Erase what is due now. Raises SetUpProblem where there are no terms."""
    if terms() is None:
        raise SetUpProblem(f"nothing says how long contacts are kept: set {RETENTION} (docs/retention.md)")
    temporal = sealed(await connect_unsealed(), victim_keyring())
    done = await temporal.execute_workflow(
        VictimRetentionWorkflow.run,
        ErasedContacts(),
        id=f"{DAILY_VICTIM_RETENTION}-by-hand",
        task_queue=VICTIM_TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    CONSOLE.print(f"{counted(done.contacts, 'contact', 'contacts')} erased, {done.kept_after_all} kept after all")
    CONSOLE.print(f"what was heard of {counted(done.cases, 'case', 'cases')} went too")


async def hold(contact_id: str, why: str, by: str) -> None:
    """Let nothing of a contact be erased until the hold is released. Raises BadArgument when there is none such."""
    engine = victim_records()
    there = await retention.hold(engine, contact_id, why, by, datetime.now(UTC))
    await engine.dispose()
    if not there:
        raise BadArgument("the victim records have no contact with this id")
    CONSOLE.print(f"nothing of {contact_id} is erased until `throughcare victim retention release {contact_id}`")


async def release(contact_id: str) -> None:
    """End a hold. Raises BadArgument when there is none."""
    engine = victim_records()
    there = await retention.release(engine, contact_id)
    await engine.dispose()
    if not there:
        raise BadArgument("there is no hold on this contact: `throughcare victim retention holds` lists them")
    CONSOLE.print(f"{contact_id} is erased when its time is over")


async def holds(as_json: bool) -> None:
    """List the contacts that are held."""
    engine = victim_records()
    found = await retention.holds(engine)
    await engine.dispose()
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    if not found:
        CONSOLE.print("No contact is held.")
        return
    rows = [[one.contact_id, day_in_words(london_date(one.set_at)), one.set_by, one.why] for one in found]
    CONSOLE.print(table("held", ["contact", "since", "by", "why"], rows))
