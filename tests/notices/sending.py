"""A sender as a process of its own, with a short lease, for tests that kill it."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from notices.sender import Sender
from notices.settings_file import SettingsFile
from records.engine import engine_for


async def main(url: str, file: str, lease: float) -> None:
    """Send until killed."""
    await Sender(engine_for(url), SettingsFile(Path(file)), lease=timedelta(seconds=lease)).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
