"""A preview as values: posts as they will look, those that are compared beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postlab.english import counted
from postlab.framing.article import Article
from postlab.reports.looks.look import PostLook


@dataclass(frozen=True, slots=True)
class LooksOfAccount:
    """What one account posts of a round or a link.

    Attributes:
        account: its name, and its network's: "careers-page on Bluesky".
        looks: the framings, in the plan's order.
    """

    account: str
    looks: tuple[PostLook, ...]

    @classmethod
    def of(cls, looks: Sequence[PostLook]) -> LooksOfAccount:
        """Looks of the same account."""
        first = looks[0]
        return cls(f"{first.account} on {first.network}" if first.account else first.network, tuple(looks))


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """Posts that are compared: those of a round, or of a link.

    Attributes:
        heading: which they are.
        says: what they lead to and when they go out, in a sentence; may be empty.
        accounts: by account.
    """

    heading: str
    says: str
    accounts: tuple[LooksOfAccount, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Posts as they will look.

    Attributes:
        title: whose.
        about: what a person should know before judging, a sentence each.
        parts: the posts.
    """

    title: str
    about: tuple[str, ...]
    parts: tuple[PreviewPart, ...]

    @property
    def looks(self) -> tuple[PostLook, ...]:
        """All of them, in their order."""
        return tuple(look for part in self.parts for account in part.accounts for look in account.looks)

    @property
    def simulated(self) -> bool:
        """Whether any of them goes to a simulated audience."""
        return any(look.simulated for look in self.looks)

    @property
    def all_simulated(self) -> bool:
        """Whether no real person will see any of them."""
        return all(look.simulated for look in self.looks)


def preview_of_drafts(article: Article, looks: Sequence[Sequence[PostLook]], *, notes: Sequence[str]) -> Preview:
    """The drafts of a link.

    Args:
        article: what it leads to.
        looks: by account or network, its framings.
        notes: what is to be known of all of them, a sentence each.
    """
    accounts = tuple(LooksOfAccount.of(of_account) for of_account in looks)
    on_accounts = all(one.looks[0].account for one in accounts)
    heading = f"On {counted(len(accounts), 'account' if on_accounts else 'network')}"
    about = f"They lead to {article.url}. Nothing was stored."
    return Preview(
        f"Posts of “{article.title}” as they would look", (about, *notes), (PreviewPart(heading, "", accounts),)
    )
