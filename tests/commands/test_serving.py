"""The API as it is started: its own issuer, whom it trusts by the environment, and what it refuses to start with."""

import asyncio
import json
import os
import socket
import stat
import sys
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.auth.builtin import PEOPLE, IssuerProblem, load_or_make
from api.auth.keys import FetchedKeys, FileKeys
from api.auth.principal import CAPACITIES
from api.auth.strength import Strength
from commands.answer import answer
from commands.serving import listen, serving
from commands.settings import SetUpProblem
from commands.tokens import print_token
from commands.trust import strength, trusted
from exits import TERMINATED
from sealing.keyring import load_or_make as load_key


async def test_the_built_in_issuer_has_somebody_in_every_capacity(tmp_path: Path) -> None:
    issuer = load_or_make(tmp_path / "data")
    verifier = issuer.verifier()
    found = {name: await verifier.principal(f"Bearer {issuer.token(name)}") for name in PEOPLE}
    assert {one for who in found.values() for one in who.capacities} == set(CAPACITIES.values())
    assert found["com-1"].teams == frozenset({"team-1"})
    assert (found["case-system"].kind, found["case-system"].teams) == ("client", frozenset())


def test_its_key_is_private_and_stays_the_same(tmp_path: Path) -> None:
    first, again = load_or_make(tmp_path), load_or_make(tmp_path)
    assert first.key.as_dict(private=True) == again.key.as_dict(private=True)
    assert stat.S_IMODE((tmp_path / "issuer.key").stat().st_mode) == 0o600
    published = json.loads((tmp_path / "issuer.jwks.json").read_text())["keys"]
    assert [set(key) & {"d", "p", "q"} for key in published] == [set()]


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    load_or_make(tmp_path)
    (tmp_path / "issuer.key").chmod(0o644)
    with pytest.raises(IssuerProblem, match="chmod 600"):
        load_or_make(tmp_path)
    (tmp_path / "issuer.key").chmod(0o600)
    (tmp_path / "issuer.key").write_text("secret nonsense")
    with pytest.raises(IssuerProblem) as problem:
        load_or_make(tmp_path)
    assert "nonsense" not in str(problem.value)


def test_a_short_answer_does_not_wait_for_its_head_to_be_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


_OWN = {"THROUGHCARE_ISSUER": "https://issuer.example", "THROUGHCARE_JWKS": "https://issuer.example/jwks"}
_LIVE = {"THROUGHCARE_ENVIRONMENT": "production"}


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (_LIVE, "built-in issuer is not for production"),
        ({**_LIVE, **_OWN}, "THROUGHCARE_AUDIENCE"),
        ({**_LIVE, **_OWN, "THROUGHCARE_AUDIENCE": "a", "THROUGHCARE_JWKS": "http://issuer.example"}, "https"),
        ({"THROUGHCARE_ISSUER": "https://issuer.example"}, "THROUGHCARE_JWKS"),
        ({**_OWN, "THROUGHCARE_STAFF": "nowhere.csv"}, "staff directory"),
        ({"THROUGHCARE_ENVIRONMENT": "prodution"}, "neither"),
    ],
)
def test_what_the_api_does_not_start_with(
    environment: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SetUpProblem, match=words):
        trusted()
    assert not (tmp_path / "issuer.key").exists()


def test_how_people_must_have_signed_in_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert strength() == Strength()
    monkeypatch.setenv("THROUGHCARE_SIGN_IN_WITHIN", "15")
    monkeypatch.setenv("THROUGHCARE_SIGN_IN_BY", "mfa, otp")
    assert strength() == Strength(900, frozenset({"mfa", "otp"}))
    monkeypatch.setenv("THROUGHCARE_SIGN_IN_BY", " ,")
    with pytest.raises(SetUpProblem, match="THROUGHCARE_SIGN_IN_BY"):
        strength()
    monkeypatch.setenv("THROUGHCARE_SIGN_IN_WITHIN", "soon")
    with pytest.raises(SetUpProblem, match="THROUGHCARE_SIGN_IN_WITHIN"):
        strength()


def test_an_issuer_of_ones_own_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**_LIVE, **_OWN, "THROUGHCARE_AUDIENCE": "none"}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "staff.csv").write_text("user_name,staff_id,teams\nA_B,com-1,team-1\n")
    monkeypatch.setenv("THROUGHCARE_STAFF", str(tmp_path / "staff.csv"))
    found = trusted()
    assert (found.issuer, found.audience) == ("https://issuer.example", None)
    assert isinstance(found.keys, FetchedKeys)
    assert found.staff.find("a_b") is not None
    monkeypatch.setenv("THROUGHCARE_JWKS", str(tmp_path / "jwks.json"))
    assert isinstance(trusted().keys, FileKeys)


async def _started(tmp_path: Path, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", *arguments),
        env={**os.environ, "THROUGHCARE_DATA": str(tmp_path), "TEMPORAL_ADDRESS": "127.0.0.1:9", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def test_a_token_is_printed_for_who_is_there_and_never_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    assert answer(lambda: print_token("spo-1")) == 0
    assert capsys.readouterr().out.strip().count(".") == 2
    assert answer(lambda: print_token(None)) == 0
    assert set(PEOPLE) <= set(capsys.readouterr().out.split())
    assert answer(lambda: print_token("somebody-else")) == 2
    assert "somebody-else" not in capsys.readouterr().err
    monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "production")
    assert answer(lambda: print_token("spo-1")) == 1
    assert "not for production" in capsys.readouterr().err


@pytest.mark.slow
async def test_the_api_starts_alone_says_what_it_lacks_and_ends_in_order(tmp_path: Path, free_port: int) -> None:
    """Neither Temporal nor the records are there: it serves, and is not ready."""
    load_key(tmp_path / "master.key")
    process = await _started(tmp_path, "api", "--port", str(free_port))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{free_port}") as client:
        ready = await _once_up(client, process)
        assert (ready.status_code, ready.json()["temporal"]) == (503, "not reachable")
        with pytest.raises(SetUpProblem, match="is taken"):
            async with serving(FastAPI(), "127.0.0.1", free_port):
                pass
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 30) == TERMINATED


async def _once_up(client: httpx.AsyncClient, process: asyncio.subprocess.Process) -> httpx.Response:
    async with asyncio.timeout(90):
        while True:
            assert process.returncode is None, await process.communicate()
            try:
                return await client.get("/ready")
            except httpx.ConnectError:
                await asyncio.sleep(0.1)


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
