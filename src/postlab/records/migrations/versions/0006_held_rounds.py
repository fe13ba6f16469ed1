"""Rounds that a person gave up, what kept a post in, and posts that are not there any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from postlab.records.columns import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_up", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("given_up_seen", sa.Boolean(), nullable=True))
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("vanished_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("vanished_at")
        batch_op.drop_column("held")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("given_up_seen")
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("given_up")
