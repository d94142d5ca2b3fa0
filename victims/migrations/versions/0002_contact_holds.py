"""Contacts of which nothing is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "contact_holds",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contact_holds")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.contact_id"], name=op.f("fk_contact_holds_contact_id_contacts")
        ),
    )
    op.create_index(op.f("ix_contacts_ended_on"), "contacts", ["ended_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_contacts_ended_on"), "contacts")
    op.drop_table("contact_holds")
