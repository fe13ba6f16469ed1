"""The registry of metrics: the records hold what it names, nothing else lists it, and an eighth metric follows."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

import postlab
from postlab.design.plan import read_plan
from postlab.english import listed
from postlab.exports.kinds import GENERIC, KINDS, LIST
from postlab.metrics import (
    ALL_METRICS,
    ENGAGEMENT_WEIGHTS,
    JUDGED_BY,
    METRIC_NAMES,
    METRICS,
    PRIMARY_METRIC_BY_OTHER_NAME,
    PRIMARY_METRICS,
    RATE_BY_SPELLING,
    RATES,
    columns_of,
    counted_by,
    label_of,
    measure_of,
    metric_named,
    numbers_in,
)
from postlab.platforms.base import Counts
from postlab.records.practice import Observed
from postlab.records.tables import Reading
from postlab.stats.rates import PER

SOURCE = Path(postlab.__file__).parent
TESTS = Path(__file__).parent

SEVEN = ["likes", "comments", "shares", "clicks", "impressions", "saves", "opens"]

KNOW_WHAT_NETWORKS_COUNT = ("platforms", "exports/kinds.py", "exports/mailing_columns.py", "loop/demo/plan.py")
"""Adapters name the metrics that their network tells, and the audience those on which a block has an effect."""

KEEP_THEM = ("records",)
"""Tables and migrations have a column for each."""

TELLS_A_POST = {
    *("remote_id", "permalink", "post", "url", "campaign", "content", "source", "label", "visit", "text", "day", "on"),
}
"""What columns of an export may hold besides metrics."""


def test_the_seven_stand_in_their_order() -> None:
    assert list(METRIC_NAMES) == SEVEN
    assert ALL_METRICS == "all seven"
    assert JUDGED_BY == ("likes", "comments", "shares", "clicks", "saves", "opens")
    assert (*JUDGED_BY, "engagement", *RATES) == PRIMARY_METRICS
    assert list(RATES.items()) == [(f"{count} per {PER} views", count) for count in JUDGED_BY]
    assert ENGAGEMENT_WEIGHTS == {"likes": 1, "comments": 2, "shares": 3}
    assert listed(JUDGED_BY, "or") == "likes, comments, shares, clicks, saves or opens"
    assert listed(["likes"], "or") == "likes"
    assert (metric_named("shares").singular, label_of("shares")) == ("share", "shares")
    with pytest.raises(KeyError, match="engagement"):
        metric_named("engagement")


def test_a_measure_knows_what_it_needs_and_counts_nothing_that_nobody_saw() -> None:
    clicks, rate, engagement = (measure_of(name) for name in ("clicks", "clicks per 1000 views", "engagement"))
    assert (clicks.needs, rate.needs) == ({"clicks"}, {"clicks", "impressions"})
    assert engagement.needs == {"likes", "comments", "shares"}
    assert measure_of("engagement", {"likes": 1, "clicks": 2, "shares": 0}).weights == {"likes": 1, "clicks": 2}
    seen = dict.fromkeys(METRIC_NAMES, 3) | {"impressions": 150}
    assert (clicks.counted_in(seen), rate.counted_in(seen), engagement.counted_in(seen)) == (
        (3, None),
        (3, 150),
        (18, None),
    )
    assert rate.counted_in({**seen, "clicks": 0}) == (0, 150)
    for unseen in ({"impressions": 0}, {"impressions": None}, {"clicks": None}):
        assert rate.counted_in({**seen, **unseen}) is None
    assert clicks.counted_in({**seen, "impressions": None}) == (3, None)
    assert [counted_by(name) for name in ("likes per 1000 views", "likes", "engagement")] == [
        "likes",
        "likes",
        "engagement",
    ]


def test_other_names_of_rates_lead_to_rates() -> None:
    assert set(RATE_BY_SPELLING.values()) == set(RATES)
    assert set(PRIMARY_METRIC_BY_OTHER_NAME.values()) <= {*METRIC_NAMES, *RATES}
    assert RATE_BY_SPELLING["clicks per 1,000 impressions"] == "clicks per 1000 views"
    assert PRIMARY_METRIC_BY_OTHER_NAME["reactions per 1000 reach"] == "likes per 1000 views"


def test_what_is_named_can_be_a_key_a_column_and_an_option() -> None:
    assert all(name.isidentifier() for metric in METRICS for name in (metric.name, metric.column))
    assert len({metric.name for metric in METRICS}) == len({metric.column for metric in METRICS}) == len(METRICS)


def test_counts_have_a_field_for_each() -> None:
    assert [one.name for one in fields(Counts)] == [*METRIC_NAMES, "missing", "others"]
    assert Counts(likes=3).numbers == dict.fromkeys(METRIC_NAMES) | {"likes": 3}
    assert Counts(likes=3, others={"reach": 9}).changed(clicks=1) == Counts(likes=3, clicks=1, others={"reach": 9})


@pytest.mark.parametrize("table", [Reading, Observed])
def test_the_records_hold_what_the_registry_names(table: type[SQLModel]) -> None:
    numbers = [name for name, column in table.model_fields.items() if column.annotation == int | None]
    assert [name for name in numbers if name != "id"] == [metric.column for metric in METRICS]


def test_numbers_come_out_of_a_row_as_they_went_in() -> None:
    reading = Reading(**columns_of({"likes": 4, "clicks": 0}))
    assert numbers_in(reading) == dict.fromkeys(METRIC_NAMES) | {"likes": 4, "clicks": 0}


def test_what_exports_hold_is_known() -> None:
    for kind in (*KINDS, LIST):
        assert set(kind.columns) <= {*METRIC_NAMES, *TELLS_A_POST}, kind.name
        assert set(kind.missing) <= set(METRIC_NAMES), kind.name
    assert set(METRIC_NAMES) <= set(GENERIC.columns)


def names_in(file: Path) -> Iterator[str]:
    """The metrics that a module writes out, as texts, as keywords or as names of fields."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        written = {
            ast.Constant: lambda node: node.value if isinstance(node.value, str) else "",
            ast.keyword: lambda node: node.arg or "",
            ast.AnnAssign: lambda node: node.target.id if isinstance(node.target, ast.Name) else "",
            ast.arg: lambda node: node.arg,
            ast.Attribute: lambda node: node.attr,
        }.get(type(node), lambda _: "")(node)
        if written in SEVEN:
            yield written


