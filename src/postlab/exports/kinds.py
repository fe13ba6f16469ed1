"""The kinds of export that PostLab knows, told by their headers; how each calls what we ask for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postlab.english import listed
from postlab.errors import InputError
from postlab.exports import mailing_columns
from postlab.exports.sheet import Cell, Sheet
from postlab.metrics import JUDGED_BY, METRIC_NAMES

HEADER_WITHIN = 6
"""Rows among which a header stands; above it may be a banner."""

SEVERAL = frozenset({"text"})
"""What is looked for in every column of its names, the first that is filled counting."""


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of export.

    Attributes:
        name: how a reading from it is marked.
        network: the platform that it comes from; None where it may be any.
        signs: it is this kind when a row of headers has one of each of these.
        columns: names of its columns, as `header` writes them, by what they hold, best first. They are the
            metrics; `remote_id`, `permalink`, `post` (number in the lab), `url`, `campaign`, `content`,
            `source`, `text` and `day` (when it went out) to tell the post by; `on`, the day to which the
            numbers belong where they are not those of a post's whole life.
        month_first: whether 7/8/2026 is in July; None where nobody knows.
        side_by_side: whether several tables may stand beside one another, each with the same first column.
        missing: why a metric is not in the file, where there is more to say.
    """

    name: str
    network: str | None
    signs: Sequence[frozenset[str]]
    columns: Mapping[str, Sequence[str]]
    month_first: bool | None = True
    side_by_side: bool = False
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """A file of days, not posts, which is often downloaded by mistake: its signs, and which file is wanted."""

    title: str
    signs: Sequence[frozenset[str]]
    wanted: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet holds what.

    Attributes:
        kind: of export.
        header_row: number of the row of headers.
        tables: for each table of it, by what is held, the places of its columns, counted from 0.
        headers: as they are written, by place.
    """

    kind: ExportKind
    header_row: int
    tables: Sequence[Mapping[str, Sequence[int]]]
    headers: Sequence[str]


def _any(*names: str) -> frozenset[str]:
    return frozenset(names)


X = ExportKind(
    name="X export",
    network="x",
    signs=[_any("post id", "tweet id"), _any("post text", "tweet text", "post link", "tweet permalink")],
    columns={
        "remote_id": ["post id", "tweet id"],
        "permalink": ["post link", "tweet permalink"],
        "text": ["post text", "tweet text"],
        "day": ["date", "time"],
        "likes": ["likes"],
        "comments": ["replies"],
        # its column “Shares” counts uses of the share button, not reposts
        "shares": ["reposts", "retweets"],
        "saves": ["bookmarks"],
        "clicks": ["url clicks"],
        "impressions": ["impressions"],
    },
)

LINKEDIN_PAGE = ExportKind(
    name="LinkedIn page export",
    network="linkedin",
    signs=[_any("post title"), _any("post link"), _any("created date", "impressions")],
    columns={
        "permalink": ["post link"],
        "text": ["post title"],
        "day": ["created date"],
        "likes": ["likes", "reactions"],
        "comments": ["comments"],
        "shares": ["reposts", "shares"],
        "clicks": ["clicks"],
        "impressions": ["impressions"],
    },
)

LINKEDIN_MEMBER = ExportKind(
    name="LinkedIn member export",
    network="linkedin",
    signs=[_any("post url"), _any("post publish date", "post published date"), _any("impressions", "engagements")],
    columns={
        "permalink": ["post url"],
        "day": ["post publish date", "post published date"],
        "impressions": ["impressions"],
    },
    side_by_side=True,
    missing=dict.fromkeys(
        (metric for metric in METRIC_NAMES if metric != "impressions"),
        "LinkedIn tells a member only impressions and a total of engagements",
    ),
)

_META = {
    "remote_id": ["post id"],
    "permalink": ["permalink"],
    "text": ["description", "title"],
    "day": ["publish time"],
    "on": ["date"],
    "comments": ["comments"],
    "shares": ["shares"],
    # the successor of impressions, which is what Facebook's API counts
    "impressions": ["views", "impressions"],
}

FACEBOOK = ExportKind(
    name="Facebook export",
    network="facebook",
    signs=[_any("post id"), _any("page id", "page name"), _any("permalink", "publish time")],
    columns=_META | {"likes": ["reactions"], "clicks": ["link clicks"]},
    missing={"clicks": "the file has no column “Link clicks”; its total of clicks counts more than the link"},
)

INSTAGRAM = ExportKind(
    name="Instagram export",
    network="instagram",
    signs=[_any("post id"), _any("account username", "account id"), _any("permalink", "publish time")],
    columns=_META | {"likes": ["likes"], "saves": ["saves"]},
    missing={"clicks": "Instagram does not count clicks on links in posts"},
)

MAILCHIMP = ExportKind(
    name="Mailchimp report",
    network="newsletter",
    signs=[_any("send weekday", "send date"), _any("unique opens"), _any("unique clicks")],
    columns=mailing_columns.COLUMNS,
    missing=mailing_columns.NOT_COUNTED,
)

MAILING = ExportKind(
    name="mailing report",
    network="newsletter",
    signs=[
        frozenset({*mailing_columns.SUBJECTS, *mailing_columns.NAMES, "post"}),
        frozenset(mailing_columns.OPENS),
        frozenset({*mailing_columns.CLICKS, *mailing_columns.DELIVERED}),
    ],
    columns=mailing_columns.COLUMNS,
    month_first=None,
    missing=mailing_columns.NOT_COUNTED,
)
"""The campaigns of Brevo, of Handshake, and of any other tool that tells opens."""

_TOLD_BY = {
    "remote_id": ["id", "post id", "remote id", "tweet id"],
    "post": ["post", "post number", "beitrag"],
    "permalink": ["permalink", "post link", "post url", "link to post", "short url", "short link"],
    "url": ["url", "link", "page", "landing page", "page url", "seite"],
    "content": [
        *("utm content", "variant id", "content", "ad content", "session manual ad content", "campaign content"),
        *("utm tag content", "kampagneninhalt"),
    ],
}
_ALSO_CALLED = {
    "likes": ["reactions", "favourites", "favorites", "gefällt mir", "reaktionen", "j'aime", "me gusta"],
    "comments": ["replies", "kommentare", "antworten", "commentaires", "comentarios"],
    "shares": ["reposts", "retweets", "boosts", "geteilt", "partages", "compartidos"],
    "clicks": ["link clicks", "url clicks", "visits", "sessions", "klicks", "linkklicks", "besuche", "clics"],
    "impressions": ["views", "impressionen", "aufrufe", "vues", "impresiones"],
    "saves": ["saved", "bookmarks", "gespeichert", "enregistrements", "guardados"],
    "opens": ["unique opens"],
}
_COUNTED = {metric: [metric.replace("_", " "), *_ALSO_CALLED.get(metric, ())] for metric in METRIC_NAMES}

_TELLING = frozenset(itertools.chain.from_iterable(_TOLD_BY.values()))
_COUNTS = frozenset(itertools.chain.from_iterable(_COUNTED.values()))

GENERIC = ExportKind(
    name="CSV file",
    network=None,
    signs=[_TELLING, _COUNTS],
    columns=_TOLD_BY
    | _COUNTED
    | {
        "campaign": ["utm campaign", "campaign", "session campaign", "kampagne"],
        "source": ["utm source", "source", "session source", "quelle"],
        "on": ["date", "day", "datum", "tag", "jour", "fecha"],
    },
    month_first=None,
)

_TEXTS = ["text", "post text", "post", "message", "caption", "words", "beitrag", "nachricht"]
_DAYS = [
    *("posted on", "posted at", "posted", "published on", "published at", "publish time", "created at", "created date"),
    *("date", "day", "datum", "tag", "jour", "fecha"),
]

LIST = ExportKind(
    name="list of posts",
    network=None,
    signs=[frozenset(_TEXTS), frozenset(_DAYS)],
    columns={key: names for key, names in (_TOLD_BY | _COUNTED).items() if key not in {"post", "content"}}
    | {"text": _TEXTS, "day": _DAYS},
    month_first=None,
)
"""Posts as somebody wrote them down: what each said, when, and what it gathered."""

KINDS = (X, FACEBOOK, INSTAGRAM, LINKEDIN_PAGE, LINKEDIN_MEMBER, MAILCHIMP, MAILING, GENERIC)
"""In the order in which they are tried; the last would take many of the others."""

OF_BEFORE = (X, FACEBOOK, INSTAGRAM, LINKEDIN_PAGE, LINKEDIN_MEMBER, MAILCHIMP, MAILING, LIST)
"""Those that tell of posts that went out without PostLab, in the order in which they are tried."""

OVERVIEWS = (
    Overview(
        "X's overview of the account, a row a day",
        [_any("date"), _any("new follows", "unfollows", "create post")],
        "In X's analytics open Content and export from there: the file is called account_analytics_content_….csv.",
    ),
    Overview(
        "LinkedIn's overview of the page, a row a day",
        [_any("date"), _any("impressions (total)", "impressions (organic)", "clicks (total)")],
        "Import the whole workbook that LinkedIn gave you, or save its sheet “All posts” as CSV.",
    ),
    Overview(
        "an overview, a row a day",
        [_any("date", "day", "datum"), _COUNTS | {"engagements"}],
        "Export a row for each post. Of LinkedIn's own posts it is the sheet “TOP POSTS”.",
    ),
)


_OURS = (_any("taken at"), _any("age hours"), _any("source"))
"""Headers of what `postlab metrics export` writes."""

_KNOWN = frozenset(
    itertools.chain(
        *(names for kind in KINDS for names in (*kind.columns.values(), *kind.signs)),
        *(sign for overview in OVERVIEWS for sign in overview.signs),
    )
)


def header(cell: Cell) -> str:
    """A header as the tables above write it."""
    if not isinstance(cell, str):
        return ""
    return re.sub(r"[\s_\-]+", " ", cell.strip("\ufeff\"' \t\r\n:").replace("’", "'").casefold())


def known_headers(cells: Sequence[Cell]) -> int:
    """How many cells of a row are headers of some kind of export."""
    return sum(header(cell) in _KNOWN for cell in cells)


def recognise(sheets: Sequence[Sheet], name: str, *, kinds: Sequence[ExportKind] = KINDS) -> tuple[Sheet, Layout]:
    """The sheet that has a row for each post, and where it holds what.

    Args:
        sheets: of one file.
        name: of the file, for messages.
        kinds: that it may be.

    Raises:
        InputError: there is none; the hint says which file is wanted.
    """
    if any(_has(_OURS, names) for sheet in sheets for _, names in _headers(sheet)):
        raise InputError(
            f"{name} is what `postlab metrics export` wrote: its readings are in a lab already.",
            hint="Import the file that the network gave you.",
        )
    known = [(sheet, layout) for sheet in sheets if (layout := _layout(sheet, kinds)) is not None]
    if known:
        # Beside a network's own sheet one that somebody added does not count.
        return min(known, key=lambda pair: pair[1].kind.network is None)
    for overview in OVERVIEWS:
        if any(_has(overview.signs, names) for sheet in sheets for _, names in _headers(sheet)):
            raise InputError(f"{name} is {overview.title}; it says nothing of single posts.", hint=overview.wanted)
    if LIST in kinds:
        raise InputError(
            f"{name} is no list of posts that PostLab knows: among its first {HEADER_WITHIN} rows there are no such "
            "headers.",
            hint=f"Take a network's own export, or name the columns date, text, {', '.join(JUDGED_BY)}.",
        )
    raise InputError(
        f"{name} is no export that PostLab knows: among its first {HEADER_WITHIN} rows there are no such headers.",
        hint="Set the network's language to English and export again, or name the columns as `postlab help "
        f"metrics-import` says: id, permalink or utm_content beside {listed(METRIC_NAMES, 'or')}.",
    )


def _layout(sheet: Sheet, kinds: Sequence[ExportKind]) -> Layout | None:
    rows = _headers(sheet)
    for kind in kinds:
        for number, names in rows:
            if _has(kind.signs, names):
                cells = next(cells for at, cells in sheet.rows if at == number)
                return Layout(kind, number, _tables(kind, names), [str(cell or "").strip() for cell in cells])
    return None


def _headers(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(number, [header(cell) for cell in cells]) for number, cells in sheet.rows if number <= HEADER_WITHIN]


def _has(signs: Sequence[frozenset[str]], names: Sequence[str]) -> bool:
    """Whether a row has one of each."""
    return all(sign & set(names) for sign in signs)


def _tables(kind: ExportKind, names: Sequence[str]) -> list[Mapping[str, Sequence[int]]]:
    if not kind.side_by_side:
        return [_places(kind, names, 0, len(names))]
    first = kind.columns["permalink"][0]
    starts = [at for at, name in enumerate(names) if name == first]
    return [_places(kind, names, start, end) for start, end in zip(starts, [*starts[1:], len(names)], strict=True)]


def _places(kind: ExportKind, names: Sequence[str], start: int, end: int) -> Mapping[str, Sequence[int]]:
    columns: dict[str, Sequence[int]] = {}
    for held, aliases in kind.columns.items():
        places = [names.index(alias, start, end) for alias in aliases if alias in names[start:end]]
        if places:
            columns[held] = places if held in SEVERAL else places[:1]
    return columns
