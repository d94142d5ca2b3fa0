"""The sender: hands deliveries over, a few at a time, until it is stopped. Any number of processes may run one."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from models.notice_tables import DeliveryRow
from models.notices import Channel, DeliveryState
from notices.channels.channel import NotNow, Outgoing, Refused
from notices.deliveries import claim, stands
from notices.settings import NoticeSettings
from notices.settings_file import SettingsFile
from notices.ways_out import WaysOut
from policy.calendar import CURRENT, Calendar

LOG = structlog.get_logger("notices.sender")

SENT_BY = (Channel.NOTIFY_EMAIL, Channel.NOTIFY_TEXT, Channel.SMTP)

AT_A_TIME = 8
"""Messages handed over by one channel at the same time (project default)."""

LEASE = timedelta(minutes=2)
"""How long a claim holds: longer than any hand-over takes, so that two never try the same (project default)."""

LOOK_EVERY = timedelta(seconds=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
"""The wait before trying again doubles from the one to the other (project default)."""

GIVE_UP_AFTER = timedelta(days=3)
"""After this an operator has to have it tried again (project default)."""

ASK_AFTER = (timedelta(minutes=2), timedelta(minutes=30), timedelta(hours=6), timedelta(days=1), timedelta(days=2))
"""How long after a hand-over GOV.UK Notify is asked, each time, what became of it (project default)."""


class Sender:
    """Sends what is due."""

    def __init__(
        self,
        records: AsyncEngine,
        settings: SettingsFile,
        *,
        calendar: Calendar = CURRENT,
        lease: timedelta = LEASE,
    ) -> None:
        self._records, self._settings, self._calendar, self._lease = records, settings, calendar, lease
        self._ways = WaysOut()

    async def run(self) -> None:
        """Send until cancelled, each channel by itself: one that hangs does not hold up the others."""
        async with asyncio.TaskGroup() as channels:
            for channel in SENT_BY:
                channels.create_task(self._run(channel))

    async def _run(self, channel: Channel) -> None:
        """A database that is down is waited for."""
        while True:
            try:
                sent = await self.send_due(channel)
            except (SQLAlchemyError, OSError) as error:
                LOG.warning("the deliveries could not be read", error=type(error).__name__)
                sent = 0
            if not sent:
                await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def send_all_due(self) -> int:
        """Send everything that is due now, by every channel; how many there were."""
        count = 0
        for channel in SENT_BY:
            while sent := await self.send_due(channel):
                count += sent
        return count

    async def send_due(self, channel: Channel) -> int:
        """Send what is due by a channel now, at most a handful; how many there were."""
        now, settings = datetime.now(UTC), self._settings.now
        held_back = settings.held_back(now, self._calendar)
        taken = await claim(self._records, channel, now, self._lease, held_back=held_back, limit=AT_A_TIME)
        await asyncio.gather(*(self._deal_with(delivery, settings) for delivery in taken))
        return len(taken)

    async def _deal_with(self, delivery: DeliveryRow, settings: NoticeSettings) -> None:
        try:
            async with asyncio.timeout(self._lease.total_seconds() * 0.75):
                if delivery.state == DeliveryState.HANDED_OVER:
                    await self._ask(delivery, settings)
                else:
                    await self._hand_over(delivery, settings)
        except Refused as refused:
            await self._give_up(delivery, str(refused))
        except NotNow as not_now:
            await self._later(delivery, str(not_now), not_now.after)
        except TimeoutError:
            await self._later(delivery, "it took too long", None)
        except SQLAlchemyError:
            raise
        except Exception as error:
            # Whatever it says may quote an address: only its kind is kept, and the others go on.
            await self._later(delivery, f"the sender failed with {type(error).__name__}", None)

    async def _hand_over(self, delivery: DeliveryRow, settings: NoticeSettings) -> None:
        channel = Channel(delivery.channel)
        way = self._ways.by(channel, settings)
        to = settings.reached(delivery.person or "").get(channel)
        if to is None:
            raise NotNow("the file of notices no longer has this address")
        again = delivery.attempts > 1
        message = Outgoing(id=delivery.id, to=to, subject=delivery.subject, body=delivery.body, again=again)
        provider_id = await way.hand_over(message)
        now = datetime.now(UTC)
        await stands(
            self._records,
            delivery,
            state=DeliveryState.HANDED_OVER.value,
            handed_over_at=now,
            provider_id=provider_id,
            due_at=now + ASK_AFTER[0] if provider_id else None,
            fault=None,
        )

    async def _ask(self, delivery: DeliveryRow, settings: NoticeSettings) -> None:
        """What became of it. A question that fails is asked again; it does not undo the hand-over."""
        assert delivery.provider_id is not None and delivery.handed_over_at is not None
        try:
            arrived = await self._ways.by(Channel(delivery.channel), settings).delivered(delivery.provider_id)
        except NotNow:
            arrived = None
        if arrived:
            await stands(self._records, delivery, state=DeliveryState.DELIVERED.value, due_at=None)
            return
        since, now = delivery.handed_over_at, datetime.now(UTC)
        following = next((since + wait for wait in ASK_AFTER if since + wait > now), None)
        await stands(self._records, delivery, due_at=following)

    async def _give_up(self, delivery: DeliveryRow, fault: str) -> None:
        await stands(self._records, delivery, state=DeliveryState.FAILED.value, due_at=None, fault=fault)
        LOG.error("a delivery failed", delivery=delivery.id, channel=delivery.channel, fault=fault)

    async def _later(self, delivery: DeliveryRow, fault: str, after: timedelta | None) -> None:
        now = datetime.now(UTC)
        if now - delivery.made_at > GIVE_UP_AFTER:
            await self._give_up(delivery, fault)
            return
        wait = after or min(FIRST_WAIT * 2 ** min(delivery.attempts - 1, 16), LONGEST_WAIT)
        await stands(self._records, delivery, due_at=now + wait, fault=fault)
        said = {"delivery": delivery.id, "channel": delivery.channel, "attempt": delivery.attempts, "fault": fault}
        LOG.warning("a delivery is tried again", seconds=wait.total_seconds(), **said)
