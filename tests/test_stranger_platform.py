"""A stranger's platform, in less than 80 lines, from approval to reading in a lab of its own."""

from __future__ import annotations

import importlib
import json
import sys
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loop.bench import FIRST, SECOND, Bench
from postlab import platforms
from postlab.clock import VirtualClock
from postlab.errors import FaultsError, NeedsPerson
from postlab.platforms.base import Connection, Live, ShowsPosts
from postlab.records.tables import PostState

EXAMPLE = Path(__file__).parent.parent / "examples" / "stranger-platform"
CODE = EXAMPLE / "pinboard.py"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As after `pip install`: the module is found, and its distribution says which platform it brings."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / "site" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    about = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(about, encoding="utf-8")
    lines = ["[postlab.platforms]"]
    lines += [f"{name} = {value}" for name, value in project["entry-points"]["postlab.platforms"].items()]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.syspath_prepend(str(info.parent))
    yield
    sys.modules.pop("pinboard", None)
    importlib.invalidate_caches()


@pytest.fixture
def board(tmp_path: Path) -> Path:
    folder = tmp_path / "board"
    folder.mkdir()
    return folder


@pytest.fixture
def bench(tmp_path: Path, installed: None, board: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "lab")
    made.account(platform="pinboard", folder=str(board))
    yield made
    made.close()


def pinned(board: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (board / "news.jsonl").read_text(encoding="utf-8").splitlines()]


def test_it_is_short() -> None:
    assert len(CODE.read_text(encoding="utf-8").splitlines()) < 80
    assert [path.name for path in EXAMPLE.glob("*.py")] == ["pinboard.py"]


def test_it_is_one_like_ours(installed: None) -> None:
    assert "pinboard" in platforms.names()
    assert platforms.load("pinboard").title == "Pin board"


def test_a_lab_runs_it_from_approval_to_reading(bench: Bench, board: Path) -> None:
    bench.experiment(metric="likes", approve="each", rounds=1)
    bench.run(FIRST + timedelta(minutes=1))
    assert not (board / "news.jsonl").exists()
    bench.approve()
    bench.run(FIRST + timedelta(minutes=2))
    bench.run(SECOND + timedelta(minutes=2))
    posts = bench.posts()
    assert [post.state for post in posts] == [PostState.PUBLISHED] * 2
    assert [line["text"] for line in pinned(board)] == [post.text for post in posts]
    keys = [line["key"] for line in pinned(board)]
    counts = {keys[0]: {"likes": 3, "clicks": 14}, keys[1]: {"likes": 8}}
    (board / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
    bench.run_through(SECOND + timedelta(days=4))
    last = [bench.readings(post)[-1] for post in posts]
    assert [(reading.likes, reading.clicks) for reading in last] == [(3, 14), (8, None)]
    assert last[1].missing == {"clicks": "not counted yet"}
    assert len(pinned(board)) == 2


def test_a_crash_after_pinning_is_found_by_key_and_pins_nothing_twice(bench: Bench, board: Path) -> None:
    bench.experiment(metric="likes")
    bench.run(FIRST + timedelta(minutes=1))
    (post, *_) = bench.posts()
    with bench.session() as session:
        crashed = session.get_one(type(post), post.id)
        crashed.state, crashed.remote_id, crashed.published_at = PostState.ATTEMPTING, None, None
        session.add(crashed)
        session.commit()
    turn = bench.run(FIRST + timedelta(minutes=2))
    assert [settled.id for settled in turn.settled] == [post.id]
    assert bench.post(0).remote_id == pinned(board)[0]["key"]
    assert len(pinned(board)) == 1


def test_it_shows_what_is_pinned(installed: None, board: Path) -> None:
    account = platforms.load("pinboard").connect(
        Connection("news", {"folder": str(board)}, {}, board, VirtualClock(FIRST))
    )
    payload = {"key": "k", "text": "Worth it? https://a.example", "link": "https://a.example"}
    assert account.find(payload) is None
    first = account.publish(payload)
    assert account.publish(payload) == first == account.find(payload)
    assert isinstance(account, ShowsPosts)
    assert account.show(payload, "k") == Live("Worth it? https://a.example", ("https://a.example",))
    assert account.show(payload, "other") is None


def test_a_folder_that_is_not_there_is_told(bench: Bench, board: Path) -> None:
    with pytest.raises(NeedsPerson, match="There is no folder"):
        bench.account("elsewhere", platform="pinboard", folder=str(board / "none"))
    with pytest.raises(FaultsError):
        bench.account("nowhere", platform="pinboard")
