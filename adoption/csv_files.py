"""A caseload as CSV: a file with a row a case, and a second with a row for each thing that happened or was done."""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from adoption.columns import CaseColumns, Lacks, case_of, facts_of, work_of
from adoption.details import DetailColumns, item_of, other_columns
from adoption.said import Item, Problem, SaidOfCase, Unreadable, problems_of

Cells = dict[str, str]
Columns = TypeVar("Columns", bound=BaseModel)


def read(file: Path, details: Path | None) -> Iterator[SaidOfCase | Problem]:
    """Each case in turn, or what is wrong with a row. Raises Unreadable when a file, or its header, cannot be used.

    The second file is held in memory: about half a kilobyte a row.
    """
    items, problems = _details(details) if details else ({}, [])
    yield from problems
    for line, cells in _rows(file, CaseColumns, ()):
        row = _checked(CaseColumns, cells, line, "")
        if not isinstance(row, CaseColumns):
            yield from row
            continue
        try:
            own = [Item("facts", fact, line) for fact in facts_of(row)] + [Item("done", w, line) for w in work_of(row)]
            yield SaidOfCase(line, case_of(row), own + items.pop(row.case, []))
        except Lacks as lacks:
            items.pop(row.case, None)
            yield Problem(line, lacks.words, lacks.field)
    for left in items.values():
        for item in left:
            yield Problem(item.line, "no such case in the first file", "case", item.file)


def _details(file: Path) -> tuple[dict[str, list[Item]], list[Problem]]:
    found: dict[str, list[Item]] = defaultdict(list)
    problems: list[Problem] = []
    for line, cells in _rows(file, DetailColumns, other_columns()):
        more = {name: cells.pop(name) for name in list(cells) if name not in DetailColumns.model_fields}
        row = _checked(DetailColumns, cells, line, file.name)
        if isinstance(row, DetailColumns):
            found[row.case].append(item_of(row, more, line, file.name))
        else:
            problems += row
    return dict(found), problems


def _checked(model: type[Columns], cells: Cells, line: int, file: str) -> Columns | list[Problem]:
    try:
        return model.model_validate(cells)
    except ValidationError as error:
        return problems_of(error, line, file)


def _rows(file: Path, model: type[BaseModel], more: Collection[str]) -> Iterator[tuple[int, Cells]]:
    """Each row by the names of its columns, without its empty cells, and the line it begins on."""
    line = 1
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text, strict=True)
            header = [name.strip().lower().replace(" ", "_") for name in next(rows, [])]
            _check_header(header, model, more, file)
            line = rows.line_num + 1
            for row in rows:
                cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
                if len(row) > len(header):
                    raise Unreadable(
                        [Problem(line, "more cells than columns: quote a text that has a comma", "", file.name)]
                    )
                if cells:
                    yield line, cells
                line = rows.line_num + 1
    except OSError as error:
        raise Unreadable([Problem(None, error.strerror or "cannot be read", "", file.name)]) from None
    except UnicodeDecodeError:
        raise Unreadable([Problem(None, "not UTF-8 text: save it as CSV UTF-8", "", file.name)]) from None
    except csv.Error:
        raise Unreadable(
            [Problem(line, "no CSV from here on: look for a quotation mark too many", "", file.name)]
        ) from None


def _check_header(header: list[str], model: type[BaseModel], more: Collection[str], file: Path) -> None:
    if len(header) == 1 and ";" in header[0]:
        raise Unreadable([Problem(1, "separate the columns with commas, not semicolons", "", file.name)])
    known = {*model.model_fields, *more}
    problems = [
        Problem(1, _unknown_column(number, name, known), "", file.name)
        for number, name in enumerate(header, 1)
        if name.partition(".")[0] not in known
    ]
    problems += [
        Problem(1, "the file needs this column", name, file.name)
        for name, info in model.model_fields.items()
        if info.is_required() and name not in header
    ]
    problems += [Problem(1, "stands twice", n, file.name) for n in known if header.count(n) > 1]
    if problems:
        raise Unreadable(problems)


def _unknown_column(number: int, name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ": docs/adoption.md lists them"
    return f"column {number} is none of this file{hint}"
