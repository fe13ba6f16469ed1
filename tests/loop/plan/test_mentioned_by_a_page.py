"""A plan's posts tell nobody whom only a headline mentions, and say whom words by hand tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loop.bench import LINKS, Bench
from postlab.framing.notes import NoteCode, note_of
from postlab.loop.publish import approval, editing
from postlab.records.tables import Post

HEADLINED = [{**link, "title": f"{link['title']}, says @priya"} for link in LINKS]


@pytest.fixture
def pasting(tmp_path: Path, installed: Path) -> Iterator[Bench]:
    """A lab with one account on X that a person posts to."""
    bench = Bench(tmp_path / "lab")
    bench.account(platform="manual", network="x")
    yield bench
    bench.close()


def bare_link(bench: Bench) -> Post:
    (post,) = (post for post in bench.posts() if post.variant == "bare link")
    return post


def test_the_plan_and_its_posts_say_so(pasting: Bench) -> None:
    planned = pasting.examine(link=HEADLINED, approve="each")
    assert any("Took the @ off @priya" in warning for warning in planned.warnings)
    pasting.experiment(link=HEADLINED, approve="each")
    bare = bare_link(pasting)
    assert ", says priya\n" in bare.text
    assert [note_of(note).code for note in bare.notes] == [NoteCode.MENTION]


def test_a_text_that_was_edited_has_the_notes_of_its_own_words(pasting: Bench) -> None:
    pasting.experiment(link=HEADLINED, approve="each")
    bare = bare_link(pasting)
    with pasting.session() as session:
        stored = approval.post_numbered(session, str(bare.id))
        editing.edit(pasting.lab, session, stored, f"Thanks to @jo. {bare.link_text}")
    assert [note_of(note).sentence for note in bare_link(pasting).notes] == [
        "X will tell @jo of the post; leave the @ out if that is not meant."
    ]
