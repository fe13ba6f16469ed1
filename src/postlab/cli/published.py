"""Printing published evidence: what a plan may hope for, and what is known of the blocks that its treatment adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli import show
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.cli.invocation import Invocation
    from postlab.design.plan import Plan
    from postlab.loop.lab import Lab


def print_published(call: Invocation, lab: Lab, plan: Plan) -> None:
    """Print what published tests let a plan hope for, and what they say of the blocks that its treatment adds."""
    from postlab.loop.learn.published import effects_for
    from postlab.reports.published_text import planning_sentence, published_sentence

    call.answer.print(markup(f"{planning_sentence()} To see so little on one page takes hundreds of posts."))
    with lab.session() as session:
        effects = effects_for(session, plan)
    for effect in effects:
        show.indented(call.answer, f"[dim]{markup(published_sentence(effect))}[/]", bullet="· ")
    call.answer.print()
