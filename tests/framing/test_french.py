"""French is whole, reads as French does, and is spaced as French is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product

import pytest

from postlab.framing.article import TEXT, Article, Evidence
from postlab.framing.blocks import Recipe, way
from postlab.framing.brief import AUDIENCES, Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import Graphemes
from postlab.framing.moments import kind_of_moment, moment_words, named_in
from postlab.framing.quoting import as_quoted
from postlab.framing.subjects import LEAST_CONFIDENCE, subject_of
from postlab.framing.words import wording_for
from postlab.framing.words.lexicon import SUBJECTS
from postlab.framing.words.moments import kinds_of_moment, moment_wording
from postlab.framing.words.wording_files import ENGLISH, languages
from postlab.framing.words.wordings import packaged_language
from postlab.quote_styles import MARKS, SOURCE_AFTER, SOURCE_BEFORE

FRENCH = packaged_language("fr")
MOMENTS = tuple(kind.name for kind in kinds_of_moment("fr"))
EVERYBODY = (*AUDIENCES, "mentors")
TODAY = date(2026, 11, 25)
RULE = Graphemes(300, 3000)
DAYS = (None, 200, 100, 30, 5, 2, 1, 0, -1, -30, -300)
BAD = re.compile(
    r"[{}·]|  | [:;?!»]|« |\w[?!;:](?!//)|[.,!?:;][.,!?:;]|'"
    r"|\b(?:de|à) les?\b|(?<![\w-])(?:le|la|de|que|ne|se|je|me|jusque|lorsque) [aeiouéèêâîôAEIOUÉÈ]\w|\bsi ils?\b"
    r"|\b(?!vous|nous)(\w+) \1\b|\b(?:tu|toi|ton|ta|tes)\b",
    re.IGNORECASE,
)


def texts_of(audience: str) -> list[str]:
    wording = FRENCH.audience(audience)
    ways = (*wording.openings.values(), wording.neutral, wording.calls)
    return [text for texts in ways for text in texts]


@pytest.mark.parametrize("audience", EVERYBODY)
def test_words_for_an_audience_are_spaced_elided_and_address_people_as_vous(audience: str) -> None:
    assert [text for text in texts_of(audience) if BAD.search(text)] == []


def test_french_has_every_subject_and_leaves_out_what_english_leaves_out() -> None:
    assert tuple(words.name for words in FRENCH.lexicon.subjects) == SUBJECTS
    for audience in EVERYBODY:
        french, english = FRENCH.audience(audience).openings, wording_for(audience).openings
        assert list(french) == [subject for subject in SUBJECTS if subject in english], audience


@pytest.mark.parametrize(
    ("audience", "subject"),
    [(audience, subject) for audience in EVERYBODY for subject in FRENCH.audience(audience).openings],
)
def test_each_subject_has_six_openings_of_several_kinds(audience: str, subject: str) -> None:
    first, second, third, *others = ways = FRENCH.audience(audience).openings[subject]
    assert len(set(ways)) == len(ways) == 6
    assert first.startswith("vous vous demandez peut-être")
    assert second.endswith("\u202f?")
    assert third.endswith(".")
    assert others[-1].startswith("peut-être")
    assert len({" ".join(text.split(" ")[:2]) for text in ways}) >= 4
    assert min(map(len, ways)) <= 45
    for text in ways:
        assert text[0].islower()
        tells = text.startswith(("vous vous demandez", "peut-être", "il n’est pas", "on ne"))
        assert text.endswith("." if tells else "\u202f?"), text


@pytest.mark.parametrize("audience", EVERYBODY)
def test_six_lead_ins_and_calls_to_action_for_each_audience(audience: str) -> None:
    wording = FRENCH.audience(audience)
    assert len(set(wording.neutral)) == len(set(wording.calls)) == 6
    assert all(text.endswith("\u00a0:") and text[0].isupper() for text in wording.neutral)


@pytest.mark.parametrize("language", languages())
def test_a_moment_lasts_as_long_in_every_language(language: str) -> None:
    english = {kind.name: (kind.lasts, kind.deadline, bool(kind.hashtag)) for kind in kinds_of_moment(ENGLISH)}
    assert {kind.name: (kind.lasts, kind.deadline, bool(kind.hashtag)) for kind in kinds_of_moment(language)} == english


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("days", DAYS)
def test_a_moment_has_phrases_of_its_own_and_six_lead_ins(moment: str, days: int | None) -> None:
    on = None if days is None else TODAY + timedelta(days)
    words = moment_words(moment, on, today=TODAY, wording=FRENCH.moments)
    assert len(set(words.openings)) == len(words.openings) >= 4
    assert len(set(words.neutral)) == len(words.neutral) == 6
    assert min(map(len, words.openings)) <= 24
    assert [text for text in (*words.openings, *words.neutral, words.sentence or "") if BAD.search(text)] == []


OWN = ("la journée des métiers", "le grand forum", "les oraux", "Parcours Avenir", "l’atelier CV", "L'atelier du mardi")


@pytest.mark.parametrize("what", OWN)
@pytest.mark.parametrize("days", DAYS)
def test_templates_are_right_before_any_article(what: str, days: int | None) -> None:
    on = None if days is None else TODAY + timedelta(days)
    words = moment_words(what, on, today=TODAY, lasts=5, wording=FRENCH.moments)
    for text in (*words.openings, *words.neutral, words.sentence or ""):
        assert what[1:] in text
        assert "Avec L" not in text
        assert not BAD.search(text.replace("'", "’")), text


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("examens", "exams"),
        ("Les partiels", "exams"),
        ("bac", "exams"),
        ("résultats", "results day"),
        ("réponses Parcoursup", "offers"),
        ("Parcoursup", "applications"),
        ("salon", "careers fair"),
        ("Journée portes ouvertes", "open day"),
        ("rentrée", "start of year"),
        ("vacances d’été", "holidays"),
        ("remise des diplômes", "graduation"),
        ("choix de spécialités", "subject choices"),
        ("nouvelle année", "new year"),
        ("licenciement", "redundancy"),
        ("exam season", "exams"),
        ("open day", "open day"),
    ],
)
def test_a_moment_is_known_by_its_name_in_any_language(what: str, kind: str) -> None:
    for language in languages():
        known = kind_of_moment(what, wording=moment_wording(language))
        assert known is next(one for one in kinds_of_moment(language) if one.name == kind)
    assert named_in(f"{what} 2027") == kind
    assert named_in(f"Début des {what}") == kind


def test_words_of_ones_own_are_about_a_moment_that_french_signs_tell() -> None:
    words = moment_words("le forum des entreprises", None, today=TODAY, wording=FRENCH.moments)
    assert words.kind == "careers fair"
    assert kind_of_moment("le forum des entreprises", wording=FRENCH.moments) is None


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("alors que l’année finit", "Alors que l’année finit,"),
        ("À quelques jours du grand oral", "À quelques jours du grand oral,"),
    ],
)
def test_a_clause_of_ones_own_stays(own: str, expected: str) -> None:
    assert moment_words(own, None, today=TODAY, wording=FRENCH.moments).opening == expected


def test_a_sentence_of_ones_own_stays() -> None:
    words = moment_words("Le grand oral commence demain", None, today=TODAY, wording=FRENCH.moments)
    assert words.sentence == "Le grand oral commence demain."


PAY = Article(
    "https://emploi.example.org/diplomes",
    "Les diplômés gagnent toujours plus que les autres",
    site="Emploi et Jeunesse",
    language="fr-CA",
    published=TODAY - timedelta(30),
    evidence=(Evidence("Cinq ans après, 87 % des diplômés de master ont un emploi stable : un record !", 0, TEXT),),
    subject="pay and worth of study",
    subject_confidence=0.9,
)
CONTEXTUALISED = Recipe("any", ("moment", "question", "evidence", "link"))
QUOTED = "«\u00a0Cinq ans après, 87\u00a0% des diplômés de master ont un emploi stable\u00a0: un record\u202f!\u00a0»"


@pytest.mark.parametrize(
    ("days", "opening"),
    [
        (None, "Quand viennent les examens,"),
        (100, "Bien avant les examens,"),
        (30, "À l’approche des examens,"),
        (5, "À quelques jours des examens,"),
        (2, "À quelques jours des examens,"),
        (1, "À la veille des examens,"),
        (0, "Alors que commencent les examens,"),
        (-3, "En pleine période d’examens,"),
        (-25, "Maintenant que les examens sont passés,"),
        (-60, "Maintenant que les examens sont derrière nous,"),
    ],
)
def test_a_draft_on_a_french_page_is_french(days: int | None, opening: str) -> None:
    on = None if days is None else TODAY + timedelta(days)
    recipe = Recipe("any", CONTEXTUALISED.blocks, {"moment": way(1), "question": way(1)})
    draft = compose(PAY, recipe, Brief("students", "exams", on), rule=RULE, today=TODAY)
    question = "vous vous demandez peut-être si toutes ces études en valent la peine."
    assert draft.text == f"{opening} {question} {QUOTED}\n\n{PAY.url}"


def test_a_question_of_ones_own_continues_a_french_moment() -> None:
    recipe = Recipe("any", CONTEXTUALISED.blocks, {"moment": way(1), "question": "Est-ce que cela paie\u202f?"})
    draft = compose(PAY, recipe, Brief("students", "examens", TODAY + timedelta(30)), rule=RULE, today=TODAY)
    assert draft.text.startswith("À l’approche des examens, est-ce que cela paie\u202f? «")


@pytest.mark.parametrize("audience", EVERYBODY)
def test_every_draft_reads_well(audience: str) -> None:
    blocks = ("moment", "question", "evidence", "call to action", "hashtags", "link")
    for turn, (moment, days, subject) in enumerate(
        product((*MOMENTS, "le grand oral", None), DAYS, (None, *SUBJECTS[::5]))
    ):
        on = None if days is None else TODAY + timedelta(days)
        page = Article("https://x.org/a", "Un titre", language="fr", subject=subject, subject_confidence=0.9,
                       evidence=(Evidence("Les salaires montent.", 0, TEXT),))  # fmt: skip
        draft = compose(page, Recipe("any", blocks), Brief(audience, moment, on, turn=turn), rule=RULE, today=TODAY)
        prose, tags, _ = draft.text.split("\n\n")
        assert not BAD.search(prose), prose
        assert prose[0].isupper(), prose
        assert all(re.fullmatch(r"#[A-ZÉÀ]\w+", tag) for tag in tags.split()), tags
        assert len(set(tags.split())) == len(tags.split())
        assert not {note.code.name for note in draft.notes} & {"HASHTAG_CASE", "TOO_LONG", "NO_WORDING"}


@pytest.mark.parametrize(
    ("style", "sentence", "expected"),
    [
        (MARKS, "Le chômage recule.", "«\u00a0Le chômage recule.\u00a0»"),
        (SOURCE_BEFORE, "Le chômage recule.", "L’Hebdo\u00a0: Le chômage recule."),
        (SOURCE_AFTER, "Le chômage recule.", "Le chômage recule. (L’Hebdo)"),
        (SOURCE_AFTER, "Que faire ? « Rien », dit-elle.", "Que faire\u202f? «\u00a0Rien\u00a0», dit-elle. (L’Hebdo)"),
    ],
)
def test_a_sentence_is_quoted_as_french_does(style: str, sentence: str, expected: str) -> None:
    assert as_quoted(Evidence(sentence, 0, TEXT), "L’Hebdo", style=style, phrases=FRENCH.phrases) == expected


def test_a_quotation_within_a_quotation_has_inner_marks() -> None:
    sentence = "Elle parle d’un «\u202fnouveau départ\u202f» et d’un « métier » choisi."
    expected = "«\u00a0Elle parle d’un “nouveau départ” et d’un “métier” choisi.\u00a0»"
    assert as_quoted(Evidence(sentence, 0, TEXT), None, style=MARKS, phrases=FRENCH.phrases) == expected


def test_english_sentences_keep_their_spaces() -> None:
    assert packaged_language("en").phrases.spaced("Why 64 % ?") == "Why 64 % ?"


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Les diplômés du supérieur gagnent toujours plus que les autres", "pay and worth of study"),
        ("Le diplôme protège-t-il encore du chômage ?", "pay and worth of study"),
        ("Bourses étudiantes : ce qui change cette année", "cost and debt"),
        ("Logement étudiant : où les loyers ont le plus augmenté", "cost and debt"),
        ("Comment choisir ses spécialités en première ?", "choosing a subject or school"),
        ("Réorientation : changer de filière en cours d’année", "choosing a subject or school"),
        ("Parcoursup : comment formuler ses vœux", "applying"),
        ("Réussir son projet de formation motivé", "applying"),
        ("Comment réussir son entretien d’embauche", "cvs and interviews"),
        ("Lettre de motivation : faut-il encore en écrire ?", "cvs and interviews"),
        ("L’apprentissage bat un nouveau record", "apprenticeships and training"),
        ("Alternance : comment ça marche ?", "apprenticeships and training"),
        ("Le chômage des jeunes recule au deuxième trimestre", "labour market"),
        ("Les hôpitaux peinent à recruter des infirmiers", "labour market"),
        ("L’intelligence artificielle va-t-elle remplacer votre emploi ?", "ai and automation"),
        ("Les compétences numériques, nouveau sésame", "skills and technology"),
        ("Examens : comment gérer son stress", "wellbeing and pressure"),
        ("Santé mentale : un étudiant sur deux se dit anxieux", "wellbeing and pressure"),
        ("Changer de métier à 45 ans, c’est possible", "changing career"),
        ("Reconversion : ils ont tout quitté pour devenir artisans", "changing career"),
        ("Démission : quel préavis respecter ?", "rights at work"),
        ("Discrimination à l’embauche : que dit la loi ?", "rights at work"),
        ("Journées portes ouvertes : le calendrier des universités", "events and deadlines"),
        ("Salon de l’Étudiant : rendez-vous ce week-end à Lyon", "events and deadlines"),
        ("Stage de troisième : comment trouver une entreprise ?", "work experience"),
        ("Jobs d’été : où postuler ?", "work experience"),
        ("Orientation : comment aider son enfant sans choisir à sa place", "guidance and family"),
        ("Le mentorat, un coup de pouce pour les jeunes", "guidance and family"),
        ("La Bourse de Paris termine en hausse", None),
        ("Salon de l’agriculture : dix vaches à voir", None),
        ("Le ministre annonce sa démission", None),
        ("L’entretien de la chaudière est-il obligatoire ?", None),
        ("Reconversion d’une friche industrielle en musée", None),
        ("Les troubles de l’apprentissage chez l’enfant", None),
        ("Coupe du monde : la candidature du Maroc", None),
        ("Stage de ski : préparer sa saison", None),
        ("Le CV de Molière : qui était-il vraiment ?", None),
        ("Les vœux du président aux Français", None),
        ("Pression artérielle : les bons gestes", None),
    ],
)
def test_french_titles_tell_their_subject(title: str, subject: str | None) -> None:
    guess = subject_of(title, None, None, lexicon=FRENCH.lexicon)
    assert (guess.subject if guess and guess.confidence >= LEAST_CONFIDENCE else None) == subject
