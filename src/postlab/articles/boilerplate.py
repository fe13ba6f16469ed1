"""The words of what stands around an article: consent banners, logins, captions, invitations to subscribe."""

from __future__ import annotations

import re

from postlab.articles.phrases import listed

FURNITURE = listed(
    r"""
    \bcookies?\b, \bcookie-, \b(?:your|give|withdraw|manage) consent\b,
    \bconsent (?:to|choices|preferences)\b, \bzustimmung\b, \beinwilligung\b,
    \bdatenschutz(?:erklärung|einstellungen)\b, \bprivacy (?:policy|settings|choices)\b,
    \b(?:enable|activate|turn on|activer|activar) .{0,20}\bjava ?script\b,
    \b(?:site|page|app|website|content)\b.{0,30}\brequires? .{0,10}java ?script\b,
    \bjava ?script\b.{0,30}\b(?:is )?(?:enabled|disabled|required|aktivieren|aktiviert|désactivé)\b,
    \bunsupported browser\b, \bsupported browsers?\b, \bupgrade your browser\b,
    \bbrowser (?:is )?(?:not supported|no longer|out ?of ?date), \bad ?blocker\b,
    \bverify (?:that )?you are (?:a )?human\b, \bchecking your browser\b, \bnot a robot\b, \bcaptcha\b,
    \bray id\b, \bsubscribe (?:now|today|to (?:our|the|continue|read|unlock))\b, \bsubscribers? only\b,
    \bsign up (?:to|for) (?:our|the)\b, \bnewsletters?\b, \balready (?:a subscriber|have an account)\b,
    \b(?:log|sign) in (?:to|or|with)\b, \bcreate (?:a free |an )?account\b, \ball rights reserved\b,
    \bterms (?:of (?:use|service)|and conditions)\b, \bskip to (?:main )?content\b,
    \bpersonali[sz]ed ads?\b, \blegitimate interests?\b,
    \bour (?:\d+ )?(?:advertising |trusted )?partners\b, ^\s*(?:©|\(c\)|copyright\b)
    """,
    before="",
    after="",
)
"""A line that holds one of these is none of the article's, wherever in the line it stands."""

OPENS = listed(
    r"""
    read more, read also, also read, related, see also, more on this, advertisement, sponsored,
    photo(?:graph)?s?, image, picture[ds]?, credit, caption, source, getty, video, watch, listen,
    share (?:this|on), follow (?:us|me|the), click, tap, download, subscribe, sign up, log in,
    register (?:now|here|today), contact, for (?:more|further) information, (?:first )?published,
    (?:last )?updated, posted, copyright, ©, disclaimer, note to editors, editor['’]s note,
    about the author, by [A-Z]\w+ [A-Z]\w+\W*$, join (?:us|our), get (?:the|our) (?:latest|free),
    this (?:article|story|post) (?:was|is|has been|first|originally), written by, table of contents,
    skip to, lesen sie auch, mehr zum thema, foto, bild, quelle, lire aussi, à lire, crédit, lea también,
    le puede interesar
    """,
    before=r"^\W*",
)
"""How captions, notices and invitations begin."""

REACHES_OUT = re.compile(
    r"https?://|\bwww\.|\S@\S+\.\w|(?<!\d)\+?\d[\d ()-]{8,}\d(?=\W*(?:$|or\b|ext))|\bclick here\b",
    re.IGNORECASE,
)
"""Addresses and telephone numbers: contact lines, not claims."""
