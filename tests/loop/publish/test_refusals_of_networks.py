"""What becomes of a post that a network refuses: it alone waits, or its account does; no round is burned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loop.bench import FIRST, SECOND, Bench
from platforms import fake_facebook as fake
from platforms import fake_linkedin
from platforms.facebook_world import PAGE, TOKEN
from platforms.fake_facebook import FakeFacebook, error
from platforms.loopback import Failure
from postlab.errors import NeedsPerson
from postlab.loop.accounts import setup
from postlab.loop.lookup.accounts import account_named
from postlab.loop.publish import approval, editing
from postlab.platforms import facebook, linkedin
from postlab.platforms.meta_blocks import TOO_FAST_WAIT_S
from postlab.platforms.options import read_options
from postlab.records.tables import Account, Post, PostState

MINUTE = timedelta(minutes=1)
REPEATED = error(
    368,
    "The action attempted has been deemed abusive or is otherwise disallowed: You've already posted this. Posting the "
    "same content repeatedly on Facebook isn't allowed. Try posting something different.",
)
TOO_FAST = error(368, "(#368) The action attempted is disallowed", subcode=1390008, user_msg="You're posting too fast")
OF_THE_LINK = error(368, "x", user_msg="Your post couldn't be shared, because this link goes against our standards.")
BLOCKED = error(368, "The action attempted has been deemed abusive or is otherwise disallowed")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "lab")
    yield made
    made.close()


@pytest.fixture
def network(bench: Bench) -> Iterator[FakeFacebook]:
    with fake.fake_facebook() as running:
        running.now = bench.clock.now
        options = {"page-id": PAGE, "api-url": running.url}
        setup.add_account(
            bench.lab,
            facebook.plugin,
            "page",
            options=read_options(facebook.plugin, options),
            secrets={"token": TOKEN},
        )
        bench.experiment(readings=["1h", "72h"])
        yield running


def account(bench: Bench) -> Account:
    with bench.lab.session() as session:
        return account_named(session, "page")


@pytest.mark.parametrize("refusal", [REPEATED, error(506, "Duplicate status message")], ids=["368", "506"])
def test_a_text_that_facebook_has_already_waits_alone_for_other_words(
    bench: Bench, network: FakeFacebook, refusal: Failure
) -> None:
    network.fail(fake.PUBLISH, refusal)
    turn = bench.run(FIRST)
    assert (turn.exit_code, network.count(fake.POSTS)) == (3, 1)
    (problem,) = turn.problems
    assert "because of its rules" not in problem.message
    assert problem.person
    post = bench.post(0)
    assert (post.state, post.approved_at, post.problem) == (PostState.PLANNED, None, problem.message)
    assert "post edit" in str(post.problem_next)
    assert account(bench).hold_until is None
    bench.reopen()
    assert bench.run(FIRST + MINUTE).exit_code == 3
    assert network.count(fake.PUBLISH) == 1
    assert [post.state for post in bench.posts()] == [PostState.PLANNED, PostState.APPROVED]
    with bench.lab.session() as session:
        waiting = session.get_one(Post, bench.post(0).id)
        editing.edit(bench.lab, session, waiting, f"In other words: {waiting.link_text}")
        approval.approve(bench.lab, session, [waiting])
    assert [post.id for post in bench.run(FIRST + 2 * MINUTE).published] == [bench.post(0).id]
    assert bench.run(SECOND).exit_code == 0
    assert [post.state for post in bench.posts()][:2] == [PostState.PUBLISHED] * 2


def test_a_link_that_facebook_takes_from_nobody_holds_its_own_post_alone(bench: Bench, network: FakeFacebook) -> None:
    network.fail(fake.PUBLISH, OF_THE_LINK)
    turn = bench.run(FIRST)
    (problem,) = turn.problems
    assert (turn.exit_code, problem.code, problem.person) == (3, "content", True)
    assert "link remove" in problem.next
    assert account(bench).hold_until is None, "its other posts go out"
    assert [post.state for post in bench.posts()] == [PostState.PLANNED, PostState.APPROVED]
    (waiting,) = bench.run(FIRST + MINUTE).waiting
    assert "goes against our standards" in waiting.message
    with bench.lab.session() as session:
        post = session.get_one(Post, bench.post(0).id)
        editing.edit(bench.lab, session, post, f"In other words: {post.link_text}")
        assert (post.problem, post.problem_next) == (None, None), "of the words before"


def test_a_text_that_is_out_already_counts_as_out(bench: Bench, network: FakeFacebook) -> None:
    network.fail(fake.PUBLISH, Failure(done=True, status=400, body=REPEATED.body, kind=REPEATED.kind))
    turn = bench.run(FIRST)
    assert (turn.exit_code, bench.post(0).state) == (0, PostState.PUBLISHED)
    assert bench.post(0).remote_id == network.posts[0].id


def test_too_fast_is_a_limit_and_waited_out(bench: Bench, network: FakeFacebook) -> None:
    network.fail(fake.PUBLISH, TOO_FAST)
    turn = bench.run(FIRST)
    assert turn.exit_code == 1
    assert "because of its rules" not in turn.problems[0].message
    assert account(bench).hold_until == FIRST + timedelta(seconds=TOO_FAST_WAIT_S)
    bench.reopen()
    bench.run(FIRST + 40 * MINUTE)
    assert (network.count(fake.PUBLISH), bench.post(0).state) == (1, PostState.APPROVED)
    bench.reopen()
    assert bench.run(FIRST + timedelta(seconds=TOO_FAST_WAIT_S + 60)).exit_code == 0
    assert bench.post(0).state == PostState.PUBLISHED


def test_a_block_holds_the_account_until_a_person_has_looked(bench: Bench, network: FakeFacebook) -> None:
    network.fail(fake.PUBLISH, BLOCKED)
    turn = bench.run(FIRST)
    assert turn.exit_code == 3
    assert "because of its rules" in turn.problems[0].message
    assert account(bench).needs_person
    assert [post.state for post in bench.posts()] == [PostState.APPROVED] * 2


def test_linkedin_that_wants_the_permissions_of_an_organisation_burns_no_round(bench: Bench) -> None:
    with fake_linkedin.fake_linkedin() as network:
        network.now = bench.clock.now
        options = {"author": "4711", "api-url": network.url}
        plugin = linkedin.plugin
        setup.add_account(
            bench.lab, plugin, "page", options=read_options(plugin, options), secrets={"token": "token-0001"}
        )
        bench.experiment()
        whole = network.tokens["token-0001"].scopes
        network.tokens["token-0001"].scopes = whole - {"w_organization_social"}
        for at in (FIRST, FIRST + 20 * MINUTE):
            turn = bench.run(at)
            assert turn.exit_code == 3
            (problem,) = turn.problems
            assert "Organization permissions must be used" in problem.message
            assert "w_organization_social" in problem.message
            assert "w_organization_social" in problem.next
            assert "account add linkedin" in problem.next
            assert "post edit" not in problem.next
            assert account(bench).needs_person
            assert (turn.drawn, len(bench.posts())) == ([], 2)
            assert [post.state for post in bench.posts()] == [PostState.APPROVED] * 2
            bench.reopen()
        network.tokens["token-0001"].scopes = whole
        assert bench.run(FIRST + 40 * MINUTE).exit_code == 0
        assert bench.post(0).state == PostState.PUBLISHED


def test_the_permissions_of_a_member_are_named_likewise() -> None:
    from platforms.linkedin_world import account as connected
    from platforms.linkedin_world import outgoing

    with fake_linkedin.fake_linkedin() as network:
        network.tokens["token-0001"].scopes = fake_linkedin.PAGE_SCOPES | {"openid"}
        careers = connected(network, fake_linkedin.MEMBER)
        with pytest.raises(NeedsPerson, match="w_member_social"):
            careers.publish(careers.prepare(outgoing()))