def test_nothing_else_lists_them() -> None:
    allowed = (*KNOW_WHAT_NETWORKS_COUNT, *KEEP_THEM, "metrics.py")
    listing = []
    for file in sorted(SOURCE.rglob("*.py")):
        place = file.relative_to(SOURCE).as_posix()
        if {"likes", "shares"} <= set(names_in(file)):
            listing.append(place)
    assert [place for place in listing if not place.startswith(allowed)] == []
    assert {"metrics.py", "records/tables.py", "records/practice.py", "exports/kinds.py"} <= set(listing)


STEP = '''"""Posts' plays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("reading", sa.Column("played", sa.Integer(), nullable=True))
    op.add_column("observed", sa.Column("played", sa.Integer(), nullable=True))
'''

SCRIPT = """
import dataclasses, json, sys
from datetime import datetime
from pathlib import Path

import postlab
from cli.typist import PLAN, Typist, changed
from cli.test_posting_by_hand import FIRST, URL
from postlab.design.plan import read_plan
from postlab.platforms.base import Counts

lab = Path(sys.argv[1])
postlab_of = Typist(lab)
said = {"source": str(Path(postlab.__file__).parent), "counts": [one.name for one in dataclasses.fields(Counts)]}
postlab_of("init", str(lab), "--yes", "--timezone", "Australia/Sydney")
postlab_of("settings", "unset", "link_gap_days")
for command in ("metrics record", "observe", "new"):
    said[f"help of {command}"] = postlab_of(*command.split(), "--help", width=200).words
said["platforms"] = postlab_of("platforms", width=200).words
said["capabilities"] = postlab_of("platforms", "--json").json["platforms"]

by_plays = {'"clicks"  ': '"plays"  '}
said["refused"] = postlab_of("new", "--from", postlab_of.writes(changed(PLAN, by_plays)), "--yes", code=2).complaint
said["misspelt"] = postlab_of(
    "new", "--from", postlab_of.writes(changed(PLAN, {'"clicks"  ': '"played"  '})), "--yes", code=2
).complaint
postlab_of("account", "add", "manual", "profile", "--network", "linkedin")
postlab_of.plans(changed(PLAN, {'["sandbox"]': '["profile"]', "rounds = 12": "rounds = 4", **by_plays}))
postlab_of("approve", "exam-season-context")
first = str(postlab_of.rows("SELECT id FROM post ORDER BY slot_at")[0][0])
postlab_of.clock.set(FIRST)
postlab_of("run", code=3)
postlab_of("post", "published", first, URL)
postlab_of.clock.set(datetime.fromisoformat("2026-11-27T13:00+11:00"))
said["asked"] = postlab_of("run", code=3).words
file = postlab_of.writes(f"post,plays,likes\\n{first},5,2\\n", "plays.csv")
said["imported"] = postlab_of("metrics", "import", file, "--as-of", "2026-11-26T09:00", "--json").json
said["recorded"] = postlab_of("metrics", "record", first, "--plays", "7", "--json").json
said["outcome"] = postlab_of.rows(f"SELECT next_reading_at FROM post WHERE id = {first}")
said["readings"] = postlab_of("post", "show", first, "--json").json["readings"]
said["shown"] = postlab_of("post", "show", first, width=200).words
said["exported"] = postlab_of("metrics", "export").out
file = postlab_of.writes("date,text,plays\\n2026-03-01,Hello there,3\\n", "before.csv")
postlab_of("observe", "import", file)
said["observed"] = postlab_of("observe", "--metric", "plays", "--json").json["past_posts"]
said["list"] = postlab_of("observe", "--csv").out
plan, _ = read_plan(
    {"name": "x", "question": "x", "metric": "engagement", "weights": {"plays": 2, "likes": 1}, "accounts": ["x"],
     "link": [{"url": "https://x.example"}]},
    timezone="UTC",
)
said["weights"] = plan.metric_weights
Path(sys.argv[2]).write_text(json.dumps(said), encoding="utf-8")
"""


