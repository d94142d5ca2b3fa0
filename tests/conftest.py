"""What every test session shares."""

import gc

import pytest

import exits
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
