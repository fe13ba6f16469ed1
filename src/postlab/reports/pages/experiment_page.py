"""The report of an experiment as a page of HTML: what a manager asks first, then everything that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from postlab.english import capital, counted, short_time
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.reports.advice import in_doubt
from postlab.reports.as_markdown import SIMULATED
from postlab.reports.audit import Audit
from postlab.reports.best_bet import LABEL
from postlab.reports.experiment_cost import cost_of, cost_sentences
from postlab.reports.formats import bound, times
from postlab.reports.framing_names import as_subject
from postlab.reports.growth import Growth, growth_of
from postlab.reports.history import Try
from postlab.reports.lesson_page import next_sentences, recipe_phrase, untested_sentence
from postlab.reports.lesson_view import ExperimentCost
from postlab.reports.looks.draft_looks import link_preview, look_of_post, no_picture, place_of
from postlab.reports.looks.drawn import drawn
from postlab.reports.pages.axes import count_axis
from postlab.reports.pages.growth_picture import growth_header, growth_picture, growth_rows
from postlab.reports.pages.lineage_tree import branches_of
from postlab.reports.pages.odds_picture import odds_header, odds_picture, odds_rows
from postlab.reports.pages.page_words import with_commands
from postlab.reports.pages.pairs_picture import pairs_picture
from postlab.reports.pages.pairs_shown import posts_to_show, shown_pairs
from postlab.reports.pages.ratio_picture import verdict_picture
from postlab.reports.pages.shell import page
from postlab.reports.pages.tables import PageTable
from postlab.reports.pages.traffic_light import traffic_light
from postlab.reports.pairs import pairs_of
from postlab.reports.report_text import (
    change_sentences,
    counted_sentence,
    journal_sentences,
    lineage_sentences,
    made_sentence,
    method_text,
    odds_sentence,
    pause_sentences,
    paused_sentence,
    plan_sentences,
    ratio_sentence,
    stopped_sentence,
)
from postlab.reports.rounds_table import header, links, notes, rows
from postlab.reports.views import Report

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.pictures.kept import KeptPictures
    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page shows beside the report.

    Attributes:
        cost: what the experiment took so far.
        audit: whether its records agree with each other.
        growths: its posts with every look at them.
        roots: the first experiments of its lineage.
        looks: by the number of a post, what it looks like on its network.
    """

    cost: ExperimentCost
    audit: Audit
    growths: Sequence[Growth]
    roots: Sequence[Try]
    looks: Mapping[int, Markup]


def beside(session: Session, experiment: Experiment, report: Report, pictures: KeptPictures | None = None) -> Beside:
    """What the page shows beside the report, from the records.

    Args:
        session: open; nothing is written.
        experiment: a stored one.
        report: its report.
        pictures: those that the lab keeps; None: a described placeholder stands for each.
    """
    from postlab.reports.audit import audit
    from postlab.reports.history import lineages

    return Beside(
        cost=cost_of(session, experiment, report.verdict),
        audit=audit(session, experiment),
        growths=growth_of(session, experiment, report.plan),
        roots=lineages(session, of=experiment.id),
        looks=_looks(session, report, pictures),
    )


def _looks(session: Session, report: Report, pictures: KeptPictures | None) -> dict[int, Markup]:
    """What the posts look like that the page shows; without an account whose platform is not installed here."""
    from postlab.records.tables import Account, Link, Post

    looks = {}
    for shown in posts_to_show(report):
        post = session.get_one(Post, shown.id)
        account = session.get_one(Account, post.account_id)
        article = Article.of(session.get_one(Link, post.link_id).article)
        try:
            place = place_of(account)
        except InputError:
            continue
        preview = link_preview(article, no_picture)
        look = look_of_post(
            session, post, account, place=place, preview=preview, now=report.asked_at, pictures=pictures
        )
        # the page says beside it what became of the post; a placeholder for a picture says nothing here
        card = replace(look.card, picture=None) if look.card else None
        when = short_time((shown.published_at or shown.slot_at).replace(second=0), ZoneInfo(report.plan.timezone))
        own = replace(look, card=card, account=None, when=when, labels=(), notes=())
        looks[shown.id] = drawn(own, unfolded=True)
    return looks


def experiment_page(report: Report, shown_beside: Beside) -> str:
    """The page, as one file that asks for nothing from anywhere."""
    return page(
        "experiment.html",
        with_commands=with_commands,
        capital=capital,
        **_first_screen(report, shown_beside),
        **_evidence(report),
        **_growth(report, shown_beside.growths),
        **_rest(report, shown_beside),
    )


