"""Experiments that are put aside, and the tag of an experiment's links, which outlives its name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from postlab.records.columns import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward; no older experiment is put aside, and the tag of each is its name."""
    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archived_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("campaign", sa.String(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.drop_column("campaign")
        batch_op.drop_column("archived_at")
