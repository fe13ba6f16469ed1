"""What each block of a recipe has to say, before it is put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from postlab.framing.article import Article
from postlab.framing.blocks import LINK, REPLY, Recipe, way_of
from postlab.framing.brief import Brief
from postlab.framing.hashtags import tagged
from postlab.framing.moments import MomentWords, moment_words
from postlab.framing.notes import Note, NoteCode
from postlab.framing.sentences import capitalised, closed, is_closed, sentences
from postlab.framing.words import wording_for
from postlab.framing.words.moments import kinds_of_moment
from postlab.sanitise import postable

NEUTRAL = ("Worth a look:", "One to read:")
"""What leads in to a link when there is no title, or none is wanted."""

REPLY_LEAD_INS = ("Here is the article:", "The whole article:", "You can read it here:")
"""What leads in to a link in the first reply."""

SEE_REPLY = ("One to read: the link is in the first reply.", "See the first reply.")
"""What a post says that has nothing to say but its link, where that stands in the first reply; shortest last."""

_SUMMARY_QUOTED = Note(NoteCode.SUMMARY_QUOTED, "The article gave no evidence: quoted its own summary instead.")
_NO_EVIDENCE = Note(
    NoteCode.NO_EVIDENCE, "Left out the evidence: the article gave none. You can give a sentence by hand."
)
_LONG_AGO_DAYS = 60
_PITCH = re.compile(
    r"(?:read|find out|discover|learn|click|sign up|subscribe|download|visit|browse|get|join|see|check"
    r"|explore|watch|listen|this (?:article|page|site|website|guide)|welcome)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The material of one draft.

    Attributes:
        blocks: the kinds that have something to say, in the recipe's order.
        link: the address as it will stand in the text.
        moment: the moment in words.
        texts: the words of question, call to action and hashtags.
        evidence: sentences that may be quoted, best first.
        lead_ins: what may lead in to the link, best first; the last is always empty, but for a link in the
            first reply that nothing else leads to: then the text consists of these words.
        reply: what leads in to the link in the first reply, best first; empty where it stands in the text.
        notes: what is missing, and why.
    """

    blocks: tuple[str, ...]
    link: str
    moment: MomentWords | None = None
    texts: dict[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ("",)
    reply: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def gather(article: Article, recipe: Recipe, brief: Brief, *, link: str, today: date) -> Pieces:
    """Find the words of every block: the recipe's own, else the brief's, else the templates'."""
    wordings = {kind: recipe.wording.get(kind) or brief.wording.get(kind, "") for kind in recipe.blocks}
    ways = {kind: way_of(text) or 1 for kind, text in wordings.items()}
    by_hand = {kind: _without(link, text) for kind, text in wordings.items() if text and way_of(text) is None}
    where = "stands in the first reply" if recipe.link_in_reply else "stands in the text once"
    notes = [
        Note(NoteCode.LINK_TAKEN_OUT, f"Took the link out of the {kind}: it {where}.")
        for kind in by_hand
        if link in wordings[kind]
    ]
    # A question is about the brief's moment even where the text does not name it.
    words = by_hand.get("moment") or brief.wording.get("moment") or brief.moment
    if words and way_of(words) is not None:
        words = brief.moment
    words = _without(link, words or "")
    moment = (
        moment_words(words, brief.moment_on, today=today, lasts=brief.moment_lasts, way=ways.get("moment", 1))
        if words
        else None
    )
    notes += _notes_on_the_moment(recipe, moment, brief.moment_on, today)
    texts: dict[str, str] = {
        kind: by_hand.get(kind) or _template(kind, brief.audience, moment, ways[kind])
        for kind in ("question", "call to action", "hashtags")
        if kind in recipe.blocks
    }
    if "hashtags" in texts:
        texts["hashtags"] = tagged(texts["hashtags"])
    evidence: tuple[str, ...] = ()
    if "evidence" in recipe.blocks:
        evidence, remark = _evidence(article, by_hand.get("evidence", ""), link=link, way=ways["evidence"])
        notes += remark
    if article.language and not article.language.lower().startswith("en"):
        language = f"The article is in “{article.language}”; the wording around it is English."
        notes.append(Note(NoteCode.OTHER_LANGUAGE, language))
    has = {"moment": moment is not None, "evidence": bool(evidence), LINK: True, REPLY: True}
    blocks = tuple(kind for kind in recipe.blocks if has.get(kind, bool(texts.get(kind))))
    return Pieces(
        blocks=blocks,
        link=link,
        moment=moment,
        texts=texts,
        evidence=evidence,
        lead_ins=_lead_ins(article, by_hand.get(LINK, ""), link=link, way=ways[LINK], alone=len(blocks) == 1)
        if LINK in blocks
        else _instead(article, link=link, alone=len(blocks) == 1),
        reply=_reply(by_hand.get(REPLY, ""), way=ways[REPLY]) if REPLY in blocks else (),
        notes=tuple(notes),
    )


def _template(kind: str, audience: str, moment: MomentWords | None, way: int) -> str:
    wording = wording_for(audience)
    named = moment.kind if moment else None
    at = (way - 1) % 3
    if kind == "question":
        return wording.questions(named, over=moment.over if moment else False)[at]
    if kind == "call to action":
        return wording.calls[at]
    tag = next((known.hashtag for known in kinds_of_moment() if known.name == named), "")
    return f"{tag} {wording.hashtags[at]}".strip()


def _evidence(article: Article, by_hand: str, *, link: str, way: int) -> tuple[tuple[str, ...], list[Note]]:
    """The sentences that may be quoted, and what there is to say about them."""
    if by_hand:
        return (closed(capitalised(by_hand)),), []
    quotable = [postable(evidence.sentence) for evidence in article.evidence]
    whole = [closed(sentence) for sentence in quotable if sentence and link not in sentence]
    if whole:
        turn = (way - 1) % len(whole)
        return tuple(whole[turn:] + whole[:turn]), []
    summary = [
        sentence
        for sentence in sentences(postable(article.description or ""))
        if _states(sentence) and link not in sentence
    ]
    if summary:
        return tuple(summary), [_SUMMARY_QUOTED]
    return (), [_NO_EVIDENCE]


def _states(sentence: str) -> bool:
    """Whether a sentence of a page's summary is whole, and tells something rather than selling it."""
    ends = is_closed(sentence) and not re.search(r"(?:…|\.\.\.|\?|？)\W*$", sentence)
    return ends and len(sentence) >= 25 and not _PITCH.match(sentence)


def _lead_ins(article: Article, by_hand: str, *, link: str, way: int, alone: bool) -> tuple[str, ...]:
    if by_hand:
        return (by_hand, "")
    if not alone:
        return ("",)
    title = postable(article.title)
    if way > 1 or not title or link in title or "://" in title:
        return (NEUTRAL[(way - 2) % len(NEUTRAL) if way > 1 else 0], "")
    return (title, NEUTRAL[0], "")


def _instead(article: Article, *, link: str, alone: bool) -> tuple[str, ...]:
    """What a text says in the place of a link that stands in the first reply."""
    if not alone:
        return ("",)
    title = postable(article.title)
    usable = bool(title) and link not in title and "://" not in title
    return (title, *SEE_REPLY) if usable else SEE_REPLY


def _reply(by_hand: str, *, way: int) -> tuple[str, ...]:
    return (by_hand or REPLY_LEAD_INS[(way - 1) % len(REPLY_LEAD_INS)], "")


def _notes_on_the_moment(recipe: Recipe, moment: MomentWords | None, on: date | None, today: date) -> list[Note]:
    if "moment" not in recipe.blocks:
        return []
    if moment is None:
        return [Note(NoteCode.NO_MOMENT, "Left out the moment: the brief names none.")]
    if on is not None and (today - on).days > _LONG_AGO_DAYS:
        long_ago = f"The moment was {(today - on).days} days ago: does the brief still hold?"
        return [Note(NoteCode.MOMENT_LONG_AGO, long_ago)]
    return []


def _without(link: str, text: str) -> str:
    """The text on one line, without the link."""
    bare = postable(text)
    while link in bare:
        bare = postable(bare.replace(link, " "))
    return bare
