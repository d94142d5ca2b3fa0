"""The end of a played scenario: every duty and how it ended, every escalation, and the case as it stands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from commands.page import Page
from commands.played import Ending, Ledger
from commands.words import days_late, moment_in_words, notice_about, plain, titled
from models.case import Case
from models.duties import DutyState
from models.risk import PersonAtRisk
from models.roles import ROLE_WORDS, Role
from models.sentence import Sentence
from models.tables import EscalationRow
from policy.calendar import london_date
from policy.explain import day_in_words, explain
from policy.holder import holder
from policy.processes import BY_NAME
from policy.standings import STANDING, expectations

_INDENT = 4


def show_duties(page: Page, endings: Sequence[Ending]) -> None:
    """One row for each duty, those that went wrong first: what, whose, when it was due and how it ended."""
    page.heading("DUTIES")
    page.say(_counts(endings))
    page.say("")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column("Duty", ratio=5, overflow="fold")
    table.add_column("Who", ratio=3, overflow="fold")
    table.add_column("Due", no_wrap=True)
    table.add_column("How it ended", ratio=4, overflow="fold")
    for together in _rows(endings):
        last = together[-1]
        times = f" (done {len(together)} times)" if len(together) > 1 else ""
        due = day_in_words(last.due_on) if last.due_on else "no date"
        table.add_row(last.title + times, last.owner, due, Text(_outcome(last), style=_style(last)))
    page.console.print(table)


def _rows(endings: Sequence[Ending]) -> list[list[Ending]]:
    """Late and open work first; work done in time that came back stands once."""
    rows: dict[tuple[object, ...], list[Ending]] = {}
    for e in sorted(endings, key=lambda e: (not e.late, _ORDER[e.state])):
        again = e.state is DutyState.DONE and not e.late
        key = ("again", e.title, e.owner) if again else (e.row.duty_id,)
        rows.setdefault(key, []).append(e)
    return list(rows.values())


_ORDER = {DutyState.OPEN: 0, DutyState.CANCELLED: 1, DutyState.DONE: 2, DutyState.WAIVED: 3}


def _counts(endings: Sequence[Ending]) -> str:
    count = Counter((e.state, e.late) for e in endings)
    parts = [
        (count[DutyState.DONE, False], "done in time"),
        (count[DutyState.DONE, True], "done late"),
        (count[DutyState.OPEN, False], "still open"),
        (count[DutyState.OPEN, True], "still open and late"),
        (count[DutyState.CANCELLED, False], "cancelled by what happened"),
        (count[DutyState.CANCELLED, True], "late and never done when cancelled"),
        (count[DutyState.WAIVED, False] + count[DutyState.WAIVED, True], "let go by a manager"),
    ]
    return f"{len(endings)} opened: {', '.join(f'{number} {words}' for number, words in parts if number)}"


def _outcome(e: Ending) -> str:
    reason = f": {e.closure.reason}" if e.closure and e.closure.reason else ""
    match e.state:
        case DutyState.OPEN:
            return f"still open, {days_late(e.days_late)}" if e.late else "still open"
        case DutyState.DONE:
            done_on = e.closure.done_on if e.closure else None
            on = f" {day_in_words(done_on)}" if done_on else ""
            return f"done{on}{f', {days_late(e.days_late)}' if e.late else ''}"
        case DutyState.WAIVED:
            return f"let go{f' {days_late(e.days_late)}' if e.late else ''}{reason}"
        case DutyState.CANCELLED:
            return f"{f'never done, {days_late(e.days_late)} when ' if e.late else ''}cancelled{reason}"


def _style(e: Ending) -> str:
    if e.late:
        return "red"
    return "green" if e.state is DutyState.DONE else ""


def show_escalations(page: Page, escalations: Sequence[EscalationRow], ledger: Ledger) -> None:
    """When somebody further up was told, who, and about what."""
    page.heading("ESCALATIONS")
    if not escalations:
        page.say("none")
    for e in escalations:
        to = ROLE_WORDS[Role(e.to_role)]
        page.say(f"{moment_in_words(e.at)} · to {to}: {notice_about(e, ledger.lines, ledger.due)}", hang=4)


def show_case(page: Page, case: Case, now: datetime) -> None:
    """The case as it stands: the situation, then what is still owed with the reason for each date."""
    page.heading(f"THE CASE AS IT STANDS ON {moment_in_words(now)}")
    for name, said in _situation(case):
        page.say(f"{name}: {said}", hang=4)
    for name, lines in _lists(case):
        if lines:
            page.say(f"{name}:")
            for line in lines:
                page.say(line, _INDENT)
    _open_duties(page, case)
    _standing(page, case, now)


def _standing(page: Page, case: Case, now: datetime) -> None:
    """What is expected all the time: no tasks, and only what the case does not show is spelt out."""
    holding = expectations(case, london_date(now))
    shown = [name for name, met in holding.items() if met]
    unmet = [name for name, met in holding.items() if met is False]
    page.say("")
    rest = len(holding) - len(shown) - len(unmet)
    page.say(f"expected all the time: {len(shown)} shown by the case, {len(unmet)} not, {rest} that no record can show")
    for name in unmet:
        page.say(f"not shown: {STANDING[name].words} [{', '.join(STANDING[name].clauses)}]", _INDENT)


def _situation(case: Case) -> Iterator[tuple[str, str]]:
    yield "stage", f"{plain(case.stage.value)} since {day_in_words(case.stage_since)}"
    held = case.practitioners.get(holder(case))
    yield "responsible", ROLE_WORDS[holder(case)] + (f" ({held})" if held else "")
    for sentence in case.sentences.values():
        yield "sentence", _sentence(sentence)
    levels = ", ".join(f"{plain(group.value)} {plain(level.value)}" for group, level in case.rosh.items())
    yield "risk of serious harm", levels or "not known"


def _sentence(sentence: Sentence) -> str:
    length = f", {sentence.length_days} days" if sentence.length_days else ""
    programme = f", with {plain(sentence.programme.value).upper()}" if sentence.programme else ""
    return f"{plain(sentence.kind.value)}{length}{programme}, passed on {day_in_words(sentence.passed_on)}"


def _lists(case: Case) -> Iterator[tuple[str, list[str]]]:
    yield "people at risk", [f"{p.ref}, {p.relation}{_child(p)}" for p in case.people_at_risk.values()]
    yield "partners", [_partner(case, ref) for ref in case.partners]
    yield (
        "protective orders",
        [f"{o.ref}, {plain(o.kind.value)}: {plain(o.state.value)}, protects {' and '.join(o.protects)}"
         f"{f', {len(o.breaches)} breaches' if o.breaches else ''}" for o in case.orders.values()],
    )  # fmt: skip
    yield (
        "enquiries without an answer",
        [f"{plain(e.agency.value)} about {e.about}: {plain(e.state.value)}, opened {day_in_words(e.opened_on)}"
         for e in case.enquiries.values() if not e.settled],
    )  # fmt: skip
    yield "processes under way", list(under_way(case))
    yield (
        "decisions",
        [f"{plain(d.kind.value)}: {plain(d.option)}{f', about {d.subject}' if d.subject else ''}, by {d.decided_by}"
         f"{f', because: {d.rationale}' if d.rationale else ''}" for d in case.decisions.values()],
    )  # fmt: skip
    yield "gaps from before the case was opened", list(case.gaps)
    yield "flags on what was reported", [f"{f.event_id}: {f.words}" for f in case.flags.values()]


def under_way(case: Case) -> Iterator[str]:
    """Where each process stands that has not ended."""
    for key, state in case.processes.items():
        name, _, about = key.partition("/")
        process = BY_NAME.get(name)
        if process is not None and state not in process.ends:
            yield f"{process.title}{f' ({about})' if about else ''}: {state}"


def _child(person: PersonAtRisk) -> str:
    return " (a child)" if person.child and "child" not in person.relation else ""


def _partner(case: Case, ref: str) -> str:
    partner = case.partners[ref]
    said = [f"{partner.certainty} on {day_in_words(partner.since)}"]
    said += ["details recorded" if partner.details_known else "details not recorded"]
    said += ["pregnant"] if partner.pregnant else []
    said += ["past abuse disclosed"] if partner.disclosed_to else []
    said += [f"ended {day_in_words(partner.until)}"] if partner.until else []
    return f"{ref}: {', '.join(said)}"


def _open_duties(page: Page, case: Case) -> None:
    page.say("")
    owed = sorted(case.open_duties, key=lambda d: (d.due_on is None, d.due_on, d.id))
    page.say(f"still owed, the first due first: {len(owed) or 'nothing'}")
    for duty in owed:
        page.say(f"{titled(duty.title, duty.subject)}: {ROLE_WORDS[duty.owner]}", _INDENT, style="cyan")
        usual = f" (bank holidays {case.calendar_version})"
        for said in [*explain(duty), *duty.notes]:
            page.say(said.strip().replace(usual, ""), _INDENT + (4 if said.startswith(" ") else 2))
