"""The daily proof for people: run one now, or show the last."""

from rich.console import Console
from temporalio.common import WorkflowIDConflictPolicy

from commands.answer import print_json
from commands.settings import connect, records
from commands.words import moment_in_words
from models.proof import ProofGiven
from models.queues import TASK_QUEUE
from models.tables import FindingRow, ProofRow
from records.proofs import findings, latest
from schedules import DAILY_PROOF
from workflows.daily_proof import DailyProof

CONSOLE = Console(highlight=False)


async def run(as_json: bool) -> None:
    """Look at every open case now, and show what was found. One proof at a time: a running one is joined."""
    temporal = await connect()
    handle = await temporal.start_workflow(
        DailyProof.run,
        ProofGiven(),
        id=f"{DAILY_PROOF}-by-hand",
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    if not as_json:
        CONSOLE.print("looking at every open case", style="dim")
    await handle.result()
    await show(as_json)


async def show(as_json: bool) -> None:
    """Show the last proof in the records."""
    engine = records()
    proof = await latest(engine)
    found = await findings(engine, proof.run) if proof else []
    await engine.dispose()
    if as_json:
        print_json([{**p.model_dump(mode="json"), "cases": found} for p in [proof] if p])
        return
    if proof is None:
        CONSOLE.print("no proof yet: `throughcare proof run` makes one now")
        return
    _print(proof, found)


def _print(proof: ProofRow, found: list[FindingRow]) -> None:
    cases = "case" if proof.checked == 1 else "cases"
    when, counted = moment_in_words(proof.at), f"{proof.checked} open {cases} looked at"
    CONSOLE.print(f"{when}: {counted}, {proof.differing} not as policy says")
    for case in found:
        for words in case.words:
            CONSOLE.print(f"  {case.case_id}: {words}")
    for remark in proof.remarks:
        CONSOLE.print(f"  {remark}")
