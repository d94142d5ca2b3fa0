"""Policy versions that somebody else adds, in Python files (docs/policy-versions.md)."""

import os
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from commands.settings import SetUpProblem
from policy.known_versions import BadVersion, add
from policy.version import PolicyVersion

FILES = "THROUGHCARE_POLICY_VERSIONS"
"""Names the files, several as a path list does. Every worker and every command needs the same ones."""


def add_policy_versions() -> None:
    """Make the versions of every file named there known, in the order of the files. Raises SetUpProblem."""
    for name in os.environ.get(FILES, "").split(os.pathsep):
        if name:
            _add(Path(name))


def _add(file: Path) -> None:
    try:
        found = _versions_in(file)
    except Exception as error:  # the file is somebody else's, and so is what can go wrong in it
        raise SetUpProblem(f"{FILES}: {file} cannot be read: {type(error).__name__}: {error}") from None
    try:
        add(*found)
    except BadVersion as bad:
        raise SetUpProblem(f"{FILES}: {file}: {bad}") from None


def _versions_in(file: Path) -> tuple[PolicyVersion, ...]:
    spec = spec_from_file_location(f"policy_versions_of_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ValueError("name a Python file, ending in .py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found = tuple(module.VERSIONS)
    if not all(isinstance(version, PolicyVersion) for version in found):
        raise TypeError("VERSIONS holds something that is not a PolicyVersion")
    return found
