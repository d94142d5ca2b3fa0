"""Everything at once, as `throughcare up` runs it, with an ear at every way out of it."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.app import make_app
from api.auth.builtin import BuiltIn, load_or_make
from attributes import register_search_attributes
from commands.intake import running as taking_in
from commands.serving import serving
from models.queues import VICTIM_TASK_QUEUE
from notices.settings_file import SettingsFile
from outgoing.sender import Sender as Webhooks
from outgoing.subscriptions import Subscriber, Subscriptions
from records.engine import engine_for
from records.upgrade import upgrade
from sealing.codec import sealed
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make as make_key
from sealing.master import MasterKeyFile
from servers import dev_server
from telemetry.logs import configure
from telemetry.traces import traced
from tests.notices.mail_server import MailServer
from tests.outgoing.test_outgoing import SECRET, Receiver
from tests.telemetry.spans import spans_from_now
from tests.workflows.victims import VictimStore
from victim_worker import victim_worker
from victims.records import upgrade as upgrade_victims
from web.app import put_beside
from worker import case_worker


@dataclass
class World:
    """What runs, and what was heard at its ways out."""

    folder: Path
    outside: Client
    """The Temporal server as it is for whoever has no keys."""

    temporal: Client
    records: AsyncEngine
    victims: VictimStore
    issuer: BuiltIn
    notices: SettingsFile
    webhooks: Webhooks
    hooks: Receiver
    mails: MailServer
    logged: io.StringIO
    printed: io.StringIO
    spans: InMemorySpanExporter
    address: str = ""
    answers: list[httpx.Response] = field(default_factory=list)

    def of(self, person: str) -> httpx.AsyncClient:
        """The API as one of the demo people or the case system has it; what it answers is kept."""
        return self._client({"Authorization": f"Bearer {self.issuer.token(person)}"})

    def browser(self) -> httpx.AsyncClient:
        """A browser at the pages; what it is answered is kept."""
        return self._client({})

    def _client(self, headers: dict[str, str]) -> httpx.AsyncClient:
        async def keep(answer: httpx.Response) -> None:
            await answer.aread()
            self.answers.append(answer)

        hooks = {"response": [keep]}
        return httpx.AsyncClient(
            base_url=self.address, timeout=30, trust_env=False, verify=False, event_hooks=hooks, headers=headers
        )


@contextmanager
def listening() -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """What is logged, at every level, and what is printed; afterwards all is as it was."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    level, config = root.level, structlog.get_config()
    logged, printed = io.StringIO(), io.StringIO()
    configure(logged, as_json=True)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            yield logged, printed
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = before
        root.setLevel(level)
        structlog.configure(**config)


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Run everything on files in a folder."""
    async with AsyncExitStack() as running:
        patch = running.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
        logged, printed = running.enter_context(listening())
        mails = MailServer()
        mail = await running.enter_async_context(await mails.start())
        hooks = Receiver()
        running.callback(hooks.close)
        server = await running.enter_async_context(dev_server(folder / "temporal.db"))
        await register_search_attributes(server.client)
        records, victims = await _databases(running, folder)
        subscriptions = Subscriptions((Subscriber("all", hooks.url, SECRET, inside=True),))
        sending = httpx.AsyncClient(timeout=5, trust_env=False, verify=False)
        running.push_async_callback(sending.aclose)
        made = World(
            folder, server.client, sealed(server.client, _keys(folder, records)), records, victims,
            load_or_make(folder / "issuer"),
            _notices(folder, mail.sockets[0].getsockname()[1]), Webhooks(records, subscriptions, sending), hooks, mails,
            logged, printed, spans_from_now(),
        )  # fmt: skip
        await _work(running, made, subscriptions)
        yield made


def _keys(folder: Path, records: AsyncEngine) -> DataKeys:
    make_key(folder / "master.key")
    return DataKeys(records, MasterKeyFile(folder / "master.key"))


async def _databases(running: AsyncExitStack, folder: Path) -> tuple[AsyncEngine, VictimStore]:
    urls = [f"sqlite+aiosqlite:///{folder / name}" for name in ("records.db", "victims.db")]
    await upgrade(urls[0])
    await upgrade_victims(urls[1])
    records, victims = (engine_for(url) for url in urls)
    running.push_async_callback(records.dispose)
    running.push_async_callback(victims.dispose)
    return records, VictimStore(victims, make_key(folder / "victims.key"), folder / "victims.db")


def _notices(folder: Path, port: int) -> SettingsFile:
    """Everybody has a mail address, and no hours are quiet."""
    people = "".join(f'[people.{who}]\nsmtp = "{who}@example.org"\n' for who in ("com-1", "spo-1", "pdu-1"))
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "throughcare@example.org"\n'
    hours = '[quiet_hours]\nfrom = "00:00"\nto = "00:00"\ndays_off = false\n'
    (folder / "notices.toml").write_text(hours + smtp + people)
    return SettingsFile(folder / "notices.toml")


async def _work(running: AsyncExitStack, made: World, subscriptions: Subscriptions) -> None:
    temporal = traced(made.temporal)
    cases = case_worker(
        temporal, made.records, victim_queue=VICTIM_TASK_QUEUE, notices=made.notices, subscriptions=subscriptions
    )
    await running.enter_async_context(cases)
    await running.enter_async_context(victim_worker(made.outside, made.victims.engine, made.victims.keyring))
    await running.enter_async_context(taking_in(temporal, made.records))
    app = make_app(temporal, made.records, made.issuer.verifier())
    put_beside(app, made.issuer)
    made.address = await running.enter_async_context(serving(app, "127.0.0.1", 0))
