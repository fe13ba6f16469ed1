"""How large pages of HTML are and how long they take, beside `report --json` of the same experiment in the same run.

The six experiments of the tests (tests/reports/pages/six_labs.py), each built from its records both ways; the smallest
time of several runs, which is what a busy machine disturbs least.

    python benchmarks/pages.py
    python benchmarks/pages.py --runs 9

On one core of a busy machine (Python 3.11), three runs:

                    json ms  page ms  ratio   json KB  page KB  ratio
    no-rounds-yet      65.2     51.0   0.78       6.0     21.7   3.65
    keep-going         50.6     58.9   1.16      17.7     39.9   2.25
    context-works     169.0    225.8   1.34      46.9     50.4   1.08
    control-works      69.2     97.2   1.40      46.2     50.2   1.09
    not-enough        156.1    244.4   1.57      38.1     47.1   1.24
    forty-rounds      546.3    852.3   1.56     845.1    222.2   0.26

A page reads what the JSON does, the readings and the audit besides; 15 KB of it are its style.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from sqlmodel import Session

from postlab.loop.lookup.experiments import experiment_named
from postlab.records.database import Database
from postlab.reports.answers.report import report_answer
from postlab.reports.as_json import text_of
from postlab.reports.experiment import build_report
from postlab.reports.lesson import with_lesson
from postlab.reports.pages.experiment_page import beside, experiment_page
from postlab.reports.stream import stream_of
from postlab.reports.views import Report
from postlab.settings_file import read_settings
from reports.pages.six_labs import ASKED_AT, SIX, six_labs


def report_of(session: Session, name: str) -> Report:
    experiment = experiment_named(session, name)
    built = with_lesson(session, experiment, build_report(session, experiment, now=ASKED_AT))
    return replace(built, stream=stream_of(session, experiment))


def as_json(session: Session, name: str) -> str:
    return text_of(report_answer(report_of(session, name)))


def as_page(session: Session, name: str) -> str:
    built = report_of(session, name)
    return experiment_page(built, beside(session, experiment_named(session, name), built))


def smallest(work: Callable[[], str], runs: int) -> tuple[float, int]:
    """The time of the quickest of some runs in milliseconds, and how many bytes it made."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times), len(made.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"{'':16}{'json ms':>9}{'page ms':>9}{'ratio':>7}{'json KB':>10}{'page KB':>9}{'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        lab = six_labs(Path(folder) / "lab")
        database = Database(read_settings(lab, env={}).database_url, now=ASKED_AT)
        with closing(database), database.session() as session:
            for name in SIX:
                json_ms, json_size = smallest(lambda name=name: as_json(session, name), runs)
                page_ms, page_size = smallest(lambda name=name: as_page(session, name), runs)
                print(
                    f"{name:16}{json_ms:9.1f}{page_ms:9.1f}{page_ms / json_ms:7.2f}"
                    f"{json_size / 1000:10.1f}{page_size / 1000:9.1f}{page_size / json_size:7.2f}"
                )


if __name__ == "__main__":
    main()
