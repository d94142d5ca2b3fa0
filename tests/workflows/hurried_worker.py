"""The command people use, in a hurry: what a killed worker had begun is tried again within seconds."""

from datetime import timedelta

from activities.policy_rollout import TELL_OPTIONS
from activities.record import RECORD_OPTIONS
from cli import main

if __name__ == "__main__":
    RECORD_OPTIONS["start_to_close_timeout"] = timedelta(seconds=6)
    TELL_OPTIONS["start_to_close_timeout"] = timedelta(seconds=6)
    main()
