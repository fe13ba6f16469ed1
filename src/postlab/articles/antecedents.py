"""Whether a sentence speaks of something as known that it has not introduced: "The scheme will open …".

The nouns stand in the file of a language; the article before them and the words after them are English so far.
"""

from __future__ import annotations

import re

from postlab.articles.phrases import PhraseList, listed
from postlab.articles.vocabulary import Vocabulary, stems

_MOST_WORDS = 4
_POSTMODIFIED = re.compile(
    r"^(?:of|for|in|between|to|that|who|which|from|by|on|at|with|behind|when|where|why|how|into|among|against|across"
    r"|within|facing|needed|required)$"
)
_TELLS_WHICH = re.compile(r"^(?:of|by|from|between|into)$")
_VERB = listed(
    r"""
        is, are, was, were, has, have, had, will, would, can, could, may, might, should, must, does, did, do,
        cannot, also, now, then, still, even, just, only, who, \w+n['’]t, \w{2,}ed, found, finds, shows?, says?,
        said, aims?, offers?, includes?, comes?, came, provides?, takes?, took, makes?, made, gives?, gave, gets?,
        got, helps?, starts?, begins?, began, runs?, ran, rose, fell, grew, means?, meant, suggests?, reveals?,
        warns?, tells?, told, brings?, brought, puts?, sets?, sees?, saw, seeks?, covers?, allows?, requires?,
        focuses, explores, examines, looks, describes, went, goes, becomes?, became, remains?, needs?, wants?,
        hopes?, plans?, supports?, features?, works?, uses?, leads?, led, marks?, follows, depends, involves?,
        consists, costs?, lasts?, ends?, opens?, closes?, appears?, seems?, highlights?, recommends?, concludes?,
        identif(?:y|ies), builds?, reflects?, represents?, gathers?, welcomes?
        """
)
_ESTIMATED = re.compile(r"(?:st|iest)$")


def lacks_antecedent(text: str, title: str, words: Vocabulary) -> bool:
    """Whether a sentence opens with, or holds, a definite noun that another sentence must have introduced.

    What the headline names need not be introduced, unless it is a study or a scheme. A language without a list
    of such nouns has no such sentences.
    """
    nouns = words.names.get("no_antecedent.nouns")
    if nouns is None:
        return False
    return _opens_with_one(text, stems(title, words), words) or _holds_one(text, nouns, words)


def _opens_with_one(text: str, named: frozenset[str], words: Vocabulary) -> bool:
    if not text.startswith("The "):
        return False
    nouns, known = words.named("no_antecedent.nouns"), words.named("no_antecedent.known")
    verbs = words.named("fragment.verbs")
    phrase: list[str] = []
    for word in text[4:].split()[: _MOST_WORDS + 1]:
        bare = word.strip("“”‘’\"'(),.;:")
        if phrase and _POSTMODIFIED.match(bare):
            return nouns.fullmatch(phrase[-1]) is not None and not _TELLS_WHICH.match(bare)
        if bare[:1].isupper() or known.fullmatch(bare) or (_ESTIMATED.search(bare) and len(bare) > 5):
            return False
        if phrase and (_VERB.fullmatch(bare) or verbs.fullmatch(bare)):
            introduced = len(phrase) > 1 and named & stems(phrase[-1], words)
            return nouns.fullmatch(phrase[-1]) is not None or not introduced
        phrase.append(bare)
        if word.endswith(","):
            return True
    return bool(phrase) and nouns.fullmatch(phrase[0]) is not None


def _holds_one(text: str, nouns: PhraseList, words: Vocabulary) -> bool:
    """A noun of the list with "the" inside the sentence, not introduced before, and no mere source at its end."""
    for match in nouns.finditer(text):
        before = text[: match.start()]
        if not re.search(r"\b(?:[Tt]he|[Tt]hat)(?: \w+ly| new| latest| recent)? $", before) or before == "The ":
            continue
        introduced = re.search(
            rf"\b(?:an?|one|new|recent|[A-Z]\w+)\b[\w ,’'-]*{re.escape(match.group().rstrip('s'))}", before
        )
        after = text[match.end() :]
        following = after.split(" ")[1].strip(",.;:”") if after.startswith(" ") else ""
        verbs = (_VERB, _POSTMODIFIED, words.named("fragment.verbs"))
        if following and not any(kind.fullmatch(following) for kind in verbs):
            # "the event industry" speaks of no event
            continue
        named_after = re.search(r", (?:according to )?$", before[: -len(before.split(" ")[-2]) - 1])
        attribution = named_after and len(after.split()) <= 6
        if not introduced and not attribution and not re.match(r" (?:of|by|from|between) ", after):
            return True
    return False


def pronoun_without_person(text: str, words: Vocabulary) -> bool:
    """Whether a sentence says "he" or "her" of somebody whom it has not named; False where these are not listed."""
    pronouns, persons = words.names.get("anecdote.pronouns"), words.names.get("anecdote.persons")
    if pronouns is None or persons is None:
        return False
    match = pronouns.search(text)
    return match is not None and persons.search(text[: match.start()]) is None
