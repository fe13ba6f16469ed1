"""An article, a recipe and a brief made into a text that fits."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from postlab.english import plural
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.blocks import LINK, REPLY, Recipe, TextBlock
from postlab.framing.brief import Brief
from postlab.framing.lengths import Length, LengthRule
from postlab.framing.mentions import MentionRule, unmentioned
from postlab.framing.notes import Note, NoteCode
from postlab.framing.pieces import SEE_REPLY, Pieces, gather
from postlab.framing.post_notes import post_notes, words_of
from postlab.framing.shortening import Version, evidence_to_try, versions
from postlab.framing.writers import writers
from postlab.framing.writing import reply_of, text_of, written

# No emoji that counts as one character is written with more code points than this.
_CERTAINLY_TOO_LONG = 12
_LONGEST_LINK = 8192

_NOTHING_FITS = Note(NoteCode.NOTHING_FITS, "Left out everything but the link: nothing else fits.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it would be posted.

    Attributes:
        variant: the name of its recipe.
        text: the whole text; its link included, unless that stands in the first reply.
        blocks: its blocks as they ended up in the text; a link in the first reply leaves an empty one.
        length: how long it is, in the unit of the rule.
        limit: how long it may be.
        notes: what was left out, shortened or missing.
        reply: the first reply, which carries the link; None where the text does.
        written_by: by kind of block, the language model that wrote its words; the others are not in it.
    """

    variant: str
    text: str
    blocks: tuple[TextBlock, ...]
    length: int
    limit: int
    notes: tuple[Note, ...] = ()
    reply: str | None = None
    written_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that would be posted: the text, and the first reply where there is one."""
        return (self.text,) if self.reply is None else (self.text, self.reply)


def compose(
    article: Article,
    recipe: Recipe,
    brief: Brief,
    *,
    rule: LengthRule,
    mentions: MentionRule | None = None,
    url: str | None = None,
    today: date,
) -> Draft:
    """The text of a link in a recipe's framing.

    Args:
        article: what the link leads to; its evidence is quoted word for word.
        recipe: which blocks, in which order.
        brief: audience and moment, and words given by hand.
        rule: how long it may be.
        mentions: what its network takes for a mention; the article's own words then mention nobody.
        url: the link as it shall stand in the text, else the article's own; on a network that keeps the
            address behind the words, what `postlab.framing.tracking.readable_link` makes of it.
        today: the day on which the text will be read, in the audience's zone.

    Raises:
        InputError: the link cannot stand in a text, or does not fit by itself.
    """
    link = _whole_link(url or article.url, rule)
    article, taken_off = unmentioned(article, mentions)
    pieces = gather(article, recipe, brief, link=link, today=today)
    blocks, remarks = _fitting(pieces, rule)
    text = text_of(blocks)
    measured = rule.measure(text)
    reply, more = _reply(pieces, rule)
    texts = (text,) if reply is None else (text, reply)
    about = post_notes(texts, mentions=mentions, taken_off=taken_off, of_text=words_of(article, brief))
    notes = (*pieces.notes, *remarks, *more, *about)
    return Draft(recipe.name, text, blocks, measured.used, measured.limit, notes, reply, writers(blocks, recipe, brief))


def _reply(pieces: Pieces, rule: LengthRule) -> tuple[str | None, list[Note]]:
    """The first reply, where the link stands in one, and what was given up for it."""
    if not pieces.reply:
        return None, []
    whole = reply_of(pieces.reply[0], pieces.link)
    measured = _measured(whole, rule)
    if measured.fits:
        return whole, []
    return pieces.link, [_shortened("Left out the words before the link in the first reply", measured, rule)]


def _fitting(pieces: Pieces, rule: LengthRule) -> tuple[tuple[TextBlock, ...], list[Note]]:
    """The first version that fits, and what was given up for it."""
    options = evidence_to_try(pieces, rule.limit)
    too_long: dict[tuple[str, ...], Length] = {}
    for version in versions(pieces, rule.limit):
        over: Length | None = None
        for evidence in options if "evidence" in version.blocks else options[:1]:
            blocks = written(pieces, version, evidence)
            measured = _measured(text_of(blocks), rule)
            if measured.fits:
                return blocks, [
                    *_remarks(version, too_long, rule),
                    *_remarks_on_evidence(pieces, version, evidence, rule),
                ]
            over = measured if over is None or measured.used < over.used else over
        if over is not None:
            too_long[version.given_up] = over
    return _last_resort(pieces, rule)


def _last_resort(pieces: Pieces, rule: LengthRule) -> tuple[tuple[TextBlock, ...], list[Note]]:
    """One block of prose cut between words, and the link; or the link alone."""
    full = Version(pieces.blocks, "", pieces.texts.get("question", ""))
    keep = next((kind for kind in ("evidence", "question", "moment", "call to action") if kind in full.blocks), None)
    bare = (TextBlock(REPLY, SEE_REPLY[-1]),) if pieces.reply else (TextBlock(LINK, pieces.link),)
    if keep is None:
        return bare, [_NOTHING_FITS]
    beside = (TextBlock(REPLY, ""),) if pieces.reply else bare
    only = Version((keep, beside[0].kind), "", full.question)
    shortest = min(evidence_to_try(pieces, rule.limit), key=len)
    words = written(pieces, only, shortest)[0].text.split(" ")

    def cut(count: int) -> tuple[TextBlock, ...]:
        start = " ".join(words[:count]).rstrip(" ,;:–—-.!?…")
        return (TextBlock(keep, f"{start}…" if start else ""), *beside)

    count = bisect_left(range(1, len(words)), x=True, key=lambda count: not _measured(text_of(cut(count)), rule).fits)
    if count == 0 or not cut(count)[0].text or not _measured(text_of(cut(count)), rule).fits:
        return bare, [_NOTHING_FITS]
    within = f"Cut the {keep} within a sentence: it alone is too long for {rule.limit} {rule.unit}."
    return _as_ordered(cut(count), pieces), [Note(NoteCode.TOO_LONG, within)]


def _as_ordered(blocks: tuple[TextBlock, ...], pieces: Pieces) -> tuple[TextBlock, ...]:
    return tuple(sorted(blocks, key=lambda block: pieces.blocks.index(block.kind)))


def _remarks(version: Version, too_long: Mapping[tuple[str, ...], Length], rule: LengthRule) -> list[Note]:
    """What was given up, each with the excess that made it necessary."""
    return [_shortened(given_up, too_long[version.given_up[:at]], rule) for at, given_up in enumerate(version.given_up)]


def _remarks_on_evidence(pieces: Pieces, version: Version, evidence: str, rule: LengthRule) -> list[Note]:
    if "evidence" not in version.blocks or evidence == pieces.evidence[0]:
        return []
    if evidence in pieces.evidence:
        sentence = f"Quoted another sentence of the article: the first is too long for {rule.limit} {rule.unit}."
    else:
        sentence = f"Cut the evidence after a sentence: it is too long for {rule.limit} {rule.unit}."
    return [Note(NoteCode.TOO_LONG, sentence)]


def _measured(text: str, rule: LengthRule) -> Length:
    """The text's length; one that is certainly too long is not counted, for that takes its time."""
    if len(text) > _CERTAINLY_TOO_LONG * rule.limit + _LONGEST_LINK:
        return Length(len(text), rule.limit, fits=False)
    return rule.measure(text)


