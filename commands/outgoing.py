"""Commands on our own events: the sender, and what subscribers did not take."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from commands.fields import BadArgument
from commands.receipts import counted, table
from commands.settings import SetUpProblem, records, records_url
from commands.words import moment_in_words
from outgoing.sender import Sender, dead, send_again
from outgoing.subscriptions import Subscriptions, SubscriptionsProblem, load
from records.engine import engine_for

CONSOLE = Console(highlight=False)
SUBSCRIPTIONS = "THROUGHCARE_SUBSCRIPTIONS"


def subscriptions() -> Subscriptions | None:
    """The file that ``THROUGHCARE_SUBSCRIPTIONS`` names; none without it. Raises SetUpProblem."""
    named = os.environ.get(SUBSCRIPTIONS)
    try:
        return load(Path(named)) if named else None
    except SubscriptionsProblem as problem:
        raise SetUpProblem(f"{SUBSCRIPTIONS}: {problem}") from None


async def run() -> None:
    """Send our events until stopped."""
    to = subscriptions()
    if to is None:
        raise SetUpProblem(f"nobody is told: set {SUBSCRIPTIONS} to a file of subscribers (docs/intake.md)")
    engine = engine_for(records_url())
    try:
        CONSOLE.print(f"sending to {counted(len(to.subscribers), 'subscriber', 'subscribers')}; Ctrl-C ends it")
        await Sender(engine, to).run()
    finally:
        await engine.dispose()


@asynccontextmanager
async def running(engine: AsyncEngine, to: Subscriptions | None) -> AsyncIterator[None]:
    """The sender at work for as long as the block runs; nothing without subscriptions."""
    if to is None:
        yield
        return
    sending = asyncio.create_task(Sender(engine, to).run())
    try:
        yield
    finally:
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending


async def show_dead(subscriber: str | None) -> None:
    """What subscribers did not take."""
    engine = records()
    found = await dead(engine, subscriber)
    await engine.dispose()
    if not found:
        CONSOLE.print("Every subscriber took what it was sent, or still will.")
        return
    rows = [[one.subscriber, str(one.event), one.type, moment_in_words(one.at), one.answer or ""] for one in found]
    CONSOLE.print(table("", ["subscriber", "event", "type", "when", "last answer"], rows))


async def again(subscriber: str) -> None:
    """Have what a subscriber did not take sent again."""
    to = subscriptions()
    if to is not None and to.named(subscriber) is None:
        raise BadArgument(f"{subscriber}: no subscriber has this name")
    engine = records()
    count = await send_again(engine, subscriber)
    await engine.dispose()
    CONSOLE.print(f"{counted(count, 'event', 'events')} will be sent again")
