"""The ways to mark somebody else's words in a post."""

from __future__ import annotations

MARKS, SOURCE_BEFORE, SOURCE_AFTER = "marks", "source before", "source after"
QUOTES = (MARKS, SOURCE_BEFORE, SOURCE_AFTER)
"""“…”; The Guardian: …; … (The Guardian)."""

USUAL_QUOTES = MARKS
