"""The rules of the house that no other tool checks."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MODULES = set(PROJECT["tool"]["setuptools"]["py-modules"])
PACKAGES = set(PROJECT["tool"]["importlinter"]["root_packages"])
HOUSE = MODULES | PACKAGES

# import-linter reads packages only; what a single module may import of the house stands here.
MAY_IMPORT = {
    "collecting": set[str](),
    "exits": set[str](),
    "servers": set[str](),
    "attributes": {"workflows"},
    "client": {"models", "policy", "sealing", "workflows"},
    "rollout_client": {"client", "models", "workflows"},
    "schedules": {"models", "workflows"},
    "worker": HOUSE - {"cli", "commands", "victims", "victim_client", "victim_worker"},
    "victim_client": {"activities", "client", "models", "sealing", "victims", "workflows"},
    "victim_worker": {"activities", "models", "policy", "sealing", "victims", "worker", "workflows"},
    "cli": HOUSE,
    "cli_ahead": {"commands", "models", "records"},
    "cli_audit": {"commands"},
    "cli_deploy": {"commands"},
    "cli_intake": {"commands"},
    "cli_keys": {"commands"},
    "cli_measures": {"commands"},
    "cli_notices": {"commands"},
    "cli_policy": {"commands", "models"},
    "cli_records": {"commands"},
    "cli_retention": {"commands"},
    "cli_service": {"commands"},
    "cli_victim": {"commands", "models"},
}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_single_module_imports_only_what_it_may(module: str) -> None:
    imported = set[str]()
    for node in ast.walk(ast.parse((ROOT / f"{module}.py").read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert imported & HOUSE <= MAY_IMPORT[module]


def test_every_module_and_package_is_installed_and_under_contract() -> None:
    assert {path.stem for path in ROOT.glob("*.py")} == MODULES
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "tests"}
    assert packages == PACKAGES
    assert {pattern.rstrip("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]} == PACKAGES


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    names = (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian", "org"))
    hosts = [".".join(parts) for parts in names]
    traces = re.compile("|".join([*map(re.escape, hosts), r"(?<![\w.*-])/(?:root|work|tmp/\w+)/"]))
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found = [
        f"{name}: {match.group()}"
        for name in sorted(listed.stdout.decode().split("\0")[:-1])
        if (path := ROOT / name).is_file()
        for match in traces.finditer(path.read_text(errors="replace"))
    ]
    assert found == []


def test_each_migration_has_a_number_of_its_own_and_follows_the_one_before() -> None:
    for folder in (ROOT / "records", ROOT / "victims"):
        files = sorted((folder / "migrations" / "versions").glob("[0-9]*.py"))
        numbers = [path.name[:4] for path in files]
        assert numbers == [f"{n:04}" for n in range(1, len(files) + 1)]
        for before, number, path in zip(["", *numbers], numbers, files, strict=False):
            said = re.findall(r'^(?:down_)?revision(?:: [^=]+)? = "?(\w+)"?$', path.read_text(), re.MULTILINE)
            assert said == [number, before or "None"], path.name
