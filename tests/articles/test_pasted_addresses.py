"""An address that somebody pasted is made whole, and loses what only says where its visitor came from."""

from __future__ import annotations

import pytest

from postlab.articles.site import pasted


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://news.example/pay", "https://news.example/pay"),
        (" https://news.example/pay?utm_source=mail&id=7&fbclid=x ", "https://news.example/pay?id=7"),
        ("https://news.example/pay?UTM_Campaign=a#part", "https://news.example/pay#part"),
        ("<https://news.example/pay>", "https://news.example/pay"),
        ("www.news.example/pay?a=1", "https://www.news.example/pay?a=1"),
        ("news.example", "https://news.example"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("degrees pay", "degrees pay"),
        ("degrees", "degrees"),
        ("https://[broken", "https://[broken"),
        ("ftp://news.example/x", "ftp://news.example/x"),
        ("3.5", "3.5"),
    ],
)
def test_it_is_made_whole(typed: str, address: str) -> None:
    assert pasted(typed) == address
