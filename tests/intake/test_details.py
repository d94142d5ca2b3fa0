"""Details: asked for at the addresses that are configured and nowhere else, and waited for while a service is down."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from client import CaseClient
from intake import quarantine
from intake.deliver import Deliverer
from intake.details import HttpDetails, NoDetails, Service, TryLater, services_in
from intake.loop import Intake
from intake.take import take
from models.intake_tables import MessageRow
from records.engine import writing
from tests.intake.conftest import Open
from tests.intake.messages import event, raw
from tests.intake.test_take import rows_of, sent

ANSWERS: dict[str, tuple[int, bytes]] = {
    "/tier/allocation/1": (200, b'{"staffCode": "N02ABS1", "teamCode": "N02ABS"}'),
    "/tier/gone": (404, b"{}"),
    "/tier/broken": (500, b"{}"),
    "/tier/elsewhere": (302, b""),
    "/tier/no-json": (200, b"<html>"),
    "/tier/huge": (200, b'"' + b"a" * 1_100_000 + b'"'),
}


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A service on a port of its own, and what it was asked."""
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            status, body = ANSWERS.get(self.path, (404, b"{}"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "/tier/allocation/1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def details(service: tuple[str, Any], tmp_path: Path) -> Iterator[HttpDetails]:
    token = tmp_path / "token"
    token.write_text("made-up\n")
    yield HttpDetails([Service(httpx.URL(f"{service[0]}/tier"), token)])


async def test_details_come_with_the_token(details: HttpDetails, service: tuple[str, Any]) -> None:
    assert (await details.ask(f"{service[0]}/tier/allocation/1"))["staffCode"] == "N02ABS1"
    assert service[1][-1] == ("/tier/allocation/1", "Bearer made-up")
    await details.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/tier/allocation/1", "http://127.0.0.1:1/tier/allocation/1", "{base}/other",
        "{base}/tierX/1", "{base}/tier/../other", "http://user:word@127.0.0.1/tier/1", "file:///etc/passwd", "nonsense",
        "http://[", "",
    ],
)  # fmt: skip
async def test_no_other_address_is_ever_asked(details: HttpDetails, service: tuple[str, Any], url: str) -> None:
    before = len(service[1])
    with pytest.raises(NoDetails) as refused:
        await details.ask(url.replace("{base}", service[0]))
    assert len(service[1]) == before and "evil" not in str(refused.value)
    await details.close()


@pytest.mark.parametrize(
    ("path", "problem"),
    [("gone", NoDetails), ("broken", TryLater), ("elsewhere", TryLater), ("no-json", NoDetails), ("huge", NoDetails)],
)
async def test_answers_that_are_none(
    details: HttpDetails, service: tuple[str, Any], path: str, problem: type[Exception]
) -> None:
    before = len(service[1])
    with pytest.raises(problem):
        await details.ask(f"{service[0]}/tier/{path}")
    assert len(service[1]) == before + 1  # no redirect is followed
    await details.close()


async def test_a_service_that_is_down(tmp_path: Path) -> None:
    details = HttpDetails([Service(httpx.URL("http://127.0.0.1:1/"))])
    with pytest.raises(TryLater):
        await details.ask("http://127.0.0.1:1/x")
    await details.close()


async def test_a_thin_event_becomes_a_fact_with_its_details(
    engine: AsyncEngine, open_case: Open, details: HttpDetails, service: tuple[str, Any], cases: CaseClient
) -> None:
    await open_case()
    thin = event("person.community.manager.allocated", detailUrl=f"{service[0]}/tier/allocation/1")
    [taken] = await take(engine, raw(thin), channel="test", can_ask=True)
    assert taken.state == "asking"
    intake = Intake(engine, Deliverer(engine, cases), details)
    assert await intake.ask_for_details() == 1
    assert await sent(engine) == [
        ("practitioner_allocated", {"practitioner": "n02abs1", "holder": "community_practitioner", "team": "n02abs"})
    ]
    assert await intake.ask_for_details() == 0
    await details.close()


async def test_what_has_no_details_goes_to_quarantine_and_what_may_have_is_asked_again(
    engine: AsyncEngine,
    open_case: Open,
    details: HttpDetails,
    service: tuple[str, Any],
    cases: CaseClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await open_case()
    for name in ("gone", "broken"):
        thin = event(
            "person.community.manager.allocated", {"allocationId": name}, detailUrl=f"{service[0]}/tier/{name}"
        )
        await take(engine, raw(thin), channel="test", can_ask=True)
    intake = Intake(engine, Deliverer(engine, cases), details)
    assert await intake.ask_for_details() == 2
    assert [(row.state, row.reason) for row in await rows_of(engine, MessageRow)] == [
        ("quarantined", "needs_details"),
        ("asking", "needs_details"),
    ]
    monkeypatch.setitem(ANSWERS, "/tier/broken", ANSWERS["/tier/allocation/1"])
    async with writing(engine) as connection:
        now = {"next_try_at": datetime.now(UTC)}
        await connection.execute(update(MessageRow).where(col(MessageRow.number) == 2).values(**now))
    assert await intake.ask_for_details() == 1
    assert len(await sent(engine)) == 1
    await details.close()


async def test_without_services_it_waits_in_quarantine_and_can_be_taken_in_later(
    engine: AsyncEngine, open_case: Open, details: HttpDetails, service: tuple[str, Any], cases: CaseClient
) -> None:
    await open_case()
    thin = event("person.community.manager.allocated", detailUrl=f"{service[0]}/tier/allocation/1")
    [taken] = await take(engine, raw(thin), channel="test")
    assert (taken.state, taken.reason) == ("quarantined", "needs_details")
    nowhere = event("person.community.manager.allocated", {"allocationId": "another"})
    await take(engine, raw(nowhere), channel="test")
    intake = Intake(engine, Deliverer(engine, cases), details)
    assert await intake.ask_for_details() == 1
    assert await intake.ask_for_details() == 0
    assert len(await sent(engine)) == 1
    again = await quarantine.replay(engine, taken.number + 1, "ops-1", can_ask=True)
    assert again.reason == "needs_details"
    await details.close()


def test_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "services.json"
    file.write_text(json.dumps([{"base": "https://tier.example/", "token_file": "/run/token"}]))
    assert services_in(file) == [Service(httpx.URL("https://tier.example/"), Path("/run/token"))]
    for wrong in ("{}", "[1]", '[{"base": "ftp://x"}]', '[{"base": "https://u:p@x/"}]'):
        file.write_text(wrong)
        with pytest.raises(ValueError, match=r"\w"):
            services_in(file)
