"""The sender, on a server of GOV.UK Notify's kind and on a mail server: each message once, whatever goes wrong."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from models.notice_tables import DeliveryRow
from models.notices import Channel
from notices.channels import notify as notify_channel
from notices.deliveries import claim, counted, failing, try_again
from notices.digests import make_digest
from notices.sender import GIVE_UP_AFTER, Sender
from notices.settings import NoticeSettings
from notices.settings_file import SettingsFile
from records.engine import writing
from tests.notices.mail_server import MailServer
from tests.notices.notify_server import API_KEY, EMAIL_TEMPLATE, NotifyServer, says_no
from tests.notices.test_posting import BOTH, deliveries
from tests.notices.told import by_notify, grave, quiet_change, settings, told

ROOT = Path(__file__).parents[2]
COM = {"com-1": BOTH["com-1"], "spo-1": {}}


class Fixed(SettingsFile):
    """Settings without a file."""

    def __init__(self, fixed: NoticeSettings) -> None:
        self._fixed = fixed

    @property
    def now(self) -> NoticeSettings:
        """Always the same."""
        return self._fixed


def sender(engine: AsyncEngine, by: NoticeSettings) -> Sender:
    return Sender(engine, Fixed(by))


async def due_now(engine: AsyncEngine) -> None:
    """Let the time pass for which whatever is due later waits."""
    async with writing(engine) as connection:
        due = update(DeliveryRow).where(col(DeliveryRow.due_at).is_not(None))
        await connection.execute(due.values(due_at=datetime.now(UTC)))


async def the_one(engine: AsyncEngine) -> DeliveryRow:
    (only,) = [d for d in await deliveries(engine) if d.channel != Channel.NOWHERE]
    return only


@pytest.fixture
def by(notify: NotifyServer, key_file: str) -> NoticeSettings:
    return settings(**by_notify(notify.url, key_file, COM))


async def test_it_goes_by_notify_with_its_reference_and_a_token(
    engine: AsyncEngine, notify: NotifyServer, by: NoticeSettings
) -> None:
    await told(engine, by, grave())
    assert await sender(engine, by).send_all_due() == 1
    (sent,) = notify.accepted
    delivery = await the_one(engine)
    assert sent["reference"] == delivery.id
    assert sent["email_address"] == "com-1@example.org"
    assert sent["template_id"] == EMAIL_TEMPLATE
    assert sent["personalisation"] == {"subject": delivery.subject, "body": delivery.body}
    assert (delivery.state, delivery.provider_id) == ("handed_over", sent["id"])
    assert notify.asked == []  # on a first attempt there is nothing to ask for


async def test_what_became_of_it_is_asked_later(engine: AsyncEngine, notify: NotifyServer, by: NoticeSettings) -> None:
    await told(engine, by, grave())
    await sender(engine, by).send_all_due()
    await due_now(engine)
    await sender(engine, by).send_all_due()
    assert (await the_one(engine)).state == "handed_over"
    notify.status = "delivered"
    await due_now(engine)
    await sender(engine, by).send_all_due()
    assert ((await the_one(engine)).state, (await the_one(engine)).due_at) == ("delivered", None)
    assert len(notify.accepted) == 1


async def test_an_address_that_turns_out_dead_is_shown_and_can_be_tried_again_once_mended(
    engine: AsyncEngine, notify: NotifyServer, by: NoticeSettings
) -> None:
    await told(engine, by, grave())
    await sender(engine, by).send_all_due()
    notify.status = notify.accepted[0]["status"] = "permanent-failure"
    await due_now(engine)
    await sender(engine, by).send_all_due()
    assert "GOV.UK Notify says permanent-failure" in [d.fault for d in await failing(engine)]
    notify.status = "sending"
    assert await try_again(engine, datetime.now(UTC), (await the_one(engine)).id) == 1
    await sender(engine, by).send_all_due()
    assert len(notify.accepted) == 2
    assert (await the_one(engine)).state == "handed_over"


@pytest.mark.parametrize(
    ("answer", "state", "fault", "waits"),
    [
        (says_no(429, "RateLimitError"), "waiting", "GOV.UK Notify says 429 RateLimitError", 10),
        (says_no(429, "TooManyRequestsError", Retry_After="120"), "waiting", "429 TooManyRequestsError", 120),
        (says_no(500, "Exception"), "waiting", "GOV.UK Notify says 500 Exception", 10),
        ((503, {}, {}), "waiting", "GOV.UK Notify says 503", 10),
        (says_no(403, "AuthError", "Invalid token"), "waiting", "GOV.UK Notify says 403 AuthError", 10),
        (says_no(400, "BadRequestError", "Missing personalisation: com-1@example.org"), "waiting", "400", 10),
        (says_no(400, "ValidationError", "email_address com-1@example.org is not"), "failed", "not one", None),
        ((201, {"no": "id"}, {}), "waiting", "gave an answer that is none", 10),
    ],
)
async def test_what_notify_says_decides_what_is_done(
    engine: AsyncEngine,
    notify: NotifyServer,
    by: NoticeSettings,
    caplog: pytest.LogCaptureFixture,
    answer: Any,
    state: str,
    fault: str,
    waits: int | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    await told(engine, by, grave())
    notify.next_answers.append(answer)
    before = datetime.now(UTC)
    await sender(engine, by).send_all_due()
    delivery = await the_one(engine)
    assert delivery.state == state
    assert fault in (delivery.fault or "")
    if waits is None:
        assert delivery.due_at is None
    else:
        assert delivery.due_at is not None
        assert timedelta(seconds=waits) <= delivery.due_at - before < timedelta(seconds=waits + 10)
        await due_now(engine)
        await sender(engine, by).send_all_due()
        assert len(notify.accepted) == 1
    assert "com-1@example.org" not in (delivery.fault or "") + caplog.text
    assert API_KEY[-36:] not in caplog.text


async def test_a_server_that_is_not_there_is_tried_again_with_longer_waits(engine: AsyncEngine, key_file: str) -> None:
    by = settings(**by_notify("http://127.0.0.1:9", key_file, COM))
    await told(engine, by, grave())
    waits = []
    for _ in range(4):
        before = datetime.now(UTC)
        await sender(engine, by).send_all_due()
        due = (await the_one(engine)).due_at
        assert due is not None
        waits.append(round((due - before).total_seconds(), -1))
        await due_now(engine)
    assert waits == [10, 20, 40, 80]
    assert "GOV.UK Notify could not be reached" in [d.fault for d in await failing(engine)]


async def test_after_three_days_it_is_given_up_until_an_operator_has_it_tried_again(
    engine: AsyncEngine, notify: NotifyServer, by: NoticeSettings
) -> None:
    await told(engine, by, grave())
    async with writing(engine) as connection:
        long_ago = datetime.now(UTC) - GIVE_UP_AFTER - timedelta(minutes=1)
        await connection.execute(update(DeliveryRow).values(made_at=long_ago))
    notify.next_answers.append(says_no(500, "Exception"))
    await sender(engine, by).send_all_due()
    assert (await the_one(engine)).state == "failed"
    await due_now(engine)
    assert await sender(engine, by).send_all_due() == 0
    assert await try_again(engine, datetime.now(UTC)) == 1
    await sender(engine, by).send_all_due()
    assert (await the_one(engine)).state == "handed_over"


async def test_a_slow_answer_is_not_waited_for_and_asked_about_before_it_is_sent_again(
    engine: AsyncEngine, notify: NotifyServer, by: NoticeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify_channel, "TIMEOUT_SECONDS", 0.2)
    await told(engine, by, grave())
    notify.answers.clear()
    await sender(engine, by).send_all_due()
    assert (await the_one(engine)).state == "waiting"
    notify.answers.set()
    await due_now(engine)
    await sender(engine, by).send_all_due()
    assert notify.asked == ["/v2/notifications"]
    assert len(notify.accepted) == 1
    delivery = await the_one(engine)
    assert (delivery.state, delivery.provider_id) == ("handed_over", notify.accepted[0]["id"])


async def test_a_bad_address_and_one_nobody_knows_do_not_hold_up_the_others(
    engine: AsyncEngine, notify: NotifyServer, key_file: str
) -> None:
    by = settings(**by_notify(notify.url, key_file, BOTH))
    await told(engine, by, grave())
    notify.next_answers.append(says_no(400, "ValidationError", "email_address is not a valid email address"))
    assert await sender(engine, by).send_all_due() == 2
    assert await counted(engine) == {"failed": 1, "handed_over": 1}


async def sent_at(moment: str, engine: AsyncEngine, by: NoticeSettings) -> int:
    with freeze_time(moment, real_asyncio=True):
        return await sender(engine, by).send_all_due()


async def test_in_quiet_hours_only_grave_notices_are_sent_and_the_rest_in_the_morning(
    engine: AsyncEngine, notify: NotifyServer, key_file: str
) -> None:
    by = NoticeSettings.model_validate(by_notify(notify.url, key_file, COM))
    with freeze_time("2026-03-27 17:30", real_asyncio=True):  # a Friday; the clocks go forward on the Sunday
        await told(engine, by, grave())
        await told(engine, by, quiet_change("case-2"))
        await make_digest(engine, by, "com-1", date(2026, 3, 27))
    assert await sent_at("2026-03-27 22:00", engine, by) == 1
    assert [m["personalisation"]["subject"] for m in notify.accepted] == ["Throughcare: read now, case case-1"]
    async with writing(engine) as connection:  # what became of it is no matter here
        await connection.execute(update(DeliveryRow).where(col(DeliveryRow.grave)).values(due_at=None))
    assert await sent_at("2026-03-28 12:00", engine, by) == 0
    assert await sent_at("2026-03-30 06:59", engine, by) == 0
    assert await sent_at("2026-03-30 07:00", engine, by) == 1


async def test_grave_notices_wait_too_when_they_are_to(
    engine: AsyncEngine, notify: NotifyServer, key_file: str
) -> None:
    told_by = by_notify(notify.url, key_file, COM) | {"quiet_hours": {"grave_too": True}}
    by = NoticeSettings.model_validate(told_by)
    with freeze_time("2026-10-23 22:00", real_asyncio=True):  # the clocks go back on the Sunday
        await told(engine, by, grave())
    assert await sent_at("2026-10-23 22:00", engine, by) == 0
    assert await sent_at("2026-10-26 07:59", engine, by) == 0
    assert await sent_at("2026-10-26 08:00", engine, by) == 1


async def test_what_one_sender_has_claimed_no_other_takes_until_the_claim_is_over(
    engine: AsyncEngine, by: NoticeSettings
) -> None:
    await told(engine, by, grave())
    now, lease = datetime.now(UTC), timedelta(minutes=2)

    async def take(at: datetime) -> list[int]:
        found = await claim(engine, Channel.NOTIFY_EMAIL, at, lease, held_back=frozenset(), limit=9)
        return [d.attempts for d in found]

    assert await take(now) == [1]
    assert await take(now + lease - timedelta(seconds=1)) == []
    assert await take(now + lease) == [2]


async def test_many_senders_send_each_message_once(
    engine: AsyncEngine, notify: NotifyServer, by: NoticeSettings
) -> None:
    for n in range(12):
        await told(engine, by, grave(f"case-{n}"))
    await asyncio.gather(*(sender(engine, by).send_all_due() for _ in range(4)))
    references = [m["reference"] for m in notify.accepted]
    assert len(references) == len(set(references)) == 12


# By a mail server -----------------------------------------------------------------------------------------------


def by_mail(port: int, people: dict[str, dict[str, str]]) -> NoticeSettings:
    smtp = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "throughcare@example.org"}
    return settings(smtp=smtp, people=people)


MAILED = {"com-1": {"smtp": "com-1@example.org"}, "spo-1": {"smtp": "spo-1@example.org"}}


async def test_it_goes_by_mail_under_an_id_of_its_own(engine: AsyncEngine, mail: tuple[MailServer, int]) -> None:
    server, port = mail
    by = by_mail(port, MAILED)
    await told(engine, by, grave())
    await sender(engine, by).send_all_due()
    assert await counted(engine) == {"handed_over": 2}
    sent = {str(m["To"]): m for m in server.mails}
    delivery = next(d for d in await deliveries(engine) if d.person == "com-1")
    assert sent["com-1@example.org"]["Message-ID"] == f"<{delivery.id}@example.org>"
    assert sent["com-1@example.org"]["Subject"] == delivery.subject
    assert delivery.due_at is None  # nothing more can be asked


async def test_an_address_the_mail_server_refuses_is_shown_and_the_other_mail_goes(
    engine: AsyncEngine, mail: tuple[MailServer, int]
) -> None:
    server, port = mail
    by = by_mail(port, MAILED)
    server.refuses["com-1@example.org"] = "550 no such mailbox com-1@example.org"
    await told(engine, by, grave())
    await sender(engine, by).send_all_due()
    assert [(d.person, d.fault) for d in await failing(engine)] == [
        ("com-1", "the mail server does not take the address: 550")
    ]
    assert [str(m["To"]) for m in server.mails] == ["spo-1@example.org"]


@pytest.mark.parametrize(
    ("refusal", "fault"),
    [("450 try later", "does not take the address: 450"), ("421 busy", "the mail server")],
)
async def test_a_mail_server_that_asks_to_wait_is_tried_again(
    engine: AsyncEngine, mail: tuple[MailServer, int], refusal: str, fault: str
) -> None:
    server, port = mail
    by = by_mail(port, {"com-1": MAILED["com-1"]})
    server.refuses["com-1@example.org"] = refusal
    await told(engine, by, grave())
    await sender(engine, by).send_all_due()
    delivery = await the_one(engine)
    assert delivery.state == "waiting"
    assert fault in (delivery.fault or "")
    server.refuses.clear()
    await due_now(engine)
    await sender(engine, by).send_all_due()
    assert len(server.mails) == 1


async def test_a_mail_in_doubt_is_sent_again_under_the_same_id(
    engine: AsyncEngine, mail: tuple[MailServer, int]
) -> None:
    """The server has it, and its answer is lost: all that can be done is to let it be known as the same mail."""
    server, port = mail
    by = by_mail(port, {"com-1": MAILED["com-1"]})
    server.after_data = "451 answer lost"
    await told(engine, by, grave())
    await sender(engine, by).send_all_due()
    server.after_data = "250 OK"
    await due_now(engine)
    await sender(engine, by).send_all_due()
    assert len(server.mails) == 2
    assert len({m["Message-ID"] for m in server.mails}) == 1


async def test_a_mail_server_that_is_not_there_is_tried_again(engine: AsyncEngine) -> None:
    by = by_mail(9, {"com-1": MAILED["com-1"]})
    await told(engine, by, grave())
    await sender(engine, by).send_all_due()
    assert "the mail server could not be used" in ((await the_one(engine)).fault or "")


# A sender that is killed ----------------------------------------------------------------------------------------


async def until(seen: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(1200):
        if await seen():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen within a minute")


async def run_sender(url: str, file: Path) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "tests.notices.sending", url, str(file), "6"]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT)


@pytest.mark.slow
async def test_a_sender_killed_between_sending_and_saying_so_is_followed_by_one_that_does_not_send_again(
    engine: AsyncEngine, url: str, notify: NotifyServer, key_file: str, tmp_path: Path
) -> None:
    by = settings(**by_notify(notify.url, key_file, COM))
    await told(engine, by, grave())
    file = tmp_path / "notices.toml"
    file.write_text(
        'quiet_hours = { from = "00:00", to = "00:00", days_off = false }\n'
        f'[notify]\napi_key_file = "{key_file}"\nbase_url = "{notify.url}"\nemail_template = "{EMAIL_TEMPLATE}"\n'
        '[people.com-1]\nnotify_email = "com-1@example.org"\n'
    )

    async def sent() -> bool:
        return (await the_one(engine)).state == "handed_over"

    notify.answers.clear()
    first = await run_sender(url, file)
    assert await asyncio.to_thread(notify.accepts.wait, 60)
    first.kill()  # SIGKILL: GOV.UK Notify has the message, and nobody wrote it down
    await first.wait()
    assert (await the_one(engine)).state == "waiting"
    notify.answers.set()
    second, third = await run_sender(url, file), await run_sender(url, file)
    try:
        await until(sent)
    finally:
        for process in (second, third):
            process.kill()
            await process.wait()
    assert len(notify.accepted) == 1
    assert (await the_one(engine)).provider_id == notify.accepted[0]["id"]
