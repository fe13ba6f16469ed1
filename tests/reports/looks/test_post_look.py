"""A post as it will look: whose it is, its card or picture, its count; drawn as a figure in which text stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image

from postlab import platforms
from postlab.reports.looks.drawn import drawn, side_by_side
from postlab.reports.looks.look import LookedAtPicture, PostLook
from postlab.reports.looks.networks import style_of
from postlab.reports.looks.post_look import LinkPreview, look_place, post_look
from postlab.reports.looks.small_picture import MOST_BYTES, TALLEST, WIDEST, small_picture

URL = "https://www.news.org/graduate-pay?utm_source=x"
PREVIEW = LinkPreview("Graduates still earn more", "The News", "A study says so.", LookedAtPicture(None))


def look_on(network: str, *, text: str = URL, **given: object) -> PostLook:
    place = look_place(platforms.load(network), account="careers-page", name="Careers Service")
    values = {"variant": "bare link", "text": text, "link": URL, "preview": PREVIEW, **given}
    return post_look(place, **values)  # type: ignore[arg-type]


def picture_bytes(width: int, height: int, *, form: str = "PNG", mode: str = "RGB", **options: object) -> bytes:
    written = BytesIO()
    Image.effect_noise((width, height), 100).convert(mode).save(written, form, **options)  # type: ignore[arg-type]
    return written.getvalue()


class Tags(HTMLParser):
    """The elements and the words of a piece of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        # of markup, words that are read become markup again
        self.feed(str(page))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    ("network", "site"),
    [
        ("bluesky", "news.org"),
        ("facebook", "NEWS.ORG"),
        ("linkedin", "news.org"),
        ("mastodon", "The News"),
        ("threads", "news.org"),
        ("x", "From news.org"),
    ],
)
def test_the_preview_of_a_link_names_its_site_as_the_network_does(network: str, site: str) -> None:
    card = look_on(network).card
    assert card is not None
    assert (card.title, card.site) == ("Graduates still earn more", site)


@pytest.mark.parametrize("network", ["instagram", "newsletter", "sandbox"])
def test_where_a_network_makes_no_preview_there_is_none(network: str) -> None:
    assert look_on(network).card is None


def test_whose_preview_it_is_is_said() -> None:
    ours, theirs = look_on("bluesky").card, look_on("mastodon").card
    assert ours is not None
    assert theirs is not None
    assert ours.says == "PostLab sends this preview along."
    assert theirs.says == "Mastodon makes this preview itself, of the page."


def test_a_post_with_its_own_picture_has_no_preview_and_its_alt_text_stands_below() -> None:
    picture = LookedAtPicture(picture_bytes(20, 10), "image/png", 20, 10, "Two graduates <laughing>")
    look = look_on("facebook", picture=picture)
    page = Tags(drawn(look))
    assert look.card is None
    (image,) = [attributes for tag, attributes in page.tags if tag == "img"]
    assert image["alt"] == "Two graduates <laughing>"
    assert "Alt text: Two graduates <laughing>" in page.words


def test_a_picture_that_is_not_at_hand_is_described() -> None:
    assert "the page’s picture" in Tags(drawn(look_on("bluesky"))).words
    assert "the page’s picture" not in Tags(drawn(look_on("bluesky", preview=replace(PREVIEW, picture=None)))).words


def test_the_preview_stands_below_the_first_reply_where_that_carries_the_link() -> None:
    look = look_on("x", text="Worth it?", reply=f"Here: {URL}")
    assert [part.text for part in look.reply or ()] == ["Here:"]
    page = str(drawn(look))
    assert page.index("the first reply") < page.index("Graduates still earn more")


def test_x_hides_the_link_that_ends_a_text_where_its_preview_stands() -> None:
    words = f"Worth it?\n\n{URL}"
    assert "".join(part.text for part in look_on("x", text=words).seen) == "Worth it?"
    assert "news.org/graduate-pay?u…" in "".join(part.text for part in look_on("x", text=words, preview=None).seen)
    assert "news.org" in "".join(part.text for part in look_on("x", text=f"{URL} says so.").seen)
    assert "news.org" in "".join(part.text for part in look_on("x", text=URL).seen)
    assert "news.org" in "".join(part.text for part in look_on("mastodon", text=words).seen)


def test_an_address_is_said_once() -> None:
    assert "Its link leads to" in Tags(drawn(look_on("linkedin"))).words
    assert "Its link leads to" not in Tags(drawn(look_on("sandbox"))).words


def test_the_link_of_a_caption_is_for_the_bio() -> None:
    look = look_on("instagram", text="Worth it? Link in bio.")
    assert f"The link for the bio is {URL}" in " ".join(Tags(drawn(look)).words.split())


