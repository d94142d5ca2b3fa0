"""The queue, on a real local server: what is stored is deleted there, what is not comes again."""

import json
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any

import pytest
from aiobotocore.session import get_session  # type: ignore[import-untyped]
from moto.server import ThreadedMotoServer
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from intake.sqs import Queue
from models.intake_tables import MessageRow
from records.engine import reading, writing
from tests.intake.conftest import Open
from tests.intake.messages import raw, released, sns

_queues = count(1)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
async def client(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    async with get_session().create_client("sqs", endpoint_url=endpoint, region_name="eu-west-2") as client:
        yield client


@pytest.fixture
async def url(client: Any) -> str:
    made = await client.create_queue(QueueName=f"domain-events-{next(_queues)}")
    return str(made["QueueUrl"])


async def rows(engine: AsyncEngine) -> list[tuple[str, str | None]]:
    async with reading(engine).connect() as connection:
        found = await connection.execute(select(MessageRow.state, MessageRow.type).order_by(MessageRow.number))  # type: ignore[call-overload]
        return [(row.state, row.type) for row in found]


async def left(client: Any, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = await client.get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(int(found["Attributes"][name]) for name in names)


async def test_what_is_stored_is_deleted(engine: AsyncEngine, open_case: Open, client: Any, url: str) -> None:
    await open_case()
    for body in (json.dumps(sns(released())), json.dumps(released("AR", noms="A9999ZZ")), "nonsense"):
        await client.send_message(QueueUrl=url, MessageBody=body)
    raw_delivery = {"eventType": {"DataType": "String", "StringValue": "OFFENDER_MANAGER_CHANGED"}}
    nameless = {"crn": "X700001", "eventDatetime": "2026-03-09T10:15:30"}
    await client.send_message(QueueUrl=url, MessageBody=json.dumps(nameless), MessageAttributes=raw_delivery)
    queue = Queue(engine, url, waits=0)
    while await queue.take(client):
        pass
    assert await left(client, url) == 0
    assert sorted(await rows(engine), key=str) == sorted(
        [
            ("accepted", "prison-offender-events.prisoner.released"),
            ("quarantined", "prison-offender-events.prisoner.released"),
            ("quarantined", None),
            ("quarantined", "OFFENDER_MANAGER_CHANGED"),
        ],
        key=str,
    )


async def test_what_cannot_be_stored_stays(engine: AsyncEngine, client: Any, url: str) -> None:
    await client.send_message(QueueUrl=url, MessageBody=raw(sns(released())).decode())
    async with writing(engine) as connection:
        await connection.execute(text("ALTER TABLE intake_messages RENAME TO gone"))
    queue = Queue(engine, url, waits=0, hidden_for=0)
    with pytest.raises(SQLAlchemyError):
        await queue.take(client)
    assert await left(client, url) == 1
    async with writing(engine) as connection:
        await connection.execute(text("ALTER TABLE gone RENAME TO intake_messages"))
    assert await queue.take(client) == 1
    assert (await left(client, url), len(await rows(engine))) == (0, 1)


async def test_what_stumbles_stays_for_the_dead_letters_and_the_others_go_on(
    engine: AsyncEngine, client: Any, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No message of this kind can be kept at all, not even for a person: the queue counts how often it came."""
    async with writing(engine) as connection:
        refusing = "SELECT RAISE(ABORT, 'no')"
        when = "BEFORE INSERT ON intake_messages WHEN CAST(NEW.raw AS TEXT) LIKE '%poison%'"
        await connection.execute(text(f"CREATE TRIGGER poison {when} BEGIN {refusing}; END"))
    for body in ("poison Smith", raw(sns(released())).decode(), "nonsense"):
        await client.send_message(QueueUrl=url, MessageBody=body)
    assert await Queue(engine, url, waits=0).take(client) == 3
    assert (await left(client, url), len(await rows(engine))) == (1, 2)
    said = capsys.readouterr()
    logged = said.out + said.err
    assert "received_times" in logged and "Smith" not in logged
