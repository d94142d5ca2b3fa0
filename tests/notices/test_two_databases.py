"""A notice's whole way on SQLite and on PostgreSQL: posted, told in one digest, sent once by many senders, read."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notices.deliveries import counted, failing, try_again
from notices.digests import make_digest, people_waiting
from notices.inbox import inbox, mark_read
from notices.posting import post
from records.engine import engine_for
from records.figures import figures
from records.upgrade import upgrade
from tests.notices.notify_server import NotifyServer
from tests.notices.test_sender import sender
from tests.notices.told import by_notify, grave, quiet_change, settings, told
from tests.records.databases import KINDS, new_database

COM = {"com-1": {"notify_email": "com-1@example.org"}}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
async def test_a_notice_goes_its_way_on_either_database(
    kind: str, tmp_path: Path, notify: NotifyServer, key_file: str
) -> None:
    by = settings(**by_notify(notify.url, key_file, COM))
    async with new_database(kind, tmp_path) as url:
        await upgrade(url)
        engines = [engine_for(url) for _ in range(4)]
        first = engines[0]
        batches = [await told(first, by, grave(f"case-{n}")) for n in range(9)]
        await told(first, by, quiet_change("case-9"))
        await asyncio.gather(*(post(engine, by, batches[0]) for engine in engines))
        day = date(2026, 3, 4)
        made = await asyncio.gather(*(make_digest(engine, by, "com-1", day) for engine in engines))
        await asyncio.gather(*(sender(engine, by).send_all_due() for engine in engines))
        page = await inbox(first, "com-1", limit=6)
        rest = await inbox(first, "com-1", limit=6, after=page.following)
        said = await figures(first, datetime.now(UTC))
        assert sum(made) == 1
        assert len({m["reference"] for m in notify.accepted}) == len(notify.accepted) == 10
        assert await counted(first) == {"failed": 9, "handed_over": 10}
        assert len({(i.case_id, i.notice_id) for i in [*page.items, *rest.items]}) == page.unread == 10
        assert said.deliveries == {("notify_email", "handed_over"): 10, ("nowhere", "failed"): 9}
        assert await mark_read(first, "com-1", datetime.now(UTC)) == 10
        assert (await people_waiting(first, None)).people == []
        assert len(await failing(first)) == 9
        assert await try_again(first, datetime.now(UTC)) == 0
        for engine in engines:
            await engine.dispose()
