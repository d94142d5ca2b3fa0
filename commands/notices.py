"""Notices for people and operators: an inbox, the sender, what fails, and whether the file of notices is good."""

import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from temporalio.common import WorkflowIDConflictPolicy

from commands.answer import print_json
from commands.fields import BadArgument
from commands.receipts import counted, table
from commands.settings import SetUpProblem, connect, records
from commands.words import moment_in_words
from models.duties import PROJECT_DEFAULT
from models.notices import DigestsGiven, InboxItem, Place
from models.queues import TASK_QUEUE
from notices import deliveries, inbox
from notices.again import post_again
from notices.sender import Sender
from notices.settings import NoticeSettings
from notices.settings_file import NoticesProblem, SettingsFile, load
from schedules import DAILY_DIGEST
from workflows.digest import DigestWorkflow

CONSOLE = Console(highlight=False)
NOTICES = "THROUGHCARE_NOTICES"


def settings_file() -> SettingsFile:
    """The file that ``THROUGHCARE_NOTICES`` names; without it, inboxes only. Raises SetUpProblem."""
    named = os.environ.get(NOTICES)
    try:
        return SettingsFile(Path(named) if named else None)
    except NoticesProblem as problem:
        raise SetUpProblem(f"{NOTICES}: {problem}") from None


async def show(person: str, unread: bool, case_id: str | None, after: str | None, limit: int, as_json: bool) -> None:
    """A page of somebody's inbox."""
    engine = records()
    page = await inbox.inbox(
        engine, person, unread=True if unread else None, case_id=case_id, after=_place(after), limit=limit
    )
    await engine.dispose()
    if as_json:
        print_json(page)
        return
    if not page.items:
        CONSOLE.print("No notices match.")
        return
    rows = [[_when(i), i.case_id, i.notice_id, i.rank, _about(i)] for i in page.items]
    title = f"{counted(page.unread, 'unread notice', 'unread notices')} in all"
    CONSOLE.print(table(title, ["when", "case", "notice", "sent", "about"], rows))
    if page.following:
        CONSOLE.print(f"more: --after {_said(page.following)}")


async def read(person: str, case_id: str | None, notice_id: str | None, everything: bool) -> None:
    """Mark notices as read. Raises BadArgument."""
    if not (case_id or everything) or (notice_id and not case_id):
        raise BadArgument("say which: --case and --notice, --case alone, or --all")
    engine = records()
    count = await inbox.mark_read(engine, person, datetime.now(UTC), case_id=case_id, notice_id=notice_id)
    await engine.dispose()
    CONSOLE.print(f"{counted(count, 'notice', 'notices')} marked as read")


async def send(once: bool) -> None:
    """Send what is due, until stopped or for once."""
    settings = settings_file()
    if not settings.now.sends:
        raise SetUpProblem(f"nothing is sent without [notify] or [smtp]: see docs/notices.md, and set {NOTICES}")
    engine = records()
    sender = Sender(engine, settings)
    try:
        if once:
            CONSOLE.print(f"{counted(await sender.send_all_due(), 'message', 'messages')} dealt with")
            return
        CONSOLE.print("sending notices; Ctrl-C ends it")
        await sender.run()
    finally:
        await engine.dispose()


async def failing(as_json: bool) -> None:
    """What could not be sent. No address is shown: the file of notices has it, under the person's id."""
    engine = records()
    found = await deliveries.failing(engine)
    await engine.dispose()
    if as_json:
        shown = {
            "id",
            "person",
            "channel",
            "case_id",
            "notice_id",
            "digest_on",
            "state",
            "attempts",
            "made_at",
            "fault",
        }
        print_json([row.model_dump(mode="json", include=shown | {"grave", "due_at"}) for row in found])
        return
    if not found:
        CONSOLE.print("Nothing fails.")
        return
    rows = [
        [
            d.id,
            d.person or "nobody",
            d.channel.replace("_", " "),
            "grave" if d.grave else "",
            d.state,
            str(d.attempts),
            d.fault or "",
        ]
        for d in found
    ]
    columns = ["delivery", "to", "by", "", "state", "tried", "why"]
    CONSOLE.print(table(counted(len(found), "delivery", "deliveries") + " in trouble", columns, rows))


async def retry(delivery: str | None) -> None:
    """Try again what failed: one delivery, or all, those that now have a person or an address among them."""
    settings = settings_file()
    engine = records()
    count = await deliveries.try_again(engine, datetime.now(UTC), delivery)
    posted = await post_again(engine, settings.now)
    await engine.dispose()
    if delivery and not count + posted:
        raise BadArgument("no delivery in trouble has this id: `throughcare notices failing` lists them")
    CONSOLE.print(f"{counted(count + posted, 'delivery', 'deliveries')} to be tried again")


async def digest() -> None:
    """Make today's digests now, if they may be made now and were not yet."""
    temporal = await connect()
    made = await temporal.execute_workflow(
        DigestWorkflow.run,
        DigestsGiven(),
        id=f"{DAILY_DIGEST}-by-hand",
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    if made.day is None:
        CONSOLE.print("no digests now: it is a day off, before the time for them, or quiet; or nothing is sent at all")
        return
    CONSOLE.print(f"{counted(made.made, 'digest', 'digests')} made")


async def check(file: Path, as_json: bool) -> None:
    """Check a file of notices, and say what it comes to."""
    try:
        settings = load(file)
    except NoticesProblem as problem:
        raise BadArgument(str(problem)) from None
    if as_json:
        print_json(settings)
        return
    for line in _in_words(settings):
        CONSOLE.print(line)


def _in_words(settings: NoticeSettings) -> list[str]:
    quiet = settings.quiet_hours
    days = ", weekends and bank holidays all day" if quiet.days_off else ""
    grave = "; grave notices wait too" if quiet.grave_too else "; grave notices are sent at any hour"
    ways = [name for name, there in (("GOV.UK Notify", settings.notify), ("a mail server", settings.smtp)) if there]
    desks = [f"{d.role.value} of {d.team or 'every team'}" for d in settings.desks]
    return [
        f"sent by: {' and '.join(ways) or 'nothing; there are inboxes only'}",
        f"digest: {settings.digest_at:%H:%M} on working days{_ours(settings, 'digest_at')}",
        f"quiet hours: {quiet.start:%H:%M} to {quiet.end:%H:%M}{days}{grave}{_ours(settings, 'quiet_hours')}",
        f"people reached: {sum(bool(p.addresses()) for p in settings.people.values())} of {len(settings.people)}",
        f"absences: {len(settings.absences)}; desks: {', '.join(desks) or 'none'}",
    ]


def _ours(settings: NoticeSettings, name: str) -> str:
    return "" if name in settings.model_fields_set else f" ({PROJECT_DEFAULT})"


def _when(item: InboxItem) -> str:
    return moment_in_words(item.at) + ("" if item.read_at else " *")


def _about(item: InboxItem) -> str:
    return f"{item.about} (you cover for a colleague)" if item.covering else item.about


def _said(place: Place) -> str:
    return f"{place.at.isoformat()}/{place.case_id}/{place.notice_id}"


def _place(said: str | None) -> Place | None:
    if said is None:
        return None
    try:
        at, case_id, notice_id = said.split("/")
        return Place.model_validate({"at": at, "case_id": case_id, "notice_id": notice_id})
    except (ValueError, ValidationError):
        raise BadArgument("--after: write it as the end of the page before printed it") from None
