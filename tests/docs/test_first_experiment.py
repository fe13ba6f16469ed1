"""The page on one's first experiment is true: each command is typed, on a stand-in of Bluesky and by hand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.typist import Typist, new_lab
from platforms.fake_pds import FakePds, fake_pds

PAGE = Path(__file__).parents[2] / "docs" / "first-experiment.md"
HANDLE = "careers-uni.bsky.social"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Australia/Sydney"))
SLOT = MONDAY + timedelta(hours=3, minutes=31)
LIFE = [{"likeCount": 3}, {"likeCount": 7, "replyCount": 1}]
"""What the two posts of the first round gather."""


@dataclass(frozen=True)
class Scene:
    """A command of the page, the heading under which it stands, and what the page says that it prints."""

    heading: str
    command: str
    shown: str

    def matches(self, printed: str) -> bool:
        """Whether the page tells the truth; “…” stands for anything, and line ends for spaces."""
        said = re.escape(" ".join(self.shown.split())).replace("…", ".*")
        return re.fullmatch(said, " ".join(printed.split())) is not None


def scenes() -> list[Scene]:
    """All commands of the page, in order."""
    found, heading = [], ""
    text = PAGE.read_text(encoding="utf-8")
    for part in re.findall(r"^## [^\n]*$|^```console\n.*?^```$", text, re.MULTILINE | re.DOTALL):
        if part.startswith("## "):
            heading = part.removeprefix("## ")
            continue
        for typed in re.split(r"^\$ ", part.removeprefix("```console\n").removesuffix("```"), flags=re.MULTILINE)[1:]:
            command, _, shown = typed.partition("\n")
            found.append(Scene(heading, command, shown))
    return found


def plan() -> str:
    """The plan file of the page."""
    (found,) = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def bluesky() -> Iterator[FakePds]:
    with fake_pds() as pds:
        yield pds


class Reader:
    """Somebody who follows the page; a terminal would ask for what is added to the commands here."""

    def __init__(self, typist: Typist) -> None:
        self.typist = typist
        self.typist.width = 90
        self.asked: dict[str, tuple[str, ...]] = {"new": ("--yes",), "approve": ("--yes",)}
        self.password = ""

    def types(self, scene: Scene) -> None:
        """Type a command of the page and compare."""
        printed = self.prints(scene)
        assert scene.matches(printed), f"`{scene.command}` does not print what the page says:\n{printed}"

    def prints(self, scene: Scene) -> str:
        words = shlex.split(scene.command)[1:]
        more = next((more for start, more in self.asked.items() if scene.command.startswith(f"postlab {start}")), ())
        done = self.typist(*words, *more, code={0, 3}, stdin=f"{self.password}\n" if "--secret-stdin" in more else "")
        return done.out


def with_the_tosses_of_the_page(reader: Reader, scene: Scene, folder: Path, *, first: str) -> Reader:
    """Type it in copies of the lab until the coin falls as on the page: that framing and the first link come first."""
    lab = reader.typist.lab
    for copy in range(60):
        trying = Reader(replace(new_lab(lab, folder / f"copy {copy}"), clock=reader.typist.clock))
        printed = trying.prints(scene)
        (post,) = trying.typist.rows("SELECT variant, text FROM post ORDER BY slot_at LIMIT 1")
        if post[0] == first and "Graduates" in post[1]:
            assert scene.matches(printed), f"`{scene.command}` does not print what the page says:\n{printed}"
            return trying
    pytest.fail("a coin that never falls that way is none")


def test_the_page_is_followed_from_the_lab_to_the_first_judgement(
    bluesky: FakePds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my-first.toml").write_text(plan(), encoding="utf-8")
    _, password = bluesky.create_account(HANDLE)
    reader = Reader(Typist(tmp_path / "lab"))
    reader.asked |= {
        "init": (str(tmp_path / "lab"), "--yes", "--timezone", "Australia/Sydney"),
        "account add bluesky": ("--server", bluesky.url, "--secret-stdin"),
    }
    reader.password = password
    clock = reader.typist.clock
    bluesky.now = clock.now
    clock.set(MONDAY)
    for scene in scenes():
        if scene.heading.startswith("Monday"):
            clock.set(SLOT)
        elif scene.heading.startswith("Tuesday"):
            clock.set(SLOT + timedelta(days=1))
        elif scene.heading.startswith("Friday") and scene.command == "postlab run":
            gathers(bluesky)
            for days in (2, 3):
                clock.set(SLOT + timedelta(days=days))
                reader.typist("run", code={0, 3})
            clock.set(SLOT + timedelta(days=4))
        elif scene.heading.startswith("On another"):
            break
        if scene.command.startswith("postlab new"):
            reader = with_the_tosses_of_the_page(reader, scene, tmp_path, first="bare link")
        elif scene.command != "postlab demo":  # tests/test_docs.py
            reader.types(scene)
    assert len(bluesky.records) == 4


def gathers(bluesky: FakePds) -> None:
    """Give the posts that are out what the page says."""
    for (did, collection, key), counts in zip(list(bluesky.records), LIFE, strict=True):
        bluesky.counts[f"at://{did}/{collection}/{key}"].update(counts)


def test_the_page_is_followed_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    changed = plan().replace('["careers"]', '["profile"]')
    assert changed != plan()
    Path("my-first.toml").write_text(changed, encoding="utf-8")
    reader = Reader(Typist(tmp_path / "lab"))
    reader.typist.clock.set(MONDAY)
    reader.typist("init", str(tmp_path / "lab"), "--yes", "--timezone", "Australia/Sydney")
    by_hand = [scene for scene in scenes() if scene.heading.startswith("On another")]
    for scene in by_hand:
        if "metrics" in scene.command:
            reader.typist.clock.set(SLOT + timedelta(days=3))
        reader.types(scene)
        if "account add" in scene.command:
            planning = Scene("", "postlab new --from my-first.toml", "…")
            reader = with_the_tosses_of_the_page(reader, planning, tmp_path, first="bare link")
            reader.typist("approve", "my-first", "--yes")
            reader.typist.clock.set(SLOT)


@pytest.mark.parametrize(
    ("shown", "printed", "true"),
    [
        ("Made … lab\n", "Made a\nlab", True),
        ("Made … lab\n", "Made a lab.", False),
        ("…\nThe end", "One\ntwo\nThe end", True),
        ("a (b) …", "a (c) d", False),
    ],
)
def test_dots_stand_for_anything_and_the_rest_for_itself(shown: str, printed: str, *, true: bool) -> None:
    assert Scene("", "postlab", shown).matches(printed) == true
