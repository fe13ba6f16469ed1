"""The questions that `postlab new` asks on a terminal: only what is missing, each with a sensible answer ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postlab.cli import design_question
from postlab.cli.answer_checks import (
    check_count,
    check_day,
    check_each,
    check_new_name,
    check_number,
    check_one_of,
    split_at_commas,
)
from postlab.cli.asking import ask_line
from postlab.cli.invocation import Invocation
from postlab.cli.link_questions import links_with_sentences
from postlab.cli.typed_names import answers_known_to
from postlab.english import away, weekday
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.console import Console

    from postlab.design.known_page import KnownPage
    from postlab.loop.lab import Lab
    from postlab.records.tables import Account

NEITHER = "neither"
MOMENTS_OFFERED = 6
"""How many moments of the calendar a question offers."""

MOMENTS_NAMED = 8
"""How many kinds of moment a question names; more would hide the question."""


def complete_plan(
    call: Invocation, lab: Lab, document: dict[str, Any], *, allow_private: bool = False, from_pool: bool = False
) -> dict[str, Any]:
    """Ask for what a plan lacks, and return the plan with the answers.

    Args:
        call: the call of the program.
        lab: the lab, open.
        document: the plan so far, as in a plan file.
        allow_private: whether pages may be on private addresses.
        from_pool: whether the links come from the pool, so that none are asked for.

    Raises:
        InputError: when the lab has no account to post to.
    """
    from postlab.audiences import AUDIENCES
    from postlab.design.durations import parse_duration
    from postlab.framing.brief import USUAL_AUDIENCE
    from postlab.loop.plan.plan_defaults import usual_horizon
    from postlab.metrics import counted_by, counted_in_words
    from postlab.stats.rounds_law import USUAL_ROUNDS

    out = call.answer
    completed = dict(document)
    accounts = _accounts_to_post_to(lab)
    out.print("[bold]An experiment is one question.[/] Enter takes the answer in brackets; Ctrl-C stores nothing.\n")

    def ask(
        key: str,
        prompt: str,
        *,
        default: str | None = None,
        hint: str = "",
        check: Callable[[str], object] | None = None,
        kind: Callable[[str], object] = str,
    ) -> None:
        if key not in completed and (answer := ask_line(out, prompt, default=default, hint=hint, check=check)):
            completed[key] = kind(answer)

    ask("question", "What do you want to know?", default="Do people respond more when a link comes with context?")
    ask("name", "A short name for it", default=_free_name(lab), check=check_new_name(lab))
    ask("hypothesis", "What do you expect?", default="Context beats a bare link.")
    if completed.get("hypothesis") and not {"expected", "aa"} & completed.keys():
        completed |= _ask_expected(out, completed)
    ask("rationale", "Why might that be? (the idea behind it; may stay empty)", default="")
    words = f"Audiences: {', '.join(AUDIENCES)}, or words of yours."
    known_audience, known_moment = answers_known_to(lab)
    ask("audience", "Who is it for?", default=USUAL_AUDIENCE, hint=words, check=known_audience)
    audience = _as_known(str(completed["audience"]), known_audience)
    if "accounts" not in completed:
        completed["accounts"] = _ask_accounts(out, accounts)
    if "metric" not in completed:
        chosen = [a for a in accounts if a.name in completed["accounts"]]
        completed["metric"] = _ask_metric(out, chosen, counters=_counter_names(lab))
        if counted_by(completed["metric"]) == "clicks" and "clicks_from" not in completed:
            completed |= _ask_counter(out, lab, chosen)
    age = usual_horizon(lab, completed, accounts)
    ask("horizon", "How old are posts when they are compared?", default=age, check=parse_duration)
    metric = _metric_spelt(str(completed["metric"])) or str(completed["metric"])
    if "usual" not in completed and _unknown_counts(lab, completed, accounts):
        ask(
            "usual",
            f"About how many {counted_in_words(metric)} does a post of yours get? (may stay empty)",
            default="",
            hint="It tells how long this will take; a guess will do.",
            check=check_number,
            kind=float,
        )
    if "slots" not in completed and "every" not in completed:
        completed["slots"] = _ask_slots(out, str(completed.get("timezone") or lab.settings.timezone))
    completed |= _ask_design(out, lab, completed, accounts)
    ask(
        "rounds",
        "How many rounds at most? (a round is one post of each framing)",
        default=str(USUAL_ROUNDS),
        check=check_count,
        kind=int,
    )
    brief = completed.get("brief", {})
    if set(brief) <= {"quotes"} and "moment" not in completed:
        answered = _ask_moment(call, lab, audience, known_moment)
        completed |= answered | ({"brief": {**brief, **answered["brief"]}} if "brief" in answered else {})
    if not from_pool:
        completed["link"] = links_with_sentences(
            call, lab, {**completed, "audience": audience}, allow_private=allow_private
        )
    completed |= _rounds_that_fit(out, completed, accounts)
    ask("if_it_fails", "What will you do if it fails?", default="Back to bare links, then change one thing.")
    out.print()
    return completed


def _rounds_that_fit(out: Console, document: Mapping[str, Any], accounts: Sequence[Account]) -> dict[str, int]:
    """The rounds that the links are enough for, said aloud, where the plan has more; else nothing."""
    from postlab.loop.plan.plan_defaults import fewer_rounds

    fewer = fewer_rounds(document, accounts)
    if fewer is None:
        return {}
    out.print(f"[yellow]Note:[/] {markup(fewer[1])}")
    return {"rounds": fewer[0]}


def _unknown_counts(lab: Lab, document: Mapping[str, Any], accounts: Sequence[Account]) -> bool:
    """Whether the lab has seen too few posts of one of the chosen accounts to know what they usually get."""
    real = [account for account in accounts if not account.simulated]
    return any(known.source == "nobody" for known in _known_pages(lab, document, real))


def _known_pages(lab: Lab, document: Mapping[str, Any], accounts: Sequence[Account]) -> list[KnownPage]:
    """What posts get of the chosen metric, on those of some accounts that are chosen.

    Nothing where something that was typed cannot be read: it is named when the whole plan is checked.
    """
    from postlab.design.durations import parse_duration
    from postlab.loop.plan.usual_counts import known_pages
    from postlab.metrics import METRIC_NAMES, measure_of

    metric, usual = _metric_spelt(str(document["metric"])), document.get("usual")
    try:
        horizon = parse_duration(str(document["horizon"]))
        weights = {str(name): float(weight) for name, weight in (document.get("weights") or {}).items()}
        usual = None if usual is None else float(usual)
    except (ValueError, TypeError):
        return []
    if metric is None or not weights.keys() <= set(METRIC_NAMES):
        return []
    chosen = [account for account in accounts if account.name in document["accounts"]]
    with lab.session() as session:
        return known_pages(session, chosen, measure_of(metric, weights), horizon=horizon, usual=usual)


def _metric_spelt(typed: str) -> str | None:
    """The primary metric of that spelling; None where there is none."""
    from postlab.metrics import PRIMARY_METRICS, RATE_BY_SPELLING
    from postlab.near_names import spelt_alike

    return spelt_alike(typed, PRIMARY_METRICS, aliases=RATE_BY_SPELLING)


def _as_known(typed: str, known: Callable[[str], str]) -> str:
    """A typed name as the lab knows it; one that nothing has stays as it is, and the whole plan's check refuses it."""
    try:
        return known(typed)
    except ValueError:
        return typed


