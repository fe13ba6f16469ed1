"""How fast `postlab --help` starts, beside Python doing nothing and a Typer program of five lines.

    uv pip install --compile-bytecode .      into a fresh environment: without .pyc files the first start compiles
    python benchmarks/start_up.py [--runs 15]

Prints the smallest CPU time (user and system) and the median wall time of each, and their ratios to the other two.
The smallest is what a busy machine disturbs least.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MINIMAL = """
import typer
app = typer.Typer()
@app.command()
def hello(name: str) -> None:
    '''Say hello.'''
app()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        minimal = Path(folder) / "minimal.py"
        minimal.write_text(MINIMAL, encoding="utf-8")
        home = Path(folder) / "home"
        home.mkdir()
        draft = ("draft", "https://news.example/pay", "--title", "Graduates earn more")
        programs = {
            "python -c pass": ("-c", "pass"),
            "a minimal Typer program, --help": (str(minimal), "--help"),
            "postlab --help": ("-m", "postlab", "--help"),
            "postlab report --help": ("-m", "postlab", "report", "--help"),
            "postlab --version": ("-m", "postlab", "--version"),
            "completing a name": ("-m", "postlab"),
            "postlab draft, by hand": ("-m", "postlab", *draft, "--evidence", "They earn more over a lifetime."),
        }
        env = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home)}
        completing = {"_POSTLAB_COMPLETE": "complete_bash", "COMP_WORDS": "postlab\nreport\nex", "COMP_CWORD": "2"}
        measured = {
            name: measure(arguments, runs, env | (completing if name.startswith("completing") else {}))
            for name, arguments in programs.items()
        }
    python, typer = (measured[name][0] for name in list(programs)[:2])
    print(f"{'':34}{'CPU ms':>8}{'wall ms':>9}{'x python':>10}{'x typer':>9}")
    for name, (cpu, wall) in measured.items():
        print(f"{name:34}{cpu * 1000:8.0f}{wall * 1000:9.0f}{cpu / python:10.1f}{cpu / typer:9.2f}")


def measure(arguments: tuple[str, ...], runs: int, env: dict[str, str]) -> tuple[float, float]:
    """Smallest CPU time and median wall time, in seconds; the first run warms the caches and does not count."""
    cpus, walls = [], []
    for _ in range(runs + 1):
        before, start = spent_by_children(), time.perf_counter()
        subprocess.run([sys.executable, *arguments], env=env, stdout=subprocess.DEVNULL, check=True)
        walls.append(time.perf_counter() - start)
        cpus.append(spent_by_children() - before)
    return min(cpus[1:]), statistics.median(walls[1:])


def spent_by_children() -> float:
    """CPU seconds of all programs that have ended; finer than os.times, which counts in hundredths."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
