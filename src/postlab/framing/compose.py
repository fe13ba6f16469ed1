"""An article, a recipe and a brief made into a text that fits."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from postlab.english import plural
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.blocks import LINK, PICTURE, REPLY, Recipe, TextBlock
from postlab.framing.brief import Brief
from postlab.framing.lengths import Length, LengthRule
from postlab.framing.mentions import MentionRule, unmentioned
from postlab.framing.notes import Note, NoteCode
from postlab.framing.pictures import ChosenPicture
from postlab.framing.pieces import Pieces, gather
from postlab.framing.post_notes import post_notes, words_of
from postlab.framing.shapes import Shape
from postlab.framing.shortening import GivenUp, Version, evidence_to_try, first_version, versions, without_evidence
from postlab.framing.signed import is_signed
from postlab.framing.words.wordings import PACKAGED, Wordings
from postlab.framing.writers import writers
from postlab.framing.writing import reply_of, text_of, written

# No emoji that counts as one character is written with more code points than this.
_CERTAINLY_TOO_LONG = 12
_LONGEST_LINK = 8192
# A part of a text this many times as long as a post is not tried.
_HOPELESS = 4

_STAND_INS = {NoteCode.SUMMARY_QUOTED, NoteCode.HEADLINE_ONLY, NoteCode.NO_EVIDENCE}

_SIGNED = Note(
    NoteCode.SIGNED_LINK,
    "The link is signed, so it goes out as it is, without utm tags, and usually ends by itself after hours or days: "
    "better link to the page that leads to it.",
)
_NO_PICTURE = Note(
    NoteCode.NO_PICTURE,
    "Left out the picture: the link has none with words for those who cannot see it (`postlab help pictures`).",
)
_NOTHING_FITS = Note(NoteCode.NOTHING_FITS, "Left out everything but the link: nothing else fits.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it would be posted.

    Attributes:
        variant: the name of its recipe.
        text: the whole text; its link included, unless that stands in the first reply.
        blocks: its blocks as they ended up in the text; a link in the first reply leaves an empty one, and so does a
            picture.
        length: how long it is, in the unit of the rule.
        limit: how long it may be.
        notes: what was left out, shortened or missing.
        reply: the first reply, which carries the link; None where the text does.
        written_by: by kind of block, the language model that wrote its words; the others are not in it.
        link: how its link reads in the text, or in the first reply.
        picture: the picture beside the text, or None.
        card: whether the preview of its link goes along, where the network lets one choose.
    """

    variant: str
    text: str
    blocks: tuple[TextBlock, ...]
    length: int
    limit: int
    notes: tuple[Note, ...] = ()
    reply: str | None = None
    written_by: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    picture: ChosenPicture | None = None
    card: bool = True

    @property
    def quotes_nothing(self) -> bool:
        """Whether no sentence of the article was good enough: its summary or headline stands there, or nothing."""
        return any(note.code in _STAND_INS for note in self.notes)

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
    shape: Shape = Shape.POST,
    url: str | None = None,
    shorter_urls: Sequence[str] = (),
    today: date,
    wordings: Wordings = PACKAGED,
) -> Draft:
    """The text of a link in a recipe's framing.

    Words around the article's own are in its language; where there are none in it, its own stand alone.

    Args:
        article: what the link leads to; its evidence is quoted word for word.
        recipe: which blocks, in which order; a picture stands beside the text and changes nothing in it.
        brief: audience and moment, and words given by hand.
        rule: how long it may be.
        mentions: what its network takes for a mention; the article's own words then mention nobody.
        shape: how a text is laid out there; a caption holds no link, and its draft's `link` is empty.
        url: the link as it shall stand in the text, else the article's own; on a network that keeps the
            address behind the words, what `postlab.framing.tracking.readable_link` makes of it.
        shorter_urls: how it may read where there is no room for that, longest first.
        today: the day on which the text will be read, in the audience's zone.
        wordings: the words of the templates, by language.

    Raises:
        InputError: the link cannot stand in a text, or does not fit by itself.
    """
    link = _whole_link(url or article.url, rule)
    article, taken_off = unmentioned(article, mentions)
    shorter_links = (shorter for shorter in shorter_urls if len(shorter) < len(link))
    worded = replace(recipe, blocks=recipe.text_blocks)
    picture = article.picture if recipe.has_picture else None
    pieces = gather(
        article,
        worded,
        brief,
        links=(link, *shorter_links),
        shape=shape,
        today=today,
        wordings=wordings,
        longest_part=_HOPELESS * rule.limit,
    )
    filled = _fitting(pieces, rule)
    text = text_of(filled.blocks, pieces.shape)
    measured = rule.measure(text)
    reply, more = _reply(pieces, rule)
    texts = (text,) if reply is None else (text, reply)
    about = post_notes(
        texts, rule=rule, mentions=mentions, shape=shape, taken_off=taken_off, of_text=words_of(article, brief)
    )
    beside = (_NO_PICTURE,) if recipe.has_picture and picture is None else ()
    signed = (_SIGNED,) if is_signed(article.url) else ()
    return Draft(
        recipe.name,
        text,
        filled.blocks if picture is None else (*filled.blocks, TextBlock(PICTURE, "")),
        measured.used,
        measured.limit,
        (*pieces.notes, *filled.notes, *more, *about, *signed, *beside),
        reply,
        writers(filled.blocks, worded, brief),
        filled.link,
        picture,
        recipe.card,
    )


@dataclass(frozen=True, slots=True)
class _Filled:
    """The blocks of a text that fits, how its link reads, and what was given up for it."""

    blocks: tuple[TextBlock, ...]
    link: str
    notes: tuple[Note, ...] = ()


