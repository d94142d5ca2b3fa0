"""The activities of the daily digest. They are given people's ids, and look everything else up themselves."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.workflow import ActivityConfig

from models.notices import DigestPage, DigestsGiven, ToDigest
from policy.calendar import CURRENT, Calendar

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from notices.settings_file import SettingsFile

DIGEST_OPTIONS = ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
)
"""How the workflow calls each of them: two minutes an attempt, tried again until it is done."""


class Digests:
    """The inboxes and the settings, as the workflow reaches them."""

    def __init__(self, records: "AsyncEngine", settings: "SettingsFile", calendar: Calendar = CURRENT) -> None:
        self._records, self._settings, self._calendar = records, settings, calendar

    @activity.defn(name="digest_day")
    async def digest_day(self) -> date | None:
        """The day whose digests may be made now; none on a day off, before the time for it, and in quiet hours."""
        from notices.digests import digest_day  # a client names this activity without the database's weight

        return digest_day(self._settings.now, datetime.now(UTC), self._calendar)

    @activity.defn(name="people_to_digest")
    async def people_to_digest(self, given: DigestsGiven) -> DigestPage:
        """The next people for whom something waits."""
        from notices.digests import people_waiting

        try:
            return await people_waiting(self._records, given.after)
        except Exception as error:
            raise _unsaid(error) from None

    @activity.defn(name="make_digests")
    async def make_digests(self, asked: ToDigest) -> int:
        """Make these people's digests of the day; how many were made. Doing it again makes none twice."""
        from notices.digests import make_digest

        try:
            settings = self._settings.now
            made = [await make_digest(self._records, settings, person, asked.day) for person in asked.people]
        except Exception as error:
            raise _unsaid(error) from None
        return sum(made)


def _unsaid(error: Exception) -> ApplicationError:
    """A failure that shows its kind and nothing of what it was about."""
    name = type(error).__name__
    return ApplicationError(f"the digests could not be made: {name}", type=name)
