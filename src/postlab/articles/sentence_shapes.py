"""What the form of a sentence gives away in any language: halves, lists, labels, references, damage."""

from __future__ import annotations

import re

from postlab.articles.abbreviations import ends_shortened
from postlab.articles.candidates import is_wide
from postlab.articles.vocabulary import Vocabulary

_SHORTEST, _LONGEST = 40, 260
"""Characters of a sentence that a post can quote."""

_SHORTEST_WIDE, _LONGEST_WIDE = 15, 120
_FEWEST_WORDS = 6
_FEWEST_OF_HEADLINE = 3
_ENDS = re.compile(r"[.!。！｡][\"'”’»“)\]]*$")
_TRAILS_OFF = re.compile(r"(?:…|\.\.\.|[:;,–—-])[\"'”’»“)\]]*$|\[(?:…|\.\.\.)\]")
_ASKS = re.compile(r"[?？؟;](?=[\"'”’»)\]]*\s*$)|^¿|[?？؟][\"'”’»)\]]*(?:\s|$)")
_CUT_BY_A_PROGRAM = ((147, 166), (196, 203), (246, 256), (290, 10_000))
"""Lengths at which programs cut descriptions without a mark."""

_OPEN_END = re.compile(
    r"\b(?:and|or|the|a|an|of|to|in|for|with|by|from|on|at|as|is|are|that|your|our|und|der|die|et|de|la|le|y|el|e|di"
    r"|en|van|och)$",
    re.IGNORECASE,
)
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
_GARBLED = re.compile(
    r"\ufffd|Ã.|â€|[{}<>|\\~^─]|\*\*|\w_\w|__|&\w+;|\w\s+\.(?:\s|$)|\w[.!?][A-ZÀ-Þ][a-zà-ÿ]{2,}|[a-z]{3}[A-Z]{2,}[a-z]"
    r"| ,|\( | \)|^(\w{4,}) \1\b|[a-zà-ÿ][:;,][A-ZÀ-Þ]|\(\w+!\)"
    # a sentence that begins with a small letter, unless what stands before the full stop may be an abbreviation
    r"|[^\W\d_]{7,}\. [a-zà-ÿ]{2,}"
)
_SMALL = "a|an|and|amid|as|at|by|for|from|in|is|of|on|or|the|their|to|with|your"
_STARTS = (
    "A|After|An|As|At|By|During|Every|For|From|How|In|It|Many|More|Most|On|Our|Since|Some|The|There|These|They|This|To"
    "|We|When|While|With|You|Your"
)
_HEADED = re.compile(
    r"^[A-ZÀ-Þ]{8,}\W+[A-Z][a-z]"
    r"|^\d+ (?:[A-Z][a-z’'-]+ ){3}"
    rf"|^(?:(?:{_SMALL})[ ,]+)*(?:[A-Z][\w’'-]*,?\s(?:(?:{_SMALL})\s)*){{4,}}(?:{_STARTS}) [a-z]"
    r"|^[^.,:;!?“\"]{4,70}[\s,]+[A-Z][a-z]+ (?:The|In|If|When|This|These|There|It|You|Your|Few|Our|We|Many|Most) [a-z]"
)
"""A heading that runs into the sentence below it: "Our History The firm began …"."""

_LABEL = re.compile(
    r"^(?:[^\W\d_][\w’'&/-]*\s?){1,4}: |^\W*(?:Q|A)[:.]\s"
    r"|^(?:Step|Tip|Day|Week|Part|Chapter|Lesson|No|Number|Rule|Question|Reason|Myth|Fact|Schritt|Tipp|Étape|Paso)\s?\d",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"[•▪►‣●○■→✓✔★|\t]|(?:[^;]*;){2}|(?:[^,]*,){8}|(?:\s[–—]\s[^–—]*){3}|(?:[^\W\d]\w*/[^\W\d]\w*.*){2}|(?:\S+/\S+.*){3}|^\W*\d{1,2}\s*[.)](?!\d)"
    r"|^(?:[\w’']+ ){1,4}[–—-] [A-Z]"
    r"|\b(?:Ph\.?D|M\.?D|Ed\.?D)\b\.?[,;]|\bresearch interests?:"
)
_ADDRESS = re.compile(
    r"https?://|\bwww\.|\S@\S+\.\w|(?<!\d)\+?\d[\d ()-]{8,}\d(?=\W*(?:$|or\b|ext))|(?:^|\s)[@#]\w"
    r"|\b[\w-]{2,}\.(?:com|org|net|gov|edu|ac\.uk|co\.uk|org\.uk|gov\.uk|info|io|eu|de|fr|es|it|nl|se|fi|au|ca|ie|nz)\b"
    r"|\b0\d{3,4}[ -]?\d{3}[ -]?\d{3,4}\b|\b0\d{2} \d{4} \d{4}\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\[(?:\d+|[ivx]+)\]|[a-z][.,]?[\u00b9\u00b2\u00b3\u2070-\u2079]"
    r"|\b(?!(?:covid|gcse|a)\b)[a-z]{3,}[.,]\d{1,2}(?=\s|$)|[†‡§*]"
)
_CITATION = re.compile(
    r"\bet al\b|\bibid\b|\b(?:cf|op)\. |\([^()]*(?:19|20)\d\d[a-z]?(?:[;,:][^()]*)?\)(?<!\((?:19|20)\d\d\))"
    r"|\b(?:[A-Z][\w’'-]+ (?:and|&) )?[A-Z][\w’'-]+,? \((?:19|20)\d\d\)"
)
_EXHIBIT = re.compile(
    r"\b(?:Table|Figure|Fig|Chart|Graph|Appendix|Section|Chapter|Annex|Box|Tabelle|Abbildung|Tableau|Figura|Tabla"
    r"|Taulukko|Kuvio|Tabell|Figur|Afbeelding)\.? \d"
    r"|\b(?:see|siehe|voir|véase|vedi|zie|se)"
    r" (?:below|above|also|figure|table|unten|oben|ci-dessous|abajo|sotto|nedan)",
)
_CAPITALS = re.compile(r"(?:\b[A-ZÄÖÜ]{4,}\b\W+){3}")


