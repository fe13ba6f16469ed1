"""How often the verdict is wrong and how soon it is right, beside an oracle, the usual tests and four libraries.

Every engine judges the same series, simulated and real, with a look after each round, and calls a winner at the first
look that allows it: PostLab's first engine, its second with 24 rounds planned, an oracle that knows law and effect,
paired t and Welch at p < 0.05 at every look, and gbstats, tea-tasting, spotify-confidence and bayesian-testing, each in
an environment of its own that uv makes at the first run. Prints tables in Markdown; docs/verdict-benchmark.md says what
stands in them.

    uv run python benchmarks/verdicts.py                          without real posts
    uv run python benchmarks/verdicts.py FOLDER --output FILE.md  with those of the files in a folder
    uv run python benchmarks/verdicts.py --peers 0                without the libraries: a quarter of an hour
    uv run python benchmarks/verdicts.py --experiments 200 --peers 20 --only nb designs

The folder may hold ``Live.csv`` (UCI 488, Facebook sellers), ``dataset_Facebook.csv`` (Moro and others 2016) and
``upworthy_exploratory_small.csv`` (headlines, clicks and weeks of the Upworthy Research Archive); what is missing is
left out, and said. The libraries take about ten minutes more.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from verdict_designs import DESIGNS, ONE_LINK, SLOTS_PER_WEEK, Design
from verdict_engines import Judge, first_engine, oracle, paired_t, postlab_missed, second_engine, welch
from verdict_peers import SCRIPTS, Answers, UnansweredError, ask
from verdict_series import SIMULATED, Scenario, Series, real
from verdict_tables import (
    LOOKS,
    Outcome,
    false_wins,
    markdown,
    medians,
    missed,
    over_oracle,
    rounds_shown,
    settled,
    share,
)

from postlab.stats.deadline import Expected
from postlab.stats.judgement import judge_differences

FIRST, SECOND, EQUAL = "PostLab, first engine", "PostLab, 24 planned, 80/20", "PostLab, 24 planned, equal sides"
ORACLE, PAIRED, WELCH = "oracle", "paired t at every look", "Welch at every look"

ALPHA = 0.05
PLANNED = 24
RATIOS = (1.0, 1.5, 2.0, 3.0)
EFFECTS = RATIOS[1:]
PEER_RATIOS = (1.0, 2.0)
"""The true ratios at which libraries are asked, because they take their time."""

LONG = (1.5,)
"""The true ratios at which designs are given more rounds, because two links take that many."""

DESIGNS_PART = "designs"
"""What ``--only`` calls the comparison of designs."""


@dataclass
class Tried:
    """What was found so far.

    Attributes:
        outcomes: by engine, and then by scenario and true ratio.
        asked: scenario, true ratio and series of all that libraries are asked about.
        answers: of the libraries.
        silent: why a library could not be asked, a sentence each.
    """

    outcomes: dict[str, dict[tuple[str, float], Outcome]] = field(default_factory=lambda: defaultdict(dict))
    asked: list[tuple[str, float, list[Series]]] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def engines(scenario: Scenario, ratio: float, options: argparse.Namespace) -> dict[str, Judge]:
    """All that judge without a library."""
    return {
        FIRST: first_engine(alpha=ALPHA),
        SECOND: second_engine(alpha=ALPHA, planned=PLANNED, expected="treatment"),
        EQUAL: second_engine(alpha=ALPHA, planned=PLANNED, expected=None),
        ORACLE: oracle(scenario, ratio, alpha=ALPHA, draws=options.draws, rounds=options.rounds, seed=options.seed),
        PAIRED: paired_t(ratio, alpha=ALPHA),
        WELCH: welch(ratio, alpha=ALPHA),
    }


def try_cell(tried: Tried, scenario: Scenario, ratio: float, options: argparse.Namespace) -> None:
    """All engines on one scenario at one true ratio."""
    series = scenario.series(ratio, count=options.experiments, rounds=options.rounds, seed=options.seed)
    if ratio in PEER_RATIOS and options.peers:
        tried.asked.append((scenario.name, ratio, series[: options.peers]))
    for name, judge in engines(scenario, ratio, options).items():
        calls = [judge(one) for one in series]
        known = [call.missed for call in calls if call.missed is not None]
        of_interval = sum(known) / len(known) if known else None
        if ratio == 2 and name in {FIRST, SECOND}:
            of_interval = of_postlab(series[: max(1, len(series) // 10)], ratio, name)
        tried.outcomes[name][scenario.name, ratio] = Outcome(calls, ratio, options.rounds, of_interval)


def of_postlab(series: Sequence[Series], ratio: float, name: str) -> float:
    """The share of series in which PostLab's interval missed the true ratio at any look."""
    planned = None if name == FIRST else PLANNED
    expected: Expected = None if name == FIRST else "treatment"
    return sum(postlab_missed(one, ratio, alpha=ALPHA, planned=planned, expected=expected) for one in series) / len(
        series
    )


