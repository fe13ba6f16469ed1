"""How many rounds a plan had when each of its rounds was drawn; empty where the first engine judges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("planned", sa.Integer(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("planned")
