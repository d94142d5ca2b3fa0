"""DigestWorkflow: makes the day's digests, person by person; a sender then sends them."""

from datetime import date

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.digest import DIGEST_OPTIONS
    from models.notices import DigestPage, DigestsGiven, ToDigest

PAGES_IN_A_RUN = 100


@workflow.defn(name="DigestWorkflow")
class DigestWorkflow:
    """One morning's digests, started by its schedule or by hand. Any number of runs make each digest once."""

    @workflow.run
    async def run(self, given: DigestsGiven) -> DigestsGiven:
        """Make the digests of the day it is when this runs, however late that is; the answer is how many were made."""
        given.day = given.day or await workflow.execute_activity("digest_day", result_type=date, **DIGEST_OPTIONS)
        if given.day is None:
            return given
        for _ in range(PAGES_IN_A_RUN):
            page = await workflow.execute_activity("people_to_digest", given, result_type=DigestPage, **DIGEST_OPTIONS)
            if page.people:
                asked = ToDigest(day=given.day, people=page.people)
                given.made += await workflow.execute_activity("make_digests", asked, result_type=int, **DIGEST_OPTIONS)
                given.after = page.people[-1]
            if not page.more:
                return given
        return workflow.continue_as_new(given)
