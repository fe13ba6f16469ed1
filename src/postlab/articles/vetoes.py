"""Which sentences are never quoted, whatever they say: one rule a kind, with the reason why it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from postlab.articles import sentence_shapes as shapes
from postlab.articles import speech
from postlab.articles.antecedents import lacks_antecedent, pronoun_without_person
from postlab.articles.candidates import Candidate
from postlab.articles.clauses import stops_short, waits_for_main_clause
from postlab.articles.past_years import of_the_past
from postlab.articles.vocabulary import Vocabulary, stems

_LETTER_APOSTROPHE = "\u02bc"
"""What some editors' programs write for an apostrophe."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sentence is judged beside.

    Attributes:
        title: the headline; may be empty.
        words: the words of the page's language.
        surnames: of persons whom the page introduces with their whole names.
    """

    title: str
    words: Vocabulary
    surnames: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Veto:
    """A rule that refuses sentences.

    Attributes:
        code: its name.
        reason: why such a sentence cannot be quoted.
        refuses: whether it refuses a sentence.
    """

    code: str
    reason: str
    refuses: Callable[[Candidate, Surroundings], bool]


def _worded(code: str) -> Callable[[Candidate, Surroundings], bool]:
    """A rule that consists of the phrases of the language's file alone; what is quoted is not the page's voice."""

    def refuses(candidate: Candidate, beside: Surroundings) -> bool:
        phrases = beside.words.phrases(code)
        if phrases.opens.search(candidate.text):
            return True
        return phrases.anywhere.search(speech.outside(candidate.text)) is not None

    return refuses


def _unfinished(candidate: Candidate, beside: Surroundings) -> bool:
    return not shapes.ends(candidate.text, described=candidate.described, words=beside.words)


def _half(candidate: Candidate, beside: Surroundings) -> bool:
    text = candidate.text
    return (
        candidate.inside
        or shapes.cut_in_half(text, beside.words)
        or stops_short(text, beside.words)
        or waits_for_main_clause(text, beside.words)
    )


def _sales(candidate: Candidate, beside: Surroundings) -> bool:
    """What sells; an editor's "Learn how to …" in a page's own description does not."""
    invitation = beside.words.named("sales.invites").search(candidate.text) if candidate.described else None
    if invitation is None or invitation.start() > 0:
        return _worded("sales")(candidate, beside)
    return beside.words.phrases("sales").anywhere.search(speech.outside(candidate.text)) is not None


def _stale(candidate: Candidate, beside: Surroundings) -> bool:
    return of_the_past(candidate.text) or _worded("stale")(candidate, beside)


def _garbled(candidate: Candidate, beside: Surroundings) -> bool:
    return shapes.garbled(candidate.text) or _worded("garbled")(candidate, beside)


def _repeats(candidate: Candidate, beside: Surroundings) -> bool:
    """Whether it holds no word of meaning that the headline does not hold, and no number."""
    own = stems(candidate.text, beside.words)
    digits = set(re.findall(r"\d+", candidate.text)) - set(re.findall(r"\d+", beside.title))
    return bool(beside.title) and not digits and own <= stems(beside.title, beside.words)


def _anecdote(candidate: Candidate, beside: Surroundings) -> bool:
    if _worded("anecdote")(candidate, beside):
        return True
    rest = speech.outside(candidate.text)
    return (
        speech.about_one(rest, beside.title, beside.words)
        or speech.by_surname(rest, beside.surnames - speech.named_in(beside.title))
        or pronoun_without_person(rest, beside.words)
    )


def _opposite(candidate: Candidate, beside: Surroundings) -> bool:
    """What takes the headline back, unless the headline itself doubts or asks."""
    takes_back = beside.words.phrases("opposite").anywhere
    if takes_back.search(candidate.text) is None:
        return False
    doubts = (takes_back, beside.words.named("opposite.denies"))
    return "?" not in beside.title and not any(phrases.search(beside.title) for phrases in doubts)


VETOES: tuple[Veto, ...] = (
    Veto(
        "length", "It is too short to say anything, or too long for a post.", lambda one, _: not shapes.fits(one.text)
    ),
    Veto("garbled", "Signs in it are damaged, or belong to a page's code; or its grammar has slipped.", _garbled),
    Veto("question", "It asks; a post that quotes must tell.", lambda one, _: shapes.asks(one.text)),
    Veto("reference", "It refers to a note, a source, a table or a figure.", lambda one, _: shapes.refers(one.text)),
    Veto("unfinished", "It does not end as a sentence does, or trails off.", _unfinished),
    Veto(
        "half",
        "It begins or ends within a quotation, a bracket or another sentence, or lacks its main clause.",
        _half,
    ),
    Veto("no_subject", "Who does what it tells of stands elsewhere.", _worded("no_subject")),
    Veto("shouted", "It is a heading or a notice in capitals.", lambda one, _: shapes.shouted(one.text)),
    Veto("headed", "A heading runs into it.", lambda one, _: shapes.headed(one.text)),
    Veto("list", "It is a line of a list or a table, or begins with a label.", lambda one, _: shapes.listed(one.text)),
    Veto(
        "address",
        "It holds an address or a telephone number.",
        lambda one, _: shapes.reaches_out(one.text),
    ),
    Veto("caption", "It is a caption, a byline or a credit.", _worded("caption")),
    Veto("subscription", "It is about the page and its readers, not about the subject.", _worded("subscription")),
    Veto(
        "distress",
        "It names suicide or self-harm, which is no line for a feed.",
        _worded("distress"),
    ),
    Veto("outdated", "It calls people by words that nobody is called by today.", _worded("outdated")),
    Veto("comment", "A reader's comment is not the article.", _worded("comment")),
    Veto("sales", "It sells, or sends the reader somewhere.", _sales),
    Veto("service", "It tells how to reach or use a service.", _worded("service")),
    Veto("announces", "It says what a text is about, not what it says.", _worded("announces")),
    Veto("first_person", "It speaks of itself, and the account would seem to be meant.", _worded("first_person")),
    Veto("points_elsewhere", "It opens with words that point to another sentence.", _worded("points_elsewhere")),
    Veto("refers_back", "It speaks of something that another sentence named.", _worded("refers_back")),
    Veto(
        "no_antecedent",
        "It speaks of something as known that it does not introduce.",
        lambda one, beside: lacks_antecedent(speech.outside(one.text), beside.title, beside.words),
    ),
    Veto("method", "It says how something was found out, not what was found.", _worded("method")),
    Veto("stale", "It names a day that only its own day's readers understand, or years long past.", _stale),
    Veto(
        "speech",
        "It is speech, and nobody is named who speaks.",
        lambda one, beside: speech.unnamed(one.text, beside.words) or _worded("speech")(one, beside),
    ),
    Veto("biography", "It is about whoever wrote the text.", _worded("biography")),
    Veto(
        "anecdote",
        "It is about one person, of whom the headline does not speak.",
        _anecdote,
    ),
    Veto("repeats", "It says no more than the headline, which the link shows.", _repeats),
    Veto(
        "holds_headline",
        "The headline stands whole in the middle of it.",
        lambda one, beside: shapes.holds_headline(one.text, beside.title),
    ),
    Veto("opposite", "It takes back what the headline says.", _opposite),
    Veto("fragment", "It has no verb.", lambda one, beside: shapes.fragment(one.text, beside.words)),
)
"""The rules in the order in which they are tried; the first that refuses is the one that is named."""


def refusal(candidate: Candidate, beside: Surroundings) -> Veto | None:
    """The first rule that refuses a sentence; None where it may be quoted."""
    if _LETTER_APOSTROPHE in candidate.text:
        candidate = replace(candidate, text=candidate.text.replace(_LETTER_APOSTROPHE, "’"))
    return next((veto for veto in VETOES if veto.refuses(candidate, beside)), None)
