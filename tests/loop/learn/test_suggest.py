"""The next try: suggested by what the rounds showed, never one that was tried, always one that can be carried out."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from loop.bench import DAY, HOUR, LINKS, START, Bench
from postlab.design.plan import changed_keys
from postlab.framing.notes import note_of
from postlab.loop.learn import suggest
from postlab.loop.lookup import lineages
from postlab.loop.lookup.experiments import experiment_named, plan_of
from postlab.loop.plan.create import create
from postlab.loop.plan.examine import examine
from postlab.records.tables import Experiment, ExperimentState, Post

QUICK: dict[str, Any] = {
    "slots": ["Mon 09:00", "Tue 09:00"],
    "horizon": "24h",
    "readings": ["24h"],
    "rounds": 1,
    "tracking": False,  # short links, so that nothing has to be cut
}


def try_out(bench: Bench, counts: dict[str, dict[str, int]], **changes: Any) -> Experiment:
    """An experiment whose rounds showed these numbers, each time; it is over."""
    bench.network().script(counts=counts)
    made = bench.experiment(**{**QUICK, **changes})
    while bench.named(made.name).state == ExperimentState.RUNNING:
        bench.run(bench.clock.now() + 12 * HOUR)
        assert bench.clock.now() < START + 400 * DAY
    return bench.named(made.name)


def offered(bench: Bench, name: str = "exams") -> list[suggest.Suggestion]:
    with bench.session() as session:
        return suggest.suggestions(session, experiment_named(session, name))


def retry(bench: Bench, name: str, number: int = 0) -> Experiment:
    """The next iteration, stored."""
    with bench.session() as session:
        parent = experiment_named(session, name)
        chosen = suggest.suggestions(session, parent)[number]
        document = suggest.next_document(session, parent, chosen.change)
        uses = suggest.link_uses(session, parent)
    examined = examine(bench.lab, document, today=bench.clock.now().date(), uses=uses)
    return create(bench.lab, examined, parent=parent, change=chosen.change.summary, reason=chosen.why)


def test_talk_without_clicks_drops_the_question_first(staged: Bench) -> None:
    try_out(staged, {"plain": {"clicks": 30, "comments": 2}, "context": {"clicks": 10, "comments": 14}})
    first = offered(staged)[0]
    assert (first.change.kind_of_change, first.change.block) == ("drop", "question")
    assert "comments" in first.why
    assert "5.8 times" in first.why
    assert "0.3 times the clicks" in first.why


def test_of_a_rate_talk_is_told_per_view_as_well(staged: Bench) -> None:
    plain = {"clicks": 300, "comments": 20, "impressions": 1000}
    context = {"clicks": 100, "comments": 140, "impressions": 2000}
    try_out(staged, {"plain": plain, "context": context}, metric="clicks per 1000 views")
    first = offered(staged)[0]
    assert (first.change.kind_of_change, first.change.block) == ("drop", "question")
    assert "3.4 times the comments per 1000 views but 0.2 times the clicks per 1000 views" in first.why


def test_fewer_of_everything_does_not_blame_the_talk(staged: Bench) -> None:
    try_out(staged, {"plain": {"clicks": 30, "comments": 14}, "context": {"clicks": 10, "comments": 4}})
    assert all("comments" not in suggestion.why for suggestion in offered(staged))


def test_what_had_to_be_cut_is_said(staged: Bench) -> None:
    long = f"Research shows that {'most graduates of most courses in most places ' * 4}earn more than those without it."
    links = [{**link, "evidence": long} for link in LINKS[:2]]
    try_out(staged, {}, link=links)
    first = offered(staged)[0]
    assert first.change.kind_of_change == "drop"
    assert "had to be shortened" in first.why


def test_what_a_version_before_codes_noted_gives_the_same_suggestions(staged: Bench) -> None:
    long = f"Research shows that {'most graduates of most courses in most places ' * 4}earn more than those without it."
    try_out(staged, {}, link=[{**link, "evidence": long} for link in LINKS[:2]])
    now = offered(staged)
    with staged.session() as session:
        for post in session.exec(select(Post)):
            post.notes = [note_of(note).sentence for note in post.notes]
            session.add(post)
        session.commit()
    assert any(isinstance(note, str) for post in staged.posts() for note in post.notes)
    assert offered(staged) == now


def test_a_brief_without_a_moment_is_not_a_text_that_was_too_long(staged: Bench) -> None:
    try_out(staged, {}, brief={})
    assert staged.post(0).notes or staged.post(1).notes
    assert all("shortened" not in suggestion.why for suggestion in offered(staged))


def test_what_was_cut_does_not_hide_what_was_talked_about(staged: Bench) -> None:
    talk = {"plain": {"clicks": 30, "comments": 2}, "context": {"clicks": 10, "comments": 14}}
    try_out(staged, talk, tracking=True, link=[{**link, "url": f"{link['url']}/{'x' * 80}"} for link in LINKS[:2]])
    first = offered(staged)[0].change
    assert (first.kind_of_change, first.block) == ("drop", "question")


def test_after_a_success_the_winner_is_the_one_to_beat(staged: Bench) -> None:
    try_out(staged, {"plain": {"clicks": 3}, "context": {"clicks": 60}}, rounds=40)
    assert staged.verdicts()[-1].decision == "treatment works"
    found = offered(staged)
    assert all("carried the effect" in one.why for one in found if one.change.kind_of_change == "drop")
    assert {(one.against.recipe.name, one.against.found_in) for one in found} == {("contextualised", "exams")}
    made = retry(staged, "exams")
    assert made.plan["control"] == "contextualised"
    assert {variant["name"] for variant in made.plan["variant"]} == {"contextualised", plan_of(made).treatment}


def test_before_any_round_there_is_something_to_try(staged: Bench) -> None:
    staged.experiment()
    suggestions = offered(staged)
    assert suggestions
    assert [s.score for s in suggestions] == sorted((s.score for s in suggestions), reverse=True)


@pytest.mark.parametrize("metric", ["clicks", "engagement"])
def test_every_change_makes_a_plan_that_can_be_carried_out(staged: Bench, metric: str) -> None:
    try_out(staged, {"context": {"clicks": 2}}, metric=metric)
    parent = plan_of(staged.named())
    before = {variant.name: variant for variant in parent.variant}
    names = set()
    for suggestion in offered(staged):
        with staged.session() as session:
            document = suggest.next_document(session, staged.named(), suggestion.change)
        examined = examine(staged.lab, document, today=staged.clock.now().date())
        after = examined.plan
        names.add(after.treatment)
        assert (after.name, after.control) == ("exams-2", parent.control)
        changed = changed_keys(parent.document(), after.document())
        assert {change["key"] for change in changed} == {"name", "variant"}
        treated = next(variant for variant in after.variant if variant.name == after.treatment)
        was = before[parent.treatment]
        assert (treated.blocks, treated.texts()) != (was.blocks, was.texts())
        assert examined.drafts
    assert len(names) == len(offered(staged))


def test_retry_upon_retry_never_offers_what_was_tried(staged: Bench) -> None:
    try_out(staged, {"context": {"clicks": 1}})
    tried: list[tuple[object, ...]] = []
    name = "exams"
    for number in range(2, 9):
        made = retry(staged, name)
        assert made.name == f"exams-{number}"
        variants = plan_of(made).variant
        framing = next(
            (v.blocks, tuple(sorted(v.texts().items()))) for v in variants if v.name == plan_of(made).treatment
        )
        assert framing not in tried
        tried.append(framing)
        name = made.name
        with staged.session() as session:
            line = lineages.lineage(session, experiment_named(session, name))
            assert [experiment.name for experiment in line] == ["exams", *(f"exams-{n}" for n in range(2, number + 1))]
        assert (made.change, made.reason) != (None, None)


def test_the_next_iteration_starts_with_the_other_links(staged: Bench) -> None:
    try_out(staged, {}, rounds=1)
    used = {link.url for link in staged.links() if link.uses}
    made = retry(staged, "exams")
    fresh = {post.url.partition("?")[0] for post in staged.posts(made.name)}
    assert not fresh & used


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("exams", "exams-2"),
        ("exams-2", "exams-3"),
        ("exams-9", "exams-10"),
        ("exams-2026", "exams-2026-2"),
        ("2", "2-2"),
        ("x" * 60, "x" * 58 + "-2"),
        ("x" * 56 + "-999", "x" * 55 + "-1000"),
    ],
)
def test_names_count_on(staged: Bench, name: str, following: str) -> None:
    with staged.session() as session:
        assert suggest.next_name(session, name) == following
    staged.experiment(name=following)
    with staged.session() as session:
        free = suggest.next_name(session, name)
    assert free != following
    assert staged.examine(name=free).plan.name == free
