"""What each block of a recipe has to say, before it is put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from postlab.framing.article import BY_HAND, Article
from postlab.framing.blocks import LINK, REPLY, Recipe, way_of
from postlab.framing.brief import Brief
from postlab.framing.freshness import freshness_notes, is_old
from postlab.framing.given_words import GivenWords
from postlab.framing.hashtags import tagged
from postlab.framing.moments import MomentWords, kind_of_moment, moment_as_given, moment_words
from postlab.framing.notes import Note, NoteCode
from postlab.framing.openings import OpeningMaterial, OpeningWords, openings
from postlab.framing.quotable import Quotable, parts, quotable
from postlab.framing.quoting import quoted_title, usable_title
from postlab.framing.shapes import Shape
from postlab.framing.subjects import LEAST_CONFIDENCE, has_words_for, speaks_of, subject_of
from postlab.framing.words.wording_files import ENGLISH
from postlab.framing.words.wordings import Wordings, packaged_language
from postlab.sanitise import postable

_NEUTRAL = Note(NoteCode.NEUTRAL_OPENING, "Asked no question: PostLab is not sure enough what the article is about.")
_LONG_AGO_DAYS = 60


@dataclass(frozen=True, slots=True)
class Pieces:
    """The material of one draft.

    Attributes:
        blocks: the kinds that have something to say, in the recipe's order.
        links: the address as it may stand in the text, the preferred one first, then shorter ones.
        openings: the words of moment and question, first what is preferred, then ever shorter ones.
        texts: the words of call to action and hashtags.
        evidence: sentences that may be quoted, as they stand in the text, best first.
        parts: the same, each cut between its sentences, where it has several.
        own_words: the shortest of these that a person gave, which may be cut between words; a page's are never.
        headline: what stands in the place of the evidence where no sentence fits, in marks; may be empty.
        lead_ins: what may lead in to the link, best first; the last is always empty, but for a link in the
            first reply that nothing else leads to: then the text consists of these words.
        reply: what leads in to the link in the first reply, best first; empty where it stands in the text.
        see_reply: what a text says that has nothing to say but its link, where that stands in the first reply.
        notes: what is missing, and why.
        shape: how the text is laid out; a caption's only address is empty, and its lead-ins say where the link is.
    """

    blocks: tuple[str, ...]
    links: tuple[str, ...]
    openings: tuple[OpeningWords, ...] = (OpeningWords(),)
    texts: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    own_words: str = ""
    headline: str = ""
    lead_ins: tuple[str, ...] = ("",)
    reply: tuple[str, ...] = ()
    see_reply: tuple[str, ...] = ("",)
    notes: tuple[Note, ...] = ()
    shape: Shape = Shape.POST

    @property
    def link(self) -> str:
        """The address as it stands in the text where there is room."""
        return self.links[0]


def gather(
    article: Article,
    recipe: Recipe,
    brief: Brief,
    *,
    links: Sequence[str],
    shape: Shape = Shape.POST,
    today: date,
    wordings: Wordings,
    longest_part: int,
) -> Pieces:
    """Find the words of every block: the recipe's own, else the brief's, else the templates'.

    Of what is cut between its sentences, parts with more characters than `longest_part` are not worth a try.
    """
    link, where = links[0], "stands in the first reply" if recipe.link_in_reply else "stands in the text once"
    if shape is Shape.CAPTION:
        where = "cannot be clicked there"
    wanted = {kind: recipe.wording.get(kind) or brief.wording.get(kind, "") for kind in recipe.blocks}
    language = wordings.language(article.language, unstated=ENGLISH)
    words = GivenWords(
        by_hand={kind: _without(link, text) for kind, text in wanted.items() if text and way_of(text) is None},
        ways={kind: way for kind, text in wanted.items() if (way := way_of(text)) is not None},
        language=language,
        audience=language.audience(brief.audience) if language else None,
        marks=(language or packaged_language(ENGLISH)).phrases,
    )
    notes = [
        Note(NoteCode.LINK_TAKEN_OUT, f"Took the link out of the {kind}: it {where}.")
        for kind in words.by_hand
        if link in wanted[kind]
    ]
    moment = _moment(brief, words, link=link, today=today)
    unfit = _unfit(moment, article, brief, words) if moment is not None else None
    if unfit is not None:
        notes += [unfit] if "moment" in recipe.blocks else []
        moment = None
    else:
        notes += _notes_on_the_moment(recipe, brief, moment, words, today)
    texts = _texts(recipe, brief, words, moment)
    written_in = article.published.year if article.published and is_old(article, today=today) else None
    headline = quoted_title(article, words.marks, link=link, written_in=written_in)
    evidence = Quotable()
    if "evidence" in recipe.blocks:
        evidence = quotable(
            article,
            words.by_hand.get("evidence", ""),
            way=words.ways.get("evidence"),
            headline=headline,
            style=brief.quotes,
            phrases=words.marks,
            written_in=written_in,
            link=link,
            longest_part=longest_part,
        )
    spoken = {LINK, *(kind for kind, text in texts.items() if text), *(("evidence",) if evidence.texts else ())}
    opening, remarks = _openings(article, recipe, brief, words, moment, spoken=spoken, longest_part=longest_part)
    notes += [*remarks, *evidence.notes]
    if words.language is None and _has_templates(recipe, words):
        notes.append(_no_wording(article))
    notes += freshness_notes(article, today=today)
    has = {
        "moment": any(words.moment for words in opening),
        "question": any(words.question for words in opening),
        "evidence": bool(evidence.texts),
        LINK: True,
        REPLY: True,
    }
    blocks = tuple(kind for kind in recipe.blocks if has.get(kind, bool(texts.get(kind))))
    alone = len(blocks) == 1
    return Pieces(
        blocks=blocks,
        shape=shape,
        links=("",) if shape is Shape.CAPTION else tuple(links),
        openings=opening or (OpeningWords(),),
        texts=texts,
        evidence=evidence.texts,
        parts=evidence.parts,
        own_words=evidence.own_words,
        headline=headline,
        lead_ins=_lead_ins(article, words, link=link, alone=alone, shape=shape)
        if LINK in blocks
        else _instead(article, words, link=link, alone=alone),
        reply=_reply(words) if REPLY in blocks else (),
        see_reply=words.see_reply,
        notes=tuple(notes),
    )


def _moment(brief: Brief, words: GivenWords, *, link: str, today: date) -> MomentWords | None:
    """The moment in words: a question is about the brief's moment even where the text does not name it."""
    by_hand = words.by_hand.get("moment") or brief.wording.get("moment", "")
    if by_hand and way_of(by_hand) is not None:
        by_hand = ""
    what = _without(link, by_hand or brief.moment or "")
    if not what:
        return None
    if words.language is not None:
        return moment_words(
            what, brief.moment_on, today=today, lasts=brief.moment_lasts, wording=words.language.moments
        )
    # without wording in the article's language only a person's own words can stand there, just as they are
    if not by_hand or kind_of_moment(what) is not None:
        return None
    return moment_as_given(what)


