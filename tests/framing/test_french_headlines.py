"""Short French headlines tell their subject, and others none."""

from __future__ import annotations

import pytest

from framing.told_subject import told_subject
from postlab.framing.words.wordings import packaged_language

LEXICON = packaged_language("fr").lexicon

HEADLINES = {
    "pay and worth of study": [
        "Combien gagnent les jeunes diplômés ?",
        "Les diplômes qui rapportent le plus",
    ],
    "cost and debt": [
        "Combien coûte une année en école de commerce ?",
        "Les étudiants sautent des repas",
        "Comment financer ses études sans emprunter",
    ],
    "choosing a subject or school": [
        "Quelle licence choisir ?",
        "BTS ou BUT : comment choisir",
        "Partir étudier au Canada",
    ],
    "applying": [
        "Parcoursup : comment rédiger son projet motivé",
        "Candidater en master : mode d'emploi",
    ],
    "finding a job": [
        "Comment trouver un premier emploi",
        "Se faire embaucher sans réseau",
        "Lire entre les lignes d'une offre d'emploi",
    ],
    "cvs and interviews": [
        "Que mettre dans son CV quand on débute",
        "Les questions pièges en entretien d'embauche",
        "Ce que recherchent les recruteurs",
    ],
    "negotiating pay": [
        "Oser demander une augmentation",
        "Êtes-vous assez payé ?",
    ],
    "apprenticeships and training": [
        "Réussir sans diplôme",
        "Devenir boulanger en un an",
        "Bac pro : quels métiers ?",
    ],
    "courses and certificates": [
        "Apprendre à coder gratuitement",
        "Des cours du soir pour tous",
    ],
    "labour market": [
        "Les métiers qui recrutent",
        "Les entreprises peinent à recruter",
        "Emploi : le marché ralentit pour les jeunes diplômés",
    ],
    "skills and technology": [
        "Les compétences de demain",
        "Pourquoi apprendre à parler en public",
    ],
    "ai and automation": [
        "L'IA va-t-elle remplacer les avocats au travail ?",
        "Les métiers menacés par les robots",
    ],
    "wellbeing and pressure": [
        "Partiels : gérer la pression",
        "La solitude des étudiants",
    ],
    "wellbeing at work": [
        "Salariés : retrouver du sens au travail",
        "Comment déconnecter du travail le soir",
    ],
    "work and family": [
        "Les pères et le télétravail",
        "Mères au travail : le retour de congé maternité",
    ],
    "changing career": [
        "Tout quitter pour un nouveau métier",
        "Changer de vie professionnelle à 50 ans",
    ],
    "rights at work": [
        "Mon employeur peut-il refuser mes congés ?",
        "Comprendre sa fiche de paie",
    ],
    "events and deadlines": [
        "Journée portes ouvertes : nos conseils",
        "Résultats du bac : à quelle heure ?",
    ],
    "work experience": [
        "Trouver un stage de troisième",
        "Un premier stage à l'hôpital",
    ],
    "guidance and family": [
        "Quel métier choisir quand on aime les animaux ?",
        "Trouver sa vocation",
        "Parents : comment parler d'avenir avec votre ado",
    ],
}

WITHOUT = [
    "La bourse de Paris recule",
    "Le ministre démissionne",
    "Le club recrute un attaquant",
    "La réforme du bac divise",
    "Un élève retrouve un fossile à l'école",
    "Des étudiants plantent des arbres",
    "La recherche d'un avion disparu",
    "Le robot qui cueille des fraises",
    "L'intelligence artificielle peint un tableau",
    "L'école sous la neige",
    "Un concours de pétanque",
    "Les parents d'élèves manifestent",
    "L'université inaugure une bibliothèque",
    "Le prix des loyers à Lyon",
    "Les salaires des footballeurs",
    "Chute des températures",
    "Le stress hydrique des vignes",
    "Entretien avec un écrivain",
    "Formation des nuages",
    "Formation d'un nouveau gouvernement",
    "La transition écologique du port",
    "Changer ses fenêtres",
    "Un poste de radio ancien",
    "Offre spéciale sur les vélos",
    "Le calendrier des éclipses",
    "Le droit de vote à seize ans",
    "Le code de la route",
    "Les congés scolaires",
    "La pression des pneus",
    "L'équilibre du budget",
    "Le retour du loup",
    "Quitter la ville pour la campagne",
    "Choisir un matelas",
    "Choisir un candidat à la mairie",
    "La classe politique",
    "Le recrutement des joueurs",
    "Cours de cuisine",
    "Les langues mortes",
    "La santé des abeilles",
    "Le travail du bois",
    "Quel avenir pour la forêt ?",
    "Payer par carte",
    "Le collège fermé pour travaux",
    "Une fille de neuf ans gagne le tournoi",
    "Passion chocolat",
    "Le premier boulot du maire : les trottoirs",
    "Projet d'avenir pour la gare",
]


@pytest.mark.parametrize(
    ("expected", "title"), [(expected, title) for expected, titles in HEADLINES.items() for title in titles]
)
def test_a_short_headline_tells_its_subject(expected: str, title: str) -> None:
    assert told_subject(title, LEXICON) == expected


@pytest.mark.parametrize("title", WITHOUT)
def test_the_same_words_elsewhere_tell_none(title: str) -> None:
    assert told_subject(title, LEXICON) is None
