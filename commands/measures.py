"""The measures for people: every figure in a table, or one with the cases behind it."""

from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches

from pydantic import BaseModel
from rich.console import Console

from commands.answer import print_json
from commands.fields import BadArgument, moment
from commands.measures_docs import baseline_in_words
from commands.receipts import table
from commands.settings import records
from commands.words import moment_in_words, plain
from policy.calendar import end_of_day
from policy.explain import day_in_words
from records.measures.baselines import CAUTIONS
from records.measures.catalogue import QUESTIONS, ask
from records.measures.measure import Asked, Line, Measure, NotAnswered, Result
from records.measures.standing import expectations

CONSOLE = Console(highlight=False)
_A_DAY = len("2026-03-16")
_AN_INSTANT = timedelta(microseconds=1)


async def every(
    team: str | None, since: str | None, until: str | None, as_of: str | None, rehearsals: bool, as_json: bool
) -> None:
    """Ask every question. Raises BadArgument."""
    asked = _asked(team, since, until, as_of, rehearsals)
    engine = records()
    try:
        found = {r.id: r for r in await ask(engine, asked)}
    finally:
        await engine.dispose()
    if as_json:
        print_json([_as_json(q, found.get(id)) for id, q in QUESTIONS.items()])
        return
    _say_what_was_asked(asked)
    rows = [_row(q, found.get(id)) for id, q in QUESTIONS.items()]
    CONSOLE.print(table("", ["id", "question", "figure", "not yet due", "published"], rows))
    CONSOLE.print(
        "published: the inspection of July 2023, 60 cases in 6 units (INS-X01); docs/measures.md has each base"
    )


async def show(
    id: str, team: str | None, since: str | None, until: str | None, as_of: str | None, rehearsals: bool, as_json: bool
) -> None:
    """Ask one question. Raises BadArgument."""
    asked, question = _asked(team, since, until, as_of, rehearsals), _named(id)
    if isinstance(question, NotAnswered):
        if as_json:
            print_json([_as_json(question, None)])
        else:
            _show_not_answered(question)
        return
    engine = records()
    try:
        (found,) = await ask(engine, asked, question.id)
    finally:
        await engine.dispose()
    if as_json:
        print_json([_as_json(question, found)])
        return
    _say_what_was_asked(asked)
    _show(question, found)


async def standing(team: str | None, rehearsals: bool, as_json: bool) -> None:
    """Count the standing expectations over the open cases."""
    engine = records()
    try:
        found = await expectations(engine, team, rehearsals)
    finally:
        await engine.dispose()
    if as_json:
        print_json(found)
        return
    columns = ["expectation", "who", "clauses", "applies", "met", "not met", "no record shows it"]
    rows = [
        [e.words, e.who, " ".join(e.clauses), str(e.applies), str(e.met), str(len(e.falls_short)), str(e.not_shown)]
        for e in found
    ]
    CONSOLE.print(table("standing expectations, in open cases as they stand now", columns, rows))
    for e in found:
        if e.falls_short:
            _line(f"{plain(e.name)}, not met: {' '.join(e.falls_short)}")


def _asked(team: str | None, since: str | None, until: str | None, as_of: str | None, rehearsals: bool) -> Asked:
    first, last = _day("--from", since), _day("--to", until)
    if first is not None and last is not None and last < first:
        raise BadArgument(f"--to {last}: it is before --from {first}")
    return Asked(_instant(as_of), team, first, last, rehearsals)


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise BadArgument(f"{option} {text}: write a day as 2026-03-16") from None


def _instant(text: str | None) -> datetime:
    """A day alone means the end of it: what was known by then."""
    if text is None:
        return datetime.now(UTC)
    day = moment(text)
    return end_of_day(day.date()) - _AN_INSTANT if len(text) == _A_DAY else day


def _named(id: str) -> Measure | NotAnswered:
    by_name = {q.name: q for q in QUESTIONS.values()}
    found = QUESTIONS.get(id.upper()) or by_name.get(id)
    if found is None:
        near = get_close_matches(id, [*QUESTIONS, *by_name], n=2)
        hint = f"did you mean {' or '.join(near)}?" if near else "`throughcare measures` lists them"
        raise BadArgument(f"{id}: there is no such measure; {hint}")
    return found


def _row(question: Measure | NotAnswered, found: Result | None) -> list[str]:
    figure = str(found.figure) if found is not None else f"not answered: {_why(question)}"
    pending = str(found.pending) if found is not None and found.pending else ""
    return [question.id, plain(question.name), figure, pending, baseline_in_words(question.baseline)]


def _why(question: Measure | NotAnswered) -> str:
    return question.why if isinstance(question, NotAnswered) else ""


def _as_json(question: Measure | NotAnswered, found: Result | None) -> dict[str, object]:
    said: dict[str, object] = {"id": question.id, "name": question.name, "question": question.question}
    said["baseline"] = vars(question.baseline) if question.baseline else None
    if isinstance(question, NotAnswered):
        return said | {"not_answered": question.why, "reason": question.reason}
    said |= {"counts": question.counts, "base": question.base, "note": question.note}
    assert isinstance(found, BaseModel)
    return said | {"share": found.figure.share} | found.model_dump(mode="json", exclude={"id", "name"})


def _say_what_was_asked(asked: Asked) -> None:
    first = f", from {day_in_words(asked.since)}" if asked.since else ""
    last = f", to {day_in_words(asked.until)}" if asked.until else ""
    team = f", {asked.team}" if asked.team else ""
    _line(f"as the records knew it {moment_in_words(asked.as_of)}{first}{last}{team}")


def _show_not_answered(question: NotAnswered) -> None:
    _line(f"{question.id} {plain(question.name)}: {question.question}")
    _line(f"  not answered, {question.why}: {question.reason}")
    _line(f"  published: {baseline_in_words(question.baseline)}")


def _show(measure: Measure, found: Result) -> None:
    pending = f"; {found.pending} not yet due" if found.pending else ""
    _line(f"{measure.id} {plain(measure.name)}: {measure.question}")
    _line(f"  counts: {measure.counts}")
    _line(f"  of: {measure.base}")
    _line(f"  figure: {found.figure}{pending}")
    _line(f"  published: {baseline_in_words(measure.baseline)}")
    for caution in measure.baseline.cautions if measure.baseline else ():
        _line(f"    {caution}: {CAUTIONS[caution]}")
    if measure.note:
        _line(f"  note: {measure.note}")
    for name, share in found.groups.items():
        _line(f"  {name}: {share}")
    _cases(f"cases counted, {measure.order}", found.counted)
    if measure.look_at == "others":
        _cases(f"cases of the base that do not count, {measure.order}", found.others)


def _cases(title: str, lines: list[Line]) -> None:
    if not lines:
        _line(f"{title}: none")
        return
    rows = [[line.case_id, line.group, day_in_words(line.since) if line.since else ""] for line in lines]
    CONSOLE.print(table(title, ["case", "which", "since"], rows))


def _line(text: str) -> None:
    CONSOLE.print(text, markup=False, soft_wrap=True)
