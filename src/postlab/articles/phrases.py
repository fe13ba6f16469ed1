"""Lists of phrases, written as lists, as one pattern."""

from __future__ import annotations

import re


def listed(phrases: str, *, before: str = r"\b", after: str = r"\b", exact_case: bool = False) -> re.Pattern[str]:
    """A pattern for any of the phrases, each itself a pattern, which a comma and a space (or line) part.

    Args:
        phrases: the list.
        before: what stands before each.
        after: what stands after each.
        exact_case: whether capitals matter.
    """
    every = "|".join(phrase for phrase in re.split(r",\s+", phrases.strip().rstrip(",")) if phrase)
    return re.compile(f"{before}(?:{every}){after}", 0 if exact_case else re.IGNORECASE)
