"""Commands on messages of other systems."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

import exits
from client import CaseClient
from commands.answer import NOT_THERE, print_json
from commands.fields import BadArgument
from commands.receipts import table
from commands.settings import SetUpProblem, connect_later, records, records_url, shown
from commands.words import moment_in_words
from intake import quarantine
from intake.deliver import PATIENCE, Deliverer
from intake.details import HttpDetails, Service, services_in
from intake.files import messages_in
from intake.limits import MAX_BYTES
from intake.loop import Intake
from intake.reading import Unreadable
from intake.sqs import Queue
from intake.take import Taken, take_parts
from records.engine import engine_for
from records.upgrade import upgrade

CONSOLE = Console(highlight=False)
T = TypeVar("T")
DETAILS = "THROUGHCARE_DETAILS"
QUEUE = "THROUGHCARE_QUEUE"
QUEUE_ENDPOINT = "THROUGHCARE_QUEUE_ENDPOINT"

SOME_NOT = 3
"""The exit code when some of a file went to quarantine, or could not be taken at all."""

TOGETHER = 100
"""Messages of a file stored in one transaction."""


def ingest_command(file: Path, as_json: bool) -> int:
    """Take in a file and say what became of it."""

    async def main() -> int:
        try:
            return await _ingest(_content(file), as_json)
        except (BadArgument, SetUpProblem, Unreadable) as problem:
            sys.stderr.write(f"throughcare: {problem}\n")
            return NOT_THERE

    return exits.run(main)


async def _ingest(content: bytes, as_json: bool) -> int:
    engine = records()
    found: Counter[tuple[str, str]] = Counter()
    too_large = 0
    try:
        messages = iter(messages_in(content))
        while some := list(islice(messages, TOGETHER)):
            fit = [one for one in some if len(one) <= MAX_BYTES]
            too_large += len(some) - len(fit)
            for one in await take_parts(engine, fit, channel="file", can_ask=_services() is not None):
                found[one.state, one.reason or ""] += 1
    except (SQLAlchemyError, OSError) as error:
        stored = f"{sum(found.values())} messages were stored before: give the same file again, nothing counts twice"
        raise SetUpProblem(f"the records cannot be reached or used ({type(error).__name__}); {stored}") from None
    finally:
        await engine.dispose()
    if too_large:
        found["refused", "too_large"] += too_large
    _summarise(found, as_json)
    return SOME_NOT if any(state in {"quarantined", "refused"} for state, _ in found) else 0


def _summarise(found: Counter[tuple[str, str]], as_json: bool) -> None:
    lines = sorted(found.items(), key=lambda line: (-line[1], line[0]))
    if as_json:
        said = [{"state": state, "reason": reason or None, "messages": count} for (state, reason), count in lines]
        print_json(said)
        return
    rows = [[_STATES.get(state, state), reason.replace("_", " "), str(count)] for (state, reason), count in lines]
    CONSOLE.print(table(f"{sum(found.values())} messages", ["what became of them", "why", "messages"], rows))
    if any(state == "quarantined" for state, _ in found):
        CONSOLE.print("`throughcare quarantine list` shows those that a person has to look at")


_STATES = {
    "accepted": "accepted, on their way to their cases",
    "applied": "applied",
    "asking": "accepted, their details are asked for",
    "duplicate": "told before",
    "not_for_us": "not for us",
    "quarantined": "in quarantine",
    "refused": "refused",
}


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadArgument(f"{file} cannot be read: {error.strerror}") from None


async def list_quarantine(reason: str | None, after: int, limit: int, as_json: bool) -> None:
    """What is in quarantine."""
    async with _engine() as engine:
        found = await quarantine.waiting(engine, reason=reason, after=after, limit=limit)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        CONSOLE.print("Nothing is in quarantine.")
        return
    rows = [
        [str(w.number), moment_in_words(w.came_at), w.type or "", w.reason.replace("_", " "), w.words] for w in found
    ]
    CONSOLE.print(table("", ["number", "came", "type", "reason", "what is the matter"], rows))


async def show_message(number: int, by: str) -> None:
    """One message with all it says."""
    async with _engine() as engine:
        opened = await _found(quarantine.open_one(engine, number, by))
    CONSOLE.print(f"message {number}: {opened.waiting.words}")
    _print_raw("as it came", opened.raw)
    if opened.mended is not None:
        _print_raw("as it was mended", opened.mended)
    for did in opened.history:
        CONSOLE.print(f"{moment_in_words(did.at)}: {did.did} by {did.by}" + (f": {did.why}" if did.why else ""))


def _print_raw(title: str, raw: bytes) -> None:
    CONSOLE.print(f"--- {title}")
    text = raw.decode(errors="backslashreplace")
    with suppress(ValueError):
        text = json.dumps(json.loads(text), indent=2)
    CONSOLE.print(text, markup=False, soft_wrap=True)


async def mend_message(number: int, file: Path, by: str) -> None:
    """Put a mended copy beside what came, and take it in."""
    content = _content(file)
    async with _engine() as engine:
        await _found(quarantine.mend(engine, number, content, by))
        _say(await _found(quarantine.replay(engine, number, by, can_ask=_services() is not None)))


async def replay_messages(number: int | None, reason: str | None, by: str) -> None:
    """Take one in again, or all of one reason."""
    if (number is None) == (reason is None):
        raise BadArgument("say which: a number, or --reason for all of that reason")
    async with _engine() as engine:
        numbers = [number] if number is not None else [one async for one in _of_reason(engine, str(reason))]
        for one in numbers:
            _say(await _found(quarantine.replay(engine, one, by, can_ask=_services() is not None)))
    CONSOLE.print(f"{len(numbers)} taken in again")


async def _of_reason(engine: AsyncEngine, reason: str) -> AsyncIterator[int]:
    after = 0
    while found := await quarantine.waiting(engine, reason=reason, after=after):
        for one in found:
            yield one.number
        after = found[-1].number


async def dismiss_message(number: int, by: str, why: str) -> None:
    """Let one be."""
    async with _engine() as engine:
        await _found(quarantine.dismiss(engine, number, by, why))
    CONSOLE.print(f"message {number} dismissed")


def _say(taken: Taken) -> None:
    CONSOLE.print(
        f"message {taken.number}: {_STATES.get(taken.state, taken.state)}" + (f": {taken.words}" if taken.words else "")
    )


async def _found(work: Awaitable[T]) -> T:
    try:
        return await work
    except quarantine.NoSuchMessage as error:
        raise BadArgument(str(error)) from None


@asynccontextmanager
async def _engine() -> AsyncIterator[AsyncEngine]:
    engine = records()
    try:
        yield engine
    finally:
        await engine.dispose()


async def run() -> None:
    """Run the intake alone, until it is stopped. It waits for a Temporal server that is not there yet."""
    await upgrade(records_url())
    engine = engine_for(records_url())
    try:
        async with running(await connect_later(), engine):
            CONSOLE.print(f"intake running, records in {shown(records_url())}; Ctrl-C ends it")
            await asyncio.Event().wait()
    finally:
        await engine.dispose()


@asynccontextmanager
async def running(temporal: Client, engine: AsyncEngine) -> AsyncIterator[None]:
    """The intake at work for as long as the block runs: deliveries, details, and the queue if one is configured."""
    async with AsyncExitStack() as stack:
        details = None
        if (services := _services()) is not None:
            details = HttpDetails(services)
            stack.push_async_callback(details.close)
        deliverer = Deliverer(engine, CaseClient(temporal, patience=PATIENCE))
        work = [Intake(engine, deliverer, details).run(), *_queue(engine, details is not None)]
        tasks = [asyncio.create_task(one) for one in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _queue(engine: AsyncEngine, can_ask: bool) -> Iterable[Coroutine[Any, Any, None]]:
    url = os.environ.get(QUEUE)
    if url:
        yield Queue(engine, url, endpoint=os.environ.get(QUEUE_ENDPOINT), can_ask=can_ask).run()


def _services() -> list[Service] | None:
    """The services whose details may be asked for: the file that THROUGHCARE_DETAILS names. Raises SetUpProblem."""
    named = os.environ.get(DETAILS)
    if not named:
        return None
    try:
        return services_in(Path(named))
    except (OSError, ValueError) as error:
        raise SetUpProblem(f"{DETAILS}: {type(error).__name__}: see docs/intake.md for what the file holds") from None
