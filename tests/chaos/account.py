"""What is looked at when all is quiet again: case by case, is everything there, once, and as policy says."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from client import CaseClient, CaseNotReached, Look
from models.batch import Entry
from models.case import Case
from models.messages import MESSAGE
from policy.calendar import CURRENT
from policy.decide import decide
from policy.known_versions import policy_of
from policy.proof import differences as unlike_policy
from records.histories import sent
from records.rebuild import differences
from tests.chaos.plans import REMINDER, Plan
from tests.chaos.telling import Told
from workflows.merge import merged

AT_ONCE = 6
"""Cases looked at at a time."""


@dataclass
class Account:
    """What was found wrong, in words that name the case; and what there was to find it in."""

    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    timers: int = 0
    messages: int = 0

    @property
    def wrong(self) -> list[str]:
        """Everything that is wrong."""
        return [*self.missing, *self.twice, *self.missed, *self.duplicates, *self.differing, *self.unlike]


async def account(temporal: Client, records: AsyncEngine, plans: list[Plan], told: Told) -> Account:
    """Look at every case, once its clock has passed the last moment that was to come."""
    found, turns = Account(), asyncio.Semaphore(AT_ONCE)

    async def one(plan: Plan) -> None:
        async with turns:
            await _case(CaseClient(temporal), temporal, records, plan, told.accepted[plan.case_id], found)

    async with asyncio.TaskGroup() as group:
        for plan in plans:
            group.create_task(one(plan))
    return found


async def _case(
    client: CaseClient, temporal: Client, records: AsyncEngine, plan: Plan, accepted: list[str], found: Account
) -> None:
    case_id = plan.case_id
    look, wake = await _at_rest(client, case_id)
    told = await sent(temporal, case_id)
    assert told is not None
    found.messages += told.last
    ids = Counter(str(row["event_id"]) for row in _rows(told.entries, "events") if row["kind"] == "reported")
    found.missing += [f"{case_id}: {one} was accepted and is not there" for one in accepted if one not in ids]
    found.twice += [f"{case_id}: {one} was applied {count} times" for one, count in ids.items() if count > 1]
    notices = Counter(str(sorted({**row, "notice_id": "", "at": ""}.items())) for row in _rows(told.entries, "notices"))
    found.duplicates += [f"{case_id}: somebody was told the same {n} times" for n in notices.values() if n > 1]
    found.differing += [f"{case_id}: {words}" for words in await differences(records, temporal, case_id)]
    now = datetime.now(UTC) + look.ahead
    case = look.case
    found.unlike += [f"{case_id}: {one}" for one in unlike_policy(case, policy_of(case), CURRENT, now, wake)]
    _compare(case, lived_again(told.entries, now), found)


async def _at_rest(client: CaseClient, case_id: str) -> tuple[Look, datetime | None]:
    """The case and what it waits for, once its reminder's moment has passed and the records have all it sent."""
    async with asyncio.timeout(600):
        while True:
            with suppress(CaseNotReached):  # on a busy machine a question is given up
                look = await client.look(case_id)
                waits = await client.waiting_for(case_id)
                wake = datetime.fromisoformat(waits["at"]) if waits["at"] else None
                passed = datetime.now(UTC) + look.ahead > REMINDER and (wake is None or wake > REMINDER)
                if passed and not waits["unrecorded"]:
                    return look, wake
            await asyncio.sleep(0.3)


def _rows(entries: list[Entry], table: str) -> Iterator[dict[str, Any]]:
    return (row for entry in entries for row in entry.rows if row["table"] == table)


def lived_again(entries: list[Entry], until: datetime) -> Case:
    """What the pure policy makes of the same messages at the same moments, its clock striking when it is to."""
    state: dict[str, Any] = {}
    wake: datetime | None = None
    sequence = 0

    def take(message: dict[str, Any], now: datetime) -> None:
        nonlocal state, wake, sequence
        sequence += 1
        outcome = decide(state or None, MESSAGE.validate_python(message), now, sequence, CURRENT)
        state, wake = merged(state, outcome.change), outcome.wake_at

    for row in _rows(entries, "events"):
        if row["kind"] == "clock":
            continue
        now = datetime.fromisoformat(str(row["recorded_at"]))
        while wake is not None and wake <= now:
            take({"kind": "clock"}, wake)
        take(row["body"], now)
    while wake is not None and wake <= until:
        take({"kind": "clock"}, wake)
    return Case.model_validate(state)


def _compare(case: Case, should: Case, found: Account) -> None:
    """The case against the one that the pure policy makes of what it was told."""
    here, there = _timers(case), _timers(should)
    found.timers += sum(there.values())
    missed = there - here
    found.missed += [f"{case.case_id}: {one} did not strike" for one in missed]
    found.twice += [f"{case.case_id}: {one} struck and was not to" for one in here - there]
    for name, mine, theirs in zip(_WHAT, _stands(case), _stands(should), strict=True):
        if mine != theirs:
            found.unlike.append(f"{case.case_id}: {name} are not as the pure policy has them")


def _timers(case: Case) -> Counter[str]:
    """Every reminder and escalation that was sent."""
    return Counter(f"{d.kind} {d.subject or ''} {rung}" for d in case.duties.values() for rung in d.rungs_fired)


_WHAT = ("duties", "decisions", "orders", "processes", "people and risk")


def _stands(case: Case) -> tuple[object, ...]:
    duties = Counter(f"{d.kind} {d.subject or ''} {d.state} {d.due_on}" for d in case.duties.values())
    risk = (case.stage, sorted(case.practitioners.items()), sorted(case.profile.rosh.items()))
    orders = {ref: (order.state, order.ends_on) for ref, order in case.orders.items()}
    return duties, sorted(case.decisions), orders, case.processes, risk
