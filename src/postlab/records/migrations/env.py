"""Alembic's entry: runs the steps on the connection that `postlab.records.database` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from postlab.records import tables  # noqa: F401 (declares the tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
