"""The commands that serve the API, and what it is tried out with: api, token and simulate."""

from collections.abc import Callable, Coroutine
from datetime import date
from typing import Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

service = App()


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


@service.command
def api(
    *,
    host: Annotated[str, Parameter(env_var="THROUGHCARE_API_HOST")] = "127.0.0.1",
    port: Annotated[int, Parameter(env_var="THROUGHCARE_API_PORT")] = 8080,
) -> int:
    """Serve the HTTP API until Ctrl-C; docs/api.md has its settings.

    Parameters
    ----------
    host: where to listen; 0.0.0.0 for every interface.
    port: where to listen.
    """
    from commands import serving

    return _answer(lambda: serving.run_api(host, port))


@service.command
def token(person: str | None = None) -> int:
    """Print a token of the built-in issuer for one of its demo people; without a name, list them.

    Parameters
    ----------
    person: such as com-1, spo-1 or case-system.
    """
    from commands import tokens

    return _answer(lambda: tokens.print_token(person))


@service.command
def simulate(
    *, cases: Annotated[int, Parameter(validator=Number(gte=1))] = 200, seed: int = 1, today: date | None = None
) -> int:
    """Make up a caseload from the inspectorate's figures, for `throughcare adopt` (docs/simulate.md).

    It goes to standard output, a case a line. Everybody in it is invented.

    Parameters
    ----------
    cases: how many.
    seed: another number makes another caseload.
    today: the day that pasts run up to; the day it is, if absent. The same three give the same caseload.
    """
    from commands.simulate import simulate_command

    return simulate_command(cases, seed, today)
