"""Both sides together, each with its own worker, database and key: triggers one way, key stages the other."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities import victim_contact as victim_activities
from client import CaseRefused
from models.queues import VICTIM_TASK_QUEUE
from policy.calendar import months_after, months_before
from policy.victims.decide import decide
from records.engine import engine_for, reading
from sealing.keyring import load_or_make
from tests.workflows.conftest import NewCase
from tests.workflows.ending import at_rest, end
from tests.workflows.once import once
from tests.workflows.one_case import OneCase
from tests.workflows.victims import OneContact, VictimStore
from victim_client import NoSuchContact, VictimClient
from victim_worker import victim_worker
from victims.records import open_duties, upgrade
from worker import case_worker

pytestmark = pytest.mark.temporal

SECRETS = (
    "he waits outside number nine every Tuesday",
    "keep him off Acacia Avenue",
    "she has moved to Brightlingsea",
    "please stop the letters",
    "I am too frightened to join",
    "victim-9",
)
"""What only the victim side may hold: the victim's own words, and who they are to it."""


@pytest.fixture(scope="session")
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[VictimStore]:
    """The victim side's database and key."""
    folder = tmp_path_factory.mktemp("victims")
    url = f"sqlite+aiosqlite:///{folder / 'victims.db'}"
    await upgrade(url)
    engine = engine_for(url)
    yield VictimStore(engine, load_or_make(folder / "victims.key"), folder / "victims.db")
    await engine.dispose()


@pytest.fixture
async def both(
    dev: WorkflowEnvironment, another_dev: NewCase, records: AsyncEngine, store: VictimStore
) -> AsyncIterator[tuple[OneCase, OneContact]]:
    """A case and a contact, not yet opened, on the whole server."""
    case = await another_dev()
    contact = OneContact(dev, store, case.id)
    mine = case_worker(dev.client, records, task_queue=case.task_queue, victim_queue=contact.queue)
    async with mine, victim_worker(dev.client, store.engine, store.keyring, task_queue=contact.queue):
        yield case, contact
        await _end(contact)


@pytest.fixture
async def both_skipping(
    skipping: WorkflowEnvironment, another: NewCase, records: AsyncEngine, store: VictimStore
) -> AsyncIterator[tuple[OneCase, OneContact]]:
    """The same on the server that skips time, in the sandbox."""
    case = await another()
    contact = OneContact(skipping, store, case.id)
    about: dict[str, Any] = {"task_queue": case.task_queue, "victim_queue": contact.queue, "sandboxed": True}
    mine = case_worker(skipping.client, records, **about)
    theirs = victim_worker(skipping.client, store.engine, store.keyring, task_queue=contact.queue, sandboxed=True)
    async with mine, theirs:
        yield case, contact
        await _end(contact)
        await case.end()


async def _end(contact: OneContact) -> None:
    """Let what is under way come to its end while its worker is there, and make an end of the contact, if it is one."""
    with suppress(RPCError, NoSuchContact):
        await contact.settled()
        await at_rest(contact.workflow)
        await end(contact.workflow)


async def _sentenced(case: OneCase, release: date | None = None) -> None:
    dates = {"conditional_release": release.isoformat()} if release else {}
    said = {"type": "sentence_passed", "kind": "determinate", "length_days": 1460, "dates": dates}
    await case.open(said, start=None)


async def _complete(case: OneCase, kind: str, **evidence: Any) -> None:
    """Complete every open duty of a kind, whomever it is about."""
    for duty in (await case.show()).open_duties:
        if duty.kind == kind:
            await case.client.complete(case.id, await case.completion(duty.id, **evidence))


async def _today(case: OneCase) -> date:
    return (await case.now()).date()


def _has(kind: str) -> Callable[[Any], bool]:
    return lambda stands: any(d.kind == kind for d in stands.open_duties)


