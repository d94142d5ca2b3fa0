"""A Temporal server, records and a worker for the requests of the fuzzer, until whoever started this is gone."""

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import exits
from attributes import register_search_attributes
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server
from worker import case_worker


async def main() -> int:
    """Serve; where is the one line printed. It ends when its standard input does, however its starter ended."""
    with TemporaryDirectory(prefix="throughcare-fuzz-service-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'records.db'}"
        await upgrade(url)
        engine = engine_for(url)
        async with dev_server() as server:
            await register_search_attributes(server.client)
            async with case_worker(server.client, engine):
                where = {"temporal": server.client.service_client.config.target_host, "records": url, "folder": folder}
                sys.stdout.write(json.dumps(where) + "\n")
                sys.stdout.flush()
                await asyncio.to_thread(sys.stdin.read)
        await engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(exits.run(main))
