"""Whose tokens count for nothing any more, up to a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "sign_ins_ended",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_ins_ended")),
    )


def downgrade() -> None:
    op.drop_table("sign_ins_ended")
