"""The kinds of export that PostLab knows: the headers that tell each, and how it calls what we ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from postlab.exports import mailing_columns
from postlab.exports.languages import Language, in_all_languages, languages
from postlab.metrics import METRIC_NAMES

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
            `source`, `label` (of a table of web statistics), `text` and `day` (when it went out) to tell the
            post by; `on`, the day to which the numbers belong where they are not those of a post's whole life;
            `visit`, of which there may be several rows.
        month_first: whether 7/8/2026 is in July; None where only the column as a whole can tell.
        side_by_side: whether several tables may stand beside one another, each with the same first column.
        missing: why a metric is not in the file, where there is more to say.
        in_archives: a part of the names of its files, where it comes as one of many in an archive.
    """

    name: str
    network: str | None
    signs: Sequence[frozenset[str]]
    columns: Mapping[str, Sequence[str]]
    month_first: bool | None = True
    side_by_side: bool = False
    missing: Mapping[str, str] = field(default_factory=dict)
    in_archives: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """A file of days, not posts, which is often downloaded by mistake: its signs, and which file is wanted."""

    title: str
    signs: Sequence[frozenset[str]]
    wanted: str


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

_POST_IDS, _PAGES, _ACCOUNTS = _any("post id"), _any("page id", "page name"), _any("account username", "account id")
_OUT_THERE = _any("permalink", "publish time")

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
    signs=[_POST_IDS, _PAGES, _OUT_THERE],
    columns=_META | {"likes": ["reactions"], "clicks": ["link clicks"]},
    missing={"clicks": "the file has no column “Link clicks”; its total of clicks counts more than the link"},
)

