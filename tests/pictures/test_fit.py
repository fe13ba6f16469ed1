"""A picture made to fit: within the rule, upright, with nothing in it but pixels, the same bytes every time."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms

from pictures.drawn import GPS, picture
from postlab.errors import InputError
from postlab.framing.pictures import PictureRule
from postlab.pictures.fit import fitted

RULE = PictureRule(("image/jpeg", "image/png"), max_bytes=1_000_000, alt_length=1_000, max_side=200)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_it_is_made_smaller_to_the_longest_side_and_stays_as_it_is_where_it_fits() -> None:
    large = fitted(picture((600, 300)), RULE, name="a.jpg")
    assert (large.width, large.height, large.was, large.is_smaller) == (200, 100, (600, 300), True)
    assert opened(large.content).size == (200, 100)
    small = fitted(picture((60, 30)), RULE, name="a.jpg")
    assert (small.width, small.height, small.is_smaller, small.saved_as) == (60, 30, False, "")


def test_it_is_turned_as_it_is_looked_at() -> None:
    upright = fitted(picture((600, 300), turned=6), RULE, name="a.jpg")
    assert (upright.width, upright.height, upright.was) == (100, 200, (300, 600))
    # what was the left half is the upper one
    shown = opened(upright.content)
    top, bottom = shown.getpixel((50, 20)), shown.getpixel((50, 180))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 150
    assert bottom[0] < 50


def test_nothing_but_pixels_is_left_in_it() -> None:
    content = picture(turned=6, place=True, comment=b"taken by Jo")
    assert opened(content).getexif().get_ifd(GPS)
    made = fitted(content, RULE, name="a.jpg").content
    shown = opened(made)
    assert not dict(shown.getexif())
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Maker of the camera" not in made
    assert b"taken by Jo" not in made


def test_the_words_in_a_png_go_too() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Jo Bloggs")
    content = picture(form="PNG", pnginfo=words)
    assert b"Jo Bloggs" in content
    made = fitted(content, RULE, name="a.png")
    assert made.media_type == "image/png"
    assert b"Jo Bloggs" not in made.content


def test_quality_goes_first_and_size_after_it() -> None:
    content = picture((200, 200), noise=True, quality=100)
    lower = fitted(content, RULE.__class__(("image/jpeg",), max_bytes=len(content) // 2, alt_length=1), name="a")
    assert len(lower.content) <= len(content) // 2
    assert not lower.is_smaller
    tiny = fitted(content, RULE.__class__(("image/jpeg",), max_bytes=6_000, alt_length=1), name="a")
    assert len(tiny.content) <= 6_000
    assert tiny.is_smaller


def test_a_large_png_of_a_photograph_becomes_a_jpeg_and_a_see_through_one_stays() -> None:
    photograph = picture((300, 300), form="PNG", noise=True)
    rule = PictureRule(("image/jpeg", "image/png"), max_bytes=60_000, alt_length=1)
    made = fitted(photograph, rule, name="a.png")
    assert (made.media_type, made.saved_as, made.width) == ("image/jpeg", "JPEG", 300)
    see_through = fitted(picture((30, 30), form="PNG", mode="RGBA"), RULE, name="a.png")
    assert see_through.media_type == "image/png"
    assert opened(see_through.content).getpixel((5, 5)) == (0, 0, 0, 0)


def test_what_is_see_through_stands_on_white_where_only_jpeg_is_taken() -> None:
    rule = PictureRule(("image/jpeg",), max_bytes=60_000, alt_length=1)
    made = fitted(picture((30, 30), form="PNG", mode="RGBA"), rule, name="a.png")
    assert (made.media_type, made.saved_as) == ("image/jpeg", "JPEG")
    assert opened(made.content).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "form"),
    [("P", "GIF"), ("L", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("1", "PNG"), ("CMYK", "JPEG"), ("RGBA", "WEBP")],
)
def test_every_kind_of_pixels_can_be_posted(mode: str, form: str) -> None:
    made = fitted(picture((50, 40), mode=mode, form=form), RULE, name="a")
    assert made.media_type in RULE.media_types
    assert opened(made.content).size == (50, 40)


def test_colours_of_another_space_are_worked_in() -> None:
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    # a profile that does not belong to the pixels is left out, and the picture still goes out
    made = fitted(picture(icc_profile=grey), RULE, name="a.jpg")
    assert "icc_profile" not in opened(made.content).info


def test_fewer_pixels_than_the_rule_allows() -> None:
    made = fitted(picture((400, 100)), PictureRule(("image/jpeg",), 10**6, 1, max_pixels=10_000), name="a.jpg")
    assert made.width * made.height <= 10_000
    assert made.width == 4 * made.height


def test_the_same_file_and_rule_give_the_same_bytes() -> None:
    content = picture((600, 300), noise=True, place=True)
    assert fitted(content, RULE, name="a").content == fitted(bytes(content), RULE, name="b").content


def test_what_cannot_be_small_enough_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be made small enough: 100 bytes are taken") as caught:
        fitted(picture((300, 300), noise=True), PictureRule(("image/jpeg",), 100, 1), name="a.jpg")
    assert caught.value.exit_code == 2
