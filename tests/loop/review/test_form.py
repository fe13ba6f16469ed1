"""What a reviewer's yes is about: all of a post that its readers meet, and nothing that changes by itself."""

from __future__ import annotations

from pathlib import Path

from loop.bench import Bench
from postlab.loop.posts.reviews import digest_of, form_of, same_words
from postlab.records.tables import Link, Post

SEEN = {"text", "url", "short_url", "account_id", "link_id", "slot_at", "picture", "card"}
"""Columns of a post that its form is made of; the first reply is a post of its own."""

NOT_SEEN = {
    # what it belongs to, and how it is told from others
    *("id", "experiment_id", "round_id", "variant", "part", "reply_to_id", "key"),
    # where it stands on its way
    *("state", "approved_at", "edited_at", "not_before", "published_at", "remote_id", "permalink", "problem"),
    *("problem_next", "held", "told_at", "look_due_at", "looked_at", "damage", "vanished_at", "live_card"),
    *("short_made_at", "recipients", "slot_wall", "zone"),
    # what its text was made of, and what it gathered
    *("blocks", "written_by", "wording", "picked_by", "notes", "link_text"),
    *("next_reading_at", "outcome", "outcome_views", "outcome_age_s", "outcome_estimated", "outcome_missing"),
}
"""The others. Whoever adds one that readers see adds it to `form_of`."""


def test_of_every_column_it_is_known_whether_readers_see_it() -> None:
    assert set(Post.model_fields) == SEEN | NOT_SEEN
    assert set() == SEEN & NOT_SEEN


def test_whatever_readers_see_changes_the_form(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "lab")
    bench.account("page")
    bench.account("other")
    bench.experiment(approve="reviewed")
    with bench.session() as session:
        post = session.get_one(Post, 1)
        link = session.get_one(Link, post.link_id)
        before = form_of(session, post)
        changes = {
            "text": {"text": "Something else."},
            "link": {"url": "https://elsewhere.example"},
            "account": {"account_id": 2},
            "card": {"card": False},
            "picture": {"picture": {"file": "pictures/1.png", "alt": "A student at a desk."}},
        }
        for key, values in changes.items():
            former = {name: getattr(post, name) for name in values}
            post.sqlmodel_update(values)
            after = form_of(session, post)
            assert {name for name in after if after[name] != before[name]} == {key}
            assert not same_words(before, after)
            assert digest_of(before) != digest_of(after)
            post.sqlmodel_update(former)
        for key, value in {"title": "Other", "description": "Other", "image": "https://x.example/y.png"}.items():
            article = link.article
            link.article = {**article, key: value}
            assert not same_words(before, form_of(session, post)), key
            link.article = article
        assert form_of(session, post) == before
        session.rollback()
