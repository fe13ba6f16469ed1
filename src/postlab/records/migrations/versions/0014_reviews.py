"""Reviews: files that are handed out, and what was said of each post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from postlab.records.columns import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "review_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiment.id"], name=op.f("fk_review_file_experiment_id_experiment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_file")),
        sa.UniqueConstraint("code", name=op.f("uq_review_file_code")),
    )
    op.create_index(op.f("ix_review_file_experiment_id"), "review_file", ["experiment_id"])
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["experiment_id"], ["experiment.id"], name=op.f("fk_review_experiment_id_experiment")),
        sa.ForeignKeyConstraint(["file_id"], ["review_file.id"], name=op.f("fk_review_file_id_review_file")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_review_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("seal", "post_id", name=op.f("uq_review_seal_post_id")),
    )
    op.create_index(op.f("ix_review_experiment_id"), "review", ["experiment_id"])
    op.create_index("ix_review_post_id_said_at", "review", ["post_id", "said_at"])


def downgrade() -> None:
    """One step back."""
    op.drop_table("review")
    op.drop_table("review_file")
