"""The lineages: who followed whom, what is told of each, in a few queries however many there are."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from rich.cells import cell_len
from sqlalchemy import event

from answers import read
from postlab.records.tables import Experiment, ExperimentState
from postlab.reports import as_csv, as_json
from postlab.reports.answers.report import HistoryAnswer
from postlab.reports.history import Try, lineages, tries_under_way
from postlab.reports.history_tree import show_history
from reports.worlds import LOSING, NOW, WINNING, Records

Screen = Callable[..., str]
OVER = ExperimentState.DECIDED
HOSTILE = "drop \x1b[31m[red]the\x1b]0;owned\x07 \u202egnp.exe [/] \n=1+1"


@pytest.fixture
def family(records: Records) -> dict[str, Experiment]:
    """Two lineages: one of a single try, and one that branches, whose newest try runs."""
    first = records.experiment(LOSING, name="first", state=OVER, verdicts=True)
    alone = records.experiment(WINNING, name="alone", state=OVER, verdicts=True, simulated=True, accounts=["sandbox"])
    experiments = {"first": first, "alone": alone}
    for name, parent, change in [
        ("second", "first", "drop the question"),
        ("third", "second", "lead with the evidence"),
        ("aside", "first", "add hashtags"),
    ]:
        experiments[name] = records.experiment(
            WINNING[:3],
            name=name,
            parent=experiments[parent],
            change=change,
            verdicts=True,
            state=ExperimentState.RUNNING if name == "aside" else ExperimentState.ENDED,
        )
    return experiments


def names(node: Try) -> list[object]:
    return [node.name, [names(child) for child in node.children]]


def test_who_followed_whom(records: Records, family: dict[str, Experiment]) -> None:
    roots = lineages(records.session)
    assert [names(root) for root in roots] == [["first", [["second", [["third", []]]], ["aside", []]]], ["alone", []]]
    assert [(node.name, node.depth) for node in roots[0].walk()] == [
        ("first", 0),
        ("second", 1),
        ("third", 2),
        ("aside", 1),
    ]
    for name, experiment in family.items():
        (root,) = lineages(records.session, of=experiment.id)
        assert root.name == ("alone" if name == "alone" else "first")


def test_what_is_told_of_each(records: Records, family: dict[str, Experiment], screen: Screen) -> None:
    roots = lineages(records.session)
    text = screen(lambda console: show_history(roots, console), width=80)
    for words in (
        "first\nDo students respond more when a link comes with context?\nthe bare link did better: 3.",
        "Stay with the bare link.",
        "│   drop the question\n│   not enough posts to tell: 3.7 times the clicks, 3 rounds\n│   It takes more posts",
        "│   └── third\n│       lead with the evidence",
        "└── aside\n    add hashtags\n    running, 3 of 24 rounds\n    Best bet so far: Context looks better (about",
        "\n\nalone · simulated",
    ):
        assert words in text
    by_name = {node.name: node for root in roots for node in root.walk()}
    report = records.report(family["first"]).verdict
    first = by_name["first"]
    assert (first.verdict.decision, first.verdict.rounds, first.verdict.ratio) == (
        report.decision,
        report.rounds,
        report.ratio,
    )
    assert (first.verdict.low, first.verdict.high) == (report.low, report.high)
    assert by_name["aside"].taught == ""
    family["aside"].paused_at = NOW
    records.session.commit()
    aside = next(node for root in lineages(records.session) for node in root.walk() if node.name == "aside")
    assert aside.result == "paused, 3 of 24 rounds"


def test_since_when(records: Records, family: dict[str, Experiment]) -> None:
    after = NOW + timedelta(days=1)
    assert [root.name for root in lineages(records.session, since=after)] == ["first"]
    assert [node.name for node in tries_under_way(lineages(records.session), after)] == ["aside"]
    assert len(lineages(records.session, since=NOW)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [30, 60, 80, 120])
def test_a_long_lineage_fits(records: Records, screen: Screen, width: int, encoding: str) -> None:
    parent = None
    for number in range(30):
        parent = records.experiment(name=f"try {number}", parent=parent, change=HOSTILE if number else None)
    roots = lineages(records.session)
    text = screen(lambda console: show_history(roots, console), width=width, encoding=encoding)
    assert all(cell_len(line) <= width and line == line.rstrip() for line in text.splitlines())
    assert "\x1b" not in text
    assert "owned" not in text
    assert "\u202e" not in text
    assert all(f"try {number}" in " ".join(text.split()) for number in range(30))


def test_hundreds_take_few_queries(records: Records, screen: Screen) -> None:
    plan = records.experiment(WINNING[:1]).plan
    chain = None
    for number in range(300):
        chain = Experiment(
            name=f"try {number}",
            plan=plan,
            plan_hash="",
            seed="",
            created_at=NOW,
            parent_id=chain.id if chain and number % 3 else None,
        )
        records.session.add(chain)
        records.session.flush()
    records.session.commit()
    statements: list[str] = []
    event.listen(records.session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    roots = lineages(records.session)
    assert len(statements) == 3
    assert len(roots) == 101
    assert "try 299" in screen(lambda console: show_history(roots, console))


def test_a_ladder_of_hundreds_can_be_written(records: Records) -> None:
    experiment = records.experiment(WINNING[:1])
    for number in range(400):
        child = Experiment(
            name=f"{number}", plan=experiment.plan, plan_hash="", seed="", created_at=NOW, parent_id=experiment.id
        )
        records.session.add(child)
        records.session.flush()
        experiment = child
    roots = lineages(records.session)
    with as_json.room_for(400):
        document = json.loads(as_json.text_of(HistoryAnswer(tuple(roots))))
    depth, node = 0, document["lineages"][0]
    while node["children"]:
        depth, node = depth + 1, node["children"][0]
    assert depth == 400


def test_for_programs(records: Records, family: dict[str, Experiment]) -> None:
    family["second"].change = HOSTILE
    family["third"].reason = "=1+1"
    records.session.commit()
    roots = lineages(records.session)
    document = read(as_json.text_of(HistoryAnswer(tuple(roots))))
    first, alone = document["lineages"]
    assert [child["experiment"]["name"] for child in first["children"]] == ["second", "aside"]
    assert set(first) == set(alone["children"] or [first][0])
    assert (first["verdict"]["decision"], alone["experiment"]["simulated"]) == ("control works", True)
    assert first["children"][0]["experiment"]["change"] == HOSTILE
    out = io.BytesIO()
    assert as_csv.write(as_csv.tries(roots), out) == 5
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert [(row["lineage"], row["depth"], row["experiment"], row["parent"]) for row in rows] == [
        ("first", "0", "first", ""),
        ("first", "1", "second", "first"),
        ("first", "2", "third", "second"),
        ("first", "1", "aside", "first"),
        ("alone", "0", "alone", ""),
    ]
    assert rows[2]["reason"] == "'=1+1"
    assert "\x1b" not in out.getvalue().decode()
