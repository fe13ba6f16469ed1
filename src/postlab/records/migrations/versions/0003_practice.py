"""Pauses, moments, a pool of links, followers, posts of before, first replies, answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from postlab.records.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "moment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("lasts", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_as", sa.String(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moment")),
        sa.UniqueConstraint("imported_as", name=op.f("uq_moment_imported_as")),
    )
    op.create_table(
        "observed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("imported_as", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=True),
        sa.Column("comments", sa.Integer(), nullable=True),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("clicks", sa.Integer(), nullable=True),
        sa.Column("impressions", sa.Integer(), nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observed")),
        sa.UniqueConstraint("imported_as", name=op.f("uq_observed_imported_as")),
    )
    with op.batch_alter_table("observed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observed_posted_at"), ["posted_at"], unique=False)

    op.create_table(
        "poollink",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("given_as", sa.String(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=True),
        sa.Column("unread", sa.String(), nullable=True),
        sa.Column("article", sa.JSON(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poollink")),
        sa.UniqueConstraint("url", name=op.f("uq_poollink_url")),
    )
    op.create_table(
        "following",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_following_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_following")),
        sa.UniqueConstraint("account_id", "day", name=op.f("uq_following_account_id_day")),
    )
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("guardrail", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["experiment_id"], ["experiment.id"], name=op.f("fk_pause_experiment_id_experiment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_experiment_id"), ["experiment_id"], unique=False)

    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("stopped_because", sa.String(), nullable=True))

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("written_by", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.create_index(batch_op.f("ix_link_url"), ["url"], unique=False)

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reply_to_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("written_by", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.drop_constraint(batch_op.f("uq_post_round_id_variant_account_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_post_reply_to_id"), ["reply_to_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_post_round_id_variant_account_id_part"), ["round_id", "variant", "account_id", "part"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_post_reply_to_id_post"), "post", ["reply_to_id"], ["id"])

    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answers", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moment", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("moment_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("interrupted", sa.String(), nullable=True))

    # what old rows get is no default of new ones
    for table, columns in (("link", ["written_by"]), ("post", ["part", "written_by"]), ("reflection", ["answers"])):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("interrupted")
        batch_op.drop_column("moment_days")
        batch_op.drop_column("moment")

    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.drop_column("answers")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_reply_to_id_post"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_post_round_id_variant_account_id_part"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_post_reply_to_id"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_post_round_id_variant_account_id"), ["round_id", "variant", "account_id"]
        )
        batch_op.drop_column("written_by")
        batch_op.drop_column("reply_to_id")
        batch_op.drop_column("part")

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_url"))
        batch_op.drop_column("written_by")

    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.drop_column("stopped_because")
        batch_op.drop_column("paused_at")

    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pause_experiment_id"))

    op.drop_table("pause")
    op.drop_table("following")
    op.drop_table("poollink")
    with op.batch_alter_table("observed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observed_posted_at"))

    op.drop_table("observed")
    op.drop_table("moment")
