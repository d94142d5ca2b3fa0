"""DailyProof: looks at every open case once, and keeps which are not exactly as policy says they should be."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.daily_proof import KEEP_OPTIONS, PROVE_OPTIONS
    from activities.policy_rollout import FIND_OPTIONS
    from models.proof import Counted, Proof, ProofGiven, ToProve
    from models.rollout import Page

PAGES_IN_A_RUN = 50


@workflow.defn(name="DailyProof")
class DailyProof:
    """One proof over the open cases of this namespace, started by its schedule or by hand."""

    @workflow.init
    def __init__(self, given: ProofGiven) -> None:
        self._given = given

    @workflow.run
    async def run(self, given: ProofGiven) -> Proof:
        """Go through the open cases page by page; the answer is what was found."""
        given.run = given.run or f"proof-{workflow.info().run_id[:13]}"
        for _ in range(PAGES_IN_A_RUN):
            page: Page = await workflow.execute_activity("open_cases", given.page, result_type=Page, **FIND_OPTIONS)
            asked = ToProve(run=given.run, cases=page.cases)
            found: Counted = await workflow.execute_activity("prove_cases", asked, result_type=Counted, **PROVE_OPTIONS)
            given.counted.checked += found.checked
            given.counted.differing += found.differing
            given.page = page.after
            if page.after is None:
                proof = Proof(run=given.run, at=workflow.now(), counted=given.counted)
                kept: Proof = await workflow.execute_activity("keep_proof", proof, result_type=Proof, **KEEP_OPTIONS)
                return kept
        return workflow.continue_as_new(given)

    @workflow.query
    def progress(self) -> Counted:
        """How far it has come."""
        return self._given.counted
