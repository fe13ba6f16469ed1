"""A whole experiment on the real Bluesky software, by the program itself, killed in the middle and run again."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from servers.bluesky_network import BlueskyNetwork, Resident

pytestmark = pytest.mark.server

MANY, FEW = 5, 0
"""Likes that a contextualised post and a bare link get from other accounts."""

LINKS = [
    (
        "https://news.example/graduate-pay?ref=mail",
        "Graduates still earn more",
        "most graduates earn more over their lives",
    ),
    ("https://news.example/fees", "Fees explained", "fees are paid back within nine years"),
    ("https://news.example/trades", "Trades in demand", "an apprenticeship leads to work"),
    ("https://news.example/gap-year", "The gap year", "a year away does no harm"),
]
GIVE_UP_S = 80.0


@dataclass
class Program:
    """`postlab` in a lab of its own, each call a process."""

    lab: Path
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *words: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "postlab", *words],
            env={**os.environ, "POSTLAB_HOME": str(self.lab), "PYTHONUTF8": "1", **self.environment},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, *words: str, typed: str | None = None, code: int = 0) -> str:
        """What it answers; it must end with that code, and without a traceback."""
        process = self.start(*words, stdin=subprocess.PIPE if typed is not None else subprocess.DEVNULL)
        answer, talk = process.communicate(typed, timeout=60)
        assert "Traceback" not in talk
        assert process.returncode == code, f"{words}: {process.returncode}\n{answer}\n{talk}"
        return answer + (talk if code else "")

    def json(self, *words: str, codes: tuple[int, ...] = (0,)) -> dict[str, Any]:
        process = self.start(*words, "--json")
        answer, talk = process.communicate(timeout=60)
        assert process.returncode in codes, f"{words}: {process.returncode}\n{answer}\n{talk}"
        found: dict[str, Any] = json.loads(answer)
        return found


@pytest.fixture
def adviser(bluesky_network: BlueskyNetwork) -> Resident:
    return bluesky_network.resident()


@pytest.fixture
def postlab(tmp_path: Path) -> Program:
    made = Program(tmp_path / "lab")
    made("init", "--yes", "--no-sandbox", "--timezone", "Australia/Sydney")
    return made


def add_account(postlab: Program, network: BlueskyNetwork, adviser: Resident, password: str, code: int = 0) -> str:
    return postlab(
        *("account", "add", "bluesky", "careers-page", "--handle", adviser.handle, "--server", network.pds),
        "--secret-stdin",
        typed=f"{password}\n",
        code=code,
    )


def write_plan(folder: Path, *, rounds: int, every: str, horizon: str, readings: str) -> Path:
    text = f"""
name = "exam-season-context"
question = "Do Year 12 students respond more when a link comes with context?"
hypothesis = "Naming the moment beats a bare link."
metric = "likes"
horizon = "{horizon}"
accounts = ["careers-page"]
every = "{every}"
readings = {readings}
rounds = {rounds}
alpha = 0.2
approve = "auto"
if_it_fails = "Back to bare links."

