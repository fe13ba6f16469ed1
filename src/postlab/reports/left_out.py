"""Which blocks of a framing were not in the texts that went out, in sentences for the report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postlab.design.plan import Plan
from postlab.design.plan_framing import recipe_of
from postlab.english import counted, listed, quoted
from postlab.framing.contrasts import article_of
from postlab.framing.said import kinds_stored
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment


def left_out(session: Session, experiment: Experiment, plan: Plan) -> tuple[str, ...]:
    """A sentence for each framing of which a text went out without one of its blocks, in the plan's order."""
    from sqlmodel import select

    from postlab.records.tables import Post, PostState

    published = session.exec(
        select(Post).where(Post.experiment_id == experiment.id, Post.part == 0, Post.state == PostState.PUBLISHED)
    ).all()
    sentences = []
    for variant in plan.variant:
        recipe = recipe_of(variant)
        said = [
            kinds
            for post in published
            if post.variant == variant.name
            and (kinds := kinds_stored(post.blocks, post.notes, edited=post.text if post.edited_at else None))
            is not None
        ]
        without = Counter(block for kinds in said for block in recipe.blocks if block not in kinds)
        if without:
            missing = [f"{number} had no {block}" for block, number in without.items()]
            blocks = listed([f"{article_of(block)} {block}".strip() for block in without], "or")
            sentences.append(
                f"Of {counted(len(said), 'text')} of {quoted(plain(variant.name))} that went out, {listed(missing)}; "
                f"`postlab learn` credits no round to {blocks} whose texts had none."
            )
    return tuple(sentences)
