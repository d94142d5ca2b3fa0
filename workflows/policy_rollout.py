"""PolicyRollout: one durable workflow that takes every open case over to a policy version, a few at a time.

It goes through the list of open cases until a whole sweep changes nothing: cases that opened meanwhile, or did not
answer, are met again. A case on the version already is passed over, so that it can be started again at any time.
"""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.policy_rollout import FIND_OPTIONS, TELL_OPTIONS
    from models.rollout import GoOver, Page, Progress, RolloutGiven, RolloutState, WentOver

PAGES_IN_A_RUN = 20
"""After so many pages of the list the workflow continues as new, however large the caseload."""

FAILURES_SHOWN = 200


@workflow.defn(name="PolicyRollout")
class PolicyRollout:
    """Applies one policy version to the open cases of this namespace."""

    @workflow.init
    def __init__(self, given: RolloutGiven) -> None:
        self._given = given
        self._done = False

    @workflow.run
    async def run(self, given: RolloutGiven) -> Progress:
        """Sweep through the open cases until none is left to change; the answer is how it went."""
        pages = 0
        while not (self._done or self._given.stopped):
            if pages == PAGES_IN_A_RUN or workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(self._given)
            await self._one_page()
            pages += 1
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.progress()

    async def _one_page(self) -> None:
        given = self._given
        await self._may_go_on()
        page: Page = await workflow.execute_activity("open_cases", given.page, result_type=Page, **FIND_OPTIONS)
        turns = asyncio.Semaphore(given.at_a_time)
        await asyncio.gather(*(self._one_case(case, turns) for case in page.cases))
        given.page = page.after
        if page.after is None:
            self._done = given.changed_in_sweep == 0
            if not self._done:
                given.sweep, given.changed_in_sweep = given.sweep + 1, 0

    async def _one_case(self, case_id: str, turns: asyncio.Semaphore) -> None:
        async with turns:
            if await self._may_go_on():
                self._note(case_id, await self._go_over(case_id))

    async def _go_over(self, case_id: str) -> WentOver:
        given, run = self._given, workflow.info().first_execution_run_id
        asked = GoOver(
            case_id=case_id,
            version=given.version,
            change_id=f"policy-{run[:18]}",
            ordered_by=given.ordered_by,
        )
        try:
            went: WentOver = await workflow.execute_activity("go_over", asked, result_type=WentOver, **TELL_OPTIONS)
            return went
        except ActivityError:
            return WentOver(failed="the case did not answer; see its workflow, then apply the version again")

    def _note(self, case_id: str, went: WentOver) -> None:
        given = self._given
        given.changed_in_sweep += went.counts.changed
        if given.sweep > 1:  # passed over because this rollout changed it, or counted already
            went.counts.passed_over = 0
        given.counts = given.counts.plus(went.counts)
        given.failed.pop(case_id, None)
        if went.failed and len(given.failed) < FAILURES_SHOWN:
            given.failed[case_id] = went.failed

    async def _may_go_on(self) -> bool:
        """Wait while it is paused; false once it is stopped."""
        await workflow.wait_condition(lambda: self._given.stopped or not self._given.paused)
        return not self._given.stopped

    @workflow.query
    def progress(self) -> Progress:
        """How far it has come."""
        given = self._given
        return Progress(
            version=given.version, state=self._state(), sweep=given.sweep, counts=given.counts, failed=given.failed
        )

    def _state(self) -> RolloutState:
        if self._given.stopped:
            return RolloutState.STOPPED
        if self._done:
            return RolloutState.DONE
        return RolloutState.PAUSED if self._given.paused else RolloutState.RUNNING

    @workflow.update
    def pause(self) -> Progress:
        """Tell no further case until it is resumed; those being told now are told to the end."""
        self._given.paused = True
        return self.progress()

    @workflow.update
    def stop(self) -> Progress:
        """Tell no further case, for good; those that went over stay on the version."""
        self._given.stopped = True
        return self.progress()

    @workflow.update
    def resume(self) -> Progress:
        """Go on where it was paused."""
        self._given.paused = False
        return self.progress()
