"""Drafts read as a person would write them, say nothing the article does not, and tell what they left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from framing.graduate_pay import ARTICLE, CLAIM, EXAMS, TODAY, URL, draft, noted, with_evidence
from postlab.errors import InputError
from postlab.framing.article import TEXT, Evidence
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, Recipe, TextBlock
from postlab.framing.brief import Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import BLUESKY, WEIGHTED_280, Graphemes, LengthRule
from postlab.framing.notes import NoteCode

EVERYTHING = Recipe("all", ("moment", "question", "evidence", "call_to_action", "hashtags", "link"))


@pytest.mark.parametrize("rule", [WEIGHTED_280, BLUESKY])
@pytest.mark.parametrize(
    ("on", "opening"), [(None, "With exams in mind,"), (date(2026, 12, 15), "With exams soon approaching,")]
)
def test_the_post_that_started_it_all(rule: LengthRule, on: date | None, opening: str) -> None:
    found = draft(brief=replace(EXAMS, moment_on=on), rule=rule)
    assert found.text == (f"{opening} you might be wondering if all this study is worth it. " + CLAIM + "\n\n" + URL)
    assert [block.kind for block in found.blocks] == ["moment", "question", "evidence", "link"]
    assert noted(found) == ()


def test_the_bare_link_is_the_title_and_the_link() -> None:
    found = draft(BARE_LINK)
    assert found.text == f"Graduates still earn more\n\n{URL}"
    assert found.blocks == (TextBlock("link", found.text),)


def test_a_link_in_the_first_reply_leaves_the_text() -> None:
    recipe = Recipe("replied", ("question", "evidence", "hashtags", "link in reply"))
    found = draft(recipe, article=with_evidence("Pay rose."))
    assert found.text == "You might be wondering if all this study is worth it. Pay rose.\n\n#Exams #Careers #Students"
    assert found.reply == f"Here is the article: {URL}"
    assert found.length == len(found.text)
    assert found.blocks[-1] == TextBlock("link in reply", "")
    assert draft(replace(recipe, wording={"link in reply": "Read on"})).reply == f"Read on\n\n{URL}"
    other = replace(recipe, wording={"link_in_reply": "way 3"})
    assert draft(other).reply == f"You can read it here: {URL}"


@pytest.mark.parametrize(
    ("title", "text"),
    [("Graduates still earn more", "Graduates still earn more"), ("", "One to read: the link is in the first reply.")],
)
def test_with_nothing_but_a_link_in_the_first_reply_the_title_is_the_text(title: str, text: str) -> None:
    found = draft(Recipe("bare", ("link in reply",)), article=replace(ARTICLE, title=title))
    assert (found.text, found.reply) == (text, f"Here is the article: {URL}")


def test_a_first_reply_that_is_too_long_is_the_link_alone() -> None:
    recipe = Recipe("replied", ("evidence", "link in reply"), {"link in reply": "word " * 80})
    found = draft(recipe, article=with_evidence("Pay rose."))
    assert (found.text, found.reply) == ("Pay rose.", URL)
    assert "Left out the words before the link in the first reply" in noted(found)[-1]


@pytest.mark.parametrize("title", ["", " \n", URL, "https://elsewhere.example"])
def test_a_title_that_says_nothing_gives_way_to_a_neutral_lead_in(title: str) -> None:
    assert draft(BARE_LINK, article=replace(ARTICLE, title=title)).text == f"Worth a look: {URL}"


def test_without_a_moment_the_question_opens() -> None:
    found = draft(brief=Brief("parents"))
    assert found.text.startswith("You might be wondering if all that study will pay off for your child. Res")
    assert noted(found) == ("Left out the moment: there is none, or none that is near.",)


@pytest.mark.parametrize(
    ("on", "opening"),
    [
        (date(2027, 3, 1), "With exams on the horizon,"),
        (date(2027, 5, 25), "With exams on the horizon,"),
        (date(2027, 5, 26), "With exams in mind,"),
        (date(2026, 12, 15), "With exams soon approaching,"),
        (date(2026, 11, 30), "With exams starting next week,"),
        (date(2026, 11, 29), "With exams starting this week,"),
        (date(2026, 11, 24), "With exams starting tomorrow,"),
        (TODAY, "With exams starting today,"),
        (date(2026, 11, 20), "With exams under way,"),
        (date(2026, 11, 1), "With exams just over,"),
        (date(2026, 10, 1), "With exams behind us,"),
    ],
)
def test_the_moment_knows_the_date(on: date, opening: str) -> None:
    assert draft(brief=replace(EXAMS, moment_on=on)).text.startswith(opening)


def test_a_moment_long_gone_is_remarked_on() -> None:
    assert "does it still hold?" in noted(draft(brief=replace(EXAMS, moment_on=date(2026, 1, 1))))[0]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("As the holidays start,", "As the holidays start, here is something worth a look."),
        ("as the holidays start", "As the holidays start, here is something worth a look."),
        ("HSC exams", "With HSC exams in mind, you might be wondering if all this study is worth it."),
        ("NAIDOC Week", "With NAIDOC Week in mind, you might be wondering if all this study is worth it."),
        ("This exam season", "This exam season, you might be wondering if all this study is worth it."),
        ("Year 12 exams are close", "Year 12 exams are close. You might be wondering if all this study is worth it."),
        ("It's nearly Christmas!", "It's nearly Christmas! You might be wondering if all this study is worth it."),
        ("the careers expo", "With the careers expo in mind, you might be wondering if all this study is worth it."),
    ],
)
def test_a_moment_may_be_the_words_themselves(moment: str, text: str) -> None:
    recipe = Recipe("spoken", ("moment", "question", "link"))
    assert draft(recipe, Brief(moment=moment)).text == f"{text}\n\n{URL}"


@pytest.mark.parametrize(
    ("moment", "question", "text"),
    [
        ("exams", "Is uni worth it?", "With exams in mind, is uni worth it?"),
        ("exams", "Year 12s, is uni worth it?", "Exams may be on your mind. Year 12s, is uni worth it?"),
        ("exams", "I wonder too", "Exams may be on your mind. I wonder too."),
        ("As term ends,", "Sydney or Perth?", "As term ends, here is a question. Sydney or Perth?"),
    ],
)
def test_a_question_given_by_hand_joins_where_that_is_safe(moment: str, question: str, text: str) -> None:
    recipe = Recipe("spoken", ("moment", "question", "link"), {"question": question})
    assert draft(recipe, Brief(moment=moment)).text == f"{text}\n\n{URL}"


def test_a_moment_without_a_question_leads_in_or_is_a_sentence() -> None:
    recipe = Recipe("no question", ("moment", "evidence", "link"))
    assert draft(recipe).text.startswith("One to read around exam time: Research shows")
    dated = draft(recipe, replace(EXAMS, moment_on=date(2026, 12, 15)))
    assert dated.text.startswith("Worth a look before exams: Research shows")
    opened = draft(recipe, Brief(moment="As term ends,"))
    assert opened.text.startswith("As term ends, here is something to keep in mind. Research shows")


def test_the_recipe_decides_the_order() -> None:
    recipe = Recipe("evidence first", ("evidence", "moment", "question", "hashtags", "link"))
    found = draft(recipe, article=with_evidence("Pay rose by 4 per cent"))
    assert found.text == (
        "Pay rose by 4 per cent. With exams in mind, you might be wondering if all this study is worth it."
        f"\n\n#Exams #Careers #Students\n\n{URL}"
    )


def test_words_by_hand_replace_the_templates_and_the_recipes_come_first() -> None:
    recipe = replace(EVERYTHING, wording={"question": "what now?", "link": "Read on:"})
    brief = replace(
        EXAMS,
        wording={
            "question": "not this",
            "evidence": "we found that pay rose",
            "call_to_action": "tell us",
            "hashtags": "pay, #Uni pay",
        },
    )
    assert draft(recipe, brief).text == (
        f"With exams in mind, what now? We found that pay rose. Tell us.\n\n#pay #Uni\n\nRead on: {URL}"
    )


def test_ways_take_another_of_the_templates_wordings_and_sentences() -> None:
    recipe = replace(CONTEXTUALISED, wording={"moment": "way 2", "question": "way 2", "evidence": "way 2"})
    found = draft(recipe, article=with_evidence("First claim.", "Second claim."))
    assert found.text.startswith("When exams come round, is all this study really worth it? Second claim.\n")
    assert draft(replace(BARE_LINK, wording={"link": "way 3"})).text == f"One to read: {URL}"


def test_a_question_that_nothing_stands_in_for_is_noted() -> None:
    robots = replace(ARTICLE, title="A robot draws blood", evidence=())
    found = draft(Recipe("asks", ("question", "call to action", "link")), Brief(), robots)
    assert [block.kind for block in found.blocks] == ["call to action", "link"]
    assert [note.code for note in found.notes] == [NoteCode.NEUTRAL_OPENING]


@pytest.mark.parametrize("language", ["es", "zh-Hans", "eo"])
def test_an_article_without_words_in_its_language_stands_alone(language: str) -> None:
    sentence = "El salario subió un 4 % en un año."
    page = replace(
        ARTICLE, language=language, title="Los salarios", published=TODAY, evidence=(Evidence(sentence, 0, TEXT),)
    )
    everything = draft(EVERYTHING, article=page)
    assert everything.text == f"“{sentence}”\n\n{URL}"
    assert [note.code for note in everything.notes] == [NoteCode.NO_WORDING]
    assert f"“{language}”" in noted(everything)[0]
    assert draft(BARE_LINK, article=page).text == f"Los salarios\n\n{URL}"
    assert draft(article=replace(page, evidence=())).text == f"“Los salarios”\n\n{URL}"
    in_reply = draft(Recipe("replied", ("moment", "question", "evidence", "link in reply")), article=page)
    assert (in_reply.text, in_reply.reply) == (f"“{sentence}”", URL)
    # words by hand are the practitioner's to answer for
    asked = draft(replace(CONTEXTUALISED, wording={"question": "¿Vale la pena?"}), article=page)
    assert asked.text == f"¿Vale la pena? “{sentence}”\n\n{URL}"
    for moment in ("Con los exámenes en mente,", "con los exámenes en mente"):
        wording = {"moment": moment, "question": "¿Vale la pena?"}
        spoken = draft(replace(CONTEXTUALISED, wording=wording), article=page)
        assert spoken.text == f"Con los exámenes en mente. ¿Vale la pena? “{sentence}”\n\n{URL}"
        silent = draft(Recipe("x", ("moment", "evidence", "link"), {"moment": moment}), article=page)
        assert silent.text == f"Con los exámenes en mente. “{sentence}”\n\n{URL}"
    joined = draft(
        replace(CONTEXTUALISED, wording={"moment": "Con los exámenes en mente,", "question": "quizá te preguntes si."}),
        article=page,
    )
    assert joined.text.startswith("Con los exámenes en mente, quizá te preguntes si. “")


@pytest.mark.parametrize("language", ["en", "en-AU", "en_GB", None])
def test_english_stands_around_english_and_around_what_names_no_language(language: str | None) -> None:
    found = draft(article=replace(ARTICLE, language=language, published=TODAY))
    assert found.text.startswith("With exams in mind, you might be wondering")
    assert noted(found) == ()


def test_text_from_a_page_is_made_plain() -> None:
    assert "Pay rose by 4 per cent." in draft(article=with_evidence("Pay\u202e rose\r\nby\x00 4\u200b per cent.")).text
    assert draft(BARE_LINK, article=replace(ARTICLE, title="A\n\n\x1b[31mtitle")).text.startswith("A [31mtitle\n\n")


def test_the_link_stands_once_even_if_the_words_hold_it() -> None:
    recipe = replace(CONTEXTUALISED, wording={"question": f"see {URL} now?", "evidence": f"It pays: {URL}"})
    found = draft(recipe, article=replace(ARTICLE, title=f"Title {URL}"))
    assert found.text.count(URL) == 1
    assert noted(found) == (
        "Took the link out of the question: it stands in the text once.",
        "Took the link out of the evidence: it stands in the text once.",
    )
    assert draft(article=with_evidence(f"See {URL}.", "Pay rose.")).text.count(URL) == 1


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Graduates still earn more", "you might be wondering if all this study is worth it."),
        ("How to prepare for a job interview", "you might be wondering what employers look for."),
        ("Apprenticeships are on the rise", "you might be wondering what there is besides full-time study."),
    ],
)
def test_the_question_is_one_that_the_article_answers(title: str, question: str) -> None:
    found = draft(brief=Brief("students", "the spring festival"), article=replace(ARTICLE, title=title))
    assert found.text.split(", ", 1)[1].startswith(question)
    assert noted(found) == ()


@pytest.mark.parametrize(
    ("brief", "opening"),
    [
        (EXAMS, "One to read around exam time: "),
        (replace(EXAMS, moment_on=date(2026, 12, 15)), "Worth a look before exams: "),
        (replace(EXAMS, moment_on=date(2026, 11, 16)), "One to read during exams: "),
        (Brief("parents"), "Worth a look: "),
    ],
)
def test_nothing_is_asked_of_an_article_that_nobody_can_place(brief: Brief, opening: str) -> None:
    robots = replace(ARTICLE, title="A robot draws blood", evidence=(Evidence("Robots draw blood.", 0),))
    found = draft(brief=brief, article=robots)
    assert found.text == f"{opening}Robots draw blood.\n\n{URL}"
    assert found.notes[-1].code is NoteCode.NEUTRAL_OPENING


def test_below_its_confidence_a_subject_counts_for_nothing() -> None:
    told = replace(ARTICLE, title="A title", subject="cost and debt")
    sure, unsure = (replace(told, subject_confidence=confidence) for confidence in (0.55, 0.54))
    assert draft(article=sure, brief=Brief()).text.startswith("You might be wondering about the money side of study. ")
    assert "wondering" not in draft(article=unsure, brief=Brief()).text
    assert draft(article=unsure).text.startswith("One to read around exam time: ")


def test_a_question_that_does_not_go_with_the_moment_is_not_asked() -> None:
    found = draft(brief=Brief("students", "redundancy"))
    assert found.text.startswith("Worth a look with redundancy in mind: Research shows")
    assert noted(found) == ("Asked no question: none about pay and worth of study goes with students and redundancy.",)


@pytest.mark.parametrize("last", [("call to action", "link"), ("hashtags", "link"), ("link in reply",), ("link",)])
@pytest.mark.parametrize("moment", ["exams", None])
def test_a_lead_in_always_leads_to_something(last: tuple[str, ...], moment: str | None) -> None:
    blank = replace(with_evidence(), title="")
    for turn in range(12):
        found = draft(Recipe("any", ("moment", "question", "evidence", *last)), Brief(moment=moment, turn=turn), blank)
        opening = found.text.split("\n\n")[0].split(": ")
        assert not found.text.split("\n\n")[0].endswith(":"), found.text
        assert len(opening) == 1 or opening[1] in {URL, "the link is in the first reply."}, found.text


def test_a_turn_takes_other_words_and_the_first_is_the_usual_one() -> None:
    texts = [draft(brief=replace(EXAMS, turn=turn)).text for turn in range(6)]
    assert len({text.split(" Research")[0] for text in texts}) == 6
    assert texts[0] == draft().text
    calls = {
        draft(EVERYTHING, replace(EXAMS, turn=turn), rule=Graphemes(500, 3000)).blocks[3].text for turn in range(4)
    }
    assert len(calls) == 4


def test_an_old_article_is_remarked_on_in_its_draft() -> None:
    old = replace(ARTICLE, published=date(2024, 3, 1))
    assert [note.code for note in draft(article=old).notes] == [NoteCode.OLD_ARTICLE]
    assert [note.code for note in draft(BARE_LINK, article=old).notes] == [NoteCode.OLD_ARTICLE]


def test_the_link_may_be_shown_in_short() -> None:
    found = compose(ARTICLE, CONTEXTUALISED, EXAMS, rule=BLUESKY, url="news.example/pay", today=TODAY)
    assert found.text.endswith("\n\nnews.example/pay")


@pytest.mark.parametrize("link", ["https://a.org/a b", "https://a.org/\n", "https://a.org/\u202e", " "])
def test_a_broken_link_is_refused(link: str) -> None:
    with pytest.raises(InputError):
        draft(url=link)


def test_a_link_that_fills_the_post_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="21 graphemes too long for the limit of 300") as caught:
        draft(url="https://news.example/" + "x" * 300)
    assert "--no-tracking" in caught.value.hint


@pytest.mark.parametrize("recipe", [EVERYTHING, Recipe("plain", ("moment", "evidence", "link"))])
def test_a_moment_that_means_nothing_to_an_audience_is_left_out_with_its_hashtag(recipe: Recipe) -> None:
    found = draft(recipe, Brief("employers", "exams", TODAY), rule=Graphemes(600, 3000))
    assert "exam" not in found.text.replace(URL, "").casefold()
    assert "Left out the moment: posts to employers do not begin with exams." in noted(found)
    for_students = draft(recipe, Brief("students", "exams", TODAY), rule=Graphemes(600, 3000))
    assert "exam" in for_students.text.replace(URL, "").casefold()
    # what a person wrote stays
    own = replace(recipe, wording={"moment": "Before your apprentices sit their exams,"})
    assert "sit their exams" in draft(own, Brief("employers", "exams"), rule=Graphemes(600, 3000)).text


def test_employers_are_asked_only_about_an_article_that_speaks_of_them() -> None:
    recipe, brief = Recipe("asks", ("question", "evidence", "link")), Brief("employers")
    about = replace(
        ARTICLE, title="How to write a CV", subject="cvs and interviews", subject_confidence=1.0, evidence=()
    )
    advice = draft(recipe, brief, about)
    assert advice.text.startswith("Worth a look: “How to write a CV”")
    assert "neither the headline nor the sentence speaks of what concerns employers" in " ".join(noted(advice))
    recruiters = replace(about, title="What recruiters read in a CV")
    assert not draft(recipe, brief, recruiters).text.startswith("Worth a look")
