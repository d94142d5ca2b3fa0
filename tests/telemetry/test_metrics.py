"""The figures for Prometheus: right, counted afresh only now and then, and nothing of a case or a person in them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from api.routes import metrics
from api.service import Service
from models.intake_tables import DeliveryRow as FactRow
from models.intake_tables import MessageRow
from models.proof import Counted, Proof
from models.tables import CaseRow
from records.engine import engine_for
from records.figures import figures
from records.proofs import keep
from telemetry.metrics import Figures, exposition
from tests.notices.told import TUESDAY, grave, quiet_change, settings, told

NOW = TUESDAY + timedelta(days=10)


@pytest.fixture
async def engine(own_records: str) -> AsyncIterator[AsyncEngine]:
    engine = engine_for(own_records)
    yield engine
    await engine.dispose()


async def some(engine: AsyncEngine) -> None:
    """A case with a grave notice to send, one with something for the digest, and one that was only rehearsed."""
    mail = {"host": "127.0.0.1", "port": 9, "security": "none", "sender": "throughcare@example.org"}
    by = settings(smtp=mail, people={"com-1": {"smtp": "com-1@example.org"}})
    await told(engine, by, grave(crn="X123456"))
    await told(engine, by, quiet_change("case-2"))
    await told(engine, by, grave("case-3", rehearsal_from=TUESDAY))
    await keep(engine, Proof(run="proof-1", at=NOW - timedelta(hours=3), counted=Counted(checked=2, differing=1)))


def families(said: bytes) -> dict[str, dict[tuple[str, ...], float]]:
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(said.decode())
    }


async def test_the_figures_are_those_of_the_records(engine: AsyncEngine) -> None:
    await some(engine)
    found = families(exposition(await figures(engine, NOW)))
    assert found["throughcare_open_cases"] == {(): 2}
    duties = found["throughcare_open_duties"]
    async with engine.connect() as connection:
        real = select(func.sum(col(CaseRow.open_duties))).where(col(CaseRow.rehearsal).is_(False))
        assert sum(duties.values()) == await connection.scalar(real)
    assert duties[("yes", "up to 7 days")] + duties[("yes", "8 to 28 days")] >= 1
    assert found["throughcare_escalations_last_day"] == {}
    assert found["throughcare_deliveries"] == {("nowhere", "failed"): 1, ("smtp", "waiting"): 1}
    assert found["throughcare_delivery_longest_waiting_seconds"][("no",)] == 0
    assert found["throughcare_digest_waiting"] == {(): 1}
    assert found["throughcare_proof_age_seconds"] == {(): 3 * 3600}
    assert found["throughcare_proof_differing"] == {(): 1}


async def test_escalations_of_a_day_are_counted_by_role(engine: AsyncEngine) -> None:
    await some(engine)
    found = await figures(engine, TUESDAY + timedelta(hours=1))
    assert found.escalations_of_a_day == {"spo": 1}


async def test_what_is_not_taken_in_yet_is_counted_by_its_age_and_its_reason(engine: AsyncEngine) -> None:
    async with AsyncSession(engine) as session:
        came = {"channel": "http", "content_type": None, "raw": b"of X123456"}
        for hours, state, reason in ((1, "accepted", None), (9, "applied", None), (50, "quarantined", "no_person")):
            at = NOW - timedelta(hours=hours)
            session.add(MessageRow.model_validate({**came, "came_at": at, "state": state, "reason": reason}))
        await session.flush()
        fact = {"case_id": "case-1", "type": "released", "about": "a", "value": "v", "event": {}, "state": "waiting"}
        session.add(FactRow.model_validate({**fact, "message": 2, "occurred_at": NOW, "next_try_at": NOW}))
        await session.commit()
    said = exposition(await figures(engine, NOW))
    found = families(said)
    assert found["throughcare_intake_lag_seconds"] == {(): 3600}
    assert found["throughcare_fact_longest_waiting_seconds"] == {(): 9 * 3600}
    assert found["throughcare_quarantine"] == {("no_person",): 1}
    assert b"X123456" not in said


async def test_nothing_of_a_case_or_a_person_is_in_them(engine: AsyncEngine) -> None:
    await some(engine)
    said = exposition(await figures(engine, NOW)).decode()
    for planted in ("case-1", "case-2", "com-1", "spo-1", "X123456", "example.org", "partner-1"):
        assert planted not in said


def test_before_the_first_proof_nothing_is_said_of_one() -> None:
    assert b"proof" not in exposition(Figures())


async def test_the_service_counts_now_and_then_and_says_when_it_cannot(engine: AsyncEngine) -> None:
    clock = [NOW]
    app = FastAPI()
    app.include_router(metrics.router)
    app.state.service = Service(None, None, engine, None, lambda: clock[0])  # type: ignore[arg-type]  # only the records
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as http:
        first = await http.get("/metrics")
        await some(engine)
        assert (await http.get("/metrics")).text == first.text
        clock[0] += timedelta(seconds=31)
        later = await http.get("/metrics")
        assert "throughcare_open_cases 2.0" in later.text
        assert later.headers["content-type"].startswith("text/plain")
        app.state.service = Service(None, None, engine_for("sqlite+aiosqlite:////nowhere/x.db"), None)  # type: ignore[arg-type]
        assert (await http.get("/metrics")).status_code == 503
