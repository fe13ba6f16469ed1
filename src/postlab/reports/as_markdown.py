"""An experiment as a page in Markdown: journal and results together, for a record of professional development."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from postlab.design.durations import format_duration
from postlab.english import counted, listed, local_day
from postlab.reports.experiment_cost import cost_sentences
from postlab.reports.formats import amount, between, times
from postlab.reports.framing_names import as_subject
from postlab.reports.history import Try
from postlab.reports.lesson_page import next_sentences, recipe_phrase, tried_sentence, untested_sentence
from postlab.reports.markdown import inline, quote, row
from postlab.reports.nouns.post import PostView
from postlab.reports.report_text import method_text
from postlab.reports.result_text import result_sentences
from postlab.reports.reviewed import review_sentences
from postlab.reports.views import ReflectionView, Report, RoundView
from postlab.sanitise import plain

SIMULATED = "Simulated audience: no real person saw these posts, and nothing here says anything about real people."
NO_NUMBER = "–"
_COMMAND = re.compile(r"`(postlab [^`]*)`")


def document(report: Report, *, level: int = 1) -> str:
    """An experiment as a Markdown page, which ends with a line feed.

    Args:
        report: the report, with its lesson where the experiment is over.
        level: the heading level of the title; sections are one level below.
    """
    parts = [part for part in _parts(report, level) if part]
    return "\n\n".join(parts) + "\n"


def record(roots: Sequence[Try], reports: Sequence[Report], *, since: datetime | None, zone: str, now: datetime) -> str:
    """Many experiments as one page: a list of the tries, then each in full.

    Args:
        roots: the first try of each lineage.
        reports: the reports of the tries that are shown in full, in their order.
        since: the start of the period, or None for all.
        zone: the time zone for days on the page.
        now: when the page is made.
    """
    today = local_day(now, ZoneInfo(zone))
    span = f"{local_day(since, ZoneInfo(zone))} to {today}" if since else f"up to {today}"
    glance = [f"{'  ' * node.depth}- {_at_a_glance(node)}" for root in roots for node in root.walk()]
    parts = [
        f"# Experiments, {span}",
        f"{counted(len(reports), 'experiment')}, each one change away from the one that it follows.",
        "\n".join(glance),
        *(document(report, level=2).rstrip("\n") for report in reports),
    ]
    return "\n\n".join(parts) + "\n"


def _at_a_glance(node: Try) -> str:
    simulated = " (simulated audience)" if node.experiment.simulated else ""
    title = f"{inline(node.name)}{simulated}: {inline(node.experiment.change or node.experiment.question)}"
    lesson = f" {inline(node.taught)}" if node.taught else ""
    return f"{title}: {inline(node.result)}.{lesson}"


def _parts(report: Report, level: int) -> Iterator[str]:
    experiment, plan = report.experiment, report.plan
    section = "#" * (level + 1)
    yield f"{'#' * level} {inline(experiment.name)}"
    if experiment.simulated:
        yield f"**{SIMULATED}**"
    yield f"**{inline(plan.question)}**"
    yield _bullets(_facts(report))
    yield f"{section} What was done"
    yield from _what_was_done(report)
    yield f"{section} What it showed"
    yield from _what_it_showed(report)
    if table := _rounds(report):
        yield f"{section} The rounds"
        yield table
    if reviewed := review_sentences(report.rounds, ZoneInfo(plan.timezone)):
        yield f"{section} Who looked at the posts"
        yield _bullets(inline(sentence) for sentence in reviewed)
    if report.lesson is not None:
        yield f"{section} What it took"
        yield " ".join(inline(sentence) for sentence in cost_sentences(report.lesson.cost, plan.timezone))
    if limits := [*report.verdict.meaning, *report.warnings]:
        yield f"{section} Limits"
        yield _bullets(inline(sentence) for sentence in limits)
    if report.reflections:
        yield f"{section} Reflections"
        for entry in report.reflections:
            yield from _reflection(entry, section, ZoneInfo(plan.timezone))
    yield f"{section} What comes next"
    yield _bullets(_next(report))
    yield f"---\n\n*How this was found out.* {inline(method_text(report))}"


def _facts(report: Report) -> Iterator[str]:
    experiment, plan, lineage = report.experiment, report.plan, report.lineage
    zone = ZoneInfo(plan.timezone)
    since = local_day(experiment.created_at, zone)
    yield f"When: {since} to {local_day(experiment.ended_at, zone)}" if experiment.ended_at else f"When: since {since}"
    facts = {
        "For": plan.audience,
        "On": listed(list(plan.accounts)),
        "Expected": plan.hypothesis,
        "Because": plan.rationale,
        "Agreed for the case that it does not work": plan.if_it_fails,
    }
    yield from (f"{word}: {inline(text)}" for word, text in facts.items() if text.strip())
    if lineage.parent:
        change = f", with one change: {inline(lineage.change)}" if lineage.change else ""
        because = f" (because: {inline(lineage.reason)})" if lineage.reason else ""
        yield f"Tried after “{inline(lineage.parent)}”{change}{because}"


def _what_was_done(report: Report) -> Iterator[str]:
    plan, lesson = report.plan, report.lesson
    if lesson is not None:
        yield inline(tried_sentence(lesson))
    for variant in sorted(plan.variant, key=lambda variant: variant.name == plan.control):
        yield f"**{inline(variant.name)}** ({inline(recipe_phrase(variant.blocks))}), for example:"
        posts = [post for round_ in report.rounds for post in round_.posts if post.variant == variant.name]
        best = min(posts, key=lambda post: (post.published_at is None, post.edited), default=None)
        # without the tracking, which says nothing to a reader
        yield quote(best.text.replace(best.url, best.link)) if best else "> (no text was drawn yet)"


def _what_it_showed(report: Report) -> Iterator[str]:
    verdict, lesson = report.verdict, report.lesson
    if lesson is None:
        yield inline(verdict.sentence)
        if standing := [*verdict.milestones, *([verdict.bet] if verdict.bet else [])]:
            yield _bullets(inline(sentence) for sentence in standing)
    else:
        yield " ".join(inline(sentence) for sentence in result_sentences(verdict))
        if lesson.keep:
            yield inline(lesson.keep)
    if verdict.ratio is not None:
        limits = between(verdict.low, verdict.high) or "with limits that are not known yet"
        yield inline(
            f"In numbers: {as_subject(verdict.treatment)} has about {times(verdict.ratio)} times the {verdict.metric} "
            f"of {as_subject(verdict.control)}, {limits}; 1 would be no difference."
        )
    if verdict.totals is not None:
        yield inline(verdict.totals.sentence)
    if report.stream is not None:
        yield inline(f"All experiments with these two framings: {report.stream.sentence}")
    if lesson is not None and (seen := untested_sentence(lesson.besides, verdict)):
        yield inline(seen)
    if lesson is not None and lesson.planned:
        yield _bullets(inline(sentence) for sentence in lesson.planned)


def _rounds(report: Report) -> str:
    plan = report.plan
    if not report.rounds:
        return ""
    header = ["Round", "Began", inline(plan.control), inline(plan.treatment), "Ratio", "Note"]
    lines = [row(header), row(["---:", "---", "---:", "---:", "---:", "---"])]
    lines += [row(_round(round_, report)) for round_ in report.rounds]
    counted_as = f"Numbers are {plan.metric} at the age of {format_duration(plan.horizon)}."
    return "\n".join(lines) + f"\n\n{inline(counted_as)}"


def _round(round_: RoundView, report: Report) -> list[str]:
    plan, zone = report.plan, ZoneInfo(report.plan.timezone)

    def numbers(variant: str) -> str:
        posts = [(account, round_.of(variant, account)) for account in plan.accounts]
        cells = [(account, _number(post)) for account, post in posts]
        if len(cells) == 1:
            return cells[0][1]
        return ", ".join(f"{inline(account)} {number}" for account, number in cells)

    first = min((post.slot_at for post in round_.posts), default=round_.drawn_at)
    return [
        str(round_.number),
        local_day(first, zone),
        numbers(plan.control),
        numbers(plan.treatment),
        NO_NUMBER if round_.ratio is None else times(round_.ratio),
        _note(round_),
    ]


def _number(post: PostView | None) -> str:
    if post is None or post.outcome is None:
        return NO_NUMBER
    return f"≈{amount(post.outcome)}" if post.estimated else amount(post.outcome)


def _note(round_: RoundView) -> str:
    if round_.withdrawn_at is not None:
        return "taken back before anything went out"
    if round_.void is not None:
        return f"does not count: {inline(round_.void)}"
    return "" if round_.closed_at is not None else "open"


def _reflection(entry: ReflectionView, section: str, zone: ZoneInfo) -> Iterator[str]:
    yield f"{section}# {local_day(entry.at, zone)}"
    for answer in entry.answers:
        yield f"*{inline(answer.question)}*"
        yield quote(answer.answer)
    if entry.text.strip():
        yield quote(entry.text)


def _next(report: Report) -> list[str]:
    steps = list(report.next) if report.lesson is None else next_sentences(report.lesson)
    return [_with_commands(sentence) for sentence in steps]


def _with_commands(sentence: str) -> str:
    """A sentence with its commands, between backticks, kept as they are and the rest made safe for Markdown."""
    parts = _COMMAND.split(sentence)
    return "".join(f"`{plain(part)}`" if place % 2 else _between(part) for place, part in enumerate(parts))


def _between(part: str) -> str:
    """The words between two commands, made safe, with the spaces around them."""
    words = inline(part)
    before, after = part[:1].isspace(), part[-1:].isspace() and bool(words)
    return f"{' ' * before}{words}{' ' * after}"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines if line)
