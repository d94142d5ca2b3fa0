"""Trails on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from records.engine import engine_for
from records.upgrade import upgrade
from tests.records.databases import KINDS, new_database


@pytest.fixture(params=KINDS)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Records with the tables of this release and an empty trail, of which nothing can be deleted again."""
    async with new_database(str(request.param), tmp_path) as url:
        await upgrade(url)
        yield url


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on them."""
    engine = engine_for(url)
    yield engine
    await engine.dispose()
