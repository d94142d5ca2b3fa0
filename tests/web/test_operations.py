"""How policy versions and caseloads come along, on the pages and over the API: in figures, to who runs the service."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from adoption.adopting import adopt_all, said_in
from adoption.journal import Journal
from api.auth.builtin import BuiltIn
from api.routes.operations import AdoptionSeen, PolicyInUse, VersionInUse
from audit.reading import Wanted, found
from client import CaseClient
from commands.adopt import Told
from commands.adoption_told import telling
from models.rollout import Counts, RolloutGiven, RolloutState
from models.rollout import Progress as RolloutProgress
from policy.calendar import london_date
from policy.known_versions import in_force_on
from records.adoptions import AdoptionRun, RunState, keep
from rollout_client import ROLLOUT, progress, start_rollout, told
from tests.web.conftest import Browsing, mark_of
from tests.web.lives import CUSTODY, ORDER
from tests.web.looking import WIDTHS, heard, looked_at, needs_chromium, signed_in
from tests.workflows.once import once
from web.views.adoptions import run_shown
from web.views.rollout import rollout_shown

NOW_IN_FORCE = in_force_on(london_date(datetime.now(UTC)))


async def _ended(temporal: WorkflowEnvironment) -> RolloutProgress:
    return await once(lambda: progress(temporal.client), lambda found: found.state is RolloutState.DONE)


async def test_a_rollout_is_seen_from_before_it_begins_until_it_is_done(
    browsing: Browsing, site: str, demo: BuiltIn, web_temporal: WorkflowEnvironment
) -> None:
    operator = await browsing("operator-1")
    before = (await operator.get("/operations/policy")).text
    assert "No version was applied to open cases." in before and "New cases follow it" in before
    await start_rollout(web_temporal.client, RolloutGiven(version=NOW_IN_FORCE, paused=True))
    assert "Paused" in (await operator.get("/operations/policy")).text
    await told(web_temporal.client, "resume")
    done = await _ended(web_temporal)
    after = (await operator.get("/operations/policy")).text
    assert f"0 went over, {done.counts.passed_over} were on it already" in after
    assert ORDER not in after and CUSTODY not in after and "X123456" not in after
    headers = {"Authorization": f"Bearer {demo.token('policy-1')}"}
    async with httpx.AsyncClient(base_url=site, headers=headers) as owner:
        said = (await owner.get("/v1/operations/policy")).json()
    [in_force] = [one for one in said["versions"] if one["for_new_cases"]]
    assert in_force["version"] == NOW_IN_FORCE and in_force["open_cases"] >= 5
    assert (said["answers"], said["rollout"]["state"]) == (True, "done")


OLDER = "2022-09-26"


async def test_a_version_is_looked_at_before_it_is_applied_and_only_one_runs(
    browsing: Browsing, web_temporal: WorkflowEnvironment
) -> None:
    operator = await browsing("operator-1")
    preview = await operator.get(f"/operations/policy/{OLDER}/apply")
    assert f"open cases on {NOW_IN_FORCE}" in preview.text and 'href="/policy/PF-' in preview.text
    assert "A case that went over stays on the version." in preview.text
    assert f"Cases that open today follow {NOW_IN_FORCE}, not this version." in preview.text
    assert "no open case is on another version" in (await operator.get(f"/operations/policy/{NOW_IN_FORCE}/apply")).text
    for version in ("9999", "<b>"):
        assert (await operator.get(f"/operations/policy/{version}/apply")).status_code == 404
    mark = {"mark": mark_of(preview)}
    await start_rollout(web_temporal.client, RolloutGiven(version=NOW_IN_FORCE, paused=True))
    other = await operator.post(f"/operations/policy/{OLDER}/apply", data=mark)
    assert other.status_code == 409 and "Another version is being applied" in other.text
    same = await operator.post(f"/operations/policy/{NOW_IN_FORCE}/apply", data=mark)
    assert same.url.path == "/operations/policy" and "Paused" in same.text and "Go on" in same.text
    assert (await progress(web_temporal.client)).version == NOW_IN_FORCE
    assert (await operator.post("/operations/policy", data={**mark, "step": "burn"})).status_code == 400
    went_on = await operator.post("/operations/policy", data={**mark, "step": "resume"})
    assert went_on.status_code == 200
    await _ended(web_temporal)
    late = await operator.post("/operations/policy", data={**mark, "step": "stop"})
    assert late.status_code == 200 and "Done" in late.text


async def test_an_operator_applies_stops_and_applies_again_and_all_of_it_is_on_record(
    browsing: Browsing, web_temporal: WorkflowEnvironment, web_records: AsyncEngine
) -> None:
    operator = await browsing("operator-1")
    mark = {"mark": mark_of(await operator.get("/operations/policy"))}
    await start_rollout(web_temporal.client, RolloutGiven(version=NOW_IN_FORCE, paused=True))
    stopped = await operator.post("/operations/policy", data={**mark, "step": "stop"})
    assert "Stopped" in stopped.text
    await web_temporal.client.get_workflow_handle(ROLLOUT).result()
    again = await operator.post(f"/operations/policy/{NOW_IN_FORCE}/apply", data=mark)
    assert again.status_code == 200
    assert (await _ended(web_temporal)).counts.changed == 0
    links = await found(web_records, Wanted(who="operator-1"))
    kept = [(one.entry.action, one.entry.outcome, one.entry.asked) for one in links]
    for action, asked in (("steer_rollout", "step=stop"), ("apply_policy", f"policy={NOW_IN_FORCE}")):
        at = kept.index((action, "done", asked))
        assert kept[at + 1] == (action, "begun", None)  # the newest first


@pytest.mark.parametrize("person", ["policy-1", "com-1", "pdu-1"])
async def test_nobody_but_an_operator_applies_or_steers(browsing: Browsing, person: str) -> None:
    browser = await browsing(person)
    mark = {"mark": mark_of(await browser.get("/policy"))}
    address = f"/operations/policy/{OLDER}/apply"
    answers = [await browser.get(address), await browser.post(address, data=mark)]
    answers += [await browser.post("/operations/policy", data={**mark, "step": "pause"})]
    assert [one.status_code for one in answers] == [403, 403, 403]


@pytest.mark.parametrize("person", ["com-1", "spo-1", "pdu-1", "governor-1"])
async def test_nobody_who_works_on_cases_sees_how_the_service_is_run(browsing: Browsing, person: str) -> None:
    browser = await browsing(person)
    for address in ("/operations/policy", "/operations/adoption"):
        assert (await browser.get(address)).status_code == 403


async def test_a_policy_owner_sees_the_rollout_and_no_way_to_what_is_the_operators(browsing: Browsing) -> None:
    text = (await (await browsing("policy-1")).get("/operations/policy")).text
    assert "Versions of the policy" in text
    assert "/operations/quarantine" not in text and "/operations/audit" not in text


def _in_use(rollout: RolloutProgress | None, answers: bool = True) -> PolicyInUse:
    one = VersionInUse(version="a", title="A", in_force_from=None, for_new_cases=False, open_cases=30)
    return PolicyInUse(
        versions=[one, one.model_copy(update={"version": "b", "open_cases": 12})], rollout=rollout, answers=answers
    )


@pytest.mark.parametrize("state", RolloutState)
def test_every_state_of_a_rollout_has_its_words(state: RolloutState) -> None:
    counts = Counts(changed=12, passed_over=1, gone=2, opened=3, moved=4, closed=5)
    failed = {"case-9": "its work cannot be read"}
    shown = rollout_shown(_in_use(RolloutProgress(version="b", state=state, sweep=2, counts=counts, failed=failed)))
    assert shown is not None
    assert (shown.on_it, shown.open_cases) == (12, 42)
    assert shown.paused is (state is RolloutState.PAUSED)
    assert shown.ended is (state in {RolloutState.DONE, RolloutState.STOPPED})
    assert shown.failed == (("case-9", "its work cannot be read"),)
    assert "12 went over" in shown.lines[0][1] and "3 opened" in shown.lines[1][1]


def test_what_nobody_can_say_is_no_rollout() -> None:
    assert rollout_shown(_in_use(None, answers=False)) is None


async def _nobody(case_id: str, staff: Sequence[str]) -> None:
    raise AssertionError("no case of this file is restricted")


async def test_an_adoption_is_seen_from_when_it_begins_until_it_is_done(
    browsing: Browsing, web_temporal: WorkflowEnvironment, web_records: AsyncEngine, tmp_path: Path
) -> None:
    operator = await browsing("operator-1")
    assert "No caseload was taken over." in (await operator.get("/operations/adoption")).text
    opening = {"type": "sentence_passed", "occurred_at": "2024-03-04", "kind": "community_order", "length_days": 900}
    good = {"case_id": "adopted-here-1", "crn": "X987654", "team": "team-9", "spo": "spo-9", "opening": opening}
    bad = {**good, "case_id": "adopted-here-2", "opening": {**opening, "kind": "A-Name"}}
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in (good, bad)))
    with Progress(disable=True) as bar:
        run = Told(False, True, bar, 2)
        async with telling(lambda: web_records, run.so_far):
            assert "Running" in (await operator.get("/operations/adoption")).text
            cases, journal = CaseClient(web_temporal.client), Journal(tmp_path / "adopted.jsonl")
            await adopt_all(cases, said_in(file, None), journal, run, _nobody)
    text = (await operator.get("/operations/adoption")).text
    assert "Done" in text and "2 of 2 rows" in text
    assert "1 adopted, 0 were here already, 1 left out" in text and "line 2: opening" in text
    assert "X987654" not in text and "A-Name" not in text and "adopted-here" not in text


def test_a_run_that_says_nothing_any_more_is_not_shown_as_running() -> None:
    now = datetime(2026, 3, 16, 10, tzinfo=UTC)
    run = AdoptionSeen(
        began_at=now, told_at=now, state=RunState.RUNNING, rows=10, adopted=4, already=1, left_out=1, problems=1,
        opened=30, late=2, words=["line 3: not JSON"],
    )  # fmt: skip
    assert [run_shown(run, now + timedelta(seconds=s)).state for s in (2, 90)] == ["Running", "Says nothing any more"]
    assert run_shown(run, now).taken == 6
    stopped = run_shown(run.model_copy(update={"state": RunState.STOPPED}), now)
    assert stopped.ended and "goes on where it was" in stopped.next
    assert run_shown(run.model_copy(update={"rows": 2}), now).rows == 6  # a text with a line break counts twice


@needs_chromium
@pytest.mark.parametrize("width", WIDTHS)
async def test_an_operator_watches_both_in_chromium(
    browser: Browser, site: str, web_records: AsyncEngine, width: str
) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    await signed_in(page, site, "operator-1")
    said = heard(page)
    await page.get_by_role("link", name="Policy rollout").click()
    await page.get_by_role("heading", name="Policy rollout").wait_for()
    await looked_at(page, f"rollout-{width}")
    await page.get_by_role("link", name=f"See what applying {OLDER} would change").click()
    await page.get_by_role("heading", name=f"Apply version {OLDER}").wait_for()
    await looked_at(page, f"rollout-preview-{width}")
    now = datetime.now(UTC)
    run = AdoptionRun("looked-at", now, now, RunState.RUNNING, 4200, 1730, 12, 3, 4, 21000, 800, ["line 3: not JSON"])
    for one in (run, replace(run, run="before", began_at=now - timedelta(days=1), state=RunState.STOPPED)):
        await keep(web_records, one)
    await page.get_by_role("link", name="Caseload adoption").click()
    await page.get_by_role("heading", name="Caseload adoption").wait_for()
    await page.get_by_text("What could not be used").first.click()
    await looked_at(page, f"adoption-{width}")
    assert said == []
    await context.close()
