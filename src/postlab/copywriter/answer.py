"""What a model answers: texts by kind of block, as a tool call or as JSON in its text."""

from __future__ import annotations

import json
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

_FENCE = re.compile(r"^\s*```\w*\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_MOST_TEXTS = 20
_LONGEST_TEXT = 4000


def _as_texts(value: object) -> object:
    """One text where several were asked for is a list of one; a list of tags is one text of tags."""
    if isinstance(value, str):
        return [value]
    return value


def _as_tags(value: object) -> object:
    if isinstance(value, list) and value and all(isinstance(tag, str) and " " not in tag.strip() for tag in value):
        return [" ".join(tag.strip() for tag in value)]
    return _as_texts(value)


Texts = Annotated[
    list[Annotated[str, Field(max_length=_LONGEST_TEXT)]], BeforeValidator(_as_texts), Field(max_length=_MOST_TEXTS)
]
Tags = Annotated[
    list[Annotated[str, Field(max_length=_LONGEST_TEXT)]], BeforeValidator(_as_tags), Field(max_length=_MOST_TEXTS)
]


class BlockTexts(BaseModel):
    """Texts for the blocks of a post; only those that were asked for."""

    model_config = ConfigDict(extra="ignore")

    moment: Texts = []
    question: Texts = []
    evidence: Texts = []
    call_to_action: Texts = []
    hashtags: Tags = []

    def of(self, kind: str) -> list[str]:
        """The texts for a kind of block."""
        texts: list[str] = getattr(self, kind.replace(" ", "_"))
        return texts


def read_answer(text: str) -> BlockTexts:
    """The texts in a model's written answer: JSON, possibly fenced, with words or thoughts around it.

    Raises:
        ValueError: when there is no such JSON in it.
    """
    bare = _THOUGHT.sub("", text)
    fenced = _FENCE.match(bare)
    bare = fenced[1] if fenced else bare
    start, end = bare.find("{"), bare.rfind("}")
    if start < 0 or end < start:
        raise ValueError("there is no JSON object in the answer")
    try:
        return BlockTexts.model_validate(json.loads(bare[start : end + 1]))
    except (json.JSONDecodeError, RecursionError) as exc:
        raise ValueError("the JSON in the answer is broken") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from exc
