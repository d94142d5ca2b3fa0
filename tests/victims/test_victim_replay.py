"""Every stored history of a contact replays on today's workflow code, and says nothing without its key."""

import gzip
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter
from temporalio.worker import Replayer

from tests.victims.store_histories import HERE, MADE_UP
from victims.codec import converter
from worker import sandbox
from workflows.victim_contact import VictimContactWorkflow

STORED = sorted(HERE.glob("*.json.gz"))


def _told(file: Path) -> str:
    return gzip.decompress(file.read_bytes()).decode()


async def _replay(file: Path, data_converter: DataConverter) -> None:
    replayer = Replayer(workflows=[VictimContactWorkflow], data_converter=data_converter, workflow_runner=sandbox())
    await replayer.replay_workflow(WorkflowHistory.from_json("victim-contact-made-up", _told(file)))


@pytest.mark.temporal
@pytest.mark.parametrize("file", STORED, ids=lambda file: file.name.removesuffix(".json.gz"))
async def test_replays(file: Path) -> None:
    await _replay(file, converter(MADE_UP))


@pytest.mark.temporal
async def test_does_not_replay_without_its_key() -> None:
    """The proof that the stored histories are sealed."""
    with pytest.raises(Exception):  # noqa: B017  # whatever it is that cannot read them
        await _replay(STORED[0], pydantic_data_converter)


def test_there_are_several_runs_and_none_says_where_it_was_made() -> None:
    assert len(STORED) >= 2
    for file in STORED:
        assert "stackTrace" not in _told(file) and "made up" not in _told(file), file.name
