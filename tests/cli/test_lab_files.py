"""A lab whose files cannot be written, belong to somebody else, or are gone: a sentence, exit 2, nothing made anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.typist import NAME, PLAN, TRACEBACK, Typist, new_lab

STRANGER = 12345
WRITES = (
    ("run",),
    ("run", "--quiet"),
    ("moment", "add", "exams", "2027-05-01"),
    ("link", "add", "https://a.example/", "--title", "x", "--evidence", "One in two."),
    ("settings", "set", "pager", "false"),
    ("approve", NAME),
)
LOOKS = (("status",), ("report", NAME), ("run", "--dry-run"), ("link", "list"), ("init", "--yes"))


HerLab = tuple[Path, Callable[..., subprocess.CompletedProcess[str]]]


class Disk:
    """A small disk of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_read_only(self) -> None:
        subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True, capture_output=True)

    def fill(self) -> None:
        with suppress(OSError), (self.folder / "fill").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024))
        assert shutil.disk_usage(self.folder).free == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of 3 MB, mounted for the test."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a disk takes a superuser's rights")
    yield Disk(folder)
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def on_disk(template: Path, disk: Disk) -> Typist:
    """Somebody whose lab is on that disk, with an experiment that a run has looked at."""
    typist = new_lab(template, disk.folder / "lab")
    typist.plans()
    typist("run", code=3)
    return typist


@pytest.fixture
def by_another_user(template: Path) -> Iterator[HerLab]:
    """A planned lab in a folder that everybody may enter, and how another user types commands into it."""
    # she may read every file, as this Python may lie where nobody else looks, and write none but her own
    become = [
        *("setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups"),
        *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
    ]
    able = [*become, sys.executable, "-c", "pass"]
    if shutil.which("setpriv") is None or subprocess.run(able, check=False, capture_output=True).returncode:
        pytest.skip("becoming another user takes a superuser's rights")
    # the folders of tests are closed to others
    home = Path(tempfile.mkdtemp(prefix="postlab-"))
    home.chmod(0o755)
    lab = home / "her lab"
    typist = new_lab(template, lab)
    typist.plans()
    give(lab, STRANGER)

    def types(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*become, sys.executable, "-m", "postlab", *words],
            check=False,
            capture_output=True,
            encoding="utf-8",
            env=os.environ | {"POSTLAB_HOME": str(lab), "COLUMNS": "400", "NO_COLOR": "1"},
        )

    yield lab, types
    shutil.rmtree(home)


def give(lab: Path, uid: int) -> None:
    for path in (lab, *lab.iterdir()):
        os.chown(path, uid, uid)


@pytest.mark.parametrize("words", WRITES)
def test_a_read_only_lab_says_so_and_changes_nothing(on_disk: Typist, disk: Disk, words: tuple[str, ...]) -> None:
    before = on_disk.everything_kept()
    disk.make_read_only()
    result = on_disk(*words, code=2)
    assert "is on a disk that is mounted read-only: nothing can be written there." in result.complaint
    assert result.out == ""
    assert on_disk.everything_kept() == before


@pytest.mark.parametrize("words", LOOKS)
def test_a_read_only_lab_can_be_looked_at(on_disk: Typist, disk: Disk, words: tuple[str, ...]) -> None:
    on_disk("approve", NAME)
    shown = on_disk(*words).out
    disk.make_read_only()
    assert on_disk(*words).out == shown


def test_doctor_says_that_a_lab_is_read_only_and_goes_on_looking(on_disk: Typist, disk: Disk) -> None:
    disk.make_read_only()
    result = on_disk("doctor", code=3)
    assert "will stop lab:" in result.words
    assert "is mounted read-only" in result.words
    assert "account “sandbox” (sandbox): It answers as sandbox." in result.words


def test_a_short_turn_of_a_read_only_lab_is_no_success(on_disk: Typist, disk: Disk) -> None:
    on_disk("stop", NAME, "--yes")
    # later than whatever is written while the tests run
    on_disk.clock.set(datetime(2100, 11, 30, 9, 0, tzinfo=UTC))
    on_disk("run", "--quiet")
    assert (on_disk.lab / "postlab.db.nothing-due").exists()
    assert on_disk("run").words.startswith("Nothing was due.")
    disk.make_read_only()
    on_disk("run", "--quiet", code=2)


@pytest.mark.parametrize("words", WRITES)
def test_a_full_disk_is_called_full(on_disk: Typist, disk: Disk, words: tuple[str, ...]) -> None:
    before = on_disk.dump()
    disk.fill()
    result = on_disk(*words, code=2)
    assert result.complaint.startswith(f"Error: The disk that {on_disk.lab} is on is full. → Make room")
    (disk.folder / "fill").unlink()
    assert on_disk.dump() == before


def test_a_lab_on_a_full_disk_can_be_looked_at(on_disk: Typist, disk: Disk) -> None:
    disk.fill()
    on_disk("status")
    on_disk("report", NAME)
    assert "is full." in on_disk("doctor", code=3).words


