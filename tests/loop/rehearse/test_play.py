"""Plans played to their end in a copy of the lab."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from loop.bench import LINKS, Bench, document
from postlab.loop.lookup.readings import readings_of
from postlab.loop.rehearse import play
from postlab.loop.rehearse.play import Played, first_posts, played
from postlab.loop.rehearse.subject import Subject, of_document, of_examined, of_experiment
from postlab.records.tables import Account, ExperimentState, Post, PostState, Round
from postlab.reports.audit import audit
from postlab.reports.experiment import build_report
from postlab.secrets import Secrets
from postlab.stats import Decision

TODAY = date(2026, 11, 2)


def no_network(*_: Any, **__: Any) -> Any:
    pytest.fail("the rehearsal reached for the network")


@pytest.fixture(autouse=True)
def shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every door to the network, and to the secrets of a lab, is shut."""
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(Secrets, "get", lambda *_, **__: pytest.fail("the rehearsal asked for a secret"))


@contextmanager
def playing(bench: Bench, subject: Subject, ratio: float = 1.0, seed: str = "1") -> Iterator[Played]:
    with played(bench.lab, subject, ratio=ratio, seed=seed, round_closed=lambda _: None) as end:
        yield end


def everything(folder: Path) -> dict[str, bytes]:
    # the shared memory of SQLite is touched by whoever looks
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".db-shm", ".db-wal"}
    }


def test_a_plan_is_played_to_its_end_with_its_own_links_slots_and_rounds(bench: Bench) -> None:
    subject = of_document(bench.lab, document(rounds=4), today=TODAY)
    closed: list[int] = []
    with played(bench.lab, subject, ratio=1.0, seed="1", round_closed=closed.append) as end:
        with end.lab.session() as session:
            posts = session.exec(select(Post)).all()
            rounds = session.exec(select(Round)).all()
            assert {post.state for post in posts} == {PostState.PUBLISHED}
            assert {post.published_at for post in posts} == {post.slot_at for post in posts}
            assert {post.slot_wall[-5:] for post in posts} == {"12:30"}
            assert {readings_of(session, post)[-1].age_s for post in posts} == {subject.plan.horizon.total_seconds()}
            assert len(rounds) == 4
            assert audit(session, end.experiment).clean
            assert [post.round_id for post in first_posts(session, end.experiment)] == [1, 1]
        assert closed == [1, 2, 3, 4]
        assert (end.experiment.state, end.stopped_short, end.room) == (ExperimentState.ENDED, None, None)
        assert end.experiment.plan_hash == subject.plan.digest
        assert end.experiment.simulated


def test_the_larger_the_effect_the_better_the_treatment_does(bench: Bench) -> None:
    subject = of_document(bench.lab, document(rounds=10, usual=200), today=TODAY)
    ratios = []
    for ratio in (1 / 8, 1.0, 8.0):
        with playing(bench, subject, ratio) as end, end.lab.session() as session:
            report = build_report(session, end.experiment, now=end.lab.now())
            assert report.verdict.sentence.startswith("Simulated audience.")
            ratios.append(report.verdict.ratio or 0)
            last = report.verdict.decision
    assert ratios[0] < 0.5 < ratios[1] < 2 < ratios[2]
    assert last is Decision.TREATMENT_WORKS


def test_the_same_seed_plays_the_same_whenever_it_starts(bench: Bench) -> None:
    subject = of_document(bench.lab, document(rounds=3), today=TODAY)
    stories = []
    for seed in ("1", "1", "2"):
        with playing(bench, subject, seed=seed) as end, end.lab.session() as session:
            stories.append([(post.variant, post.outcome) for post in session.exec(select(Post).order_by(Post.id))])  # type: ignore[arg-type]
    assert stories[0] == stories[1] != stories[2]


def test_nothing_of_the_lab_changes(bench: Bench) -> None:
    bench.experiment(rounds=3)
    before = everything(bench.folder)
    subject = of_experiment(bench.lab, "exams")
    with playing(bench, subject) as end:
        assert end.lab.settings.lab != bench.folder
        copy = end.lab.settings.lab
    assert everything(bench.folder) == before
    assert not copy.exists()


