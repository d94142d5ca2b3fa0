"""Who may see what a row holds. What was recorded before is taken to be sensitive, since nobody marked it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = ("events", "duties", "decisions", "notices", "escalations")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("sensitivity", sa.String(), nullable=False, server_default="sensitive"))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "sensitivity")
