"""A text is marked as its network marks it, and folded about where the network folds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab import platforms
from postlab.framing.lengths import LINKEDIN
from postlab.reports.looks.networks import Fold, style_of
from postlab.reports.looks.post_look import look_place, post_look
from postlab.reports.looks.shown_links import shown_address
from postlab.reports.looks.spans import Span, SpanKind, folded, spans

URL = "https://www.news.example/education/graduate-pay?utm_source=x&utm_campaign=exams"
NETWORKS = ("bluesky", "facebook", "instagram", "linkedin", "mastodon", "newsletter", "sandbox", "threads", "x")


def marked(network: str, text: str, *, link: str | None = None, link_text: str | None = None) -> list[tuple[str, str]]:
    """What a network marks in a text: (kind, words), the plain words left out."""
    look = post_look(look_place(platforms.load(network)), variant="any", text=text, link=link, link_text=link_text)
    return [(part.kind.value, part.text) for part in look.seen + look.behind_fold if part.kind is not SpanKind.PLAIN]


@pytest.mark.parametrize(
    ("network", "shown"),
    [
        ("x", "news.example/education/grad…"),
        ("mastodon", "news.example/education/graduat…"),
        ("threads", "news.example/…"),
        ("linkedin", "https://lnkd.in/…"),
        ("facebook", "https://www.news.example/.../graduate-pay"),
        ("sandbox", URL),
        ("newsletter", URL),
    ],
)
def test_a_link_reads_as_its_network_shortens_it(network: str, shown: str) -> None:
    text = f"Worth it?\n\nMost graduates earn more.\n\n{URL}"
    assert marked(network, text, link=URL) == [("link", shown)]


def test_bluesky_keeps_the_words_that_stand_for_the_link() -> None:
    text = "Worth it? news.example/graduate-pay"
    look = post_look(
        look_place(platforms.load("bluesky")), variant="any", text=text, link=URL, link_text="news.example/graduate-pay"
    )
    assert look.seen[-1] == Span(SpanKind.LINK, "news.example/graduate-pay", URL)
    assert look.leads_to == URL


def test_whoever_pastes_into_blueskys_app_sees_the_app_shorten_the_link() -> None:
    place = look_place(platforms.load("manual"), options={"network": "bluesky"})
    look = post_look(place, variant="any", text=f"Look: {URL}", link=URL)
    assert look.seen[-1].text == "www.news.example/education/gr..."
    assert look.network == "Bluesky"
    assert "goes out by hand" in look.labels


def test_a_caption_has_no_links_but_hash_tags_and_mentions() -> None:
    assert marked("instagram", f"Link in bio: {URL} #Careers @maria") == [
        ("hashtag", "#Careers"),
        ("mention", "@maria"),
    ]


def test_names_become_links_on_x_alone() -> None:
    assert marked("x", "GOV.UK says so.") == [("link", "GOV.UK")]
    assert marked("mastodon", "GOV.UK says so.") == []
    assert marked("linkedin", "GOV.UK says so.") == []


def test_threads_takes_the_first_hash_tag_alone() -> None:
    assert marked("threads", "#Careers #Year12") == [("hashtag", "#Careers")]
    assert marked("linkedin", "#Careers #Year12 #2026") == [("hashtag", "#Careers"), ("hashtag", "#Year12")]


def test_a_mention_is_one_where_somebody_is_told() -> None:
    assert marked("x", "Says @maria, see medium.com/@maria") == [("mention", "@maria"), ("link", "medium.com/@maria")]
    assert marked("bluesky", "Says @maria.example") == []


def test_a_hash_sign_within_an_address_is_no_hash_tag() -> None:
    assert marked("linkedin", "See https://news.example/pay/#apply") == [("link", "https://lnkd.in/…")]


def test_a_link_text_that_begins_a_longer_address_is_not_the_posts_link() -> None:
    parts = spans(
        "https://a.example and https://a.example/more",
        rule=LINKEDIN,
        mention_rule=None,
        links="as written",
        hashtags="all",
        link="https://a.example",
    )
    assert [(part.text, part.leads_to) for part in parts if part.kind is SpanKind.LINK] == [
        ("https://a.example", "https://a.example"),
        ("https://a.example/more", "https://a.example/more"),
    ]


def plain(text: str) -> tuple[Span, ...]:
    return (Span(SpanKind.PLAIN, text),)


def test_linkedin_folds_after_three_lines() -> None:
    text = "One.\n\nThree.\nFour.\nFive."
    seen, rest = folded(plain(text), style_of("linkedin").fold)
    assert "".join(part.text for part in seen) == "One.\n\nThree.\n"
    assert "".join(part.text for part in rest) == "Four.\nFive."


def test_facebook_folds_before_the_word_that_its_limit_lies_in() -> None:
    text = "word " * 95 + "longer " * 10
    seen, rest = folded(plain(text), style_of("facebook").fold)
    assert seen[0].text == "word " * 95
    assert rest[0].text.startswith("longer")


def test_a_link_can_stand_behind_the_fold_and_stays_a_link() -> None:
    look = post_look(look_place(platforms.load("linkedin")), variant="any", text=f"One.\n\nThree.\n\n{URL}", link=URL)
    assert look.behind_fold[-1] == Span(SpanKind.LINK, "https://lnkd.in/…", URL)
    assert look.fold_words == "…more"


def test_a_text_that_is_all_seen_says_nothing_of_a_fold() -> None:
    look = post_look(look_place(platforms.load("linkedin")), variant="any", text=URL, link=URL)
    assert (look.behind_fold, look.fold_words, look.fold_says) == ((), "", "")


@given(st.text(max_size=400), st.sampled_from(NETWORKS))
def test_no_word_is_lost_but_what_links_are_shortened_to(text: str, network: str) -> None:
    place = look_place(platforms.load(network))
    parts = spans(text, rule=place.rule, mention_rule=place.mentions, links="as written", hashtags=place.style.hashtags)
    import unicodedata

    assert "".join(part.text for part in parts) == unicodedata.normalize("NFC", text)


@given(
    st.text(max_size=300),
    st.integers(1, 200),
    st.integers(1, 5),
    st.integers(5, 80),
)
def test_a_fold_loses_no_character(text: str, characters: int, lines: int, line: int) -> None:
    fold = Fold("more", "about", characters=characters, lines=lines, line=line)
    seen, rest = folded(plain(text), fold)
    assert "".join(part.text for part in (*seen, *rest)) == text
    if rest:
        assert len("".join(part.text for part in seen)) <= characters


@pytest.mark.parametrize("style", ["x", "mastodon", "threads", "linkedin", "facebook", "bluesky app", "as written"])
@pytest.mark.parametrize("address", ["https://", "https://a", "a.example", "https://a.example/", "https://[", "?", ""])
def test_whatever_stands_as_an_address_can_be_shown(style: str, address: str) -> None:
    assert isinstance(shown_address(address, style), str)
    assert shown_address("https://a.example/", "x") == "a.example"
