"""Indexes for the lists of work that two conditions narrow, and for the work of one case."""

from alembic import op

revision = "0012"
down_revision = "0011"

INDEXES = (
    ("team", "kind", "state", "due_order", "case_id", "duty_id"),
    ("kind", "stage", "state", "due_order", "case_id", "duty_id"),
    ("case_id", "state", "due_order", "duty_id"),
)


def upgrade() -> None:
    for columns in INDEXES:
        op.create_index(op.f(f"ix_duties_{'_'.join(columns)}"), "duties", list(columns))


def downgrade() -> None:
    for columns in INDEXES:
        op.drop_index(op.f(f"ix_duties_{'_'.join(columns)}"), table_name="duties")
