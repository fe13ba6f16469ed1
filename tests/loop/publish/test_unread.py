"""Nothing that a language model wrote goes out unread, whatever was approved beforehand or is worded anew."""

from __future__ import annotations

from typing import Any

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, Bench, states
from postlab.design.plan import read_plan
from postlab.errors import FaultsError
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan import amendments
from postlab.loop.publish import approval, editing
from postlab.records.tables import Post, PostState

QUESTION = "Is all of this worth it?"
BY_MODEL = {"question": QUESTION, "written_by": {"question": "tiny"}}
MARKED = [{**link, **BY_MODEL} for link in LINKS]
EXAMS = {"moment": "exams", "moment_on": (FIRST + 9 * DAY).date()}


def both(bench: Bench) -> tuple[Post, Post]:
    """The marked post and the other of the latest round."""
    marked = [post for post in bench.posts() if post.variant == "contextualised"][-1]
    return marked, next(p for p in bench.posts() if p.round_id == marked.round_id and p.id != marked.id)


def approve(bench: Bench, *, read: bool) -> list[int | None]:
    with bench.session() as session:
        posts = list(approval.awaiting_approval(session))
        return [post.id for post in approval.approve(bench.lab, session, posts, read=posts if read else ())]


@pytest.mark.parametrize("mode", ["auto", "round", "each"])
def test_only_somebody_who_has_read_it_lets_it_out(bench: Bench, mode: str) -> None:
    bench.experiment(link=MARKED, approve=mode)
    marked, other = both(bench)
    assert (marked.written_by, other.written_by) == ({"question": "tiny"}, {})
    with bench.session() as session:
        assert approval.approve_to_come(bench.lab, session, experiment_named(session, "exams"))
    assert marked.id not in approve(bench, read=False)
    turn = bench.run(FIRST + HOUR)
    assert turn.published == []
    waiting = next(item for item in turn.waiting if item.post == marked.id)
    assert "waits to be read by you" in waiting.message
    assert "its question was written by tiny" in waiting.message
    assert (waiting.next, turn.exit_code) == (f"postlab approve {marked.id}", 3)
    assert approve(bench, read=True) == [marked.id]
    for at in (FIRST + 2 * HOUR, SECOND, SECOND + HOUR):
        bench.run(at)
    assert states(bench.posts()[:2]) == ["published", "published"]
    # so is the next round, whose bare link is approved beforehand
    bench.run(SECOND + 4 * DAY)
    marked, other = both(bench)
    assert (marked.state, other.state) == (PostState.PLANNED, PostState.APPROVED)


def test_its_pair_is_not_wasted(bench: Bench) -> None:
    """Where nobody reads it for a day the round moves as a whole; a rehearsal says the same."""
    bench.experiment(link=MARKED)
    rehearsed = bench.rehearse(FIRST + HOUR)
    assert (rehearsed.published, bench.run(FIRST + HOUR).published) == ([], [])
    moved = bench.run(SECOND + 2 * DAY).moved
    assert len(moved) == 1
    assert "was put off" in moved[0]
    assert "nobody" in moved[0]
    assert {post.state for post in bench.posts()} == {PostState.PLANNED, PostState.APPROVED}


def test_what_was_read_and_is_worded_anew_is_read_again(bench: Bench) -> None:
    bench.experiment(link=MARKED, brief=EXAMS)
    assert approve(bench, read=True) == [both(bench)[0].id]
    before = both(bench)[0].text
    bench.run(FIRST + 20 * DAY)
    marked, other = both(bench)
    assert marked.text != before
    assert (marked.state, marked.approved_at, other.state) == (PostState.PLANNED, None, PostState.APPROVED)


def test_what_changed_while_somebody_read_it_is_not_approved(bench: Bench) -> None:
    bench.experiment(link=MARKED)
    with bench.session() as session, bench.session() as elsewhere:
        seen = approval.awaiting_approval(session)[0]
        changed = elsewhere.get_one(Post, seen.id)
        changed.text = f"Other words. {changed.link_text}"
        elsewhere.add(changed)
        elsewhere.commit()
        assert approval.approve(bench.lab, session, [seen], read=[seen]) == []
    assert both(bench)[0].state == PostState.PLANNED


def test_a_text_of_ones_own_loses_the_mark_and_a_changed_sentence_only_its_own(bench: Bench) -> None:
    evidence = "Research shows that a degree pays for most of those who were asked."
    by = {**BY_MODEL, "evidence": evidence, "written_by": {"question": "tiny", "evidence": "tiny"}}
    bench.experiment(link=[{**link, **by} for link in LINKS], approve="each")
    number = both(bench)[0].id

    def edited(before: str, after: str) -> dict[str, str]:
        with bench.session() as session:
            post = approval.post_numbered(session, str(number))
            assert before in post.text
            return dict(editing.edit(bench.lab, session, post, post.text.replace(before, after)).written_by)

    assert edited("Research shows", "The survey shows") == {"question": "tiny"}
    assert number not in approve(bench, read=False)
    assert edited("worth it?", "worth the trouble?") == {}
    assert number in approve(bench, read=False)


def test_a_variant_with_words_of_its_own_is_not_marked(bench: Bench) -> None:
    blocks = ["question", "evidence", "link"]
    variant = [
        {"name": "bare link", "blocks": ["link"]},
        {"name": "own", "blocks": blocks, "question": "My own question?"},
    ]
    bench.experiment(link=MARKED, variant=variant)
    assert states(bench.posts()) == ["approved", "approved"]
    assert [post.written_by for post in bench.posts()] == [{}, {}]


def test_an_amendment_brings_its_marks(bench: Bench) -> None:
    bench.experiment(link=LINKS)
    amendments.amend(bench.lab, "exams", bench.examine(link=MARKED), reason="Better words.")
    assert [link.written_by for link in bench.links()] == [{"question": "tiny"}] * 4
    bench.run(SECOND)
    bench.run(SECOND + HOUR)
    bench.run(SECOND + 4 * DAY)
    assert both(bench)[0].state == PostState.PLANNED


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ({"written_by": {"question": "tiny"}}, "says who wrote the question, but there are no words for it"),
        ({**BY_MODEL, "written_by": {"joke": "tiny"}}, "“joke” is no block with words"),
        ({**BY_MODEL, "written_by": {"question": " "}}, "does not say which model wrote the question"),
        ({**BY_MODEL, "written_by": "tiny"}, "written_by"),
    ],
)
def test_a_mark_must_be_about_something(bench: Bench, link: dict[str, Any], fault: str) -> None:
    with pytest.raises(FaultsError) as told:
        bench.examine(link=[{**LINKS[0], **link}])
    assert any(fault in f"{one.place} {one.message}" for one in told.value.faults)


def test_the_plan_spells_the_kinds_as_the_texts_do(bench: Bench) -> None:
    words = {"call_to_action": "Have a look.", "written_by": {"call_to_action": "tiny"}}
    examined = bench.examine(link=[{**LINKS[0], **words}])
    assert examined.plan.link[0].written_by == {"call to action": "tiny"}
    again = read_plan(examined.plan.document(), timezone="UTC")[0]
    assert again is not None
    assert again.digest == examined.plan.digest
