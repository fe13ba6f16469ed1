"""`postlab help`: the help of a command, or a page to read; without either, the pages that there are."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import NoPagerOption, OutputOption
from postlab.cli.pager import paged
from postlab.english import listed
from postlab.errors import InputError, PostlabError
from postlab.settings import environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from postlab.help.topics import Topic

FEW = 3
"""Up to so many pages are named with what they tell."""


def _complete(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of topics, then of commands."""
    from postlab.help.topics import TOPICS

    root: Any = ctx.find_root().command
    names = dict.fromkeys([*(topic.name for topic in TOPICS), *root.list_commands(ctx)])
    return [name for name in names if name.startswith(incomplete)]


@examples("postlab help", "postlab help words", "postlab help account add")
def help(  # noqa: A001 (the command's name)
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC|COMMAND",
            help="A topic, such as words or plan-file, or a command, such as new or account add.",
            autocompletion=_complete,
            show_default=False,
        ),
    ] = None,
    output: OutputOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """Read about a topic or a command; alone, it lists the topics. `postlab help words` explains every word."""
    call: Invocation = ctx.obj
    from postlab.help.topics import WORDS, about_command, topic_named

    typed = words or []
    command = _is_command(ctx, typed)
    topic = topic_named(typed, exactly=command)
    reads_page = topic is not None and (topic is WORDS or not command)
    if output is not None and (command or not typed) and not reads_page:
        raise InputError("--output writes the page of a topic.", hint="`postlab help` lists the topics.")
    if not typed:
        _print_topics(call.answer)
    elif topic is not None and reads_page:
        _print_page(call, topic, output, pager=not no_pager and _pager_wanted(call))
    elif command:
        _print_command(ctx, typed)
        _print_what_to_read(call.answer, about_command(typed[0]))
    else:
        raise _unknown(ctx, typed)


def _is_command(ctx: typer.Context, words: list[str]) -> bool:
    """Whether words name a command, or a command of a group."""
    found: Any = ctx.find_root().command
    for word in words:
        found = getattr(found, "commands", {}).get(word)
    return bool(words) and found is not None


def _print_command(ctx: typer.Context, words: list[str]) -> None:
    """What `--help` prints behind the words."""
    root: Any = ctx.find_root().command
    root.main([*words, "--help"], prog_name="postlab", standalone_mode=False, obj=ctx.obj)


def _print_what_to_read(out: Console, topics: Sequence[Topic]) -> None:
    """Name the pages about a command: each with what it tells, or, where they are many, by their names alone."""
    if len(topics) > FEW:
        names = [topic.name for topic in topics]
        out.print(f"To read: `postlab help NAME`, where NAME is {listed(names, 'or')}.", markup=False)
        return
    for topic in topics:
        out.print(f"To read: `postlab help {topic.name}`, {topic.about}.", markup=False)


def _unknown(ctx: typer.Context, words: list[str]) -> InputError:
    from postlab.help.topics import TOPICS
    from postlab.near_names import nearest_name

    root: Any = ctx.find_root().command
    group: Any = root.commands.get(words[0])
    if group is not None:
        subs = [name for name, sub in getattr(group, "commands", {}).items() if not sub.hidden]
        near = nearest_name(" ".join(words[1:]), subs)
        hint = f"Did you mean `postlab help {words[0]} {near}`?" if near else f"`postlab help {words[0]}` says more."
        return InputError(f"`postlab {words[0]}` has no “{' '.join(words[1:])}”.", hint=hint, code="not_found")
    aliases = {also: topic.name for topic in TOPICS for also in topic.also}
    near = nearest_name("-".join(words), [*(topic.name for topic in TOPICS), *root.commands], aliases=aliases)
    meant = f"Did you mean `postlab help {near}`? " if near else ""
    return InputError(
        f"“{' '.join(words)}” is neither a topic nor a command.",
        hint=f"{meant}`postlab help` lists the topics, `postlab --help` the commands.",
        code="not_found",
    )


def _print_topics(out: Console) -> None:
    from postlab.help.pages import web_address
    from postlab.help.topics import GROUPS, TOPICS

    width = max(len(topic.name) for topic in TOPICS)
    for heading, topics in GROUPS.items():
        out.print(heading, style="bold")
        for topic in topics:
            out.print(f"  [cyan]{topic.name:<{width}}[/]  {topic.about}")
    out.print("\nTo read one: `postlab help TOPIC`. Of a command: `postlab help COMMAND`.")
    if web := web_address():
        out.print(f"On the web: {web}/docs", markup=False, soft_wrap=True)


def _pager_wanted(call: Invocation) -> bool:
    """What the lab's settings say; somebody may read up on them because they cannot be used."""
    try:
        return call.settings.pager
    except PostlabError:
        return True


def _print_page(call: Invocation, topic: Topic, output: Path | None, *, pager: bool) -> None:
    """Print a page: set on a terminal, page by page where it is long; elsewhere its plain text."""
    from postlab.cli.output import is_stdout, write_text
    from postlab.help.pages import page_text, web_address

    text = page_text(topic, web=web_address())
    if output is not None:
        _refuse_to_replace(output)
        write_text(text, output)
        if not is_stdout(output):
            call.talk.print(f"Written to {output}.", markup=False, soft_wrap=True)
    elif call.answer.is_terminal:
        with paged(call.answer, environment()) if pager else nullcontext():
            _print_set(call.answer, text, markdown=topic.page.endswith(".md"))
    else:
        write_text(text, None)


def _refuse_to_replace(target: Path) -> None:
    """Leave a file alone that is there: it may be somebody's own plan.

    Raises:
        InputError: when it is there.
    """
    if target.exists():
        raise InputError(f"{target} is there already, and stays as it is.", hint="Name another file.")


def _print_set(out: Console, text: str, *, markdown: bool) -> None:
    from rich.markdown import Heading, Markdown
    from rich.text import Text
    from rich.theme import Theme

    class Left(Heading):
        """A heading at the left, not in a frame."""

        def __rich_console__(self, console: Console, options: object) -> Any:
            self.text.justify = "left"
            self.text.stylize("bold" if self.tag == "h1" else "")
            yield self.text

    class Page(Markdown):
        elements = {**Markdown.elements, "heading_open": Left}  # noqa: RUF012 (as rich declares it)

    with out.use_theme(Theme({"markdown.code": "cyan", "markdown.h1": "bold", "markdown.h2": "bold"})):
        out.print(Page(text, code_theme="ansi_dark", hyperlinks=False) if markdown else Text(text))
