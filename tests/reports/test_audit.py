"""The audit: records as they were drawn match, and every kind of tampering is seen."""

from datetime import timedelta

import pytest

from postlab.records.tables import Amendment, Attempt, Experiment, Link, PostState
from postlab.reports.audit import Audit, audit
from reports.worlds import NOW, WINNING, Records


@pytest.fixture
def experiment(records: Records) -> Experiment:
    return records.experiment(WINNING[:3], verdicts=True)


def wrong(audited: Audit) -> list[str]:
    return [line.subject for line in audited.lines if not line.match]


def test_untouched_records_match(records: Records, experiment: Experiment) -> None:
    records.round(experiment, closed=False, post_state=PostState.PLANNED)
    audited = audit(records.session, experiment)
    assert audited.clean
    assert audited.sentence == f"All {len(audited.lines)} checks match."
    assert [line.subject for line in audited.lines[:5]] == [
        "plan",
        "seed",
        "round 1, draw",
        "round 1, time",
        "round 1, posts",
    ]
    assert audited.lines[-1].subject == "verdicts"
    assert any("nothing sent yet" in line.found for line in audited.lines)


def test_another_assignment_is_seen(records: Records, experiment: Experiment) -> None:
    round_ = records.rounds(experiment)[1]
    round_.assignment = list(reversed(round_.assignment))
    audited = audit(records.session, experiment)
    assert wrong(audited) == ["round 2, draw", "round 2, posts"]
    assert not audited.clean
    assert "2 checks of" in audited.sentence


def test_another_seed_is_seen(records: Records, experiment: Experiment) -> None:
    records.rounds(experiment)[0].seed = "ff" * 16
    assert wrong(audit(records.session, experiment)) == ["round 1, draw"]


def test_a_draw_after_the_first_attempt_is_seen(records: Records, experiment: Experiment) -> None:
    attempt = records.session.get_one(Attempt, 1)
    attempt.started_at = records.rounds(experiment)[0].drawn_at - timedelta(seconds=1)
    audited = audit(records.session, experiment)
    assert wrong(audited) == ["round 1, time"]
    assert any("AFTER the first attempt" in line.found for line in audited.lines)


def test_a_post_in_another_slot_or_with_another_link_is_seen(records: Records, experiment: Experiment) -> None:
    post = records.posts(experiment)[0]
    post.slot_at += timedelta(hours=1)
    assert wrong(audit(records.session, experiment)) == ["round 1, posts"]
    records.session.rollback()
    post = records.posts(experiment)[0]
    post.link_id = next(link for link in records.links(experiment) if link != post.link_id)
    assert wrong(audit(records.session, experiment)) == ["round 1, posts"]
    assert records.session.get(Link, post.link_id) is not None


def test_another_plan_is_seen(records: Records, experiment: Experiment) -> None:
    experiment.plan = experiment.plan | {"worthwhile": 1.1}
    assert "plan" in wrong(audit(records.session, experiment))


def test_another_outcome_is_seen(records: Records, experiment: Experiment) -> None:
    records.posts(experiment)[0].outcome = 1000
    audited = audit(records.session, experiment)
    assert wrong(audited) == ["verdicts"]
    assert audited.lines[-1].found.endswith("recorded for rounds 1, 2 and 3")


def test_amendments_are_a_chain(records: Records, experiment: Experiment) -> None:
    for before, after in (("first", "second"), ("second", experiment.plan_hash)):
        records.session.add(
            Amendment(
                experiment_id=experiment.id, at=NOW, changes=[], reason="why", hash_before=before, hash_after=after
            )
        )
    records.session.commit()
    assert audit(records.session, experiment).clean
    records.session.get_one(Amendment, 1).hash_after = "other"
    assert wrong(audit(records.session, experiment)) == ["amendment 1"]


def test_a_variant_that_the_plan_does_not_know(records: Records, experiment: Experiment) -> None:
    records.rounds(experiment)[0].assignment = ["bare link", "\x1b[31mred"]
    audited = audit(records.session, experiment)
    assert "round 1, draw" in wrong(audited)
    assert all("\x1b" not in line.found for line in audited.lines)
