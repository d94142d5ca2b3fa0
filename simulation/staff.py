"""Who holds the cases: made-up teams, the demo people of the built-in issuer among them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Team:
    """A probation team, by staff ids."""

    spo: str
    head_of_pdu: str
    practitioners: tuple[str, ...]


TEAMS: Mapping[str, Team] = {
    "team-1": Team("spo-1", "pdu-1", ("com-1", "com-3", "com-4", "com-5")),
    "team-2": Team("spo-2", "pdu-1", ("com-2", "com-6", "com-7")),
    "team-3": Team("spo-3", "pdu-2", ("com-8", "com-9", "com-10")),
    "team-4": Team("spo-4", "pdu-2", ("com-11", "com-12", "com-13")),
}
TEAM_WEIGHTS: Mapping[str, float] = {name: len(team.practitioners) for name, team in TEAMS.items()}

GONE_BEFORE = ("com-21", "com-22", "com-23")
"""Practitioners who have left since."""

PRISONS: Mapping[str, str] = {"prison-1": "pom-1", "prison-2": "pom-2", "prison-3": "pom-3"}
"""The prisons, and who there manages the cases."""
PRISON_WEIGHTS: Mapping[str, float] = {"prison-1": 2, "prison-2": 1, "prison-3": 1}

REPORT_WRITER = "psr-1"