def test_a_lab_on_a_full_disk_is_not_made(disk: Disk) -> None:
    disk.fill()
    typist = Typist(disk.folder / "lab")
    assert "is full" in typist("init", str(typist.lab), "--yes", code=2).complaint
    assert not list(typist.lab.iterdir())


def test_a_lock_of_another_user_is_a_sentence_and_doctor_says_so_before(by_another_user: HerLab) -> None:
    lab, types = by_another_user
    lock = lab / "postlab.db.lock"
    lock.touch(0o600)
    lock.chmod(0o600)
    run = types("run", "--quiet")
    assert run.returncode == 2
    assert run.stderr.startswith(f"Error: {lock} belongs to another user (root): was PostLab run with sudo once?")
    assert f"`sudo chown -R {STRANGER} '{lab}'` gives the lab back to you." in run.stderr
    doctor = types("doctor")
    assert doctor.returncode == 3
    assert f"will stop  lab: {lock} belongs to another user (root)" in doctor.stdout
    assert types("status").returncode == 0
    os.chown(lock, STRANGER, STRANGER)
    assert types("run").returncode == 3


@pytest.mark.parametrize("taken", ["postlab.db", "postlab.log", "secrets.json", "renewal.lock"])
def test_any_file_of_another_user_in_the_lab_is_named(by_another_user: HerLab, taken: str) -> None:
    lab, types = by_another_user
    (lab / taken).touch()
    (lab / taken).chmod(0o600)
    os.chown(lab / taken, 0, 0)
    run = types("run")
    assert run.returncode == 2
    assert f"{lab / taken} belongs to another user (root)" in run.stderr


@pytest.mark.parametrize("words", [("run",), ("moment", "add", "exams", "2027-05-01"), ("init", "--yes"), ("doctor",)])
def test_a_whole_lab_of_another_user(by_another_user: HerLab, words: tuple[str, ...]) -> None:
    lab, types = by_another_user
    give(lab, 0)
    result = types(*words)
    # to look at a lab that one may read is no fault
    assert result.returncode == {"init": 0, "doctor": 3}.get(words[0], 2)
    if words[0] != "init":
        assert f"{lab} belongs to another user (root)" in result.stderr + result.stdout
    assert TRACEBACK not in result.stderr


def test_a_file_that_its_owner_may_not_write(by_another_user: HerLab) -> None:
    lab, types = by_another_user
    (lab / "postlab.db").chmod(0o400)
    run = types("run")
    assert run.returncode == 2
    assert f"`chmod u+rw '{lab / 'postlab.db'}'` lets you." in run.stderr
    assert types("status").returncode == 0


@pytest.mark.parametrize("gone", ["emptied", "deleted", "no tables"])
@pytest.mark.parametrize("words", [("run",), ("run", "--quiet"), ("status",), ("doctor",), ("init", "--yes")])
def test_a_database_that_is_gone_is_not_made_anew(planned: Typist, gone: str, words: tuple[str, ...]) -> None:
    planned("run", code=3)
    file = planned.lab / "postlab.db"
    file.unlink()
    if gone == "emptied":
        file.touch()
    elif gone == "no tables":
        planned.rows("PRAGMA user_version = 1")
    left = sorted(path.name for path in planned.lab.iterdir())
    result = planned(*words, code=2)
    assert f"{file} is {'gone' if gone == 'deleted' else 'empty'}, but this lab was used" in result.complaint
    assert "postlab.db.lock" in result.complaint
    assert "Nothing was made in its place." in result.complaint
    assert sorted(path.name for path in planned.lab.iterdir()) == left
    assert not file.exists() or file.stat().st_size == (4096 if gone == "no tables" else 0)


def test_a_lab_with_an_experiment_that_never_ran_was_used(planned: Typist) -> None:
    for file in planned.lab.glob("postlab.db*"):
        file.unlink()
    assert "(postlab.log lies beside it)" in planned("status", code=2).complaint


def test_an_older_copy_is_named(planned: Typist) -> None:
    file = planned.lab / "postlab.db"
    file.rename(file.with_name("postlab-0003-20261101T000000Z.backup.db"))
    assert "kept as postlab-0003-20261101T000000Z.backup.db" in planned("run", code=2).complaint


def test_settings_alone_make_a_new_lab(planned: Typist, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(planned.lab / "postlab.toml", other)
    Typist(other)("status")
    assert (other / "postlab.db").stat().st_size > 4096


def test_another_database_of_a_used_lab_may_be_new(planned: Typist, tmp_path: Path) -> None:
    planned.env["POSTLAB_DATABASE_URL"] = f"sqlite:///{tmp_path / 'second.db'}"
    planned("status")
    planned("run")
    (tmp_path / "second.db").unlink()
    assert "second.db.lock" in planned("run", code=2).complaint


def test_the_plan_needs_no_lab_that_can_be_written(on_disk: Typist, disk: Disk) -> None:
    disk.make_read_only()
    plan = disk.folder.parent / "plan.toml"
    plan.write_text(PLAN.replace(NAME, "another"), encoding="utf-8")
    assert "another" in on_disk("new", "--from", str(plan), "--dry-run").out
    on_disk("new", "--from", str(plan), "--yes", code=2)
