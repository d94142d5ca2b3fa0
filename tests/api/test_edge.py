"""What is true of every request: problems on every error, correlation ids, limits, no echo."""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api import edge
from api.correlation import HEADER
from api.edge import BODY_LIMIT
from api.problems import TYPE_URI
from tests.api.conftest import Caller
from tests.api.issuer import Issuer

CANARY = "Smith-12-High-Street"


def kind(answer: httpx.Response) -> str:
    """The type of the problem an answer is, which must be a whole one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["correlation_id"] == answer.headers[HEADER]
    assert said["title"] and said["detail"]
    assert CANARY not in answer.text
    return str(said["type"]).removeprefix(TYPE_URI.format(type=""))


async def test_an_unknown_path_and_a_wrong_method_are_problems(as_: Caller) -> None:
    client = as_()
    missing = await client.get(f"/v1/nothing/{CANARY}")
    assert (missing.status_code, kind(missing)) == (404, "not-found")
    wrong = await client.delete("/v1/me")
    assert (wrong.status_code, kind(wrong)) == (405, "method-not-allowed")
    assert wrong.headers["allow"] == "GET"
    assert (await client.delete("/v1/cases")).headers["allow"] == "GET, POST"
    assert (await client.get("/v1/me/")).status_code == 404


async def test_every_answer_is_kept_by_nobody_and_carries_an_id(as_: Caller) -> None:
    answer = await as_().get("/v1/me")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers[HEADER])


@pytest.mark.parametrize(
    ("given", "taken"),
    [("abcd-1234", True), ("short", False), ("x" * 65, False), ("a b c d e f g h", False), ("<script>alert", False)],
)
async def test_a_correlation_id_is_taken_only_when_well_formed(as_: Caller, given: str, taken: bool) -> None:
    answer = await as_().get("/v1/me", headers={HEADER: given})
    assert (answer.headers[HEADER] == given) is taken


async def test_a_body_over_the_limit_is_refused_before_it_is_read(as_: Caller, url: str) -> None:
    client = as_()
    large = b'"' + b"x" * BODY_LIMIT + b'"'
    said = await client.post("/v1/me", content=large, headers={"Content-Type": "application/json"})
    assert (said.status_code, kind(said)) == (413, "body-too-large")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 1):
            yield b"x" * 1024

    unsaid = await client.post("/v1/me", content=pieces(), headers={"Content-Type": "application/json"})
    assert (unsaid.status_code, kind(unsaid)) == (413, "body-too-large")


async def test_a_body_that_does_not_come_is_not_waited_for(
    as_: Caller, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "BODY_WITHIN", 0.2)

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"crn": '
        await asyncio.sleep(1)
        yield b'"X123456"}'

    began = time.perf_counter()
    async with httpx.AsyncClient(base_url=url, headers=as_().headers, timeout=30) as client:
        answer = await client.post("/v1/case-search", content=endless(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, kind(answer)) == (408, "body-too-slow")
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("given", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_body_that_is_not_said_to_be_json_is_refused(as_: Caller, given: str) -> None:
    answer = await as_().post("/v1/me", content=b"{}", headers={"Content-Type": given})
    assert (answer.status_code, kind(answer)) == (415, "unsupported-media-type")


async def test_a_fault_of_ours_says_nothing_of_itself(
    url: str, app: FastAPI, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last resort: the text of an error may hold anything."""

    async def broken() -> None:
        raise ValueError(CANARY)

    app.router.add_api_route("/broken", broken)
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/broken")
    assert (answer.status_code, kind(answer)) == (500, "internal-error")
    said = capsys.readouterr()
    assert CANARY not in said.out + said.err
    assert answer.headers[HEADER] in said.out + said.err


async def test_health_and_readiness_need_no_token(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        assert (await client.get("/health")).json() == {"status": "up"}
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")


async def test_somebody_without_a_token_learns_only_that(url: str, issuer: Issuer) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/v1/me")
    assert (answer.status_code, kind(answer)) == (401, "token-missing")
    assert answer.headers["www-authenticate"] == "Bearer"
