"""A sentence as what it claims: its numbers, names and words in their order, without what carries no meaning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from postlab.sanitise import postable


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_QUOTES = str.maketrans(
    {**dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑–—−", "-")}
)
_TOKEN = re.compile(
    r"""
    (?P<number>(?<![\w.])-?\d+(?:[., \u00a0\u202f]\d{3})*(?:[.,:]\d+)*)
    | (?P<sign>[$£€¥%\#@+=<>/&])
    | (?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)
    """,
    re.VERBOSE,
)
_CONTRACTED = {"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "be not"}
_BE = _listed("be am is are was were been being")
_FREE = _listed("a an the that which who and also has have had do does did of in on at")
"""Words that may come and go without changing what is claimed."""

_COUNTED = (
    "zero one two three four five six seven eight nine ten",
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
)
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(" ".join(_COUNTED).split())}
_AMOUNTS = _listed(
    "thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion",
    "billions trillion half halves halved third thirds quarter quarters fifth fifths tenth tenths once twice thrice",
    "double doubled doubles triple tripled triples quadruple quadrupled dozen dozens percent percentage",
)

TURNING = _listed(
    # no
    "not no never none nobody nothing neither nor without hardly scarcely barely lack lacks cannot fail fails false",
    "myth wrong deny denies denied reject rejects rejected doubt doubts refute refutes refuted untrue contrary",
    # how much, and for how many
    "more less most least fewer few fewest many much little some any all every each both several only just even",
    "nearly almost about around roughly approximately over under above below up down top bottom majority minority",
    "higher lower highest lowest better worse best worst greater smaller bigger larger longer shorter faster slower",
    "increase increases increased increasing decrease decreases decreased decreasing rise rises rose risen rising",
    "fall falls fell fallen falling drop drops dropped grow grows grew grown shrink shrinks shrank gain gains lose",
    "loses lost win wins won than too enough",
    # how sure, and who says so
    "may might could would should can will shall must perhaps possibly probably possible potential potentially likely",
    "unlikely claim claims claimed say says said argue argues argued believe believes believed think thinks thought",
    "suggest suggests suggested hope hopes hoped fear fears feared expect expects expected predict predicts predicted",
    "forecast forecasts warn warns warned allege alleges alleged suppose supposed assume assumes assumed estimate",
    "estimates estimated according seem seems seemed appear appears appeared",
    # on which condition, and how often
    "if unless when whether until while although though but however except despite instead rather or always often",
    "sometimes rarely usually",
)
"""Words that turn a claim: a paraphrase must keep every one of its source, and add none."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign: how it compares, how it was written, and of which kind it is.

    Attributes:
        key: the same for the forms of one word.
        shown: as it stood in the text.
        kind: ``number``, ``sign``, ``name``, ``turning`` or ``word``.
    """

    key: str
    shown: str
    kind: str


def same_letters(text: str) -> str:
    """A text as it is compared word for word: plain, one kind of quote and dash, no capitals, no end of sentence.

    A question mark stays: what is asked is not claimed.
    """
    bare = unicodedata.normalize("NFKC", postable(text)).translate(_QUOTES).casefold()
    return " ".join(bare.strip(" \"'").rstrip(" .…").strip(" \"'").split())


def tokens(sentence: str) -> tuple[Token, ...]:
    """What a sentence says, in order, without articles and the like."""
    text = unicodedata.normalize("NFKC", postable(sentence)).translate(_QUOTES)
    text = re.sub(r"\bper ?cent\b", "%", text, flags=re.IGNORECASE)
    in_order: list[Token] = []
    for at, match in enumerate(_TOKEN.finditer(text)):
        shown = match.group()
        if match["number"]:
            in_order.append(Token(_number(shown), shown, "number"))
        elif match["sign"]:
            in_order.append(Token(shown, shown, "sign"))
        else:
            in_order += _words(shown, first=at == 0)
    return tuple(in_order)


def is_turning(token: Token) -> bool:
    """Whether a claim means something else without it."""
    return token.kind in {"turning", "sign"}


def _number(shown: str) -> str:
    """1,234 and 1 234 are the same number; 1.5 is not 15."""
    return re.sub(r"[, ](?=\d{3}(?!\d))", "", shown).rstrip(".,")


def _words(shown: str, *, first: bool) -> list[Token]:
    lower = shown.casefold()
    if lower in _CONTRACTED:
        parts = _CONTRACTED[lower].split()
    elif lower.endswith("n't"):
        parts = [lower[:-3], "not"]
    else:
        stem, _, ending = lower.partition("'")
        parts = [stem, *{"re": ["be"], "m": ["be"], "ll": ["will"], "d": ["would"]}.get(ending, [])]
    named = shown[:1].isupper() and (not first or (len(shown) > 1 and shown.isupper()))
    return [_word(part, shown, named=named) for part in parts if part and part not in _FREE]


def _word(lower: str, shown: str, *, named: bool) -> Token:
    if lower in _BE:
        return Token("be", shown, "turning")
    if lower in _NUMBER_WORDS:
        return Token(_NUMBER_WORDS[lower], shown, "number")
    if lower in _AMOUNTS:
        return Token(lower, shown, "number")
    if lower in TURNING:
        return Token(lower, shown, "turning")
    return Token(_stem(lower), shown, "name" if named else "word")


def _stem(word: str) -> str:
    """The word without the endings of number and tense; never two words of different meaning on purpose."""
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es", "s"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and not word.endswith(("ss", "us", "is")):
            return rest.removesuffix("e")
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
