"""What a reviewer sends back, as text that survives a mail: a signed block, or lines that were typed by hand.

The block, version 1, as the page of `postlab.reports.pages.review` writes it:

    -----BEGIN POSTLAB REVIEW-----
    Version: 1
    Review: the code of the file that was answered
    Answer: `Answer` as JSON in UTF-8, as base64 without padding, in lines
    Seal: HMAC-SHA-256 of ``postlab-review-1|`` and that JSON, by the key of the file, as hexadecimal digits
    -----END POSTLAB REVIEW-----

Marks of quotation, other dashes, and lines that were wrapped or joined change nothing in it. By hand it is a line for
each post, with a word that the file shows for that answer to that very text:

    Review k3j9x2ab
    Name: Ada Lovelace
    12 yes k7qf-2m4p
    13 no c5xr-w3ad Too pushy.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from postlab.errors import InputError
from postlab.sanitise import plain

VERSION = 1
LONGEST_NAME, LONGEST_COMMENT = 80, 2000
"""In characters."""

MOST_POSTS = 500
CODE_LENGTH, WORD_LENGTH = 8, 8
"""Of the code of a file, and of a word to type, in characters."""

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
"""Of codes and words: base32, so that neither 0 nor 1 is among them."""

_HANDED_OUT = "data-review="
"""What stands in every file that is handed out, and in no answer."""

_READ_AS = str.maketrans("01", "ol")
_BLOCK = re.compile(
    r"BEGIN\s+POSTLAB\s+REVIEW(?P<inside>.*?)(?:(?P<end>END\s+POSTLAB\s+REVIEW)|(?=BEGIN\s+POSTLAB\s+REVIEW)|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_INSIDE = re.compile(
    r"Version:(?P<version>.*?)Review:(?P<code>.*?)Answer:(?P<answer>.*?)Seal:(?P<seal>.*)", re.DOTALL | re.IGNORECASE
)
_TYPED_CODE = re.compile(rf"\breview\s+(?P<code>[a-z0-7]{{{CODE_LENGTH}}})\b", re.IGNORECASE)
_TYPED_NAME = re.compile(r"^[>| \t\xa0]*name\s*:[ \t]*(?P<name>\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_TYPED_LINE = re.compile(
    r"^[>| \t\xa0]*(?:post\s+)?(?P<post>\d{1,9})[ \t\xa0:]+(?P<said>yes|no)[ \t\xa0:]+"
    r"(?P<word>[a-z0-7]{4}[-\u2010\u2011\u2013]?[a-z0-7]{4})\b(?P<comment>.*)$",
    re.IGNORECASE | re.MULTILINE,
)


class _Part(BaseModel):
    """An object of an answer: it has its keys and no others, and values of their types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AboutPost(_Part):
    """What is said of one post."""

    post: int = Field(ge=1)
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Of the post as the file shows it (`postlab.loop.posts.reviews.digest_of`)."""
    said: Literal["yes", "no", "comment"]
    comment: Annotated[str, StringConstraints(max_length=LONGEST_COMMENT)] = ""


class Answer(_Part):
    """What one person says of the posts of one file."""

    review: str
    """The code of the file."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    at: Annotated[AwareDatetime, Field(strict=False)]
    """By the clock of that person's machine."""
    posts: Annotated[tuple[AboutPost, ...], Field(min_length=1, max_length=MOST_POSTS, strict=False)]


@dataclass(frozen=True, slots=True)
class FileKnown:
    """What an answer is checked against.

    Attributes:
        key: of the file, as hexadecimal digits.
        digests: by post number, the digest of what the file shows.
    """

    key: str
    digests: dict[int, str]


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer whose signature is right.

    Attributes:
        code: of the file that was answered.
        name: of the reviewer, as it was typed.
        at: when it was said, by that person's clock; None where the answer does not tell.
        posts: what is said of each post.
        seal: what makes it one answer.
    """

    code: str
    name: str
    at: datetime | None
    posts: tuple[AboutPost, ...]
    seal: str


def seal_of(key: str, answer: bytes) -> str:
    """The signature of an answer's JSON by the key of a file, as hexadecimal digits."""
    return hmac.new(bytes.fromhex(key), b"postlab-review-1|" + answer, hashlib.sha256).hexdigest()


def word_of(key: str, post: int, sha256: str, said: str) -> str:
    """The word to type for an answer to a post, by hand: two groups of four letters."""
    message = f"postlab-review-word-1|{post}|{sha256}|{said}".encode()
    digest = hmac.new(bytes.fromhex(key), message, hashlib.sha256).digest()
    word = base64.b32encode(digest).decode().lower()[:WORD_LENGTH]
    return f"{word[:4]}-{word[4:]}"


def block_of(answer: Answer, key: str) -> str:
    """An answer as its signed block, as the page writes it."""
    written = answer.model_dump_json().encode()
    body = base64.b64encode(written).decode().rstrip("=")
    lines = [body[start : start + 60] for start in range(0, len(body), 60)]
    return "\n".join(
        [
            "-----BEGIN POSTLAB REVIEW-----",
            f"Version: {VERSION}",
            f"Review: {answer.review}",
            "Answer:",
            *lines,
            f"Seal: {seal_of(key, written)}",
            "-----END POSTLAB REVIEW-----",
            "",
        ]
    )


