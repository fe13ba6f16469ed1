"""Checking a plan: every fault is found before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from postlab import platforms
from postlab.articles.overrides import page_of
from postlab.articles.pasted import NO_PAGES_ADDRESS
from postlab.articles.quoted import unsupported
from postlab.design.known_page import KnownPage
from postlab.design.plan import Plan, read_plan, warnings
from postlab.design.planning import Forecast
from postlab.design.ways_out import Way
from postlab.english import listed, plural
from postlab.errors import Fault, FaultsError, InputError
from postlab.framing.article import Article, no_such_sentence
from postlab.framing.readers import for_readers
from postlab.loop.lab import Lab
from postlab.loop.limits import link_caps, rules
from postlab.loop.lookup.accounts import all_accounts
from postlab.loop.lookup.experiments import find_experiment, plan_of
from postlab.loop.moments.store import with_moments
from postlab.loop.plan import link_checks, metric_checks, pasted_links, picture_checks, reply_checks, split_lists
from postlab.loop.plan.feasibility import ways_of
from postlab.loop.plan.link_pictures import with_pictures
from postlab.loop.plan.plan_defaults import as_agreed, observe_only_faults, with_lab_defaults
from postlab.loop.plan.plan_names import with_known_names
from postlab.loop.plan.post_texts import SharedLink
from postlab.loop.plan.preview import PlannedDraft, planned_drafts
from postlab.loop.plan.slots import about_links, about_moments, forecasts, layout_of
from postlab.loop.plan.usual_counts import known_pages
from postlab.loop.pool.known import with_what_the_pool_knows
from postlab.near_names import meant_or_listed
from postlab.records.tables import Account, Experiment


@dataclass(frozen=True, slots=True)
class Examined:
    """A plan without faults, with its articles and what a person should know before it starts.

    Attributes:
        plan: the complete plan, with the lab's defaults.
        warnings: sentences about what may be unwise.
        forecasts: how many rounds and weeks it takes to see each ratio.
        pages: what posts of each of its accounts usually get of its metric.
        ways: where that is too little, the plan as it stands and what would take fewer rounds; else empty.
        links: its links with their articles and words, in their order.
        uses: by address, how often links were used before; the least used go first.
        drafts: each link in each framing on each account, as it would go out.
    """

    plan: Plan
    warnings: tuple[str, ...]
    forecasts: tuple[Forecast, ...]
    pages: tuple[KnownPage, ...]
    ways: tuple[Way, ...]
    links: tuple[SharedLink, ...]
    uses: Mapping[str, int]
    drafts: tuple[PlannedDraft, ...]

    @property
    def unquoted(self) -> tuple[int, ...]:
        """Numbers of the links of which a post quotes nothing although its framing would quote."""
        return tuple(dict.fromkeys(planned.link for planned in self.drafts if planned.draft.quotes_nothing))


def examine(
    lab: Lab,
    document: Mapping[str, Any],
    *,
    today: date,
    allow_private: bool = False,
    amending: bool = False,
    retried: Mapping[str, Any] | None = None,
    uses: Mapping[str, int] | None = None,
    now_at: Callable[[int, int, str], None] = lambda _place, _count, _url: None,
) -> Examined:
    """Check everything about a plan at once; articles that the plan does not describe are fetched.

    Args:
        lab: the lab that will run it.
        document: the plan as its file gives it.
        today: the day, in the plan's zone, from which the calendar's moments are looked up.
        allow_private: whether articles may be fetched from private addresses.
        amending: whether an experiment of that name is being amended; the calendar's moments are copied again then.
        retried: the plan document of the experiment that this one retries.
        uses: by address, how often links were used before.
        now_at: called before each link is read, with its place from 1, how many there are, and its address.

    Raises:
        FaultsError: when there are faults; it lists each with its place.
    """
    with lab.session() as session:
        document, name_faults = with_known_names(lab, session, document, retried=retried)
        document = with_lab_defaults(document, lab.settings)
        if (stored := _stored(session, document)) is not None:
            document = as_agreed(document, plan_of(stored).document())
        given = document.get("link") or ()
        document = pasted_links.with_addresses(document, plan_of(stored).document() if stored is not None else None)
        document = with_moments(session, document, today=today, afresh=amending)
        accounts, account_faults = _accounts(session, document)
        document = split_lists.with_usual_slots(split_lists.with_split_list(document, accounts))
        document = rules.free_guardrails(lab, document, accounts)
        plan, faults = read_plan(document, timezone=lab.settings.timezone)
        faults += name_faults + account_faults + observe_only_faults(lab.settings, accounts)
        if plan is None:
            raise _refusal(faults)
        mailing_faults = split_lists.faults(plan, accounts)
        faults += mailing_faults or reply_checks.faults(plan, accounts)
        # what was agreed before somebody asked for a proof goes on
        faults += [] if stored is not None else reply_checks.unproven(session, plan, accounts)
        faults += [] if amending or stored is not None else link_checks.faults(plan, accounts)
        articles, article_faults = _articles(
            lab, session, plan, allow_private=allow_private or lab.settings.allow_private, now_at=now_at
        )
        faults += article_faults
        faults += rules.quiet_hour_faults(lab, plan)
        faults += picture_checks.faults(plan, accounts)
        drafts: list[PlannedDraft] = []
        links: list[SharedLink] = []
        if not faults:
            allowed = allow_private or lab.settings.allow_private
            pictured = with_pictures(lab, session, plan, articles, stored=stored, allow_private=allowed)
            plan, articles = pictured.plan, list(pictured.articles)
            faults += pictured.faults
            faults += picture_checks.link_faults(plan, articles, accounts)
        if not faults:
            links = [
                SharedLink.planned(link, article, person=lab.person)
                for link, article in zip(plan.link, articles, strict=True)
            ]
            faults = [] if amending or stored is not None else pasted_links.faults(plan, links)
        if not faults and links:
            drafts, faults = _drafts(lab, session, plan, links, accounts, uses=uses or {}, limited=not amending)
        if faults:
            raise _refusal(faults)
        notes = [
            *_notes(drafts),
            *rules.drawn_out(lab, plan),
            *link_caps.notes(plan, accounts, slots_per_week=layout_of(plan, now=lab.now()).slots_per_week),
            *rules.follower_cost_notes(lab, plan, accounts),
        ]
        pages = known_pages(session, accounts, plan.measure, horizon=plan.horizon, usual=plan.usual)
        return Examined(
            plan=plan,
            warnings=(
                *warnings(plan),
                *pasted_links.notes(given, plan, links),
                *link_checks.notes(plan, accounts),
                *about_links(plan),
                *about_moments(plan, lab.now()),
                *reply_checks.cautions(plan, accounts),
                *picture_checks.cautions(plan, accounts),
                *split_lists.cautions(plan),
                *notes,
            ),
            forecasts=tuple(
                forecasts(
                    plan,
                    [known.page for known in pages],
                    now=lab.now(),
                    most_a_week=link_caps.slots_a_week(plan, accounts),
                )
            ),
            pages=tuple(pages),
            ways=tuple(ways_of(session, plan, accounts, pages, now=lab.now())),
            links=tuple(links),
            uses=uses or {},
            drafts=tuple(drafts),
        )


def _refusal(faults: Sequence[Fault]) -> FaultsError:
    fault_count = plural(len(faults), "a fault", f"{len(faults)} faults")
    return FaultsError(
        f"The plan has {fault_count}; nothing was stored.", faults, hint="Correct the plan and try again."
    )


def _accounts(session: Session, document: Mapping[str, Any]) -> tuple[list[Account], list[Fault]]:
    """The accounts of an unchecked plan document, and faults: each must exist and its network count the metric."""
    names = document.get("accounts")
    if not isinstance(names, list | tuple):
        return [], []
    accounts: list[Account] = []
    faults: list[Fault] = []
    all_of_lab = all_accounts(session)
    for number, name in enumerate(names, start=1):
        if not isinstance(name, str):
            continue  # `read_plan` reports that
        account = next((a for a in all_of_lab if a.name == name), None)
        if account is None:
            meant = meant_or_listed(name, [account.name for account in all_of_lab])
            faults.append(Fault(f"accounts {number}", f"there is no account “{name}”; {meant}"))
            continue
        accounts.append(account)
        faults += metric_checks.faults(platforms.load(account.platform), account, document)
    faults += _counter_faults(session, document)
    if len({account.simulated for account in accounts}) > 1:
        faults.append(Fault("accounts", "a simulated audience and a real one cannot be compared in one experiment"))
    return accounts, faults


def _counter_faults(session: Session, document: Mapping[str, Any]) -> list[Fault]:
    """Faults of the plan's key `clicks_from`."""
    name = document.get("clicks_from")
    if not isinstance(name, str) or not name:
        return []
    counters = [account.name for account in all_accounts(session, counters=True)]
    if name not in counters:
        meant = meant_or_listed(name, counters)
        how = "" if counters else "; `postlab account add shlink|plausible NAME` adds one"
        return [Fault("clicks_from", f"there is no counter “{name}”; {meant}{how}")]
    if document.get("tracking") is False:
        return [Fault("clicks_from", "needs tracking: without utm tags clicks cannot be told apart")]
    return []


