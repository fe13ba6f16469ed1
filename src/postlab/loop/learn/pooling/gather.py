"""Many practitioners' files as one pool: each promise with what was told of it, in the order of promises."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from postlab.english import counted, listed, plural
from postlab.errors import Fault, FaultsError, InputError
from postlab.loop.learn.pooling.pool_file import PoolFile, Promise
from postlab.loop.learn.pooling.reading import NamedFile, read_files
from postlab.loop.learn.pooling.resemblance import resemblances
from postlab.stats.pooled import Member

QUESTION = ("control", "treatment", "metric", "horizon", "expected", "simulated")
"""What all promises of a pool have to agree in."""

MANY_VOID = 1 / 3
"""The share of void rounds from which on a file is named for them."""


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A promise, and what was told of it.

    Attributes:
        promise: as it was handed in before.
        promise_file: its name.
        told: the file with rounds and seed; None where there is none, or where its experiment is not over.
        told_file: name of the file with most rounds, with or without a seed; None where there is none.
    """

    promise: Promise
    promise_file: str
    told: PoolFile | None
    told_file: str | None

    @property
    def measured(self) -> int:
        """How many of its rounds were measured."""
        return 0 if self.told is None else sum(one.difference is not None for one in self.told.rounds)

    @property
    def given_up(self) -> int:
        """How many were given up."""
        return 0 if self.told is None else sum(one.void == "given up" for one in self.told.rounds)

    @property
    def void(self) -> int:
        """How many have no number, which nobody chose; they count for nothing."""
        return 0 if self.told is None else len(self.told.rounds) - self.measured - self.given_up

    @property
    def missing(self) -> int:
        """How many were promised and not told, by somebody who told of the experiment's end; they count as given up."""
        return 0 if self.told is None else self.promise.rounds - self.measured - self.given_up

    @property
    def member(self) -> Member | None:
        """The same for `postlab.stats.pooled`; None for somebody who is silent."""
        if self.told is None:
            return None
        rounds = [
            (one.difference, later)
            for one, later in zip(self.told.rounds, self.told.treatment_later(), strict=True)
            if one.difference is not None or one.void == "given up"
        ]
        return Member([value for value, _ in rounds], [later for _, later in rounds], missing=self.missing)


@dataclass(frozen=True, slots=True)
class Pool:
    """The files of a pool, checked.

    Attributes:
        practitioners: at least one, in the order of their promises.
        notes: sentences on files that can be used and should be looked at, each with the file's name.
        register: SHA-256 over all promises in their order; who published it when the list of promises was closed can
            show that none was added or left out later.
    """

    practitioners: tuple[Practitioner, ...]
    notes: tuple[str, ...]
    register: str

    @property
    def question(self) -> Promise:
        """A promise that asks what all of them ask."""
        return self.practitioners[0].promise


def gather(paths: Sequence[Path]) -> Pool:
    """Read promises and exports, in any order, and bring them together.

    Raises:
        FaultsError: some cannot be used, or tell the same as others; names each file with what is wrong.
        InputError: there is no promise among them.
    """
    files, faults = read_files(paths)
    notes: list[str] = []
    promises = [file for file in files if file.content.closing is None]
    exports = [file for file in files if file.content.closing is not None]
    register = _register(promises, faults, notes)
    told = _told(exports, register, faults, notes)
    for alike in resemblances({file.name: [one.difference for one in file.content.rounds] for file in told.values()}):
        rows = "all of its rows" if alike.whole else f"{alike.alike} of its rows"
        if alike.copied:
            faults.append(Fault(alike.second, f"has the same differences as {alike.first} in {rows}, signs aside"))
        else:
            notes.append(f"{alike.second} has the same differences as {alike.first}; with so few, luck may do that.")
    if faults:
        raise FaultsError(
            f"{counted(len({fault.place for fault in faults}), 'file')} cannot be used, so nothing was pooled.",
            faults,
            hint="Ask for the file again. If you leave it out, its promise counts as silent.",
        )
    if not register:
        raise InputError(
            "There is no promise among these files.",
            hint="Name the promises as well, as they were sent in before the first round.",
        )
    ordered = sorted(register.values(), key=lambda file: (file.promise.promised_at, file.promise.id))
    practitioners = tuple(_practitioner(file, told.get(file.promise.id)) for file in ordered)
    notes += [note for one in practitioners for note in _notes_on(one)]
    digests = "|".join(file.promise.digest for file in ordered)
    return Pool(practitioners, tuple(notes), hashlib.sha256(f"postlab-register-1|{digests}".encode()).hexdigest())


