"""`postlab preview`: posts as they will look, as one page that loads nothing; nothing is stored or sent."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from browser import OpenPage, chromium, open_page  # noqa: F401 - fixtures
from cli.typist import NAME, PLAN, Typist, changed

URL = "https://news.example/graduate-pay"
BY_HAND = (
    *(URL, "--title", "Graduates still earn more"),
    *("--evidence", "Research shows that most graduates will earn more income over their lifetime."),
)
ONE_ROUND = {"rounds = 12": "rounds = 1"}


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are typed in an empty folder."""
    folder = tmp_path / "somewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)


@pytest.fixture
def nobody(tmp_path: Path) -> Typist:
    """Somebody without a lab."""
    return Typist(tmp_path / "no lab")


def words_of(page: str) -> str:
    """What can be read on a page, on one line."""
    body = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def figures(page: str) -> list[str]:
    """The words of each post on a page."""
    return [words_of(figure) for figure in re.findall(r"<figure.*?</figure>", page, flags=re.DOTALL)]


def shown(typist: Typist, *words: str) -> list[str]:
    """The posts on the page of a preview."""
    return figures(typist("preview", *words, "-o", "-").out)


class Site(BaseHTTPRequestHandler):
    """A page about degrees, and its picture."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        is_picture = self.path == "/picture.png"
        self.send_header("Content-Type", "image/png" if is_picture else "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.picture() if is_picture else self.page())

    def page(self) -> bytes:
        host = self.headers["Host"]
        return (
            "<!doctype html><html lang='en'><head><title>Degrees pay off</title>"
            f"<meta property='og:image' content='http://{host}/picture.png'></head><body><article>"
            "<h1>Degrees pay off &lt;script&gt;alert(1)&lt;/script&gt;</h1><p>A study of 40,000 people by the "
            "university found that graduates earn 38 per cent more over their working lives than people who left "
            "school at eighteen.</p><p>The authors followed everyone for thirty years and asked them about work, "
            "health and family along the way, which makes the survey one of the longest of its kind.</p>"
            "</article></body></html>"
        ).encode()

    @staticmethod
    def picture() -> bytes:
        written = BytesIO()
        Image.effect_noise((900, 300), 80).convert("RGB").save(written, "PNG", compress_level=9)
        return written.getvalue()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Quiet."""


@pytest.fixture
def pictured_site() -> Iterator[tuple[str, list[str]]]:
    """The address of a site whose page has a picture, and what it was asked for."""
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", Site.asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_both_framings_stand_beside_each_other(planned: Typist) -> None:
    before = planned.dump()
    said = planned("preview", NAME)
    file = Path(f"{NAME}-preview.html")
    assert said.out == f"Written to {file.resolve()}.\nIt shows 2 posts.\n"
    assert f"postlab approve {NAME}" in said.complaint
    page = file.read_text(encoding="utf-8")
    bare, contextualised = figures(page)
    assert bare.startswith("bare link on Sandbox (simulated audience) ( sandbox )") or "bare link" in bare[:20]
    assert "Graduates still earn more" in bare
    assert "most graduates will earn more" in contextualised
    assert all("waits for approval" in one and "simulated audience" in one for one in (bare, contextualised))
    assert all(re.search(r"\d+ of 280 characters", one) for one in (bare, contextualised))
    assert "The audience is simulated: no real person sees these posts." in words_of(page)
    assert planned.dump() == before


def test_a_page_loads_nothing(planned: Typist) -> None:
    page = planned("preview", NAME, "-o", "-").out
    assert "default-src 'none'; img-src data:" in page
    assert not re.search(r"<(?:script|link|iframe|a [^>]*href=\"http)", page)
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page)
    assert len(page.encode()) < 60_000


def test_one_post_is_shown_with_what_went_live(planned: Typist) -> None:
    (before,) = shown(planned, "1")
    assert "post 1 waits for approval" in before
    planned("approve", NAME, "--yes")
    planned.clock.set(datetime(2026, 11, 24, 12, 31, tzinfo=ZoneInfo("Australia/Sydney")))
    planned("run")
    out = planned.rows("SELECT id FROM post WHERE state = 'published'")
    (after,) = shown(planned, str(out[0][0]))
    assert f"post {out[0][0]} went out" in after
    assert "Tue 24 Nov 2026 12:3" in after
    assert "was seen live as it was written" in after


def test_an_experiment_that_is_over_shows_what_went_out(typist: Typist) -> None:
    typist.plans(changed(PLAN, ONE_ROUND))
    typist("approve", NAME, "--all", "--yes")
    for day in (24, 26, 29, 30):
        typist.clock.set(datetime(2026, 11, day, 13, tzinfo=ZoneInfo("Australia/Sydney")))
        typist("run", code=(0, 3))
    page = typist("preview", NAME, "-o", "-").out
    assert f"Posts of “{NAME}” as they looked" in words_of(page)
    assert [("went out" in one) for one in figures(page)] == [True, True]
    assert figures(typist("preview", NAME, "--round", "1", "-o", "-").out) == figures(page)