def _first_screen(report: Report, shown_beside: Beside) -> dict[str, Any]:
    experiment, plan, verdict, lesson = report.experiment, report.plan, report.verdict, report.lesson
    first, *standing = [verdict.sentence, *verdict.milestones] if lesson is None else lesson.showed
    if lesson is None:
        next_: Sequence[str] = report.next
    else:
        next_ = [*lesson.planned, lesson.keep, *next_sentences(lesson), *in_doubt(report.rounds)]
    return {
        "name": experiment.name,
        "state": f"{experiment.state}{', paused' if report.pause else ''}",
        "question": plan.question,
        "simulated": SIMULATED if experiment.simulated else "",
        "light": traffic_light(verdict),
        "sentence": first,
        # the bet has a place of its own
        "standing": [line for line in standing if line and line != verdict.bet],
        "bet": verdict.best_bet.sentence if verdict.bet and verdict.best_bet else "",
        "bet_label": f"{verdict.label}{LABEL}",
        "interrupted": [line for line in (paused_sentence(report), _stopped(report)) if line],
        "ratio_picture": None if verdict.ratio is None else verdict_picture(verdict),
        "ratio_sentence": ratio_sentence(verdict),
        "totals": verdict.totals.sentence if verdict.totals else "",
        "ratio_table": _ratio_table(report),
        "next": [line for line in next_ if line],
        "cost": cost_sentences(shown_beside.cost, plan.timezone),
        "posted": "What was posted" if shown_beside.cost.posts else "What is to be posted",
        "shown_pairs": shown_pairs(report, shown_beside.looks),
        "recipes": " ".join(
            f"{capital(as_subject(variant.name))}: {recipe_phrase(variant.blocks)}." for variant in plan.variant
        ),
    }


def _stopped(report: Report) -> str:
    """Why it was stopped, where its lesson does not say so already."""
    return "" if report.lesson is not None else stopped_sentence(report)


def _ratio_table(report: Report) -> PageTable:
    verdict = report.verdict
    numbers = {
        "Ratio": verdict.ratio and times(verdict.ratio),
        "Lower limit": verdict.low and bound(verdict.low),
        "Upper limit": verdict.high and bound(verdict.high),
        "Matters from": f"{verdict.worthwhile:g}",
        "Rounds that count": str(verdict.rounds),
        "Posts that count": str(verdict.posts),
    }
    filled = [(name, number or "not known yet") for name, number in numbers.items()]
    return PageTable("The numbers behind the ratio", ("What", "Number"), filled, frozenset({1}))


def _evidence(report: Report) -> dict[str, Any]:
    plan, verdict = report.plan, report.verdict
    besides = untested_sentence(report.lesson.besides, verdict) if report.lesson else ""
    pairs = pairs_of(report)
    values = [
        outcome for pair in pairs for outcome in (pair.control.outcome, pair.treatment.outcome) if outcome is not None
    ]
    axis = count_axis(values) if values else None
    by_account = [(account, [pair for pair in pairs if pair.account == account]) for account in plan.accounts]
    return {
        "control": as_subject(plan.control),
        "treatment": as_subject(plan.treatment),
        "odds_sentence": odds_sentence(verdict),
        "odds_picture": odds_picture(report),
        "odds_table": PageTable(
            "The odds after each round", odds_header(report), odds_rows(report), frozenset({0, 1, 2, 3})
        ),
        # what the first screen says already is not said twice
        "meaning": [line for line in (*verdict.meaning, besides) if line and line != verdict.among_tries],
        "warnings": report.warnings,
        "counted": counted_sentence(report),
        "pairs_pictures": [
            (account, pairs_picture(f"pairs-{number}", account, own, axis, verdict=verdict))
            for number, (account, own) in enumerate(by_account, start=1)
            if own and axis is not None
        ],
        "rounds_table": PageTable(
            "The rounds in numbers", header(report), rows(report, weekdays=True, joined=True), frozenset({0, 3})
        ),
        "links": links(report),
        "round_notes": notes(report.rounds),
        "held": [held.sentence for held in report.held],
    }


MOST_POSTS = 500
"""Posts whose growth is shown, the newest, so that a page stays small enough for a mail."""


def _growth(report: Report, all_growths: Sequence[Growth]) -> dict[str, Any]:
    plan = report.plan
    titles = growth_header(plan)
    growths = all_growths[-MOST_POSTS:]
    left_out = len(all_growths) - len(growths)
    return {
        "growth_left_out": f"{counted(left_out, 'older post')} left out; `postlab metrics export` has all numbers."
        if left_out
        else "",
        "growth_picture": growth_picture(growths, plan, simulated=report.verdict.simulated),
        "growth_table": PageTable(
            "Each post at each age", titles, growth_rows(growths, plan), frozenset({0, *range(3, len(titles))})
        ),
    }


def _rest(report: Report, shown_beside: Beside) -> dict[str, Any]:
    audit = shown_beside.audit
    checks = [(line.subject, "match" if line.match else "MISMATCH", line.found) for line in audit.lines]
    several = any(root.children for root in shown_beside.roots)
    return {
        "current": report.experiment.name,
        "lineage": lineage_sentences(report),
        "stream": report.stream.sentence if report.stream else "",
        "trees": branches_of(shown_beside.roots) if several else [],
        "method": method_text(report),
        "audit_sentence": audit.sentence,
        "audit_clean": audit.clean,
        "audit_table": PageTable("The audit, check by check", ("Check", "Result", "Found"), checks),
        "plan": plan_sentences(report),
        "changes": change_sentences(report),
        "pauses": pause_sentences(report),
        "journal": journal_sentences(report),
        "made": made_sentence(report),
    }
