"""How many open cases follow each policy version is counted without looking at the cases."""

from alembic import op

revision = "0020"
down_revision = "0019"

INDEX = "ix_cases_closed_on_rehearsal_policy_version"


def upgrade() -> None:
    op.create_index(op.f(INDEX), "cases", ["closed_on", "rehearsal", "policy_version"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="cases")
