"""The crontab entry: what cron and a shell make of it, and that nobody else's line is touched."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.cron.entry import EVERY_MINUTES, LONGEST, Job, find_entry, read_entry, with_entry, without_entry
from postlab.errors import InputError

PYTHON = "/opt/post lab/bin/python"
OTHERS = b"""# mine, a comment with \xff in it
MAILTO=""
SHELL='/bin/bash'
PATH = /usr/bin:/bin

*/5  *  * * *\techo  hi   # a note
0 3 * * 1 /usr/bin/backup --to "a b" \\%Y%in put
@reboot /usr/bin/python -m postlab --lab /x run
* * * * * postlab --lab /x run --quiet
#*/5 * * * * /usr/bin/env PYTHONUTF8=1 /usr/bin/python -P -m postlab --lab /x run --quiet
"""

# Everything a folder's name can hold, the bytes that are no letters as Python shows them included.
names = st.text(
    st.characters(blacklist_characters="/", blacklist_categories=("Cc", "Cs"))
    | st.sampled_from("%\\'\" $`=#~!*?\udcff"),
    min_size=1,
    max_size=20,
).filter(lambda name: name.strip() not in {".", "..", ""})


def as_cron_reads(line: str) -> str:
    """The command that Vixie's cron hands to the shell: `\\%` is a percent sign, `%` would be a line end."""
    command = line.split(maxsplit=5)[5] if line.startswith(("*", "0")) else ""
    said, at = "", 0
    while at < len(command):
        if command[at] == "\\" and at + 1 < len(command):
            # Some crons read two backslashes as one; ours must not depend on which.
            assert command[at + 1] != "\\", command
            said += command[at + 1] if command[at + 1] == "%" else command[at : at + 2]
            at += 2
            continue
        assert command[at] != "%", command
        said, at = said + command[at], at + 1
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix shell")
@given(name=names, value=names)
@settings(max_examples=60, deadline=None)
def test_the_shell_hands_on_what_we_meant(name: str, value: str) -> None:
    """A stand-in for the program that prints its arguments gets them to the byte, through a real shell."""
    job = Job("/usr/bin/printf", Path("/labs") / name, 5, (("POSTLAB_TIMEZONE", value),))
    command = as_cron_reads(job.line).replace("/usr/bin/printf -P -m postlab", "/usr/bin/printf '%s\\0' -P -m postlab")
    said = subprocess.run(
        ["/bin/sh", "-c", command.encode("utf-8", "surrogateescape")], capture_output=True, check=True, timeout=20
    )
    wanted = ["-P", "-m", "postlab", "--lab", str(job.lab), "run", "--quiet"]
    assert said.stdout == b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in wanted)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix shell")
def test_the_shell_sets_the_variables(tmp_path: Path) -> None:
    program = tmp_path / "py=thon 100%"  # env(1) would take a path with = in it for a variable
    program.write_text('#!/bin/sh\nprintf "%s|%s|%s" "$PYTHONUTF8" "$POSTLAB_TIMEZONE" "$*"\n', encoding="utf-8")
    program.chmod(0o755)
    job = Job(str(program), Path("/a b"), 5, (("POSTLAB_TIMEZONE", "Europe/London $X"),))
    said = subprocess.run(["/bin/sh", "-c", as_cron_reads(job.line)], capture_output=True, check=True, timeout=20)
    assert said.stdout.decode() == "1|Europe/London $X|-P -m postlab --lab /a b run --quiet"


@given(name=names)
def test_an_entry_is_known_again(name: str) -> None:
    lab = Path("/labs") / name
    found = read_entry(Job(PYTHON, lab, 15).line)
    assert found is not None
    assert (found.lab, found.python, found.every, found.schedule) == (lab, PYTHON, 15, "*/15 * * * *")


@pytest.mark.parametrize("line", OTHERS.decode("utf-8", "surrogateescape").splitlines())
def test_nobody_elses_line_is_taken_for_ours(line: str) -> None:
    assert read_entry(line) is None


