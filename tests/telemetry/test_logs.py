"""Logs without personal data: values planted in every place a log has, and none of them found."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from temporalio import activity
from temporalio.testing import ActivityEnvironment

from telemetry.logs import ALLOWED, configure
from telemetry.redact import MASKED, masked

PLANTED = {
    "CRN": "X123456",
    "prison number": "A1234BC",
    "National Insurance number": "QQ 12 34 56 C",
    "PNC id": "2004/0712343H",
    "e-mail": "jane.smith@example.org",
    "telephone": "07700 900123",
    "postcode": "SW1A 1AA",
    "date of birth": "16/03/1980",
}
NAME = "Jane Smith"
"""Nothing tells a name from other words: it must not get in where anything may stand."""


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is logged as JSON; afterwards everything is as it was."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    level, config = root.level, structlog.get_config()
    stream = io.StringIO()
    configure(stream, as_json=True)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**config)


def lines(logged: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


@pytest.mark.parametrize("value", PLANTED.values(), ids=PLANTED.keys())
@pytest.mark.parametrize(
    "around", ["{}", "of {}.", "'{}'", "({})", "a\t{}", "crn={}", "https://example.org/{}/x", "{},"]
)
def test_what_identifies_a_person_is_masked_wherever_it_stands(value: str, around: str) -> None:
    for said in (value, value.lower(), value.upper()):
        assert said not in masked(around.format(said))
        assert MASKED in masked(around.format(said))


@pytest.mark.parametrize(
    "value",
    [
        "+44 7700 900123", "0044 7700 900123", "(07700) 900123", "+33 6 12 34 56 78", "020 7946 0018", "QQ123456C",
        "sw1a1aa", "M1 1AE", "1980-03-16", "16 March 1980", "16th March 1980", "March 16, 1980", "16.3.80", "19800316",
        "postgresql://user:secret@host/db",
    ],
)  # fmt: skip
def test_other_ways_of_writing_them(value: str) -> None:
    assert MASKED in masked(f"it was {value} he said")


@pytest.mark.parametrize(
    "text",
    [
        "case-1 sequence 12 on 2026-11-26T02:13:05.664091+00:00",
        "d57a369e2dbc0280f174789de7905581 is tried again in 20 s",
        "workflow case-017f4b1e-6e0b-4b52-b6a5-6f9f1f3a2b10 attempt 3",
        "sections 16.13 and 11.5, TI-20",
        "task queue throughcare-cases, port 7233, 127.0.0.1:9464",
    ],
)
def test_what_we_log_ourselves_is_left_as_it_is(text: str) -> None:
    assert masked(text) == text


def everything_planted(value: str) -> None:
    """Log a value in every place there is."""
    ours, theirs = logging.getLogger("notices.sender"), logging.getLogger("somebody.else")
    log = structlog.get_logger("throughcare.api")
    structlog.contextvars.bind_contextvars(case_id=value, person=value)
    log.warning("unforeseen", error=value, name=value, where={"of": value}, fault=[value], problem=value.encode())
    log.warning(f"unforeseen {value}", **{value: 1})
    structlog.contextvars.clear_contextvars()
    for logger in (ours, theirs):
        logger.warning("could not send %s", value)
        logger.warning("could not send %(it)s", {"it": value})
        logger.warning(f"could not send {value}")
        logger.warning(
            "something", extra={"person": value, "temporal_activity": {"activity_id": value, "input": value}}
        )
        logger.warning("stack", stack_info=True)
        logger.warning({"of": value})
        logger.warning(ValueError(value))
        try:
            try:
                raise KeyError(value)
            except KeyError as error:
                raise RuntimeError(value) from error
        except RuntimeError:
            logger.exception("failed")
            log.exception("failed")
            logger.warning("failed", exc_info=True)
    logging.getLogger("py.warnings").warning("%s", value)  # as warnings come when they are captured


@pytest.mark.parametrize("value", PLANTED.values(), ids=PLANTED.keys())
def test_planted_in_every_place_it_is_found_in_none(logged: io.StringIO, value: str) -> None:
    everything_planted(value)
    assert len(lines(logged)) > 20
    assert value not in logged.getvalue()
    assert value.lower() not in logged.getvalue().lower()


def test_a_message_that_does_not_fit_its_arguments_is_logged_without_them(logged: io.StringIO) -> None:
    record = logging.LogRecord("notices.sender", logging.WARNING, "x.py", 1, "two things %s %s", ("X123456",), None)
    logging.getLogger().handlers[0].handle(record)
    assert [line["event"] for line in lines(logged)] == ["two things %s %s"]


def test_fields_not_on_the_list_are_left_out_and_counted(logged: io.StringIO) -> None:
    structlog.get_logger("throughcare.api").warning("unforeseen", name=NAME, victim=NAME, correlation_id="c-1")
    (line,) = lines(logged)
    assert NAME not in logged.getvalue()
    assert (line["left_out"], line["correlation_id"]) == (2, "c-1")
    assert set(line) <= ALLOWED


def test_the_number_of_a_message_is_logged_and_a_message_is_not(logged: io.StringIO) -> None:
    log = structlog.get_logger("throughcare.intake")
    log.error("a fact could not be delivered", message=7)
    log.error("a fact could not be delivered", message=NAME)
    assert [line.get("message") for line in lines(logged)] == [7, None]
    assert NAME not in logged.getvalue()


def test_a_name_gets_in_neither_by_an_error_nor_by_other_people_s_messages(logged: io.StringIO) -> None:
    theirs = logging.getLogger("somebody.else")
    theirs.warning("no such user: %s, tried %d times", NAME, 3)
    theirs.warning(f"first line\nfuture: <Task exception=ValueError('{NAME}')>")
    try:
        raise ValueError(NAME)
    except ValueError:
        theirs.exception("failed")
    assert NAME not in logged.getvalue()
    said = lines(logged)
    assert [line["event"] for line in said] == ["no such user: […], tried 3 times", "first line", "failed"]
    assert said[2]["exception"].startswith("ValueError < test_logs.py:")


def test_an_error_says_its_causes_by_type_and_place(logged: io.StringIO) -> None:
    try:
        try:
            raise KeyError(NAME)
        except KeyError as error:
            raise RuntimeError(NAME) from error
    except RuntimeError:
        structlog.get_logger("throughcare.api").exception("failed")
    said = lines(logged)[0]["exception"]
    assert "RuntimeError < test_logs.py:" in said
    assert "; caused by KeyError < test_logs.py:" in said


async def test_a_failed_activity_logs_who_it_was_and_not_what_it_was_given(logged: io.StringIO) -> None:
    @activity.defn
    async def fails(name: str) -> None:
        activity.logger.warning("about to fail")

    await ActivityEnvironment().run(fails, NAME)
    (line,) = lines(logged)
    assert line["event"] == "about to fail"
    assert line["activity_type"] == "unknown"
    assert NAME not in logged.getvalue()


async def test_an_error_nobody_waited_for_says_nothing_of_itself(logged: io.StringIO) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": "nobody waited", "exception": ValueError(NAME)})
    assert NAME not in logged.getvalue()
    assert lines(logged)[0]["event"] == "nobody waited"


def test_other_people_s_chatter_is_not_heard_and_ours_is(logged: io.StringIO) -> None:
    logging.getLogger("alembic.runtime.migration").info("Context impl SQLiteImpl")
    logging.getLogger("notices.sender").info("sending")
    structlog.get_logger("throughcare.api").info("serving")
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    assert [line["event"] for line in lines(logged)] == ["sending", "serving", "Started server process [7]"]


def test_text_for_people_is_redacted_too(logged: io.StringIO) -> None:
    stream = io.StringIO()
    configure(stream, as_json=False)
    everything_planted("X123456")
    assert "X123456" not in stream.getvalue()
    assert "unforeseen" in stream.getvalue()
