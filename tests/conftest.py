"""What every test session shares."""

import gc

import pytest

import exits

gc.set_threshold(50_000, 20, 20)  # thousands of short-lived models a test: the collector's own pace costs a tenth

pytest_plugins = ["tests.exercised"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: processes that run in parallel then end together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not go through it again."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """End the session as every entry point ends. By now pytest-asyncio has closed its loops."""
    exits.settle()