[brief]
moment = "exams"
"""
    for url, title, claim in LINKS:
        text += f'\n[[link]]\nurl = "{url}"\ntitle = "{title}"\nevidence = "Research shows that {claim}."\n'
    file = folder / "plan.toml"
    file.write_text(text, "utf-8")
    return file


def give_likes(network: BlueskyNetwork, adviser: Resident, liked: dict[str, int]) -> None:
    """Other accounts like what came since last time: contextualised posts more."""
    for record in network.posts_of(adviser.did):
        uri = record["uri"]
        if uri not in liked:
            liked[uri] = MANY if "Research shows" in record["value"]["text"] else FEW
            network.like(uri, liked[uri])  # not at all is counted, too


def test_a_whole_experiment_killed_and_run_again(
    bluesky_network: BlueskyNetwork, adviser: Resident, postlab: Program, tmp_path: Path
) -> None:
    network, chance = bluesky_network, Random(4)
    made = network.call("com.atproto.server.createAppPassword", {"name": "postlab"}, token=adviser.token)
    assert adviser.handle in add_account(postlab, network, adviser, made["password"])
    plan = write_plan(tmp_path, rounds=8, every="1s", horizon="12s", readings='["4s"]')
    planned = postlab.json("new", "--from", str(plan), "--yes")
    assert planned["experiment"]["approved"] is True
    assert any("trying things out" in warning for warning in planned["warnings"])

    liked: dict[str, int] = {}
    killed = 0
    give_up = time.monotonic() + GIVE_UP_S
    while True:
        run = postlab.start("run", "--json")
        try:
            # every second run is killed, more often in its middle than when it starts or has ended
            run.communicate(timeout=chance.triangular(0.3, 4.0, 1.2) if chance.random() < 0.5 else 60)
        except subprocess.TimeoutExpired:
            run.kill()
            run.communicate()
            killed += 1
        give_likes(network, adviser, liked)
        if run.returncode == 0:
            report = postlab.json("report", "exam-season-context")
            if report["experiment"]["state"] != "running":
                break
            assert time.monotonic() < give_up, report["verdict"]
    assert killed >= 2
    time.sleep(12)
    last = postlab.json("run", codes=(0, 1))  # what is out is still read
    assert last["published"] == []

    posts = table(postlab("report", "exam-season-context", "--csv"))
    check_the_repository(network, adviser, posts)
    check_the_readings(network, posts, table(postlab("metrics", "export")), liked)
    check_the_report(postlab.json("report", "exam-season-context"), len(liked))
    assert adviser.handle in postlab("account", "check", "careers-page")
    log = (postlab.lab / "postlab.log").read_text("utf-8")
    assert made["password"] not in log
    assert "run finished" in log


def table(answer: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer, newline="")))


def check_the_repository(network: BlueskyNetwork, adviser: Resident, posts: list[dict[str, str]]) -> None:
    """One record for each post that is out and none besides; the link reads plainly and leads to its tracking."""
    out = [post for post in posts if post["state"] == "published"]
    records = {record["uri"]: record["value"] for record in network.posts_of(adviser.did)}
    assert Counter(post["permalink"].rpartition("/")[2] for post in out) == Counter(
        uri.rpartition("/")[2] for uri in records
    )
    assert {post["state"] for post in posts} <= {"published", "cancelled"}
    for post in out:
        value = next(v for uri, v in records.items() if uri.endswith(post["permalink"].rpartition("/")[2]))
        assert value["text"] == post["text"]
        (facet,) = value["facets"]
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        shown = value["text"].encode()[start:end].decode()
        (feature,) = facet["features"]
        assert feature["uri"] == post["url"]
        assert "utm_source=bluesky" in feature["uri"]
        assert "utm_" not in value["text"]
        assert shown in {url for url, _, _ in LINKS}
        assert feature["uri"].startswith(shown)
        card = value["embed"]["external"]
        assert card["uri"] == post["url"]
        assert card["title"] in {title for _, title, _ in LINKS}


def check_the_readings(
    network: BlueskyNetwork, posts: list[dict[str, str]], readings: list[dict[str, str]], liked: dict[str, int]
) -> None:
    """What was read at the horizon is what the network counts."""
    last = {reading["post"]: reading for reading in readings}  # by age within a post
    place = {post["permalink"].rpartition("/")[2]: post["post"] for post in posts if post["permalink"]}
    assert len(place) == len(liked)
    for uri, likes in liked.items():
        counted = network.counts(uri)
        assert counted is not None
        # of likes that come at once the AppView now and then counts one too few, until the next one
        assert counted["likeCount"] in ({likes, likes - 1} if likes else {0})
        reading = last[place[uri.rpartition("/")[2]]]
        assert int(reading["likes"]) == counted["likeCount"], uri
        assert (reading["clicks"], reading["source"]) == ("", "platform")


def check_the_report(report: dict[str, Any], posts: int) -> None:
    assert report["schema_version"] == 2
    verdict = report["verdict"]
    assert verdict["decision"] == "treatment works"
    assert verdict["ratio"] > 1.5
    assert verdict["e_treatment"] >= 1 / 0.2
    assert verdict["posts"] <= posts
    assert 2 <= verdict["rounds"] <= 8
    assert report["experiment"]["simulated"] is False
    assert "context" in verdict["sentence"].lower()
    assert len(report["rounds"]) >= verdict["rounds"] + verdict["voided"]


def test_a_wrong_password_publishes_nothing_and_needs_a_person(
    bluesky_network: BlueskyNetwork, adviser: Resident, postlab: Program, tmp_path: Path
) -> None:
    refused = add_account(postlab, bluesky_network, adviser, "not-the-password", code=3)
    assert "refused the login" in refused
    assert "not-the-password" not in refused
    assert postlab.json("account", "list")["accounts"] == []
    add_account(postlab, bluesky_network, adviser, adviser.password)
    plan = write_plan(tmp_path, rounds=2, every="1s", horizon="50m", readings='["50m"]')
    postlab("new", "--from", str(plan), "--yes")
    time.sleep(1.2)
    # a variable that is set at run time wins
    postlab.environment["POSTLAB_BLUESKY_PASSWORD"] = "wrong-at-run-time"
    turn = postlab.json("run", codes=(3,))
    assert turn["published"] == []
    assert "refused the login" in turn["problems"][0]["message"]
    assert "wrong-at-run-time" not in json.dumps(turn)
    postlab("account", "check", "careers-page", code=3)
    # left alone for a while, so that the account is not locked, until somebody has checked it
    del postlab.environment["POSTLAB_BLUESKY_PASSWORD"]
    turn = postlab.json("run", codes=(3,))
    assert (turn["published"], turn["problems"][0]["code"]) == ([], "on_hold")
    assert bluesky_network.posts_of(adviser.did) == []
    assert adviser.handle in postlab("account", "check", "careers-page")
    turn = postlab.json("run")
    assert {post["account"] for post in turn["published"]} == {"careers-page"}
    assert len(bluesky_network.posts_of(adviser.did)) == len(turn["published"])


def test_the_password_may_come_from_the_environment_alone(
    bluesky_network: BlueskyNetwork, adviser: Resident, postlab: Program
) -> None:
    postlab.environment["POSTLAB_BLUESKY_PASSWORD"] = adviser.password
    words = ("account", "add", "bluesky", "careers-page", "--handle", adviser.handle, "--server", bluesky_network.pds)
    assert adviser.handle in postlab(*words)
    shown = postlab.json("account", "check", "careers-page")
    assert (shown["ok"], shown["health"]["remote_id"]) == (True, adviser.did)


def test_clicks_on_bluesky_are_refused_with_what_would_work(
    bluesky_network: BlueskyNetwork, adviser: Resident, postlab: Program, tmp_path: Path
) -> None:
    add_account(postlab, bluesky_network, adviser, adviser.password)
    plan = write_plan(tmp_path, rounds=2, every="1h", horizon="50m", readings='["50m"]')
    refused = postlab("new", "--from", str(plan), "--yes", "--metric", "clicks", code=2)
    flat = " ".join(refused.split())
    assert "does not tell the number of clicks" in flat
    assert "likes, comments, shares, engagement" in flat
