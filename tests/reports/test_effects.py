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
from postlab.reports.effects import build_effects
from postlab.reports.effects_text import opening_sentence
from postlab.reports.effects_view import Effect, Effects

CONTEXT = variant("contextualised", "moment", "question", "evidence")
CLEARLY = [0.9, 0.7, 1.1, 0.8, 1.0, 0.9, 1.0, 0.8, 0.9, 1.0]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    new_bench = Bench(tmp_path / "lab")
    new_bench.account()
    yield new_bench
    new_bench.close()


def estimated(bench: Bench, **options: Any) -> Effects:
    with bench.session() as session:
        return build_effects(session, **options)


def by_key(effects: Effects, stratum: int = 0) -> dict[str, Effect]:
    return {effect.contrast.key: effect for effect in effects.strata[stratum].effects}


def screen(effects: Effects, width: int = 80) -> str:
    out = io.StringIO()
    effects_screen.show(effects, Console(file=out, width=width, highlight=False, color_system=None))
    assert max(map(len, out.getvalue().splitlines())) <= width
    return out.getvalue()


def words(effects: Effects) -> str:
    return " ".join(screen(effects).split())


def test_nothing_known_is_an_answer_with_the_next_command(bench: Bench) -> None:
    effects = estimated(bench)
    assert opening_sentence(effects) == "Nothing is known yet: no round has been measured."
    text = words(effects)
    assert "`postlab new`" in text
    assert "Simulated" not in text
    assert read(text_of(learn_answer(effects)))["strata"][0]["rounds"] == 0


def test_what_was_measured_by_itself_is_claimed_and_what_was_not_is_only_suggested(bench: Bench) -> None:
    past(bench, "asks", CLEARLY, decision="treatment works")
    past(bench, "context", [0.4, 0.2], variants=(BARE, CONTEXT), day=3)
    effects = estimated(bench)
    asks, says, tags = (by_key(effects)[key] for key in ("question", "evidence", "hashtags"))
    assert (asks.claim, asks.rounds, asks.experiments, asks.takes) == ("more", 10, 1, None)
    assert asks.measured is not None
    assert 1 < (asks.measured.low or 0) < asks.measured.ratio == pytest.approx(2.46, abs=0.05)
    assert (says.measured, says.rounds, says.claim) == (None, 0, None)
    assert says.suggested is not None
    assert says.suggested.ratio < 1.1, "the question explains what little the context did"
    assert (tags.measured, tags.suggested) == (None, None)
    assert (tags.takes or 0) > 10
    text = words(effects)
    assert text.startswith("What works for whom, counted in clicks Simulated audience. With a question there are more")
    assert "hashtags (not tried)" in text
    assert "“asks” did better than “bare link”: about 2.5 times the clicks" in text
    assert "A suggestion, no verdict." in text


def test_noise_is_not_claimed(bench: Bench) -> None:
    past(bench, "asks", [0.4, -0.5, 0.1, -0.2, 0.6, -0.4, 0.3, -0.1])
    effects = estimated(bench)
    assert by_key(effects)["question"].claim is None
    assert "Nothing is settled about single blocks yet, after 8 measured rounds, 8 of them with a single" in words(
        effects
    )


def test_what_has_no_question_loses_when_a_question_helps(bench: Bench) -> None:
    past(bench, "drops", [-value for value in CLEARLY], variants=(ASKS, BARE))
    assert by_key(estimated(bench))["question"].claim == "more"


def test_audiences_stand_side_by_side_and_one_family_of_claims(bench: Bench) -> None:
    past(bench, "for students", CLEARLY)
    past(bench, "for parents", [-value for value in CLEARLY], audience="parents", day=3)
    effects = estimated(bench)
    assert (effects.by, [stratum.name for stratum in effects.strata]) == ("audience", ["students", "parents"])
    assert [by_key(effects, n)["question"].claim for n in (0, 1)] == ["more", "less"]
    text = words(effects)
    assert "Students: With a question there are more clicks" in text
    assert "Parents: With a question there are fewer clicks" in text
    alone = estimated(bench, audience="parents")
    assert (alone.by, len(alone.strata), alone.rounds) == (None, 1, 10)
    wider = by_key(effects, 1)["question"].measured
    narrow = by_key(alone)["question"].measured
    assert wider is not None
    assert narrow is not None
    assert (wider.high or 9) >= (narrow.high or 9), "looking at more at once makes the limits wider"


def test_near_and_far_from_a_moment(bench: Bench) -> None:
    near, far = {"moment_days": 3}, {"moment_days": 60}
    past(bench, "exams", CLEARLY, rounds=[near] * 10)
    past(bench, "summer", [0.1, -0.1], rounds=[far] * 2, day=4)
    past(bench, "nobody knows", [0.5], brief={}, day=6)
    effects = estimated(bench, by="moment")
    assert [(stratum.name, stratum.rounds) for stratum in effects.strata] == [("near", 10), ("far", 2)]
    assert effects.unplaced == 1
    assert "Near a moment: With a question" in words(effects)
    assert estimated(bench, moment="far").rounds == 2


