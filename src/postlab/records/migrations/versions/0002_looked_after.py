"""Accounts that are looked after, posts that are looked at, spending."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from postlab.records.columns import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("micros", sa.Integer(), nullable=False),
        sa.Column("resources", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_spending_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending")),
        sa.UniqueConstraint("account_id", "day", "kind", name=op.f("uq_spending_account_id_day_kind")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counts_only", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("checked_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("expires_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("renews", sa.Boolean(), nullable=False, server_default=sa.false()))

    # what old rows get is no default of new ones
    with op.batch_alter_table("account", schema=None) as batch_op:
        for name in ("counts_only", "facts", "renews"):
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_url", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("short_made_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("look_due_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("looked_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("damage", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("live_card", sa.Boolean(), nullable=True))
        batch_op.create_index(batch_op.f("ix_post_look_due_at"), ["look_due_at"], unique=False)

    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.add_column(sa.Column("imported_as", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("others", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.create_unique_constraint(batch_op.f("uq_reading_imported_as"), ["imported_as"])
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.alter_column("others", server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_reading_imported_as"), type_="unique")
        batch_op.drop_column("others")
        batch_op.drop_column("imported_as")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_look_due_at"))
        batch_op.drop_column("live_card")
        batch_op.drop_column("damage")
        batch_op.drop_column("looked_at")
        batch_op.drop_column("look_due_at")
        batch_op.drop_column("short_made_at")
        batch_op.drop_column("short_url")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("renews")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("checked_at")
        batch_op.drop_column("facts")
        batch_op.drop_column("counts_only")

    op.drop_table("spending")
