"""A case through its sentence on a real server whose clock skips time, with real records, told through the client."""

from datetime import date, timedelta

import pytest

from client import CaseProblem, NoSuchCase
from models.roles import Role
from policy.calendar import CURRENT, with_announced
from records import read
from tests.workflows.conftest import NewCase
from tests.workflows.once import once
from tests.workflows.one_case import ORDERED, SENTENCED, START, OneCase, london
from worker import case_worker

pytestmark = pytest.mark.temporal

OWNER, SPO, PDU = "community_practitioner", "spo", "head_of_pdu"
ACCOUNTED = {"registers_ended": True, "summary": "nothing is left open"}
PAPERS = {"registers_set": True, "uploaded": True, "acknowledged_by": "pom-1"}
VISITED = {"safe_to_visit": True, "safety_of_people_at_risk": "seen", "household": "alone", "visitor_is_holder": True}


async def test_from_court_report_to_the_end_of_the_workflow(case: OneCase) -> None:
    opened = await case.open({"type": "court_report_requested", "hearing": date(2026, 3, 20)})
    assert (opened.stage, opened.sequence, opened.duplicate) == ("court_report", 1, False)
    assert {d.kind: d.due_on for d in opened.opened} == {
        "court_report": date(2026, 3, 20),
        "police_enquiry": date(2026, 3, 4),
        "childrens_services_enquiry": date(2026, 3, 4),
    }
    await case.run_until(london(date(2026, 3, 20), 14))
    sentenced = await case.report("sentence_passed", kind="determinate", dates={"conditional_release": "2027-03-01"})
    assert (sentenced.stage, [d.kind for d in sentenced.opened]) == ("custody", ["post_sentence_papers"])
    assert "court_report" in [d.kind for d in sentenced.closed]
    await case.run_until(london(date(2027, 3, 1), 9))
    released = await case.report("released", licence_end="2028-03-01", supervision_end="2028-06-01")
    assert released.stage == "licence"
    assert (await case.duty("home_visit")).due_on == CURRENT.add_working_days(date(2027, 3, 1), 15)
    await case.run_until(london(date(2027, 3, 5), 12))
    visited = await case.complete("home_visit", **VISITED)
    assert [d.kind for d in visited.closed] == ["home_visit"]
    await case.run_until(london(date(2028, 3, 1), 12))
    pss = await case.report("supervision_ended", what="licence", followed_by_post_sentence_supervision=True)
    assert pss.stage == "post_sentence_supervision"
    await case.run_until(london(date(2028, 6, 1), 12))
    assert (await case.report("supervision_ended", what="post_sentence_supervision")).stage == "closed"
    await case.complete("account_for_case", **ACCOUNTED)
    assert (await case.ask("close_case")).notes == ["close case: allowed"]

    last = london(date(2028, 8, 30))
    assert await case.wakes() == (last, "closed case stops listening")
    await case.server.sleep(last - await case.now())
    await case.workflow.result()
    row = await read.case(case.records, case.id)
    assert row is not None and (row.stage, row.closed_on, row.open_duties) == ("closed", date(2028, 6, 1), 0)
    told = await read.events(case.records, case.id)
    assert [e.type for e in told if e.kind in {"opened", "reported"}] == [
        "court_report_requested", "sentence_passed", "released", "supervision_ended", "supervision_ended",
    ]  # fmt: skip
    with pytest.raises(NoSuchCase):
        await case.report("concern_identified")
    with pytest.raises(CaseProblem, match="closed and finished"):
        await case.client.start(case.start_of({"type": "court_report_requested"}))


async def test_reminder_manager_and_head_of_pdu_hear_at_their_moments(case: OneCase) -> None:
    """Due on Monday 23 March: the clocks go forward before the last of them."""
    await case.open(ORDERED)
    await case.waive_all(but="initial_assessment")
    assert (await case.duty("initial_assessment")).due_on == date(2026, 3, 23)
    assert await case.wakes() == (london(date(2026, 3, 19), 9), "d4 reminder")
    await case.run_until(START + timedelta(days=60))
    assert await case.notices("Assess afresh") == [
        (london(date(2026, 3, 19), 9), OWNER, "digest"),
        (london(date(2026, 3, 24), 9), SPO, "escalation"),
        (london(date(2026, 3, 31), 9), PDU, "escalation"),
    ]


