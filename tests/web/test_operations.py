"""How policy versions come along, on the operator's pages and over the API: in figures, to who runs the service."""

from datetime import UTC, datetime

import httpx
import pytest
from playwright.async_api import Browser
from temporalio.testing import WorkflowEnvironment

from api.auth.builtin import BuiltIn
from api.routes.operations import PolicyInUse, VersionInUse
from models.rollout import Counts, Progress, RolloutGiven, RolloutState
from policy.calendar import london_date
from policy.known_versions import in_force_on
from rollout_client import progress, start_rollout, told
from tests.web.conftest import Browsing
from tests.web.lives import CUSTODY, ORDER
from tests.web.looking import WIDTHS, heard, looked_at, needs_chromium, signed_in
from tests.workflows.once import once
from web.views.rollout import rollout_shown

NOW_IN_FORCE = in_force_on(london_date(datetime.now(UTC)))


async def _ended(temporal: WorkflowEnvironment) -> Progress:
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


@pytest.mark.parametrize("person", ["com-1", "spo-1", "pdu-1", "governor-1"])
async def test_nobody_who_works_on_cases_sees_how_the_service_is_run(browsing: Browsing, person: str) -> None:
    assert (await (await browsing(person)).get("/operations/policy")).status_code == 403


async def test_a_policy_owner_sees_the_rollout_and_no_way_to_what_is_the_operators(browsing: Browsing) -> None:
    text = (await (await browsing("policy-1")).get("/operations/policy")).text
    assert "Versions of the policy" in text
    assert "/operations/quarantine" not in text and "/operations/audit" not in text


def _in_use(rollout: Progress | None, answers: bool = True) -> PolicyInUse:
    one = VersionInUse(version="a", title="A", in_force_from=None, for_new_cases=False, open_cases=30)
    return PolicyInUse(
        versions=[one, one.model_copy(update={"version": "b", "open_cases": 12})], rollout=rollout, answers=answers
    )


@pytest.mark.parametrize("state", RolloutState)
def test_every_state_of_a_rollout_has_its_words(state: RolloutState) -> None:
    counts = Counts(changed=12, passed_over=1, gone=2, opened=3, moved=4, closed=5)
    failed = {"case-9": "its work cannot be read"}
    shown = rollout_shown(_in_use(Progress(version="b", state=state, sweep=2, counts=counts, failed=failed)))
    assert shown is not None
    assert (shown.on_it, shown.open_cases) == (12, 42)
    assert shown.ended is (state in {RolloutState.DONE, RolloutState.STOPPED})
    assert shown.failed == (("case-9", "its work cannot be read"),)
    assert "12 went over" in shown.lines[0][1] and "3 opened" in shown.lines[1][1]


def test_what_nobody_can_say_is_no_rollout() -> None:
    assert rollout_shown(_in_use(None, answers=False)) is None


@needs_chromium
@pytest.mark.parametrize("width", WIDTHS)
async def test_an_operator_watches_a_rollout_in_chromium(browser: Browser, site: str, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    await signed_in(page, site, "operator-1")
    said = heard(page)
    await page.get_by_role("link", name="Policy rollout").click()
    await page.get_by_role("heading", name="Policy rollout").wait_for()
    await looked_at(page, f"rollout-{width}")
    assert said == []
    await context.close()
