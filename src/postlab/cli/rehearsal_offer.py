"""Rehearsing a plan at the last question of `postlab new`, once its posts were shown and before it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli.invocation import Invocation

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined


def rehearse(call: Invocation, lab: Lab, examined: Examined, *, otherwise: str) -> None:
    """Play an examined plan on a simulated audience and print what came of it; nothing is stored.

    Args:
        call: the call of the program.
        lab: the lab, open.
        examined: the plan.
        otherwise: what to answer in the place of y to change it, as a clause.
    """
    from postlab.cli.rehearse import show_rehearsal
    from postlab.loop.rehearse.subject import of_examined

    show_rehearsal(call, lab, of_examined(lab, examined), next_step=f"y plans it; {otherwise}.")
    call.answer.print()
