"""The topics of `postlab help`: their names, their pages, and the commands that each has to do with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postlab.near_names import spelt_alike


@dataclass(frozen=True, slots=True)
class Topic:
    """One page that can be read on a screen.

    Args:
        name: what is typed to read it.
        page: its file in the repository.
        about: what it tells, in a few words.
        commands: those whose help names it.
        also: other names by which it may be asked for.
    """

    name: str
    page: str
    about: str
    commands: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


WORDS = Topic("words", "docs/plain-words.md", "every word on the screens, explained once", also=("terms", "glossary"))
"""The topic that has the name of a command; it comes first."""

PLANS = (
    WORDS,
    Topic("plan-file", "docs/plan-file.md", "an experiment written down, key by key", ("new", "retry"), ("plan",)),
    Topic("rehearsing", "docs/rehearsing.md", "a plan played to its end before it goes out", ("rehearse", "new")),
    Topic("links", "docs/links.md", "the pool of links, from a feed or a list", ("link",)),
    Topic(
        *("pictures", "docs/pictures.md", "pictures in posts, and words for those who cannot see them"),
        commands=("new", "draft", "link"),
        also=("alt-text", "cards", "previews-of-links"),
    ),
    Topic("moments", "docs/moments.md", "exams, results day, open days: posting when it matters", ("moment",)),
    Topic("wording", "docs/wording.md", "words of your own for drafts, and other languages", ("draft", "doctor")),
    Topic(
        *("language-model", "docs/words.md", "words suggested by a language model, if you want one"),
        commands=("words", "draft"),
        also=("help-with-words", "ai"),
    ),
    Topic(
        *("previews", "docs/previews.md", "posts as they will look, as a page to judge them by"),
        commands=("preview", "approve"),
        also=("as-it-will-look",),
    ),
    Topic("accessibility", "docs/accessibility.md", "how a post is heard, and whom it tells", ("draft",)),
)
RUNNING = (
    Topic("scheduling", "docs/cron.md", "turns of the loop by themselves: cron and others", ("cron", "run")),
    Topic(
        *("lab-settings", "docs/settings.md", "where you start, whom you speak to, every setting"),
        commands=("settings", "init"),
        also=("your-lab", "stances"),
    ),
    Topic(
        *("survivable", "docs/survivable.md", "pauses, guardrails, budgets and quiet hours"),
        commands=("pause", "resume", "stop"),
        also=("guardrails", "budgets", "quiet-hours"),
    ),
    Topic("observing", "docs/observing.md", "looking first at what you posted before", ("observe",)),
    Topic(
        *("metrics-import", "docs/metrics-import.md", "numbers from the networks' own exports"),
        commands=("metrics",),
        also=("exports",),
    ),
    Topic("exit-codes", "docs/exit-codes.md", "what a script is told when a command ends", ("run",)),
)
UNDERSTANDING = (
    Topic(
        *("verdict", "docs/how-the-verdict-works.md", "how the verdict works, and what it cannot do"),
        commands=("report", "status"),
        also=("how-the-verdict-works",),
    ),
    Topic("what-works", "docs/what-works.md", "what works for whom, over many experiments", ("learn", "retry")),
    Topic(
        *("pooling", "docs/pooling.md", "one question asked by many practitioners"),
        commands=("learn",),
        also=("results-in-common", "evidence-in-common"),
    ),
    Topic(
        *("reflection", "docs/reflection.md", "the journal, and the record of what you tried"),
        commands=("reflect", "history"),
        also=("journal",),
    ),
)
ACCOUNTS = tuple(
    Topic(name, f"docs/{folder}/{name}.md", about, ("account", "platforms"))
    for folder, name, about in (
        ("platforms", "sandbox", "the simulated audience"),
        ("platforms", "manual", "any network, by hand"),
        ("platforms", "newsletter", "a mailing, its list split at random"),
        ("platforms", "instagram", "Instagram, by hand"),
        ("platforms", "bluesky", "an account on Bluesky"),
        ("platforms", "mastodon", "an account on Mastodon"),
        ("platforms", "facebook", "a Facebook page"),
        ("platforms", "linkedin", "a LinkedIn page or profile"),
        ("platforms", "threads", "an account on Threads"),
        ("platforms", "x", "an account on X"),
        ("counters", "shlink", "clicks by short links of your own"),
        ("counters", "plausible", "clicks by your web statistics"),
    )
)
EXAMPLES = (
    Topic("exam-season", "examples/exam-season.toml", "a plan file, every key explained", ("new",)),
    Topic("quick-rehearsal", "examples/quick-rehearsal.toml", "a plan that is over in three minutes", ("new",)),
)
CLOSER = (
    Topic("columns", "docs/columns.md", "every column and key for other programs", ("metrics",), ("json", "csv")),
    Topic("verdict-formulas", "docs/verdict-formulas.md", "formulas and proofs"),
    Topic("verdict-benchmark", "docs/verdict-benchmark.md", "the verdict beside other methods"),
    Topic("decisions", "docs/decisions.md", "why it is built like this"),
)

GROUPS = {
    "Planning": PLANS,
    "Running": RUNNING,
    "Understanding": UNDERSTANDING,
    "Accounts and counters": ACCOUNTS,
    "Plans to begin with": EXAMPLES,
    "For programs and the curious": CLOSER,
}
"""The topics in the order in which they are listed, under the heading of each group."""

TOPICS = tuple(topic for group in GROUPS.values() for topic in group)


def topic_named(words: Sequence[str], *, exactly: bool = False) -> Topic | None:
    """The topic that was typed, in one word or several, or None.

    Args:
        words: as they were typed: how the verdict works.
        exactly: whether a plural is another name.
    """
    typed = "-".join(words)
    names = {name: topic for topic in TOPICS for name in (topic.name, *topic.also)}
    if exactly:
        return names.get(typed)
    found = spelt_alike(typed, names)
    return names[found] if found else None


def about_command(command: str) -> tuple[Topic, ...]:
    """The topics that a command's help names; those of its sub-commands are the same."""
    return tuple(topic for topic in TOPICS if command in topic.commands)
