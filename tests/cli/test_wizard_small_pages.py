"""`postlab new` in a real terminal, where posts of the page get little: what is asked and proposed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from cli.careers_page import careers_page
from cli.terminal import terminal
from cli.test_wizard import ends_quietly
from cli.typist import Typist

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")


@pytest.fixture
def site() -> Iterator[str]:
    with careers_page() as address:
        yield address


ASKED_FOR_FEW = (
    "--expected treatment --question Q? --hypothesis H --rationale R --audience students --name few --metric clicks"
)
FEW_CLICKS = "date,text,clicks\n" + "".join(
    f"2026-0{month}-0{day},Post {month} {day},{clicks}\n"
    for month in (3, 4)
    for day, clicks in enumerate((0, 1, 1, 2, 9), 1)
)


def with_few_clicks(typist: Typist) -> list[str]:
    """The lab's account had ten posts of few clicks; the words of a plan that leaves its design open."""
    typist("observe", "import", typist.writes(FEW_CLICKS, "before.csv"), "--account", "sandbox")
    more = "--horizon 24h --rounds 12 --moment exams --if-it-fails No. --allow-private --account sandbox"
    slots = [word for slot in ("Mon 08:00", "Wed 08:00", "Fri 08:00") for word in ("--slot", slot)]
    return [*ASKED_FOR_FEW.split(), *more.split(), *slots]


@pytest.mark.parametrize("answer", ["", "two links"])
def test_on_a_small_page_one_link_in_both_slots_is_proposed(answer: str, typist: Typist, site: str) -> None:
    words = with_few_clicks(typist)
    with terminal("--lab", str(typist.lab), "new", *words) as seen:
        seen.wait_for("A post there usually gets about 2.5.")
        seen.wait_for("one link in both posts of a round, 14d apart, with other rounds in between: 29 rounds, 20 weeks")
        seen.wait_for("two links, one for each post: 38 rounds, 25 weeks")
        seen.wait_for("For one link a round you need 6 links or more")
        seen.answer("Which links has a round?", "three")
        seen.answer("choose from one link, two links", answer)
        seen.wait_for(f"a round takes {'two' if answer else 'one'}.")
        seen.answer("Link 1", f"{site}/degrees")
        seen.answer("Link 2", f"{site}/down")
        seen.answer("Its title", "Open day")
        seen.answer("The sentence that carries its claim", "One in three say that an open day decided it.")
        seen.answer("Link 3")
        seen.answer("Enter takes 1")
        if not answer:
            seen.wait_for("Each link goes out in both framings, at least 14d apart; other rounds begin in between.")
        seen.answer("Plan this experiment?", "y")
        ends_quietly(seen, 0)
    ((stored,),) = typist.rows("SELECT plan FROM experiment")
    plan = json.loads(stored)
    chosen = ("two links", None, None) if answer else ("one link", "14d", True)
    assert (plan["design"], plan.get("gap"), plan.get("overlapped")) == chosen


def test_elsewhere_nothing_is_asked_of_it(typist: Typist, site: str) -> None:
    words = with_few_clicks(typist)
    typist("account", "add", "sandbox", "other")
    # on two crossed accounts the luck of links cancels anyway; nor is anything known of what the other gets
    for more in (["--account", "other"], ["--design", "two links"]):
        with terminal("--lab", str(typist.lab), "new", *words, *more, "--link", f"{site}/degrees") as seen:
            seen.answer("Enter takes 1")
            seen.answer("Plan this experiment?", "n")
            ends_quietly(seen, 0)
            assert "Which links has a round?" not in seen.words


def test_without_a_history_a_person_tells_what_a_post_usually_gets(typist: Typist, site: str) -> None:
    typist("account", "add", "manual", "group", "--network", "whatsapp")
    more = "--horizon 24h --rounds 4 --moment exams --if-it-fails No. --allow-private --account group"
    slots = ("--slot", "Mon 08:00", "--slot", "Wed 08:00")
    with terminal("--lab", str(typist.lab), "new", *ASKED_FOR_FEW.split(), *more.split(), *slots) as seen:
        seen.answer("About how many clicks does a post of yours get?", "few")
        seen.answer("About how many clicks does a post of yours get?", "1")
        seen.wait_for("A post there usually gets about 1. Of so few, the luck of a link hides much of a difference.")
        seen.answer("Which links has a round?")
        seen.answer("Link 1", f"{site}/degrees")
        seen.answer("Link 2")
        seen.answer("Enter takes 1")
        seen.answer("Plan this experiment?", "y")
        ends_quietly(seen, 0)
    ((stored,),) = typist.rows("SELECT plan FROM experiment")
    assert (json.loads(stored)["usual"], json.loads(stored)["design"]) == (1, "one link")
