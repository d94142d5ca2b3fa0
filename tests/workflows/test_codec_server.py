"""What the Temporal UI may have opened, by whom, from where; and the trace it leaves."""

from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from google.protobuf.json_format import MessageToDict
from temporalio.api.common.v1 import Payload, Payloads

from api.app import make_app
from api.auth.builtin import BuiltIn, load_or_make
from api.sealed import open_for
from audit.reading import whole
from client import workflow_id
from models.events import EVENT
from sealing.codec import SERVICE
from sealing.payloads import is_sealed, seal
from tests.workflows.test_sealed_cases import CRN, NOW, Sealed, payloads_in
from tests.workflows.test_sealed_cases import there as there

pytestmark = pytest.mark.temporal

UI = "https://temporal.example"
As = Callable[[str], httpx.AsyncClient]


@pytest.fixture
def issuer(there: Sealed) -> BuiltIn:
    return load_or_make(there.file.parent / "issuer")


@pytest.fixture
def app(there: Sealed, issuer: BuiltIn) -> FastAPI:
    """The API with the codec server, over a server and a worker that seal."""
    app = make_app(there.client.temporal, there.records, issuer.verifier())
    open_for(app, there.keys, UI)
    return app


@pytest.fixture
async def as_(app: FastAPI, issuer: BuiltIn) -> AsyncIterator[As]:
    made: list[httpx.AsyncClient] = []

    def browser(person: str) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {issuer.token(person)}", "Origin": UI}
        transport = httpx.ASGITransport(app)
        made.append(httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers))
        return made[-1]

    yield browser
    for client in made:
        await client.aclose()


async def _opened(there: Sealed) -> tuple[str, list[Payload]]:
    """A case of com-1, and every payload that the server has of it."""
    case_id = await there.open()
    said = {"event_id": "e2", "type": "practitioner_allocated", "occurred_at": "2026-03-03T10:00:00Z",
            "reported_by": "spo-1", "practitioner": "com-1", "holder": "community_practitioner",
            "team": "team-1"}  # fmt: skip
    await there.client.report(case_id, EVENT.validate_python(said))
    [history] = await there.histories(case_id)
    return case_id, [payload for event in history.events for payload in payloads_in(event)]


def _sent(payloads: list[Payload]) -> dict[str, Any]:
    return MessageToDict(Payloads(payloads=payloads))


async def test_it_is_opened_for_whoever_may_read_the_whole_case_and_that_is_written_down(
    there: Sealed, as_: As
) -> None:
    case_id, payloads = await _opened(there)
    answer = await as_("com-1").post("/v1/sealed/decode", json=_sent(payloads))
    assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == UI
    opened = [b64decode(one.get("data", "")).decode() for one in answer.json()["payloads"]]
    assert len(opened) == len(payloads) and any(CRN in text for text in opened)
    [entry] = [link.entry async for link in whole(there.records)]
    assert (entry.who, entry.action, entry.outcome) == ("user:com-1", "decode_sealed", "done")
    assert (entry.case_id, entry.shown) == (case_id, sum(map(is_sealed, payloads)))


@pytest.mark.parametrize(
    ("person", "status"), [("com-2", 403), ("key-1", 403), ("operator-1", 403), ("vlo-1", 403), ("spo-1", 200)]
)
async def test_it_is_not_opened_for_others(there: Sealed, as_: As, person: str, status: int) -> None:
    case_id, payloads = await _opened(there)
    answer = await as_(person).post("/v1/sealed/decode", json=_sent(payloads))
    assert answer.status_code == status
    assert (CRN in answer.text, status) in {(False, 403), (False, 200)}, "what is opened is in base64"
    [entry] = [link.entry async for link in whole(there.records)]
    assert (entry.case_id, entry.outcome) == (case_id, "done" if status == 200 else "refused")


async def test_without_a_token_from_elsewhere_and_mixed(there: Sealed, as_: As, app: FastAPI) -> None:
    (_, mine), (_, other) = [await _opened(there) for _ in range(2)]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api") as nobody:
        assert (await nobody.post("/v1/sealed/decode", json=_sent(mine))).status_code == 401
        asked = {
            "Origin": UI,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        assert (await nobody.options("/v1/sealed/decode", headers=asked)).status_code == 200
        refused = await nobody.options("/v1/sealed/decode", headers={**asked, "Origin": "https://elsewhere.example"})
        assert refused.status_code == 400 and "access-control-allow-origin" not in refused.headers
        other_route = await nobody.get("/v1/me", headers={"Origin": UI})
        assert "access-control-allow-origin" not in other_route.headers
    mixed = await as_("com-1").post("/v1/sealed/decode", json=_sent([mine[0], other[0]]))
    assert mixed.status_code == 422 and "one workflow at a time" in mixed.text
    assert (await as_("com-1").post("/v1/sealed/encode", json=_sent(mine))).status_code == 404


@pytest.mark.parametrize("body", [b"", b"[7]", b"{", b'{"payloads": 7}', b'{"payloads": [{"data": 7}]}', b"\xff"])
async def test_nonsense_is_refused(as_: As, body: bytes) -> None:
    answer = await as_("com-1").post("/v1/sealed/decode", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}


async def test_our_own_workflows_are_for_operators_and_what_cannot_be_opened_comes_back(there: Sealed, as_: As) -> None:
    key_id, cipher = await there.keys.sealing(SERVICE)
    own = seal(Payload(data=b"7 cases looked at"), key_id, cipher)
    assert (await as_("spo-1").post("/v1/sealed/decode", json=_sent([own]))).status_code == 403
    answer = await as_("operator-1").post("/v1/sealed/decode", json=_sent([own]))
    assert b64decode(answer.json()["payloads"][0]["data"]) == b"7 cases looked at"
    case_id, payloads = await _opened(there)
    await there.keys.shred(workflow_id(case_id), NOW)
    victims = seal(Payload(data=b"x"), "a-victim-key", cipher)
    plain = Payload(data=b"never sealed")
    answer = await as_("com-2").post("/v1/sealed/decode", json=_sent([payloads[0], victims, plain]))
    assert answer.json() == _sent([payloads[0], victims, plain])
