"""What the code itself must not do, and answers that must not be given, whatever the route."""

import io
import json
import logging
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from fastapi import FastAPI

from telemetry.logs import configure
from web.edge import PageHeaders

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = [
    *PROJECT["tool"]["importlinter"]["root_packages"],
    *(f"{module}.py" for module in PROJECT["tool"]["setuptools"]["py-modules"]),
]

RULES = "S102,S301,S302,S306,S307,S311,S312,S323,S324,S501,S502,S503,S505,S506,S602,S604,S605,S608,S609,S701,S704"
"""What ruff has of bandit's rules: eval and exec, pickle, shells, SQL out of text, MD5 and SHA-1, guessable chance,
weak keys and TLS, templates without escaping."""

NEVER_GIVEN_INPUT = "*/migrations/*"
"""Migrations put constants of their own into SQL, and read nothing from outside."""

MADE_UP = "simulation/chance.py:S311"
"""What falls to a made-up case is to be guessable: the same seed gives the same."""


def _faults(paths: list[str]) -> list[str]:
    ruff = str(Path(sys.executable).with_name("ruff"))
    options = ["--isolated", "--ignore-noqa", "--no-cache", "--output-format=concise"]
    made_up = f"--per-file-ignores={MADE_UP}"
    command = [ruff, "check", *options, "--select", RULES, "--exclude", NEVER_GIVEN_INPUT, made_up, *paths]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode in {0, 1}, said.stderr
    return [line for line in said.stdout.splitlines() if ": S" in line]


def test_no_call_that_runs_text_or_weakens_a_check(tmp_path: Path) -> None:
    assert _faults(OURS) == []
    planted = ["import hashlib", 'eval("1")', 'hashlib.md5(b"")', 'q = f"SELECT * FROM t WHERE a = {x}"']
    (tmp_path / "planted.py").write_text("\n".join(planted))
    assert len(_faults([str(tmp_path)])) == 3


@pytest.fixture
def page() -> httpx.AsyncClient:
    """One route behind the headers of the pages."""
    app = FastAPI()

    @app.get("/")
    async def shown() -> str:
        return "page"

    app.add_middleware(PageHeaders)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def test_trace_is_not_answered_with_what_was_sent(page: httpx.AsyncClient) -> None:
    answer = await page.request("TRACE", "/", headers={"X-Planted": "planted"})
    assert answer.status_code == 405
    assert "planted" not in answer.text


async def test_no_answer_lets_another_origin_read_it(page: httpx.AsyncClient) -> None:
    for method in ("GET", "OPTIONS"):
        asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
        answer = await page.request(method, "/", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    files = [path for name in OURS if (ROOT / name).is_dir() for path in (ROOT / name).rglob("*.py")]
    users = [
        path.relative_to(ROOT).as_posix() for path in files if "CORSMiddleware" in path.read_text(encoding="utf-8")
    ]
    assert users == ["api/sealed.py"], "the UI of Temporal, where it is named, and nothing else (test_codec_server.py)"


@pytest.fixture(params=[True, False], ids=["json", "text"])
def logged(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged, in either form; afterwards everything is as it was."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    level, config = root.level, structlog.get_config()
    stream = io.StringIO()
    configure(stream, as_json=request.param)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**config)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_line_cannot_be_forged_in_the_log(logged: io.StringIO, end: str) -> None:
    forged = json.dumps({"event": "forged", "level": "info"})
    structlog.get_logger("throughcare.api").warning("unforeseen", error=f"of{end}{forged}")
    logging.getLogger("notices.sender").warning("could not send %s", f"of{end}{forged}")
    logging.getLogger("somebody.else").warning(f"of{end}{forged}")
    lines = logged.getvalue().splitlines()
    assert len(lines) == 3
    assert "forged" not in logged.getvalue()
