"""Signed addresses are told from addresses with parameters of the same names."""

from __future__ import annotations

import pytest

from postlab.framing.signed import is_signed


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261130T000000Z&X-Amz-Signature=abc",
        "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=abc",
        "AWSAccessKeyId=AKIA&Expires=1767225600&Signature=a%2Bb",
        "Policy=eyJ&Signature=x~&Key-Pair-Id=K1",
        "Expires=300&Signature=abc",
        "sv=2024-11-04&se=2026-12-01T00%3A00%3A00Z&sr=b&sp=r&sig=abc%3D",
        "token=abc&expires=1767225600",
        "expires=1767225600&signature=0f3a",
        "signature=0f3a0f3a0f3a0f3a0f3a0f3a0f3a0f3a",
        "hdnts=exp=1767225600~acl=/*~hmac=abc",
        "_nc_ht=x&oh=00_A&oe=6790",
        "ex=6790&is=6780&hm=abc",
    ],
)
def test_signed(query: str) -> None:
    assert is_signed(f"https://files.example/report.pdf?{query}")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "id=7",
        "token=abc",
        "expires=1767225600",
        "signature=petition",
        "sig=7",
        "s=law&e=3",
        "st=1&e=300",
        "token=abc&expires=never",
        "sign=taurus&until=soon",
        "se=north&hash=5",
        "signature=&expires=",
    ],
)
def test_not_signed(query: str) -> None:
    assert not is_signed(f"https://news.example/a?{query}#X-Amz-Signature=abc")
