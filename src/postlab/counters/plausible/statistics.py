"""Counts clicks in a site's Plausible statistics: the visits that began with a tagged link.

A click is one visit (`visits`), not one visitor: whoever comes back by the same link has clicked twice, as with every
network's own count of clicks, and visits of different days add up while visitors do not.
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from postlab.counters.api_key import usable_api_key
from postlab.counters.plausible.api import API_KEY_VARIABLE
from postlab.counters.plausible.errors import PlausibleErrorTranslator
from postlab.platforms.base import Connection, Health, Identity
from postlab.platforms.counting import ClickQuery
from postlab.platforms.counts import count_of
from postlab.platforms.http import HttpClient, JsonResponse

ROWS_A_PAGE = 10_000
"""As many as Plausible gives in one answer: https://plausible.io/docs/stats-api#pagination"""

TAGS = ("visit:utm_campaign", "visit:utm_content")
DAY = "time:day"

_COUNT = "count the visits"
# days are those of the site's own time zone, which is at most this far from UTC
_BEHIND, _AHEAD = timedelta(hours=12), timedelta(hours=14)

Row = tuple[tuple[str, ...], int]
"""The values of the dimensions, and the number of visits."""


class PlausibleSite:
    """The statistics of one site in Plausible, read-only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._server: str = connection.options["server"]
        self._site: str = connection.options["site"]
        self._clock = connection.clock
        self._translator = PlausibleErrorTranslator(
            network="Plausible",
            account=connection.account,
            server=self._server,
            clock=connection.clock,
            secrets=[connection.secrets.get("api_key", "").strip()],
            site=self._site,
        )
        self._http: HttpClient | None = None

    def clicks(self, posts: Sequence[ClickQuery]) -> Mapping[str, int]:
        """Visits that began with each post's tags: one call for all campaigns, and one more where some had no visit.

        Plausible lists what it saw. A post that it does not list has no visits, provided that it has seen any
        visit to the site since the day the post went out; else its script may be gone, and the post has no
        entry. Nor have posts without tags, posts that share their tags with another (nothing tells them apart), and
        posts whose link leads to another site, of which these statistics know nothing.

        Raises:
            Rejected: a call failed; the next run asks again.
            NeedsPerson: the key, the site or the plan.
        """
        tagged = [post for post in posts if post.campaign and post.content and self._leads_here(post.url)]
        times_used = Counter((post.campaign, post.content) for post in tagged)
        countable = [post for post in tagged if times_used[post.campaign, post.content] == 1]
        if not countable:
            return {}
        first = min(_first_day(post.since) for post in countable)
        campaigns = sorted({post.campaign for post in countable if post.campaign})
        rows = self._rows(first, dimensions=TAGS, filters=[["is", TAGS[0], campaigns]])
        visits_by_tags: dict[tuple[str | None, ...], int] = dict(rows)
        numbers = {post.key: visits_by_tags.get((post.campaign, post.content)) for post in countable}
        if None in numbers.values():
            last = self._last_visit(first)
            for post in countable:
                if numbers[post.key] is None and last is not None and last >= _first_day(post.since):
                    numbers[post.key] = 0
        return {key: number for key, number in numbers.items() if number is not None}

    def _leads_here(self, url: str) -> bool:
        """Whether an address is one of the site's own pages."""
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        site = self._site.lower().removeprefix("www.").partition("/")[0]
        return host == site or host.endswith(f".{site}")

    def health(self) -> Health:
        """Proves with one call that the key may read the site's statistics, and that there are any."""
        response = self._query({"metrics": ["visits"], "date_range": "7d"}, dimensions=0)
        visits = sum(number for _, number in _rows(response))
        nothing_seen = (
            f"Plausible has seen no visit to {self._site} in the last 7 days: see whether its script is on the pages "
            "that your links lead to (Plausible: the site's settings, Site installation)."
        )
        return Health(
            identity=Identity(name=self._site, remote_id=f"{self._server}/{self._site}"),
            publishes=None,
            reads=True,
            lacks=() if visits else (nothing_seen,),
            facts={"visits_in_7_days": visits},
        )

    def _last_visit(self, first: date) -> date | None:
        """The last day from `first` on with any visit to the site; None where there was none."""
        days = [dimensions[0] for dimensions, visits in self._rows(first, dimensions=(DAY,), filters=[]) if visits]
        return max(map(_as_day, days), default=None)

    def _rows(self, first: date, *, dimensions: Sequence[str], filters: list[Any]) -> Iterator[Row]:
        """All rows from a day on, page by page."""
        offset = 0
        while True:
            response = self._query(
                {
                    "metrics": ["visits"],
                    "date_range": [first.isoformat(), _latest_day(self._clock.now()).isoformat()],
                    "dimensions": list(dimensions),
                    **({"filters": filters} if filters else {}),
                    # an order that does not change while visits come in
                    "order_by": [[name, "asc"] for name in dimensions],
                    "pagination": {"limit": ROWS_A_PAGE, "offset": offset},
                },
                dimensions=len(dimensions),
            )
            page = list(_rows(response))
            yield from page
            if len(page) < ROWS_A_PAGE:
                return
            offset += ROWS_A_PAGE

    def _query(self, query: Mapping[str, Any], *, dimensions: int) -> JsonResponse:
        response = self._http_client().call(
            "POST",
            "/api/v2/query",
            action=_COUNT,
            json_body={"site_id": self._site, **query},
            readable=_readable(dimensions, days=query.get("dimensions") == [DAY]),
        )
        if not response.ok:
            raise self._translator.refusal(_COUNT, response)
        return response

    def _http_client(self) -> HttpClient:
        if self._http is None:
            key = usable_api_key(
                self._connection,
                title="Plausible",
                variable=API_KEY_VARIABLE,
                hint=self._translator.new_credentials_hint(),
            )
            self._http = HttpClient(self._translator, self._server, headers={"Authorization": f"Bearer {key}"})
            weakref.finalize(self, self._http.close)
        return self._http


def _first_day(since: datetime) -> date:
    """The date when a post went out, in the time zone where it was earliest."""
    return (since.astimezone(UTC) - _BEHIND).date()


def _latest_day(now: datetime) -> date:
    """Today's date in the time zone where it is latest."""
    return (now.astimezone(UTC) + _AHEAD).date()


def _as_day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _rows(response: JsonResponse) -> Iterator[Row]:
    for row in response.at("results"):
        yield tuple(row["dimensions"]), row["metrics"][0]


def _readable(dimensions: int, *, days: bool) -> Callable[[JsonResponse], bool]:
    """A check that every row has its dimensions (dates, where `days`) and one whole number."""

    def check(response: JsonResponse) -> bool:
        results = response.at("results")
        return isinstance(results, list) and all(_is_row(row, dimensions, days=days) for row in results)

    return check


def _is_row(row: object, dimensions: int, *, days: bool) -> bool:
    if not isinstance(row, dict):
        return False
    values, metrics = row.get("dimensions"), row.get("metrics")
    if not isinstance(values, list) or not isinstance(metrics, list) or len(values) != dimensions or len(metrics) != 1:
        return False
    if not all(isinstance(value, str) for value in values):
        return False
    if days:
        try:
            _as_day(values[0])
        except ValueError:
            return False
    return count_of(metrics[0]) is not None
