"""A field as it stands on a page: its parts, what was typed into each, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from web.fields.faults import Fault
from web.fields.field import Field, Option
from web.fields.typed import ANOTHER, in_row, rows_typed
from web.forms import Form

_ROWS = 3
"""Rows that a field of several begins with (project default)."""


@dataclass(frozen=True)
class Control:
    """One component. ``value`` and ``ticked`` are what was typed; ``inputs`` the boxes it has when it has several."""

    field: Field
    id: str
    label: str
    value: str = ""
    ticked: frozenset[str] = frozenset()
    other: str = ""
    inputs: tuple[tuple[str, str, str], ...] = ()
    rows: "tuple[tuple[Control, ...], ...]" = ()
    faults: tuple[Fault, ...] = ()
    another: Option | None = None

    @property
    def described_by(self) -> str:
        """The ids of what describes it."""
        said = [f"{self.id}-hint"] if self.field.hint else []
        return " ".join([*said, f"{self.id}-error"] if self.faults else said)


def controls(fields: Sequence[Field], form: Form, faults: Sequence[Fault], *, fresh: bool) -> list[Control]:
    """The components of a form; on a ``fresh`` one stands what is taken when nothing is said."""
    by_field: dict[str, list[Fault]] = {}
    for fault in faults:
        by_field.setdefault(fault.field, []).append(fault)
    return [_control(one, form, by_field, fresh) for one in fields]


def _control(one: Field, form: Form, faults: Mapping[str, Sequence[Fault]], fresh: bool) -> Control:
    value = one.default if fresh else form.one(one.name)
    made = Control(
        one, id_of(one.name), one.label if one.required or one.default else _optional(one), value,
        frozenset(form.all(one.name)), form.one(f"{one.name}-other"), faults=tuple(faults.get(one.name, ())),
    )  # fmt: skip
    match one.kind:
        case "day" | "moment":
            parts = ("day", "month", "year")
            return replace(
                made,
                inputs=tuple(
                    (f"{one.name}-{part}", part.capitalize(), form.one(f"{one.name}-{part}")) for part in parts
                ),
                other=form.one(f"{one.name}-time"),
            )
        case "reference" if one.options:
            return replace(made, another=Option(ANOTHER, "Another", None))
        case "reference":
            return replace(made, other=made.other or value)
        case "reasons":
            return replace(
                made,
                inputs=tuple(
                    (f"{one.name}~{o.value}", o.words, form.one(f"{one.name}~{o.value}")) for o in one.options
                ),
            )
        case "rows":
            number = max(_ROWS, rows_typed(one, form))
            return replace(made, rows=tuple(_row(one, row, form) for row in range(number)))
    return made


def _row(one: Field, row: int, form: Form) -> tuple[Control, ...]:
    parts = [
        replace(part, name=in_row(part, one, row), label=f"{part.label} {row + 1}", hint="", required=True)
        for part in one.parts
    ]
    return tuple(_control(part, form, {}, False) for part in parts)


def id_of(name: str) -> str:
    """The id of what a field is typed into."""
    return "f-" + name.replace(".", "-").replace("~", "-")


def first_input(one: Field) -> str:
    """The id of the box that a link to a field leads to."""
    id = id_of(one.name)
    match one.kind:
        case "day" | "moment":
            return f"{id}-day"
        case "choice" | "choices" | "yes_no":
            return f"{id}-1"
        case "reference" | "references":
            return f"{id}-1" if one.options else f"{id}-other"
        case "reasons" if one.options:
            return id_of(f"{one.name}~{one.options[0].value}")
        case "rows":
            return first_input(replace(one.parts[0], name=in_row(one.parts[0], one, 0)))
    return id


def _optional(one: Field) -> str:
    return one.label if one.kind == "yes_no" and one.default else f"{one.label} (optional)"
