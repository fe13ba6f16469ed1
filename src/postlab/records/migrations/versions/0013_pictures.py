"""Pictures beside texts, and posts without the preview of their link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward; no older post has a picture, and the preview of its link went along with each."""
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("picture", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("card", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.alter_column("card", server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("card")
        batch_op.drop_column("picture")