def test_where_no_round_waits_the_next_is_shown_as_it_would_read(planned: Typist) -> None:
    planned("post", "cancel", "1", "--give-up-round", "The page has changed.")
    before = planned.dump()
    page = planned("preview", NAME, "-o", "-").out
    assert "No round waits to go out" in words_of(page)
    assert {one.split(" on ")[0] for one in figures(page)} == {"bare link", "contextualised"}
    assert planned.dump() == before


def test_once_the_last_round_is_out_it_is_shown_and_nothing_else(typist: Typist) -> None:
    typist.plans(changed(PLAN, ONE_ROUND))
    typist("approve", NAME, "--yes")
    for day in (24, 26):
        typist.clock.set(datetime(2026, 11, day, 13, tzinfo=ZoneInfo("Australia/Sydney")))
        typist("run", code=(0, 3))
    assert typist.rows("SELECT state FROM experiment") == [("running",)]
    assert [("went out" in one) for one in shown(typist, NAME)] == [True, True]


def test_a_link_in_the_first_reply_is_shown_below_its_post(typist: Typist) -> None:
    typist.plans(
        changed(
            PLAN,
            {'blocks = ["link"]': 'blocks = ["link in reply"]', '"evidence", "link"]': '"evidence", "link in reply"]'},
        )
    )
    for one in shown(typist, NAME):
        assert one.index("the first reply") < one.index("https://news.example")
    (reply,) = typist.rows("SELECT id FROM post WHERE reply_to_id = 1")
    assert shown(typist, str(reply[0])) == shown(typist, "1")


def test_a_link_is_shown_on_every_network_where_there_is_no_lab(nobody: Typist) -> None:
    page = nobody("preview", *BY_HAND, "-o", "-").out
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["Bluesky", "Facebook", "LinkedIn", "Mastodon", "Threads", "X"]
    assert len(figures(page)) == 12
    assert "https://lnkd.in/…" in page
    assert not nobody.lab.exists()


def test_a_link_is_shown_on_each_account_of_the_lab(typist: Typist) -> None:
    typist("account", "add", "manual", "alumni", "--network", "linkedin")
    typist("account", "add", "manual", "staff", "--network", "linkedin")
    page = typist("preview", *BY_HAND, "-o", "-").out
    assert re.findall(r"<h3>(.*?)</h3>", page) == [
        "sandbox on Sandbox (simulated audience)",
        "alumni on LinkedIn",
        "staff on LinkedIn",
    ]
    assert "Some of these posts go to a simulated audience" in words_of(page)
    assert "goes out by hand" in figures(page)[-1]
    (only, other) = figures(typist("preview", *BY_HAND, "--platform", "threads", "-o", "-").out)
    assert "news.example/…" in only
    assert "Threads makes this preview itself" in other


def test_the_picture_of_a_page_is_asked_for_once_and_kept_in_the_page(
    nobody: Typist, pictured_site: tuple[str, list[str]]
) -> None:
    site, asked = pictured_site
    page = nobody("preview", f"{site}/degrees", "--allow-private", "-o", "-").out
    assert asked.count("/picture.png") == 1
    assert page.count("data:image/jpeg;base64,") == 12
    assert len(page.encode()) < 12 * 110_000 + 60_000
    assert "<script>alert" not in page
    asked.clear()
    without = nobody("preview", f"{site}/degrees", "--allow-private", "--no-pictures", "-o", "-").out
    assert "/picture.png" not in asked
    assert "data:image" not in without
    assert "the page’s picture" in words_of(without)


def test_what_a_plan_says_stays_text(typist: Typist) -> None:
    typist.plans(
        changed(
            PLAN,
            {
                'title = "Graduates still earn more"': 'title = "<img src=x onerror=alert(1)> {{ 7*7 }}"',
                'question = "Do': 'question = "<script>alert(1)</script> Do',
            },
        )
    )
    page = typist("preview", NAME, "-o", "-").out
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "<img src=x onerror=alert(1)> {{ 7*7 }}" in words_of(page.replace("&lt;", "&lt;"))


