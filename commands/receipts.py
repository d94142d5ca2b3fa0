"""A receipt and a case as people read them."""

from datetime import date

from rich.console import Console
from rich.table import Table

from commands.stands import under_way
from models.case import Case
from models.outcome import DutyLine, Receipt
from models.roles import ROLE_WORDS
from policy.explain import day_in_words, explain
from policy.holder import holder


def counted(count: int, thing: str, things: str) -> str:
    """A count with its noun."""
    return f"{count} {thing if count == 1 else things}"


def words(name: str) -> str:
    """A name of ours in plain words."""
    return name.replace("_", " ")


def due(day: date | None) -> str:
    """A due date for a table."""
    return day_in_words(day) if day else "no date yet"


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)


def show_receipt(receipt: Receipt, console: Console) -> None:
    """Print what a message led to."""
    again = " (told before: nothing new)" if receipt.duplicate else ""
    _line(console, f"{receipt.case_id}: {receipt.message} recorded{again}; stage {words(receipt.stage)}")
    for flag in receipt.flags:
        _line(console, f"  flagged: {flag}")
    for verb, lines in (
        ("opened", receipt.opened),
        ("also asked for", receipt.joined),
        ("moved", receipt.moved),
        ("closed", receipt.closed),
    ):
        for line in lines:
            _show_line(verb, line, console)
    for notice in receipt.notices:
        _line(console, f"  told {ROLE_WORDS[notice.to_role]} ({notice.kind.value}): {notice.about}")
    for note in receipt.notes:
        _line(console, f"  note: {note}")


def _show_line(verb: str, line: DutyLine, console: Console) -> None:
    about = f" [{line.subject}]" if line.subject else ""
    if line.state != "open":
        _line(console, f"  {verb} {line.id} {line.title}{about}: {line.state}")
        return
    _line(console, f"  {verb} {line.id} {line.title}{about}")
    _line(console, f"      for the {ROLE_WORDS[line.owner]}, due {due(line.due_on)}: {line.why}")
    _line(console, f"      clauses {', '.join(line.clauses)}")


def show_case(case: Case, console: Console) -> None:
    """Print the case as it stands."""
    _line(console, f"{case.case_id}: {words(case.stage.value)} since {day_in_words(case.stage_since)}")
    _line(console, f"  responsible: {ROLE_WORDS[holder(case)]}; team {case.team or 'not known'}")
    risk = ", ".join(f"{words(g.value)} {words(level.value)}" for g, level in case.rosh.items()) or "not assessed"
    _line(
        console, f"  risk of serious harm: {risk}; policy {case.policy_version}, bank holidays {case.calendar_version}"
    )
    for order in case.orders.values():
        _line(console, f"  {words(order.kind.value)} {order.ref}: {words(order.state.value)}")
    for enquiry in case.enquiries.values():
        if not enquiry.settled:
            _line(console, f"  {words(enquiry.agency.value)} asked about {enquiry.about}: {words(enquiry.state.value)}")
    for process in under_way(case):
        _line(console, f"  {process}")
    for gap in case.gaps:
        _line(console, f"  gap, not shown at court: {gap}")
    for flag in case.flags.values():
        _line(console, f"  flagged {flag.event_id}: {flag.words}")
    show_duties(case, console)


def show_duties(case: Case, console: Console) -> None:
    """Print the open duties of a case and why each is due when it is."""
    for duty in sorted(case.open_duties, key=lambda d: (d.due_on is None, d.due_on)):
        about = f" [{duty.subject}]" if duty.subject else ""
        _line(console, f"  {duty.id} {duty.title}{about}: {ROLE_WORDS[duty.owner]}, due {due(duty.due_on)}")
        for line in explain(duty):
            _line(console, f"      {line}")


def table(title: str, columns: list[str], rows: list[list[str]]) -> Table:
    """A plain table; an empty one says so."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made