def test_a_stored_plan_is_played_from_its_beginning_with_the_words_of_its_links(bench: Bench) -> None:
    bench.experiment(rounds=3)
    subject = of_experiment(bench.lab, "exams")
    assert not subject.over
    with playing(bench, subject) as end, end.lab.session() as session, bench.lab.session() as real:
        texts = {post.text.partition("?utm")[0] for post in first_posts(session, end.experiment)}
        planned = {post.text.partition("?utm")[0] for post in real.exec(select(Post))}
    claims = [link["evidence"] for link in LINKS]
    assert sum(any(claim in text for claim in claims) for text in texts) == 1
    assert {text.rpartition("https")[2] for text in texts} == {text.rpartition("https")[2] for text in planned}


def test_slots_that_run_out_are_told(bench: Bench) -> None:
    moment = {"what": "exams", "on": "2026-11-20"}
    subject = of_document(bench.lab, document(rounds=9, before="14d", moment=[moment]), today=TODAY)
    with playing(bench, subject) as end:
        assert end.experiment.state == ExperimentState.RUNNING
        assert end.room == 2
        assert (end.stopped_short or "").startswith("There are not 2 slots left for a round within 14d")


def test_a_very_long_plan_is_cut(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "LONGEST", 2)
    subject = of_document(bench.lab, document(rounds=5), today=TODAY)
    with playing(bench, subject) as end:
        assert (end.room, end.stopped_short) == (
            None,
            "Its first 2 rounds were played; the counts of replays go by all of them.",
        )


@pytest.mark.parametrize("metric", ["engagement", "likes per 1000 views", "shares"])
def test_any_metric_is_counted(bench: Bench, metric: str) -> None:
    subject = of_document(bench.lab, document(rounds=2, metric=metric, usual=40), today=TODAY)
    with playing(bench, subject) as end, end.lab.session() as session:
        outcomes = [post.outcome for post in session.exec(select(Post))]
    assert all(outcome is not None for outcome in outcomes)
    assert max(outcome or 0 for outcome in outcomes) > 5


def test_accounts_of_real_networks_are_played_without_a_token(bench: Bench) -> None:
    with bench.lab.session() as session:
        for name, platform, options in (
            ("masto", "mastodon", {"server": "https://social.example"}),
            ("group", "manual", {"network": "whatsapp"}),
        ):
            session.add(Account(name=name, platform=platform, options=options, created_at=bench.lab.now()))
        session.commit()
    planned = document(rounds=2, metric="likes", accounts=["masto", "group"], approve="each")
    subject = of_document(bench.lab, planned, today=TODAY)
    with playing(bench, subject) as end, end.lab.session() as session:
        assert end.experiment.state == ExperimentState.ENDED
        posts = session.exec(select(Post)).all()
        assert {post.state for post in posts} == {PostState.PUBLISHED}
        assert any("utm_source=mastodon" in post.url for post in posts)
        assert all(account.simulated for account in session.exec(select(Account)))


def test_a_plan_file_is_rehearsed_without_reading_its_pages(bench: Bench) -> None:
    links = [{"url": "https://news.example/unread"}, LINKS[0]]
    subject = of_document(bench.lab, document(rounds=2, link=links), today=TODAY)
    assert [link.article.title for link in subject.links] == ["https://news.example/unread", LINKS[0]["title"]]
    assert any("for link 1 the address stands in" in note for note in subject.notes)
    with playing(bench, subject) as end:
        assert end.experiment.state == ExperimentState.ENDED


def test_what_new_would_refuse_is_said_and_played(bench: Bench) -> None:
    with bench.lab.session() as session:
        server = {"server": "https://social.example"}
        session.add(Account(name="masto", platform="mastodon", options=server, created_at=bench.lab.now()))
        session.commit()
    subject = of_document(bench.lab, document(rounds=20, metric="clicks", accounts=["masto"]), today=TODAY)
    refused = [note for note in subject.notes if note.startswith("`postlab new` would refuse it:")]
    assert len(refused) == 2
    assert any("clicks" in note for note in refused)
    assert any("20 rounds with 4 links" in note for note in refused)


def test_a_plan_that_was_examined_is_the_same_plan(bench: Bench) -> None:
    examined = bench.examine(rounds=2)
    subject = of_examined(bench.lab, examined)
    assert subject.plan == examined.plan
    with playing(bench, subject) as end:
        assert end.experiment.state == ExperimentState.ENDED
