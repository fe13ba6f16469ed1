"""What is wrong with files of wording, place by place.

Only a lab with words of its own, the check-up and the tests import this module: the package's files are known to be
right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from postlab.framing.words.audience import ANYONE
from postlab.framing.words.forms import (
    FORMS,
    MEANING_OF_PATTERN,
    SHORT_OPENING,
    SHORT_PHRASE,
    AudienceForm,
    MomentKindForm,
    MomentsForm,
    OwnWordsForm,
)
from postlab.framing.words.moments import PHASES, by_phase
from postlab.framing.words.wording_files import AUDIENCES_FOLDER, MOMENTS_FILE, PHRASES_FILE, SUBJECTS_FILE, Document
from postlab.sanitise import postable

_MARKS = "quotation_marks"
"""The table whose pairs may be two of the same mark."""


def form_of(path: str) -> str | None:
    """The name of the form of a file, by its path below a language's folder; None where there is no such file."""
    if re.fullmatch(rf"{AUDIENCES_FOLDER}[a-z0-9]+(-[a-z0-9]+)*\.toml", path):
        return "audience"
    return {MOMENTS_FILE: "moments", PHRASES_FILE: "phrases", SUBJECTS_FILE: "subjects"}.get(path)


def faults_of_file(path: str, document: Document) -> Iterator[tuple[str, str]]:
    """What is wrong with a whole file: its place in it, such as ': openings."cost and debt", 2', and what it is.

    The place is empty for the file itself. Nothing within a form is checked further while the form is not kept.
    """
    name = form_of(path)
    if name is None:
        yield "", "There is no such file of wording."
        return
    try:
        form = FORMS[name].model_validate(document)
    except ValidationError as exc:
        for fault in exc.errors(include_url=False, include_input=False):
            yield _place(*fault["loc"]), _in_words(fault["type"], fault["msg"])
        return
    if isinstance(form, AudienceForm):
        yield from _faults_of_audience(form)
    elif isinstance(form, MomentsForm):
        yield from _faults_of_moments(form)
    for place, ways in _lists(document):
        for at, text in enumerate(ways):
            if text in ways[:at] and place[0] != _MARKS:
                yield _place(*place, at), "It is there twice."
    for where, text in _texts(document):
        if not _is_postable(text):
            yield (
                _place(*where),
                "It holds a line end, a tab, two spaces in a row, or a character that nobody sees.",
            )


