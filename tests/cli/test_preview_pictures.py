"""`postlab preview` of posts with pictures: each with its alt text, and without what it takes the place of."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from cli.typist import NAME, PLAN, Typist, changed

ALT = "Two graduates <laughing> in the rain"
BY_HAND = (
    *("https://news.example/graduate-pay", "--title", "Graduates still earn more"),
    *("--evidence", "Research shows that most graduates will earn more income over their lifetime."),
)


@pytest.fixture
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture beside the lab, in the folder where commands are typed."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "rain.png"
    Image.effect_noise((1200, 800), 60).convert("RGB").save(file)
    return file


def figures(page: str) -> list[str]:
    return re.findall(r"<figure.*?</figure>", page, flags=re.DOTALL)


def test_a_posts_picture_stands_below_its_text_with_its_alt_text(typist: Typist, photo: Path) -> None:
    typist.plans(
        changed(
            PLAN,
            {
                'blocks = ["link"]': 'blocks = ["link", "picture"]',
                '"evidence", "link"]': '"evidence", "link", "picture"]',
                'title = "Graduates': f'picture = "{photo.name}"\npicture_alt = "{ALT}"\ntitle = "Graduates',
            },
        )
    )
    shown = figures(typist("preview", NAME, "-o", "-").out)
    assert len(shown) == 2
    for figure in shown:
        (alt,) = re.findall(r'<img src="data:image/jpeg;base64,[^"]+" width="600" height="400" alt="([^"]*)"', figure)
        assert unescape(alt) == ALT
        assert f"Alt text: </span>{alt}" in figure
        assert "look-card" not in figure
    (kept,) = (typist.lab / "pictures").iterdir()
    kept.chmod(0o600)
    kept.write_bytes(b"gone")
    for figure in figures(typist("preview", NAME, "-o", "-").out):
        assert "the post’s picture" in figure
        assert "<img" not in figure
        assert "Alt text: " in figure


def test_a_link_can_be_looked_at_with_a_picture(typist: Typist, photo: Path) -> None:
    words = (*BY_HAND, "--platform", "sandbox", "--picture", str(photo), "--alt", ALT)
    page = typist("preview", *words, "-o", "-").out
    assert [("<img" in figure) for figure in figures(page)] == [False, False, True]
    assert not (typist.lab / "pictures").exists()
    (part,) = typist("preview", *words, "--json").json["parts"]
    assert [look["alt"] for look in part["looks"]] == [None, None, ALT]


def test_a_picture_without_words_is_refused(typist: Typist, photo: Path) -> None:
    refused = typist("preview", *BY_HAND, "--picture", str(photo), code=2)
    assert "--alt" in refused.complaint
    assert not list(Path.cwd().glob("*.html"))


def test_a_stored_post_has_the_picture_of_its_plan(planned: Typist) -> None:
    assert "--picture says how a link is drafted" in planned("preview", NAME, "--picture", "x.png", code=2).complaint


def test_what_goes_out_without_a_preview_is_shown_without(typist: Typist) -> None:
    without = {f'name = "{name}"\n': f'name = "{name}"\ncard = false\n' for name in ("bare link", "contextualised")}
    typist.plans(changed(PLAN, without))
    marked = [("without a preview of its link" in figure) for figure in figures(typist("preview", NAME, "-o", "-").out)]
    assert marked == [True, True]
