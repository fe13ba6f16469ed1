"""Choosing the sentence that is quoted: in a draft, in a plan, and of a post that waits; whoever chooses is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.link_site import Site, page, site
from cli.typist import PLAN, Typist, changed

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST_SLOT = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
SENTENCES = (
    "Apprentices in the survey earned 9 per cent more after two years than they did when they started.",
    "Figures show that apprentices in hospitals stay twice as long as other newcomers.",
    "According to the report, one in four apprentices found the place through a neighbour.",
)
LINK = f"""\
url = "https://news.example/apprentices"
title = "What apprentices earn"
evidence = ["{SENTENCES[0]}", "{SENTENCES[1]}", "{SENTENCES[2]}"]
"""
THREE = PLAN.partition("[[link]]")[0] + f"[[link]]\n{LINK}"
REPLIED = changed(
    THREE, {'blocks = ["moment", "question", "evidence", "link"]': 'blocks = ["evidence", "link in reply"]'}
)
DRAFT = ("draft", "https://news.example/apprentices", "--title", "What apprentices earn", "--platform", "sandbox")
BY_HAND = [word for sentence in SENTENCES for word in ("--evidence", sentence)]


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as server:
        yield server


@pytest.fixture
def jo(typist: Typist) -> Typist:
    """Somebody whose login name is jo."""
    typist.env["LOGNAME"] = "jo"
    return typist


@pytest.fixture
def three(jo: Typist) -> Typist:
    """Jo, with a plan whose link has three sentences."""
    jo.plans(THREE)
    return jo


def quoting(typist: Typist) -> int:
    """The number of the post that quotes."""
    ((number,),) = typist.rows("SELECT id FROM post WHERE variant = 'contextualised' AND part = 0")
    return int(number)


def shown(typist: Typist, number: int) -> dict[str, object]:
    post: dict[str, object] = typist("post", "show", str(number), "--json").json["post"]
    return post


def test_a_draft_numbers_its_sentences_and_takes_another(jo: Typist) -> None:
    screen = jo(*DRAFT, *BY_HAND).words
    for number, sentence in enumerate(SENTENCES, start=1):
        assert f"{number}. {sentence} (by hand" in screen
    assert "--pick N quotes another" in screen
    for number, sentence in enumerate(SENTENCES, start=1):
        answer = jo(*DRAFT, *BY_HAND, "--pick", str(number), "--json").json
        texts = {draft["variant"]: draft["text"] for draft in answer["drafts"]}
        assert sentence in texts["contextualised"]
        assert sentence not in texts["bare link"]
    picked = jo(*DRAFT, *BY_HAND, "--pick", "2").words
    assert f"2. {SENTENCES[1]} (by hand, quoted here)" in picked


@pytest.mark.parametrize("number", ["0", "4", "-1"])
def test_a_sentence_that_is_not_there_is_refused_and_counted(number: str, jo: Typist) -> None:
    complaint = jo(*DRAFT, *BY_HAND, "--pick", number, code=2).complaint
    assert f"no sentence {number} to quote: the article has 3." in complaint
    assert "--evidence" in complaint


def test_where_a_sentence_stands_is_said(web: Site, jo: Typist) -> None:
    screen = jo("draft", f"{web.url}/apprentice-pay", "--allow-private").words
    assert "1. A survey of 4,000 apprentices found that apprenticeships pay 12 per cent more" in screen
    assert "(in the text" in screen


def test_a_page_that_says_nothing_quotable_is_told_plainly(web: Site, jo: Typist) -> None:
    hidden = page("apprentice-pay").decode()
    start, end = hidden.index("<p>A survey"), hidden.index("</p>", hidden.index("<p>A survey"))
    web.routes["/dull"] = (hidden[:start] + "<p>Read more of this in our next letter." + hidden[end:]).encode()
    answer = jo("draft", f"{web.url}/dull", "--allow-private", "--json").json
    assert answer["article"]["evidence"] == []
    assert all(draft["notes"] for draft in answer["drafts"])
    screen = jo("draft", f"{web.url}/dull", "--allow-private").words
    assert "No sentence of it is good enough to quote to these readers, so its headline stands in." in screen
    assert '--evidence "…" gives one of your own' in screen
    undated = "The page does not say when it was written"
    assert screen.count(undated) == 1, "what is true of the article is said once"
    assert all(any(undated in note for note in draft["notes"]) for draft in answer["drafts"])


def test_what_speaks_to_other_readers_is_not_offered_to_an_audience(web: Site, jo: Typist) -> None:
    claim, told = (
        "A survey of 4,000 apprentices",
        "Ask your apprenticeship adviser what an apprentice earns after two years.",
    )
    own = page("apprentice-pay").decode()
    end = own.index("</p>", own.index("<p>A survey"))
    web.routes["/told"] = (own[:end] + f" {told}" + own[end:]).encode()
    words = ("draft", f"{web.url}/told", "--allow-private", "--json")
    for audience, is_told in (("students", True), ("employers", False), ("parents", False)):
        evidence = jo(*words, "--audience", audience).json["article"]["evidence"]
        assert any(quoted["sentence"].startswith(claim) for quoted in evidence)
        assert any(quoted["sentence"] == told for quoted in evidence) is is_told
    plan = THREE.partition("[[link]]")[0].replace('audience = "students"', 'audience = "employers"')
    file = jo.writes(plan + f'[[link]]\nurl = "{web.url}/told"\n')
    drafts = jo("new", "--from", file, "--dry-run", "--allow-private", "--yes", "--json").json["drafts"]
    assert drafts
    assert not any(told in draft["text"] for draft in drafts)
    # one that the plan names was chosen by a person
    file = jo.writes(plan + f'[[link]]\nurl = "{web.url}/told"\nevidence = "{told}"\n')
    drafts = jo("new", "--from", file, "--dry-run", "--allow-private", "--yes", "--json").json["drafts"]
    assert any(told in draft["text"] for draft in drafts)


def test_the_ways_to_quote(web: Site, jo: Typist) -> None:
    words = ("draft", f"{web.url}/apprentice-pay", "--allow-private", "--platform", "sandbox")
    claim = "A survey of 4,000 apprentices found that apprenticeships pay 12 per cent more than entry-level jobs."
    assert f"“{claim}”" in jo(*words).words
    assert f"The Careers Post: {claim}" in jo(*words, "--quotes", "Source-before").words
    jo("settings", "set", "quotes", "source after")
    assert f"{claim} (The Careers Post)" in jo(*words).words
    assert f"“{claim}”" in jo(*words, "--quotes", "marks").words
    assert "--quotes takes marks, source before or source after" in jo(*words, "--quotes", "loudly", code=2).complaint


def test_the_labs_own_words_are_those_of_drafts_and_posts(web: Site, jo: Typist) -> None:
    folder = jo.lab / "wording" / "en"
    folder.mkdir(parents=True)
    (folder / "phrases.toml").write_text('[quotation_marks]\nouter = ["‹", "›"]\n', encoding="utf-8")
    assert "‹A survey of 4,000" in jo("draft", f"{web.url}/apprentice-pay", "--allow-private").words
    read = PLAN.partition("[[link]]")[0] + f'[[link]]\nurl = "{web.url}/apprentice-pay"\n'
    answer = jo.plans(read, "--allow-private", "--json").json
    assert any("‹A survey of 4,000" in draft["text"] for draft in answer["drafts"])
    assert any("‹A survey of 4,000" in post["text"] for post in answer["posts"])


def test_a_plan_picks_and_remembers_who_planned(jo: Typist) -> None:
    jo.plans(f"{THREE}pick = 2\n")
    post = shown(jo, quoting(jo))
    assert SENTENCES[1] in str(post["text"])
    assert post["picked_by"] == {"evidence": "jo"}
    assert post["written_by"] == {}
    assert "evidence chosen by jo" in jo("post", "show", str(quoting(jo))).words
    # a person's choice is no language model's words: it is approved with all others
    assert len(jo("approve", "exam-season-context", "--json").json["approved"]) == 2


def test_a_retry_and_a_round_that_is_put_off_name_who_chose_the_words(jo: Typist) -> None:
    jo.plans(f"{THREE}pick = 2\n")
    number = quoting(jo)
    jo.env["LOGNAME"] = "kim"
    jo("new", "--from", jo.writes(f"{THREE}pick = 3\n"), "--amend", "The third says more.")
    assert shown(jo, number)["picked_by"] == {"evidence": "jo"}, "what is drawn stays"
    jo("approve", "exam-season-context", "--all")
    jo.env["LOGNAME"] = "sam"
    jo.clock.set(datetime(2026, 12, 14, 9, 0, tzinfo=SYDNEY))
    jo("run", code=(0, 3))
    post = shown(jo, number)
    assert SENTENCES[2] in str(post["text"])
    assert post["picked_by"] == {"evidence": "kim"}
    jo("stop", "exam-season-context", "--yes")
    jo("retry", "exam-season-context", "--yes", "--change", "1")
    assert [json.loads(who) for (who,) in jo.rows("SELECT picked_by FROM link")] == [{"evidence": "kim"}] * 2


def test_later_rounds_keep_what_the_plan_picked(jo: Typist) -> None:
    jo.plans(f"{THREE}pick = 3\n")
    jo("approve", "exam-season-context", "--all")
    for day in (24, 26, 27):
        jo.clock.set(datetime(2026, 11, day, 12, 31, tzinfo=SYDNEY))
        jo("run", code=(0, 3))
    texts = [text for (text,) in jo.rows("SELECT text FROM post WHERE variant = 'contextualised'")]
    assert len(texts) > 1
    assert all(SENTENCES[2] in text for text in texts)


@pytest.mark.parametrize(("pick", "why"), [("4", "no sentence 4 to quote: the article has 3"), ("0", "link 1, pick")])
def test_a_plan_that_picks_what_is_not_there_has_a_fault(pick: str, why: str, jo: Typist) -> None:
    before = jo.dump()
    complaint = jo("new", "--from", jo.writes(f"{THREE}pick = {pick}\n"), "--yes", code=2).complaint
    assert "link 1, pick" in complaint
    assert why in complaint
    assert jo.dump() == before


def test_a_post_takes_another_sentence_and_waits_again(three: Typist) -> None:
    three("approve", "exam-season-context")
    number = quoting(three)
    before = str(shown(three, number)["text"])
    assert SENTENCES[0] in before
    screen = three("post", "edit", str(number), "--pick", "2")
    assert "waits for your approval" in screen.words
    assert SENTENCES[1] in screen.words
    post = shown(three, number)
    assert post["text"] == before.replace(SENTENCES[0], SENTENCES[1])
    assert (post["state"], post["edited_at"], post["picked_by"]) == ("planned", None, {"evidence": "jo"})
    three("post", "edit", str(number), "--evidence", "My neighbour's son likes it there.")
    assert "My neighbour's son likes it there." in str(shown(three, number)["text"])
    assert "same; nothing was changed" in (
        three("post", "edit", str(number), "--evidence", "My neighbour's son likes it there.").words
    )


def test_the_choice_stays_when_the_round_is_put_off(three: Typist) -> None:
    three("post", "edit", str(quoting(three)), "--pick", "3")
    three("approve", "exam-season-context", "--all")
    before = str(shown(three, quoting(three))["text"])
    three.clock.set(datetime(2026, 12, 14, 9, 0, tzinfo=SYDNEY))
    three("run", code=(0, 3))
    post = shown(three, quoting(three))
    assert str(post["slot_wall"]) > "2026-12-14"
    assert SENTENCES[2] in str(post["text"])
    assert post["text"] != before
    assert post["picked_by"] == {"evidence": "jo"}


def test_a_first_reply_follows_its_post(jo: Typist) -> None:
    jo.plans(REPLIED)
    number = quoting(jo)
    ((reply,),) = jo.rows("SELECT id FROM post WHERE part = 1")
    jo("approve", "exam-season-context")
    jo("post", "edit", str(number), "--pick", "2")
    assert SENTENCES[1] in str(shown(jo, number)["text"])
    assert dict(jo.rows("SELECT id, state FROM post"))[reply] == "planned"
    assert "postlab post" in jo("post", "edit", str(reply), "--pick", "2", code=2).complaint


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--pick", "4"), "no sentence 4 to quote: the article has 3"),
        (("--evidence", " "), "--evidence is empty"),
        (("--pick", "1", "--text", "x"), "Give one of them"),
    ],
)
def test_what_a_post_cannot_quote(words: tuple[str, ...], why: str, three: Typist) -> None:
    before = three.dump()
    assert why in three("post", "edit", str(quoting(three)), *words, code=2).complaint
    assert three.dump() == before


def test_a_bare_link_and_what_is_out_stay(three: Typist) -> None:
    number = quoting(three)
    ((bare,),) = three.rows("SELECT id FROM post WHERE variant = 'bare link'")
    assert "which quotes nothing" in three("post", "edit", str(bare), "--pick", "2", code=2).complaint
    three("approve", "exam-season-context")
    for day in (24, 26):
        three.clock.set(datetime(2026, 11, day, 12, 31, tzinfo=SYDNEY))
        three("run", code=(0, 3))
    refused = three("post", "edit", str(number), "--pick", "2", code=2)
    assert "cannot be edited any more: it is published" in refused.complaint


def test_words_by_hand_over_a_chosen_sentence_forget_who_chose_it(three: Typist) -> None:
    number = quoting(three)
    three("post", "edit", str(number), "--pick", "2")
    link = str(shown(three, number)["url"])
    three("post", "edit", str(number), "--text", f"Other words altogether. {link}")
    assert shown(three, number)["picked_by"] == {}
