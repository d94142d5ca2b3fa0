"""Under which licence each installed package comes, as its metadata says, and whether `pyproject.toml` allows it."""

import re
import tomllib
from importlib.metadata import Distribution, distributions

from packaging.utils import canonicalize_name

from tests.supply.locked import ROOT

_WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "GPL-3.0": "GPL-3.0-only",
    "MIT license": "MIT",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: BSD License": "BSD-3-Clause",
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages without a licence expression say, as an SPDX expression."""


def allowed() -> tuple[set[str], set[str], dict[str, str]]:
    """From `pyproject.toml`: the licences allowed to run, those allowed for work on it as well, those we state."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["throughcare"]["licences"]
    return set(tool["running"]), set(tool["for-work-only"]), dict(tool["stated"])


def licence(package: Distribution) -> str | None:
    """The licence of a package as an SPDX expression, from its metadata; None when that does not say."""
    told = package.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    words = told["License"].strip() if "License" in told else ""
    classes = [
        line.removeprefix("License :: ") for line in told.get_all("Classifier", []) if line.startswith("License")
    ]
    if words and "\n" not in words and len(words) < 40:
        return _WORDS.get(words, words)
    return next((_WORDS[line] for line in classes if line in _WORDS), None)


def fits(expression: str, licences: set[str]) -> bool:
    """Whether one may be under an expression with these licences: any side of an OR, every side of an AND."""
    sides = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
    return any(all(part in licences for part in re.split(r"\s+AND\s+", side)) for side in sides)


def refused(running: set[str], packages: list[Distribution] | None = None) -> list[str]:
    """Each installed package (or each of ``packages``) under no licence that is allowed, with what it says."""
    to_run, for_work, stated = allowed()
    found = list[str]()
    for package in packages if packages is not None else list(distributions()):
        name = canonicalize_name(package.metadata["Name"])
        expression = stated.get(name) or licence(package)
        if name in {"throughcare", "pip"}:
            continue
        if expression is None or not fits(expression, to_run if name in running else to_run | for_work):
            found.append(f"{name}: {expression or 'says no licence'}")
    return sorted(found)