def _reply(pieces: Pieces, rule: LengthRule) -> tuple[str | None, list[Note]]:
    """The first reply, where the link stands in one, and what was given up for it."""
    if not pieces.reply:
        return None, []
    whole = reply_of(pieces.reply[0], pieces.link)
    measured = _measured(whole, rule)
    if measured.fits:
        return whole, []
    what = GivenUp(NoteCode.TOO_LONG, "Left out the words before the link in the first reply")
    return pieces.link, [_remark(what, measured, rule)]


def _fitting(pieces: Pieces, rule: LengthRule) -> _Filled:
    """The first version that fits: a sentence goes only when it does not fit even by itself."""
    for evidence in evidence_to_try(pieces) if "evidence" in pieces.blocks else ("",):
        filled = _with_evidence(pieces, evidence, rule)
        if filled is not None:
            return filled
    rest = without_evidence(pieces)
    filled = _with_evidence(rest, "", rule) if rest is not None else None
    if filled is None:
        return _last_resort(pieces, rule)
    sentence = f"Left out the evidence: it is too long for {rule.limit} {rule.unit}."
    return replace(filled, notes=(Note(NoteCode.TOO_LONG, sentence), *filled.notes))


def _with_evidence(pieces: Pieces, evidence: str, rule: LengthRule) -> _Filled | None:
    """The first version with that sentence that fits, or None."""
    too_long: dict[tuple[GivenUp, ...], Length] = {}
    for version in versions(pieces):
        blocks = written(pieces, version, evidence)
        measured = _measured(text_of(blocks, pieces.shape), rule)
        if measured.fits:
            notes = (*_remarks(version, too_long, rule), *_remarks_on_evidence(pieces, version, evidence, rule))
            return _Filled(blocks, version.link, notes)
        too_long.setdefault(version.given_up, measured)
    return None


def _last_resort(pieces: Pieces, rule: LengthRule) -> _Filled:
    """One block of prose cut between words, and the link; or the link alone.

    A page's sentence and its headline are never cut: what is left of them might say the opposite.
    """
    full = first_version(pieces)
    evidence = pieces.own_words
    keeps = [*(["evidence"] if evidence else []), "question", "moment", "call to action"]
    keep = next((kind for kind in keeps if kind in full.blocks), None)
    link = TextBlock(LINK, pieces.link or pieces.lead_ins[-1])
    bare = (TextBlock(REPLY, pieces.see_reply[-1]) if pieces.reply else link,)
    if keep is None:
        return _Filled(bare, pieces.link, (_NOTHING_FITS,))
    beside = (TextBlock(REPLY, ""),) if pieces.reply else bare
    only = replace(full, blocks=(keep,))
    words = written(pieces, only, evidence)[0].text.split(" ")

    def cut(count: int) -> tuple[TextBlock, ...]:
        start = " ".join(words[:count]).rstrip(" ,;:–—-.!?…")
        return (TextBlock(keep, f"{start}…" if start else ""), *beside)

    def fits(count: int) -> bool:
        return _measured(text_of(cut(count), pieces.shape), rule).fits

    count = bisect_left(range(1, len(words)), x=True, key=lambda count: not fits(count))
    if count == 0 or not cut(count)[0].text or not fits(count):
        return _Filled(bare, pieces.link, (_NOTHING_FITS,))
    within = f"Cut the {keep} within a sentence: it alone is too long for {rule.limit} {rule.unit}."
    return _Filled(_as_ordered(cut(count), pieces), pieces.link, (Note(NoteCode.TOO_LONG, within),))


def _as_ordered(blocks: tuple[TextBlock, ...], pieces: Pieces) -> tuple[TextBlock, ...]:
    return tuple(sorted(blocks, key=lambda block: pieces.blocks.index(block.kind)))


def _remarks(version: Version, too_long: Mapping[tuple[GivenUp, ...], Length], rule: LengthRule) -> list[Note]:
    """What was given up, each with the excess that made it necessary."""
    remarks = []
    for at, given_up in enumerate(version.given_up):
        before = next(
            too_long[version.given_up[:end]] for end in range(at, -1, -1) if version.given_up[:end] in too_long
        )
        remarks.append(_remark(given_up, before, rule))
    return remarks


def _remarks_on_evidence(pieces: Pieces, version: Version, evidence: str, rule: LengthRule) -> list[Note]:
    if "evidence" not in version.blocks or evidence == pieces.evidence[0]:
        return []
    too_long = f"too long for {rule.limit} {rule.unit}"
    if evidence in pieces.evidence:
        sentence = f"Quoted another sentence of the article: the first is {too_long}."
    elif evidence == pieces.headline:
        return [Note(NoteCode.HEADLINE_ONLY, f"The headline stands in the place of the evidence: that is {too_long}.")]
    else:
        sentence = f"Cut the evidence after a sentence: it is {too_long}."
    return [Note(NoteCode.TOO_LONG, sentence)]


def _measured(text: str, rule: LengthRule) -> Length:
    """The text's length; one that is certainly too long is not counted, for that takes its time."""
    if len(text) > _CERTAINLY_TOO_LONG * rule.limit + _LONGEST_LINK:
        return Length(len(text), rule.limit, fits=False)
    return rule.measure(text)


def _remark(given_up: GivenUp, measured: Length, rule: LengthRule) -> Note:
    """That something was given up, and the excess that made it necessary."""
    code = given_up.code
    if code is NoteCode.TOO_LONG and measured.used <= measured.limit:
        code = NoteCode.TOO_MANY_BYTES
    return Note(code, f"{given_up.what}: {_excess(measured, rule)}.")


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
