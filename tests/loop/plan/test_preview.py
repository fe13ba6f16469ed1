"""The posts of a plan before it is stored are those that its rounds write, later ones included."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from loop.bench import LINKS, Bench, document
from postlab.errors import InputError
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan.create import create
from postlab.loop.plan.examine import examine
from postlab.loop.plan.rounds import draw_round

WAYS: list[dict[str, Any]] = [
    {},
    {"design": "one link", "gap": "9d"},
    {"every": "31h", "slots": []},
    {"link": LINKS[:1]},
    {"accounts": ["page", "second"]},
    {"moment": [{"what": "exams", "on": date(2026, 11, 9)}, {"what": "results day", "on": date(2026, 11, 20)}]},
]


@pytest.mark.parametrize("changes", WAYS, ids=str)
def test_every_round_writes_what_was_shown(changes: dict[str, Any], bench: Bench) -> None:
    if "accounts" in changes:
        bench.account("second")
    brief = {} if "moment" in changes else {"moment": "exams", "moment_on": date(2026, 11, 20)}
    examined = bench.examine(**{"brief": brief, **changes})
    shown = {
        (planned.round, planned.link, planned.variant, planned.account, planned.url, *planned.draft.texts)
        for planned in examined.drafts
    }
    create(bench.lab, examined)
    last = max(planned.round for planned in examined.drafts)
    with bench.session() as session:
        for _ in range(last - 1):
            draw_round(bench.lab, session, experiment_named(session, "exams"))
        session.commit()
    numbers = {link.url: number for number, link in enumerate(examined.plan.link, start=1)}
    accounts = {bench.the_account(name).id: name for name in examined.plan.accounts}
    for post in bench.posts():
        round_number = int(post.url.rpartition("-r")[2].partition("-")[0])
        link = numbers[post.url.partition("?")[0]]
        assert (round_number, link, post.variant, accounts[post.account_id], post.url, post.text) in shown
    assert {planned.link for planned in examined.drafts} == set(range(1, len(examined.plan.link) + 1))


def test_links_that_were_used_before_are_shown_where_they_will_go_out(bench: Bench) -> None:
    uses = {str(LINKS[0]["url"]): 1, str(LINKS[1]["url"]): 1}
    examined = examine(bench.lab, document(), today=date(2026, 11, 2), uses=uses)
    assert {planned.link for planned in examined.drafts if planned.round == 1} == {3, 4}
    create(bench.lab, examined)
    assert {post.url.partition("?")[0] for post in bench.posts()} == {LINKS[2]["url"], LINKS[3]["url"]}


def test_hundreds_of_links_take_as_long_as_they_are_many(bench: Bench) -> None:
    many = [{**LINKS[0], "url": f"https://news.example/{number}"} for number in range(300)]
    examined = bench.examine(link=many, rounds=150)
    assert len(examined.drafts) == 600
    assert max(planned.round for planned in examined.drafts) == 150


def test_no_room_for_a_first_round_is_told_before_anything_is_stored(bench: Bench) -> None:
    with pytest.raises(InputError):
        bench.examine(before="1d", moment=[{"what": "exams", "on": date(2026, 11, 2)}], brief={})
