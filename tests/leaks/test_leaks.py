"""After a full life with planted names, addresses, numbers and victims' words: none of them where they must not be.

What may hold them is named here, table by table. The Temporal server holds none of them anywhere.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.leaks.life import CASE, lived
from tests.leaks.planted import CRN, EVERYTHING, NAME, OF_THE_CASE, OF_THE_VICTIM, found
from tests.leaks.seen import everything, tables
from tests.leaks.world import World, world
from tests.workflows.victims import OneContact

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

MAY_HOLD_WHAT_WAS_TOLD = {
    "cases", "events", "duties", "decisions", "escalations", "notices", "answers", "inbox",
    "intake_messages", "intake_deliveries", "intake_numbers", "intake_named", "outgoing_events",
}  # fmt: skip
"""Tables of the records: what was told of a case, and what other systems sent, as it came."""

PLACES = (
    "logs", "what is printed", "metrics", "traces", "ids and attributes of workflows", "histories beside payloads",
    "words of failures", "titles of pages", "addresses in pages", "pages that say something is wrong",
    "problems of the API", "headers of answers", "notices sent", "webhooks", "names of files",
)  # fmt: skip
MAY_BE_EMPTY = {"what is printed"}


@dataclass
class After:
    """A world after a life was lived in it."""

    world: World
    contact: OneContact
    seen: dict[str, list[str]]


@pytest.fixture(scope="module")
async def after(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[After]:
    async with world(tmp_path_factory.mktemp("leaks")) as one:
        contact = await lived(one)
        yield After(one, contact, await everything(one))


@pytest.mark.parametrize("place", PLACES)
async def test_nothing_planted_is_there(after: After, place: str) -> None:
    assert set(PLACES) == set(after.seen)
    texts = after.seen[place]
    assert texts or place in MAY_BE_EMPTY
    assert [(found(text), text[:300]) for text in texts if found(text)] == []


async def test_every_way_out_was_used(after: After) -> None:
    """The proof that there was something to find it in."""
    world, seen = after.world, after.seen
    statuses = {one.status_code for one in world.answers}
    assert statuses >= {200, 201, 202, 303, 400, 401, 403, 404, 422}
    assert len({json.loads(text)["type"] for text in seen["problems of the API"]}) >= 8
    assert len(seen["words of failures"]) > 2 and len(seen["traces"]) > 50
    assert len(set(seen["titles of pages"])) > 5 and f"/cases/{CASE}" in seen["addresses in pages"]
    assert world.mails.mails and len(world.hooks.got) > 5
    assert any('"level": "debug"' in line for line in seen["logs"])


async def test_the_records_hold_it_only_in_the_tables_that_may(after: After) -> None:
    holding = {name for name, rows in (await tables(after.world.records)).items() if found(rows, OF_THE_CASE)}
    assert holding <= MAY_HOLD_WHAT_WAS_TOLD
    assert holding >= {"cases", "events", "intake_messages"}


async def test_nothing_a_victim_said_is_in_the_records(after: After) -> None:
    holding = {name for name, rows in (await tables(after.world.records)).items() if found(rows, OF_THE_VICTIM)}
    assert holding == set()


async def test_the_files_of_the_server_hold_nothing_that_was_said(after: After) -> None:
    files = sorted(after.world.folder.glob("temporal.db*"))
    assert sum(file.stat().st_size for file in files) > 1_000_000
    assert [(file.name, found(file.read_bytes())) for file in files if found(file.read_bytes())] == []


async def test_nothing_of_the_case_is_in_the_victim_records(after: After) -> None:
    rows = await tables(after.world.victims.engine)
    assert [name for name, said in rows.items() if found(said, OF_THE_CASE)] == []
    assert any(found(said, OF_THE_VICTIM) for said in rows.values())


async def test_whoever_may_read_the_case_finds_it_there(after: After) -> None:
    """The proof that this can fail: what was planted arrived, and is shown to those it is for."""
    async with after.world.of("com-1") as mine:
        shown = (await mine.get(f"/v1/cases/{CASE}")).text + (await mine.get(f"/v1/cases/{CASE}/history")).text
    assert CRN in shown and NAME in shown
    assert found(str(await after.contact.show()), OF_THE_VICTIM)
    assert len(EVERYTHING) == 6
