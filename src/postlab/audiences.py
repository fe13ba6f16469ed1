"""The audiences that have words of their own in PostLab."""

from __future__ import annotations

AUDIENCES = ("students", "clients", "parents", "employers", "education providers", "colleagues")
"""The audiences that have wording of their own; one of somebody's own gets general wording."""
