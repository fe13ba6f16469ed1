"""What both framings gathered in all, and when one post makes that differ from typical posts."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from postlab.reports.terminal import show
from postlab.reports.totals import Totals, totals_of
from postlab.stats.rates import Counted
from reports.worlds import WINNING, Records

Screen = Callable[..., str]


def totals(pairs: list[tuple[float, float]], ratio: float | None = 1.0) -> Totals:
    counted = [(Counted(a), Counted(b)) for a, b in pairs]
    found = totals_of(counted, control="bare link", treatment="contextualised", metric="clicks", ratio=ratio)
    assert found is not None
    return found


def test_sums_and_their_ratio() -> None:
    found = totals([(10, 20), (15, 30)], 2.0)
    assert (found.control, found.treatment, found.ratio, found.one_post) == (25, 50, 2, None)
    assert found.sentence == "In all, context gathered 50 clicks and the bare link 25, 2.0 times."


def test_nothing_gathered_has_no_ratio() -> None:
    assert totals([(0, 3)]).ratio is None
    assert totals([(0, 3)]).sentence == "In all, context gathered 3 clicks and the bare link 0."
    assert totals_of([], control="a", treatment="b", metric="clicks", ratio=None) is None


def test_a_viral_post_is_named() -> None:
    quiet = [(10.0, 10.0)] * 9
    found = totals([*quiet, (10, 900)])
    assert (found.one_post, found.largest) == ("contextualised", 900)
    assert "One post of context has 900 of its 990: without it" in found.sentence
    assert totals([*quiet, (900, 10)]).one_post == "bare link"


def test_totals_that_many_posts_make_are_nobodys_doing() -> None:
    assert totals([(10.0, 30.0)] * 9, 1.0).one_post is None
    assert totals([(10.0, 11.0)] * 9, 1.1).one_post is None


def rates(pairs: list[tuple[tuple[float, float], tuple[float, float]]], ratio: float) -> Totals:
    counted = [(Counted(*control), Counted(*treatment)) for control, treatment in pairs]
    found = totals_of(
        counted, control="bare link", treatment="contextualised", metric="clicks per 1000 views", ratio=ratio
    )
    assert found is not None
    return found


def test_of_a_rate_counts_and_views_are_summed() -> None:
    found = rates([((10, 400), (12, 200)), ((20, 600), (18, 300))], 2.0)
    assert (found.control, found.control_views, found.treatment, found.treatment_views) == (30, 1000, 30, 500)
    assert found.ratio == 2
    assert found.sentence == (
        "In all, context gathered 30 clicks in 500 views and the bare link 30 in 1,000: 60 and 30 per 1000 views, "
        "2.0 times."
    )


def test_a_post_that_everybody_clicks_is_named_and_one_that_everybody_sees_is_not() -> None:
    quiet = [((10.0, 500.0), (10.0, 500.0))] * 9
    assert rates([*quiet, ((10, 500), (900, 5000))], 1.0).one_post == "contextualised"
    assert rates([*quiet, ((10, 500), (900, 45_000))], 1.0).one_post is None


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1), st.floats(0.1, 10))
def test_the_sides_can_be_exchanged(pairs: list[tuple[float, float]], ratio: float) -> None:
    found, turned = totals(pairs, ratio), totals([(b, a) for a, b in pairs], 1 / ratio)
    assert (found.control, found.treatment) == (turned.treatment, turned.control)
    assert (found.one_post is None) == (turned.one_post is None)


def test_the_report_has_them_beside_the_ratio(records: Records, screen: Screen) -> None:
    report = records.report(records.experiment([*WINNING[:5], (None, 7)]))
    text = " ".join(screen(lambda console: show(report, console), width=100).split())
    assert "In all, context gathered 206 clicks and the bare link 54, 3.8 times." in text
