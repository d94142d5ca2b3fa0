"""A way between two processes that can be cut, slowed down and dropped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Link:
    """Passes on what comes, both ways, to wherever ``reach`` connects."""

    def __init__(self, name: str, reach: Callable[[], Awaitable[Streams]]) -> None:
        self.name = name
        self._reach = reach
        self._delay = 0.0
        self._cut = False
        self._open: set[asyncio.StreamWriter] = set()

    async def cut(self, seconds: float) -> None:
        """Nothing passes for a while, and what was connected is not any more."""
        self._cut = True
        self.drop()
        await asyncio.sleep(seconds)
        self._cut = False

    async def slow(self, seconds: float, by: float) -> None:
        """Everything comes later for a while."""
        self._delay = by
        await asyncio.sleep(seconds)
        self._delay = 0.0

    def drop(self) -> None:
        """Whatever is connected is cut off in the middle."""
        for writer in self._open:
            writer.transport.abort()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection and pass on until one side ends it."""
        if self._cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await self._reach()
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        self._open -= {writer, far_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while chunk := await reader.read(65536):
                if self._delay:
                    await asyncio.sleep(self._delay)
                writer.write(chunk)
                await writer.drain()
        with suppress(OSError, RuntimeError):
            writer.close()


@asynccontextmanager
async def over_tcp(name: str, port: int) -> AsyncIterator[tuple[Link, int]]:
    """A link to a port of this machine, and the port to connect to instead."""
    link = Link(name, lambda: asyncio.open_connection("127.0.0.1", port))
    server = await asyncio.start_server(link.accept, "127.0.0.1", 0)
    try:
        yield link, int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        link.drop()


@asynccontextmanager
async def over_socket(name: str, to: Path, at: Path) -> AsyncIterator[Link]:
    """A link to a socket in the file system, by another."""
    link = Link(name, lambda: asyncio.open_unix_connection(str(to)))
    server = await asyncio.start_unix_server(link.accept, str(at))
    try:
        yield link
    finally:
        server.close()
        link.drop()
