"""Cases are found by prison number."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index(op.f("ix_cases_prison_number"), "cases", ["prison_number"])


def downgrade() -> None:
    op.drop_index(op.f("ix_cases_prison_number"), "cases")
