"""`postlab new` in a real terminal for a newsletter: one mailing a round, whatever was answered before."""

from __future__ import annotations

import os

import pytest

from cli.terminal import terminal
from cli.typist import Typist
from cli.wizard_answers import agree_to_one_link, all_but

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")


def test_a_mailing_is_planned_by_answering(typist: Typist, site: str) -> None:
    typist("account", "add", "newsletter", "mail")
    with terminal("--lab", str(typist.lab), "new", *all_but("account", "metric", "slot"), "--allow-private") as seen:
        seen.answer("Where to post?", "mail")
        seen.wait_for("What can be counted there: clicks, opens.")
        seen.answer("What counts as a response?")
        seen.answer("When to post?")
        seen.wait_for("a round takes one.")
        agree_to_one_link(seen, site)
        assert "Each round is one mailing" in seen.words
    plan = typist.stored_plan
    assert (plan["split_list"], plan["design"], plan["slots"]) == (True, "one link", ["Tue 10:00"])
    assert plan["metric"] == "clicks per 1000 views"
    assert "gap" not in plan


def test_named_on_the_command_line_it_is_a_mailing_as_well(typist: Typist, site: str) -> None:
    typist("account", "add", "newsletter", "mail")
    words = all_but(account="mail", metric="clicks", slot="Wed 9am")
    with terminal("--lab", str(typist.lab), "new", *words, "--allow-private") as seen:
        seen.wait_for("a round takes one.")
        agree_to_one_link(seen, site)
    plan = typist.stored_plan
    assert (plan["split_list"], plan["slots"]) == (True, ["Wed 09:00"])


def test_another_account_takes_the_layout_back(typist: Typist, site: str) -> None:
    typist("account", "add", "newsletter", "mail")
    with terminal("--lab", str(typist.lab), "new", *all_but("account", "metric"), "--allow-private") as seen:
        seen.answer("Where to post?", "mail")
        seen.answer("What counts as a response?", "<")
        seen.answer("Where to post?", "sandbox")
        seen.answer("What counts as a response?", "likes")
        seen.wait_for("a round takes two.")
        agree_to_one_link(seen, site)
    plan = typist.stored_plan
    assert ("split_list" in plan, plan["design"], plan["accounts"]) == (False, "two links", ["sandbox"])
