"""Abbreviations, ordinals, dates and percentages of many languages: sentences stay whole, and numbers count."""

from __future__ import annotations

import pytest

from postlab.articles.evidence import evidence_sentences
from postlab.articles.sentences import sentences

TWO_SENTENCES = {
    "en": [
        "The course, i.e. the first of its kind in the U.K., costs approx. 20% less. It began in Sept. 2026.",
        "Dr. Mary Lee Jr. of St. Andrews said so on Mon. 3 Nov. at 9 a.m. in London. Others agreed.",
        "Graduates with a B.Sc. or B.Eng. earn more, cf. Fig. 3 and pp. 12–14. The gap is wide.",
        "Pay rose by 4.5% in Q3 vs. 2.1% in Q2, acc. to the Dept. for Education. That is new.",
        "The firm (est. 1987) employs 300 people in Washington, D.C. and has no. 1 rank. It grows.",
    ],
    "de": [
        "Am 1. Oktober bzw. am 15. des Monats beginnen rd. 60 Prozent der Ausbildungen. Der Rest folgt.",
        "Laut Prof. Dr. Müller, Univ. Köln, verdienen sie ca. 3.200 Euro brutto. Das ist viel.",
        "Im 2. Ausbildungsjahr gibt es mind. 1.100 Euro, d. h. z. B. 50 Euro mehr u. a. für Pflegekräfte. Gut so.",
        "Im WS 2026/27 sind es lt. Abb. 4 auf S. 12 ff. mehr als im 20. Jh. üblich. Ende.",
        "Die Fa. Meier GmbH & Co. KG bildet seit dem 19. Jahrhundert aus. Sie sucht.",
    ],
    "fr": [
        "Selon le Pr. Martin et Mmes Petit et Roux, env. 45 % des élèves du XXe s. av. J.-C. réussissent. Voilà.",
        "Le salaire moy. est de 1 850 €, cf. p. 12 et art. 3 du code. Il monte.",
        "Au 1er janv. 2026, le S.M.I.C. sera de 1 820 €, c.-à-d. 2 % de plus. C’est peu.",
        "St. Étienne, Ste. Foy et M. le Dr. Blanc, etc. sont cités. Fin.",
    ],
    "es": [
        "El Sr. López y la Sra. Ruiz ganan aprox. 1.850 € al mes según el art. 3. Es poco.",
        "En EE. UU. el 64 % de los jóvenes, p. ej. en Nueva York, trabaja. En España menos.",
        "El Dr. Gómez, de la Univ. de Cádiz, habla de la pág. 12 y del núm. 4. Es claro.",
    ],
    "it": [
        "Il dott. Rossi e la sig.ra Bianchi guadagnano ca. 1.850 euro al mese, cfr. pag. 12. È poco.",
        "Il 64% dei laureati, p. es. in ingegneria, lavora entro il 1° anno, v. art. 3. Bene.",
        "L’Ing. Verdi, prof. all’Univ. di Bari, parla di S. Marco. Fine.",
    ],
    "nl": [
        "Mevr. De Vries en dhr. Jansen verdienen resp. 2.400 en ca. 2.600 euro, d.w.z. meer dan gem. 5%. Dat is veel.",
        "In het 1e jaar, d.w.z. t/m juni, krijgt men max. 900 euro p.m. volgens art. 4. Dat valt mee.",
        "Volgens ir. Bakker e.a. is het o.a. in de zorg zo. Klaar.",
    ],
    "sv": [
        "Ca 64 procent, dvs. bl.a. lärlingar, tjänar mer än t.ex. studenter. Det är nytt.",
        "Enl. prof. Berg är det 20 proc. fler fr.o.m. den 1 jan. 2026. Bra.",
    ],
    "da": [
        "Ca. 64 pct. af lærlingene tjener mere, dvs. bl.a. tømrere. Det er nyt.",
        "Den 1. januar 2026 får de f.eks. 20 kr. mere pr. time. Godt.",
        "Iflg. prof. Hansen er det nr. 1 i Danmark. Slut.",
    ],
    "no": [
        "Ca. 64 prosent av lærlingene tjener mer, dvs. bl.a. tømrere. Det er nytt.",
        "Den 17. mai får de f.eks. 20 kr mer pr. time iflg. prof. Berg. Bra.",
    ],
    "fi": [
        "N. 64 prosenttia eli esim. rakennusalan nuoret ansaitsevat ns. keskipalkkaa enemmän. Se on uutta.",
        "Tulos julkaistiin 3. marraskuuta klo 9.30 mm. Helsingissä. Hyvä.",
        "Lain 5. luvun 3 §:n mukaan palkka on väh. 1 200 euroa. Se riittää.",
    ],
    "pl": [
        "Ok. 64 proc. uczniów, tj. m.in. stolarzy, zarabia więcej niż np. studenci. To nowość.",
        "Prof. dr hab. inż. Nowak z ul. Długiej mówi o 3. miejscu w 2026 r. w Polsce. Koniec.",
        "Od 1 stycznia br. wynosi to min. 4 tys. zł w dużych firmach. Dobrze.",
    ],
    "pt": [
        "O Sr. Silva e a Sra. Costa ganham aprox. 1.850 € por mês, cf. pág. 12. É pouco.",
        "A Profa. Dra. Lima, da Univ. do Porto, fala do art. 3.º e do n.º 4. Está claro.",
        "No 1.º ano, p. ex. em Lisboa, 64% trabalham. Bom.",
    ],
}
"""By language, texts of two sentences each; a full stop within the first ends none."""

