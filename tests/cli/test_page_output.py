"""Pages of HTML and PDF: where they are written, what is said of it, and what cannot be asked for together."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from browser import chromium_path, pages_of, why_no_browser
from cli.typist import NAME, Typist, as_program

FORMS = (("report", NAME), ("history",), ("learn",))


@pytest.fixture
def at_home(planned: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """Somebody who types in an empty folder."""
    folder = tmp_path / "somewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return planned


@pytest.mark.parametrize(
    ("words", "file"),
    [(FORMS[0], f"{NAME}-report.html"), (FORMS[1], "history.html"), (FORMS[2], "what-works.html")],
)
def test_a_page_is_written_where_one_stands(at_home: Typist, words: tuple[str, ...], file: str) -> None:
    said = at_home(*words, "--html")
    assert said.out == f"Written to {Path(file).resolve()}.\n"
    page = Path(file).read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert "default-src 'none'" in page
    assert len(page.encode()) < 300_000
    assert at_home(*words, "--html", "-o", "-").out == page


@pytest.mark.parametrize("words", FORMS)
def test_a_page_is_one_answer(at_home: Typist, words: tuple[str, ...]) -> None:
    def complaint(*more: str) -> str:
        return at_home(*words, *more, code=2).complaint

    assert "--json and --html are different answers." in complaint("--html", "--json")
    assert "--csv and --html are different answers." in complaint("--open", "--csv")
    assert "--html and --pdf are different answers." in complaint("--html", "--pdf", "x.pdf")
    assert "What goes to standard output cannot be opened." in complaint("--open", "-o", "-")
    assert "--pdf names its file itself" in complaint("--pdf", "x.pdf", "-o", "y.pdf")
    assert "cannot be written" in complaint("--html", "-o", str(Path("missing") / "x.html"))
    assert list(Path.cwd().iterdir()) == []


def test_an_audit_is_no_page(at_home: Typist) -> None:
    assert "--audit and --html are different answers." in at_home("report", NAME, "--audit", "--html", code=2).complaint


def test_a_page_is_opened_by_the_browser_of_ones_choice(at_home: Typist, tmp_path: Path) -> None:
    noted = tmp_path / "noted.txt"
    program = tmp_path / "browse.py"
    program.write_text(f"import pathlib, sys; pathlib.Path({str(noted)!r}).write_text(sys.argv[1])", encoding="utf-8")
    words = ("report", NAME, "--open", "--lab", str(at_home.lab))
    said = as_program(*words, cwd=Path.cwd(), BROWSER=f"{sys.executable} {program} %s &")
    file = Path(f"{NAME}-report.html").resolve()
    assert (said.exit_code, said.out, said.err) == (0, f"Written to {file}.\n", "")
    deadline = time.monotonic() + 20
    while not noted.exists() or not noted.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, "nothing was opened"
        time.sleep(0.02)
    assert noted.read_text(encoding="utf-8") == file.as_uri()


def test_without_a_browser_the_page_is_there_all_the_same(at_home: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "false %s")
    monkeypatch.setattr("webbrowser._tryorder", None)
    monkeypatch.setattr("webbrowser._browsers", {})
    said = at_home("history", "--open")
    assert Path("history.html").exists()
    assert "open the file yourself" in said.complaint


def test_a_pdf_needs_a_browser_that_prints(at_home: Typist, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("postlab.reports.pages.on_paper.PLACES", ())
    refused = at_home("report", NAME, "--pdf", "report.pdf", code=2)
    assert "There is no Chromium, Chrome or Edge on this machine" in refused.complaint
    assert "`--html` writes the page; any browser prints it." in refused.complaint
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="the program is a script with a first line")
def test_a_browser_that_does_not_print_is_said(
    at_home: Typist, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    refused = at_home("history", "--pdf", "history.pdf", code=2)
    assert "chromium did not print the page (exit code 7)." in refused.complaint
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.server
def test_a_page_is_printed(at_home: Typist) -> None:
    if reason := why_no_browser():
        if os.environ.get("POSTLAB_TEST_SERVERS") == "1":
            pytest.fail(f"POSTLAB_TEST_SERVERS=1, but {reason}")
        pytest.skip(reason)
    assert shutil.which(str(chromium_path()))
    said = at_home("report", NAME, "--pdf", "report.pdf")
    assert said.out == f"Written to {Path('report.pdf').resolve()}.\n"
    assert 1 <= pages_of(Path("report.pdf").read_bytes()) <= 2


def test_a_name_makes_a_file_name_on_every_system(at_home: Typist) -> None:
    from postlab.cli.page_output import file_name

    assert file_name("exam season: 2026/27") == "exam-season-2026-27"
    assert file_name("../..") == "page"
    assert re.fullmatch(r"[\w.-]+", file_name("Prüfungszeit 2"))
