"""The gate: who is let in, who waits, who is refused at once, and that no place is ever lost."""

import asyncio
from random import Random
from typing import cast

import pytest

from api.app import description
from api.audited import READS
from api.load import gate as the_gate
from api.load.allowed import Allowed
from api.load.gate import Full, Gate
from api.load.urgency import Urgency, is_grave, without_body

ACT, READ, GRAVE = Urgency.ACT, Urgency.READ, Urgency.GRAVE


class Inside:
    """Requests that stay in their places until they are told to go, and in which order they came in."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self._go: dict[str, asyncio.Event] = {}
        self.came: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, urgency: Urgency) -> None:
        """Ask for a place; it is had, or waited for, when this returns."""
        self._go[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._stay(name, urgency))
        await asyncio.sleep(0)

    async def _stay(self, name: str, urgency: Urgency) -> None:
        async with self.gate.place(urgency):
            self.came.append(name)
            await self._go[name].wait()

    async def leave(self, name: str) -> None:
        """Give a place up."""
        self._go[name].set()
        await self.tasks[name]
        await asyncio.sleep(0)

    async def empty(self) -> None:
        """Have everybody go."""
        for go in self._go.values():
            go.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


async def test_the_most_urgent_that_waits_is_next_and_one_place_is_for_grave_events_alone() -> None:
    inside = Inside(Gate(4))
    for name, urgency in (("act 1", ACT), ("read 1", READ), ("act 2", ACT)):
        await inside.ask(name, urgency)
    await inside.ask("read 2", READ)
    await inside.ask("act 3", ACT)
    assert inside.came == ["act 1", "read 1", "act 2"]
    await inside.ask("grave 1", GRAVE)
    assert inside.came[-1] == "grave 1", "there is always a place for one"
    await inside.ask("grave 2", GRAVE)
    await inside.leave("act 1")
    assert inside.came[4:] == ["grave 2"], "before the act, which came first"
    await inside.leave("grave 1")
    await inside.leave("grave 2")
    assert inside.came[5:] == ["act 3"], "before the read, which came first"
    await inside.leave("act 2")
    assert inside.came[6:] == ["read 2"]
    await inside.empty()


@pytest.mark.parametrize(("flood", "other"), [(ACT, READ), (READ, ACT)])
async def test_a_flood_of_one_kind_leaves_a_place_for_the_other(flood: Urgency, other: Urgency) -> None:
    inside = Inside(Gate(4))
    for number in range(5):
        await inside.ask(f"flood {number}", flood)
    assert len(inside.came) == 2
    await inside.ask("other", other)
    assert inside.came[-1] == "other"
    await inside.empty()


async def test_where_nobody_more_may_wait_it_is_refused_at_once() -> None:
    inside = Inside(Gate(4))
    for number in range(2 + 4):
        await inside.ask(f"read {number}", READ)
    began = asyncio.get_running_loop().time()
    with pytest.raises(Full):
        async with inside.gate.place(READ):
            pass
    assert asyncio.get_running_loop().time() - began < 0.5
    await inside.empty()


async def test_who_has_waited_long_enough_is_refused_and_who_goes_away_holds_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(the_gate, "WAITS", {GRAVE: 0.05, ACT: 0.05, READ: 0.05})
    gate = Gate(4)
    inside = Inside(gate)
    for number in range(4):
        await inside.ask(f"act {number}", ACT)
    inside.tasks["act 2"].cancel()
    await asyncio.wait((inside.tasks["act 2"], inside.tasks["act 3"]))
    assert isinstance(inside.tasks["act 3"].exception(), Full)
    assert gate.waiting(ACT) == 0
    await inside.empty()
    assert sum(gate.inside.values()) == 0


async def test_whatever_comes_and_goes_no_place_is_lost_or_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also to who is cancelled in the moment in which they are let in."""
    monkeypatch.setattr(the_gate, "WAITS", {GRAVE: 0.01, ACT: 0.003, READ: 0.003})
    gate, random, most = Gate(6), Random(60), 0

    async def ask(urgency: Urgency, stays: float) -> None:
        nonlocal most
        async with gate.place(urgency):
            most = max(most, sum(gate.inside.values()))
            await asyncio.sleep(stays)

    tasks = []
    for _ in range(1500):
        tasks.append(asyncio.create_task(ask(random.choice(list(Urgency)), random.random() / 500)))
        if random.random() < 0.4:
            random.choice(tasks[-40:]).cancel()
        if random.random() < 0.3:
            await asyncio.sleep(random.random() / 1000)
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(one) for one in ended} == {type(None), Full, asyncio.CancelledError}
    assert most == 6
    assert [*gate.inside.values(), *map(gate.waiting, Urgency)] == [0] * 6
    assert all(gate.has_place(urgency) for urgency in Urgency)


def test_fewer_places_than_there_are_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        Allowed(at_once=3)


# How urgent ---------------------------------------------------------------------------------------------------------


def test_what_only_reads_is_known_by_its_path() -> None:
    """By the same list by which the audit trail knows it."""
    for path, operations in description()["paths"].items():
        for method, said in operations.items():
            scope = {"method": method.upper(), "path": path}
            name = cast(str, said["operationId"])
            reads = method == "get" or any(name.startswith(one + "_v1") for one in READS)
            assert without_body(scope) is (READ if reads else ACT), f"{method} {path}"


@pytest.mark.parametrize(
    ("path", "body", "grave"),
    [
        ("/v1/cases/case-1/events", b'{"type": "order_breached", "order": "order-1"}', True),
        ("/v1/cases/case-1/events", rb'{"type": "order\u005fbreached"}', True),
        ("/v1/cases/case-1/events", b'{"type": "significant_change", "note": "order_breached"}', False),
        ("/v1/cases/case-1/preview", b'{"type": "order_breached"}', False),
        ("/v1/cases/case-1/events", b"", False),
        ("/v1/cases/case-1/events", b"[" * 100_000, False),
        ("/v1/cases/case-1/events", b'["order_breached"]', False),
        ("/v1/cases/case-1/events", b'{"type": {"order_breached": 1}}', False),
        ("/v1/domain-events", b'{"eventType": "approved-premises.person.departed", "occurredAt": '
         b'"2026-03-09T11:00:33Z", "additionalInformation": {"eventDetails": {"reason": "died"}}}', False),
        ("/v1/domain-events", b'{"eventType": "probation-case.registration.added", "occurredAt": '
         b'"2026-03-09T11:00:33Z", "additionalInformation": {"registerTypeCode": "RVHR"}}', True),
        ("/v1/domain-events", b"\xff\xfe", False),
    ],
)  # fmt: skip
def test_a_request_is_grave_when_it_says_so_itself(path: str, body: bytes, grave: bool) -> None:
    assert is_grave({"method": "POST", "path": path}, body) is grave
