"""The figures for Prometheus. They need no token and say nothing of a case or a person."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from api.service import Service, TheService
from records.figures import figures
from telemetry.metrics import CONTENT_TYPE, exposition

router = APIRouter(tags=["health"])

GOOD_FOR = timedelta(seconds=30)
"""How long figures serve before they are counted again (project default): counting is work for the database."""


@dataclass
class _Kept:
    """The last figures, and one turn at a time for counting."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    at: datetime | None = None
    said: bytes = b""


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The figures", "content": {"text/plain": {"schema": {"type": "string"}}}},
    503: {"description": "The records cannot be read"},
}


@router.get("/metrics", response_class=Response, responses=_ANSWERS)
async def metrics(request: Request, service: TheService) -> Response:
    """The records' counts and ages, and this process's load, for Prometheus; 503 while the records cannot be read."""
    if not hasattr(request.app.state, "figures"):
        request.app.state.figures = _Kept()
    try:
        said = await _said(service, request.app.state.figures)
    except (SQLAlchemyError, OSError):
        return Response(status_code=503)
    return Response(said + service.load.tally.exposition(), media_type=CONTENT_TYPE)


async def _said(service: Service, kept: _Kept) -> bytes:
    async with kept.turn:
        now = service.now()
        if kept.at is None or now - kept.at > GOOD_FOR:
            kept.said, kept.at = exposition(await figures(service.records, now)), now
    return kept.said
