"""A thousand texts as people write them, and as nobody would: the same ones on every machine."""

from __future__ import annotations

from random import Random

from postlab.framing.top_level_domains import TOP_LEVEL_DOMAINS

WORDS = (
    "jobs", "Exams", "naïve", "Zürich", "résumé", "cafe\u0301", "работа", "εργασία", "งาน", "नौकरी", "工作",
    "しごと", "일자리", "שכר", "عمل", "64%", "A$70,000", "whānau", "“quoted”", "it’s", "—", "…", "U.S.",
    "e.g.", "v2.0", "12:30", "a&b", "1/2", "Ltd.", "Node.js", "x_y", "...", "(see", "below)", "[1]",
    "«oui»", "1.5", "10.30am", "Mr.Smith", "end.Begin",
)  # fmt: skip
EMOJI = (
    "😀", "👩‍👩‍👧‍👦", "👩🏽‍🎓", "🇦🇺", "🇳🇿🇬🇧",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "1️⃣", "❤️", "☺", "✅", "👍🏿",
    "🏳️‍🌈", "©️", "™", "🎓🎓", "🧑‍💻", "🐦‍🔥", "🫱🏽‍🫲🏻",
)  # fmt: skip
NAMES = (
    "@maria", "@ANU", "@a_b_c", "info@uni.example.org", "@careers@mastodon.social", "@pri.ya",
    "@ali.bsky.social", "RT @x1", "@maría", ".@staff", "(@jo)", "@@twice", "@uni/staff", "medium.com/@name",
    "@a@b", "foo@bar", "@name…", "@under_", "@日本",
)  # fmt: skip
TAGS = (
    "#careers", "#Zukunft2027", "#1", "#日本語", "#", "a#b", "#year-12", "#jobs.", "#été", "＃wide", "#x#y",
    "#!route",
)  # fmt: skip
BARE = (
    "GOV.UK", "gov.uk/find-a-job", "Seek.com.au", "seek.com.au/jobs?x=1", "www.uni.edu.au", "monster.de",
    "my.uni.ac.nz/x", "münchen.de", "café.fr", "例え.jp", "пример.рф", "x.co", "not.a-domain", "a.b",
    "file.txt", "report.pdf", "uni.ac.uk,", "Booking.com", "Indeed.com!", "CareerOne.com.au:", "-a.com",
    "a_b.com", "t.co", "ASP.NET", "a.com.au.zzz", "UCAS.com’s", "gov.uk.", "(gov.uk)", "“gov.uk”",
    "gov.uk;seek.com.au", "gov.uk/seek.com.au", "...gov.uk", "@gov.uk", "$gov.uk",
)  # fmt: skip
HOSTS = (
    "uni.edu.au", "www.gov.uk", "careers.example.org", "münchen.de", "xn--mnchen-3ya.de", "例え.jp",
    "пример.рф", "a.co", "uni.museum", "a-b.c-d.org", "a_b.example.com", "news.example", "localhost",
    "127.0.0.1", "uni.ac.uk:8080", "A.ORG", "x.technology", "x.みんな", "t.co", "example.com.",
)  # fmt: skip
PATHS = (
    "", "/", "/a", "/a/b.html", "/职业", "/wiki/Foo_(bar)", "/wiki/Foo_(日本)", "/a_(b_(c))", "/(a)",
    "/a(b", "/a)b", "/ü", "/%E8%81%8C", "/a.", "/a…", "/it’s", "/“q”", "/a,b;c", "/a'b", "/a!", "/@name",
    "/a~b", "/работа", "/a|b", "/[x]", "/a*", "/مهنة", "/a–b", "/a&b", "/a+", "/$", "/a:b", "/a=",
)  # fmt: skip
QUERIES = (
    "", "", "", "?utm_source=x&utm_medium=social", "?q=职业", "?q=ü", "?a=b.", "?a[]=1", "?", "?x=1#top",
    "?q=“x”", "?a=(b)", "?a=b&", "?e=me@x.org", "?a=1,2", "?a=…", "?a=|", "?a=b?", "?a='b'",
)  # fmt: skip
FRAGMENTS = ("", "", "", "", "#top", "#/events", "#!/x", "#ü")
BEFORE = (
    "", "", "", "", "(", "“", "[", "«", "…", "x", "\n", "#", "@", "、", "é", "-", "/", ".", "$", "&", "日",
    "👩‍🎓", "\u200e",
)  # fmt: skip
BEHIND = (
    "", "", "", "", ")", "”", ".", ",", "!", "?", ":", ";", "…", "]", "’", "、", "。", "—", "s", "»", "*",
    ").", "?!", "日",
)  # fmt: skip
BETWEEN = (" ", " ", " ", " ", " ", "\n", "\n\n", "", ", ", "\u3000", "\u00a0", "/", " - ")


def texts(number: int, *, seed: int = 20261130) -> list[str]:
    """So many texts, of words, emoji, names, tags, bare hosts and addresses with what may stand around them."""
    chance = Random(seed)
    domains = sorted(TOP_LEVEL_DOMAINS)
    return [_text(chance, domains) for _ in range(number)]


def _text(chance: Random, domains: list[str]) -> str:
    made = ""
    for _ in range(chance.randint(1, 14)):
        made += _piece(chance, domains) + chance.choice(BETWEEN)
    return made.strip()


def _piece(chance: Random, domains: list[str]) -> str:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(WORDS)
    if kind < 0.5:
        return chance.choice(EMOJI)
    if kind < 0.58:
        return chance.choice(NAMES)
    if kind < 0.66:
        return chance.choice(TAGS)
    if kind < 0.74:
        return chance.choice(BARE)
    if kind < 0.8:
        return f"{chance.choice(('', 'my', 'Jobs', 'é', '例'))}{chance.choice(WORDS[:2])}.{chance.choice(domains)}"
    scheme = chance.choice(("https://", "https://", "https://", "http://", "HTTPS://", "ftp://", "://"))
    address = chance.choice(HOSTS) + chance.choice(PATHS) + chance.choice(QUERIES) + chance.choice(FRAGMENTS)
    return f"{chance.choice(BEFORE)}{scheme}{address}{chance.choice(BEHIND)}"
