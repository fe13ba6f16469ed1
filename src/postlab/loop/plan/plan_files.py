"""The plan files that PostLab writes into a lab's folder: of what was planned, and drafts of what is being answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomli

from postlab.design.plan import LONGEST_NAME, NAME_PATTERN, Plan
from postlab.design.plan_text import plan_text
from postlab.errors import InputError
from postlab.settings import write_private

PLANS = "plans"
DRAFTS = "drafts"
UNNAMED = "(no name yet)"
"""What a draft's file is called while its experiment has no name; no experiment can be called so."""

_PASSED = re.compile(r"^# Answered with nothing: (.*)$", re.MULTILINE)
_UNFINISHED = re.compile(r"^# Not finished: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """The answers to the questions of `postlab new`, as far as somebody got.

    Attributes:
        file: where they are kept.
        kept_at: when the last of them was given.
        document: the plan so far.
        passed: names of the questions whose answer leaves nothing in the plan.
        unfinished: name of the question that had a part of its answer; None where there is none.
    """

    file: Path
    kept_at: datetime
    document: dict[str, Any]
    passed: frozenset[str]
    unfinished: str | None

    @property
    def name(self) -> str | None:
        """The experiment's name, where it has one already."""
        name = self.document.get("name")
        return name if isinstance(name, str) else None


def write_plan(lab: Path, plan: Plan, asked: Mapping[str, Any]) -> Path:
    """Write a stored plan as a file of its own in the lab's folder; no file that is there is written over.

    Moments that were copied from the calendar are left out: an amendment copies those to come anew.

    Args:
        lab: its folder.
        plan: as it was agreed.
        asked: the document that it was made from.

    Returns:
        The file.

    Raises:
        InputError: it cannot be written.
    """
    document = {key: value for key, value in plan.document().items() if key != "moment" or "moment" in asked}
    heading = (
        f"The plan of “{plan.name}”, as it was agreed. Share it as it is. While the experiment runs, change it here,\n"
        'then say so on record: postlab new --from THIS-FILE --amend "why"'
    )
    file = _free_file(lab / PLANS, plan.name)
    _make(file.parent)
    write_private(file, plan_text(document, heading=heading))
    return file


def plan_file_of(lab: Path, name: str) -> Path | None:
    """The file that holds the plan of that name in the lab's folder; None where there is none."""
    files = sorted((lab / PLANS).glob("*.toml"), key=lambda file: (file.stem != name, file.name))
    return next((file for file in files if (_read(file) or {}).get("name") == name), None)


def write_draft(
    lab: Path,
    document: Mapping[str, Any],
    *,
    passed: Iterable[str],
    unfinished: str | None = None,
    before: Path | None,
) -> Path:
    """Keep the answers so far, in place of what was kept of them before.

    Args:
        lab: its folder.
        document: the plan so far.
        passed: names of the questions whose answer leaves nothing in it.
        unfinished: name of the question that has a part of its answer, if there is one.
        before: the file that held them until now, if there is one.

    Returns:
        The file that holds them now.

    Raises:
        InputError: it cannot be written.
    """
    nothing = ", ".join(sorted(passed))
    heading = "Answers to the questions of `postlab new`, which goes on with them."
    heading += f"\nAnswered with nothing: {nothing}" if nothing else ""
    heading += f"\nNot finished: {unfinished}" if unfinished else ""
    name = document.get("name")
    file = lab / PLANS / DRAFTS / f"{name if isinstance(name, str) and _is_file_name(name) else UNNAMED}.toml"
    _make(file.parent)
    write_private(file, plan_text(document, heading=heading))
    if before is not None and before != file:
        before.unlink(missing_ok=True)
    return file


def drafts(lab: Path) -> list[PlanDraft]:
    """The drafts in the lab's folder, the newest first; what cannot be read, or holds no plan, is left out."""
    found = []
    for file in (lab / PLANS / DRAFTS).glob("*.toml"):
        document = _read(file)
        if document and _has_the_form_of_a_plan(document):
            text = file.read_text(encoding="utf-8")
            passed, unfinished = _PASSED.search(text), _UNFINISHED.search(text)
            found.append(
                PlanDraft(
                    file,
                    datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
                    _with_days_as_text(document),
                    frozenset(passed[1].split(", ")) if passed else frozenset(),
                    unfinished[1] if unfinished else None,
                )
            )
    return sorted(found, key=lambda draft: draft.kept_at, reverse=True)


def remove_drafts(lab: Path, name: str) -> None:
    """Remove the drafts of a plan that was stored, by its name."""
    for draft in drafts(lab):
        if (draft.name or "").strip() == name:
            draft.file.unlink(missing_ok=True)


def _with_days_as_text(document: Mapping[str, Any]) -> dict[str, Any]:
    """A plan from a file as answers make it: its days are ISO dates."""
    found: dict[str, Any] = json.loads(json.dumps(document, default=str))
    return found


def _has_the_form_of_a_plan(document: Mapping[str, Any]) -> bool:
    """Whether the tables of a draft, which somebody may have changed, are tables; the rest a plan's check tells."""
    links, framings, brief = (document.get(key, usual) for key, usual in (("link", []), ("variant", []), ("brief", {})))
    return (
        isinstance(brief, Mapping)
        and all(
            isinstance(tables, list) and all(isinstance(one, Mapping) for one in tables) for tables in (links, framings)
        )
        and all(isinstance(link.get("url"), str) for link in links)
    )


def _is_file_name(name: str) -> bool:
    """Whether a name that was typed can be a file's: a plan's check may still refuse it."""
    return re.fullmatch(NAME_PATTERN, name) is not None and len(name) <= LONGEST_NAME


def _free_file(folder: Path, name: str) -> Path:
    file, number = folder / f"{name}.toml", 2
    while file.exists():
        file, number = folder / f"{name}-{number}.toml", number + 1
    return file


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise InputError(f"{folder} cannot be made: {exc.strerror or exc}.") from exc


def _read(file: Path) -> dict[str, Any] | None:
    try:
        return tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        return None
