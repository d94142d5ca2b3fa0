"""The sessions of the pages: how long they last, and the cookie that stands for one."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api.auth.builtin import LASTS_SECONDS, BuiltIn
from commands.serving import PROXIES, serving
from tests.web.conftest import mark_of
from web.app import put_beside
from web.sessions import IDLE_SECONDS, Sessions


def test_a_session_ends_when_it_is_left_idle_and_after_its_time_whatever_is_done() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    left, used = (sessions.begin("token", LASTS_SECONDS) for _ in range(2))
    assert len({left, used}) == 2 and all(len(id) >= 43 for id in (left, used))  # 256 bits
    now[0] = IDLE_SECONDS - 1
    assert sessions.find(used) is not None
    now[0] = IDLE_SECONDS
    assert sessions.find(left) is None
    while now[0] < LASTS_SECONDS:
        assert sessions.find(used) is not None
        now[0] += IDLE_SECONDS / 2
    assert sessions.find(used) is None


@pytest.fixture
async def behind_a_proxy(demo: BuiltIn, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The pages, with this machine as a TLS proxy that is trusted; signing in needs no case behind them."""
    monkeypatch.setenv(PROXIES, "127.0.0.1")
    app = FastAPI()
    put_beside(app, demo)
    async with serving(app, "127.0.0.1", 0) as address:
        yield address


@pytest.mark.parametrize("trusted", [True, False])
async def test_over_tls_the_cookie_is_of_this_host_alone_and_secure(
    behind_a_proxy: str, site: str, trusted: bool
) -> None:
    """A proxy that is not named is not believed."""
    said = {"X-Forwarded-Proto": "https"}
    async with httpx.AsyncClient(base_url=behind_a_proxy if trusted else site, headers=said) as browser:
        asked = await browser.get("/sign-in")
        first = asked.headers["set-cookie"]
        assert first.startswith("__Host-throughcare-session=" if trusted else "throughcare-session=")
        assert ("; Secure" in first) is trusted and "Path=/" in first and "Domain" not in first
        cookie = {"Cookie": first.split(";")[0]}
        signed = await browser.post("/sign-in", data={"mark": mark_of(asked), "person": "com-1"}, headers=cookie)
        assert signed.status_code == 303
        assert signed.headers["set-cookie"].split(";")[0] != first.split(";")[0]


async def test_signing_out_has_the_browser_forget(site: str) -> None:
    async with httpx.AsyncClient(base_url=site) as browser:
        await browser.post("/sign-in", data={"mark": mark_of(await browser.get("/sign-in")), "person": "com-1"})
        out = await browser.post("/sign-out", data={"mark": mark_of(await browser.get("/work"))})
        assert out.headers["clear-site-data"] == '"cache", "storage"'


async def test_every_answer_keeps_to_tls_once_it_was_used(site: str) -> None:
    async with httpx.AsyncClient(base_url=site) as browser:
        for path in ("/sign-in", "/nowhere", "/health", "/v1/me", "/static/0/page.css"):
            told = (await browser.get(path)).headers
            assert told["strict-transport-security"] == "max-age=63072000; includeSubDomains", path
            assert "default-src 'none'" in told["content-security-policy"]
            assert told["x-content-type-options"] == "nosniff"
