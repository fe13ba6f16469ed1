"""A reviewer, as the lab meets one: reads the file that was handed out, and sends an answer back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cli.typist import NAME, PLAN, Typist, changed
from postlab.loop.review.answer_text import AboutPost, Answer, block_of

REVIEWED_PLAN = changed(PLAN, {'approve = "each"': 'approve = "reviewed"'})
SAID = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)


@dataclass(frozen=True)
class HandedOut:
    """What the file of a review tells whoever has it."""

    text: str

    @property
    def code(self) -> str:
        return self._attribute("data-review")

    @property
    def key(self) -> str:
        return self._attribute("data-key")

    @property
    def digests(self) -> dict[int, str]:
        found = re.findall(r'data-post="(\d+)" data-sha256="([0-9a-f]{64})"', self.text)
        return {int(number): digest for number, digest in found}

    def word(self, post: int, said: str) -> str:
        """The line to type for an answer, as the file shows it."""
        return next(line for line in re.findall(r"<code>(.*?)</code>", self.text) if line.startswith(f"{post} {said} "))

    def answer(
        self,
        said: dict[int, Literal["yes", "no", "comment"]],
        *,
        name: str = "Ada Lovelace",
        at: datetime = SAID,
        comment: str = "",
        key: str = "",
    ) -> str:
        """The signed block, as the page writes it."""
        posts = tuple(
            AboutPost(post=number, sha256=self.digests[number], said=one, comment=comment)
            for number, one in said.items()
        )
        return block_of(Answer(review=self.code, name=name, at=at, posts=posts), key or self.key)

    def _attribute(self, name: str) -> str:
        found = re.search(rf'{name}="([^"]+)"', self.text)
        assert found is not None
        return found[1]


def hands_out(typist: Typist, experiment: str = NAME, file: str = "review.html") -> HandedOut:
    """Export a review, and read it as the reviewer gets it."""
    place = typist.lab.parent / file
    typist("review", "export", experiment, "-o", str(place))
    return HandedOut(Path(place).read_text(encoding="utf-8"))


def states(typist: Typist) -> list[str]:
    """Where the posts stand, by number."""
    return [state for (state,) in typist.rows("SELECT state FROM post ORDER BY id")]
