"""The errors for names and numbers that nothing in the records has."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.english import capital
from postlab.errors import InputError
from postlab.near_names import did_you_mean


def no_experiment(name: str, names: Sequence[str]) -> InputError:
    """That there is no experiment of that name; it suggests a similar one of `names` (newest first), or lists some."""
    suggestion = capital(did_you_mean(name, names)) or f"There are: {', '.join(names[:8]) or 'none yet'}."
    return InputError(
        f"There is no experiment “{name}”. {suggestion}", hint="`postlab status` lists them.", code="not_found"
    )


def no_account(name: str, names: Sequence[str]) -> InputError:
    """That there is no account of that name; it lists `names`, and suggests a similar one."""
    return InputError(
        f"There is no account “{name}”; there are: {', '.join(names) or 'none yet'}.",
        hint=capital(did_you_mean(name, names)) or "`postlab account add PLATFORM NAME` adds one.",
        code="not_found",
    )


def no_post(number: str) -> InputError:
    """That there is no post of that number."""
    return InputError(f"There is no post {number}.", hint="`postlab status` shows their numbers.", code="not_found")
