"""Pages out of templates, and the files they use under addresses that change when the files do."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from web.views import words

HERE = Path(__file__).parent
STATIC = HERE / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_A_YEAR = "public, max-age=31536000, immutable"


@cache
def static_url(name: str) -> str:
    """The address of a file of ours."""
    return f"/static/{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:16]}/{name}"


def environment(*first: Path) -> Environment:
    """What makes pages of the templates here; those in the folders named ``first`` take the place of ours."""
    made = Environment(
        loader=FileSystemLoader([*first, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_url
    made.filters |= {"day": words.day, "moment": words.moment, "words": words.plain, "role": words.role}
    made.tests["made_up"] = words.is_made_up
    return made


_ENVIRONMENT = environment()


def page(template: str, shown: Mapping[str, Any], status: int = 200) -> Response:
    """A page. ``shown`` must have everything its template names."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(shown), status)


async def no_icon(_: Request) -> Response:
    """There is none: browsers ask for one all the same."""
    return Response(status_code=204)


async def static_file(request: Request) -> Response:
    """A file of ours, under its present address only."""
    name = request.path_params["name"]
    path = STATIC / name
    if path.suffix not in _TYPES or name not in _served() or static_url(name) != request.url.path:
        return Response(status_code=404)
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers={"Cache-Control": _A_YEAR})


@cache
def _served() -> frozenset[str]:
    return frozenset(str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file())
