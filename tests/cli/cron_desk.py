"""Cron and a person at one lab with a real network's stand-in: what each is told, at a time that is set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cli.typist import NOW, CommandResult, Typist

HEAD = """\
name = "exp"
question = "Does context help?"
metric = "{metric}"
horizon = "24h"
accounts = ["page"]
timezone = "UTC"
every = "6h"
readings = ["1h", "24h"]
rounds = {rounds}
approve = "auto"
{more}
[[variant]]
name = "bare link"
blocks = ["link"]

[[variant]]
name = "contextualised"
blocks = ["evidence", "link"]
"""
LINK = """
[[link]]
url = "https://news.example/{number}"
title = "What graduates of group {number} earn"
evidence = "Research shows that most graduates of group {number} earn more over their working lives."
"""


@dataclass
class CronDesk:
    """A lab that cron runs, with the account “page”.

    Attributes:
        typist: types into it.
        mail: what cron was told, run after run.
        codes: how its runs ended.
    """

    typist: Typist
    mail: list[str] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)

    def adds(self, platform: str, *words: str, secrets: str = "token\n") -> CommandResult:
        """Add the account, or change it."""
        return self.typist("account", "add", platform, "page", *words, "--secret-stdin", stdin=secrets)

    def plans(self, *, metric: str = "likes", rounds: int = 4, more: str = "") -> None:
        """Plan the experiment “exp”: two posts a round, six hours apart, the first within six hours."""
        links = "".join(LINK.format(number=number) for number in range(1, 2 * rounds + 1))
        self.typist.plans(HEAD.format(metric=metric, rounds=rounds, more=more) + links)

    def cron(self, *hours: float) -> list[str]:
        """Cron runs the lab at these hours after the lab was made; what it mails from now on, without empty mails."""
        before = len(self.mail)
        for hour in hours:
            self.typist.clock.set(NOW + timedelta(hours=hour))
            done = self.typist("run", "--quiet", code=range(4))
            self.mail.append(done.words)
            self.codes.append(done.exit_code)
            assert not done.err, done.err
        return [mail for mail in self.mail[before:] if mail]

    def screen(self, *words: str, code: int = 0) -> str:
        """What a command shows, as one line."""
        return self.typist(*words, code=code, width=80).words

    def states(self) -> list[str]:
        """Where the posts stand, by number."""
        return [state for (state,) in self.typist.rows("SELECT state FROM post ORDER BY id")]


def desk(template: Path, folder: Path) -> CronDesk:
    """A fresh lab for cron."""
    from cli.typist import new_lab

    return CronDesk(new_lab(template, folder))
