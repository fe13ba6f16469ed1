"""Headlines beside the long names of institutions, with every separator: the name goes, a headline with one stays."""

from __future__ import annotations

import pytest

from postlab.articles.read import read_page

TEXT = "".join(
    f"<p>Research shows that {count} in ten graduates of the region find work within a year of their last exam, and"
    " most of them like it.</p>"
    for count in ("six", "seven", "eight", "nine")
)


@pytest.mark.parametrize(
    ("title", "heading", "og", "expected"),
    [
        ("Interview tips | Careers Service | The University of Melford", "Interview tips", "", "Interview tips"),
        ("Interview tips - University of Melford Careers & Employability", "Interview tips", "", "Interview tips"),
        (
            "Interview tips – Student Success Centre – Northern Institute of Technology",
            "Interview tips",
            "",
            "Interview tips",
        ),
        ("The University of Melford: Interview tips", "Interview tips", "", "Interview tips"),
        ("Ausbildung — Industrie- und Handelskammer für München und Oberbayern", "Ausbildung", "", "Ausbildung"),
        ("Ausbildung :: Bundesinstitut für Berufsbildung (BIBB)", "Ausbildung", "", "Ausbildung"),
        (
            "Lettre de motivation · Office national d’information sur les enseignements et les professions",
            "Lettre de motivation",
            "",
            "Lettre de motivation",
        ),
        ("Stage » Universiteit Utrecht", "Stage", "", "Stage"),
        ("Melford College of Further Education » Apprenticeships", "Apprenticeships", "", "Apprenticeships"),
        ("Salary guide 2026 • National Careers Service", "Salary guide 2026", "", "Salary guide 2026"),
        (
            "Pay - what graduates earn - and why",
            "Pay - what graduates earn - and why",
            "",
            "Pay - what graduates earn - and why",
        ),
        (
            "University of Melford students earn more",
            "University of Melford students earn more",
            "",
            "University of Melford students earn more",
        ),
        ("Consejos | Servicio de Orientación Profesional de la Universidad de Cádiz", "Consejos", "", "Consejos"),
        (
            "Colloquio di lavoro | Università degli Studi di Bari Aldo Moro",
            "Colloquio di lavoro",
            "",
            "Colloquio di lavoro",
        ),
        ("Interview tips ~ Department of Education and Training", "", "Interview tips", "Interview tips"),
        (
            "Interview tips / Ministry of Labour",
            "Interview tips",
            "Interview tips / Ministry of Labour",
            "Interview tips",
        ),
        ("Praktikum | Karriereservice | Hochschule für Technik und Wirtschaft", "Praktikum", "", "Praktikum"),
        ("Vinkkejä työnhakuun | Opetushallitus", "Vinkkejä työnhakuun", "", "Vinkkejä työnhakuun"),
        ("Anställningsintervju - Arbetsförmedlingen", "Anställningsintervju", "", "Anställningsintervju"),
        ("Careers: the next step | Careers", "Careers: the next step", "", "Careers: the next step"),
    ],
)
def test_the_headline_alone(title: str, heading: str, og: str, expected: str) -> None:
    named = f'<meta property="og:title" content="{og}">' if og else ""
    page = (
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{named}</head>'
        f"<body><article><h1>{heading}</h1>{TEXT}</article></body></html>"
    )
    assert read_page(page.encode(), "https://www.some-host.example/x").article.title == expected
