"""The rollout of a policy version as an operator reads it."""

from dataclasses import dataclass

from api.routes.operations import PolicyInUse
from api.routes.rollout import Change, RolloutPreview
from models.rollout import RolloutState

_STATES = {
    RolloutState.RUNNING: ("Running", "blue"),
    RolloutState.PAUSED: ("Paused", "yellow"),
    RolloutState.STOPPED: ("Stopped", "grey"),
    RolloutState.DONE: ("Done", "green"),
}


@dataclass(frozen=True)
class RolloutShown:
    """How far it has come: ``on_it`` of ``open_cases`` follow the version, as the records have it."""

    version: str
    state: str
    colour: str
    on_it: int
    open_cases: int
    lines: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    ended: bool
    paused: bool


def in_sections(found: RolloutPreview) -> list[tuple[str, list[Change] | None]]:
    """What changes for the cases of each version they come from."""
    return [
        (f"For {one.open_cases:,} open {'case' if one.open_cases == 1 else 'cases'} on {one.version}", one.changes)
        for one in found.going_over
    ]


def rollout_shown(found: PolicyInUse) -> RolloutShown | None:
    """The rollout that runs or ran last; none where there was none, or nobody could say."""
    if found.rollout is None:
        return None
    one, n = found.rollout, found.rollout.counts
    state, colour = _STATES[one.state]
    lines = (
        ("Cases", f"{n.changed} went over, {n.passed_over} were on it already, {n.gone} finished meanwhile"),
        ("Work", f"{n.opened} opened, {n.moved} moved to another day, {n.closed} closed"),
        ("Times through the list of open cases", str(one.sweep)),
    )
    return RolloutShown(
        one.version, state, colour,
        sum(v.open_cases for v in found.versions if v.version == one.version),
        sum(v.open_cases for v in found.versions),
        lines, tuple(sorted(one.failed.items())), one.state in {RolloutState.DONE, RolloutState.STOPPED},
        one.state is RolloutState.PAUSED,
    )  # fmt: skip
