"""GOV.UK Notify, by its own client library. Its reference is the delivery's id, and can be asked for afterwards."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from requests import RequestException

from notices.channels.channel import NotNow, Outgoing, Refused
from notices.settings import Notify

# Its warnings quote what the server says, and so may quote what we sent.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

TIMEOUT_SECONDS = 10.0
"""For the connection, and then for the answer (project default)."""

ON_ITS_WAY = frozenset({"created", "sending", "pending", "sent"})
NEVER = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})
"""What Notify says of a message that it gave up."""

_WORDS = frozenset(
    {"AuthError", "BadRequestError", "Exception", "NoResultFound", "RateLimitError", "TooManyRequestsError"}
    | {"ValidationError"}
)
_ADDRESS_FIELDS = ("email_address", "phone_number")

Answer = TypeVar("Answer")


class NotifyOut:
    """E-mail, or text messages, through GOV.UK Notify."""

    def __init__(self, settings: Notify, api_key: str, *, text: bool) -> None:
        self._settings, self._api_key, self._text = settings, api_key, text
        # The client is not safe for threads: each is used by one call at a time, and then by the next.
        self._idle: list[NotificationsAPIClient] = []

    async def hand_over(self, message: Outgoing) -> str | None:
        """Send it once: where an earlier attempt is in doubt, Notify is asked for it first."""
        if message.again and (there := await self._ask(lambda client: _find(client, message.id))):
            return there
        return await self._ask(lambda client: self._send(client, message))

    async def delivered(self, provider_id: str) -> bool | None:
        """What Notify says became of it."""
        said = await self._ask(lambda client: client.get_notification_by_id(provider_id))
        status = str(said.get("status"))
        if status in NEVER:
            raise Refused(f"GOV.UK Notify says {status}")
        return None if status in ON_ITS_WAY else True

    def _send(self, client: NotificationsAPIClient, message: Outgoing) -> str:
        to = message.to.get_secret_value()
        places = {"subject": message.subject, "body": message.body}
        if self._text:
            template = self._settings.text_template
            answer = client.send_sms_notification(to, template, personalisation=places, reference=message.id)
        else:
            template = self._settings.email_template
            answer = client.send_email_notification(to, template, personalisation=places, reference=message.id)
        return str(answer["id"])

    async def _ask(self, call: Callable[[NotificationsAPIClient], Answer]) -> Answer:
        try:
            return await asyncio.to_thread(self._with_client, call)
        except HTTPError as error:
            raise _said_no(error) from None
        except (InvalidResponse, RequestException, KeyError, TypeError, AttributeError):
            raise NotNow("GOV.UK Notify gave an answer that is none") from None

    def _with_client(self, call: Callable[[NotificationsAPIClient], Answer]) -> Answer:
        """In a thread, which goes on to its end even when nobody waits for it any more."""
        try:
            client = self._idle.pop()
        except IndexError:
            client = self._client()
        try:
            return call(client)
        finally:
            self._idle.append(client)

    def _client(self) -> NotificationsAPIClient:
        return NotificationsAPIClient(self._api_key, base_url=self._settings.base_url, timeout=TIMEOUT_SECONDS)


def _find(client: NotificationsAPIClient, reference: str) -> str | None:
    """The id of the message that has this reference, if Notify has it and has not given it up."""
    found = client.get_all_notifications(reference=reference)["notifications"]
    return next((str(one["id"]) for one in found if one["status"] not in NEVER), None)


def _said_no(error: HTTPError) -> NotNow | Refused:
    status = error.status_code
    errors: list[dict[str, Any]] = error.message if isinstance(error.message, list) else []
    kinds = sorted({str(e.get("error")) for e in errors} & _WORDS)
    words = f"GOV.UK Notify says {' '.join([str(status), *kinds])}"
    if error.response is None:
        return NotNow("GOV.UK Notify could not be reached")
    if status == 400 and kinds == ["ValidationError"] and _about_address(errors):
        return Refused(f"{words}: the address is not one")
    return NotNow(words, _retry_after(error.response.headers.get("Retry-After")))


def _about_address(errors: list[dict[str, Any]]) -> bool:
    return any(field in str(e.get("message")) for e in errors for field in _ADDRESS_FIELDS)


def _retry_after(said: str | None) -> timedelta | None:
    with suppress(ValueError, TypeError):
        return timedelta(seconds=min(int(said or ""), 3600))
    return None
