"""A terminal's output as a picture that every browser shows by itself: SVG, still or played, with nothing to fetch."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
LINE = 24.4
"""The height of a line, as rich draws it."""

LETTER = 12.2
GROUND = "#292929"

PLAYED = 3
"""How often a played picture begins again before it rests on its end: what moves for ever beside a text disturbs."""

REST_S = 5.0
"""How long the end stands before it is played again."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_OTHER_SEQUENCE = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x7f]")
_HEAD = """<svg class="rich-terminal" viewBox="0 0 {{width}} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>{title}</title>
<style>
.{{unique_id}}-matrix {{{{ font-family: {fonts}; font-size: {{char_height}}px; }}}}
{{styles}}
{play}
</style>
<defs>
<clipPath id="{{unique_id}}-clip-terminal"><rect x="-4" y="0" width="100%" height="{shown}" /></clipPath>
{{lines}}
</defs>
<rect fill="{ground}" width="100%" height="100%" rx="8" />
<g transform="translate(9, 12)" clip-path="url(#{{unique_id}}-clip-terminal)">
<g class="paper">
{{backgrounds}}
<g class="{{unique_id}}-matrix">
{{matrix}}
</g>
</g>
{cover}
</g>
</svg>
"""


@dataclass(frozen=True)
class Step:
    """A moment of a played picture.

    Args:
        at: seconds after the beginning.
        lines: how many lines have been begun by then.
        letters: how many letters the last of them has, where it is still being typed.
    """

    at: float
    lines: int
    letters: int | None = None


def words_of(output: str) -> str:
    """The text of a terminal's output, without its colours.

    Raises:
        ValueError: the output moves the cursor, so that its lines are not simply one below the other.
    """
    if found := _OTHER_SEQUENCE.search(output):
        raise ValueError(f"the output moves the cursor: {output[found.start() : found.end() + 8]!r}")
    return _COLOUR.sub("", output)


def words_in(picture: str) -> str:
    """The text that a picture of ours shows, line by line, without blank lines and with single spaces."""
    lines: dict[float, list[str]] = {}
    for place, text in re.findall(r'<text [^>]*\by="([\d.]+)"[^>]*>([^<]*)</text>', picture):
        lines.setdefault(float(place), []).append(unescape(text))
    rows = (" ".join("".join(lines[place]).split()) for place in sorted(lines))
    return "\n".join(row for row in rows if row)


def still(output: str, *, width: int, title: str) -> str:
    """The output as a picture, whole."""
    return _drawn(output, width=width, title=title, rows=None, play="", cover="")


def played(output: str, steps: Sequence[Step], *, width: int, rows: int, title: str) -> str:
    """The output as it is written, line by line, in a terminal of so many rows; at the end its last rows.

    For readers who have asked for less motion it stands still at the end.
    """
    if any(cell_len(line) > width for line in words_of(output).splitlines()):
        raise ValueError(f"a line has more than {width} columns")
    whole = steps[-1].at + REST_S
    moves = {
        "paper": [f"translateY({-LINE * max(0, step.lines - rows):.1f}px)" for step in steps],
        "cover": [f"translateY({LINE * min(rows, step.lines):.1f}px)" for step in steps],
        # what is still to be typed of the line above the cover
        "rest": [
            f"translate({LETTER * step.letters:.1f}px, {LINE * (min(rows, step.lines) - 1):.1f}px)"
            if step.letters
            else f"translate({2 * LETTER * width:.1f}px, 0px)"
            for step in steps
        ],
    }
    play = [
        f".{name} {{{{ transform: {places[-1]}; animation: {name} {whole:.2f}s step-end {PLAYED} both; }}}}\n"
        f"@keyframes {name} {{{{ {' '.join(_frames(places, steps, whole))} }}}}"
        for name, places in moves.items()
    ]
    play.append("@media (prefers-reduced-motion: reduce) {{ .paper, .cover, .rest {{ animation: none; }} }}")
    hidden = (
        f'<rect class="cover" fill="{GROUND}" x="-9" y="0" width="110%" height="{LINE * rows + 4:.1f}" />\n'
        f'<rect class="rest" fill="{GROUND}" x="0" y="0" width="110%" height="{LINE:.1f}" />'
    )
    return _drawn(output, width=width, title=title, rows=rows, play="\n".join(play), cover=hidden)


def _frames(places: Sequence[str], steps: Sequence[Step], whole: float) -> Iterator[str]:
    """The keyframes at which something is moved."""
    before = ""
    for place, step in zip(places, steps, strict=True):
        if place != before:
            yield f"{100 * step.at / whole:.3f}% {{{{ transform: {place} }}}}"
        before = place


def _drawn(output: str, *, width: int, title: str, rows: int | None, play: str, cover: str) -> str:
    words_of(output)
    pieces = [piece for line in Text.from_ansi(output).split() for piece in _as_a_terminal_breaks(line, width)]
    console = Console(record=True, width=width, file=io.StringIO(), color_system="truecolor", legacy_windows=False)
    for piece in pieces:
        console.print(piece, soft_wrap=True)
    shown = LINE * (len(pieces) if rows is None else rows) + 4
    template = _HEAD.format(
        title=escape(title).replace("{", "{{").replace("}", "}}"),
        fonts=FONTS,
        ground=GROUND,
        height=f"{shown + 24:.0f}",
        shown=f"{shown:.1f}",
        play=play,
        cover=cover,
    )
    drawn = console.export_svg(title="", code_format=template, unique_id="t")
    return "\n".join(line.strip() for line in drawn.splitlines() if line.strip()) + "\n"


def _as_a_terminal_breaks(line: Text, width: int) -> Iterator[Text]:
    """A line in rows of the terminal, filled to the last column."""
    if not line:
        yield line
    for at in range(0, len(line), width):
        yield line[at : at + width]
