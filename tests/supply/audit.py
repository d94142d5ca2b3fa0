"""Ask whether a package of the lock is known to be vulnerable: ``make audit-dependencies``.

pip-audit asks. Which service knows is found out first, with an old package whose flaws are known everywhere: one that
does not name those knows nothing, however kindly it answers, and then nothing is claimed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.supply.locked import LOCK

AUDITOR = "pip-audit==2.10.1"
KNOWN_TO_BE_VULNERABLE = "jinja2==2.4.1"
SERVICES = ("pypi", "osv")
SECONDS = 300

Ask = Callable[[str, Path, bool], dict[str, Any] | None]
"""Asks a service about a file of requirements, hashed or not; None when there is no answer."""


def ask(service: str, requirements: Path, hashed: bool) -> dict[str, Any] | None:
    """What pip-audit says, run in an environment of its own; None when it or the service cannot be reached."""
    uv = str(Path(sys.executable).with_name("uv"))
    options = [
        "--disable-pip",
        "--no-deps",
        "--progress-spinner=off",
        "--format=json",
        "--vulnerability-service",
        service,
    ]
    command = [
        uv,
        "tool",
        "run",
        "--quiet",
        AUDITOR,
        *options,
        *(["--require-hashes"] * hashed),
        "-r",
        str(requirements),
    ]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        report: dict[str, Any] = json.loads(run.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError, OSError):
        return None
    return report


def vulnerable(report: dict[str, Any]) -> list[str]:
    """Each flaw in a report: package, version, the flaw's id and the versions that mend it."""
    return [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {' or '.join(flaw['fix_versions']) or 'none'}"
        for package in report["dependencies"]
        for flaw in package.get("vulns", [])
    ]


def unknown(report: dict[str, Any]) -> list[str]:
    """The packages a service could say nothing of."""
    return [package["name"] for package in report["dependencies"] if "skip_reason" in package]


def audited(ask: Ask = ask, lock: Path = LOCK) -> tuple[int, list[str]]:
    """The exit code and what to say: 1 for a known vulnerability, 0 where there is none or nobody here knows."""
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old.txt"
        old.write_text(KNOWN_TO_BE_VULNERABLE + "\n", encoding="utf-8")
        for service in SERVICES:
            known = ask(service, old, False)
            if known is None or not vulnerable(known):
                continue
            report = ask(service, lock, True)
            if report is not None:
                return _said(service, report)
    return 0, [
        f"NOT AUDITED: no service that knows vulnerabilities answers here (tried {' and '.join(SERVICES)}).",
        "Nothing is known of the packages in the lock. Run make audit-dependencies where one can be reached.",
    ]


def _said(service: str, report: dict[str, Any]) -> tuple[int, list[str]]:
    flaws, unsaid = vulnerable(report), unknown(report)
    checked = len(report["dependencies"]) - len(unsaid)
    said = [f"{checked} packages audited with {service}: {len(flaws)} known vulnerabilities", *flaws]
    if unsaid:
        said.append(f"NOT AUDITED, as {service} knows nothing of them: {', '.join(unsaid)}")
    return int(bool(flaws)), said


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    code, lines = audited()
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(code)
