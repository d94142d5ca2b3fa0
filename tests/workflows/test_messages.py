"""What a case is told: once, in order, refused with reasons where it must be, and never lost where it may not be."""

import asyncio
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from client import CaseProblem, CaseRefused, NoSuchCase
from models.requests import CompleteDuty
from records import read
from tests.workflows.one_case import ORDERED, START, OneCase

pytestmark = pytest.mark.temporal

NAME = "Edward Smith"
ENQUIRY = {"subjects": ["partner-1"], "area": "national", "question": "what is known of the partner",
           "lawful_basis": "prevent_or_detect_crime"}  # fmt: skip


@pytest.fixture
async def case(dev_case: OneCase) -> OneCase:
    """A community order on the whole server."""
    await dev_case.open(ORDERED)
    return dev_case


class TestRepeats:
    async def test_the_same_event_again_is_answered_and_changes_nothing(self, case: OneCase) -> None:
        first = await case.report("new_relationship", "e-same", partner="partner-1")
        assert {"new_partner", "disclosure_decision", "review"} <= {d.kind for d in first.opened}
        await case.report("concern_identified")
        before, state, wakes = await case.entries(), await case.show(), await case.wakes()
        again = await case.report("new_relationship", "e-same", partner="partner-1")
        assert (again.duplicate, again.sequence, again.message) == (True, first.sequence, "e-same")
        assert {d.id for d in again.opened} == {d.id for d in first.opened}
        assert again.notices == [] and again.closed == []
        assert (await case.entries(), await case.show(), await case.wakes()) == (before, state, wakes)

    async def test_the_same_id_with_other_words_is_still_the_same_event(self, case: OneCase) -> None:
        await case.report("new_relationship", "e-same", partner="partner-1")
        assert (await case.report("new_relationship", "e-same", partner="partner-2")).duplicate
        assert list((await case.show()).partners) == ["partner-1"]

    async def test_a_signal_and_an_update_of_the_same_event_count_once(self, case: OneCase) -> None:
        event = await case.event("new_relationship", "e-same", partner="partner-1")
        await case.client.report_later(case.id, event)
        assert (await case.client.report(case.id, event)).duplicate
        await case.client.report_later(case.id, event)
        assert [e.event_id for e in await case.entries()] == ["opening", "e-same"]

    async def test_twenty_at_once_of_the_same_event_count_once(self, case: OneCase) -> None:
        event = await case.event("new_relationship", "e-same", partner="partner-1")
        receipts = await asyncio.gather(*(case.client.report(case.id, event) for _ in range(20)))
        assert sorted(r.duplicate for r in receipts) == [False] + [True] * 19
        assert {r.sequence for r in receipts} == {2}
        assert [e.event_id for e in await case.entries()] == ["opening", "e-same"]

    async def test_the_same_start_again_answers_with_the_case_there_is(self, case: OneCase) -> None:
        run = (await case.workflow.describe()).run_id
        again = await case.client.start(case.start_of(ORDERED))
        assert (again.case_id, again.stage) == (case.id, "community_order")
        assert (await case.workflow.describe()).run_id == run
        assert len(await case.entries()) == 1

    async def test_a_repeated_completion_waiver_and_decision_count_once(self, case: OneCase) -> None:
        await case.report("new_relationship", partner="partner-1")
        done = await case.completion((await case.duty("police_enquiry", "partner-1")).id, **ENQUIRY)
        first = await case.client.complete(case.id, done)
        assert [d.kind for d in first.closed] == ["police_enquiry"]
        again = await case.client.complete(case.id, done)
        assert again.duplicate and again.sequence == first.sequence
        assert len([e for e in await case.entries() if e.kind == "completed"]) == 1


