"""Who speaks in a sentence, and about whom: quotations, their speakers, and persons."""

from __future__ import annotations

import re
from functools import lru_cache

from postlab.articles.vocabulary import Vocabulary

_QUOTATION = re.compile(
    r"“([^”]*)”|”([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|\"([^\"]*)\"|(?<!\w)‘([^‘]{12,}?)’(?!\w)|(?<!\w)'([^']{12,}?)'(?!\w)"
)
_FEW_WORDS = 4
"""Quotations of fewer words are terms, not speech."""

_NAME = re.compile(r"[A-ZÀ-Þ][\w’'.-]+ (?:(?:de|van|von|der|den|la|le|al|bin|da|di|dos) )?[A-ZÀ-Þ][\w’'-]+")
_TITLE = (
    r"[Pp]rofessor|Prof\.?|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Sir|Dame|[Ee]conomists?|[Rr]esearchers?|[Aa]uthors?|[Ss]ociologist"
    r"|[Pp]sychologist"
)
_OFFICE = (
    r"said|says|told|an? (?:professor|economist|researcher|student|teacher|senior)|the (?:director|head|author|chief)"
    r"|professor|director|head of|chief|who (?:is|was|studies|teaches)|of the"
)
_INTRODUCED = re.compile(rf"\b((?:{_TITLE}) )?[A-Z][a-z][\w’'-]+ (?:[A-Z]\. )?([A-Z][a-z][\w’-]+)(,? (?:{_OFFICE}))?")
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Mme|Mlle|Herr|Frau|Herrn|Señor|Señora|Sra?|Dhr|Mevrouw|Signor[ae]?)\.?"
    r" [A-ZÀ-Þ][\w’-]+(?! [A-ZÀ-Þ])(?!\w)"
)
_NO_SURNAMES = re.compile(
    r"(?:University|College|School|Institute|Bank|Department|Office|Council|Association|Society|Ministry|Board|Bureau"
    r"|Academy|Federation|Union|House|Cent(?:er|re)|Service|Foundation|Trust|Agency|Group|Commission|Survey|States"
    r"|Kingdom|England|Wales|Scotland|Ireland|Britain|America|London)"
)
_AGED = re.compile(r"\b([A-ZÀ-Þ][\w’-]+) ([A-ZÀ-Þ][\w’-]+)(?:, (?:aged )?| \(| aged )\d\d\b(?!%)")
_SURNAME = re.compile(r" (?:[A-Z]\. )?([A-ZÀ-Þ][a-zà-ÿ][\w’-]+)")
_MARKS = "\"'“”‘’„«».,:;!?()"
_CAPITAL = re.compile(r"(?<=\s)[A-ZÀ-Þ][\w’'-]+")


@lru_cache(maxsize=256)
def outside(text: str) -> str:
    """A sentence without what it quotes; terms in quotation marks stay."""
    return _QUOTATION.sub(lambda match: match.group() if _is_term(match) else " “…” ", text)


def _is_term(match: re.Match[str]) -> bool:
    return len("".join(group or "" for group in match.groups()).split()) < _FEW_WORDS


def quotes(text: str) -> bool:
    """Whether somebody's speech stands in a sentence."""
    return outside(text) != text


def unnamed(text: str, words: Vocabulary) -> bool:
    """Whether a sentence quotes somebody whom it does not name."""
    rest = outside(text)
    if rest == text:
        return False
    if "„" in text:
        # German writes every noun with a capital
        return _NAME.search(rest) is None
    return _NAME.search(rest) is None and not (words.named("speech.speaks").search(rest) and _CAPITAL.search(rest))


def surnames(text: str, words: Vocabulary) -> frozenset[str]:
    """The last names of persons whom a text introduces with first name and surname."""
    introduced = (match[2] for match in _INTRODUCED.finditer(text) if match[1] or match[3])
    aged = (name for match in _AGED.finditer(text) for name in match.groups())
    first_names = words.named("anecdote.first_names").finditer(text)
    last = (match[1] for name in first_names if (match := _SURNAME.match(text, name.end())))
    return frozenset((*(name for name in (*introduced, *aged) if not _NO_SURNAMES.fullmatch(name)), *last))


def by_surname(text: str, known: frozenset[str]) -> bool:
    """Whether a sentence names by surname alone somebody whom another sentence introduced."""
    if _TITLED.search(text):
        return True
    for name in known:
        at = text.find(name)
        rest = text[at + len(name) :]
        alone = not re.search(r"[A-ZÀ-Þ][\w’'.-]+ $", text[:at]) and not re.match(r"\w| [A-ZÀ-Þ]", rest)
        if at >= 0 and alone:
            return True
    return False


def about_one(text: str, title: str, words: Vocabulary) -> bool:
    """Whether a sentence tells of a person, by first name, of whom the headline does not speak.

    A statement by somebody with a full name, said to be one, is no story about them.

    Args:
        text: the sentence without what it quotes.
        title: the headline.
        words: the language's words.
    """
    match = words.named("anecdote.first_names").search(text)
    if match is None or match.group() in named_in(title) or text[match.end() :].startswith("-"):
        return False
    return _NAME.match(text, match.start()) is None or words.named("anecdote.says").search(text) is None


def named_in(title: str) -> frozenset[str]:
    """The words of a headline, in which a person may be named, without the marks around them."""
    return frozenset(word.strip(_MARKS).removesuffix("’s").removesuffix("'s") for word in title.split())