async def test_done_in_time_nobody_hears_of_it(case: OneCase) -> None:
    await case.open(ORDERED)
    await case.waive_all(but="start_checks")
    await case.run_until(london(date(2026, 3, 5), 8, 59))
    found = {"registrations_active": True, "measures_found": [], "children": [], "household": "alone"}
    more = {"childrens_services_contacted": True, "been_at_marac": False, "child_at_risk": False}
    assert [d.kind for d in (await case.complete("start_checks", **found, **more)).closed] == ["start_checks"]
    await case.run_until(START + timedelta(days=30))
    assert await case.notices("Checks at the start") == []


async def _in_custody(case: OneCase) -> None:
    """Sentenced, release on 1 March 2027, and nothing owed: the next moments are those of dates alone."""
    await case.open({**SENTENCED, "dates": {"conditional_release": "2027-03-01"}})
    await case.report("practitioner_allocated", practitioner="pom-1", holder="pom")
    await case.report("practitioner_allocated", practitioner="cp-1", holder=OWNER)
    await case.waive_all()
    assert (await case.show()).open_duties == []


HANDOVER = london(date(2026, 6, 17))
"""8 months and 14 days before release, at the beginning of the day in London (summer time)."""


async def test_responsibility_changes_and_planning_opens_by_date_alone(case: OneCase) -> None:
    await _in_custody(case)
    assert await case.wakes() == (HANDOVER, "responsibility changes")
    told = len(await case.entries())

    await case.run_until(HANDOVER - timedelta(minutes=1))
    assert (await case.show()).com_responsible is False
    await case.run_until(HANDOVER + timedelta(minutes=1))
    assert (await case.show()).com_responsible is True
    at_handover = await case.notices("responsible for this case from today")
    assert (HANDOVER, OWNER, "digest") in at_handover
    row = await read.case(case.records, case.id)
    assert row is not None and row.responsible == Role.COMMUNITY_PRACTITIONER

    opens = london(date(2026, 7, 1))
    assert await case.wakes() == (opens, "pre-release planning opens")
    await case.run_until(opens + timedelta(minutes=1))
    duties = {d.kind: d for d in (await case.show()).open_duties}
    assert {"first_contact_and_handover", "licence_conditions", "release_plan"} <= set(duties)
    assert duties["first_contact_and_handover"].due_on == date(2027, 3, 1) - timedelta(weeks=12)
    assert {e.kind for e in (await case.entries())[told:]} == {"clock"}


@pytest.mark.parametrize(
    ("release", "handover", "opens"),
    [
        pytest.param("2027-02-01", date(2026, 5, 18), date(2026, 6, 1), id="earlier"),
        pytest.param("2027-06-01", date(2026, 9, 17), date(2026, 10, 1), id="later"),
    ],
)
async def test_the_timer_moves_with_the_release_date(case: OneCase, release: str, handover: date, opens: date) -> None:
    await _in_custody(case)
    await case.report("dates_changed", dates={"conditional_release": release})
    assert await case.wakes() == (london(handover), "responsibility changes")
    # Nothing happens at the old moment when it moved later, and nothing waits for it when it moved earlier.
    await case.run_until(london(handover) - timedelta(minutes=1))
    assert (await case.show()).com_responsible is False
    await case.run_until(london(handover) + timedelta(minutes=1))
    assert (await case.show()).com_responsible is True
    assert await case.wakes() == (london(opens), "pre-release planning opens")
    cancelled = await case.history("TIMER_CANCELED")
    assert {e.timer_canceled_event_attributes.started_event_id for e in cancelled} <= {
        e.event_id for e in await case.history("TIMER_STARTED")
    }
    fired = {e.timer_fired_event_attributes.started_event_id for e in await case.history("TIMER_FIRED")}
    assert len(fired) == 1
    [at] = [e.event_time.ToDatetime(START.tzinfo) for e in await case.history("TIMER_FIRED")]
    assert london(handover) <= at + case.ahead < london(handover) + timedelta(minutes=1)


async def test_release_moved_back_and_forth_opens_planning_once(case: OneCase) -> None:
    await _in_custody(case)
    await case.run_until(london(date(2026, 7, 2)))
    planned = (await case.duty("release_plan")).id
    for release in ("2027-09-01", "2027-02-01"):
        moved = await case.report("dates_changed", dates={"conditional_release": release})
        assert planned in [d.id for d in moved.moved]
    assert (await case.duty("release_plan")).due_on == date(2027, 2, 1) - timedelta(weeks=6)
    await case.run_until(london(date(2026, 9, 1)))
    plans = [d for d in (await case.show()).duties.values() if d.kind == "release_plan"]
    assert [d.id for d in plans] == [planned]


