"""Telling a text's language by its commonest words."""

from __future__ import annotations

import re

_COMMON = {
    "en": (
        "the of and to in that is for it with was on are as be this have from they which by at not "
        "but their you we or an"
    ),
    "de": (
        "der die und das den nicht von mit ist des auf für im dem ein eine auch sich als es sind "
        "werden wird zu bei oder nach"
    ),
    "fr": (
        "le les des et la une est que dans pour qui sur par plus pas au avec ce il sont du ne cette aux leur ou mais"
    ),
    "es": ("el los las una por con para del que se es como más al lo pero sus ha son este entre también hay muy sobre"),
    "it": ("il di che non una per con sono del della è gli dei anche nel alla più come delle dal ma questo ha si lo"),
    "nl": (
        "de het een van en dat niet zijn voor met op aan ook als bij naar door worden wordt maar uit "
        "deze heeft hebben te"
    ),
    "pt": (
        "os uma não com para mais dos como mas foi ao ele das tem à seu sua são muito nos também pelo pela até isso que"
    ),
    "sv": ("och att det som är på för av inte med den har till om ett men från kan vid eller ska de också efter"),
    "da": ("og at det som er på for af ikke med den har til om et men fra kan ved eller skal de også efter blev"),
    "no": ("og at det som er på for av ikke med den har til om et men fra kan ved eller skal de også etter ble"),
    "pl": ("w nie się na że do jest to jak ale za od po przez dla są czy tym które który już oraz jego tylko"),
    "fi": ("ja on ei että se oli ovat mutta kun myös kuin sen hän joka tai niin voi olla vain ole mukaan"),
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_SEVERAL = frozenset({"ar", "ru", "hi"})
"""Those whose letters other languages write with too: the page's own word is believed before them."""


def known_as(code: str | None) -> str | None:
    """A language's code as the lists of this package have it: the primary subtag in lower case, ``no`` for Norwegian.

    Args:
        code: BCP 47 (``nb-NO``), or with an underscore (``nb_NO``); None and nothing are None.
    """
    primary = re.split("[-_]", (code or "").strip().lower(), maxsplit=1)[0]
    return "no" if primary in ("nb", "nn") else primary or None


def frequent_words(code: str) -> frozenset[str]:
    """The commonest words of a language, in lower case; none of a language that is not known."""
    return _WORDS.get(code, frozenset())


def language(text: str, declared: str | None) -> str | None:
    """The language of a text as BCP 47 primary subtag (``en``), or None if nothing tells.

    What the page declares is believed unless its words are clearly another language's: templates declare
    "en" on pages in German.
    """
    sample = text[:6000]
    letters = sum(char.isalpha() for char in sample)
    if letters < 40:
        return declared
    for code, script in _SCRIPTS:
        if len(script.findall(sample)) > (0.08 if code == "ja" else 0.4) * letters:
            return declared if declared and code in _SEVERAL else code
    words = re.findall(r"[^\W\d_]+", sample.lower())
    shares = {code: sum(word in common for word in words) / len(words) for code, common in _WORDS.items()}
    best = max(shares, key=lambda code: shares[code])
    if declared is None:
        return best if shares[best] > 0.15 and len(words) >= 12 else None
    needed = 1.8 * shares[declared] if declared in shares else 0.3
    sure = len(words) >= 40 and shares[best] > max(0.2, needed)
    return best if sure and known_as(declared) not in ("no", "da") else declared


def is_another(text: str, code: str) -> bool:
    """Whether a short text is clearly not in a language, by its script and its commonest words.

    Args:
        text: a sentence or two; too little to tell is never another language.
        code: BCP 47 code of the language that is expected.
    """
    code = known_as(code) or ""
    letters = sum(char.isalpha() for char in text)
    if not letters:
        return False
    shares = {script: len(signs.findall(text)) / letters for script, signs in _SCRIPTS}
    if code in shares:
        return shares[code] + (shares["zh"] if code == "ja" else 0) < 0.3
    if code not in _WORDS:
        return False
    if max(shares.values()) > 0.3:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {known: sum(word in common for word in words) for known, common in _WORDS.items()}
    # a word or two are shared by many languages
    return max(counts.values()) >= 2 and max(counts.values()) > 2 * counts[code]
