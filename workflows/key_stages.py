"""Passing one message's key stages to the victims of a case: started by a case, run by the victim workers."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.key_stages import KEY_STAGES_WORKFLOW
    from activities.victim_contact import UNTIL_DONE
    from models.key_stages import KeyStages


@workflow.defn(name=KEY_STAGES_WORKFLOW)
class KeyStagesWorkflow:
    """Runs until every contact of the case was told; the case neither waits nor learns whether there was any."""

    @workflow.run
    async def run(self, heard: KeyStages) -> None:
        """Pass it on."""
        await workflow.execute_activity("hear_key_stages", heard, **UNTIL_DONE)
