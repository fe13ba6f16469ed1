"""What a pool says in words: settled or not, for whom it is waited, and how much evidence it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loop.learn.pooling.makers import promise, promise_file, ratios_of, told, writes
from postlab.loop.learn.pooling.gather import Pool, gather
from postlab.reports.answers.pool import pool_answer
from postlab.reports.pooled import (
    goals,
    heading,
    next_step,
    opening_sentence,
    pooled_report,
    sentences,
    silent_sentences,
)


def a_pool(folder: Path, count: int, *, centre: float, silent: tuple[int, ...] = (), **question: Any) -> Pool:
    contents = {}
    for number in range(1, count + 1):
        made = promise(number, **question)
        contents[f"p{number}"] = promise_file(made)
        if number not in silent:
            contents[f"e{number}"] = told(made, number, ratios_of(number, centre=centre))
    return gather(writes(folder, **contents))


@pytest.mark.parametrize(
    ("centre", "opening"),
    [
        (1.0, "“question, link” gets more clicks than “link”."),
        (-1.0, "“link” gets more clicks than “question, link”."),
        (0.0, "Not settled: 14 practitioners do not say which of the two gets more clicks."),
    ],
)
def test_the_opening_says_who_gets_more(tmp_path: Path, centre: float, opening: str) -> None:
    report = pooled_report(a_pool(tmp_path, 14, centre=centre))
    assert opening_sentence(report).endswith(opening)
    assert opening_sentence(report).startswith("Settled by") == (centre != 0)
    assert (report.settled_at is not None) == (centre != 0)
    assert report.ratio is not None
    assert (report.ratio > 1) == (centre > 0) or centre == 0
    assert pool_answer(report).claim == {1.0: "more", -1.0: "less", 0.0: None}[centre]
    assert report.measuring == 14
    assert f"with {report.more_than_one} of 14" in " ".join(sentences(report))


def test_real_and_simulated_are_told_apart(tmp_path: Path) -> None:
    real = pooled_report(a_pool(tmp_path / "real", 2, centre=0.0))
    assert "imulated" not in opening_sentence(real)
    simulated = pooled_report(a_pool(tmp_path / "simulated", 2, centre=0.0, simulated=True))
    assert opening_sentence(simulated).startswith("Simulated audience.")
    assert heading(real.pool.question) == "Results in common: “question, link” against “link”, clicks after 72h"


def test_a_look_before_the_day_waits_and_what_it_settles_stays(tmp_path: Path) -> None:
    pool = a_pool(tmp_path, 20, centre=1.2, silent=(17, 19))
    so_far, whole = pooled_report(pool, so_far=True), pooled_report(pool)
    assert so_far.path == whole.path[:16]
    assert (so_far.settled_at, so_far.claim) == (whole.settled_at, whole.claim)
    assert so_far.settled_at is not None
    assert (so_far.told, so_far.silent, len(so_far.counted)) == (18, 2, 16)
    assert "4 practitioners have not been bet on" in " ".join(silent_sentences(so_far))
    assert "lost for both sides" in " ".join(silent_sentences(whole))


def test_nobody_told_yet(tmp_path: Path) -> None:
    report = pooled_report(a_pool(tmp_path, 3, centre=0.0, silent=(1, 2, 3)), so_far=True)
    assert (report.path, report.ratio, report.low, report.high, report.claim) == ((), None, None, None, None)
    assert "Remind those" in next_step(report)
    assert opening_sentence(report).startswith("Nothing can be said yet")
    answer = pool_answer(report)
    assert (answer.bets, answer.log_e_more, answer.log_e_less) == (0, 0.0, 0.0)


def test_what_is_expected_takes_less(tmp_path: Path) -> None:
    assert goals(pooled_report(a_pool(tmp_path / "a", 2, centre=0.0))) == "40 to 1"
    leaning = pooled_report(a_pool(tmp_path / "b", 2, centre=0.0, expected="treatment"))
    assert goals(leaning) == "25 to 1 for more and 100 to 1 for less, as was promised"
