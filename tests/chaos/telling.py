"""Telling the cases over the API until each thing is accepted, as a system does that repeats what was not answered."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.chaos.plans import Plan

_AGAIN = 0.1
"""How often something accepted is told once more: the answer may have been lost."""


@dataclass
class Told:
    """What was accepted: of each case the ids of its events. ``tries`` counts requests, ``answers`` what came back."""

    accepted: dict[str, list[str]] = field(default_factory=dict)
    tries: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def events(self) -> int:
        """How many events were accepted."""
        return sum(map(len, self.accepted.values()))


async def tell(address: str, token: Callable[[], str], plans: list[Plan], seed: int, at_once: int) -> Told:
    """Tell every case everything, some cases at a time."""
    told, turns = Told(), asyncio.Semaphore(at_once)
    limits = httpx.Limits(max_connections=at_once * 2)
    async with httpx.AsyncClient(base_url=address, timeout=15, trust_env=False, limits=limits) as client:

        async def one(plan: Plan) -> None:
            async with turns:
                await _case(client, token, plan, Random(f"{seed}-{plan.case_id}"), told)

        async with asyncio.TaskGroup() as group:
            for plan in plans:
                group.create_task(one(plan))
    return told


async def _case(client: httpx.AsyncClient, token: Callable[[], str], plan: Plan, random: Random, told: Told) -> None:
    await _until_accepted(client, token, "/v1/cases", plan.start, told)
    told.accepted[plan.case_id] = []
    for event in plan.events:
        times = 2 if random.random() < _AGAIN else 1
        for _ in range(times):
            await _until_accepted(client, token, f"/v1/cases/{plan.case_id}/events", event, told)
        told.accepted[plan.case_id].append(str(event["event_id"]))


async def _until_accepted(
    client: httpx.AsyncClient, token: Callable[[], str], path: str, said: dict[str, Any], told: Told
) -> None:
    pause = 0.1
    while True:
        told.tries += 1
        try:
            answer = await client.post(path, json=said, headers={"Authorization": f"Bearer {token()}"})
        except httpx.TransportError as error:
            told.answers[type(error).__name__] += 1
        else:
            told.answers[str(answer.status_code)] += 1
            if answer.is_success:
                return
            if answer.status_code not in {401, 404, 409, 429, 500, 502, 503, 504}:
                raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 2.0)
