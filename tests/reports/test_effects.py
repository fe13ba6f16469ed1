"""What works for whom: sentences that say no more than was measured, on a screen, as JSON and as CSV."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from answers import read
from loop.bench import Bench
from loop.histories import ASKS, BARE, past, variant
from postlab.errors import InputError
from postlab.reports import as_csv, effects_rows, effects_screen
from postlab.reports.answers.learn import learn_answer
from postlab.reports.as_json import text_of
from postlab.reports.effects import build
from postlab.reports.effects_text import opening
from postlab.reports.effects_view import Effect, Learnt

CONTEXT = variant("contextualised", "moment", "question", "evidence")
CLEARLY = [0.9, 0.7, 1.1, 0.8, 1.0, 0.9, 1.0, 0.8, 0.9, 1.0]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "lab")
    made.account()
    yield made
    made.close()


def learnt(bench: Bench, **options: Any) -> Learnt:
    with bench.session() as session:
        return build(session, **options)


def effects(found: Learnt, stratum: int = 0) -> dict[str, Effect]:
    return {effect.contrast.key: effect for effect in found.strata[stratum].effects}


def screen(found: Learnt, width: int = 80) -> str:
    out = io.StringIO()
    effects_screen.show(found, Console(file=out, width=width, highlight=False, color_system=None))
    assert max(map(len, out.getvalue().splitlines())) <= width
    return out.getvalue()


def words(found: Learnt) -> str:
    return " ".join(screen(found).split())


def test_nothing_known_is_an_answer_with_the_next_command(bench: Bench) -> None:
    found = learnt(bench)
    assert opening(found) == "Nothing is known yet: no round has been measured."
    said = words(found)
    assert "`postlab new`" in said
    assert "Simulated" not in said
    assert read(text_of(learn_answer(found)))["strata"][0]["rounds"] == 0


def test_what_was_measured_by_itself_is_claimed_and_what_was_not_is_only_suggested(bench: Bench) -> None:
    past(bench, "asks", CLEARLY, decision="treatment works")
    past(bench, "context", [0.4, 0.2], variants=(BARE, CONTEXT), day=3)
    found = learnt(bench)
    asks, says, tags = (effects(found)[key] for key in ("question", "evidence", "hashtags"))
    assert (asks.claim, asks.rounds, asks.experiments, asks.takes) == ("more", 10, 1, None)
    assert asks.measured is not None
    assert 1 < (asks.measured.low or 0) < asks.measured.ratio == pytest.approx(2.46, abs=0.05)
    assert (says.measured, says.rounds, says.claim) == (None, 0, None)
    assert says.suggested is not None
    assert says.suggested.ratio < 1.1, "the question explains what little the context did"
    assert (tags.measured, tags.suggested) == (None, None)
    assert (tags.takes or 0) > 10
    said = words(found)
    assert said.startswith("What works for whom, counted in clicks Simulated audience. With a question there are more")
    assert "hashtags (not tried)" in said
    assert "“asks” did better than “bare link”: about 2.5 times the clicks" in said
    assert "A suggestion, no verdict." in said


def test_noise_is_not_claimed(bench: Bench) -> None:
    past(bench, "asks", [0.4, -0.5, 0.1, -0.2, 0.6, -0.4, 0.3, -0.1])
    found = learnt(bench)
    assert effects(found)["question"].claim is None
    assert "Nothing is settled about single blocks yet, after 8 measured rounds, 8 of them with a single" in words(
        found
    )


def test_what_has_no_question_loses_when_a_question_helps(bench: Bench) -> None:
    past(bench, "drops", [-value for value in CLEARLY], variants=(ASKS, BARE))
    assert effects(learnt(bench))["question"].claim == "more"


def test_audiences_stand_side_by_side_and_one_family_of_claims(bench: Bench) -> None:
    past(bench, "for students", CLEARLY)
    past(bench, "for parents", [-value for value in CLEARLY], audience="parents", day=3)
    found = learnt(bench)
    assert (found.by, [stratum.name for stratum in found.strata]) == ("audience", ["students", "parents"])
    assert [effects(found, n)["question"].claim for n in (0, 1)] == ["more", "less"]
    said = words(found)
    assert "Students: With a question there are more clicks" in said
    assert "Parents: With a question there are fewer clicks" in said
    alone = learnt(bench, audience="parents")
    assert (alone.by, len(alone.strata), alone.rounds) == (None, 1, 10)
    wider = effects(found, 1)["question"].measured
    narrow = effects(alone)["question"].measured
    assert wider is not None
    assert narrow is not None
    assert (wider.high or 9) >= (narrow.high or 9), "looking at more at once makes the limits wider"


def test_near_and_far_from_a_moment(bench: Bench) -> None:
    near, far = {"moment_days": 3}, {"moment_days": 60}
    past(bench, "exams", CLEARLY, rounds=[near] * 10)
    past(bench, "summer", [0.1, -0.1], rounds=[far] * 2, day=4)
    past(bench, "nobody knows", [0.5], brief={}, day=6)
    found = learnt(bench, by="moment")
    assert [(stratum.name, stratum.rounds) for stratum in found.strata] == [("near", 10), ("far", 2)]
    assert found.unplaced == 1
    assert "Near a moment: With a question" in words(found)
    assert learnt(bench, moment="far").rounds == 2


def test_networks_stand_side_by_side_with_their_own_accounts(bench: Bench) -> None:
    for network in ("facebook", "x"):
        bench.account(f"our {network}", "manual", network=network)
    both = ["our facebook", "our x"]
    past(bench, "both", [(value, -value) for value in CLEARLY], accounts=both, simulated=False)
    found = learnt(bench, by="platform")
    claims = {stratum.name: effects(found, n)["question"].claim for n, stratum in enumerate(found.strata)}
    assert claims == {"facebook": "more", "x": "less"}
    assert learnt(bench, platform="x").rounds == 10


def test_real_and_simulated_readers_and_metrics_are_kept_apart(bench: Bench) -> None:
    past(bench, "simulated", CLEARLY)
    assert learnt(bench).simulated
    past(bench, "real", [0.1, 0.2], simulated=False)
    past(bench, "likes", [0.1], simulated=False, metric="likes")
    found = learnt(bench)
    assert (found.simulated, found.metric, found.rounds) == (False, "clicks", 2)
    said = words(found)
    assert "10 rounds on a simulated audience are not part of this; --simulated shows them." in said
    assert "Other metrics are kept apart: likes (1 round)" in said
    shown = learnt(bench, simulated=True)
    assert (shown.simulated, shown.rounds) == (True, 10)
    assert "3 rounds with real readers are not part of this." in words(shown)


@pytest.mark.parametrize(
    ("options", "there"),
    [({"audience": "aunts"}, "students"), ({"platform": "x"}, "sandbox"), ({"metric": "y"}, "clicks")],
)
def test_who_was_never_asked_is_answered_with_those_who_were(bench: Bench, options: dict[str, str], there: str) -> None:
    past(bench, "asks", [0.1])
    with pytest.raises(InputError, match=f"there are rounds for: {there}"):
        learnt(bench, **options)


def test_rounds_that_contradict_each_other_are_said_to(bench: Bench) -> None:
    past(bench, "up", [3.0 + n / 100 for n in range(20)])
    past(bench, "down", [-3.0 - n / 100 for n in range(40)], day=3)
    asks = effects(learnt(bench))["question"]
    assert asks.drift or (asks.measured is not None and asks.measured.low is not None)
    assert screen(learnt(bench), 60)


def test_programs_get_every_change_with_the_same_keys(bench: Bench) -> None:
    past(bench, "asks", CLEARLY)
    past(bench, "for parents", [0.2], audience="parents", variants=(BARE, CONTEXT), day=2)
    found = learnt(bench)
    told = read(text_of(learn_answer(found)))
    listed = [effect for stratum in told["strata"] for effect in stratum["effects"]]
    assert len({tuple(effect) for effect in listed}) == 1
    assert {effect["change"] for effect in listed} >= {"question", "moment", "evidence", "hashtags", "call to action"}
    out = io.BytesIO()
    assert as_csv.write(effects_rows.table(found), out) == len(listed)
    assert out.getvalue().decode().count("\r\n") == len(listed) + 1


def test_names_from_outside_do_no_harm(bench: Bench) -> None:
    evil = variant("\x1b[31mred[/] =1+1", "question", question="\x1b]0;title\x07[bold]=SUM(A1)")
    past(bench, "asks", CLEARLY, variants=(ASKS, evil), audience="=cmd|' /C calc'!A0", decision="treatment works")
    found = learnt(bench)
    said = screen(found)
    assert "\x1b" not in said
    assert "[bold]=SUM(A1)" in said
    out = io.BytesIO()
    as_csv.write(effects_rows.table(found), out)
    assert b"\x1b" not in out.getvalue()
    assert "\x1b" not in text_of(learn_answer(found))
