"""RetentionWorkflow: once a day, erases the closed cases whose time is over and lets old messages go."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.retention import ERASE_OPTIONS
    from models.retention import Dropped, DuePage, Erased

STEPS_IN_A_RUN = 400


@workflow.defn(name="RetentionWorkflow")
class RetentionWorkflow:
    """One run over all that is due, started by its schedule or by hand. Any number of runs erase each case once."""

    @workflow.init
    def __init__(self, done: Erased) -> None:
        self._done = done
        self._steps = 0

    @workflow.run
    async def run(self, done: Erased) -> Erased:
        """Erase case by case, then let messages go; the answer is how many of each."""
        while not done.cases_done:
            await self._some_cases(done)
            if self._steps >= STEPS_IN_A_RUN:
                workflow.continue_as_new(done)
        while await self._some_messages(done):
            if self._steps >= STEPS_IN_A_RUN:
                workflow.continue_as_new(done)
        return done

    @workflow.query
    def progress(self) -> Erased:
        """How far it has come."""
        return self._done

    async def _some_cases(self, done: Erased) -> None:
        page = await workflow.execute_activity("cases_to_erase", done.after, result_type=DuePage, **ERASE_OPTIONS)
        for case_id in page.cases:
            erased = await workflow.execute_activity("erase_case", case_id, result_type=bool, **ERASE_OPTIONS)
            done.cases += erased
            done.kept_after_all += not erased
        self._steps += 1 + len(page.cases)
        done.after, done.cases_done = page.after, page.after is None

    async def _some_messages(self, done: Erased) -> bool:
        gone: Dropped = await workflow.execute_activity("drop_old_messages", result_type=Dropped, **ERASE_OPTIONS)
        self._steps += 1
        done.dropped = Dropped(
            read_notices=done.dropped.read_notices + gone.read_notices,
            sent_notices=done.dropped.sent_notices + gone.sent_notices,
            received_messages=done.dropped.received_messages + gone.received_messages,
        )
        return gone.any
