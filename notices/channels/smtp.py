"""A mail server. The Message-ID is made from the delivery's id, so that one sent twice can be known as one."""

from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib
from aiosmtplib import errors

from notices.channels.channel import NotNow, Outgoing, Refused
from notices.settings import Smtp

TIMEOUT_SECONDS = 20.0
"""For each answer of the server (project default)."""

_NO_SUCH_MAILBOX = frozenset({550, 551, 552, 553, 554})


class SmtpOut:
    """E-mail through a mail server."""

    def __init__(self, settings: Smtp, password: str | None) -> None:
        self._settings, self._password = settings, password

    async def hand_over(self, message: Outgoing) -> None:
        """Send it. A mail server cannot be asked whether it has a message: one in doubt is sent again as the same."""
        settings = self._settings
        try:
            await aiosmtplib.send(
                _mail(settings.sender, message),
                hostname=settings.host,
                port=settings.port,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                username=settings.user,
                password=self._password,
                timeout=TIMEOUT_SECONDS,
            )
        except errors.SMTPRecipientsRefused as error:
            raise _recipient(error) from None
        except errors.SMTPDataError as error:
            raise _by_code(error.code, "the mail server does not take the message") from None
        except errors.SMTPResponseException as error:
            raise NotNow(f"the mail server says {error.code}") from None
        except (errors.SMTPException, OSError, ValueError) as error:
            raise NotNow(f"the mail server could not be used: {type(error).__name__}") from None

    async def delivered(self, provider_id: str) -> bool | None:
        """Nobody knows: a mail server says nothing later."""
        raise NotImplementedError(provider_id)


def _mail(sender: str, message: Outgoing) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = message.to.get_secret_value()
    mail["Subject"] = message.subject
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail


def _recipient(error: errors.SMTPRecipientsRefused) -> NotNow | Refused:
    codes = [refused.code for refused in error.recipients]
    return _by_code(codes[0] if codes else 450, "the mail server does not take the address")


def _by_code(code: int, words: str) -> NotNow | Refused:
    return Refused(f"{words}: {code}") if code in _NO_SUCH_MAILBOX else NotNow(f"{words}: {code}")
