"""The victim side's own audit trail: a table that the database lets nobody change or delete from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORDS = "the victim audit trail is only ever added to"
_ON_POSTGRESQL = f"""
CREATE FUNCTION victim_audit_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_WORDS}'; END $$
"""


def upgrade() -> None:
    op.create_table(
        "victim_audit",
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
        sa.PrimaryKeyConstraint("number", name=op.f("pk_victim_audit")),
        sa.UniqueConstraint("previous"),
    )
    op.create_index(op.f("ix_victim_audit_case_id_number"), "victim_audit", ["case_id", "number"])
    op.create_index(op.f("ix_victim_audit_who_number"), "victim_audit", ["who", "number"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_ON_POSTGRESQL)
        for when in ("UPDATE OR DELETE", "TRUNCATE"):
            name = f"victim_audit_no_{when.split()[0].lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON victim_audit FOR EACH STATEMENT EXECUTE FUNCTION "
                "victim_audit_stay()"
            )
        return
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER victim_audit_no_{what.lower()} BEFORE {what} ON victim_audit "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        )


def downgrade() -> None:
    op.drop_table("victim_audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION victim_audit_stay()")
