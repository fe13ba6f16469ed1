"""What goes wrong is a sentence with what to type next, an exit code, and no traceback; answers and talk keep apart."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.typist import NAME, TRACEBACK, Typist, as_program
from postlab.settings import passwords_in_addresses

NEED_A_LAB = (
    *("status", "run", "run --dry-run", "account list", "account check page", "account remove page"),
    *("account add sandbox page", "approve --all", "report x", "retry x", "reflect x y", "history", "metrics export"),
    *("metrics record 1 --likes 1", "post show 1", "post edit 1 --text x", "post cancel 1", "post resolve 1 --absent"),
    "new --name x",
)


@pytest.mark.parametrize("command", NEED_A_LAB)
def test_without_a_lab_one_is_offered_and_none_is_made(command: str, tmp_path: Path) -> None:
    nobody = Typist(tmp_path / "nowhere")
    result = nobody(*command.split(), code=2)
    assert result.out == ""
    assert f"There is no lab in {tmp_path / 'nowhere'}" in result.complaint
    assert "`postlab init`" in result.err
    assert not (tmp_path / "nowhere").exists()


NOT_THERE = (
    (("report", "exam-season-contxt"), f"Did you mean “{NAME}”?"),
    (("approve", "exam-seson-context"), f"Did you mean “{NAME}”?"),
    (("retry", "zzz"), f"There are: {NAME}."),
    (("reflect", "zzz", "text"), "no experiment “zzz”"),
    (("metrics", "export", "--experiment", "zzz"), "no experiment “zzz”"),
    (("approve", "404"), "no post 404"),
    (("post", "show", "404"), "no post 404"),
    (("post", "show", "one"), "no post one"),
    (("post", "show", "-1"), ""),
    (("post", "show", "1" * 40), "no post 111"),
    (("post", "show", "²"), "no post ²"),
    (("post", "edit", "404", "--text", "x"), "no post 404"),
    (("post", "cancel", "404"), "no post 404"),
    (("post", "resolve", "404", "--absent"), "no post 404"),
    (("metrics", "record", "404", "--likes", "1"), "no post 404"),
    (("account", "check", "page"), "there are: sandbox"),
    (("account", "remove", "page"), "there are: sandbox"),
    (("account", "add", "myspace", "page"), "no platform called “myspace”"),
)


@pytest.mark.parametrize(("words", "why"), NOT_THERE)
def test_what_is_not_there_is_said_with_what_is(words: tuple[str, ...], why: str, planned: Typist) -> None:
    before = planned.dump()
    result = planned(*words, code=2)
    assert result.out == ""
    assert why in result.complaint
    assert planned.dump() == before


def test_a_program_gets_errors_as_json_on_standard_error(planned: Typist) -> None:
    result = planned("report", "exam-season", "--json", code=2)
    assert result.out == ""
    answer = json.loads(result.err)
    assert answer["schema_version"] == 2
    assert set(answer["error"]) == {"code", "message", "next", "faults"}
    assert answer["error"]["code"] == "not_found"
    result = planned("new", "--from", "-", "--json", code=2, stdin="metric = 'smiles'\n")
    assert {"place", "message"} == set(json.loads(result.err)["error"]["faults"][0])


@pytest.mark.parametrize(
    "words",
    [("frobnicate",), ("report",), ("new", "--rounds", "many"), ("approve",), ("status", "--colour"), ("post", "fly")],
)
def test_wrong_usage_is_2(words: tuple[str, ...], typist: Typist) -> None:
    result = typist(*words, code=2)
    assert result.out == ""
    assert result.err


def test_a_newer_lab_is_refused_by_every_command(planned: Typist) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(planned.lab / "postlab.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    before = planned.everything_kept()
    for command in ("status", "run", f"report {NAME}", "new --name x"):
        result = planned(*command.split(), code=2)
        assert "made by a newer PostLab" in result.complaint
    assert planned.everything_kept() == before


def test_settings_that_cannot_be_used_are_all_named(typist: Typist) -> None:
    (typist.lab / "postlab.toml").write_text('timezone = "Sydney"\ncolour = 1\n', encoding="utf-8")
    result = typist("status", code=2)
    assert "postlab.toml: timezone" in result.complaint
    assert "postlab.toml: colour" in result.complaint


def test_a_password_in_the_databases_address_is_never_shown(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTLAB_DATABASE_URL", "postgresql+nosuchdriver://me:s3cret@localhost/lab")
    for words in (("status",), ("status", "--json"), ("init", "--yes")):
        result = typist(*words, code=2)
        assert "s3cret" not in result.err + result.out


def test_records_may_be_in_another_file(typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    shutil.copy(typist.lab / "postlab.db", elsewhere)
    (typist.lab / "postlab.db").unlink()
    monkeypatch.setenv("POSTLAB_DATABASE_URL", f"sqlite:///{elsewhere.as_posix()}")
    assert "sandbox" in typist("account", "list").out
    assert not (typist.lab / "postlab.db").exists()


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("command", ["status", f"report {NAME}", "post show 1", "account list", f"retry {NAME} --list"])
def test_screens_fit_where_they_are_shown(command: str, width: int, planned: Typist) -> None:
    result = planned(*command.split(), width=width)
    for line in result.out.splitlines():
        # a link is never broken, so that it can be copied
        assert len(line) <= width or "https://" in line, line
    assert "\x1b" not in result.out


def test_colour_is_for_terminals(planned: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    result = as_program("status", POSTLAB_HOME=str(planned.lab), NO_COLOR="")
    assert result.exit_code == 0
    assert "\x1b" not in result.out + result.err
    forced = as_program("status", POSTLAB_HOME=str(planned.lab), FORCE_COLOR="1", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", forced.out)


def test_the_program_itself_ends_with_its_codes(planned: Typist) -> None:
    home = {"POSTLAB_HOME": str(planned.lab)}
    assert as_program("report", "zzz", **home).exit_code == 2
    assert as_program("--version").out.startswith("postlab ")
    relative = as_program("--lab", planned.lab.name, "status", "--json", cwd=planned.lab.parent)
    assert relative.json["lab"] == str(planned.lab)
    assert relative.err == ""


posix = pytest.mark.skipif(os.name == "nt", reason="signals and pipes work otherwise on Windows")


@posix
@pytest.mark.parametrize("words", [("report", NAME), ("status", "--json")])
def test_a_reader_who_leaves_is_no_error(words: tuple[str, ...], planned: Typist) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "postlab", "--lab", str(planned.lab), *words],
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 0


@posix
def test_a_run_that_failed_says_so_though_nobody_reads_on(planned: Typist) -> None:
    """Never 0 when a person must act, whoever reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "postlab",
                "--lab",
                str(planned.lab),
                "run",
                "--dry-run",
                "--at",
                "2026-11-24T03:00Z",
            ],
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [("report", NAME), ("metrics", "export")])
def test_a_full_disk_is_a_sentence(words: tuple[str, ...], planned: Typist) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "postlab", "--lab", str(planned.lab), *words],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert TRACEBACK not in done.stderr


