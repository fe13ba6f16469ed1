"""`postlab learn promise`, `export` and `pool` as they are typed, from the promise to the answer of a pool."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cli.typist import NAME, PLAN, Typist, changed
from loop.learn.pooling.makers import promise, promise_file, ratios_of, writes
from postlab.design.assignment import draw
from postlab.loop.learn.pooling.pool_file import PoolFile, Void, seed_digest, told_file, treatment_later
from postlab.stats.blocks import log_ratio

FREE = changed(PLAN, {'approve = "each"': 'approve = "auto"', "rounds = 12": "rounds = 2"})
SECRETS = ("graduate", "news.example", "sandbox", "students", "bare link", "contextualised", "Research", "http")


@pytest.fixture
def promised(typist: Typist) -> Path:
    """A promise of the experiment of the design with two rounds."""
    typist.plans(FREE)
    place = typist.lab.parent / "promise.json"
    typist("learn", "promise", NAME, "--output", str(place))
    return place


def plays(typist: Typist, turns: int = 16) -> None:
    for _ in range(turns):
        typist.clock.advance(timedelta(hours=24))
        typist("run")


def exported(typist: Typist) -> Path:
    place = typist.lab.parent / "export.json"
    typist("learn", "export", NAME, "-o", str(place))
    return place


def read(place: Path) -> PoolFile:
    return PoolFile.model_validate_json(place.read_text(encoding="utf-8"), strict=True)


def test_a_promise_says_what_is_asked_and_nothing_else(typist: Typist, promised: Path) -> None:
    made = read(promised).promise
    assert made.control == ("link",)
    assert made.treatment == ("moment", "question", "evidence", "link")
    assert (made.metric, made.horizon, made.design, made.rounds) == ("clicks", "72h", "two links", 2)
    assert (made.expected, made.simulated, made.promised_at) == (None, True, "2026-11-22T22:00:00Z")
    ((seed,),) = typist.rows("SELECT seed FROM experiment")
    assert made.seed_sha256 == seed_digest(seed)
    text = promised.read_text(encoding="utf-8")
    assert seed not in text
    assert not [word for word in SECRETS if word in text]


def test_a_promise_stays_as_it_was_made(typist: Typist, promised: Path) -> None:
    typist.clock.advance(timedelta(minutes=5))
    again = typist("learn", "promise", NAME, "-o", "-")
    assert again.out == promised.read_text(encoding="utf-8")
    assert "as it was made before" in typist("learn", "promise", NAME, "-o", str(promised)).words
    assert "cannot be changed" in typist("learn", "promise", NAME, "--rounds", "1", code=2).complaint


def test_without_an_output_the_file_is_named_for_the_promise(
    typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    typist.plans(changed(FREE, {"rounds = 2": "rounds = 12"}))
    told = typist("learn", "promise", NAME, "--expected", "treatment").words
    (place,) = tmp_path.glob("promise-*.json")
    assert read(place).promise.expected == "treatment"
    assert place.name in told
    assert "12 rounds are over" in told


def test_a_promise_comes_before_the_first_post(typist: Typist) -> None:
    typist.plans(FREE)
    plays(typist, 3)
    assert typist.rows("SELECT count(*) FROM post WHERE published_at IS NOT NULL") > [(0,)]
    assert "a promise comes before the first post" in typist("learn", "promise", NAME, code=2).complaint
    assert "was not promised" in typist("learn", "export", NAME, code=2).complaint
    assert not (typist.lab / "promises").exists()


def test_what_cannot_be_promised_is_refused(typist: Typist) -> None:
    typist.plans(FREE)
    assert "has 2 rounds; 3 cannot be promised" in typist("learn", "promise", NAME, "--rounds", "3", code=2).complaint
    assert "There is no experiment" in typist("learn", "promise", "nothing", code=2).complaint
    assert "cannot be written" in typist("learn", "promise", NAME, "-o", str(typist.lab / "no" / "x"), code=2).complaint
    own = changed(
        FREE,
        {
            NAME: "own words",
            'blocks = ["link"]': 'blocks = ["question", "link"]',
            '["moment", "question", "evidence", "link"]': '["question", "link"]\nquestion = "Really?"',
        },
    )
    typist.plans(changed(own, {'["question", "link"]\n': '["question", "link"]\nquestion = "Is it?"\n'}))
    assert "words of your own alone" in typist("learn", "promise", "own words", code=2).complaint
    assert list((typist.lab / "promises").glob("*")) != []


def test_what_was_promised_can_be_told_after_the_experiment_went_on(typist: Typist, promised: Path) -> None:
    plays(typist)
    assert typist.rows("SELECT state FROM experiment") == [("ended",)]
    before = exported(typist).read_text(encoding="utf-8")
    assert read(exported(typist)).closing is not None
    typist("resume", NAME, "--rounds", "4", "--reason", "One week more.")
    plays(typist, 8)
    # its further rounds have another seed, which stays at home
    assert exported(typist).read_text(encoding="utf-8") == before
    assert typist("learn", "promise", NAME, "-o", "-").out == promised.read_text(encoding="utf-8")


def test_an_aa_test_is_not_promised(typist: Typist) -> None:
    typist.plans(FREE, "--aa")
    assert "is an A/A test" in typist("learn", "promise", NAME, code=2).complaint


def test_while_it_runs_the_seed_stays_at_home(typist: Typist, promised: Path) -> None:
    plays(typist, 8)
    assert typist.rows("SELECT state FROM experiment") == [("running",)]
    place = exported(typist)
    whole = read(place)
    ((seed,),) = typist.rows("SELECT seed FROM experiment")
    assert whole.seed is None
    assert seed not in place.read_text(encoding="utf-8")
    assert len(whole.rounds) == 1
    pool = typist("learn", "pool", str(promised), str(place))
    assert "has no seed yet" in pool.words
    plays(typist)
    later = read(exported(typist))
    assert later.rounds[:1] == whole.rounds
    assert later.seed == seed


def test_an_export_tells_the_rounds_as_the_records_have_them(typist: Typist, promised: Path) -> None:
    plays(typist)
    place = exported(typist)
    whole = read(place)
    text = place.read_text(encoding="utf-8")
    assert not [word for word in SECRETS if word in text]
    assert whole.promise == read(promised).promise
    report = typist("report", NAME, "--json").json
    counts = typist.rows("SELECT r.number, p.variant, p.outcome FROM post p JOIN round r ON r.id = p.round_id")
    for line, later in zip(whole.rounds, whole.treatment_later(), strict=True):
        outcomes = {variant: value for number, variant, value in counts if number == line.round}
        ratio = log_ratio(outcomes["contextualised"], outcomes["bare link"])
        assert line.difference == pytest.approx(ratio if later else -ratio, abs=0.00501)
        places = draw(
            whole.seed or "",
            experiment=NAME,
            round_number=line.round,
            variants=("bare link", "contextualised"),
            places=2,
        )
        assert later == (places[1] == "contextualised")
    assert len(whole.rounds) == report["verdict"]["rounds"] == 2


def others(tmp_path: Path, mine: PoolFile, count: int) -> list[str]:
    """More practitioners with the question of a promise, in whose rounds the treatment does clearly better."""
    names = []
    for number in range(count):
        seed = seed_digest(str(number))[:32]
        made = mine.promise.model_copy(
            update={"id": f"{number:016x}", "seed_sha256": seed_digest(seed), "rounds": 6, "experiment": "theirs"}
        )
        lines: list[tuple[int, str, float | None, int, Void | None]] = []
        for place, ratio in enumerate(ratios_of(number, centre=1.0), start=1):
            later = treatment_later(made, seed, place)
            lines.append((place, f"2026-W{48 + place // 2}", ratio if later else -ratio, 2, None))
        for kind, content in (
            ("promise", PoolFile(postlab_pool=1, promise=made)),
            ("export", told_file(made, lines, seed=seed)),
        ):
            path = tmp_path / f"{kind}-{number}.json"
            path.write_text(content.text, encoding="utf-8")
            names.append(str(path))
    return names


def test_a_pool_says_what_all_say_together(typist: Typist, promised: Path) -> None:
    plays(typist)
    files = [str(promised), str(exported(typist)), *others(typist.lab.parent, read(promised), 12)]
    result = typist("learn", "pool", *files)
    assert "Simulated audience. Settled by" in result.words
    assert "“moment, question, evidence, link” gets more clicks than “link”" in result.words
    assert "13 practitioners promised, 13 told, 0 are silent; 74 measured rounds count." in result.words
    answer = typist("learn", "pool", *files, "--json").json
    assert (answer["claim"], answer["promised"], answer["silent"], answer["simulated"]) == ("more", 13, 0, True)
    assert 1 < answer["low"] < answer["ratio"] < answer["high"]
    assert answer["log_e_more"] == pytest.approx(3.688879, abs=1e-5)
    assert max(map(len, typist("learn", "pool", *files, width=60).out.splitlines())) <= 80


def test_the_silent_are_named_and_count_as_lost(typist: Typist, promised: Path) -> None:
    names = others(typist.lab.parent, read(promised), 6)
    kept = [name for name in names if not name.endswith(("export-2.json", "export-4.json"))]
    result = typist("learn", "pool", *kept)
    assert "6 practitioners promised, 4 told, 2 are silent" in result.words
    assert "promise-2.json" in "".join(result.out.split())
    answer = typist("learn", "pool", *kept, "--json").json
    everybody = typist("learn", "pool", *names, "--json").json
    assert answer["log_e_more"] < everybody["log_e_more"]
    so_far = typist("learn", "pool", *kept, "--so-far", "--json").json
    assert (so_far["bets"], so_far["silent"], so_far["so_far"]) == (2, 2, True)
    assert "The bets wait for the first" in " ".join(so_far["notes"])
    assert "The bets wait for the first" in typist("learn", "pool", *kept, "--so-far").words


def test_what_cannot_be_used_is_named_and_nothing_is_pooled(typist: Typist, promised: Path) -> None:
    names = others(typist.lab.parent, read(promised), 3)
    place = Path(names[1])
    document = json.loads(place.read_text(encoding="utf-8"))
    document["rounds"][0]["difference"] *= -1
    place.write_text(json.dumps(document), encoding="utf-8")
    failed = typist("learn", "pool", *names, code=2)
    assert failed.out == ""
    assert "1 file cannot be used, so nothing was pooled." in failed.complaint
    assert "export-0.json" in "".join(failed.err.split())
    failed = typist("learn", "pool", *names, "--json", code=2)
    (fault,) = json.loads(failed.err)["error"]["faults"]
    assert fault["place"] == names[1]
    assert "was changed after it was written" in fault["message"]
    assert "cannot be read" in typist("learn", "pool", str(promised.parent / "none"), code=2).complaint


def test_a_pool_needs_no_lab(tmp_path: Path) -> None:
    nowhere = Typist(tmp_path / "no lab")
    (made,) = writes(tmp_path / "pool", p=promise_file(promise(1)))
    assert "1 practitioner promised" in nowhere("learn", "pool", str(made)).words
    assert not nowhere.lab.exists()


def test_a_plan_that_was_amended_to_more_rounds_tells_those_that_were_promised(typist: Typist, promised: Path) -> None:
    typist.plans(changed(FREE, {"rounds = 2": "rounds = 3"}), "--amend", "More.")
    plays(typist, 26)
    assert typist.rows("SELECT state FROM experiment") != [("running",)]
    assert len(read(exported(typist)).rounds) == 2


def test_records_that_do_not_agree_with_the_draw_are_not_told(typist: Typist, promised: Path) -> None:
    plays(typist)
    with closing(sqlite3.connect(typist.lab / "postlab.db")) as db:
        ((assignment,),) = db.execute("SELECT assignment FROM round WHERE number = 1")
        db.execute("UPDATE round SET assignment = ? WHERE number = 1", (json.dumps(json.loads(assignment)[::-1]),))
        db.commit()
    assert "not recorded as its seed draws it" in typist("learn", "export", NAME, code=2).complaint


def test_a_promise_that_was_damaged_in_the_lab_is_named(typist: Typist, promised: Path) -> None:
    (kept,) = (typist.lab / "promises").glob("*.json")
    kept.write_text("{", encoding="utf-8")
    assert "cannot be read" in typist("learn", "export", NAME, code=2).complaint
    kept.unlink()
    assert "was not promised" in typist("learn", "export", NAME, code=2).complaint
    kept.write_text(promised.read_text(encoding="utf-8"), encoding="utf-8")
    assert read(exported(typist)).promise == read(promised).promise
