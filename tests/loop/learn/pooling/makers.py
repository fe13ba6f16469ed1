"""Practitioners who were never there: promises, and exports with the log ratios that a test asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from postlab.loop.learn.pooling.pool_file import (
    PoolFile,
    Promise,
    Void,
    seed_digest,
    told_file,
    treatment_later,
    week_of,
)

START = datetime(2027, 2, 1, 9, tzinfo=UTC)


def seed_of(number: int) -> str:
    """The seed of a practitioner."""
    return hashlib.sha256(f"seed {number}".encode()).hexdigest()[:32]


def promise(number: int, **changed: Any) -> Promise:
    """The promise of a practitioner; they promise an hour after one another."""
    document = {
        "id": hashlib.sha256(f"id {number}".encode()).hexdigest()[:16],
        "promised_at": (START + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "experiment": "in-common",
        "control": ("link",),
        "treatment": ("question", "link"),
        "control_sorts_first": True,
        "metric": "clicks",
        "horizon": "72h",
        "design": "two links",
        "rounds": 6,
        "expected": None,
        "simulated": False,
        "seed_sha256": seed_digest(seed_of(number)),
    }
    return Promise.model_validate(document | changed)


def told(
    made: Promise, number: int, ratios: Sequence[float | Void], *, over: bool = True, turned: bool = False
) -> PoolFile:
    """An export whose rounds have these log ratios of treatment to control, or reasons why they have none.

    Args:
        made: the promise.
        number: of the practitioner, for the seed.
        ratios: one a round.
        over: whether the seed is told.
        turned: whether all numbers have the wrong sign.
    """
    lines: list[tuple[int, str, float | None, int, Void | None]] = []
    for place, ratio in enumerate(ratios, start=1):
        week = week_of(START + timedelta(weeks=place))
        if isinstance(ratio, str):
            lines.append((place, week, None, 0, ratio))
            continue
        later = treatment_later(made, seed_of(number), place)
        lines.append((place, week, ratio if later != turned else -ratio, 2, None))
    return told_file(made, lines, seed=seed_of(number) if over else None)


def promise_file(made: Promise) -> PoolFile:
    """A promise as it is sent in."""
    return PoolFile(postlab_pool=1, promise=made)


def writes(folder: Path, **contents: PoolFile | str) -> list[Path]:
    """Files of these names, in the order given."""
    folder.mkdir(exist_ok=True)
    paths = []
    for name, content in contents.items():
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(content if isinstance(content, str) else content.text, encoding="utf-8")
    return paths


def ratios_of(number: int, *, centre: float = 0.0, rounds: int = 6) -> list[float]:
    """Log ratios that look drawn, other ones for each practitioner, the same every time."""
    digest = hashlib.sha256(f"ratios {number}".encode()).digest()
    return [centre + (256 * digest[2 * n] + digest[2 * n + 1]) / 2**15 - 1 for n in range(rounds)]
