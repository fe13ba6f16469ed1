"""The openings of a round: drawn and stored with it, the same for what is compared, and kept whatever happens to it."""

from __future__ import annotations

from typing import Any

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, Bench
from postlab.design.assignment import opening_turns
from postlab.framing.openings import TURNS
from postlab.framing.words.wordings import packaged_language
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan.put_off import put_off
from postlab.loop.plan.rounds import draw_round
from postlab.records.tables import Post, Round

ROUNDS = 12
SAME_SUBJECT: list[dict[str, Any]] = [
    {**LINKS[0], "url": f"https://news.example/pay-{number}", "title": f"Graduates still earn more, part {number}"}
    for number in range(2 * ROUNDS)
]
ALL_DAYS = ["Mon 12:30", "Tue 12:30", "Wed 12:30", "Thu 12:30"]
FRAMED = [
    {"name": "asked", "blocks": ["question", "evidence", "link"]},
    {"name": "context", "blocks": ["moment", "question", "evidence", "link"]},
]


def many_rounds(bench: Bench, **changes: Any) -> list[Round]:
    changes = {"rounds": ROUNDS, "slots": ALL_DAYS, "link": SAME_SUBJECT, "brief": {"moment": "exams"}, **changes}
    bench.experiment(**changes)
    with bench.session() as session:
        for _ in range(ROUNDS - 1):
            draw_round(bench.lab, session, experiment_named(session, "exams"))
        session.commit()
    return bench.rounds()


def opening_of(post: Post) -> str:
    return " ".join(text for kind, text in post.blocks if kind in {"moment", "question"})


@pytest.mark.parametrize("accounts", [["page"], ["page", "other"]])
def test_no_six_posts_in_a_row_of_one_account_and_framing_open_alike(bench: Bench, accounts: list[str]) -> None:
    for name in accounts[1:]:
        bench.account(name)
    rounds = many_rounds(bench, accounts=accounts)
    number_of = {round_.id: round_.number for round_ in rounds}
    accounts_by_id = {bench.the_account(name).id: name for name in accounts}
    assert len(rounds) == ROUNDS
    opened: dict[str, list[str]] = {name: [] for name in accounts}
    for post in sorted(bench.posts(), key=lambda post: number_of[post.round_id]):
        if post.variant == "contextualised":
            opened[accounts_by_id[post.account_id]].append(opening_of(post))
    for texts in opened.values():
        assert len(texts) == ROUNDS
        windows = [texts[start : start + TURNS] for start in range(ROUNDS)]
        assert all(len(set(window)) == len(window) for window in windows), texts
        assert all(texts)


def test_two_accounts_of_a_round_open_differently(bench: Bench) -> None:
    bench.account("other")
    rounds = many_rounds(bench, accounts=["page", "other"])
    for round_ in rounds:
        assert set(round_.openings) == {"page", "other"}
        texts = {
            opening_of(post)
            for post in bench.posts()
            if post.round_id == round_.id and post.variant == "contextualised"
        }
        assert len(texts) == 2


def test_the_order_is_drawn_from_the_name_and_can_be_drawn_again(bench: Bench) -> None:
    rounds = many_rounds(bench)
    drawn = opening_turns(experiment="exams", post_number=0, posts=ROUNDS)
    assert [round_.openings for round_ in rounds] == [{"page": turn} for turn in drawn]


def test_both_framings_of_a_round_take_the_same_turn(bench: Bench) -> None:
    rounds = many_rounds(bench, variant=FRAMED, control="asked", brief={"moment": "As it is,"})
    by_round: dict[int, dict[str, Post]] = {}
    for post in bench.posts():
        by_round.setdefault(post.round_id, {})[post.variant] = post
    questions = []
    for round_ in rounds:
        control, treatment = (dict(by_round[round_.id or 0][name].blocks) for name in ("asked", "context"))
        asked = control["question"]
        assert treatment["question"].casefold() == asked.casefold()
        questions.append(asked)
    wordings = packaged_language("en").audience("students").openings_on("pay and worth of study")
    assert {asked.casefold() for asked in questions} == set(wordings[:TURNS])


def test_a_round_that_is_put_off_keeps_its_opening(bench: Bench) -> None:
    rounds = many_rounds(bench)
    before = rounds[0].openings
    texts = {post.id: opening_of(post) for post in bench.posts() if post.round_id == rounds[0].id}
    bench.clock.set(FIRST + 40 * DAY)
    with bench.session() as session:
        put_off(bench.lab, session, session.get_one(Round, rounds[0].id), reason="A test.")
        session.commit()
    after = bench.rounds()[0]
    assert after.moves
    assert after.openings == before
    assert {post.id: opening_of(post) for post in bench.posts() if post.round_id == after.id} == texts


def test_a_round_of_before_openings_were_stored_takes_the_first(bench: Bench) -> None:
    bench.experiment(brief={"moment": "exams"}, link=SAME_SUBJECT)
    with bench.session() as session:
        round_ = session.get_one(Round, bench.rounds()[0].id)
        round_.openings = {}
        session.add(round_)
        session.commit()
        put_off(bench.lab, session, round_, reason="A test.")
        session.commit()
    texts = [opening_of(post) for post in bench.posts() if post.variant == "contextualised"]
    assert texts == ["With exams in mind, you might be wondering if all this study is worth it."]


def test_a_post_written_anew_as_the_control_keeps_the_turn_of_its_round(staged: Bench) -> None:
    staged.experiment(
        variant=FRAMED, control="asked", brief={"moment": "As it is,"}, link=SAME_SUBJECT, fallback="control"
    )
    (drawn,) = staged.rounds()
    asked = {dict(post.blocks)["question"].casefold() for post in staged.posts()}
    staged.run(FIRST)
    staged.network().script(others={"angry reactions": 6})
    staged.run(FIRST + HOUR)
    _, anew = staged.posts()
    assert "Written anew as “asked”" in str(anew.notes[-1])
    assert {text.casefold() for kind, text in anew.blocks if kind == "question"} == asked
    assert staged.rounds()[0].openings == drawn.openings
