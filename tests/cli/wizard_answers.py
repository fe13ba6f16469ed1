"""What most tests answer to the questions of `postlab new`, by flags or at the terminal."""

from __future__ import annotations

from cli.terminal import Terminal

ANSWERED = {
    "question": "Q?",
    "name": "helps",
    "hypothesis": "H",
    "expected": "treatment",
    "rationale": "R",
    "audience": "students",
    "account": "sandbox",
    "metric": "likes",
    "horizon": "24h",
    "slot": "Mon and Thu 9am",
    "rounds": "2",
    "moment": "exams",
    "if_it_fails": "Stop.",
}
"""An answer to every question but that for the links, by flag."""


def all_but(*left_open: str, **otherwise: str) -> list[str]:
    """The flags that answer all questions but some and that for the links; `otherwise` are other answers, or more."""
    flags = {flag: answer for flag, answer in (ANSWERED | otherwise).items() if flag not in left_open}
    return [word for flag, answer in flags.items() for word in (f"--{flag.replace('_', '-')}", answer)]


def agree_to_one_link(seen: Terminal, site: str) -> None:
    """Share one page with its first sentence, which is the last that is asked, and say yes to the plan."""
    seen.answer("Link 1", f"{site}/degrees")
    seen.answer("Link 2")
    seen.answer("Enter takes 1")
    seen.answer("Plan this experiment?", "y")
    seen.ends_quietly(0)
