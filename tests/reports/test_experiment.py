"""The read model: what it says of experiments that won, lost, or have nothing to say yet."""

import math
from datetime import timedelta

import pytest

from postlab.design.planning import rounds_on_pages
from postlab.loop.plan.usual_counts import STAND_IN
from postlab.records.tables import Amendment, ExperimentState, PostState, Reading, Reflection
from postlab.reports.views import PlanChange
from postlab.stats import Block, Decision, judge
from postlab.stats.luck import Page
from reports.worlds import LOSING, NOW, WINNING, Records


def test_a_winner(records: Records) -> None:
    report = records.report(records.experiment(WINNING, state=ExperimentState.DECIDED))
    verdict = report.verdict
    expected = judge([Block((a,), (b,)) for a, b in WINNING], alpha=0.05, rope=1.5, planned=24)[-1]
    assert verdict.decision is Decision.TREATMENT_WORKS
    assert verdict.ratio == expected.ratio
    assert (verdict.low, verdict.high) == (expected.low, expected.high)
    assert verdict.log_e_treatment == expected.log_e_treatment
    assert (verdict.rounds, verdict.voided, verdict.posts) == (10, 0, 20)
    assert verdict.rounds_to_go is None
    assert verdict.sentence.startswith("Context worked: about 3.")
    assert report.next[0] == "Keep context for posts like these."


def test_a_loser_brings_the_fallback_that_was_planned(records: Records) -> None:
    report = records.report(records.experiment(LOSING, state=ExperimentState.DECIDED))
    assert report.verdict.decision is Decision.CONTROL_WORKS
    assert report.verdict.sentence.startswith("The bare link did better: about 3.")
    assert report.next[0] == "Your plan for this: Back to bare links for the holidays."
    assert "`postlab retry exam-season`" in report.next[1]


def test_nothing_closed_yet(records: Records) -> None:
    experiment = records.experiment()
    records.round(experiment, closed=False, post_state=PostState.PLANNED)
    report = records.report(experiment)
    assert report.verdict.decision is Decision.KEEP_GOING
    assert report.verdict.ratio is None
    # what two posts of a typical page with large counts take at a ratio of 1.5
    assert report.verdict.rounds_to_go == rounds_on_pages(1.5, [Page(STAND_IN)], alpha=0.05)
    assert report.verdict.beyond_plan
    assert report.next[0] == "2 posts wait for your approval: `postlab approve exam-season`."
    assert [post.outcome for post in report.rounds[0].posts] == [None, None]
    assert report.rounds[0].so_far is None


def test_small_counts_say_what_their_ratio_stands_for(records: Records) -> None:
    small = records.report(records.experiment([(1, 2), (0, 1), (2, 3), (1, 1), (0, 2), (1, 3)])).verdict
    assert small.ratio is not None
    assert small.unshrunk is not None
    assert small.doubling_shows_as is not None
    assert 1.3 < small.doubling_shows_as < 1.7
    assert small.unshrunk > 1.2 * small.ratio


def test_large_counts_hide_nothing(records: Records) -> None:
    large = records.report(records.experiment([(100, 250), (150, 260), (90, 210), (120, 300)])).verdict
    assert large.doubling_shows_as == pytest.approx(2, abs=0.05)
    assert large.unshrunk is None


def test_before_three_rounds_nothing_is_said_of_what_is_hidden(records: Records) -> None:
    few = records.report(records.experiment([(1, 2), (0, 1)])).verdict
    assert (few.doubling_shows_as, few.unshrunk) == (None, None)


def test_an_experiment_without_rounds_has_a_report(records: Records) -> None:
    report = records.report(records.experiment())
    assert report.rounds == ()
    assert report.verdict.sentence.startswith("Keep going: no round counts yet.")


def test_what_comes_next_is_told_in_the_plans_zone(records: Records) -> None:
    experiment = records.experiment()
    records.round(experiment, closed=False, post_state=PostState.APPROVED)
    assert records.report(experiment).next[0] == ("The next post goes out at Tue 8 Sep 2026 12:30 (Australia/Sydney).")
    for post in records.posts(experiment):
        post.state, post.published_at = PostState.PUBLISHED, post.slot_at
    assert records.report(experiment).next[0] == (
        "The next numbers are due at Fri 11 Sep 2026 12:30 (Australia/Sydney)."
    )


def test_a_void_round_is_counted_apart_with_its_reason(records: Records) -> None:
    report = records.report(records.experiment([(10, 40), (None, 30), (12, 45)]))
    assert (report.verdict.rounds, report.verdict.voided, report.verdict.posts) == (2, 1, 4)
    void = report.rounds[1]
    assert void.void is not None
    assert "The page was down." in void.void
    assert void.difference is void.ratio is None
    assert void.so_far is not None
    assert void.so_far.ratio == report.rounds[0].so_far.ratio
    missing = next(post for post in void.posts if post.outcome is None)
    assert missing.missing == "The page was down."


def test_a_post_that_never_went_out_says_why(records: Records) -> None:
    experiment = records.experiment()
    records.round(experiment, closed=False, post_state=PostState.REJECTED)
    post = records.posts(experiment)[0]
    post.problem = "The text is \x1b[31mtoo long."
    report = records.report(experiment)
    shown = next(view for view in report.rounds[0].posts if view.id == post.id)
    assert shown.missing == "It never went out (rejected): The text is too long."


