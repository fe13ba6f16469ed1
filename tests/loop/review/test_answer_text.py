"""What comes back from a reviewer, however mails treat it: taken whole, or refused by name."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.loop.review.answer_text import (
    AboutPost,
    Answer,
    FileKnown,
    answers_in,
    block_of,
    seal_of,
    word_of,
)
from postlab.sanitise import plain

KEY, OTHER_KEY = "ab" * 32, "cd" * 32
CODE = "k3j7x2ab"
DIGESTS = {1: hashlib.sha256(b"one").hexdigest(), 12: hashlib.sha256(b"twelve").hexdigest()}
ANSWER = Answer(
    review=CODE,
    name="Zoë O'Brien",
    at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    posts=(
        AboutPost(post=1, sha256=DIGESTS[1], said="yes"),
        AboutPost(post=12, sha256=DIGESTS[12], said="no", comment="Too “pushy” – ‘soften’ it.\nElse fine 👍"),
    ),
)
BLOCK = block_of(ANSWER, KEY)


def known(code: str) -> FileKnown | None:
    return FileKnown(KEY, DIGESTS) if code == CODE else None


def refused(text: str) -> str:
    with pytest.raises(InputError) as error:
        answers_in(text, known)
    assert error.value.hint
    return error.value.code


def quoted(text: str) -> str:
    return "".join(f"> > {line}\r\n" for line in text.splitlines())


MANGLED = {
    "as it is": BLOCK,
    "in a mail": f"Dear all,\n\nhere you are.\n\n{BLOCK}\n-- \nZoë",
    "Windows": BLOCK.replace("\n", "\r\n"),
    "quoted twice": quoted(BLOCK),
    "dashes of an editor": BLOCK.replace("-----", "—–-"),
    "joined to one line": " ".join(BLOCK.split()),
    "wrapped at 30": "\n".join(line[at : at + 30] for line in BLOCK.splitlines() for at in range(0, len(line), 30)),
    "wrapped within quotation": quoted("\n".join(line[at : at + 41] for line in BLOCK.splitlines() for at in (0, 41))),
    "indented, with hard spaces": "".join(f"\u00a0\u00a0{line}\u200b\n" for line in BLOCK.splitlines()),
    "capitals of the marks": BLOCK.replace("BEGIN POSTLAB REVIEW", "Begin PostLab Review"),
}


@pytest.mark.parametrize("how", MANGLED)
def test_what_a_mail_does_to_it_changes_nothing(how: str) -> None:
    (signed,) = answers_in(MANGLED[how], known)
    assert (signed.code, signed.name, signed.at, signed.posts) == (CODE, ANSWER.name, ANSWER.at, ANSWER.posts)
    assert signed.seal == answers_in(BLOCK, known)[0].seal


def with_answer(answer: str) -> str:
    """The block with another answer under the same signature."""
    body = base64.b64encode(answer.encode()).decode().rstrip("=")
    return re.sub(r"Answer:.*Seal:", lambda _: f"Answer:\n{body}\nSeal:", BLOCK, flags=re.DOTALL)


def test_a_changed_answer_is_refused() -> None:
    whole = ANSWER.model_dump_json()
    assert answers_in(with_answer(whole), known)
    for before, after in (('"no"', '"yes"'), ("Zoë", "Ann"), ('"post":12', '"post":1'), ("09:30", "09:31")):
        assert refused(with_answer(whole.replace(before, after))) == "changed"
    assert refused(block_of(ANSWER, OTHER_KEY)) == "changed"


@given(st.integers(0, len(BLOCK) - 1), st.sampled_from("abcXYZ019+/"))
def test_no_single_letter_can_be_mistyped_unseen(place: int, letter: str) -> None:
    """It is refused, or means what it meant: letters outside of answer, code and signature do not matter."""
    typed = BLOCK[:place] + letter + BLOCK[place + 1 :]
    try:
        taken = answers_in(typed, known)
    except InputError:
        return
    assert [(one.code, one.name, one.posts) for one in taken] == [(CODE, ANSWER.name, ANSWER.posts)]


def test_what_is_not_whole_or_not_ours_is_refused_by_name() -> None:
    assert refused(BLOCK.partition("-----END")[0]) == "cut_off"
    assert refused(BLOCK.partition("Seal:")[0]) == "cut_off"
    assert refused(BLOCK.replace("Version: 1", "Version: 2")) == "version"
    assert refused(BLOCK.replace(f"Review: {CODE}", "Review: zzzzzzzz")) == "another_lab"
    assert refused("Yes to all of it! Best, Zoë") == "no_answer"
    assert refused("") == "no_answer"
    assert refused('<main data-review="k3j7x2ab" data-key="00">') == "handed_out"


def test_signed_by_the_key_is_not_enough_where_the_words_are_others() -> None:
    """The key is in the file, so somebody could sign anything; it must still be about what the file shows."""
    other = AboutPost(post=1, sha256="0" * 64, said="yes")
    assert refused(block_of(ANSWER.model_copy(update={"posts": (other,)}), KEY)) == "changed"
    unknown = AboutPost(post=2, sha256=DIGESTS[1], said="yes")
    assert refused(block_of(ANSWER.model_copy(update={"posts": (unknown,)}), KEY)) == "changed"
    signed = b'{"review":"k3j7x2ab","name":"x","at":"never","posts":[]}'
    block = re.sub(r"Seal: \w+", f"Seal: {seal_of(KEY, signed)}", with_answer(signed.decode()))
    assert refused(block) == "changed"


def test_several_answers_in_one_mail_are_all_taken() -> None:
    second = ANSWER.model_copy(update={"name": "Ben"})
    names = [one.name for one in answers_in(f"{BLOCK}\nand\n{quoted(block_of(second, KEY))}", known)]
    assert names == ["Zoë O'Brien", "Ben"]
    assert refused(BLOCK.partition("Seal:")[0] + block_of(second, KEY)) == "cut_off"


def typed(*lines: str) -> str:
    return "\n".join([f"Review {CODE}", "Name: Zoë O'Brien", *lines])


def test_lines_that_were_typed_are_signed_too() -> None:
    yes, no = word_of(KEY, 1, DIGESTS[1], "yes"), word_of(KEY, 12, DIGESTS[12], "no")
    (signed,) = answers_in(typed(f"1 yes {yes}", f"> 12  NO {no.upper()} – Too pushy."), known)
    assert [(one.post, one.said, one.comment) for one in signed.posts] == [(1, "yes", ""), (12, "no", "Too pushy.")]
    assert signed.at is None
    again = answers_in(typed(f"1 yes {yes.replace('-', '')}", f"12 no {no}: Too pushy."), known)[0]
    assert again.seal == signed.seal
    spaced = f"1 yes {yes}".replace(" ", "\u00a0").replace("-", "\u2011")
    assert answers_in(typed(spaced), known)[0].posts == signed.posts[:1]
    # much of nothing is read as quickly as little
    assert refused(" \n> \n" * 200_000) == "no_answer"
    assert refused(typed(f"1 yes {no}")) == "word"
    assert refused(typed(f"1 no {yes}")) == "word"
    assert refused(typed(f"2 yes {yes}")) == "word"
    assert refused(typed(f"1 yes {yes}", f"1 no {word_of(KEY, 1, DIGESTS[1], 'no')}")) == "both"
    assert refused(f"Name: Zoë\n1 yes {yes}") == "no_code"
    assert refused(f"Review {CODE}\n1 yes {yes}") == "no_name"
    assert refused(f"Review zzzzzzzz\nName: Zoë\n1 yes {yes}") == "another_lab"


@given(st.text(min_size=1, max_size=80).filter(lambda name: plain(name).strip()), st.text(max_size=300))
def test_any_name_and_comment_come_through(name: str, comment: str) -> None:
    about = AboutPost(post=1, sha256=DIGESTS[1], said="comment", comment=comment)
    (signed,) = answers_in(block_of(ANSWER.model_copy(update={"name": name, "posts": (about,)}), KEY), known)
    assert signed.posts == (about,)
    assert signed.name == " ".join(plain(name).split())
