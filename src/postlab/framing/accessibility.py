"""What the form of a post costs people who listen to it or read with difficulty; the sentences are data.

`accessibility.toml` has a note a line, each with the guidance that says so. It travels in the package and is read when
there is something to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import tomli

from postlab.framing.hashtags import run_together
from postlab.framing.notes import Note, NoteCode

MOST_EMOJI = 3
"""More in a post get a note."""

_BESIDE_THE_WORDS = re.compile(r"https?://\S+|(?<![\w&/])[#＃]\w+", re.IGNORECASE)
_GAP = "·"
_MAY_BE_EMOJI = re.compile(
    "[\u20e3\ufe0f\u231a-\u23ff\u25aa-\u27bf\u2934-\u2935\u2b05-\u2b55\u3030-\u3299\U0001f000-\U0001fbff]"
)
_EMOJI = r"(?V1)\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{RI}{2}|[0-9#*]\u20E3|[\u2600-\u27BF&&\p{Emoji}]"
_STYLED = re.compile("[\U0001d400-\U0001d7ff]{2,}")
_TAG = re.compile("[#＃]")
_CAPITAL = r"[^\W\d_a-z]"
_RUN = re.compile(rf"(?<!\w){_CAPITAL}+(?:[ '’-]{_CAPITAL}+)+(?!\w)")
"""Words without a small Latin letter; those with another small one are not in capitals either."""
_FEWEST_CAPITALS = 10


@dataclass(frozen=True, slots=True)
class Guidance:
    """A note on the form of a post, and who says so.

    Attributes:
        code: what it is about.
        sentence: with the words to fill in in braces, and without its full stop.
        source: who published it.
        address: where.
    """

    code: NoteCode
    sentence: str
    source: str
    address: str

    def note(self, **words: object) -> Note:
        """The note on one post."""
        return Note(self.code, f"{self.sentence.format(**words)} ({self.source}).")


def guidance() -> dict[str, Guidance]:
    """Every note there is on the form of a post, by its name."""
    return {
        name: Guidance(NoteCode(line["code"]), line["sentence"], line["source"], line["address"])
        for name, line in _file()["note"].items()
    }


def accessibility_notes(text: str, *, of_text: str = "") -> list[Note]:
    """What is to be said about the form of a post: its hash tags, emoji, capitals, and letters for their look.

    Args:
        text: of the post.
        of_text: words of its article and brief, of which its hash tags may be made.
    """
    words = _BESIDE_THE_WORDS.sub(_GAP, text)
    return [*_on_hashtags(text, of_text), *_on_emoji(words), *_on_capitals(words), *_on_styled_letters(words)]


@cache
def _file() -> dict[str, Any]:
    text = files("postlab.framing").joinpath("accessibility.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


def _on_hashtags(text: str, of_text: str) -> Iterator[Note]:
    if not _TAG.search(text):
        return
    for tag, better in run_together(text, known=_file()["hashtags"]["words"].split(), of_text=of_text):
        if better is None:
            yield guidance()["long_hashtag"].note(tag=tag)
        else:
            yield guidance()["hashtag"].note(tag=tag, better=better)


@dataclass(frozen=True, slots=True)
class _PlacedEmoji:
    """An emoji of a text: whether words stand before it in the text, before and behind it in its line."""

    emoji: str
    follows_words: bool
    begins_line: bool
    precedes_words: bool


def _on_emoji(words: str) -> Iterator[Note]:
    if not _MAY_BE_EMOJI.search(words):
        return
    emoji = list(_placed_emoji(words))
    if len(emoji) > MOST_EMOJI:
        yield guidance()["many_emoji"].note(count=len(emoji))
    bullets = [one for one in emoji if one.begins_line and one.precedes_words]
    if len(bullets) > 1:
        yield guidance()["emoji_as_bullets"].note()
        emoji = [one for one in emoji if one not in bullets]
    if within := next((one for one in emoji if one.follows_words and one.precedes_words), None):
        yield guidance()["emoji_in_the_middle"].note(emoji=within.emoji)


def _placed_emoji(words: str) -> Iterator[_PlacedEmoji]:
    import regex  # 30 ms that a text without emoji need not pay

    follows_words = False
    for line in words.splitlines():
        signs = [(sign, regex.match(_EMOJI, sign) is not None) for sign in regex.findall(r"\X", line)]
        of_words = [not is_emoji and sign[0].isalnum() for sign, is_emoji in signs]
        last = max((at for at, is_word in enumerate(of_words) if is_word), default=-1)
        begins_line = True
        for at, (sign, is_emoji) in enumerate(signs):
            if of_words[at]:
                follows_words, begins_line = True, False
            elif is_emoji:
                yield _PlacedEmoji(sign, follows_words, begins_line, at < last)


def _on_capitals(words: str) -> Iterator[Note]:
    for run in _RUN.findall(words):
        for in_capitals, group in groupby(run.split(" "), key=str.isupper):
            shouted = list(group)
            if in_capitals and len(shouted) > 1 and sum(map(len, shouted)) >= _FEWEST_CAPITALS:
                yield guidance()["capitals"].note(words=" ".join(shouted))
                return


def _on_styled_letters(words: str) -> Iterator[Note]:
    if run := _STYLED.search(words):
        yield guidance()["styled_letters"].note(words=run[0])