class TestHolidayAnnouncedLater:
    """Checks at the start are due on Monday 9 March; then Friday 6 March becomes a bank holiday."""

    LATER = with_announced(CURRENT, {date(2026, 3, 6): "day of mourning"})
    OLD, NEW = london(date(2026, 3, 10), 9), london(date(2026, 3, 11), 9)

    @pytest.fixture
    async def case(self, another: NewCase) -> OneCase:
        """A case worked by the old calendar until the day before the holiday.

        This server would keep what comes next for the worker that has the case in memory, so none has.
        """
        case = await another()
        async with case_worker(case.temporal, case.records, task_queue=case.task_queue, max_cached_cases=0):
            await case.open(ORDERED)
            await case.waive_all(but="start_checks")
            await case.run_until(london(date(2026, 3, 5), 12))
            assert await case.wakes() == (london(date(2026, 3, 10)), "d3 passes its due date")
        return case

    async def test_asked_to_recalculate_the_case_moves_its_dates(self, case: OneCase) -> None:
        async with case_worker(case.temporal, case.records, calendar=self.LATER, task_queue=case.task_queue):
            await case.client.recalculate(case.id)
            duty = await once(lambda: case.duty("start_checks"), lambda duty: duty.due_on == date(2026, 3, 10))
            await case.settled()
            assert [m.because for m in duty.clocks[0].moved] == [
                f"bank holidays changed: {CURRENT.version} to {self.LATER.version}"
            ]
            assert await case.wakes() == (london(date(2026, 3, 11)), "d3 passes its due date")
            row = await read.case(case.records, case.id)
            assert row is not None and (row.next_due, row.calendar_version) == (duty.due_on, self.LATER.version)
            await case.run_until(self.NEW + timedelta(minutes=1))
            assert await case.notices("overdue") == [(self.NEW, SPO, "escalation")]

    async def test_unasked_the_old_timer_fires_and_nobody_is_told_too_early(self, case: OneCase) -> None:
        async with case_worker(case.temporal, case.records, calendar=self.LATER, task_queue=case.task_queue):
            await case.run_until(self.OLD + timedelta(minutes=1))
            assert (await case.duty("start_checks")).due_on == date(2026, 3, 10)
            assert await case.notices("overdue") == []
            assert await case.wakes() == (london(date(2026, 3, 11)), "d3 passes its due date")
            await case.run_until(self.NEW + timedelta(minutes=1))
            assert await case.notices("overdue") == [(self.NEW, SPO, "escalation")]


async def test_the_visit_clock_stands_still_in_custody(case: OneCase) -> None:
    """Recalled on day 4 of 10, back in custody for two months, released again: six working days are left."""
    await case.open({**SENTENCED, "dates": {"conditional_release": "2026-04-01"}}, start=london(date(2026, 4, 1), 10))
    await case.report("released", licence_end="2027-04-01")
    await case.complete("home_visit", **VISITED)
    await case.run_until(london(date(2026, 4, 13), 10))
    await case.report("concern_identified")
    assert (await case.duty("home_visit")).due_on == date(2026, 4, 27)
    await case.run_until(london(date(2026, 4, 17), 10))
    await case.report("recalled")
    assert (await case.duty("home_visit")).due_on is None
    await case.run_until(london(date(2026, 6, 17), 10))
    assert await case.notices("Home visit") == []
    await case.report("released", licence_end="2027-04-01")
    concern = next(c for c in (await case.duty("home_visit")).clocks if c.trigger == "concern_identified")
    assert concern.due_on == CURRENT.add_working_days(date(2026, 6, 17), 6)
    assert [(s.since, s.until) for s in concern.suspensions] == [(date(2026, 4, 17), date(2026, 6, 17))]
    await case.run_until(london(date(2026, 6, 27), 10))
    told = await case.notices("Home visit")
    assert [(to, kind) for _, to, kind in told] == [(OWNER, "digest"), (SPO, "escalation")]
    assert told[1][0] == london(date(2026, 6, 26), 9)
