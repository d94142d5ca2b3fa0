"""What anybody may come to see of a world: by place, each thing that is there."""

import json
from collections.abc import AsyncIterator

import httpx
from google.protobuf.message import Message
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.common.v1 import Payload, Payloads

from records.engine import reading
from tests.leaks.pages import links, title
from tests.leaks.world import World
from tests.workflows.failures import failures


async def everything(world: World) -> dict[str, list[str]]:
    """What is in each place where nothing planted may be."""
    pages = [one for one in world.answers if one.headers.get("content-type", "").startswith("text/html")]
    problems = [one for one in world.answers if "problem+json" in one.headers.get("content-type", "")]
    return {
        "logs": world.logged.getvalue().splitlines(),
        "what is printed": world.printed.getvalue().splitlines(),
        "metrics": (await _metrics(world)).splitlines(),
        "traces": [span.to_json() for span in world.spans.get_finished_spans()],
        **await _temporal(world),
        "titles of pages": [title(page.text) for page in pages],
        "addresses in pages": [link for page in pages for link in links(page.text)],
        "pages that say something is wrong": [page.text for page in pages if page.is_error],
        "problems of the API": [problem.text for problem in problems],
        "headers of answers": [f"{name}: {value}" for one in world.answers for name, value in one.headers.items()],
        "notices sent": [mail.as_string() for mail in world.mails.mails],
        "webhooks": [_without_the_person(body) + str(headers) for headers, body in world.hooks.got],
        "names of files": [str(path.relative_to(world.folder)) for path in world.folder.rglob("*")],
    }


async def tables(engine: AsyncEngine) -> dict[str, str]:
    """Every table of a database, as text."""
    async with reading(engine).connect() as connection:
        names = (await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))).scalars().all()
        return {name: str((await connection.execute(text(f'SELECT * FROM "{name}"'))).all()) for name in names}


async def _metrics(world: World) -> str:
    async with httpx.AsyncClient(base_url=world.address, trust_env=False, verify=False) as client:
        return (await client.get("/metrics")).text


async def _temporal(world: World) -> dict[str, list[str]]:
    """What Temporal has beside what was said: ids, types, queues, search attributes, memo, words of failures."""
    shown, said, failed = list[str](), list[str](), list[str]()
    async for run in world.outside.list_workflows():
        handle = world.outside.get_workflow_handle(run.id, run_id=run.run_id)
        described = await handle.describe()
        shown += [run.id, run.workflow_type, run.task_queue, str(described.raw_info.memo)]
        shown += [str(described.raw_info.search_attributes), await _schedules(world)]
        history = (await handle.fetch_history()).events
        said += [str(without_payloads(one)) for one in (described.raw_description, *history)]
        failed += [f"{failure.message} {failure.stack_trace}" for failure in failures(history)]
    return {"ids and attributes of workflows": shown, "histories beside payloads": said, "words of failures": failed}


async def _schedules(world: World) -> str:
    listed: AsyncIterator[object] = await world.outside.list_schedules()
    return str([one async for one in listed])


def _without_the_person(body: bytes) -> str:
    """A webhook without the one part that says whom it is about, by number, as domain events of HMPPS do."""
    said = json.loads(body)
    said.pop("personReference", None)
    return json.dumps(said)


def without_payloads(message: Message) -> Message:
    """A copy without what was sent and answered, wherever it stands: that is sealed."""
    copy = type(message)()
    copy.CopyFrom(message)
    _clear(copy)
    return copy


def _clear(message: Message) -> None:
    for field, value in message.ListFields():
        if field.message_type is None or field.name in {"memo", "search_attributes"}:
            continue
        if field.message_type.full_name in {Payloads.DESCRIPTOR.full_name, Payload.DESCRIPTOR.full_name}:
            message.ClearField(field.name)
        elif field.message_type.GetOptions().map_entry:
            _clear_map(message, field.name, value)
        else:
            for part in [value] if isinstance(value, Message) else value:
                _clear(part)


def _clear_map(message: Message, name: str, entries: object) -> None:
    values = list(entries.values()) if hasattr(entries, "values") else []
    if any(isinstance(value, Payloads | Payload) for value in values):
        message.ClearField(name)
        return
    for value in values:
        if isinstance(value, Message):
            _clear(value)