def ask_peers(tried: Tried, options: argparse.Namespace) -> None:
    """What the libraries say of the same series, in as many calls as there are libraries."""
    series = [one for _, _, some in tried.asked for one in some]
    for library in SCRIPTS:
        told(f"{library}: {len(series)} series")
        try:
            answers = ask(library, series, alpha=ALPHA, planned=PLANNED)
        except UnansweredError as exc:
            tried.silent.append(f"{library} could not be asked: {exc}.")
            continue
        tried.answers += answers
        for one in answers:
            place = 0
            for scenario, ratio, some in tried.asked:
                calls = one.calls(range(place, place + len(some)), ratio)
                place += len(some)
                known = [call.missed for call in calls if call.missed is not None]
                tried.outcomes[one.name][scenario, ratio] = Outcome(
                    calls, ratio, options.rounds, sum(known) / len(known) if known else None
                )


def designs(options: argparse.Namespace) -> Iterator[str]:
    """The table of designs: rounds and weeks of both engines."""
    rows = []
    for design in DESIGNS:
        told(design.name)
        by_ratio = {
            ratio: design.series(
                ratio,
                count=options.experiments,
                rounds=options.longest if ratio in LONG else options.rounds,
                seed=options.seed,
            )
            for ratio in RATIOS
        }
        for name, judge in (
            (FIRST, first_engine(alpha=ALPHA)),
            (SECOND, second_engine(alpha=ALPHA, planned=PLANNED, expected="treatment")),
        ):
            outcomes = {
                ratio: Outcome([judge(one) for one in series], ratio, len(series[0].logs))
                for ratio, series in by_ratio.items()
            }
            low, high = outcomes[1.0].between
            rows.append(
                [
                    design.name,
                    name,
                    " / ".join(rounds_shown(outcomes[ratio]) for ratio in EFFECTS),
                    " / ".join(weeks(outcomes[ratio], design) for ratio in EFFECTS),
                    f"{outcomes[1.0].share:.3f} ({low:.3f}–{high:.3f})",
                ]
            )
    ratios = " / ".join(f"{ratio:g}" for ratio in EFFECTS)
    yield from markdown(["design", "engine", f"rounds at {ratios}", f"weeks at {ratios}", "false wins"], rows)


def weeks(outcome: Outcome, design: Design) -> str:
    """How long a median number of rounds takes."""
    if outcome.median is None:
        return f">{design.weeks(outcome.rounds):.0f}"
    return f"{design.weeks(outcome.median):.0f}"


def everywhere(tried: Tried, scenarios: Sequence[str]) -> Iterator[str]:
    """Rounds and weeks of a doubling in every scenario, with one account and overlapped rounds."""
    rows = []
    for scenario in scenarios:
        row = [scenario]
        for name in (FIRST, SECOND, ORACLE):
            outcome = tried.outcomes[name][scenario, 2.0]
            row += [rounds_shown(outcome), weeks(outcome, ONE_LINK)]
        rows.append([*row, share(tried.outcomes[SECOND][scenario, 1.0].share)])
    names = ("first engine", "24 planned, 80/20", "oracle")
    head = [f"{name}, {what}" for name in names for what in ("rounds", "weeks")]
    yield from markdown(["scenario", *head, "false wins of 24 planned, 80/20"], rows)


def looks_timed(tried: Tried, options: argparse.Namespace) -> Iterator[str]:
    """What looks cost, in seconds of CPU, on series without an effect."""
    series = SIMULATED[0].series(1.0, count=options.timed, rounds=options.rounds, seed=options.seed)
    took: dict[str, float] = {}
    for name in (SECOND, FIRST):
        planned = PLANNED if name == SECOND else None
        took[name] = seconds_a_look(series, planned, every_look=True)
        took[f"{name}, all looks in one go"] = seconds_a_look(series, planned, every_look=False)
    for name, judge in ((PAIRED, paired_t(1.0, alpha=ALPHA)), (WELCH, welch(1.0, alpha=ALPHA))):
        start = time.process_time()
        for one in series:
            judge(one)
        took[f"{name}, all looks in one go"] = (time.process_time() - start) / (len(series) * options.rounds)
    for answers in tried.answers:
        took[answers.name] = answers.cpu_s / answers.count
    rows = [[name, f"{1000 * each:.3g}", f"{each / took[SECOND]:.2g}"] for name, each in took.items()]
    yield from markdown(["engine", "CPU seconds for 1,000 looks", "beside the second engine"], rows)


