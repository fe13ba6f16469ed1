"""The answers of `postlab draft` and `postlab words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from postlab.reports.answer import Answer
from postlab.reports.nouns.link import ArticleView
from postlab.reports.nouns.moment import MomentView
from postlab.reports.nouns.post import BlockView


@dataclass(frozen=True, slots=True)
class DraftReply:
    """The first reply of a draft, which carries its link.

    Attributes:
        text: what it would say.
    """

    text: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A text as it would be posted; keys that a post has as well mean the same.

    Attributes:
        variant: its framing.
        platform: where it would stand.
        accounts: names of the accounts for which that holds.
        url: where its link leads, tracking included.
        text: what it would say.
        length: how long it is, as the platform counts.
        limit: how long it may be.
        blocks: what the text is made of.
        written_by: by kind of block, the language model that wrote its words.
        notes: what was left out, shortened or missing, a sentence each.
        reply: the first reply, where that carries the link, else null.
    """

    variant: str
    platform: str
    accounts: tuple[str, ...]
    url: str
    text: str
    length: int
    limit: int
    blocks: tuple[BlockView, ...]
    written_by: Mapping[str, str]
    notes: tuple[str, ...]
    reply: DraftReply | None


@dataclass(frozen=True, slots=True)
class DraftAnswer(Answer):
    """The framings of a link; nothing is stored.

    Attributes:
        article: what the link leads to.
        drafts: by framing, then by platform.
        moment: the moment of the lab's calendar that they open with, else null.
    """

    ANSWER: ClassVar[str] = "draft"
    COMMAND: ClassVar[str] = "postlab draft URL"

    article: ArticleView
    drafts: tuple[DraftView, ...]
    moment: MomentView | None


@dataclass(frozen=True, slots=True)
class SuggestedWords:
    """A language model's words for a block.

    Attributes:
        block: the kind of block.
        text: the words.
        written_by: the model.
        sources: for the evidence, the sentences of the article that say it.
        refused: why they are not offered.
    """

    block: str
    text: str
    written_by: str
    sources: tuple[str, ...]
    refused: str | None


@dataclass(frozen=True, slots=True)
class WordsAnswer(Answer):
    """A language model's suggestions for the blocks of a link.

    Attributes:
        article: what the link leads to.
        model: the language model.
        server: where it is.
        suggestions: each, those that were refused among them.
        saved: by kind of block, what was kept with the link.
    """

    ANSWER: ClassVar[str] = "words"
    COMMAND: ClassVar[str] = "postlab words URL"

    article: ArticleView
    model: str
    server: str
    suggestions: tuple[SuggestedWords, ...]
    saved: Mapping[str, str]
