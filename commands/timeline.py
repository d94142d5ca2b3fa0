"""A played case as it unfolds: what was told, which duties it opened, and what the clock did."""

from datetime import date, datetime
from typing import Any

from client import CaseRefused
from commands.page import Page
from commands.played import Ledger
from commands.player import Happened
from commands.scenario_input import Step
from commands.words import (
    by_whom,
    days_late,
    event_in_words,
    moment_in_words,
    notice_about,
    notice_name,
    plain,
    titled,
    work_in_words,
)
from models.duties import Clock, Closure, DutyState
from models.events import Source
from models.outcome import DutyLine, NoticeClass, Receipt
from models.roles import ROLE_WORDS, Role
from models.tables import DutyRow, EventRow, NoticeRow
from policy.calendar import CURRENT
from policy.clauses.clause import Sensitivity
from policy.explain import clock_in_words, day_in_words

_ENTRY, _ITEM, _DETAIL = 4, 6, 8
_SOURCES = {
    Source.SELF_REPORT: ", in the person's own words",
    Source.POLICE: ", from the police",
    Source.CHILDRENS_SERVICES: ", from children's services",
    Source.CUSTODY: ", from custody",
    Source.COURT: ", from the court",
    Source.DASO: ", from the domestic abuse safety officer",
    Source.VLO: ", from the victim liaison officer",
}
_SOON = 3600
"""Seconds within which a thing was reported as it happened."""

_SENSITIVE = " · sensitive: not for the person to see"
"""How an entry is marked that must not be disclosed to the person on the case (PF-13.2b, PF-15.15c)."""

_HOW = {
    NoticeClass.DIGEST: "in the daily digest to",
    NoticeClass.IMMEDIATE: "told at once:",
    NoticeClass.ESCALATION: "ESCALATED to",
}
_STYLE = {NoticeClass.DIGEST: "dim", NoticeClass.IMMEDIATE: "yellow", NoticeClass.ESCALATION: "red"}


