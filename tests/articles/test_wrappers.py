"""The page's address comes out of those that mail filters, search engines and networks put around it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from postlab.articles.pasted import pasted
from postlab.articles.wrappers import unwrapped
from postlab.errors import InputError

PAGE = "https://careers.example.org/a?id=5"
HELD = quote(PAGE, safe="")


@pytest.mark.parametrize(
    ("url", "by"),
    [
        (f"https://aus01.safelinks.protection.outlook.com/?url={HELD}&data=05%7Cjo%40uni.example", "Outlook SafeLinks"),
        (f"https://nam12.safelinks.protection.outlook.com/ap/w-5958/?url={HELD}&data=05", "Outlook SafeLinks"),
        (f"https://gcc02.safelinks.protection.office365.us/?data=1&url={HELD}", "Outlook SafeLinks"),
        (f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/x.html?url={HELD}", "Teams SafeLinks"),
        (f"https://www.google.com/url?rct=j&sa=t&url={PAGE}&ct=ga&usg=x", "Google"),
        (f"https://www.google.co.uk/url?q={HELD}&sa=D&ust=1", "Google"),
        (f"https://www.google.de/url?sa=t&url={HELD}", "Google"),
        ("https://www.google.com/amp/s/careers.example.org/a?id=5", "Google AMP"),
        ("https://careers-example-org.cdn.ampproject.org/c/s/careers.example.org/a?id=5", "Google AMP"),
        (f"https://l.facebook.com/l.php?u={HELD}&h=AT0", "Facebook"),
        (f"https://lm.facebook.com/l.php?u={HELD}&h=AT0", "Facebook"),
        (f"https://l.instagram.com/?u={HELD}&e=AT0", "Facebook"),
        (f"https://www.linkedin.com/redir/redirect?url={HELD}&urlhash=x&trk=y", "LinkedIn"),
        (f"https://www.linkedin.com/safety/go?url={HELD}&trk=flagship", "LinkedIn"),
        (f"https://slack-redir.net/link?url={HELD}&v=3", "Slack"),
        (f"https://www.youtube.com/redirect?event=video_description&q={HELD}", "YouTube"),
        (f"https://out.reddit.com/t3_x?url={HELD}&token=y", "Reddit"),
        (f"https://duckduckgo.com/l/?uddg={HELD}&rut=x", "DuckDuckGo"),
        ("https://www.bing.com/ck/a?!&&p=x&u=a1aHR0cHM6Ly9jYXJlZXJzLmV4YW1wbGUub3JnL2E_aWQ9NQ&ntb=1", "Bing"),
        ("https://urldefense.proofpoint.com/v1/url?u=https://careers.example.org/a%3Fid%3D5&k=x", "Proofpoint"),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__careers.example.org_a-3Fid-3D5&d=Dw", "Proofpoint"),
        ("https://urldefense.com/v3/__https://careers.example.org/a?id=5__;!!Abc!Xyz$", "Proofpoint"),
        ("https://urldefense.com/v3/__https:/careers.example.org/a?id*5__;PQ!!Abc!Xyz$", "Proofpoint"),
        (f"https://linkprotect.cudasvc.com/url?a={HELD}&c=E,1,x", "Barracuda"),
        (f"https://secure-web.cisco.com/1aBcD/{HELD}", "Cisco Secure Email"),
        ("https://url.avanan.click/v2/___https://careers.example.org/a?id=5___.YXA", "Check Point"),
        (f"https://email.uni.example/CL0/{HELD.replace('%3A', ':')}/1/0100-x", "a newsletter's counter"),
        (f"https://login.ezproxy.uni.example/login?url={PAGE}", "a library's proxy"),
    ],
)  # fmt: skip
def test_the_address_of_the_page_comes_out(url: str, by: str) -> None:
    found = pasted(url)
    assert (found.url, found.by) == (PAGE, by)


def test_a_wrapper_of_the_same_form_under_another_domain_is_known_by_its_form() -> None:
    url = f"http://aus01.safelinks.protection.outlook.example.com/?url={HELD}&data=jo.bloggs%40uni.example.org"
    assert pasted(url).url == PAGE
    assert pasted(f"http://www.google.example.com/url?rct=j&url={HELD}&usg=x").url == PAGE
    assert pasted(f"http://l.facebook.example.com/l.php?u={HELD}&h=AT0").url == PAGE
    assert pasted(f"http://www.linkedin.example.com/redir/redirect?url={HELD}&urlhash=x").url == PAGE


def test_wrappers_in_wrappers_come_off_one_after_the_other() -> None:
    inner = f"https://www.google.com/url?q={HELD}"
    outer = f"https://eur03.safelinks.protection.outlook.com/?url={quote(inner, safe='')}&data=1"
    assert (pasted(outer).url, pasted(outer).by) == (PAGE, "Outlook SafeLinks")
    assert pasted(f"https://l.facebook.com/l.php?u={quote(outer + '&utm_source=x', safe='')}").url == PAGE


@pytest.mark.parametrize(
    ("url", "by"),
    [
        ("https://protect-eu.mimecast.com/s/abcDEF?domain=careers.example.org", "Mimecast"),
        ("https://url.uk.m.mimecastprotect.com/s/abcDEF?domain=careers.example.org", "Mimecast"),
        ("https://news.google.com/rss/articles/CBMiabc?oc=5", "Google News"),
        ("https://aus01.safelinks.protection.outlook.com/GetUrlReputation?data=jo%40uni.example", "Outlook SafeLinks"),
        ("https://urldefense.com/v3/__nothing__;!!x$", "Proofpoint"),
    ],
)
def test_a_wrapper_that_cannot_be_undone_is_refused_by_name(url: str, by: str) -> None:
    with pytest.raises(InputError) as refused:
        pasted(url)
    assert refused.value.code == "wrapped"
    assert by in refused.value.message
    assert "browser" in refused.value.hint


@pytest.mark.parametrize(
    "url",
    [
        f"https://news.example/share?url={HELD}",
        f"https://www.google.example.com/url?url={HELD}",
        f"https://careers.example.org/login?url={HELD}",
        f"https://notfacebook.com/l.php?u={HELD}",
        f"https://www.facebook.com/uni/posts/1?u={HELD}",
        "https://www.google.com/url?q=what+pays",
        "https://www.google.com/search?q=careers",
        "https://www.mimecast.com/blog/phishing",
        "https://web.archive.org/web/2026/https://careers.example.org/a",
        "https://[broken",
    ],
)
def test_a_page_is_no_wrapper(url: str) -> None:
    assert unwrapped(url) is None
