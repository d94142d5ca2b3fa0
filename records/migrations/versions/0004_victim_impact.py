"""What a decision on a licence means for the victim."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("decisions", sa.Column("victim_impact", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("decisions", "victim_impact")