@posix
@pytest.mark.parametrize("words", [("new", "--from", "-"), ("reflect", NAME, "-")])
def test_ctrl_c_ends_quietly_and_stores_nothing(words: tuple[str, ...], planned: Typist) -> None:
    before = planned.dump()
    program = subprocess.Popen(
        [sys.executable, "-m", "postlab", "--lab", str(planned.lab), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    time.sleep(1.5)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=30)
    assert program.returncode == 130
    assert (out, TRACEBACK in err) == ("", False)
    assert planned.dump() == before


def test_the_traceback_of_a_bug_holds_no_secret(tmp_path: Path) -> None:
    program = tmp_path / "broken.py"
    program.write_text(
        "import sys\n"
        "from postlab.cli import main\n"
        "from postlab.masking import KNOWN\n"
        "KNOWN.add('aB3+x/Yz9=Qw+er/ty8==')\n"
        "def app(**_):\n"
        "    raise RuntimeError('GET https://net.example/?token=aB3%2Bx%2FYz9%3DQw%2Ber%2Fty8%3D%3D')\n"
        "main.app = app\n"
        "main.main()\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last)")
    assert done.stderr.endswith("RuntimeError: GET https://net.example/?token=•••\n")


def test_the_passwords_of_proxies_and_of_the_database_are_known() -> None:
    env = {
        "HTTPS_PROXY": "http://adviser:s3cret%2Fpass@proxy.example:3128",
        "POSTLAB_DATABASE_URL": "postgresql://lab:other-pass@db.example/lab",
        "HTTP_PROXY": "http://proxy.example",
        "EDITOR": "http://a:not-one@x",
        "all_proxy": "http://[",
    }
    assert passwords_in_addresses(env) == ("s3cret/pass", "other-pass")