class TestRefusals:
    async def test_a_guard_refuses_before_anything_enters_history(self, case: OneCase) -> None:
        await case.settled()
        before = len(await case.history())
        for _ in range(3):
            with pytest.raises(CaseRefused) as refused:
                await case.ask("close_case")
            assert {r["clause"] for r in refused.value.reasons} == {"AM-31"}
            assert "supervision has not ended" in str(refused.value)
        assert len(await case.history()) == before
        assert [e.event_id for e in await case.entries()] == ["opening"]

    async def test_a_completion_without_its_evidence_is_refused_and_can_be_done_properly(self, case: OneCase) -> None:
        duty = (await case.duty("residence")).id
        with pytest.raises(CaseRefused) as refused:
            await case.complete("residence", address=NAME)
        assert {(r["field"], r["clause"]) for r in refused.value.reasons} == {
            ("evidence.address", "PF-7.2a2"), ("evidence.protective_action", "PF-4.1c"),
        }  # fmt: skip
        assert NAME not in str(refused.value)
        with pytest.raises(CaseRefused, match="no duty d99"):
            await case.client.complete(case.id, await case.completion("d99"))
        done = await case.complete("residence", address="address-1", protective_action="none needed: lives alone")
        assert ([d.id for d in done.closed], done.sequence) == ([duty], 2)
        with pytest.raises(CaseRefused, match="already done"):
            await case.client.complete(case.id, await case.completion(duty))

    async def test_a_decision_without_its_reasons_is_refused(self, case: OneCase) -> None:
        await case.report("new_relationship", partner="partner-1")
        with pytest.raises(CaseRefused) as refused:
            await case.decide("disclosure", "do_not_disclose", subject="partner-1")
        assert {r["field"] for r in refused.value.reasons} == {
            "rationale", "manager_discussed_with", "decided_with", "harm_if_not_told", "harm_if_told",
        }  # fmt: skip
        weighed = {"harm_if_not_told": "small", "harm_if_told": "he may leave", "decided_with": ["police", "idva"]}
        made = {"rationale": "no risk found", "manager_discussed_with": "spo-1", **weighed}
        decided = await case.decide("disclosure", "do_not_disclose", subject="partner-1", **made)
        assert [d.kind for d in decided.closed] == ["disclosure_decision"]

    async def test_an_opening_that_cannot_be_is_refused_and_the_id_is_free_again(self, dev_case: OneCase) -> None:
        with pytest.raises(CaseRefused, match="a case opens at the court report or at sentencing"):
            await dev_case.open({"type": "concern_identified"})
        assert (await dev_case.open(ORDERED)).stage == "community_order"


EVENT = {"event_id": "e1", "occurred_at": START.isoformat()}
MALFORMED: dict[str, tuple[Any, str | None]] = {
    "no message at all": (NAME, None),
    "a list": ([NAME], None),
    "no kind": ({"event": NAME}, None),
    "an unknown kind": ({"kind": NAME}, "kind"),
    "the clock's own": ({"kind": "clock"}, "kind"),
    "another opening": ({"kind": "opened", "start": {"case_id": "other-1", "opening": {**EVENT, **ORDERED}}}, "kind"),
    "the unread": ({"kind": "unread", "unread_id": "u1", "came": NAME}, "kind"),
    "no event": ({"kind": "reported", "event": NAME}, "event"),
    "an unknown event": ({"kind": "reported", "event": {**EVENT, "type": NAME}}, "event.type"),
    "a name for a reference": (
        {"kind": "reported", "event": {**EVENT, "type": "new_relationship", "partner": NAME}},
        "event.new_relationship.partner",
    ),
    "no such date": (
        {"kind": "reported", "event": {**EVENT, "type": "died", "occurred_at": NAME}},
        "event.died.occurred_at",
    ),
    "something beside": ({"kind": "reported", "event": {**EVENT, "type": "died", "why": NAME}}, "event.died.why"),
    "no such role": (
        {"kind": "completed", "completion": {"completion_id": "c1", "duty": "d1", "done_at": "2026-03-03T10:00:00Z",
                                             "done_by": "cp-1", "role": NAME}},
        "completion.role",
    ),
}  # fmt: skip


