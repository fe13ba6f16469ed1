"""How often the verdict names a winner that is none when somebody who has seen the first post holds the second.

Both framings do the same. The first post of a round goes out, the practitioner looks at it after six hours, and then:

    honest            lets the second go out
    forgetful         forgets to approve the second after the treatment did badly (its lowest quarter) or the control
                      did well (its highest quarter), as with `approve = "each"` it takes no act to do
    malicious         holds it after the treatment was below its median or the control above it (rule B)
    gives up          does as the malicious one, and gives the round up each time, with a reason

What is held waits for a later slot and keeps its framing, as PostLab does it. `as it was` is the malicious one where
the round would be void and drawn again: what would happen without that, and the proof that the rule bites.

    wins    share of experiments in which a framing was said to work, with its 95 % interval; at most alpha
    treatment, control
            the same by framing
    held    share of the rounds in which the second post was held

The first table goes through PostLab's coin, its simulated audience and its judge; the second, with fewer experiments,
through the whole loop: a lab with SQLite and the sandbox, turn by turn.

    python benchmarks/selection.py
    python benchmarks/selection.py --experiments 200 --whole 0

It takes about three minutes; `--experiments`, `--whole` and `--rounds` make it shorter or sharper.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.clock import VirtualClock
from postlab.design.assignment import draw
from postlab.loop.accounts import setup
from postlab.loop.judge.judge import given_up_block
from postlab.loop.lab import Lab
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.notify.agenda import next_event
from postlab.loop.plan.create import create
from postlab.loop.plan.examine import examine
from postlab.loop.plan.put_off import rounds_half_out
from postlab.loop.publish import approval, withhold
from postlab.loop.run import take_turn
from postlab.platforms.audience import ShownPost, SimulatedAudience, counts
from postlab.records.tables import Experiment, ExperimentState, Post, PostState, Reading, Round, Verdict
from postlab.settings import make_folder
from postlab.settings_file import read_settings, write_settings
from postlab.stats import Block, Decision, judge

CONTROL, TREATMENT = "bare link", "contextualised"
NAMES = (CONTROL, TREATMENT)
NO_EFFECT = {"moment": 1.0, "question": 1.0, "evidence": 1.0, "evidence first": 1.0}
LOOK, HORIZON = timedelta(hours=6), timedelta(hours=72)
START = datetime(2026, 4, 13, 2, 30, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
FOLLOWERS = 2500

Rule = Callable[[str, float, "Usual"], bool]
"""Whether the second post is held: the framing that is out, its number after six hours, and what is usual."""


@dataclass(frozen=True)
class Usual:
    """What posts have after six hours: the quarters and the median."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Practitioner:
    """Somebody who may hold the second post of a round, and what becomes of a round then."""

    name: str
    holds: Rule
    then: str = "put off"


@dataclass
class Row:
    """What happened to the experiments of one practitioner."""

    name: str
    decisions: list[Decision] = field(default_factory=list)
    rounds: int = 0
    held: int = 0


def never(_framing: str, _number: float, _usual: Usual) -> bool:
    """The honest one holds nothing."""
    return False


def forgets(framing: str, number: float, usual: Usual) -> bool:
    """The forgetful one loses heart, or is content already."""
    return number < usual.low if framing == TREATMENT else number > usual.high


def rule_b(framing: str, number: float, usual: Usual) -> bool:
    """The malicious one wants the treatment to win."""
    return number < usual.middle if framing == TREATMENT else number > usual.middle


PRACTITIONERS = (
    Practitioner("honest", never),
    Practitioner("forgetful", forgets),
    Practitioner("malicious", rule_b),
    Practitioner("gives up", rule_b, then="given up"),
)
AS_IT_WAS = Practitioner("as it was", rule_b, then="drawn again")


def shown(chance: random.Random, topic: str, at: datetime) -> ShownPost:
    """A post; both framings show the audience the same, so that nothing but chance tells them apart."""
    return ShownPost(f"{chance.getrandbits(64):x}", ("link",), topic, at)


