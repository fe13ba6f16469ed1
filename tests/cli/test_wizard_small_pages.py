"""`postlab new` in a real terminal, where posts of the page get little: what is asked and proposed."""

from __future__ import annotations

import os

import pytest

from cli.terminal import terminal
from cli.typist import Typist
from cli.wizard_answers import agree_to_one_link, all_but

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")


FEW_CLICKS = "date,text,clicks\n" + "".join(
    f"2026-0{month}-0{day},Post {month} {day},{clicks}\n"
    for month in (3, 4)
    for day, clicks in enumerate((0, 1, 1, 2, 9), 1)
)


def with_few_clicks(typist: Typist) -> list[str]:
    """The lab's account had ten posts of few clicks; the words of a plan that leaves its design open."""
    typist("observe", "import", typist.writes(FEW_CLICKS, "before.csv"), "--account", "sandbox")
    return [*all_but(metric="clicks", rounds="12", slot="Mon, Wed and Fri 8am"), "--allow-private"]


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
        seen.ends_quietly(0)
    plan = typist.stored_plan
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
            seen.ends_quietly(0)
            assert "Which links has a round?" not in seen.words


def test_without_a_history_a_person_tells_what_a_post_usually_gets(typist: Typist, site: str) -> None:
    typist("account", "add", "manual", "group", "--network", "whatsapp")
    words = all_but("horizon", metric="clicks", rounds="4", account="group")
    with terminal("--lab", str(typist.lab), "new", *words, "--allow-private") as seen:
        # slots given in words tell that nobody at work would see a post from Thursday after 72 hours
        seen.answer("How old are posts when they are compared? (7d)", "24h")
        seen.answer("About how many clicks does a post of yours get?", "few")
        seen.answer("About how many clicks does a post of yours get?", "1")
        seen.wait_for("A post there usually gets about 1. Of so few, the luck of a link hides much of a difference.")
        seen.answer("Which links has a round?")
        agree_to_one_link(seen, site)
    assert (typist.stored_plan["usual"], typist.stored_plan["design"]) == (1, "one link")
