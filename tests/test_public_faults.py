"""The log of public reports: each fault that was mended after one names tests that exist, and where it was mended."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOGS = sorted((ROOT / "tests" / "public_faults").glob("*.toml"))


def functions_of(file: Path) -> set[str]:
    """The names of a file's functions, those of its classes included."""
    return {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_there_is_a_log() -> None:
    assert LOGS


@pytest.mark.parametrize("log", LOGS, ids=lambda path: path.stem)
def test_a_log_names_what_there_is(log: Path) -> None:
    faults = tomllib.loads(log.read_text(encoding="utf-8"))["fault"]
    for fault in faults:
        assert set(fault) == {"kind", "reports", "tests", "mended_in"}, fault
        assert fault["tests"], fault
        assert (ROOT / fault["mended_in"]).exists(), fault
        for test in fault["tests"]:
            file, _, name = test.partition("::")
            assert name.partition("[")[0].rpartition("::")[2] in functions_of(ROOT / file), test
