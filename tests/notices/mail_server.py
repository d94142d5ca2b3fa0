"""A mail server that keeps what it is sent, and refuses some addresses."""

import asyncio
from email import message_from_bytes
from email.message import Message
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """What it was sent, and the addresses it refuses with which words."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.refuses: dict[str, str] = {}
        self.after_data = "250 OK"

    async def start(self) -> asyncio.Server:
        """Listen on a free port."""
        return await asyncio.get_running_loop().create_server(lambda: SMTP(self), "127.0.0.1", 0)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether an address is taken."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A mail."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.after_data