class Timeline:
    """Prints entry after entry as the scenario is played."""

    def __init__(self, page: Page, ledger: Ledger) -> None:
        self._page = page
        self._ledger = ledger

    def happened(self, happened: Happened, step: Step | None = None) -> None:
        """One entry of the records."""
        row = happened.row
        if row.kind == "clock":
            self._heading(row.recorded_at, _what_the_clock_brought(happened))
        else:
            marked = _SENSITIVE if row.sensitivity != Sensitivity.ORDINARY else ""
            self._heading(row.recorded_at, self._headline(happened) + marked, step)
            self._remark(step)
        self._duties(happened)
        self._said(happened)

    def again(self, at: datetime, step: Step, receipt: Receipt) -> None:
        """Something told that left no entry of its own: a repeat, or a fact kept until it can be worked through."""
        words = "told again under the same id: nothing new" if receipt.duplicate else "; ".join(receipt.notes)
        self._heading(at, f"{what(step)}: {words}", step)
        self._remark(step)

    def refused(self, at: datetime, step: Step, refused: CaseRefused, expected: bool) -> None:
        """Something that was not allowed, each reason with its clause."""
        self._heading(at, f"{what(step)}: REFUSED{', as the file expects' if expected else ''}", step, "bold red")
        self._remark(step)
        for reason in refused.reasons:
            clause = f" [{reason['clause']}]" if reason.get("clause") else ""
            where = f"{reason['field']}: " if reason.get("field") else ""
            self._page.say(f"{where}{reason['words']}{clause}", _ENTRY)

    def problem(self, at: datetime, step: Step, words: str) -> None:
        """A line that could not be played, or that did not end as the file expects."""
        self._heading(at, f"PROBLEM in line {step.number}: {what(step)}: {words}", style="bold red")

    def remark(self, words: str) -> None:
        """A note of the file's own, standing by itself."""
        self._page.say("")
        self._page.say(f"-- {words}", style="italic", hang=3)

    # Parts of an entry -----------------------------------------------------------------------------------------

    def _heading(self, at: datetime, words: str, step: Step | None = None, style: str = "bold") -> None:
        line = f" [line {step.number}]" if step else ""
        self._page.say("")
        self._page.say(f"{moment_in_words(at)} · {words}{line}", style=style, hang=4)

    def _remark(self, step: Step | None) -> None:
        if step is not None and step.line.note:
            self._page.say(f"-- {step.line.note}", _ENTRY, style="italic", hang=3)

    def _headline(self, happened: Happened) -> str:
        row, body = happened.row, happened.row.body
        match row.kind:
            case "opened":
                return f"case opened with {_told(body['start']['opening'], row)}"
            case "reported":
                return _told(body["event"], row)
            case "decided":
                made = body["decision"]
                about = f", about {made['subject']}" if made.get("subject") else ""
                words = f"decided: {plain(made['kind'])}: {plain(made['option'])}{about}"
                return f"{words} (by {by_whom(made, 'decided_by')})"
            case "asked":
                asked = body["request"]
                return f"asked for and allowed: {plain(asked['type'])} (by {by_whom(asked, 'asked_by')})"
            case _:
                return self._headline_of_work(happened)

    def _headline_of_work(self, happened: Happened) -> str:
        said, name = _work(happened)
        by, duty = by_whom(said, name), str(said["duty"])
        if all(line.id != duty for line in happened.closed):
            line = self._ledger.lines[duty]
            return f"done in part: {titled(line.title, line.subject)} (by {by})"
        line = next(line for line in happened.closed if line.id == duty)
        return f"{self._end(line, happened)} (by {by})"

    def _duties(self, happened: Happened) -> None:
        told = self._told_work(happened)
        again = [line for line in happened.opened if told and (line.kind, line.subject) == (told.kind, told.subject)]
        opened = [line for line in happened.opened if line not in again]
        if opened:
            self._page.say(f"opens {len(opened)} {'duty' if len(opened) == 1 else 'duties'}:", _ENTRY)
        for line in opened:
            self._duty(line)
            self._page.say(", ".join(line.clauses), _DETAIL, style="dim")
        for line in again:
            due = f"by {day_in_words(line.due_on)}" if line.due_on else "no due date now"
            self._page.say(f"comes back {due}: {line.why}", _ENTRY)
        if happened.joined:
            self._page.say("asks once more for work that is open already:", _ENTRY)
        for line in happened.joined:
            self._joined(line, happened)
        if happened.moved:
            self._page.say("moves the due date of:", _ENTRY)
        for line in happened.moved:
            self._duty(line)
        self._closed(happened)

    def _told_work(self, happened: Happened) -> DutyLine | None:
        """The duty that a completion or a waiver is about."""
        if happened.row.kind not in {"completed", "waived"}:
            return None
        return self._ledger.lines[str(_work(happened)[0]["duty"])]

    def _duty(self, line: DutyLine) -> None:
        due = f"by {day_in_words(line.due_on)}" if line.due_on else "no due date now"
        self._page.say(titled(line.title, line.subject), _ITEM, style="cyan")
        self._page.say(f"{ROLE_WORDS[line.owner]}, {due}: {line.why}", _DETAIL)

    def _joined(self, line: DutyLine, happened: Happened) -> None:
        """Work that has one reason more: the new reason with its own date, and the date that counts, the earliest."""
        self._page.say(titled(line.title, line.subject), _ITEM, style="cyan")
        for clock in clocks_of(happened.rows[line.id], happened.row.event_id):
            due = f"by {day_in_words(clock.due_on)}" if clock.due_on else "no date"
            self._page.say(f"{ROLE_WORDS[line.owner]}, {due}: {clock_in_words(clock)}", _DETAIL)
        if line.due_on:
            self._page.say(f"due {day_in_words(line.due_on)}: {line.why}", _DETAIL, style="dim")

    def _closed(self, happened: Happened) -> None:
        """What else ended; work that was cancelled for one reason stands together."""
        told = self._told_work(happened)
        cancelled: dict[str, list[str]] = {}
        for line in happened.closed:
            row = happened.rows[line.id]
            if row.state == DutyState.CANCELLED:
                reason = Closure.model_validate(row.body["closed"]).reason or "no longer owed"
                cancelled.setdefault(reason, []).append(titled(line.title, line.subject))
            elif told is None or line.id != told.id:
                self._page.say(self._end(line, happened), _ENTRY)
        for reason, titles in cancelled.items():
            self._page.say(f"cancels, because {reason}:", _ENTRY)
            for title in titles:
                self._page.say(title, _ITEM)

    def _end(self, line: DutyLine, happened: Happened) -> str:
        return _ended(line, happened.rows[line.id], self._ledger.due.get(line.id))

    def _said(self, happened: Happened) -> None:
        for notice in happened.notices:
            self._notice(notice)
        for words in happened.said("flags"):
            self._page.say(f"flagged: {words.replace('_', ' ')}", _ENTRY, style="yellow")
        for words in happened.said("notes"):
            self._page.say(f"note: {words.replace('_', ' ')}", _ENTRY)

    def _notice(self, notice: NoticeRow) -> None:
        kind, role = NoticeClass(notice.kind), ROLE_WORDS[Role(notice.to_role)]
        who = f"{_HOW[kind]} {role} ({notice.to_staff})" if notice.to_staff else f"{_HOW[kind]} {role}"
        lines, due = self._ledger.lines, self._ledger.due
        if kind is not NoticeClass.ESCALATION or len(notice.duties) < 2:
            self._page.say(f"{who}: {notice_about(notice, lines, due)}", _ENTRY, style=_STYLE[kind])
            return
        for day, titles in work_in_words(notice.duties, lines, due).items():
            self._page.say(f"{who}: {notice_name(notice)}, {day}:", _ENTRY, style=_STYLE[kind])
            for title in titles:
                self._page.say(title, _ITEM)


