"""The program: its commands, its global options, and the one place where errors are shown."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from postlab.cli import (
    account,
    approve,
    cron,
    demo,
    draft,
    init,
    metrics,
    new,
    post,
    reflect,
    report,
    retry,
    run,
    status,
)
from postlab.cli.completion import in_bash
from postlab.cli.invocation import Invocation
from postlab.errors import PostlabError
from postlab.settings import environment


class Commands(TyperGroup):
    """The commands, in the order of the loop, with our errors shown as sentences."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a failure that we can explain ends it with its exit code."""
        try:
            return super().invoke(ctx)
        except PostlabError as exc:
            from postlab.cli import show
            from postlab.cli.invocation import console

            if "--json" in sys.argv:
                sys.stderr.write(show.error_json(exc) + "\n")
            else:
                show.error(console(sys.stderr), exc)
            raise typer.Exit(exc.exit_code) from exc
        except BrokenPipeError:
            # The reader of a pipe has seen enough.
            sys.stderr.close()
            raise typer.Exit(0) from None

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (Typer's signature)
        """In the order in which they were added."""
        return list(self.commands)


app = typer.Typer(
    name="postlab",
    cls=Commands,
    help="Try a framing, gauge the response, keep what worked, change one thing about what did not, try again.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
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
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read the global options."""
    if ctx.obj is None:
        ctx.obj = Invocation(lab)


THE_LOOP, THINGS = "The loop", "Things"

app.command("demo", rich_help_panel=THE_LOOP)(demo.demo)
app.command("init", rich_help_panel=THE_LOOP)(init.init)
app.command("draft", rich_help_panel=THE_LOOP)(draft.draft)
app.command("new", rich_help_panel=THE_LOOP)(new.new)
app.command("approve", rich_help_panel=THE_LOOP)(approve.approve)
app.command("run", rich_help_panel=THE_LOOP)(run.run)
app.command("status", rich_help_panel=THE_LOOP)(status.status)
app.command("report", rich_help_panel=THE_LOOP)(report.report)
app.command("retry", rich_help_panel=THE_LOOP)(retry.retry)
app.command("reflect", rich_help_panel=THE_LOOP)(reflect.reflect)
app.add_typer(account.app, name="account", rich_help_panel=THINGS)
app.add_typer(post.app, name="post", rich_help_panel=THINGS)
app.add_typer(metrics.app, name="metrics", rich_help_panel=THINGS)
app.add_typer(cron.app, name="cron", rich_help_panel=THINGS)


def main() -> None:
    """The console script."""
    # Output goes to files and pipes as well; there a machine's own encoding may not know every letter.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with in_bash() if environment().get("_POSTLAB_COMPLETE") == "complete_bash" else nullcontext():
        app()
