"""Fetching from a web in every bad mood."""

from __future__ import annotations

import socket
import time
import tracemalloc

import pytest

from postlab.articles.fetch import FetchLimits, fetch, fetch_image
from postlab.articles.read import read_article
from postlab.errors import InputError

QUICK = FetchLimits(seconds=1.0)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/status/400", "http_error"),
        ("/status/401", "login_needed"),
        ("/status/402", "login_needed"),
        ("/status/403", "login_needed"),
        ("/status/404", "not_found"),
        ("/status/410", "not_found"),
        ("/status/429", "rate_limited"),
        ("/status/451", "legal"),
        ("/status/500", "server_error"),
        ("/status/503", "server_error"),
        ("/status/202", "http_error"),
        ("/status/300", "http_error"),
        ("/nothing", "empty_page"),
        ("/empty", "empty_page"),
        ("/blank", "empty_page"),
        ("/pdf", "wrong_type"),
        ("/pdf-as-html", "wrong_type"),
        ("/picture", "wrong_type"),
        ("/json", "wrong_type"),
        ("/feed", "wrong_type"),
        ("/words", "wrong_type"),
        ("/big", "too_large"),
        ("/endless", "too_large"),
        ("/gzip-bomb", "too_large"),
        ("/gzip-not", "bad_compression"),
        ("/gzip-half", "bad_compression"),
        ("/brotli", "bad_compression"),
        ("/broken-off", "truncated"),
        ("/garbage", "connection_failed"),
        ("/hop/6", "too_many_redirects"),
        ("/circle", "redirect_loop"),
        ("/nowhere", "bad_redirect"),
        ("/to-file", "bad_redirect"),
        ("/cookie-wall", "no_text"),
        ("/script-only", "no_text"),
    ],
)
def test_every_failure_is_a_sentence_with_a_way_out(path: str, code: str, web) -> None:
    with pytest.raises(InputError) as raised:
        read_article(web.url(path), allow_private=True)
    error = raised.value
    assert error.code == code
    assert error.exit_code == 2
    assert error.message.endswith((".", "…"))
    assert error.hint.endswith(".")
    assert "Traceback" not in error.message


@pytest.mark.parametrize("path", ["/news.html", "/hop/5", "/untyped", "/octets", "/cookie-then-page"])
def test_what_should_work_does(path: str, web) -> None:
    article = read_article(web.url(path), allow_private=True)
    assert article.title == "Graduates still earn more over a lifetime, study finds"
    assert article.evidence


@pytest.mark.parametrize("path", ["/gzip", "/gzip-twice", "/deflate", "/deflate-bare"])
def test_compressed_pages_come_out_as_they_were(path: str, web, saved) -> None:
    page = fetch(web.url(path), allow_private=True)
    assert page.body == saved("news")
    assert page.content_type == "text/html"
    assert page.charset == "utf-8"


def test_the_final_address_is_told(web) -> None:
    assert fetch(web.url("/hop/2"), allow_private=True).url == web.url("/news.html")


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_a_server_that_drips_is_cut_off_at_the_deadline(path: str, web) -> None:
    start = time.monotonic()
    with pytest.raises(InputError) as raised:
        fetch(web.url(path), allow_private=True, limits=QUICK)
    assert raised.value.code == "timeout"
    assert 0.8 < time.monotonic() - start < 8.0


def test_a_server_that_says_nothing_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.monotonic()
        with pytest.raises(InputError) as raised:
            fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/", allow_private=True, limits=QUICK)
    assert raised.value.code == "timeout"
    assert time.monotonic() - start < 8.0


def test_a_resolver_that_hangs_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(3) or [])
    start = time.monotonic()
    with pytest.raises(InputError) as raised:
        fetch("http://slow.example/", allow_private=True, limits=FetchLimits(seconds=0.3))
    assert raised.value.code == "timeout"
    assert time.monotonic() - start < 2.5


def test_a_bomb_goes_off_small(web) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InputError):
            fetch(web.url("/gzip-bomb"), allow_private=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


def test_the_limit_counts_what_comes_out(web, saved) -> None:
    exact = FetchLimits(max_bytes=len(saved("news")))
    assert fetch(web.url("/gzip"), allow_private=True, limits=exact).body == saved("news")
    with pytest.raises(InputError) as raised:
        fetch(web.url("/gzip"), allow_private=True, limits=FetchLimits(max_bytes=len(saved("news")) - 1))
    assert raised.value.code == "too_large"


def test_connection_refused_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(InputError) as raised:
        fetch(f"http://127.0.0.1:{port}/", allow_private=True)
    assert raised.value.code == "connection_refused"


def test_a_server_without_tls_is_said(web) -> None:
    with pytest.raises(InputError) as raised:
        fetch(web.url("/news.html").replace("http:", "https:"), allow_private=True, limits=QUICK)
    assert raised.value.code in {"tls", "connection_failed", "timeout"}


def test_an_untrusted_certificate_is_refused(tmp_path) -> None:
    from articles.article_tls import secure_server

    with secure_server(tmp_path) as url, pytest.raises(InputError) as raised:
        fetch(url, allow_private=True)
    assert raised.value.code == "tls"
    assert "certificate" in raised.value.message


def test_a_certificate_that_the_machine_trusts_is_accepted(tmp_path, monkeypatch) -> None:
    from articles.article_tls import secure_server

    with secure_server(tmp_path) as url:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert b"secure" in fetch(url, allow_private=True).body


def test_we_say_who_we_are_and_ask_for_what_we_can_read(web) -> None:
    fetch(web.url("/news.html"), allow_private=True)
    headers = web.seen[0][1]
    assert headers["user-agent"].startswith("PostLab")
    assert headers["user-agent"].endswith("(+link preview)")
    assert headers["accept-encoding"] == "gzip, deflate"
    assert "authorization" not in headers


def test_a_picture_for_the_card(web) -> None:
    body, kind = fetch_image(web.url("/picture"), allow_private=True) or (b"", "")
    assert body.startswith(b"\x89PNG")
    assert kind == "image/png"
    assert (fetch_image(web.url("/picture-mislabelled"), allow_private=True) or (b"", ""))[1] == "image/jpeg"


@pytest.mark.parametrize("path", ["/picture-large", "/svg", "/news.html", "/status/404", "/pdf", "/empty", "/circle"])
def test_anything_wrong_with_a_picture_is_just_no_picture(path: str, web) -> None:
    assert fetch_image(web.url(path), allow_private=True) is None


@pytest.mark.parametrize("url", ["data:image/png;base64,AAAA", "", "http://127.0.0.1:1/x.png", "not a url"])
def test_a_picture_that_may_not_be_fetched_is_none(url: str) -> None:
    assert fetch_image(url, allow_private=False) is None
