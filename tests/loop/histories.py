"""Experiments that are over, written straight into the records: what was compared, for whom, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import select

from loop.bench import DAY, HOUR, START, Bench
from postlab.records.tables import (
    Account,
    Experiment,
    ExperimentState,
    Link,
    Post,
    PostState,
    Round,
    Verdict,
    stored_id,
)

CONTROL_COUNT = 1000.0
"""What every post of the control got; large, so that the half that is added to every number is nothing."""


def variant(name: str, *blocks: str, **words: str) -> dict[str, Any]:
    """A framing as a plan file has it."""
    return {"name": name, "blocks": [*blocks, "link"], **words}


BARE = variant("bare link")
ASKS = variant("asks", "question")


def past(
    bench: Bench,
    name: str,
    logs: Sequence[float | Sequence[float]],
    *,
    variants: Sequence[dict[str, Any]] = (BARE, ASKS),
    simulated: bool = True,
    decision: str | None = None,
    day: int = 0,
    rounds: Sequence[dict[str, Any]] = (),
    parent: str | None = None,
    **plan: Any,
) -> Experiment:
    """An ended experiment whose rounds had these log ratios, treatment to control; for each account, or for all.

    Args:
        bench: the lab.
        name: of the experiment.
        logs: one a round.
        variants: control and treatment.
        simulated: whether no real person saw it.
        decision: the last verdict; None is "not enough posts".
        day: when the first round closed; each closes an hour after the one before.
        rounds: columns of each round besides.
        parent: the experiment that it retries.
        plan: keys of the plan besides.
    """
    examined = bench.examine(name=name, variant=list(variants), control=variants[0]["name"], **plan)
    with bench.session() as session:
        accounts = {account.name: stored_id(account) for account in session.exec(select(Account))}
        over = START + day * DAY
        above = session.exec(select(Experiment).where(Experiment.name == parent)).first() if parent else None
        experiment = Experiment(
            name=name,
            state=ExperimentState.DECIDED if decision else ExperimentState.ENDED,
            plan=examined.plan.document(),
            plan_hash=examined.plan.digest,
            seed="s" * 32,
            simulated=simulated,
            created_at=over - timedelta(days=7),
            ended_at=over + len(logs) * HOUR,
            parent_id=above.id if above else None,
        )
        session.add(experiment)
        session.flush()
        number = stored_id(experiment)
        for position, shared in enumerate(examined.links):
            session.add(
                Link(experiment_id=number, position=position, url=shared.url, article=shared.article.document())
            )
        session.flush()
        link = session.exec(select(Link).where(Link.experiment_id == number)).first()
        assert link is not None
        for count, log in enumerate(logs, start=1):
            extra = rounds[count - 1] if rounds else {}
            drawn = Round(
                experiment_id=number,
                number=count,
                seed="s",
                assignment=[one["name"] for one in variants],
                places=[
                    {"slot": (over - 4 * DAY).isoformat(), "wall": "", "zone": "UTC", "note": None, "link": link.id}
                ],
                drawn_at=over - 5 * DAY,
                closed_at=over + count * HOUR,
                **extra,
            )
            session.add(drawn)
            session.flush()
            each = [log] * len(examined.plan.accounts) if isinstance(log, int | float) else list(log)
            for account, ratio in zip(examined.plan.accounts, each, strict=True):
                for one, value in zip(variants, (CONTROL_COUNT, CONTROL_COUNT * math.exp(ratio)), strict=True):
                    session.add(
                        Post(
                            experiment_id=number,
                            round_id=stored_id(drawn),
                            account_id=accounts[account],
                            link_id=stored_id(link),
                            variant=one["name"],
                            state=PostState.PUBLISHED,
                            text="x",
                            blocks=[],
                            url=link.url,
                            link_text=link.url,
                            slot_at=over - 4 * DAY,
                            slot_wall="",
                            zone="UTC",
                            key=f"{name}-{count}-{account}-{one['name']}",
                            published_at=over - 4 * DAY,
                            outcome=value,
                        )
                    )
        if decision:
            session.add(
                Verdict(
                    experiment_id=number,
                    round_number=len(logs),
                    at=over,
                    decision=decision,
                    rounds=len(logs),
                    voided=0,
                    log_e_treatment=0.0,
                    log_e_control=0.0,
                    ratio=math.exp(sum(log for log in logs if isinstance(log, int | float)) / len(logs)),
                    low=None,
                    high=None,
                )
            )
        session.commit()
        session.refresh(experiment)
        return experiment
