"""The words and marks by which a sentence shows that it claims something, or that it does not stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from postlab.articles.phrases import listed


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """A kind of words: what the first of them in a sentence is worth, each further one, and all at most.

    A language that has no list of its own is read with the English one.
    """

    first: float
    further: float
    most: float
    by_language: Mapping[str, re.Pattern[str]]

    def weigh(self, text: str, language: str | None) -> float:
        """What the different words of the kind in a sentence are worth together."""
        pattern = self.by_language.get(language or "en") or self.by_language["en"]
        count = len({match.group().casefold() for match in pattern.finditer(text)})
        return min(self.most, self.first + self.further * (count - 1)) if count else 0.0


RESEARCH = ClaimWords(
    1.6,
    0.5,
    3.0,
    {
        "en": listed(
            r"""
            research(?:ers?)?, stud(?:y|ies), surveys?, surveyed,
            report(?:s|ed)? (?:that|finds?|found|shows?|showed|says?|by|from),
            (?:new|latest|annual|national) report, according to, f(?:ind|ound) that, finds? that, findings?,
            data, analys(?:is|es|ed), statistics, figures (?:show|released|from), census, polls?, polling,
            evidence, respondents, scientists, economists, trial, experiment, meta-analysis, modelling,
            modeling, estimate[sd]?, (?:results?|numbers) (?:show|suggest)(?:s|ed)?,
            (?:show|suggest|reveal|indicate|demonstrate)(?:s|ed)? that, on average, percentage points?,
            median, average
            """
        ),
        "de": listed(
            r"""
            Studien?, Forsch\w+, Umfragen?, Befragung\w*, Befragten?, laut, zufolge, Daten, Untersuchung\w*,
            Bericht\w*, Statistik\w*, Statistische\w*, Analyse\w*, Ergebnis\w*, zeigt, zeigen, ergab,
            im Durchschnitt, durchschnittlich\w*, im Schnitt, Auswertung\w*, Erhebung\w*
            """
        ),
        "fr": listed(
            r"""
            études?, enquêtes?, recherches?, chercheurs?, selon, d['’]après, données, rapports?, sondages?,
            statistiques?, analyses?, résultats?, montrent?, révèle(?:nt)?, indique(?:nt)?, en moyenne,
            Insee, baromètre
            """
        ),
        "es": listed(
            r"""
            estudios?, investigaci(?:ón|ones), investigadores, encuestas?, según, datos, informes?,
            estadísticas?, análisis, resultados?, muestran?, revelan?, indican?, de media, en promedio,
            encuestados
            """
        ),
    },
)
CONSEQUENCE = ClaimWords(
    1.0,
    0.5,
    2.2,
    {
        "en": listed(
            r"""
            (?:more|less) likely, (?:half|twice|\w+ times) as likely, more than, less than, fewer than,
            higher, lower, earn(?:s|ed|ing)?, earnings, (?:leads?|led) to, results? in, because, as a result, therefore,
            increas(?:e[sd]?|ing), decreas(?:e[sd]?|ing), reduc(?:e[sd]?|ing), improv(?:e[sd]?|ing), rises?,
            rose, risen, f[ae]ll, fallen, dropped, grew, grow(?:s|n|ing)?, boost(?:s|ed)?,
            compared (?:with|to), than, benefit(?:s|ed)?, risks?, costs?, doubled?, tripled?, halved,
            outperform(?:s|ed)?, better, worse, greater, fewer, associated with, linked to, chance of,
            likelihood, worth, faster, longer, biggest, largest, highest, lowest
            """
        ),
        "de": listed(
            r"""
            mehr als, weniger als, höhere?[rnms]?, niedrigere?[rnms]?, verdien\w+, führ(?:t|en) (?:zu|dazu),
            weil, dadurch, deshalb, steig(?:t|en|ert), gestiegen, sink(?:t|en), gesunken, im Vergleich, als,
            häufiger, seltener, besser, schlechter, größer\w*, wächst, zugenommen
            """
        ),
        "fr": listed(
            r"""
            plus (?:de|que|élevée?s?), moins (?:de|que), gagne(?:nt)?, conduit à, entraîne(?:nt)?,
            parce que, car, augment\w+, baiss\w+, diminu\w+, hausse, par rapport, mieux, meilleure?s?,
            supérieure?s?, inférieure?s?
            """
        ),
        "es": listed(
            r"""
            más (?:de|que|alt[oa]s?), menos (?:de|que), ganan?, conduce a, provoca, porque, aument\w+,
            disminu\w+, subid[ao], creci\w+, en comparación, mejor(?:es)?, superior(?:es)?, inferior(?:es)?,
            reduc\w+
            """
        ),
    },
)
CAREERS = ClaimWords(
    0.4,
    0.25,
    1.0,
    {
        "en": listed(
            r"""
            graduates?, jobs?, salar(?:y|ies), wages?, pay, incomes?, earnings,
            employ(?:ed|ment|ers?|ability), unemploy(?:ed|ment), careers?, degrees?, universit(?:y|ies),
            school leavers?, students?, apprentice(?:s|ships?), skills?, training, workforce, workers?,
            qualifications?, scholarships?, courses?, internships?
            """
        ),
        "de": listed(
            r"""
            Absolvent\w*, Akademiker\w*, Gehält\w*, Gehalt\w*, Löhn\w*, Lohn\w*, Einkommen, Beruf\w*,
            Job\w*, Arbeit\w*, Studi(?:um|erende\w*), Ausbildung\w*, Hochschul\w*
            """
        ),
        "fr": listed(
            r"""
            diplômée?s?, emplois?, salaires?, revenus?, métiers?, carrières?, étudiante?s?, universités?,
            formations?, apprentis?(?:sage)?, chômage
            """
        ),
        "es": listed(
            r"""
            graduad[oa]s?, titulad[oa]s?, empleos?, salarios?, sueldos?, ingresos, carreras?, estudiantes,
            universidad(?:es)?, formación, desempleo, paro
            """
        ),
    },
)

_QUOTE = r"^[„“«»\"'‘]?\s?"
OPENS_ELSEWHERE: Mapping[str, re.Pattern[str]] = {
    "en": listed(
        r"""
        He, She, They, It, Its, It[’']s, His, Her, Their, Those, These, Such, There, Here, That,
        That[’']s, Then, One (?!in\b|out\b|third\b|quarter\b|fifth\b)\w+, Both, Another, Others,
        Some of (?:these|them), But, And, Or, So, Yet, Still, However, Meanwhile, Also, Moreover,
        Furthermore, Nevertheless, Nonetheless, Instead, Otherwise, Similarly, Likewise, Additionally,
        Hence, Thus, Therefore, Conversely, In addition, In contrast, By contrast, On the other hand,
        For example, For instance, As such, In other words, As a result, Indeed,
        This (?!(?:year|month|week|study|report|survey|research|analysis)\b)\w+,
        (?:The )?(?:former|latter|same), Of (?:these|those|them), While (?:this|that|it|these), I, We,
        My, Our, If (?:so|not)
        """,
        before=_QUOTE,
        exact_case=True,
    ),
    "de": listed(
        r"""
        Er, Sie, Es, Diese[rsmn]?, Dies, Das (?:ist|war|hat|sei), Aber, Und, Doch, Denn, Dabei, Dazu, Dafür,
        Damit, Davon, Allerdings, Jedoch, Auch, Außerdem, Zudem, Wir, Ich
        """,
        before=_QUOTE,
        exact_case=True,
    ),
    "fr": listed(
        r"""
        Ils?, Elles?, Ce(?:la|ci|s|t|tte)?, C['’], Mais, Et, Or, Donc, Cependant, Toutefois, Pourtant, Nous,
        Je, En effet, Ainsi, Par ailleurs
        """,
        before=_QUOTE,
        exact_case=True,
    ),
    "es": listed(
        r"""
        Él, Ella, Ellos, Ellas, Est[aeo]s?, Es[aeo]s?, Pero, Y, Sin embargo, Además, No obstante, Nosotros,
        Yo, Así, También
        """,
        before=_QUOTE,
        exact_case=True,
    ),
}
"""Openings that point to something outside the sentence, or to whoever wrote it."""

NUMBERS: tuple[tuple[re.Pattern[str], float], ...] = (
    (
        listed(
            r"""
            %, ％, per ?cent\b, percent\b, Prozent\b, pour cent\b, por ciento\b, percentage points?\b
            """,
            before=r"\d\s?",
            after="",
        ),
        2.2,
    ),
    (
        re.compile(r"[$£€¥]\s?\d|\d\s?(?:[€£$]|(?:Euro|euros?|dollars?|pounds?|AUD|USD|EUR|NZD)\b)", re.IGNORECASE),
        1.8,
    ),
    (
        listed(
            "million, billion, trillion, Millionen, Milliarden, millions?, milliards?, millones",
            before=r"\b\d+(?:[.,]\d+)?\s?",
        ),
        1.4,
    ),
    (
        listed(
            r"""
            (?:one|two|three|four|six|seven|eight|nine|\d+) (?:in|out of)(?: every)? (?:three|four|five|ten|\d+),
            (?:half|a third|two[- ]thirds|a quarter|three[- ]quarters|a fifth|a tenth) of, most of (?:the|all|those),
            (?:a|the) majority of,
            twice, double, triple, (?:three|four|five|\d+) times,
            most (?:graduates|students|people|employers|workers|parents|teachers)
            """
        ),
        1.4,
    ),
    # A number that is no year: 42, 12.5, 1,234 or 1 234, and longer ones.
    (
        re.compile(
            r"(?<![\w.,/-])(?!(?:19|20)\d\d(?![\d.,]))\d{1,3}(?:[ ,.]\d{3})*(?:[.,]\d+)?(?![\w/])"
            r"|(?<![\w.,/-])(?!(?:19|20)\d\d\b)\d{4,}(?![\w/])"
        ),
        0.9,
    ),
    (
        listed(
            r"""
            (?:applications?|nominations?|registrations?|entries|enrolments?) (?:open|close|are due),
            deadline, apply by
            """
        ),
        1.2,
    ),
)
"""What numbers and dates that count are worth, each kind once a sentence."""

WEAKENERS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"^[a-zà-ÿ]"), 1.6),
    # How a study was made is not what it found.
    (
        listed(
            r"""
            conducted, carried out, margin of error, sample size, were (?:weighted|interviewed|asked),
            methodology, questionnaire, data were collected, peer[- ]reviewed,
            (?:was|were|is) (?:commissioned|funded|published|supported) (?:by|in)
            """
        ),
        1.6,
    ),
    (listed("I, we, my, our, me, us, I[’']m, we[’']re, we[’']ve, I[’']ve"), 0.9),
    (listed("said, says, told, added, explained, commented, sagte, a déclaré, dijo"), 0.4),
    (re.compile(r"!\W*$"), 0.6),
    (re.compile(r":\W*$|…\W*$|\.\.\.\W*$"), 2.0),
    (re.compile(r"(?:[^,;]*[,;]){6}"), 0.8),
    (listed("might, may, could, perhaps, possibly"), 0.3),
    (listed("(?:he|she|they|this|these|those|it) (?:has|have|had|is|are|was|were|said|also)"), 0.3),
    (re.compile(r"(?:\b[A-ZÄÖÜ]{4,}\b\W+){3}"), 1.5),
    (
        listed(
            r"""
            (?:Table|Figure|Chart|Graph|Appendix|Section|Chapter) \d+, see (?:below|above|figure|table)
            """
        ),
        0.8,
    ),
    (re.compile(r"\[\d+\]"), 0.8),
    (listed("the (?:study|report|survey|research|findings|team|authors?|paper)"), 0.2),
)
"""What takes away from a sentence, each kind once."""

ENDS = re.compile(r"[.!…。！][\"'”’»“)\]]*$")
"""A sentence that ends as sentences do; a heading or a line of a table does not."""

ASKS = re.compile(r"[?？][\"'”’»)\]]*$|^¿")
