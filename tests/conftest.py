"""What every test session shares."""

import exits

pytest_plugins = ["tests.exercised"]


def pytest_unconfigure() -> None:
    """End the session as every entry point ends. By now pytest-asyncio has closed its loops."""
    exits.settle()
