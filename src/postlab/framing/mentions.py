"""Whom a network would tell about a text because of an “@” in it, and page words with which it tells nobody.

The sign is taken off, so that a reader sees the name and the network a word. Nothing less would hold: an invisible
character behind the sign is removed on the way out (`postlab.sanitise`) and by networks, and X takes the wide “＠” for
the same sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from postlab.english import listed
from postlab.framing.article import BY_HAND, Article
from postlab.framing.notes import Note, NoteCode
from postlab.sanitise import postable

_SIGN = re.compile("[@＠]")
_ADDRESS_SO_FAR = re.compile(r".*https?://|[(\[\"'“‘«]*[\w-]+(?:\.[\w-]+)+/", re.IGNORECASE)
"""Begins a word in which a sign is part of an address: medium.com/@name."""

_ENDS_NO_NAME = r"[@＠\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0300-\u036f]|://"
_RETWEETED = r"(?<=(?<![a-zA-Z0-9_+~.-])[Rr][Tt])"


@dataclass(frozen=True, slots=True)
class MentionRule:
    """What a network takes for a mention of somebody, whom it then tells.

    Attributes:
        network: its name for people.
        pattern: a mention, sign included; its group ``name`` is what stays when nobody shall be told.
    """

    network: str
    pattern: re.Pattern[str]


ON_X = MentionRule(
    "X",
    re.compile(
        rf"(?:(?<![a-zA-Z0-9_!#$%&*@＠])|{_RETWEETED})[@＠](?P<name>[a-zA-Z0-9_]{{1,20}}+)(?!{_ENDS_NO_NAME})",
    ),
)
"""X. Source: twitter-text (`validMentionOrList`, `endMentionMatch`); its conformance suite says what is right."""

ON_MASTODON = MentionRule(
    "Mastodon",
    re.compile(
        r"(?<![=/\w])@(?P<name>[a-zA-Z0-9_]++(?:[.-]++[a-zA-Z0-9_]++)*+)(?:@\w++(?:[.-]++\w++)*+)?+"
        rf"(?!{_ENDS_NO_NAME})"
    ),
)
"""Mastodon. Source: `Account::MENTION_RE`, and of X what may not follow (`Extractor`); a name without a server is one
of the account's own server."""

_META_NAME = re.compile(r"(?<![\w/=.])[@＠](?P<name>\w(?:[\w.]{0,28}\w)?)(?:@[\w-]+(?:\.[\w-]+)+)?")

ON_THREADS = MentionRule("Threads", _META_NAME)
"""Threads, which publishes no pattern: its names are letters, digits, “.” and “_”, 30 at most."""

ON_INSTAGRAM = MentionRule("Instagram", _META_NAME)
"""Instagram, whose names are those of Threads."""

IN_THE_BLUESKY_APP = MentionRule("Bluesky", re.compile(r"(?<![^\s(])@(?P<name>(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+)"))
"""Bluesky, where a person pastes a text into its app (@atproto/api, `detectFacets`); a text that is sent mentions
nobody without a facet, and PostLab makes none."""


def mentions(text: str, rule: MentionRule) -> tuple[str, ...]:
    """Whom a network would tell about a text, each once: "@maria"."""
    return tuple(dict.fromkeys(match[0] for match in _mentions(text, rule)))


def without_mentions(words: str, rule: MentionRule) -> tuple[str, tuple[str, ...]]:
    """Words with which a network tells nobody, and who stood in them with a sign: "@maria".

    Addresses stay as they are, and so do words without a mention.
    """
    if not _SIGN.search(words):
        return words, ()
    names: list[str] = []
    quiet = postable(words)
    # what is left of one may be another: “@@maria”
    while matches := list(_mentions(quiet, rule)):
        names += [match[0] for match in matches]
        for match in reversed(matches):
            before = quiet[: match.start()]
            # “RT@maria”
            gap = " " if before[-1:].isalnum() else ""
            quiet = f"{before}{gap}{match['name']}{quiet[match.end() :]}"
    return (quiet if names else words), tuple(dict.fromkeys(names))


def unmentioned(article: Article, rule: MentionRule | None) -> tuple[Article, tuple[str, ...]]:
    """The article with words of its own that tell nobody, and who stood in them with a sign.

    Its title counts as its own, whoever typed it; evidence that was given by hand does not.

    Args:
        article: as it was read.
        rule: the network's; None where a text tells nobody.
    """
    sentences = (quoted.sentence for quoted in article.evidence)
    own_words = (article.title, article.site, article.description, article.summary, *sentences)
    if rule is None or not any(_SIGN.search(words) for words in own_words if words):
        return article, ()
    names: list[str] = []

    def quiet(words: str) -> str:
        plain, mentioned = without_mentions(words, rule)
        names.extend(mentioned)
        return plain

    with_own_words = replace(
        article,
        title=quiet(article.title),
        site=article.site and quiet(article.site),
        description=article.description and quiet(article.description),
        summary=article.summary and quiet(article.summary),
        evidence=tuple(
            quoted if quoted.source == BY_HAND else replace(quoted, sentence=quiet(quoted.sentence))
            for quoted in article.evidence
        ),
    )
    return with_own_words, tuple(dict.fromkeys(names))


def mention_notes(texts: Sequence[str], rule: MentionRule | None, *, taken_off: Sequence[str] = ()) -> list[Note]:
    """Who is told about a post, and who is not although a page mentions them.

    Args:
        texts: of the post, and of its first reply.
        rule: the network's; None where a text tells nobody.
        taken_off: who stood in the page's words (`unmentioned`); those that the texts do not name are left out.
    """
    if rule is None:
        return []
    notes: list[Note] = []
    named = [name for name in taken_off if any(_names(text, name, rule) for text in texts)]
    if named:
        them = "them" if len(named) > 1 else "that account"
        off = (
            f"Took the @ off {listed(named)} in the title or the page's words, for {rule.network} would tell {them} of "
            "the post. To mention somebody on purpose, word a block yourself."
        )
        notes.append(Note(NoteCode.MENTION, off))
    if notified := list(dict.fromkeys(name for text in texts for name in mentions(text, rule))):
        will_tell = f"{rule.network} will tell {listed(notified)} of the post; leave the @ out if that is not meant."
        notes.append(Note(NoteCode.MENTION, will_tell))
    return notes


def _mentions(text: str, rule: MentionRule) -> Iterator[re.Match[str]]:
    """The mentions of a text, but none within an address."""
    if not _SIGN.search(text):
        return
    for match in rule.pattern.finditer(text):
        before = text[: match.start()]
        word = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
        if not _ADDRESS_SO_FAR.match(word):
            yield match


def _names(text: str, mention: str, rule: MentionRule) -> bool:
    """Whether somebody is named in a text, without the sign."""
    whole = rule.pattern.match(mention)
    return whole is not None and re.search(rf"(?<![\w@＠]){re.escape(whole['name'])}(?!\w)", text) is not None
