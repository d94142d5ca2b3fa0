"""The project's policy versions, one module each, in the order they came into force."""

from policy.version import PolicyVersion
from policy.versions import v2022_09_26, v2023_07

VERSIONS: tuple[PolicyVersion, ...] = (v2022_09_26.VERSION, v2023_07.VERSION)
