"""The commands that serve the API: api and token."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from cyclopts import App, Parameter

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