def faults_of_language(documents: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    """What is wrong with the files of a language together, each of which is right: (path, what is wrong)."""
    missing = [
        path
        for path in (MOMENTS_FILE, SUBJECTS_FILE, PHRASES_FILE, f"{AUDIENCES_FOLDER}{ANYONE}.toml")
        if path not in documents
    ]
    if missing:
        yield "", f"The language is not whole without {', '.join(missing)}."
        return
    kinds, subjects = documents[MOMENTS_FILE]["moment"], documents[SUBJECTS_FILE]["subject"]
    for subject, words in subjects.items():
        for kind in words.get("moments", ()):
            if kind not in kinds:
                yield SUBJECTS_FILE, f"“{subject}” goes with a moment “{kind}”, which {MOMENTS_FILE} does not have."
    for path, document in documents.items():
        if path.startswith(AUDIENCES_FOLDER):
            for fault in _unknown_names(document, subjects, kinds):
                yield path, fault
    colon = documents[PHRASES_FILE]["colon"]
    for path, document in documents.items():
        for place, ways in _lists(document):
            for at, text in enumerate(ways):
                if text.endswith(":") and not text.endswith(colon):
                    yield path, f"{_place(*place, at)[2:]}: its colon is not the one of {PHRASES_FILE}."


def _unknown_names(audience: Document, subjects: Document, kinds: Document) -> Iterator[str]:
    """What an audience's file says of subjects and moments that the language does not have."""
    for subject in audience.get("openings", {}):
        if subject not in subjects:
            yield f"It has openings on “{subject}”, which {SUBJECTS_FILE} does not have."
    for kind in audience.get("moments", ()):
        if kind not in kinds:
            yield f"Its openings follow a moment “{kind}”, which {MOMENTS_FILE} does not have."


def _faults_of_audience(form: AudienceForm) -> Iterator[tuple[str, str]]:
    """Sets of openings without a short one, and openings that say the same as one before."""
    first_places: dict[str, str] = {}
    for subject, ways in form.openings.items():
        if all(len(text) > SHORT_OPENING for text in ways):
            none = f"None is short: at least one needs at most {SHORT_OPENING} characters."
            yield _place("openings", subject), none
        for at, text in enumerate(ways):
            place, letters = _place("openings", subject, at), re.sub(r"\W+", " ", text.lower()).strip()
            if text in ways[:at]:
                continue  # the check of every list tells it
            if letters in first_places:
                yield place, f"It says the same as {first_places[letters].removeprefix(': ')}."
            first_places.setdefault(letters, place)


def _faults_of_moments(form: MomentsForm) -> Iterator[tuple[str, str]]:
    """Phases that the templates have no words for, undated words of nearness, and phases without a short phrase."""
    own = form.own_words
    phases = {"openings": by_phase(_named(own.openings)), "sentences": by_phase(_named(own.sentences))}
    for part, texts in {**phases, "neutral": by_phase(_named(own.neutral))}.items():
        missing = [phase for phase in PHASES if phase not in texts]
        if missing:
            yield _place("own_words", part), f"There are no words for: {', '.join(missing)}."
    yield from _said_to_be_near(("own_words",), own, form.nearness)
    for name, kind in form.moment.items():
        yield from _said_to_be_near(("moment", name), kind, form.nearness)
        for phase, ways in kind.openings.items():
            if all(len(text) > SHORT_PHRASE for text in ways):
                none = f"None is short: at least one needs at most {SHORT_PHRASE} characters."
                yield _place("moment", name, "openings", phase), none


def _named(texts: Mapping[Any, Any]) -> dict[str, Any]:
    """The same by names of phases that are plain texts."""
    return {str(phase): words for phase, words in texts.items()}


def _said_to_be_near(
    key: tuple[str, ...], form: OwnWordsForm | MomentKindForm, nearness: list[str]
) -> Iterator[tuple[str, str]]:
    """Words for an undated moment which say that it is near."""
    near = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, nearness)) or '(?!)'})(?!\w)", re.IGNORECASE)
    texts = {
        "openings": form.openings.get("undated", []),
        "neutral": form.neutral.get("undated", []),
        "sentences": [form.sentences["undated"]] if "undated" in form.sentences else [],
    }
    for part, undated in texts.items():
        for text in undated:
            if word := near.search(text):
                yield (
                    _place(*key, part, "undated"),
                    f"“{text}” says that it is near (“{word[0]}”), but no day is known.",
                )


def _lists(document: Any, *place: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Every list of texts in a document, with its place."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from _lists(value, *place, key)
    elif isinstance(document, list) and all(isinstance(text, str) for text in document):
        yield place, document


def _texts(document: Any, *place: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in a document, and every key, with its place."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield (*place, key), key
            yield from _texts(value, *place, key)
    elif isinstance(document, list):
        for at, value in enumerate(document):
            yield from _texts(value, *place, at)
    elif isinstance(document, str):
        yield place, document


def _is_postable(text: str) -> bool:
    """Whether a text would go out as it stands, the spaces at its ends included: a quotation mark may have one."""
    return postable(f".{text}.") == f".{text}."


def _place(*keys: str | int) -> str:
    """Where it stands: keys of TOML, and the number of an item from 1, as in ': openings."cost and debt", 2'."""
    named = [
        key if re.fullmatch(r"[\w-]+", key) else f'"{key}"' for key in keys if isinstance(key, str) and key != "[key]"
    ]
    numbers = [f", {key + 1}" for key in keys if isinstance(key, int)]
    return f": {'.'.join(named)}{''.join(numbers)}"


def _in_words(kind: str, message: str) -> str:
    """A fault of pydantic as a sentence."""
    if kind == "extra_forbidden":
        return "There is no such key."
    if kind == "missing":
        return "It is missing."
    if kind == "string_pattern_mismatch":
        return next((meaning for pattern, meaning in MEANING_OF_PATTERN.items() if f"'{pattern}'" in message), message)
    return message if message.endswith(".") else f"{message}."