def fits(text: str) -> bool:
    """Whether a sentence is long enough to say something and short enough for a post."""
    if is_wide(text):
        return _SHORTEST_WIDE <= len(text) <= _LONGEST_WIDE
    return _SHORTEST <= len(text) <= _LONGEST and len(text.split()) >= _FEWEST_WORDS


def ends(text: str, *, described: bool, words: Vocabulary) -> bool:
    """Whether a sentence ends as sentences do.

    Editors leave the full stop out of a description; then its length and its last word must show that no
    program cut it.
    """
    if _TRAILS_OFF.search(text):
        return False
    if _ENDS.search(text):
        return True
    sure = words.names.get("fragment.sure")
    last = text.rsplit(maxsplit=1)[-1].casefold()
    return (
        described
        and (text[-1].isalnum() or text[-1] in "”’»)%")
        and not any(low <= len(text) <= high for low, high in _CUT_BY_A_PROGRAM)
        and not _OPEN_END.search(text)
        and last not in words.frequent
        and not text.istitle()
        and (sure is None or sure.search(text.lower()) is not None)
    )


def asks(text: str) -> bool:
    """Whether a sentence is or holds a question."""
    return _ASKS.search(text) is not None


def cut_in_half(text: str, words: Vocabulary) -> bool:
    """Whether a sentence, a quotation or a bracket in it begins or ends elsewhere.

    German opens a quotation with the mark that closes one in English; Swedish and Finnish have one mark for both.
    """
    one_mark_for_both = "“" not in text and "„" not in text and text.count("”") % 2 == 0
    if (
        text[:1] in ".,;:!?)]»’…–—-&/%"
        or (text[:1] == "”" and not one_mark_for_both)
        or (text[:1].islower() and not re.match(r"[a-z][A-Z]", text))
    ):
        return True
    if ends_shortened(text, words.language):
        return True
    german = "„" in text
    odd = any(
        text.count(left) != text.count(right)
        for left, right in _PAIRS
        if not (left == "“" and (german or one_mark_for_both))
    )
    if german and text.count("„") != text.count("“") + text.count("”"):
        return True
    singles = len(re.findall(r"(?<!\w)‘(?=\w)", text)) > len(re.findall(r"(?<=[\w.,!?])’(?!\w)", text))
    straight = re.match(r"'\w", text) is not None and re.search(r"[\w.,!?]'(?!\w)", text) is None
    return odd or text.count('"') % 2 == 1 or singles or straight


def shouted(text: str) -> bool:
    """Whether it is written in capitals, in whole or for three words on end."""
    letters = [char for char in text if char.isalpha()]
    return _CAPITALS.search(text) is not None or sum(char.isupper() for char in letters) > 0.3 * max(1, len(letters))


def garbled(text: str) -> bool:
    """Whether signs are damaged, stuck together or a program's."""
    return _GARBLED.search(text) is not None


def headed(text: str) -> bool:
    """Whether the heading above a sentence is stuck before it."""
    return _HEADED.search(text) is not None


def holds_headline(text: str, title: str) -> bool:
    """Whether the page's own headline stands in the middle of it, word for word and with its capital."""
    if len(title.split()) < _FEWEST_OF_HEADLINE or not title[0].isupper():
        return False
    return any(char.isalnum() for char in text[: max(0, text.find(title))])


def listed(text: str) -> bool:
    """Whether it is a line of a list or opens with a label."""
    return _LIST.search(text) is not None or _LABEL.search(text) is not None


def reaches_out(text: str) -> bool:
    """Whether it holds an address, a handle, a hash tag, a site or a telephone number."""
    return _ADDRESS.search(text) is not None


def refers(text: str) -> bool:
    """Whether it holds a note's number, a citation, or the number of a table."""
    return any(kind.search(text) for kind in (_NOTE, _CITATION, _EXHIBIT))


def fragment(text: str, words: Vocabulary) -> bool:
    """Whether nothing in it is a verb; False in a language whose verbs are not listed."""
    verbs = words.names.get("fragment.verbs")
    return verbs is not None and verbs.search(text.lower()) is None
