"""The file that a practitioner sends to a pool: the promise of an experiment, later its rounds and its seed.

It holds no text, link, account or count, and how the numbers of a round lie is told by place, not by framing: what
the second place got more than the first, in logs to two decimals. Which place had the treatment, the reader draws
again from the seed, whose SHA-256 stands in the promise. Each round carries the hash of what stands before it.

The hashes, version 1, for a reader with any language at hand, each the SHA-256 of a text in UTF-8:

1. Of a promise: ``postlab-promise-1|`` and the promise as JSON with sorted keys, without spaces, not escaped.
2. Of a round: ``postlab-round-1|ROUND|WEEK|DIFFERENCE|ACCOUNTS|VOID|PREVIOUS``; the difference with two decimals
   (``-0.40``, zero as ``0.00``), what is null as nothing, PREVIOUS the hash of the round before or of the promise.
3. Of a seed: the seed.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from postlab.design.assignment import draw
from postlab.design.plan import MOST_ROUNDS

LARGEST = 20.0
"""The largest difference in logs that can be told: half a thousand million times."""

Void = Literal["given up", "guardrail", "missing"]
"""Why a round has no difference: a person gave it up, a guardrail was crossed, or outcomes are missing."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Week = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$")]
Time = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Blocks = Annotated[tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...], Field(min_length=1)]


class _Part(BaseModel):
    """An object of the file: it has its keys and no others, and values of their types."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Promise(_Part):
    """What is promised before the first post of an experiment goes out."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] = Field(
        description="Drawn at random; it names the promise and nobody."
    )
    promised_at: Time = Field(description="When, in UTC; the order of promises is the order of the bets.")
    experiment: Annotated[str, StringConstraints(min_length=1, max_length=60)] = Field(
        description="The experiment's name, of which the draw is made."
    )
    control: Blocks = Field(description="The control's blocks, in their order.")
    treatment: Blocks = Field(description="The blocks of the framing that is tried.")
    control_sorts_first: bool = Field(
        description="Whether the control's name comes before the treatment's by its UTF-8 bytes; the draw needs it."
    )
    metric: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="What is counted.")
    horizon: Annotated[str, StringConstraints(pattern=r"^[0-9a-z ]+$", max_length=20)] = Field(
        description="At which age posts are compared."
    )
    design: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        description="Which links the two posts of a round have: two links, or one link."
    )
    rounds: int = Field(ge=1, le=MOST_ROUNDS, description="How many rounds will be told, from the first on.")
    expected: Literal["treatment", "control"] | None = Field(
        description="Which framing is expected to do better; it has four fifths of alpha. Null: neither."
    )
    simulated: bool = Field(description="Whether the audience is simulated.")
    seed_sha256: Sha256 = Field(description="SHA-256 of the experiment's seed.")

    @field_validator("promised_at")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        try:
            datetime.fromisoformat(text)
        except ValueError as exc:
            raise PydanticCustomError("time", "there is no such time") from exc
        return text

    @model_validator(mode="after")
    def _compares_something(self) -> Promise:
        if self.control == self.treatment:
            raise PydanticCustomError("contrast", "control and treatment have the same blocks")
        return self

    @property
    def digest(self) -> str:
        """The hash that the first round carries."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return _sha256(f"postlab-promise-1|{canonical}")

    @property
    def week(self) -> str:
        """The week in which it was made, as rounds name theirs."""
        return week_of(datetime.fromisoformat(self.promised_at))


class ToldRound(_Part):
    """What one round measured."""

    round: int = Field(ge=1, le=2 * MOST_ROUNDS, description="Its number in the experiment, from 1.")
    week: Week = Field(description="The ISO week of its first post, in UTC.")
    difference: float | None = Field(
        ge=-LARGEST,
        le=LARGEST,
        allow_inf_nan=False,
        description="Natural log of what the second place got less that of the first, a mean over accounts, to two "
        "decimals; accounts that are crossed count the other way round. Null where the round has none.",
    )
    accounts: int = Field(ge=0, le=1000, description="On how many accounts both posts were counted.")
    void: Void | None = Field(description="Why it has no difference; null where it has one.")
    previous: Sha256 = Field(description="Fingerprint of the round before; in the first, of the promise.")

    @model_validator(mode="after")
    def _agrees(self) -> ToldRound:
        if (self.difference is None) != (self.void is not None) or (self.accounts == 0) != (self.difference is None):
            raise PydanticCustomError("void", "a round has a difference and accounts, or a reason why it has none")
        if self.difference is not None and not math.isclose(self.difference, rounded(self.difference), abs_tol=1e-9):
            raise PydanticCustomError("decimals", "the difference has more than two decimals")
        return self

    @property
    def digest(self) -> str:
        """The hash that the next round carries."""
        difference = "" if self.difference is None else f"{rounded(self.difference):.2f}"
        parts = (self.round, self.week, difference, self.accounts, self.void or "", self.previous)
        return _sha256("|".join(["postlab-round-1", *map(str, parts)]))


class Closing(_Part):
    """What stands below the rounds."""

    seed: Annotated[str, StringConstraints(min_length=32, max_length=128, pattern=r"^[0-9a-f]+$")] | None = Field(
        description="The experiment's seed; null until the experiment is over."
    )
    previous: Sha256 = Field(description="Fingerprint of the last round; without one, of the promise.")


class PoolFile(_Part):
    """A practitioner's file: a promise alone, or with rounds and closing once it is told."""

    postlab_pool: Literal[1] = Field(description="Version of this form.")
    promise: Promise
    rounds: Annotated[tuple[ToldRound, ...], Field(max_length=2 * MOST_ROUNDS)] = ()
    closing: Closing | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> PoolFile:
        if self.rounds and self.closing is None:
            raise PydanticCustomError("closing", "there are rounds, and no closing below them")
        return self

    @property
    def seed(self) -> str | None:
        """The experiment's seed; None in a promise, and while the experiment is not over."""
        return self.closing.seed if self.closing else None

    @property
    def text(self) -> str:
        """The file as it is written, in JSON."""
        whole = self.model_dump(mode="json", exclude=None if self.closing else {"rounds", "closing"})
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"

    def broken_links(self) -> Iterator[str]:
        """The places, in words, that do not carry the hash of what stands before them."""
        before = self.promise.digest
        for told in self.rounds:
            if told.previous != before:
                yield f"round {told.round}"
            before = told.digest
        if self.closing is not None and self.closing.previous != before:
            yield "the closing"

    def treatment_later(self) -> list[bool]:
        """For each round, whether the coin gave the second place to the treatment, drawn again from the seed.

        Raises:
            ValueError: there is no seed.
        """
        if self.seed is None:
            raise ValueError("a file without a seed has no draws")
        return [treatment_later(self.promise, self.seed, told.round) for told in self.rounds]


