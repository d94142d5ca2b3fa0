"""Messages of other systems as they came, and the facts made of them; where an absorbed case went."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("merged_into", sa.String(), nullable=True))
    op.create_table(
        "intake_messages",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("mended", sa.LargeBinary(), nullable=True),
        sa.Column("envelope", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("duplicate_of", _NUMBER, nullable=True),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_intake_messages")),
    )
    op.create_index(op.f("ix_intake_messages_key"), "intake_messages", ["key"])
    op.create_index(op.f("ix_intake_messages_type"), "intake_messages", ["type"])
    op.create_index(op.f("ix_intake_messages_state_reason"), "intake_messages", ["state", "reason"])
    op.create_table(
        "intake_deliveries",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("message", _NUMBER, nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message"], ["intake_messages.number"], name=op.f("fk_intake_deliveries_message_intake_messages")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_intake_deliveries")),
    )
    op.create_index(op.f("ix_intake_deliveries_message"), "intake_deliveries", ["message"])
    op.create_index(
        op.f("ix_intake_deliveries_case_id_state_number"), "intake_deliveries", ["case_id", "state", "number"]
    )
    op.create_index(op.f("ix_intake_deliveries_state_next_try_at"), "intake_deliveries", ["state", "next_try_at"])
    op.create_table(
        "intake_numbers",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("message", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", "case_id", name=op.f("pk_intake_numbers")),
    )
    op.create_table(
        "intake_named",
        sa.Column("message", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message"], ["intake_messages.number"], name=op.f("fk_intake_named_message_intake_messages")
        ),
        sa.PrimaryKeyConstraint("message", "kind", "number", name=op.f("pk_intake_named")),
    )
    op.create_index(op.f("ix_intake_named_kind_number"), "intake_named", ["kind", "number"])
    op.create_table(
        "intake_looked",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("message", _NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message"], ["intake_messages.number"], name=op.f("fk_intake_looked_message_intake_messages")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_intake_looked")),
    )
    op.create_index(op.f("ix_intake_looked_message"), "intake_looked", ["message"])


def downgrade() -> None:
    for table in ("intake_looked", "intake_named", "intake_numbers", "intake_deliveries", "intake_messages"):
        op.drop_table(table)
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("merged_into")
