"""The page of a try that is over: one screen, the same tone for every result, and only what was counted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from postlab.records.practice import Following, Spending
from postlab.records.tables import ExperimentState, Pause, PostState, Reading, Reflection
from postlab.reports.lesson_page import show_lesson
from postlab.reports.terminal import show
from postlab.reports.views import Report
from reports.worlds import ALIKE, LOSING, NOW, START, WINNING, Records

Screen = Callable[..., str]
UNDECIDED = [(10, 12), (14, 9), (11, 11), (9, 13), (12, 10), (10, 11), (13, 12), (8, 9)]
HOSTILE = "=cmd|'/C calc'!A0 \x1b[31m[red]<script>\x1b]0;owned\x07 \u202egnp.exe [link=x]"


def page(report: Report) -> Callable[[Console], None]:
    return lambda console: show_lesson(report, console)


def whole(records: Records, outcomes: Any, **changes: Any) -> Report:
    """With everything on it that a page can have."""
    parent = records.experiment(name="the try before", state=ExperimentState.ENDED)
    experiment = records.experiment(
        outcomes,
        state=ExperimentState.ENDED,
        parent=parent,
        change="drop the question",
        **{"rounds": max(len(outcomes), 1), **changes},
    )
    experiment.stopped_because = "The school asked us to wait"
    for number, reading in enumerate(records._all(Reading)):
        reading.comments = 9 + number % 2 * 5
    records.session.add_all(
        [
            Pause(experiment_id=experiment.id, at=START, guardrail="angry", reason="5 angry reactions", did="Held it."),
            Following(account_id=records.account("page").id, day="2026-09-07", at=START, followers=812),
            Following(account_id=records.account("page").id, day="2026-11-20", at=START, followers=805),
        ]
    )
    return records.lesson(experiment)


@pytest.mark.parametrize("outcomes", [WINNING, LOSING, UNDECIDED, ALIKE, [], [(None, 4)], [(0, 0)] * 12])
def test_it_fits_one_screen_and_calls_nobody_a_failure(records: Records, screen: Screen, outcomes: Any) -> None:
    report = whole(records, outcomes)
    text = screen(page(report), width=80)
    assert len(text.splitlines()) <= 24
    assert "fail" not in text.lower()
    assert "!" not in text
    assert "None" not in text
    coloured = screen(page(report), width=80, colour=True)
    assert "31m" not in coloured
    for width in (30, 40, 60, 80, 200):
        assert all(cell_len(line) <= width for line in screen(page(report), width=width).splitlines())


def test_every_result_has_the_same_parts_in_the_same_order(records: Records, screen: Screen) -> None:
    for number, outcomes in enumerate([WINNING, LOSING, UNDECIDED]):
        experiment = records.experiment(outcomes, name=f"try {number}", state=ExperimentState.DECIDED)
        lines = screen(page(records.lesson(experiment)), width=80).splitlines()
        words = [line.split()[0] for line in lines if line[:9].strip() and line[8] == " " and line[0] != " "]
        expected = ["Tried", "Showed", "Took", "Planned", "Next"]
        assert [word for word in words if word in expected] == [w for w in expected if number or w != "Planned"]


def test_what_was_tried_is_shown_as_it_read(records: Records, screen: Screen) -> None:
    experiment = records.experiment(
        LOSING, state=ExperimentState.DECIDED, text="Is it worth it? https://a.example/x?y=1 So."
    )
    for post in records.posts(experiment):
        if post.variant == "contextualised" and post.round_id == 1:
            post.edited_at, post.text = NOW, "Somebody's own words."
    lesson = records.lesson(experiment).lesson
    assert lesson is not None
    assert [framing.variant for framing in lesson.tried] == ["contextualised", "bare link"]
    # one that the recipe wrote, without the address
    assert {framing.example for framing in lesson.tried} == {"Is it worth it? (link) So."}
    text = screen(page(records.lesson(experiment)), width=80)
    assert "Tried    Context (moment, question, evidence and link) against a bare link." in text
    assert "contextualised: “Is it worth it? (link) So.”" in text


def test_what_else_moved_is_an_observation(records: Records, screen: Screen) -> None:
    experiment = records.experiment([*LOSING, (None, 5)], state=ExperimentState.DECIDED)
    posts = {post.id: post for post in records.posts(experiment)}
    for reading in records._all(Reading):
        post = posts[reading.post_id]
        reading.comments = 4 if post.variant == "contextualised" else 1
        reading.likes = 3
        reading.shares = None if post.variant == "contextualised" else 50
        if post.round_id == 11:
            reading.comments = 1000  # of a round that does not count
    # a look at another age says nothing about the horizon
    first = next(iter(posts))
    records.session.add(Reading(post_id=first, taken_at=NOW, age_s=7 * 86400, due_age_s=None, comments=5000))
    lesson = records.lesson(experiment).lesson
    assert lesson is not None
    assert [(total.metric, total.control, total.treatment) for total in lesson.besides] == [("comments", 10, 40)]
    text = " ".join(screen(page(records.lesson(experiment)), width=100).split())
    assert "Seen besides, and not tested: with context more comments (40 against 10)." in text


def test_what_it_took_is_what_was_counted(records: Records, screen: Screen) -> None:
    experiment = records.experiment([*WINNING, (None, 5)], state=ExperimentState.DECIDED)
    page_id = records.account("page").id
    posts = records.posts(experiment)
    for number, post in enumerate(posts):
        post.remote_id = f"r{number}"
    first_day = f"{min(post.published_at for post in posts):%Y-%m-%d}"
    records.session.add_all(
        [
            # three posts went out that day for 0.60 in all; one of them is of this experiment
            Spending(account_id=page_id, day=first_day, kind="post with link", units=3, micros=600_000),
            Spending(account_id=page_id, day=first_day, kind="read", units=2, micros=20_000, resources=["r0", "else"]),
            Spending(account_id=page_id, day=first_day, kind="reading", units=9, micros=0, resources=["r0"]),
            Spending(account_id=page_id, day="2025-01-01", kind="post", units=1, micros=900_000),
            Following(account_id=page_id, day="2026-09-07", at=START, followers=812),
            Following(account_id=page_id, day="2026-11-20", at=START, followers=805),
            Following(account_id=page_id, day="2026-12-24", at=START, followers=5),
        ]
    )
    cost = records.lesson(experiment).lesson.cost  # type: ignore[union-attr]
    assert (cost.rounds, cost.voided, cost.posts, float(cost.usd or 0)) == (10, 1, 22, pytest.approx(0.21))
    assert [(followers.before, followers.after) for followers in cost.followers] == [(812, 805)]
    text = " ".join(screen(page(records.lesson(experiment)), width=100).split())
    assert "10 rounds (1 more did not count), 22 posts, 12 weeks (8 Sep 2026 to 30 Nov 2026)." in text
    assert "About 0.21 USD by the prices of the time." in text
    assert "“page” has 805 followers, 7 fewer than the 812 when it began, for whatever reason." in text
    assert "hour" not in text


def test_nothing_is_said_of_what_nobody_counted(records: Records, screen: Screen) -> None:
    experiment = records.experiment(WINNING, state=ExperimentState.DECIDED)
    records.session.add(Following(account_id=records.account("page").id, day="2026-01-01", at=START, followers=9))
    text = screen(page(records.lesson(experiment)), width=80)
    assert "follower" not in text
    assert "$" not in text
    nothing = records.experiment(name="never", state=ExperimentState.ENDED)
    assert "Took     Nothing went out." in screen(page(records.lesson(nothing)), width=80)


def test_what_was_planned_and_what_happened(records: Records, screen: Screen) -> None:
    experiment = records.experiment(LOSING, state=ExperimentState.ENDED)
    experiment.stopped_because = "The exams were put off"
    for number in range(4):
        records.session.add(
            Pause(
                experiment_id=experiment.id, at=START + timedelta(days=number), reason=f"Reason {number}", did="Held."
            )
        )
    planned = records.lesson(experiment).lesson.planned  # type: ignore[union-attr]
    assert planned == (
        "Paused 2 times more before that.",
        "Paused on 3 Sep 2026: Reason 2. Held.",
        "Paused on 4 Sep 2026: Reason 3. Held.",
        "Stopped before it was settled: The exams were put off.",
        "Your plan for this: Back to bare links for the holidays.",
    )
    won = records.experiment(WINNING, name="won", state=ExperimentState.DECIDED)
    assert records.lesson(won).lesson.planned == ()  # type: ignore[union-attr]


def test_what_changes_next(records: Records, screen: Screen) -> None:
    experiment = records.experiment(LOSING, state=ExperimentState.DECIDED)
    following = records.lesson(experiment).lesson.next  # type: ignore[union-attr]
    assert following is not None
    assert following.command == "postlab retry exam-season"
    assert following.change in screen(page(records.lesson(experiment)), width=200)
    records.experiment(name="another try", parent=experiment, change="drop the moment", reason="it was long")
    following = records.lesson(experiment).lesson.next  # type: ignore[union-attr]
    assert following is not None
    assert (following.experiment, following.change) == ("another try", "drop the moment")
    assert following.command == 'postlab report "another try"'


def test_the_journal_is_offered_once_and_not_again(records: Records, screen: Screen) -> None:
    experiment = records.experiment(LOSING, state=ExperimentState.DECIDED)
    text = screen(lambda console: show(records.lesson(experiment), console), width=100)
    assert text.count("postlab reflect") == 1
    records.session.add(Reflection(experiment_id=experiment.id, at=NOW, text="", answers={"surprised": "The silence."}))
    text = screen(lambda console: show(records.lesson(experiment), console), width=100)
    assert "postlab reflect" not in text
    assert "What surprised you? The silence." in text


def test_the_report_goes_on_behind_the_page(records: Records, screen: Screen) -> None:
    experiment = records.experiment(LOSING, state=ExperimentState.DECIDED)
    records.round(experiment, closed=False, post_state=PostState.UNKNOWN)
    records.posts(experiment)[-1].problem = "No answer."
    report = records.lesson(experiment)
    text = screen(lambda console: show(report, console), width=80)
    assert text.startswith(screen(page(report), width=80))
    for title in ("Ratio", "Odds", "Rounds", "What it means", "Still open", "The plan"):
        assert f"\n{title}\n" in text
    assert "No answer." in text
    assert "What to do next" not in text


def test_what_still_runs_has_no_page(records: Records, screen: Screen) -> None:
    report = records.lesson(records.experiment(UNDECIDED))
    assert report.lesson is None
    with pytest.raises(ValueError, match="not over"):
        screen(page(report))


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_it_obeys_nothing_from_outside(records: Records, screen: Screen, encoding: str) -> None:
    report = whole(records, LOSING, question=HOSTILE, if_it_fails=HOSTILE)
    experiment = records._all(type(records.experiment(name="x")))[1]
    experiment.stopped_because = experiment.change = HOSTILE
    for post in records.posts(experiment):
        post.text = HOSTILE
    report = records.lesson(experiment)
    for width in (40, 80):
        text = screen(page(report), width=width, encoding=encoding)
        assert "\x1b" not in text
        assert "owned" not in text
        assert "\u202e" not in text
        assert "[red]<script>" in "".join(text.split())
        assert all(cell_len(line) <= width for line in text.splitlines())


def test_a_simulated_audience_is_labelled(records: Records, screen: Screen) -> None:
    report = records.lesson(records.experiment(LOSING, simulated=True, state=ExperimentState.DECIDED))
    assert "Showed   Simulated audience. The bare link did better" in screen(page(report), width=80)
