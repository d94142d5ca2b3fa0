"""The command people use, as another build: ``python -m tests.upgrade.build NAME worker --versioned``."""

import sys

import worker
from cli import main
from tests.workflows.hurried_worker import hurry

if __name__ == "__main__":
    worker.BUILD = sys.argv.pop(1)
    hurry()
    main()
