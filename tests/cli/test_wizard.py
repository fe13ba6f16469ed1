"""`postlab init` and `postlab new` in a real terminal, answered as a person would."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cli.link_site import STORIES, page
from cli.link_site import site as link_site
from cli.terminal import CTRL_C, Terminal, terminal
from cli.typist import NAME, PLAN, Typist
from cli.wizard_answers import agree_to_one_link, all_but
from counters.counter_worlds import shlink_running
from platforms.worlds import WORLDS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")


def test_a_lab_is_made_by_answering(tmp_path: Path) -> None:
    lab = tmp_path / "careers lab é"
    with terminal("init") as seen:
        seen.answer("Where should it be?", "~no-such-user-here/lab")
        seen.answer(
            "somebody unknown", str(tmp_path / "file" / "lab") if (tmp_path / "file").touch() else "/dev/null/x"
        )
        seen.answer("There can be no lab", str(lab))
        seen.answer("For me it is", "6")
        seen.answer("Type a number from 1 to 5", "maybe")
        seen.answer("or its word, such as “a possibility”", "Unnecessary")
        seen.wait_for("Nothing goes out.")
        seen.answer("Audiences", "Year 12, parrents")
        seen.answer("Did you mean “parents”?", "Year 12, Parents")
        seen.answer("Which of them are “Year 12” most like?", "students")
        seen.answer("Your audience's time zone", "Sydney")
        seen.answer("did you mean “Australia/Sydney”", "australia/sydney")
        seen.answer("Add a simulated audience", "perhaps")
        seen.answer("Please enter Y or N", "")
        seen.ends_quietly(0)
        assert "Made a lab in" in seen.words
        assert f"export POSTLAB_HOME='{lab}'" in seen.screen.replace("\n", "")
        assert "It starts by looking: nothing goes out to anybody" in seen.words
    settings = Typist(lab)("settings", "--json").json["settings"]
    assert (settings["stance"], settings["step"]) == ("unnecessary", "observe")
    assert settings["audience"] == {"Year 12": {"like": "students"}, "parents": {}}
    assert len(Typist(lab)("account", "list", "--json").json["accounts"]) == 1


def test_ctrl_c_leaves_no_lab(tmp_path: Path) -> None:
    with terminal("init", str(tmp_path / "lab")) as seen:
        seen.answer("For me it is", CTRL_C)
        seen.ends_quietly(130)
        assert seen.screen.endswith("\n")
    assert not (tmp_path / "lab").exists()


def test_an_existing_lab_asks_nothing(typist: Typist) -> None:
    before = typist.everything_kept()
    with terminal("--lab", str(typist.lab), "init") as seen:
        seen.ends_quietly(0)
    assert "nothing was changed" in seen.words
    with terminal("init") as seen:
        seen.answer("Where should it be?", str(typist.lab))
        seen.ends_quietly(0)
    assert typist.everything_kept() == before


def answer_until_links(seen: Terminal) -> None:
    seen.answer("What do you want to know?", "Does a moment help?")
    seen.answer("A short name for it", "bad/name")
    seen.answer("starts with a letter or digit", "moment")
    seen.answer("What do you expect?")
    seen.answer("Which framing should do better?", "contextualized")
    seen.answer("did you mean “contextualised”?")
    seen.answer("Why might that be?", "Needs are felt at their time.")
    seen.answer("Who is it for?", "parrents")
    seen.answer("Did you mean “parents”?", "Parents")
    seen.answer("Where to post?", "page")
    seen.answer("“page” is not one of them; choose from sandbox", "sandbox")
    seen.wait_for("As a rate: likes per 1000 views, comments per 1000 views")
    seen.answer("What counts as a response?", "smiles")
    seen.answer("choose from likes, comments, shares, clicks, engagement", "likes")
    seen.answer("How old are posts when they are compared?", "a while")
    seen.answer("is not a duration", "24 hours")
    seen.wait_for("Understood: 24h.")
    seen.answer("When to post?", "Someday")
    seen.answer("is not a slot", "Mon and Wed 8am")
    seen.wait_for("Understood: Mon 08:00, Wed 08:00.")
    seen.answer("How many rounds at most?", "none")
    seen.answer("is not a number from 1 to 1000", "8")
    seen.answer("Which moment is near?", "resutls day")
    seen.answer("Did you mean “results day”?", "results day")
    seen.answer("On which day?", "soon")
    seen.answer("is not a day", "5 December 2099")
    seen.wait_for("Understood: Sat 5 Dec 2099")


def test_an_experiment_is_planned_by_answering(typist: Typist, site: str) -> None:
    with terminal("--lab", str(typist.lab), "new", "--allow-private") as seen:
        answer_until_links(seen)
        seen.answer("Link 1")
        seen.answer("needs one link at least", "not a link")
        seen.answer("is not a web address", f"{site}/degrees")
        seen.wait_for("“Degrees pay off over a working life”")
        seen.answer("Link 2", f"{site}/degrees")
        seen.answer("in the list already", f"{site}/gone")
        seen.wait_for("does not exist (404). Nobody could follow a link to it, so it is left out.")
        seen.answer("Link 2", f"{site}/down")
        seen.answer("Its title", "Open day")
        seen.answer("The sentence that carries its claim", "One in three say that an open day decided it.")
        seen.answer("Link 3")
        seen.wait_for("Which sentence of each link should be quoted?")
        seen.wait_for("1. A study of 40,000 people")
        seen.answer("your own words, or 0 for its headline (Enter takes 1)", "9")
        seen.answer("There is no sentence 9", "2")
        seen.answer("What will you do if it fails?", "Ask them.")
        seen.wait_for("“contextualised” is tried against “bare link” on sandbox.")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
        assert "Planned “moment”" in seen.words
        assert "Next: `postlab approve moment`" in seen.words
    plan = typist.stored_plan
    expected = {
        "question": "Does a moment help?",
        "hypothesis": "Context beats a bare link.",
        "expected": "treatment",
        "rationale": "Needs are felt at their time.",
        "audience": "parents",
        "accounts": ["sandbox"],
        "metric": "likes",
        "horizon": "24h",
        "slots": ["Mon 08:00", "Wed 08:00"],
        "timezone": "Australia/Sydney",
        "rounds": 8,
        "brief": {"moment": "results day", "moment_on": "2099-12-05"},
        "if_it_fails": "Ask them.",
    }
    assert {key: plan[key] for key in expected} == expected
    assert [link["url"] for link in plan["link"]] == [f"{site}/degrees", f"{site}/down"]
    assert [link.get("pick") for link in plan["link"]] == [2, None]


def test_what_the_flags_say_is_not_asked(typist: Typist) -> None:
    with terminal("--lab", str(typist.lab), "new", *all_but("name", "slot", every="6h")) as seen:
        seen.answer("A short name for it")
        seen.answer("Link 1", "https://127.0.0.1/x")
        seen.answer("Its title", "Pay")
        seen.answer("The sentence that carries its claim", "It went up.")
        seen.answer("Link 2")
        seen.answer("Plan this experiment?", "n")
        seen.ends_quietly(0)
        assert "Nothing was stored." in seen.words
    assert typist.rows("SELECT count(*) FROM experiment") == [(0,)]


def test_whoever_expects_neither_framing_gives_them_equal_halves(typist: Typist, site: str) -> None:
    words = all_but("hypothesis", "expected")
    with terminal("--lab", str(typist.lab), "new", *words, "--allow-private") as seen:
        seen.answer("What do you expect?", "I wonder.")
        seen.answer("Which framing should do better?", "neither")
        agree_to_one_link(seen, site)
    assert "expected" not in typist.stored_plan
    assert typist.stored_plan["hypothesis"] == "I wonder."


def test_an_audience_of_ones_own_is_taken_as_it_was_typed(typist: Typist, site: str) -> None:
    with terminal("--lab", str(typist.lab), "new", *all_but("audience"), "--allow-private") as seen:
        seen.answer("Who is it for?", "foodies")
        seen.answer("written as “own:foodies”", "own:foodies")
        agree_to_one_link(seen, site)
    assert typist.stored_plan["audience"] == "foodies"


@pytest.mark.parametrize("where", ["at a question", "at a link", "at the end"])
def test_ctrl_c_stores_no_experiment(where: str, typist: Typist) -> None:
    before = typist.dump()
    with terminal("--lab", str(typist.lab), "new", width=60) as seen:
        if where == "at a question":
            seen.answer("What do you want to know?", CTRL_C)
        else:
            answer_until_links(seen)
            if where == "at a link":
                seen.answer("Link 1", CTRL_C)
            else:
                seen.answer("Link 1", "https://127.0.0.1/x")
                seen.answer("Its title", "Pay")
                seen.answer("The sentence that carries its claim", "It went up.")
                seen.answer("Link 2")
                seen.answer("What will you do if it fails?")
                seen.answer("Plan this experiment?", CTRL_C)
        seen.ends_quietly(130)
    assert typist.dump() == before


def test_each_post_is_looked_at_before_it_goes_out(planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), "approve", NAME) as seen:
        seen.wait_for("Post 1")
        seen.answer("Let it go out?", "n")
        seen.wait_for("Post 2")
        seen.answer("Let it go out?", "y")
        seen.ends_quietly(0)
        assert "Approved post 2" in seen.words
    assert planned.rows("SELECT state FROM post ORDER BY id") == [("planned",), ("approved",)]


def test_a_lab_without_accounts_says_so_before_it_asks(typist: Typist) -> None:
    typist("account", "remove", "sandbox")
    with terminal("--lab", str(typist.lab), "new") as seen:
        seen.ends_quietly(2)
    assert "There is no account to post to yet." in seen.words


def test_a_secret_is_not_shown_while_it_is_typed(typist: Typist) -> None:
    with terminal(
        "--lab", str(typist.lab), "account", "add", "bluesky", "page", "--handle", "a.test", "--no-check"
    ) as seen:
        seen.answer("not shown", "s3cret-pw")
        seen.ends_quietly(0)
    assert "s3cret" not in seen.screen
    assert b"s3cret-pw" in (typist.lab / "secrets.json").read_bytes()


def test_a_counter_of_clicks_is_offered_where_the_network_tells_none(typist: Typist, site: str) -> None:
    with shlink_running() as shlink, WORLDS["mastodon"]() as mastodon:
        for name, account, options, secrets in (
            ("shlink", "short", shlink.options, shlink.secrets),
            ("mastodon", "toot", mastodon.options, mastodon.secrets),
        ):
            words = [word for option, value in options.items() for word in (f"--{option}", value)]
            secret = "".join(f"{secret_value}\n" for secret_value in secrets.values())
            typist("account", "add", name, account, *words, "--secret-stdin", stdin=secret)
        words = all_but("metric", audience="clients", account="toot", slot="Mon 08:00", usual="20")
        with terminal("--lab", str(typist.lab), "new", *words, "--allow-private") as seen:
            seen.answer("What counts as a response?", "clicks")
            seen.answer("Who counts the clicks?", "nobody")
            seen.answer("choose from short", "")
            seen.answer("Link 1", f"{site}/degrees")
            seen.answer("Link 2")
            seen.answer("Enter takes 1")
            seen.wait_for("every letter of its name is shown as an x")
            seen.answer("Plan this experiment?", "y")
            seen.ends_quietly(0)
            assert f"{shlink.options['server']}/xxx" in seen.screen
    ((plan, short_url),) = set(typist.rows("SELECT e.plan, p.short_url FROM experiment e JOIN post p LIMIT 1"))
    assert json.loads(plan)["clicks_from"] == "short"
    assert short_url.startswith(shlink.options["server"])


def test_each_link_gets_the_sentence_that_somebody_chose(typist: Typist) -> None:
    with link_site() as web:
        unnamed, plain = b"According to the report, one", b"Figures show that one"
        web.routes["/scholarships"] = page("scholarships").replace(unnamed, plain)
        web.routes["/more"] = web.routes["/scholarships"].replace(b'"/scholarships"', b'"/more"')
        addresses = [f"{web.url}/{path}" for path in (*STORIES, "more")]
        links = [word for address in addresses for word in ("--link", address)]
        words = [*all_but(rounds="4"), "--allow-private", *links]
        with terminal("--lab", str(typist.lab), "new", *words, LOGNAME="jo", PAGER="cat") as seen:
            seen.wait_for("“What apprentices earn in their first five years”")
            seen.answer("(Enter takes 1)", "")
            seen.answer("(Enter takes 1)", "My own words about it.")
            seen.answer("(Enter takes 1)", "0")
            seen.answer("(Enter takes 1)", "1")
            seen.answer("(Enter takes 1)", "-")
            seen.answer("(Enter takes 1)", "")
            seen.answer("Choose for the other link too?", "n")
            seen.answer("Plan this experiment?", "1")
            seen.answer("What do you want to know? (Q?)", "Which?")
            seen.answer("Plan this experiment?", "y")
            seen.ends_quietly(0)
        assert sorted(web.asked) == sorted(f"/{path}" for path in (*STORIES, "more"))
    rows = dict(typist.rows("SELECT url, picked_by FROM link"))
    assert [json.loads(rows[address]) for address in addresses[:4]] == [
        {},
        {"evidence": "jo"},
        {},
        {"evidence": "jo"},
    ]
    articles = [json.loads(text) for (text,) in typist.rows("SELECT article FROM link ORDER BY position")]
    assert [len(article["evidence"]) > 0 for article in articles] == [True, True, False, True, False, True, True]
    assert articles[1]["evidence"][0]["sentence"] == "My own words about it."
    assert articles[2]["title"] == "Scholarships that nobody applied for"


@pytest.mark.parametrize("answer", ["2", "My own sentence."])
def test_an_edit_at_a_terminal_offers_the_sentences(answer: str, typist: Typist, site: str) -> None:
    plan = PLAN.partition("[[link]]")[0] + f'[[link]]\nurl = "{site}/degrees"\n'
    typist.plans(plan, "--allow-private")
    ((number,),) = typist.rows("SELECT id FROM post WHERE variant = 'contextualised'")
    with terminal("--lab", str(typist.lab), "post", "edit", str(number), EDITOR="false") as seen:
        seen.wait_for("1. A study of 40,000 people")
        seen.answer("Enter opens the editor", "7")
        seen.answer("Enter opens the editor", answer)
        seen.ends_quietly(0)
        assert "waits for your approval" in seen.words
    ((text,),) = typist.rows(f"SELECT text FROM post WHERE id = {number}")
    assert ("one in five graduates" if answer == "2" else answer) in text
    with terminal("--lab", str(typist.lab), "post", "edit", str(number), EDITOR="true") as seen:
        seen.answer("Enter opens the editor")
        seen.ends_quietly(0)
        assert "nothing was changed" in seen.words
