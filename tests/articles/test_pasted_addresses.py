"""An address that somebody pasted becomes the one to post, or is refused with a sentence that says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.articles.pasted import pasted, posted
from postlab.articles.site import same_page
from postlab.errors import InputError


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://news.example/pay", "https://news.example/pay"),
        ("<https://news.example/pay>", "https://news.example/pay"),
        ("(https://news.example/pay)", "https://news.example/pay"),
        ("“https://news.example/pay”", "https://news.example/pay"),
        ("www.news.example/pay?a=1", "https://www.news.example/pay?a=1"),
        ("news.example", "https://news.example"),
        ("HTTPS://News.Example/Pay", "https://news.example/Pay"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("https://news.example/x?a=1&amp;b=2", "https://news.example/x?a=1&b=2"),
        # a parameter of that name does not make a wrapper of a page
        ("https://news.example/share?url=https://other.example/a", "https://news.example/share?url=https://other.example/a"),
    ],
)  # fmt: skip
def test_it_is_made_whole(typed: str, address: str) -> None:
    assert pasted(typed).url == address


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=mail&id=7&fbclid=x", "id=7"),
        ("UTM_Campaign=a&utm_anything=b", ""),
        ("id=5&mtm_campaign=nl&mtm_source=mail", "id=5"),
        ("id=5&pk_campaign=nl&pk_kwd=x", "id=5"),
        ("id=5&piwik_campaign=nl", "id=5"),
        ("_hsenc=p2&_hsmi=1&hsCtaTracking=x&mc_cid=1&mc_eid=2", ""),
        ("gclid=1&gbraid=2&wbraid=3&gad_source=4&srsltid=5&msclkid=6&ttclid=7&li_fat_id=8", ""),
        ("elqTrackId=1&elq=2&elqaid=3&mkt_tok=4&igshid=5&vero_id=6&oly_enc_id=7&_branch_match_id=8", ""),
        ("rcm=1&trk=2&trkCampaign=3", ""),
        ("PHPSESSID=8f2&id=5", "id=5"),
        ("page=2&ref=menu&source=archive&q=a%20b&empty=", "page=2&ref=menu&source=archive&q=a%20b&empty="),
        ("package=react@18.2.0&by=@ann", "package=react@18.2.0&by=@ann"),
        ("campaign_id=4&cid=9&keyword=law", "campaign_id=4&cid=9&keyword=law"),
    ],
)
def test_tracking_is_left_out_and_nothing_else(query: str, kept: str) -> None:
    assert pasted(f"https://news.example/a?{query}").url == f"https://news.example/a{'?' if kept else ''}{kept}"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.linkedin.com/posts/x-1?src=a&lipi=b", "https://www.linkedin.com/posts/x-1"),
        ("https://youtu.be/abc?si=x&t=5", "https://youtu.be/abc?t=5"),
        ("https://x.com/uni/status/1?s=20&t=y", "https://x.com/uni/status/1"),
        ("https://www.theguardian.com/a?INTCMP=x", "https://www.theguardian.com/a"),
        ("https://mytwitter.com/a?s=20", "https://mytwitter.com/a?s=20"),
    ],
)
def test_what_is_tracking_on_one_site_stays_on_others(url: str, address: str) -> None:
    assert pasted(url).url == address


def test_the_visit_of_whoever_copied_it_goes() -> None:
    assert pasted("https://jobs.example/ad.do;jsessionid=A1B2.node1?id=7").url == "https://jobs.example/ad.do?id=7"
    assert pasted("https://jobs.example/a;v=2/b").url == "https://jobs.example/a;v=2/b"


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("/details/14742", "#/details/14742"),
        ("!/jobs/7", "#!/jobs/7"),
        ("apply", "#apply"),
        (":~:text=graduates%20earn", ""),
        ("apply:~:text=graduates", "#apply"),
        ("xtor=RSS-3208", ""),
        ("utm_source=mail&utm_medium=x", ""),
        ("mtm_campaign=x", ""),
    ],
)
def test_routes_and_anchors_stay(part: str, kept: str) -> None:
    assert pasted(f"https://jobs.example.org/en/#{part}").url == f"https://jobs.example.org/en/{kept}"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://zh.wikipedia.org/wiki/职业", "https://zh.wikipedia.org/wiki/%E8%81%8C%E4%B8%9A"),
        ("https://ar.wikipedia.org/wiki/مهنة", "https://ar.wikipedia.org/wiki/%D9%85%D9%87%D9%86%D8%A9"),
        ("https://en.wikipedia.org/wiki/L’Oréal", "https://en.wikipedia.org/wiki/L%E2%80%99Or%C3%A9al"),
        ("https://en.wikipedia.org/wiki/Clerk_(position)", "https://en.wikipedia.org/wiki/Clerk_%28position%29"),
        ("https://en.wikipedia.org/wiki/Inc.", "https://en.wikipedia.org/wiki/Inc%2E"),
        ("https://news.example/Who_am_I?", "https://news.example/Who_am_I"),
        ("https://news.example/a?f[topic]=pay&q=“law”", "https://news.example/a?f%5Btopic%5D=pay&q=%E2%80%9Claw%E2%80%9D"),
        ("https://news.example/100%/a%2Fb", "https://news.example/100%25/a%2Fb"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        # joiners are letters' own in some scripts
        ("https://fa.wikipedia.org/wiki/می‌خواهم",
         "https://fa.wikipedia.org/wiki/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85"),
        ("https://medium.com/@ann/how-i-chose~a-trade_1", "https://medium.com/@ann/how-i-chose~a-trade_1"),
    ],
)  # fmt: skip
def test_what_a_network_would_cut_is_encoded(typed: str, address: str) -> None:
    assert pasted(typed).url == address


@pytest.mark.parametrize("end", [")", ").", "),", ",", ";", "]", ">.", "”.", "»", "))", ")!", ");,"])
def test_the_end_of_a_sentence_that_was_copied_with_it_goes(end: str) -> None:
    assert pasted(f"https://careers.example.org/pay{end}").url == "https://careers.example.org/pay"
    assert pasted(f"careers.example.org/pay?year=2{end}").url == "https://careers.example.org/pay?year=2"
    assert pasted(f"https://careers.example.org{end}").url == "https://careers.example.org"
    of_a_page = f"https://careers.example.org/pay_(work){end}"
    assert pasted(of_a_page).url == "https://careers.example.org/pay_%28work%29"
    signed = "https://files.example/a.pdf?X-Amz-Signature=0123456789abcdef"
    assert pasted(f"{signed}{end}").url == signed


@pytest.mark.parametrize("around", ["\u200b", "\ufeff", " \u00a0", "\u2060\u200e", "%E2%80%8B", "%EF%BB%BF", "%20"])
def test_invisible_characters_around_it_are_dropped(around: str) -> None:
    assert pasted(f"https://careers.example.org/a{around}").url == "https://careers.example.org/a"
    if "%" not in around:
        assert pasted(f"{around}https://careers.example.org/a").url == "https://careers.example.org/a"


@pytest.mark.parametrize("inside", ["\u200b", "\u202e", "\u00ad", "%E2%80%8B", "%E2%80%AE", "\u00a0", "\u3000"])
def test_invisible_characters_inside_it_are_refused_with_their_place(inside: str) -> None:
    with pytest.raises(InputError) as refused:
        pasted(f"https://careers.example.org/a{inside}b")
    assert refused.value.code == "invisible"
    assert "/a”" in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("degrees pay", "bad_url"),
        ("", "bad_url"),
        ("https://[broken", "bad_url"),
        ("degrees", "bad_scheme"),
        ("ftp://news.example/x", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("https://me:secret@news.example/", "userinfo"),
        ("https://news.example/unsubscribe?email=jo.bloggs%40uni.example", "personal"),
        ("https://news.example/a?x=1&u=jo%2540uni.example", "personal"),
    ],
)
def test_what_cannot_be_posted_is_refused(typed: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        pasted(typed)
    assert refused.value.code == code
    assert posted(typed) == typed


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket.s3.amazonaws.com/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=abc&utm_source=x",
        "https://files.example/r(1).pdf?sv=2024-11-04&se=2026-12-01T00%3A00%3A00Z&sr=b&sig=a%2Bb%3D",
    ],
)
def test_a_signed_address_is_left_alone(url: str) -> None:
    given = pasted(url)
    assert (given.url, given.signed) == (url, True)


SAME = ("https://careers.example.org/a?x=1&y=2", "https://a.org/%C3%BCber", "https://jobs.example.org/en/#/7")
WRITINGS = {
    SAME[0]: [
        "http://careers.example.org/a?x=1&y=2",
        "https://www.careers.example.org/a/?y=2&x=1",
        "https://CAREERS.example.org:443/a?x=1&y=2&fbclid=z#top",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcareers.example.org%2Fa%3Fx%3D1%26y%3D2&data=1",
    ],
    SAME[1]: ["https://a.org/über", "https://www.a.org/u\u0308ber/", "https://a.org/%c3%bcber"],
    SAME[2]: ["http://jobs.example.org/en/?utm_source=x#/7"],
}
PAIRS = [(one, other) for one, others in WRITINGS.items() for other in others] + [
    ("https://xn--bcher-kva.de/x", "https://bücher.de/x"),
    ("https://a.org/%7Eann", "https://a.org/~ann"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_writings_of_one_page(one: str, other: str) -> None:
    assert same_page(one) == same_page(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.org/x", "https://a.org/X"),
        ("https://a.org/x?id=1", "https://a.org/x?id=2"),
        ("https://a.org/x?q=a&q=b", "https://a.org/x?q=b&q=a"),
        ("https://a.org/#/1", "https://a.org/#/2"),
        ("https://a.org/a%2Fb", "https://a.org/a/b"),
        ("https://a.org/x", "https://b.a.org/x"),
    ],
)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert same_page(one) != same_page(other)


def test_what_is_no_address_is_the_same_as_itself_alone() -> None:
    assert same_page("https://[broken") == "https://[broken"
    assert same_page("12") != same_page("13")


@given(
    st.builds(
        "https://news.example/{}{}{}".format,
        st.text(max_size=12),
        st.text(max_size=8).map(lambda words: f"?q={words}"),
        st.text(max_size=8).map(lambda words: f"#{words}"),
    )
)
def test_what_comes_out_goes_in_again_unchanged(url: str) -> None:
    address = posted(url)
    if address != url:
        assert posted(address) == address
        assert same_page(address) == same_page(url)
