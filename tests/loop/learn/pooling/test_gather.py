"""Files brought together: in the order of promises, nobody twice, nothing turned, and every fault with its file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loop.learn.pooling.makers import promise, promise_file, ratios_of, seed_of, told, writes
from postlab.errors import FaultsError, InputError
from postlab.loop.learn.pooling.gather import Pool, gather
from postlab.loop.learn.pooling.pool_file import PoolFile, seed_digest, told_file
from postlab.stats.pooled import score


@pytest.fixture
def honest(tmp_path: Path) -> dict[str, PoolFile | str]:
    """Five promises and four exports; the fifth is silent."""
    made = {number: promise(number) for number in range(1, 6)}
    contents: dict[str, PoolFile | str] = {f"p{n}": promise_file(one) for n, one in made.items()}
    return contents | {f"e{n}": told(made[n], n, ratios_of(n)) for n in range(1, 5)}


def refused(tmp_path: Path, contents: dict[str, PoolFile | str]) -> dict[str, list[str]]:
    """By name of the file, without folder and ending, what is wrong with it."""
    with pytest.raises(FaultsError) as caught:
        gather(writes(tmp_path / "pool", **contents))
    assert caught.value.exit_code == 2
    found: dict[str, list[str]] = {}
    for fault in caught.value.faults:
        found.setdefault(Path(fault.place).stem, []).append(fault.message)
    return found


def changed(whole: PoolFile | str, edit: Callable[[Any], object]) -> str:
    assert isinstance(whole, PoolFile)
    document = json.loads(whole.text)
    edit(document)
    return json.dumps(document)


def test_practitioners_come_in_the_order_of_their_promises_whatever_the_order_of_files(
    tmp_path: Path, honest: dict[str, PoolFile | str]
) -> None:
    paths = writes(tmp_path / "pool", **honest)
    pool = gather(paths)
    again = gather([*reversed(paths), paths[0]])
    assert pool == again
    assert [Path(one.promise_file).stem for one in pool.practitioners] == ["p1", "p2", "p3", "p4", "p5"]
    assert [one.measured for one in pool.practitioners] == [6, 6, 6, 6, 0]
    assert pool.practitioners[4].member is None
    assert pool.notes == ()
    folder = gather([tmp_path / "pool"])
    assert folder.practitioners == pool.practitioners
    without = gather([path for path in paths if path.stem != "p5"])
    assert without.register != pool.register


def test_the_signs_are_drawn_again_from_the_seed(tmp_path: Path, honest: dict[str, PoolFile | str]) -> None:
    pool = gather(writes(tmp_path / "pool", **honest))
    for number, one in enumerate(pool.practitioners[:4], start=1):
        assert one.member is not None
        assert one.member.differences == pytest.approx([round(value, 2) for value in ratios_of(number)], abs=0.006)


def one_of(pool: Pool, number: int) -> Any:
    return pool.practitioners[number - 1]


def test_rounds_given_up_and_missing_count_as_lost_and_void_ones_for_nothing(tmp_path: Path) -> None:
    made = [promise(number) for number in range(1, 5)]
    rounds: dict[int, Any] = {
        1: [0.5, "missing", 0.5, "guardrail", 0.25, 0.5, 0.75, 1.0],
        2: [0.5, "given up", 0.5, 0.25, 0.5, 0.75],
        3: [1.5, 1.25, 1.75],
        4: [],
    }
    contents = {f"p{n}": promise_file(one) for n, one in enumerate(made, 1)} | {
        f"e{n}": told(made[n - 1], n, rows) for n, rows in rounds.items()
    }
    pool = gather(writes(tmp_path / "pool", **contents))
    counts = [(one.measured, one.void, one.given_up, one.missing) for one in pool.practitioners]
    assert counts == [(6, 2, 0, 0), (5, 0, 1, 0), (3, 0, 0, 3), (0, 0, 0, 6)]
    assert one_of(pool, 2).member.differences == [0.5, None, 0.5, 0.25, 0.5, 0.75]
    assert one_of(pool, 3).member.missing == 3
    assert score(one_of(pool, 3).member, sign=1) < score(one_of(pool, 1).member, sign=1)
    assert score(one_of(pool, 4).member, sign=1) == -1
    notes = " ".join(pool.notes)
    assert "e3.json tells 3 of the 6 rounds that were promised" in notes
    assert "e4.json has no round that counts" in notes


def test_a_file_with_many_void_rounds_is_named(tmp_path: Path) -> None:
    made = promise(1, rounds=2)
    rows: list[Any] = ["missing", 0.5, "missing", 0.25]
    pool = gather(writes(tmp_path / "pool", p=promise_file(made), e=told(made, 1, rows)))
    assert any("e.json 2 of 4 rounds do not count" in note for note in pool.notes)


def test_an_experiment_that_is_not_over_has_no_say_yet(tmp_path: Path) -> None:
    made = promise(1)
    pool = gather(writes(tmp_path / "pool", p=promise_file(made), e=told(made, 1, ratios_of(1), over=False)))
    assert pool.practitioners[0].member is None
    assert "e.json has no seed yet" in pool.notes[0]


def test_an_earlier_export_is_the_beginning_of_a_later_one(tmp_path: Path, honest: dict[str, PoolFile | str]) -> None:
    earlier = told(promise(1), 1, ratios_of(1)[:3], over=False)
    pool = gather(writes(tmp_path / "pool", **honest, earlier=earlier))
    assert one_of(pool, 1).measured == 6
    assert pool.notes == ()
    turned = honest | {"earlier": told(promise(1), 1, ratios_of(1)[:3], over=False, turned=True)}
    assert "otherwise than" in refused(tmp_path, turned)["e1"][0]
    shorter = honest | {"e1": told(promise(1), 1, ratios_of(1)[:2]), "earlier": earlier}
    assert "otherwise than" in refused(tmp_path, shorter)["e1"][0]


def test_the_same_file_twice_counts_once_and_is_named(tmp_path: Path, honest: dict[str, PoolFile | str]) -> None:
    pool = gather(writes(tmp_path / "pool", **honest, copy=honest["e2"], again=honest["p3"]))
    assert len(pool.practitioners) == 5
    assert sorted(Path(note.split()[0]).stem for note in pool.notes) == ["again", "copy"]


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (lambda d: d["rounds"][2].update(difference=-d["rounds"][2]["difference"]), "round 4"),
        (lambda d: d["rounds"][5].update(difference=-d["rounds"][5]["difference"]), "the closing"),
        (lambda d: d["rounds"][0].update(accounts=3), "round 2"),
        (lambda d: d["rounds"].pop(), "the closing"),
        (lambda d: d["rounds"].pop(0), "round 2"),
    ],
)
def test_a_line_that_was_changed_breaks_the_chain(
    tmp_path: Path, honest: dict[str, PoolFile | str], edit: Callable[[Any], object], place: str
) -> None:
    found = refused(tmp_path, honest | {"e3": changed(honest["e3"], edit)})
    assert list(found) == ["e3"]
    assert f"was changed after it was written: {place} does not" in found["e3"][0]


def test_every_fault_is_told_at_once_with_its_file(tmp_path: Path, honest: dict[str, PoolFile | str]) -> None:
    other = promise(9)
    found = refused(
        tmp_path,
        honest
        | {
            "e1": changed(honest["e1"], lambda d: d["closing"].update(seed=seed_of(77))),
            "e2": changed(honest["e2"], lambda d: d["promise"].update(rounds=7)),
            "e3": '{"postlab_pool": 1, "prom',
            "e4": changed(honest["e4"], lambda d: d["rounds"][0].update(week="soon")),
            "stranger": told(other, 9, ratios_of(9)),
            "p6": promise_file(promise(6, metric="likes", horizon="24h")),
            "p7": promise_file(promise(7, seed_sha256=seed_digest(seed_of(2)))),
            "p8": promise_file(promise(8, id=promise(1).id)),
        },
    )
    assert "not the one that was promised" in found["e1"][0]
    assert "round 1 does not" in found["e2"][0]
    assert found["e3"] == ["is not JSON, so it was cut or changed on its way"]
    assert "rounds 1, week" in found["e4"][0]
    assert found["stranger"] == ["its promise is not among these files"]
    assert "differs in metric and horizon" in found["p6"][0]
    assert "one experiment, promised twice" in found["p7"][0]
    assert "promises something else" in found["p8"][0]


def test_an_export_of_another_promise_with_the_same_id_is_refused(
    tmp_path: Path, honest: dict[str, PoolFile | str]
) -> None:
    fewer = promise(2, rounds=3)
    found = refused(tmp_path, honest | {"e2": told(fewer, 2, ratios_of(2)[:3])})
    assert "tells of another promise than" in found["e2"][0]


def test_rounds_from_before_the_promise_and_more_than_promised_are_refused(
    tmp_path: Path, honest: dict[str, PoolFile | str]
) -> None:
    late = promise(6, promised_at="2027-03-01T00:00:00Z")
    few = promise(7, rounds=2)
    skipped = told(promise(4), 4, ratios_of(4))
    lines = [(one.round, one.week, one.difference, one.accounts, one.void) for one in skipped.rounds if one.round != 3]
    found = refused(
        tmp_path,
        honest
        | {
            "p6": promise_file(late),
            "e6": told(late, 6, ratios_of(6)),
            "p7": promise_file(few),
            "e7": told(few, 7, [0.5, 0.25, 0.75]),
            "e4": told_file(promise(4), lines, seed=seed_of(4)),
        },
    )
    assert "the promise was made later, in 2027-W09" in found["e6"][0]
    assert found["e7"] == ["it tells 3 rounds, and 2 were promised"]
    assert found["e4"] == ["round 3 is missing, or not in its place"]


@pytest.mark.parametrize("turned", [True, False])
def test_rows_that_were_copied_are_refused_signs_aside(
    tmp_path: Path, honest: dict[str, PoolFile | str], turned: bool
) -> None:
    other = promise(6)
    copy = [-value if turned else value for value in ratios_of(2)]
    found = refused(tmp_path, honest | {"p6": promise_file(other), "e6": told(other, 6, copy)})
    assert "the same differences as" in found["e6"][0]
    assert "e2.json in all of its rows" in found["e6"][0]
    found = refused(tmp_path, honest | {"p6": promise_file(other), "e6": told(other, 6, [*copy[:5], 0.01])})
    assert "in 5 of its rows" in found["e6"][0]


def test_few_rows_that_luck_makes_alike_are_shown_and_taken(tmp_path: Path) -> None:
    """Where posts are clicked once or twice, differences are among a few values."""
    few = [[1.1, 0.0], [0.51, 1.1], [1.1, 0.0], [0.51, 0.51]]
    made = [promise(number, rounds=2) for number in range(1, 5)]
    contents = {f"p{n}": promise_file(one) for n, one in enumerate(made, 1)} | {
        f"e{n}": told(made[n - 1], n, row) for n, row in enumerate(few, 1)
    }
    pool = gather(writes(tmp_path / "pool", **contents))
    assert len([note for note in pool.notes if "luck may do that" in note]) == 1


def test_without_a_promise_there_is_no_pool(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file that ends in \.json"):
        gather([tmp_path])
    found = refused(tmp_path, {"e1": told(promise(1), 1, ratios_of(1))})
    assert found == {"e1": ["its promise is not among these files"]}
    with pytest.raises(FaultsError) as caught:
        gather([tmp_path / "nowhere.json"])
    assert "cannot be read" in caught.value.faults[0].message


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b" " * (2**20 + 1))
    (tmp_path / "noise.json").write_bytes(bytes(range(256)))
    with pytest.raises(FaultsError) as caught:
        gather([tmp_path])
    told_of = {Path(fault.place).stem: fault.message for fault in caught.value.faults}
    assert "larger than 1 MB" in told_of["large"]
    assert "not JSON" in told_of["noise"]
