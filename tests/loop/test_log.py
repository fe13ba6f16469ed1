"""The lab's log: a line for what was said, whatever was in it, for nobody else to read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from postlab.loop.log import log, writing


def test_what_a_network_says_is_one_harmless_line(tmp_path: Path) -> None:
    file = tmp_path / "lab.log"
    with writing(file):
        log.warning("post %d: %s", 7, "no\x1b[2J\r\n2026-01-01 INFO forged\u202e \u200b👩\u200d👩")
    lines = file.read_text(encoding="utf-8").split("\n")
    assert lines[1:] == [""]
    assert lines[0].endswith("Z WARNING post 7: no 2026-01-01 INFO forged 👩\u200d👩")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    with writing(tmp_path / "lab.log"):
        log.info("something")
    assert (tmp_path / "lab.log").stat().st_mode & 0o777 == 0o600