def _unfit(moment: MomentWords, article: Article, brief: Brief, words: GivenWords) -> Note | None:
    """Why a text does not begin with the moment: audience or article have nothing to do with it.

    What a person wrote, or asks beside it, always counts, and so does a link that was described by hand.
    """
    by_hand = words.by_hand.get("moment") or brief.wording.get("moment") or words.by_hand.get("question")
    if by_hand or words.audience is None or words.language is None or moment.kind is None:
        return None
    if not words.audience.has_to_do_with(moment.kind):
        sentence = f"Left out the moment: posts to {brief.audience} do not begin with {moment.kind}."
        return Note(NoteCode.NO_MOMENT, sentence)
    if _is_by_hand(article, words):
        return None
    subject, lexicon = _subject(article, words), words.language.lexicon
    if subject is not None:
        fits, about = lexicon.goes_with(subject, moment.kind), f"an article on {subject}"
    else:
        shown = f"{article.description or ''} {_shown(article)}"
        fits, about = has_words_for(moment.kind, shown, lexicon=lexicon), "the article"
    return None if fits else Note(NoteCode.NO_MOMENT, f"Left out the moment: {about} does not go with {moment.kind}.")


def _openings(
    article: Article,
    recipe: Recipe,
    brief: Brief,
    words: GivenWords,
    moment: MomentWords | None,
    *,
    spoken: Collection[str],
    longest_part: int,
) -> tuple[tuple[OpeningWords, ...], list[Note]]:
    """The openings to try, and what there is to say about them; `spoken` are the other kinds with something to say."""
    asks = "question" in recipe.blocks
    shown = moment if "moment" in recipe.blocks else None
    if not asks and shown is None:
        return (), []
    asked = words.by_hand.get("question", "") if asks else ""
    subject = _subject(article, words)
    answered = bool(asked) or _answers(article, recipe, subject, words)
    concerned = words.audience is None or words.audience.is_concerned(_shown(article))
    together = bool(asked or words.by_hand.get("moment")) or (
        subject is not None
        and words.language is not None
        and (shown is None or words.language.lexicon.goes_with(subject, shown.kind))
    )
    questions: tuple[str, ...] = ()
    if asked:
        questions = (asked,)
    elif asks and words.audience and subject and concerned and answered:
        questions = words.audience.openings_on(subject)
    after = recipe.blocks[recipe.blocks.index("moment" if shown else "question") + 1 :]

    def tried(questions: tuple[str, ...]) -> tuple[OpeningWords, ...]:
        material = OpeningMaterial(
            moment=shown,
            questions=questions,
            neutral=words.audience.neutral if asks and words.audience else (),
            joined=shown is not None and after[:1] == ("question",),
            together=together,
            moment_way=words.ways.get("moment"),
            question_way=words.ways.get("question"),
            following=next((kind for kind in after if kind in spoken), ""),
        )
        return openings(material, words.phrases, turn=brief.turn)

    options = tried(questions)
    if asked:
        cut = [opening for part in parts(asked, longest_part) for opening in tried((part,))]
        rest = sorted((*options[1:], *cut), key=lambda opening: -opening.length)
        options = (*options[:1], *rest)
    silent = asks and not asked and words.language is not None and (not questions or not together)
    if not silent:
        return options, []
    return options, [_unasked(subject, brief, shown, concerned=concerned, answered=answered) if subject else _NEUTRAL]