def _register(promises: Sequence[NamedFile], faults: list[Fault], notes: list[str]) -> dict[str, NamedFile]:
    """The promises by id; what two share that each should have alone is a fault."""
    register: dict[str, NamedFile] = {}
    by_seed: dict[str, NamedFile] = {}
    for file in promises:
        same_id = register.get(file.promise.id)
        same_seed = by_seed.get(file.promise.seed_sha256)
        if same_id is not None and same_id.promise == file.promise:
            notes.append(f"{file.name} is the same promise as {same_id.name}; it counts once.")
        elif same_id is not None:
            faults.append(Fault(file.name, f"has the id of {same_id.name} and promises something else"))
        elif same_seed is not None:
            faults.append(Fault(file.name, f"has the seed of {same_seed.name}: one experiment, promised twice"))
        else:
            register[file.promise.id] = by_seed[file.promise.seed_sha256] = file
    questions = Counter(_question(file.promise) for file in register.values())
    if len(questions) > 1:
        asked = max(questions, key=lambda question: questions[question])
        for file in register.values():
            if _question(file.promise) != asked:
                keys = [key for key, ours in zip(QUESTION, asked, strict=True) if getattr(file.promise, key) != ours]
                faults.append(Fault(file.name, f"asks another question than most: it differs in {listed(keys)}"))
    return register


def _question(promise: Promise) -> tuple[object, ...]:
    return tuple(getattr(promise, key) for key in QUESTION)


def _told(
    exports: Sequence[NamedFile], register: dict[str, NamedFile], faults: list[Fault], notes: list[str]
) -> dict[str, NamedFile]:
    """By id of the promise, the export with most rounds; earlier ones must be its beginning."""
    told: dict[str, NamedFile] = {}
    for file in sorted(exports, key=lambda one: (one.content.seed is not None, len(one.content.rounds))):
        promise = register.get(file.promise.id)
        if promise is None:
            faults.append(Fault(file.name, "its promise is not among these files"))
            continue
        if promise.promise != file.promise:
            faults.append(Fault(file.name, f"tells of another promise than {promise.name}, which has its id"))
            continue
        earlier = told.get(file.promise.id)
        if earlier is not None and file.content.rounds[: len(earlier.content.rounds)] != earlier.content.rounds:
            faults.append(Fault(file.name, f"tells rounds otherwise than {earlier.name}, which was sent in as well"))
            continue
        if earlier is not None and earlier.content == file.content:
            notes.append(f"{file.name} is the same as {earlier.name}; it counts once.")
            continue
        told[file.promise.id] = file
    return told


def _practitioner(promise: NamedFile, told: NamedFile | None) -> Practitioner:
    if told is None:
        return Practitioner(promise.promise, promise.name, None, None)
    over = told.content.seed is not None
    return Practitioner(promise.promise, promise.name, told.content if over else None, told.name)


def _notes_on(one: Practitioner) -> Iterator[str]:
    if one.told_file is None:
        return
    if one.told is None:
        yield f"{one.told_file} has no seed yet: its experiment is not over."
        return
    if not one.measured + one.given_up:
        yield f"{one.told_file} has no round that counts, so it is silent."
    if one.void > MANY_VOID * len(one.told.rounds):
        yield (
            f"In {one.told_file} {one.void} of {counted(len(one.told.rounds), 'round')} "
            f"{plural(one.void, 'does', 'do')} not count. Ask why: they count for nothing, whoever would have won them."
        )
    if one.missing and one.measured + one.given_up:
        yield (
            f"{one.told_file} tells {one.measured + one.given_up} of the {one.promise.rounds} rounds that were "
            f"promised; the others count as lost for both sides."
        )
