"""The posts that a page shows: the pair in which the framing did best, and the one in which it did worst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup

from postlab.english import short_time
from postlab.metrics import METRIC_NAMES, metric_named
from postlab.reports.formats import amount, times
from postlab.reports.framing_names import as_subject
from postlab.reports.nouns.post import PostView
from postlab.reports.pages.page_words import to_follow
from postlab.reports.pages.shell import piece
from postlab.reports.pairs import Pair, best_and_worst, pairs_of
from postlab.reports.views import Report


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair of posts on the page.

    Attributes:
        title: why it is shown.
        about: its round, its account, and how it ended.
        posts: both, as they looked.
    """

    title: str
    about: str
    posts: Markup


def shown_pairs(report: Report, looks: Mapping[int, Markup]) -> list[ShownPair]:
    """The best and the worst pair for the treatment; before any counts, the newest one without a judgement.

    Args:
        report: the report.
        looks: by the number of a post, what it looks like; the others are shown as text.
    """
    chosen = best_and_worst(pairs_of(report))
    treatment = as_subject(report.plan.treatment)
    if len(chosen) == 2:
        titles = [f"Best pair for {treatment}", f"Worst pair for {treatment}"]
    elif chosen:
        titles = ["The only pair that counts"]
    else:
        chosen = pairs_of(report)[-1:]
        titles = ["The newest pair, without numbers yet"]
    return (
        [
            ShownPair(title, _about(pair, report), _posts(pair, report, looks))
            for title, pair in zip(titles, chosen, strict=True)
        ]
        if chosen
        else []
    )


def posts_to_show(report: Report) -> list[PostView]:
    """The posts of those pairs."""
    pairs = pairs_of(report)
    chosen = best_and_worst(pairs) or pairs[-1:]
    return [post for pair in chosen for post in (pair.treatment, pair.control)]


def _about(pair: Pair, report: Report) -> str:
    place = f"Round {pair.round} on {pair.account}"
    control, treatment = pair.control.outcome, pair.treatment.outcome
    if control is None or treatment is None or pair.ratio is None:
        return f"{place}."
    return f"{place}: {_counted(treatment, report)} against {amount(control)}, about {times(pair.ratio)} times."


def _posts(pair: Pair, report: Report, looks: Mapping[int, Markup]) -> Markup:
    zone = ZoneInfo(report.plan.timezone)
    return piece(
        "two_posts.html",
        posts=[_post(post, report, zone, looks.get(post.id)) for post in (pair.treatment, pair.control)],
    )


def _counted(value: float, report: Report) -> str:
    metric = report.plan.metric
    return f"{amount(value)} {metric_named(metric).singular if value == 1 and metric in METRIC_NAMES else metric}"


def _post(post: PostView, report: Report, zone: ZoneInfo, look: Markup | None) -> dict[str, object]:
    if post.outcome is not None:
        number = f"{'≈' if post.estimated else ''}{_counted(post.outcome, report)}"
    else:
        number = post.missing or f"{post.state}, no number yet"
    return {
        "variant": post.variant,
        "look": look,
        # without the tracking, which says nothing to a reader
        "text": post.text.replace(post.url, post.link) if post.url else post.text,
        "when": short_time((post.published_at or post.slot_at).replace(second=0), zone),
        "out": post.published_at is not None,
        "number": number,
        "address": to_follow(post.permalink),
        "reply": post.reply.text if post.reply else "",
    }
