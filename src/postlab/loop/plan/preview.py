"""The posts of a plan before anything is stored: each link in each framing on each account, as it would go out.

Which framing goes to which place is the coin's to say, so both are shown for each link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlmodel import Session

from postlab import platforms
from postlab.design.overlap import Showing, beside
from postlab.design.pairing import Place, Refusal, days_of
from postlab.design.plan import Plan
from postlab.errors import Fault, InputError
from postlab.framing.compose import Draft
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.lookup.campaigns import campaign_of, free_campaign
from postlab.loop.lookup.experiments import find_experiment
from postlab.loop.measure.clicks import short_url
from postlab.loop.plan.post_texts import PostLink, SharedLink, compose_post, post_link, turns_of
from postlab.loop.plan.slots import places_of_round
from postlab.records.tables import Account

UNKNOWN_LETTER = "x"
"""What stands for each letter of a short link that is not made yet."""


@dataclass(frozen=True, slots=True)
class PlannedDraft:
    """A post as it would go out.

    Attributes:
        link: number of its link in the plan, from 1.
        url: the address of its link, tracking included.
        variant: name of its framing.
        account: name of the account that it is for.
        platform: name of the account's platform.
        round: number of the first round that takes the link; one above the plan's rounds where none of them does.
        days: the days on which it would read like this, of those on which the round may put it out.
        draft: its text.
        short_link_to_come: whether its short link is not known yet, so that a stand-in is shown for it.
    """

    link: int
    url: str
    variant: str
    account: str
    platform: str
    round: int
    days: tuple[date, ...]
    draft: Draft
    short_link_to_come: bool


@dataclass(frozen=True, slots=True)
class _Turn:
    """The first round that takes a link, and the places that it may stand in there."""

    round: int
    places: tuple[Place, ...]
    """All of the round."""
    own_days: tuple[date, ...]
    """Of the slots that the link may go out in."""

    @property
    def days(self) -> list[date]:
        return days_of(self.places)


def planned_drafts(
    lab: Lab,
    session: Session,
    plan: Plan,
    links: Sequence[SharedLink],
    accounts: Sequence[Account],
    *,
    uses: Mapping[str, int],
    limited: bool,
) -> tuple[list[PlannedDraft], list[Fault]]:
    """Every link in every framing on every account, in this order, and a fault for each that cannot be composed.

    Each as in the first round that takes the link: of the first round, as it would be drawn now; of later ones, as if
    every round took the slots that follow, or those that are free where rounds overlap.

    Args:
        lab: the lab.
        session: open.
        plan: without faults.
        links: the plan's links, in its order.
        accounts: the plan's accounts, in its order.
        uses: by address, how often links were used before.
        limited: whether the posting limits have a say in the first round.

    Raises:
        InputError: when no slots are left for the first round, or the posting limits allow none.
    """
    drafts: list[PlannedDraft] = []
    faults: list[Fault] = []
    turn_of_link = _turns(lab, session, plan, [link.url for link in links], uses, limited=limited)
    short_links = {account.name: _short_link_to_come(lab, session, plan, account) for account in accounts}
    stored = find_experiment(session, plan.name)
    campaign = free_campaign(session, plan.name) if stored is None else campaign_of(stored)
    turns_of_round = {turn.round: turns_of(plan, turn.round) for turn in turn_of_link}
    for number, (shared, turn) in enumerate(zip(links, turn_of_link, strict=True), start=1):
        for variant in (framing.name for framing in plan.variant):
            for account in accounts:
                short_link = short_links[account.name]
                try:
                    link = post_link(
                        plan,
                        shared.url,
                        account,
                        variant,
                        campaign=campaign,
                        round_number=turn.round,
                        short_link=short_link,
                    )
                    texts = _texts_by_days(lab, plan, variant, shared, account, link, turn, turns_of_round[turn.round])
                except InputError as exc:
                    faults.append(Fault(f"link {number}", exc.message))
                    continue
                drafts += [
                    PlannedDraft(
                        link=number,
                        url=link.url,
                        variant=variant,
                        account=account.name,
                        platform=account.platform,
                        round=turn.round,
                        days=tuple(days),
                        draft=draft,
                        short_link_to_come=short_link is not None,
                    )
                    for draft, days in texts
                ]
    return drafts, list(dict.fromkeys(faults))


def _texts_by_days(
    lab: Lab,
    plan: Plan,
    variant: str,
    shared: SharedLink,
    account: Account,
    link: PostLink,
    turn: _Turn,
    turns: Mapping[str, int],
) -> list[tuple[Draft, list[date]]]:
    """The texts that a post may have, by the day that the coin gives it, each with its days."""
    texts: list[tuple[Draft, list[date]]] = []
    for day in turn.own_days:
        draft = compose_post(
            plan,
            variant,
            shared,
            account,
            link=link,
            day=day,
            days=turn.days,
            turn=turns[account.name],
            wordings=lab.wordings,
            pictures=lab.pictures,
        )
        same = next((days for other, days in texts if other.texts == draft.texts), None)
        if same is None:
            texts.append((draft, [day]))
        else:
            same.append(day)
    return texts


def _turns(
    lab: Lab, session: Session, plan: Plan, urls: Sequence[str], uses: Mapping[str, int], *, limited: bool
) -> list[_Turn]:
    """For each link the first round that takes it."""
    # numbers below 0 stand for links that are not stored yet
    keys = [-number for number in range(1, len(urls) + 1)]
    used = {key: uses.get(url, 0) for key, url in zip(keys, urls, strict=True)}
    turns: dict[int, _Turn] = {}
    now = after = lab.now()
    last: tuple[Place, ...] = ()
    showings: list[Showing] = []
    for number in range(1, plan.rounds + 1):
        refusal = _beside(plan, showings)
        if number == 1 and limited:
            planned: dict[int | None, str] = dict(zip(keys, urls, strict=True))
            refusal = frequency.refusal(lab, session, plan, experiment=None, after=after, planned=planned)
        try:
            last = places_of_round(
                plan, sorted(keys, key=lambda key: (used[key], -key)), start=now, after=after, refusal=refusal
            )
        except InputError:
            if number == 1:
                raise
            # slots before moments come to an end; further moments may bring more
            break
        showings += [Showing(place.slot.at, place.link) for place in last]
        after = (min if plan.overlapped else max)(place.slot.at for place in last)
        for key in {place.link for place in last}:
            used[key] += 1
            turns.setdefault(key, _Turn(number, last, _days_of(last, key)))
        if len(turns) == len(keys):
            break
    spare = _Turn(plan.rounds + 1, last, (last[0].slot.wall.date(),))
    return [turns.get(key, spare) for key in keys]


def _beside(plan: Plan, showings: Sequence[Showing]) -> Refusal | None:
    return beside(showings, gap=plan.gap) if plan.overlapped and plan.gap is not None else None


def _days_of(places: Sequence[Place], link: int) -> tuple[date, ...]:
    return tuple(dict.fromkeys(days_of([place for place in places if place.link == link])))


def _short_link_to_come(lab: Lab, session: Session, plan: Plan, account: Account) -> str | None:
    """A stand-in of the same length for the short link that a post would have; None where it has none."""
    if plan.clicks_from is None:
        return None
    key = platforms.load(account.platform).new_key(lab.now(), Random(0))  # noqa: S311 (nothing is stored under it)
    sample = short_url(lab, session, plan, key)
    if sample is None:
        return None
    address, _, name = sample.rpartition("/")
    return f"{address}/{UNKNOWN_LETTER * len(name)}"
