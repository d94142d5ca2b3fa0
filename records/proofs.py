"""The daily proofs in the records."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.proof import Differing, Proof
from models.tables import FindingRow, ProofRow, table_of
from records.engine import reading, writing
from records.write import upsert


async def keep_findings(engine: AsyncEngine, run: str, found: Sequence[Differing]) -> None:
    """Write the cases that differ; those written before under the same run are written over."""
    if not found:
        return
    rows = [{"run": run, "case_id": f.case_id, "words": f.words} for f in found]
    async with writing(engine) as connection:
        await connection.execute(upsert(table_of(FindingRow), connection.dialect.name), rows)


async def keep(engine: AsyncEngine, proof: Proof) -> None:
    """Write a proof; one written before under the same run is written over."""
    row = {"run": proof.run, "at": proof.at, **proof.counted.model_dump(), "remarks": proof.remarks}
    async with writing(engine) as connection:
        await connection.execute(upsert(table_of(ProofRow), connection.dialect.name), [row])


async def latest(engine: AsyncEngine) -> ProofRow | None:
    """The last proof there is."""
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return (await session.exec(select(ProofRow).order_by(col(ProofRow.at).desc()).limit(1))).first()


async def findings(engine: AsyncEngine, run: str) -> list[FindingRow]:
    """The cases that differed in one proof."""
    statement = select(FindingRow).where(FindingRow.run == run).order_by(col(FindingRow.case_id))
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return list((await session.exec(statement)).all())
