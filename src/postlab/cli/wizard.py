"""The questions that `postlab new` asks on a terminal: only what is missing, each with a sensible answer ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postlab.cli.invocation import Invocation
from postlab.reports.neutral import markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from postlab.loop.lab import Lab


def complete(call: Invocation, lab: Lab, document: dict[str, Any]) -> dict[str, Any]:
    """The plan with the answers to what it does not say yet."""
    from postlab.design.durations import parse_duration
    from postlab.design.plan import METRICS
    from postlab.design.slots import parse_slot
    from postlab.framing.brief import AUDIENCES
    from postlab.framing.words.moments import MOMENTS

    out = call.answer
    given = dict(document)
    out.print("[bold]An experiment is one question.[/] Enter takes the answer in brackets; Ctrl-C stores nothing.\n")

    def ask(key: str, prompt: str, *, default: str | None = None, check: Callable[[str], object] | None = None) -> None:
        if key not in given and (answer := _answer(out, prompt, default=default, check=check)):
            given[key] = answer

    ask("question", "What do you want to know", default="Do people respond more when a link comes with context?")
    ask("name", "A short name for it", default="context")
    ask("rationale", "Why might that be (the idea behind it)", default="")
    ask("audience", f"Whom is it for ({', '.join(AUDIENCES)})", default="students")
    if "accounts" not in given:
        given["accounts"] = _accounts(out, lab)
    if "metric" not in given:
        countable = [metric for metric in METRICS if _all_count(lab, given["accounts"], metric)]
        best = "clicks" if "clicks" in countable else (countable or ["likes"])[0]
        given["metric"] = _answer(
            out,
            f"What counts ({', '.join(countable)})",
            default=best,
            check=_one_of(countable),
        )
    ask("horizon", "How old shall posts be when they are compared", default="72h", check=parse_duration)
    if "slots" not in given and "every" not in given:
        given["slots"] = _many(out, "When to post, such as Tue 12:30", ["Tue 12:30", "Thu 12:30"], check=parse_slot)
    if "brief" not in given:
        moment = _answer(
            out, f"Which moment is near ({', '.join(MOMENTS[:6])}, … or your own words; empty: none)", default=""
        )
        if moment:
            given["brief"] = {"moment": moment}
            if day := _answer(out, "On which day (like 2026-11-30; empty: not dated)", default="", check=_day):
                given["brief"]["moment_on"] = day
    if "link" not in given:
        out.print("\nLinks to share, one after the other; two go into a round. An empty line ends the list.")
        given["link"] = _links(out)
    ask("if_it_fails", "What will you do if it fails", default="Back to bare links, then change one thing.")
    out.print()
    return given


def _answer(
    out: Console, prompt: str, *, default: str | None = None, check: Callable[[str], object] | None = None
) -> str:
    from rich.prompt import Prompt

    while True:
        answer = (Prompt.ask(prompt, default=default, show_default=bool(default), console=out) or "").strip()
        if not answer and default is None:
            continue
        if not answer or check is None:
            return answer
        try:
            check(answer)
        except ValueError as exc:
            out.print(f"  {markup(str(exc))}")
            continue
        return answer


def _many(out: Console, prompt: str, default: list[str], *, check: Callable[[str], object]) -> list[str]:
    def each(text: str) -> None:
        for part in text.split(","):
            check(part.strip())

    answer = _answer(out, f"{prompt} (several with commas)", default=", ".join(default), check=each)
    return [part.strip() for part in answer.split(",") if part.strip()]


def _accounts(out: Console, lab: Lab) -> list[str]:
    from postlab.loop import accounts

    with lab.session() as session:
        names = [account.name for account in accounts.every(session)]
    if not names:
        return []

    known = _one_of(names)

    def there(text: str) -> None:
        for part in text.split(","):
            known(part.strip())

    answer = _answer(out, f"Where to post ({markup(', '.join(names))})", default=names[0], check=there)
    return [part.strip() for part in answer.split(",")]


def _all_count(lab: Lab, names: list[str], metric: str) -> bool:
    from postlab.loop import accounts

    needed = {"likes", "comments", "shares"} if metric == "engagement" else {metric}
    with lab.session() as session:
        return all(needed <= lab.plugin(accounts.named(session, name)).counts for name in names)


def _links(out: Console) -> list[dict[str, Any]]:
    links: list[dict[str, Any]] = []
    while url := _answer(out, f"Link {len(links) + 1}", default=""):
        link: dict[str, Any] = {"url": url}
        title = _answer(out, "  Its title (empty: read it from the page)", default="")
        if title:
            link["title"] = title
            if evidence := _answer(out, "  The sentence that carries its claim (empty: read the page)", default=""):
                link["evidence"] = evidence
        links.append(link)
    return links


def _one_of(options: list[str]) -> Callable[[str], None]:
    """A check that an answer is one of several.

    Raises:
        ValueError: naming them.
    """

    def check(text: str) -> None:
        if text not in options:
            raise ValueError(f"“{text}” is not one of them; choose from {', '.join(options)}.")

    return check


def _day(text: str) -> None:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError as exc:
        raise ValueError(f"“{text}” is not a day; write it like 2026-11-30.") from exc
