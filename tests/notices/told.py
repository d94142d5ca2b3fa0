"""Notices as the messages of a case bring them, and the settings that tests send them by."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from models.batch import Batch
from notices.posting import post
from notices.settings import NoticeSettings
from records.write import write
from tests.notices.notify_server import EMAIL_TEMPLATE, TEXT_TEMPLATE
from tests.records.played import Played

TUESDAY = datetime(2026, 3, 3, 11, tzinfo=UTC)
"""A working day, in office hours."""

ALWAYS = {"from": "00:00", "to": "00:00", "days_off": False}
"""Hours that are never quiet."""


def settings(**said: Any) -> NoticeSettings:
    """Settings as a file would give them."""
    return NoticeSettings.model_validate({"quiet_hours": ALWAYS, **said})


def by_notify(url: str, key_file: str, people: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The part of a file that sends by GOV.UK Notify."""
    notify = {
        "api_key_file": key_file,
        "base_url": url,
        "email_template": EMAIL_TEMPLATE,
        "text_template": TEXT_TEMPLATE,
    }
    return {"notify": notify, "people": people}


def ordered(case_id: str = "case-1", **start: Any) -> Played:
    """A community order of 2 March 2026 with com-1, spo-1 and pdu-1, and nothing told yet."""
    opening = {
        "type": "sentence_passed",
        "event_id": "e1",
        "occurred_at": TUESDAY - timedelta(days=1),
        "kind": "community_order",
        "length_days": 540,
    }
    case = Played(case_id, opening=opening, head_of_pdu="pdu-1", **start)
    held = {"practitioner": "com-1", "holder": "community_practitioner"}
    case.report("practitioner_allocated", TUESDAY - timedelta(hours=20), **held)
    return case


def grave(case_id: str = "case-1", **start: Any) -> Played:
    """The same case, and on Tuesday an imminent risk: com-1 and spo-1 are told at once."""
    case = ordered(case_id, **start)
    case.report("imminent_risk", TUESDAY, person="partner-1")
    return case


def quiet_change(case_id: str = "case-1", **start: Any) -> Played:
    """The same case, and on Tuesday worrying behaviour: com-1 reads of it in the digest."""
    case = ordered(case_id, **start)
    case.report("worrying_behaviour", TUESDAY, where="probation_reception")
    return case


async def told(engine: AsyncEngine, by: NoticeSettings, case: Played) -> Batch:
    """Write the case to the records and post its notices, as the record activity does."""
    batch = case.batch()
    await write(engine, batch)
    await post(engine, by, batch)
    return batch
