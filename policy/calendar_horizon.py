"""Whether the published bank holidays reach far enough ahead."""

from datetime import date

from policy.bank_holidays import LAST_PUBLISHED_YEAR, VERSION

REPORTED_AHEAD_YEARS = 1
"""How long before the published table ends it is reported (project default)."""


def runs_out(today: date, last_published_year: int = LAST_PUBLISHED_YEAR) -> str | None:
    """What to do about a table that ends soon, or has ended; none while it reaches far enough."""
    if today.year + REPORTED_AHEAD_YEARS <= last_published_year:
        return None
    ends = "ends" if today.year <= last_published_year else "ended"
    table = f"the published bank holidays of England and Wales ({VERSION})"
    return f"{table} {ends} with {last_published_year}: later deadlines are provisional; bring in a newer table"