def put_after(file: Path, line: str, more: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(line) == 1, f"{line!r} in {file.name}"
    file.write_text(text.replace(line, line + more), encoding="utf-8")


@pytest.fixture(scope="module")
def with_plays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy of the program says that has a eighth metric: in its registry, its two tables, a migration and the
    schemas that are made anew."""
    folder = tmp_path_factory.mktemp("with plays")
    copy = folder / "source" / "postlab"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    last = METRICS[-1]
    put_after(
        copy / "metrics.py",
        f'meaning="{last.meaning}"),\n',
        '    Metric("plays", label="plays", singular="play", column="played"),\n',
    )
    for table in ("tables.py", "practice.py"):
        put_after(
            copy / "records" / table, f"    {last.column}: int | None = None\n", "    played: int | None = None\n"
        )
    versions = copy / "records" / "migrations" / "versions"
    before = max(path.name.partition("_")[0] for path in versions.glob("[0-9]*_*.py"))
    (versions / "9001_plays.py").write_text(STEP.format(before=before), encoding="utf-8")
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(copy.parent), str(TESTS)]), "PYTHONUTF8": "1"}
    # `just schemas`, for the copy
    (folder / "columns.md").write_text("", encoding="utf-8")
    schemas = [str(copy / "reports" / "schemas"), str(folder / "columns.md")]
    subprocess.run([sys.executable, "-m", "postlab.reports.json_schema", *schemas], env=env, timeout=100, check=True)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder / "lab"), str(folder / "said.json")],
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    assert said["source"] == str(copy), "the program itself was asked, not the copy"
    return said


def test_a_eighth_metric_is_counted(with_plays: dict[str, Any]) -> None:
    assert with_plays["counts"] == [*SEVEN, "plays", "missing", "others"]


def test_a_eighth_metric_is_an_option_and_a_choice(with_plays: dict[str, Any]) -> None:
    assert "--impressions" in with_plays["help of metrics record"]
    assert "--plays" in with_plays["help of metrics record"]
    assert "likes, comments, shares, clicks, impressions, saves, opens or plays." in with_plays["help of observe"]
    assert "likes, comments, shares, clicks, saves, opens, plays or engagement." in with_plays["help of new"]
    assert "'clicks', 'saves', 'opens', 'plays', 'engagement', 'likes per 1000 views'" in with_plays["misspelt"]
    assert "'opens per 1000 views' or 'plays per 1000 views'" in with_plays["misspelt"]
    assert with_plays["weights"] == {"plays": 2, "likes": 1}


def test_networks_that_do_not_tell_a_eighth_metric_stay_as_they_are(with_plays: dict[str, Any]) -> None:
    counts = {platform["name"]: platform["counts"] for platform in with_plays["capabilities"]}
    assert counts["manual"] == [*(name for name in SEVEN if name != "opens"), "plays"]
    assert counts["sandbox"] == counts["x"] == counts["facebook"] == SEVEN[:5]
    assert "All eight: likes, comments, shares, clicks, impressions, saves, opens, plays." in with_plays["platforms"]
    assert "does not tell the number of plays" in with_plays["refused"]
    assert "what would work: likes, comments, shares, clicks, engagement" in with_plays["refused"]


def test_a_eighth_metric_is_recorded_imported_and_judged_by(with_plays: dict[str, Any]) -> None:
    assert "--likes N --comments N --shares N --clicks N --saves N --plays N" in with_plays["asked"]
    (matched,) = with_plays["imported"]["files"][0]["matched"]
    read = matched["reading"]
    assert (read["plays"], read["likes"], read["missing"]["clicks"]) == (5, 2, "not in the file")
    typed_in = with_plays["recorded"]["reading"]
    assert (typed_in["plays"], typed_in["likes"]) == (7, None)
    assert with_plays["outcome"] == [[None]]
    earlier, later = with_plays["readings"]
    assert (earlier["plays"], later["plays"]) == (5, 7)
    assert list(later["missing"]) == SEVEN
    assert "impressions saves opens plays Source" in with_plays["shown"]


def test_a_eighth_metric_is_a_column(with_plays: dict[str, Any]) -> None:
    readings = list(csv.DictReader(io.StringIO(with_plays["exported"])))
    assert [row["plays"] for row in readings] == ["5", "7"]
    names = list(readings[0])
    assert names[names.index("likes") : names.index("missing")] == [*SEVEN, "plays"]
    (before,) = csv.DictReader(io.StringIO(with_plays["list"]))
    assert before["plays"] == "3"
    (account,) = with_plays["observed"]
    assert (list(account["numbers"]), account["metric"]) == (["plays"], "plays")


def test_a_plan_takes_each_that_it_may_be_judged_by() -> None:
    plan = {"name": "x", "question": "x", "accounts": ["x"], "link": [{"url": "https://x.example"}]}
    faults = {
        metric: [fault.place for fault in read_plan({**plan, "metric": metric}, timezone="UTC")[1]]
        for metric in (*METRIC_NAMES, "engagement", *RATES, "applause")
    }
    assert [metric for metric, places in faults.items() if not places] == list(PRIMARY_METRICS)
    assert faults["impressions"] == faults["applause"] == ["metric"]
