"""How long a text is as X counts it: a link at one price, an emoji as two, every other character by its script.

Source: twitter-text, configuration version 3 (https://developer.x.com/en/docs/counting-characters); its conformance
suite says what is right.
"""

from __future__ import annotations

import re
import unicodedata

from postlab.framing.autolinks import links_on_x

LINK_LENGTH = 23

_COUNTS_TWO = re.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")
_MAKES_ONE_EMOJI = re.compile(r"[\u200D\uFE0F\u20E3\U0001F1E6-\U0001F1FF\U0001F3FB-\U0001F3FF\U000E007F]")
_EMOJI_OF_ONE = "😀"


def weighted_length(text: str) -> int:
    """How many of X's characters a text has; a post may have 280."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return weight(with_single_emoji(with_short_links(text)))


def weight(text: str) -> int:
    """How many a text counts whose characters all count by themselves: one in Latin and near it, two elsewhere."""
    return len(text) + len(_COUNTS_TWO.findall(text))


def with_single_emoji(text: str) -> str:
    """The text with one character for every emoji that several make: a family, a flag, a key, a tone of skin.

    What is joined is taken for one emoji, whether fonts have it or not, so that new ones need no table.
    """
    if not _MAKES_ONE_EMOJI.search(text):
        return text
    import regex  # 30 ms that a text without them need not pay

    toned = r"\p{Emoji_Modifier_Base}\p{Emoji_Modifier}"
    # where a character is an emoji without U+FE0F, X counts that by itself
    asked_for = r"(?!\p{Emoji_Presentation})\p{Extended_Pictographic}\uFE0F"
    part = rf"(?:{toned}|{asked_for}|\p{{Extended_Pictographic}})"
    nation = r"\U0001F3F4\U000E0067\U000E0062[\U000E0061-\U000E007A]{3}\U000E007F"
    flag = rf"\p{{Regional_Indicator}}{{2}}|{nation}"
    return regex.sub(
        rf"[0-9#*]\uFE0F?\u20E3|{flag}|{part}(?:\u200D{part}){{1,3}}|{toned}|{asked_for}", _EMOJI_OF_ONE, text
    )


def with_short_links(text: str) -> str:
    """The text with as many letters as X counts for a link in the place of each."""
    pieces, at = [], 0
    for start, end in links_on_x(text):
        pieces += [text[at:start], "x" * LINK_LENGTH]
        at = end
    return "".join([*pieces, text[at:]])
