"""A plan in, an experiment out: every fault named before anything is stored."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from postlab import platforms
from postlab.design.assignment import SEED_BYTES, new_seed
from postlab.design.opening import opening
from postlab.design.plan import (
    Plan,
    read_plan,
    warnings,
)
from postlab.design.plan_parts import PlannedVariant
from postlab.design.planning import Forecast
from postlab.errors import Fault, FaultsError, InputError
from postlab.framing.article import Article
from postlab.framing.blocks import Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import Draft, compose
from postlab.loop import accounts, answers, rules
from postlab.loop.habits import observing, with_habits
from postlab.loop.lab import Lab, log
from postlab.loop.slots import about_moments, first_slots, forecasts
from postlab.platforms.base import Plugin

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Account, Experiment, Post


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
    from postlab.loop.calendar import with_moments

    document = with_habits(document, lab.settings)
    with lab.session() as session:
        document = with_moments(session, document, today=today, afresh=amending)
        found, account_faults = _accounts(session, document)
        document = rules.free_guardrails(lab, document, found)
        plan, faults = read_plan(document, timezone=lab.settings.timezone)
        faults += account_faults + observing(lab.settings, found)
        if plan is None:
            raise _refusal(faults)
        faults += answers.faults(plan, found)
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
            warnings=(*warnings(plan), *about_moments(plan, lab.now()), *answers.cautions(plan, found), *notes),
            forecasts=tuple(forecasts(plan, now=lab.now())),
            drafts=tuple(drafts),
        )


def create(
    lab: Lab,
    examined: Examined,
    *,
    parent: Experiment | None = None,
    change: str | None = None,
    reason: str | None = None,
    uses: Mapping[str, int] | None = None,
) -> Experiment:
    """Store an experiment with its seed and plan, and draw its first round.

    Args:
        lab: the lab.
        examined: a plan without faults.
        parent: the experiment that this one retries.
        change: the one change against the parent.
        reason: why.
        uses: how often links (by address) have gone out before.

    Raises:
        InputError: when the name is taken.
    """
    from postlab.loop.rounds import draw_round
    from postlab.records.tables import Experiment, Link, stored_id

    plan = examined.plan
    with lab.session() as session:
        if find(session, plan.name) is not None:
            raise InputError(
                f"There is an experiment “{plan.name}” already.",
                hint="Give this one another name.",
                code="exists",
            )
        experiment = Experiment(
            name=plan.name,
            plan=plan.document(),
            plan_hash=plan.digest,
            seed=new_seed(lab.random.randbytes(SEED_BYTES)),
            simulated=_simulated(session, plan),
            approve_all=plan.approve == "auto",
            created_at=lab.now(),
            parent_id=parent.id if parent else None,
            change=change,
            reason=reason,
        )
        session.add(experiment)
        session.flush()
        for position, (link, article) in enumerate(zip(plan.link, examined.articles, strict=True)):
            session.add(
                Link(
                    experiment_id=stored_id(experiment),
                    position=position,
                    url=link.url,
                    article=article.document(),
                    wording=link.texts(),
                    written_by=link.written_by or {},
                    uses=(uses or {}).get(link.url, 0),
                )
            )
        session.flush()
        draw_round(lab, session, experiment)
        lab.commit(session)
        log.info("experiment %s planned, hash %s", experiment.name, experiment.plan_hash[:12])
        return experiment


def plan_of(experiment: Experiment) -> Plan:
    """The plan as it was agreed."""
    return Plan.model_validate(experiment.plan)


def plans_of(session: Session, posts: Iterable[Post]) -> dict[int, Plan]:
    """The plans that some posts belong to, by the experiment's id, each read once."""
    from postlab.records.tables import Experiment

    return {number: plan_of(session.get_one(Experiment, number)) for number in {post.experiment_id for post in posts}}


def recipe_of(variant: PlannedVariant) -> Recipe:
    """A variant's framing."""
    return Recipe(variant.name, variant.blocks, variant.texts())


def brief_of(
    plan: Plan,
    wording: Mapping[str, str],
    written_by: Mapping[str, str] | None = None,
    *,
    days: Sequence[date] = (),
) -> Brief:
    """Whom a text speaks to, with what was given for one link on top of the plan's own.

    Args:
        plan: the plan.
        wording: by kind of block, words for one link.
        written_by: by kind of block, the language model that wrote them.
        days: on which the posts of the round go out; they decide which of the plan's moments is meant.
    """
    moment = opening(plan, days)
    return Brief(
        audience=plan.brief.like or plan.audience,
        moment=moment.what if moment else None,
        moment_on=moment.on if moment else None,
        moment_lasts=moment.lasts if moment else None,
        wording={kind: text for kind, text in plan.brief.texts().items() if kind != "moment"} | dict(wording),
        written_by=written_by or {},
    )


def find(session: Session, name: str) -> Experiment | None:
    """The experiment of that name, or None."""
    from sqlmodel import select

    from postlab.records.tables import Experiment

    return session.exec(select(Experiment).where(Experiment.name == name)).first()


def named(session: Session, name: str) -> Experiment:
    """The experiment of that name.

    Raises:
        InputError: suggesting the one that was probably meant.
    """
    from sqlmodel import col, select

    from postlab.records.tables import Experiment

    experiment = find(session, name)
    if experiment is None:
        there = list(session.exec(select(Experiment.name).order_by(col(Experiment.id).desc())))
        near = difflib.get_close_matches(name, there, n=1)
        known = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(there[:8]) or 'none yet'}."
        raise InputError(
            f"There is no experiment “{name}”. {known}", hint="`postlab status` lists them.", code="not_found"
        )
    return experiment


def _refusal(faults: Sequence[Fault]) -> FaultsError:
    many = f"{len(faults)} faults" if len(faults) != 1 else "a fault"
    return FaultsError(f"The plan has {many}; nothing was stored.", faults, hint="Correct the plan and try again.")


def _simulated(session: Session, plan: Plan) -> bool:
    return all(accounts.named(session, name).simulated for name in plan.accounts)


def _accounts(session: Session, document: Mapping[str, Any]) -> tuple[list[Account], list[Fault]]:
    """The plan's accounts, whatever else is wrong with it; each must exist and be able to count the metric."""
    names = document.get("accounts")
    if not isinstance(names, list | tuple):
        return [], []
    found: list[Account] = []
    faults: list[Fault] = []
    there = accounts.every(session)
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
    counts = accounts.counts_of(account) | ({"clicks"} if document.get("clicks_from") else set())
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
    there = [account.name for account in accounts.every(session, counters=True)]
    if name not in there:
        known = ", ".join(there) or "none yet; `postlab account add shlink|plausible NAME` adds one"
        return [Fault("clicks_from", f"there is no counter “{name}”; there are: {known}")]
    if document.get("tracking") is False:
        return [Fault("clicks_from", "needs tracking: without utm tags clicks cannot be told apart")]
    return []


def _articles(plan: Plan, *, allow_private: bool) -> tuple[list[Article], list[Fault]]:
    from postlab.articles import page_of
    from postlab.articles.quoted import unsupported

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
                        rule=accounts.rule_of(account),
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
    if len(given) == 1:
        return f"Link {given[0]}"
    return f"Links {', '.join(map(str, given[:-1]))} and {given[-1]}" if len(given) <= 4 else f"{len(given)} links"
