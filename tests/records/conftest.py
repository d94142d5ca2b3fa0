"""Records for each test, on SQLite and on PostgreSQL: the same tests run on both."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.records.databases import KINDS, empty, is_wanted, new_database, ready_database
from tests.records.measured import Databases


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
async def url(kind: str, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database, for a test that makes or changes its tables."""
    async with new_database(kind, tmp_path) as url:
        yield url


class Ready:
    """One database of each kind with the tables of this release, made when first asked for."""

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._engines: dict[str, AsyncEngine] = {}

    async def engine(self, kind: str) -> AsyncEngine:
        """The database of a kind, as the test before left it."""
        if kind not in self._engines:
            self._engines[kind] = await self._stack.enter_async_context(ready_database(kind, self._folder))
        return self._engines[kind]


@pytest.fixture(scope="session")
async def ready(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ready]:
    """The migrations take longer than most tests: they run once, and each test leaves its database empty."""
    async with AsyncExitStack() as stack:
        yield Ready(tmp_path_factory.mktemp("records"), stack)


@pytest.fixture
async def engine(ready: Ready, kind: str) -> AsyncIterator[AsyncEngine]:
    """Records without a row. A test that changes the tables asks for ``url``."""
    engine = await ready.engine(kind)
    yield engine
    await empty(engine)


@pytest.fixture
async def records(ready: Ready) -> AsyncIterator[Databases]:
    """Records without a row on both databases; on SQLite alone where no PostgreSQL is installed."""
    engines = [await ready.engine(kind) for kind in KINDS if kind == "sqlite" or is_wanted()]
    yield Databases(tuple(engines))
    for engine in engines:
        await empty(engine)
