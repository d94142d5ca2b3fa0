"""What messages say: plain words, the case's opaque id and a link. Never a name, an address, a CRN or a staff id."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from models.notices import InboxItem, Rank
from models.outcome import NoticeClass
from models.roles import ROLE_WORDS, Role
from policy.calendar import LONDON
from policy.clauses.clause import Sensitivity
from policy.explain import day_in_words

_SENSITIVE = "a sensitive matter: read it in Throughcare"
_WITHIN = re.compile(r"mappa|marac|victim|vl[ou]\b|daso|dvds|disclos", re.IGNORECASE)
"""Words that tell of MAPPA, of a MARAC or of the victim side, whatever a notice is marked as."""

_LINES = 200
"""No digest has more lines than this."""


def message(notice: InboxItem, link: str | None) -> tuple[str, str]:
    """Subject and body of a message about one notice."""
    opening = "read now," if notice.rank == Rank.GRAVE else "something new on"
    lines = [
        f"Case {notice.case_id}: {_about(notice)}",
        "",
        f"You are told as {ROLE_WORDS[Role(notice.to_role)]}, on {_moment(notice.at)}.",
        *(["You cover for a colleague who is away."] if notice.covering else []),
        *_linked(notice.case_id, link),
    ]
    return f"Throughcare: {opening} case {notice.case_id}", "\n".join(lines)


def digest(day: date, notices: Sequence[InboxItem], link: str | None) -> tuple[str, str]:
    """Subject and body of one person's digest: case by case, escalations first, each group in order of time."""
    by_case: dict[str, list[InboxItem]] = defaultdict(list)
    for notice in sorted(notices, key=lambda n: n.at):
        by_case[notice.case_id].append(notice)
    order = sorted(by_case, key=lambda case: (not any(_escalated(n) for n in by_case[case]), case))
    lines = [f"{_counted(len(notices), 'notice')} on {_counted(len(by_case), 'case')} since your last digest.", ""]
    for case in order:
        lines += [f"Case {case}", *_of_case(by_case[case]), *_linked(case, link), ""]
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], "", "There is more: your inbox in Throughcare has all of it."]
    return f"Throughcare: {_counted(len(notices), 'notice')}, {day_in_words(day)}", "\n".join(lines).rstrip()


def _of_case(notices: list[InboxItem]) -> list[str]:
    ordered = sorted(notices, key=lambda n: not _escalated(n))
    return [f"- {_as_what(notice)}{_about(notice)} ({_moment(notice.at)})" for notice in ordered]


def _as_what(notice: InboxItem) -> str:
    found = "Escalated to you: " if _escalated(notice) else ""
    return f"{found}For a colleague you cover: " if notice.covering else found


def _escalated(notice: InboxItem) -> bool:
    return notice.kind == NoticeClass.ESCALATION


def _about(notice: InboxItem) -> str:
    """A message leaves our walls: what is sensitive is only hinted at."""
    within = notice.sensitivity != Sensitivity.ORDINARY or _WITHIN.search(notice.about)
    return _SENSITIVE if within else notice.about


def _linked(case: str, link: str | None) -> list[str]:
    return [link.replace("{case}", case)] if link else []


def _moment(instant: datetime) -> str:
    local = instant.astimezone(LONDON)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


def _counted(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