def answers_in(text: str, known: Callable[[str], FileKnown | None]) -> list[Signed]:
    """The answers that a text holds, in its order, each of them signed by the key of its file.

    Args:
        text: a mail, or a file, with anything before and after.
        known: by the code of a file, what the lab knows about it; None for one that it never wrote.

    Raises:
        InputError: there is none, or one is not whole, was changed, is of another lab, or of another version.
    """
    if _HANDED_OUT in text:
        raise InputError(
            "That is the file that was handed out, not the answer to it.",
            hint="Open it in a browser: it makes the answer.",
            code="handed_out",
        )
    blocks = [_signed(block, known) for block in _BLOCK.finditer(text)]
    if blocks:
        return blocks
    typed_lines = list(_TYPED_LINE.finditer(text))
    if not typed_lines:
        raise InputError(
            "There is no answer to a review in it.",
            hint="It is a block from “BEGIN POSTLAB REVIEW” to “END POSTLAB REVIEW”, or lines like “12 yes k7qf-2m4p”.",
            code="no_answer",
        )
    return [_typed(text, typed_lines, known)]


def _signed(block: re.Match[str], known: Callable[[str], FileKnown | None]) -> Signed:
    inside = _INSIDE.search(block["inside"])
    if inside is None or block["end"] is None:
        raise InputError(
            "The answer is not whole: its end is missing.",
            hint="Copy it from “BEGIN POSTLAB REVIEW” to “END POSTLAB REVIEW”, or ask for the file.",
            code="cut_off",
        )
    version = "".join(re.findall(r"\d+", inside["version"]))
    if version != str(VERSION):
        raise InputError(
            f"The answer is of version {plain(version) or '?'}; this PostLab reads version {VERSION}.",
            hint="Bring PostLab up to date.",
            code="version",
        )
    code = _letters(inside["code"])
    file = _file_of(code, known)
    written = _decoded(inside["answer"])
    seal = "".join(re.findall(r"[0-9a-f]", inside["seal"].casefold()))
    if written is None or not hmac.compare_digest(seal_of(file.key, written), seal):
        raise _changed(code)
    try:
        answer = Answer.model_validate_json(written)
    except ValidationError as exc:
        raise _changed(code) from exc
    if answer.review != code or any(file.digests.get(one.post) != one.sha256 for one in answer.posts):
        raise _changed(code)
    return Signed(code, _name(answer.name), answer.at, answer.posts, seal)


def _typed(text: str, lines: list[re.Match[str]], known: Callable[[str], FileKnown | None]) -> Signed:
    found = _TYPED_CODE.search(text)
    if found is None:
        raise InputError(
            "The lines do not say which review they answer.",
            hint="Put the line that begins with “Review” in the file above them.",
            code="no_code",
        )
    code = _letters(found["code"])
    file = _file_of(code, known)
    named = _TYPED_NAME.search(text)
    if named is None:
        raise InputError("The lines do not say who answers.", hint="Put a line “Name: …” above them.", code="no_name")
    said: dict[int, AboutPost] = {}
    for line in lines:
        post, word = int(line["post"]), _letters(line["word"])
        digest = file.digests.get(post)
        answer: Literal["yes", "no"] = "yes" if line["said"].casefold() == "yes" else "no"
        if digest is None or not hmac.compare_digest(word_of(file.key, post, digest, answer).replace("-", ""), word):
            raise InputError(
                f"“{plain(line['word'])}” is not the word for “{answer}” to post {post} in review {code}.",
                hint="Copy the line from the file as it stands there.",
                code="word",
            )
        if post in said and said[post].said != answer:
            raise InputError(f"It says both yes and no to post {post}.", hint="Leave one of them out.", code="both")
        comment = plain(line["comment"]).strip(" \t:,–—-")[:LONGEST_COMMENT]
        said[post] = AboutPost(post=post, sha256=digest, said=answer, comment=comment)
    name = _name(named["name"][:LONGEST_NAME])
    whole = "|".join([code, name.casefold(), *(one.model_dump_json() for one in said.values())])
    return Signed(code, name, None, tuple(said.values()), f"typed:{hashlib.sha256(whole.encode()).hexdigest()}")


def _file_of(code: str, known: Callable[[str], FileKnown | None]) -> FileKnown:
    file = known(code)
    if file is None:
        raise InputError(
            f"No file with the code “{plain(code)}” was exported from this lab.",
            hint="The answer is for another lab, or for an experiment that was deleted. "
            "`postlab review export EXPERIMENT` writes a file to send.",
            code="another_lab",
        )
    return file


def _changed(code: str) -> InputError:
    return InputError(
        f"The answer to review {plain(code)} was changed on its way: its signature does not fit.",
        hint="Ask for it once more, as a file if it came in a mail. Nothing of it was taken.",
        code="changed",
    )


def _letters(text: str) -> str:
    """The letters of a code or a word, however they were typed; what cannot be in one is left out."""
    return "".join(letter for letter in text.casefold().translate(_READ_AS) if letter in LETTERS)


def _decoded(text: str) -> bytes | None:
    """The bytes of base64 among which marks of quotation and line ends may stand; None where it is none."""
    body = "".join(re.findall(r"[A-Za-z0-9+/]", text))
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except binascii.Error:
        return None


def _name(text: str) -> str:
    """A name on one line, harmless on a screen.

    Raises:
        InputError: when nothing is left of it.
    """
    name = " ".join(plain(text).split())
    if not name:
        raise InputError("The answer does not say who answers.", hint="Ask for one with a name.", code="no_name")
    return name
