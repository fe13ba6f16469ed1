"""How fast `postlab` starts, beside Python doing nothing and the imports that it cannot do without.

    uv pip install --compile-bytecode .      into a fresh environment: without .pyc files the first start compiles
    python benchmarks/start_up.py [--runs 15] [--before PYTHON]

Prints the smallest CPU time (user and system) and the median wall time of each, and the ratio of its CPU time to that
of `import typer, rich` (for what must start at once) or of `import sqlmodel` (for what opens the records). The smallest
is what a busy machine disturbs least, and all are started in turns, so that it disturbs all alike. Under
“wanted” is the ratio that is wanted, where one is. `--before` names the Python of an environment with another version:
both are measured, and the last column is the ratio of the two. `--page` names a saved page, which is served from this
machine for the draft of a page that is fetched.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MINIMAL = """
import typer
app = typer.Typer()
@app.command()
def hello(name: str) -> None:
    '''Say hello.'''
app()
"""
QUICK, RECORDS = "import typer, rich", "import sqlmodel"
PAGE = Path(__file__).parent.parent / "tests" / "articles" / "pages" / "amp.html"
EXAMPLE = Path(__file__).parent.parent / "examples" / "exam-season.toml"
NAME = "exams"
IN_LAB = ("-m", "postlab", "--lab", "LAB")
DRAFT = ("draft", "https://news.example/pay", "--title", "Graduates earn more")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Nothing."""


@dataclass(frozen=True)
class Program:
    """What is started, what its CPU time is held against, the ratio that is wanted, and the exit code it ends with."""

    name: str
    arguments: tuple[str, ...]
    beside: str = QUICK
    env: dict[str, str] = field(default_factory=dict)
    wanted: float | None = None
    code: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--before", metavar="PYTHON", help="of an environment with the version to compare with")
    parser.add_argument("--page", type=Path, default=PAGE, help="a saved page to draft from")
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(options.page.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/{options.page.name}"
    pythons = [sys.executable] + ([options.before] if options.before else [])
    with tempfile.TemporaryDirectory() as folder:
        minimal = Path(folder) / "minimal.py"
        minimal.write_text(MINIMAL, encoding="utf-8")
        labs = [a_lab(python, Path(folder) / f"lab {number}") for number, python in enumerate(pythons)]
        home = Path(folder) / "home"
        home.mkdir()
        completing = {"_POSTLAB_COMPLETE": "complete_bash", "COMP_WORDS": "postlab\nreport\nex", "COMP_CWORD": "2"}
        programs = [
            Program("python -c pass", ("-c", "pass")),
            Program(QUICK, ("-c", "import typer, rich.console, rich.table")),
            Program(RECORDS, ("-c", RECORDS)),
            Program("a minimal Typer program, --help", (str(minimal), "--help")),
            Program("postlab --help", ("-m", "postlab", "--help"), wanted=1.3),
            Program("postlab alone", ("-m", "postlab"), wanted=1.3, code=2),
            Program("postlab report --help", ("-m", "postlab", "report", "--help")),
            Program("postlab --version", ("-m", "postlab", "--version")),
            Program("completing a name", ("-m", "postlab"), env=completing),
            Program("postlab draft, by hand", ("-m", "postlab", *DRAFT, "--evidence", "They earn more for life.")),
            Program("postlab draft, of a page", ("-m", "postlab", "draft", address, "--allow-private")),
            Program("postlab status", (*IN_LAB, "status"), beside=RECORDS, wanted=1.2),
            Program("postlab status --json", (*IN_LAB, "status", "--json"), beside=RECORDS),
            Program("postlab run, nothing due", (*IN_LAB, "run"), beside=RECORDS, wanted=1.2),
            Program("postlab run, a whole turn", (*IN_LAB, "run", "--dry-run"), beside=RECORDS),
            Program("postlab report", (*IN_LAB, "report", NAME), beside=RECORDS),
            Program("a misspelt experiment", (*IN_LAB, "report", "exmas"), beside=RECORDS, wanted=1.2, code=2),
            Program("a misspelt command", (*IN_LAB, "reprot"), beside=RECORDS, wanted=1.2, code=2),
        ]
        env = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home)}
        measured = measure(programs, pythons, labs, options.runs, env)
    last = f"{'x before':>9}" if options.before else ""
    print(f"{'':34}{'CPU ms':>8}{'wall ms':>9}{'x beside':>10}  {'beside':20}{'wanted':>8}{last}")
    for program in programs:
        cpu, wall = measured[program.name][0]
        before = f"{cpu / measured[program.name][1][0]:9.2f}" if options.before else ""
        wanted = "" if program.wanted is None else f"{program.wanted:g}"
        ratio = cpu / measured[program.beside][0][0]
        times = f"{cpu * 1000:8.0f}{wall * 1000:9.0f}{ratio:10.2f}"
        print(f"{program.name:34}{times}  {program.beside:20}{wanted:>8}{before}")


def a_lab(python: str, folder: Path) -> Path:
    """A lab with an experiment whose first posts are still to go out, made by the version that will look at it."""
    plan = folder.with_suffix(".toml")
    text = EXAMPLE.read_text(encoding="utf-8").replace('name = "exam-season-context"', f'name = "{NAME}"')
    plan.write_text(text, encoding="utf-8")
    for words in (
        ("init", str(folder), "--yes", "--timezone", "Australia/Sydney"),
        ("--lab", str(folder), "new", "--from", str(plan), "--yes"),
        ("--lab", str(folder), "approve", NAME, "--yes"),
        ("--lab", str(folder), "run"),
    ):
        made = [python, "-m", "postlab", *words]
        subprocess.run(made, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    # a turn leaves a note for the next only where nothing was written in the last seconds
    time.sleep(4)
    return folder


def measure(
    programs: list[Program], pythons: list[str], labs: list[Path], runs: int, env: dict[str, str]
) -> dict[str, list[tuple[float, float]]]:
    """Smallest CPU time and median wall time in seconds, by program and interpreter; the first run is not counted."""
    cpus: dict[tuple[str, int], list[float]] = {}
    walls: dict[tuple[str, int], list[float]] = {}
    for _ in range(runs + 1):
        for program in programs:
            for number, python in enumerate(pythons):
                arguments = [str(labs[number]) if part == "LAB" else part for part in program.arguments]
                before, start = spent_by_children(), time.perf_counter()
                done = subprocess.run(
                    [python, *arguments],
                    env=env | program.env,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    check=False,
                )
                walls.setdefault((program.name, number), []).append(time.perf_counter() - start)
                cpus.setdefault((program.name, number), []).append(spent_by_children() - before)
                if done.returncode != program.code:
                    raise SystemExit(f"{program.name} ended with {done.returncode}")
    return {
        program.name: [
            (min(cpus[program.name, number][1:]), statistics.median(walls[program.name, number][1:]))
            for number in range(len(pythons))
        ]
        for program in programs
    }


def spent_by_children() -> float:
    """CPU seconds of all programs that have ended; finer than os.times, which counts in hundredths."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
