"""Answers kept under their Idempotency-Key, and restricted cases."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_claimed_at"), "answers", ["claimed_at"])
    op.create_table(
        "restrictions",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("allowed", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_restrictions")),
    )


def downgrade() -> None:
    op.drop_table("restrictions")
    op.drop_index(op.f("ix_answers_claimed_at"), table_name="answers")
    op.drop_table("answers")
