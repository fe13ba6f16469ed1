"""The demo's story: told by the loop itself, moved by nothing but the audience and the seed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from postlab.framing.lengths import WEIGHTED_280
from postlab.loop.demo import run
from postlab.loop.demo.plan import DEFAULT_SEED, EFFECTS, PLAN
from postlab.loop.demo.run import Begun, Ended, Event, Learnt, RoundClosed
from postlab.loop.notify.agenda import next_event
from postlab.platforms.audience import ShownPost, SimulatedAudience, expected
from postlab.records.tables import Experiment, ExperimentState, Post, PostState
from postlab.reports.audit import audit
from postlab.stats import Decision


@dataclass
class Told:
    """A demo that has played: what was told, and the records that it left."""

    events: list[Event]
    session: Session

    def decisions(self) -> list[str]:
        last = {event.experiment: event.verdict.decision for event in self.events if isinstance(event, RoundClosed)}
        return list(last.values())


def play(folder: Path, seed: int) -> Iterator[Told]:
    stage = run.set_up(folder, seed=seed)
    with closing(stage.lab.database):
        events = list(run.tell(stage))
        with stage.lab.session() as session:
            yield Told(events, session)


def no_network(*_: Any, **__: Any) -> Any:
    pytest.fail("the demo reached for the network")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The default seed, with every door to the network shut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", no_network)
        patch.setattr(socket, "getaddrinfo", no_network)
        yield from play(tmp_path_factory.mktemp("demo"), DEFAULT_SEED)


def test_the_first_framing_fails_and_the_changed_one_works(told: Told) -> None:
    first, second = told.decisions()
    assert first == Decision.CONTROL_WORKS
    assert second == Decision.TREATMENT_WORKS


def test_the_events_come_in_the_order_of_the_loop(told: Told) -> None:
    kinds = [type(event) for event in told.events if not isinstance(event, RoundClosed)]
    assert kinds == [Begun, Ended, Learnt, Begun, Ended]


def test_one_change_is_made_and_its_reason_recorded(told: Told) -> None:
    (learnt,) = (event for event in told.events if isinstance(event, Learnt))
    first, second = told.session.exec(select(Experiment).order_by(Experiment.id)).all()  # type: ignore[arg-type]
    best = learnt.suggestions[0]
    assert (second.parent_id, second.change, second.reason) == (first.id, best.change.summary, best.why)
    before, after = first.plan["variant"][1], second.plan["variant"][1]
    assert sorted(set(before["blocks"]) ^ set(after["blocks"])) == [best.change.block]


def test_nothing_is_left_to_do(told: Told) -> None:
    experiments = told.session.exec(select(Experiment)).all()
    assert next_event(told.session) is None
    assert all(experiment.state != ExperimentState.RUNNING and experiment.simulated for experiment in experiments)


def test_the_records_stand_up_to_an_audit(told: Told) -> None:
    for experiment in told.session.exec(select(Experiment)).all():
        assert audit(told.session, experiment).clean


def test_no_text_was_shortened_and_every_text_fits(told: Told) -> None:
    posts = told.session.exec(select(Post)).all()
    assert len(posts) > 20
    for post in posts:
        assert post.notes == []
        assert WEIGHTED_280.measure(post.text).fits


def test_time_is_virtual(told: Told) -> None:
    out = told.session.exec(select(Post).where(Post.state == PostState.PUBLISHED)).all()
    assert {post.published_at for post in out} == {post.slot_at for post in out}
    assert max(post.slot_at for post in out) < datetime(2026, 12, 31, tzinfo=UTC)


def test_the_audience_is_so() -> None:
    audience = SimulatedAudience(effects=EFFECTS)

    def clicks(*kinds: str) -> float:
        return expected(audience, ShownPost("key", kinds, "topic", datetime(2026, 5, 5, 2, tzinfo=UTC)), "clicks")

    worthwhile = PLAN["worthwhile"]
    assert clicks("moment", "question", "evidence", "link") < clicks("link") / worthwhile
    assert clicks("moment", "evidence", "link") > clicks("link") * worthwhile


def test_another_audience_makes_another_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "EFFECTS", {"moment": 1.5, "question": 2.0, "evidence": 2.0})
    for told in play(tmp_path, DEFAULT_SEED):
        assert told.decisions()[0] == Decision.TREATMENT_WORKS
        second = told.session.exec(select(Experiment).where(Experiment.parent_id != None)).one()  # noqa: E711 (SQL)
        assert second.plan["control"] == "contextualised"


def test_seeds_of_either_sign_differ(tmp_path: Path) -> None:
    keys = set()
    for seed in (-1, 0, 1, 10**30):
        stage = run.set_up(tmp_path / str(seed), seed=seed)
        stage.lab.database.close()
        keys.add(stage.lab.random.getrandbits(64))
    assert len(keys) == 4


def test_the_lab_of_the_environment_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "real.db"
    monkeypatch.setenv("POSTLAB_DATABASE_URL", f"sqlite:///{real.as_posix()}")
    monkeypatch.setenv("POSTLAB_HOME", str(tmp_path / "home"))
    stage = run.set_up(tmp_path / "demo", seed=1)
    stage.lab.database.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo"]
