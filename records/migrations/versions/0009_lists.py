"""What lists are read by, and protective orders. Filled from the rows there are.

What policy alone knows of a case (its release, its handover, a role nobody holds, its orders) comes with the case's
next message: ``throughcare recalculate`` sends one to every open case.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INSTANT = sa.DateTime(timezone=True)
NO_DAY = sa.text("'9999-12-31'")
NOT_CLOSED = sa.text("stage <> 'closed'")
OLD_INDEXES = (
    ("cases", "stage"),
    ("cases", "team"),
    ("cases", "next_due"),
    ("duties", "due_on"),
    ("escalations", "at"),
)


def upgrade() -> None:
    _columns()
    _tables()
    for table, column in OLD_INDEXES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    _fill()
    for table, columns, condition in _indexes():
        name = op.f(f"ix_{table}_{'_'.join(columns)}")
        op.create_index(name, table, list(columns), postgresql_where=condition, sqlite_where=condition)


def downgrade() -> None:
    for table in ("orders", "escalation_clauses", "duty_clauses"):
        op.drop_table(table)
    for table, columns, _ in _indexes():
        if table in {"cases", "duties", "escalations"}:
            op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
    for table in ("escalations", "duties", "cases"):
        for added in _added(table):
            op.drop_column(table, added.name)
    for table, column in OLD_INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _added(table: str) -> Iterator[sa.Column[Any]]:
    if table == "cases":
        yield sa.Column("practitioners", sa.JSON(), nullable=False, server_default="{}")
        yield sa.Column("missing_role", sa.String(), nullable=True)
        yield sa.Column("release_on", sa.Date(), nullable=True)
        yield sa.Column("handover_on", sa.Date(), nullable=True)
        yield sa.Column("due_order", sa.Date(), nullable=False, server_default=NO_DAY)
        return
    yield from _of_a_case()
    if table == "duties":
        yield sa.Column("due_order", sa.Date(), nullable=False, server_default=NO_DAY)
    if table == "escalations":
        yield sa.Column("clauses", sa.JSON(), nullable=False, server_default="[]")
        yield sa.Column("open", sa.Boolean(), nullable=False, server_default=sa.false())
        yield sa.Column("acknowledged_at", INSTANT, nullable=True)
        yield sa.Column("acknowledged_by", sa.String(), nullable=True)


def _of_a_case() -> Iterator[sa.Column[Any]]:
    yield sa.Column("team", sa.String(), nullable=True)
    yield sa.Column("stage", sa.String(), nullable=False, server_default="")
    yield sa.Column("held_by", sa.String(), nullable=True)
    yield sa.Column("rehearsal", sa.Boolean(), nullable=False, server_default=sa.false())


def _columns() -> None:
    for table in ("cases", "duties", "escalations"):
        for column in _added(table):
            op.add_column(table, column)


def _tables() -> None:
    _clauses_of("duties", "duty_id", sa.Column("state", sa.String(), nullable=False),
                sa.Column("due_order", sa.Date(), nullable=False))  # fmt: skip
    _clauses_of("escalations", "notice_id", sa.Column("at", INSTANT, nullable=False))
    op.create_table(
        "orders",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("sensitivity", sa.String(), nullable=False),
        *_of_a_case(),
        sa.PrimaryKeyConstraint("case_id", "ref", name=op.f("pk_orders")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_orders_case_id_cases")),
    )


def _clauses_of(owners: str, id: str, *more: sa.Column[Any]) -> None:
    table = {"duties": "duty_clauses", "escalations": "escalation_clauses"}[owners]
    op.create_table(
        table,
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column(id, sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("case_id", id, "clause", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["case_id", id], [f"{owners}.case_id", f"{owners}.{id}"],
                                name=op.f(f"fk_{table}_case_id_{owners}")),
    )  # fmt: skip


def _indexes() -> Iterator[tuple[str, tuple[str, ...], sa.TextClause | None]]:
    for day in ("due_order", "stage_since"):
        for by in _each("team", "rosh"):
            yield "cases", (*by, day, "case_id"), NOT_CLOSED
        yield "cases", ("stage", day, "case_id"), None
    for day in ("release_on", "handover_on"):
        yield "cases", (day, "case_id"), None
        yield "cases", ("team", day, "case_id"), None
    yield "cases", ("missing_role", "stage_since", "case_id"), None
    for by in _each("held_by", "team", "kind", "stage"):
        yield "duties", (*by, "state", "due_order", "case_id", "duty_id"), None
    yield "duty_clauses", ("clause", "state", "due_order", "case_id", "duty_id"), None
    for by in _each("to_staff", "to_role", "team"):
        yield "escalations", (*by, "at", "case_id", "notice_id"), None
        yield "escalations", (*by, "open", "at", "case_id", "notice_id"), None
    yield "escalation_clauses", ("clause", "at", "case_id", "notice_id"), None
    for by in _each("held_by", "team"):
        yield "orders", (*by, "in_force", "ends_on", "case_id", "ref"), None


def _each(*columns: str) -> Iterator[tuple[str, ...]]:
    """A list as it is, and by each of these columns."""
    yield ()
    yield from ((column,) for column in columns)


def _fill() -> None:
    for table, due in (("cases", "next_due"), ("duties", "due_on")):
        op.execute(f"UPDATE {table} SET due_order = {due} WHERE {due} IS NOT NULL")
    for table, role in (("duties", "duties.owner"), ("escalations", "c.responsible")):
        held = f"CASE {role} {' '.join(HOLDERS)} END"
        columns = {"team": "c.team", "stage": "c.stage", "rehearsal": "c.rehearsal", "held_by": held}
        of_case = (f"{n} = (SELECT {v} FROM cases c WHERE c.case_id = {table}.case_id)" for n, v in columns.items())
        op.execute(f"UPDATE {table} SET {', '.join(of_case)}")
    sqlite = op.get_bind().dialect.name == "sqlite"
    elements, gathered = ("json_each", "json_group_array") if sqlite else ("json_array_elements_text", "json_agg")
    for statement in FILL_FROM_LISTS:
        op.execute(statement.format(elements=elements, gathered=gathered))


HOLDERS = [f"WHEN '{role}' THEN c.{role}" for role in ("pom", "community_practitioner", "spo")]
FILL_FROM_LISTS = (
    """INSERT INTO duty_clauses (case_id, duty_id, clause, state, due_order)
    SELECT DISTINCT d.case_id, d.duty_id, c.value, d.state, d.due_order FROM duties d, {elements}(d.clauses) AS c""",
    """INSERT INTO escalation_clauses (case_id, notice_id, clause, at)
    SELECT DISTINCT e.case_id, e.notice_id, c.clause, e.at FROM escalations e, {elements}(e.duties) AS d, duty_clauses c
    WHERE c.case_id = e.case_id AND c.duty_id = d.value""",
    """UPDATE escalations SET clauses = (
        SELECT {gathered}(c.clause) FROM escalation_clauses c
        WHERE c.case_id = escalations.case_id AND c.notice_id = escalations.notice_id
    ) WHERE EXISTS (
        SELECT 1 FROM escalation_clauses c
        WHERE c.case_id = escalations.case_id AND c.notice_id = escalations.notice_id
    )""",
    """UPDATE escalations SET acknowledged_at = (
        SELECT min(m.decided_at) FROM decisions m
        WHERE m.case_id = escalations.case_id AND m.kind = 'oversight' AND m.decided_at >= escalations.at
    )""",
    """UPDATE escalations SET acknowledged_by = (
        SELECT min(m.decided_by) FROM decisions m
        WHERE m.case_id = escalations.case_id AND m.kind = 'oversight' AND m.decided_at = escalations.acknowledged_at
    )""",
    """UPDATE escalations SET open = (json_array_length(duties) = 0 AND acknowledged_at IS NULL) OR EXISTS (
        SELECT 1 FROM {elements}(escalations.duties) AS d, duties w
        WHERE w.case_id = escalations.case_id AND w.duty_id = d.value AND w.state = 'open'
    )""",
)