@given(name=names, before=st.binary(max_size=80), after=st.binary(max_size=80))
def test_the_other_lines_stay_to_the_byte(name: str, before: bytes, after: bytes) -> None:
    lab = Path("/labs") / name
    job = Job(PYTHON, lab, 5)
    table = before + OTHERS + after
    enabled = with_entry(table, job)
    end = b"" if table.endswith(b"\n") else b"\n"
    assert enabled.startswith(table + end)
    assert enabled.count(b" -m postlab --lab ") == table.count(b" -m postlab --lab ") + 1
    assert without_entry(enabled, lab) == table + end


def test_enabling_twice_leaves_one_entry_in_its_place() -> None:
    lab = Path("/labs/one")
    once = with_entry(OTHERS, Job(PYTHON, lab, 5)) + b"30 4 * * * last\n"
    twice = with_entry(once, Job("/other/python", lab, 10))
    assert twice.count(b"/labs/one") == 2  # the comment and the entry
    found = find_entry(twice, lab)
    assert found is not None
    assert (found.every, found.python) == (10, "/other/python")
    assert twice.endswith(b"run --quiet\n30 4 * * * last\n")
    assert with_entry(twice, Job("/other/python", lab, 10)) == twice


def test_each_lab_has_its_own() -> None:
    one, two = Path("/labs/one"), Path("/labs/one two")
    table = with_entry(with_entry(OTHERS, Job(PYTHON, one, 5)), Job(PYTHON, two, 30))
    assert without_entry(table, one) == with_entry(OTHERS, Job(PYTHON, two, 30))
    assert find_entry(without_entry(table, two), two) is None
    assert without_entry(without_entry(table, two), one) == OTHERS


def test_entries_that_somebody_copied_all_go() -> None:
    entry = Job(PYTHON, Path("/labs/one"), 5).line.encode() + b"\n"
    assert without_entry(entry + OTHERS + b"7 * * * * " + entry.split(b" ", 5)[5], Path("/labs/one")) == OTHERS


def test_an_entry_whose_comment_was_moved_is_still_found() -> None:
    job = Job(PYTHON, Path("/labs/one"), 5)
    table = f"{job.comment}\n".encode() + OTHERS + f"{job.line}\n".encode()
    assert without_entry(table, job.lab) == OTHERS
    assert with_entry(table, job) == OTHERS + f"{job.comment}\n{job.line}\n".encode()


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_lab_is_known_by_another_way_to_it(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "lab")
    table = with_entry(b"", Job(PYTHON, tmp_path / "link", 5))
    assert find_entry(table, tmp_path / "lab") is not None
    assert without_entry(table, tmp_path / "lab") == b""


@pytest.mark.parametrize("every", EVERY_MINUTES)
def test_schedules(every: int) -> None:
    line = Job(PYTHON, Path("/lab"), every).line
    assert re.match(r"(\*(/\d+)?|0) \* \* \* \* /usr/bin/env ", line)
    found = read_entry(line)
    assert found is not None
    assert found.every == every


@pytest.mark.parametrize("every", [0, -5, 7, 45, 61, 120])
def test_what_does_not_divide_an_hour_is_refused(every: int) -> None:
    with pytest.raises(InputError, match="come out even"):
        Job(PYTHON, Path("/lab"), every)


@pytest.mark.parametrize(
    ("schedule", "every"), [("@hourly", 60), ("@reboot", None), ("*/7 * * * *", None), ("5,35 9-17 * * 1-5", None)]
)
def test_a_schedule_of_somebodys_own(schedule: str, every: int | None) -> None:
    command = Job(PYTHON, Path("/lab"), 5).line.split(" ", 5)[5]
    found = read_entry(f"{schedule} {command}")
    assert found is not None
    assert (found.every, found.schedule) == (every, schedule)


def test_a_line_end_in_a_path_is_refused() -> None:
    with pytest.raises(InputError, match="line end"):
        Job(PYTHON, Path("/labs/a\n* * * * * evil"), 5)


def test_a_command_that_cron_would_cut_off_is_refused() -> None:
    def command(lab: str) -> bytes:
        return Job(PYTHON, Path(lab), 5).line.split(" ", 5)[5].encode()

    room = LONGEST - len(command("/x")) + 1
    assert len(command("/" + "x" * room)) == LONGEST
    with pytest.raises(InputError, match="cuts off"):
        command("/" + "x" * (room + 1))
    with pytest.raises(InputError, match="cuts off"):
        command("/" + "é" * (room // 2 + 1))  # bytes count, not letters
