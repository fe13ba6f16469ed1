"""Which wording the openings of a round take, by account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("openings", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    # what old rows get is no default of new ones
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.alter_column("openings", server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("openings")
