"""The command that makes up a caseload."""

import json
import sys
from datetime import UTC, date, datetime

from policy.calendar import london_date
from simulation.caseload import caseload

SAID_EVERY = 1000


def simulate_command(cases: int, seed: int, today: date | None) -> int:
    """Write so many made-up cases to standard output, a line each, and what they are to standard error."""
    day = today or london_date(datetime.now(UTC))
    for number, said in enumerate(caseload(cases, seed, day), 1):
        sys.stdout.write(json.dumps(said) + "\n")
        if number % SAID_EVERY == 0 and number < cases:
            sys.stderr.write(f"{number} of {cases} cases\n")
    sys.stderr.write(f"{cases} made-up cases as of {day.isoformat()}, seed {seed}: nobody in them exists\n")
    return 0