def _what_the_clock_brought(happened: Happened) -> str:
    """The step that a date brought about, where it opened work; else the notices say it."""
    opened = [clocks_of(happened.rows[line.id], happened.row.event_id) for line in happened.opened]
    steps = dict.fromkeys(clock.started_by for clocks in opened for clock in clocks)
    return f"the clock: {', '.join(steps)}" if steps else "the clock"


def clocks_of(row: DutyRow, cause: str) -> list[Clock]:
    """The clocks that one message started on a duty."""
    return [Clock.model_validate(clock) for clock in row.body["clocks"] if clock["cause"] == cause]


def _work(happened: Happened) -> tuple[dict[str, Any], str]:
    """The completion or waiver of an entry, and the name under which it says who did it."""
    body = happened.row.body
    return (body["completion"], "done_by") if "completion" in body else (body["waiver"], "waived_by")


def _ended(line: DutyLine, row: DutyRow, due: date | None) -> str:
    closure = Closure.model_validate(row.body["closed"])
    name = titled(line.title, line.subject)
    match DutyState(row.state):
        case DutyState.DONE if row.late and due and closure.done_on:
            late = days_late(CURRENT.working_days_between(due, closure.done_on))
            words = f"done {late}: {name}, due {day_in_words(due)}"
        case DutyState.DONE:
            words = f"done in time: {name}"
        case state:
            words = f"{'let go' if state is DutyState.WAIVED else state.value}: {name}"
    return f"{words}: {closure.reason}" if closure.reason else words


def _told(event: dict[str, Any], row: EventRow) -> str:
    """What was reported, by whom, and when it happened and was known if that was at another time."""
    said = [f"reported by {by_whom(event, 'reported_by')}{_SOURCES.get(event['source'], '')}"]
    if abs((row.recorded_at - row.occurred_at).total_seconds()) > _SOON:
        said.append(f"happened {moment_in_words(row.occurred_at)}")
    if row.identified_at and abs((row.recorded_at - row.identified_at).total_seconds()) > _SOON:
        said.append(f"known {moment_in_words(row.identified_at)}")
    return f"{event_in_words(event)} ({'; '.join(said)})"


def what(step: Step) -> str:
    """What a line was about, where no entry of the records says it."""
    if step.event is not None:
        return plain(step.event.type)
    for name in ("done", "waive", "decision", "request"):
        said = getattr(step.line, name, None)
        if said is not None:
            subject = getattr(step.line, "subject", None)
            return f"{name} {plain(getattr(said, 'value', said))}{f' ({subject})' if subject else ''}"
    return "note"