def _articles(
    lab: Lab, session: Session, plan: Plan, *, allow_private: bool, now_at: Callable[[int, int, str], None]
) -> tuple[list[Article], list[Fault]]:
    """The article behind each link, and a fault for each that cannot be used."""
    articles: list[Article] = []
    faults: list[Fault] = []
    for number, link in enumerate(plan.link, start=1):
        now_at(number, len(plan.link), link.url)
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
                wordings=lab.wordings,
                pages=lab.pages,
            )
        except InputError as exc:
            by_hand = "With its title and evidence in the plan, nothing is fetched."
            way_out = exc.hint if exc.code in NO_PAGES_ADDRESS else by_hand
            faults.append(Fault(f"link {number}, url", f"{exc.message} {way_out}"))
            continue
        article = with_what_the_pool_knows(session, page.article) if link.by_hand else page.article
        suited = for_readers(article, plan.readers)
        # a sentence that the plan names was chosen by a person
        article = suited if suited.evidence or not link.evidence else article
        articles.append(article)
        model = (link.written_by or {}).get("evidence")
        if model and not link.by_hand and (why := unsupported(page, link.evidence)):
            faults.append(Fault(f"link {number}, evidence", f"{model} wrote it, and {why}"))
        if link.pick is not None and link.pick > len(article.evidence):
            faults.append(Fault(f"link {number}, pick", no_such_sentence(link.pick, len(article.evidence))))
    return articles, faults


