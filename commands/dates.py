"""The ``dates`` command: the dates of a case from its facts, as JSON in and JSON out."""

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from json import dumps
from pathlib import Path
from typing import Any

from commands.facts_input import FactsError, Given, facts_of, parse, read_text
from policy.calendar import london_date
from policy.dates import dates_of

NAMES = {
    "first_home_visit": "first home visit",
    "home_visit_after_concern": "home visit after a concern",
    "programme_referral": "programme referral",
    "daso_referral": "DASO referral",
    "mappa_level_notice": "MAPPA level to the prison",
    "vlu_re_referral": "re-referral to the victim liaison unit",
}
"""How each due date is written for people."""

BAD_INPUT = 2
"""Exit code when the facts cannot be read."""


def dates(facts: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The dates of one case: a JSON object of facts in, a JSON object of answers out (``docs/dates.md``).

    ``today`` is the London date asked about when the facts do not give ``on``. Raises FactsError, with a line for each
    field that is wrong.
    """
    return dates_of(facts_of(dict(facts)), today)


def run(source: str, today: date, json: bool = True) -> tuple[int, str]:
    """Read a file, or standard input for ``-``, and give the exit code and the text to show.

    The answers come back in the shape of the input: an object, an array, or a line each; or as short text when ``json``
    is false. Anything wrong with any item gives code 2 and a line for each problem, and no answers.
    """
    try:
        given = parse(read_text(source))
        answers = _each(given, today)
    except FactsError as wrong:
        return BAD_INPUT, "\n".join(wrong.problems)
    return 0, _as_json(given, answers) if json else "\n\n".join(as_text(answer) for answer in answers)


def dates_command(facts: Path, json: bool = True) -> int:
    """Print the dates of the cases in a file, or of standard input for ``-``, and give the exit code.

    Answers go to standard output, problems to standard error. The day asked about is today in London unless the facts
    give ``on``.
    """
    code, text = run(str(facts), london_date(datetime.now(UTC)), json)
    (sys.stderr if code else sys.stdout).write(text + "\n")
    return code


def as_text(answer: Mapping[str, Any]) -> str:
    """One answer of :func:`dates` as a few lines for people."""
    lines = [f"{answer['reference'] or 'case'} on {answer['on']} (bank holidays {answer['calendar']['version']})"]
    decided, licence = answer["handover"], answer["licence"]
    if decided["inside_policy"]:
        day = decided["handover_date"] or "none"
        lines.append(f"handover: {decided['responsible']}, handover date {day} ({decided['reason']})")
    else:
        lines.append(f"handover: outside the policy ({'; '.join(decided['because'])})")
    if licence["licence_start_date"]:
        hard_stop = licence["hard_stop_date"] or "none"
        lines.append(f"licence: starts {licence['licence_start_date']}, hard stop {hard_stop}")
    for key_date in answer["key_dates"]["dates"]:
        lines.append(_due_line(key_date))
    return "\n".join(lines)


def _due_line(key_date: Mapping[str, Any]) -> str:
    late = " LATE" if key_date["late"] else ""
    joined = "" if key_date["budget"].endswith("before") else "from "
    why = f"{key_date['budget']} {joined}{key_date['started_by']} {key_date['counted_from']}, {key_date['clause']}"
    return f"{key_date['due']}{late} {NAMES[key_date['name']]} ({why})"


def _each(given: Given, today: date) -> list[dict[str, Any]]:
    answers, problems = [], []
    for number, item in enumerate(given.items, 1):
        try:
            answers.append(dates_of(facts_of(item), today))
        except FactsError as wrong:
            problems += [line if given.shape == "object" else f"item {number}: {line}" for line in wrong.problems]
    if problems:
        raise FactsError(problems)
    return answers


def _as_json(given: Given, answers: Sequence[dict[str, Any]]) -> str:
    if given.shape == "lines":
        return "\n".join(dumps(answer) for answer in answers)
    return dumps(answers[0] if given.shape == "object" else answers, indent=2)
