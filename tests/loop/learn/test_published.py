"""Published evidence: a file in the form of its schema, numbers that agree, used for suggestions and for no verdict."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlmodel import select

from loop.bench import HOUR, Bench
from postlab.framing.blocks import KINDS
from postlab.framing.contrasts import NO_CARD
from postlab.loop.learn import published, suggest
from postlab.loop.learn.published import PublishedEffect, effects_on, published_effects, wording_alone
from postlab.loop.learn.rationale import expectation
from postlab.loop.lookup.experiments import experiment_named
from postlab.metrics import PRIMARY_METRICS, counted_by
from postlab.records.tables import ExperimentState, Verdict
from postlab.reports.published_text import planning_sentence, prior_sentence, published_sentence
from postlab.stats.effects import BLOCK_SD, WORDING_SD

FOLDER = Path(published.__file__).parent
DOCS = Path(__file__).parents[3] / "docs" / "what-works.md"
EFFECTS = published_effects()


def named(name: str) -> PublishedEffect:
    (effect,) = (effect for effect in published_effects() if effect.name == name)
    return effect


def priors_file() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "priors.toml").read_text(encoding="utf-8"))


def faults(content: dict[str, Any]) -> list[str]:
    schema = json.loads((FOLDER / "priors.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return [f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(schema).iter_errors(content)]


def test_the_file_has_the_form_that_its_schema_tells_and_names_it_for_editors() -> None:
    assert faults(priors_file()) == []
    first = (FOLDER / "priors.toml").read_text(encoding="utf-8").partition("\n")[0]
    assert first == "#:schema priors.schema.json"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratio": 0},
        {"ratio": "0.9"},
        {"says": "Headlines with a question were clicked less often"},
        {"says": "Clicked {ratio} times as often."},
        {"block": "headline"},
        {"kind": "vendor"},
        {"kind": "observational"},  # with what it lets expect: it may enter no number
        {"unit": None},
        {"low": None},
        {"source": None},
        {"p_value": 0.01},
    ],
)
def test_the_schema_tells_what_is_wrong(wrong: dict[str, Any]) -> None:
    content = priors_file()
    assert content["effect"][0]["name"] == "question"
    for key, value in wrong.items():
        if value is None:
            del content["effect"][0][key]
        else:
            content["effect"][0][key] = value
    assert faults(content)


@pytest.mark.parametrize("effect", EFFECTS, ids=[effect.name for effect in EFFECTS])
def test_the_numbers_of_an_effect_agree(effect: PublishedEffect) -> None:
    assert (effect.low is None) == (effect.high is None)
    if effect.low is not None and effect.high is not None:
        assert effect.low < effect.ratio < effect.high
        # the interval is one of a log ratio: its middle is the ratio, up to rounding
        assert math.sqrt(effect.low * effect.high) == pytest.approx(effect.ratio, rel=0.005)
    if effect.tests is not None:
        assert effect.n is not None
        assert effect.tests <= effect.n
    assert effect.block in {"", NO_CARD, *KINDS}
    if effect.expected is not None:
        assert effect.is_randomised
        # a judgement may doubt the source, but not turn it round: it lies between no effect and the interval's end
        assert effect.low is not None
        assert effect.high is not None
        assert min(effect.low, 1) <= effect.expected.ratio <= max(effect.high, 1)
        assert (effect.expected.sd or BLOCK_SD) > (effect.tau or 0)


def test_names_are_used_once_and_every_source_is_used() -> None:
    names = [effect.name for effect in EFFECTS]
    assert len(set(names)) == len(names)
    content = priors_file()
    assert {entry["source"] for entry in content["effect"]} == set(content["source"])
    assert set(content["planning"]["sources"]) == {
        entry["source"] for entry in content["effect"] if entry["kind"] == "randomised"
    }


def test_what_is_expected_before_any_round() -> None:
    prior = expectation("clicks")
    assert prior("question") == pytest.approx((math.log(0.95), 0.35))
    assert prior("call to action") == pytest.approx((math.log(0.97), BLOCK_SD))
    assert prior("evidence") == pytest.approx((math.log(1.02), BLOCK_SD))
    assert prior("hashtags") == pytest.approx((math.log(0.98), BLOCK_SD))
    assert prior("moment") == pytest.approx((0, BLOCK_SD))
    assert prior("question: way 2") == pytest.approx((0, WORDING_SD))
    # between articles two headlines of the archive differ by as much as our words are thought to
    taus = [effect.tau for effect in EFFECTS if effect.tau is not None]
    assert min(taus) < WORDING_SD < max(taus)


@pytest.mark.parametrize("metric", PRIMARY_METRICS)
def test_comments_are_not_expected_to_follow_clicks(metric: str) -> None:
    assert (expectation(metric)("question").mean == 0) == (counted_by(metric) == "comments")
    assert (prior_sentence(metric) == "") == (counted_by(metric) == "comments")


def test_an_observational_effect_enters_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one that got past the schema."""
    content = priors_file()
    for entry in content["effect"]:
        entry["kind"] = "observational"
    monkeypatch.setattr(published, "_document", lambda: content)
    assert named("question").expected is not None
    assert expectation("clicks")("question") == (0, BLOCK_SD)
    with pytest.raises(ValueError, match="empty"):
        wording_alone()


