"""Whether words that a language model suggests for a block may be offered at all: too long, marked up, or claiming.

It only refuses. What is left is shown to a person, who decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.english import capital
from postlab.framing.claim_tokens import same_letters, tokens
from postlab.framing.claims import LONGEST_EVIDENCE, grounds
from postlab.framing.sentences import sentences
from postlab.sanitise import postable


def _phrases(*lines: str) -> re.Pattern[str]:
    """A pattern for any of some phrases, parted by commas; each may be a pattern itself."""
    phrases = [phrase.strip() for line in lines for phrase in line.split(", ") if phrase.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


LONGEST = {"moment": 80, "question": 200, "evidence": LONGEST_EVIDENCE, "call to action": 120, "hashtags": 100}
"""How long the words of a block may be, in characters."""

MOST_SENTENCES = {"moment": 1, "question": 2, "evidence": 2, "call to action": 1}
MOST_TAGS = 5
_LONGEST_TAG = 30

_ADDRESS = re.compile(
    r"://|\bwww\.|\b[a-z0-9-]+\.(?:com|org|net|edu|gov|io|info|au|uk|de|fr|eu|nz|ly|example)\b", re.IGNORECASE
)
_MENTION = re.compile(r"[@＠]")
_MARKUP = re.compile(r"[<>`*_~|{}\\^\[\]]|&\w+;|&#|(?:^|\s)#{1,6}\s|^\s*(?:[-–•>]|\d+[.)])\s")
_ABOUT_ITSELF = _phrases(
    r"as an? (?:ai|assistant|language model), system prompt, i cannot, i can't, i am unable, i'm sorry, option \d",
    r"(?:ignore|disregard|forget) (?:\w+ ){0,4}(?:above|previous|prior|instructions?|rules), article sentences?, json",
    r"here (?:is|are) (?:\w+ )?(?:questions?|texts?|suggestions?|alternatives?|options?|moments?|blocks?)",
    r"sure:? here",
)
_RESEARCH = _phrases(
    r"research(?:ers?)?, surveys?, statistics, experts?, scientists?, scientific(?:ally)?, proven, according to",
    r"(?:stud(?:y|ies)|data|evidence|figures) (?:shows?|finds?|found|says?|suggests?|proves?), (?:shows?|found) that",
    r"did you know, it(?:'s| is) a fact, facts? (?:is|are)",
)
_PROMISE = _phrases(
    r"guarantee[ds]?, guaranteeing, promise[ds]?, assured?, ensures?, certain to, sure to, bound to, definitely",
    r"certainly, risk[- ]free, free, no risk, never, always, everyone, everybody, nobody, no one, all you need",
    r"the only, instant(?:ly)?, overnight, secrets?, miracle, dream job, land (?:a|the|your), proof, proves?",
    r"will (?:get|earn|find|have|make|change|help|be|pay|win), majority, number one",
    r"the (?:best|worst|highest|lowest|fastest|biggest), most (?:people|students|graduates|parents|employers)",
)
_PRESSURE = _phrases(
    r"hurry, last chance, don't miss, do not miss, now or never, before it's too late, act now, only \w+ left",
    r"share this, like and share, tag (?:a|your), retweet, repost, comment below, follow (?:us|me)",
)
_DATED = _phrases(
    r"today, tonight, tomorrow, yesterday, (?:days?|weeks?|hours?) (?:left|to go|away|ago)",
    r"(?:this|next|last|coming) (?:morning|afternoon|evening|week(?:end)?|month|year|term)",
    r"(?:this|next|last|coming) (?:mon|tues|wednes|thurs|fri|satur|sun)day",
)
_TAG = re.compile(r"#\w+")


@dataclass(frozen=True, slots=True)
class Suggested:
    """Words for a block, made plain, and what the checks say.

    Attributes:
        kind: of the block.
        text: on one line, as it would be kept.
        sources: for the evidence, the sentences of the article that say it.
        refused: why it is not offered, a sentence; empty where it is.
    """

    kind: str
    text: str
    sources: tuple[str, ...] = ()
    refused: str = ""


def checked(
    kind: str, text: str, article: Sequence[str], *, known: Sequence[str] = (), english: bool = True
) -> Suggested:
    """Words for a block after every check that needs no person.

    Args:
        kind: of the block; no link.
        text: as the model wrote it.
        article: the article's sentences, its title among them.
        known: what else is known to be true: the brief's own words for the moment, its day.
        english: whether the words are to be in English.
    """
    shown = _unquoted(postable(text))
    sources: tuple[str, ...] = ()
    refused = _form(kind, shown)
    if not refused and kind == "evidence":
        basis = grounds(shown, article, english=english)
        sources, refused = basis.sources, basis.refused
    elif not refused and kind != "hashtags":
        refused = _claims(shown, article, known, english=english)
    return Suggested(kind, shown, sources, f"{capital(refused)}." if refused else "")


def _unquoted(text: str) -> str:
    """Without the quotes that models put around a whole text."""
    for left, right in (('"', '"'), ("“", "”"), ("'", "'")):
        if len(text) > 2 and text.startswith(left) and text.endswith(right) and left not in text[1:-1]:
            return text[1:-1].strip()
    return text


def _form(kind: str, text: str) -> str:
    """What is wrong with it whatever it says."""
    if not any(letter.isalpha() for letter in text):
        return "it says nothing"
    if len(text) > LONGEST[kind]:
        return f"it is {len(text)} characters long; for the {kind} {LONGEST[kind]} are enough"
    return _form_of_tags(text) if kind == "hashtags" else _form_of_prose(kind, text)


def _form_of_prose(kind: str, text: str) -> str:
    several = len(sentences(text))
    if several > MOST_SENTENCES[kind]:
        return f"it is {several} sentences long; the {kind} takes {MOST_SENTENCES[kind]}"
    for pattern, what in (
        (_ADDRESS, "it holds an address; the post's own link stands in the text once"),
        (_MENTION, "it mentions somebody, who would be notified"),
        (_MARKUP, "it holds markup, which networks show as it is"),
        (_ABOUT_ITSELF, "it speaks of itself or its instructions, not to your audience"),
    ):
        if pattern.search(text):
            return what
    if kind != "evidence" and "#" in text:
        return "it holds a hashtag; those are a block of their own"
    return ""


def _form_of_tags(text: str) -> str:
    tags = text.split()
    odd = next((tag for tag in tags if not _TAG.fullmatch(tag) or not any(c.isalpha() for c in tag)), None)
    if odd is not None:
        return f"“{odd}” is no hashtag"
    if len(tags) > MOST_TAGS:
        return f"it has {len(tags)} hashtags; more than {MOST_TAGS} read as noise"
    long = next((tag for tag in tags if len(tag) > _LONGEST_TAG), None)
    return f"“{long}” is too long to be read" if long else ""


def _claims(text: str, article: Sequence[str], known: Sequence[str], *, english: bool) -> str:
    """What it claims, promises or presses for that does not stand in the article or the brief."""
    numbers = {token.key for sentence in (*article, *known) for token in tokens(sentence) if token.kind == "number"}
    number = next((t for t in tokens(text) if t.kind == "number" and t.key not in numbers and t.key != "1"), None)
    if number is not None:
        return f"the number “{number.shown}” does not stand in the article"
    for sentence in sentences(text):
        claim = _RESEARCH.search(same_letters(sentence))
        if claim and grounds(sentence, article, english=english).refused:
            return f"“{claim.group()}” claims something; a claim must stand in the article"
    sources = " ".join(same_letters(sentence) for sentence in (*article, *known))
    for pattern, what in (
        (_PROMISE, "“{}” promises more than the article says"),
        (_PRESSURE, "“{}” presses people"),
        (_DATED, "“{}” will be wrong on the day it goes out; PostLab counts the days itself"),
    ):
        for words in pattern.finditer(same_letters(text)):
            if not re.search(rf"(?<!\w){re.escape(words.group())}(?!\w)", sources):
                return what.format(words.group())
    return ""
