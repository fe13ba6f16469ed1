"""One lab with six experiments, as the loop leaves them: each stands for a page that people will look at."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from postlab.records.database import Database
from postlab.records.tables import Experiment, ExperimentState, PostState, Reading
from postlab.settings import make_folder
from postlab.settings_file import read_settings, write_settings
from reports.worlds import LOSING, START, WINNING, Numbers, Records

ASKED_AT = datetime(2027, 8, 1, 1, 0, tzinfo=UTC)
"""When the reports are asked for."""

GROWTH = {1: 0.1, 6: 0.35, 24: 0.8, 168: 1.15}
"""What part of the number at the horizon a post has at other ages, in hours."""

NO_ROUNDS, KEEP_GOING, WORKS, CONTROL_WORKS, NOT_ENOUGH, LARGE = SIX = (
    *("no-rounds-yet", "keep-going", "context-works", "control-works", "not-enough", "forty-rounds"),
)
"""The names of the experiments."""

BARE = "https://news.example/pay"
TEXTS = {
    "moment": "With exams soon approaching,",
    "question": "you might be wondering if all this study is worth it.",
    "evidence": "Research shows that most graduates earn more over their lifetime than those who did not go to uni.",
    "link": BARE,
}
QUESTION = [{"name": "bare link", "blocks": ["link"]}, {"name": "question", "blocks": ["question", "link"]}]
"""Two framings with a single difference, about which something can be learnt."""
ACCOUNTS = ("careers-page", "careers-linkedin", "student-union", "library", "alumni", "open-days")


def six_labs(folder: Path) -> Path:
    """The lab, in a folder that is made."""
    make_folder(folder)
    write_settings(folder, timezone="Australia/Sydney")
    database = Database(read_settings(folder, env={}).database_url, now=START)
    try:
        with database.session() as session:
            _write(Records(session))
    finally:
        database.close()
    return folder


def _write(records: Records) -> None:
    chance = random.Random(14)
    over: dict[str, Any] = {"state": ExperimentState.DECIDED, "verdicts": True}
    waiting = records.experiment(
        name=NO_ROUNDS, question="Does a question help before the open day?", accounts=["page"]
    )
    records.round(waiting, closed=False, post_state=PostState.PLANNED)
    as_posted(records, waiting)
    few = [(8, 14), (11, 10), (6, 13), (9, None)]
    experiment(records, KEEP_GOING, few, verdicts=True, accounts=["page"], variant=QUESTION)
    control = experiment(
        records, CONTROL_WORKS, LOSING, question="Do longer posts do better with parents?", audience="parents", **over
    )
    experiment(
        records,
        WORKS,
        WINNING,
        parent=control,
        change="contextualised: evidence before the question",
        reason="the claim came too late",
        hypothesis="Naming the moment and the worry beats a bare link.",
        rationale="Information is used when it meets a felt need.",
        **over,
    )
    noise = [(round(chance.lognormvariate(2, 0.8)), round(chance.lognormvariate(2.1, 0.8))) for _ in range(8)]
    experiment(
        records, NOT_ENOUGH, noise, simulated=True, accounts=["sandbox"], state=ExperimentState.ENDED, verdicts=True
    )
    many = [
        tuple(
            [None if chance.random() < 0.02 else round(chance.lognormvariate(mean, 1.0)) for _ in ACCOUNTS]
            for mean in (2.2, 2.35)
        )
        for _ in range(40)
    ]
    many[17] = ([None] * len(ACCOUNTS), many[17][1])
    experiment(records, LARGE, many, accounts=list(ACCOUNTS), rounds=60, state=ExperimentState.RUNNING, verdicts=True)


def experiment(records: Records, name: str, outcomes: Sequence[tuple[Numbers, Numbers]], **changes: Any) -> Experiment:
    """An experiment with texts as they are posted, and looks at other ages than the horizon."""
    made = records.experiment(outcomes, name=name, rounds=changes.pop("rounds", 12), **changes)
    as_posted(records, made)
    for post in records.posts(made):
        if post.outcome is None or post.published_at is None:
            continue
        for hours, part in GROWTH.items():
            records.session.add(
                Reading(
                    post_id=post.id,
                    taken_at=post.published_at + timedelta(hours=hours),
                    age_s=hours * 3600.0,
                    due_age_s=hours * 3600,
                    likes=1,
                    comments=0,
                    clicks=round(post.outcome * part),
                    simulated=made.simulated,
                )
            )
    records.session.commit()
    return made


def as_posted(records: Records, made: Experiment) -> None:
    """Gives the posts the texts of their framings."""
    blocks = {variant["name"]: variant["blocks"] for variant in made.plan["variant"]}
    for post in records.posts(made):
        post.blocks = [[kind, TEXTS[kind]] for kind in blocks[post.variant]]
        post.text = " ".join(text for _, text in post.blocks)
        post.permalink = f"https://bsky.example/post/{post.id}" if post.published_at else None
        records.session.add(post)
    records.session.commit()
