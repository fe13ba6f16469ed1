"""Where an answer goes: a file, or standard output by its usual sign."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cli.typist import NAME, Typist
from postlab.cli.output import replace_file


@pytest.mark.parametrize("command", [("report", NAME), ("history",)])
@pytest.mark.parametrize("form", ["--csv", "--markdown", "--json"])
def test_a_dash_is_standard_output(
    command: tuple[str, ...], form: str, planned: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = planned(*command, form).out
    assert shown
    assert planned(*command, form, "-o", "-").out == shown
    assert not (tmp_path / "-").exists()
    assert planned(*command, form, "-o", "written").out == ""
    written = (tmp_path / "written").read_bytes().decode()
    # CSV has the line ends of its standard in a file and here
    assert written.replace("\r\n", "\n") == shown.replace("\r\n", "\n")
    if form == "--json":
        assert json.loads(written)["answer"] == command[0]


def test_a_file_needs_a_form(planned: Typist) -> None:
    complaint = planned("report", NAME, "-o", "-", code=2).complaint
    assert "Add --csv, --markdown, --html or --json." in complaint


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes with names on Windows")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(b"what goes out", pipe)
        assert os.read(reader, 100) == b"what goes out"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
