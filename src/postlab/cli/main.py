"""The entry point: all commands, the global options, and the one place where errors are shown."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from postlab.cli.completion import in_bash
from postlab.cli.invocation import Invocation
from postlab.errors import PostlabError
from postlab.settings import environment

WANTS_JSON = "postlab.wants_json"
NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)})


THE_LOOP, THINGS = "The loop", "Things"
COMMANDS = {
    **dict.fromkeys(
        (
            *(
                "demo",
                "init",
                "observe",
                "draft",
                "words",
                "new",
                "rehearse",
                "approve",
                "run",
                "pause",
                "resume",
                "stop",
            ),
            *("status", "report", "retry", "reflect", "history", "learn"),
        ),
        THE_LOOP,
    ),
    **dict.fromkeys(
        ("account", "post", "link", "moment", "metrics", "settings", "cron", "platforms", "doctor"), THINGS
    ),
}
"""The commands in the order of the loop, with the panel of the help that each stands in."""

IN_MODULE = {"resume": "pause", "stop": "pause"}
"""The modules that hold commands of another name."""


class BuiltWhenAsked(MutableMapping[str, Any]):
    """The commands by their names; what nobody asks for is neither imported nor built, which takes longer than most."""

    def __init__(self) -> None:
        self._commands: dict[str, Any] = dict.fromkeys(COMMANDS)

    def __getitem__(self, name: str) -> Any:
        if self._commands[name] is None:
            self._commands[name] = _built(name)
        return self._commands[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)


def _built(name: str) -> Any:
    """A command, or a group of them: a module's `app`, else its function of that name."""
    module = import_module(f"postlab.cli.{IN_MODULE.get(name, name)}")
    alone = typer.Typer(add_completion=False, rich_markup_mode="rich", callback=_nothing)
    if hasattr(module, "app"):
        alone.add_typer(module.app, name=name, rich_help_panel=COMMANDS[name])
    else:
        alone.command(name, rich_help_panel=COMMANDS[name])(getattr(module, name))
    group: Any = get_command(alone)
    return group.commands[name]


def _nothing() -> None:
    """With a callback of its own, a single command stays one of a group."""


class Commands(TyperGroup):
    """The commands in the order of the loop; it shows our errors as sentences."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = BuiltWhenAsked()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Remember whether --json was given: errors are then JSON too."""
        ctx.meta[WANTS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a `PostlabError` is shown and ends the program with its exit code."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except PostlabError as exc:
            _show_error(exc, as_json=ctx.meta[WANTS_JSON])
            raise typer.Exit(exc.exit_code) from exc
        except BrokenPipeError:
            # The reader of a pipe has seen enough.
            _mute_stdout()
            raise typer.Exit(ctx.obj.exit_code if isinstance(ctx.obj, Invocation) else 0) from None
        except KeyboardInterrupt:
            if sys.stderr.isatty():
                # The shell's prompt goes to a line of its own, below the ^C.
                sys.stderr.write("\n")
            raise
        except OSError as exc:
            if exc.errno not in NO_ROOM:
                raise
            _mute_stdout()
            full = PostlabError(
                f"The output could not be written: {exc.strerror}.", hint="Make room, then run the command again."
            )
            _show_error(full, as_json=ctx.meta[WANTS_JSON])
            raise typer.Exit(full.exit_code) from exc
        return done

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (Typer's signature)
        """In the order in which they were added."""
        return list(self.commands)


def _show_error(exc: PostlabError, *, as_json: bool) -> None:
    from postlab.cli import show
    from postlab.cli.invocation import console

    if as_json:
        sys.stderr.write(show.error_json(exc) + "\n")
    else:
        show.error(console(sys.stderr), exc)


def _mute_stdout() -> None:
    """Discard buffered output, so that the interpreter does not fail when it flushes it at exit."""
    with suppress(OSError):  # a stream of a test's own has no file behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="postlab",
    cls=Commands,
    help="Try a framing, gauge the response, keep what worked, change one thing about what did not, try again.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"postlab {version('postlab')}")
        raise typer.Exit


@app.callback()
def start(
    ctx: typer.Context,
    lab: Annotated[
        Path | None, typer.Option("--lab", metavar="DIR", help="The lab's folder (else POSTLAB_HOME, else yours).")
    ] = None,
    version: Annotated[  # noqa: ARG001 (its callback has done it)
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read the global options."""
    if ctx.obj is None:
        ctx.obj = Invocation(lab)


def main() -> None:
    """The console script."""
    # Output goes to files and pipes as well; there a machine's own encoding may not know every letter.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with in_bash() if environment().get("_POSTLAB_COMPLETE") == "complete_bash" else nullcontext():
        # completion goes by this name, also when it is started as `python -m postlab`
        app(prog_name="postlab")
