"""What a draft says of names that become links, and of addresses that would be cut."""

from __future__ import annotations

from postlab.framing.lengths import BLUESKY, MASTODON, SIMULATED_280, THREADS, WEIGHTED_280, LengthRule
from postlab.framing.link_notes import link_notes
from postlab.framing.notes import NoteCode


def said(*texts: str, rule: LengthRule = WEIGHTED_280, network: str = "X") -> list[tuple[NoteCode, str]]:
    return [(note.code, note.sentence) for note in link_notes(texts, rule, network=network)]


def test_names_in_the_words_are_named_once() -> None:
    assert said("Jobs on GOV.UK", "GOV.UK: https://uni.org/x") == [
        (
            NoteCode.LINKED_NAME,
            "X makes a link of GOV.UK in the words; clicks on it count among those on the post.",
        )
    ]
    assert said("GOV.UK or Seek.com.au?")[0][1].startswith(
        "X makes links of GOV.UK and Seek.com.au in the words; clicks on"
    )


def test_an_address_that_would_be_cut_says_how_to_write_it() -> None:
    cut = "https://uni.org/Pay_(職業)?utm_source=x&utm_medium=social"
    advice = "“(職業)?utm_source=x&u…” as words; encode its letters (%E8%81%B7%E6%A5%AD)."
    assert said(cut) == [(NoteCode.LINK_CUT, f"X would link https://uni.org/Pay_ alone and leave {advice}")]
    assert said(cut, rule=MASTODON, network="Mastodon")[0][1].startswith(
        "Mastodon would link https://uni.org/Pay_ alone"
    )
    assert said("https://uni.org/職業", rule=MASTODON) == []
    assert said("https://uni.org/a(b/c")[0][1].endswith("“(b/c” as words; copy it from your browser again.")


def test_where_all_is_linked_or_nothing_is_known_nothing_is_said() -> None:
    text = "Jobs on GOV.UK: https://uni.org/x’s, (https://uni.org/y). https://localhost/z"
    assert said(text, rule=MASTODON) == said(text, rule=THREADS) == said(text, rule=BLUESKY) == []
    assert said(text, rule=SIMULATED_280) == []
    assert [code for code, _ in said(text)] == [NoteCode.LINKED_NAME]
