"""How far runs that take over a caseload have come: told by the run itself as it goes, for whoever watches."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.tables import AdoptionRow, table_of
from records.engine import reading, writing
from records.write import upsert

_TABLE = table_of(AdoptionRow)


class RunState(StrEnum):
    """Whether rows are being taken now, as far as the run said."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True)
class AdoptionRun:
    """One run. A row is adopted, was here already, or is left out; problems are what could not be used, in all rows."""

    run: str
    began_at: datetime
    told_at: datetime
    state: RunState
    rows: int
    adopted: int = 0
    already: int = 0
    left_out: int = 0
    problems: int = 0
    opened: int = 0
    late: int = 0
    words: list[str] = field(default_factory=list)


_NAMES = [one.name for one in fields(AdoptionRun)]


async def keep(engine: AsyncEngine, run: AdoptionRun) -> None:
    """Write how far a run is over what it said before. Raises SQLAlchemyError."""
    async with writing(engine) as connection:
        await connection.execute(upsert(_TABLE, connection.dialect.name), [{**asdict(run), "state": run.state.value}])


async def latest(engine: AsyncEngine, limit: int) -> list[AdoptionRun]:
    """The last runs, the newest first. Raises SQLAlchemyError."""
    newest = select(_TABLE).order_by(_TABLE.c.began_at.desc(), _TABLE.c.run).limit(limit)
    async with reading(engine).connect() as connection:
        return [_run(row._mapping) for row in await connection.execute(newest)]


def _run(row: RowMapping) -> AdoptionRun:
    said = {name: row[name] for name in _NAMES}
    return AdoptionRun(**{**said, "state": RunState(said["state"])})
