"""Shell completion of names, read from the lab's SQLite file without opening the lab."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import typer

from postlab.cli import readonly_db

# Bash takes these for the end of a word: `page@uni` and `--lab=DIR` reach a program as three.
_GLUE = frozenset("@=")
_UNSAFE_BARE = re.compile(r"[^\w@%+=:,./-]")
_UNSAFE_QUOTED = re.compile(r'[\\"$`]')


def named_lab(ctx: typer.Context) -> Path | None:
    """The folder after --lab, wherever and in whatever way it was written on the line; None where there is none."""
    labs = ctx.find_root().params.get("lab")
    return Path(labs[-1]) if labs else None


def names_from(ctx: typer.Context, query: str, incomplete: str) -> list[str]:
    """The values of a query's first column that complete the word; empty on any error, which completion cannot show."""
    rows = readonly_db.rows(readonly_db.database_file(named_lab(ctx)), query)
    return [name for (name,) in rows if name.startswith(incomplete)]


def complete_experiment(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of experiments, newest first, without archived ones."""
    return names_from(ctx, "SELECT name FROM experiment WHERE archived_at IS NULL ORDER BY id DESC", incomplete)


def complete_any_experiment(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of experiments, newest first, archived ones last."""
    return names_from(ctx, "SELECT name FROM experiment ORDER BY archived_at IS NOT NULL, id DESC", incomplete)


def complete_over(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of experiments that are over, newest first, without archived ones."""
    over = "SELECT name FROM experiment WHERE archived_at IS NULL AND state <> 'running' ORDER BY id DESC"
    return names_from(ctx, over, incomplete)


def complete_archived(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of archived experiments, newest first."""
    return names_from(ctx, "SELECT name FROM experiment WHERE archived_at IS NOT NULL ORDER BY id DESC", incomplete)


def complete_waiting(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of experiments, and numbers of posts that wait for approval."""
    return [
        *complete_experiment(ctx, incomplete),
        *names_from(ctx, "SELECT CAST(id AS TEXT) FROM post WHERE state = 'planned' ORDER BY slot_at, id", incomplete),
    ]


def complete_preview(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of experiments, and numbers of posts."""
    return [*complete_experiment(ctx, incomplete), *complete_post(ctx, incomplete)]


def complete_approved(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of experiments, and numbers of posts that are approved and not out yet."""
    return [
        *complete_experiment(ctx, incomplete),
        *names_from(ctx, "SELECT CAST(id AS TEXT) FROM post WHERE state = 'approved' ORDER BY slot_at, id", incomplete),
    ]


def complete_account(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of accounts."""
    return names_from(ctx, "SELECT name FROM account WHERE removed_at IS NULL ORDER BY id", incomplete)


def complete_post(ctx: typer.Context, incomplete: str) -> list[str]:
    """Numbers of posts, newest first; those that were called off are left out."""
    return names_from(ctx, "SELECT CAST(id AS TEXT) FROM post WHERE state <> 'cancelled' ORDER BY id DESC", incomplete)


def complete_link(ctx: typer.Context, incomplete: str) -> list[str]:
    """Numbers of the pool's links."""
    return names_from(ctx, "SELECT CAST(id AS TEXT) FROM poollink WHERE removed_at IS NULL ORDER BY id", incomplete)


def complete_moment_number(ctx: typer.Context, incomplete: str) -> list[str]:
    """Numbers of the calendar's moments."""
    return names_from(ctx, "SELECT CAST(id AS TEXT) FROM moment WHERE removed_at IS NULL ORDER BY id", incomplete)


def complete_observed(ctx: typer.Context, incomplete: str) -> list[str]:
    """Accounts of posts that were imported."""
    return names_from(ctx, "SELECT DISTINCT account FROM observed ORDER BY account", incomplete)


def complete_platform(incomplete: str) -> list[str]:
    """Names of the installed platforms and counters."""
    from postlab import platforms

    return [name for name in (*platforms.names(), *platforms.counter_names()) if name.startswith(incomplete)]


@contextmanager
def in_bash() -> Iterator[None]:
    """Repair completion in bash: join the words that bash split, and quote the names that it inserts.

    Bash splits words at @ and =, and Typer's script inserts names unquoted: a name with a space would become two
    words.
    """
    words, at, before = _whole_words(
        os.environ.get("COMP_WORDS", "").split("\n"), int(os.environ.get("COMP_CWORD", "0"))
    )
    os.environ |= {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(at)}
    answer = io.StringIO()
    try:
        with redirect_stdout(answer):
            yield
    finally:
        typed = words[at] if at < len(words) else ""
        for name in answer.getvalue().splitlines():
            sys.stdout.write(_for_bash(name, typed).removeprefix(before) + "\n")


def _whole_words(parts: Sequence[str], current: int) -> tuple[list[str], int, str]:
    """The joined words, the index of the current one, and the part of it that bash does not replace."""
    words: list[str] = []
    at, before = current, ""
    joins = False
    for place, part in enumerate(parts):
        glue = part in _GLUE and bool(words)
        if place == current:
            # What bash replaces begins with the @, but after the =.
            before = words[-1].removesuffix("@") if (glue or joins) else ""
        if glue or joins:
            words[-1] += part
        else:
            words.append(part)
        if place == current:
            at = len(words) - 1
        joins = glue
    if current >= len(parts):
        at = len(words)
    return words, at, before


def _for_bash(name: str, typed: str) -> str:
    """A name escaped so that bash reads it as one word, within the quotes that were opened."""
    if typed.startswith("'"):
        return name
    return (_UNSAFE_QUOTED if typed.startswith('"') else _UNSAFE_BARE).sub(r"\\\g<0>", name)
