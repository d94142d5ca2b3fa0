"""Our own events on their way to subscribers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outgoing_events",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("shared_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outgoing_events")),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index(op.f("ix_outgoing_events_shared_out_number"), "outgoing_events", ["shared_out", "number"])
    op.create_index(op.f("ix_outgoing_events_case_id"), "outgoing_events", ["case_id"])
    op.create_table(
        "outgoing_webhooks",
        sa.Column("subscriber", sa.String(), nullable=False),
        sa.Column("event", _NUMBER, nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event"], ["outgoing_events.number"], name=op.f("fk_outgoing_webhooks_event_outgoing_events")
        ),
        sa.PrimaryKeyConstraint("subscriber", "event", name=op.f("pk_outgoing_webhooks")),
    )
    op.create_index(op.f("ix_outgoing_webhooks_state_next_try_at"), "outgoing_webhooks", ["state", "next_try_at"])
    op.create_index(
        op.f("ix_outgoing_webhooks_subscriber_case_id_state_event"),
        "outgoing_webhooks",
        ["subscriber", "case_id", "state", "event"],
    )


def downgrade() -> None:
    op.drop_table("outgoing_webhooks")
    op.drop_table("outgoing_events")
