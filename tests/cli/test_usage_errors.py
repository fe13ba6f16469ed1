"""A command line that cannot be read is answered like any other slip: what is wrong, what was meant, what to type."""

from __future__ import annotations

import json

import pytest

from cli.typist import Typist

SLIPS = {
    "a number in words": (
        ("new", "--rounds", "ten"),
        "--rounds takes a whole number; “ten” is none.",
        "--rounds 16",
    ),
    "a part of one": (
        ("new", "--rounds", "2.5"),
        "--rounds takes a whole number; “2.5” is none.",
        "--rounds 16",
    ),
    "too small": (
        ("metrics", "record", "1", "--clicks", "-3"),
        "--clicks takes a whole number, 0 or more; “-3” is none.",
        "`postlab metrics record 1 --clicks 14 --likes 3`",
    ),
    "none at all": (
        ("learn", "promise", "x", "--rounds", "0"),
        "--rounds takes a whole number, 1 or more; “0” is none.",
        "`postlab learn promise --help` says more.",
    ),
    "too great": (
        ("moment", "add", "exams", "1 May", "--lasts", "400"),
        "--lasts takes a whole number, 1 to 366; “400” is none.",
        "`postlab moment add",
    ),
    "a number of any kind": (("new", "--alpha", "small"), "--alpha takes a number; “small” is none.", "`postlab new"),
    "a number that is no option": (
        ("moment", "remove", "1", "two"),
        "N takes a whole number, 1 or more; “two” is none.",
        "`postlab moment remove",
    ),
    "nothing named": (("report",), "EXPERIMENT is missing.", "`postlab report exam-season`"),
    "nothing named below": (("account", "add"), "PLATFORM is missing.", "`postlab account add sandbox try-out`"),
    "one word too many": (("status", "exams"), "“exams” is too much for `postlab status`.", "`postlab status --help`"),
    "an option misspelt": (
        ("metrics", "record", "1", "--clickz", "3"),
        "`postlab metrics record` has no option --clickz.",
        "Did you mean “--clicks”?",
    ),
    "an option of nothing": (("--foo",), "`postlab` has no option --foo.", "`postlab --help` lists the commands."),
    "a letter of nothing": (("run", "-z"), "`postlab run` has no option -z.", "`postlab run --help` says more."),
    "no value": (("learn", "--by"), "--by needs a value.", "`postlab learn --by platform`"),
    "a value too many": (("link", "list", "--csv=3"), "--csv takes no value.", "`postlab link list --help`"),
    "a command misspelt": (("aprove", "exams"), "There is no command “aprove”.", "Did you mean “approve”?"),
    "a command below": (("post", "shw", "1"), "There is no command “post shw”.", "Did you mean “show”?"),
    "a command of nothing": (("xyzzy",), "There is no command “xyzzy”.", "`postlab --help` lists the commands."),
}


@pytest.mark.parametrize(("words", "wrong", "way_out"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_in_a_sentence_with_what_to_type(
    words: tuple[str, ...], wrong: str, way_out: str, typist: Typist
) -> None:
    before = typist.dump()
    complaint = typist(*words, code=2).complaint
    assert complaint.startswith(f"Error: {wrong}")
    assert way_out in complaint
    assert "Usage" not in complaint
    assert typist.dump() == before


def test_programs_get_it_as_json(typist: Typist) -> None:
    result = typist("report", "--json", code=2)
    assert result.out == ""
    error = json.loads(result.err)["error"]
    assert error["message"] == "EXPERIMENT is missing."
    assert "`postlab report exam-season`" in error["next"]


def test_what_was_typed_cannot_do_harm(typist: Typist) -> None:
    assert "\x1b" not in typist("\x1b[31mred", code=2).err
    assert "red" in typist("report", "a", "[bold]\x1b[31mred", code=2).complaint


def test_a_group_typed_alone_still_shows_its_help(typist: Typist) -> None:
    shown = typist("post", code=2)
    assert "Usage: postlab post" in shown.out + shown.err
