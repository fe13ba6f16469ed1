"""All wording there is: the package's, by language, and what a lab changes or adds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from postlab.errors import Fault, FaultsError
from postlab.framing.words.audience import ANYONE, AudienceWording, audience_wording
from postlab.framing.words.lexicon import Lexicon, lexicon_of
from postlab.framing.words.moments import MomentWording, moment_wording, moment_wording_of
from postlab.framing.words.phrases import Phrases, phrases_of
from postlab.framing.words.wording_files import (
    AUDIENCES_FOLDER,
    ENGLISH,
    MOMENTS_FILE,
    PHRASES_FILE,
    SUBJECTS_FILE,
    Document,
    audience_files,
    languages,
    wording_file,
)

Documents = Mapping[str, Mapping[str, Document]]
"""By a language's code and a file's path below its folder, what the file says."""


@dataclass(frozen=True, eq=False)
class LanguageWording:
    """The wording of one language; each file is read when it is first asked for.

    Attributes:
        code: of the language, such as "en".
        own: by path, the files that a lab changed or added, whole.
    """

    code: str
    own: Mapping[str, Document] = field(default_factory=dict)

    @cached_property
    def moments(self) -> MomentWording:
        """What is said about moments."""
        return moment_wording_of(self.own[MOMENTS_FILE]) if MOMENTS_FILE in self.own else moment_wording(self.code)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words that tell what an article is about."""
        return lexicon_of(self._document(SUBJECTS_FILE))

    @cached_property
    def phrases(self) -> Phrases:
        """The fixed words."""
        return phrases_of(self._document(PHRASES_FILE))

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences that have a file, by their names in it: "education providers"."""
        return tuple(sorted(self._paths.values()))

    def has_audience(self, name: str) -> bool:
        """Whether an audience has words of its own."""
        return _key(name) in self._paths_by_key

    def audience(self, name: str) -> AudienceWording:
        """What is said to an audience, however its name is spelt; what is said to anyone where it has no file."""
        path = self._paths_by_key.get(_key(name), f"{AUDIENCES_FOLDER}{ANYONE}.toml")
        if path not in self._read:
            self._read[path] = audience_wording(self._document(path))
        return self._read[path]

    @cached_property
    def _paths(self) -> dict[str, str]:
        packaged = audience_files(self.code) if self.code in languages() else ()
        paths = {*packaged, *(path for path in self.own if path.startswith(AUDIENCES_FOLDER))}
        return {path: path.removeprefix(AUDIENCES_FOLDER).removesuffix(".toml").replace("-", " ") for path in paths}

    @cached_property
    def _paths_by_key(self) -> dict[str, str]:
        return {_key(name): path for path, name in self._paths.items()}

    @cached_property
    def _read(self) -> dict[str, AudienceWording]:
        return {}

    def _document(self, path: str) -> Document:
        return self.own[path] if path in self.own else wording_file(self.code, path)


@dataclass(frozen=True, eq=False)
class Wordings:
    """The wording of every language.

    Attributes:
        own: by code, the languages that a lab changed or added.
    """

    own: Mapping[str, LanguageWording] = field(default_factory=dict)

    @property
    def english(self) -> LanguageWording:
        """The wording in English, by whose names audiences and moments are known."""
        return self.own.get(ENGLISH) or packaged_language(ENGLISH)

    @property
    def languages(self) -> tuple[LanguageWording, ...]:
        """The wording in every language, English first."""
        others = sorted({*languages(), *self.own} - {ENGLISH})
        return (self.english, *(self.own.get(code) or packaged_language(code) for code in others))

    def language(self, code: str | None, *, unstated: str | None = None) -> LanguageWording | None:
        """The wording in a language, or None where there is none.

        Args:
            code: as a page states it ("en-AU", "fr_CA"): what counts is the language alone.
            unstated: the language where `code` is None or empty.
        """
        primary = (code or unstated or "").replace("_", "-").partition("-")[0].lower()
        if primary in self.own:
            return self.own[primary]
        return packaged_language(primary) if primary in languages() else None

    def with_documents(self, documents: Documents, *, folder: str = "wording") -> Wordings:
        """The same with a lab's files: each changes or adds to the file of the same name.

        A table adds to the package's, key by key; a list or a text stands in the place of the package's. A language
        that the package lacks needs all files but those of single audiences, which speak to anyone without them.

        Args:
            documents: the lab's files.
            folder: what the place of a fault begins with.

        Raises:
            FaultsError: a file that there is no use for, or a place in it that cannot be used; names each.
        """
        whole, faults = _completed(documents, folder)
        if faults:
            raise FaultsError(
                f"The wording in {folder} cannot be used.",
                faults,
                hint="`postlab help wording` tells what each file holds; `postlab doctor` checks them.",
            )
        changed = {code: LanguageWording(code, files) for code, files in whole.items()}
        return Wordings({**self.own, **changed})


@cache
def packaged_language(code: str) -> LanguageWording:
    """The package's wording in one of its languages."""
    return LanguageWording(code)


PACKAGED = Wordings()
"""The wording that travels in the package."""


def _completed(documents: Documents, folder: str) -> tuple[dict[str, dict[str, Document]], list[Fault]]:
    """A lab's files made whole by the package's, and the faults of them."""
    # With pydantic, which only a lab with words of its own shall pay for.
    from postlab.framing.words.form_faults import faults_of_file, faults_of_language

    whole: dict[str, dict[str, Document]] = {}
    faults: list[Fault] = []
    for code, files in documents.items():
        if not re.fullmatch(r"[a-z]{2,3}", code):
            wanted = "A folder is named by its language's code in small letters, such as “en” or “fr”."
            faults.append(Fault(f"{folder}/{code}", wanted))
            continue
        packaged = (MOMENTS_FILE, SUBJECTS_FILE, PHRASES_FILE, *audience_files(code)) if code in languages() else ()
        whole[code] = {
            path: merged(wording_file(code, path), document) if path in packaged else document
            for path, document in files.items()
        }
        flawed = [
            Fault(f"{folder}/{code}/{path}{place}", message)
            for path, document in whole[code].items()
            for place, message in faults_of_file(path, document)
        ]
        faults += flawed
        if not flawed:
            everything = {path: whole[code].get(path) or wording_file(code, path) for path in (*packaged, *files)}
            faults += [
                Fault(f"{folder}/{code}{f'/{path}' if path else ''}", message)
                for path, message in faults_of_language(everything)
            ]
    return whole, faults


def merged(document: Document, changes: Document) -> Document:
    """A document with changes: tables key by key, anything else replaced."""
    both = dict(document)
    for key, value in changes.items():
        before = both.get(key)
        both[key] = merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return both


def _key(name: str) -> str:
    """What an audience's name is known by: small letters, single spaces, singular or plural."""
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split()).removesuffix("s")
