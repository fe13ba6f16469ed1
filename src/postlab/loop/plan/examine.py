"""A plan in, an experiment out: every fault named before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from postlab import platforms
from postlab.articles import page_of
from postlab.articles.quoted import unsupported
from postlab.design.plan import (
    Plan,
    read_plan,
    warnings,
)
from postlab.design.plan_framing import brief_of, recipe_of
from postlab.design.planning import Forecast
from postlab.english import listed, plural
from postlab.errors import Fault, FaultsError, InputError
from postlab.framing.article import Article
from postlab.framing.compose import Draft, compose
from postlab.loop.lab import Lab
from postlab.loop.limits import rules
from postlab.loop.lookup.accounts import all_accounts, counts_of, rule_of
from postlab.loop.moments.store import with_moments
from postlab.loop.plan import reply_checks
from postlab.loop.plan.plan_defaults import observing, with_habits
from postlab.loop.plan.slots import about_moments, first_slots, forecasts
from postlab.platforms.base import Plugin
from postlab.records.tables import Account


@dataclass(frozen=True, slots=True)
class Examined:
    """A plan that can be carried out: with its articles, and what should be known before it starts."""

    plan: Plan
    articles: tuple[Article, ...]
    warnings: tuple[str, ...]
    forecasts: tuple[Forecast, ...]
    drafts: tuple[Draft, ...]
    """One for each variant and account, of the first link, as the first round might show them."""


def examine(
    lab: Lab, document: Mapping[str, Any], *, today: date, allow_private: bool = False, amending: bool = False
) -> Examined:
    """Check everything about a plan at once, reading the articles that are not given by hand.

    Args:
        lab: the lab that will carry it out.
        document: as a plan file gives it.
        today: the day, in the plan's zone, that the example drafts are written for.
        allow_private: whether articles may come from private addresses.
        amending: whether a plan that is there already may change: moments of the calendar are copied anew.

    Raises:
        FaultsError: naming every fault with its place.
    """
    document = with_habits(document, lab.settings)
    with lab.session() as session:
        document = with_moments(session, document, today=today, afresh=amending)
        found, account_faults = _accounts(session, document)
        document = rules.free_guardrails(lab, document, found)
        plan, faults = read_plan(document, timezone=lab.settings.timezone)
        faults += account_faults + observing(lab.settings, found)
        if plan is None:
            raise _refusal(faults)
        faults += reply_checks.faults(plan, found)
        articles, article_faults = _articles(plan, allow_private=allow_private or lab.settings.allow_private)
        faults += article_faults
        notes: list[str] = []
        drafts: list[Draft] = []
        faults += rules.in_quiet_hours(lab, plan)
        days: Sequence[date] = (today,)
        if not faults and plan.moment:
            days, faults = _first_days(plan, lab.now())
        if not faults:
            drafts, notes, faults = _try_out(plan, articles, found, days)
        if faults:
            raise _refusal(faults)
        notes += [*rules.drawn_out(lab, plan), *rules.about_followers(lab, plan, found)]
        return Examined(
            plan=plan,
            articles=tuple(articles),
            warnings=(*warnings(plan), *about_moments(plan, lab.now()), *reply_checks.cautions(plan, found), *notes),
            forecasts=tuple(forecasts(plan, now=lab.now())),
            drafts=tuple(drafts),
        )


def _refusal(faults: Sequence[Fault]) -> FaultsError:
    many = plural(len(faults), "a fault", f"{len(faults)} faults")
    return FaultsError(f"The plan has {many}; nothing was stored.", faults, hint="Correct the plan and try again.")


def _accounts(session: Session, document: Mapping[str, Any]) -> tuple[list[Account], list[Fault]]:
    """The plan's accounts, whatever else is wrong with it; each must exist and be able to count the metric."""
    names = document.get("accounts")
    if not isinstance(names, list | tuple):
        return [], []
    found: list[Account] = []
    faults: list[Fault] = []
    there = all_accounts(session)
    for number, name in enumerate(names, start=1):
        if not isinstance(name, str):
            continue  # the plan's own rules have said so
        account = next((a for a in there if a.name == name), None)
        if account is None:
            known = ", ".join(a.name for a in there) or "none yet"
            faults.append(Fault(f"accounts {number}", f"there is no account “{name}”; there are: {known}"))
            continue
        found.append(account)
        faults += _uncountable(platforms.load(account.platform), account, document)
    faults += _no_counter(session, document)
    if len({account.simulated for account in found}) > 1:
        faults.append(Fault("accounts", "a simulated audience and a real one cannot be compared in one experiment"))
    return found, faults


