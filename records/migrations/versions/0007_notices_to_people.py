"""Inboxes, digests and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("covering", sa.Boolean(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("person", "case_id", "notice_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_person_at_case_id_notice_id"), "inbox", ["person", "at", "case_id", "notice_id"])
    op.create_index("ix_inbox_unread", "inbox", ["person", "read_at", "at"])
    op.create_index(op.f("ix_inbox_waits_person"), "inbox", ["waits", "person"])
    op.create_table(
        "digests",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "day", name=op.f("pk_digests")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("notice_id", sa.String(), nullable=True),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.Column("grave", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_channel_due_at"), "deliveries", ["channel", "due_at"])
    op.create_index(op.f("ix_deliveries_state_made_at"), "deliveries", ["state", "made_at"])


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("digests")
    op.drop_table("inbox")
