"""`postlab init`: a lab by flags; again, it changes nothing; half a lab is none."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cli.typist import Typist, as_program


def test_it_makes_settings_records_and_a_sandbox(tmp_path: Path) -> None:
    lab = tmp_path / "deep" / "labs" / "Ünïversity careers"
    someone = Typist(lab)
    result = someone("init", str(lab), "--yes", "--timezone", "Australia/Sydney")
    assert result.err == ""
    assert f"Made a lab in {lab} (times in Australia/Sydney)." in result.out
    assert "simulated audience" in result.words
    assert tomllib.loads((lab / "postlab.toml").read_text(encoding="utf-8"))["timezone"] == "Australia/Sydney"
    (account,) = someone("account", "list", "--json").json["accounts"]
    assert (account["name"], account["platform"], account["simulated"]) == ("sandbox", "sandbox", True)
    assert list(lab.glob("secrets*")) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files private by other means than a mode")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        someone = Typist(tmp_path / "lab")
        someone("init", "--yes")
        someone("status")
    finally:
        os.umask(before)
    assert stat.S_IMODE(someone.lab.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in someone.lab.rglob("*") if path.is_file()} == {0o600}


def test_again_it_changes_nothing(typist: Typist) -> None:
    before = typist.everything_kept()
    for words in ((), ("--timezone", "Europe/London"), ("--no-sandbox",)):
        result = typist("init", "--yes", *words)
        assert "is there already; nothing was changed." in result.out
    assert typist.everything_kept() == before


def test_an_account_that_was_removed_does_not_come_back(typist: Typist) -> None:
    typist("account", "remove", "sandbox")
    typist("init", "--yes")
    assert typist("account", "list", "--json").json["accounts"] == []


def test_without_a_sandbox(tmp_path: Path) -> None:
    someone = Typist(tmp_path / "lab")
    someone("init", "--yes", "--no-sandbox")
    assert "There are no accounts yet." in someone("account", "list").out


def test_the_next_step_can_be_copied_into_a_shell(tmp_path: Path) -> None:
    lab = tmp_path / "it's a lab"
    result = Typist(tmp_path / "other")("init", str(lab), "--yes")
    if os.name == "nt":
        assert f"$env:POSTLAB_HOME = '{str(lab).replace(chr(39), chr(39) * 2)}'" in result.out
    else:
        line = next(line for line in result.out.splitlines() if "POSTLAB_HOME" in line)
        assert shlex.split(line) == ["export", f"POSTLAB_HOME={lab}"]


def test_the_flag_and_the_environment_say_where(tmp_path: Path, clean_environment: Path) -> None:
    assert as_program("init", "--yes", POSTLAB_HOME=str(tmp_path / "by environment")).exit_code == 0
    flag = as_program("--lab", str(tmp_path / "by flag"), "init", "--yes", POSTLAB_HOME=str(tmp_path / "no"))
    assert flag.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["by environment", "by flag"]
    assert as_program("init", "--yes").exit_code == 0
    (settings_file,) = clean_environment.rglob("postlab.toml")
    assert settings_file.parent.name == "postlab"


@pytest.mark.parametrize(
    ("words", "why"), [(("--timezone", "Sydney"), "is not a time zone"), (("--timezone", ""), "There is no lab")]
)
def test_what_cannot_be_a_lab_leaves_nothing(words: tuple[str, ...], why: str, tmp_path: Path) -> None:
    if words[1]:
        result = Typist(tmp_path / "lab")("init", "--yes", *words, code=2)
        assert why in result.complaint
        assert not (tmp_path / "lab").exists()
    (tmp_path / "file").touch()
    result = Typist(tmp_path / "file")("init", "--yes", code=2)
    assert "is a file" in result.complaint


def test_records_that_cannot_be_made_leave_no_half_lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = Typist(tmp_path / "lab")
    monkeypatch.setenv("POSTLAB_DATABASE_URL", f"sqlite:///{(tmp_path / 'nowhere' / 'x.db').as_posix()}")
    assert "cannot be made" in someone("init", "--yes", code=2).complaint
    assert "There is no lab" in someone("status", code=2).complaint
    monkeypatch.delenv("POSTLAB_DATABASE_URL")
    someone("init", "--yes")
    assert len(someone("account", "list", "--json").json["accounts"]) == 1


def test_two_at_once_make_one_lab(tmp_path: Path) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "postlab", "--lab", str(tmp_path / "lab"), "init", "--yes"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(3)
    ]
    outputs = [program.communicate(timeout=60) for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0], outputs
    assert len(Typist(tmp_path / "lab")("account", "list", "--json").json["accounts"]) == 1
