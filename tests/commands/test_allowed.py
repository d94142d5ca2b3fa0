"""How much the API serves, as it is set in the environment."""

import pytest

from api.load.allowed import Allowed
from commands.allowed import allowed
from commands.settings import SetUpProblem


def test_what_is_not_set_is_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    assert allowed() == Allowed()
    monkeypatch.setenv("THROUGHCARE_API_AT_ONCE", "12")
    monkeypatch.setenv("THROUGHCARE_RATE_SYSTEM", "50 per 2 minutes")
    found = allowed()
    assert (found.at_once, found.system.amount, found.system.get_expiry()) == (12, 50, 120)
    assert found.person == Allowed().person


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("THROUGHCARE_API_AT_ONCE", "3"),
        ("THROUGHCARE_API_AT_ONCE", "many"),
        ("THROUGHCARE_API_AT_ONCE", "-8"),
        ("THROUGHCARE_RATE_PERSON", "often"),
        ("THROUGHCARE_RATE_SYSTEM", "0/second"),
        ("THROUGHCARE_RATE_GRAVE", ""),
        ("THROUGHCARE_RATE_NO_TOKEN", "5/fortnight"),
    ],
)
def test_what_is_no_limit_is_refused_by_name(setting: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(setting, said)
    with pytest.raises(SetUpProblem, match=setting):
        allowed()
