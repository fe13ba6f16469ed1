"""The pool of links: which of them are used is what the records of experiments tell, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, Bench, closing_lab
from postlab.errors import InputError
from postlab.loop.judge.ending import end
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan.amendments import amend
from postlab.loop.pool import add, pairs, store
from postlab.loop.pool.stock import Stock, stock
from postlab.records.tables import ExperimentState, PostState

TITLES = [
    *("Scholarship deadlines", "Interview nerves", "Scholarship essays", "Interview panels"),
    *("Revision and sleep", "Loans and fees", "Sleep and revision", "Fees and loans"),
]


def fill(bench: Bench, titles: list[str] = TITLES, **more: Any) -> list[str]:
    """Put articles by hand into the pool; their addresses."""
    urls = [f"https://pool.example/{title.lower().replace(' ', '-')}" for title in titles]
    candidates = [
        add.LinkCandidate(url, title=title, evidence=(f"A survey found that {title.lower()} matter.",), **more)
        for url, title in zip(urls, titles, strict=True)
    ]
    assert [told.what for told in add.take(bench.lab, candidates, by_hand=True)] == ["added"] * len(urls)
    return urls


def unused(bench: Bench, *, simulated: bool | None = None) -> list[str]:
    with bench.lab.session() as session:
        return [str(link.article["title"]) for link in store.unused(session, simulated=simulated)]


def chosen(bench: Bench, **plan: Any) -> pairs.Chosen:
    with bench.lab.session() as session:
        return pairs.choose(session, {"accounts": ["page"], **plan})


def titles(links: list[dict[str, Any]]) -> list[str]:
    return [link["title"] for link in links]


def test_the_rounds_take_the_pairs_one_after_the_other_also_around_voids(staged: Bench) -> None:
    fill(staged)
    found = chosen(staged, rounds=6)
    assert len(found.links) == 8
    made = [{*titles(found.links)[at : at + 2]} for at in range(0, 8, 2)]
    assert {"Scholarship deadlines", "Scholarship essays"} in made
    assert {"Revision and sleep", "Sleep and revision"} in made
    staged.experiment(link=found.links, rounds=6, readings=["1h"], horizon="1h")
    staged.run(FIRST)
    second = staged.post(1)
    second.state = PostState.CANCELLED
    staged.store(second)
    staged.run_through(FIRST + 40 * DAY, every=6 * HOUR)
    by_id = {link.id: link.article["title"] for link in staged.links()}
    drawn = [{by_id[place["link"]] for place in round_.places} for round_ in staged.rounds()]
    assert len(drawn) > 5
    assert staged.verdicts()[-1].voided >= 1
    assert drawn[:4] == made
    # where the pool is at its end it starts anew, with the same pairs
    assert drawn[4:] == made[: len(drawn) - 4]


def test_a_plan_from_the_pool_needs_no_network(staged: Bench) -> None:
    """Names do not resolve in these tests: with what the pool knows nothing is asked of anybody."""
    fill(staged, ["Interview nerves"], wording={"question": "are you nervous?", "call to action": "Read on."})
    said = add.LinkCandidate("https://pool.example/feed-only?utm_source=x", said_title="Interview walls")
    (told,) = add.take(staged.lab, [said], by_hand=False, read=False)
    assert told.unread == add.NOT_READ
    found = chosen(staged)
    assert found.links[0]["question"] == "are you nervous?"
    assert found.links[0]["call_to_action"] == "Read on."
    assert found.links[1] == {
        "url": "https://pool.example/feed-only",
        "title": "Interview walls",
        "site": "pool.example",
        "read": False,
    }
    assert "one without a sentence of evidence" in found.pairs[0].why
    made = staged.experiment(link=found.links)
    assert made.plan["link"][1]["read"] is False
    assert [link.article["evidence"] == [] for link in staged.links()] == [False, True]


def test_used_is_what_went_out_or_belongs_to_what_runs(staged: Bench) -> None:
    urls = fill(staged, TITLES[:4])
    assert unused(staged) == TITLES[:4]
    links = [
        {"url": url, "title": title, "evidence": "It matters."} for url, title in zip(urls, TITLES[:4], strict=True)
    ]
    # written in other ways than in the pool
    links[0]["url"] = urls[0].replace("https://", "http://www.") + "/?utm_source=x#top"
    staged.experiment(link=links[:3])
    assert unused(staged) == [TITLES[3]]
    staged.run(FIRST)
    staged.run(SECOND)
    with staged.lab.session() as session:
        end(staged.lab, session, experiment_named(session, "exams"), state=ExperimentState.ENDED, reason="Enough.")
        session.commit()
    # two went out; the third never did and is offered again
    assert unused(staged) == TITLES[2:4]
    with staged.lab.session() as session:
        used = store.uses(session, store.everything(session))
        assert [[(use.experiment, use.running, use.out) for use in found] for found in used.values()] == [
            [("exams", False, True)]
        ] * 2


@pytest.mark.parametrize(
    ("state", "free"),
    [(PostState.MISSED, True), (PostState.REJECTED, True), (PostState.CANCELLED, True), (PostState.UNKNOWN, False)],
)
def test_a_link_that_may_have_gone_out_is_not_offered(state: PostState, free: bool, staged: Bench) -> None:
    urls = fill(staged, TITLES[:2])
    staged.experiment(link=[{"url": url, "title": "T", "evidence": "E."} for url in urls])
    experiment, posts = staged.named(), staged.posts()
    experiment.state = ExperimentState.ENDED
    for post in posts:
        post.state = state
    staged.store(experiment, *posts)
    assert (unused(staged) == TITLES[:2]) is free


def test_a_link_that_an_amendment_took_out_is_free_again(staged: Bench) -> None:
    urls = fill(staged, TITLES[:4])
    links = [{"url": url, "title": "T", "evidence": "E."} for url in urls]
    staged.experiment(link=links)
    amend(staged.lab, "exams", staged.examine(link=links[:3]), reason="Not for now.")
    assert unused(staged) == [TITLES[3]]


def test_what_only_a_simulated_audience_saw_is_unused_for_a_real_one(bench: Bench) -> None:
    urls = fill(bench, TITLES[:3])
    bench.experiment(link=[{"url": url, "title": "T", "evidence": "E."} for url in urls[:2]])
    bench.run(FIRST)
    assert unused(bench) == [TITLES[2]]
    assert unused(bench, simulated=False) == TITLES[:3]
    bench.account("real", "manual", network="LinkedIn")
    assert unused(bench) == TITLES[:3]
    assert len(chosen(bench).links) == 1
    assert len(chosen(bench, accounts=["real"]).links) == 2


def test_an_odd_one_stays_and_one_link_a_round_takes_them_one_by_one(staged: Bench) -> None:
    fill(staged, TITLES[:5])
    found = chosen(staged, rounds=12)
    assert len(found.links) == 4
    assert any("One link stays in the pool" in note for note in found.notes)
    one = chosen(staged, rounds=3, design="one link")
    assert (len(one.links), one.pairs) == (3, ())
    assert len(chosen(staged, rounds=1).links) == 2


def test_the_same_plan_again_keeps_its_links_and_an_amendment_brings_more(staged: Bench) -> None:
    fill(staged, TITLES[:2])
    document = {"name": "exams", "accounts": ["page"], "rounds": 4}
    first = pairs.links_for(staged.lab, document, asked=False, more=False)
    assert first is not None
    staged.experiment(link=first.links)
    fill(staged, TITLES[2:6])
    again = pairs.links_for(staged.lab, document, asked=True, more=False)
    assert again is not None
    assert not amend(staged.lab, "exams", staged.examine(link=again.links), reason=None)
    more = pairs.links_for(staged.lab, document, asked=True, more=True)
    assert more is not None
    assert titles(more.links)[:2] == titles(first.links)
    assert len(more.links) == 6
    amend(staged.lab, "exams", staged.examine(link=more.links), reason="More to share.")
    assert unused(staged) == []
    with pytest.raises(InputError, match="No link of the pool is unused: all 6"):
        pairs.links_for(staged.lab, {"name": "other"}, asked=True, more=False)
    assert pairs.links_for(staged.lab, {"name": "other"}, asked=False, more=False) is None
    with pytest.raises(InputError, match="names its links"):
        pairs.links_for(staged.lab, {"link": LINKS}, asked=True, more=False)


def test_how_far_the_links_go(staged: Bench) -> None:
    with staged.lab.session() as session:
        assert not stock(session).low
    fill(staged)
    with staged.lab.session() as session:
        assert stock(session) == Stock(8, 8, ())
        assert not stock(session).low
    staged.experiment(link=chosen(staged, rounds=2).links, rounds=4)
    with staged.lab.session() as session:
        left = stock(session)
        assert left == Stock(8, 4, (("exams", 3, 2),))
        assert left.low


def test_a_rehearsal_reads_nothing_and_stores_nothing(staged: Bench) -> None:
    before = staged.tables()
    with closing_lab(staged._open(rehearsal=True)) as lab:
        candidates = [add.LinkCandidate("https://pool.example/a", said_title="A")] * 2
        assert [told.what for told in add.take(lab, candidates, by_hand=False)] == ["added", "there"]
    assert staged.tables() == before
