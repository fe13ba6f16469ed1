"""Where sentences begin and end: shortened words, ordinals, initials, quotations and lists in many languages."""

from __future__ import annotations

import pytest

from postlab.articles.sentences import sentences

WHOLE = [
    ("en", "In approx. 3 of 5 towns, people with a Ph.D. found work sooner than those with an M.Ed. or B.Sc. did."),
    ("en", "Dr. Lin and J. R. Oakes met Mrs. Hale at 9 a.m. in St. Ives, i.e. before the fair opened."),
    ("en", "Room No. 4 vs. room No. 5: see Fig. 2 and pp. 12–14, cf. p. 30."),
    ("en", "The U.S. Department of Crafts and the U.K. Office for Trades agreed in Sept. 2024."),
    ("en", "Pay rose from 3.5% to 4.25%, e.g. for Brick Inc. workers, in Jan. 2025."),
    ("en", "“We hire early. We train them ourselves,” the baker said."),
    ("en", "The fair (it is free. Anyone may come) opens at ten."),
    ("en", "Yahoo! is hiring again… or so it says."),
    ("en", "Study Sgt. Miller’s notes, ed. 3, vol. 2, before the test."),
    ("de", "Am 3. Mai und am 14. Juni öffnen die Betriebe ihre Türen."),
    ("de", "Nach dem 2. Lehrjahr verdienen sie ca. 1.080 Euro, im 3. Lehrjahr rund 1.190 Euro."),
    ("de", "Rund 2 Mio. Menschen, d. h. 5 Prozent, arbeiten z. B. als Pfleger bzw. Erzieher."),
    ("de", "Prof. Dr. Amsel lehrt seit dem Ende des 20. Jh. Handwerksgeschichte, vgl. Abs. 2 Nr. 3."),
    ("de", "Im II. Quartal stieg der Lohn u. a. für Tischler mit z.B. Meisterbrief."),
    ("de", "Bewerbungen sind bis zum 31. 3. 2025 möglich."),
    ("fr", "M. Petit et Mme. Roy gagnent env. 1 700 euros, cf. p. 8, selon l’enquête."),
    ("fr", "Mlle. Blanc et le Dr. Morel ont répondu : « Venez. On recrute. » avec le sourire."),
    ("fr", "Selon l’article L. 1237-16 et les articles R. 1237-3 et D. 1234-9 du Code, chacun peut partir."),
    ("es", "La Sra. Vega y el Dr. Ríos ganan, p. ej., 1.300 euros en la calle núm. 4."),
    ("es", "En EE. UU. hay más plazas, aprox. 3.000, según el Lic. Soto."),
    ("it", "Il sig. Neri, la dott.ssa Verdi e il Prof. Conti ecc. guadagnano di più."),
    ("nl", "Dhr. Visser en mevr. Bos verdienen ca. 2.300 euro, bijv. in de bouw, t.o.m. 2025."),
    ("pl", "Prof. dr hab. Lis mówi, że np. 3 tys. osób, m.in. z Krakowa, zajęło 1. miejsce."),
    ("sv", "Lönen är t.ex. högre för dr. Berg, bl.a. i Malmö."),
    ("da", "Den 3. Maj åbner skolen, dvs. om kort tid, for ca. 200 elever."),
    ("pt", "O Sr. Melo e a Dra. Costa ganham aprox. 900 euros por mês."),
    ("fi", "Kurssi alkaa 3. Toukokuuta noin klo. 9, esim. Oulussa."),
    ("ja", "「まず行く。そして学ぶ。」と彼は言った。"),
]
PARTED = [
    ("en", ["He turned 16.", "The others are older."]),
    ("en", ["The answer is no.", "Most firms agreed."]),
    ("en", ["It left the U.S.", "The rest stayed on."]),
    ("en", ["The shop opens at 9 a.m.", "It closes at five."]),
    ("en", ["They sell tools, paint, etc.", "Many are new."]),
    ("en", ["What does it pay?", "More than you think!", "Ask at the fair."]),
    ("en", ["“We hire early.”", "The firm has grown since."]),
    ("en", ["Pay rose.[3]", "Rents did not."]),
    ("en", ["It ended with the war of 1914.", "Then came peace."]),
    ("en", ["Nurses of the NHS.", "Teachers of the BBC."]),
    ("de", ["Er ist 18.", "Die Betriebe suchen weiter."]),
    ("de", ["Der Umsatz stieg auf 3 Mrd.", "Das ist viel."]),
    ("de", ["Sie sagte: „Wir bilden aus. Das lohnt sich.“", "Die Firma wächst."]),
    ("de", ["Das gilt ab 2025.", "Betriebe wissen es."]),
    ("fr", ["« C’est long. Mais utile. »", "Elle sourit."]),
    ("fr", ["Combien gagne-t-on ?", "Peu !", "On continue."]),
    ("es", ["¿Cuánto pagan?", "¡Poco!", "Pero se aprende."]),
    ("pl", ["Płaca wzrosła, itd.", "To dobrze."]),
    ("zh", ["这很重要。", "大家都去！"]),
    ("hi", ["यह सच है।", "वह गया।"]),
    (None, ["One ends here.", "Two begins."]),
]


@pytest.mark.parametrize(("language", "sentence"), WHOLE)
def test_a_shortened_word_or_an_ordinal_ends_no_sentence(language: str, sentence: str) -> None:
    assert [one.text for one in sentences(sentence, language=language)] == [sentence]


@pytest.mark.parametrize(("language", "parts"), PARTED)
def test_sentences_are_parted_where_they_end(language: str | None, parts: list[str]) -> None:
    text = ("" if language == "zh" else " ").join(parts)
    cut = list(sentences(text, language=language))
    assert [one.text for one in cut] == parts
    assert [text[one.start : one.start + len(one.text)] for one in cut] == parts


@pytest.mark.parametrize(
    ("language", "line", "sentence"),
    [
        ("en", "3. Learn a trade by doing.", "Learn a trade by doing."),
        ("en", "• Learn a trade by doing.", "Learn a trade by doing."),
        ("en", "(2) Learn a trade by doing.", "Learn a trade by doing."),
        ("de", "2. Lernen Sie einen Beruf.", "Lernen Sie einen Beruf."),
        ("de", "1. Mai ist der Tag der Arbeit.", "1. Mai ist der Tag der Arbeit."),
        ("de", "3. Lehrjahr: Der Lohn steigt.", "3. Lehrjahr: Der Lohn steigt."),
        ("da", "1. Maj er fridag.", "1. Maj er fridag."),
    ],
)
def test_the_mark_of_a_list_is_cut_off_and_an_ordinal_stays(language: str, line: str, sentence: str) -> None:
    (only,) = sentences(line, language=language)
    assert only.text == sentence
    assert line[only.start :].rstrip() == sentence


def test_every_line_begins_anew_and_nothing_but_space_is_left_out() -> None:
    text = "A heading\nPay rose. Rents fell (a lot. Really).\n\n„Gut. Sehr gut.“ "
    cut = list(sentences(text, language="en"))
    assert [one.text for one in cut] == ["A heading", "Pay rose.", "Rents fell (a lot. Really).", "„Gut. Sehr gut.“"]
    assert all(text[one.start :].startswith(one.text) for one in cut)
