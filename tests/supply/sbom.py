"""Write `docs/sbom.json`, what the system is made of, from the lock and the manifest of the styles: ``make sbom``.

CycloneDX 1.6. The same lock gives the same file: it has no date, no serial number and no place it was made or fetched.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

from tests.supply.locked import ROOT, Locked, locked, shipped

SBOM = ROOT / "docs" / "sbom.json"
_MANIFEST = ROOT / "web" / "static" / "vendor" / "manifest.json"


def bill() -> dict[str, Any]:
    """The bill of materials: each package, whether it runs or is for work on the system only, and what wants what."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = locked()
    styles: dict[str, dict[str, Any]] = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    running = shipped(packages)
    itself = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": itself,
            }
        },
        "components": [
            *(_component(package, package.name in running) for package in packages),
            *(_style(name, package["version"]) for name, package in styles.items()),
        ],
        "dependencies": _dependencies(itself, packages, [_npm(name, p["version"]) for name, p in styles.items()]),
    }


def _reference(package: Locked) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def _component(package: Locked, running: bool) -> dict[str, Any]:
    reference = _reference(package)
    described = {"type": "library", "bom-ref": reference, "name": package.name, "version": package.version}
    where = {"properties": [{"name": "throughcare:where", "value": package.where}]} if package.where else {}
    return {**described, "scope": "required" if running else "excluded", "purl": reference, **where}


def _npm(name: str, version: str) -> str:
    return f"pkg:npm/{name.replace('@', '%40')}@{version}"


def _style(name: str, version: str) -> dict[str, Any]:
    reference = _npm(name, version)
    described = {"type": "library", "bom-ref": reference, "name": name, "version": version}
    return {**described, "scope": "required", "purl": reference}


def _dependencies(itself: str, packages: list[Locked], styles: list[str]) -> list[dict[str, Any]]:
    """What each wants directly. What only work on the system needs is listed as wanted by the project too."""
    wants: dict[str, list[str]] = {itself: list(styles)}
    by_name = dict[str, list[str]]()
    for package in packages:
        wants[_reference(package)] = []
        by_name.setdefault(package.name, []).append(_reference(package))
    by_name |= {"project": [itself], "project:dev": [itself]}
    for package in packages:
        for name in package.wanted_by:
            for wanting in by_name[name]:
                wants[wanting].append(_reference(package))
    return [{"ref": ref, "dependsOn": sorted(set(wanted))} for ref, wanted in sorted(wants.items())]


def text() -> str:
    """The file's text."""
    return json.dumps(bill(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(SBOM).write_text(text(), encoding="utf-8")
