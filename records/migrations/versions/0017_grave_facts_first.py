"""Which cases a grave fact waits for is found by what it is, however long the backlog."""

from alembic import op

revision = "0017"
down_revision = "0016"

INDEX = "ix_intake_deliveries_state_type"


def upgrade() -> None:
    op.create_index(op.f(INDEX), "intake_deliveries", ["state", "type"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="intake_deliveries")
