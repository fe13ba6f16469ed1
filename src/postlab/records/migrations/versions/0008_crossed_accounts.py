"""Which accounts of a round give each link the other framing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward; no account of an older round is crossed."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("crossed", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    # what old rows get is no default of new ones
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.alter_column("crossed", server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("crossed")
