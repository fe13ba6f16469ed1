"""What is read off saved pages of many kinds."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from postlab.articles.by_hand import article_by_hand
from postlab.articles.overrides import overlaid
from postlab.articles.read import read_page
from postlab.errors import InputError
from postlab.framing.article import BY_HAND, TEXT, Evidence

URL = "https://www.harbourtimes.example/education/graduates-still-earn-more-20260914?utm_source=x&fbclid=1"
FILLER = "<p>Wages rose by 4% because more people found work in the year to June, the bureau's data show.</p>" * 3


def page(head: str = "", body: str = FILLER, *, html: str = '<html lang="en">') -> bytes:
    return f"<!doctype html>{html}<head>{head}</head><body>{body}</body></html>".encode()


def article(head: str = "", body: str = FILLER, url: str = "https://news.example/story", **kwargs: str):
    return read_page(page(head, body, **kwargs), url).article


def test_a_news_page_is_read_whole(saved) -> None:
    read = read_page(saved("news"), URL, "utf-8")
    told = read.article
    assert told.url == "https://www.harbourtimes.example/education/graduates-still-earn-more-20260914"
    assert told.title == "Graduates still earn more over a lifetime, study finds"
    assert told.site == "The Harbour Times"
    assert told.author == "Priya Nair, Tom O'Leary"
    assert told.published == date(2026, 9, 14)
    assert told.description == "A new analysis of tax records puts a number on what a degree is worth – and for whom."
    assert told.image == "https://www.harbourtimes.example/media/2026/09/graduation-1200.jpg"
    assert told.language == "en"
    # the lead was "released on Monday", which is no news on another day
    assert told.evidence[0].sentence.startswith("The median graduate earned $412,000 more over a working life")
    assert "cookies" not in read.text
    assert "newsletter" not in " ".join(one.sentence for one in told.evidence)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wordpress", ("5 things employers want from school leavers", "Career Corner", "Morag Bell", "en",
                       date(2026, 3, 2))),
        ("university", ("Mentoring lifts first-year results", "University of Southmoor", "Media Office", "en",
                        date(2025, 11, 20))),
        ("statistics", ("Education and Work, May 2026", "National Statistics Office", None, "en", date(2026, 11, 12))),
        ("german", ("Ausbildung oder Studium? Was sich lohnt", "Berufsblick", "Jürgen Weiß", "de", date(2026, 5, 4))),
        ("amp", ("Scholarships for regional students close on 30 June", "Regional News", "Sam Ortiz", "en",
                 date(2026, 6, 1))),
        ("latin", ("Été: les diplômés trouvent plus vite un emploi", "Le Métier", None, "fr", None)),
        ("liar", ("Café jobs aren’t a “dead end”", "The Ledger", None, "en", None)),
        ("bare", ("Why apprentices finish", "pages.example", None, "en", None)),
        ("boilerplate", ("Where nurses train matters for where they stay", "CourseFinder", None, "en", None)),
    ],
)  # fmt: skip
def test_pages_of_many_kinds(name: str, expected: tuple[object, ...], saved) -> None:
    told = read_page(saved(name), f"https://pages.example/{name}", "iso-8859-1").article
    assert (told.title, told.site, told.author, told.language, told.published) == expected
    assert told.evidence


@pytest.mark.parametrize(
    ("name", "strongest"),
    [
        ("wordpress", "A survey of 1,100 employers by the Skills Council found that 72% would rather hire for"),
        ("university", "First-year students who met a peer mentor every fortnight scored 8 percentage points"),
        ("statistics", "Unemployment among people with a bachelor degree was 2.4%, compared with 6.8%"),
        ("german", "Akademiker verdienen laut einer Studie des Instituts für Arbeit im Laufe ihres Lebens"),
        ("amp", "Applications close on 30 June for 400 scholarships worth up to $12,000 a year"),
        ("bare", "Apprentices who are paid above the minimum wage are twice as likely to finish"),
        ("boilerplate", "Nurses who trained in the country were three times more likely to work there"),
        ("liar", "Teenagers who worked in cafés earned 11% more at 25 than classmates who didn’t"),
    ],
)
def test_the_strongest_evidence_of_each(name: str, strongest: str, saved) -> None:
    read = read_page(saved(name), f"https://pages.example/{name}")
    assert read.article.evidence[0].sentence.startswith(strongest)
    for one in read.article.evidence:
        if one.source == "summary":
            assert one.position is None
            continue
        assert one.position is not None
        assert read.text[one.position : one.position + len(one.sentence)] == one.sentence


def test_nothing_hostile_gets_through(saved) -> None:
    read = read_page(saved("hostile"), "https://pages.example/hostile")
    told = read.article
    assert told.title == "Pay[/red] [bold]rises[/bold] alert(1) & falls"
    assert told.author == "Eve Adams"
    assert told.image is None
    assert told.url == "https://pages.example/hostile"
    everything = repr(told) + read.text
    assert not any(f"\\x{code:02x}" in everything for code in [*range(9), 27, 127])
    assert "\u202e" not in read.text + told.title
    assert told.evidence[0].sentence.startswith("Wages rose by 4.1% in the year to June, the largest rise")


def test_a_teaser_of_another_story_is_no_evidence(saved) -> None:
    text = read_page(saved("boilerplate"), "https://pages.example/x").text
    assert "teaser" not in text
    assert "Course guide" not in text


@pytest.mark.parametrize(
    ("stated", "url", "expected"),
    [
        ("https://www.news.example/story/", "http://news.example/story", "https://www.news.example/story/"),
        ("/story", "https://news.example/story/?fbclid=1", "https://news.example/story"),
        ("//www.news.example/story", "http://news.example/story", "http://www.news.example/story"),
        ("news.example/story", "https://news.example/story/", "https://news.example/story"),
        ("http://news.example/story/", "https://news.example/story", "https://news.example/story/"),
        ("https://news.example/story?utm_source=rss", "https://news.example/story/", "https://news.example/story"),
        ("https://news.example/caf\u00e9", "https://news.example/caf%C3%A9/", "https://news.example/caf%C3%A9"),
        ("https://news.example/story", "https://news.example/story/#apply", "https://news.example/story#apply"),
        ("https://jobs.example/", "https://jobs.example/#/jobs/7", "https://jobs.example/#/jobs/7"),
        # another page: it has to answer first
        ("https://news.example/real", "https://m.news.example/story?x=1", "https://m.news.example/story?x=1"),
        ("/real?id=2", "https://news.example/story", "https://news.example/story"),
        ("https://elsewhere.example/real", "https://news.example/story", "https://news.example/story"),
        ("https://news.example/", "https://news.example/2026/story", "https://news.example/2026/story"),
        ("http://127.0.0.1/", "https://news.example/story", "https://news.example/story"),
        ("http://localhost:3000/story", "https://news.example/story", "https://news.example/story"),
        ("javascript:alert(1)", "https://news.example/story", "https://news.example/story"),
        ("http://[bad", "https://news.example/story", "https://news.example/story"),
        ("https://user:pw@news.example/x", "https://news.example/story", "https://news.example/story"),
        ("https://b.github.io/x", "https://a.github.io/y", "https://a.github.io/y"),
        ("https://a.co.uk/x", "https://b.co.uk/y", "https://b.co.uk/y"),
        ("https://news.example/https://news.example/story", "https://news.example/story", "https://news.example/story"),
        ("https://news.example//story", "https://news.example/story", "https://news.example/story"),
        ("https://news.example/real", "http://127.0.0.1:8000/saved.html", "http://127.0.0.1:8000/saved.html"),
    ],
)  # fmt: skip
def test_the_canonical_address_is_believed_within_reason(stated: str, url: str, expected: str) -> None:
    assert article(f'<link rel="canonical" href="{stated}">', url=url).url == expected
    assert article(f'<meta property="og:url" content="{stated}">', url=url).url == expected


def test_tracking_is_taken_off_our_own_address_and_nothing_else() -> None:
    url = "https://news.example/a?id=7&utm_source=x&UTM_Medium=y&fbclid=z&gclid=1&q=a%20b&empty="
    assert article(url=url).url == "https://news.example/a?id=7&q=a%20b&empty="


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<title>Pay rises | Daily News</title><meta property=og:site_name content='Daily News'>", "", "Pay rises"),
        ("<title>Daily News: Pay rises</title><meta property=og:site_name content='Daily News'>", "", "Pay rises"),
        ("<title>Pay rises for nurses again - Business - Our Daily</title>", "<h1>Pay rises for nurses again</h1>",
         "Pay rises for nurses again"),
        ("<title>Pay rises | News.example</title>", "", "Pay rises"),
        ("<title>Pay - and what it buys</title>", "", "Pay - and what it buys"),
        ("<title>Year 10–12 subjects</title>", "", "Year 10–12 subjects"),
        ("<title>Pay &amp;amp; prices &amp;#8211; now</title>", "", "Pay & prices – now"),
        ("<title>Home</title>", "<h1>Pay rises</h1>", "Pay rises"),
        (("<meta property=og:title content='Daily News'><meta property=og:site_name content='Daily News'>"
         "<title>Pay rises | Daily News</title>"), "", "Pay rises"),
        ("<meta property=og:title content='It\ufffds over'><title>It’s over</title>", "", "It’s over"),
        ("<title></title>", "<h1> </h1><h2>Pay   rises\n again</h2>", "Pay rises again"),
        ("<title>x</title>", "<svg><title>icon</title></svg>", "x"),
    ],
)  # fmt: skip
def test_titles(head: str, body: str, expected: str) -> None:
    assert article(head, body + FILLER).title == expected


def test_a_page_without_any_title_is_called_by_its_first_words() -> None:
    assert article().title.startswith("Wages rose by 4% because more people found work")


@pytest.mark.parametrize(
    ("block", "author"),
    [
        ('{"@type":"NewsArticle","headline":"H","author":"By Ann Lee"}', "Ann Lee"),
        ('{"@type":["Article","X"],"headline":"H","author":[{"name":"Ann Lee"},{"name":"Bo"}]}', "Ann Lee, Bo"),
        (('[{"@type":"WebPage"},{"@type":"BlogPosting","headline":"H","author":{"@id":"#a"}},'
         '{"@id":"#a","@type":"Person","name":"Ann Lee"}]'), "Ann Lee"),
        ('{"@type":"Article","headline":"H\n","author":{"name":"Ann Lee"},}', "Ann Lee"),
        ('<!-- {"@type":"Article","headline":"H","author":{"name":"Ann Lee"}} -->', "Ann Lee"),
        ('{"@type":"Article","headline":"H","author":{"name":"https://x.example/ann"}}', None),
        ('{"@type":"Article","headline":"H","author":{"name":"admin"}}', None),
        ('{"@type":', None),
        ("[" * 100_000, None),
        ('{"@graph":{"@graph":{"@graph":null}},"@type":7,"author":[[[1]]]}', None),
    ],
)  # fmt: skip
def test_json_ld_is_read_as_far_as_it_can_be(block: str, author: str | None) -> None:
    assert article(f'<script type="application/ld+json">{block}</script>').author == author


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-03-02T23:59:00-08:00", date(2026, 3, 2)),
        ("20260302", date(2026, 3, 2)),
        ("2026/3/2", date(2026, 3, 2)),
        ("March 2nd, 2026 10:00", date(2026, 3, 2)),
        ("Mon, 02 Mar 2026 10:00:00 GMT", date(2026, 3, 2)),
        ("1970-01-01T00:00:00Z", None),
        ("2026-13-45", None),
        ("yesterday", None),
    ],
)
def test_dates_as_pages_write_them(stated: str, expected: date | None) -> None:
    assert article(f'<meta property="article:published_time" content="{stated}">').published == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<div class="post-date">Published 14 May 2026</div>', date(2026, 5, 14)),
        ("<p><time datetime='2026-05-14'>last week</time></p>", date(2026, 5, 14)),
        ("<p>The act of 7 January 2013 changed what apprentices earn and where they may work.</p>", None),
    ],
)
def test_a_date_without_meta_tags_counts_where_the_page_has_a_place_for_it(body: str, expected: date | None) -> None:
    assert article("<title>Pay</title>", body + FILLER).published == expected


def test_the_language_is_told_by_the_words_when_the_page_says_nothing_or_nonsense(saved) -> None:
    german = saved("german").replace(b'lang="de"', b'lang="en-US"')
    body = saved("german").decode().partition("<body>")[2] * 2
    assert read_page(german.replace(b"</article>", body.encode()), "https://x.example/").article.language == "de"
    assert article(html="<html>").language == "en"
    assert article(html='<html lang="en-NZ">').language == "en"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<nav><a href=/>Home</a></nav>",
        "<p>Please enable JavaScript in your browser to view this site and all that is on it.</p>",
        "<p>We use cookies.</p><p>By using this site you consent to our use of cookies and to our terms of use.</p>",
        "<p>Checking your browser before accessing news.example. This process is automatic. Ray ID: 123456</p>",
        "<div>Already a subscriber? Log in to continue. Subscribe now to read this story and all the others.</div>",
        "<script>var text = 'Research shows that 90% of everything is not text at all, as a study has found.'</script>",
    ],
)
def test_a_page_without_text_is_said_so(body: str) -> None:
    with pytest.raises(InputError) as raised:
        article("<title>Big News of the Day</title>", body)
    assert raised.value.code == "no_text"
    assert "no readable article text" in raised.value.message
    assert "Big News of the Day" in raised.value.message
    assert "--evidence" in raised.value.hint


def test_a_paywall_that_says_so_is_called_one() -> None:
    block = '{"@type":"NewsArticle","headline":"H","isAccessibleForFree":"False"}'
    with pytest.raises(InputError) as raised:
        article(f'<script type="application/ld+json">{block}</script>', "<p>Subscribe now to read on.</p>")
    assert raised.value.code == "paywall"


def test_a_page_built_by_script_may_declare_its_text() -> None:
    text = "Wages rose by 4% in a year, a study has found. " * 2 + "It was the largest rise for a decade."
    block = f'{{"@type":"NewsArticle","headline":"Pay","articleBody":"{text}"}}'
    told = article(f'<script type="application/ld+json">{block}</script>', '<div id="root"></div>')
    assert told.evidence[0].sentence == "Wages rose by 4% in a year, a study has found."


def test_an_article_by_hand_is_what_was_given() -> None:
    told = article_by_hand(
        " https://www.news.example/a?utm_source=own#part ", title=" Pay \n rises\x1b[31m ", evidence=["  Up 4%. ", " "]
    )
    assert told.url == "https://www.news.example/a?utm_source=own#part"
    assert told.title == "Pay rises"
    assert told.site == "news.example"
    assert told.evidence == (Evidence("Up 4%.", None),)
    assert told.published is None


@pytest.mark.parametrize(
    ("url", "title", "code"),
    [("news.example/a", "T", "bad_scheme"), ("https://news.example/", " \x00 ", "no_title"), ("", "T", "bad_url")],
)
def test_what_is_given_by_hand_is_checked(url: str, title: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        article_by_hand(url, title=title)
    assert raised.value.code == code


def test_importing_costs_nothing() -> None:
    check = (
        "import sys, postlab.articles, postlab.articles.fetch, postlab.articles.evidence\n"
        "print([m for m in ('httpx', 'httpcore', 'trafilatura', 'lxml', 'tld', 'charset_normalizer')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_sentence_by_hand_that_the_page_has_word_for_word_is_the_pages_own() -> None:
    read = read_page(page(body=FILLER + "<p>One in four of them pays 4&nbsp;% more for a room in town.</p>"), URL)
    own = read.article.evidence[0]
    verbatim = "One in four of them pays 4 % more for a room in town."
    other = overlaid(URL, read, evidence=[verbatim, own.sentence, "One in four pays more."])
    assert [quoted.source for quoted in other.evidence] == [TEXT, own.source, BY_HAND]
    assert other.evidence[1] == own
    assert other.read
    assert not overlaid(URL, None, title="Wages", evidence=[verbatim]).read