def _free_name(lab: Lab) -> str:
    """A name that no experiment has yet."""
    from postlab.loop.learn.suggest import next_name
    from postlab.loop.lookup.experiments import find_experiment

    with lab.session() as session:
        return "context" if find_experiment(session, "context") is None else next_name(session, "context")


def _accounts_to_post_to(lab: Lab) -> Sequence[Account]:
    from postlab.loop.lookup.accounts import all_accounts

    with lab.session() as session:
        accounts = all_accounts(session)
    if not accounts:
        raise InputError("There is no account to post to yet.", hint="`postlab account add sandbox NAME` adds one.")
    return accounts


def _ask_expected(out: Console, document: Mapping[str, Any]) -> dict[str, Any]:
    """Ask which framing is expected to do better, by its name; nothing where neither is."""
    from postlab.design.plan import Plan

    usual = [variant.name for variant in Plan.model_fields["variant"].default]
    names = [str(variant.get("name")) for variant in document.get("variant", ())] or usual
    control = str(document.get("control", Plan.model_fields["control"].default))
    in_order = sorted(names, key=lambda name: name == control)
    sides = {name: "control" if name == control else "treatment" for name in in_order}
    choices = [*sides, NEITHER]
    answer = ask_line(
        out,
        "Which framing should do better?",
        default=choices[0],
        hint=f"One of: {', '.join(choices)}. What you expect takes less evidence, a surprise more.",
        check=check_one_of(choices),
    )
    return {"expected": sides[answer]} if answer in sides else {}


def _ask_accounts(out: Console, accounts: Sequence[Account]) -> list[str]:
    names = [account.name for account in accounts]
    known = check_each(check_one_of(names))

    def usable(text: str) -> None:
        known(text)
        chosen = [account for account in accounts if account.name in split_at_commas(text)]
        if len({account.simulated for account in chosen}) > 1:
            raise ValueError("A simulated audience and a real one cannot be compared in one experiment.")

    labels = (f"{a.name} ({a.platform}{', simulated' if a.simulated else ''})" for a in accounts)
    return split_at_commas(
        ask_line(
            out,
            "Where to post? (several with commas)",
            default=names[0],
            hint=f"Accounts: {', '.join(labels)}.",
            check=usable,
        )
    )


