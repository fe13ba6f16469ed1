"""What earlier rounds of all experiments say: gathered in their order, never mixed with what is not alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from loop.bench import START, Bench
from loop.histories import ASKS, BARE, past, variant
from postlab.framing import contrasts
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, KINDS
from postlab.framing.changes import single_changes
from postlab.loop.accounts import setup
from postlab.loop.judge import evidence
from postlab.loop.judge.evidence import Scope, direct_evidence, measured_rounds, within
from postlab.loop.learn import suggest
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan.examine import examine

TODAY = START.date()
CONTEXT = variant("contextualised", "moment", "question", "evidence")
WORKS, FAILS = "treatment works", "control works"


def rounds(bench: Bench, **scope: Any) -> list[evidence.MeasuredRound]:
    with bench.session() as session:
        return within(measured_rounds(session), Scope(**{"metric": "clicks", "simulated": True, **scope}))


def directly(bench: Bench, **scope: Any) -> dict[str, list[float]]:
    return {
        contrast.key: pytest.approx(found.differences, abs=0.01)
        for contrast, found in direct_evidence(rounds(bench, **scope)).items()
    }


def offered(bench: Bench, name: str, **options: Any) -> dict[str, suggest.Suggestion]:
    with bench.session() as session:
        return {
            one.change.summary: one for one in suggest.suggestions(session, experiment_named(session, name), **options)
        }


def document(bench: Bench, name: str, suggestion: suggest.Suggestion) -> dict[str, Any]:
    with bench.session() as session:
        return suggest.next_document(session, experiment_named(session, name), suggestion.change)


def test_rounds_come_in_the_order_in_which_they_closed_and_with_the_sign_of_the_thing(bench: Bench) -> None:
    past(bench, "later", [0.3, 0.4], day=2)
    past(bench, "earlier", [-0.1, -0.2], variants=(ASKS, BARE))
    past(bench, "several", [9.0], variants=(BARE, variant("both", "question", "evidence")))
    assert directly(bench) == {"question": [0.1, 0.2, 0.3, 0.4]}
    (found,) = direct_evidence(rounds(bench)).values()
    assert len(found.experiments) == 2


def test_what_is_not_alike_is_not_mixed(bench: Bench) -> None:
    bench.account("second")
    past(bench, "students", [0.1])
    past(bench, "parents", [0.2], audience="parents")
    past(bench, "likes", [0.3], metric="likes")
    past(bench, "real", [0.4], simulated=False)
    past(bench, "weighted", [0.5], metric="engagement", weights={"likes": 1, "comments": 9})
    assert directly(bench) == {"question": [0.1, 0.2]}
    assert directly(bench, audience="parents") == {"question": [0.2]}
    assert directly(bench, metric="likes") == {"question": [0.3]}
    assert directly(bench, simulated=False) == {"question": [0.4]}
    assert directly(bench, metric="engagement") == {}
    assert directly(bench, metric="engagement (1 x likes, 9 x comments)") == {"question": [0.5]}


def test_a_network_has_its_own_accounts_of_a_round_however_they_post_there(staged: Bench) -> None:
    staged.account("box")
    staged.account("pasted", "manual", network="staged")
    past(staged, "both", [(0.2, 0.8)], accounts=["page", "box"])
    past(staged, "by hand", [0.6], accounts=["pasted"], day=1)
    assert directly(staged) == {"question": [0.5, 0.6]}
    assert directly(staged, platforms=frozenset({"sandbox"})) == {"question": [0.8]}
    assert directly(staged, platforms=frozenset({"staged"})) == {"question": [0.2, 0.6]}


def test_rounds_that_do_not_count_are_left_out(bench: Bench) -> None:
    past(bench, "exams", [0.1, 0.2], rounds=[{"interrupted": "three people hid it"}, {}])
    assert directly(bench) == {"question": [0.2]}


@pytest.mark.parametrize(
    ("days", "brief", "near"),
    [
        (3, {}, True),
        (14, {}, True),
        (-5, {}, True),
        (15, {}, False),
        (-40, {}, False),
        (None, {}, None),
        (None, {"moment": "exams", "moment_on": date(2026, 11, 5)}, True),
        (None, {"moment": "exams", "moment_on": date(2027, 1, 5)}, False),
    ],
)
def test_near_is_a_fortnight(bench: Bench, days: int | None, brief: dict[str, Any], near: bool | None) -> None:
    past(bench, "exams", [0.1], rounds=[{"moment_days": days}], brief=brief)
    assert [one.near for one in rounds(bench)] == [near]
    assert len(rounds(bench, near=True)) == (near is True)


def test_a_suggestion_says_what_earlier_rounds_of_other_experiments_showed(bench: Bench) -> None:
    past(bench, "before", [0.9, 0.7, 1.1, 0.8, 1.0, 0.9, 1.0, 0.8, 0.9])
    past(bench, "others", [-2.0] * 9, audience="parents")
    past(bench, "exams", [0.0, 0.1], variants=(BARE, variant("says", "evidence")), day=9)
    found = offered(bench, "exams")
    asks = found["start from “bare link”: add a question"]
    assert asks.known.finding is not None
    assert (asks.known.finding.rounds, asks.known.experiments) == (9, 1)
    assert asks.known.finding.claim == "more"
    assert asks.gain.mean > 0.4
    assert next(iter(found)) in {"add a question", "start from “bare link”: add a question"}
    assert asks.rounds < found["start from “bare link”: add hashtags"].rounds
    assert found["start from “bare link”: add hashtags"].known.finding is None


def test_what_another_experiment_found_better_is_what_the_next_try_must_beat(bench: Bench) -> None:
    past(bench, "worked", [1.5] * 8, decision=WORKS)
    past(bench, "for parents", [1.5] * 8, decision=WORKS, audience="parents", variants=(ASKS, variant("x", "evidence")))
    past(bench, "exams", [-1.0] * 8, variants=(BARE, CONTEXT), decision=FAILS, day=5)
    found = offered(bench, "exams")
    assert {(one.against.recipe.name, one.against.found_in) for one in found.values()} == {("asks", "worked")}
    made = document(bench, "exams", found["drop the question"])
    assert (made["control"], made["variant"][0]["blocks"]) == ("asks", ["question", "link"])
    assert made["variant"][1]["blocks"] == ["moment", "evidence", "link"]
    assert "start from “asks”: add hashtags" in found
    assert "start from “asks”: add the evidence" not in found, "it is the same as to drop the moment"


def test_a_winner_stays_the_one_to_beat_while_nothing_beats_it(bench: Bench) -> None:
    past(bench, "worked", [1.5] * 8, decision=WORKS)
    past(bench, "exams", [0.1] * 8, variants=(ASKS, variant("both", "question", "evidence")), day=3)
    assert {(one.against.recipe.name, one.against.found_in) for one in offered(bench, "exams").values()} == {
        ("asks", "worked")
    }


def test_winners_that_beat_each_other_in_a_circle_come_to_an_end(bench: Bench) -> None:
    says = variant("says", "evidence")
    for day, (control, treatment) in enumerate([(BARE, ASKS), (ASKS, says), (says, BARE)]):
        past(bench, f"step {day}", [1.0] * 8, variants=(control, treatment), decision=WORKS, day=day)
    found = offered(bench, "step 0")
    assert {one.against.recipe.name for one in found.values()} == {"says"}


def test_a_side_branch_of_the_lineage_is_not_tried_again(bench: Bench) -> None:
    past(bench, "exams", [0.1], variants=(BARE, CONTEXT))
    past(bench, "exams-2", [0.1], variants=(BARE, variant("no q", "moment", "evidence")), parent="exams", day=1)
    assert "drop the question" not in offered(bench, "exams")
    assert "drop the moment" in offered(bench, "exams")


def test_an_account_that_was_removed_does_not_hide_what_it_taught(bench: Bench) -> None:
    past(bench, "before", [0.4, 0.6])
    past(bench, "exams", [0.1], variants=(BARE, CONTEXT), day=2)
    setup.remove_account(bench.lab, "page")
    assert offered(bench, "exams")["drop the question"].known.finding is not None


def test_the_same_can_be_tried_nearer_to_the_moment(bench: Bench) -> None:
    months = {"brief": {"moment": "exams", "moment_on": date(2027, 2, 1)}}
    past(bench, "exams", [0.1, 0.2], variants=(BARE, CONTEXT), **months)
    assert not any(one.change.kind_of_change == "time" for one in offered(bench, "exams").values())
    (summary,) = (s for s, one in offered(bench, "exams", today=TODAY).items() if one.change.kind_of_change == "time")
    assert summary == "try the same in the fortnight before “exams” (1 February 2027)"
    made = document(bench, "exams", offered(bench, "exams", today=TODAY)[summary])
    assert (made["before"], made["moment"]) == ("14d", [{"what": "exams", "on": "2027-02-01"}])
    assert [one["blocks"] for one in made["variant"]] == [["link"], [*CONTEXT["blocks"]]]
    examined = examine(bench.lab, made, today=TODAY)
    assert (examined.plan.name, examined.plan.before is not None) == ("exams-2", True)
    assert not any(
        one.change.kind_of_change == "time" for one in offered(bench, "exams", today=date(2027, 1, 30)).values()
    )
    past(bench, "exams-2", [0.1], variants=(BARE, CONTEXT), parent="exams", before="14d", moment=made["moment"])
    assert not any(one.change.kind_of_change == "time" for one in offered(bench, "exams", today=TODAY).values())


def test_the_link_moves_to_the_first_reply_only_where_all_accounts_can_answer() -> None:
    placed = [change for change in single_changes(CONTEXTUALISED, replies=True) if change.kind_of_change == "place"]
    assert not any(change.kind_of_change == "place" for change in single_changes(CONTEXTUALISED))
    assert not any(change.kind_of_change == "place" for change in single_changes(BARE_LINK, replies=True))
    assert len(placed) == (contrasts.REPLY in KINDS)
    for change in placed:
        assert change.summary == "put the link into the first reply"
        assert change.recipe.blocks == ("moment", "question", "evidence", contrasts.REPLY)
        signed = contrasts.contrast_between(CONTEXTUALISED, change.recipe)
        assert signed is not None
        assert (signed.contrast.key, signed.sign) == (contrasts.REPLY, 1)
        (back,) = (one for one in single_changes(change.recipe, replies=True) if one.kind_of_change == "place")
        assert back.recipe == CONTEXTUALISED
