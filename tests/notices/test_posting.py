"""Who is told, how soon, and in which words: a notice is posted once, to whoever held the role or covers for them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from models.notice_tables import DeliveryRow
from models.notices import InboxItem, Rank
from notices.again import post_again
from notices.deliveries import failing
from notices.inbox import inbox, mark_read
from notices.posting import NO_ADDRESS, NOBODY, post
from notices.rank import rank
from notices.settings import NoticeSettings
from records.engine import reading
from tests.notices.notify_server import NotifyServer
from tests.notices.told import TUESDAY, by_notify, grave, ordered, quiet_change, settings, told
from tests.records.played import Played

BOTH = {"com-1": {"notify_email": "com-1@example.org"}, "spo-1": {"notify_email": "spo-1@example.org"}}


async def deliveries(engine: AsyncEngine) -> list[DeliveryRow]:
    async with reading(engine).connect() as connection:
        found = await connection.execute(select(DeliveryRow.__table__).order_by(col(DeliveryRow.person)))  # type: ignore[attr-defined]
        return [DeliveryRow(**row) for row in found.mappings()]


async def unread(engine: AsyncEngine, person: str) -> list[InboxItem]:
    return (await inbox(engine, person, unread=True)).items


@pytest.fixture
def sending(notify: NotifyServer, key_file: str) -> dict[str, Any]:
    return by_notify(notify.url, key_file, BOTH)


async def test_a_grave_notice_is_in_the_inbox_and_to_be_sent_at_once(
    engine: AsyncEngine, sending: dict[str, Any]
) -> None:
    await told(engine, settings(**sending), grave())
    assert [(i.about, i.rank) for i in await unread(engine, "com-1")] == [
        ("imminent risk reported: act now (PF-16.13)", "grave")
    ]
    assert [(d.person, d.channel, d.grave, d.state) for d in await deliveries(engine)] == [
        ("com-1", "notify_email", True, "waiting"),
        ("spo-1", "notify_email", True, "waiting"),
    ]


async def test_the_same_batch_again_posts_nothing_twice(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    batch = await told(engine, settings(**sending), grave())
    await mark_read(engine, "com-1", TUESDAY)
    before = await deliveries(engine)
    await post(engine, settings(**sending), batch)
    assert await deliveries(engine) == before
    assert await unread(engine, "com-1") == []


async def test_what_is_not_grave_waits_for_the_digest(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    await told(engine, settings(**sending), quiet_change())
    assert len(await unread(engine, "com-1")) == 1
    assert await deliveries(engine) == []


async def test_a_rehearsed_case_tells_nobody(engine: AsyncEngine, sending: dict[str, Any]) -> None:
    await told(engine, settings(**sending), grave(rehearsal_from=TUESDAY))
    assert await unread(engine, "com-1") == []
    assert await deliveries(engine) == []


async def test_without_a_way_out_there_are_inboxes_only(engine: AsyncEngine) -> None:
    await told(engine, NoticeSettings(), grave())
    assert len(await unread(engine, "com-1")) == 1
    assert await deliveries(engine) == []


async def test_who_held_the_role_when_it_was_made_is_told_and_not_who_holds_it_now(engine: AsyncEngine) -> None:
    case = quiet_change()
    held = {"practitioner": "com-2", "holder": "community_practitioner"}
    case.report("practitioner_allocated", TUESDAY + timedelta(days=1), **held)
    case.report("worrying_behaviour", TUESDAY + timedelta(days=2), where="wing")
    await told(engine, NoticeSettings(), case)
    assert ["probation reception" in i.about for i in await unread(engine, "com-1")] == [True]
    assert any("wing" in i.about for i in await unread(engine, "com-2"))
    assert not any("reception" in i.about for i in await unread(engine, "com-2"))


async def test_whoever_covers_is_told_and_whoever_is_away_finds_it_on_their_return(
    engine: AsyncEngine, sending: dict[str, Any]
) -> None:
    away = {"person": "com-1", "from": "2026-03-03", "until": "2026-03-05", "cover": "spo-1"}
    await told(engine, settings(**sending, absences=[away]), grave())
    assert [i.covering for i in await unread(engine, "spo-1")] == [False, True]
    assert [i.covering for i in await unread(engine, "com-1")] == [False]
    sent = await deliveries(engine)
    assert [d.person for d in sent] == ["spo-1", "spo-1"]
    assert ["cover for a colleague" in d.body for d in sorted(sent, key=lambda d: d.notice_id or "")] == [True, False]


async def test_a_grave_notice_nobody_holds_is_shown_to_an_operator_and_goes_to_a_desk_named_since(
    engine: AsyncEngine, sending: dict[str, Any]
) -> None:
    case = Played("case-1", spo=None)
    case.report("imminent_risk", TUESDAY, person="partner-1")
    await told(engine, settings(**sending), case)
    assert {(d.person, d.fault) for d in await failing(engine)} == {(None, NOBODY)}
    desks = [{"role": role, "person": "spo-1"} for role in ("spo", "community_practitioner")]
    assert await post_again(engine, settings(**sending)) == 0
    assert await post_again(engine, settings(**sending, desks=desks)) == 2
    assert await failing(engine) == []
    assert {d.person for d in await deliveries(engine)} == {"spo-1"}
    assert len(await unread(engine, "spo-1")) == 2


async def test_a_person_without_an_address_is_shown_to_an_operator_and_told_once_there_is_one(
    engine: AsyncEngine, notify: NotifyServer, key_file: str
) -> None:
    await told(engine, settings(**by_notify(notify.url, key_file, {"com-1": BOTH["com-1"]})), grave())
    assert [(d.person, d.fault) for d in await failing(engine)] == [("spo-1", NO_ADDRESS)]
    assert await post_again(engine, settings(**by_notify(notify.url, key_file, BOTH))) == 1
    assert await failing(engine) == []
    assert [d.person for d in await deliveries(engine)] == ["com-1", "spo-1"]


async def test_a_text_message_is_for_grave_notices_only(
    engine: AsyncEngine, notify: NotifyServer, key_file: str
) -> None:
    both = {"spo-1": {"notify_email": "spo-1@example.org", "notify_text": "07700900001"}}
    by = settings(**by_notify(notify.url, key_file, both))
    await told(engine, by, grave())
    assert sorted(d.channel for d in await deliveries(engine) if d.person == "spo-1") == ["notify_email", "notify_text"]


async def test_no_message_holds_a_name_an_address_a_crn_or_who_works_there(
    engine: AsyncEngine, sending: dict[str, Any]
) -> None:
    link = "https://throughcare.example.org/cases/{case}"
    await told(engine, settings(**sending, link=link), grave(crn="X123456", prison_number="A1234BC"))
    for sent in await deliveries(engine):
        text = sent.subject + sent.body
        assert "case-1" in text
        assert "https://throughcare.example.org/cases/case-1" in text
        assert not re.search(r"X123456|A1234BC|partner-1|com-1|spo-1|@", text)
        assert "com-1" not in sent.id


@pytest.mark.parametrize(
    ("kind", "named", "touched", "expected"),
    [
        ("immediate", [], [], Rank.GRAVE),
        ("digest", [], [("d1", True, "open")], Rank.DIGEST),
        ("escalation", [], [], Rank.PROMPT),
        ("escalation", [], [("d1", True, "open")], Rank.GRAVE),
        ("escalation", [], [("d1", True, "done")], Rank.PROMPT),
        ("escalation", ["d1"], [("d1", False, "open")], Rank.DIGEST),
        ("escalation", ["d1", "d2"], [("d1", False, "open"), ("d2", True, "open")], Rank.GRAVE),
        ("escalation", ["d1"], [("d1", False, "open"), ("d2", True, "open")], Rank.DIGEST),
    ],
)
def test_only_grave_things_interrupt(
    kind: str, named: list[str], touched: list[tuple[str, bool, str]], expected: Rank
) -> None:
    duties = [{"duty_id": id, "grave": is_grave, "state": state} for id, is_grave, state in touched]
    assert rank({"kind": kind, "duties": named}, duties) is expected


@pytest.mark.parametrize(
    ("event", "said", "expected"),
    [
        ("order_breached", {"order": "order-1", "victim": "partner-1"}, Rank.GRAVE),
        ("risk_rising", {}, Rank.GRAVE),
        ("imminent_risk", {"person": "partner-1"}, Rank.GRAVE),
        ("domestic_abuse_incident", {"kind": "arrest"}, Rank.GRAVE),
    ],
)
def test_breaches_and_what_is_grave_in_policy_reach_a_manager_at_any_hour(
    event: str, said: dict[str, Any], expected: Rank
) -> None:
    case = ordered(profile={"rosh": {"known_adult": "high"}})
    made = {"order": "order-1", "protects": ["partner-1"]}
    case.event("protective_order_made", TUESDAY, made)
    case.event(event, TUESDAY, said)
    rows = case.entries[-1].rows
    duties = [row for row in rows if row["table"] == "duties"]
    to_spo = [row for row in rows if row["table"] == "notices" and row["to_role"] == "spo"]
    assert [rank(row, duties) for row in to_spo] == [expected]
