"""The flags of `postlab new` as keys and tables of a plan file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postlab.cli.how_asked import today_in
from postlab.errors import InputError
from postlab.framing.pictures import OF_THE_ARTICLE

if TYPE_CHECKING:
    from postlab.loop.lab import Lab


def add_tables(
    document: dict[str, Any],
    *,
    link: list[str] | None,
    brief: dict[str, str | None],
    variant: list[str] | None,
) -> None:
    """Add the links, the brief and the framings that were given to the plan.

    Args:
        document: the plan so far, as in a plan file.
        link: addresses.
        brief: its keys.
        variant: each "NAME=block,block".

    Raises:
        InputError: a framing has no “=”.
    """
    if link:
        document["link"] = [{"url": url} for url in link]
    add_to_table(document, "brief", brief)
    if variant:
        document["variant"] = []
        for pair in variant:
            name, separator, blocks = pair.partition("=")
            if not separator:
                raise InputError(f"--variant {pair} has no “=”.", hint="Write --variant 'NAME=moment,link'.")
            document["variant"].append({"name": name.strip(), "blocks": [b.strip() for b in blocks.split(",")]})


def add_picture(document: dict[str, Any], picture: str | None, alt: str | None) -> None:
    """Add a picture, and what it shows, to the plan's only link; a file is meant from where the command was typed.

    Raises:
        InputError: the plan has no link, or several.
    """
    given = {"picture": picture, "picture_alt": alt}
    if all(value is None for value in given.values()):
        return
    links = document.get("link")
    if not isinstance(links, list) or len(links) != 1 or not isinstance(links[0], dict):
        raise InputError(
            "--picture and --alt are for a plan with one link.",
            hint='With several links write them into the plan file: [[link]] picture = "FILE", picture_alt = "…".',
        )
    if picture is not None and picture != OF_THE_ARTICLE:
        given["picture"] = str(Path(picture).expanduser().resolve())
    links[0] |= {key: value for key, value in given.items() if value is not None}


def add_to_table(document: dict[str, Any], table: str, flags: dict[str, Any]) -> None:
    """Add the flags that were given to a table of the plan; they override what the plan file says."""
    from_flags = {key: value for key, value in flags.items() if value is not None}
    if from_flags:
        from_file = document.get(table)
        document[table] = {**(from_file if isinstance(from_file, dict) else {}), **from_flags}


def read_typed_times(lab: Lab, document: dict[str, Any]) -> None:
    """Read the slots and the moment's day as people type them; what is none stays, and the plan's check refuses it."""
    from contextlib import suppress

    from postlab.design.slot_words import plain_slots
    from postlab.design.typed_days import day_meant

    slots = document.get("slots")
    if isinstance(slots, list) and all(isinstance(slot, str) for slot in slots):
        with suppress(ValueError):
            document["slots"] = list(plain_slots(slots))
    brief = document.get("brief")
    if isinstance(brief, dict) and isinstance(brief.get("moment_on"), str):
        with suppress(ValueError):
            brief["moment_on"] = day_meant(brief["moment_on"], today=today_in(lab, document)).isoformat()


def with_plan_keys(blocks: dict[str, str]) -> dict[str, str]:
    """Block texts by kind, with the kinds spelt as keys of a plan file; a text is one's own, be it a single word."""
    from postlab.framing.blocks import kind_named
    from postlab.near_names import OWN, words_of_ones_own

    by_kind = {kind_named(kind, place="--block"): text for kind, text in blocks.items()}
    if "moment" in by_kind and words_of_ones_own(by_kind["moment"]) is None:
        by_kind["moment"] = OWN + by_kind["moment"]
    return {kind.replace(" ", "_"): text for kind, text in by_kind.items()}
