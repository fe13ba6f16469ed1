"""What would help where posts get too little: each way with its rounds and weeks, the soonest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postlab.design.ways_out import COLLEAGUES, Layout, WayCode, too_few, ways_out
from postlab.stats.luck import Page

LAYOUT = Layout(
    alpha=0.05,
    rounds=12,
    variants=2,
    slots_per_week=3,
    design="two links",
    gap=None,
    same_link_gap=timedelta(days=14),
)
ONE_CLICK = [Page(1.0)]


@pytest.mark.parametrize(
    ("means", "few"), [((1,), True), ((4.9,), True), ((5,), False), ((2, 40), False), ((0,), True)]
)
def test_fewer_than_five_a_post_are_too_few(means: tuple[float, ...], few: bool) -> None:
    assert too_few([Page(mean) for mean in means]) is few


def test_the_plan_stands_first_and_every_way_after_it_takes_fewer_rounds() -> None:
    ways = ways_out(
        LAYOUT,
        ONE_CLICK,
        metric="clicks",
        others={"likes": [Page(6.0)], "shares": [Page(0.1)]},
        more_accounts={"library": Page(2.0)},
    )
    assert ways[0].code is WayCode.AS_PLANNED
    weeks = [way.weeks for way in ways[1:]]
    assert weeks == sorted(weeks)
    assert all(way.rounds < ways[0].rounds for way in ways[1:])
    assert {way.code for way in ways[1:]} >= {WayCode.METRIC, WayCode.ACCOUNTS, WayCode.COLLEAGUES, WayCode.NEWSLETTER}
    told = " ".join(way.what for way in ways)
    assert "judge by likes, about 6 a post" in told
    assert "“library”" in told
    assert "shares" not in told


def test_a_round_and_its_weeks_are_those_of_the_changed_plan() -> None:
    ways = {way.code: way for way in ways_out(LAYOUT, ONE_CLICK, metric="clicks", others={}, more_accounts={})}
    stands = ways[WayCode.AS_PLANNED]
    assert stands.weeks == pytest.approx(stands.rounds * 2 / 3)
    assert ways[WayCode.COLLEAGUES].rounds == -(-stands.rounds // (COLLEAGUES + 1))
    second = ways[WayCode.ACCOUNTS]
    assert second.rounds < stands.rounds
    assert second.weeks == pytest.approx(second.rounds * 2 / 3)
    # one round after the other, each a fortnight long, takes longer than it saves, and its weeks say so
    assert ways[WayCode.ONE_LINK].rounds < stands.rounds
    assert ways[WayCode.ONE_LINK].weeks > stands.weeks
    assert ways[WayCode.NEWSLETTER].weeks == ways[WayCode.NEWSLETTER].rounds


def test_one_link_is_sooner_where_its_gap_is_short_and_no_way_where_it_is_planned() -> None:
    short = replace(LAYOUT, same_link_gap=timedelta(hours=20))
    ways = {way.code: way for way in ways_out(short, ONE_CLICK, metric="clicks", others={}, more_accounts={})}
    assert ways[WayCode.ONE_LINK].weeks < ways[WayCode.AS_PLANNED].weeks
    planned = short.with_one_link()
    assert (planned.design, planned.gap) == ("one link", timedelta(hours=20))
    codes = [way.code for way in ways_out(planned, ONE_CLICK, metric="clicks", others={}, more_accounts={})]
    assert WayCode.ONE_LINK not in codes