def _uncountable(plugin: Plugin, account: Account, document: Mapping[str, Any]) -> list[Fault]:
    metric = document.get("metric")
    weights = document.get("weights") or {"likes": 1, "comments": 2, "shares": 3}
    if metric == "engagement" and isinstance(weights, Mapping):
        needed = {name for name, weight in weights.items() if weight}
    else:
        needed = {str(metric)} & {"likes", "comments", "shares", "clicks"}
    counts = counts_of(account) | ({"clicks"} if document.get("clicks_from") else set())
    missing = sorted(needed - counts)
    if not missing:
        return []
    works: list[str] = [name for name in ("likes", "comments", "shares", "clicks") if name in counts]
    if {"likes", "comments", "shares"} <= counts:
        works.append("engagement")
    if "clicks" in missing:
        works.append("clicks, when clicks_from names a counter (`postlab account add shlink|plausible`)")
    place = "metric" if metric != "engagement" else "weights"
    return [
        Fault(
            place,
            f"{plugin.title} does not tell the number of {' or '.join(missing)}, so “{account.name}” cannot be judged "
            f"by it; what would work: {', '.join(works)}",
        )
    ]


def _no_counter(session: Session, document: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with where clicks are to come from."""
    name = document.get("clicks_from")
    if not isinstance(name, str) or not name:
        return []
    there = [account.name for account in all_accounts(session, counters=True)]
    if name not in there:
        known = ", ".join(there) or "none yet; `postlab account add shlink|plausible NAME` adds one"
        return [Fault("clicks_from", f"there is no counter “{name}”; there are: {known}")]
    if document.get("tracking") is False:
        return [Fault("clicks_from", "needs tracking: without utm tags clicks cannot be told apart")]
    return []


def _articles(plan: Plan, *, allow_private: bool) -> tuple[list[Article], list[Fault]]:

    articles: list[Article] = []
    faults: list[Fault] = []
    for number, link in enumerate(plan.link, start=1):
        try:
            page = page_of(
                link.url,
                allow_private=allow_private,
                title=link.title,
                evidence=link.evidence,
                description=link.description,
                site=link.site,
                image=link.image,
                language=link.language,
                read=link.read,
            )
            articles.append(page.article)
            model = (link.written_by or {}).get("evidence")
            if model and not link.by_hand and (why := unsupported(page, link.evidence)):
                faults.append(Fault(f"link {number}, evidence", f"{model} wrote it, and {why}"))
        except InputError as exc:
            way_out = "With its title and evidence in the plan, nothing is fetched."
            faults.append(Fault(f"link {number}, url", f"{exc.message} {way_out}"))
    return articles, faults


def _try_out(
    plan: Plan, articles: Sequence[Article], found: Sequence[Account], days: Sequence[date]
) -> tuple[list[Draft], list[str], list[Fault]]:
    """Compose every link for every variant and account once, so that nothing fails on the day."""
    drafts: list[Draft] = []
    notes: dict[tuple[str, str, str], list[int]] = {}
    faults: list[Fault] = []
    for number, (link, article) in enumerate(zip(plan.link, articles, strict=True), start=1):
        for variant in plan.variant:
            for account in found:
                try:
                    draft = compose(
                        article,
                        recipe_of(variant),
                        brief_of(plan, link.texts(), link.written_by, days=days),
                        rule=rule_of(account),
                        today=days[0],
                    )
                except InputError as exc:
                    faults.append(Fault(f"link {number}", exc.message))
                    continue
                if number == 1:
                    drafts.append(draft)
                for note in draft.notes:
                    title = platforms.load(account.platform).title
                    notes.setdefault((variant.name, title, note), []).append(number)
    told = [f"{_links(numbers)}, “{name}” on {title}: {note}" for (name, title, note), numbers in notes.items()]
    return drafts, told, faults


def _first_days(plan: Plan, now: datetime) -> tuple[list[date], list[Fault]]:
    """The days of the first round, or why there is none."""
    try:
        return [slot.wall.date() for slot in first_slots(plan, now)], []
    except InputError as exc:
        return [], [Fault("before" if plan.before else "slots", exc.message)]


def _links(numbers: Sequence[int]) -> str:
    """Several links in few words: "Link 3", "Links 1, 2 and 5", "17 links"."""
    given = list(dict.fromkeys(numbers))
    return f"{plural(len(given), 'Link')} {listed(map(str, given))}" if len(given) <= 4 else f"{len(given)} links"
