"""Anything in any order: approvals, edits, cancellations, faults, kills and time; what must hold always holds."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from loop.bench import DAY, HOUR, LINKS, Bench
from loop.instants import arm, can_fork, in_child
from postlab.errors import InputError
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.protect import pausing
from postlab.loop.publish import approval, editing, withhold
from postlab.loop.run import take_turn
from postlab.records.tables import (
    IN_DOUBT,
    NEVER_WENT_OUT,
    WAITING_TO_GO_OUT,
    Account,
    ExperimentState,
    Post,
    PostState,
    stored_id,
)

STEPS = 140
FAULTS = "refused:0.15,timeout-before-accept:0.15,timeout-after-accept:0.15"
TROUBLE = ["ok", "ok", "ok", "refused", "timeout-before", "timeout-after", "rejected", "person", "retry:400"]


class World:
    """A lab in which anything may happen, and what a careful observer remembers of it."""

    def __init__(self, bench: Bench, chance: Random, *, staged: bool) -> None:
        self.bench, self.chance, self.staged = bench, chance, staged
        self.approved: dict[int, str] = {}
        self.read: dict[int, str] = {}
        self.done: Counter[str] = Counter()
        self.drawn: dict[int, tuple[list[str], list[int]]] = {}
        if staged:
            bench.network().script(
                publish=[chance.choice(TROUBLE) for _ in range(60)],
                find=[chance.choice(["ok", "ok", "unknown"]) for _ in range(60)],
                read=[chance.choice(["ok", "ok", "partial", "refused", "person"]) for _ in range(60)],
            )

    def step(self) -> None:
        doing = self.chance.choice(
            [self.advance] * 2
            + [self.run] * 2
            + [self.kill] * 2
            + [self.approve] * 2
            + [self.cancel, self.edit, self.hold, self.give_up]
        )
        doing()
        self.done[doing.__name__] += 1

    def advance(self) -> None:
        self.bench.clock.advance(self.chance.choice([timedelta(minutes=3), HOUR, 6 * HOUR, 12 * HOUR, 30 * HOUR]))

    def run(self) -> None:
        try:
            self.bench.run()
        finally:
            self.see()

    def kill(self) -> None:
        bench, after = self.bench, self.chance.randrange(9)
        bench.close()

        def work() -> None:
            bench.reopen(draws=1000)
            arm(bench.lab.database.engine, after=after)
            take_turn(bench.lab)

        if in_child(work) == -9:
            self.done["killed"] += 1
        bench.reopen()
        self.see()

    def approve(self) -> None:
        self.see()
        with self.bench.session() as session:
            posts = approval.awaiting_approval(session)
            chosen = posts if self.chance.random() < 0.6 else posts[:1]
            # somebody reads half of what they approve; a model's words stay in until then
            read = [post for post in chosen if self.chance.random() < 0.5]
            for post in approval.approve(self.bench.lab, session, chosen, read=read):
                self.approved[post.id or 0] = post.text
                if post in read:
                    self.read[post.id or 0] = post.text

    def cancel(self) -> None:
        post = self.chance.choice(self.bench.posts())
        if self.chance.random() < 0.3:
            with self.bench.session() as session, suppress(InputError):
                withhold.cancel(self.bench.lab, session, session.get_one(Post, post.id), reason="Changed my mind.")
            self.see()

    def give_up(self) -> None:
        post = self.chance.choice(self.bench.posts())
        if self.chance.random() < 0.1:
            with self.bench.session() as session, suppress(InputError):
                withhold.give_up(self.bench.lab, session, session.get_one(Post, post.id), reason="A bad day.")
                self.done["given up"] += 1

    def edit(self) -> None:
        post = self.chance.choice(self.bench.posts())
        with self.bench.session() as session:
            text = f"Written anew, {self.chance.randrange(1000)}: {post.link_text}"
            try:
                editing.edit(self.bench.lab, session, session.get_one(Post, post.id), text)
            except InputError:
                return
        self.approved.pop(post.id or 0, None)

    def hold(self) -> None:
        """Pause an experiment, or let it go on."""
        with self.bench.session() as session:
            experiment = experiment_named(session, self.chance.choice(["auto", "asked"]))
            if experiment.state != ExperimentState.RUNNING:
                return
            if experiment.paused_at is None:
                pausing.pause(self.bench.lab, session, experiment, reason="Holidays.")
            else:
                pausing.resume(self.bench.lab, session, experiment)
            self.bench.lab.commit(session)
        self.see()

    def see(self) -> None:
        """Posts of an experiment that needs no asking are approved as they are drawn."""
        for post in self.bench.posts("auto"):
            if post.edited_at is None and not post.written_by:
                self.approved.setdefault(post.id or 0, post.text)

    def kept(self) -> list[tuple[str, str, datetime]]:
        """Key, text and time of what the network keeps, as often as it keeps it."""
        if self.staged:
            lines = self.bench.network().calls("kept")
            return [(line["key"], line["payload"]["text"], datetime.fromisoformat(line["at"])) for line in lines]
        return [(row[0], row[1], datetime.fromisoformat(row[5])) for row in self.bench.ledger()]

    def check(self) -> None:
        """What must hold at any time."""
        posts = {post.key: post for post in self.bench.posts()}
        kept = self.kept()
        assert len({key for key, _, _ in kept}) == len(kept), "nothing twice"
        for key, text, at in kept:
            post = posts[key]
            assert post.id in self.approved, "nothing goes out that nobody approved"
            assert text == self.approved[post.id], "as it was approved"
            assert not post.written_by or text == self.read[post.id], "nothing of a model's goes out unread"
            assert at >= post.slot_at, "not before its slot"
            assert post.approved_at is not None
            assert at >= post.approved_at
            assert post.state in {PostState.PUBLISHED, *IN_DOUBT}, "what is out is known or in doubt, never given up"
        out = {key for key, _, _ in kept}
        assert {key for key, post in posts.items() if post.state == PostState.PUBLISHED} <= out, "nothing is made up"
        for round_ in self.bench.rounds():
            mine = [post for post in posts.values() if post.round_id == round_.id and post.published_at]
            by_slot = sorted(mine, key=lambda post: post.slot_at)
            assert by_slot == sorted(mine, key=lambda post: (post.published_at, post.slot_at)), (
                "in the order of the coin"
            )

        self.check_nothing_was_chosen()

    def check_nothing_was_chosen(self) -> None:
        """Once one framing of a round is out, the other goes out in its place, unless that was given up on record."""
        experiments = {stored_id(self.bench.named(name)): self.bench.named(name) for name in ("auto", "asked")}
        latest = {key: max(r.number for r in self.bench.rounds() if r.experiment_id == key) for key in experiments}
        everything = self.bench.posts()
        for round_ in self.bench.rounds():
            drawn = self.drawn.setdefault(stored_id(round_), (round_.assignment, [p["link"] for p in round_.places]))
            assert drawn == (round_.assignment, [place["link"] for place in round_.places]), "the draw is kept"
            mine = [post for post in everything if post.round_id == round_.id]
            waiting = [post for post in mine if post.state in WAITING_TO_GO_OUT]
            running = experiments[round_.experiment_id].state == ExperimentState.RUNNING
            if running:
                assert not waiting or round_.number == latest[round_.experiment_id], "no round is drawn beside it"
            if not any(post.published_at for post in mine) or round_.given_up is not None or not running:
                continue
            refused = any(post.state == PostState.REJECTED for post in mine)
            lost = {post.state for post in mine} & {PostState.MISSED, PostState.CANCELLED}
            assert refused or not lost, "a half-published round is never drawn again"

    def let_go_on(self) -> None:
        """What is paused goes on, whoever paused it."""
        for name in ("auto", "asked"):
            if self.bench.named(name).paused_at is not None:
                with self.bench.session() as session:
                    pausing.resume(self.bench.lab, session, experiment_named(session, name))
                    self.bench.lab.commit(session)

    def calm_down(self) -> None:
        """No more faults; everything that can be settled is."""
        if self.staged:
            (self.bench.network().folder / "script.json").unlink()
        with self.bench.session() as session:
            account = session.get_one(Account, 1)
            account.options = {**account.options, "faults": {}}
            session.add(account)
            session.commit()
        self.bench.reopen()
        for _ in range(600):
            self.let_go_on()
            self.bench.clock.advance(12 * HOUR)
            self.approve()
            self.bench.run()
            self.see()
            if not any(self.bench.named(name).state == ExperimentState.RUNNING for name in ("auto", "asked")):
                break
        for _ in range(16):
            self.bench.clock.advance(12 * HOUR)
            self.bench.run()


@can_fork
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("platform", ["sandbox", "staged"])
def test_whatever_happens(tmp_path: Path, installed: Path, platform: str, seed: int) -> None:
    bench = Bench(tmp_path / "lab", seed=seed)
    bench.account(platform=platform, **({"faults": FAULTS} if platform == "sandbox" else {}))
    quick = {"slots": ["Mon 09:00", "Tue 12:30", "Wed 09:00", "Thu 12:30", "Fri 15:00"], "horizon": "24h"}
    by_model = {"question": "Is it worth it?", "written_by": {"question": "tiny"}}
    quick |= {"link": [*LINKS[:2], *({**link, **by_model} for link in LINKS[2:])]}
    bench.experiment(name="auto", rounds=4, **quick)
    bench.experiment(name="asked", rounds=4, approve="each", **quick)
    world = World(bench, Random(f"{platform} {seed}"), staged=platform == "staged")
    world.see()
    for _ in range(STEPS):
        world.step()
        world.check()
    world.calm_down()
    world.check()
    final = bench.posts()
    assert {post.state for post in final} <= {PostState.PUBLISHED, *NEVER_WENT_OUT, *WAITING_TO_GO_OUT}
    assert {post.key for post in final if post.state == PostState.PUBLISHED} == {key for key, _, _ in world.kept()}
    assert sum(post.state == PostState.PUBLISHED for post in final) >= 4
    for name in ("auto", "asked"):
        with bench.session() as session:
            assert experiment_named(session, name).state in {ExperimentState.DECIDED, ExperimentState.ENDED}
    for post in final:
        if post.state == PostState.PUBLISHED:
            assert post.outcome is not None or post.outcome_missing
    assert world.done["killed"] >= 2
    assert bench.clock.now() - final[0].slot_at > 7 * DAY
    bench.close()