SHARES = {
    "en": (
        "Apprentices in their third year earn {} more than other people of that age, a survey of 400 firms found.",
        ["64 per cent", "64 percent", "64 pct"],
    ),
    "de": (
        "Laut der Umfrage verdienen Auszubildende im dritten Lehrjahr {} mehr als andere in ihrem Alter.",
        ["64 Prozent", "64 v. H.", "64 Prozentpunkte"],
    ),
    "fr": (
        "Selon l’enquête, les apprentis de troisième année gagnent {} de plus que les autres jeunes de leur âge.",
        ["64 pour cent", "64 points de pourcentage"],
    ),
    "es": (
        "Según la encuesta, los aprendices de tercer año ganan un {} más que los demás jóvenes de su edad.",
        ["64 por ciento", "64 puntos porcentuales", "64 por 100"],
    ),
    "it": (
        "Secondo uno studio, gli apprendisti del terzo anno guadagnano il {} in più dei loro coetanei.",
        ["64 per cento", "64 punti percentuali", "64 percento"],
    ),
    "nl": (
        "Volgens het onderzoek verdienen leerlingen in het derde jaar {} meer dan leeftijdsgenoten.",
        ["64 procent", "64 pct", "64 ten honderd"],
    ),
    "sv": (
        "Enligt undersökningen tjänar lärlingar under tredje året {} mer än andra i samma ålder.",
        ["64 procent", "64 procentenheter", "64 proc."],
    ),
    "da": (
        "Ifølge undersøgelsen tjener lærlinge på tredje år {} mere end andre på samme alder.",
        ["64 procent", "64 pct.", "64 procentpoint"],
    ),
    "no": (
        "Ifølge undersøkelsen tjener lærlinger i tredje år {} mer enn andre på samme alder.",
        ["64 prosent", "64 pst.", "64 prosentpoeng"],
    ),
    "fi": (
        "Tutkimuksen mukaan kolmannen vuoden oppisopimusnuoret ansaitsevat {} enemmän kuin muut ikäisensä.",
        ["64 prosenttia", "64 prosentilla", "64 prosenttiyksikköä"],
    ),
    "pl": (
        "Według badania uczniowie trzeciego roku zarabiają o {} więcej niż ich rówieśnicy w tym samym wieku.",
        ["64 procent", "64 procentami", "64 proc.", "64 punkty procentowe"],
    ),
    "pt": (
        "Segundo o estudo, os aprendizes do terceiro ano ganham {} mais do que os outros jovens da mesma idade.",
        ["64 por cento", "64 pontos percentuais"],
    ),
}
"""By language, a sentence, and how a share is written in it."""


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in TWO_SENTENCES.items() for text in texts]
)
def test_a_sentence_goes_on_after_what_is_shortened(language: str, text: str) -> None:
    found = [sentence.text for sentence in sentences(text, language=language)]
    assert len(found) == 2, found
    assert " ".join(found) == text


@pytest.mark.parametrize(
    ("language", "said", "share"), [(code, said, share) for code, (said, shares) in SHARES.items() for share in shares]
)
def test_a_share_in_words_counts(language: str, said: str, share: str) -> None:
    (evidence,) = evidence_sentences(said.format(share), language=language)
    assert evidence.sentence == said.format(share)
