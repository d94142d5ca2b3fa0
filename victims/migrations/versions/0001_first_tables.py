"""The first tables of the victim records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "case_stages",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_stages")),
    )
    op.create_table(
        "case_contacts",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "contact_id", name=op.f("pk_case_contacts")),
    )
    _contacts()
    _of_a_contact()
    for table, column in (("contacts", "case_id"), ("contacts", "vlo"), ("contacts", "next_due"),
                          ("contact_duties", "due_on"), ("contact_notices", "to_staff")):  # fmt: skip
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("contact_notices", "contact_duties", "contact_events", "contacts", "case_contacts", "case_stages"):
        op.drop_table(table)


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("victim", sa.String(), nullable=False),
        sa.Column("vlo", sa.String(), nullable=False),
        sa.Column("vlu_manager", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("contact_report", sa.String(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("open_duties", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contacts")),
    )


def _of_a_contact() -> None:
    op.create_table(
        "contact_events",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("led_to", sa.JSON(), nullable=False),
        *_keys("contact_events", "sequence", "event_id"),
    )
    op.create_table(
        "contact_duties",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("duty_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("closure", sa.JSON(), nullable=True),
        *_keys("contact_duties", "duty_id"),
    )
    op.create_table(
        "contact_notices",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("to_staff", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_keys("contact_notices", "notice_id"),
    )


def _keys(table: str, *own: str) -> tuple[sa.Constraint, ...]:
    """A row of a contact: known by the contact's id and its own."""
    return (
        sa.PrimaryKeyConstraint("contact_id", *own, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.contact_id"], name=op.f(f"fk_{table}_contact_id_contacts")),
    )
