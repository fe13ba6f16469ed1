"""Reading the files of a pool: each in its form, unchanged, with the seed that was promised; or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from postlab.design.plan_faults import Location, as_faults
from postlab.errors import Fault, InputError
from postlab.loop.learn.pooling.pool_file import Closing, PoolFile, Promise, ToldRound, seed_digest

MOST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file of the pool that can be used by itself.

    Attributes:
        name: as it was given, or found in a folder.
        content: what it says.
    """

    name: str
    content: PoolFile

    @property
    def promise(self) -> Promise:
        """The promise that it is, or holds."""
        return self.content.promise


def read_files(paths: Sequence[Path]) -> tuple[list[NamedFile], list[Fault]]:
    """The files that can be used, in order, and the faults of the others, each with its file's name.

    Args:
        paths: files; of a folder all that end in .json.

    Raises:
        InputError: a folder has no such file.
    """
    files: list[NamedFile] = []
    faults: list[Fault] = []
    for path in dict.fromkeys(_files_in(paths)):
        content, wrong = _read(path)
        faults += [Fault(str(path), message) for message in wrong]
        if content is not None and not wrong:
            files.append(NamedFile(str(path), content))
    return files, faults


def _files_in(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(path.glob("*.json"))
        if not inside:
            raise InputError(f"{path} has no file that ends in .json.", hint="Name the files, or another folder.")
        yield from inside


def _read(path: Path) -> tuple[PoolFile | None, list[str]]:
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as exc:
        return None, [f"cannot be read: {exc.strerror if isinstance(exc, OSError) else exc}"]
    if len(text) > MOST_BYTES:
        return None, ["is larger than 1 MB, and no file of a pool is"]
    try:
        content = PoolFile.model_validate_json(text, strict=True)
    except ValidationError as exc:
        errors = exc.errors()
        if any(error["type"] == "json_invalid" for error in errors):
            return None, ["is not JSON, so it was cut or changed on its way"]
        return None, [_in_words(fault) for fault in as_faults(errors, keys_at=_keys_at)]
    return content, list(_wrong_with(content))


def _wrong_with(content: PoolFile) -> Iterator[str]:
    broken = next(content.broken_links(), None)
    if broken is not None:
        yield f"was changed after it was written: {broken} does not carry the fingerprint of what stands before it"
    if content.closing is None:
        return
    if content.closing.seed is not None and seed_digest(content.closing.seed) != content.promise.seed_sha256:
        yield "its seed is not the one that was promised"
    numbers = [told.round for told in content.rounds]
    if numbers != list(range(1, len(numbers) + 1)):
        missing = next(number for number in range(1, len(numbers) + 2) if number not in numbers[:number])
        yield f"round {missing} is missing, or not in its place"
    told = sum(told.void in {None, "given up"} for told in content.rounds)
    if told > content.promise.rounds:
        yield f"it tells {told} rounds, and {content.promise.rounds} were promised"
    early = next((told for told in content.rounds if told.week < content.promise.week), None)
    if early is not None:
        yield f"round {early.round} is of {early.week}, and the promise was made later, in {content.promise.week}"


def _in_words(fault: Fault) -> str:
    return f"{fault.place}: {fault.message}" if fault.place else fault.message


def _keys_at(loc: Location) -> list[str]:
    part: dict[object, type[BaseModel]] = {"promise": Promise, "rounds": ToldRound, "closing": Closing}
    return list(part.get(loc[0] if len(loc) > 1 else None, PoolFile).model_fields)