def _shown(article: Article) -> str:
    """What a post and its card show of an article."""
    return " ".join((article.title, *(quoted.sentence for quoted in article.evidence[:1])))


def _answers(article: Article, recipe: Recipe, subject: str | None, words: GivenWords) -> bool:
    """Whether what is quoted of a page speaks of the subject: a worry that it does not answer is not voiced.

    A headline alone answers nothing; what a person gave is theirs to judge.
    """
    if subject is None or words.language is None or "evidence" not in recipe.blocks or _is_by_hand(article, words):
        return True
    quoted = article.evidence[0].sentence if article.evidence else article.summary or ""
    return speaks_of(subject, quoted, lexicon=words.language.lexicon)


def _is_by_hand(article: Article, words: GivenWords) -> bool:
    """Whether a person described the link, or gave what is quoted of it."""
    return (
        not article.read
        or "evidence" in words.by_hand
        or any(quoted.source == BY_HAND for quoted in article.evidence[:1])
    )


def _unasked(subject: str, brief: Brief, moment: MomentWords | None, *, concerned: bool, answered: bool) -> Note:
    """Why nothing is asked although the article is plainly about a subject."""
    if not answered:
        sentence = f"Asked no question: nothing that is quoted speaks of {subject}, which the article is about."
        return Note(NoteCode.NEUTRAL_OPENING, sentence)
    if not concerned:
        sentence = f"Asked no question: neither the headline nor the sentence speaks of what concerns {brief.audience}."
        return Note(NoteCode.NEUTRAL_OPENING, sentence)
    occasion = f" and {moment.kind or 'the moment'}" if moment else ""
    sentence = f"Asked no question: none about {subject} goes with {brief.audience}{occasion}."
    return Note(NoteCode.NEUTRAL_OPENING, sentence)


def _subject(article: Article, words: GivenWords) -> str | None:
    """What the article is about, where that is plain enough to take a side."""
    if article.subject is None and words.language is not None:
        # one that nobody read from its page: what was given by hand tells it
        sentences = " ".join(quoted.sentence for quoted in article.evidence)
        guess = subject_of(article.title, article.description, sentences, lexicon=words.language.lexicon)
        return guess.subject if guess and guess.confidence >= LEAST_CONFIDENCE else None
    return article.subject if article.subject_confidence >= LEAST_CONFIDENCE else None


