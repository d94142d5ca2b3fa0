"""How far each run that takes over a caseload has come."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "adoptions",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows", "adopted", "already", "left_out", "problems", "opened", "late")
        ),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_adoptions")),
    )
    op.create_index(op.f("ix_adoptions_began_at"), "adoptions", ["began_at"])


def downgrade() -> None:
    op.drop_table("adoptions")
