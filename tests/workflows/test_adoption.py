"""A case adopted in mid-life on a real server: nothing of its past is told again; then it is like any other."""

from datetime import date, timedelta

import pytest

from client import AnotherCase, CaseRefused
from models.roles import Role
from policy import past_life
from records import read
from tests.workflows.adopted import BEGAN, adopt, past
from tests.workflows.one_case import ORDERED, PRACTITIONER, START, OneCase, london

pytestmark = pytest.mark.temporal


@pytest.fixture(params=[past_life.MOST_STEPS, 10], ids=["in one", "in portions"])
def portions(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A portion as it is, and one so small that the past takes several."""
    monkeypatch.setattr(past_life, "MOST_STEPS", request.param)
    return int(request.param)


async def test_a_case_with_a_past(case: OneCase, portions: int) -> None:
    receipt, came = await adopt(case)
    assert came and [(n.part, n.field) for n in receipt.not_used] == [("settled_to", "sentence_plan")]
    shown = await case.show()
    assert (shown.stage.value, shown.stage_since, shown.adopting) == ("community_order", BEGAN, None)
    assert shown.practitioners[Role.COMMUNITY_PRACTITIONER] == "cp-1"
    contact = await case.duty("purposeful_contact")
    assert contact.due_on == date(2026, 2, 2) + timedelta(days=21)
    await case.settled()
    told = await read.notices(case.records, case_id=case.id)
    assert [(n.kind, n.to_role, n.about.partition(":")[0]) for n in told] == [("digest", "spo", "adopted late")]
    assert contact.id in told[0].duties
    rows = await case.entries()
    assert (rows[-1].sequence > 1) == (portions == 10)
    assert {r.recorded_at.date() for r in rows} == {START.date()}
    assert {r.event_id for r in rows if r.kind in {"opened", "reported"}} == {"opening", "old-1", "old-2"}
    done = [d for d in await read.duties(case.records, case_id=case.id) if d.state == "done"]
    assert len([d for d in done if d.kind == "purposeful_contact"]) == 35
    assert next(d for d in done if d.kind == "home_visit").body["closed"]["done_on"] == "2024-03-12"


async def test_from_then_on_it_is_like_any_other(case: OneCase) -> None:
    """The plan of 2024 is next to be looked at on 10 March 2026, counted from the day it was made."""
    await adopt(case)
    assert (await case.report("programme_started", "old-2", programme="rar")).duplicate
    assert (await case.duty("plan_monitoring")).due_on == date(2026, 3, 10)
    await case.run_until(london(date(2026, 3, 12)))
    assert [(at.date(), role) for at, role, _ in await case.notices("missed: ")] == [(date(2026, 3, 11), PRACTITIONER)]
    assert len(await read.notices(case.records, case_id=case.id)) == 2


async def test_the_same_row_again_changes_nothing(case: OneCase) -> None:
    first, _ = await adopt(case)
    again, came = await adopt(case)
    assert not came
    assert (again.sequence, again.opened) == (first.sequence, first.opened)
    with pytest.raises(AnotherCase):
        await case.client.adopt(case.start_of(ORDERED), past(), "row-2")


async def test_a_case_that_cannot_open_so_is_refused(case: OneCase) -> None:
    with pytest.raises(CaseRefused):
        await case.client.adopt(case.start_of({"type": "concern_identified"}), past(), "row-1")