def test_posts_in_doubt_come_first(records: Records) -> None:
    experiment = records.experiment()
    records.round(experiment, closed=False, post_state=PostState.PLANNED)
    post = records.posts(experiment)[1]
    post.state, post.problem, post.problem_next = PostState.UNKNOWN, "No answer.", "Look at the page."
    assert records.report(experiment).next[0] == f"Post {post.id} is in doubt: No answer. Look at the page."


def test_accounts_are_averaged_and_counted(records: Records) -> None:
    report = records.report(records.experiment([((3, 5), (6, None)), ((4, 8), (8, 16))], accounts=["first", "second"]))
    assert report.verdict.posts == 6
    assert report.rounds[0].difference == pytest.approx(math.log(6.5 / 3.5))
    assert report.rounds[1].ratio == pytest.approx(math.sqrt((8.5 / 4.5) * (16.5 / 8.5)))
    assert [(post.variant, post.account) for post in report.rounds[0].posts] == [
        ("bare link", "first"),
        ("bare link", "second"),
        ("contextualised", "first"),
        ("contextualised", "second"),
    ]


def test_stopped_before_it_was_settled_there_were_not_enough_posts(records: Records) -> None:
    report = records.report(records.experiment([(10, 12)], state=ExperimentState.ENDED))
    assert report.verdict.decision is Decision.NOT_ENOUGH_POSTS
    assert report.verdict.rounds_to_go is not None
    assert any("`postlab retry exam-season`" in step for step in report.next)


def test_the_end_of_the_plan_without_a_verdict(records: Records) -> None:
    report = records.report(records.experiment([(10, 12), (12, 10)], rounds=2))
    assert report.verdict.decision is Decision.NOT_ENOUGH_POSTS


def test_lineage_amendments_and_journal(records: Records) -> None:
    parent = records.experiment(LOSING, state=ExperimentState.DECIDED)
    child = records.experiment(name="second try", parent=parent, change="drop the question", reason="too long")
    records.session.add(
        Amendment(
            experiment_id=parent.id,
            at=NOW,
            changes=[{"key": "rounds", "before": 10, "after": 12}],
            reason="more time",
            hash_before="a",
            hash_after="b",
        )
    )
    answers = {"practice": "Shorter.", "expected": "More clicks."}
    records.session.add(Reflection(experiment_id=parent.id, at=NOW, text="Too many words.", answers=answers))
    report = records.report(parent)
    assert report.lineage.children == ("second try",)
    assert report.amendments[0].changes == (PlanChange("rounds", 10, 12),)
    assert report.reflections[0].text == "Too many words."
    assert [(answer.question, answer.answer) for answer in report.reflections[0].answers] == [
        ("What did you expect?", "More clicks."),
        ("What does it mean for your practice?", "Shorter."),
    ]
    assert report.next == ('It was tried again as “second try”: `postlab report "second try"`.',)
    assert records.report(child).lineage.parent == "exam-season"
    assert records.report(child).lineage.change == "drop the question"


def test_what_to_be_careful_about(records: Records) -> None:
    experiment = records.experiment([(10, 40), (None, 3), (None, 4)])
    first = records.posts(experiment)[0]
    first.outcome_estimated = True
    first.published_at = first.slot_at + timedelta(minutes=20)
    reading = records.session.get_one(Reading, 1)
    reading.skipped = [3600.0, 21600.0]
    report = records.report(experiment)
    assert report.rounds[0].posts[0].late or report.rounds[0].posts[1].late
    warnings = " ".join(report.warnings)
    assert "2 of 3 rounds do not count" in warnings
    assert f"Post {first.id}: the outcome is estimated" in warnings
    assert "2 readings were missed" in warnings
    assert "1 post went out late" in warnings


def test_how_late_is_late_depends_on_the_horizon(records: Records) -> None:
    experiment = records.experiment([(1, 2)], horizon="2m", every="1m")
    for post in records.posts(experiment):
        post.published_at = post.slot_at + timedelta(seconds=29 if post.variant == "bare link" else 31)
    assert {post.variant: post.late for post in records.report(experiment).rounds[0].posts} == {
        "bare link": False,
        "contextualised": True,
    }


def test_moves_are_told(records: Records) -> None:
    experiment = records.experiment([(1, 2)])
    round_ = records.rounds(experiment)[0]
    round_.moves = [{"at": NOW.isoformat(), "reason": "Nobody had approved it.", "from": []}]
    assert records.report(experiment).rounds[0].moved == ("Nobody had approved it.",)


def test_a_milestone_has_the_round_in_which_it_was_reached(records: Records) -> None:
    outcomes = [*WINNING[:3], (None, 5), *WINNING[3:]]
    verdict = records.report(records.experiment(outcomes)).verdict
    rows = judge([Block((a,), (b,)) for a, b in outcomes], planned=24)
    first = next(number for number, row in enumerate(rows, start=1) if row.does_no_harm)
    assert (verdict.does_no_harm, verdict.does_no_harm_round) == (True, first)
    assert 4 < first < len(outcomes)
    assert (verdict.not_worth_it, verdict.not_worth_it_round) == (False, None)