def usual_numbers(seed: int) -> Usual:
    """What is usual after six hours, from a thousand posts of such an audience."""
    chance = random.Random(f"usual {seed}")
    audience = SimulatedAudience(followers=FOLLOWERS, seed=seed, effects=NO_EFFECT)
    posts = [shown(chance, f"topic {number}", START) for number in range(1000)]
    return Usual(*statistics.quantiles([counts(audience, post, LOOK).numbers["clicks"] or 0 for post in posts], n=4))


def one_experiment(who: Practitioner, chance: random.Random, usual: Usual, options: argparse.Namespace) -> Row:
    """One experiment through the coin, the audience and the judge."""
    row = Row(who.name)
    audience = SimulatedAudience(followers=FOLLOWERS, seed=chance.getrandbits(30), effects=NO_EFFECT)
    seed = f"{chance.getrandbits(128):032x}"
    blocks: list[Block] = []
    measured = number = 0
    while measured < options.rounds and number < 2 * options.rounds:
        number += 1
        row.rounds += 1
        order = draw(seed, experiment="selection", round_number=number, variants=NAMES, places=2)
        first_slot = START + number * WEEK
        first = shown(chance, f"topic {2 * number}", first_slot)
        early = counts(audience, first, LOOK).numbers["clicks"] or 0
        second_slot = first_slot + 2 * DAY
        if who.holds(order[0], early, usual):
            row.held += 1
            if who.then == "given up":
                blocks.append(given_up_block(1))
                continue
            if who.then == "drawn again":
                continue
            second_slot += WEEK
        second = shown(chance, f"topic {2 * number + 1}", second_slot)
        outcomes = {
            framing: float(counts(audience, post, HORIZON).numbers["clicks"] or 0)
            for framing, post in zip(order, (first, second), strict=True)
        }
        blocks.append(Block(control=[outcomes[CONTROL]], treatment=[outcomes[TREATMENT]]))
        measured += 1
    row.decisions.append(judge(blocks, alpha=options.alpha, max_blocks=options.rounds)[-1].decision)
    return row


def plan(options: argparse.Namespace) -> dict[str, object]:
    """The plan of an experiment through the whole loop."""
    links = [
        {"url": f"https://news.example/{n}", "title": f"Article {n}", "evidence": "Research shows that it pays to ask."}
        for n in range(2 * options.rounds)
    ]
    return {
        "name": "selection",
        "question": "Does context help?",
        "metric": "clicks",
        "horizon": "72h",
        "accounts": ["page"],
        "timezone": "UTC",
        "slots": ["Mon 12:30", "Wed 12:30"],
        "readings": ["6h", "72h"],
        "rounds": options.rounds,
        "alpha": options.alpha,
        "approve": "each",
        "guardrails": {},
        "brief": {"moment": "exams", "moment_on": date(2026, 11, 30)},
        "link": links,
    }


