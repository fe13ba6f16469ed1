"""What X, Bluesky and Mastodon make of texts by their own rules, asked of node once for all texts (readings.mjs)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PACKAGES = ("@atproto/api", "twitter-text")


def readings_of(texts: Sequence[str]) -> list[dict[str, Any]]:
    """For each text what "x", "bluesky" and "mastodon" make of it; skips, or fails, as every test of a server does."""
    if reason := _why_not():
        if os.environ.get("POSTLAB_TEST_SERVERS") == "1":
            pytest.fail(f"POSTLAB_TEST_SERVERS=1, but {reason}")
        pytest.skip(reason)
    given = json.dumps(list(texts)).encode()
    ran = subprocess.run([str(shutil.which("node")), "readings.mjs"], cwd=HERE, input=given, stdout=-1, check=True)
    answers: list[dict[str, Any]] = json.loads(ran.stdout)
    assert len(answers) == len(texts)
    return answers


def _why_not() -> str | None:
    if os.environ.get("POSTLAB_TEST_SERVERS") == "0":
        return "POSTLAB_TEST_SERVERS=0"
    if not shutil.which("node") or not all((HERE / "node_modules" / name).exists() for name in PACKAGES):
        return "the networks' own libraries for texts are not installed (tests/servers/install.sh)"
    return None
