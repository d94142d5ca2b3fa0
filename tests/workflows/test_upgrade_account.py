"""The account of ``make upgrade`` finds what is wrong."""

import pytest
from sqlalchemy import delete
from sqlmodel import col

from models.tables import EventRow
from tests.upgrade.rolling import Account, look_at
from tests.workflows.one_case import ORDERED, OneCase

pytestmark = pytest.mark.temporal


async def test_it_misses_what_never_came_and_what_is_gone(dev_case: OneCase) -> None:
    await dev_case.open(ORDERED)
    for event_id in ("e-kept", "e-gone"):
        await dev_case.report("concern_identified", event_id)
    accepted = ["e-kept", "e-gone", "e-never-came"]
    right = await _account(dev_case, accepted[:2])
    assert (right.wrong, right.messages) == ([], 3)

    of_the_case = (col(EventRow.case_id) == dev_case.id, col(EventRow.event_id) == "e-gone")
    async with dev_case.records.begin() as connection:
        await connection.execute(delete(EventRow).where(*of_the_case))
    wrong = await _account(dev_case, accepted)
    assert wrong.missing == [f"{dev_case.id}: {one} was accepted and is not there" for one in accepted[1:]]
    assert len(wrong.differing) == 1


async def _account(case: OneCase, accepted: list[str]) -> Account:
    found = Account()
    await look_at(case, case.temporal, case.records, accepted, found)
    return found