def _stored(session: Session, document: Mapping[str, Any]) -> Experiment | None:
    """The stored experiment of a plan document's name, or None."""
    name = document.get("name")
    return find_experiment(session, name) if isinstance(name, str) else None


def _drafts(
    lab: Lab,
    session: Session,
    plan: Plan,
    links: Sequence[SharedLink],
    accounts: Sequence[Account],
    *,
    uses: Mapping[str, int],
    limited: bool,
) -> tuple[list[PlannedDraft], list[Fault]]:
    """All posts of a plan, and the faults of those that cannot be; slots that do not suffice are a fault as well."""
    try:
        return planned_drafts(lab, session, plan, links, accounts, uses=uses, limited=limited)
    except InputError as exc:
        if not plan.moment or exc.code != "no_slot_left":
            raise
        return [], [Fault("before" if plan.before else "slots", exc.message)]


def _notes(drafts: Sequence[PlannedDraft]) -> list[str]:
    """A sentence for each note of the composer, with the links that it is about, and the framing where it is of one."""
    framings = {planned.variant for planned in drafts}
    by_note: dict[str, dict[tuple[str, str], list[int]]] = {}
    for planned in drafts:
        where = planned.variant, platforms.load(planned.platform).title
        for note in planned.draft.notes:
            by_note.setdefault(note.sentence, {}).setdefault(where, []).append(planned.link)
    sentences = []
    for remark, links_by_place in by_note.items():
        everywhere = {name for name, _ in links_by_place} == framings
        if everywhere and len({tuple(dict.fromkeys(numbers)) for numbers in links_by_place.values()}) == 1:
            sentences.append(f"{_link_numbers(next(iter(links_by_place.values())))}: {remark}")
            continue
        sentences += [
            f"{_link_numbers(numbers)}, “{name}” on {title}: {remark}"
            for (name, title), numbers in links_by_place.items()
        ]
    return sentences


def _link_numbers(numbers: Sequence[int]) -> str:
    """Several links in few words: "Link 3", "Links 1, 2 and 5", "17 links"."""
    each_once = list(dict.fromkeys(numbers))
    if len(each_once) > 4:
        return f"{len(each_once)} links"
    return f"{plural(len(each_once), 'Link')} {listed(map(str, each_once))}"
