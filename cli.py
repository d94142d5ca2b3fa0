"""The `throughcare` command."""

import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from cli_ahead import ahead
from cli_audit import audit
from cli_deploy import migrate, ready
from cli_intake import ingest, quarantine, webhooks
from cli_intake import run as run_intake
from cli_keys import keys
from cli_measures import measures
from cli_notices import inbox, notices
from cli_policy import policy, proof
from cli_records import records
from cli_retention import retention, subject_access
from cli_service import service
from cli_victim import victim
from collecting import load_without_collecting
from models.decisions import DecisionKind
from models.roles import Role
from models.sentence import Stage

app = App(
    name="throughcare",
    help="Follow domestic abuse cases through their sentence: it knows what policy asks next, of whom, by when.",
    version_flags=[],
    result_action="return_value",
)

app.command(ahead, name="*")
app.command(inbox)
app.command(measures)
app.command(service, name="*")
app.command(notices)
app.command(quarantine)
app.command(webhooks)
app.command(ingest)
app.command(run_intake, name="intake")
app.command(policy)
app.command(proof)
app.command(records)
app.command(audit)
app.command(keys)
app.command(retention)
app.command(subject_access)
app.command(victim)
app.command(migrate)
app.command(ready)

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]
By = Annotated[str, Parameter(help="your staff id")]
AsRole = Annotated[Role, Parameter(name_transform=str.lower, help="your role on the case")]
At = Annotated[
    str | None, Parameter(help="when it happened: 2026-03-16 or 2026-03-16T10:30, London time; now if absent")
]
EventId = Annotated[str | None, Parameter(name="--id", help="your system's id of this event: telling it twice is safe")]
Rehearsals = Annotated[bool, Parameter(negative="", help="include rehearsed cases")]
Limit = Annotated[int, Parameter(help="how many at most; 500 are the most at a time")]
After = Annotated[str | None, Parameter(help="go on where the page before ended: the cursor it gave")]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


@app.command
def play(file: Path, *, json: Json = False) -> int:
    """Play a scenario file on a time-skipping server and print what happened.

    Parameters
    ----------
    file: a file of JSON lines; examples/README.md lists those that come with the project.
    """
    from commands.play import play_command

    return play_command(file, json)


@app.command
def dates(*, facts: Annotated[Path, Parameter(allow_leading_hyphen=True)], json: Json = True) -> int:
    """Work out handover, home visit, referral, notice and licence dates from facts in JSON (docs/dates.md).

    Parameters
    ----------
    facts: a JSON file: one object, an array, or one object a line; - for standard input.
    """
    from commands.dates import dates_command

    return dates_command(facts, json)


