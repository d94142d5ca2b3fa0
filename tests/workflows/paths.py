"""Ways a case can go that no scenario file can tell: by signal, with a fault of ours, refused, and continued as new."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, timedelta
from unittest.mock import patch

from client import CaseProblem, CaseRefused
from models.messages import PolicyChange
from policy import past_life
from tests.workflows.adopted import adopt
from tests.workflows.one_case import ORDERED, START, OneCase, london
from tests.workflows.test_policy_fault import broken
from worker import BUILD

Path = Callable[[OneCase], Awaitable[None]]

HOUR = timedelta(hours=1)
REMINDER = london(date(2026, 3, 19), 9)
"""When the owner of the initial assessment of a case that began on START is reminded of it."""


async def by_signal(case: OneCase) -> None:
    """Facts by signal, signals that cannot be read, repeats, refusals, and dates worked out afresh."""
    await case.open(ORDERED)
    event = await case.event("new_relationship", "e-twice", partner="partner-1")
    for message in ("not a message", {"kind": "clock"}, {"kind": "reported", "event": {"type": "died"}}):
        await case.signal(message)
    await case.signal()
    for _ in range(2):
        await case.client.report_later(case.id, event)
    await case.workflow.signal("recalculate", "for no reason")
    with suppress(CaseRefused):
        await case.complete("residence")
    with suppress(CaseRefused):
        await case.ask("close_case")
    await case.client.report(case.id, event)
    await case.run_until(START + timedelta(days=7))


async def undecided(case: OneCase) -> None:
    """Policy fails on a fact, on something a person did and on the clock; later it does not."""
    await case.open(ORDERED)
    with broken("partner-1", "d1-done"):
        await case.report("new_relationship", "e-kept", partner="partner-1")
        with suppress(CaseProblem):
            await case.client.complete(case.id, await case.completion("d1", about="d1-done"))
        await case.report("new_relationship", partner="partner-2")
        await case.run_until(START + 1.5 * HOUR)
        with broken('"clock"'):
            await case.run_until(START + 2.5 * HOUR)
    await case.run_until(START + timedelta(days=4))


async def opening_refused(case: OneCase) -> None:
    """A case cannot begin with a concern."""
    with suppress(CaseRefused):
        await case.open({"type": "concern_identified"})


async def continued_as_new(case: OneCase) -> None:
    """Told things from several sides at once while it continues as new, again and again, with a fact undecided."""
    await case.open(ORDERED)
    await case.waive_all(but="initial_assessment")
    with broken("e-kept"):
        await case.report("concern_identified", "e-kept")
        told = [await case.event("programme_started", programme="other") for _ in range(40)]
        later = [case.client.report_later(case.id, event) for event in told[30:]]
        await asyncio.gather(*(case.client.report(case.id, event) for event in told[:30]), *later)
    await case.client.recalculate(case.id)
    await case.entries_when(lambda found: "e-kept" in {entry.event_id for entry in found})


async def policy_changed(case: OneCase) -> None:
    """Taken over to an earlier policy version and back, by update and told twice, with work and a timer open."""
    await case.open(ORDERED)
    await case.report("new_relationship", partner="partner-1")
    for number, version in enumerate(("2022-09-26", "2022-09-26", "2023-07")):
        await case.client.change_policy(case.id, PolicyChange(change_id=f"change-{number}", version=version))
    with suppress(CaseRefused):
        await case.client.change_policy(case.id, PolicyChange(change_id="change-no", version="none"))
    await case.run_until(START + timedelta(days=8))


async def adopted(case: OneCase) -> None:
    """Taken over in mid-life, its past in several portions, and told something afterwards."""
    with patch.object(past_life, "MOST_STEPS", 20):
        await adopt(case)
    await case.report("new_relationship", partner="partner-1")
    await case.run_until(START + timedelta(days=12))


async def of_a_release(case: OneCase) -> None:
    """What every release's cases come through: told and signalled, repeated, refused, a timer, the next run."""
    start = REMINDER - timedelta(seconds=3)
    await case.open(ORDERED | {"occurred_at": START}, start=start)
    await case.waive_all(but="initial_assessment")
    event = await case.event("new_relationship", "e-twice", partner="partner-1")
    await case.client.report_later(case.id, event)
    await case.client.report(case.id, event)
    with suppress(CaseRefused):
        await case.ask("close_case")
    await case.client.change_policy(case.id, PolicyChange(change_id="change-1", version="2022-09-26"))
    await case.client.change_policy(case.id, PolicyChange(change_id="change-2", version="2023-07"))
    for _ in range(8):
        await case.report("programme_started", programme="other")
    await case.run_until(REMINDER)
    await case.report("concern_identified")
    await case.settled()


SKIPPING: dict[str, Path] = {
    "by_signal": by_signal,
    "undecided": undecided,
    "opening_refused": opening_refused,
    "policy_changed": policy_changed,
    "adopted": adopted,
}
"""On a server whose clock skips time."""

RELEASED = f"release_{BUILD.replace('.', '-')}"
"""The history of the build that is released from here; those of earlier builds stay beside it."""

SUGGESTING: dict[str, Path] = {"continued_as_new": continued_as_new, RELEASED: of_a_release}
"""On a server that suggests early to continue as new, and that writes down which build worked."""
