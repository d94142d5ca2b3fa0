"""The migrations, on both databases: up, down and up again; they make what the tables say; many may start at once."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import CommandLine, Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from models import audit_tables as audit_tables  # its table is among Recorded's
from models import intake_tables as intake_tables
from models import key_tables as key_tables
from models import notice_tables as notice_tables
from models import outgoing_tables as outgoing_tables
from models.tables import Recorded
from records.engine import engine_for, reading, writing
from records.upgrade import CONFIG, upgrade
from records.write import write
from tests.records.databases import new_database
from tests.records.played import RELEASE, ed
from tests.records.stored import stored

ALL = set(Recorded.metadata.tables)
"""The cases' own tables, those of the daily proofs, and those of the notices to people."""


async def migrate(url: str, step: Callable[[Config], None]) -> set[str]:
    """Take one alembic step; the names of the tables after it."""

    def take(connection: Connection) -> set[str]:
        config = Config(CONFIG, stdout=io.StringIO())
        config.attributes["connection"] = connection
        step(config)
        return set(inspect(connection).get_table_names())

    engine = engine_for(url, altering=True)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(take)
    finally:
        await engine.dispose()


async def test_up_down_and_up_again(url: str) -> None:
    assert await migrate(url, lambda config: command.upgrade(config, "head")) == {*ALL, "alembic_version"}
    assert await migrate(url, lambda config: command.downgrade(config, "base")) == {"alembic_version"}
    assert await migrate(url, lambda config: command.upgrade(config, "head")) == {*ALL, "alembic_version"}


async def test_the_migrations_make_what_the_tables_say(url: str) -> None:
    await upgrade(url)
    await migrate(url, command.check)


async def test_a_difference_would_be_found(url: str) -> None:
    await upgrade(url)
    engine = engine_for(url)
    async with writing(engine) as connection:
        await connection.execute(text("DROP INDEX ix_cases_crn"))
    await engine.dispose()
    with pytest.raises(CommandError, match="New upgrade operations detected"):
        await migrate(url, command.check)


async def test_the_command_line_reaches_the_same_tables(url: str) -> None:
    def run() -> None:
        with redirect_stdout(io.StringIO()):
            for step in (["upgrade", "head"], ["check"]):
                CommandLine().main(["-c", str(CONFIG), "-x", f"url={url}", *step])

    await asyncio.to_thread(run)


async def test_an_upgrade_keeps_what_is_there(url: str) -> None:
    await upgrade(url)
    engine, case = engine_for(url), ed()
    await write(engine, case.batch())
    kept = await stored(engine, case.case_id)
    await asyncio.gather(*(upgrade(url) for _ in range(3)))
    assert await stored(engine, case.case_id) == kept
    await engine.dispose()


async def test_what_lists_are_read_by_is_filled_from_the_rows_there_are(url: str) -> None:
    """As the same rows written today have it; what policy alone knows comes with the case's next message."""
    case = ed()
    for days in (1, 20, 40):
        case.sleep_until(RELEASE + timedelta(days=days))
        made = {"decision_id": f"look-{days}", "kind": "oversight", "option": "enhanced", "decided_by": "spo-1",
                "decided_at": RELEASE + timedelta(days=days), "role": "spo", "rationale": "Late work."}  # fmt: skip
        case.tell({"kind": "decided", "decision": made}, RELEASE + timedelta(days=days))
    await upgrade(url)
    engine = engine_for(url)
    await write(engine, case.batch())
    wanted = await stored(engine, case.case_id)
    clauses = await _clauses(engine)
    await migrate(url, lambda config: command.downgrade(config, "0008"))
    await migrate(url, lambda config: command.upgrade(config, "head"))
    found = await stored(engine, case.case_id)
    from_policy: dict[str, object] = {
        "practitioners": {},
        "missing_role": None,
        "release_on": None,
        "handover_on": None,
    }
    assert found["cases"] == [wanted["cases"][0] | from_policy]
    for row in [*found["escalations"], *wanted["escalations"]]:
        row["clauses"] = sorted(row["clauses"])
    assert {n: rows for n, rows in found.items() if n != "cases"} == {n: r for n, r in wanted.items() if n != "cases"}
    assert {row["open"] for row in found["escalations"]} == {True, False} and await _clauses(engine) == clauses != []
    await engine.dispose()


async def _clauses(engine: AsyncEngine) -> list[tuple[object, ...]]:
    async with reading(engine).connect() as connection:
        return [
            tuple(row)
            for table in ("duty_clauses", "escalation_clauses")
            for row in await connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3"))
        ]


async def test_a_database_of_a_later_release_is_refused(url: str) -> None:
    await upgrade(url)
    engine = engine_for(url)
    async with writing(engine) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(CommandError, match="Can't locate revision identified by '9999'"):
        await upgrade(url)


class TestSqlite:
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite+aiosqlite:///{tmp_path / 'records.db'}"

    async def test_a_table_others_refer_to_may_be_rebuilt(self, url: str) -> None:
        """As a migration that changes a column of cases does on SQLite."""

        def rebuild(connection: Connection) -> None:
            with Operations(MigrationContext.configure(connection)).batch_alter_table("cases", recreate="always"):
                pass

        await upgrade(url)
        engine, altering, case = engine_for(url), engine_for(url, altering=True), ed()
        await write(engine, case.batch())
        kept = await stored(engine, case.case_id)
        async with altering.begin() as connection:
            await connection.run_sync(rebuild)
        async with reading(engine).connect() as reader:
            assert (await reader.execute(text("PRAGMA foreign_key_check"))).all() == []
        assert await stored(engine, case.case_id) == kept
        await altering.dispose()
        await engine.dispose()

    async def test_every_connection_is_set_up(self, url: str) -> None:
        engine = engine_for(url)
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "busy_timeout": 10_000,
        }
        async with engine.connect() as connection:
            assert {name: await connection.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted
        await engine.dispose()


class TestPostgresql:
    @pytest.fixture
    async def url(self, tmp_path: Path) -> AsyncIterator[str]:
        async with new_database("postgresql", tmp_path) as url:
            yield url

    async def settings(self, url: str, **how: bool) -> dict[str, str]:
        names = ("application_name", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        engine = engine_for(url, **how)
        async with engine.connect() as connection:
            found = {name: str(await connection.scalar(text(f"SHOW {name}"))) for name in names}
        await engine.dispose()
        return found

    async def test_every_connection_is_set_up(self, url: str) -> None:
        assert list((await self.settings(url)).values()) == ["throughcare", "1min", "10s", "1min"]
        assert list((await self.settings(url, altering=True)).values()) == ["throughcare", "0", "5min", "0"]

    async def test_the_url_may_say_otherwise(self, url: str) -> None:
        found = await self.settings(f"{url}&application_name=reports&options=-c%20statement_timeout%3D5s")
        assert found["application_name"] == "reports" and found["statement_timeout"] == "5s"

    async def test_a_connection_that_was_cut_is_not_used_again(self, url: str) -> None:
        """As after the server restarted."""
        engine, other = engine_for(url), engine_for(url)
        async with engine.connect() as connection:
            pid = await connection.scalar(text("SELECT pg_backend_pid()"))
        async with other.begin() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT pg_backend_pid()")) != pid
        for used in (engine, other):
            await used.dispose()
