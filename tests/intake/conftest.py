"""Records of each test's own, with the cases it needs in them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from records.engine import engine_for
from records.upgrade import upgrade
from records.write import write
from tests.records.played import START, Played

Open = Callable[..., Awaitable[Played]]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Records in a file of their own."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    yield engine
    await engine.dispose()


@pytest.fixture
def open_case(engine: AsyncEngine) -> Open:
    """Puts a case into the records, as its workflow would."""

    async def put(case_id: str = "case-1", crn: str | None = "X700001", noms: str | None = "A7001AA") -> Played:
        numbers: dict[str, Any] = {"crn": crn, "prison_number": noms}
        case = Played(case_id, **{name: value for name, value in numbers.items() if value})
        await write(engine, case.batch())
        return case

    return put


__all__ = ["START"]
