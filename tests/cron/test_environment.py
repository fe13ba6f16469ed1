"""What an entry brings along for its run, and the trial under cron's bare environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from postlab.cron.entry import Job
from postlab.cron.environment import carried, try_as_cron
from postlab.errors import InputError

ZONE = "Australia/Sydney"


def brought(**env: str) -> dict[str, str]:
    return dict(carried(env, timezone=ZONE))


def test_nothing_is_needed_as_a_rule() -> None:
    assert brought(HOME="/home/kim", LANG="de_DE.UTF-8", TZ="UTC", NO_PROXY="*", POSTLAB_HOME="/lab") == {}


def test_a_zone_of_the_environment_comes_along_unless_the_lab_has_it_anyway() -> None:
    assert brought(POSTLAB_TIMEZONE="Europe/London") == {"POSTLAB_TIMEZONE": "Europe/London"}
    assert brought(POSTLAB_TIMEZONE=ZONE) == {}


def test_secrets_never_come_along() -> None:
    env = dict.fromkeys(("POSTLAB_BLUESKY_PASSWORD", "POSTLAB_X_API_SECRET", "PGPASSWORD", "API_TOKEN"), "hunter2")
    assert brought(**env) == {}


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kim:hunter2@db.example/lab",
        "postgresql+psycopg://kim:hunter2%40@db.example/lab",
        "postgresql://db.example/lab?user=kim&password=hunter2",
        "postgresql://db.example/lab?sslpassword=hunter2",
        "postgresql://[broken:hunter2/lab",
    ],
)
def test_a_database_address_with_a_password_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="holds a password") as refused:
        brought(POSTLAB_DATABASE_URL=url)
    assert "hunter2" not in refused.value.message + refused.value.hint
    assert ".pgpass" in refused.value.hint


@pytest.mark.parametrize("url", ["postgresql://kim@db.example/lab", "postgresql:///lab?host=/run/pg&passfile=/x"])
def test_a_database_address_without_one_comes_along(url: str) -> None:
    assert brought(POSTLAB_DATABASE_URL=url) == {"POSTLAB_DATABASE_URL": url}


@pytest.mark.skipif(sys.platform == "win32", reason="Unix paths")
def test_a_database_file_is_named_from_the_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    here = tmp_path.as_posix()
    assert brought(POSTLAB_DATABASE_URL="sqlite:///x/lab.db") == {"POSTLAB_DATABASE_URL": f"sqlite:///{here}/x/lab.db"}
    assert brought(POSTLAB_DATABASE_URL="sqlite:////x/lab.db") == {"POSTLAB_DATABASE_URL": "sqlite:////x/lab.db"}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="in memory"):
        brought(POSTLAB_DATABASE_URL=url)


def test_proxies_come_along_without_a_password() -> None:
    env = {"https_proxy": "http://proxy.example:3128", "no_proxy": "localhost"}
    assert brought(**env) == {"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "localhost"}
    with pytest.raises(InputError, match="HTTPS_PROXY holds a password") as refused:
        brought(HTTPS_PROXY="http://kim:hunter2@proxy.example:3128")
    assert "hunter2" not in str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no cron")
class TestTrial:
    """The program started as cron starts it."""

    def test_a_lab_that_works(self, empty_lab: Path) -> None:
        trial = try_as_cron(Job(sys.executable, empty_lab, 5))
        assert (trial.fault, trial.missing) == ("", ())

    def test_a_secret_of_this_shell_alone(self, lab_with_bluesky: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("POSTLAB_BLUESKY_PASSWORD", "hunter2")
        job = Job(sys.executable, lab_with_bluesky, 5, (("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring"),))
        (sentence,) = try_as_cron(job).missing
        assert "“careers”" in sentence
        assert "hunter2" not in sentence

    def test_no_lab(self, tmp_path: Path) -> None:
        assert "There is no lab" in try_as_cron(Job(sys.executable, tmp_path, 5)).fault

    def test_a_program_that_is_not_there(self, tmp_path: Path) -> None:
        assert "No such file" in try_as_cron(Job(str(tmp_path / "python"), tmp_path, 5)).fault

    def test_a_program_that_is_something_else(self, tmp_path: Path) -> None:
        assert "something else" in try_as_cron(Job("/bin/echo", tmp_path, 5)).fault

    def test_a_file_in_the_home_folder_is_not_taken_for_a_module(
        self, empty_lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "postlab.py").write_text("raise SystemExit('the wrong postlab')", encoding="utf-8")
        monkeypatch.setattr("postlab.cron.environment._home_and_user", lambda: (str(tmp_path), "kim"))
        assert try_as_cron(Job(sys.executable, empty_lab, 5)).fault == ""

    def test_the_environment_is_bare(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOMETHING_OF_MINE", "yes")
        program = tmp_path / "python"
        program.write_text("#!/bin/sh\nenv >&2\nexit 1\n", encoding="utf-8")
        program.chmod(0o755)
        said = try_as_cron(Job(str(program), tmp_path, 5, (("POSTLAB_TIMEZONE", "Europe/London"),))).fault
        assert "POSTLAB_TIMEZONE=Europe/London" in said
        assert "PYTHONUTF8=1" in said
        assert "SOMETHING_OF_MINE" not in said
        assert "PYTHONPATH" not in said
        assert os.environ["PATH"] not in said
