"""A team's work by clause: each clause of a duty says the team of its case, and is found by it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BY = ("team", "clause", "state", "due_order", "case_id", "duty_id")
INDEX = f"ix_duty_clauses_{'_'.join(BY)}"


def upgrade() -> None:
    op.add_column("duty_clauses", sa.Column("team", sa.String(), nullable=True))
    op.execute("UPDATE duty_clauses SET team = (SELECT c.team FROM cases c WHERE c.case_id = duty_clauses.case_id)")
    op.create_index(op.f(INDEX), "duty_clauses", list(BY))


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="duty_clauses")
    op.drop_column("duty_clauses", "team")
