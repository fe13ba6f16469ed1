"""Text from elsewhere made plain: one line, single spaces, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
_FLAG_TAGS = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")


def plain(text: str) -> str:
    """The text on one line, without control, direction-changing and invisible characters.

    Joiners stay inside emoji and inside scripts that are written with them, and tags stay inside
    regional flags, because there they change what a reader sees.
    """
    flags = {at for flag in _FLAG_TAGS.finditer(text) for at in range(*flag.span())}
    shown = [character if at in flags else _shown(text, at, character) for at, character in enumerate(text)]
    return " ".join("".join(shown).split())


def _shown(text: str, at: int, character: str) -> str:
    """What is left of one character: itself, a space, or nothing."""
    if character in _JOINERS:
        return character if _joins(text[at - 1 : at], text[at + 1 : at + 2]) else ""
    category = unicodedata.category(character)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if category in {"Cf", "Cs"} or _noncharacter(character):
        return ""
    return character


def _joins(before: str, after: str) -> bool:
    """Whether a joiner stands between two characters that can be joined."""
    return all(side > "\u05ff" and unicodedata.category(side)[0] in "LMS" for side in (before, after))


def _noncharacter(character: str) -> bool:
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
