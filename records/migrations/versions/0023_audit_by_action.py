"""What was done, and how it ended, is found in the audit trail however long it is."""

from alembic import op

revision = "0023"
down_revision = "0022"

INDEXES = {name: f"ix_audit_entries_{name}_number" for name in ("action", "outcome")}


def upgrade() -> None:
    for name, index in INDEXES.items():
        op.create_index(op.f(index), "audit_entries", [name, "number"])


def downgrade() -> None:
    for index in INDEXES.values():
        op.drop_index(op.f(index), table_name="audit_entries")
