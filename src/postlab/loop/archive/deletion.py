"""Taking away an experiment of which nothing went out: planned by mistake, it has nothing to teach.

What a reader saw, or what counts for or against a framing, is never taken away: a lab that forgets its failures would
find too many winners. That there was a draw is remembered (`postlab.loop.lookup.deletions`): otherwise one could plan
again until a draw pleases.
"""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col, select

from postlab.english import listed, plural, quoted
from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.learn.pooling.promise import kept_promise
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.posts.attempts import was_in_doubt
from postlab.loop.posts.transitions import still_waits
from postlab.records.practice import Deletion
from postlab.records.reviews import Review, ReviewFile
from postlab.records.tables import (
    IN_DOUBT,
    WAITING_TO_GO_OUT,
    Amendment,
    Attempt,
    Experiment,
    Link,
    Pause,
    Post,
    PostState,
    Reading,
    Reflection,
    Round,
    Verdict,
)


def delete_experiment(lab: Lab, session: Session, experiment: Experiment) -> int:
    """Take an experiment away with its rounds, posts and links, and commit; links of the pool stay there.

    The records keep its name and the addresses of its links, for later experiments with either.

    Returns:
        How many posts it had.

    Raises:
        InputError: when a post of it went out or may have, a round of it was given up, it was promised to a pool, or
            another experiment retries it.
    """
    posts = session.exec(select(Post).where(Post.experiment_id == experiment.id)).all()
    # held until the commit: no run may begin to send one of them meanwhile
    for post in posts:
        if post.state in WAITING_TO_GO_OUT:
            still_waits(session, post)
        session.refresh(post)
    try:
        check_deletable(lab, session, experiment)
    except InputError:
        session.rollback()
        raise
    numbers = [post.id for post in posts]
    name = experiment.name
    links = session.exec(select(Link.url).where(Link.experiment_id == experiment.id).order_by(col(Link.position))).all()
    session.add(Deletion(at=lab.now(), name=plan_of(experiment).name, links=list(dict.fromkeys(links))))
    for table in (Attempt, Reading, Review):
        session.execute(delete(table).where(col(table.post_id).in_(numbers)))
    of_it = col(Post.experiment_id) == experiment.id
    session.execute(delete(Post).where(of_it, col(Post.reply_to_id).is_not(None)))
    session.execute(delete(Post).where(of_it))
    for owned in (Verdict, Reflection, Pause, Amendment, ReviewFile, Round, Link):
        session.execute(delete(owned).where(col(owned.experiment_id) == experiment.id))
    session.execute(delete(Experiment).where(col(Experiment.id) == experiment.id))
    session.expunge_all()
    lab.commit(session)
    log.info("experiment %s deleted; nothing of it had gone out", name)
    return len(numbers)


def check_deletable(lab: Lab, session: Session, experiment: Experiment) -> None:
    """Refuse to take an experiment away that a reader saw, or that counts.

    Raises:
        InputError: as `delete_experiment`.
    """
    why = _why_not(lab, session, experiment)
    if why:
        name = typed(experiment.name)
        raise InputError(
            f"“{experiment.name}” cannot be deleted: {why}.",
            hint=f"`postlab stop {name} --yes` ends it, `postlab experiment archive {name}` then takes it out of the "
            "lists.",
            code="counts",
        )


def _why_not(lab: Lab, session: Session, experiment: Experiment) -> str:
    posts = session.exec(select(Post).where(Post.experiment_id == experiment.id).order_by(col(Post.id))).all()
    out = [post for post in posts if post.published_at is not None or post.state in {PostState.PUBLISHED, *IN_DOUBT}]
    doubtful = [post for post in posts if post not in out and was_in_doubt(session, post)]
    if out or doubtful:
        went = [str(post.id) for post in out or doubtful]
        verb = plural(len(went), "is", "are") if out else "may have gone"
        return f"{plural(len(went), 'post')} {listed(went)} of it {verb} out"
    rounds = session.exec(select(Round).where(Round.experiment_id == experiment.id)).all()
    if given_up := [str(round_.number) for round_ in rounds if round_.given_up is not None]:
        counts = plural(len(given_up), "was given up and counts", "were given up and count")
        return f"{plural(len(given_up), 'round')} {listed(given_up)} {counts} against both framings"
    if kept_promise(lab, session, experiment) is not None:
        return "it was promised to a pool"
    retries = session.exec(select(Experiment.name).where(Experiment.parent_id == experiment.id)).all()
    if not retries:
        return ""
    return f"{listed(map(quoted, retries))} {plural(len(retries), 'retries', 'retry')} it"
