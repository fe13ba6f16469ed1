"""Writing a page of HTML where it was asked for, saying where it is, and opening it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from postlab.cli.invocation import Invocation
from postlab.cli.output import is_stdout, write_bytes, write_text
from postlab.errors import InputError
from postlab.sanitise import markup

HtmlOption = Annotated[
    bool, typer.Option("--html", help="Write a page instead, one file to look at and to hand on (FILE: -o).")
]
PdfOption = Annotated[
    Path | None,
    typer.Option("--pdf", metavar="FILE", help="Print that page into a PDF file, where a Chromium or Chrome is here."),
]
OpenOption = Annotated[bool, typer.Option("--open", help="Open the page in your browser; --html with it.")]


def refuse_two_places(output: Path | None, pdf: Path | None, *, opened: bool) -> None:
    """Refuse what cannot be had together: a page on standard output that is opened, a PDF file with two names.

    Raises:
        InputError: when it was asked for.
    """
    if opened and output is not None and is_stdout(output):
        raise InputError("What goes to standard output cannot be opened.", hint="Leave out `-o -`, or --open.")
    if pdf is not None and (output is not None or opened):
        raise InputError("--pdf names its file itself, and nothing is opened.", hint="Leave out -o and --open.")


def write_page(
    call: Invocation, made: Callable[[], str], *, name: str, output: Path | None, pdf: Path | None, opened: bool
) -> None:
    """Write a page, say where it is, and open it if that was asked for.

    Args:
        call: of the command.
        made: makes the page.
        name: of its file where none was given; what a file cannot be called is left out.
        output: the file that was given, - for standard output, or None.
        pdf: the PDF file that was asked for, or None.
        opened: whether to open it.

    Raises:
        InputError: the file cannot be written, or nothing here prints.
    """
    if pdf is not None:
        from postlab.reports.pages.on_paper import browser, printed

        browser()
        with call.busy("Printing the page"):
            content = printed(made())
        write_bytes(content, pdf)
        _say_where(call, pdf)
        return
    page = made()
    if output is not None and is_stdout(output):
        write_text(page, output)
        return
    file = output or Path(f"{file_name(name)}.html")
    write_text(page, file)
    _say_where(call, file)
    if opened:
        _open(call, file)


def file_name(name: str) -> str:
    """A name as a file may have it on every system, without folders."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "page"


def _say_where(call: Invocation, file: Path) -> None:
    call.answer.print(markup(f"Written to {file.resolve()}."), soft_wrap=True)


def _open(call: Invocation, file: Path) -> None:
    """Open a file in the person's browser, where that is a window of its own and not the terminal they are at."""
    import webbrowser

    try:
        browser = webbrowser.get()
        opened = type(browser) is not webbrowser.GenericBrowser and browser.open(file.resolve().as_uri())
    except webbrowser.Error:
        opened = False
    if not opened:
        call.talk.print("No browser could be opened here: open the file yourself.")
