"""The file of notices: read, checked, and read again when it changes."""

import tomllib
from pathlib import Path

import structlog
from pydantic import ValidationError

from notices.settings import NoticeSettings

LOG = structlog.get_logger("notices.settings_file")


class NoticesProblem(Exception):
    """The file cannot be used; the text names the field and what is wrong with it, never what it holds."""


def load(path: Path) -> NoticeSettings:
    """The settings in a TOML file. Raises NoticesProblem."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return NoticeSettings.model_validate(said)
    except OSError as error:
        raise NoticesProblem(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NoticesProblem(f"{path}: not a text file in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise NoticesProblem(f"{path}: not TOML: {_where(str(error))}") from None
    except ValidationError as error:
        raise NoticesProblem("\n".join(f"{path}: {line}" for line in _lines(error))) from None


class SettingsFile:
    """The settings as the file has them now. A change that cannot be used leaves the last good ones in force."""

    def __init__(self, path: Path | None) -> None:
        """Read the file; without one, the defaults. Raises NoticesProblem."""
        self._path = path
        self._stamp = _stamp(path)
        self._settings = NoticeSettings() if path is None else load(path)

    @property
    def now(self) -> NoticeSettings:
        """The settings in force at this moment."""
        stamp = _stamp(self._path)
        if self._path is not None and stamp != self._stamp:
            self._stamp = stamp
            try:
                self._settings = load(self._path)
            except NoticesProblem as problem:
                LOG.error("the changed file of notices is not used", problem=str(problem))
        return self._settings


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        return (path.stat().st_mtime_ns, path.stat().st_size) if path is not None else None
    except OSError:
        return None


def _where(words: str) -> str:
    """Only the place a TOML error names: its other words may quote the file."""
    _, at, place = words.rpartition("(at ")
    return f"at {place.rstrip(')')}" if at else "see its first lines"


def _lines(error: ValidationError) -> list[str]:
    found = []
    for problem in error.errors(include_input=False, include_url=False):
        # A key of [people] is a staff id when it is a good one; a bad one may be anything, a name even.
        place = ".".join(str(part) for part in problem["loc"])
        if "[key]" in problem["loc"]:
            found.append("people: a staff id is lower case letters, digits, dots and dashes")
            continue
        words = _plain(problem["type"], problem["msg"])
        found.append(f"{place}: {words}" if place else words)
    return found


def _plain(kind: str, words: str) -> str:
    match kind:
        case "extra_forbidden":
            return "there is no such field"
        case "missing":
            return "it is missing"
        case "string_pattern_mismatch":
            return "it is not written as such a thing is"
        case _:
            return words
