"""The answers of `postlab draft` and `postlab words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from postlab.reports.answer import Answer
from postlab.reports.nouns.link import ArticleView
from postlab.reports.nouns.moment import MomentView
from postlab.reports.nouns.picture import PictureView
from postlab.reports.nouns.post import BlockView


@dataclass(frozen=True, slots=True)
class DraftReply:
    """The first reply of a draft, which carries its link.

    Attributes:
        text: its text.
    """

    text: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A text as it would be posted; keys shared with a post mean the same.

    Attributes:
        variant: its framing.
        platform: the platform that it is written for.
        accounts: names of the accounts that would post this text.
        url: the address of its link, with tracking parameters.
        link: how its link reads in the text, or in the first reply; some platforms keep the address behind it.
        text: the text.
        length: its length, as the platform counts it.
        limit: the greatest length that the platform allows.
        blocks: the building blocks of the text.
        written_by: by kind of block, the language model that wrote its words.
        notes: what was left out, shortened or missing, whom it tells and how it is heard, one sentence each.
        reply: the first reply, if that carries the link, else null.
        picture: the picture beside the text, else null.
        preview: whether the preview of the link is to go along, where the network lets one choose.
    """

    variant: str
    platform: str
    accounts: tuple[str, ...]
    url: str
    link: str
    text: str
    length: int
    limit: int
    blocks: tuple[BlockView, ...]
    written_by: Mapping[str, str]
    notes: tuple[str, ...]
    reply: DraftReply | None
    picture: PictureView | None
    preview: bool


@dataclass(frozen=True, slots=True)
class DraftAnswer(Answer):
    """The framings of a link; nothing is stored.

    Attributes:
        article: the article at the link.
        drafts: the drafts, by framing, then by platform.
        moment: the moment of the lab's calendar that the drafts open with, else null.
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
        written_by: name of the model.
        sources: for evidence, the sentences of the article that support it.
        refused: why the words are not offered; null where they are.
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
        article: the article at the link.
        model: name of the language model.
        server: address of its server.
        suggestions: the suggestions, refused ones included.
        saved: by kind of block, the words that were saved with the link.
    """

    ANSWER: ClassVar[str] = "words"
    COMMAND: ClassVar[str] = "postlab words URL"

    article: ArticleView
    model: str
    server: str
    suggestions: tuple[SuggestedWords, ...]
    saved: Mapping[str, str]
