"""A terminal's output as a picture that every browser shows by itself: SVG, still or played, with nothing to fetch."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise

from rich.console import Console
from rich.text import Text

FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
LINE = 24.4
"""The height of a line, as rich draws it."""

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
<clipPath id="{{unique_id}}-clip-terminal"><rect x="0" y="0" width="{{terminal_width}}" height="{shown}" /></clipPath>
{{lines}}
</defs>
<rect fill="#292929" width="100%" height="100%" rx="8" />
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
        lines: how many lines have been written by then.
    """

    at: float
    lines: int


def words_of(output: str) -> str:
    """The text of a terminal's output, without its colours.

    Raises:
        ValueError: the output moves the cursor, so that its lines are not simply one below the other.
    """
    if found := _OTHER_SEQUENCE.search(output):
        raise ValueError(
            f"the output does more than write lines in colours: {output[found.start() : found.end() + 8]!r}"
        )
    return _COLOUR.sub("", output)


def words_in(picture: str) -> str:
    """The text that a picture of ours shows, line by line, without what is blank around it."""
    lines: dict[float, list[str]] = {}
    for place, text in re.findall(r'<text [^>]*\by="([\d.]+)"[^>]*>([^<]*)</text>', picture):
        lines.setdefault(float(place), []).append(unescape(text))
    return "\n".join(" ".join("".join(lines[place]).split()) for place in sorted(lines))


def still(output: str, *, width: int, title: str) -> str:
    """The output as a picture, whole."""
    return _drawn(output, width=width, title=title, rows=len(output.splitlines()), play="", cover="")


def played(output: str, steps: Sequence[Step], *, width: int, rows: int, title: str) -> str:
    """The output as it is written, line by line, in a terminal of so many rows; at the end its last rows.

    For readers who have asked for less motion it stands still at the end.
    """
    whole = steps[-1].at + REST_S
    paper, cover = [], []
    for step in steps:
        percent = f"{100 * step.at / whole:.3f}%"
        paper.append(f"{percent} {{{{ transform: translateY({-LINE * max(0, step.lines - rows):.1f}px) }}}}")
        cover.append(f"{percent} {{{{ transform: translateY({LINE * min(rows, step.lines):.1f}px) }}}}")
    timing = f"{whole:.2f}s step-end {PLAYED} both"
    last = steps[-1].lines
    play = "\n".join(
        [
            f".paper {{{{ transform: translateY({-LINE * max(0, last - rows):.1f}px); animation: paper {timing}; }}}}",
            f".cover {{{{ transform: translateY({LINE * min(rows, last):.1f}px); animation: cover {timing}; }}}}",
            f"@keyframes paper {{{{ {' '.join(_changes(paper))} }}}}",
            f"@keyframes cover {{{{ {' '.join(_changes(cover))} }}}}",
            "@media (prefers-reduced-motion: reduce) {{ .paper, .cover {{ animation: none; }} }}",
        ]
    )
    hidden = f'<rect class="cover" fill="#292929" x="0" y="0" width="100%" height="{LINE * rows + 4:.1f}" />'
    return _drawn(output, width=width, title=title, rows=rows, play=play, cover=hidden)


def _changes(frames: Sequence[str]) -> list[str]:
    """The frames that differ from the one before."""
    moves = [frame.partition(" ")[2] for frame in frames]
    return [
        frames[0],
        *(frame for (before, after), frame in zip(pairwise(moves), frames[1:], strict=True) if before != after),
    ]


def _drawn(output: str, *, width: int, title: str, rows: int, play: str, cover: str) -> str:
    words_of(output)
    console = Console(record=True, width=width, file=io.StringIO(), color_system="truecolor", legacy_windows=False)
    console.print(Text.from_ansi(output), soft_wrap=True)
    shown = LINE * rows + 4
    template = _HEAD.format(
        title=escape(title).replace("{", "{{").replace("}", "}}"),
        fonts=FONTS,
        height=f"{shown + 24:.0f}",
        shown=f"{shown:.1f}",
        play=play,
        cover=cover,
    )
    drawn = console.export_svg(title="", code_format=template, unique_id="t")
    return "\n".join(line.strip() for line in drawn.splitlines() if line.strip()) + "\n"
