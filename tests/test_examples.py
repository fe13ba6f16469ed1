"""The examples run as they stand, in the lab that `postlab init` makes."""

from __future__ import annotations

import json
import runpy
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from postlab.cli.main import app

EXAMPLES = Path(__file__).parent.parent / "examples"
PLANS = sorted(EXAMPLES.glob("*.toml"))
CALENDARS = sorted(EXAMPLES.glob("*.ics"))


@pytest.fixture
def run(tmp_path: Path) -> CliRunner:
    runner = CliRunner(env={"POSTLAB_HOME": str(tmp_path / "lab"), "COLUMNS": "100"})
    made = runner.invoke(app, ["init", "--yes", "--timezone", "Australia/Sydney"])
    assert made.exit_code == 0, made.output
    return runner


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_a_plan_starts_as_it_stands(plan: Path, run: CliRunner) -> None:
    made = run.invoke(app, ["new", "--from", str(plan), "--yes", "--json"])
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout)
    written = tomllib.loads(plan.read_text(encoding="utf-8"))
    assert told["experiment"]["name"] == written["name"]
    assert told["experiment"]["simulated"] is True
    assert len(told["posts"]) == 2
    again = run.invoke(app, ["new", "--from", str(plan), "--yes"])
    assert again.exit_code == 0
    assert "nothing was changed" in again.stdout


def test_the_pool_is_what_its_script_makes_and_its_answer_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = EXAMPLES / "pool"
    made = runpy.run_path(str(pool / "make_pool.py"))
    made["write_pool"](tmp_path)
    written = {path.relative_to(pool): path.read_bytes() for path in pool.rglob("*.json")}
    assert {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.json")} == written
    assert len(written) == 12 + 11
    assert all(b'"simulated": true' in content for content in written.values())
    monkeypatch.chdir(EXAMPLES.parent)
    folders = ("examples/pool/promises", "examples/pool/exports")
    printed = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"}).invoke(app, ["learn", "pool", *folders])
    assert printed.exit_code == 0, printed.output
    assert printed.stdout.replace("\\", "/") == (pool / "answer.txt").read_text(encoding="utf-8")


def test_the_plan_of_the_pool_promises_what_its_practitioners_did(run: CliRunner) -> None:
    assert run.invoke(app, ["new", "--from", str(EXAMPLES / "pool" / "plan.toml"), "--yes"]).exit_code == 0
    promised = run.invoke(app, ["learn", "promise", "context-in-common", "-o", "-"])
    assert promised.exit_code == 0, promised.output
    theirs = json.loads((EXAMPLES / "pool" / "promises" / "practitioner-01.json").read_text(encoding="utf-8"))
    own = {"id", "promised_at", "seed_sha256"}
    made = json.loads(promised.stdout)["promise"]
    assert {key: made[key] for key in made.keys() - own} == {key: theirs["promise"][key] for key in made.keys() - own}


def test_the_examples_are_listed() -> None:
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for example in (*PLANS, *CALENDARS, *EXAMPLES.glob("*.csv"), *EXAMPLES.glob("*.xml")):
        assert f"({example.name})" in page


def test_the_links_fill_the_pool_and_a_plan(run: CliRunner) -> None:
    told = json.loads(run.invoke(app, ["link", "import", str(EXAMPLES / "links.csv"), "--json"]).stdout)
    assert (told["stored"], told["failed"], told["ignored_columns"]) == (6, 0, [])
    told = json.loads(run.invoke(app, ["link", "import", str(EXAMPLES / "feed.xml"), "--no-read", "--json"]).stdout)
    assert (told["stored"], told["failed"]) == (3, 0)
    pairs = json.loads(run.invoke(app, ["link", "pairs", "--count", "3", "--json"]).stdout)["pairs"]
    assert {pair["quality"] for pair in pairs} <= {"good", "fair"}
    made = run.invoke(app, ["new", "--name", "pool", "--question", "Q?", "--metric", "clicks", "--account", "sandbox"])
    assert made.exit_code == 0, made.output
    assert "It shares 8 links of the pool, in 4 pairs" in made.stdout


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda path: path.stem)
def test_a_calendar_is_taken_as_it_stands(calendar: Path, run: CliRunner) -> None:
    taken = json.loads(run.invoke(app, ["moment", "import", str(calendar), "--json"]).stdout)
    assert taken["left_out"] == []
    kinds = {"exams", "results day", "offers", "applications", "careers fair", "open day", "start of year"}
    assert kinds | {"subject choices", "graduation", "national careers week"} <= {
        m["moment"]["what"] for m in taken["moments"]
    }
    listed = json.loads(run.invoke(app, ["moment", "list", "--json"]).stdout)["moments"]
    # every year, whichever it is when this is read
    assert {one["id"] for one in listed} == {one["moment"]["id"] for one in taken["moments"]}


def test_the_first_experiment_of_the_readme(run: CliRunner) -> None:
    plan = str(EXAMPLES / "exam-season.toml")
    assert run.invoke(app, ["new", "--from", plan, "--yes"]).exit_code == 0
    approved = run.invoke(app, ["approve", "exam-season-context", "--yes", "--json"])
    assert len(json.loads(approved.stdout)["approved"]) == 2
    assert run.invoke(app, ["run"]).exit_code == 0
    report = run.invoke(app, ["report", "exam-season-context"])
    assert report.exit_code == 0
    assert "Simulated audience" in report.stdout
