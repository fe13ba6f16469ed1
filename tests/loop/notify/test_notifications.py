"""What cron tells a person: each thing once, an account's trouble once a day until it is over."""

from __future__ import annotations

from loop.bench import DAY, FIRST, HOUR, Bench
from postlab.loop.accounts import setup
from postlab.loop.notify.notifications import news


def test_an_account_that_needs_a_person_is_told_of_once_a_day(staged: Bench) -> None:
    staged.network().script(publish=["person"] * 40)
    staged.experiment()
    told = []
    for hours in range(24):
        turn = staged.run(FIRST + hours * HOUR)
        assert turn.exit_code == 3
        told.append(len(news(staged.lab, turn)))
    assert told == [1] + [0] * 23


def test_after_a_check_it_is_news_again(staged: Bench) -> None:
    staged.network().script(publish=["person"] * 4)
    staged.experiment()
    assert len(news(staged.lab, staged.run(FIRST))) == 1
    setup.check_account(staged.lab, "page")
    assert len(news(staged.lab, staged.run(FIRST + HOUR))) == 1


def test_a_post_that_waits_is_told_of_once(staged: Bench) -> None:
    staged.experiment(approve="each")
    assert [item.next for item in news(staged.lab, staged.run(FIRST - DAY))] == ["postlab approve exams"] * 2
    assert news(staged.lab, staged.run(FIRST - HOUR)) == []
