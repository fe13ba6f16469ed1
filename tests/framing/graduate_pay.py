"""An invented article on graduates' pay, and what is drafted of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import CONTEXTUALISED, Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import Draft, compose
from postlab.framing.lengths import BLUESKY, LengthRule

TODAY = date(2026, 11, 23)
CLAIM = "Research shows that most graduates will earn more income over their lifetime than those that didn't go to uni."
URL = "https://news.example/graduate-pay"
ARTICLE = Article(URL, "Graduates still earn more", evidence=(Evidence(CLAIM, 0),))
EXAMS = Brief("students", "exams")


def draft(
    recipe: Recipe = CONTEXTUALISED,
    brief: Brief = EXAMS,
    article: Article = ARTICLE,
    rule: LengthRule = BLUESKY,
    url: str | None = None,
) -> Draft:
    return compose(article, recipe, brief, rule=rule, url=url, today=TODAY)


def noted(found: Draft) -> tuple[str, ...]:
    """What its notes say."""
    return tuple(note.sentence for note in found.notes)


def with_evidence(*sentences: str) -> Article:
    return replace(ARTICLE, evidence=tuple(Evidence(sentence, 0) for sentence in sentences))
