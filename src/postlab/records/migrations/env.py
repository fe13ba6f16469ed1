"""Alembic's entry: runs the steps on the connection that `postlab.records.database` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString, SQLModel

from postlab.records import practice, reviews, tables  # noqa: F401 (declare the tables)
from postlab.records.columns import UtcDateTime


def _written(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How a column type is written in a new step: with the names that the template imports."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String({item.length or ''})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=_written,
)
with context.begin_transaction():
    context.run_migrations()
