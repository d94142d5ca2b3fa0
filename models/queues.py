"""Where work waits for a worker: the names of Temporal's task queues."""

TASK_QUEUE = "throughcare-cases"
"""Work on cases."""

VICTIM_TASK_QUEUE = "throughcare-victim-contact"
"""Where the victim workers listen, and no case worker."""