def _texts(recipe: Recipe, brief: Brief, words: GivenWords, moment: MomentWords | None) -> dict[str, str]:
    """The words of call to action and hashtags."""
    texts: dict[str, str] = {}
    if "call to action" in recipe.blocks:
        calls = words.audience.calls if words.audience else ()
        texts["call to action"] = words.by_hand.get("call to action") or _one_of(
            calls, words.ways.get("call to action"), brief.turn
        )
    if "hashtags" in recipe.blocks:
        tags = words.by_hand.get("hashtags", "")
        if not tags and words.audience and words.language:
            kind = moment.kind if moment else None
            own = next((known.hashtag for known in words.language.moments.kinds if known.name == kind), "")
            tags = f"{own} {_one_of(words.audience.hashtags, words.ways.get('hashtags'), 0)}"
        texts["hashtags"] = tagged(tags)
    return texts


def _lead_ins(article: Article, words: GivenWords, *, link: str, alone: bool, shape: Shape) -> tuple[str, ...]:
    if shape is Shape.CAPTION:
        return _link_elsewhere(article, words, link=link, alone=alone)
    if by_hand := words.by_hand.get(LINK, ""):
        return (by_hand, "")
    if not alone:
        return ("",)
    title, way = usable_title(article, link), words.ways.get(LINK, 1)
    neutral = words.phrases.link_lead_ins if words.phrases else ()
    if (way > 1 or not title) and neutral:
        return (neutral[max(way - 2, 0) % len(neutral)], "")
    return tuple(dict.fromkeys((title, *neutral[:1], "")))


def _link_elsewhere(article: Article, words: GivenWords, *, link: str, alone: bool) -> tuple[str, ...]:
    """What a caption says in the place of its link."""
    says = words.by_hand.get(LINK) or _one_of(words.see_bio, words.ways.get(LINK), 0)
    title = usable_title(article, link) if alone else ""
    return (*((f"{title}\n\n{says}",) if title else ()), says)


def _instead(article: Article, words: GivenWords, *, link: str, alone: bool) -> tuple[str, ...]:
    """What a text says in the place of a link that stands in the first reply."""
    if not alone:
        return ("",)
    title = usable_title(article, link)
    return (*((title,) if title else ()), *words.see_reply)


def _reply(words: GivenWords) -> tuple[str, ...]:
    lead_ins = words.phrases.reply_lead_ins if words.phrases else ("",)
    return (words.by_hand.get(REPLY) or _one_of(lead_ins, words.ways.get(REPLY), 0), "")


def _one_of(texts: Sequence[str], way: int | None, turn: int) -> str:
    """The wording that is asked for, else that of the turn; nothing where there is none."""
    return texts[(turn if way is None else way - 1) % len(texts)] if texts else ""


def _has_templates(recipe: Recipe, words: GivenWords) -> bool:
    """Whether a block of the recipe would have been worded by the templates."""
    worded = ("moment", "question", "call to action", "hashtags")
    return any(kind in recipe.blocks and kind not in words.by_hand for kind in worded)


def _no_wording(article: Article) -> Note:
    return Note(
        NoteCode.NO_WORDING,
        f"PostLab has no words in the article's language, “{article.language}”, so none stand around its own; "
        "`postlab help wording` tells how to add some.",
    )


def _notes_on_the_moment(
    recipe: Recipe, brief: Brief, moment: MomentWords | None, words: GivenWords, today: date
) -> list[Note]:
    if "moment" not in recipe.blocks:
        return []
    if moment is None:
        if words.language is None and (brief.moment or brief.wording.get("moment")):
            return []
        return [Note(NoteCode.NO_MOMENT, "Left out the moment: there is none, or none that is near.")]
    if (on := brief.moment_on) is not None and (today - on).days > _LONG_AGO_DAYS:
        long_ago = f"The moment was {(today - on).days} days ago: does it still hold?"
        return [Note(NoteCode.MOMENT_LONG_AGO, long_ago)]
    return []


def _without(link: str, text: str) -> str:
    """The text on one line, without the link."""
    bare = postable(text)
    while link in bare:
        bare = postable(bare.replace(link, " "))
    return bare