def test_a_file_of_somebody_elses_is_left_alone(planned: Typist) -> None:
    own = Path(f"{NAME}-preview.html")
    planned("preview", NAME)
    planned("preview", NAME)
    own.write_text("<!doctype html><p>mine</p>", encoding="utf-8")
    for more in ((), ("--output", str(own))):
        refused = planned("preview", NAME, *more, code=2)
        assert "it is none of PostLab's pages" in refused.complaint
        assert own.read_text(encoding="utf-8") == "<!doctype html><p>mine</p>"
    planned("preview", NAME, "--replace")
    assert "as they will look" in own.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("exam-saeson",), "There is no experiment “exam-saeson”"),
        (("99",), "There is no post 99"),
        ((NAME, "--round", "7"), "There is no round 7 of “exam-season-context” yet: round 1 is drawn"),
        (("1", "--round", "1"), "--round is of an experiment"),
        ((*BY_HAND, "--round", "1"), "--round is of an experiment"),
        ((NAME, "--title", "Other"), "--title says how a link is drafted"),
        ((NAME, "--no-tracking", "--audience", "parents"), "--audience and --no-tracking say how a link is drafted"),
        ((NAME, "--open", "-o", "-"), "What goes to standard output cannot be opened"),
        ((NAME, "-o", "missing/page.html"), "cannot be written"),
        ((*BY_HAND, "--platform", "myspace"), "no platform called “myspace”"),
    ],
)
def test_what_cannot_be_shown_is_a_sentence(planned: Typist, words: tuple[str, ...], why: str) -> None:
    refused = planned("preview", *words, code=2)
    assert why in refused.complaint
    assert refused.out == ""
    assert list(Path.cwd().iterdir()) == []


def test_programs_are_told_what_is_seen_at_once(nobody: Typist) -> None:
    answer = nobody("preview", *BY_HAND, "--platform", "linkedin", "--json").json
    (part,) = answer["parts"]
    bare, contextualised = part["looks"]
    assert bare["seen"] == "Graduates still earn more\n\nhttps://lnkd.in/…"
    assert bare["folded"] == ""
    assert contextualised["folded"].endswith("https://lnkd.in/…")
    assert bare["card"] == {
        "title": "Graduates still earn more",
        "site": "news.example",
        "description": "",
        "picture": None,
        "in_reply": False,
    }
    refused = nobody("preview", *BY_HAND, "--json", "--open", code=2)
    assert "--json and --open are different answers" in refused.complaint


def test_without_a_lab_an_experiment_is_not_found(nobody: Typist) -> None:
    assert "postlab init" in nobody("preview", NAME, code=2).complaint


def test_who_looks_at_a_post_is_told(planned: Typist) -> None:
    assert "`postlab preview 1` shows it as it will look." in planned("post", "show", "1").words


@pytest.mark.server
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_keeps_anybody_out(
    open_page: OpenPage,  # noqa: F811 - the fixture
    nobody: Typist,
    pictured_site: tuple[str, list[str]],
    *,
    dark: bool,
) -> None:
    file = Path("page.html")
    nobody("preview", f"{pictured_site[0]}/degrees", "--allow-private", "-o", str(file))
    seen = open_page(file, dark=dark)
    for scheme in ("as-here", "in-light", "in-dark"):
        seen.do(lambda page, scheme=scheme: page.check(f"#{scheme}"))
        seen.unfold()
        assert seen.faults() == []
    assert (seen.console, seen.requests) == ([], [])
    stops = open_page(file, dark=dark).tab_stops()
    assert stops[0] == "a Skip to the content"
    # the arrow keys go on from the one that is chosen
    assert [stop for stop in stops if stop.startswith("input")] == ["input "]
    assert [stop for stop in stops if stop.startswith("summary")] == ["summary …more"]
    for narrow in (open_page(file, width=320), open_page(file, width=1280, zoom=2.0)):
        narrow.unfold()
        assert narrow.sideways() <= 0


@pytest.mark.server
def test_posts_can_be_seen_in_the_dark_on_a_light_screen(
    open_page: OpenPage,  # noqa: F811 - the fixture
    nobody: Typist,
) -> None:
    file = Path("page.html")
    nobody("preview", *BY_HAND, "-o", str(file))
    seen = open_page(file)
    paper = "() => getComputedStyle(document.querySelector('.look-post')).backgroundColor"
    light = seen.ask(paper)
    seen.do(lambda page: page.check("#in-dark"))
    assert (light, seen.ask(paper)) == ("rgb(255, 255, 255)", "rgb(22, 25, 29)")


@pytest.mark.server
def test_on_paper_nothing_is_folded_away(
    open_page: OpenPage,  # noqa: F811 - the fixture
    nobody: Typist,
) -> None:
    file = Path("page.html")
    nobody("preview", *BY_HAND, "--platform", "linkedin", "-o", str(file))
    seen = open_page(file)
    shown = "() => [...document.querySelectorAll('.look-fold .look-text')].map(one => one.checkVisibility())"
    assert seen.ask(shown) == [False]
    seen.do(lambda page: page.emulate_media(media="print"))
    assert seen.ask(shown) == [True]
