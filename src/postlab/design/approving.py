"""Who says that posts may go out, as a plan's key ``approve`` has it."""

from __future__ import annotations

from typing import Final

from postlab.errors import typed

REVIEWED: Final = "reviewed"
"""The way of approving in which posts wait for somebody else's yes to their very words."""


def approval_step(approve: str, experiment: str) -> str:
    """The command by which an experiment's posts get on their way: by oneself, or through a reviewer.

    Args:
        approve: the plan's way of approving.
        experiment: its name.
    """
    return f"postlab {'review export' if approve == REVIEWED else 'approve'} {typed(experiment)}"


def before_it_goes_out(approve: str) -> str:
    """What keeps posts in until somebody has acted, without the full stop."""
    return (
        "nothing goes out before a reviewer agrees to it"
        if approve == REVIEWED
        else ("nothing goes out before you approve it")
    )
