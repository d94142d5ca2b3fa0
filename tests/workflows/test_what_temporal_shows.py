"""What anybody with the Temporal UI sees of a case: enough to find and follow it, and nothing that names a person."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payloads
from temporalio.api.failure.v1 import Failure
from temporalio.client import WorkflowExecutionDescription
from temporalio.common import SearchAttributeIndexedValueType

from client import CaseProblem, CaseRefused
from records.engine import engine_for
from tests.workflows.conftest import NewCase
from tests.workflows.failures import failures
from tests.workflows.once import once
from tests.workflows.one_case import ORDERED, SENTENCED, START, OneCase, london
from tests.workflows.test_policy_fault import broken
from worker import case_worker
from workflows.search_attributes import KEYS

pytestmark = pytest.mark.temporal

CRN, PRISON_NUMBER, NAME, ADDRESS = "X123456", "A1234BC", "Edward Smith", "14 Acacia Avenue"
PERSONAL = (CRN, PRISON_NUMBER, NAME, "Smith", ADDRESS, "Acacia")
SAID = f"{NAME} lives at {ADDRESS}"


async def _shown(case: OneCase) -> dict[str, Any]:
    """The search attributes, by the names policy has for them."""
    by_name = {key.name: name for name, key in KEYS.items()}
    pairs = (await case.workflow.describe()).typed_search_attributes
    return {by_name[pair.key.name]: pair.value for pair in pairs if pair.key.name in by_name}


class TestSearchAttributes:
    async def test_they_follow_the_case(self, dev_case: OneCase) -> None:
        case = dev_case
        await case.open(SENTENCED, profile={"rosh": {"known_adult": "high"}})
        assert await _shown(case) == {
            "stage": "custody", "rosh": "high", "team": "team-1", "overdue": 0, "open_reviews": 0,
            "next_due": london(date(2026, 3, 5)),
        }  # fmt: skip
        await case.report("practitioner_allocated", practitioner="pom-7", holder="pom")
        await case.report("rosh_changed", level="very_high")
        shown = await _shown(case)
        assert (shown["practitioner"], shown["rosh"], shown["open_reviews"]) == ("pom-7", "very_high", 1)

    async def test_what_no_longer_is_goes_away(self, dev_case: OneCase) -> None:
        case = dev_case
        await case.open(ORDERED)
        assert (await _shown(case))["next_due"] == london(date(2026, 3, 4))
        await case.report("died")
        shown = await _shown(case)
        assert "next_due" not in shown and shown["stage"] == "closed"

    async def test_each_has_its_type_and_cases_are_found_by_it(self, dev_case: OneCase) -> None:
        case = dev_case
        late = {**ORDERED, "occurred_at": datetime(2026, 2, 2, 10, tzinfo=UTC)}
        await case.open(late, team="team-lists")
        types = {p.key.name: p.key.indexed_value_type for p in (await case.workflow.describe()).typed_search_attributes}
        assert types[KEYS["next_due"].name] is SearchAttributeIndexedValueType.DATETIME
        assert types[KEYS["overdue"].name] is SearchAttributeIndexedValueType.INT
        assert types[KEYS["stage"].name] is SearchAttributeIndexedValueType.KEYWORD
        overdue = (await _shown(case))["overdue"]
        assert overdue > 3
        query = (
            f"ThroughcareTeam = 'team-lists' AND ThroughcareOverdue >= {overdue} AND "
            f"ThroughcareStage = 'community_order' AND ThroughcareNextDue < '{START.isoformat()}'"
        )

        async def found() -> list[str]:
            return [w.id async for w in case.temporal.list_workflows(query)]

        assert await once(found, bool) == [case.workflow.id]


class TestWords:
    async def test_the_case_says_how_it_stands(self, dev_case: OneCase) -> None:
        await dev_case.open(ORDERED)
        described = await dev_case.workflow.describe()
        assert await described.static_summary() == "Domestic abuse case through its sentence"
        details = await _details(dev_case)
        assert details.startswith("**community order** since ")
        assert "responsible: community probation practitioner" in details
        assert "9 open duties, 0 overdue" in details
        assert "- d2 Establish where the person lives; consider protective action at once: due " in details

    async def test_each_timer_says_what_it_waits_for(self, dev_case: OneCase) -> None:
        await dev_case.open(ORDERED)
        await dev_case.waive_all(but="initial_assessment")
        summaries = [e.user_metadata.summary.data for e in await dev_case.history("TIMER_STARTED")]
        assert summaries and all(summaries)
        assert summaries[-1] == b'"d4 reminder"'


async def _details(case: OneCase) -> str:
    metadata: Any = await case.workflow.query("__temporal_workflow_metadata")
    return str(metadata["currentDetails"] if isinstance(metadata, dict) else metadata.current_details)


class TestNothingPersonal:
    """What is told may hold names in free text; it stands in payloads, which can be encrypted, and nowhere else."""

    async def test_nowhere_but_in_payloads(self, another_dev: NewCase) -> None:
        case = await another_dev()
        gone = engine_for("sqlite+aiosqlite:////nowhere/at/all/records.db")
        async with case_worker(case.temporal, gone, task_queue=case.task_queue):
            await self._told_a_lot(case)
            described = await once(case.workflow.describe, _failed_to_record)
            details = await _details(case)
            history = await case.history()
        await gone.dispose()

        seen = [case.workflow.id, details, *_texts(described), *(str(_without_payloads(e)) for e in history)]
        seen += [str(failure) for failure in failures(history)]
        assert len(failures(history)) >= 3
        for text in seen:
            assert not [word for word in PERSONAL if word in text], text
        # The proof that this can fail: it does stand in the payloads.
        assert any(NAME in str(e) for e in history) and any(CRN in str(e) for e in history)

    async def test_a_start_that_cannot_be_read_is_not_quoted(self, dev_case: OneCase) -> None:
        """Another program may start the workflow with anything at all."""
        temporal, case = dev_case.temporal, dev_case
        await temporal.start_workflow("CaseWorkflow", {"start": SAID}, id=case.workflow.id, task_queue=case.task_queue)
        found = await once(lambda: _failures(case), bool)
        assert "validation error" in str(found) and not [word for word in PERSONAL if word in str(found)]

    async def _told_a_lot(self, case: OneCase) -> None:
        await case.open(SENTENCED, crn=CRN, prison_number=PRISON_NUMBER, profile={"contingencies": [SAID]})
        await case.report("new_relationship", partner="partner-1")
        await case.report("rosh_changed", level="high", justification=SAID)
        weighed = {"harm_if_not_told": SAID, "harm_if_told": SAID, "decided_without_reason": SAID}
        made = {"rationale": SAID, "manager_discussed_with": "spo-1", **weighed}
        await case.decide("disclosure", "do_not_disclose", subject="partner-1", **made)
        with pytest.raises(CaseRefused):
            await case.decide("disclosure", SAID, subject="partner-1", rationale=SAID)
        with pytest.raises(CaseRefused):
            await case.complete("post_sentence_papers", acknowledged_by=NAME, uploaded=SAID, about=SAID)
        with broken(NAME):
            await case.report("rosh_changed", level="medium", justification=SAID)
            with pytest.raises(CaseProblem):
                await case.client.complete(case.id, await case.completion("d1", said=SAID))
        await case.signal({"kind": "reported", "event": SAID})
        await case.signal(SAID, SAID)


async def _failures(case: OneCase) -> list[Failure]:
    return failures(await case.history())


def _failed_to_record(described: WorkflowExecutionDescription) -> bool:
    pending = described.raw_description.pending_activities
    return any(activity.HasField("last_failure") for activity in pending)


def _texts(described: WorkflowExecutionDescription) -> Iterator[str]:
    """Everything the description of a workflow says, pending activities and their failures too."""
    yield str(_without_payloads(described.raw_description))
    yield str(described.raw_info.memo)
    yield str(described.raw_info.search_attributes)


def _without_payloads(message: Message) -> Message:
    """A copy without what was sent and answered; what failures say stays."""
    copy = type(message)()
    copy.CopyFrom(message)
    _clear(copy)
    return copy


def _clear(message: Message) -> None:
    for field, value in message.ListFields():
        if field.message_type is None or isinstance(message, Failure):
            continue
        if field.message_type.full_name == Payloads.DESCRIPTOR.full_name:
            message.ClearField(field.name)
        elif field.message_type.GetOptions().map_entry:
            _clear_map(message, field.name, value)
        else:
            for part in [value] if isinstance(value, Message) else value:
                _clear(part)


def _clear_map(message: Message, name: str, entries: Any) -> None:
    if any(isinstance(value, Payloads) for value in entries.values()):
        message.ClearField(name)
