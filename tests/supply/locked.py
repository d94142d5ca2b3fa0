"""What `requirements.lock` holds: each package, who wants it, and whether it goes along to where the system runs."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
_PACKAGE = re.compile(r"^([a-z0-9.-]+)(?:\[[^]]*\])?==(\S+)(?: ; (.+?))? \\$")
_WANTED_BY = re.compile(r"^    #(?: via)? +(\S.*)$")
_HASH = re.compile(r"^    --hash=(\S+?)(?: \\)?$")


@dataclass(frozen=True)
class Locked:
    """One package of the lock: ``wanted_by`` names packages, ``project`` or ``project:dev`` (for work on it alone)."""

    name: str
    version: str
    where: str | None
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]


def locked(text: str | None = None) -> list[Locked]:
    """The packages of a lock (of ours without ``text``), in its order. Raises ValueError for a line of another kind."""
    found = list[Locked]()
    for number, line in enumerate((text or LOCK.read_text(encoding="utf-8")).splitlines(), 1):
        if package := _PACKAGE.match(line):
            found.append(Locked(package[1], package[2], package[3], (), ()))
            continue
        if not found or not (_HASH.match(line) or _WANTED_BY.match(line) or line == "    # via"):
            raise ValueError(f"requirements.lock line {number} is neither a package, a hash nor who wants it")
        found[-1] = _with(found[-1], line)
    return found


def _with(package: Locked, line: str) -> Locked:
    if digest := _HASH.match(line):
        return Locked(package.name, package.version, package.where, (*package.hashes, digest[1]), package.wanted_by)
    wanting = _WANTED_BY.match(line)
    if wanting is None or wanting[1] == "via":
        return package
    name = re.sub(r"^throughcare \(pyproject\.toml(:dev)?\)$", r"project\1", wanting[1])
    return Locked(package.name, package.version, package.where, package.hashes, (*package.wanted_by, name))


def shipped(packages: list[Locked]) -> set[str]:
    """The names of the packages that the system needs to run; the others are for work on it."""
    found, before = {"project"}, set[str]()
    while found != before:
        before = set(found)
        found |= {package.name for package in packages if found & set(package.wanted_by)}
    return found - {"project"}
