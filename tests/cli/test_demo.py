"""`postlab demo` as it is typed: JSON, files and the screen."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from answers import read
from cli.typist import new_lab
from postlab.cli.demo_screen import LABEL, moral
from postlab.cli.main import app
from postlab.clock import VirtualClock
from postlab.loop.demo.plan import DEFAULT_SEED
from postlab.stats import Decision

OPENINGS = {
    "treatment works": " worked: about ",
    "control works": "The bare link did better",
    "not enough posts": "Not enough posts to tell",
    "no practical difference": "No practical difference",
}


def call(*words: str, width: int = 80) -> Any:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": str(width)})


@dataclass(frozen=True)
class FinishedDemo:
    """A demo with --json and --out: its output, read and raw, and its folder."""

    text: str
    answer: dict[str, Any]
    folder: Path


def keep(folder: Path, *words: str) -> FinishedDemo:
    result = call("demo", "--json", "--out", str(folder), *words)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return FinishedDemo(result.stdout, read(result.stdout), folder)


def body(text: str) -> dict[str, Any]:
    """A report without what every answer begins with."""
    story = read(text)
    return {key: story[key] for key in story if key not in ("schema_version", "answer")}


@pytest.fixture(scope="module")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> FinishedDemo:
    return keep(tmp_path_factory.mktemp("kept") / "new folder")


def test_the_default_seed_tells_of_a_failure_and_of_a_change_that_works(finished_demo: FinishedDemo) -> None:
    answer = finished_demo.answer
    assert (answer["schema_version"], answer["simulated"]) == (2, True)
    first, second = answer["reports"]
    assert first["verdict"]["decision"] == "control works"
    assert second["verdict"]["decision"] == "treatment works"
    assert second["experiment"]["parent"] == first["experiment"]["name"]
    assert second["experiment"]["change"] == answer["suggestion"]["change"]
    assert second["experiment"]["reason"] == answer["suggestion"]["why"]


def test_the_same_seed_gives_the_same_bytes(finished_demo: FinishedDemo, tmp_path: Path) -> None:
    again = keep(tmp_path / "again")
    assert again.text == finished_demo.text
    for name in finished_demo.answer["files"]:
        if name.endswith((".csv", ".json", ".txt", ".toml")):
            assert (again.folder / name).read_bytes() == (finished_demo.folder / name).read_bytes(), name


def test_the_files_are_all_there_and_open(finished_demo: FinishedDemo) -> None:
    file_names = sorted(
        path.relative_to(finished_demo.folder).as_posix() for path in finished_demo.folder.rglob("*") if path.is_file()
    )
    assert finished_demo.answer["files"] == file_names
    with (finished_demo.folder / "posts.csv").open(encoding="utf-8", newline="") as file:
        posts = list(csv.DictReader(file))
    with (finished_demo.folder / "readings.csv").open(encoding="utf-8", newline="") as file:
        readings = list(csv.DictReader(file))
    names = [report["experiment"]["name"] for report in finished_demo.answer["reports"]]
    assert sorted({row["experiment"] for row in posts}) == sorted(names)
    assert {row["simulated"] for row in posts + readings} == {"true"}
    assert len(readings) == 2 * sum(row["state"] == "published" for row in posts)
    for name, report in zip(names, finished_demo.answer["reports"], strict=True):
        assert body((finished_demo.folder / f"{name}.json").read_text(encoding="utf-8")) == report
        text = " ".join((finished_demo.folder / f"{name}.txt").read_text(encoding="utf-8").split())
        assert report["verdict"]["sentence"] in text


def test_the_lab_goes_on_living(finished_demo: FinishedDemo) -> None:
    name = finished_demo.answer["reports"][1]["experiment"]["name"]
    report = call("--lab", str(finished_demo.folder), "report", name, "--json")
    assert body(report.stdout) == finished_demo.answer["reports"][1]
    assert call("--lab", str(finished_demo.folder), "run").exit_code == 0


def test_every_post_carries_its_own_link_once(finished_demo: FinishedDemo) -> None:
    with (finished_demo.folder / "posts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["url"] in row["text"]
            assert row["text"].count("https://") == 1


def test_the_pictures_of_a_report_and_a_status_are_what_is_printed(finished_demo: FinishedDemo, tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="pictures are made in a pseudo-terminal, which Windows has not")
    import screens
    from terminal_picture import still, words_in

    def shown(output: str, *, title: str) -> str:
        return words_in(still(output, width=screens.WIDTH, title=title))

    stale = "run `just pictures`"
    clock = VirtualClock(screens.NOW)
    reader = replace(new_lab(finished_demo.folder, tmp_path / "lab"), clock=clock, width=screens.WIDTH)
    report = screens.beginning(reader("report", screens.REPORT).out)
    assert words_in((screens.PICTURES / "report.svg").read_text("utf-8")) == shown(report, title="report"), stale
    plan = reader.writes(screens.plan())
    for copy in range(60):
        trying = replace(new_lab(reader.lab, tmp_path / f"copy {copy}"), clock=clock, width=screens.WIDTH)
        trying("new", "--from", plan, "--yes")
        if screens.is_the_toss(status := trying("status").out):
            break
    assert words_in((screens.PICTURES / "status.svg").read_text("utf-8")) == shown(status, title="status"), stale


@pytest.mark.parametrize("name", ["a file", "a full folder"])
def test_what_is_there_is_left_alone(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    if name == "a file":
        out.write_text("mine", encoding="utf-8")
    else:
        out.mkdir()
        (out / ".mine").write_text("mine", encoding="utf-8")
    result = call("demo", "--out", str(out))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "leaves it alone" in result.stderr
    assert len(list(tmp_path.rglob("*"))) == (1 if name == "a file" else 2)


@pytest.mark.parametrize(("width", "seed", "longest"), [(60, 19, 130), (80, DEFAULT_SEED, 97)])
def test_the_screen_tells_what_the_verdicts_say(tmp_path: Path, width: int, seed: int, longest: int) -> None:
    result = call("demo", "--seed", str(seed), "--out", str(tmp_path / "lab"), width=width)
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stdout.splitlines() if str(tmp_path) not in line]
    assert "\x1b" not in result.stdout
    assert max(map(len, lines)) <= width
    assert len(lines) <= longest
    assert sum(LABEL in line for line in lines) == 5
    assert "  postlab init" in result.stdout
    reports = [
        json.loads((tmp_path / "lab" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("does-context-help", "does-context-help-2")
    ]
    flat = " ".join(result.stdout.split())
    for report in reports:
        verdict = report["verdict"]
        assert verdict["sentence"] in flat
        assert OPENINGS[verdict["decision"]] in verdict["sentence"]
    first, second = (Decision(report["verdict"]["decision"]) for report in reports)
    assert moral(first, second, change=reports[1]["experiment"]["change"]) in flat


def test_a_folder_that_cannot_be_made_is_known_before_the_story_begins(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    result = call("demo", "--out", str(tmp_path / "file" / "lab"))
    assert result.exit_code == 2
    assert result.stdout == ""


def test_every_pair_of_verdicts_has_words_of_its_own() -> None:
    over = [verdict for verdict in Decision if verdict is not Decision.KEEP_GOING]
    for first, second in itertools.product(over, over):
        sentence = moral(first, second, change="drop the question")
        assert "drop the question" in sentence
        assert ("framing failed" in sentence) == (
            first is not Decision.TREATMENT_WORKS and second is Decision.TREATMENT_WORKS
        )
        assert ("worked at once" in sentence) == (first is Decision.TREATMENT_WORKS)
