"""Policy versions: what changes between two, on paper and on open cases; applying one, and how far it has come."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from temporalio.exceptions import WorkflowAlreadyStartedError

from client import CaseClient, CaseProblem, NoSuchCase
from commands.answer import print_json
from commands.fields import BadArgument
from commands.settings import connect, records
from models.messages import PolicyChange, PolicyChanged
from models.outcome import DutyLine, Receipt
from models.rollout import Progress, RolloutGiven, RolloutState
from policy.calendar import CURRENT
from policy.decide import decide
from policy.in_force import Policy
from policy.known_versions import UnknownVersion, policy
from policy.version_diff import Difference, differences
from records import read
from rollout_client import progress, start_rollout, told

CONSOLE = Console(highlight=False, soft_wrap=True)


def _known(version: str) -> Policy:
    try:
        return policy(version)
    except UnknownVersion as unknown:
        raise BadArgument(str(unknown)) from None


# What would change -----------------------------------------------------------------------------------------------


async def diff(old: str, new: str, cases: bool, as_json: bool) -> None:
    """Show what differs, and with ``cases`` what it would do to each open case. Nothing is written."""
    found = differences(_known(old), _known(new))
    on_cases = [r async for r in _on_cases(old, new)] if cases else None
    if as_json:
        said: dict[str, Any] = {"from": old, "to": new, "changes": [asdict(d) for d in found]}
        if on_cases is not None:
            said["cases"] = [_as_data(receipt) for receipt in on_cases]
        CONSOLE.out(json.dumps(said, indent=2, default=str), highlight=False)
        return
    _show_differences(old, new, found)
    if on_cases is not None:
        _show_cases(on_cases, old)


def _show_differences(old: str, new: str, found: list[Difference]) -> None:
    CONSOLE.print(f"from policy {old} to policy {new}: {len(found) or 'no'} changes")
    for d in found:
        clauses = f" [{', '.join(d.clauses)}]" if d.clauses else ""
        CONSOLE.print(f"  {d.what} {d.name}: {d.words}{clauses}", markup=False)


async def _on_cases(old: str, new: str) -> AsyncIterator[Receipt]:
    """What the change would lead to on each open case of the records that is on the old version now."""
    engine = records()
    try:
        rows = [row for row in await read.open_cases(engine, rehearsals=True) if row.policy_version == old]
    finally:
        await engine.dispose()
    client = CaseClient(await connect())
    for row in rows:
        with suppress(NoSuchCase):  # finished since
            yield await _previewed(client, row.case_id, new)


async def _previewed(client: CaseClient, case_id: str, version: str) -> Receipt:
    state = (await client.show(case_id)).model_dump(mode="json", exclude_none=True)
    ahead = timedelta(seconds=(await client.waiting_for(case_id))["ahead_seconds"])
    change = PolicyChanged(change=PolicyChange(change_id="preview", version=version))
    return decide(state, change, datetime.now(UTC) + ahead, 0, CURRENT).receipt


def _as_data(receipt: Receipt) -> dict[str, Any]:
    kept = {"case_id", "opened", "moved", "closed", "notes"}
    return receipt.model_dump(mode="json", exclude_none=True, include=kept)


def _show_cases(receipts: list[Receipt], old: str) -> None:
    CONSOLE.print(f"{len(receipts) or 'no'} open cases are on policy {old}")
    for receipt in receipts:
        CONSOLE.print(f"case {receipt.case_id}:", markup=False)
        for line in _led_to(receipt) or ["no duty opens, moves or closes"]:
            CONSOLE.print(f"  {line}", markup=False)


def _led_to(receipt: Receipt) -> list[str]:
    return [
        *(f"opens {_named(d)}, due {d.due_on or 'not yet'}" for d in receipt.opened),
        *(f"moves {_named(d)} to {d.due_on or 'no date'}" for d in receipt.moved),
        *(f"closes {_named(d)}" for d in receipt.closed),
        *receipt.notes,
    ]


def _named(duty: DutyLine) -> str:
    return f"{duty.id} {duty.title}{f' ({duty.subject})' if duty.subject else ''}"


# Applying it -----------------------------------------------------------------------------------------------------


async def apply(version: str, by: str | None, at_a_time: int, as_json: bool) -> None:
    """Start a rollout: every open case goes over to the version. Raises CaseProblem while another one runs."""
    _known(version)
    temporal = await connect()
    given = RolloutGiven.model_validate({"version": version, "ordered_by": by, "at_a_time": at_a_time})
    try:
        await start_rollout(temporal, given)
    except WorkflowAlreadyStartedError:
        running = await progress(temporal)
        if running.version != version:
            words = f"policy {running.version} is being applied ({running.state.value})"
            raise CaseProblem(f"{words}: wait, or end it with `throughcare policy rollout stop`") from None
        CONSOLE.print("it is being applied already")
    show_progress(await progress(temporal), as_json)


async def rollout(what: str, as_json: bool) -> None:
    """Show the rollout, or pause, resume or stop it first."""
    temporal = await connect()
    if what == "show":
        show_progress(await progress(temporal), as_json)
        return
    show_progress(await told(temporal, what), as_json)


def show_progress(found: Progress, as_json: bool) -> None:
    """Print how far it has come."""
    if as_json:
        print_json(found)
        return
    n = found.counts
    CONSOLE.print(f"policy {found.version}: {found.state.value}, sweep {found.sweep} of the open cases")
    CONSOLE.print(f"  {n.changed} cases went over, {n.passed_over} were on it already, {n.gone} finished meanwhile")
    CONSOLE.print(f"  duties: {n.opened} opened, {n.moved} moved, {n.closed} closed")
    for case, why in found.failed.items():
        CONSOLE.print(f"  case {case} could not go over: {why}", markup=False)
    if found.failed and found.state is RolloutState.DONE:
        CONSOLE.print("  put right what is said there, then apply the version again: what went over is passed over")
