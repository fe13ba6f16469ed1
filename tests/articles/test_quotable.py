"""What is chosen of whole pages: the sentence that may be quoted, the summary that stands in, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from postlab.articles.evidence import choice, evidence_sentences
from postlab.articles.read import read_page
from postlab.framing.article import LEARNERS, SUMMARY, TEXT


@dataclass(frozen=True)
class Page:
    """An invented page, what may be chosen of it first, and words that may not be in what is chosen."""

    title: str
    lines: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...] = ()
    description: str = ""
    language: str = "en"


PAGES = {
    "a guide that says at first what is true of every guide": Page(
        "How to prepare for a nursing interview",
        (
            "The nursing interview will vary depending on the ward, and there are many ways to prepare.",
            "Preparing for a nursing interview is a topic many candidates discuss with their friends.",
            "Bring two examples of a shift that went wrong to the nursing interview, and say what you changed.",
        ),
        ("Bring two examples",),
    ),
    "a course that tells what its students will be given": Page(
        "Evening course in bookkeeping",
        (
            "Students will be provided with clear bookkeeping templates and will learn how to close a year.",
            "Northfield College offers evening courses in bookkeeping and in many other subjects.",
            "Bookkeeping is a set of habits that shows a small firm what it owns and what it owes.",
        ),
        ("Bookkeeping is a set of habits",),
    ),
    "a text that begins with the past and with what is thought": Page(
        "Tutors help pupils who have fallen behind in mathematics",
        (
            "For years, families with money have paid tutors to help pupils who have fallen behind in mathematics.",
            "Many people like to believe that tutors only help pupils who are good at mathematics anyway.",
            "Pupils who have fallen behind in mathematics catch up five months with a tutor, a trial found.",
        ),
        ("Pupils who have fallen behind in mathematics catch up",),
    ),
    "numbers that need the sentence before": Page(
        "What another year at graduate school returns",
        (
            "The return from a year at graduate school has risen even more — from 7 to 14 percent.",
            "Talking of graduate school, the return of a year there is 14 percent in most countries.",
            "Each year at graduate school raises later pay by 14 percent, twice as much as in 1990.",
        ),
        ("Each year at graduate school raises",),
        ("even more", "Talking of"),
    ),
    "ein Ratgeber, der zuerst sagt, was immer gilt": Page(
        "Bildungswege nach der Schule",
        (
            "Bei manchen Bildungswegen nach der Schule gibt es noch zusätzliche Voraussetzungen.",
            "Wer nach der Schule eine Lehre macht, verdient auf diesem der Bildungswege vom ersten Tag an Geld.",
            "Für zwei von drei Bildungswegen nach der Schule reicht ein mittlerer Abschluss mit 16 Jahren.",
        ),
        ("Für zwei von drei", "Wer nach der Schule"),
        language="de",
    ),
    "a study told by its method": Page(
        "Students who sleep longer get better marks",
        (
            "Students who sleep eight hours score half a grade higher than those who sleep six, a study says.",
            "The study determined this by comparing the diaries of 900 students with their marks.",
            "The average age of respondents was 20.4 years.",
            "Moreover, students who sleep longer drop out less often.",
        ),
        ("Students who sleep eight hours",),
        ("determined", "respondents", "Moreover"),
    ),
    "a health page with service text": Page(
        "How to cope with exam stress",
        (
            "Only call NHS 111 if exam stress makes you think of hurting yourself and nobody is with you.",
            "The helpline is open from 8am to midnight, and it costs nothing to call from a mobile phone.",
            "Exam stress is easier to bear for pupils who plan short breaks and sleep at least eight hours.",
            "Visit the website to book an appointment with a nurse who knows about exam stress.",
        ),
        ("Exam stress is easier to bear",),
        ("111", "helpline", "Visit"),
    ),
    "a firm that speaks of itself": Page(
        "Mentors help women into engineering",
        (
            "We’re spending Women’s History Month with the women who mentor our young engineers.",
            "In our 2013 research we found that a mentor doubles the number of women who stay in engineering.",
            "Women with a mentor are twice as likely to stay in engineering for ten years.",
            "Our courses bring mentors and women together every spring in four towns of the north.",
        ),
        ("Women with a mentor are twice as likely",),
        ("We", "our"),
    ),
    "the opposite further down": Page(
        "A degree pays off: graduates earn $20,000 more",
        (
            "Graduates earn $20,000 more a year than school leavers by the age of 40, tax records show.",
            "There are other jobs without a degree that pay $40,000 from the first year on.",
            "Not all degrees pay off, and graduates in the arts wait longest for the difference.",
        ),
        ("Graduates earn $20,000 more",),
        ("other jobs", "Not all"),
    ),
    "a guide whose best words are its description": Page(
        "How to write a cover letter",
        (
            "Read on for ten tips that will make your cover letter shine.",
            "This page explains how a cover letter is built.",
            "Here is an example of a cover letter that we like.",
        ),
        ("A cover letter that names the employer’s own problem is read to the end twice as often.",),
        ("Read on", "This page"),
        description="A cover letter that names the employer’s own problem is read to the end twice as often.",
    ),
    "a news page of one day": Page(
        "Youth unemployment falls to ten-year low",
        (
            "LONDON (Reuters) – Youth unemployment fell to 9.8%, the lowest for ten years, official figures show.",
            "The minister told reporters on Tuesday that youth unemployment would fall further.",
            "“It is good news for young people,” she said.",
        ),
        ("Youth unemployment fell to 9.8%",),
        ("LONDON", "Tuesday", "she"),
    ),
    "a story of one person": Page(
        "Apprentices in care are paid more",
        (
            "Sarah, 19, left school with no idea what to do and found care work through an aunt.",
            "Apprentices in care will be paid 11% more from April, the largest rise of any trade.",
            "Sarah says that the extra pay will help with the rent.",
        ),
        ("Apprentices in care will be paid 11% more",),
        ("Sarah",),
    ),
    "a comment below the article": Page(
        "Why interviews go wrong",
        (
            "Interviews go wrong most often in the first two minutes, when candidates talk about themselves alone.",
            "Great article, I wish somebody had told me about interviews before mine went wrong!",
        ),
        ("Interviews go wrong most often",),
        ("Great article",),
    ),
    "a German page": Page(
        "Ausbildung lohnt sich: Meister verdienen gut",
        (
            "Wir haben für diesen Beitrag mit vielen Meistern über ihre Ausbildung gesprochen.",
            "Dabei verdienen Meister im Schnitt 12 Prozent mehr als Gesellen nach der Ausbildung.",
            "Meister verdienen nach ihrer Ausbildung im Schnitt 12 Prozent mehr als Gesellen.",
            "Jetzt bewerben und schon im Herbst mit der Ausbildung beginnen!",
        ),
        ("Meister verdienen nach ihrer Ausbildung",),
        ("Wir", "Dabei", "Jetzt"),
        language="de",
    ),
    "a Spanish page": Page(
        "El 64 % de los titulados encuentra empleo en un año",
        (
            "Sin embargo, muchos titulados tardan más en encontrar empleo en las islas.",
            "Según la Oficina de Empleo, el 64 % de los titulados encuentra empleo en menos de un año.",
            "Suscríbete al boletín y recibe cada semana ofertas de empleo para titulados.",
        ),
        ("Según la Oficina de Empleo",),
        ("Sin embargo", "Suscríbete"),
        language="es",
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_right_sentence_is_chosen_and_no_wrong_one_offered(page: Page) -> None:
    chosen = choice("\n".join(page.lines), (page.description,), language=page.language, title=page.title).evidence
    assert chosen
    assert chosen[0].sentence.startswith(page.good)
    assert not [one.sentence for one in chosen if any(word in one.sentence for word in page.bad)]


ABSTAIN = {
    "a personal story": (
        "My year as an apprentice",
        (
            "I left school at 16 and started as an apprentice in a small garage.",
            "My first year as an apprentice was hard, and we often worked until late in the evening.",
            "But I would do it again, and my friends say the same of their years.",
        ),
    ),
    "a page of addresses": (
        "Contact the careers service",
        (
            "Email careers@college.example or call 0800 123 4567 to speak to an adviser.",
            "Opening hours are Monday to Friday from nine to five, except on bank holidays.",
            "For more information, visit www.college.example and choose the office near you.",
        ),
    ),
    "an interview": (
        "Meet Zainab Mirza, head of a school",
        (
            "What made you become a teacher, and what keeps you in the classroom after twenty years?",
            "I always liked to explain things, and my mother says that I taught the cat to read.",
            "“It is the best job there is,” she says.",
        ),
    ),
}


@pytest.mark.parametrize(("title", "lines"), ABSTAIN.values(), ids=ABSTAIN)
def test_nothing_is_better_than_an_embarrassment(title: str, lines: tuple[str, ...]) -> None:
    assert evidence_sentences("\n".join(lines), language="en", title=title) == ()


def test_a_sentence_that_has_nothing_to_do_with_the_headline_is_not_chosen() -> None:
    lines = ["They need patience with those who are ill."] * 4
    other = "More than 60% of all bicycles that are sold in the country are blue, a study found."
    assert evidence_sentences("\n".join([*lines, other]), language="en", title="How nurses are trained") == ()


def test_without_a_word_of_the_headline_only_an_early_number_or_finding_is_chosen() -> None:
    rest = ["They were cold, and it rained on them all day long."] * 12
    title = "How nurses are trained"
    number = "Wards with two teachers for ten beginners lose 30% fewer of them, a study found."
    scene = "Long corridors are a kind of second home for people who work at night."
    lines = ["\n".join(order) for order in ([number, *rest], [*rest, number], [scene, *rest])]
    assert [one.sentence for one in evidence_sentences(lines[0], language="en", title=title)] == [number]
    assert evidence_sentences(lines[1], language="en", title=title) == ()
    assert evidence_sentences(lines[2], language="en", title=title) == ()


def test_what_a_side_term_means_loses_to_what_the_headline_is_about() -> None:
    aside = "A stipend is a form of payment that covers the costs of nurses in training."
    point = "Nurses in training earn more on wards that teach them in pairs."
    chosen = evidence_sentences(f"{aside}\n{point}", language="en", title="Nurses in training earn more")
    assert chosen[0].sentence == point


def test_there_is_a_sentence_for_readers_to_whom_the_best_do_not_speak() -> None:
    title = "How nurses prepare for their first night"
    told = [
        "Prepare for your first night as a nurse with a nap of 90 minutes in the afternoon.",
        "You and the other nurses of the night share 12 beds, so ask who has the keys before the first round.",
        "Your first meal of the night should come before 1 a.m., since nurses who eat later sleep less.",
    ]
    everyone = "Nurses make a third of their mistakes in the last hour of their first night, a study found."
    chosen = evidence_sentences("\n".join([*told, "Cold rain fell.", everyone]), language="en", title=title)
    assert len(chosen) == 3
    assert [one.sentence for one in chosen if one.speaks_to is None] == [everyone]
    assert {one.speaks_to for one in chosen} == {None, LEARNERS}
    assert {one.speaks_to for one in evidence_sentences("\n".join(told), language="en", title=title)} == {LEARNERS}
    assert len(evidence_sentences("\n".join([*told, everyone]), language="en", title=title, limit=1)) == 1


def test_advice_may_have_less_to_do_with_the_headline_than_a_sentence_that_tells_nothing() -> None:
    lines = ["They were cold, and it rained on them all day long."] * 12
    title = "Choosing shoes, coats and gloves for outdoor apprenticeships in northern shipyards"
    advice = "Gloves that fit your hands matter more in shipyards than a warm lining, so look for your own size."
    nothing = "Gloves lay beside the door of a long grey hall."
    assert [one.sentence for one in evidence_sentences("\n".join([*lines, advice]), language="en", title=title)] == [
        advice
    ]
    assert evidence_sentences("\n".join([*lines, nothing]), language="en", title=title) == ()


def test_the_description_is_a_candidate_and_says_that_it_is_one() -> None:
    text = "Nurses train for three years.\nHospitals train nurses in wards and in classrooms all over the country."
    summary = "Nurses who train in a hospital are three times as likely to stay, according to the Office of Care."
    (first, *_) = evidence_sentences(text, language="en", title="How nurses are trained", description=summary)
    assert (first.sentence, first.source, first.position) == (summary, SUMMARY, None)


def test_a_sentence_of_both_stands_where_the_text_has_it() -> None:
    claim = "Nurses who train in a hospital are three times as likely to stay, according to the Office of Care."
    text = f"Nurses are in demand.\n{claim}"
    (first, *_) = evidence_sentences(text, language="en", title="How nurses are trained", description=[claim, claim])
    assert first.source == TEXT
    assert first.position == text.index(claim)


def test_the_dateline_is_not_quoted_and_the_position_counts_without_it() -> None:
    text = "LONDON (Reuters) – Youth unemployment fell to 9.8%, the lowest level for ten years, official figures show."
    (one,) = evidence_sentences(text, language="en", title="Youth unemployment falls")
    assert one.sentence.startswith("Youth unemployment fell")
    assert text[one.position :] == one.sentence


SUMMARIES = [
    ("Nurses train in wards.", None),
    ("Nurses are trained in hospitals and in classrooms all over the country.",
     "Nurses are trained in hospitals and in classrooms all over the country."),
    ("Find out how nurses are trained in hospitals. Nurses earn a wage while they train in the wards.",
     "Find out how nurses are trained in hospitals. Nurses earn a wage while they train in the wards."),
    ("Find out more about how nurses train here. Nurses earn a wage while they train in the wards.",
     "Nurses earn a wage while they train in the wards."),
    ("We tell you how nurses are trained in hospitals all over the country.", None),
    ("This guide explains how nurses are trained in hospitals all over the country.", None),
    ("Nurses are trained in hospitals all over the country and they earn a wage while th…", None),
]  # fmt: skip


@pytest.mark.parametrize(("description", "summary"), SUMMARIES)
def test_what_stands_in_where_no_sentence_is_good(description: str, summary: str | None) -> None:
    assert choice("Nurses.", (description,), language="en", title="Nursing degrees").summary == summary


def test_a_page_brings_its_choice_along() -> None:
    head = (
        "<title>How nurses are trained</title>"
        '<meta name="description" content="Nurses who train in a hospital are three times as likely to stay.">'
    )
    towns = ("north", "south", "east", "west")
    body = "".join(
        f"<p>Wards in the {town} were short of hands, as they had been before, in every town.</p>" for town in towns
    )
    page = f'<html lang="en"><head>{head}</head><body><article>{body}</article></body></html>'
    article = read_page(page.encode(), "https://care.example/nurses").article
    assert article.evidence[0].sentence == "Nurses who train in a hospital are three times as likely to stay."
    assert article.summary == article.evidence[0].sentence


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("fi", "Kyselyn mukaan 64 prosenttia oppisopimuksen tehneistä ansaitsee enemmän kuin muut nuoret."),
        ("sv", "Enligt en enkät tjänar 64 procent av lärlingarna mer än andra unga i samma ålder."),
        ("it", "Secondo un sondaggio il 64 per cento degli apprendisti guadagna più degli altri giovani."),
        ("pt", "Segundo um inquérito, 64 por cento dos aprendizes ganham mais do que os outros jovens."),
        ("ru", "По данным опроса, 64 процента выпускников зарабатывают больше, чем их родители."),
        ("nl", "Volgens een peiling verdient 64 pct van de leerlingen meer dan andere jongeren van die leeftijd."),
    ],
)
def test_percentages_are_known_in_many_languages(language: str, claim: str) -> None:
    assert [one.sentence for one in evidence_sentences(claim, language=language)] == [claim]


def test_english_lists_are_not_asked_about_another_language() -> None:
    claim = "A végzettek 64%-a többet keres, mint a szülei, derül ki a Bérhivatal új adataiból."
    (one,) = evidence_sentences(claim, language="hu", title="A végzettek többet keresnek")
    assert one.sentence == claim
    plain = "A végzettek délután a folyó partján sétáltak, és sokáig beszélgettek a jövőről."
    assert evidence_sentences(plain, language="hu", title="Mit csinálnak a végzettek?") == ()


def test_a_summary_keeps_the_order_of_one_description() -> None:
    first = "Nurses in training earn more on wards that teach them in pairs."
    second = "Two wards in three have changed how they plan the nights."
    of_another = "Nurses who train in a hospital are three times as likely to stay there."
    title = "Nurses in training"
    text = f"They were cold. {second} It rained on them all day long."
    chosen = choice(text, [f"{first} {second}"], language="en", title=title)
    assert chosen.summary == f"{first} {second}"
    assert choice("", [first, of_another], language="en", title=title).summary == first
    assert (
        choice("", [f"{first} But they tire.", f"{of_another} {second}"], language="en", title=title).summary == first
    )


def test_a_description_in_another_language_is_neither_quoted_nor_a_summary() -> None:
    german = "Pflegekräfte verdienen in der Ausbildung 20 Prozent mehr als im Jahr davor, zeigt eine Studie der Kammer."
    chosen = choice("", [german], language="en", title="Pflegekräfte verdienen mehr")
    assert chosen.evidence == ()
    assert chosen.summary is None
    assert choice("", [german], language="de", title="Pflegekräfte verdienen mehr").summary == german
