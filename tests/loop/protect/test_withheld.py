"""An experiment whose number cannot be read waits for a person, and goes on when it can be read."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from loop.bench import FIRST, HOUR, SECOND, Bench
from postlab.design.guardrails import METRIC
from postlab.errors import InputError
from postlab.loop.accounts import setup
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.notify.notifications import news
from postlab.loop.protect import pausing, withheld
from postlab.records.tables import Pause


def pauses(bench: Bench) -> list[Pause]:
    with bench.session() as session:
        return list(session.exec(select(Pause).order_by(col(Pause.id))).all())


def resume(bench: Bench) -> None:
    with bench.session() as session:
        pausing.resume(bench.lab, session, experiment_named(session, "exams"))
        session.commit()


@pytest.mark.parametrize(
    ("step", "says"),
    [("forbidden", "Its numbers are not for this login. Take a larger plan."), ("rejected", "does not want this text")],
)
def test_a_login_that_may_post_and_not_read_is_told_once_with_its_remedy(staged: Bench, step: str, says: str) -> None:
    staged.experiment(readings=["1h", "72h"])
    staged.network().script(read=[step] * 99)
    staged.run(FIRST)
    told = []
    for hours in (1.1, 1.5, 2, 8, 30):
        turn = staged.run(FIRST + hours * HOUR)
        told += news(staged.lab, turn)
        assert turn.exit_code == 3
    (one,) = told
    assert says in one.message
    assert "postlab account check page" in one.next
    assert [(pause.guardrail, pause.until) for pause in pauses(staged)] == [(METRIC, None)]
    staged.run(SECOND + HOUR)
    assert len(staged.network().kept) == 1, "the second link waits"


def test_a_turn_that_reads_again_lets_it_go_on(staged: Bench) -> None:
    staged.experiment(readings=["1h", "72h"])
    staged.network().script(read=["forbidden"] * 2)
    staged.run(FIRST)
    staged.run(FIRST + HOUR)
    staged.run(FIRST + 2 * HOUR)
    assert staged.named().paused_at is not None
    turn = staged.run(FIRST + 3 * HOUR)
    assert staged.named().paused_at is None
    assert any("goes on: its clicks can be read again" in sentence for sentence in turn.moved)
    staged.run(SECOND)
    assert len(staged.network().kept) == 2


def test_a_login_that_may_do_nothing_is_the_accounts_own_matter(staged: Bench) -> None:
    staged.experiment(readings=["1h", "72h"])
    staged.network().script(read=["person"] * 9)
    staged.run(FIRST)
    turn = staged.run(FIRST + HOUR)
    assert [problem.code for problem in turn.problems] == ["login"]
    assert pauses(staged) == []


def test_one_account_of_two_is_enough(staged: Bench) -> None:
    staged.account("other", platform="staged")
    staged.experiment(accounts=["page", "other"], readings=["1h", "72h"])
    staged.network("other").script(read=["forbidden"] * 99)
    staged.run(FIRST)
    staged.run(FIRST + 1.5 * HOUR)
    (pause,) = pauses(staged)
    assert "“other” cannot be read" in pause.reason


def test_who_knows_it_and_goes_on_is_left_in_peace(staged: Bench) -> None:
    staged.experiment(readings=["1h", "72h"])
    staged.network().script(read=["forbidden"] * 99)
    staged.run(FIRST)
    staged.run(FIRST + 1.5 * HOUR)
    resume(staged)
    for hours in (2, 3, 20):
        staged.run(FIRST + hours * HOUR)
    staged.run(SECOND)
    assert len(pauses(staged)) == 1
    assert len(staged.network().kept) == 2


def test_a_check_reads_a_post_and_lets_it_go_on(staged: Bench) -> None:
    staged.experiment(readings=["1h", "72h"])
    staged.network().script(read=["forbidden"] * 3)
    staged.run(FIRST)
    staged.run(FIRST + 1.5 * HOUR)
    setup.check_account(staged.lab, "page")
    assert [tried.goes_on for tried in withheld.try_again(staged.lab, "page")] == [False]
    staged.network().script(read=["ok"] * 9)
    (tried,) = withheld.try_again(staged.lab, "page")
    assert tried.goes_on
    assert "“exams” goes on" in tried.sentence
    assert staged.named().paused_at is None
    staged.run(FIRST + 2 * HOUR)
    assert [reading.clicks for reading in staged.readings()] == [1], "it is read at once"


def test_a_pause_by_hand_is_nobody_elses_to_end(staged: Bench) -> None:
    staged.experiment(readings=["1h", "72h"])
    staged.run(FIRST)
    with staged.session() as session:
        pausing.pause(staged.lab, session, experiment_named(session, "exams"), reason=pausing.BY_HAND)
        session.commit()
    staged.run(FIRST + 2 * HOUR)
    assert staged.readings() != []
    assert staged.named().paused_at is not None
    assert withheld.try_again(staged.lab, "page") == []


def test_who_checks_an_account_that_there_is_not_is_told(staged: Bench) -> None:
    with pytest.raises(InputError, match="no account"):
        withheld.try_again(staged.lab, "nowhere")
