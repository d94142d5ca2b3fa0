"""The audit trail as a whole: is it as it was written, how far does it go, and what does it say."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from audit import keys
from audit.chain import Link
from audit.checkpoints import Checkpoint, NoCheckpoint, is_signed, line, read, sign
from audit.entry import written
from audit.faults import Fault, Kind
from audit.reading import Wanted, found, last, whole
from audit.verified import Verified, keep
from audit.walk import Walk
from commands.answer import NotInOrder, print_json
from commands.fields import BadArgument, moment
from commands.receipts import counted, table
from commands.settings import AUDIT_KEY, SetUpProblem, audit_key, records
from sealing.problems import KeyProblem

CONSOLE = Console(highlight=False)
PROGRESS = Console(stderr=True, highlight=False)
EVERY = 100_000
"""Entries between two lines that say how far it is."""


async def verify(checkpoints: Path | None, key: Path | None, as_json: bool) -> None:
    """Look whether every entry is as it was written, where it was written. Raises NotInOrder when any is not."""
    given = _given(checkpoints)
    signed, forged = _sorted_by_signature(given, key)
    walk, engine = Walk(signed), records()
    against = max((one.number for one in signed), default=None)
    try:
        async for link in whole(engine):
            walk.take(link)
            if walk.count % EVERY == 0:
                PROGRESS.print(f"{walk.count} entries looked at")
        faults = [*forged, *walk.faults()]
        await _keep(
            engine, Verified(datetime.now(UTC), walk.count, against, len(faults), [one.words for one in faults])
        )
    finally:
        await engine.dispose()
    if as_json:
        print_json({"entries": walk.count, "checkpoint": against, "faults": [asdict(fault) for fault in faults]})
    else:
        _say(walk, signed, faults)
    if faults:
        raise NotInOrder


async def _keep(engine: AsyncEngine, found: Verified) -> None:
    """Keep it for the operator's page. Whoever may only read the database looks all the same."""
    try:
        await keep(engine, found)
    except SQLAlchemyError:
        PROGRESS.print("what was found is not kept: this account may not write to the records, or they are older")


def _say(walk: Walk, signed: Sequence[Checkpoint], faults: Sequence[Fault]) -> None:
    state = counted(len(faults), "fault", "faults") if faults else "each as it was written"
    CONSOLE.print(f"{counted(walk.count, 'entry', 'entries')} looked at: {state}")
    for fault in faults:
        CONSOLE.print(f"  {fault.words}", markup=False, soft_wrap=True)
    if signed:
        newest = max(signed, key=lambda one: one.number)
        CONSOLE.print(f"compared with {counted(len(signed), 'checkpoint', 'checkpoints')}, up to entry {newest.number}")
    else:
        CONSOLE.print("without a checkpoint it is not seen when the end is cut off: give one with --checkpoint")


def _given(path: Path | None) -> list[Checkpoint]:
    """Raises BadArgument."""
    if path is None:
        return []
    try:
        given = read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BadArgument("--checkpoint: the file cannot be read") from None
    except NoCheckpoint as problem:
        raise BadArgument(f"--checkpoint: {problem}") from None
    if not given:
        raise BadArgument("--checkpoint: the file holds no checkpoint")
    return given


def _sorted_by_signature(given: Sequence[Checkpoint], key: Path | None) -> tuple[list[Checkpoint], list[Fault]]:
    """Those that are signed, and a fault for each that is not. Raises SetUpProblem."""
    if not given:
        return [], []
    trusted = _public(key)
    forged = [one for one in given if not is_signed(one, trusted)]
    words = "the checkpoint of entry {} is not signed by this key: it was altered, or is of another key (--key)"
    return (
        [one for one in given if one not in forged],
        [Fault(Kind.NOT_SIGNED, one.number, one.number, words.format(one.number)) for one in forged],
    )


def _public(path: Path | None) -> list[Ed25519PublicKey]:
    try:
        return keys.load_public(path) if path else [keys.load(audit_key()).public_key()]
    except KeyProblem as problem:
        raise SetUpProblem(f"{problem}; --key names a public key, {AUDIT_KEY} our own key") from None


async def checkpoint() -> None:
    """Print a checkpoint of the trail as it stands. What it signs is not verified first."""
    engine = records()
    try:
        end = await last(engine)
    finally:
        await engine.dispose()
    try:
        key = keys.load_or_make(audit_key())
    except KeyProblem as problem:
        raise SetUpProblem(str(problem)) from None
    sys.stdout.write(line(sign(end, written(datetime.now(UTC)), key)) + "\n")


async def public_key() -> None:
    """Print the public key, in PEM."""
    try:
        sys.stdout.write(keys.public_pem(keys.load_or_make(audit_key())))
    except KeyProblem as problem:
        raise SetUpProblem(str(problem)) from None


async def show(case_id: str | None, who: str | None, since: str | None, limit: int, as_json: bool) -> None:
    """Print entries, the newest first."""
    if not 1 <= limit <= 10_000:
        raise BadArgument("--limit: give a number from 1 to 10000")
    from_midnight = f"{since}T00:00" if since is not None and len(since) == len("2026-03-16") else since
    start = written(moment(from_midnight)) if from_midnight else None
    engine = records()
    try:
        links = await found(engine, Wanted(case_id, who, start, limit))
    finally:
        await engine.dispose()
    if as_json:
        print_json({"items": [{"number": link.number, **asdict(link.entry), "hash": link.hash} for link in links]})
        return
    if not links:
        CONSOLE.print("No entries match.")
        return
    headings = ["entry", "when (UTC)", "who", "as", "did", "case", "how it ended"]
    CONSOLE.print(table(counted(len(links), "entry", "entries"), headings, [_cells(link) for link in links]))
    if len(links) == limit:
        CONSOLE.print("There may be more: a larger --limit shows them")


def _cells(link: Link) -> list[str]:
    entry = link.entry
    asked = f" ({entry.asked})" if entry.asked else ""
    shown = f", {entry.shown}" if entry.shown is not None else ""
    ended = f"{entry.outcome}{shown}" + (f": {entry.problem}" if entry.problem else "")
    when = str(entry.at)[:19].replace("T", " ")
    return [str(link.number), when, entry.who, entry.capacities, f"{entry.action}{asked}", entry.case_id or "", ended]
