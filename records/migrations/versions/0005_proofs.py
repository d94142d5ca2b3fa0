"""The daily proofs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "proofs",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_proofs")),
    )
    op.create_index(op.f("ix_proofs_at"), "proofs", ["at"])
    op.create_table(
        "proof_findings",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run", "case_id", name=op.f("pk_proof_findings")),
    )


def downgrade() -> None:
    op.drop_table("proof_findings")
    op.drop_table("proofs")
