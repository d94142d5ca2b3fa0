"""Our own events: made once of what the records get, signed, sent in order and for as long as it takes."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from commands.intake_docs import DOCS, pages
from models.outgoing_tables import WebhookRow
from outgoing.asyncapi import payload_of
from outgoing.events import TYPES
from outgoing.outbox import announce, events_of
from outgoing.sender import A_CLAIM_LASTS, PAUSES, Sender, dead, send_again
from outgoing.signing import headers
from outgoing.subscriptions import Subscriber, Subscriptions, SubscriptionsProblem, load
from records.engine import engine_for
from records.write import write
from tests.records.played import RELEASE, START, Played, ed

SECRET = b"made-up-secret-of-24-byte"


@pytest.fixture
async def engine(own_records: str) -> AsyncIterator[AsyncEngine]:
    engine = engine_for(own_records)
    yield engine
    await engine.dispose()


class Receiver:
    """A subscriber on a port of its own: what it got, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        this = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                this.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(this.answers.pop(0) if this.answers else 204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["eventType"].removeprefix("throughcare.") for _, body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def at(name: str, url: str, types: tuple[str, ...] = ("throughcare.*",)) -> Subscriber:
    """A subscriber on this machine."""
    return Subscriber(name, url, SECRET, types, inside=True)


async def recorded(engine: AsyncEngine, case: Played, first: int = 1, last: int | None = None) -> None:
    await write(engine, case.batch(first, last))
    await announce(engine, case.batch(first, last), "https://throughcare.example")


def sender(engine: AsyncEngine, *subscribers: Subscriber) -> Sender:
    return Sender(engine, Subscriptions(subscribers), httpx.AsyncClient(timeout=5, trust_env=False))


async def drained(sender: Sender, now: datetime | None = None) -> None:
    while await sender.send(now):
        pass


def test_every_event_is_as_its_description_says() -> None:
    case = ed(crn="X700001", prison_number="A7001AA")
    case.report("died", RELEASE + timedelta(days=60))
    made = list(events_of(case.batch(), None, "https://throughcare.example"))
    seen = {one.event.eventType for one in made}
    assert {"throughcare.case.opened", "throughcare.duty.opened", "throughcare.stage.changed"} <= seen
    assert {"throughcare.duty.cancelled", "throughcare.case.closed", "throughcare.escalation.raised"} <= seen
    assert {"throughcare.duty.overdue"} <= seen <= set(TYPES)
    for one in made:
        said = one.event.model_dump(mode="json", exclude_none=True)
        jsonschema.validate(said, payload_of(one.event.eventType))
        assert said["detailUrl"] == "https://throughcare.example/v1/cases/ed-1"
        assert said["personReference"]["identifiers"][0] == {"type": "CRN", "value": "X700001"}
    assert len({one.event_id for one in made}) < len(made) + 1


def test_nothing_that_was_said_and_nobody_else_is_in_an_event() -> None:
    made = list(events_of(ed(crn="X700001").batch(), None))
    said = json.dumps([one.event.model_dump(mode="json") for one in made])
    for word in ("partner-1", "Known to two agencies", "marac", "disclosure", "title"):
        assert word.lower() not in said.lower(), word
    duties = [one.event.additionalInformation.model_dump() for one in made if ".duty." in one.event.eventType]
    assert {True, False} == {one["sensitive"] for one in duties}
    assert all((one["kind"] is None) == one["sensitive"] for one in duties)


def test_a_rehearsal_tells_nobody() -> None:
    assert not list(events_of(ed(rehearsal_from=START).batch(), None))


def test_a_stage_is_told_once_however_the_batches_are_cut() -> None:
    case = ed()
    whole = [one.event_id for one in events_of(case.batch(), None)]
    count = len(case.entries)
    parts = [*events_of(case.batch(1, count - 1), None), *events_of(case.batch(count), "licence")]
    assert [one.event_id for one in parts] == whole


async def test_said_again_it_is_kept_once(engine: AsyncEngine, receiver: Receiver) -> None:
    case = ed()
    for _ in range(2):
        await recorded(engine, case)
    for first in range(1, len(case.entries) + 1):
        await announce(engine, case.batch(first, first))
    await drained(sender(engine, at("one", receiver.url)))
    ids = [got["webhook-id"] for got, _ in receiver.got]
    assert len(ids) == len(set(ids)) > 10
    assert receiver.types.count("stage.changed") == 1


async def test_it_is_signed(engine: AsyncEngine, receiver: Receiver) -> None:
    await recorded(engine, ed(), 1, 1)
    await drained(sender(engine, at("one", receiver.url)))
    got, body = receiver.got[0]
    signed = f"{got['webhook-id']}.{got['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    assert got["webhook-signature"] == f"v1,{expected}"
    assert abs(int(got["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', secret)
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_each_subscriber_gets_what_it_asked_for(engine: AsyncEngine, receiver: Receiver) -> None:
    other = Receiver()
    try:
        await recorded(engine, ed())
        every = at("every", receiver.url)
        some = at("some", other.url, ("throughcare.stage.changed", "throughcare.case.*"))
        await drained(sender(engine, every, some))
        assert other.types == ["case.opened", "stage.changed"]
        assert len(receiver.types) > 10
    finally:
        other.close()


async def test_a_case_stays_in_order_when_one_is_not_taken(engine: AsyncEngine, receiver: Receiver) -> None:
    await recorded(engine, ed("ed-1"), 1, 3)
    await recorded(engine, ed("ed-2"), 1, 1)
    receiver.answers = [500]
    sending = sender(engine, at("one", receiver.url))
    now = datetime.now(UTC) + timedelta(seconds=1)
    await drained(sending, now)
    tried = len(receiver.got)
    failed = receiver.got[0][0]["webhook-id"]
    await drained(sending, now + timedelta(seconds=PAUSES[0] + 1))
    again = [got["webhook-id"] for got, _ in receiver.got][tried:]
    assert again[0] == failed  # it comes first, and nothing of its case came before it
    cases = {json.loads(body)["additionalInformation"]["caseId"] for _, body in receiver.got[1:tried]}
    assert cases == ({"ed-1", "ed-2"} - {json.loads(receiver.got[0][1])["additionalInformation"]["caseId"]})
    assert sorted(again + [got["webhook-id"] for got, _ in receiver.got[1:tried]]) == sorted(
        {got["webhook-id"] for got, _ in receiver.got}
    )


async def test_what_nobody_takes_is_put_aside_and_can_be_sent_again(engine: AsyncEngine, receiver: Receiver) -> None:
    await recorded(engine, ed(), 1, 1)
    one = sender(engine, at("one", receiver.url, ("throughcare.case.opened",)))
    now = datetime.now(UTC) + timedelta(seconds=1)
    receiver.answers = [500] * (len(PAUSES) + 1)
    for pause in (*PAUSES, 0):
        assert await one.send(now) == 1
        assert not await one.send(now + timedelta(seconds=pause - 1))
        now += timedelta(seconds=pause)
    [put_aside] = await dead(engine)
    assert (put_aside.subscriber, put_aside.type, put_aside.answer) == ("one", "throughcare.case.opened", "500")
    assert await send_again(engine, "one") == 1
    await drained(one)
    assert not await dead(engine)
    assert receiver.types[-1] == "case.opened"


async def test_a_subscriber_that_is_gone_is_not_asked_again(engine: AsyncEngine, receiver: Receiver) -> None:
    await recorded(engine, ed(), 1, 1)
    receiver.answers = [410]
    await drained(sender(engine, at("one", receiver.url, ("throughcare.case.opened",))))
    assert [one.answer for one in await dead(engine)] == ["410"]


async def test_a_sender_that_died_leaves_nothing_unsent(engine: AsyncEngine, receiver: Receiver) -> None:
    await recorded(engine, ed(), 1, 1)
    to = at("one", receiver.url, ("throughcare.case.opened",))
    now = datetime.now(UTC) + timedelta(seconds=1)
    gone = sender(engine, to)
    await gone._share_out(now)
    assert len(await gone._claim(now)) == 1  # and then it dies
    other = sender(engine, to)
    assert await other.send(now) == 0
    assert await other.send(now + A_CLAIM_LASTS + timedelta(seconds=1)) == 1
    assert receiver.types == ["case.opened"]


async def test_a_subscriber_that_is_down_is_tried_again(engine: AsyncEngine) -> None:
    await recorded(engine, ed(), 1, 1)
    one = sender(engine, at("one", "http://127.0.0.1:1/", ("throughcare.case.opened",)))
    assert await one.send() == 1
    assert await one.send() == 0


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("http://127.0.0.1:{port}/hooks", "a private address"),
        ("http://localhost:{port}/hooks", "a private address"),
        ("http://[::1]:{port}/hooks", "a private address"),
        ("https://10.1.2.3/hooks", "a private address"),
        ("https://169.254.169.254/latest", "a private address"),
        ("https://nowhere.invalid/hooks", "no address"),
    ],
)
async def test_nothing_is_sent_into_our_own_network_to_one_who_is_not_said_to_be_there(
    engine: AsyncEngine, receiver: Receiver, url: str, answer: str
) -> None:
    await recorded(engine, ed(), 1, 1)
    to = url.format(port=receiver.server.server_port)
    assert await sender(engine, Subscriber("one", to, SECRET, ("throughcare.case.opened",))).send() == 1
    async with engine.connect() as connection:
        assert (await connection.scalars(select(col(WebhookRow.answer)))).all() == [answer]
    assert not receiver.got


def test_the_file_of_subscribers(tmp_path: Path) -> None:
    secret, file = tmp_path / "secret", tmp_path / "subscribers.toml"
    secret.write_text("whsec_" + base64.b64encode(SECRET).decode())
    good = f'name = "one"\nurl = "https://x.example/"\nsecret_file = "{secret}"\n'
    file.write_text(f"[[subscriber]]\n{good}")
    [one] = load(file).subscribers
    assert (one.name, one.secret, one.wants("throughcare.duty.done")) == ("one", SECRET, True)
    wrong = {
        "= ": "not TOML",
        f"[[subscriber]]\n{good}[[subscriber]]\n{good}": "same name",
        f'[[subscriber]]\n{good}types = ["throughcare.unknown"]': "no such type",
        f"[[subscriber]]\n{good.replace('https', 'ftp')}": "url",
        f"[[subscriber]]\n{good.replace('https', 'http')}": "not https",
        f"[[subscriber]]\n{good}colour = 1": "colour",
        f"[[subscriber]]\n{good.replace(str(secret), str(file))}": "secret_file",
    }
    for text, words in wrong.items():
        file.write_text(text)
        with pytest.raises(SubscriptionsProblem, match=words):
            load(file)
    file.write_text(f"[[subscriber]]\n{good.replace('https', 'http')}inside = true")
    assert load(file).subscribers[0].inside
    secret.write_text(base64.b64encode(b"short").decode())
    file.write_text(f"[[subscriber]]\n{good}")
    with pytest.raises(SubscriptionsProblem, match="24 bytes"):
        load(file)


@pytest.mark.parametrize("name", pages())
def test_the_documents_are_those_the_code_has(name: str) -> None:
    assert (DOCS / name).read_text() == pages()[name], "make intake-docs writes them again"