@app.command
def up(
    *,
    port: int = 7233,
    ui_port: int | None = 8233,
    api_port: int | None = 8080,
    victim_port: int | None = None,
    empty: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Run everything here: Temporal server, records, workers of both sides and the API, until Ctrl-C.

    The first time, it takes over 200 made-up cases in which nobody exists (docs/simulate.md).

    Parameters
    ----------
    port: where the Temporal server listens, on this machine only.
    ui_port: where the Temporal UI listens.
    api_port: where the HTTP API listens, on this machine only.
    victim_port: where the pages of victim liaison officers are served, on this machine only; nowhere, if absent.
    empty: take over no made-up cases.
    """
    from commands import running

    return _answer(lambda: running.up(port, ui_port, api_port, victim_port, empty))


@app.command
def worker(*, versioned: bool = False) -> int:
    """Run a worker on the Temporal server that TEMPORAL_ADDRESS and the profile file name.

    Parameters
    ----------
    versioned: take part in worker versioning as deployment "throughcare".
    """
    from commands import running

    return _answer(lambda: running.run_worker(versioned))


@app.command
def victim_worker() -> int:
    """Run the worker of the victim side, with the victim key; THROUGHCARE_VICTIMS and THROUGHCARE_VICTIM_KEY say where.

    See docs/victim-side.md.
    """
    from commands import running

    return _answer(running.run_victim_worker)


@app.command
def adopt(
    file: Path, *, facts: Path | None = None, dry_run: bool = False, at_once: int = 16, json: Json = False
) -> int:
    """Take over cases that are under way in another system, with their past (docs/adoption.md).

    Safe to stop and to run again: a case that came is not touched again.

    Parameters
    ----------
    file: a .csv file with a row a case, or a .jsonl file with a case a line.
    facts: with CSV, the file of what happened, was done and was decided.
    dry_run: say what each case would open; nothing is written.
    at_once: cases on their way at a time.
    """
    from commands.adopt import adopt_command

    return adopt_command(file, facts, dry_run, json, at_once)


@app.command
def recalculate() -> int:
    """Have every open case work out its dates afresh, as after a newly announced bank holiday."""
    from commands import running

    return _answer(running.recalculate)


@app.command
def start(
    case: str,
    opening: Literal["court_report_requested", "sentence_passed"],
    *fields: str,
    details: Annotated[
        list[str] | None, Parameter(help="of the case: --details team=team-1 --details crn=X123456")
    ] = None,
    at: At = None,
    id: EventId = None,
    json: Json = False,
) -> int:
    """Open a case at the court report, or straight from sentencing.

    For example: throughcare start case-1 sentence_passed kind=community_order length_days=540

    Parameters
    ----------
    case: an id for the case: lower case, digits and dashes; never a name or a CRN.
    opening: what the case begins with.
    fields: the opening event's own fields, as field=value (docs/scenarios.md).
    """
    from commands import cases

    async def work() -> None:
        event = cases.event_of(opening, list(fields), None, None, at, id)
        await cases.start(case, event, details or [], json)

    return _answer(work)


@app.command
def report(
    case: str, event: str, *fields: str, by: By, role: AsRole, at: At = None, id: EventId = None, json: Json = False
) -> int:
    """Report an event on a case, and see what it opened.

    For example: throughcare report case-1 new_relationship partner=partner-1 --by com-3 --role community_practitioner

    Parameters
    ----------
    case: the case's id.
    event: the type of event, such as new_relationship (docs/scenarios.md lists them).
    fields: the event's own fields, as field=value.
    """
    from commands import cases

    async def work() -> None:
        await cases.report(case, cases.event_of(event, list(fields), by, role, at, id), json)

    return _answer(work)


@app.command
def preview(case: str, event: str, *fields: str, at: At = None, json: Json = False) -> int:
    """Show what an event would open before reporting it. Nothing is recorded.

    Parameters
    ----------
    case: the case's id.
    event: the type of event.
    fields: the event's own fields, as field=value.
    """
    from commands import cases

    async def work() -> None:
        await cases.preview(case, cases.event_of(event, list(fields), None, None, at, None), json)

    return _answer(work)


@app.command
def complete(case: str, duty: str, *evidence: str, by: By, role: AsRole, at: At = None, json: Json = False) -> int:
    """Record a duty as done, with its evidence as field=value.

    Parameters
    ----------
    case: the case's id.
    duty: the duty's id on the case, such as d3.
    evidence: what the duty's form asks for; leave it out to be told what that is.
    """
    from commands import cases

    return _answer(lambda: cases.complete(case, duty, list(evidence), by, role, at, json))


@app.command
def waive(case: str, duty: str, *, reason: str, by: By, role: AsRole, json: Json = False) -> int:
    """Let a duty go, with a reason. Managers only.

    Parameters
    ----------
    case: the case's id.
    duty: the duty's id on the case.
    reason: why it is not to be done.
    """
    from commands import cases

    return _answer(lambda: cases.waive(case, duty, reason, by, role, json))


@app.command
def decide(
    case: str,
    kind: Annotated[DecisionKind, Parameter(name_transform=str.lower)],
    option: str,
    *fields: str,
    by: By,
    role: AsRole,
    json: Json = False,
) -> int:
    """Record a decision with its rationale.

    For example: throughcare decide case-1 disclosure request_disclosure subject=partner-1 rationale="…" …

    Parameters
    ----------
    case: the case's id.
    kind: what is decided on.
    option: what was decided.
    fields: subject, rationale, manager_discussed_with, privacy_outweighed, decided_with,
    harm_if_not_told, harm_if_told, unsure, as field=value.
    """
    from commands import cases

    return _answer(lambda: cases.decide(case, kind, option, list(fields), by, role, json))


@app.command
def ask(
    case: str,
    request: Literal["propose_curfew", "approve_hdc_address", "clear_number", "allow_child_contact", "close_case"],
    *fields: str,
    by: By,
    role: AsRole,
    json: Json = False,
) -> int:
    """Ask for something that policy may refuse; a refusal names the clause and what is missing.

    Parameters
    ----------
    case: the case's id.
    request: what is asked for.
    fields: the request's own fields, as field=value.
    """
    from commands import cases

    return _answer(lambda: cases.ask(case, request, list(fields), by, role, json))


@app.command
def show(case: str, *, json: Json = False) -> int:
    """Show a case as it stands: stage, risk, orders, open duties and why each is due when it is.

    Parameters
    ----------
    case: the case's id.
    """
    from commands import cases

    return _answer(lambda: cases.show(case, json))


@app.command
def duties(
    *,
    mine: str | None = None,
    team: str | None = None,
    case: str | None = None,
    kind: str | None = None,
    overdue: Annotated[bool, Parameter(negative="")] = False,
    due_within: int | None = None,
    rehearsals: Rehearsals = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """List open duties, the first due first.

    Parameters
    ----------
    mine: only those of this member of staff.
    team: only those of this team's cases.
    case: only those of this case.
    kind: only this kind of duty.
    overdue: only those past their due date.
    due_within: only those due within so many days.
    """
    from commands import lists
    from records.lists import PageWanted

    async def work() -> None:
        page = PageWanted(limit=limit, after=after)
        await lists.duties(mine, team, case, kind, overdue, due_within, rehearsals, page, json)

    return _answer(work)


@app.command
def cases(
    *,
    team: str | None = None,
    stage: Annotated[Stage | None, Parameter(name_transform=str.lower)] = None,
    mine: str | None = None,
    rehearsals: Rehearsals = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """List cases that are not closed, the next due first; closed ones with --stage closed.

    Parameters
    ----------
    team: only this team's.
    stage: only those in this stage.
    mine: only those this member of staff holds.
    """
    from commands import lists
    from records.lists import PageWanted

    async def work() -> None:
        await lists.cases(team, stage, mine, rehearsals, PageWanted(limit=limit, after=after), json)

    return _answer(work)


@app.command
def escalations(
    *,
    team: str | None = None,
    case: str | None = None,
    rehearsals: Rehearsals = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """List what was escalated, the newest first.

    Parameters
    ----------
    team: only this team's cases.
    case: only this case.
    """
    from commands import lists
    from records.lists import PageWanted

    async def work() -> None:
        await lists.escalations(team, case, rehearsals, PageWanted(limit=limit, after=after), json)

    return _answer(work)


@app.command
def statecharts(*, write: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Check that the statecharts in docs/ are those the code has; with --write, draw them again.

    Parameters
    ----------
    write: write the files instead of checking them.
    """
    from commands.statecharts import statecharts_command

    return statecharts_command(write)


def main() -> None:
    """Run the command and leave with its exit code."""
    load_without_collecting()
    if os.environ.get("THROUGHCARE_POLICY_VERSIONS"):
        from commands.policy_files import add_policy_versions
        from commands.settings import SetUpProblem

        try:
            add_policy_versions()
        except SetUpProblem as problem:
            sys.exit(f"throughcare: {problem}")
    sys.exit(app())


if __name__ == "__main__":
    main()
