"""Records, a server of GOV.UK Notify's kind and a mail server for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from records.engine import engine_for
from tests.notices.mail_server import MailServer
from tests.notices.notify_server import API_KEY, NotifyServer


@pytest.fixture
def url(own_records: str) -> str:
    return own_records


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = engine_for(url)
    yield engine
    await engine.dispose()


@pytest.fixture
def notify() -> Iterator[NotifyServer]:
    server = NotifyServer()
    yield server
    server.stop()


@pytest.fixture
def key_file(tmp_path: Path) -> str:
    path = tmp_path / "notify-api-key"
    path.write_text(API_KEY + "\n")
    return str(path)


@pytest.fixture
async def mail() -> AsyncIterator[tuple[MailServer, int]]:
    server = MailServer()
    listening = await server.start()
    yield server, listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
