"""The registry of platforms."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from postlab import platforms
from postlab.errors import InputError

GOOD = """
from dataclasses import replace
from postlab.platforms.bluesky import plugin as base
plugin = replace(base, name="{name}")
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a stranger's package with one platform."""

    def installed(distribution: str, name: str, code: str, attribute: str = "plugin") -> None:
        folder = tmp_path / distribution
        module = distribution.replace("-", "_")
        info = folder / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (folder / f"{module}.py").write_text(code, encoding="utf-8")
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", "utf-8")
        lines = f"[postlab.platforms]\n{name} = {module}:{attribute}\n"
        (info / "entry_points.txt").write_text(lines, encoding="utf-8")
        monkeypatch.syspath_prepend(str(folder))

    return installed


def test_ours_are_installed_and_load() -> None:
    assert "bluesky" in platforms.names()
    assert platforms.load("bluesky").title == "Bluesky"


def test_a_strangers_platform_is_one_like_ours(install: Install) -> None:
    install("friendica-lab", "friendica", GOOD.format(name="friendica"))
    assert "friendica" in platforms.names()
    assert platforms.load("friendica").name == "friendica"


def test_an_unknown_name_lists_the_installed() -> None:
    with pytest.raises(InputError, match="no platform called “myspace”") as caught:
        platforms.load("myspace")
    assert "bluesky" in caught.value.hint
    assert caught.value.exit_code == 2


def test_two_of_one_name_are_named_with_their_distributions(install: Install) -> None:
    install("lab-one", "orkut", GOOD.format(name="orkut"))
    install("lab-two", "orkut", GOOD.format(name="orkut"))
    assert platforms.names().count("orkut") == 1
    with pytest.raises(InputError, match="lab-one and lab-two"):
        platforms.load("orkut")


@pytest.mark.parametrize(
    ("code", "attribute", "why"),
    [
        ("1 / 0", "plugin", "ZeroDivisionError"),
        ("import there_is_no_such_module", "plugin", "there_is_no_such_module"),
        ("x = 1", "plugin", "AttributeError"),
        ("plugin = 'text'", "plugin", "is not a postlab Plugin"),
        (GOOD.format(name="other"), "plugin", "calls itself “other”"),
    ],
)
def test_a_broken_one_is_named_with_its_distribution(install: Install, code: str, attribute: str, why: str) -> None:
    name = f"broken{abs(hash(code)) % 10**6}"
    install(f"{name}-lab", name, code, attribute)
    with pytest.raises(InputError, match=why) as caught:
        platforms.load(name)
    assert f"{name}-lab" in caught.value.message
    assert f"{name}-lab" in caught.value.hint


def test_looking_at_bluesky_imports_no_sdk() -> None:
    code = (
        "import sys\nfrom postlab import platforms\n"
        "platforms.names(); plugin = platforms.load('bluesky'); plugin.length.measure('text')\n"
        "print([m for m in sys.modules if m.partition('.')[0] in "
        "('atproto', 'atproto_client', 'atproto_core', 'httpx', 'pydantic', 'sqlmodel')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
