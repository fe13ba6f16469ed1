"""Evidence on a block comes from texts that had it; which rounds count is decided before the coin falls."""

from __future__ import annotations

from typing import Any

import pytest

from loop.bench import FIRST, HOUR, LINKS, SECOND, Bench
from postlab.framing.blocks import BARE_LINK
from postlab.loop.judge.evidence import as_went_out, comparisons, direct_evidence, measured_rounds
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.publish import editing
from postlab.records.tables import Post
from postlab.reports.experiment import build_report

BARE = {"name": "bare link", "blocks": ["link"]}
ASKS = {"name": "asks", "blocks": ["question", "link"]}
NAMES_AND_ASKS = {"name": "contextualised", "blocks": ["moment", "question", "link"]}
PAY, FEES, TRADES, _ = LINKS
"""Of these PostLab has a question on pay, and none on fees."""


def played(bench: Bench, *, treatment: dict[str, Any] = ASKS, **plan: Any) -> None:
    """An experiment of one round, read at its horizon; the treatment has three times as much."""
    bench.experiment(rounds=1, variant=[BARE, treatment], **plan)
    bench.network().script(counts={"plain": {"clicks": 100}, "context": {"clicks": 300}})
    finish(bench)


def finish(bench: Bench) -> None:
    bench.approve()
    for at in (FIRST, SECOND, FIRST + 72 * HOUR, SECOND + 72 * HOUR):
        bench.run(at)
    assert bench.rounds()[0].closed_at is not None


def contrasts(bench: Bench) -> list[str]:
    with bench.session() as session:
        return [contrast.key for contrast in direct_evidence(measured_rounds(session))]


def asking(link: dict[str, Any], question: str = "Is it worth the money?") -> dict[str, Any]:
    return {**link, "question": question}


def test_a_round_whose_texts_had_the_block_counts_for_it(staged: Bench) -> None:
    played(staged, link=[asking(PAY), asking(FEES)])
    assert contrasts(staged) == ["question"]


@pytest.mark.parametrize("seed", range(5))
def test_a_round_that_could_ask_on_one_of_its_links_counts_for_neither_fall_of_the_coin(
    tmp_path: Any, installed: Any, seed: int
) -> None:
    bench = Bench(tmp_path / "lab", seed=seed)
    bench.account(platform="staged")
    played(bench, link=[PAY, FEES])
    says = [next(iter(place["says"].values()))["asks"] for place in bench.rounds()[0].places]
    assert says == [["question", "link"], ["link"]], "whichever framing went there"
    with bench.session() as session:
        rounds = measured_rounds(session)
        assert [one.treatment.name for one in rounds] == ["asks"], "the experiment itself compares what it planned"
        assert as_went_out(rounds) == []
        assert comparisons(rounds) == []
        warned = " ".join(build_report(session, experiment_named(session, "exams"), now=bench.clock.now()).warnings)
    (asked,) = [PAY["url"] in post.url for post in bench.posts() if post.variant == "asks"]
    assert ("had no question" in warned) is not asked
    bench.close()


def test_both_falls_of_the_coin_were_seen_above(tmp_path: Any, installed: Any) -> None:
    assignments = set()
    for seed in range(5):
        bench = Bench(tmp_path / str(seed), seed=seed)
        bench.account(platform="staged")
        bench.experiment(rounds=1, variant=[BARE, ASKS], link=[PAY, FEES])
        assignments.add(tuple(bench.rounds()[0].assignment))
        bench.close()
    assert len(assignments) == 2


def test_where_no_link_could_ask_the_round_counts_for_what_was_said(staged: Bench) -> None:
    played(staged, treatment=NAMES_AND_ASKS, link=[FEES, {**FEES, "url": "https://news.example/fees-again"}])
    assert contrasts(staged) == ["moment"]
    with staged.session() as session:
        (compared,) = comparisons(measured_rounds(session))
    assert compared.change == {"moment": 1.0}


def test_a_block_that_somebody_took_out_after_the_draw_counts_against_both(staged: Bench) -> None:
    staged.experiment(rounds=1, variant=[BARE, ASKS], link=[asking(PAY), asking(FEES)], approve="each")
    staged.network().script(counts={"plain": {"clicks": 100}, "context": {"clicks": 300}})
    with staged.session() as session:
        asks = session.get_one(Post, next(post.id for post in staged.posts() if post.variant == "asks"))
        editing.edit(staged.lab, session, asks, f"Have a look. {asks.link_text}")
    finish(staged)
    with staged.session() as session:
        (measured,) = measured_rounds(session)
        (gone_out,) = as_went_out([measured])
    assert not measured.given_up, "the verdict of the experiment is about what was planned, and has its numbers"
    assert gone_out.given_up
    assert contrasts(staged) == []


def test_rounds_of_older_versions_count_as_planned_or_against_both(staged: Bench) -> None:
    played(staged, link=[asking(PAY), asking(FEES)])
    (drawn,) = staged.rounds()
    drawn.places = [{key: value for key, value in place.items() if key != "says"} for place in drawn.places]
    staged.store(drawn)
    assert contrasts(staged) == ["question"]
    asks = next(post for post in staged.posts() if post.variant == "asks")
    asks.blocks = [block for block in asks.blocks if block[0] != "question"]
    staged.store(asks)
    with staged.session() as session:
        (gone_out,) = as_went_out(measured_rounds(session))
    assert gone_out.given_up
    assert gone_out.control.same_framing(BARE_LINK)