class TestTogether:
    async def test_from_the_offer_to_the_acknowledgement(self, both: tuple[OneCase, OneContact]) -> None:
        """EV-58, EV-28, EV-23: joins, passes information on, and hears that the practitioner has it."""
        case, contact = both
        await _sentenced(case, months_after(await _today(case), 20))
        opened = await contact.open()
        assert [d.kind for d in opened.opened] == ["scheme_offer"]
        await contact.when(lambda c: c.stages)
        joined = await contact.tell("victim_answered", answer="opted_in")
        assert joined.triggers == ["liaise_with_vlo"]
        await once(case.show, _has("vlo_contact"))
        await contact.tell("unwanted_contact", words=SECRETS[0])
        stands = await once(case.show, _has("vlo_information"))
        [duty] = [d for d in stands.open_duties if d.kind == "vlo_information"]
        assert await contact.kinds() >= {"unwanted_contact_steps", "acknowledgement"}
        await _complete(case, "vlo_information", acknowledged=True, significant=True)
        assert _has("review")(await case.show())
        await contact.when(lambda c: not _has("acknowledgement")(c))
        assert duty.subject in (await contact.show()).information

    async def test_am_51_a_contact_opened_after_the_dates_were_told_still_hears_of_them(
        self, both: tuple[OneCase, OneContact]
    ) -> None:
        case, contact = both
        release = months_after(await _today(case), 20)
        await _sentenced(case, release)
        await contact.open()
        first = await contact.when(lambda c: c.stages)
        assert first.stages == {"conditional release": release}
        await case.report("dates_changed", dates={"hdc_eligibility": (release - timedelta(days=90)).isoformat()})
        moved = await contact.when(lambda c: len(c.stages) == 2)
        assert moved.heard > first.heard

    async def test_when_records_are_merged_the_contact_goes_on_with_the_case_that_stays(
        self, both: tuple[OneCase, OneContact], another_dev: NewCase
    ) -> None:
        case, contact = both
        stays = await another_dev(case.task_queue)
        for one in (case, stays):
            await _sentenced(one, months_after(await _today(one), 20))
        await contact.open()
        await contact.tell("victim_answered", answer="opted_in")
        await contact.when(lambda c: c.stages)
        await case.report("records_merged", surviving_case=stays.id)
        gone_on = await contact.when(lambda c: c.case_id == stays.id)
        assert gone_on.ended_on is None and _has("victim_contact")(gone_on)
        await contact.tell("unwanted_contact", words=SECRETS[0])
        await once(stays.show, _has("vlo_information"))

    async def test_in_an_escalation_a_victim_outside_the_scheme_is_referred_again(
        self, both: tuple[OneCase, OneContact]
    ) -> None:
        case, contact = both
        await _sentenced(case, months_after(await _today(case), 20))
        await contact.open()
        await contact.when(lambda c: c.stages)
        await contact.tell("victim_answered", answer="not_responded", words=SECRETS[4])
        await case.report("rosh_changed", level="very_high")
        await once(case.show, _has("vlu_re_referral"))
        evidence = {"choice": "re_refer", "discussed": "nobody", "grounds": ["escalation"], "reference": "referral-1"}
        await _complete(case, "vlu_re_referral", **evidence)
        await contact.when(_has("new_approach"))

    async def test_a_trigger_for_a_case_that_is_not_there_becomes_the_officer_s_own_work(
        self, dev: WorkflowEnvironment, both: tuple[OneCase, OneContact], store: VictimStore
    ) -> None:
        contact = OneContact(dev, store, "case-nowhere", both[1].queue)
        await contact.open()
        await contact.tell("risk_information", words=SECRETS[2])
        await contact.when(_has("tell_practitioner"))
        await _end(contact)

    async def test_a_repeat_changes_nothing_also_after_it_continued_as_new(
        self, both: tuple[OneCase, OneContact]
    ) -> None:
        _case, contact = both
        await contact.open()
        first = await contact.tell("risk_information", "v-once", words=SECRETS[2])
        run = (await contact.workflow.describe()).run_id

        async def other_run() -> bool:
            await contact.tell("vlo_changed", vlo="vlo-4")
            return (await contact.workflow.describe()).run_id != run

        await once(other_run, bool)
        again = await contact.tell("risk_information", "v-once", words=SECRETS[2])
        assert (again.duplicate, again.sequence) == (True, first.sequence)
        assert len((await contact.show()).information) == 1
        await contact.settled()
        assert [d.kind for d in await open_duties(contact.store.engine) if d.contact_id == contact.id].count(
            "acknowledgement"
        ) == 1

    async def test_what_cannot_be_read_is_kept_and_the_manager_hears(self, both: tuple[OneCase, OneContact]) -> None:
        _case, contact = both
        await contact.open()
        await contact.workflow.signal("tell_later", {"kind": "reported", "event": SECRETS[0]})
        found = await once(lambda: _rows(contact.store.engine, "contact_events", contact.id), lambda f: len(f) >= 2)
        assert found[-1]["kind"] == "unread" and SECRETS[0] in str(found[-1]["body"])

    async def test_gu_09_the_report_itself_is_refused_and_not_quoted(self, both: tuple[OneCase, OneContact]) -> None:
        _case, contact = both
        await contact.open()
        await contact.tell("victim_answered", answer="opted_in")
        with pytest.raises(CaseRefused) as refused:
            await contact.complete("contact_report", vcms_reference="vcms-1", report=SECRETS[0])
        assert "(GU-09)" in str(refused.value) and SECRETS[0] not in str(refused.value)
        await contact.complete("contact_report", vcms_reference="vcms-1")
        assert (await contact.show()).contact_report == "vcms-1"


