"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
CASE_INDEXES = ("crn", "stage", "pom", "community_practitioner", "spo", "team", "next_due")
INDEXES = {
    "duties": (["due_on"],),
    "escalations": (["at"],),
    "notices": (["to_staff", "at"], ["to_role", "at"]),
}


def upgrade() -> None:
    _cases()
    _events()
    _duties()
    _decisions()
    for table in ("escalations", "notices"):
        _told(table)
    for column in CASE_INDEXES:
        op.create_index(op.f(f"ix_cases_{column}"), "cases", [column])
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    for table in ("notices", "escalations", "decisions", "duties", "events", "cases"):
        op.drop_table(table)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("crn", sa.String(), nullable=True),
        sa.Column("prison_number", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("rosh", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("pom", sa.String(), nullable=True),
        sa.Column("community_practitioner", sa.String(), nullable=True),
        sa.Column("spo", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("open_duties", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("open_reviews", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("calendar_version", sa.String(), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("identified_at", INSTANT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("reported_by", sa.String(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("led_to", sa.JSON(), nullable=False),
        *_keys("events", "sequence", "event_id"),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("duty_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("grave", sa.Boolean(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("triggers", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        *_keys("duties", "duty_id"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("rationale", sa.String(), nullable=True),
        sa.Column("manager_discussed_with", sa.String(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        *_keys("decisions", "key"),
    )


def _told(table: str) -> None:
    op.create_table(
        table,
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to_role", sa.String(), nullable=False),
        sa.Column("to_staff", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        *_keys(table, "notice_id"),
    )


def _keys(table: str, *own: str) -> tuple[sa.Constraint, ...]:
    """A row of a case: known by the case's id and its own."""
    return (
        sa.PrimaryKeyConstraint("case_id", *own, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f(f"fk_{table}_case_id_cases")),
    )