INSTAGRAM = ExportKind(
    name="Instagram export",
    network="instagram",
    signs=[_POST_IDS, _ACCOUNTS, _OUT_THERE],
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


def _in(language: Language, kind: ExportKind, pages: str, **others: str) -> ExportKind:
    """One of Meta's exports in another language; a header that was left in English counts as well.

    Args:
        language: of the headers.
        kind: the same in English.
        pages: what holds the name of the page or the account.
        others: what the language's file calls a column otherwise than we do.
    """

    def names(held: str) -> list[str]:
        return [*language.posts.get(others.get(held, held), ()), *kind.columns.get(held, ())]

    ids, there, published = names("remote_id"), names("permalink"), names("day")
    return ExportKind(
        kind.name,
        kind.network,
        [frozenset(ids), frozenset(language.posts[pages]), frozenset([*there, *published])],
        {held: names(held) for held in kind.columns},
        month_first=None,
        missing=kind.missing,
    )


META_IN_OTHER_LANGUAGES = tuple(
    chain.from_iterable(
        (_in(language, FACEBOOK, "page", likes="reactions"), _in(language, INSTAGRAM, "account"))
        for language in languages()
    )
)

_DAYS = ["date", "day", *in_all_languages("posts", "on")]
_WENT_OUT = [
    *("posted on", "posted at", "posted", "published on", "published at", "publish time", "published"),
    *("created at", "created date", "sent at", "date posted", "post date", "date (gmt)", "date (utc)"),
    *in_all_languages("posts", "day"),
]
_TEXTS = [
    *("text", "post text", "post message", "post content", "post", "message", "caption", "words", "social text"),
    *("beitrag", "nachricht"),
]

_TOLD_BY = {
    "remote_id": ["id", "post id", "remote id", "tweet id", *in_all_languages("posts", "remote_id")],
    "post": ["post", "post number", "beitrag"],
    "permalink": [
        *("permalink", "post permalink", "post link", "post url", "link to post", "short url", "short link"),
        *in_all_languages("posts", "permalink"),
    ],
    "url": ["url", "link", "page", "landing page", "page url", *in_all_languages("statistics", "url")],
    "content": [
        *("utm content", "variant id", "content", "ad content", "session manual ad content", "campaign content"),
        *("manual ad content", "utm tag content", *in_all_languages("statistics", "content")),
    ],
}
_ALSO_CALLED = {
    "likes": ["reactions", "favourites", "favorites", *in_all_languages("posts", "likes", "reactions")],
    "comments": ["replies", *in_all_languages("posts", "comments")],
    "shares": ["reposts", "retweets", "boosts", *in_all_languages("posts", "shares")],
    "clicks": [
        *("link clicks", "url clicks", "post link clicks", "visits", "sessions"),
        *in_all_languages("posts", "clicks"),
        *in_all_languages("statistics", "clicks"),
    ],
    "impressions": ["views", "post impressions", *in_all_languages("posts", "impressions")],
    "saves": ["saved", "bookmarks", "gespeichert", "enregistrements", "guardados"],
    "opens": ["unique opens"],
}
_COUNTED = {metric: [metric.replace("_", " "), *_ALSO_CALLED.get(metric, ())] for metric in METRIC_NAMES}
_FROM = {
    "campaign": [
        *("utm campaign", "campaign", "session campaign", "campaign name"),
        *in_all_languages("statistics", "campaign"),
    ],
    "source": [
        *("utm source", "source", "session source", "session source / medium"),
        *in_all_languages("statistics", "source"),
    ],
}

_TELLING = frozenset(chain.from_iterable(_TOLD_BY.values()))
_COUNTS = frozenset(chain.from_iterable(_COUNTED.values()))

SPROUT = ExportKind(
    name="Sprout Social export",
    network=None,
    signs=[_any("post id"), _any("network"), _any("sent by", "profile"), _any("post type", "content type")],
    columns={
        "remote_id": ["post id"],
        "permalink": ["link"],
        "text": ["post"],
        "day": ["date"],
        "likes": ["reactions", "likes"],
        "comments": ["comments"],
        "shares": ["shares"],
        "clicks": ["post link clicks"],
        "impressions": ["impressions"],
    },
    month_first=None,
)

VISITS = ExportKind(
    name="web statistics, a row an event",
    network=None,
    signs=[_any("visit id", "session id"), _any("utm content", "url query")],
    columns=_FROM | {"visit": ["visit id", "session id"], "content": ["utm content"], "url": ["url query"]},
    in_archives="website event",
)
"""Umami's own record of what was looked at: the clicks on a link are the visits that began with it."""

GENERIC = ExportKind(
    name="CSV file",
    network=None,
    signs=[_TELLING | frozenset(_TEXTS), _COUNTS],
    columns=_TOLD_BY | _COUNTED | _FROM | {"text": _TEXTS, "day": _WENT_OUT, "on": _DAYS},
    month_first=None,
)

LABELLED = ExportKind(
    name="web statistics",
    network=None,
    signs=[
        _any("name", "label", "utm", *in_all_languages("statistics", "label")),
        _any("visits", "visitors", "unique visitors", "nb visits", "nb uniq visitors", "sessions", "pageviews", "views")
        | frozenset(in_all_languages("statistics", "clicks")),
    ],
    columns=_FROM
    | {
        "label": ["name", "label", "utm", *in_all_languages("statistics", "label")],
        "clicks": [
            *(
                "visits",
                "nb visits",
                "sessions",
                "unique visitors",
                "nb uniq visitors",
                "visitors",
                "views",
                "pageviews",
            ),
            *in_all_languages("statistics", "clicks"),
        ],
        "on": _DAYS,
    },
    month_first=None,
    in_archives="content",
)
"""Tables that Plausible, Matomo and Umami make of one of the tags: its values and how many came with each."""

LIST = ExportKind(
    name="list of posts",
    network=None,
    signs=[frozenset(_TEXTS), frozenset([*_WENT_OUT, *_DAYS])],
    columns={key: names for key, names in (_TOLD_BY | _COUNTED).items() if key not in {"post", "content"}}
    | {"text": _TEXTS, "day": [*_WENT_OUT, *_DAYS]},
    month_first=None,
)
"""Posts as somebody wrote them down: what each said, when, and what it gathered."""

OF_NETWORKS = (X, FACEBOOK, INSTAGRAM, LINKEDIN_PAGE, LINKEDIN_MEMBER, *META_IN_OTHER_LANGUAGES)

KINDS = (*OF_NETWORKS, MAILCHIMP, MAILING, SPROUT, VISITS, GENERIC, LABELLED)
"""In the order in which they are tried; the last would take many of the others."""

OF_BEFORE = (*OF_NETWORKS, MAILCHIMP, MAILING, SPROUT, LIST)
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
        [frozenset(_DAYS), _COUNTS | {"engagements", "visitors"}],
        "Export a row for each post. Of LinkedIn's own posts it is the sheet “TOP POSTS”.",
    ),
)

OURS = (_any("taken at"), _any("age hours"), _any("source"))
"""Headers of what `postlab metrics export` writes."""