async def test_ti_07_ev_43_the_re_referral_falls_due_six_months_ahead_and_moves(
    both_skipping: tuple[OneCase, OneContact],
) -> None:
    """Declined, 20 months before release: asked four weeks before the due date, which the case counts by itself."""
    case, contact = both_skipping
    release = months_after(await _today(case), 20)
    await _sentenced(case, release)
    await contact.open()
    await contact.when(lambda c: c.stages)
    await contact.tell("victim_answered", answer="declined")
    later = months_after(release, 2)
    await case.report("dates_changed", dates={"conditional_release": later.isoformat()})
    await contact.when(lambda c: c.stages["conditional release"] == later)
    due = months_before(later, 6)
    await _sleep_until(contact, due - timedelta(days=29))
    assert not _has("vlu_re_referral")(await case.show())
    await _sleep_until(contact, due - timedelta(days=27))
    stands = await once(case.show, _has("vlu_re_referral"))
    [duty] = [d for d in stands.open_duties if d.kind == "vlu_re_referral"]
    assert duty.due_on == due
    await case.report("dates_changed", dates={"rotl_start": (due + timedelta(days=60)).isoformat()})
    await contact.when(lambda c: len(c.stages) == 2)
    [duty] = [d for d in (await case.show()).open_duties if d.kind == "vlu_re_referral"]
    assert duty.due_on is not None and duty.due_on < due


