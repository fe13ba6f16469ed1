"""A report says which moments its rounds were near, and how near, in one line."""

from __future__ import annotations

from datetime import UTC, datetime

from postlab.reports.nouns.moment import MomentNamed
from postlab.reports.rounds_table import moments_met
from postlab.reports.views import RoundView

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def near(number: int, moment: str | None, days: int | None, *, withdrawn: bool = False) -> RoundView:
    return RoundView(
        number=number,
        seed="",
        assignment=(),
        drawn_at=NOW,
        closed_at=None,
        withdrawn_at=NOW if withdrawn else None,
        void=None,
        difference=None,
        ratio=None,
        posts=(),
        moved=(),
        so_far=None,
        moment=None if moment is None else MomentNamed(moment),
        moment_days=days,
    )


def test_one_line_names_them_all() -> None:
    rounds = [near(1, "exams", 27), near(2, "exams", 3), near(3, None, None), near(4, "\x1b[31mour fair", 1)]
    rounds += [
        near(5, "exams", -2),
        near(6, "offers", None),
        near(7, "results day", 0),
        near(8, "x", 1, withdrawn=True),
    ]
    assert moments_met(rounds) == (
        "exams in rounds 1, 2, 5 (27 days before to 2 days after it began); our fair in round 4 (1 day before); "
        "offers in round 6; results day in round 7 (on its first day)"
    )


def test_ranges() -> None:
    assert moments_met([near(1, "exams", 13), near(2, "exams", 6)]) == "exams in rounds 1 to 2 (13 to 6 days before)"
    after = [near(1, "exams", -1), near(2, "exams", -8)]
    assert moments_met(after) == "exams in rounds 1 to 2 (1 to 8 days after it began)"
    assert moments_met([near(1, None, None)]) == ""
