"""The audit trail: a table that the database lets nobody change or delete from."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORDS = "the audit trail is only ever added to"
_ON_POSTGRESQL = f"""
CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_WORDS}'; END $$
"""


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("capacities", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("asked", sa.String(), nullable=True),
        sa.Column("shown", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("correlation_id", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("previous"),
    )
    op.create_index(op.f("ix_audit_entries_case_id_number"), "audit_entries", ["case_id", "number"])
    op.create_index(op.f("ix_audit_entries_who_number"), "audit_entries", ["who", "number"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_ON_POSTGRESQL)
        for when in ("UPDATE OR DELETE", "TRUNCATE"):
            name = f"audit_entries_no_{when.split()[0].lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION "
                "audit_entries_stay()"
            )
        return
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entries_no_{what.lower()} BEFORE {what} ON audit_entries "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        )


def downgrade() -> None:
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_stay()")
