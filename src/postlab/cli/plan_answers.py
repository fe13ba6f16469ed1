"""What was answered to the questions of `postlab new` so far: the plan that grows, and its draft on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postlab.cli.asking import ask_line, ask_yes
from postlab.cli.invocation import Invocation
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.pool.pairs import Chosen
    from postlab.records.tables import Account


@dataclass
class PlanAnswers:
    """The answers so far.

    Attributes:
        call: the call of the program.
        lab: the lab, open.
        accounts: those that it may post to.
        document: the plan so far, as in a plan file.
        allow_private: whether pages may be on private addresses.
        from_pool: whether the links come from the pool, so that none are asked for.
        given: names of the questions that the command line answered.
        passed: names of the questions whose answer leaves nothing in the plan.
        former: answers that were taken back, by key; each is offered when its question is asked again.
        pooled: the choice from the pool, where `from_pool`.
        unread: addresses of links whose page could not be read.
        sentences_for: addresses of the links whose sentence was asked for.
        file: the draft that holds the answers, once there is one.
        question: name of the question at hand.
        asked: whether it has asked anything.
        reopened: names of the questions that the person came back to, to answer them anew.
    """

    call: Invocation
    lab: Lab
    accounts: Sequence[Account]
    document: dict[str, Any]
    allow_private: bool
    from_pool: bool
    given: frozenset[str] = frozenset()
    passed: set[str] = field(default_factory=set)
    former: dict[str, Any] = field(default_factory=dict)
    pooled: Chosen | None = None
    unread: set[str] = field(default_factory=set)
    sentences_for: set[str] = field(default_factory=set)
    file: Path | None = None
    question: str = ""
    asked: bool = False
    reopened: set[str] = field(default_factory=set)
    _draft_fails: bool = False

    @property
    def again(self) -> bool:
        """Whether the person came back to the question at hand."""
        return self.question in self.reopened

    def line(
        self,
        prompt: str,
        *,
        default: str | None = None,
        hint: str = "",
        check: Callable[[str], object] | None = None,
    ) -> str:
        """An answer to a question; `<` goes to the one before (`postlab.cli.asking.BackAsked`)."""
        self.asked = True
        return ask_line(self.call.answer, prompt, default=default, hint=hint, check=check, back=True)

    def yes(self, question: str, *, default: bool) -> bool:
        """Whether a question is answered with yes; `<` goes to the one before."""
        self.asked = True
        return ask_yes(self.call.answer, question, default=default, back=True)

    def yes_without_back(self, question: str) -> bool:
        """Whether a question that comes before all others is answered with yes, which Enter does."""
        return ask_yes(self.call.answer, question, default=True)

    def usual(self, key: str, otherwise: str) -> str:
        """What an empty line answers: the answer that was taken back, else the usual one."""
        value = self.former.get(key)
        if value is None:
            return otherwise
        return ", ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)

    def value(self, key: str) -> Any:
        """The value of a key, within a table with a dot; None where there is none."""
        table, _, inner = key.partition(".")
        value = self.document.get(table)
        return value.get(inner) if inner and isinstance(value, Mapping) else None if inner else value

    def take_back(self, keys: Sequence[str]) -> None:
        """Take answers out of the plan; they are offered when they are asked for again."""
        for key in keys:
            if (value := self.value(key)) is None:
                continue
            self.former[key] = value
            table, _, inner = key.partition(".")
            rest = {name: text for name, text in self.document[table].items() if name != inner} if inner else None
            self.document = {name: held for name, held in self.document.items() if name != table}
            if rest:
                self.document[table] = rest

    def chosen_accounts(self) -> list[Account]:
        """The accounts that the plan names."""
        return [account for account in self.accounts if account.name in (self.document.get("accounts") or ())]

    def keep(self, part: Mapping[str, Any] | None = None) -> None:
        """Write the draft; where that fails, it is said once.

        Args:
            part: of the answer to the question at hand, by key, where that has several parts.
        """
        from postlab.loop.plan.plan_files import write_draft

        document = {**self.document, **(part or {})}
        if self._draft_fails or not document:
            return
        unfinished = self.question if part else None
        try:
            self.file = write_draft(
                self.call.folder, document, passed=self.passed, unfinished=unfinished, before=self.file
            )
        except InputError as exc:
            self._draft_fails = True
            self.call.talk.print(f"[yellow]Note:[/] Your answers cannot be kept for later. {markup(exc.message)}")

    def say_kept(self) -> None:
        """Say where the answers are kept, if they are."""
        if self.file is not None:
            self.call.answer.print("Your answers are kept; the next `postlab new` offers to go on with them.")
