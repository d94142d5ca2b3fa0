"""What a life was told, as lines of JSON that can be told again: each message with its moment."""

import json
from datetime import datetime
from pathlib import Path

from tests.policy.told import Told


def written(told: Told) -> str:
    """The scenario of a life, a line for each message."""
    lines = [json.dumps({"at": at.isoformat(), "message": message}) for at, message in told.log]
    return "\n".join(lines) + "\n"


def told_again(path: Path) -> Told:
    """Tell a case what a file says, with every claim checked. Raises what a claim or policy raises."""
    told = Told()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        said = json.loads(line)
        told.now, told.count = datetime.fromisoformat(said["at"]), number
        told.tell(said["message"])
    return told
