"""`postlab account try-reply`: whether X lets an account answer its own posts, tried before a plan may do so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cli.terminal import terminal
from cli.test_metrics_import import THURSDAY, TUESDAY
from cli.typist import NAME, PLAN, Typist, changed
from platforms.fake_x import CREATE, DELETE, KEYS, FakeX, fake_x, problem
from platforms.loopback import Failure

REPLIED = changed(
    PLAN,
    {
        'accounts = ["sandbox"]': 'accounts = ["x"]',
        'metric = "clicks"': 'metric = "likes"',
        "rounds = 12": "rounds = 4",
        'blocks = ["moment", "question", "evidence", "link"]': 'blocks = ["moment", "question", "link in reply"]',
    },
)
STDIN = "".join(f"{KEYS[name]}\n" for name in ("api_key", "api_secret", "access_token", "access_secret"))


@pytest.fixture
def x(typist: Typist) -> Iterator[FakeX]:
    with fake_x() as network:
        network.now = typist.clock.now
        typist("account", "add", "x", "x", "--api-url", network.url, "--secret-stdin", stdin=STDIN)
        yield network


def planned(typist: Typist, *, code: int = 0) -> str:
    plan = changed(REPLIED, {f'"{NAME}"': '"another"'})
    result = typist("new", "--from", typist.writes(plan), "--dry-run", code=code)
    return result.complaint if code else result.words


def test_a_plan_is_refused_until_a_try_has_worked(typist: Typist, x: FakeX) -> None:
    complaint = planned(typist, code=2)
    assert "nobody has tried on “x”" in complaint
    assert "postlab account try-reply x" in complaint
    result = typist("account", "try-reply", "x", "--yes")
    assert "for about 0.05 USD" in " ".join(result.err.split())
    assert "A reply to a post of its own went out on “x”" in result.words
    assert x.live() == []
    assert [post.answers is not None for post in x.posts.values()] == [False, True]
    planned(typist)
    assert [(row[0], row[1]) for row in typist.rows("SELECT kind, units FROM spending WHERE kind <> 'owned read'")] == [
        ("post", 2),
        ("delete", 2),
    ]


def test_a_refusal_is_kept_and_told(typist: Typist, x: FakeX) -> None:
    x.lets_reply = False
    result = typist("account", "try-reply", "x", "--yes", code=3)
    assert "The reply was refused on “x”" in result.words
    assert x.live() == []
    assert "X refused a reply on “x” when it was tried" in planned(typist, code=2)
    x.lets_reply = True
    typist.clock.advance(timedelta(minutes=5))
    typist("account", "try-reply", "x", "--yes")
    planned(typist)


def test_a_refusal_of_an_experiments_own_reply_is_kept_as_well(typist: Typist, x: FakeX) -> None:
    typist("account", "try-reply", "x", "--yes")
    typist("new", "--from", typist.writes(REPLIED))
    typist("approve", NAME, "--all")
    x.lets_reply = False
    for slot in (TUESDAY, THURSDAY):
        typist.clock.set(slot)
        typist("run", code=range(4))
    assert [post.answers for post in x.live()] == [None] * len(x.live())
    assert "X refused a reply on “x” when it was tried (X does not let this app answer" in planned(typist, code=2)


def test_nothing_goes_out_without_a_yes(typist: Typist, x: FakeX) -> None:
    assert "Nothing was tried" in typist("account", "try-reply", "x", "--dry-run").words
    assert "--yes" in typist("account", "try-reply", "x", code=2).complaint
    assert x.count(CREATE) == 0


def test_a_person_at_a_terminal_is_told_the_price_and_asked(typist: Typist, x: FakeX) -> None:
    with terminal("--lab", str(typist.lab), "account", "try-reply", "x") as screen:
        screen.wait_for("0.05 USD")
        screen.answer("Go on?", "n")
        screen.wait_for("Nothing was tried")
    assert x.count(CREATE) == 0


def test_trouble_of_the_moment_proves_nothing(typist: Typist, x: FakeX) -> None:
    x.fail(CREATE, problem(429))
    typist("account", "try-reply", "x", "--yes", code=1)
    assert "nobody has tried" in planned(typist, code=2)
    x.fail(CREATE, problem(403, "oauth1-permissions", title="Forbidden", detail="oauth1 app permissions"))
    typist("account", "try-reply", "x", "--yes", code=3)
    assert "nobody has tried" in planned(typist, code=2)


def test_silence_says_where_to_look(typist: Typist, x: FakeX) -> None:
    x.fail(CREATE, Failure(done=True, cut=True))
    complaint = typist("account", "try-reply", "x", "--yes", code=1).complaint
    assert "Look at the account" in complaint
    assert "The next run" not in complaint


def test_a_test_post_that_stays_is_named(typist: Typist, x: FakeX) -> None:
    x.fail(DELETE, Failure(status=500), Failure(status=500))
    result = typist("account", "try-reply", "x", "--yes", code=3)
    assert result.complaint.count("could not be deleted; please do it yourself: https://x.com/") == 2
    assert len(x.live()) == 2
    planned(typist)


def test_a_person_who_knows_says_so(typist: Typist, x: FakeX) -> None:
    words = ("account", "add", "x", "x", "--api-url", x.url, "--replies", "yes", "--secret-stdin")
    assert "nobody has tried" not in typist(*words, stdin=STDIN).words
    assert "would be" in planned(typist) or "Would plan" in planned(typist)
    assert x.live() == []


def test_there_is_nothing_to_try_elsewhere(typist: Typist) -> None:
    assert "nothing to try on “sandbox”" in typist("account", "try-reply", "sandbox", "--yes", code=2).complaint


def test_a_rehearsal_says_that_it_would_be_refused(typist: Typist, x: FakeX) -> None:
    words = typist("rehearse", "--from", typist.writes(REPLIED)).words
    assert "`postlab new` would refuse it: variant 2, blocks X lets only some programs" in words