class WholeLoop:
    """A lab with a database and the sandbox, and a practitioner who looks at the first post of each round."""

    def __init__(self, folder: Path, who: Practitioner, seed: int, usual: Usual, options: argparse.Namespace) -> None:
        self.who, self.usual, self.options = who, usual, options
        self.row = Row(who.name)
        self.decided: set[int] = set()
        make_folder(folder)
        write_settings(folder, timezone="UTC")
        self.clock = VirtualClock(START - DAY)
        self.lab = Lab.open(read_settings(folder, env={}), clock=self.clock, source=random.Random(seed))
        plugin = platforms.load("sandbox")
        audience = {"followers": FOLLOWERS, "seed": seed, "zone": "UTC", "effects": NO_EFFECT}
        setup.add_account(self.lab, plugin, "page", options=audience, secrets={})
        create(self.lab, examine(self.lab, plan(options), today=self.clock.now().date()))

    def carry_through(self) -> Row:
        """Take turns until the experiment is over."""
        while True:
            with self.lab.session() as session:
                experiment = experiment_named(session, "selection")
                if experiment.state != ExperimentState.RUNNING:
                    break
                self.act(session, experiment)
                event = next_event(session)
            due = event.at if event is not None else self.clock.now() + DAY
            # what was not approved is late a day after its slot
            self.clock.set(due if due > self.clock.now() else self.clock.now() + 13 * timedelta(hours=1))
            take_turn(self.lab)
        with self.lab.session() as session:
            last = session.exec(select(Verdict).order_by(col(Verdict.round_number).desc())).first()
            self.row.rounds = len(session.exec(select(Round)).all())
        self.row.decisions.append(Decision(last.decision) if last else Decision.NOT_ENOUGH_POSTS)
        self.lab.database.close()
        return self.row

    def act(self, session: Session, experiment: Experiment) -> None:
        """Approve the first post of a round; approve the second, or hold it, once the first was looked at."""
        half_out = {round_.id: round_ for round_ in rounds_half_out(session, experiment)}
        for post in approval.awaiting_approval(session, experiment):
            round_ = session.get_one(Round, post.round_id)
            first = post.variant == round_.assignment[0]
            if first or round_.id in self.decided or (round_.id in half_out and self.looked_at(session, round_, post)):
                approval.approve(self.lab, session, [post])

    def looked_at(self, session: Session, round_: Round, second: Post) -> bool:
        """Whether the second post may go out at its slot; decided once, when the first has its early number."""
        first = session.exec(
            select(Post).where(Post.round_id == round_.id, Post.part == 0, Post.state == PostState.PUBLISHED)
        ).one()
        early = session.exec(select(Reading).where(Reading.post_id == first.id)).first()
        if early is None or round_.id is None:
            return False
        if round_.id not in self.decided and self.who.holds(first.variant, early.clicks or 0, self.usual):
            self.row.held += 1
            if self.who.then == "given up":
                withhold.give_up(self.lab, session, second, reason="A bad day.")
                return False
            if self.who.name == "malicious":
                withhold.cancel(self.lab, session, second, reason="A bad day.")
            elif not round_.moves:
                # nobody approves it until it was put off
                self.row.held -= 1
                return False
        self.decided.add(round_.id)
        return True


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """A 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2) / (1 + z * z / trials)
    return max(0.0, centre - half), centre + half


def together(rows: Sequence[Row]) -> Row:
    """The experiments of one practitioner in one row."""
    whole = replace(rows[0], decisions=[])
    whole.decisions = [decision for row in rows for decision in row.decisions]
    whole.rounds, whole.held = sum(row.rounds for row in rows), sum(row.held for row in rows)
    return whole


def show(title: str, rows: Sequence[Row]) -> None:
    """Print one table."""
    print(f"\n{title}")
    print(f"{'':>12} {'wins':>7} {'(95 %)':>15} {'treatment':>10} {'control':>8} {'held':>6}")
    for row in rows:
        count = len(row.decisions)
        treatment = row.decisions.count(Decision.TREATMENT_WORKS)
        control = row.decisions.count(Decision.CONTROL_WORKS)
        low, high = wilson(treatment + control, count)
        print(
            f"{row.name:>12} {(treatment + control) / count:>7.3f} {f'{low:.3f}-{high:.3f}':>15} "
            f"{treatment / count:>10.3f} {control / count:>8.3f} {row.held / row.rounds:>6.2f}",
            flush=True,
        )


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiments", type=int, default=250, help="for each line of the first table (250)")
    parser.add_argument("--whole", type=int, default=2, help="for each line of the second table (2); 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=24, help="of each experiment (24)")
    parser.add_argument("--alpha", type=float, default=0.05, help="(0.05)")
    parser.add_argument("--seed", type=int, default=1, help="(1)")
    return parser.parse_args()


def main() -> None:
    """Print the tables."""
    options = arguments()
    usual = usual_numbers(options.seed)
    print(f"{options.rounds} rounds, alpha {options.alpha:g}, seed {options.seed}; both framings do the same")
    rows = []
    for who in (*PRACTITIONERS, AS_IT_WAS):
        chance = random.Random(f"{options.seed}|{who.name}")
        rows.append(together([one_experiment(who, chance, usual, options) for _ in range(options.experiments)]))
    show(f"Coin, audience and judge: {options.experiments} experiments a line", rows)
    if not options.whole:
        return
    rows = []
    for who in PRACTITIONERS:
        own = []
        for number in range(options.whole):
            with tempfile.TemporaryDirectory() as folder:
                seed = options.seed * 1000 + number
                own.append(WholeLoop(Path(folder) / "lab", who, seed, usual, options).carry_through())
        rows.append(together(own))
    show(f"The whole loop, with SQLite and the sandbox: {options.whole} experiments a line", rows)


if __name__ == "__main__":
    main()
