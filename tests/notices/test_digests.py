"""The daily digest: one a person and working morning, grouped and plain; nothing to say is nothing sent."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from models.notice_tables import DeliveryRow
from models.notices import InboxItem
from notices.deliveries import failing
from notices.digests import digest_day, make_digest, people_waiting
from notices.inbox import mark_read
from notices.settings import NoticeSettings
from notices.words import digest
from policy.calendar import CURRENT
from tests.notices.notify_server import NotifyServer
from tests.notices.test_posting import deliveries
from tests.notices.told import TUESDAY, by_notify, ordered, quiet_change, settings, told

DAY = date(2026, 3, 4)
COM = {"com-1": {"notify_email": "com-1@example.org"}}


@pytest.fixture
def sending(notify: NotifyServer, key_file: str) -> dict[str, Any]:
    return by_notify(notify.url, key_file, COM)


async def sent(engine: AsyncEngine) -> list[DeliveryRow]:
    return [d for d in await deliveries(engine) if d.digest_on is not None]


async def test_it_is_made_once_and_not_again_that_day(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    by = settings(**sending)
    await told(engine, by, quiet_change())
    assert await make_digest(engine, by, "com-1", DAY)
    assert not await make_digest(engine, by, "com-1", DAY)
    later = quiet_change("case-2")
    await told(engine, by, later)
    assert not await make_digest(engine, by, "com-1", DAY)
    assert await make_digest(engine, by, "com-1", DAY + timedelta(days=1))
    assert [("case-1" in d.body, "case-2" in d.body) for d in await sent(engine)].count((True, False)) == 1
    assert [("case-1" in d.body, "case-2" in d.body) for d in await sent(engine)].count((False, True)) == 1


async def test_of_many_at_once_one_is_made(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    by = settings(**sending)
    await told(engine, by, quiet_change())
    made = await asyncio.gather(*(make_digest(engine, by, "com-1", DAY) for _ in range(5)))
    assert sum(made) == 1
    assert len(await sent(engine)) == 1


async def test_nothing_to_say_is_nothing_sent(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    by = settings(**sending)
    await told(engine, by, quiet_change())
    await mark_read(engine, "com-1", TUESDAY)
    assert (await people_waiting(engine, None)).people == []
    assert not await make_digest(engine, by, "com-1", DAY)
    assert await sent(engine) == []


async def test_days_without_a_run_are_made_up_for_by_one(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    by = settings(**sending)
    for n in range(3):
        case = ordered(f"case-{n}")
        case.report("worrying_behaviour", TUESDAY + timedelta(days=n), where="wing")
        await told(engine, by, case)
    assert await make_digest(engine, by, "com-1", DAY + timedelta(days=5))
    (only,) = await sent(engine)
    assert "on 3 cases since your last digest." in only.body


async def test_whoever_is_away_has_it_on_their_return(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    away = {"person": "com-1", "from": "2026-03-03", "until": "2026-03-05", "cover": "spo-1"}
    by = settings(**sending, absences=[away])
    await told(engine, by, quiet_change())
    assert not await make_digest(engine, by, "com-1", DAY)
    assert await make_digest(engine, by, "com-1", date(2026, 3, 6))


async def test_without_an_address_an_operator_sees_it_and_it_goes_on_waiting(
    engine: AsyncEngine, notify: NotifyServer, key_file: str, sending: dict[str, Any]
) -> None:
    await told(engine, settings(**sending), quiet_change())
    bare = settings(**by_notify(notify.url, key_file, {}))
    assert not await make_digest(engine, bare, "com-1", DAY)
    assert not await make_digest(engine, bare, "com-1", DAY + timedelta(days=1))
    assert [d.person for d in await failing(engine)] == ["com-1"]
    assert await make_digest(engine, settings(**sending), "com-1", DAY + timedelta(days=2))


async def test_people_are_listed_in_pages(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.digests.PEOPLE", 2)
    for n in range(5):
        case = ordered(f"case-{n}")
        held = {"practitioner": f"com-{n}", "holder": "community_practitioner"}
        case.report("practitioner_allocated", TUESDAY, **held)
        case.report("worrying_behaviour", TUESDAY, where="wing")
        await told(engine, NoticeSettings(), case)
    found, page = list[str](), await people_waiting(engine, None)
    while page.people:
        found += page.people
        page = await people_waiting(engine, page.people[-1])
    assert found == [f"com-{n}" for n in range(5)]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-27T09:15+00:00", date(2026, 3, 27)),
        ("2026-03-27T09:14+00:00", date(2026, 3, 27)),  # the server's clock may be a little ahead
        ("2026-03-27T09:00+00:00", None),
        ("2026-03-27T17:59+00:00", date(2026, 3, 27)),  # late, after an outage
        ("2026-03-27T18:00+00:00", None),  # too late: the next working morning has it
        ("2026-03-28T09:15+00:00", None),  # a Saturday
        ("2026-03-30T08:15+00:00", date(2026, 3, 30)),  # the first working day of summer time
        ("2026-03-30T08:00+00:00", None),
        ("2026-10-23T08:15+00:00", date(2026, 10, 23)),
        ("2026-10-26T08:15+00:00", None),
        ("2026-10-26T09:15+00:00", date(2026, 10, 26)),  # the first of winter time
        ("2026-12-25T09:15+00:00", None),
    ],
)
def test_it_is_made_on_working_days_by_the_clocks_of_london(moment: str, day: date | None) -> None:
    by = NoticeSettings.model_validate({"smtp": {"host": "localhost", "sender": "a@example.org"}})
    assert digest_day(by, datetime.fromisoformat(moment), CURRENT) == day


def item(case: str, about: str, **said: Any) -> InboxItem:
    given = {
        "case_id": case,
        "notice_id": "n1",
        "at": datetime(2026, 3, 30, 8, tzinfo=UTC),
        "kind": "digest",
        "rank": "digest",
        "about": about,
        "to_role": "spo",
        "duties": [],
        "sensitivity": "ordinary",
        "covering": False,
        "read_at": None,
        **said,
    }
    return InboxItem.model_validate(given)


def test_it_is_grouped_by_case_with_escalations_first_and_in_the_time_of_london() -> None:
    subject, body = digest(
        date(2026, 3, 31),
        [
            item("case-a", "reminder: review"),
            item("case-b", "reminder: home visit"),
            item("case-b", "overdue: review", kind="escalation", at=datetime(2026, 3, 30, 9, tzinfo=UTC)),
            item("case-b", "reminder: plan", covering=True),
        ],
        "https://example.org/{case}",
    )
    assert subject == "Throughcare: 4 notices, 31 March 2026"
    assert body == (
        "4 notices on 2 cases since your last digest.\n\n"
        "Case case-b\n"
        "- Escalated to you: overdue: review (30 March 2026, 10:00)\n"
        "- reminder: home visit (30 March 2026, 09:00)\n"
        "- For a colleague you cover: reminder: plan (30 March 2026, 09:00)\n"
        "https://example.org/case-b\n\n"
        "Case case-a\n"
        "- reminder: review (30 March 2026, 09:00)\n"
        "https://example.org/case-a"
    )


@pytest.mark.parametrize(
    ("about", "marked"),
    [
        ("read the new plan", "sensitive"),
        ("overdue: Decide on MAPPA", "ordinary"),
        ("speak to the victim liaison officer now", "ordinary"),
        ("the DVDS panel decided", "ordinary"),
        ("overdue: Decide on disclosure", "ordinary"),
    ],
)
def test_what_is_sensitive_is_only_hinted_at(about: str, marked: str) -> None:
    _, body = digest(DAY, [item("case-a", about, sensitivity=marked)], None)
    assert about not in body
    assert "a sensitive matter: read it in Throughcare" in body


def test_a_very_long_one_says_that_there_is_more() -> None:
    _, body = digest(DAY, [item(f"case-{n}", "reminder: review") for n in range(500)], None)
    assert len(body.splitlines()) < 220
    assert body.endswith("your inbox in Throughcare has all of it.")
    assert re.match("500 notices on 500 cases", body)
