"""What every test session shares."""

import gc
import shutil
from pathlib import Path

import pytest

import exits
from records.upgrade import upgrade
from tests import clusters

gc.set_threshold(50_000, 20, 20)  # thousands of short-lived models a test: the collector's own pace costs a tenth

pytest_plugins = ["tests.exercised"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: processes that run in parallel then end together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not go through it again."""
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Choose where the session's PostgreSQL will be, should a test ask for it."""
    if not hasattr(config, "workerinput"):
        clusters.name_the_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the session as every entry point ends. By now pytest-asyncio has closed its loops."""
    if not hasattr(config, "workerinput"):
        clusters.end_session()
    exits.settle()


@pytest.fixture(scope="session")
async def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records in a file with the tables of this release and no row, made once: the migrations take half a second."""
    path = tmp_path_factory.mktemp("empty") / "records.db"
    await upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def own_records(tmp_path: Path, empty_records: Path) -> str:
    """The URL of empty records of this test's own, in ``tmp_path / "records.db"``."""
    return f"sqlite+aiosqlite:///{shutil.copy(empty_records, tmp_path / 'records.db')}"