def told_file(
    promise: Promise, rounds: Sequence[tuple[int, str, float | None, int, Void | None]], *, seed: str | None
) -> PoolFile:
    """A promise with its rounds, chained.

    Args:
        promise: as it was made.
        rounds: for each its number, week, difference (second place less first, in any precision), accounts and void.
        seed: of the experiment; None while it is not over.
    """
    told: list[ToldRound] = []
    before = promise.digest
    for number, week, difference, accounts, void in rounds:
        shown = None if difference is None else rounded(difference)
        told.append(ToldRound(round=number, week=week, difference=shown, accounts=accounts, void=void, previous=before))
        before = told[-1].digest
    return PoolFile(postlab_pool=1, promise=promise, rounds=tuple(told), closing=Closing(seed=seed, previous=before))


def treatment_later(promise: Promise, seed: str, round_number: int) -> bool:
    """Whether the draw of a round gives its second place to the treatment.

    Only the order of the framings' names enters the draw (`postlab.design.assignment`), so that others stand in here.
    """
    control, treatment = ("a", "b") if promise.control_sorts_first else ("b", "a")
    drawn = draw(
        seed, experiment=promise.experiment, round_number=round_number, variants=(control, treatment), places=2
    )
    return drawn[1] == treatment


def seed_digest(seed: str) -> str:
    """SHA-256 of a seed."""
    return _sha256(seed)


def week_of(at: datetime) -> str:
    """The ISO week of a moment in UTC, such as 2027-W05."""
    year, week, _ = at.astimezone(UTC).isocalendar()
    return f"{year:04d}-W{week:02d}"


def rounded(difference: float) -> float:
    """A difference to two decimals, never a negative zero: with more of them, small counts could be found again."""
    return round(difference, 2) + 0.0


def schema_text() -> str:
    """The JSON Schema of a file, as it stands beside this module."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_FILE,
        **PoolFile.model_json_schema(),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


SCHEMA_FILE = "pool_file.schema.json"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    (Path(sys.argv[1]) / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
