"""The report on a terminal: complete, within its width, and honest about what is missing."""

from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.console import Console

from postlab.records.tables import Amendment, ExperimentState, PostState, Reflection
from postlab.reports.audit import Audit, AuditLine
from postlab.reports.terminal import show, show_audit
from postlab.reports.views import Report
from reports.worlds import LOSING, NOW, WINNING, Records

Screen = Callable[..., str]
HOSTILE = ("=cmd|'/C calc'!A0 \x1b[31m[red]<script>\x1b]0;owned\x07", "\u202egnp.exe [link=x]")


def shown(report: Report) -> Callable[[Console], None]:
    return lambda console: show(report, console)


@pytest.fixture
def rich_report(records: Records) -> Report:
    """One of everything."""
    parent = records.experiment(name="first try")
    experiment = records.experiment(
        [*WINNING[:3], (None, 5), *WINNING[3:8]],
        titles=HOSTILE,
        text=HOSTILE[0],
        parent=parent,
        change="drop the question",
        reason="it was long",
        hypothesis="Naming the worry helps.",
    )
    records.round(experiment, closed=False, post_state=PostState.PLANNED)
    posts = records.posts(experiment)
    posts[0].outcome, posts[0].outcome_estimated = 12.345, True
    posts[0].edited_at = posts[0].published_at
    records.rounds(experiment)[2].moves = [{"at": NOW.isoformat(), "reason": "Nobody approved.", "from": []}]
    records.session.add(Reflection(experiment_id=experiment.id, at=NOW, text="Short is \x1b[1mgood[/red]."))
    records.session.add(
        Amendment(
            experiment_id=experiment.id,
            at=NOW,
            changes=[{"key": "rounds", "before": 10, "after": 12}],
            reason="more time",
            hash_before="a",
            hash_after=experiment.plan_hash,
        )
    )
    return records.report(experiment)


def test_the_sentence_comes_first(records: Records, screen: Screen) -> None:
    text = screen(shown(records.report(records.experiment(WINNING, state=ExperimentState.DECIDED))), width=100)
    name, question, blank, sentence, *_ = text.splitlines()
    assert name == "exam-season · decided"
    assert question.endswith("?")
    assert blank == ""
    assert sentence.startswith("Context worked: about 3.")


def test_everything_is_on_it(rich_report: Report, screen: Screen) -> None:
    text = screen(shown(rich_report), width=100)
    for words in (
        "Context worked: about",
        "That context does better:",
        "Needed: 40 to 1.",
        "≈12.3",
        "estimated",
        "edited",
        "moved",
        "Round 3: put off: Nobody approved.",
        "Round 4: does not count.",
        "The page was down.",
        "to approve",
        "Times are Australia/Sydney.",
        "Numbers are clicks at the age of 72h.",
        "optimistic",
        "Hypothesis: Naming the worry helps.",
        "more time (rounds)",
        "After “first try”, with one change: drop the question. Because: it was long",
        "Short is good[/red].",
        "(Australia/Sydney)",
        "=cmd|'/C calc'!A0 [red]<script>",
    ):
        assert words in text


def test_a_missing_number_is_a_dash_and_never_a_zero(records: Records, screen: Screen) -> None:
    text = screen(shown(records.report(records.experiment([(None, 5)]))), width=100)
    row = next(line for line in text.splitlines() if line.strip().startswith("1  "))
    assert row.split() == ["1", "–", "5", "–", "void"]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("colour", [False, True])
def test_it_fits(rich_report: Report, screen: Screen, width: int, colour: bool) -> None:
    text = screen(shown(rich_report), width=width, colour=colour)
    if not colour:
        assert "\x1b" not in text
        assert all(cell_len(line) <= width for line in text.splitlines())
        assert all(line == line.rstrip() for line in text.splitlines())
    assert "\x1b[31m" not in text
    assert "owned" not in text
    assert "\u202e" not in text


def test_colour_adds_nothing_but_colour(rich_report: Report, screen: Screen) -> None:
    from rich.text import Text

    plain = screen(shown(rich_report), width=80)
    coloured = screen(shown(rich_report), width=80, colour=True)
    assert "\x1b[1;32m" in coloured
    lines = [Text.from_ansi(line).plain.rstrip() for line in coloured.splitlines()]
    assert lines == plain.splitlines()


def test_no_colour_is_honoured(rich_report: Report, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    show(rich_report, Console(file=out, force_terminal=True, width=80, color_system="standard"))
    assert "\x1b[1;32m" not in out.getvalue()
    assert "Context worked" in out.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_console_that_knows_few_characters(rich_report: Report, screen: Screen, encoding: str) -> None:
    text = screen(shown(rich_report), width=60, encoding=encoding)
    assert "Context worked" in text
    assert "[===" in text
    assert '"first try"' in text


def test_a_simulated_audience_is_labelled(records: Records, screen: Screen) -> None:
    text = screen(shown(records.report(records.experiment(LOSING, simulated=True))), width=80)
    assert "Simulated audience. The bare link did better" in text


def test_undecided_without_limits(records: Records, screen: Screen) -> None:
    text = screen(shown(records.report(records.experiment(WINNING[:2]))), width=100)
    assert "limits not known yet" in text
    assert "Nothing can be ruled out before round 6" in text
    assert "None" not in text


def test_several_accounts_stand_in_one_cell(records: Records, screen: Screen) -> None:
    report = records.report(records.experiment([((3, 5), (4, None))], accounts=["first", "second"]))
    text = screen(shown(report), width=100)
    for words in ("first: 3", "second: 5", "first: 4", "second: –", "missing"):
        assert words in text


def test_an_audit_says_match_in_words(screen: Screen) -> None:
    audit = Audit("x", (AuditLine("plan", match=True, found="same"), AuditLine("draw", match=False, found="other")))
    text = screen(lambda console: show_audit(audit, console), width=80)
    assert "match     plan: same" in text
    assert "MISMATCH  draw: other" in text
    assert "1 check of 2 does not match." in text


@pytest.mark.parametrize("width", [60, 80])
def test_long_names_fit_too(records: Records, screen: Screen, width: int) -> None:
    names = ["the quick brown framing jumps over", "x" * 60]
    accounts = ["a page with quite a long name of its own", "another"]
    experiment = records.experiment(
        [((3, 5), (4, 12345678))],
        control=names[0],
        accounts=accounts,
        variant=[
            {"name": name, "blocks": blocks}
            for name, blocks in zip(names, (["link"], ["question", "link"]), strict=True)
        ],
    )
    text = screen(shown(records.report(experiment)), width=width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "12,345,678" in text


def test_a_quick_beat_is_told_to_the_second(records: Records, screen: Screen) -> None:
    experiment = records.experiment([(1, 2)], horizon="2m", every="90s", slots=[])
    for post in records.posts(experiment):
        post.slot_at = post.slot_at.replace(second=30)
    assert ":30:30, link" in screen(shown(records.report(experiment)), width=100)


def test_a_withdrawn_round_is_neither_void_nor_open(records: Records, screen: Screen) -> None:
    experiment = records.experiment(WINNING, state=ExperimentState.DECIDED)
    round_ = records.round(experiment, closed=False, post_state=PostState.CANCELLED)
    round_.withdrawn_at = NOW
    report = records.report(experiment)
    text = screen(shown(report), width=100)
    assert report.verdict.voided == 0
    assert "Round 11: taken back before anything went out" in text
    assert "open" not in text.split()
    assert "never went out" not in text
