"""Steps of confidence: offered when the present one has been seen through, never after trouble, never taken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from loop.bench import START, Bench
from postlab.loop.notify import autonomy
from postlab.records.practice import Observed
from postlab.records.tables import Experiment, ExperimentState, Link, Pause, Post, PostState, Round, stored_id
from postlab.settings_file import change_setting


def offered(bench: Bench) -> str | None:
    bench.reopen()
    with bench.session() as session:
        found = autonomy.offer(bench.lab, session)
        return found.step if found else None


def over(number: int) -> Experiment:
    return Experiment(
        name=f"over {number}", state=ExperimentState.ENDED, plan={}, plan_hash="", seed="", created_at=START
    )


def store_over(bench: Bench, number: int, *, state: str = PostState.PUBLISHED, measured: bool = True) -> None:
    """Experiments that are over, each with a post in that state that has an outcome, or none."""
    bench.account("page")
    for at in range(number):
        with bench.session() as session:
            experiment = over(at)
            session.add(experiment)
            session.flush()
            link = Link(experiment_id=stored_id(experiment), position=0, url="https://news.example/pay", article={})
            drawn = Round(
                experiment_id=stored_id(experiment), number=1, seed="s", assignment=[], places=[], drawn_at=START
            )
            session.add_all([link, drawn])
            session.flush()
            session.add(
                Post(
                    experiment_id=stored_id(experiment),
                    round_id=stored_id(drawn),
                    account_id=stored_id(bench.the_account()),
                    link_id=stored_id(link),
                    variant="bare link",
                    state=state,
                    outcome=4.0 if measured and state == PostState.PUBLISHED else None,
                    text="x",
                    blocks=[],
                    url=link.url,
                    link_text=link.url,
                    slot_at=START,
                    slot_wall="",
                    zone="UTC",
                    key=f"key {at}",
                )
            )
            session.commit()


def seen(number: int) -> Observed:
    return Observed(
        imported_as=f"x: {number}",
        account="x",
        network="x",
        source="list.csv",
        posted_at=START,
        text="Hello",
        imported_at=START,
    )


@pytest.mark.parametrize(
    ("step", "experiments", "posts", "then"),
    [
        ("observe", 0, 7, None),
        ("observe", 0, 8, "each"),
        ("observe", 1, 0, "each"),
        ("each", 0, 20, None),
        ("each", 1, 0, "round"),
        ("round", 2, 0, None),
        ("round", 3, 0, "auto"),
        ("auto", 9, 9, None),
        # that somebody else must agree is not one's own to give up
        ("reviewed", 9, 9, None),
    ],
)
def test_each_step_is_offered_when_the_one_before_was_seen_through(
    tmp_path: Path, step: str, experiments: int, posts: int, then: str | None
) -> None:
    bench = Bench(tmp_path / "lab")
    change_setting(bench.folder, "step", step)
    store_over(bench, experiments)
    bench.store(*map(seen, range(posts)))
    assert offered(bench) == then
    change_setting(bench.folder, "offers", "false")
    assert offered(bench) is None


@pytest.mark.parametrize(("approve", "then"), [("each", "round"), ("reviewed", None)])
def test_nothing_is_offered_while_somebody_else_looks_at_the_posts(
    tmp_path: Path, approve: str, then: str | None
) -> None:
    bench = Bench(tmp_path / "lab")
    store_over(bench, 1)
    bench.experiment(approve=approve)
    assert offered(bench) == then


def test_experiments_of_which_nothing_went_out_are_not_counted(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "lab")
    store_over(bench, 3, state=PostState.CANCELLED)
    assert offered(bench) is None
    change_setting(bench.folder, "step", "observe")
    assert offered(bench) is None


def test_after_trouble_nothing_is_offered_for_a_while(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "lab")
    store_over(bench, 1)
    bench.store(Pause(experiment_id=1, at=START, guardrail="angry", reason="Five angry reactions."))
    assert offered(bench) is None
    bench.clock.set(START + timedelta(days=31))
    assert offered(bench) == "round"


def test_an_experiment_of_which_nothing_was_measured_is_not_seen_through(bench: Bench) -> None:
    change_setting(bench.folder, "step", "each")
    store_over(bench, 1, measured=False)
    assert offered(bench) is None