def test_networks_stand_side_by_side_with_their_own_accounts(bench: Bench) -> None:
    for network in ("facebook", "x"):
        bench.account(f"our {network}", "manual", network=network)
    both = ["our facebook", "our x"]
    past(bench, "both", [(value, -value) for value in CLEARLY], accounts=both, simulated=False)
    effects = estimated(bench, by="platform")
    claims = {stratum.name: by_key(effects, n)["question"].claim for n, stratum in enumerate(effects.strata)}
    assert claims == {"facebook": "more", "x": "less"}
    assert estimated(bench, platform="x").rounds == 10


def test_real_and_simulated_readers_and_metrics_are_kept_apart(bench: Bench) -> None:
    past(bench, "simulated", CLEARLY)
    assert estimated(bench).simulated
    past(bench, "real", [0.1, 0.2], simulated=False)
    past(bench, "likes", [0.1], simulated=False, metric="likes")
    effects = estimated(bench)
    assert (effects.simulated, effects.metric, effects.rounds) == (False, "clicks", 2)
    text = words(effects)
    assert "10 rounds on a simulated audience are not part of this; --simulated shows them." in text
    assert "Other metrics are kept apart: likes (1 round)" in text
    shown = estimated(bench, simulated=True)
    assert (shown.simulated, shown.rounds) == (True, 10)
    assert "3 rounds with real readers are not part of this." in words(shown)


@pytest.mark.parametrize(
    ("options", "names"),
    [({"audience": "aunts"}, "students"), ({"platform": "x"}, "sandbox"), ({"metric": "y"}, "clicks")],
)
def test_who_was_never_asked_is_answered_with_those_who_were(bench: Bench, options: dict[str, str], names: str) -> None:
    past(bench, "asks", [0.1])
    with pytest.raises(InputError, match=f"there are rounds for: {names}"):
        estimated(bench, **options)


def test_rounds_that_contradict_each_other_are_said_to(bench: Bench) -> None:
    past(bench, "up", [3.0 + n / 100 for n in range(20)])
    past(bench, "down", [-3.0 - n / 100 for n in range(40)], day=3)
    asks = by_key(estimated(bench))["question"]
    assert asks.drift or (asks.measured is not None and asks.measured.low is not None)
    assert screen(estimated(bench), 60)


def test_programs_get_every_change_with_the_same_keys(bench: Bench) -> None:
    past(bench, "asks", CLEARLY)
    past(bench, "for parents", [0.2], audience="parents", variants=(BARE, CONTEXT), day=2)
    effects = estimated(bench)
    answer = read(text_of(learn_answer(effects)))
    listed = [effect for stratum in answer["strata"] for effect in stratum["effects"]]
    assert len({tuple(effect) for effect in listed}) == 1
    assert {effect["change"] for effect in listed} >= {"question", "moment", "evidence", "hashtags", "call to action"}
    out = io.BytesIO()
    assert as_csv.write(effects_rows.table(effects), out) == len(listed)
    assert out.getvalue().decode().count("\r\n") == len(listed) + 1


def test_names_from_outside_do_no_harm(bench: Bench) -> None:
    evil = variant("\x1b[31mred[/] =1+1", "question", question="\x1b]0;title\x07[bold]=SUM(A1)")
    past(bench, "asks", CLEARLY, variants=(ASKS, evil), audience="=cmd|' /C calc'!A0", decision="treatment works")
    effects = estimated(bench)
    text = screen(effects)
    assert "\x1b" not in text
    assert "[bold]=SUM(A1)" in text
    out = io.BytesIO()
    as_csv.write(effects_rows.table(effects), out)
    assert b"\x1b" not in out.getvalue()
    assert "\x1b" not in text_of(learn_answer(effects))


def test_a_round_that_was_given_up_counts_against_a_change_and_is_not_counted_as_measured(bench: Bench) -> None:
    given_up = [{"given_up": "The page was moved."} if number in {3, 6} else {} for number in range(len(CLEARLY))]
    past(bench, "exams", CLEARLY, rounds=given_up)
    (stratum,) = estimated(bench).strata
    (lost,) = (effect for effect in stratum.effects if effect.measured)
    measured = [log for log, row in zip(CLEARLY, given_up, strict=True) if not row]
    assert (stratum.rounds, lost.rounds) == (8, 8)
    past(bench, "kept", measured, audience="parents")
    (kept,) = (effect for effect in estimated(bench, audience="parents").strata[0].effects if effect.measured)
    assert kept.rounds == lost.rounds
    assert kept.log_e_more > lost.log_e_more
    assert kept.log_e_less > lost.log_e_less
