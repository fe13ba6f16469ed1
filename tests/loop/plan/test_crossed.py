"""Crossed accounts in the loop: who posts which link in which framing, and that it stays so."""

from __future__ import annotations

from datetime import datetime

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, START, Bench
from postlab.design.assignment import draw
from postlab.errors import InputError
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.lookup.places import place_number
from postlab.loop.plan.amendments import amend
from postlab.records.tables import Experiment, Post
from postlab.reports.audit import audit
from postlab.reports.experiment import build_report
from postlab.reports.rounds_table import rows

PAGES = ["page", "second", "third"]


@pytest.fixture
def pages(staged: Bench) -> Bench:
    for name in PAGES[1:]:
        staged.account(name, platform="staged")
    return staged


def places_of_posts(bench: Bench) -> dict[tuple[int, str, str], tuple[int, datetime]]:
    """Of each post by round, account and variant: its link and its slot."""
    numbers = {round_.id: round_.number for round_ in bench.rounds()}
    names = {bench.the_account(name).id: name for name in PAGES}
    return {
        (numbers[post.round_id], names[post.account_id], post.variant): (post.link_id, post.slot_at)
        for post in bench.posts()
    }


def test_every_second_account_gives_each_link_the_other_framing(pages: Bench) -> None:
    experiment = pages.experiment(accounts=PAGES, rounds=3)
    pages.run_through(START + 21 * DAY, every=12 * HOUR)
    stored = places_of_posts(pages)
    assert len(stored) == 18
    for round_ in pages.rounds():
        drawn = draw(
            experiment.seed,
            experiment="exams",
            round_number=round_.number,
            variants=["bare link", "contextualised"],
            places=2,
        )
        assert round_.assignment == list(drawn)
        assert round_.crossed == [pages.the_account("second").id]
        laid = [(place["link"], datetime.fromisoformat(place["slot"])) for place in round_.places]
        for name in PAGES:
            order = drawn[::-1] if name == "second" else drawn
            assert [stored[round_.number, name, variant] for variant in order] == laid
    assert all(len(pages.network(name).kept) == 6 for name in PAGES)


@pytest.mark.parametrize("changes", [{"accounts_crossed": False}, {"accounts_crossed": None}])
def test_else_every_account_has_the_same(pages: Bench, changes: dict[str, bool | None]) -> None:
    pages.experiment(accounts=PAGES, **changes)
    (round_,) = pages.rounds()
    assert round_.crossed == []
    stored = places_of_posts(pages)
    for variant in ("bare link", "contextualised"):
        assert len({stored[1, name, variant] for name in PAGES}) == 1


def test_put_off_each_post_keeps_its_link_and_its_turn(pages: Bench) -> None:
    pages.experiment(accounts=PAGES, approve="each")
    before = places_of_posts(pages)
    assert "put off" in pages.run(FIRST + DAY + HOUR).moved[0]
    after = places_of_posts(pages)
    new_slots = {FIRST: SECOND, SECOND: FIRST + 7 * DAY}
    assert after == {key: (link, new_slots[slot]) for key, (link, slot) in before.items()}
    with pages.session() as session:
        audited = audit(session, experiment_named(session, "exams"))
    assert audited.clean, audited.lines
    (drawn,) = (line for line in audited.lines if line.subject == "round 1, draw")
    assert "on second the other way round" in drawn.found


def test_the_audit_sees_another_account_crossed(pages: Bench) -> None:
    pages.experiment(accounts=PAGES)
    with pages.session() as session:
        experiment = experiment_named(session, "exams")
        (round_,) = pages.rounds()
        round_.crossed = [pages.the_account("third").id or 0]
        session.merge(round_)
        session.flush()
        wrong = [line for line in audit(session, experiment).lines if not line.match]
    assert [line.subject for line in wrong] == ["round 1, draw", "round 1, posts"]
    assert "on second the other way round; recorded" in wrong[0].found


def test_and_a_post_with_the_framing_of_the_other_place(pages: Bench) -> None:
    pages.experiment(accounts=PAGES)
    with pages.session() as session:
        experiment = experiment_named(session, "exams")
        (round_,) = pages.rounds()
        second = pages.the_account("second").id
        swapped = [post for post in pages.posts() if post.account_id == second]
        for post, other in zip(swapped, reversed(swapped), strict=True):
            stored = session.get_one(Post, post.id)
            stored.slot_at, stored.link_id = other.slot_at, other.link_id
        session.flush()
        wrong = [line.subject for line in audit(session, experiment).lines if not line.match]
        assert {place_number(round_, post) for post in swapped} == {0, 1}
    assert wrong == ["round 1, posts"]


def test_the_report_shows_both_links_of_a_framing(pages: Bench) -> None:
    pages.experiment(accounts=PAGES, rounds=1)
    pages.run_through(SECOND + 4 * DAY, every=12 * HOUR)
    with pages.session() as session:
        report = build_report(session, experiment_named(session, "exams"), now=pages.clock.now())
    assert report.experiment.accounts_crossed
    (round_,) = report.rounds
    assert round_.crossed == ("second",)
    for cell in rows(report, weekdays=False, joined=True)[0][1:3]:
        lines = cell.split("\n")
        assert [line.partition(":")[0] for line in lines if ", link" not in line] == ["page", "third", "second"]
        assert {line.partition(", ")[2] for line in lines if ", link" in line} == {"link 1", "link 2"}


def as_planned_before(bench: Bench) -> None:
    """The stored plan as it was before plans said whether accounts are crossed."""
    with bench.session() as session:
        stored = session.get_one(Experiment, 1)
        stored.plan = {key: value for key, value in stored.plan.items() if key != "accounts_crossed"}
        session.add(stored)
        session.commit()


def test_a_plan_of_before_goes_on_as_it_was_drawn(pages: Bench) -> None:
    pages.experiment(accounts=PAGES, rounds=3, accounts_crossed=None)
    as_planned_before(pages)
    pages.run_through(SECOND + HOUR, every=12 * HOUR)
    assert [round_.crossed for round_ in pages.rounds()] == [[], []]
    # the file that it came from says nothing of crossing, and is the same plan still
    same = pages.examine(accounts=PAGES, rounds=3)
    assert amend(pages.lab, "exams", same, reason=None) == []
    longer = pages.examine(accounts=PAGES, rounds=4)
    assert [change["key"] for change in amend(pages.lab, "exams", longer, reason="slow")] == ["rounds"]
    with pytest.raises(InputError, match="agreed with another accounts_crossed"):
        amend(pages.lab, "exams", pages.examine(accounts=PAGES, accounts_crossed=True), reason="better")


def test_with_one_link_the_slots_are_crossed(pages: Bench) -> None:
    pages.experiment(accounts=PAGES, design="one link", gap="7d", link=LINKS[:1])
    stored = places_of_posts(pages)
    assert len({link for link, _ in stored.values()}) == 1
    first = {name: next(v for (_, n, v), (_, at) in stored.items() if n == name and at == FIRST) for name in PAGES}
    assert first["page"] == first["third"] != first["second"]
