"""What every test session shares."""

import sys

import exits


def pytest_unconfigure() -> None:
    """End the session as every entry point ends. By now pytest-asyncio has closed its loops."""
    # The frames of the last failure would keep alive what is to be collected.
    for name in ("last_exc", "last_value", "last_traceback"):
        sys.__dict__.pop(name, None)
    exits.settle()
