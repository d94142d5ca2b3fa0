"""The running service against its description: schemathesis over HTTP, with a real server, worker and records."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from api.app import description
from models.roles import Role
from tests.api.conftest import Caller
from tests.api.issuer import Issuer
from tests.api.told import opened

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "2")
"""How many requests of each kind; `make schemathesis` sends more."""

ROLES = os.environ.get("SCHEMATHESIS_ROLES", "spo").split(",")
"""Who asks."""

PHASES = os.environ.get("SCHEMATHESIS_PHASES", "fuzzing")
_CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role(one) for one in ROLES])
async def test_the_service_does_what_its_description_says(
    as_: Caller, url: str, issuer: Issuer, tmp_path: Path, role: Role
) -> None:
    """No server error, no undocumented answer, no body that is not as described, nothing malformed taken."""
    case_id = await opened(as_)
    parameters = {"path.case_id": case_id, "path.duty": "d1"}
    (tmp_path / "openapi.json").write_text(json.dumps(description()))
    config = _CONFIG.read_text() + "\n[parameters]\n" + "".join(f'"{k}" = "{v}"\n' for k, v in parameters.items())
    (tmp_path / "schemathesis.toml").write_text(config)
    token = issuer.token(None if role is Role.CASE_SYSTEM else "spo-1", role)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(tmp_path / "schemathesis.toml")),
        *("run", str(tmp_path / "openapi.json"), "--url", url, "--header", f"Authorization: Bearer {token}"),
        *("--max-examples", EXAMPLES, "--phases", PHASES, "--continue-on-failure", "--seed", "1"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()[-20000:]
