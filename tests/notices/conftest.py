"""Records, a server of GOV.UK Notify's kind and a mail server for each test."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from records.engine import engine_for
from records.upgrade import upgrade
from tests.notices.mail_server import MailServer
from tests.notices.notify_server import API_KEY, NotifyServer


@pytest.fixture(scope="session")
async def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with tables and nothing in them, made once."""
    path = tmp_path_factory.mktemp("empty") / "records.db"
    await upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def url(tmp_path: Path, empty: Path) -> str:
    return f"sqlite+aiosqlite:///{shutil.copy(empty, tmp_path / 'records.db')}"


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
