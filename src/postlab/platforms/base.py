"""The protocol of platforms: what a plugin declares about its network, and what a connected account can do."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from postlab.clock import Clock
from postlab.framing.lengths import LengthRule
from postlab.framing.mentions import MentionRule
from postlab.framing.pictures import PictureRule
from postlab.framing.shapes import Shape
from postlab.platforms.counts import Counts as Counts  # noqa: PLC0414 (found here, too)
from postlab.platforms.outgoing import Card as Card  # noqa: PLC0414 (found here, too)
from postlab.platforms.outgoing import Outgoing as Outgoing  # noqa: PLC0414 (found here, too)
from postlab.platforms.protocols import ProbesReplies as ProbesReplies  # noqa: PLC0414 (found here, too)
from postlab.platforms.protocols import ReplyProbe as ReplyProbe  # noqa: PLC0414 (found here, too)
from postlab.platforms.protocols import TellsFollowers as TellsFollowers  # noqa: PLC0414 (found here, too)
from postlab.platforms.protocols import TellsOwnAnswers as TellsOwnAnswers  # noqa: PLC0414 (found here, too)
from postlab.platforms.setup import Person, SetupResult
from postlab.platforms.terms import Terms as Terms  # noqa: PLC0414 (found here, too)

Payload = dict[str, Any]
"""What goes over the wire, frozen as JSON before the first attempt and the same in every later one."""


@dataclass(frozen=True, slots=True)
class Published:
    """A post that is out: its id on the network, its address for people, and when it went out.

    Attributes:
        sent_again: whether `find` could look only by sending it again, and it was not there before that.
    """

    remote_id: str
    permalink: str | None
    at: datetime
    sent_again: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the network says we are: the name to show, and the stable id."""

    name: str
    remote_id: str


@dataclass(frozen=True, slots=True)
class Live:
    """A post as the network shows it to readers; None anywhere is "the network does not tell".

    Attributes:
        text: the words, with every link either as it was written or as it leads; entities and markup of
            the network's own are undone.
        links: where the links of the text lead, its card's included, shorteners of the network's undone.
        card: whether the preview of the link is there.
        picture: whether the post has its picture.
        alt: the words for those who cannot see that picture.
    """

    text: str | None
    links: tuple[str, ...] | None = None
    card: bool | None = None
    picture: bool | None = None
    alt: str | None = None


TOKEN_ENDS_SOON = timedelta(days=14)
"""A token that ends within this time is warned of."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at an account without posting could prove.

    Attributes:
        identity: who we are there.
        publishes: whether it may publish; None where only a post would tell.
        reads: whether its posts can be counted; None where only a post would tell.
        expires_at: when its token ends; None for one without an end, or where the network does not tell.
        renews: whether that token is renewed without a person.
        lacks: permissions and metrics that are missing, a sentence each, with what to do.
        facts: what the network said about this account that the lab keeps, such as the length of a text
            (see `Plugin.rule`); JSON values.
    """

    identity: Identity
    publishes: bool | None = None
    reads: bool | None = None
    expires_at: datetime | None = None
    renews: bool = False
    lacks: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class ShowsPosts(Protocol):
    """What a connected account may be able to do besides: show a post as readers see it.

    One that can, should: a post that was damaged on its way is then found before its numbers are looked at.
    """

    def show(self, payload: Payload, remote_id: str) -> Live | None:
        """The post as it is live now; None when the network says that it is not there.

        Args:
            payload: what was sent.
            remote_id: its id on the network.
        """
        ...


@runtime_checkable
class TellsHealth(Protocol):
    """What a connected account may be able to do besides: prove that it can publish and read."""

    def health(self) -> Health:
        """Everything that can be told without posting, in as few calls as that takes."""
        ...


class ConnectedAccount(Protocol):
    """An account that we hold the key to.

    Every method may raise `Rejected` (certain that nothing happened), `Unknown` (it may have happened)
    or `NeedsPerson` of `postlab.errors`, and nothing of the SDK behind it.
    """

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The payload, JSON-ready, with everything that must not change between attempts.

        May talk to the network (to upload a picture), but publishes nothing. Where the post has a picture, the payload
        has a "picture" whose "alt" are the words that were sent with it; where it has a link but was to have no preview
        of it, "card" is False. What went live is compared with both.
        """
        ...

    def publish(self, payload: Payload) -> Published:
        """Put it out; again with the same payload it makes no second post where the platform can help it."""
        ...

    def find(self, payload: Payload) -> Published | None:
        """Whether it went out after all; None is a proven absence, `Unknown` is "cannot tell"."""
        ...

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered by now, in as few calls as the network allows.

        A post that the network no longer shows comes back with every metric None and the reason; one that
        could not be asked about this time is left out, and is asked about again.
        """
        ...

    def whoami(self) -> Identity:
        """Who we are there; the cheapest proof that the credentials work."""
        ...


