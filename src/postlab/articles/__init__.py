"""A URL in, an Article out."""

from __future__ import annotations

from postlab.articles.by_hand import article_by_hand
from postlab.articles.overrides import page_of
from postlab.articles.read import ReadPage, read_article, read_page, read_page_at

__all__ = ["ReadPage", "article_by_hand", "page_of", "read_article", "read_page", "read_page_at"]
