"""Stores the history of each run of a victim's contact: ``python -m tests.victims.store_histories``, once.

They are sealed with a key made for them alone, which stands here: nothing in them was said by anybody.
"""

import asyncio
import gzip
import json
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import exits
from client import CaseRefused
from records.engine import engine_for
from sealing.keyring import Keyring
from servers import dev_server
from tests.store_histories import without_traces
from tests.workflows.once import once
from tests.workflows.victims import OneContact, VictimStore
from victim_worker import victim_worker
from victims.records import upgrade

HERE = Path(__file__).parent / "histories"
MADE_UP = Keyring("made-up", {"made-up": b"a key for stored histories alone"})


async def _live(contact: OneContact) -> None:
    """A contact in every way it can be told things, over several runs."""
    await contact.open()
    await contact.tell("victim_answered", answer="not_responded")
    heard = {"case_id": contact.case_id, "sequence": 4, "at": (await contact.now()).isoformat()}
    stages = {"conditional release": "2030-01-01"}
    told: dict[str, Any] = {"kind": "key_stages", "heard": {**heard, "stages": stages, "happened": [{"what": "dates"}]}}
    await contact.workflow.signal("tell_later", told)
    await contact.when(lambda c: c.stages)
    await contact.tell("victim_answered", answer="opted_in")
    try:
        await contact.complete("contact_report", report="made up")
    except CaseRefused:
        await contact.complete("contact_report", vcms_reference="vcms-1")
    await contact.workflow.signal("tell_later", {"kind": "nonsense"})
    for number in range(6):
        await contact.tell("risk_information", words=f"made up {number}")
    await contact.tell("conditions_requested", conditions=[{"kind": "no_contact", "words": "made up"}])
    await contact.tell("unwanted_contact", "twice", words="made up")
    await contact.tell("unwanted_contact", "twice", words="made up")
    await contact.settled()
    await once(contact.show, lambda c: any(d.kind == "tell_practitioner" for d in c.open_duties))


async def main() -> int:
    """Store them and say how many."""
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "victims.db"
        url = f"sqlite+aiosqlite:///{file}"
        await upgrade(url)
        engine = engine_for(url)
        async with dev_server(dynamic_config={"limit.historyCount.suggestContinueAsNew": 60}) as server:
            contact = OneContact(
                server, VictimStore(engine, MADE_UP, file), "case-made-up", "victims-made-up", "contact-made-up"
            )
            async with victim_worker(server.client, engine, MADE_UP, task_queue=contact.queue):
                await asyncio.wait_for(_live(contact), 120)
            stored = await _store(contact)
        await engine.dispose()
    sys.stdout.write(f"{stored} histories stored\n")
    return 0


async def _store(contact: OneContact) -> int:
    temporal, run, histories = contact.client.temporal, None, []
    while True:
        history = await temporal.get_workflow_handle(contact.workflow.id, run_id=run).fetch_history()
        histories.append(history)
        run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run:
            break
    for number, history in enumerate(reversed(histories), 1):
        told = history.to_json().replace(temporal.identity, "somebody")
        plain = json.dumps(without_traces(json.loads(told))).encode()
        (HERE / f"contact.{number}.json.gz").write_bytes(gzip.compress(plain, mtime=0))
    return len(histories)


if __name__ == "__main__":
    sys.exit(exits.run(main))
