"""Tokens of the built-in issuer, for trying the API out."""

from rich.console import Console

from api.auth.builtin import LASTS_SECONDS, PEOPLE
from api.permissions import words_of_all
from commands.fields import BadArgument
from commands.trust import built_in

CONSOLE = Console(highlight=False)
_HOUR = 3600


async def print_token(person: str | None) -> None:
    """Print a token of the built-in issuer, or whom there are tokens for. Raises BadArgument and SetUpProblem."""
    issuer = built_in()
    if person is None:
        for name, one in PEOPLE.items():
            teams = f" of {', '.join(sorted(one.teams))}" if one.teams else ""
            CONSOLE.print(f"{name:12} {words_of_all(one.capacities)}{teams}")
        CONSOLE.print(f"`throughcare token PERSON` prints a token for {LASTS_SECONDS // _HOUR} hours (project default)")
        return
    if person not in PEOPLE:
        raise BadArgument("there is nobody of this name: `throughcare token` lists them")
    CONSOLE.out(issuer.token(person), highlight=False)
