"""`postlab platforms`: what each network can, what it costs, how long a text may be."""

from __future__ import annotations

import pytest

from cli.typist import Typist
from postlab import platforms


def test_the_matrix_has_a_row_for_each(typist: Typist) -> None:
    screen = typist("platforms", width=160).out
    for name in platforms.names():
        (row,) = [line for line in screen.splitlines() if line.split()[:1] == [name]]
        plugin = platforms.load(name)
        assert f"{plugin.length.limit:,}" in row
        assert ("you" in row.split()) is plugin.by_hand
    assert "0.20 USD" in screen
    assert "shlink (short links)" in screen
    assert "plausible (web statistics)" in screen


def test_the_json_has_everything(typist: Typist) -> None:
    answer = typist("platforms", "--json").json
    assert {row["name"] for row in answer["platforms"]} == set(platforms.names())
    assert {row["name"] for row in answer["counters"]} == set(platforms.counter_names())
    (x,) = [row for row in answer["platforms"] if row["name"] == "x"]
    of_posts = {"post": 0.015, "post with link": 0.2, "alt text": 0.005, "delete": 0.01}
    assert x["prices_usd"] == of_posts | {"read": 0.005, "owned read": 0.001}
    assert x["prices_as_of"] == "2026-08-31"
    assert (x["finds"], x["posts_per_read"], x["length"]["limit"]) == ("text", 100, 280)
    (manual,) = [row for row in answer["platforms"] if row["name"] == "manual"]
    assert (manual["publishes"], manual["finds"], manual["needs"]) == ("you", "person", [])


def test_settings_beat_the_prices_that_are_known(typist: Typist) -> None:
    settings = typist.lab / "postlab.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '[prices.x]\n"post with link" = 0.5\n', encoding="utf-8")
    (x,) = typist("platforms", "x", "--json").json["platforms"]
    assert x["prices_usd"]["post with link"] == 0.5


def test_one_platform_with_its_notes(typist: Typist) -> None:
    screen = typist("platforms", "bluesky").words
    assert "free of charge" in screen
    assert "facebook" not in screen


@pytest.mark.parametrize("name", ["shlink", "plausible"])
def test_one_counter(typist: Typist, name: str) -> None:
    assert name in typist("platforms", name).words
    assert typist("platforms", name, "--json").json["platforms"] == []


def test_which_pictures_a_network_takes(typist: Typist) -> None:
    screen = typist("platforms", "threads").words
    assert "A post may carry a picture, in place of the preview of its link: JPEG or PNG, up to 8 MB" in screen
    assert "It must stand at a public address." in screen
    by_name = {row["name"]: row for row in typist("platforms", "--json").json["platforms"]}
    bluesky = by_name["bluesky"]
    assert bluesky["chooses_card"] is True
    assert bluesky["pictures"] == {
        "media_types": ["image/jpeg", "image/png", "image/webp"],
        "max_bytes": 1_000_000,
        "max_side": 2_000,
        "max_pixels": None,
        "alt_length": 2_000,
        "needs_address": False,
        "replaces_card": True,
    }
    assert (by_name["x"]["chooses_card"], by_name["threads"]["pictures"]["needs_address"]) == (False, True)


def test_an_unknown_one(typist: Typist) -> None:
    assert "no platform called “myspace”" in typist("platforms", "myspace", code=2).complaint
