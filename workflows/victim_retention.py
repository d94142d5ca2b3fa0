"""VictimRetentionWorkflow: once a day, erases the victims' contacts whose time is over. It runs on the victim queue."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.victim_contact import UNTIL_DONE
    from models.retention import DueContacts, ErasedContacts

STEPS_IN_A_RUN = 400


@workflow.defn(name="VictimRetentionWorkflow")
class VictimRetentionWorkflow:
    """One run over all that is due, started by its schedule or by hand. Any number of runs erase each contact once."""

    @workflow.run
    async def run(self, done: ErasedContacts) -> ErasedContacts:
        """Erase contact by contact; the answer is how many."""
        steps = 0
        while True:
            page = await workflow.execute_activity(
                "contacts_to_erase", done.after, result_type=DueContacts, **UNTIL_DONE
            )
            for contact_id in page.contacts:
                erased = await workflow.execute_activity("erase_contact", contact_id, result_type=bool, **UNTIL_DONE)
                done.contacts += erased
                done.kept_after_all += not erased
            done.after = page.after
            steps += 1 + len(page.contacts)
            if page.after is None:
                break
            if steps >= STEPS_IN_A_RUN:
                workflow.continue_as_new(done)
        done.cases += await workflow.execute_activity("forget_cases", result_type=int, **UNTIL_DONE)
        return done
