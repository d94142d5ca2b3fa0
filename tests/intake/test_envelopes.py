"""Whatever envelope an event comes in, what is read of it is the same; what is no event is refused politely."""

import codecs
import gzip
import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from intake.envelope import read, split
from intake.limits import MAX_BYTES, MAX_DEPTH, MAX_TOGETHER
from intake.reading import Unreadable
from intake.told import Person
from intake.when import day_of, moment_of
from tests.intake.messages import AT, CRN, Data, event, raw, sns, sqs

TYPE = "probation-case.registration.added"
TOLD = event(TYPE, {"registerTypeCode": "RHRH", "registrationId": "2500000001"})
CLOUD = {"specversion": "1.0", "id": "1", "source": "/delius", "type": TYPE, "time": AT, "subject": CRN}

ENVELOPES: dict[str, Any] = {
    "plain": TOLD,
    "sns": sns(TOLD),
    "sns with another type in its attributes": sns(TOLD, attribute="something.else"),
    "sqs with sns": sqs(sns(TOLD)),
    "sqs with raw delivery": sqs(TOLD, {"eventType": {"StringValue": TYPE, "DataType": "String"}}),
    "a function's record": {"body": json.dumps(TOLD), "messageId": "1"},
    "a function's sns record": {"EventSource": "aws:sns", "Sns": sns(TOLD)},
    "cloudevents around an event": {**CLOUD, "data": TOLD},
    "cloudevents with text": {**CLOUD, "data": json.dumps(TOLD)},
    "cloudevents with base64": {**CLOUD, "data_base64": b64encode(raw(TOLD)).decode()},
    "cloudevents with the information alone": {**CLOUD, "data": TOLD["additionalInformation"]},
    "sqs with cloudevents": sqs({**CLOUD, "data": TOLD}),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_every_envelope_says_the_same(name: str) -> None:
    found = read(raw(ENVELOPES[name]))
    assert (found.type, found.person) == (TYPE, Person(crns=(CRN,)))
    assert found.occurred_at == datetime(2026, 3, 9, 10, 15, 30, 123456, UTC)
    assert found.word("registerTypeCode") == "RHRH"


def test_cloud_events_in_headers() -> None:
    headers = {"CE-SpecVersion": "1.0", "ce-type": TYPE, "ce-time": AT, "ce-subject": CRN, "ce-id": "1"}
    found = read(raw({"registerTypeCode": "RHRH"}), headers)
    assert (found.type, found.person, found.word("registerTypeCode")) == (TYPE, Person(crns=(CRN,)), "RHRH")
    assert found.occurred_at == datetime(2026, 3, 9, 10, 15, 30, 123456, UTC)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    assert read(json.dumps(TOLD).encode(encoding)).type == TYPE


def test_a_byte_order_mark_is_no_harm() -> None:
    assert read(codecs.BOM_UTF8 + raw(sns(TOLD))).person == Person(crns=(CRN,))


def test_the_type_is_the_bodys_own_and_the_attributes_only_without_one() -> None:
    assert read(raw(sns(TOLD, attribute="other.type"))).type == TYPE
    nameless = {"crn": CRN, "eventDatetime": "2026-03-09T10:15:30"}
    assert read(raw(sns(nameless, attribute="SENTENCE_CHANGED"))).type == "SENTENCE_CHANGED"


NUMBERS: dict[str, tuple[Data, Person]] = {
    "lower case and spaces": (event(TYPE, crn=" x70 0001 "), Person(crns=(CRN,))),
    "both": (event(TYPE, crn=CRN, noms="a7001aa"), Person((CRN,), ("A7001AA",))),
    "in the information": (
        {**event(TYPE, {"nomsNumber": "A7001AA"}), "personReference": None},
        Person((), ("A7001AA",)),
    ),
    "by another name": (
        {**event(TYPE, {"prisonerNumber": "A7001AA"}), "personReference": {}},
        Person((), ("A7001AA",)),
    ),
    "at the top": ({"eventType": TYPE, "occurredAt": AT, "crn": CRN}, Person((CRN,))),
    "two that differ": (event(TYPE, {"nomsNumber": "A7001AB"}, noms="A7001AA"), Person((), ("A7001AA", "A7001AB"))),
    "the same twice": (event(TYPE, {"nomsNumber": "A7001AA"}, noms="A7001AA"), Person((), ("A7001AA",))),
    "a placeholder": (event(TYPE, crn="{crn}"), Person()),
    "not a number": (event(TYPE, crn="Robert'); DROP TABLE"), Person()),
    "no text": (
        {**event(TYPE), "personReference": {"identifiers": [{"type": "CRN", "value": 7}, None, "x"]}},
        Person(),
    ),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_the_person_is_found_wherever_publishers_put_the_number(name: str) -> None:
    told, person = NUMBERS[name]
    assert read(raw(told)).person == person


MOMENTS: dict[str, str | None] = {
    "2026-03-09T10:15:30.123456789Z": "2026-03-09T10:15:30.123456+00:00",
    "2026-06-09T10:15:30+01:00": "2026-06-09T09:15:30+00:00",
    "2026-06-09T10:15:30": "2026-06-09T09:15:30+00:00",
    "2026-01-09T10:15:30": "2026-01-09T10:15:30+00:00",
    "2026-06-09T10:15": "2026-06-09T09:15:00+00:00",
    "2026-06-09 10:15:30.5": "2026-06-09T09:15:30.500000+00:00",
    "2026-06-09T10:15:30+01:00[Europe/London]": "2026-06-09T09:15:30+00:00",
    "Fri Jun 14 09:06:52 BST 2024": "2024-06-14T08:06:52+00:00",
    "2023-07-31T09:26:39.362Z+01:00": None,
    "{createdDate}": None,
    "yesterday": None,
    "0001-01-01T00:00:00Z": None,
    "2026-02-30T00:00:00Z": None,
}


@pytest.mark.parametrize("text", MOMENTS)
def test_moments_as_publishers_write_them(text: str) -> None:
    found = moment_of(text)
    assert (found.isoformat() if found else None) == MOMENTS[text]


def test_days_are_of_london() -> None:
    assert str(day_of("2026-06-09T23:30:00Z")) == "2026-06-10"
    assert str(day_of("14/06/2024")) == "2024-06-14"
    assert day_of("31/02/2024") is None


def test_without_its_own_time_an_event_has_that_of_its_envelope() -> None:
    timeless = {k: v for k, v in TOLD.items() if k != "occurredAt"}
    assert read(raw(sns(timeless))).occurred_at == datetime(2026, 3, 9, 11, 0, 33, 487000, UTC)
    assert read(raw(sns({**timeless, "occurredAt": "{createdDate}"}))).occurred_at is None
    assert read(raw(sns({**timeless, "occurredAt": "soon"}))).occurred_at is None


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n ", "empty"),
    "no JSON": (b"eventType=released", "not_json"),
    "half of it": (raw(TOLD)[:-10], "not_json"),
    "not a number": (b'{"eventType": NaN}', "not_json"),
    "not text": (b"\xff\xfe\xfa\x00\xd8", "not_text"),
    "compressed": (gzip.compress(raw(TOLD)), "not_text"),
    "a list in a list": (b"[[]]", "not_an_event"),
    "a word": (b'"released"', "not_an_event"),
    "a field said twice": (b'{"eventType": "a", "eventType": "b"}', "contradictory"),
    "too deep": (b'{"a":' * 5000 + b"1" + b"}" * 5000, "too_deep"),
    "too large": (b'"' + b"a" * MAX_BYTES + b'"', "too_large"),
    "no type": (b'{"occurredAt": "2026-03-09T10:15:30Z"}', "no_type"),
    "a subscription": (b'{"Type": "SubscriptionConfirmation", "SubscribeURL": "https://evil.example"}', "not_an_event"),
    "a number too long": (b'{"eventType": ' + b"9" * 5000 + b"}", "not_json"),
    "base64 that is none": (raw({**CLOUD, "data_base64": "$$$"}), "not_json"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_event_is_refused_without_an_echo(name: str) -> None:
    said, reason = REFUSED[name]
    with pytest.raises(Unreadable) as refused:
        read(said)
    assert refused.value.reason == reason
    assert "evil" not in str(refused.value) and "released" not in str(refused.value)


def test_the_same_field_twice_with_the_same_value_is_a_slip() -> None:
    assert read(raw(TOLD)[:-1] + b', "eventType": "' + TYPE.encode() + b'"}').type == TYPE


def test_depth_within_the_limit_is_read() -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH - 3):
        deep = {"a": deep}
    assert read(raw({**TOLD, "extra": deep})).type == TYPE


def test_one_many_and_lines() -> None:
    assert split(raw(TOLD)) == [raw(TOLD)]
    assert len(split(raw([TOLD, sns(TOLD), 7]))) == 3
    assert len(split(raw(TOLD) + b"\n\n" + raw(sns(TOLD)) + b"\r\n")) == 2
    assert len(split(raw(TOLD) + b"\nnonsense\n", "application/x-ndjson; charset=utf-8")) == 2
    assert len(split(raw({"Messages": [sqs(TOLD), sqs(sns(TOLD))]}))) == 2
    assert split(json.dumps(TOLD, indent=2).encode()) == [json.dumps(TOLD, indent=2).encode()]
    assert split(b"{ broken") == [b"{ broken"]
    assert len(split(b"nonsense\n" + raw(TOLD) + b"\n{")) == 3


def test_too_many_together_are_refused() -> None:
    with pytest.raises(Unreadable, match="in parts"):
        split(raw([1] * (MAX_TOGETHER + 1)))