@dataclass(frozen=True, slots=True)
class Option:
    """Something that an account of this platform is set up with (not a secret).

    `postlab account add` has a flag for it: ``--name VALUE``.

    Attributes:
        name: under which it is stored, never renamed; also the flag's.
        help: what it is, for people, in a sentence.
        default: its JSON value where none is given.
        required: whether the account cannot do without it.
        parse: turns what was typed into a JSON value, or raises ValueError with a sentence; it gets a list where the
            option is `repeatable`.
        metavar: what the help calls the value, such as "URL".
        repeatable: whether the flag may be given several times.
        aliases: other names of the flag.
    """

    name: str
    help: str
    default: Any = None
    required: bool = False
    parse: Callable[[Any], Any] = str
    metavar: str = "VALUE"
    repeatable: bool = False
    aliases: tuple[str, ...] = ()


def _always(_options: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret that an account of this platform needs, and the variable that may hold it.

    Attributes:
        when: whether an account with these options has it at all (keys of one way to log in, not the other).
        asked: whether a person types it in; False for one that `Plugin.set_up` brings.
        optional: whether the account works without it.
        harmless: whether anybody may see it: it is no secret, and is kept with those that it tells about.
    """

    name: str
    variable: str
    help: str
    when: Callable[[Mapping[str, Any]], bool] = _always
    asked: bool = True
    optional: bool = False
    harmless: bool = False


def _keep_nothing(_secrets: Mapping[str, str]) -> None:
    """Where nobody keeps secrets: a renewed one lasts as long as the connection."""


def _count_nothing(_kind: str, _resources: Sequence[str]) -> None:
    """Where nobody counts what is spent."""


def _learn_nothing(_facts: Mapping[str, Any]) -> None:
    """Where nobody remembers: what was learnt lasts as long as the connection."""


@contextmanager
def _nobody_else() -> Iterator[Mapping[str, str]]:
    """Where nobody keeps secrets, nobody else renews them."""
    yield {}


@dataclass(frozen=True, slots=True)
class Connection:
    """What `connect` gets.

    Attributes:
        account: the account's name in the lab.
        options: by `Option.name`, defaults filled in.
        secrets: by `Credential.name`.
        lab: the lab's folder, for a platform that keeps something there.
        clock: the time; the simulated audience lives by it.
        facts: what `Health.facts` said at the last check.
        keep: stores renewed secrets, by `Credential.name`, at once and for good.
        renewing: keeps other runs from renewing the same secrets meanwhile; gives them as they are stored now,
            for another run may just have been faster (empty where they are not stored).
        learnt: remembers facts beyond this run, on top of those that are there.
        spent: told of everything that the network charges for: the kind (a key of `Terms.prices`) and the
            ids of what was charged; networks that charge once a day for one thing get it counted so.
    """

    account: str
    options: Mapping[str, Any]
    secrets: Mapping[str, str]
    lab: Path
    clock: Clock
    facts: Mapping[str, Any] = field(default_factory=dict)
    keep: Callable[[Mapping[str, str]], None] = _keep_nothing
    renewing: Callable[[], AbstractContextManager[Mapping[str, str]]] = _nobody_else
    learnt: Callable[[Mapping[str, Any]], None] = _learn_nothing
    spent: Callable[[str, Sequence[str]], None] = _count_nothing


def _as_given(address: str, _payload: Payload) -> str:
    return address


@dataclass(frozen=True, slots=True)
class Plugin:
    """A platform as a stranger's package may register it, by the entry-point group `postlab.platforms`.

    Attributes:
        name: stored with every account, never renamed; also utm_source.
        title: for people.
        length: how long a text may be, and how this network counts.
        counts: names of those of `postlab.metrics.METRICS` that it can count.
        options: what an account is set up with.
        credentials: the secrets it needs.
        connect: makes the account that the lab works with; the SDK is imported there and nowhere above.
        new_key: makes the key of a post from the time and a source of randomness.
        plain_links: True where a link may read otherwise than it leads: the text shows it without its
            tracking, and leads to it with.
        simulated: True where no real person will ever see a post; every screen says so.
        notes: what a user should know (prices, limits, what cannot be measured), a sentence each.
        locate: makes the post's id on the network (`Published.remote_id`) out of the address that a person
            copied from their browser and the payload that was sent; ValueError with a sentence where that
            is no address of such a post.
        rule: where lengths or counts differ from account to account: the length rule of one, from its
            options and `Health.facts`; None: `length` for all.
        counted: likewise those that one account can count, from its options and facts.
        mentions: what it takes for a mention in a text that PostLab sends, so that it tells somebody; None: nothing.
        mentioned: where that differs from account to account: the rule of one, from its options and facts.
        finds: how doubt about a post is settled: "key" (the network knows its key), "text" (it is looked
            for among the latest posts), "person" (somebody must look).
        card: whose preview of a link it is: "ours" (sent along), "theirs" (the network reads the page), or
            "none".
        chooses_card: whether a post with a link may go out without that preview.
        pictures: which pictures a post may carry; None: none.
        pictured: where that differs from account to account: the rule of one, from its options and facts.
        posts_per_read: how many posts one call can count.
        by_hand: True where a person publishes and types the numbers in.
        splits: True where a post is a mailing to a part of a list: both posts of a round go out at once, each to its
            own half, and `postlab post split` makes the halves.
        shape: how a text is laid out there (`postlab.framing.shapes`).
        usual: what a post usually gets by published numbers, by metric, from an account's options; used for the
            forecast where the lab has seen too few. None: nobody knows.
        asks: what a person is asked to do with a post that is due, to finish "Post 3 is due on …: "; for `by_hand`.
        replies: whether a post may answer another of the same account (`Outgoing.reply_to`), so that a link can
            stand in the first reply.
        proves_replies: whether the network lets only some accounts do so, so that a plan with a link in the first reply
            takes a try that worked; the account is `ProbesReplies` then, and an option "replies" set to True says that
            the person knows.
        terms: what it charges and allows.
        set_up: called when an account is added, before it is tried: exchanges a token, lets the person choose a
            page, or opens a browser to log in; None where there is nothing to do.
    """

    name: str
    title: str
    length: LengthRule
    counts: frozenset[str]
    options: tuple[Option, ...]
    credentials: tuple[Credential, ...]
    connect: Callable[[Connection], ConnectedAccount]
    new_key: Callable[[datetime, random.Random], str]
    plain_links: bool = False
    simulated: bool = False
    notes: tuple[str, ...] = ()
    locate: Callable[[str, Payload], str] = _as_given
    rule: Callable[[Mapping[str, Any], Mapping[str, Any]], LengthRule] | None = None
    counted: Callable[[Mapping[str, Any], Mapping[str, Any]], frozenset[str]] | None = None
    mentions: MentionRule | None = None
    mentioned: Callable[[Mapping[str, Any], Mapping[str, Any]], MentionRule | None] | None = None
    finds: Literal["key", "text", "person"] = "text"
    card: Literal["ours", "theirs", "none"] = "none"
    chooses_card: bool = False
    pictures: PictureRule | None = None
    pictured: Callable[[Mapping[str, Any], Mapping[str, Any]], PictureRule | None] | None = None
    posts_per_read: int = 1
    by_hand: bool = False
    splits: bool = False
    shape: Shape = Shape.POST
    usual: Callable[[Mapping[str, Any]], Mapping[str, float]] | None = None
    asks: str = "paste it there, then say where it is"
    replies: bool = False
    proves_replies: bool = False
    terms: Terms | None = None
    set_up: Callable[[Connection, Person], SetupResult] | None = None

    def length_of(self, options: Mapping[str, Any], facts: Mapping[str, Any]) -> LengthRule:
        """The length rule of one account, from its options and facts."""
        return self.length if self.rule is None else self.rule(options, facts)

    def mentions_of(self, options: Mapping[str, Any], facts: Mapping[str, Any]) -> MentionRule | None:
        """What counts as a mention in a text of one account, from its options and facts; None: nothing."""
        return self.mentions if self.mentioned is None else self.mentioned(options, facts)

    def pictures_of(self, options: Mapping[str, Any], facts: Mapping[str, Any]) -> PictureRule | None:
        """Which pictures a post of one account may carry, from its options and facts; None: none."""
        return self.pictures if self.pictured is None else self.pictured(options, facts)

    def counts_of(self, options: Mapping[str, Any], facts: Mapping[str, Any]) -> frozenset[str]:
        """The names of the metrics that one account can count, from its options and facts."""
        return self.counts if self.counted is None else self.counted(options, facts)
