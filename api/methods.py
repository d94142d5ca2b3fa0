"""Which methods a path takes: all of them, where the framework names those of the first route that fits."""

import re
from functools import cache

from fastapi import FastAPI

_PARAMETER = re.compile(r"\\\{\w+\\\}")


def methods_at(app: FastAPI, path: str) -> str | None:
    """The methods of every route that a path fits, as the header Allow has them; none when there is no such route."""
    found = {method for pattern, methods in _routes(app) if pattern.fullmatch(path) for method in methods}
    return ", ".join(sorted(found)) or None


@cache
def _routes(app: FastAPI) -> list[tuple[re.Pattern[str], list[str]]]:
    paths: dict[str, dict[str, object]] = app.openapi()["paths"]
    return [(_pattern(path), [method.upper() for method in operations]) for path, operations in paths.items()]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_PARAMETER.sub("[^/]+", re.escape(path)))
