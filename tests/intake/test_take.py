"""Taking messages in: stored before anything else, known again when they come again, in quarantine when unclear."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from intake.loop import Intake
from intake.reading import Unreadable
from intake.take import Taken, take
from models.intake_tables import DeliveryRow, MessageRow, NumberRow
from records.engine import reading, writing
from tests.intake.conftest import Open
from tests.intake.messages import Data, event, raw, received, released, released_by_search, sns

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


async def take_one(engine: AsyncEngine, said: Any, now: datetime = NOW, **more: Any) -> Taken:
    found = await take(engine, said if isinstance(said, bytes) else raw(said), channel="test", now=now, **more)
    assert len(found) == 1
    return found[0]


async def sent(engine: AsyncEngine, case_id: str = "case-1") -> list[tuple[str, Data]]:
    """The facts on their way to a case, in order, by their own fields."""
    own = {"event_id", "occurred_at", "reported_by", "role", "source", "sensitive", "type"}
    async with reading(engine).connect() as connection:
        found = select(DeliveryRow.type, DeliveryRow.event).where(DeliveryRow.case_id == case_id)  # type: ignore[call-overload]
        rows = (await connection.execute(found.order_by(DeliveryRow.number))).all()
    return [(row.type, {k: v for k, v in row.event.items() if k not in own}) for row in rows]


async def rows_of(engine: AsyncEngine, model: Any) -> list[Any]:
    async with reading(engine).connect() as connection:
        return list((await connection.execute(select(model.__table__))).all())


async def test_a_fact_for_a_known_person_is_on_its_way(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    found = await take_one(engine, sns(released("HD")))
    assert (found.state, found.facts, found.type) == ("accepted", 1, "prison-offender-events.prisoner.released")
    [(type_, fields)] = await sent(engine)
    assert (type_, fields["kind"]) == ("released", "hdc")


async def test_what_came_is_kept_as_it_came(engine: AsyncEngine) -> None:
    for said in (raw(sns(released())), b"\xff\xfenonsense", b"{", raw(event("no.such.type"))):
        await take_one(engine, said)
        assert (await rows_of(engine, MessageRow))[-1].raw == said


async def test_the_same_message_again_is_one_whatever_its_message_id(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    first = await take_one(engine, sns(released()))
    again = await take_one(engine, sns(released(), message_id="another"))
    assert (again.state, again.duplicate_of) == ("duplicate", first.number)
    assert len(await sent(engine)) == 1


async def test_the_same_message_id_on_another_message_is_another(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    await take_one(engine, sns(released()))
    other = await take_one(engine, sns(event("probation-case.registration.added", {"registerTypeCode": "RHRH"})))
    assert other.state == "accepted"


async def test_one_release_told_by_two_publishers_is_one(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    first = await take_one(engine, released_by_search(occurredAt="2026-03-09T09:31:00+00:00"))
    second = await take_one(engine, sns(released("CR", occurredAt="2026-03-09T10:16:00+00:00")))
    assert (second.state, second.duplicate_of) == ("duplicate", first.number)
    assert len(await sent(engine)) == 1


async def test_a_release_after_a_new_reception_is_another(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    await take_one(engine, released(occurredAt="2026-03-09T06:00:00Z"))
    await take_one(engine, received("24") | {"occurredAt": "2026-03-09T08:00:00Z"})
    again = await take_one(engine, released(occurredAt="2026-03-09T10:00:00Z"))
    assert again.state == "accepted"
    assert [type_ for type_, _ in await sent(engine)] == ["released", "recalled", "received_into_custody", "released"]


async def test_a_death_after_a_thin_release_is_told(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    await take_one(engine, released_by_search())
    await take_one(engine, released("DEC"))
    assert [type_ for type_, _ in await sent(engine)] == ["released", "died"]


@pytest.mark.parametrize(("code", "reason"), [("MRG", "RELEASED"), ("HP", "RELEASED"), ("CRT", "SENT_TO_COURT")])
async def test_a_release_that_was_none_is_for_a_person_to_put_right(
    engine: AsyncEngine, open_case: Open, code: str, reason: str
) -> None:
    await open_case()
    await take_one(engine, released_by_search())
    assert (await take_one(engine, released(code, reason))).reason == "contradictory"


async def test_the_length_of_a_recall_told_second_is_added(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    await take_one(engine, received("L"))
    more = event("recall.inserted", {"recallType": "FTR_28", "revocationDate": "2026-03-08"}, noms="A7001AA")
    second = await take_one(engine, more)
    assert second.state == "accepted"
    back = {"dates": {"post_recall_release": "2026-04-06"}, "withdrawn": []}
    assert [type_ for type_, _ in await sent(engine)] == ["recalled", "received_into_custody", "dates_changed"]
    assert (await sent(engine))[-1] == ("dates_changed", back)


async def test_a_level_that_rose_and_fell_is_told_each_time(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    levels = ["RHRH", "RMRH", "RHRH", "RHRH"]
    for hour, code in enumerate(levels):
        at = f"2026-03-09T0{hour}:00:00Z"
        await take_one(engine, event("probation-case.registration.added", {"registerTypeCode": code}, occurredAt=at))
    assert [fields["level"] for _, fields in await sent(engine)] == ["high", "medium", "high"]


QUARANTINED: dict[str, tuple[Any, str]] = {
    "nobody by this number": (released(noms="A9999ZZ"), "unknown_person"),
    "nobody at all": ({"eventType": "SENTENCE_DATES-CHANGED", "eventDatetime": "2020-02-25T11:24:32", "bookingId": 1},
                      "no_person"),
    "two numbers": (event("probation-case.registration.added", {"registerTypeCode": "RHRH", "nomsNumber": "A7001AB"},
                          noms="A7001AA"), "conflicting_numbers"),
    "an unfilled time": (released(occurredAt="{createdDate}"), "no_time"),
    "the future": (released(occurredAt="2027-03-09T10:00:00Z"), "in_the_future"),
    "a type nobody knows": (event("brand.new"), "unknown_type"),
    "details that cannot be asked": (event("assessment.summary.produced"), "needs_details"),
    "a contradiction": (released() | {"additionalInformation": {"reason": "RELEASED", "currentLocation": "IN_PRISON"}},
                        "contradictory"),
    "no JSON": (b"eventType", "not_json"),
    "shapes that no type has": (event("recall.inserted", {"recallType": "FTR_14"}, noms="A7001AA",
                                      occurredAt="1899-03-09T10:00:00Z"), "no_time"),
}  # fmt: skip


@pytest.mark.parametrize("name", QUARANTINED)
async def test_what_is_unclear_goes_to_quarantine(name: str, engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    said, reason = QUARANTINED[name]
    found = await take_one(engine, said)
    assert (found.state, found.reason) == ("quarantined", reason)
    assert found.words and not await sent(engine)
    assert not any(number in found.words for number in ("A7001AA", "A9999ZZ", "X700001"))


async def test_conflicting_cases_go_to_quarantine(engine: AsyncEngine, open_case: Open) -> None:
    await open_case("case-1", crn="X700001", noms=None)
    await open_case("case-2", crn=None, noms="A7002AA")
    both = event("probation-case.registration.added", {"registerTypeCode": "RHRH"}, crn="X700001", noms="A7002AA")
    assert (await take_one(engine, both)).reason == "conflicting_numbers"


async def test_other_work_is_not_for_us(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    assert (await take_one(engine, event("incentives.iep-review.inserted"))).state == "not_for_us"
    assert (await take_one(engine, released("TAP", "TEMPORARY_ABSENCE_RELEASE"))).state == "not_for_us"


async def test_too_large_is_refused_and_nothing_stored(engine: AsyncEngine) -> None:
    with pytest.raises(Unreadable, match="larger"):
        await take(engine, b" " * 1_048_577, channel="test")
    assert not await rows_of(engine, MessageRow)


async def test_many_together(engine: AsyncEngine, open_case: Open) -> None:
    await open_case()
    said = raw([released(), sns(released()), 7, event("prison-visit.booked")])
    found = await take(engine, said, "application/json", channel="test", now=NOW)
    assert [one.state for one in found] == ["accepted", "duplicate", "quarantined", "not_for_us"]


# Who is who --------------------------------------------------------------------------------------------------------


def merged(gone: str = "X700002", stays: str = "X700001") -> Data:
    return event("probation-case.merge.completed", {"sourceCRN": gone, "targetCRN": stays}, crn=stays)


async def test_what_cannot_be_stored_as_it_was_understood_stands_in_nobody_s_way(
    engine: AsyncEngine, open_case: Open
) -> None:
    await open_case()
    async with writing(engine) as connection:
        refusing = "SELECT RAISE(ABORT, 'no recalls here')"
        when = "BEFORE INSERT ON intake_messages WHEN NEW.type = 'recall.inserted'"
        await connection.execute(text(f"CREATE TRIGGER poison {when} BEGIN {refusing}; END"))
    poison = event("recall.inserted", {"recallId": "r-1"}, noms="A7001AA")
    lines = b"\n".join(raw(one) for one in (released(), poison, event("tier.calculation.complete")))
    found = await take(engine, lines, channel="test", now=NOW)
    assert [one.state for one in found] == ["accepted", "quarantined", "not_for_us"]
    assert found[1].reason == "unreadable_fields" and (await rows_of(engine, MessageRow))[1].raw == raw(poison)


async def test_what_the_records_call_being_down_for_one_message_alone_stands_in_nobody_s_way(
    engine: AsyncEngine,
) -> None:
    """A database says the same of what it cannot do with one row as of being away."""
    async with writing(engine) as connection:
        cannot = "SELECT abs(-9223372036854775807 - 1 - NEW.facts)"
        when = "BEFORE INSERT ON intake_messages WHEN NEW.type = 'recall.inserted'"
        await connection.execute(text(f"CREATE TRIGGER poison {when} BEGIN {cannot}; END"))
    lines = b"\n".join(raw(one) for one in (event("recall.inserted"), event("tier.calculation.complete")))
    found = await take(engine, lines, channel="test", now=NOW)
    assert [(one.state, one.reason) for one in found] == [("quarantined", "unreadable_fields"), ("not_for_us", None)]


async def test_one_of_an_array_that_cannot_be_read_keeps_none_beside_it(engine: AsyncEngine) -> None:
    deep = b'{"eventType": "x", "a": ' + b"[" * 100 + b"]" * 100 + b"}"
    twice = b'{"eventType": "x", "eventType": "y"}'
    array = b"[" + b", ".join([deep, raw(event("tier.calculation.complete")), twice]) + b" ]\n"
    found = await take(engine, array, channel="test", now=NOW)
    assert [one.reason for one in found] == ["too_deep", None, "contradictory"]


async def test_one_that_stumbles_when_taken_in_again_lets_those_behind_it_have_their_turn(
    engine: AsyncEngine, open_case: Open
) -> None:
    poison = await take_one(engine, released(), now=datetime.now(UTC))
    behind = await take_one(engine, event("probation-case.registration.added", {"registerTypeCode": "RHRH"}))
    async with writing(engine) as connection:
        refusing = "SELECT RAISE(ABORT, 'no')"
        when = "BEFORE INSERT ON intake_deliveries WHEN NEW.type = 'released'"
        await connection.execute(text(f"CREATE TRIGGER poison {when} BEGIN {refusing}; END"))
    await open_case()
    nobody: Any = None
    for _ in range(2):
        await Intake(engine, nobody).take_in_the_known()
    rows = {row.number: (row.state, row.reason) for row in await rows_of(engine, MessageRow)}
    assert rows == {poison.number: ("quarantined", "unreadable_fields"), behind.number: ("accepted", None)}


async def test_two_cases_become_one(engine: AsyncEngine, open_case: Open) -> None:
    await open_case("case-1", crn="X700001", noms=None)
    await open_case("case-2", crn="X700002", noms=None)
    assert (await take_one(engine, merged())).facts == 2
    assert await sent(engine, "case-2") == [("records_merged", {"surviving_case": "case-1", "crn": "X700001"})]
    assert await sent(engine, "case-1") == [("records_merged", {"absorbed_case": "case-2", "crn": "X700001"})]


async def test_a_case_goes_on_under_the_other_number(engine: AsyncEngine, open_case: Open) -> None:
    await open_case("case-2", crn="X700002", noms=None)
    await take_one(engine, merged())
    assert await sent(engine, "case-2") == [("records_merged", {"crn": "X700001"})]
    later = await take_one(engine, event("probation-case.registration.added", {"registerTypeCode": "RHRH"}))
    assert later.state == "accepted"
    assert (await sent(engine, "case-2"))[-1][0] == "rosh_changed"


async def test_the_number_that_went_finds_the_case_that_stays(engine: AsyncEngine, open_case: Open) -> None:
    await open_case("case-1", crn="X700001", noms=None)
    assert (await take_one(engine, merged())).state == "applied"
    told = event("probation-case.registration.added", {"registerTypeCode": "RHRH"}, crn="X700002")
    assert (await take_one(engine, told)).state == "accepted"


async def test_a_merge_undone_parts_the_numbers(engine: AsyncEngine, open_case: Open) -> None:
    await open_case("case-1", crn="X700001", noms=None)
    await take_one(engine, merged())
    parted = event("probation-case.unmerge.completed", {"reactivatedCRN": "X700002", "unmergedCRN": "X700001"})
    assert (await take_one(engine, parted)).reason == "needs_judgement"
    told = event("probation-case.registration.added", {"registerTypeCode": "RHRH"}, crn="X700002")
    assert (await take_one(engine, told)).reason == "unknown_person"


async def test_a_prison_number_added_is_known_from_then_on(engine: AsyncEngine, open_case: Open) -> None:
    await open_case("case-1", crn="X700001", noms=None)
    assert (await take_one(engine, released(noms="A7009AA"))).reason == "unknown_person"
    await take_one(engine, event("probation-case.prison-identifier.added", crn="X700001", noms="A7009AA"))
    assert [row.number for row in await rows_of(engine, NumberRow)] == ["X700001", "A7009AA"]
    late = released(noms="A7009AA", occurredAt=(NOW - timedelta(minutes=1)).isoformat())
    assert (await take_one(engine, late)).state == "accepted"
