"""The entry point: all commands, the global options, and the one place where errors are shown."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import nullcontext, suppress
from copy import copy
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import HAS_RICH, TyperCommand, TyperGroup
from typer.main import get_command

from postlab.cli.completion import in_bash
from postlab.cli.everywhere import LAB_HELP, print_version, understand_global_options
from postlab.cli.first_sentences import FIRST_SENTENCES
from postlab.cli.help_text import as_epilog, in_peoples_words, named
from postlab.cli.invocation import Invocation
from postlab.cli.light_typer import import_typers_pages
from postlab.cli.usage_errors import HELP_INSTEAD, UsageError, in_sentences
from postlab.errors import PostlabError
from postlab.settings import environment, passwords_in_addresses

WANTS_JSON, TYPED = "postlab.wants_json", "postlab.typed"
NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)})


PANELS = {
    "Start here": ("demo", "init", "new"),
    "The loop": (
        *("observe", "draft", "preview", "words", "rehearse", "approve", "unapprove", "review", "run", "pause"),
        *("resume", "stop", "status", "calendar", "remind", "report", "retry", "reflect", "history", "learn"),
    ),
    "Things": (
        *("experiment", "account", "post", "link", "moment", "metrics", "settings", "cron", "platforms"),
        *("doctor", "help"),
    ),
}
"""The panels of the help, each with its commands in the order of the loop."""

COMMANDS = {name: panel for panel, names in PANELS.items() for name in names}
"""By command: the panel that it stands in."""

HELP_OPTIONS = frozenset({"-h", "--help"})

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
    command = group.commands[name]
    understand_global_options(command)
    return in_peoples_words(command)


def _listed(name: str) -> Any:
    """What the list of commands shows of one."""
    return TyperCommand(name, help=FIRST_SENTENCES[name], rich_help_panel=COMMANDS[name], rich_markup_mode="rich")


def _nothing() -> None:
    """With a callback of its own, a single command stays one of a group."""


class _OptionsAlone(TyperCommand):
    """The second part of the help; a sentence stands where its usage would be shown again."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(None, add_help_option=False, **attributes)

    def get_usage(self, ctx: Any) -> str:
        """What leads from the commands to the options."""
        return f"{ctx.command_path} COMMAND --help says more of a command."


class Commands(TyperGroup):
    """The commands in the order of the loop; it shows our errors as sentences."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = BuiltWhenAsked()

    def get_params(self, ctx: Any) -> list[Any]:
        """The global options, as every help shows options."""
        return [named(parameter) for parameter in super().get_params(ctx)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Remember whether --json was given: errors are then JSON too."""
        ctx.meta[WANTS_JSON] = "--json" in args
        ctx.meta[TYPED] = tuple(args)
        if not args or not HELP_OPTIONS.isdisjoint(args):
            import_typers_pages()
        try:
            return super().parse_args(ctx, args)
        except UsageError as exc:
            self._show_usage_error(ctx, exc)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help: the commands first, as they are listed, none of them built; then the options."""
        listing = self._with_listed_commands()
        if not HAS_RICH:
            super(Commands, listing).format_help(ctx, formatter)
            return
        options = _OptionsAlone(params=self.get_params(ctx), epilog=self.epilog, rich_markup_mode="rich")
        listing.params, listing.add_help_option, listing.epilog = [], False, None
        super(Commands, listing).format_help(ctx, formatter)
        options.format_help(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """What completes a word; naming a command builds none."""
        return super(Commands, self._with_listed_commands()).shell_complete(ctx, incomplete)

    def _with_listed_commands(self) -> Commands:
        listing = copy(self)
        listing.commands = {name: _listed(name) for name in self.commands}
        return listing

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a `PostlabError` is shown and ends the program with its exit code."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except PostlabError as exc:
            _show_error(exc, as_json=ctx.meta[WANTS_JSON])
            raise typer.Exit(exc.exit_code) from exc
        except UsageError as exc:
            self._show_usage_error(ctx, exc)
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

    def _show_usage_error(self, ctx: Any, exc: Any) -> NoReturn:
        """Show as one of ours what the library could not read; a group that was typed alone shows its help."""
        if type(exc).__name__ == HELP_INSTEAD:
            raise exc
        shown = in_sentences(exc, self, ctx.meta[TYPED])
        _show_error(shown, as_json=ctx.meta[WANTS_JSON])
        raise typer.Exit(shown.exit_code) from exc

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (Typer's signature)
        """In the order in which they were added."""
        return list(self.commands)


def _show_error(exc: PostlabError, *, as_json: bool) -> None:
    from postlab.cli import show
    from postlab.cli.invocation import console
    from postlab.masking import KNOWN

    for password in passwords_in_addresses():
        KNOWN.add(password)
    if as_json:
        sys.stderr.write(show.error_json(exc) + "\n")
    else:
        show.error(console(sys.stderr), exc)


def _show_traceback(exc: Exception) -> None:
    from traceback import format_exception

    from postlab.masking import KNOWN

    sys.stderr.write(KNOWN.hide("".join(format_exception(exc))))


def _mute_stdout() -> None:
    """Discard buffered output, so that the interpreter does not fail when it flushes it at exit."""
    with suppress(OSError):  # a stream of a test's own has no file behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="postlab",
    cls=Commands,
    help="Try a framing, gauge the response, keep what worked, change one thing about what did not, try again.",
    epilog=as_epilog(("postlab demo", "postlab init", "postlab help words")),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": sorted(HELP_OPTIONS)},
    rich_markup_mode="rich",
)


@app.callback()
def start(
    ctx: typer.Context,
    lab: Annotated[list[Path] | None, typer.Option("--lab", metavar="DIR", help=LAB_HELP)] = None,
    version: Annotated[  # noqa: ARG001 (its callback has done it)
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read the global options."""
    if ctx.obj is None:
        ctx.obj = Invocation()
        ctx.obj.name_lab(lab or ())


def main() -> None:
    """The console script; of a bug it shows the traceback, without the secrets that an exception may quote."""
    # Output goes to files and pipes as well; there a machine's own encoding may not know every letter.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with in_bash() if environment().get("_POSTLAB_COMPLETE") == "complete_bash" else nullcontext():
        try:
            # completion goes by this name, also when it is started as `python -m postlab`
            app(prog_name="postlab")
        except Exception as exc:  # noqa: BLE001 (whatever it is: it is shown and ends the program)
            _show_traceback(exc)
            sys.exit(1)
