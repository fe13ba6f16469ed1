"""Names in plans: spelt as they are known, refused where nothing is called so, and kept where they were agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from loop.bench import Bench, document
from postlab.errors import FaultsError
from postlab.loop.learn import suggest
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.plan import amendments
from postlab.loop.plan.examine import examine

OWN = {"audience": "own:kids", "brief": {"moment": "own:Diwali", "moment_on": date(2026, 11, 30)}}
STORED = {"audience": "kids", "brief": {"moment": "Diwali", "moment_on": date(2026, 11, 30)}}
"""The same words as an experiment stores them, and as plans of earlier versions had them."""


@pytest.mark.parametrize(
    ("changes", "place", "meant"),
    [
        ({"audience": "studnets"}, "audience", "students"),
        ({"metric": "clickes"}, "metric", "clicks"),
        ({"metric": "engagment"}, "metric", "engagement"),
        ({"metric": "engagement", "weights": {"liks": 1}}, "weights", "likes"),
        ({"metric": "engagement", "weights": {"retweets": 1}}, "weights", "shares"),
        ({"timezone": "Europe/Londno"}, "timezone", "Europe/London"),
        ({"timezone": "Sydney"}, "timezone", "Australia/Sydney"),
        ({"timezon": "UTC"}, "timezon", "timezone"),
        ({"accounts": ["paeg"]}, "accounts 1", "page"),
        ({"approve": "eech"}, "approve", "each"),
        ({"fallback": "pauze"}, "fallback", "pause"),
        ({"control": "bare lnk"}, "control", "bare link"),
        ({"brief": {"moment": "exmas"}}, "brief, moment", "exams"),
        ({"brief": {"like": "studnets"}}, "brief, like", "students"),
        ({"brief": {"momnet": "exams"}}, "brief, momnet", "moment"),
        ({"moment": [{"what": "ofers", "on": "2026-12-01"}]}, "moment 1, what", "offers"),
        ({"moment": [{"what": "offers", "onn": "2026-12-01"}]}, "moment 1, onn", "on"),
        ({"budget": {"posts_per_week": 3}}, "budget, posts_per_week", "posts_a_week"),
        ({"guardrails": {"angri": 3}}, "guardrails, angri", "angry"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_one_that_was_meant(
    staged: Bench, changes: dict[str, Any], place: str, meant: str
) -> None:
    before = staged.tables()
    with pytest.raises(FaultsError) as refused:
        staged.examine(**changes)
    messages = {fault.place: fault.message for fault in refused.value.faults}
    assert f"did you mean “{meant}”?" in messages[place].replace("Did", "did")
    assert staged.tables() == before


@pytest.mark.parametrize(
    "changes", [{"audience": "kids"}, {"brief": {"moment": "Diwali"}}, {"brief": {"like": "kids"}}]
)
def test_one_word_that_nothing_is_called_is_refused_with_what_there_is(staged: Bench, changes: dict[str, Any]) -> None:
    with pytest.raises(FaultsError) as refused:
        staged.examine(**changes)
    (fault,) = refused.value.faults
    assert "here are " in fault.message
    assert "did you mean" not in fault.message.casefold()


def test_names_are_spelt_as_they_are_known(staged: Bench) -> None:
    planned = staged.examine(
        audience="Student",
        metric="Engagement",
        weights={"Like": 1, "SHARES": 2},
        timezone="europe/london",
        brief={"moment": "Exam-Season", "like": "Parents"},
        variant=[
            {"name": "bare link", "blocks": ["Link"]},
            {"name": "more", "blocks": ["Hash-tag", "call_to_action", "link"]},
        ],
    ).plan
    assert (planned.audience, planned.metric, planned.timezone) == ("students", "engagement", "Europe/London")
    assert planned.weights == {"likes": 1, "shares": 2}
    assert (planned.brief.moment, planned.brief.like) == ("exams", "parents")
    assert planned.variant[1].blocks == ("hashtags", "call to action", "link")


@pytest.mark.parametrize("moment", ["the winter careers fair", "As term ends,", "finals"])
def test_words_of_ones_own_and_other_names_stay_as_they_are(staged: Bench, moment: str) -> None:
    assert staged.examine(brief={"moment": moment}, audience="Year 12").plan.brief.moment == moment


def test_marked_words_are_stored_without_the_mark(staged: Bench) -> None:
    planned = staged.examine(**OWN, moment=[{"what": "own:Eid", "on": "2026-12-01"}]).plan
    assert (planned.audience, planned.brief.moment) == ("kids", "Diwali")
    assert [moment.what for moment in planned.moment or ()] == ["Eid"]


@pytest.mark.parametrize("words", [OWN, STORED])
def test_what_an_experiment_was_agreed_with_is_not_asked_again(staged: Bench, words: dict[str, Any]) -> None:
    staged.experiment(**OWN)
    before = staged.tables()
    assert amendments.amend(staged.lab, "exams", staged.examine(**words), reason=None) == []
    assert staged.tables() == before
    changes = amendments.amend(staged.lab, "exams", staged.examine(**words, rounds=9), reason="More.")
    assert [change["key"] for change in changes] == ["rounds"]
    assert staged.run().problems == []
    with pytest.raises(FaultsError, match="a fault"):
        staged.examine(**STORED | {"audience": "kidz"})


def test_the_same_name_spelt_another_way_is_no_amendment(staged: Bench) -> None:
    staged.experiment(audience="students")
    assert amendments.amend(staged.lab, "exams", staged.examine(audience="Student"), reason=None) == []


def test_the_next_try_keeps_what_was_agreed(staged: Bench) -> None:
    parent = staged.experiment(**OWN)
    with staged.session() as session:
        change = suggest.suggestions(session, staged.named(), today=staged.clock.now().date())[0].change
        next_document = suggest.next_document(session, staged.named(), change)
    today = staged.clock.now().date()
    planned = examine(staged.lab, next_document, today=today, retried=plan_of(parent).document()).plan
    assert (planned.audience, planned.brief.moment) == ("kids", "Diwali")
    with pytest.raises(FaultsError, match="2 faults"):
        examine(staged.lab, document(**STORED, name="another"), today=today)
