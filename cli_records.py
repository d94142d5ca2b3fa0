"""`throughcare records`: do the records agree with the workflows, and making them again."""

from typing import Annotated

from cyclopts import App, Parameter

records = App(name="records", help="The records as a whole: check them against the workflows, make them again.")

OfCase = Annotated[str | None, Parameter(help="only this case")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]


@records.command
def check(*, case: OfCase = None, json: Json = False) -> int:
    """Compare the records of each case with what its workflow sent; exit code 1 when anything differs.

    What a workflow sent is in its history: a case whose workflow is past the server's retention is passed over.
    """
    from commands import records as whole
    from commands.answer import answer

    return answer(lambda: whole.check(case, json))


@records.command
def rebuild(*, case: OfCase = None, json: Json = False) -> int:
    """Make the records again from the workflows, into an empty or a damaged database. Safe while cases are worked on.

    Rows of messages that no history holds any more are kept as they are.
    """
    from commands import records as whole
    from commands.answer import answer

    return answer(lambda: whole.make_again(case, json))
