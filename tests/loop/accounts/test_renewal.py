"""A login that renews another once: two runs at the same time renew it once, and a blip is no dead token."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from loop.bench import Bench
from platforms.fake_x import TOKEN, FakeX, fake_x
from platforms.loopback import Failure
from platforms.x_world import CLIENT_ID, login
from postlab import platforms
from postlab.errors import NeedsPerson, Rejected
from postlab.loop.accounts import setup
from postlab.loop.notify import checkup
from postlab.platforms.options import read_options
from postlab.records.tables import Account

LATER = timedelta(hours=3)


@pytest.fixture
def x(bench: Bench) -> Iterator[FakeX]:
    """X, and a lab with an account that somebody logged in to with a browser."""
    with fake_x() as running:
        running.now = bench.clock.now
        plugin = platforms.load("x")
        given = {"client-id": CLIENT_ID, "api-url": running.url}
        options = read_options(plugin, given)
        setup.add_account(bench.lab, plugin, "x page", options=options, secrets=login(running), check=False)
        yield running


def stored(bench: Bench) -> dict[str, str]:
    account = bench.the_account("x page")
    return bench.lab.stored_secrets(platforms.load("x"), account.name, account.options)


def test_a_renewed_login_is_stored_and_the_next_run_uses_it(bench: Bench, x: FakeX) -> None:
    before = stored(bench)
    bench.clock.advance(LATER)
    found = setup.check_account(bench.lab, "x page")
    assert found.renews
    assert x.count(TOKEN) == 1
    after = stored(bench)
    assert after["oauth2_refresh"] != before["oauth2_refresh"]
    bench.reopen()
    setup.check_account(bench.lab, "x page")
    assert x.count(TOKEN) == 1


def test_runs_at_the_same_time_renew_it_once(bench: Bench, x: FakeX) -> None:
    bench.clock.advance(LATER)
    account: Account = bench.the_account("x page")
    connected = []
    for _ in range(4):
        # each as a program of its own, which has read the secrets before any of them renewed
        bench.lab._connected.clear()
        connected.append(bench.lab.connect(account))
    failures: list[Exception] = []

    def ask(number: int) -> None:
        try:
            connected[number].whoami()
        except Exception as exc:  # noqa: BLE001 (shown by the test)
            failures.append(exc)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert x.count(TOKEN) == 1


def test_a_blip_while_renewing_is_no_dead_token_and_keeps_the_good_one(bench: Bench, x: FakeX) -> None:
    before = stored(bench)
    bench.clock.advance(LATER)
    x.fail(TOKEN, Failure(cut=True))
    with pytest.raises(Rejected) as caught:
        setup.check_account(bench.lab, "x page")
    assert caught.value.temporary
    assert stored(bench) == before
    x.fail(TOKEN, Failure(status=503))
    (finding,) = checkup.of_account(bench.lab, bench.the_account("x page"))
    assert finding.grade == checkup.Grade.NOTE
    assert "says nothing about its token" in finding.message
    assert setup.check_account(bench.lab, "x page").identity.remote_id
    assert stored(bench) != before


def test_a_spent_token_needs_a_person_and_nothing_is_overwritten(bench: Bench, x: FakeX) -> None:
    before = stored(bench)
    bench.clock.advance(LATER)
    x.logins.refresh.clear()
    with pytest.raises(NeedsPerson, match="ended the login"):
        setup.check_account(bench.lab, "x page")
    assert stored(bench) == before
    (finding,) = checkup.of_account(bench.lab, bench.the_account("x page"))
    assert finding.grade == checkup.Grade.WILL_STOP
    assert "postlab account add x" in finding.next