async def test_a_fault_of_ours_loses_no_fact_and_says_nothing(
    both_skipping: tuple[OneCase, OneContact], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What policy fails on is kept, and worked through an hour later; other news in between does not put it off."""
    _case, contact = both_skipping
    await contact.open()

    def broken(state: Any, message: Any, *more: Any) -> Any:
        if SECRETS[2] in str(message):
            raise ValueError(SECRETS[2])
        return decide(state, message, *more)

    monkeypatch.setattr(victim_activities, "decide", broken)
    kept = await contact.tell("risk_information", words=SECRETS[2])
    assert kept.notes and not (await contact.show()).information
    monkeypatch.undo()
    start = await contact.now()
    await _sleep(contact, start + timedelta(minutes=40))
    await contact.tell("vlo_changed", vlo="vlo-4")
    await _sleep(contact, start + timedelta(minutes=65))
    await contact.when(lambda c: len(c.information) == 1)
    history = await contact.client.temporal.get_workflow_handle(contact.workflow.id).fetch_history()
    _free_of_secrets([_inside(e) for e in history.events])


async def _sleep(contact: OneContact, until: datetime) -> None:
    """Let time pass to a moment; a call takes half a minute at most, and a busy machine more."""
    while (left := until - await contact.now()) > timedelta():
        with suppress(RPCError):
            await contact.server.sleep(left)


async def _sleep_until(contact: OneContact, day: date) -> None:
    await _sleep(contact, datetime.combine(day, time(12), UTC))


class TestKeptApart:
    """GU-08, GU-10, PF-17.6a, ST-05, ST-07, ST-19: nothing of a victim reaches the offender side, in any form."""

    async def test_nothing_a_victim_said_is_anywhere_on_the_offender_side(
        self,
        both: tuple[OneCase, OneContact],
        records: AsyncEngine,
        caplog: pytest.LogCaptureFixture,
        capfd: pytest.CaptureFixture[str],
        tmp_path: Path,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        case, contact = both
        await _sentenced(case, months_after(await _today(case), 20))
        await contact.open()
        await contact.when(lambda c: c.stages)
        await self._told_everything(case, contact)
        await contact.settled()
        await case.settled()

        offender = [str(e) for e in await case.history()]
        offender += [str((await case.workflow.describe()).raw_description)]
        offender += [json.dumps(await case.workflow.query(name)) for name in ("case", "waiting_for")]
        offender += [str(row) for row in await _every_row(records)]
        offender += [r.getMessage() + str(r.exc_info) for r in caplog.records]
        offender += [*capfd.readouterr()]
        _free_of_secrets(offender)
        assert any("risk_information_from_vlo" in said for said in offender)

        # What the two sides say to each other, and what anybody sees of the victim side without its key.
        types = {"VictimContactWorkflow", "KeyStagesWorkflow"}
        outside = Client(case.temporal.service_client, data_converter=pydantic_data_converter)
        runs = [w async for w in outside.list_workflows() if w.workflow_type in types or w.id == case.workflow.id]
        assert {w.workflow_type for w in runs} == {*types, "CaseWorkflow"}
        for run in runs:
            handle = outside.get_workflow_handle(run.id, run_id=run.run_id)
            _free_of_secrets([_inside(e) for e in (await handle.fetch_history()).events])
            _free_of_secrets([run.id, str((await handle.describe()).raw_description)])

        # The proof that this can fail: with the key it is there, and the victim records hold it.
        stands = str(await contact.show())
        assert all(word in stands for word in SECRETS[:4])
        kept = str(await _rows(contact.store.engine, "contact_events", contact.id))
        assert all(word in kept for word in SECRETS[:4])

    async def _told_everything(self, case: OneCase, contact: OneContact) -> None:
        await contact.tell("victim_answered", answer="not_responded", words=SECRETS[4])
        await case.report("rosh_changed", level="very_high")
        await once(case.show, _has("vlu_re_referral"))
        await contact.tell("victim_answered", answer="opted_in")
        await contact.tell("unwanted_contact", words=SECRETS[0], third_party=True)
        await contact.tell("conditions_requested", conditions=[{"kind": "exclusion_zone", "words": SECRETS[1]}])
        await once(case.show, _has("put_condition_forward"))
        await contact.tell("risk_information", words=SECRETS[2], grave=True)
        await contact.tell("stop_contact_requested", words=SECRETS[3])
        await once(case.show, _has("vlo_information"))
        with pytest.raises(CaseRefused):
            await contact.complete("contact_report", vcms_reference="vcms-1", words=SECRETS[0])
        await contact.workflow.signal("tell_later", {"kind": "reported", "event": SECRETS[1]})
        await once(case.show, lambda c: sum(d.kind == "vlo_information" for d in c.open_duties) == 2)
        await _complete(case, "vlo_information", acknowledged=True, significant=False)
        await contact.when(lambda c: not any(d.kind == "acknowledgement" for d in c.open_duties))

    async def test_without_the_key_a_contact_cannot_be_read_or_told(
        self, both: tuple[OneCase, OneContact], tmp_path: Path
    ) -> None:
        case, contact = both
        await contact.open()
        await contact.tell("risk_information", words=SECRETS[2])
        stranger = VictimClient(case.temporal, load_or_make(tmp_path / "other.key"))
        with pytest.raises(Exception, match="key"):
            await stranger.show(contact.id)
        plain = case.temporal.get_workflow_handle(contact.workflow.id)
        with pytest.raises(Exception) as failed:  # whatever kind: it must not be readable
            await plain.query("contact")
        _free_of_secrets([str(failed.value)])

    def test_the_two_databases_share_no_table(self, store: VictimStore) -> None:
        with sqlite3.connect(store.file) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        from models.tables import TABLES

        assert tables & set(TABLES) == set()
        assert store.file.stat().st_mode & 0o077 == 0


def _free_of_secrets(texts: list[str]) -> None:
    for said in texts:
        assert not [word for word in SECRETS if word in said], said[:400]


def _inside(message: Message) -> str:
    """A message with the bytes of its payloads as text, whichever way they are written."""
    return message.SerializeToString().decode("utf-8", errors="replace")


async def _every_row(engine: AsyncEngine) -> list[Any]:
    found: list[Any] = []
    async with reading(engine).connect() as connection:
        tables = await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        for (table,) in tables.all():
            found += (await connection.execute(text(f'SELECT * FROM "{table}"'))).all()  # names of our own tables
    return found


async def _rows(engine: AsyncEngine, table: str, contact_id: str) -> list[Any]:
    statement = text(f'SELECT * FROM "{table}" WHERE contact_id = :id ORDER BY sequence')
    async with reading(engine).connect() as connection:
        return list((await connection.execute(statement, {"id": contact_id})).mappings().all())


def test_the_victim_queue_is_its_own() -> None:
    from models.queues import TASK_QUEUE

    assert VICTIM_TASK_QUEUE != TASK_QUEUE
