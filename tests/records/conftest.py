"""A records database of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from records.engine import engine_for
from records.upgrade import upgrade


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'records.db'}"


@pytest.fixture(scope="session")
async def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table and no row: the migrations take longer than most tests, so they run once and the file is copied."""
    file = tmp_path_factory.mktemp("empty") / "records.db"
    await upgrade(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture
async def engine(url: str, empty: Path, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    copyfile(empty, tmp_path / "records.db")
    engine = engine_for(url)
    yield engine
    await engine.dispose()
