"""What a site is called, short enough to name it as a source: no slogan, no “Home”, no name of a program."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from postlab.articles.head import Head
from postlab.articles.phrases import listed

LONGEST = 40
"""A longer name is none that fits beside a quotation."""

SEPARATOR = re.compile(r"\s+(?:[|·•»›«‹—–\-:/~]|::|\|\|)\s+|\s*[|»]\s*|\s+:(?=\w)|\s+[—–]\s*")
_COLON = re.compile(r":\s+")
_NO_NAME = listed(
    r"""
    home ?(?:page)?, start ?(?:page|seite)?, welcome.*, willkommen.*, bienvenue.*, bienvenid[oa]s?.*, accueil, inicio,
    página (?:principal|inicial), início,
    index, untitled.*, (?:my |our |the )?(?:new )?(?:web ?)?site, (?:my |our |the )?blog, mon blog, mein blog, mi
    blog, (?:latest )?news, nieuws, nachrichten,
    actualités, noticias, articles?, posts?, pages?, main(?: site)?, default, word ?press(?:\.com)?, just another word
    ?press.*, drupal, joomla!?, wix(?:\.com)?,
    squarespace, blogger, weebly, site ?core, type ?pad, null, undefined, none, test, your (?:site|company) name, site
    name, website, online, en, de, fr, es,
    careers?(?: (?:and|&) \w+)?(?: (?:services?|centre|center|hub|office|advice|team))?, jobs?, vacancies,
    loading\W*, log ?in, sign in, search, menu, resources, insights, events?, blog posts?, press releases?, about(?:
    us)?, contact(?: us)?
    """,
    before=r"^\W*",
    after=r"\W*$",
)
_GENERAL_LABELS = frozenset(
    {
        "com",
        "org",
        "net",
        "co",
        "edu",
        "gov",
        "ac",
        "info",
        "blog",
        "blogs",
        "news",
        "www",
        "careers",
        "jobs",
        "m",
        "io",
    }
    | {"de", "uk", "fr", "es", "it", "nl", "au", "nz", "ca", "ie", "eu"}
)
_ENDING = re.compile(r"[\s,.:;|–—-]+$")


def named_site(head: Head, url: str) -> str | None:
    """The publication's name as the page gives it, or None."""
    given = (
        head.first("og:site_name"),
        head.declared.publisher,
        head.declared.site,
        *head.every("application-name", "al:ios:app_name", "apple-mobile-web-app-title")[:3],
    )
    for name in given:
        # some pages put their headline there
        if name and len(name) <= 200 and name != head.title and (short := short_name(name, url)):
            return short
    return None


def site_in_title(head: Head, title: str, url: str) -> str | None:
    """The site's name as the ``title`` element carries it beside the headline, or None if it carries none."""
    whole = head.title or ""
    at = whole.find(title)
    if at < 0:
        return None
    before, after = whole[:at].strip(), whole[at + len(title) :].strip()
    cut = SEPARATOR.match(f" {after}") if after else None
    rest = f" {after}"[cut.end() :] if cut else re.sub(r"[\s|»:–—-]+$", "", before)
    return short_name(rest, url) if rest and len(rest.split()) <= 14 else None


def short_name(name: str, url: str) -> str | None:
    """A site's name without slogans and other parts; None where nothing is left that is a name.

    Of several parts it is the one that the host shows, else the first (or what a name in front of a colon is).
    """
    name = " ".join(name.split()).lstrip("@").strip()
    parts = [part for piece in SEPARATOR.split(name) if (part := _ENDING.sub("", piece).strip())]
    if len(name) > LONGEST or _COLON.search(name):
        parts = [part for whole in parts for part in _COLON.split(whole)]
    usable = [
        part for part in parts if 2 <= len(part) <= LONGEST and len(part.split()) <= 7 and not _NO_NAME.match(part)
    ]
    labels = host_labels(url)
    shown = [part for part in usable if shows(part, labels)]
    if shown:
        # "KFF | Kettering Family Fund": both are shown, and the letters alone tell few readers anything
        return max(shown, key=len) if len(shown[0]) < 5 else shown[0]
    if not usable and len(parts) == 1 and (letters := _initials(parts[0]) & labels):
        return max(letters, key=len).upper()
    # two letters that the host does not show are rather a word of the name
    if usable and len(usable[0]) <= 2:
        return name if len(name) <= LONGEST else None
    return usable[0] if usable else None


def host_labels(url: str) -> frozenset[str]:
    """The parts of an address's host that may name its site, in the form of `plain`."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return frozenset(plain(label) for label in host.split(".") if label not in _GENERAL_LABELS and len(label) > 1)


def shows(name: str, labels: frozenset[str]) -> bool:
    """Whether a host shows a name: its letters, its initials, its beginning or a word of it."""
    letters = plain(name).removeprefix("the")
    words = {plain(word) for word in name.split()}
    return any(
        label in (letters, f"the{letters}")
        or (len(label) >= 4 and (letters.startswith(label) or label.startswith(letters)) and len(letters) >= 3)
        or (len(letters) >= 5 and letters in label)
        or label in _initials(name)
        or (len(label) >= 4 and label in words)
        for label in labels
    )


def plain(text: str) -> str:
    """Letters and digits only, lower case, no accents: for comparing names."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if char.isalnum())


def _initials(name: str) -> frozenset[str]:
    """A name's initials, with and without its small words, where there are enough of them."""
    words = re.findall(r"[^\W\d_]+", name)
    capital = [word for word in words if word[0].isupper() and word != "The"]
    both = ("".join(plain(word[0]) for word in some) for some in (words, capital, [w for w in words if w != "The"]))
    return frozenset(letters for letters in both if len(letters) >= 3)
