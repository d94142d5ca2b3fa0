"""A file of cases adopted on a real server: stopped, run again, and told to what it could not be used for."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from adoption import adopting
from adoption.adopting import NobodyTakesIt, Result, adopt_all, restricting_in, said_in
from adoption.journal import Journal
from bench.adoption import a_case
from client import CaseClient, NoSuchCase, workflow_id
from records.engine import engine_for
from records.restrictions import among
from tests.workflows.ending import at_rest, end
from tests.workflows.once import once

pytestmark = pytest.mark.temporal


@pytest.fixture
async def caseload(skipping: WorkflowEnvironment, worked: str, tmp_path: Path) -> AsyncIterator[Path]:
    """Six cases, of which one cannot open so and one has an item that cannot be used; ended afterwards."""
    mine = uuid4().hex[:8]
    cases = [{**a_case(n), "case_id": f"mine-{mine}-{n}"} for n in range(6)]
    cases[2]["opening"] = {"type": "concern_identified", "occurred_at": "2024-03-04"}
    cases[4]["done"] = [{"work": "daso_contact", "at": "2024-06-01"}]
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(c) + "\n" for c in cases), encoding="utf-8")
    yield file
    for case in cases:
        workflow = skipping.client.get_workflow_handle(workflow_id(str(case["case_id"])))
        await at_rest(workflow)
        await end(workflow)


async def none_is_restricted(case_id: str, staff: Sequence[str]) -> None:
    raise AssertionError("no case of this file is restricted")


async def adopted(client: CaseClient, file: Path, journal: Journal, at_once: int = 3) -> list[Result]:
    """What became of each row."""
    found: list[Result] = []
    await adopt_all(client, said_in(file, None), journal, found.append, none_is_restricted, at_once)
    return sorted(found, key=lambda r: r.line or 0)


async def test_each_row_is_adopted_once_however_often_it_is_run(
    skipping: WorkflowEnvironment, worked: str, caseload: Path, tmp_path: Path
) -> None:
    client = CaseClient(skipping.client, worked)
    first = await adopted(client, caseload, Journal(tmp_path / "journal.jsonl"))
    assert [r.receipt is not None for r in first] == [True, True, False, True, True, True]
    assert "opening" in str(first[2].problems[0])
    assert [(p.line, p.field) for p in first[4].problems if p.field != "settled_to sentence_plan"] == [
        (5, "done work"), (5, "settled_to initial_assessment"),
    ]  # fmt: skip
    again = await adopted(client, caseload, Journal(tmp_path / "journal.jsonl"))
    assert [r.already for r in again] == [True, True, False, True, True, True]
    unknown = await adopted(client, caseload, Journal(tmp_path / "lost.jsonl"))
    assert [r.already for r in unknown] == [True, True, False, True, True, True]
    for result in first:
        if result.receipt is not None and result.case_id is not None:
            assert (await client.waiting_for(result.case_id))["sequence"] == result.receipt.sequence


async def test_a_restricted_case_is_restricted_before_it_comes(
    skipping: WorkflowEnvironment, worked: str, caseload: Path, own_records: str, tmp_path: Path
) -> None:
    client, case_id = CaseClient(skipping.client, worked), restrict_the_first(caseload)
    records = engine_for(own_records)

    async def restrict(one: str, staff: Sequence[str]) -> None:
        with pytest.raises(NoSuchCase):
            await client.show(one)
        await restricting_in(lambda: records)(one, staff)

    found: list[Result] = []
    await adopt_all(client, said_in(caseload, None), Journal(tmp_path / "journal.jsonl"), found.append, restrict)
    assert (await client.show(case_id)).case_id == case_id
    assert await among(records, [r.case_id for r in found if r.case_id]) == {case_id: ["com-7"]}
    await records.dispose()


async def test_a_run_that_is_stopped_goes_on(
    skipping: WorkflowEnvironment, worked: str, caseload: Path, tmp_path: Path
) -> None:
    client, journal = CaseClient(skipping.client, worked), Journal(tmp_path / "journal.jsonl")
    some: list[Result] = []
    run = adopt_all(client, said_in(caseload, None), journal, some.append, none_is_restricted, 1)
    stopped = asyncio.create_task(run)
    await once(_now(lambda: some), bool)
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    results = await adopted(client, caseload, Journal(tmp_path / "journal.jsonl"))
    assert sum(r.receipt is not None or r.already for r in results) == 5
    assert results[0].already


async def test_a_row_that_changed_after_its_case_came_is_named_and_not_taken(
    skipping: WorkflowEnvironment, worked: str, caseload: Path, tmp_path: Path
) -> None:
    client, journal = CaseClient(skipping.client, worked), Journal(tmp_path / "journal.jsonl")
    await adopted(client, caseload, journal)
    case_id = change_team_of_the_first(caseload)
    result, *_ = await adopted(client, caseload, journal)
    assert (result.receipt, [p.field for p in result.problems]) == (None, ["case"])
    assert (await client.show(case_id)).team != "team-other"


def change_team_of_the_first(caseload: Path) -> str:
    return _change_the_first(caseload, team="team-other")


def restrict_the_first(caseload: Path) -> str:
    return _change_the_first(caseload, restricted_to=["com-7"])


def _change_the_first(caseload: Path, **fields: object) -> str:
    """Change the first row; the id of its case."""
    first, rest = caseload.read_text(encoding="utf-8").split("\n", 1)
    said = {**json.loads(first), **fields}
    caseload.write_text(json.dumps(said) + "\n" + rest, encoding="utf-8")
    return str(said["case_id"])


def _now(look: Callable[[], list[Result]]) -> Callable[[], Awaitable[list[Result]]]:
    async def looked() -> list[Result]:
        return look()

    return looked


async def test_without_a_worker_it_stops_and_says_so(
    dev: WorkflowEnvironment, caseload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting, "PATIENCE", adopting.PATIENCE / 120)
    # What nobody works on would keep the other server from skipping time.
    client = CaseClient(dev.client, f"nobody-{uuid4()}")
    with pytest.raises(NobodyTakesIt):
        await adopted(client, caseload, Journal(tmp_path / "journal.jsonl"))


def test_a_journal_cut_short_by_a_crash_is_read(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    Journal(file).note("case-1", "row-1")
    with file.open("a", encoding="utf-8") as open_file:
        open_file.write('{"case": "case-2", "ro')
    kept = Journal(file)
    assert (kept.row_of("case-1"), kept.row_of("case-2")) == ("row-1", None)
    assert datetime.fromisoformat(json.loads(file.read_text().splitlines()[0])["at"]).tzinfo == UTC
