"""What the tests of commands share."""

import pytest

import exits


@pytest.fixture(autouse=True)
def _settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command run inside the test's process need not settle the SDK: the session does so once, at its end."""
    monkeypatch.setattr(exits, "settle", lambda: None)
