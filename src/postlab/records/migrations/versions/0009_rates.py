"""How often a post had been shown when its outcome was settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward; no older outcome is a rate."""
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome_views", sa.Float(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("outcome_views")