def test_a_mailing_has_a_subject_line() -> None:
    look = look_on("newsletter", text=f"Worth it?\n\nMost earn more.\n{URL}")
    assert look.subject == "Worth it?"
    assert "Worth it?" not in "".join(part.text for part in look.seen)


def test_a_count_beyond_the_limit_is_said_in_words() -> None:
    look = look_on("x", text="a" * 281)
    assert not look.fits
    assert "281 of 280 characters: too long" in Tags(drawn(look)).words


def test_a_simulated_audience_is_named() -> None:
    assert "simulated audience" in Tags(drawn(look_on("sandbox"))).words
    assert "simulated audience" not in Tags(drawn(look_on("x"))).words


def test_every_look_is_called_a_sketch() -> None:
    words = Tags(side_by_side([look_on("x"), look_on("bluesky")])).words
    assert words.count("a sketch") == 2


DRAWN_WITH = {"div", "figure", "figcaption", "span", "p", "ul", "li", "img", "details", "summary"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' {{ 7*7 }} \x1b[31mred \u202egnp.exe"


def test_whatever_a_page_or_a_person_wrote_stays_text() -> None:
    picture = LookedAtPicture(picture_bytes(9, 9), "image/png", 9, 9, HOSTILE)
    preview = LinkPreview(HOSTILE, HOSTILE, HOSTILE, LookedAtPicture(None))
    place = look_place(platforms.load("mastodon"), account=HOSTILE, name=HOSTILE)
    looks = [
        post_look(
            place,
            variant=HOSTILE,
            text=HOSTILE,
            link=f"https://a.example/{HOSTILE}",
            reply=HOSTILE,
            preview=preview,
            picture=own,
            language='en" onload="alert(1)',
            when=HOSTILE,
            labels=[HOSTILE],
            notes=[HOSTILE],
        )
        for own in (picture, None)
    ]
    html = str(side_by_side(looks))
    page = Tags(html)
    assert {tag for tag, _ in page.tags} <= {
        "div",
        "figure",
        "figcaption",
        "span",
        "p",
        "ul",
        "li",
        "img",
        "details",
        "summary",
    }
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert all(str(attributes["src"]).startswith("data:image/") for tag, attributes in page.tags if tag == "img")
    assert not re.search("[\x00-\x08\x1b\u202e]", html)
    assert "{{ 7*7 }}" in page.words


def test_what_stands_behind_the_fold_can_be_open_from_the_start() -> None:
    look = look_on("linkedin", text="One.\nTwo.\nThree.\nFour.")
    assert [attributes for tag, attributes in Tags(drawn(look)).tags if tag == "details"] == [{"class": "look-fold"}]
    (opened,) = [attributes for tag, attributes in Tags(drawn(look, unfolded=True)).tags if tag == "details"]
    assert "open" in opened


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_in_a_page_is_small(form: str) -> None:
    small = small_picture(picture_bytes(1600, 1200, form=form), alt="Noise")
    assert small is not None
    assert small.content is not None
    assert len(small.content) <= MOST_BYTES
    assert (small.width, small.height) == (WIDEST, 450)
    assert small.alt == "Noise"
    assert Image.open(BytesIO(small.content)).format == "JPEG"


def test_a_tall_picture_is_no_taller_than_a_screen() -> None:
    small = small_picture(picture_bytes(300, 3000), alt=None)
    assert small is not None
    assert small.height == TALLEST


def test_a_picture_keeps_nothing_that_tells_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "at home"  # turned by a quarter
    small = small_picture(picture_bytes(400, 200, form="JPEG", exif=exif), alt=None)
    assert small is not None
    assert small.content is not None
    assert (small.width, small.height) == (200, 400)
    assert b"at home" not in small.content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        picture_bytes(50, 50)[:200],
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"%PDF-1.4",
    ],
)
def test_what_is_no_picture_is_none(content: bytes) -> None:
    assert small_picture(content, alt=None) is None


def test_a_picture_of_more_pixels_than_anybody_posts_is_not_opened() -> None:
    written = BytesIO()
    Image.new("1", (12_000, 12_000)).save(written, "PNG")
    assert len(written.getvalue()) < 100_000
    assert small_picture(written.getvalue(), alt=None) is None


def test_a_network_that_nobody_described_shows_a_text_as_it_is_written() -> None:
    style = style_of("quora")
    assert (style.links, style.fold, style.card) == ("as written", None, None)
    place = look_place(platforms.load("manual"), options={"network": "school-portal"})
    assert place.title == "School portal"