class TestMalformed:
    async def test_updates_are_refused_with_the_field_and_without_an_echo(self, case: OneCase) -> None:
        await case.settled()
        before = len(await case.history())
        for name, (message, field) in MALFORMED.items():
            with pytest.raises(WorkflowUpdateFailedError) as failed:
                await case.workflow.execute_update("tell", message)
            refused = failed.value.cause
            assert isinstance(refused, ApplicationError) and refused.type == "Refused", name
            assert [reason["field"] for reason in refused.details] == [field], name
            assert all(reason["words"] for reason in refused.details), name
            assert NAME not in f"{failed.value!r}{refused!r}{refused.details!r}{refused.__cause__!r}", name
        assert len(await case.history()) == before
        assert (await case.report("concern_identified")).sequence == 2

    @pytest.mark.parametrize("count", [0, 2])
    async def test_the_wrong_number_of_arguments_is_refused(self, case: OneCase, count: int) -> None:
        with pytest.raises(WorkflowUpdateFailedError):
            await case.workflow.execute_update("tell", args=[await case.reported("concern_identified")] * count)
        assert (await case.report("concern_identified")).sequence == 2

    async def test_signals_are_kept_as_they_came_and_block_nothing(self, case: OneCase) -> None:
        kept = [message for message, _ in MALFORMED.values()]
        for message in kept:
            await case.signal(message)
        await case.signal()
        await case.signal(1, 2)
        await case.workflow.signal("recalculate", NAME)
        await case.client.report_later(case.id, await case.event("concern_identified", "e-after"))
        entries = await case.entries_when(lambda found: found[-1].event_id == "e-after")
        unread = [e.body.get("came") for e in entries if e.kind == "unread"]
        assert unread == [*kept, None, [1, 2]]
        assert [e.kind for e in entries] == ["opened", *["unread"] * len(unread), "reported"]
        assert (await case.duty("home_visit")).triggers == ["sentence_passed", "concern_identified"]

    async def test_a_signal_that_is_refused_is_kept_too(self, case: OneCase) -> None:
        done = CompleteDuty.model_validate(await case.completion("d99")).model_dump(mode="json")
        await case.signal({"kind": "completed", "completion": done})
        [_, kept] = await case.entries_when(lambda found: len(found) == 2)
        assert (kept.kind, kept.body["came"]["completion"]["duty"]) == ("unread", "d99")


class TestNoSuchCase:
    async def test_an_unknown_case_is_named(self, dev_case: OneCase) -> None:
        client, event = dev_case.client, await dev_case.event("concern_identified")
        for asked in (
            client.report(dev_case.id, event),
            client.report_later(dev_case.id, event),
            client.complete(dev_case.id, await dev_case.completion("d1")),
            client.show(dev_case.id),
            client.waiting_for(dev_case.id),
            client.recalculate(dev_case.id),
        ):
            with pytest.raises(NoSuchCase, match=f"no open case {dev_case.id}"):
                await asked

    async def test_a_finished_case_takes_nothing_more(self, case: OneCase) -> None:
        await case.end()
        with pytest.raises(NoSuchCase):
            await case.report("concern_identified")
        with pytest.raises(NoSuchCase):
            await case.client.report_later(case.id, await case.event("concern_identified"))


class TestManyAtOnce:
    MANY = 20

    async def test_each_is_answered_and_none_is_lost(self, case: OneCase) -> None:
        told = [await case.event("new_relationship", partner=f"partner-{n}") for n in range(self.MANY)]
        receipts = await asyncio.gather(*(case.client.report(case.id, event) for event in told))
        assert sorted(r.sequence for r in receipts) == list(range(2, self.MANY + 2))
        assert not any(r.duplicate for r in receipts)
        entries = await case.entries()
        assert [e.sequence for e in entries] == list(range(1, self.MANY + 2))
        assert {(e.event_id, e.sequence) for e in entries[1:]} == {(r.message, r.sequence) for r in receipts}
        state = await case.show()
        assert len(state.partners) == self.MANY
        stored = {d.duty_id: (d.kind, d.state, d.due_on) for d in await read.duties(case.records, case.id)}
        assert stored == {d.id: (d.kind, d.state, d.due_on) for d in state.duties.values()}

    async def test_cases_do_not_wait_for_each_other(self, another_dev: Any, dev_worked: str) -> None:
        cases = [await another_dev(dev_worked) for _ in range(10)]
        await asyncio.gather(*(case.open(ORDERED) for case in cases))
        receipts = await asyncio.gather(*(case.report("concern_identified") for case in cases for _ in range(5)))
        assert sorted(r.sequence for r in receipts) == sorted(list(range(2, 7)) * 10)


async def test_what_the_server_cannot_do_is_said(dev_case: OneCase) -> None:
    """A query while the case is still being opened."""
    with pytest.raises(CaseProblem):
        await dev_case.client.show("not-there")
