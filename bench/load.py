"""The two loads: the same number of messages to the floor and to our cases, so many in flight, each timed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from temporalio.client import Client

from bench.floor import Floor
from bench.workers import FLOOR_QUEUE
from client import CaseClient, workflow_id
from models.case import CaseStart
from models.events import EVENT

EVENTS: tuple[dict[str, Any], ...] = (
    {"type": "significant_change"},
    {"type": "substance_misuse", "substance": "alcohol"},
    {"type": "new_relationship", "partner": "partner-1"},
    {"type": "enquiry_answered", "agency": "police", "about": "person"},
    {"type": "address_changed", "address": "address-1"},
    {"type": "contact_with_children", "children": ["child-1"]},
    {"type": "concern_identified"},
    {"type": "relationship_ended", "partner": "partner-1"},
    {"type": "condition_breached", "condition": "condition-1"},
    {"type": "rosh_changed", "level": "high"},
)
"""What a busy case is told, in turn: reviews, enquiries, visits, decisions and an escalation open and join."""


@dataclass(frozen=True)
class Load:
    """One round's figures. Latencies in seconds, from report to receipt."""

    events: int
    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Events answered each second."""
        return self.events / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that this share of the events stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


async def floor_round(client: Client, name: str, workflows: int, events: int, in_flight: int) -> Load:
    """Tell fresh floor workflows ``events`` messages each."""
    ids = [f"floor-{name}-{n}" for n in range(workflows)]
    for each in ids:
        await client.start_workflow(Floor.run, id=each, task_queue=FLOOR_QUEUE)

    async def tell(n: int, _turn: int) -> None:
        message = {"kind": "reported", "event": {"event_id": f"e{n}", "occurred_at": datetime.now(UTC).isoformat()}}
        await client.get_workflow_handle(ids[n]).execute_update(Floor.tell, message)

    await _all(workflows, 1, in_flight, tell)
    return await _all(workflows, events, in_flight, tell)


async def case_round(client: Client, name: str, workflows: int, events: int, in_flight: int) -> Load:
    """Tell fresh cases ``events`` events each."""
    cases = CaseClient(client)
    ids = [f"bench-{name}-{n}" for n in range(workflows)]
    for each in ids:
        await cases.start(opening(each))

    async def tell(n: int, turn: int) -> None:
        said = {**EVENTS[turn % len(EVENTS)], "event_id": f"e{turn}", "occurred_at": datetime.now(UTC)}
        await cases.report(ids[n], EVENT.validate_python(said))

    return await _all(workflows, events, in_flight, tell)


def opening(case_id: str) -> CaseStart:
    """An ordinary community order with Building Better Relationships."""
    passed = {
        "type": "sentence_passed",
        "event_id": f"{case_id}-opening",
        "occurred_at": datetime.now(UTC),
        "kind": "community_order",
        "length_days": 540,
        "programme": "bbr",
    }
    return CaseStart.model_validate({"case_id": case_id, "team": "team-1", "opening": passed})


async def _all(workflows: int, events: int, in_flight: int, tell: Callable[[int, int], Awaitable[None]]) -> Load:
    """Each workflow hears its messages one after another; so many workflows at a time."""
    latencies: list[float] = []
    gate = asyncio.Semaphore(in_flight)

    async def one(n: int) -> None:
        for turn in range(events):
            async with gate:
                began = time.perf_counter()
                await tell(n, turn)
                latencies.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one(n) for n in range(workflows)))
    return Load(workflows * events, time.perf_counter() - began, latencies)


async def history_events(client: Client, case_id: str) -> int:
    """How many events a case's history has."""
    description = await client.get_workflow_handle(workflow_id(case_id)).describe()
    return int(description.raw_description.workflow_execution_info.history_length)
