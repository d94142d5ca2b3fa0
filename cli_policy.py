"""``throughcare policy`` and ``throughcare proof``: the rules, their versions, and whether open cases obey them."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


policy = App(name="policy", help="The framework's catalogue, its versions, and what each changes for open cases.")


@policy.command(name="show")
def policy_show(id: str, *, json: Json = False) -> int:
    """Show one row of the catalogue: what it asks of whom, its timing, where it is built, which tests cite it.

    Parameters
    ----------
    id: the row's id, such as PF-10.8a, EV-08 or GU-01.
    """
    from commands import policy_catalogue

    return _answer(lambda: policy_catalogue.show(id, json))


@policy.command(name="list")
def policy_list(
    *,
    phase: str | None = None,
    role: str | None = None,
    kind: str | None = None,
    table: Literal["PF", "EV", "GU", "DE", "TI", "ST", "IN"] | None = None,
    json: Json = False,
) -> int:
    """List rows of the catalogue.

    Parameters
    ----------
    phase: only those whose phase has these words, such as custody, or an id such as PH-04.
    role: only those whose role has these words, such as POM or keyworker.
    kind: only those that became this here: duty, evidence, decision, guard, event, recurring, standing, out_of_scope.
    table: only obligations PF, events EV, guards GU, decisions DE, timings TI, storage ST or interventions IN.
    """
    from commands import policy_catalogue

    return _answer(lambda: policy_catalogue.list_rows(phase, role, kind, table, json))


@policy.command(name="coverage")
def policy_coverage(*, json: Json = False) -> int:
    """Say how many rows of the catalogue are built and tested, and name each that is not."""
    from commands import policy_catalogue

    return policy_catalogue.coverage(json)


rollout = App(name="rollout", help="The policy version being applied to open cases, or the last that was.")
policy.command(rollout)


@policy.command
def diff(
    old: str,
    new: str,
    *,
    cases: Annotated[bool, Parameter(negative="", help="also what it would do to each open case")] = False,
    json: Json = False,
) -> int:
    """Show what changes from one policy version to another. Nothing is applied.

    Parameters
    ----------
    old: the version to start from, such as 2022-09-26.
    new: the version to go to, such as 2023-07.
    """
    from commands import policy_versions

    return _answer(lambda: policy_versions.diff(old, new, cases, json))


@policy.command
def apply(version: str, *, by: str | None = None, at_a_time: int = 10, json: Json = False) -> int:
    """Take every open case over to a policy version, a few at a time. Safe to do again.

    Parameters
    ----------
    version: the version to apply.
    by: your staff id.
    at_a_time: how many cases are told at once.
    """
    from commands import policy_versions

    return _answer(lambda: policy_versions.apply(version, by, at_a_time, json))


def _rollout(what: str, json: bool) -> int:
    from commands import policy_versions

    return _answer(lambda: policy_versions.rollout(what, json))


@rollout.command(name="show")
def rollout_show(*, json: Json = False) -> int:
    """Show how far it has come, and which cases could not go over."""
    return _rollout("show", json)


@rollout.command(name="pause")
def rollout_pause(*, json: Json = False) -> int:
    """Tell no further case until it is resumed."""
    return _rollout("pause", json)


@rollout.command(name="resume")
def rollout_resume(*, json: Json = False) -> int:
    """Go on where it was paused."""
    return _rollout("resume", json)


@rollout.command(name="stop")
def rollout_stop(*, json: Json = False) -> int:
    """End it here: cases that went over stay on the version, the others stay as they are."""
    return _rollout("stop", json)


proof = App(name="proof", help="The daily proof: does every open case have the work and the timer policy says?")


@proof.command(name="run")
def proof_run(*, json: Json = False) -> int:
    """Look at every open case now, and name each that is not exactly as policy says it should be."""
    from commands import proof

    return _answer(lambda: proof.run(json))


@proof.command(name="show")
def proof_show(*, json: Json = False) -> int:
    """Show the last proof: it runs by itself at five every morning (project default)."""
    from commands import proof

    return _answer(lambda: proof.show(json))