def test_a_sentence_has_ratio_interval_number_source_and_licence() -> None:
    assert published_sentence(named("question")) == (
        "Headlines with a question were clicked 0.90 times as often (0.87–0.92; 4,209 headlines of one US site, "
        "Upworthy Research Archive, CC BY 4.0)."
    )


@pytest.mark.parametrize("effect", EFFECTS, ids=[effect.name for effect in EFFECTS])
def test_a_sentence_says_observational_where_it_is(effect: PublishedEffect) -> None:
    sentence = published_sentence(effect)
    assert ("bservational" in sentence) == (effect.kind == "observational")
    assert effect.source.name in sentence
    assert (effect.source.licence in sentence) == effect.source.licence.startswith("CC")
    assert "None" not in sentence
    assert "1.00–" not in sentence, "an end of an interval is never rounded to no effect"
    assert "–1.00;" not in sentence


def test_what_a_plan_may_hope_for_is_computed_from_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = planning_sentence()
    assert "Wording alone moved clicks by 0–13 % on average in 32,000 randomised tests of headlines" in sentence
    assert "a doubling takes another format, moment or audience" in sentence
    assert "Upworthy Research Archive, Matias et al. 2021, CC BY 4.0" in sentence
    assert "Robertson et al. 2023, CC BY 4.0" in sentence
    content = priors_file()
    content["effect"] = [entry for entry in content["effect"] if entry["name"] in {"question", "number"}]
    monkeypatch.setattr(published, "_document", lambda: content)
    assert "by 5–10 %" in planning_sentence()


def test_what_was_seen_on_another_network_is_not_told() -> None:
    names = {name: {effect.name for effect in effects_on({"question"}, {name})} for name in ("x", "bluesky")}
    assert names == {"x": {"question", "question in a tweet"}, "bluesky": {"question"}}
    assert effects_on({"link in reply"}, {"bluesky"}) == ()
    assert [effect.name for effect in effects_on({"link in reply"}, {"linkedin"})] == ["link in a comment, LinkedIn"]
    assert effects_on({"link"}, {"linkedin"}) == ()


@pytest.mark.parametrize("effect", EFFECTS, ids=[effect.name for effect in EFFECTS])
def test_the_page_shows_every_effect_with_its_numbers(effect: PublishedEffect) -> None:
    (row,) = (line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {effect.name} |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    between = f"{effect.low:.3f} to {effect.high:.3f}" if effect.low and effect.high else ""
    tau = f"{effect.tau:.2f}" if effect.tau else ""
    of = f"{effect.n:,} {effect.unit}" if effect.n else ""
    assert cells[1:] == [f"{effect.ratio:g}", between, tau, of, effect.source.name]


def test_the_page_attributes_every_source() -> None:
    page = " ".join(DOCS.read_text(encoding="utf-8").split())
    for source in {effect.source for effect in EFFECTS}:
        assert source.citation in page
        assert source.url in page
        if source.licence.startswith("CC"):
            assert f"{source.citation} {source.licence}" in page


# What no verdict may know


def other_file() -> dict[str, Any]:
    """A file that swears by questions and calls to action, and calls evidence ruin."""
    content = priors_file()
    for entry in content["effect"]:
        if "expected" in entry:
            entry["expected"] = {"ratio": 0.1 if entry["name"] == "evidence" else 20.0, "sd": 0.01}
            entry["ratio"] = entry["expected"]["ratio"]
    return content


def verdicts_of(bench: Bench) -> list[tuple[Any, ...]]:
    numbers = ("round_number", "decision", "rounds", "ratio", "low", "high", "log_e_treatment", "log_e_control")
    with bench.session() as session:
        return [tuple(getattr(verdict, name) for name in numbers) for verdict in session.exec(select(Verdict))]


def played(bench: Bench) -> tuple[list[tuple[Any, ...]], list[suggest.Suggestion]]:
    """The verdicts of an experiment that is over, and what is suggested after it."""
    bench.network().script(counts={"plain": {"clicks": 10}, "context": {"clicks": 22}})
    made = bench.experiment(slots=["Mon 09:00", "Tue 09:00"], horizon="24h", readings=["24h"], rounds=3, tracking=False)
    while bench.named(made.name).state == ExperimentState.RUNNING:
        bench.run(bench.clock.now() + 12 * HOUR)
    with bench.session() as session:
        return verdicts_of(bench), suggest.suggestions(session, experiment_named(session, made.name))


def test_a_verdict_is_the_same_whatever_was_published(
    staged: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts, suggestions = played(staged)
    monkeypatch.setattr(published, "_document", other_file)
    assert expectation("clicks")("question") == pytest.approx((math.log(20), 0.01))
    again = Bench(tmp_path / "again")
    again.account(platform="staged")
    others, other_suggestions = played(again)
    again.close()
    assert len(verdicts) == 3
    assert others == verdicts
    assert [one.change.summary for one in other_suggestions] != [one.change.summary for one in suggestions], (
        "the other file was read"
    )


def test_judging_imports_nothing_that_was_published() -> None:
    script = (
        "import sys, postlab.loop.judge.judge, postlab.loop.judge.ending, postlab.stats.judgement\n"
        "print([name for name in sys.modules if name.startswith('postlab.loop.learn')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
