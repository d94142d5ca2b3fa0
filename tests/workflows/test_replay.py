"""Every stored history replays on today's workflow code: a case that is already running goes on."""

import gzip
import re
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner

from models.carried import Given
from tests.workflows.paths import RELEASED
from worker import sandbox
from workflows.case import CaseWorkflow

STORED = sorted((Path(__file__).parents[1] / "histories").glob("*.json.gz"))
STAGES = {"court_report", "custody_to_close", "life", "every_response", "ed", "brendan", "logan", "jay", "ian"}
PATHS = {"by_signal", "undecided", "opening_refused", "policy_changed", "continued_as_new", "adopted"}


def history(file: Path) -> WorkflowHistory:
    """A stored history."""
    return WorkflowHistory.from_json(file.name.split(".")[0], gzip.decompress(file.read_bytes()).decode())


def test_there_is_a_history_of_every_stage_and_path() -> None:
    """One without a stored history would not be looked at."""
    assert {file.name.split(".")[0] for file in STORED} >= STAGES | PATHS


def test_every_released_build_has_left_a_history() -> None:
    """Today's must have, before it is released: ``make histories``. Those of earlier builds are never removed."""
    released = [file for file in STORED if file.name.startswith("release_")]
    assert RELEASED in {file.name.split(".")[0] for file in released}
    for file in released:
        told = gzip.decompress(file.read_bytes()).decode()
        builds = {build.replace(".", "-") for build in re.findall(r'"buildId": *"([^"]*)"', told)}
        assert builds == {file.name.split(".")[0].removeprefix("release_")}


def test_no_history_says_where_it_was_made() -> None:
    for file in STORED:
        told = gzip.decompress(file.read_bytes()).decode()
        assert "stackTrace" not in told, file.name
        assert set(re.findall(r'"identity": *"([^"]*)"', told)) <= {"somebody"}, file.name


@pytest.mark.temporal
@pytest.mark.parametrize("file", STORED, ids=lambda file: file.name.removesuffix(".json.gz"))
async def test_replays(file: Path) -> None:
    """In the sandbox, which also catches what must not be in workflow code."""
    await _replay(file, CaseWorkflow, sandbox())


@pytest.mark.temporal
async def test_replays_as_the_worker_runs_it() -> None:
    """Without the sandbox too, as in production."""
    for file in STORED[:3]:
        await _replay(file, CaseWorkflow, UnsandboxedWorkflowRunner())


@workflow.defn(name="CaseWorkflow", sandboxed=False)
class Doctored(CaseWorkflow):
    """The same workflow with a command too many."""

    @workflow.init
    def __init__(self, given: Given) -> None:
        super().__init__(given)

    @workflow.run
    async def run(self, given: Given) -> None:
        """Sleep first, which no stored case did."""
        await workflow.sleep(1)
        await super().run(given)


@pytest.mark.temporal
async def test_code_that_would_not_replay_is_found() -> None:
    """The proof that the tests above can fail."""
    with pytest.raises(workflow.NondeterminismError):
        await _replay(STORED[0], Doctored, UnsandboxedWorkflowRunner())


async def _replay(file: Path, code: type[CaseWorkflow], runner: WorkflowRunner) -> None:
    replayer = Replayer(workflows=[code], data_converter=pydantic_data_converter, workflow_runner=runner)
    await replayer.replay_workflow(history(file))
