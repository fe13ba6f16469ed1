"""Secrets are hidden in every writing of them, and nothing else is."""

from __future__ import annotations

import json
from random import Random
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.masking import HIDDEN, KNOWN, SHORTEST, Mask
from secret_writings import seen, writings

SECRET = "aB3+x/Yz9=Qw+er/ty8=="
WORDS = "Connection refused by the server for careers-page: try again in 15 minutes (error 190)."


@pytest.mark.parametrize("writing", writings(SECRET))
def test_every_writing_of_a_secret_is_hidden(writing: str) -> None:
    masked = Mask([SECRET]).hide(f"You sent {writings(SECRET)[writing].replace(chr(0x200B), '')} to us.")
    assert HIDDEN in masked
    assert masked.startswith("You sent ")
    assert masked.endswith(" to us.")
    assert seen(SECRET, masked) == []


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=60), st.integers(0, 9))
def test_any_eight_characters_of_a_secret_are_hidden(secret: str, start: int) -> None:
    part = secret[start : start + SHORTEST]
    if not part.isdigit() and len(part) == SHORTEST:
        assert part.lower() not in Mask([secret]).hide(f"<{part}> {part}").lower() or not part.strip()


@given(st.text(max_size=200))
def test_a_text_without_a_secret_stays_as_it_is(text: str) -> None:
    assert Mask([SECRET]).hide(text) == text


def test_words_stay_as_they_are() -> None:
    mask = Mask([SECRET, "THAA-some-other-token-0042", "PAGE-TOKEN-1001", "abcd-efgh-ijkl-mnop"])
    assert mask.hide(WORDS) == WORDS


@pytest.mark.parametrize("secret", ["us", "ref", "re", "in", "again", "server"])
def test_a_short_secret_hides_no_innocent_word(secret: str) -> None:
    assert Mask([secret]).hide(WORDS) == WORDS
    assert Mask([secret]).hide(f'{{"token": "{secret}"}} access_token={secret}&x') == (
        f'{{"token": "{HIDDEN}"}} access_token={HIDDEN}&x'
    )


def test_the_number_in_front_of_a_token_is_no_secret() -> None:
    mask = Mask(["1234567890123456789-aBcDeFgHiJkLmNoP"])
    assert mask.hide("user 1234567890123456789 is unknown") == "user 1234567890123456789 is unknown"
    assert "aBcDeFgH" not in mask.hide("1234567890123456789-aBcDeFgHiJkLmNoP")


def test_what_is_stored_with_a_login_is_no_secret() -> None:
    stored = {
        "access_token": SECRET,
        "expires_at": 1_790_000_000,
        "scope": "tweet.read users.read",
        "user_id": "123456789",
    }
    mask = Mask([json.dumps(stored)])
    words = "The login lacks tweet.read; expires_at says nothing, nor does access_token of 123456789."
    assert mask.hide(words) == words
    assert mask.hide(f"not {quote(SECRET)}!") == f"not {HIDDEN}!"


def test_a_name_that_a_secret_begins_with_is_left_and_the_secret_is_not() -> None:
    mask = Mask(["careers-page-2026"], public=["careers-page", "careers-page-2026"])
    assert mask.hide("postlab account check careers-page") == "postlab account check careers-page"
    assert mask.hide("you sent careers-page-2026") == f"you sent {HIDDEN}"
    assert mask.hide("you sent eers-page-2026") == f"you sent {HIDDEN}"


def test_a_secret_in_other_letters() -> None:
    secret = "Pässwörter–für–alle"
    mask = Mask([secret])
    for writing in (secret, quote(secret), json.dumps(secret), secret.encode().decode("latin-1"), secret.upper()):
        assert seen(secret, mask.hide(f"<{writing}>")) == [], writing


def test_secrets_are_added_and_forgotten() -> None:
    KNOWN.add(SECRET)
    assert KNOWN.hide(SECRET) == HIDDEN
    assert KNOWN.shows(f"x{SECRET}")
    KNOWN.clear()
    assert KNOWN.hide(SECRET) == SECRET
    assert Mask(["", "  "]).hide(WORDS) == WORDS


def test_layers_upon_layers_end() -> None:
    chance = Random(1)
    signs = "%\\u&#=;25xaB3+/\"'"
    for _ in range(300):
        text = "".join(chance.choice(signs) for _ in range(chance.randrange(80)))
        assert isinstance(Mask([SECRET]).hide(text), str)
    encoded = SECRET
    for _ in range(4):
        encoded = quote(encoded, safe="")
    assert seen(SECRET, Mask([SECRET]).hide(encoded)) == []
