"""What the page of a report says, from its records: the same as the terminal, and nothing that was not seen."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from markupsafe import Markup

from postlab.records.tables import Experiment, ExperimentState
from postlab.reports.pages import experiment_page as page_module
from postlab.reports.pages.experiment_page import beside, experiment_page
from postlab.reports.pages.traffic_light import traffic_light
from postlab.reports.verdict import VerdictView
from postlab.stats import Decision
from reports.pages.six_labs import LARGE, NOT_ENOUGH, SIX, WORKS
from reports.worlds import ALIKE, LOSING, WINNING, Records


def words_of(page: str) -> str:
    """The text of a page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2])).split())


def page_of(records: Records, made: Experiment) -> str:
    report = records.report(made) if made.state == ExperimentState.RUNNING else records.lesson(made)
    return experiment_page(report, beside(records.session, made, report))


@pytest.mark.parametrize(
    ("outcomes", "state", "word"),
    [
        (WINNING, ExperimentState.DECIDED, "Works"),
        (LOSING, ExperimentState.DECIDED, "Does worse"),
        (ALIKE, ExperimentState.DECIDED, "No difference"),
        (WINNING[:2], ExperimentState.RUNNING, "Keep going"),
        (WINNING[:2], ExperimentState.ENDED, "Not enough posts"),
    ],
)
def test_the_light_has_a_word_and_the_sentence_is_the_terminals(
    records: Records, outcomes: list[tuple[float, float]], state: str, word: str
) -> None:
    made = records.experiment(outcomes, state=state, rounds=60, verdicts=True)
    report = records.report(made) if state == ExperimentState.RUNNING else records.lesson(made)
    page = experiment_page(report, beside(records.session, made, report))
    assert f"<strong>{word}</strong>" in page
    sentences = [report.verdict.sentence] if report.lesson is None else report.lesson.showed
    for sentence in sentences:
        assert sentence.removeprefix("Best bet so far: ") in words_of(page)


def test_every_light_has_a_shape_of_its_own(records: Records) -> None:
    lights = {}
    for decision in Decision:
        view = VerdictView(
            *(
                decision,
                "bare link",
                "contextualised",
                "clicks",
                None,
                None,
                None,
                0,
                0,
                0.05,
                1.5,
                0,
                0,
                0,
                1,
                12,
                None,
            )
        )
        lights[traffic_light(view).shape] = traffic_light(view).word
    assert len(lights) == len(set(lights.values())) == len(Decision)


def test_a_winner_between_framings_that_are_the_same_is_one_by_chance(records: Records) -> None:
    same = [{"name": "bare link", "blocks": ["link"]}, {"name": "the same again", "blocks": ["link"]}]
    made = records.experiment(WINNING, state=ExperimentState.DECIDED, aa=True, variant=same, verdicts=True)
    assert "<strong>Winner by chance</strong>" in page_of(records, made)


def test_a_number_that_is_missing_is_no_zero(records: Records) -> None:
    made = records.experiment([(10, 30), (12, None), (9, 28)])
    page = page_of(records, made)
    assert "Round 2: does not count." in words_of(page)
    pairs = page.partition('id="pairs-1"')[2].partition("</svg>")[0]
    assert (pairs.count("<circle"), pairs.count('<rect class="square')) == (2, 3)


def test_a_failed_audit_is_said_where_nobody_can_miss_it(records: Records) -> None:
    made = records.experiment([(10, 30)])
    assert "Ask before you rely on this page." not in page_of(records, made)
    made.plan_hash = "0" * 64
    records.session.add(made)
    page = page_of(records, made)
    assert "Ask before you rely on this page." in page
    assert "MISMATCH" in page


def test_posts_are_shown_as_they_looked_or_as_text(records: Records) -> None:
    made = records.experiment([(10, 30)])
    report = records.report(made)
    shown = beside(records.session, made, report)
    assert set(shown.looks) == {post.id for round_ in report.rounds for post in round_.posts}
    as_text = experiment_page(report, page_module.Beside(shown.cost, shown.audit, shown.growths, shown.roots, {}))
    assert 'class="look-post"' in experiment_page(report, shown)
    assert 'class="look-post"' not in as_text
    assert "<blockquote>A text. https://news.example/pay</blockquote>" in as_text
    assert isinstance(next(iter(shown.looks.values())), Markup)


def test_a_platform_that_is_not_installed_leaves_the_text(records: Records) -> None:
    records.account("page", platform="gone-network")
    made = records.experiment([(10, 30)])
    assert "<blockquote>A text." in page_of(records, made)


def test_old_posts_are_left_out_of_the_growth_of_many(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MOST_POSTS", 4)
    made = records.experiment([(10, 30), (12, 31), (9, 28)])
    assert "2 older posts left out" in words_of(page_of(records, made))


@pytest.mark.parametrize("name", SIX)
def test_a_page_is_small_whole_and_closed(pages: dict[str, Path], name: str) -> None:
    page = pages[name].read_text(encoding="utf-8")
    assert len(page.encode()) < 300_000
    assert not re.search(r"<(?:script|link|iframe|img)\b|\bstyle=|\bon\w+=|@import|url\(", page)
    assert page.count("default-src 'none'") == 1
    identifiers = re.findall(r'\bid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    assert ("Simulated audience: no real person saw these posts" in page) is (name == NOT_ENOUGH)


def test_a_lineage_is_a_tree_with_this_page_in_it(pages: dict[str, Path]) -> None:
    page = pages[WORKS].read_text(encoding="utf-8")
    assert page.count('aria-current="true"') == 1
    assert "control-works" in words_of(page).partition("Experiments before and after")[2]
    assert 'class="tree"' not in pages[LARGE].read_text(encoding="utf-8")