def _shortened(given_up: str, measured: Length, rule: LengthRule) -> Note:
    """That something was given up, and the excess that made it necessary."""
    code = NoteCode.TOO_LONG if measured.used > measured.limit else NoteCode.TOO_MANY_BYTES
    return Note(code, f"{given_up}: {_excess(measured, rule)}.")


def _excess(measured: Length, rule: LengthRule) -> str:
    over = measured.used - measured.limit
    if over <= 0:
        return "too many bytes for this network"
    unit = plural(over, rule.unit.removesuffix("s"), rule.unit)
    return f"{over} {unit} too long for the limit of {measured.limit}"


def _whole_link(link: str, rule: LengthRule) -> str:
    """The link, once it is known that it can stand in a text.

    Raises:
        InputError: it holds white space or invisible characters, or is longer than a post.
    """
    if not link or any(unicodedata.category(character)[0] in "ZC" for character in link):
        raise InputError(
            "The link holds spaces or invisible characters, or nothing at all, so no network would show it whole.",
            hint="Copy it again from the browser's address bar.",
        )
    measured = rule.measure(link)
    if not measured.fits:
        raise InputError(
            f"The link alone is {_excess(measured, rule)}.",
            hint="Use a shorter address, or leave the tracking out (--no-tracking).",
        )
    return link
