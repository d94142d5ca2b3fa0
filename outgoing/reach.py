"""Whether a webhook may go where its name leads: never by surprise into our own network."""

import asyncio
import socket
from ipaddress import ip_address

import httpx


class OutOfReach(Exception):
    """The address leads into a private network, or nowhere."""


async def check(url: str) -> None:
    """Look where a name leads now, each time: it may lead elsewhere tomorrow. Raises OutOfReach."""
    to = httpx.URL(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(to.host, to.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutOfReach("no address") from None
    if not found or not all(ip_address(one[4][0]).is_global for one in found):
        raise OutOfReach("a private address")
