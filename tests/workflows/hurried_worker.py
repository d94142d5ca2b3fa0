"""The command people use, in a hurry: what a killed worker had begun is tried again within seconds."""

from datetime import timedelta

from activities.policy_rollout import TELL_OPTIONS
from activities.record import RECORD_OPTIONS
from cli import main


def hurry() -> None:
    """Give what takes long up within seconds."""
    RECORD_OPTIONS["start_to_close_timeout"] = timedelta(seconds=6)
    TELL_OPTIONS["start_to_close_timeout"] = timedelta(seconds=6)


if __name__ == "__main__":
    hurry()
    main()
