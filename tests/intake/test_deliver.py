"""From a stored message to the case: in order, whatever is down meanwhile, and nothing in the way of anything else."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col
from temporalio.testing import WorkflowEnvironment

from client import CaseClient
from intake.deliver import A_CLAIM_LASTS, AT_A_TIME, GIVES_UP_AFTER, Deliverer
from intake.loop import Intake
from intake.take import Taken, take
from models.case import Case, CaseStart
from models.events import EVENT
from models.intake_tables import DeliveryRow, MessageRow
from models.sentence import Stage
from policy.limits import THINGS
from records import read
from records.engine import reading, writing
from tests.intake.messages import Data, event, raw, received, released, sns
from tests.workflows.once import once
from worker import case_worker

_people = count(8000)


class Person:
    """An invented person with a case of their own on the server."""

    def __init__(self, engine: AsyncEngine, cases: CaseClient) -> None:
        number = next(_people)
        self.crn, self.noms, self.case_id = f"X70{number}", f"A{number}AA", f"person-{number}"
        self.engine, self.cases = engine, cases
        self.began = datetime.now(UTC) - timedelta(days=1)

    async def open(self, **more: Any) -> None:
        """Sentence them to custody, yesterday, and wait until the records know."""
        opening = {"type": "sentence_passed", "event_id": "opening", "occurred_at": self.began, "kind": "determinate",
                   "length_days": 730}  # fmt: skip
        said = {"case_id": self.case_id, "crn": self.crn, "prison_number": self.noms, "opening": opening, **more}
        await self.cases.start(CaseStart.model_validate(said))
        await once(lambda: read.case(self.engine, self.case_id), lambda row: row is not None)

    async def take(self, said: Data, hours: int = 1) -> Taken:
        """Take in a message about them, of so many hours after the sentence."""
        at = (self.began + timedelta(hours=hours)).isoformat()
        found = await take(self.engine, raw(sns({**said, "occurredAt": at})), channel="test")
        return found[0]

    async def show(self) -> Case:
        return await self.cases.show(self.case_id)

    async def told(self, count: int) -> list[str]:
        """The types of the facts that the records say the case was told, once there are so many."""

        async def types() -> list[str]:
            return [row.type for row in await read.events(self.engine, self.case_id) if row.kind == "reported"]

        return await once(types, lambda found: len(found) >= count)

    def rosh(self, code: str) -> Data:
        return event("probation-case.registration.added", {"registerTypeCode": code}, crn=self.crn)


async def state_of(engine: AsyncEngine, number: int) -> tuple[str, str | None]:
    async with reading(engine).connect() as connection:
        found = select(col(MessageRow.state), col(MessageRow.reason)).where(col(MessageRow.number) == number)
        row = (await connection.execute(found)).one()
    return row.state, row.reason


@pytest.fixture
def someone(engine: AsyncEngine, cases: CaseClient) -> Person:
    return Person(engine, cases)


@pytest.fixture
def intake(engine: AsyncEngine, cases: CaseClient) -> Intake:
    return Intake(engine, Deliverer(engine, cases))


async def test_a_release_moves_the_case(
    someone: Person, intake: Intake, engine: AsyncEngine, temporal: WorkflowEnvironment
) -> None:
    async with case_worker(temporal.client, engine):
        await someone.open()
        taken = await someone.take(released(noms=someone.noms))
        await intake.drain()
        assert (await someone.show()).stage is Stage.LICENCE
        assert await state_of(engine, taken.number) == ("applied", None)


async def test_facts_come_in_order_when_the_worker_comes_back(
    someone: Person, intake: Intake, engine: AsyncEngine, temporal: WorkflowEnvironment
) -> None:
    async with case_worker(temporal.client, engine):
        await someone.open()
    quick = CaseClient(temporal.client, patience=timedelta(seconds=1))
    said = [released(noms=someone.noms), received("L", noms=someone.noms), someone.rosh("RVHR"), someone.rosh("RMRH")]
    for hours, one in enumerate(said, 1):
        await someone.take(one, hours)
    assert await Deliverer(engine, quick).deliver() == 1  # the oldest alone, and it is not taken
    async with case_worker(temporal.client, engine):
        await _make_due(engine)
        while (await _waiting(engine)) > 0:
            await intake.drain()
            await asyncio.sleep(0.05)
        types = ["released", "recalled", "received_into_custody", "rosh_changed", "rosh_changed"]
        assert await someone.told(5) == types
        case = await someone.show()
        assert (case.stage, case.headline_risk.value) == (Stage.CUSTODY, "medium")


async def test_nobody_known_yet_is_taken_in_when_a_case_opens(
    someone: Person, intake: Intake, engine: AsyncEngine, temporal: WorkflowEnvironment
) -> None:
    taken = await someone.take(released(noms=someone.noms))
    assert taken.reason == "unknown_person"
    await intake.drain()
    assert await state_of(engine, taken.number) == ("quarantined", "unknown_person")
    async with case_worker(temporal.client, engine):
        await someone.open()
        await intake.drain()
        assert (await someone.show()).stage is Stage.LICENCE
        assert await state_of(engine, taken.number) == ("applied", None)


async def test_what_died_between_claim_and_delivery_is_delivered_by_another(
    someone: Person, engine: AsyncEngine, cases: CaseClient, temporal: WorkflowEnvironment
) -> None:
    async with case_worker(temporal.client, engine):
        await someone.open()
        await someone.take(released(noms=someone.noms))
        gone, other = Deliverer(engine, cases, name="gone"), Deliverer(engine, cases, name="other")
        assert len(await gone._claim(datetime.now(UTC))) == 1  # and then it dies
        assert await other.deliver() == 0
        assert await other.deliver(datetime.now(UTC) + A_CLAIM_LASTS + timedelta(seconds=1)) == 1
        assert (await someone.show()).stage is Stage.LICENCE


async def test_two_processes_deliver_each_fact_once(
    engine: AsyncEngine, cases: CaseClient, temporal: WorkflowEnvironment
) -> None:
    people = [Person(engine, cases) for _ in range(4)]
    async with case_worker(temporal.client, engine):
        for person in people:
            await person.open()
            for hours, code in enumerate(("RHRH", "RVHR", "RMRH"), 1):
                await person.take(person.rosh(code), hours)
        both = [Intake(engine, Deliverer(engine, cases, name=name)) for name in ("one", "two")]
        await asyncio.gather(*(intake.drain() for intake in both))
        while await _waiting(engine):
            await both[0].drain()
        for person in people:
            case = await person.show()
            assert case.headline_risk.value == "medium"
            assert await person.told(3) == ["rosh_changed"] * 3


async def test_what_the_case_refuses_goes_to_quarantine_and_no_longer_stands_in_the_way(
    someone: Person, intake: Intake, engine: AsyncEngine, temporal: WorkflowEnvironment
) -> None:
    async with case_worker(temporal.client, engine):
        await someone.open()
        bad = await someone.take(someone.rosh("RHRH"))
        await someone.take(released(noms=someone.noms), 2)
        async with writing(engine) as connection:
            spoilt = {"type": "rosh_changed", "event_id": "e-1", "occurred_at": "2026-01-01T00:00:00Z", "level": "huge"}
            change = update(DeliveryRow).where(col(DeliveryRow.message) == bad.number)
            await connection.execute(change.values(event=spoilt))
        await intake.drain()
        assert await state_of(engine, bad.number) == ("quarantined", "unreadable_fields")
        assert (await someone.show()).stage is Stage.LICENCE


async def test_what_is_too_much_for_a_case_waits_for_a_person_in_quarantine(
    someone: Person, intake: Intake, engine: AsyncEngine, temporal: WorkflowEnvironment, cases: CaseClient
) -> None:
    async with case_worker(temporal.client, engine):
        await someone.open()
        many = [f"child-{number}" for number in range(THINGS)]
        said = {"type": "children_at_risk", "event_id": "many", "occurred_at": someone.began, "children": many}
        await cases.report(someone.case_id, EVENT.validate_python(said))
        children = {"registerTypeCode": "RCCO", "registrationId": 1}
        taken = await someone.take(event("probation-case.registration.added", children, crn=someone.crn))
        await someone.take(released(noms=someone.noms), 2)
        await intake.drain()
        assert await state_of(engine, taken.number) == ("quarantined", "case_full")
        assert (await someone.show()).stage is Stage.LICENCE, "a move is never refused, and nothing stands in its way"


async def test_of_a_backlog_the_cases_that_a_grave_fact_waits_for_come_first_each_in_its_own_order(
    engine: AsyncEngine, cases: CaseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []

    async def report(case_id: str, said: Any) -> None:
        told.append((case_id, said.type))

    monkeypatch.setattr(cases, "report", report)
    at = datetime.now(UTC) - timedelta(minutes=1)
    async with writing(engine) as connection:
        message = {"number": 1, "came_at": at, "channel": "test", "raw": b"", "state": "accepted"}
        await connection.execute(insert(MessageRow).values(**message))
        routine = [_waiting_fact(number, f"case-{number % 20}", "concern_identified", at) for number in range(40)]
        await connection.execute(insert(DeliveryRow), [*routine, _waiting_fact(40, "case-17", "risk_rising", at)])
    deliverer = Deliverer(engine, cases)
    for _ in range(3):
        assert await deliverer.deliver() == AT_A_TIME
    of_17 = [type_ for case_id, type_ in told if case_id == "case-17"]
    assert of_17 == ["concern_identified", "concern_identified", "risk_rising"]
    while await deliverer.deliver():
        pass
    assert len(told) == 41


def _waiting_fact(number: int, case_id: str, type_: str, at: datetime) -> dict[str, Any]:
    fact = {"type": type_, "event_id": f"e-{number}", "occurred_at": at.isoformat()}
    said = {"number": number + 1, "message": 1, "case_id": case_id, "type": type_, "event": fact}
    more = {"about": "a", "value": "v", "occurred_at": at, "state": "waiting", "tries": 0, "next_try_at": at}
    return {**said, **more}


async def test_what_the_case_cannot_work_through_is_set_aside_after_some_attempts(
    someone: Person, engine: AsyncEngine, temporal: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with case_worker(temporal.client, engine):
        await someone.open()
        bad, good = await someone.take(someone.rosh("RHRH")), await someone.take(someone.rosh("RVHR"), 2)
        client = CaseClient(temporal.client, patience=timedelta(seconds=20))
        report = client.report

        async def stumbling(case_id: str, told: Any) -> Any:
            if told.level.value == "high":
                raise RuntimeError("a fault of ours")
            return await report(case_id, told)

        monkeypatch.setattr(client, "report", stumbling)
        deliverer = Deliverer(engine, client)
        for _ in range(GIVES_UP_AFTER + 1):
            await deliverer.deliver()
            await _make_due(engine)
        assert await state_of(engine, bad.number) == ("quarantined", "not_delivered")
        assert await state_of(engine, good.number) == ("applied", None)


async def test_two_cases_become_one_and_nothing_is_lost(
    engine: AsyncEngine, cases: CaseClient, intake: Intake, temporal: WorkflowEnvironment
) -> None:
    stays, goes = Person(engine, cases), Person(engine, cases)
    async with case_worker(temporal.client, engine):
        await stays.open()
        await goes.open()
        partner = {"type": "new_relationship", "event_id": "n-1", "partner": "partner-7"}
        at = {"occurred_at": goes.began + timedelta(hours=1), "reported_by": "com-1", "role": "community_practitioner"}
        await cases.report(goes.case_id, EVENT.validate_python(partner | at))
        await goes.take(goes.rosh("RVHR"), 2)
        owed = {(d.kind, d.subject, d.due_on) for d in (await goes.show()).open_duties if d.subject == "partner-7"}
        assert owed
        merged = event("probation-case.merge.completed", {"sourceCRN": goes.crn, "targetCRN": stays.crn}, crn=stays.crn)
        taken = await stays.take(merged, 3)
        await _until_done(engine, intake)
        assert await state_of(engine, taken.number) == ("applied", None)

        case, gone = await stays.show(), await goes.show()
        assert (gone.stage, gone.merged_into, gone.open_duties) == (Stage.CLOSED, stays.case_id, [])
        assert "partner-7" in case.partners and case.headline_risk.value == "very_high"
        assert owed <= {(d.kind, d.subject, d.due_on) for d in case.open_duties}

        await once(lambda: read.case(engine, goes.case_id), lambda row: row is not None and row.merged_into)
        later = await goes.take(goes.rosh("RMRH"), 4)
        assert later.state == "accepted"
        await _until_done(engine, intake)
        assert (await stays.show()).headline_risk.value == "medium"


async def _waiting(engine: AsyncEngine) -> int:
    async with reading(engine).connect() as connection:
        found = select(DeliveryRow.__table__).where(col(DeliveryRow.state) == "waiting")  # type: ignore[attr-defined]
        return len((await connection.execute(found)).all())


async def _until_done(engine: AsyncEngine, intake: Intake) -> None:
    async with asyncio.timeout(60):
        while await _waiting(engine):
            await intake.drain()
            await asyncio.sleep(0.05)


async def _make_due(engine: AsyncEngine) -> None:
    async with writing(engine) as connection:
        await connection.execute(update(DeliveryRow).values(next_try_at=datetime.now(UTC)))
