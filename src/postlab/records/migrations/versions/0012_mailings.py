"""Mailings to halves of a list: how many addresses each had; and the metrics saves and opens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward; nobody counted saves and opens before, and no older post is a mailing."""
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipients", sa.Integer(), nullable=True))
    for table in ("reading", "observed"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("saves", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("opens", sa.Integer(), nullable=True))


def downgrade() -> None:
    """One step back."""
    for table in ("observed", "reading"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("opens")
            batch_op.drop_column("saves")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("recipients")
