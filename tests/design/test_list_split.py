"""A list split at random: the same list gives the same parts, and the seed alone says which."""

from __future__ import annotations

import hashlib
import hmac
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.design.list_split import split
from postlab.errors import InputError

SEED = "0f" * 16
READERS = [f"reader{number}@uni.example" for number in range(1001)]


def halves(addresses: list[str], *, seed: str = SEED, round_number: int = 1, account: str = "mail") -> list[set[str]]:
    parts = split(seed, addresses, experiment="exams", round_number=round_number, account=account, parts=2)
    return [{addresses[at] for at in part} for part in parts]


def test_the_parts_are_the_list_and_as_even_as_can_be() -> None:
    first, second = halves(READERS)
    assert (len(first), len(second)) == (501, 500)
    assert first | second == set(READERS)
    assert not first & second


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_list_makes_no_difference(shuffler: random.Random) -> None:
    shuffled = READERS[:40]
    shuffler.shuffle(shuffled)
    assert halves(shuffled) == halves(READERS[:40])


def test_how_an_address_is_written_makes_no_difference() -> None:
    written = ["Ann@Uni.example ", *READERS[:9]]
    first, _ = split(SEED, written, experiment="exams", round_number=1, account="mail", parts=2)
    assert (0 in first) is ("ann@uni.example" in halves(["ann@uni.example", *READERS[:9]])[0])


def test_another_seed_round_or_account_splits_anew() -> None:
    usual = halves(READERS)[0]
    for other in (halves(READERS, seed="1f" * 16), halves(READERS, round_number=2), halves(READERS, account="alumni")):
        shared = len(usual & other[0])
        # of 501 readers half are expected; this far off is past seven standard deviations
        assert 190 < shared < 311


def test_everybody_is_as_likely_in_the_one_as_in_the_other() -> None:
    rounds = 400
    first = sum(READERS[0] in halves(READERS[:10], round_number=number)[0] for number in range(rounds))
    assert 140 < first < 260


def test_it_is_the_algorithm_that_the_module_tells() -> None:
    message = "postlab-split-1|exams|1|mail|"
    by_digest = sorted(
        READERS[:7],
        key=lambda address: hmac.new(SEED.encode(), f"{message}{address}".encode(), hashlib.sha256).hexdigest(),
    )
    assert halves(READERS[:7]) == [set(by_digest[:4]), set(by_digest[4:])]


def test_three_parts() -> None:
    parts = split(SEED, READERS[:8], experiment="exams", round_number=1, account="mail", parts=3)
    assert [len(part) for part in parts] == [3, 3, 2]
    assert sorted(at for part in parts for at in part) == list(range(8))


@pytest.mark.parametrize("addresses", [["a@x.example"], [], ["a@x.example", "A@X.example "]])
def test_what_cannot_be_split(addresses: list[str]) -> None:
    with pytest.raises(InputError):
        split(SEED, addresses, experiment="exams", round_number=1, account="mail", parts=2)
