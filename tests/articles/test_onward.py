"""A page that sends its readers on by itself is a redirect, under the same limits; one that is to be read is not."""

from __future__ import annotations

import pytest

from postlab.articles.fetch import FetchLimits, fetch
from postlab.articles.onward import onward
from postlab.articles.read import read_article
from postlab.errors import InputError

HERE = "https://news.example/moved"
STORY = "<p>" + "Careers advice helps young people to choose what fits them. " * 20 + "</p>"


@pytest.mark.parametrize(
    ("markup", "there"),
    [
        ('<meta http-equiv="refresh" content="0; url=/a">', "https://news.example/a"),
        ("<META HTTP-EQUIV=Refresh CONTENT=\"0;URL='https://other.example/a'\">", "https://other.example/a"),
        ('<meta http-equiv="refresh" content="5;https://other.example/a"><p>In a moment…</p>', "https://other.example/a"),
        ('<meta content="0; url=a?b=1&amp;c=2" http-equiv="refresh">', "https://news.example/a?b=1&c=2"),
        (f'<meta http-equiv="refresh" content="0; url=/a">{STORY}', "https://news.example/a"),
        ('<noscript><meta http-equiv="refresh" content="0;url=/a"></noscript><p>Redirecting</p>', "https://news.example/a"),
        ('<p>Redirecting</p><script>window.location.replace("https://other.example/a")</script>', "https://other.example/a"),
        ("<script>location.href = '/a';</script>", "https://news.example/a"),
        # pages that are meant to be read
        (f'<noscript><meta http-equiv="refresh" content="0;url=/no-script"></noscript>{STORY}', None),
        (f'<meta http-equiv="refresh" content="300">{STORY}', None),
        (f'<meta http-equiv="refresh" content="900; url=/moved">{STORY}', None),
        ('<meta http-equiv="refresh" content="0; url=/moved#top">', None),
        (f"<script>location.href = '/a';</script>{STORY}", None),
        ("<script>if (old) { location.href = '/too-old'; }</script>", None),
        ("<script>const page = location.href;</script>", None),
        (f"<p>http-equiv=refresh is a way to move pages.</p>{STORY}", None),
        ("", None),
    ],
)  # fmt: skip
def test_where_a_page_sends_its_readers(markup: str, there: str | None) -> None:
    assert onward(f"<html><head></head><body>{markup}</body></html>" if markup else "", HERE) == there


def test_linkedins_page_before_other_sites_is_gone_through() -> None:
    markup = (
        "<html><body><h1>This link will take you to a page that’s not on LinkedIn</h1>"
        '<a class="artdeco-button" data-tracking-control-name="external_url_click" href="https://news.example/a">x</a>'
    )
    assert onward(markup, "https://lnkd.in/gAbC") == "https://news.example/a"
    assert onward(markup, HERE) is None


def test_a_server_may_say_it_in_a_header() -> None:
    assert onward("", HERE, header="0; url=/a") == "https://news.example/a"
    assert onward(STORY, HERE, header="600") is None


def moved(there: str) -> bytes:
    refresh = f'<meta http-equiv="refresh" content="0; url={there}">'
    return f"<html><head><title>Redirect</title>{refresh}</head></html>".encode()


def test_it_is_followed_and_the_page_there_is_read(web) -> None:
    web.routes["/moved"] = lambda visit: visit.answer(moved("/news.html?utm_source=old"))
    read = read_article(web.url("/moved"), allow_private=True)
    assert read.url == web.url("/news.html")
    assert read.title != "Redirect"
    assert read.evidence


def test_it_counts_as_a_redirect(web) -> None:
    web.routes["/round"] = lambda visit: visit.answer(moved("/round-again"))
    web.routes["/round-again"] = lambda visit: visit.answer(moved("/round"))
    with pytest.raises(InputError) as refused:
        fetch(web.url("/round"), allow_private=True, limits=FetchLimits(seconds=5, redirects=4))
    assert refused.value.code == "redirect_loop"


def test_it_leads_to_no_file(web) -> None:
    web.routes["/file"] = lambda visit: visit.answer(moved("file:///etc/passwd"))
    with pytest.raises(InputError) as refused:
        fetch(web.url("/file"), allow_private=True)
    assert refused.value.code == "bad_redirect"


def test_the_part_behind_the_hash_goes_along_as_in_a_browser(web) -> None:
    web.routes["/old"] = lambda visit: visit.send_on("/news.html")
    assert fetch(web.url("/old#apply"), allow_private=True).url == web.url("/news.html#apply")
    web.routes["/old"] = lambda visit: visit.send_on("/news.html#pay")
    assert fetch(web.url("/old#apply"), allow_private=True).url == web.url("/news.html#pay")
    assert all("#" not in path for path in web.paths())


def test_a_redirect_that_adds_an_e_mail_address_is_refused(web) -> None:
    web.routes["/click"] = lambda visit: visit.send_on("/news.html?subscriber=jo.bloggs%40uni.example")
    with pytest.raises(InputError) as refused:
        read_article(web.url("/click"), allow_private=True)
    assert refused.value.code == "personal"


def test_a_counter_on_the_way_is_left_out(web) -> None:
    there = web.url("/news.html")
    web.routes["/short"] = lambda visit: visit.send_on(f"https://www.google.com/url?q={there}")
    assert fetch(web.url("/short"), allow_private=True).url == there