def _counter_names(lab: Lab) -> list[str]:
    from postlab.loop.lookup.accounts import all_accounts

    with lab.session() as session:
        return [account.name for account in all_accounts(session, counters=True)]


def _ask_counter(out: Console, lab: Lab, chosen: Sequence[Account]) -> dict[str, str]:
    """Ask which counter counts the clicks; where all networks count clicks themselves, the answer may be empty."""
    from postlab.loop.lookup.accounts import counts_of

    counters = _counter_names(lab)
    networks_count_clicks = all("clicks" in counts_of(account) for account in chosen)
    if not counters:
        return {}
    name = ask_line(
        out,
        "Who counts the clicks?",
        default="" if networks_count_clicks else counters[0],
        hint=f"Counters: {', '.join(counters)}.{' Empty: the networks themselves.' if networks_count_clicks else ''}",
        check=check_one_of(counters),
    )
    return {"clicks_from": name} if name else {}


def _ask_metric(out: Console, chosen: Sequence[Account], *, counters: Sequence[str]) -> str:
    from postlab.loop.lookup.accounts import counts_of
    from postlab.metrics import PRIMARY_METRICS, RATES, measure_of

    def counted(metric: str) -> bool:
        elsewhere = {"clicks"} if counters else set()
        return all(measure_of(metric).needs <= counts_of(account) | elsewhere for account in chosen)

    countable = [metric for metric in PRIMARY_METRICS if counted(metric)] or [PRIMARY_METRICS[0]]
    counts, rates = [name for name in countable if name not in RATES], ", ".join(filter(RATES.get, countable))
    return ask_line(
        out,
        "What counts as a response?",
        default="clicks" if "clicks" in countable else countable[0],
        hint=f"What can be counted there: {', '.join(counts)}.{f' As a rate: {rates}.' if rates else ''}",
        check=check_one_of(countable),
    )


def _ask_slots(out: Console, zone: str) -> list[str]:
    from postlab.design.slots import USUAL_SLOTS, parse_slot

    prompt = f"When to post? (weekday and time in {markup(zone)}, several with commas)"
    return split_at_commas(ask_line(out, prompt, default=", ".join(USUAL_SLOTS), check=check_each(parse_slot)))


def _ask_design(out: Console, lab: Lab, document: Mapping[str, Any], accounts: Sequence[Account]) -> dict[str, Any]:
    """Ask on a small page whether a round shares one link; nothing is asked elsewhere."""
    pages = _known_pages(lab, document, accounts)
    known = [] if any(page.source == "nobody" for page in pages) else [page.page for page in pages]
    lines = design_question.proposal(document, known, now=lab.now(), timezone=lab.settings.timezone)
    for line in lines:
        out.print(markup(line))
    if not lines:
        return {}
    choices = design_question.CHOICES
    return {"design": ask_line(out, "Which links has a round?", default=choices[0], check=check_one_of(choices))}


def _ask_moment(call: Invocation, lab: Lab, audience: str, check_words: Callable[[str], object]) -> dict[str, Any]:
    """Ask which moment the posts open with: a number from the calendar, or words; empty takes the nearest."""
    from postlab.calendars.upcoming import upcoming_moments
    from postlab.framing.words.moments import kinds_of_moment
    from postlab.loop.moments import store

    out, today = call.answer, store.today_of(lab)
    with lab.session() as session:
        upcoming = upcoming_moments(store.lab_moments(session), start=today, end=today + store.AHEAD, audience=audience)
    offered = upcoming[:MOMENTS_OFFERED]
    kind_names = ", ".join(kind.name for kind in kinds_of_moment()[:MOMENTS_NAMED])
    kinds = f"Moments: {kind_names}, …, or words of your own."
    if offered:
        out.print("[dim]From your calendar:[/]")
        for number, moment in enumerate(offered, start=1):
            out.print(f"  {number}  {markup(moment.moment.what)}, {weekday(moment.on)} ({away(moment.on, today)})")
        kinds = "A number, or words of your own. Empty: each round opens with the nearest."

    def known(answer: str) -> None:
        if offered and answer.isdecimal() and not 1 <= int(answer) <= len(offered):
            raise ValueError(f"There is no {answer} in the list; choose from 1 to {len(offered)}, or write words.")
        if not (offered and answer.isdecimal()):
            check_words(answer)

    answer = ask_line(
        out, "Which moment is near?", default="", hint=kinds if offered else f"{kinds} Empty: none.", check=known
    )
    if not answer:
        return {}
    if offered and answer.isdecimal():
        return {"moment": store.planned_moments([offered[int(answer) - 1]])}
    day = ask_line(out, "On which day? (like 2026-11-30; may stay empty)", default="", check=check_day)
    return {"brief": {"moment": answer} | ({"moment_on": day} if day else {})}
