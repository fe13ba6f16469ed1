"""A lab on the bench: a clock that is moved by hand, accounts on the sandbox or the staged network, what is in it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from loop.network import Network
from postlab import platforms
from postlab.clock import VirtualClock
from postlab.loop.accounts import setup
from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import account_named
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan.create import create
from postlab.loop.plan.examine import Examined, examine
from postlab.loop.publish import approval
from postlab.loop.run import take_turn
from postlab.loop.run_result import RunResult
from postlab.platforms.options import read_options
from postlab.platforms.sandbox_ledger import ledger_path
from postlab.records.tables import Account, Attempt, Experiment, Link, Post, Reading, Round, Verdict
from postlab.settings import make_folder
from postlab.settings_file import read_settings, write_settings

ZONE = "Australia/Sydney"
START = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
"""A Monday morning in Sydney; the slots of the first round are on Tuesday and Thursday at 12:30, 01:30 UTC."""

FIRST, SECOND = datetime(2026, 11, 3, 1, 30, tzinfo=UTC), datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

LINKS = [
    {
        "url": f"https://news.example/{slug}",
        "title": title,
        "evidence": f"Research shows that {claim} for most of those who were asked.",
    }
    for slug, title, claim in [
        ("pay", "Graduates still earn more", "a degree pays"),
        ("fees", "Fees explained", "fees are paid back in nine years"),
        ("trades", "Trades in demand", "a trade leads to work"),
        ("gap-year", "The gap year", "a year away does no harm"),
    ]
]


def document(**changes: Any) -> dict[str, Any]:
    """A plan as a plan file gives it, every link written by hand."""
    return {
        "name": "exams",
        "question": "Do students respond more when a link comes with context?",
        "metric": "clicks",
        "horizon": "72h",
        "accounts": ["page"],
        "timezone": ZONE,
        "slots": ["Tue 12:30", "Thu 12:30"],
        "rounds": 4,
        "approve": "auto",
        "if_it_fails": "Back to bare links.",
        "brief": {"moment": "exams", "moment_on": date(2026, 11, 30)},
        "link": LINKS,
        **changes,
    }


class Bench:
    """One lab and its clock."""

    def __init__(self, folder: Path, *, at: datetime = START, seed: int = 7, zone: str = ZONE) -> None:
        self.folder = folder
        self.clock = VirtualClock(at)
        self._seed = seed
        if not (folder / "postlab.toml").exists():
            make_folder(folder)
            write_settings(folder, timezone=zone)
        self.lab = self._open()

    def _open(self, *, rehearsal: bool = False) -> Lab:
        settings = read_settings(self.folder, env={})
        return Lab.open(settings, clock=self.clock, source=Random(self._seed), rehearsal=rehearsal)

    def close(self) -> None:
        """Let go of the database, as before a fork or a copy."""
        self.lab.database.close()

    def reopen(self, *, draws: int = 1) -> None:
        """As a program that starts anew, and draws what no other drew."""
        self.close()
        self._seed += draws
        self.lab = self._open()

    def copy(self, folder: Path) -> Bench:
        """The same lab in another folder, the network's memory included."""
        self.close()
        shutil.copytree(self.folder, folder)
        return Bench(folder, at=self.clock.now(), seed=self._seed + 1)

    def account(self, name: str = "page", platform: str = "sandbox", **options: Any) -> None:
        """Add an account."""
        plugin = platforms.load(platform)
        setup.add_account(self.lab, plugin, name, options=read_options(plugin, options), secrets={})

    def network(self, name: str = "page") -> Network:
        """The staged network that an account is on."""
        return Network(self.folder / f"network-{name}")

    def experiment(self, *, allow_private: bool = False, **changes: Any) -> Experiment:
        """Store an experiment and draw its first round."""
        return create(self.lab, self.examine(allow_private=allow_private, **changes))

    def examine(self, *, allow_private: bool = False, **changes: Any) -> Examined:
        """A plan without faults."""
        today = self.clock.now().date()
        return examine(self.lab, document(**changes), today=today, allow_private=allow_private)

    def run(self, at: datetime | None = None, *, simulated_only: bool = False) -> RunResult:
        """One turn of the loop, now or at another time."""
        if at is not None:
            self.clock.set(at)
        return take_turn(self.lab, simulated_only=simulated_only)

    def rehearse(self, at: datetime | None = None) -> RunResult:
        """What one turn would do."""
        if at is not None:
            self.clock.set(at)
        with closing_lab(self._open(rehearsal=True)) as lab:
            return take_turn(lab)

    def run_through(self, until: datetime, *, every: timedelta = HOUR) -> list[RunResult]:
        """A turn at each beat up to a time, as cron would."""
        turns = []
        while self.clock.now() < until:
            self.clock.set(min(self.clock.now() + every, until))
            turns.append(self.run())
        return turns

    def approve(self, name: str = "exams") -> None:
        """Let everything of an experiment that waits go out."""
        with self.lab.session() as session:
            approval.approve(self.lab, session, approval.awaiting_approval(session, experiment_named(session, name)))

    def posts(self, experiment: str | None = None) -> list[Post]:
        """The posts in the order of their slots."""
        query = select(Post).order_by(col(Post.slot_at), col(Post.id))
        if experiment is not None:
            query = query.join(Experiment).where(Experiment.name == experiment)
        return self._all(query)

    def post(self, number: int) -> Post:
        """The n-th post in the order of the slots, from 0."""
        return self.posts()[number]

    def rounds(self) -> list[Round]:
        return self._all(select(Round).order_by(col(Round.experiment_id), col(Round.number)))

    def verdicts(self) -> list[Verdict]:
        return self._all(select(Verdict).order_by(col(Verdict.experiment_id), col(Verdict.round_number)))

    def readings(self, post: Post | None = None) -> list[Reading]:
        query = select(Reading).order_by(col(Reading.age_s))
        return self._all(query if post is None else query.where(Reading.post_id == post.id))

    def attempts(self, post: Post) -> list[Attempt]:
        return self._all(select(Attempt).where(Attempt.post_id == post.id).order_by(col(Attempt.id)))

    def links(self) -> list[Link]:
        return self._all(select(Link).order_by(col(Link.position)))

    def named(self, name: str = "exams") -> Experiment:
        with self.lab.session() as session:
            return experiment_named(session, name)

    def the_account(self, name: str = "page") -> Account:
        with self.lab.session() as session:
            return account_named(session, name)

    def _all(self, query: Any) -> list[Any]:
        with self.lab.session() as session:
            return list(session.exec(query).all())

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.lab.session() as session:
            yield session

    def store(self, *rows: Any) -> None:
        """Write rows as they are."""
        with self.lab.session() as session:
            session.add_all(rows)
            session.commit()

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        return dump(self.folder / "postlab.db")

    def ledger(self, name: str = "page") -> list[tuple[Any, ...]]:
        """What the sandbox keeps for an account: key and text first."""
        file = ledger_path(self.folder, name)
        return dump(file).get("posts", []) if file.exists() else []


@contextmanager
def closing_lab(lab: Lab) -> Iterator[Lab]:
    try:
        yield lab
    finally:
        lab.database.close()


def dump(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a SQLite file."""
    with closing(sqlite3.connect(file)) as found:
        names = [name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return {name: found.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}


def states(posts: Sequence[Post]) -> list[str]:
    """Where posts stand."""
    return [str(post.state) for post in posts]


def payloads(network: Network, op: str) -> list[str]:
    """The payloads of a kind of call, comparable."""
    return [json.dumps(call["payload"], sort_keys=True) for call in network.calls(op)]