def seconds_a_look(series: Sequence[Series], planned: int | None, *, every_look: bool) -> float:
    """CPU seconds of a look with its interval; at every look all rounds so far are judged again, as PostLab does."""
    start = time.process_time()
    looks = 0
    for one in series:
        rounds = len(one.differences)
        looks += rounds
        for count in range(1 if every_look else rounds, rounds + 1):
            judge_differences(
                one.differences[:count],
                alpha=ALPHA,
                planned=None if planned is None else [planned] * count,
                expected=None if planned is None else "treatment",
            )
    return (time.process_time() - start) / looks


def page(
    tried: Tried, scenarios: Sequence[Scenario], left_out: Sequence[str], options: argparse.Namespace
) -> Iterator[str]:
    """All tables."""
    names = [scenario.name for scenario in scenarios]
    effects = " / ".join(f"{ratio:g}" for ratio in EFFECTS)
    yield (
        f"{options.experiments:,} experiments of {options.rounds} rounds for each cell of PostLab's engines, the "
        f"oracle and the t tests, {options.peers:,} for the libraries; a look after each round, alpha {ALPHA:g}, "
        f"seed {options.seed}. Intervals of PostLab from a tenth of them."
    )
    yield ""
    for sentence in (*left_out, *tried.silent):
        yield from (sentence, "")
    if names:
        for scenario in scenarios:
            yield f"- **{scenario.name}**: {scenario.told}."
        yield from ("", "### False wins", "", *false_wins(tried.outcomes, names))
        yield from (f"### Median rounds until the right verdict, at ratios of {effects}", "")
        yield from medians(tried.outcomes, names, EFFECTS)
        for ratio in EFFECTS:
            looks = ", ".join(map(str, LOOKS))
            yield from (f"### Settled rightly by {looks} rounds, at a ratio of {ratio:g}", "")
            yield from settled(tried.outcomes, names, ratio)
        yield from ("### Mean rounds over those of the oracle, at ratios of 2 / 3", "")
        yield from over_oracle(tried.outcomes, ORACLE, names, (2.0, 3.0))
        yield from ("### Intervals that missed a true ratio of 2 at any look", "")
        yield from missed(tried.outcomes, names, 2.0)
        yield from ("### What a look costs", "", *looks_timed(tried, options))
        slots = f"{SLOTS_PER_WEEK:g} posts a week"
        yield from (f"### A doubling in weeks: {slots}, one account", "", *everywhere(tried, names))
    if DESIGNS_PART in options.only or not options.only:
        yield from (f"### Designs, at {SLOTS_PER_WEEK:g} posts a week on each account", "", *designs(options))


def told(what: str) -> None:
    """Say on stderr what is being done."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")
    sys.stderr.flush()


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="with the files of real posts")
    parser.add_argument("--experiments", type=int, default=2000, help="for each cell (2000)")
    parser.add_argument("--peers", type=int, default=50, help="of them, for the libraries (50); 0 leaves them out")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help=f"scenarios, or {DESIGNS_PART}")
    parser.add_argument("--output", type=Path, help="a file for the tables as well")
    parser.add_argument("--rounds", type=int, default=60, help="looks of each experiment (60)")
    parser.add_argument("--longest", type=int, default=200, help="rounds of designs at a ratio of 1.5 (200)")
    parser.add_argument("--draws", type=int, default=60_000, help="rounds from which the oracle knows a law (60000)")
    parser.add_argument("--timed", type=int, default=5, help="series on which looks are timed (5)")
    parser.add_argument("--seed", default="1", help="(1)")
    options = parser.parse_args(given)
    if min(options.experiments, options.timed, options.rounds, options.longest) < 1 or options.peers < 0:
        parser.error("--experiments, --rounds, --longest and --timed are at least 1, --peers at least 0")
    if options.folder is not None and not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    return options


def chosen(options: argparse.Namespace) -> tuple[list[Scenario], list[str]]:
    """The scenarios that were asked for, and sentences about what is left out."""
    found: list[Scenario] = []
    left_out = ["No folder of real posts was given: simulated pages alone."]
    if options.folder is not None:
        found, left_out = real(options.folder, rounds=options.rounds)
    scenarios = [*SIMULATED, *found]
    known = {scenario.name for scenario in scenarios}
    unknown = set(options.only) - known - {DESIGNS_PART}
    if unknown:
        sys.exit(f"There is no scenario called {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}.")
    if options.only:
        scenarios = [scenario for scenario in scenarios if scenario.name in options.only]
    return scenarios, left_out


def main(given: Sequence[str] | None = None) -> None:
    """Try everything and print the tables."""
    options = arguments(given)
    scenarios, left_out = chosen(options)
    tried = Tried()
    for scenario in scenarios:
        for ratio in RATIOS:
            told(f"{scenario.name}, ratio {ratio:g}")
            try_cell(tried, scenario, ratio, options)
    if tried.asked:
        ask_peers(tried, options)
    text = "\n".join(page(tried, scenarios, left_out, options))
    print(text)
    if options.output is not None:
        options.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
